"""Make candidates safe to reuse: slots cut, topic bound, nothing left that tells where they are from (去本地化)."""

from __future__ import annotations

from functools import lru_cache

from phrasebank import grammar, judgments
from phrasebank.entities import DocumentContext
from phrasebank.grammar import Reject
from phrasebank.phrase import Kind, SlotKind, strip_slots
from phrasebank.slots import TRACE, Locality, Slotted, locality_of
from phrasebank.traces import claims_rank, counts_a_thing, is_figure

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


def slot_safely(text: str, kind: Kind, context: DocumentContext) -> Slotted | Reject:
    """Cut the slots of a phrase of that kind, or say why it belongs to its source (安全挖槽)."""
    return slot_stretch(locality_of(text, context), 0, len(text), kind)


def slot_stretch(locality: Locality, start: int, end: int, kind: Kind) -> Slotted | Reject:
    """Cut the slots of a stretch of a document, or say why it belongs to its source (安全挖槽)."""
    if locality.is_clean(start, end):
        return Slotted(locality.text[start:end], ()) if kind is not Kind.FIGURE else Reject.NO_FIGURE
    if locality.has(TRACE, start, end):
        return Reject.LOCAL
    # what most are left out for is told before any slot is cut
    allowed = _SLOTS.get(kind, frozenset())
    if any(entity.kind not in allowed for entity in locality.within(start, end)):
        return Reject.LOCAL
    text = locality.text[start:end]
    # What a judgment says of its own topic alone stays with that topic.
    common = kind is not Kind.SIGNIFICANCE or judgments.is_common_judgment(text)
    slotted = locality.cut(start, end, cut_topic=common)
    if slotted is None:
        return Reject.LOCAL
    kinds = {slot.kind for slot in slotted.slots}
    if kind is Kind.FIGURE and SlotKind.NUMBER not in kinds:
        return Reject.NO_FIGURE
    if not kinds <= allowed:
        return Reject.LOCAL
    if kind is Kind.FIGURE and not _states_figures(text, slotted):
        return Reject.LOCAL
    of_place = SlotKind.PLACE in kinds and kind not in (Kind.OPENING, Kind.TRANSITION)
    if of_place and not grammar.names_a_common_trait(slotted.text):
        return Reject.LOCAL
    return slotted


def _states_figures(text: str, slotted: Slotted) -> bool:
    """Tell whether a sentence gives figures that another place may have as well, under other numbers (通用数据句)."""
    figures = all(is_figure(slot.value) for slot in slotted.slots if slot.kind is SlotKind.NUMBER)
    return figures and not claims_rank(text) and counts_a_thing(slotted.text)


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
    own = strip_slots(text) if "{" in text else text
    return tuple(word for word in _distinctive(terms) if word in own)
