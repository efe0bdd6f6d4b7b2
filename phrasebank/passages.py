"""A speech laid out for mining: one text, marked once, with its sentences in their places (待采文本)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from outlines.speech import DefectKind, Speech, Unit
from phrasebank import grammar, judgments
from phrasebank.annotation import Annotation, Stretch
from phrasebank.entities import DocumentContext, Sightings, analyse, text_of
from phrasebank.formulations import find_formulations
from phrasebank.grammar import Reject
from phrasebank.patterns import idiom_spans, iter_parallels
from phrasebank.phrase import Kind
from phrasebank.sentences import iter_sentences
from phrasebank.slots import Locality

_HAN = re.compile(r"[\u3400-\u9fff]")
# Damage of the whole text (a lost tail) does not spoil its sound sentences; these spoil what they touch.
_SPOILING = frozenset(DefectKind) - {DefectKind.DATE_CONFLICT}


class Sighting(NamedTuple):
    """Something that its shape alone tells, whatever the sentence it stands in (所见)."""

    start: int
    end: int
    kind: Kind
    text: str


class Place(NamedTuple):
    """Where a phrase stands in the speech (所在)."""

    unit: Unit
    above: str
    paragraph: int
    sentence: int


class Passages:
    """One speech under the hand; offsets are those of its whole text, title and paragraphs a line each (一篇)."""

    def __init__(self, speech: Speech) -> None:
        """Annotate the speech, analyse it and mark what it says of its source."""
        self.speech = speech
        self.text = text_of(speech)
        self.annotation = Annotation(self.text)
        sightings = Sightings(self.annotation)
        self.context: DocumentContext = analyse(speech, sightings)
        self.locality = Locality(sightings, self.context)
        self._offsets = list(
            accumulate((len(each) + 1 for each in speech.paragraphs), initial=len(speech.title) + 1)
        )
        self._sentences = list(iter_sentences(self.text))
        self._starts = [start for start, _ in self._sentences]
        self._official = bytearray(len(self.text))
        self._seen = self._find_seen()
        self._special = bytearray(self.locality.marks)
        for start, end in judgments.iter_doubts(self.text):
            self._special[start:end] = b"\xff" * (end - start)
        self._seen_starts = [each.start for each in self._seen]
        self._spoiled: dict[int, list[tuple[int, int]]] = {}
        for defect in speech.defects:
            if defect.span is not None and defect.kind in _SPOILING:
                span = (defect.span.start, max(defect.span.end, defect.span.start + 1))
                self._spoiled.setdefault(defect.span.paragraph, []).append(span)

    def _find_seen(self) -> list[Sighting]:
        found = []
        for start, end, formulation in find_formulations(self.text):
            self._official[start:end] = b"\1" * (end - start)
            found.append(Sighting(start, end, Kind.FORMULATION, formulation.text))
        for series, parallel in iter_parallels(self.text):
            start = self.text.index(parallel, series)
            found.append(Sighting(start, start + len(parallel), Kind.PARALLEL, parallel))
        for start, end in idiom_spans(self.annotation):
            found.append(Sighting(start, end, Kind.IDIOM, self.text[start:end]))
        return sorted(found, key=lambda each: (each.start, each.end, each.kind))

    def has_official(self, start: int, end: int) -> bool:
        """Tell whether some official wording stands in a stretch (有提法)."""
        return self._official.find(1, start, end) >= 0

    def is_plain(self, start: int, end: int) -> bool:
        """Tell whether nothing in a stretch needs more than a look at its words (无须细看)."""
        return self._special.count(0, start, end) == end - start and not self.has_official(start, end)

    def seen_within(self, start: int, end: int) -> list[Sighting]:
        """Return the formulations, parallels and idioms of a sentence (句中所见)."""
        first = bisect_left(self._seen_starts, start)
        found = []
        while first < len(self._seen) and self._seen_starts[first] < end:
            if self._seen[first].end <= end:
                found.append(self._seen[first])
            first += 1
        return found

    def is_spoiled(self, paragraph: int, start: int, end: int) -> bool:
        """Tell whether a stretch of a paragraph is damaged (受损)."""
        damage = self._spoiled.get(paragraph)
        return damage is not None and any(a < end and start < b for a, b in damage)

    def sentence_number(self, paragraph: int, offset: int) -> int:
        """Return the number within its paragraph of the sentence at an offset of the text (句序)."""
        first = bisect_left(self._starts, self._offsets[paragraph])
        return max(bisect_right(self._starts, offset) - 1 - first, 0)

    def heading(self, unit: Unit) -> tuple[int, int] | None:
        """Return where the words of a unit's heading stand, None where they do not stand so in the text (标题所在)."""
        span = unit.heading_span
        if span is None:
            return None
        base = self._offsets[span.paragraph]
        start = self.text.find(unit.heading, base + span.start, base + span.end + 1)
        if start < 0:
            return None
        end = start + len(unit.heading)
        return grammar.skip_leads(self.text, start, end, self.annotation), end

    def iter_sentences(
        self, unit: Unit, above: str, rejected: list[Reject]
    ) -> Iterator[tuple[Place, Stretch]]:
        """Yield the undamaged sentences below a unit's heading (正文句子)."""
        text = self.text
        for span in unit.body:
            base = self._offsets[span.paragraph]
            low, high = base + span.start, base + span.end
            opening = bisect_left(self._starts, base)
            number = max(bisect_right(self._starts, low) - 1, opening)
            while number < len(self._starts) and self._starts[number] < high:
                start, end = max(self._starts[number], low), min(self._sentences[number][1], high)
                number += 1
                while start < end and text[start].isspace():
                    start += 1
                while start < end and text[end - 1].isspace():
                    end -= 1
                if not _HAN.search(text, start, end):
                    continue
                if self._spoiled and self.is_spoiled(span.paragraph, start - base, end - base):
                    rejected.append(Reject.DAMAGED)
                    continue
                place = Place(unit, above, span.paragraph, number - 1 - opening)
                yield place, self.annotation.stretch(start, end)
