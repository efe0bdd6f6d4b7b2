"""What can be seen in a text whoever wrote it: found once, used to analyse it and to find its entities (所见)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain

from phrasebank.annotation import Annotation, annotate
from phrasebank.entities.brands import iter_brands
from phrasebank.entities.meetings import iter_meetings
from phrasebank.entities.national import load_national
from phrasebank.entities.places import iter_mentions, known_places
from phrasebank.gazetteer import load_gazetteer
from phrasebank.phrase import SlotKind

_PARTY = re.compile("中共")


class Sightings:
    """An annotated text with the names that need no context; each kind is looked for when first asked (所见)."""

    def __init__(self, annotation: Annotation) -> None:
        """Keep the annotation; nothing is looked for yet."""
        self.annotation = annotation
        self.text = annotation.text

    @cached_property
    def starts(self) -> list[int]:
        """Where a word begins as a listed name does (可能的起点).

        No name begins inside a word of the dictionary, but for 中共某省委, which is one; it may inside another word.
        """
        text, beginnings = self.text, _beginnings()
        found = [start for start in self.annotation.starts if text[start : start + 2] in beginnings]
        inside = [at for start, end in self.annotation.iter_unlisted() for at in range(start + 1, end)]
        inside += [match.end() for match in _PARTY.finditer(text)]
        return sorted({*found, *(at for at in inside if text[at : at + 2] in beginnings)})

    @cached_property
    def mentions(self) -> list[tuple[int, int, str]]:
        """Every full or short name of the gazetteer that fits the words (名录命中)."""
        return list(iter_mentions(self.annotation, self.starts))

    @cached_property
    def national(self) -> list[tuple[int, int, SlotKind]]:
        """The names of the whole country (全国名称)."""
        return list(load_national().iter_spans(self.text, self.starts))

    @cached_property
    def regions(self) -> list[tuple[int, int]]:
        """The regions of national strategies (战略区域)."""
        return list(load_national().region_index.iter_spans(self.text))

    @property
    def national_spans(self) -> Iterator[tuple[int, int]]:
        """Where the names of the whole country and its regions stand (全国名称所在)."""
        return chain(((start, end) for start, end, _ in self.national), self.regions)

    @cached_property
    def brands(self) -> list[tuple[int, int, bool]]:
        """Quoted names, titles and codes, and whether they are local (品牌)."""
        return list(iter_brands(self.text))

    @cached_property
    def meetings(self) -> list[tuple[int, int]]:
        """Meetings with a name (会议名)."""
        return list(iter_meetings(self.text))


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    national = load_national()
    indexes = (load_gazetteer().index, known_places(), national.index)
    return frozenset().union(*(index.beginnings for index in indexes))


@lru_cache(maxsize=1 << 10)
def look_at(text: str) -> Sightings:
    """Return what can be seen in a short text that may come again (看短文)."""
    return Sightings(annotate(text))
