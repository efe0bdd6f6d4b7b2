"""Make candidates safe to reuse: slots cut, topic bound, nothing left that tells where they are from (去本地化)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from phrasebank import grammar
from phrasebank.entities import DocumentContext
from phrasebank.formulations import find_formulations
from phrasebank.grammar import Reject
from phrasebank.phrase import Candidate, Kind, SlotKind, strip_slots
from phrasebank.slots import Slotted, cut_slots
from phrasebank.traces import claims_rank, counts_a_thing, tells_origin

_OF_PLACE = frozenset({SlotKind.PLACE, SlotKind.TOPIC})
_OF_MEETING = frozenset({SlotKind.PLACE, SlotKind.TOPIC, SlotKind.MEETING, SlotKind.ORGANIZATION})
# The slots that a phrase of a kind may have; any other makes it its source's own.
_SLOTS: dict[Kind, frozenset[SlotKind]] = {
    Kind.HEADING: _OF_PLACE,
    Kind.OPENING: _OF_MEETING,
    Kind.TRANSITION: _OF_MEETING,
    Kind.SIGNIFICANCE: frozenset({SlotKind.TOPIC}),
    Kind.MEASURE: _OF_PLACE,
    Kind.ASSURANCE: _OF_PLACE,
    Kind.CALL: _OF_PLACE,
    Kind.FIGURE: frozenset({SlotKind.NUMBER, SlotKind.DATE, SlotKind.TOPIC}),
}


def make_safe(candidate: Candidate, context: DocumentContext, terms: tuple[str, ...]) -> Candidate | Reject:
    """Cut the slots, bind the topic, and refuse what still tells where it is from (去本地化).

    `terms` are the ways the document names its topic.
    """
    if not grammar.is_whole(candidate.text):
        return Reject.INCOMPLETE
    if candidate.kind is Kind.FORMULATION:
        return candidate
    slotted = slot_safely(candidate.text, candidate.kind, context)
    if isinstance(slotted, Reject):
        return slotted
    own = strip_slots(slotted.text)
    if candidate.kind in (Kind.MEASURE, Kind.ASSURANCE, Kind.CALL) and _only_formulations(own):
        return Reject.NOT_A_MEASURE
    if len(slotted.slots) > 3 or grammar.han(own) < 4:
        return Reject.SLOTS
    above = cut_slots(candidate.context, context) if candidate.context else None
    return replace(
        candidate,
        text=slotted.text,
        slots=slotted.slots,
        topics=bind_topics(slotted.text, terms),
        context=strip_slots(above.text) if above else "",
    )


def slot_safely(text: str, kind: Kind, context: DocumentContext) -> Slotted | Reject:
    """Cut the slots of a phrase of that kind, or say why it belongs to its source (安全挖槽)."""
    # What a judgment says of its own topic alone stays with that topic.
    common = kind is not Kind.SIGNIFICANCE or grammar.is_common_judgment(text)
    slotted = cut_slots(text, context, cut_topic=common)
    if slotted is None or tells_origin(strip_slots(slotted.text)):
        return Reject.LOCAL
    kinds = {slot.kind for slot in slotted.slots}
    if kind is Kind.FIGURE and SlotKind.NUMBER not in kinds:
        return Reject.NO_FIGURE
    if not kinds <= _SLOTS.get(kind, frozenset()):
        return Reject.LOCAL
    if kind is Kind.FIGURE and (claims_rank(text) or not counts_a_thing(slotted.text)):
        return Reject.LOCAL
    of_place = SlotKind.PLACE in kinds and kind not in (Kind.OPENING, Kind.TRANSITION)
    if of_place and not grammar.names_a_common_trait(slotted.text):
        return Reject.LOCAL
    return slotted


def _only_formulations(text: str) -> bool:
    """Tell whether nothing but a verb stands beside official formulations (只有提法): no measure of one's own."""
    covered = sum(end - start for start, end, _ in find_formulations(text))
    return covered > 0 and grammar.han(text) - covered < 5


@lru_cache(maxsize=256)
def _distinctive(terms: tuple[str, ...]) -> tuple[str, ...]:
    """List the words of a topic that no other speech needs (主题特征词), longest first."""
    from phrasebank.segment import tag

    words: set[str] = set()
    for term in terms:
        tagged = [word for word, _ in tag(term)]
        words.update(word for word in tagged if len(word) > 1 and word not in grammar.generic())
        if len(term) <= 4:
            words.add(term)
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def bind_topics(text: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """Name the words that bind a phrase to its source's topic (主题词)."""
    own = strip_slots(text)
    return tuple(word for word in _distinctive(terms) if word in own)
