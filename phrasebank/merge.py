"""Harvests → phrases: the same words from many documents become one entry (归并).

Pure: the order of the harvests does not matter, so that documents may be mined anywhere and merged once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log2

from outlines.role import Role
from phrasebank.formulations import find_formulations
from phrasebank.phrase import (
    Candidate,
    Harvest,
    Kind,
    Phrase,
    Slot,
    Source,
    phrase_id,
    slot_names,
    strip_slots,
)

# Characters that read best for each kind; a phrase is worth less the further it is from them.
_BEST_LENGTH: dict[Kind, tuple[int, int]] = {
    Kind.FORMULATION: (4, 60),
    Kind.HEADING: (8, 20),
    Kind.OPENING: (8, 24),
    Kind.TRANSITION: (8, 30),
    Kind.SIGNIFICANCE: (18, 45),
    Kind.MEASURE: (8, 20),
    Kind.PARALLEL: (14, 40),
    Kind.MAXIM: (10, 24),
    Kind.IDIOM: (4, 4),
    Kind.ASSURANCE: (8, 24),
    Kind.CALL: (8, 26),
    Kind.FIGURE: (12, 40),
}


@dataclass(slots=True)
class _Entry:
    roles: Counter[Role] = field(default_factory=Counter)
    grades: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    sources: set[tuple[str, int, int]] = field(default_factory=set)
    first: tuple[str, int, int] | None = None
    example: Candidate | None = None


def merge(harvests: Iterable[Harvest]) -> list[Phrase]:
    """Join candidates by kind and text, score and order them (归并)."""
    entries: dict[tuple[Kind, str], _Entry] = {}
    for harvest in harvests:
        document = harvest.document
        year = int(document.date[:4]) if document.date else None
        for candidate in harvest.candidates:
            entry = entries.setdefault((candidate.kind, candidate.text), _Entry())
            source = (document.name, candidate.paragraph, candidate.sentence)
            entry.roles[candidate.role] += 1
            entry.grades.add(document.grade)
            entry.topics.update(candidate.topics)
            entry.documents.add(document.digest)
            entry.sources.add(source)
            if year is not None:
                entry.years.add(year)
            # The earliest passage by name and place speaks for the entry, whatever the order of merging.
            if entry.first is None or source < entry.first:
                entry.first, entry.example = source, candidate
    phrases = [_phrase(kind, text, entry) for (kind, text), entry in entries.items()]
    return sorted(phrases, key=lambda phrase: (-phrase.weight, phrase.text, phrase.id))


def _phrase(kind: Kind, text: str, entry: _Entry) -> Phrase:
    assert entry.example is not None
    example = entry.example
    valid_from, valid_until = _validity(text)
    role = min(entry.roles, key=lambda r: (-entry.roles[r], r.value))
    return Phrase(
        id=phrase_id(kind, text),
        text=text,
        kind=kind,
        role=role,
        slots=_slots(text, example),
        topics=tuple(sorted(entry.topics)),
        document_frequency=len(entry.documents),
        sources=tuple(Source(*source) for source in sorted(entry.sources)),
        valid_from=valid_from,
        valid_until=valid_until,
        weight=score(kind, text, len(entry.documents)),
        level=example.level,
        group=example.group,
        position=example.position,
        context=example.context,
        grade=next(iter(entry.grades)) if len(entry.grades) == 1 else "",
        years=tuple(sorted(entry.years)),
    )


def _slots(text: str, example: Candidate) -> tuple[Slot, ...]:
    names = slot_names(text)
    return tuple(slot for slot in example.slots if slot.name in names)


def _validity(text: str) -> tuple[str | None, str | None]:
    """Intersect the currency of the formulations that stand in the text (时效)."""
    starts: list[str] = []
    ends: list[str] = []
    for _, _, formulation in find_formulations(text):
        if formulation.valid_from:
            starts.append(formulation.valid_from)
        if formulation.valid_until:
            ends.append(formulation.valid_until)
    return max(starts, default=None), min(ends, default=None)


def score(kind: Kind, text: str, document_frequency: int) -> float:
    """Weigh a phrase by spread, length and how little of it must be filled (权重)."""
    low, high = _BEST_LENGTH[kind]
    size = len(strip_slots(text))
    off = max(low - size, size - high, 0) / high
    gaps = len(set(slot_names(text)) - {"topic"})
    return round(log2(1 + document_frequency) - 0.8 * off - 0.15 * gaps, 4)
