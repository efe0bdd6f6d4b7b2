"""Harvests → phrases: the same words from many documents become one entry (归并).

Pure: the order of the harvests does not matter, so that documents may be mined anywhere and merged once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from outlines.role import Role
from phrasebank.common_clauses import ClauseCount
from phrasebank.currency import FEWEST, end_of_congress, years_of_use
from phrasebank.formulations import Formulation, find_formulations
from phrasebank.judgments import judge_measure
from phrasebank.phrase import (
    Candidate,
    Harvest,
    Kind,
    Phrase,
    Slot,
    Source,
    SourceDocument,
    phrase_id,
    slot_names,
)
from phrasebank.variants import group_variants
from phrasebank.weighing import Weigher

_BATCH = 500
_AGELESS = (Kind.IDIOM, Kind.MAXIM, Kind.PARALLEL)
_Key = tuple[Kind, str]


class _Origin(NamedTuple):
    """What counts of a document once its words are merged (来源)."""

    name: str
    digest: str
    place: str
    grade: str
    year: int | None
    sort: str


@dataclass(slots=True)
class _Entry:
    """Where one wording stands, and in what other forms (一条词句的出处)."""

    uses: list[tuple[_Origin, Candidate]]
    variants: list[str]

    def origins(self) -> dict[str, _Origin]:
        return {origin.digest: origin for origin, _ in self.uses}

    def use(self) -> tuple[float, int | None]:
        """Count the places that say it, and tell the last year it was said (流传、最近使用).

        Further documents of one place count for a quarter each: what many say is common, what one place says
        often may be its own slogan.
        """
        if len(self.uses) == 1:
            return 1, self.uses[0][0].year
        origins = self.origins()
        places = len({origin.place or digest for digest, origin in origins.items()})
        last = max((origin.year for origin in origins.values() if origin.year is not None), default=None)
        return places + (len(origins) - places) / 4, last

    def example(self, text: str) -> Candidate:
        """Return the earliest use, by name and place, of that very wording, whatever the order of merging (例)."""
        if len(self.uses) == 1:
            return self.uses[0][1]
        uses = [use for use in self.uses if use[1].text == text]
        return min(uses, key=lambda use: (use[0].name, use[1].paragraph, use[1].sentence))[1]

    def role(self) -> Role:
        if len(self.uses) == 1:
            return self.uses[0][1].role
        roles = Counter(candidate.role for _, candidate in self.uses)
        return min(roles, key=lambda role: (-roles[role], role.value))

    def sources(self) -> tuple[Source, ...]:
        if len(self.uses) == 1:
            [(origin, use)] = self.uses
            return (Source(origin.name, use.paragraph, use.sentence),)
        places = {(origin.name, use.paragraph, use.sentence) for origin, use in self.uses}
        return tuple([Source(*place) for place in sorted(places)])

    def topics(self) -> tuple[str, ...]:
        if len(self.uses) == 1:
            return tuple(sorted(self.uses[0][1].topics))
        return tuple(sorted({topic for _, use in self.uses for topic in use.topics}))


class _Calendar:
    """How many dated documents of each sort there are in each year (各年文档数)."""

    def __init__(self, origins: Iterable[_Origin]) -> None:
        self._documents = _by_year(origins)

    def years_of_use(self, origins: Iterable[_Origin]) -> tuple[int | None, int | None]:
        """Tell when documents of the commonest sort had a wording (使用年限)."""
        used = _by_year(origins)
        if not used:
            return None, None
        sort = min(used, key=lambda name: (-used[name].total(), name))
        return years_of_use(used[sort], self._documents[sort])


def _by_year(origins: Iterable[_Origin]) -> dict[str, Counter[int]]:
    years: dict[str, Counter[int]] = {}
    for origin in origins:
        if origin.year is not None:
            years.setdefault(origin.sort, Counter())[origin.year] += 1
    return years


def merge(harvests: Iterable[Harvest], kept: Collection[str] = frozenset()) -> list[Phrase]:
    """Join candidates by kind and text, fold near duplicates, score and order them (归并).

    `kept` are the ids of phrases that stay entries of their own, for the user has marked them.
    """
    entries: dict[_Key, _Entry] = {}
    clauses, origins = ClauseCount(), dict[str, _Origin]()
    roles: list[dict[int, Role]] = []
    for harvest in harvests:
        origin = _origin(harvest.document)
        if origin.digest not in origins:
            clauses.add(origin.place, harvest.document.paragraphs)
            roles.append({candidate.paragraph: candidate.role for candidate in harvest.candidates})
        origins.setdefault(origin.digest, origin)
        for candidate in harvest.candidates:
            key = (candidate.kind, candidate.text)
            if (entry := entries.get(key)) is not None:
                entry.uses.append((origin, candidate))
            else:
                entries[key] = _Entry([(origin, candidate)], [])
    entries |= _common(clauses, tuple(origins.values()), roles, {text for _, text in entries})
    latest = max((origin.year for origin in origins.values() if origin.year is not None), default=None)
    weigher = Weigher((text for _, text in entries), latest)
    weights = {key: weigher.weigh(*key, *entry.use()) for key, entry in entries.items()}
    for variant, owner in _variants(weights, kept):
        entries[owner].uses += entries.pop(variant).uses
        entries[owner].variants.append(variant[1])
        del weights[variant]
        weights[owner] = weigher.weigh(*owner, *entries[owner].use())
    calendar = _Calendar(origins.values())
    formulations = _formulations([text for _, text in entries])
    phrases = [
        _phrase(key, entry, weights[key], _validity(key, found, calendar, entry))
        for (key, entry), found in zip(entries.items(), formulations, strict=True)
    ]
    return sorted(phrases, key=lambda phrase: (-phrase.weight, phrase.text, phrase.id))


def _origin(document: SourceDocument) -> _Origin:
    year = int(document.date[:4]) if document.date else None
    # Reports do not say what speeches say: the last word of the title tells the sort.
    return _Origin(document.name, document.digest, document.place, document.grade, year, document.title[-2:])


def _common(
    clauses: ClauseCount, origins: Sequence[_Origin], roles: Sequence[Mapping[int, Role]], mined: set[str]
) -> dict[_Key, _Entry]:
    """Take in what many places say and no pattern found (补入通用表述).

    A clause does what most phrases of its paragraphs do; one with a verb and its object is a measure.
    """
    found: dict[_Key, _Entry] = {}
    for clause, passages in clauses.iter_common():
        if clause in mined:
            continue
        votes = Counter(roles[number].get(passages[number][0], Role.OTHER) for number in passages)
        role = min(votes, key=lambda role: (role is Role.OTHER, -votes[role], role.value))
        kind = Kind.FORMULATION
        if not any(find_formulations(clause)) and judge_measure(clause) is None:
            kind = Kind.ASSURANCE if role is Role.ORGANIZATION else Kind.MEASURE
        found[kind, clause] = _Entry(
            [
                (origins[number], Candidate(clause, kind, role, (), (), paragraph, sentence))
                for number, (paragraph, sentence) in passages.items()
            ],
            [],
        )
    return found


def _variants(weights: Mapping[_Key, float], kept: Collection[str]) -> list[tuple[_Key, _Key]]:
    """Pair each near duplicate with the weightiest phrase that it is near (变体)."""
    marked = {key for key in weights if phrase_id(*key) in kept} if kept else set()
    ordered = sorted(weights, key=lambda key: (key not in marked, -weights[key], key[1], key[0].value))
    return [(variant, owner) for variant, owner in group_variants(ordered) if variant not in marked]


def _phrase(key: _Key, entry: _Entry, weight: float, validity: tuple[str | None, str | None]) -> Phrase:
    kind, text = key
    origins = entry.origins()
    example = entry.example(text)
    grades = {origin.grade for origin in origins.values()}
    return Phrase(
        id=phrase_id(kind, text),
        text=text,
        kind=kind,
        role=entry.role(),
        slots=_slots(text, example),
        topics=entry.topics(),
        document_frequency=len(origins),
        sources=entry.sources(),
        valid_from=validity[0],
        valid_until=validity[1],
        weight=weight,
        level=example.level,
        group=example.group,
        position=example.position,
        context=example.context,
        grade=next(iter(grades)) if len(grades) == 1 else "",
        years=tuple(sorted({origin.year for origin in origins.values() if origin.year is not None})),
        variants=tuple(entry.variants),
    )


def _slots(text: str, example: Candidate) -> tuple[Slot, ...]:
    names = slot_names(text)
    return tuple(slot for slot in example.slots if slot.name in names)


def _formulations(texts: Sequence[str]) -> Iterator[list[Formulation]]:
    """List the official formulations in each text (所含提法); one search serves many texts."""
    for first in range(0, len(texts), _BATCH):
        batch = texts[first : first + _BATCH]
        starts = list(accumulate((len(text) + 1 for text in batch), initial=0))
        found: list[list[Formulation]] = [[] for _ in batch]
        for start, _, formulation in find_formulations("\n".join(batch)):
            found[bisect_right(starts, start) - 1].append(formulation)
        yield from found


def _validity(
    key: _Key, formulations: Sequence[Formulation], calendar: _Calendar, entry: _Entry
) -> tuple[str | None, str | None]:
    """Intersect the currency of the formulations in a text; of any other the corpus tells the years (时效).

    Idioms and sayings come and go, but none is ever out of date.
    """
    kind, text = key
    if not formulations:
        if (end := end_of_congress(text)) is not None:
            return None, end
        if len(entry.uses) < FEWEST or kind in _AGELESS:
            return None, None
        first, last = calendar.years_of_use(entry.origins().values())
        return f"{first}-01-01" if first else None, f"{last}-12-31" if last else None
    starts = [formulation.valid_from for formulation in formulations if formulation.valid_from]
    ends = [formulation.valid_until for formulation in formulations if formulation.valid_until]
    return max(starts, default=None), min(ends, default=None)
