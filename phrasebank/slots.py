"""Cut what a source says of itself out of its words (挖槽)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from phrasebank import grammar
from phrasebank.entities import DocumentContext, find_entities
from phrasebank.gazetteer import NameIndex
from phrasebank.grammar import stands_alone
from phrasebank.phrase import Slot, SlotKind
from phrasebank.topics import TopicType, topic_type

_NAMED = re.compile(r"《[^》]*》|“[^”]*”")


@dataclass(frozen=True, slots=True)
class Slotted:
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
def _residue_index(context: DocumentContext) -> NameIndex:
    return NameIndex(slot.value for slot in residue_terms(context))


@lru_cache(maxsize=4096)
def cut_slots(text: str, context: DocumentContext, *, cut_topic: bool = True) -> Slotted | None:
    """Replace everything local by typed slots; None where a local name would survive (挖槽).

    The topic is cut first, in its longest form, so that `产业工人队伍建设改革` becomes `{topic}` before any
    shorter name inside it is looked at. Without `cut_topic` its words stay.
    """
    topics = list(_topic_spans(text, context))
    spans = [(start, end, SlotKind.TOPIC, context.topic) for start, end in topics if cut_topic]
    spans += [
        (entity.start, entity.end, entity.kind, entity.value)
        for entity in find_entities(text, context)
        if entity.local
        and entity.kind is not SlotKind.TOPIC
        and not any(entity.start < end and start < entity.end for start, end in topics)
    ]
    spans.sort()
    out: list[str] = []
    slots: list[Slot] = []
    counts: dict[SlotKind, int] = {}
    names: dict[tuple[SlotKind, str], str] = {}
    position = 0
    for start, end, kind, value in spans:
        # One name twice in a sentence is one slot: it is filled the same both times. A topic has one filling.
        name = names.get((kind, value))
        if name is None:
            counts[kind] = counts.get(kind, 0) + 1
            name = kind.value if counts[kind] == 1 else f"{kind.value}{counts[kind]}"
            names[kind, value] = name
            slots.append(Slot(name, kind, value))
        out.append(text[position:start])
        out.append("{" + name + "}")
        position = end
    out.append(text[position:])
    slotted = "".join(out)
    if any(_residue_index(context).iter_spans(slotted)):
        return None
    return Slotted(slotted, tuple(slots))


def _topic_spans(text: str, context: DocumentContext) -> Iterator[tuple[int, int]]:
    """Yield where the topic stands by itself, in any of its forms (主题所在).

    A topic that nothing else could replace (a group of people, a slogan) stays in the text.
    """
    if topic_type(context.topic) is TopicType.OTHER:
        return
    # The name of a document or a brand does not change with the topic.
    taken = [match.span() for match in _NAMED.finditer(text)]
    for term in topic_terms(context):
        start = text.find(term)
        while start >= 0:
            end = start + len(term)
            if not any(start < b and a < end for a, b in taken) and stands_alone(text, start, end):
                taken.append((start, end))
                yield start, end
            start = text.find(term, end)
