"""Find everything that a source says of itself (专名识别): analyse a document, then find its entities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from phrasebank.entities.brands import iter_place_brands
from phrasebank.entities.context import analyse, text_of
from phrasebank.entities.model import DocumentContext, Entity
from phrasebank.entities.national import load_national
from phrasebank.entities.organizations import iter_enterprises
from phrasebank.entities.persons import iter_surnames_with_title
from phrasebank.entities.places import iter_places, own_abbreviations
from phrasebank.entities.quantities import iter_quantities
from phrasebank.entities.sightings import Sightings, look_at
from phrasebank.gazetteer import NameIndex, load_gazetteer
from phrasebank.phrase import SlotKind

__all__ = [
    "DocumentContext",
    "Entity",
    "Sightings",
    "add_quantities",
    "analyse",
    "find_entities",
    "find_names",
    "own_spans",
    "text_of",
]


class _Names(NamedTuple):
    """A document's own names, indexed (本篇专名索引)."""

    names: NameIndex
    places: frozenset[str]
    evident: frozenset[str]
    parents: frozenset[str]
    provinces: frozenset[str]
    abbreviations: re.Pattern[str] | None
    kinds: dict[str, SlotKind]


@lru_cache(maxsize=64)
def _index_names(context: DocumentContext) -> _Names:
    gazetteer = load_gazetteer()
    kinds: dict[str, SlotKind] = {}
    for kind, names in (
        (SlotKind.TOPIC, (context.topic, *context.topic_aliases)),
        (SlotKind.BRAND, context.brands),
        (SlotKind.MEETING, context.meetings),
        (SlotKind.ORGANIZATION, context.organizations),
        (SlotKind.PERSON, context.persons),
    ):
        kinds.update(dict.fromkeys((name for name in names if len(name) > 1), kind))
    places = frozenset((context.place, *context.places, *context.parents))
    provinces = {
        division.short or division.name
        for name in (context.place, *context.parents)
        for division in gazetteer.lookup(name)
        if division.level == "province"
    }
    return _Names(
        NameIndex([*places, *kinds]),
        places,
        frozenset(name for name in places if gazetteer.is_ordinary(name)),
        frozenset(context.parents),
        frozenset(provinces),
        own_abbreviations(tuple(name for name in (context.place, *context.parents) if name)),
        kinds,
    )


def own_spans(text: str, context: DocumentContext) -> list[tuple[int, int]]:
    """Return where the names that a document calls its own stand in a text of it, nested ones too (本篇专名所在)."""
    return list(_index_names(context).names.iter_all(text))


def find_entities(text: str, context: DocumentContext) -> list[Entity]:
    """Return the entities of a text of that document, in order and not overlapping (识别专名).

    Where two names overlap the longer stands; of two alike the national one. Dates and figures are found outside names.

    >>> context = DocumentContext(place="云州市", places=("云州市", "云州"))
    >>> [(e.value, e.kind.value, e.local) for e in find_entities("弘扬延安精神，建设“匠心云州”", context)]
    [('延安精神', 'brand', False), ('匠心云州', 'brand', True)]
    """
    names = find_names(look_at(text), context)
    return add_quantities(text, names)


def find_names(
    sightings: Sightings, context: DocumentContext, own: Sequence[tuple[int, int]] | None = None
) -> list[Entity]:
    """Return the names in a text of that document, in order and not overlapping (识别名称).

    `own` are the spans of the names that the document calls its own, where they are at hand.
    """
    own = own_spans(sightings.text, context) if own is None else own
    return _longest(sightings.text, [], _iter_names(sightings, context, own))


def add_quantities(text: str, names: list[Entity]) -> list[Entity]:
    """Add the dates and figures that stand outside the names of a text (补日期与数字)."""
    found = (Entity(start, end, kind, text[start:end], True) for start, end, kind in iter_quantities(text))
    return _longest(text, names, found)


def _longest(text: str, chosen: list[Entity], found: Iterable[Entity]) -> list[Entity]:
    chosen = list(chosen)
    taken = bytearray(len(text))
    for entity in chosen:
        taken[entity.start : entity.end] = b"\x01" * (entity.end - entity.start)
    for entity in sorted(found, key=lambda each: (each.start - each.end, each.local, each.start, each.kind)):
        if entity.end > entity.start and taken.find(1, entity.start, entity.end) < 0:
            taken[entity.start : entity.end] = b"\x01" * (entity.end - entity.start)
            chosen.append(entity)
    return sorted(chosen, key=lambda entity: entity.start)


def _iter_names(
    sightings: Sightings, context: DocumentContext, own: Sequence[tuple[int, int]]
) -> Iterator[Entity]:
    """Yield all candidates, overlapping ones too (候选)."""
    names = _index_names(context)
    national = load_national()
    text, starts = sightings.text, sightings.starts

    def entity(start: int, end: int, kind: SlotKind, local: bool = True) -> Entity:
        return Entity(start, end, kind, text[start:end], local)

    for start, end, kind in sightings.national:
        if text[start:end] not in names.places:
            yield entity(start, end, kind, local=False)
    for start, end in sightings.regions:
        provinces = national.regions[text[start:end]]
        yield entity(start, end, SlotKind.PLACE, not names.provinces.isdisjoint(provinces))
    own_places = [span for span in own if text[slice(*span)] in names.places]
    places = list(iter_places(sightings.annotation, own_places, names.evident, starts))
    if names.abbreviations:
        places.extend(match.span("name") for match in names.abbreviations.finditer(text))
    for start, end in places:
        kind = SlotKind.PARENT_PLACE if text[start:end] in names.parents else SlotKind.PLACE
        yield entity(start, end, kind)
    for start, end in iter_place_brands(text, places):
        yield entity(start, end, SlotKind.BRAND)
    for start, end in own:
        kind_of_name = names.kinds.get(text[start:end])
        if kind_of_name:
            yield entity(start, end, kind_of_name)
    for start, end, local in sightings.brands:
        yield entity(start, end, SlotKind.BRAND, local)
    for start, end in sightings.meetings:
        yield entity(start, end, SlotKind.MEETING)
    for start, end in iter_enterprises(sightings.annotation):
        yield entity(start, end, SlotKind.ORGANIZATION)
    for start, end in iter_surnames_with_title(text):
        yield entity(start, end, SlotKind.PERSON)
