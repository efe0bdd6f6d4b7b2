"""Choose headings in sets, never one by one (拟标题)."""

from __future__ import annotations

from collections.abc import Sequence

from drafting.affinity import affinity, bigrams
from drafting.desk import Desk
from drafting.draft import Origin, Part, Sentence
from drafting.restate import distance
from drafting.view import LEAST_RELEVANT
from outlines.outline import OutlineSection
from outlines.role import ROLE_LABELS, Role
from phrasebank.phrase import Kind

LEAST_TASKS = 3
"""So many tasks of the profile make a section of their own; fewer stand under the nearest points."""

_FINALISTS = 5
# What the text under a section's headings is mostly made of.
_MATERIAL = dict.fromkeys(Role, Kind.MEASURE) | {
    Role.SIGNIFICANCE: Kind.SIGNIFICANCE,
    Role.SITUATION: Kind.SIGNIFICANCE,
    Role.ORGANIZATION: Kind.ASSURANCE,
}


def _heading(desk: Desk, text: str) -> Sentence | None:
    """Fill a heading and say where it is from; None where it does not fit this draft (标题)."""
    shelf = desk.chooser.shelf
    if text in shelf.headings:
        choice = shelf.heading(text)
        if choice is None or desk.chooser.blocked(choice):
            return None
        return Sentence((choice.part(),))
    filled = desk.filler.text(text)
    return Sentence((Part(filled, Origin.OUTLINE, field=desk.plan.outline.name),)) if filled else None


def _heading_set(desk: Desk, texts: Sequence[str]) -> list[Sentence] | None:
    sentences = [_heading(desk, text) for text in texts]
    whole = [s for s in sentences if s is not None]
    return whole if len(whole) == len(texts) else None


def _commit_headings(desk: Desk, sentences: Sequence[Sentence]) -> None:
    shelf = desk.chooser.shelf
    mined = {part.phrase for sentence in sentences for part in sentence.parts if part.phrase}
    for text, phrase in shelf.headings.items() if mined else ():
        if phrase.id in mined and (choice := shelf.heading(text)) is not None:
            desk.chooser.take(choice)


def choose_headings(desk: Desk, roles: Sequence[Role]) -> list[Sentence]:
    """Take all level-1 headings from one set, so that they answer each other (一级标题)."""
    options = [
        (sentences, texts)
        for texts in desk.plan.outline.heading_sets
        if (sentences := _heading_set(desk, texts)) is not None and len(sentences) == len(roles)
    ]
    if not options:
        field_ = "outline"
        return [
            Sentence((Part(f"【待填：{ROLE_LABELS[role]}部分的标题】", Origin.PROMPT, field=field_),))
            for role in roles
        ]
    sentences, _ = min(
        options,
        key=lambda option: (
            unevenness(option[0]) - 0.4 * desk.chooser.jitter("|".join(option[1])),
            option[1],
        ),
    )
    _commit_headings(desk, sentences)
    return sentences


def unevenness(sentences: Sequence[Sentence]) -> float:
    """How far headings are from one length, 0 to 1 (长短不齐)."""
    sizes = [len(sentence.text) for sentence in sentences]
    return (max(sizes) - min(sizes)) / max(sizes) if sizes else 0.0


def choose_points(desk: Desk, section: OutlineSection, above: str) -> list[Sentence]:
    """Take the level-2 headings of one section from one set (二级标题)."""
    least, most = section.points
    if most == 0:
        return []
    tasks = desk.profile.tasks
    if section.role is Role.KEY_TASKS and len(tasks) >= LEAST_TASKS and "tasks" not in desk.asked:
        desk.asked.add("tasks")
        return [
            Sentence((Part(task.name.rstrip("。"), Origin.PROFILE, field=f"tasks[{i}].name"),))
            for i, task in enumerate(tasks)
        ]
    meeting = desk.profile.meeting
    aim = bigrams(above)
    options: list[tuple[float, tuple[str, ...], list[Sentence]]] = []
    bound = _bound_sets(section, meeting.topic)
    for rank, texts in enumerate(_point_sets(desk, section, bound)):
        kept = [s for s in (_heading(desk, text) for text in texts) if s is not None]
        if texts not in bound:
            # A set written for the topic stays whole: five official tasks are five.
            kept = kept[: max(most, least)]
        if len(kept) < max(2, least) or len(kept) * 2 <= len(texts):
            continue
        fit = 1.0 if texts in bound else _fit(desk, texts)
        if fit < 0:
            continue
        near = affinity(bigrams("".join(s.text for s in kept)), aim)
        taste = 0.3 * desk.chooser.jitter("|".join(texts))
        thin = float(max(0, 3 - len(kept)))
        score = unevenness(kept) - near - fit - taste + thin + 0.02 * rank
        options.append((round(score, 6), tuple(texts), kept))
    if not options:
        return []
    options.sort(key=lambda option: option[:2])
    # Headings that the bank can say something under are worth more than fine ones over nothing; only the
    # best are asked, for asking takes the longest.
    shelf, material = desk.chooser.shelf, _MATERIAL[section.role]
    rated = [
        (
            score - 1.5 * sum(shelf.view.support(material, s.text) for s in kept) / len(kept),
            texts,
            kept,
        )
        for score, texts, kept in options[:_FINALISTS]
    ]
    chosen = min(rated, key=lambda option: (round(option[0], 6), option[1]))[2]
    _commit_headings(desk, chosen)
    return chosen


def _fit(desk: Desk, texts: Sequence[str]) -> float:
    """Rate where a set is from (切题): mined from speeches near this one, or written for any topic.

    Below 0 it is from speeches about something else, or from another level.
    """
    shelf = desk.chooser.shelf
    phrases = [shelf.headings[text] for text in texts if text in shelf.headings]
    if len(phrases) * 2 > len(texts):
        far = max(distance(phrase.grade, desk.filler.standing) for phrase in phrases)
        return min(shelf.view.relevance(phrase) for phrase in phrases) - LEAST_RELEVANT - far
    return 0.3


def _bound_sets(section: OutlineSection, topic: str) -> list[tuple[str, ...]]:
    """List the sets written for this very topic, in the outline or for every outline (专题小标题).

    Mined outlines have none of their own; official tasks keep their words and order all the same.
    """
    from outlines.library import bound_points

    own = [points for points in section.points_for(topic) if points not in section.points_for("")]
    return own or list(bound_points(section.role, topic))


def _point_sets(
    desk: Desk, section: OutlineSection, bound: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    own = [*bound, *section.points_for(desk.profile.meeting.topic)]
    return list(dict.fromkeys([*own, *desk.chooser.shelf.view.point_sets(section.role)]))
