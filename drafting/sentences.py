"""Frames of the outline + clauses of the bank + facts of the profile → sentences (成句)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from drafting.affinity import affinity, bigrams
from drafting.desk import Desk
from drafting.draft import Origin, Part, Sentence
from drafting.plan import Detail
from drafting.shelf import Choice
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


def kinds_for(outline: Outline) -> tuple[Kind, ...]:
    """List the kinds of phrases that an outline's frames ask for, headings first (所需类别)."""
    slots = {m.group(1) for s in outline.sections for frame in s.frames for m in _SLOT.finditer(frame)}
    kinds = [kind for slot, kind in _BANK_SLOTS.items() if slot in slots]
    if Kind.ASSURANCE in kinds and Kind.MEASURE not in kinds:
        kinds.append(Kind.MEASURE)  # stands in where assurances run out
    return (Kind.HEADING, *kinds)


_MOST_SENTENCES = {Detail.OUTLINE: 0, Detail.SKELETON: 3, Detail.FULL: 8}


def write_point(
    desk: Desk, section: OutlineSection, about: str, room: int, facts: list[Sentence]
) -> list[Sentence]:
    """Write the text under one level-2 heading, up to `room` characters (写要点)."""
    detail = desk.plan.detail
    if detail is Detail.OUTLINE:
        return []
    sentences: list[Sentence] = list(facts)
    size = sum(len(s.text) for s in sentences)
    for _ in range(_MOST_SENTENCES[detail]):
        if size >= room:
            break
        sentence = write_frame(desk, section, about, accept=_carries)
        if sentence is None:
            break
        sentences.append(sentence)
        size += len(sentence.text)
    if len(sentences) == len(facts):
        # Nothing is near this heading: one sentence of the same part of a like speech is better than none.
        sentence = write_frame(desk, section, about, accept=_carries, loose=True)
        sentences += [sentence] if sentence else []
        size = sum(len(s.text) for s in sentences)
    # Where the bank has no more to say, the outline's own sentences fill up: one always, more in a full text.
    plain = 0
    while size < room * 0.7 and plain < (1 if detail is Detail.SKELETON else _MOST_SENTENCES[detail]):
        sentence = write_frame(desk, section, about, accept=lambda frame: not _carries(frame))
        if sentence is None or (sentences and detail is Detail.SKELETON and _apart(sentence.text, about)):
            break
        sentences.append(sentence)
        size += len(sentence.text)
        plain += 1
    return sentences


def _apart(text: str, about: str) -> bool:
    """Tell whether two texts have nothing in common (不相干)."""
    return not bigrams(text) & bigrams(about)


def _carries(frame: str) -> bool:
    return any(match.group(1) in _BANK_SLOTS for match in _SLOT.finditer(frame))


# --- frames -------------------------------------------------------------------------------------------------


def write_frame(
    desk: Desk,
    section: OutlineSection,
    about: str,
    accept: Callable[[str], bool] = lambda frame: True,
    *,
    loose: bool = False,
) -> Sentence | None:
    """Realise the first unused frame of a section that can be filled (套句架); `loose` as in `Chooser.pick`."""
    test = accept
    frames = [f for f in section.frames if f not in desk.used_frames and test(f)]
    aim = bigrams(about)

    def order(frame: str) -> tuple[bool, float, str]:
        literal = _SLOT.sub("", frame)
        if _carries(frame):
            # Short frames first: the more one says of its own, the less any clause suits it.
            return False, len(literal) / 30 + desk.chooser.jitter(frame), frame
        return True, 0.5 * desk.chooser.jitter(frame) - 3 * affinity(bigrams(literal), aim), frame

    frames.sort(key=order)
    # Bare frames such as {significance}。 are the plainest speech: they may serve again when all are spent.
    bare = [f for f in section.frames if f in desk.used_frames and test(f) and len(_SLOT.sub("", f)) <= 4]
    for frame in [*frames, *bare]:
        sentence = _realise(desk, section, frame, about, loose=loose)
        if sentence is not None:
            desk.used_frames.add(frame)
            return sentence
    return None


def _realise(
    desk: Desk, section: OutlineSection, frame: str, about: str, *, loose: bool = False
) -> Sentence | None:
    parts: list[Part] = []
    choices: list[Choice] = []
    position = 0
    name = desk.plan.outline.name
    for match in _SLOT.finditer(frame):
        if match.start() > position:
            parts.append(Part(frame[position : match.start()], Origin.OUTLINE, field=name))
        position = match.end()
        slot = match.group(1)
        if slot in _BANK_SLOTS:
            choice = _bank_part(
                desk, section, slot, about, choices, names_topic="{topic}" in frame, loose=loose
            )
            if choice is None:
                return None
            choices.append(choice)
            parts.append(choice.part())
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
    for choice in choices:
        desk.chooser.take(choice)
    return Sentence(tuple(parts))


def _bank_part(
    desk: Desk,
    section: OutlineSection,
    slot: str,
    about: str,
    beside: list[Choice],
    *,
    names_topic: bool,
    loose: bool,
) -> Choice | None:
    kind = _BANK_SLOTS[slot]
    meeting = desk.profile.meeting
    topics = [name for name in (meeting.topic, meeting.topic_short) if name]

    def names(text: str) -> bool:
        return any(topic in text for topic in topics)

    def accept(choice: Choice) -> bool:
        # A sentence names its topic once, by whichever name.
        if (names_topic or any(names(other.text) for other in beside)) and names(choice.text):
            return False
        return kind is not Kind.PARALLEL or _is_threefold(choice)

    about = about or desk.theme
    if beside:
        about += beside[0].text
    loose = loose or kind in (Kind.OPENING, Kind.CALL)
    place = (kind, about, names_topic, loose)
    if place in desk.dry:
        return None
    pick = partial(
        desk.chooser.pick, role=section.role, about=about, beside=beside, accept=accept, loose=loose
    )
    choice = pick(kind)
    if choice is None and kind is Kind.ASSURANCE:
        choice = pick(Kind.MEASURE)
    if choice is None:
        # What is used or capped stays so: nothing will be found here later either.
        desk.dry.add(place)
    return choice


def _is_threefold(choice: Choice) -> bool:
    """A parallel carries a sentence alone only with three beats (三叠)."""
    return sum(choice.text.count(mark) for mark in "、，；") >= 2
