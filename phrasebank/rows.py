"""Harvest and Phrase as table rows and back (数据行)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import TYPE_CHECKING, Any

from outlines.role import Role
from phrasebank.phrase import (
    Candidate,
    Harvest,
    Kind,
    Phrase,
    Slot,
    SlotKind,
    Source,
    SourceDocument,
)

if TYPE_CHECKING:
    from outlines.induce import SectionPlan

DOCUMENT_COLUMNS = "name, digest, title, speaker, date, place, grade, topic, residue"
HARVEST_COLUMNS = f"{DOCUMENT_COLUMNS}, sections, rejected, candidates, characters"
PHRASE_COLUMNS = (
    "id, text, kind, role, document_frequency, weight, level, grade, valid_from, valid_until, detail"
)


# A tenth of the time of Kind(…), which counts when a whole bank is read.
KINDS = {kind.value: kind for kind in Kind}
ROLES = {role.value: role for role in Role}
_SLOT_KINDS = {kind.value: kind for kind in SlotKind}
_decode = json.JSONDecoder().raw_decode
_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def pack(value: object) -> str:
    """Write a value as compact JSON (紧凑 JSON)."""
    return _pack(value)


def _unpack(packed: str) -> Any:
    """Read what `pack` wrote; quicker than `json.loads`, which looks for white space round it."""
    return _decode(packed)[0]


def harvest_row(harvest: Harvest) -> tuple[object, ...]:
    """Lay a harvest out in the order of HARVEST_COLUMNS; its paragraphs have a table of their own."""
    document = harvest.document
    return (
        document.name,
        document.digest,
        document.title,
        document.speaker,
        document.date,
        document.place,
        document.grade,
        document.topic,
        pack(_slots_out(document.residue)),
        pack([[plan.role, plan.heading, plan.points, plan.characters] for plan in harvest.sections]),
        pack(harvest.rejected),
        pack([_candidate_out(candidate) for candidate in harvest.candidates]),
        harvest.characters,
    )


def read_document(row: tuple[Any, ...], paragraphs: Iterable[str]) -> SourceDocument:
    """Build a document from DOCUMENT_COLUMNS and its paragraphs (读文档行)."""
    name, digest, title, speaker, date, place, grade, topic, residue = row
    slots = _slots_in(_unpack(residue))
    return SourceDocument(name, digest, title, speaker, date, place, grade, topic, slots, tuple(paragraphs))


def read_harvest(row: tuple[Any, ...], paragraphs: Iterable[str]) -> Harvest:
    """Build a harvest from HARVEST_COLUMNS and its paragraphs (读采集行)."""
    *document, sections, rejected, candidates, characters = row
    return Harvest(
        read_document(tuple(document), paragraphs),
        tuple(_candidate_in(fields) for fields in _unpack(candidates)),
        read_sections(sections),
        tuple((reason, count) for reason, count in _unpack(rejected)),
        characters,
    )


def read_sections(packed: str) -> tuple[SectionPlan, ...]:
    """Build a document's sections from their column (读部分)."""
    from outlines.induce import SectionPlan

    return tuple(
        SectionPlan(ROLES[role], heading, tuple(points), count)
        for role, heading, points, count in _unpack(packed)
    )


def phrase_row(phrase: Phrase, numbers: Mapping[str, int]) -> tuple[object, ...]:
    """Lay a phrase out in the order of PHRASE_COLUMNS.

    A source that the bank holds is cited by its number, any other (of an imported phrase) by its name.
    """
    return (
        phrase.id,
        phrase.text,
        phrase.kind.value,
        phrase.role.value,
        phrase.document_frequency,
        phrase.weight,
        phrase.level,
        phrase.grade,
        phrase.valid_from,
        phrase.valid_until,
        pack(
            (
                _slots_out(phrase.slots),
                phrase.topics,
                [
                    (numbers.get(source.document, source.document), source.paragraph, source.sentence)
                    for source in phrase.sources
                ],
                phrase.group,
                phrase.position,
                phrase.context,
                phrase.years,
                phrase.variants,
            )
        ),
    )


def read_phrase(row: tuple[Any, ...], name_of: Callable[[int], str | None]) -> Phrase:
    """Build a phrase from PHRASE_COLUMNS; sources in documents dropped since are left out (读词条行)."""
    id, text, kind, role, frequency, weight, level, grade, valid_from, valid_until, detail = row
    slots, topics, sources, group, position, context, years, *rest = _unpack(detail)
    named = [
        (document if isinstance(document, str) else name_of(document), paragraph, sentence)
        for document, paragraph, sentence in sources
    ]
    return Phrase(
        id=id,
        text=text,
        kind=KINDS[kind],
        role=ROLES[role],
        slots=_slots_in(slots),
        topics=tuple(topics),
        document_frequency=frequency,
        sources=tuple(
            [Source(name, paragraph, sentence) for name, paragraph, sentence in named if name is not None]
        ),
        valid_from=valid_from,
        valid_until=valid_until,
        weight=weight,
        level=level,
        group=group,
        position=position,
        context=context,
        grade=grade,
        years=tuple(years),
        variants=tuple(rest[0]) if rest else (),  # banks of an earlier version have none
    )


def _slots_out(slots: Iterable[Slot]) -> list[tuple[str, str, str]]:
    return [(slot.name, slot.kind.value, slot.value) for slot in slots]


def _slots_in(fields: Iterable[tuple[str, str, str]]) -> tuple[Slot, ...]:
    return tuple([Slot(name, _SLOT_KINDS[kind], value) for name, kind, value in fields])


def _candidate_out(candidate: Candidate) -> tuple[object, ...]:
    return (
        candidate.text,
        candidate.kind.value,
        candidate.role.value,
        _slots_out(candidate.slots),
        candidate.topics,
        candidate.paragraph,
        candidate.sentence,
        candidate.level,
        candidate.group,
        candidate.position,
        candidate.context,
    )


def _candidate_in(fields: list[Any]) -> Candidate:
    text, kind, role, slots, topics, paragraph, sentence, level, group, position, context = fields
    # The headings above are the same for a whole section: one string serves them all.
    return Candidate(
        text,
        KINDS[kind],
        ROLES[role],
        _slots_in(slots),
        tuple(topics),
        paragraph,
        sentence,
        level,
        intern(group),
        position,
        intern(context),
    )
