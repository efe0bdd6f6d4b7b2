"""Frames of the outline + clauses of the bank + facts of the profile → sentences (成句)."""

from __future__ import annotations

import re
from collections.abc import Callable

from drafting.choose import LEAST_NEAR
from drafting.desk import Desk
from drafting.draft import Origin, Part, Sentence
from drafting.plan import Detail
from drafting.shelf import Choice
from outlines.outline import OutlineSection, Prompt
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
    if not any(part.origin is Origin.BANK for s in sentences for part in s.parts) and not facts:
        plain = write_frame(desk, section, about)
        sentences += [plain] if plain else []
    return sentences


def _carries(frame: str) -> bool:
    return any(match.group(1) in _BANK_SLOTS for match in _SLOT.finditer(frame))


# --- frames -------------------------------------------------------------------------------------------------


def write_frame(
    desk: Desk,
    section: OutlineSection,
    about: str,
    accept: Callable[[str], bool] = lambda frame: True,
) -> Sentence | None:
    """Realise the first unused frame of a section that can be filled (套句架)."""
    test = accept
    frames = [f for f in section.frames if f not in desk.used_frames and test(f)]
    # Plain frames first: the more a frame says of its own, the less any clause suits it.
    frames.sort(key=lambda f: (len(_SLOT.sub("", f)) / 30 + desk.chooser.jitter(f), f))
    # Bare frames such as {significance}。 are the plainest speech: they may serve again when all are spent.
    bare = [f for f in section.frames if f in desk.used_frames and test(f) and len(_SLOT.sub("", f)) <= 4]
    for frame in [*frames, *bare]:
        sentence = _realise(desk, section, frame, about)
        if sentence is not None:
            desk.used_frames.add(frame)
            return sentence
    return None


def _realise(desk: Desk, section: OutlineSection, frame: str, about: str) -> Sentence | None:
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
            choice = _bank_part(desk, section, slot, about, choices, names_topic="{topic}" in frame)
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
) -> Choice | None:
    kind = _BANK_SLOTS[slot]
    topic = desk.profile.meeting.topic

    def accept(choice: Choice) -> bool:
        # A sentence names its topic once.
        if (names_topic or any(topic in other.text for other in beside)) and topic in choice.text:
            return False
        return kind is not Kind.PARALLEL or _is_threefold(choice)

    about = about or desk.theme
    if beside:
        about += beside[0].text
    least = 0.0 if kind in (Kind.CALL, Kind.OPENING) else LEAST_NEAR
    place = (kind, about, names_topic)
    if place in desk.dry:
        return None
    choice = desk.chooser.pick(kind, section.role, about, beside=beside, least=least, accept=accept)
    if choice is None and kind is Kind.ASSURANCE:
        choice = desk.chooser.pick(Kind.MEASURE, section.role, about, beside=beside, accept=accept)
    if choice is None:
        # What is used or capped stays so: nothing will be found here later either.
        desk.dry.add(place)
    return choice


def _is_threefold(choice: Choice) -> bool:
    """A parallel carries a sentence alone only with three beats (三叠)."""
    return sum(choice.text.count(mark) for mark in "、，；") >= 2
