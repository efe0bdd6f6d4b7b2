"""Cut what a source says of itself out of its words (挖槽)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from phrasebank import grammar
from phrasebank.annotation import Annotation
from phrasebank.entities import DocumentContext, Entity, Sightings, add_quantities, find_names, own_spans
from phrasebank.entities.sightings import look_at
from phrasebank.grammar import stands_alone
from phrasebank.phrase import Slot, SlotKind
from phrasebank.topics import TopicType, topic_type
from phrasebank.traces import iter_traces

_NAMED = re.compile(r"《[^》\n]*》|“[^”\n]*”")


class Slotted(NamedTuple):
    """A text with its gaps (带槽位的文本)."""

    text: str
    slots: tuple[Slot, ...]


@lru_cache(maxsize=64)
def topic_terms(context: DocumentContext) -> tuple[str, ...]:
    """List every way the document names its topic, longest first (主题的各种说法)."""
    names = (context.topic, *context.topic_aliases)
    terms = {term for term in names if len(term) > 1 and not _is_common(term)}
    return tuple(sorted(terms, key=lambda term: (-len(term), term)))


@lru_cache(maxsize=64)
def _is_common(term: str) -> bool:
    """Tell a word of every union speech (工作, 工会工作, 女职工工作) from a topic: nothing else may stand for it."""
    return term in grammar.generic() or (term.endswith("工作") and len(term) < 6)


@lru_cache(maxsize=64)
def residue_terms(context: DocumentContext) -> tuple[Slot, ...]:
    """List the names that belong to the source alone, for the check of a finished draft (来源专名)."""
    named = [
        (SlotKind.PLACE, (context.place, *context.places)),
        (SlotKind.PARENT_PLACE, context.parents),
        (SlotKind.PERSON, context.persons),
        (SlotKind.ORGANIZATION, context.organizations),
        (SlotKind.BRAND, context.brands),
        (SlotKind.MEETING, context.meetings),
    ]
    seen: dict[str, Slot] = {}
    for kind, values in named:
        for value in values:
            if len(value) > 1:
                seen.setdefault(value, Slot(kind.value, kind, value))
    return tuple(sorted(seen.values(), key=lambda slot: (slot.kind, slot.value)))


@lru_cache(maxsize=64)
def _residue_names(context: DocumentContext) -> frozenset[str]:
    return frozenset(slot.value for slot in residue_terms(context))


TRACE, RESIDUE, NAMED, TOPIC = 1, 2, 3, 4


class Locality:
    """What a text of one document says of its source, marked once for the whole text (本地成分).

    `marks` has one byte for each character: zero where it says nothing of the source, else whether it is a trace that no
    slot can hold, a name that stands where it cannot be cut, a name or figure to cut, or the topic.
    """

    def __init__(self, sightings: Sightings, context: DocumentContext) -> None:
        """Find the names, the figures, the topic and the traces (标记)."""
        self.text = text = sightings.text
        self.context = context
        self.topics = sorted(_topic_spans(sightings.annotation, context))
        self.marks = bytearray(len(text))
        own = own_spans(text, context)
        names = find_names(sightings, context, own)
        local = [entity for entity in add_quantities(text, names) if entity.local]
        self._mark(self.topics, TOPIC)
        # the topic is cut first, before any shorter name inside it is looked at
        self.entities = [
            entity
            for entity in local
            if entity.kind is not SlotKind.TOPIC and not self.has(TOPIC, entity.start, entity.end)
        ]
        self._mark(((entity.start, entity.end) for entity in self.entities), NAMED)
        self._mark_rest((span for span in own if text[slice(*span)] in _residue_names(context)), RESIDUE)
        self._mark_rest(iter_traces(sightings), TRACE)
        self._starts = [entity.start for entity in self.entities]
        self._topic_starts = [start for start, _ in self.topics]

    def _mark(self, spans: Iterable[tuple[int, int]], code: int) -> None:
        for start, end in spans:
            self.marks[start:end] = bytes((code,)) * (end - start)

    def _mark_rest(self, spans: Iterable[tuple[int, int]], code: int) -> None:
        """Mark what no slot cuts, not even in part (标记其余)."""
        self._mark(
            (
                span
                for span in spans
                if self.marks.find(NAMED, *span) < 0 and self.marks.find(TOPIC, *span) < 0
            ),
            code,
        )

    def is_clean(self, start: int, end: int) -> bool:
        """Tell whether nothing in a stretch is the source's own (无本地成分)."""
        return self.marks.count(0, start, end) == end - start

    def has(self, code: int, start: int, end: int) -> bool:
        """Tell whether a stretch has a mark of that code (有某种标记)."""
        return self.marks.find(code, start, end) >= 0

    def has_figure(self, start: int, end: int) -> bool:
        """Tell whether a stretch has a figure to cut (有数字)."""
        return self.has(NAMED, start, end) and any(
            entity.kind is SlotKind.NUMBER for entity in self.within(start, end)
        )

    def within(self, start: int, end: int) -> list[Entity]:
        """Return the names and figures that a stretch touches (区段内的专名)."""
        first = bisect_left(self._starts, start)
        if first and self.entities[first - 1].end > start:
            first -= 1
        return self.entities[first : bisect_left(self._starts, end)]

    def cut(self, start: int, end: int, *, cut_topic: bool = True) -> Slotted | None:
        """Replace everything local in a stretch by typed slots; None where a local name would survive (挖槽)."""
        if self.is_clean(start, end):
            return Slotted(self.text[start:end], ())
        entities = self.within(start, end)
        if self.has(RESIDUE, start, end) or any(each.start < start or each.end > end for each in entities):
            return None
        first, last = bisect_left(self._topic_starts, start), bisect_left(self._topic_starts, end)
        topics = [(a, b, SlotKind.TOPIC, self.context.topic) for a, b in self.topics[first:last] if b <= end]
        if topics and not cut_topic:
            names = _residue_names(self.context)
            text = self.text[start:end]
            if any(text[slice(*span)] in names for span in own_spans(text, self.context)):
                return None
            topics = []
        spans = topics + [(each.start, each.end, each.kind, each.value) for each in entities]
        return _fill(self.text, start, end, sorted(spans))


@lru_cache(maxsize=1 << 10)
def cut_slots(text: str, context: DocumentContext, *, cut_topic: bool = True) -> Slotted | None:
    """Replace everything local in a text of that document by typed slots (挖槽); see `Locality.cut`."""
    return locality_of(text, context).cut(0, len(text), cut_topic=cut_topic)


@lru_cache(maxsize=1 << 10)
def locality_of(text: str, context: DocumentContext) -> Locality:
    """Mark what a short text says of its source (标记短文)."""
    return Locality(look_at(text), context)


def _fill(text: str, start: int, end: int, spans: list[tuple[int, int, SlotKind, str]]) -> Slotted:
    """Write a stretch with slots for the spans (写入槽位)."""
    out: list[str] = []
    slots: list[Slot] = []
    counts: dict[SlotKind, int] = {}
    names: dict[tuple[SlotKind, str], str] = {}
    position = start
    for first, last, kind, value in spans:
        # One name twice in a sentence is one slot: it is filled the same both times. A topic has one filling.
        name = names.get((kind, value))
        if name is None:
            counts[kind] = counts.get(kind, 0) + 1
            name = kind.value if counts[kind] == 1 else f"{kind.value}{counts[kind]}"
            names[kind, value] = name
            slots.append(Slot(name, kind, value))
        out.append(text[position:first])
        out.append("{" + name + "}")
        position = last
    out.append(text[position:end])
    return Slotted("".join(out), tuple(slots))


def _topic_spans(annotation: Annotation, context: DocumentContext) -> Iterator[tuple[int, int]]:
    """Yield where the topic stands by itself, in any of its forms (主题所在).

    A topic that nothing else could replace (a group of people, a slogan) stays in the text.
    """
    if topic_type(context.topic) is TopicType.OTHER:
        return
    text = annotation.text
    taken: bytearray | None = None
    for term in topic_terms(context):
        start = text.find(term)
        while start >= 0:
            if taken is None:
                taken = bytearray(len(text))
                # The name of a document or a brand does not change with the topic.
                for match in _NAMED.finditer(text):
                    taken[match.start() : match.end()] = b"\1" * len(match[0])
            end = start + len(term)
            if taken.find(1, start, end) < 0 and stands_alone(annotation, start, end):
                taken[start:end] = b"\1" * len(term)
                yield start, end
            start = text.find(term, end)
