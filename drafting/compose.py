"""plan + bank + profile → Draft (起草).

Pure: no files, no SQLite, no clock. The same arguments give the same draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from drafting.choose import Chooser
from drafting.desk import Desk
from drafting.draft import Draft, DraftParagraph, DraftUnit, Missing, Origin, Sentence
from drafting.filling import Filler, heading_number
from drafting.headings import choose_headings, choose_points
from drafting.local_content import (
    UNDER_HEADING,
    ask,
    leftover_brands,
    open_prompts,
    opening_facts,
    place_facts,
    place_prompts,
    state_targets,
)
from drafting.plan import Detail, Plan, SectionBudget
from drafting.profile import LocalityProfile
from drafting.sentences import share_out, write_frame, write_point
from drafting.shelf import Shelf
from drafting.stock import About
from outlines.outline import OutlineSection, Prompt
from outlines.role import Role

SOURCE_SHARE = 0.15
"""Promise 4: no source gives more of a draft's characters than this."""

_MARGIN = 0.8
"""What a source shares with the outline and the language counts as its own: aim below the promise."""

_A_POINT = {Detail.OUTLINE: 25, Detail.SKELETON: 100, Detail.FULL: 220}
_ENDS = 150
"""How long a point comes out as a rule, and opening and closing together, in characters."""

_LAST = "最后，"
"""How a wish begins that follows the closing's call."""

_UNHEADED = (Role.OPENING, Role.CLOSING)


def source_cap(plan: Plan) -> int:
    """How many characters one source may give a draft (来源上限): of the length it will have, not of the one planned."""
    points = sum(max(1, budget.section.points[1]) for budget in plan.budgets)
    expected = min(plan.characters, _ENDS + _A_POINT[plan.detail] * points)
    return int(expected * SOURCE_SHARE * _MARGIN)


def compose(
    plan: Plan,
    profile: LocalityProfile,
    shelf: Shelf,
    *,
    seed: int = 0,
    caps: Mapping[str, int] | None = None,
    banned: frozenset[str] = frozenset(),
) -> Draft:
    """Write one draft (起草); arguments as for `compose_at_desk`."""
    return compose_at_desk(plan, profile, shelf, seed=seed, caps=caps, banned=banned)[0]


def compose_at_desk(
    plan: Plan,
    profile: LocalityProfile,
    shelf: Shelf,
    *,
    seed: int = 0,
    caps: Mapping[str, int] | None = None,
    banned: frozenset[str] = frozenset(),
) -> tuple[Draft, Desk]:
    """Write one draft and leave the desk as it is then, with what was not used (起草，保留写作现场).

    `caps` narrows how many characters single sources may give; `banned` names phrases to leave out.
    """
    headed = [b for b in plan.budgets if b.section.role not in _UNHEADED]
    filler = Filler(profile, count=len(headed))
    chooser = Chooser(
        shelf,
        seed=seed,
        caps=caps or {},
        cap=source_cap(plan),
        banned=banned,
    )
    desk = Desk(plan, profile, chooser, filler)
    tops = choose_headings(desk, [b.section.role for b in headed])
    desk.theme = profile.meeting.topic + "".join(heading.text for heading in tops)
    # Opening and closing are written first: they must not go without because the sections took all.
    ends: dict[Role, DraftUnit] = {}
    for budget in plan.budgets:
        if budget.section.role in _UNHEADED:
            opening = ends.get(Role.OPENING)
            said = "".join(paragraph.text for paragraph in opening.paragraphs) if opening else ""
            ends[budget.section.role] = _write_unheaded(desk, budget, said)
    number = 0
    for budget in plan.budgets:
        if budget.section.role in ends:
            desk.units.append(ends[budget.section.role])
        else:
            _write_section(desk, budget, tops[number], number + 1)
            number += 1
    title = filler.text(plan.outline.speech_title) or "【待填：讲话题目】"
    characters = sum(
        len(u.heading.text if u.heading else "") + sum(len(p.text) for p in u.paragraphs) for u in desk.units
    )
    draft = Draft(
        title=title,
        date_line=_date_line(desk),
        speaker_line=_speaker_line(desk),
        salutation=plan.outline.salutation,
        units=tuple(desk.units),
        outline=plan.outline.name,
        seed=seed,
        characters=characters,
        minutes=plan.minutes(characters),
        missing=tuple(_missing(desk)),
    )
    return draft, desk


def _missing(desk: Desk) -> Iterator[Missing]:
    """List the prompts where they stand, title block first (待填清单)."""
    meeting, speaker = desk.profile.meeting, desk.profile.speaker
    if not meeting.date:
        yield Missing("meeting.date", "讲话日期", 0)
    if not speaker.name:
        yield Missing("speaker", "讲话人职务、姓名", 0)
    for index, unit in enumerate(desk.units):
        headings = unit.heading.parts if unit.heading else ()
        inside = (part for p in unit.paragraphs for sentence in p.sentences for part in sentence.parts)
        for part in (*headings, *inside):
            if part.origin is Origin.PROMPT:
                yield Missing(part.field, part.text.removeprefix("【待填：").removesuffix("】"), index)


def _date_line(desk: Desk) -> str:
    date = desk.profile.meeting.date
    if not date:
        return "（【待填：讲话日期】）"
    parts = [str(int(part)) for part in date.split("-")]
    return "（" + "".join(a + b for a, b in zip(parts, "年月日", strict=False)) + "）"


def _speaker_line(desk: Desk) -> str:
    speaker = desk.profile.speaker
    if not speaker.name:
        return "【待填：讲话人职务、姓名】"
    # Two-character names are spaced out to three, as on every official title page.
    name = "　".join(speaker.name) if len(speaker.name) == 2 else speaker.name
    return "、".join(speaker.titles) + "　" + name if speaker.titles else name


def _write_unheaded(desk: Desk, budget: SectionBudget, opening: str) -> DraftUnit:
    section = budget.section
    if section.role is Role.OPENING:
        sentences = _opening(desk, section)
    else:
        # The closing takes up what the opening said, where the outline has words for it.
        about = _whole(desk)
        tries: tuple[Callable[[str], bool], ...] = (
            lambda f: bool(section.words_for(f)),
            lambda f: "{call}" in f,
            lambda f: not f.startswith(_LAST),
        )
        written = (write_frame(desk, section, about, accept=test, answers=opening) for test in tries)
        closing = next((sentence for sentence in written if sentence is not None), None)
        wish = write_frame(desk, section, about, accept=lambda f: f.startswith(_LAST))
        sentences = [sentence for sentence in (closing, wish) if sentence is not None]
    return DraftUnit(0, "", section.role, None, False, _paragraphs(sentences))


def _whole(desk: Desk) -> About:
    return About("", "", desk.profile.meeting.topic)


def _opening(desk: Desk, section: OutlineSection) -> list[Sentence]:
    """Say what the meeting is, what it is for, and what follows (开场): two or three sentences."""
    about = _whole(desk)
    first = write_frame(desk, section, about, accept=lambda f: "{meeting}" in f)
    middle = None
    if first is not None and not any(part.origin is Origin.BANK for part in first.parts):
        middle = write_frame(
            desk, section, about, accept=lambda f: "{meeting}" not in f and "{count}" not in f
        )
    lead = write_frame(desk, section, about, accept=lambda f: "{count}" in f)
    said = (first, middle, *opening_facts(desk), lead)
    return [sentence for sentence in said if sentence is not None]


def _write_section(desk: Desk, budget: SectionBudget, heading: Sentence, number: int) -> None:
    section, role = budget.section, budget.section.role
    points = choose_points(desk, section, heading.text)
    places = [point.text for point in points] or [heading.text]
    prompts = place_prompts(open_prompts(desk, section), places, desk.profile)
    facts = place_facts(desk, section, places)
    room = budget.characters // len(places)
    own = share_out(desk, section, places)
    topic = desk.profile.meeting.topic
    texts = [
        _write_place(
            desk,
            section,
            About(place, heading.text, topic),
            room,
            facts.get(i, []),
            own[i],
            prompts.get(i, []),
        )
        for i, place in enumerate(places)
    ]
    lead = [*facts.get(UNDER_HEADING, []), *state_targets(desk, section), *leftover_brands(desk, section)]
    if not points:
        lead += texts[0]
    desk.units.append(DraftUnit(1, heading_number(1, number), role, heading, False, _paragraphs(lead)))
    for i, (point, text) in enumerate(zip(points, texts, strict=False)):
        if not text and desk.plan.detail is not Detail.OUTLINE:
            # Nothing fits under this heading: what to do there is the drafter's to say.
            text = [ask(Prompt("tasks", f"“{point.text}”的具体做法，来源：牵头部门"))]
        numbered = heading_number(2, i + 1)
        desk.units.append(DraftUnit(2, numbered, role, point, bool(text), _paragraphs(text)))


def _write_place(
    desk: Desk,
    section: OutlineSection,
    about: About,
    room: int,
    facts: list[Sentence],
    own: list[str],
    prompts: list[Prompt],
) -> list[Sentence]:
    if desk.plan.detail is Detail.OUTLINE:
        return []
    return [*write_point(desk, section, about, room, facts, own), *(ask(prompt) for prompt in prompts)]


def _paragraphs(sentences: list[Sentence]) -> tuple[DraftParagraph, ...]:
    return (DraftParagraph(tuple(sentences)),) if sentences else ()
