"""Frames of the outline + clauses of the bank + facts of the profile → sentences (成句)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from drafting.affinity import affinity, bigrams
from drafting.desk import Desk, Place
from drafting.draft import Origin, Part, Sentence
from drafting.fields import fields_of
from drafting.plan import Detail
from drafting.shelf import Choice
from drafting.stock import About, unit_vector
from outlines.outline import Outline, OutlineSection, Prompt
from phrasebank.phrase import Kind

_SLOT = re.compile(r"\{([a-z_]+?)(\d*)\}")
_BANK_SLOTS = {
    "opening": Kind.OPENING,
    "significance": Kind.SIGNIFICANCE,
    "measure": Kind.MEASURE,
    "assurance": Kind.ASSURANCE,
    "maxim": Kind.MAXIM,
    "parallel": Kind.PARALLEL,
    "call": Kind.CALL,
}
DRAFTED = (Kind.HEADING, *_BANK_SLOTS.values())
"""The kinds of phrases that drafts are made of."""

_MOST_CARRIED = {Detail.OUTLINE: 0, Detail.SKELETON: 2, Detail.FULL: 6}
_MOST_OWN = {Detail.OUTLINE: 0, Detail.SKELETON: 2, Detail.FULL: 4}
_BOUND = 2.0
_THANKS = ("在此，", "在这里，")
"""Thanks close a section: they stand under its last point only."""

_LEAST_TEXT = 40
"""A point of a skeleton says at least so much, in characters, where the outline has anything to say."""


def kinds_for(outline: Outline) -> tuple[Kind, ...]:
    """List the kinds of phrases that an outline's frames ask for, headings first (所需类别)."""
    slots = {m.group(1) for s in outline.sections for frame in s.frames for m in _SLOT.finditer(frame)}
    kinds = [kind for slot, kind in _BANK_SLOTS.items() if slot in slots]
    if Kind.ASSURANCE in kinds and Kind.MEASURE not in kinds:
        kinds.append(Kind.MEASURE)  # stands in where assurances run out
    return (Kind.HEADING, *kinds)


def carries(frame: str) -> bool:
    """Tell whether a frame carries a clause of the bank (带词句)."""
    return any(match.group(1) in _BANK_SLOTS for match in _SLOT.finditer(frame))


# --- the outline's own sentences ----------------------------------------------------------------------------


def share_out(desk: Desk, section: OutlineSection, points: Sequence[str]) -> list[list[str]]:
    """Give each point of a section the outline's own sentences that suit it best, all points at once (分句).

    A sentence bound to words goes only where they stand; the others go where they are nearest, first to whom has
    least.
    """
    most = _MOST_OWN[desk.plan.detail]
    given: list[list[str]] = [[] for _ in points]
    rated = sorted(
        (-round(rating, 6), frame, i)
        for frame in section.frames
        if not carries(frame) and frame not in desk.used_frames and fillable(desk, frame)
        for i, point in enumerate(points)
        if (i == len(points) - 1 or not frame.startswith(_THANKS))
        if (rating := _suits(desk, section, frame, point)) is not None
    )
    taken: set[str] = set()
    for full in range(1, most + 1):
        for _, frame, i in rated:
            if frame not in taken and len(given[i]) < full:
                given[i].append(frame)
                taken.add(frame)
    return given


def _suits(desk: Desk, section: OutlineSection, frame: str, point: str) -> float | None:
    """Rate how an own sentence suits a point (相配); None where it answers something else."""
    words = section.words_for(frame)
    luck = 0.3 * desk.chooser.jitter(frame)
    if words:
        return _BOUND + luck if any(word in point for word in words) else None
    literal = _SLOT.sub("", frame)
    said, wanted = unit_vector(fields_of(literal)), unit_vector(fields_of(point))
    kin = sum(weight * said.get(name, 0.0) for name, weight in wanted.items())
    return luck + kin + affinity(bigrams(literal), bigrams(point)) - 0.3 * bool(said and wanted and not kin)


def fillable(desk: Desk, frame: str) -> bool:
    """Tell whether a frame suits who speaks, and the profile has what it names (可填)."""
    if not desk.filler.suits(frame):
        return False
    names = (match.group(1) for match in _SLOT.finditer(frame))
    return all(name in desk.filler.values or name in _BANK_SLOTS or name == "directive" for name in names)


# --- points -------------------------------------------------------------------------------------------------


def write_point(
    desk: Desk, section: OutlineSection, about: About, room: int, facts: list[Sentence], own: list[str]
) -> list[Sentence]:
    """Write the text under one heading, up to `room` characters: facts, clauses of the bank, `own` sentences (写要点)."""
    detail = desk.plan.detail
    if detail is Detail.OUTLINE:
        return []
    sentences = list(facts)
    # Some points lead with the outline's own word, some with the bank's: one build for all reads like a form.
    if own and section.words_for(own[0]) and desk.chooser.jitter(about.point) < 0.5:
        _add(desk, sentences, realise(desk, section, own[0], about))
    for _ in range(_MOST_CARRIED[detail]):
        if _size(sentences) >= room:
            break
        if not _add(desk, sentences, write_frame(desk, section, about, carries, after=sentences)):
            break
    for frame in own:
        wanted = room * 0.7 if detail is Detail.FULL else _LEAST_TEXT
        short = not sentences or _size(sentences) < wanted
        if (
            (short or section.words_for(frame))
            and frame not in desk.used_frames
            and not clashes(frame, sentences)
        ):
            _add(desk, sentences, realise(desk, section, frame, about))
    return sentences


def _add(desk: Desk, sentences: list[Sentence], sentence: Sentence | None) -> bool:
    if sentence is None:
        return False
    sentences.append(sentence)
    return True


def _size(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in sentences)


def clashes(text: str, before: Sequence[Sentence]) -> bool:
    """Tell whether a sentence would begin like the one before it (起头重复).

    >>> clashes("要建立台账。", [Sentence((Part("要健全机制。", Origin.OUTLINE),))])
    True
    """
    if not before or not text or text.startswith("{"):
        return False
    last = before[-1].text
    return text[:2] == last[:2] or (text[0] == "要" == last[0])


# --- frames -------------------------------------------------------------------------------------------------


def write_frame(
    desk: Desk,
    section: OutlineSection,
    about: About,
    accept: Callable[[str], bool] = lambda frame: True,
    *,
    answers: str = "",
    after: Sequence[Sentence] = (),
) -> Sentence | None:
    """Realise the first unused frame of a section that can be filled (套句架).

    A frame bound to words must find one in `answers`, or in the point's heading; what answers comes first.
    """
    echo = answers or about.point

    def order(frame: str) -> tuple[bool, int, float, str]:
        literal = _SLOT.sub("", frame)
        slots = sum(match.group(1) in _BANK_SLOTS for match in _SLOT.finditer(frame))
        # One measure alone says little; and the more a frame says of its own, the less any clause suits it.
        thin = slots == 1 and "{measure}" in frame
        return (
            bool(answers and not section.words_for(frame)),
            thin,
            len(literal) / 30 + desk.chooser.jitter(frame),
            frame,
        )

    frames = [
        frame
        for frame in section.frames
        if frame not in desk.used_frames
        and accept(frame)
        and desk.filler.suits(frame)
        and not clashes(frame, after)
        and (not (words := section.words_for(frame)) or any(word in echo for word in words))
    ]
    frames.sort(key=order)
    # Bare frames such as {significance}。 are the plainest speech: they may serve again when all are spent.
    bare = [f for f in section.frames if f in desk.used_frames and accept(f) and len(_SLOT.sub("", f)) <= 4]
    for frame in [*frames, *(f for f in bare if not clashes(f, after))]:
        sentence = realise(desk, section, frame, about, after=after)
        if sentence is not None:
            return sentence
    return None


def realise(
    desk: Desk, section: OutlineSection, frame: str, about: About, *, after: Sequence[Sentence] = ()
) -> Sentence | None:
    """Fill one frame from bank and profile (填句架); None where a slot stays empty."""
    parts: list[Part] = []
    places: list[Place] = []
    position = 0
    name = desk.plan.outline.name
    for match in _SLOT.finditer(frame):
        if match.start() > position:
            parts.append(Part(frame[position : match.start()], Origin.OUTLINE, field=name))
        position = match.end()
        slot = match.group(1)
        if slot in _BANK_SLOTS:
            place = _bank_place(desk, section, slot, about, places, len(parts), frame)
            if place is None:
                return None
            places.append(place)
            parts.append(place.choice.part())
            continue
        part = desk.filler.part(slot)
        if part is None and slot == "directive":
            prompt = next((p for p in section.prompts if p.field == "directives"), None)
            prompt = prompt or Prompt("directives", "这次会议要贯彻的上级部署")
            part = Part(f"【待填：{prompt.text}】", Origin.PROMPT, field=prompt.field)
        if part is None:
            return None
        parts.append(part)
    if position < len(frame):
        parts.append(Part(frame[position:], Origin.OUTLINE, field=name))
    sentence = Sentence(tuple(parts))
    if clashes(sentence.text, after):
        return None
    for place in places:
        desk.chooser.take(place.choice)
    desk.used_frames.add(frame)
    desk.places[sentence.parts] = places
    return sentence


def _bank_place(
    desk: Desk,
    section: OutlineSection,
    slot: str,
    about: About,
    beside: list[Place],
    part: int,
    frame: str,
) -> Place | None:
    kind = _BANK_SLOTS[slot]
    meeting = desk.profile.meeting
    topics = [name for name in (meeting.topic, meeting.topic_short) if name]

    def names(text: str) -> bool:
        return any(topic in text for topic in topics)

    named = "{topic}" in frame or any(names(place.choice.text) for place in beside)

    def accept(choice: Choice) -> bool:
        # A sentence names its topic once, by whichever name.
        if named and names(choice.text):
            return False
        # 重点是…重点把握: a clause does not begin with a word of its frame.
        if choice.text[:2] in frame:
            return False
        return kind is not Kind.PARALLEL or _is_threefold(choice)

    loose = kind in (Kind.OPENING, Kind.CALL)
    key = (kind, about, named, loose)
    if not beside and key in desk.dry:
        return None
    pick = partial(
        desk.chooser.pick,
        role=section.role,
        about=about,
        beside=[place.choice for place in beside],
        accept=accept,
        loose=loose,
    )
    choice = pick(kind)
    if choice is None and kind is Kind.ASSURANCE:
        kind = Kind.MEASURE
        choice = pick(kind)
    if choice is None:
        if not beside:
            # What is used or capped stays so: nothing will be found here later either.
            desk.dry.add(key)
        return None
    return Place(part, choice, kind, section.role, about, loose, accept)


def _is_threefold(choice: Choice) -> bool:
    """A parallel carries a sentence alone only with three beats (三叠)."""
    return sum(choice.text.count(mark) for mark in "、，；") >= 2
