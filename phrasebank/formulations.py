"""Formulations: their exact form, their years, and where they stand in a text (提法).

Matching looks through quotation marks and takes `，` for `、`: “五位一体”总体布局 and 五位一体总体布局
are the same formulation. Two-character short forms (“五小”) count only between quotation marks, for bare
they are ordinary words.
"""

from __future__ import annotations

import csv
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import compress, count
from pathlib import Path

from outlines.regex import lazy

DATA = Path(__file__).parent / "data"
OPENING, CLOSING = "“‘「『", "”’」』"
MARKS = f'{OPENING}{CLOSING}"'
_UTF16 = f"utf-16-{sys.byteorder[0]}e"
_MARK = lazy(f"[{MARKS}]")


@dataclass(frozen=True, slots=True)
class Formulation:
    """A fixed official wording (提法); dates are ISO 8601, maybe partial, None where open or undocumented.

    `elements` are the parts in their order, empty where the wording has none; `variants` are other forms that
    are official too; `faults` are wrong forms so common that counting cannot tell them from right ones.
    """

    text: str
    short: str
    elements: tuple[str, ...]
    valid_from: str | None
    valid_until: str | None
    successor: str
    source: str
    source_date: str = ""
    variants: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A formulation that is damaged in the text (受损的提法): the span, what stands there, what should."""

    start: int
    end: int
    text: str
    expected: str


def normalize(text: str) -> str:
    """Drop quotation marks and make every comma an enumeration mark (归一).

    >>> normalize("统筹推进“五位一体”总体布局，")
    '统筹推进五位一体总体布局、'
    """
    for mark in MARKS:
        text = text.replace(mark, "")  # ten times as fast as str.translate on Chinese text
    return text.replace("，", "、").replace(",", "、")


class Offsets:
    """Leads spans of the normalized text back to the text (位置还原)."""

    def __init__(self, text: str) -> None:
        """Note where the normalized text lost a mark."""
        self._text = text
        self._lost = [mark.start() - lost for lost, mark in enumerate(_MARK.finditer(text))]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text, with the quotation mark it would otherwise part (原文区段)."""
        first = start + bisect_right(self._lost, start)
        last = end + bisect_right(self._lost, end - 1)
        opened = closed = 0
        for char in self._text[first:last]:
            opened += char in OPENING
            closed += char in CLOSING
        if closed > opened and first and self._text[first - 1] in OPENING:
            first -= 1
        elif opened > closed and last < len(self._text) and self._text[last] in CLOSING:
            last += 1
        return first, last


class Matcher:
    """Finds many strings in one pass by their first two characters, then their first three (多串匹配)."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Group the patterns, each of two characters or more, by how they begin."""
        ordered = sorted(set(patterns), key=lambda p: (-len(p), p))
        self._begin = frozenset(int.from_bytes(_code(pattern[:2]), sys.byteorder) for pattern in ordered)
        self._short = frozenset(pattern for pattern in ordered if len(pattern) == 2)
        self._groups: dict[str, list[str]] = {}
        for pattern in ordered:
            if len(pattern) > 2:
                self._groups.setdefault(pattern[:3], []).append(pattern)

    def occurrences(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield each occurrence, also of patterns inside others: by start, longest first (全部出现)."""
        groups, short = self._groups, self._short
        for start in self._starts(text):
            for pattern in groups.get(text[start : start + 3], ()):
                if text.startswith(pattern, start):
                    yield start, pattern
            if (pair := text[start : start + 2]) in short:
                yield start, pair

    def _starts(self, text: str) -> list[int]:
        """List where two characters stand that a pattern begins with: pairs as integers, no string a pair (候选)."""
        code = _code(text)
        even = memoryview(code)[: len(code) // 4 * 4].cast("I")
        odd = memoryview(code)[2 : 2 + (len(code) - 2) // 4 * 4].cast("I")
        begins = self._begin.__contains__
        return sorted([*compress(count(0, 2), map(begins, even)), *compress(count(1, 2), map(begins, odd))])


def _code(text: str) -> bytes:
    """Write two bytes a character; one that needs four, as no pattern has, is masked so that places hold (定长编码)."""
    code = text.encode(_UTF16, "surrogatepass")
    if len(code) > 2 * len(text):
        code = re.sub("[^\x00-\uffff]", "\ufffd", text).encode(_UTF16, "surrogatepass")
    return code


def read_rows(name: str) -> list[dict[str, str]]:
    """Read a data file; lines that begin with # are remarks (读数据表)."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def load_formulations() -> tuple[Formulation, ...]:
    """Load the shipped formulations in the order of their file (载入提法)."""
    return tuple(
        Formulation(
            text=row["text"],
            short=row["short"],
            elements=_split(row["elements"]),
            valid_from=row["valid_from"] or None,
            valid_until=row["valid_until"] or None,
            successor=row["successor"],
            source=row["source"],
            source_date=row["source_date"],
            variants=_split(row["variants"]),
            faults=_split(row["faults"]),
        )
        for row in read_rows("formulations.csv")
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def evidence_until() -> str:
    """Return the ISO date to which the shipped evidence reaches (证据截止日期)."""
    with (DATA / "formulations.csv").open(encoding="utf-8") as file:
        return file.readline().split()[2]


def forms(formulation: Formulation) -> tuple[str, ...]:
    """Return every normalized form that counts as the formulation, its main form first (各种写法)."""
    found = [formulation.text, *formulation.variants, formulation.short]
    if formulation.elements:
        found.append("".join(formulation.elements))
    return tuple(dict.fromkeys(normalize(form) for form in found if form))


@cache
def by_form() -> dict[str, tuple[Formulation, ...]]:
    """Return the formulations that share a normalized form, the latest first (写法索引)."""
    index: dict[str, list[Formulation]] = {}
    for formulation in load_formulations():
        for form in forms(formulation):
            index.setdefault(form, []).append(formulation)
    return {
        form: tuple(sorted(sharing, key=lambda f: f.valid_from or "", reverse=True))
        for form, sharing in index.items()
    }


@cache
def _matcher() -> Matcher:
    return Matcher(by_form())


def iter_forms(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield every form in the text with its span, nested ones too (提法的每一处写法)."""
    offsets = Offsets(text)
    for start, form in _matcher().occurrences(normalize(text)):
        first, last = offsets.span(start, start + len(form))
        if len(form) > 2 or _is_quoted(text, first, last):
            yield first, last, form


def _is_quoted(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1] in MARKS and text[end] in MARKS


def find_formulations(text: str) -> list[tuple[int, int, Formulation]]:
    """Find the formulations that stand in the text as they should: longest first, not overlapping (查找提法).

    A form that several formulations had at different times stands for the latest of them.

    >>> [(s, e, f.short) for s, e, f in find_formulations("云州市干部增强看齐意识、坚定“四个自信”。")]
    [(15, 19, '“四个自信”')]
    """
    return [(start, end, by_form()[form][0]) for start, end, form in _longest_forms(text)]


def _longest_forms(text: str) -> list[tuple[int, int, str]]:
    taken = bytearray(len(text))
    found = []
    for start, end, form in sorted(iter_forms(text), key=lambda hit: (hit[0] - hit[1], hit[0])):
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, form))
    return sorted(found)


def find_near_misses(text: str) -> list[NearMiss]:
    """Find the formulations that are damaged in the text (查找受损的提法)."""
    from phrasebank.near_misses import find

    return find(text)


def current_at(formulation: Formulation, date: str) -> bool:
    """Tell whether the formulation is current at an ISO date, both as exact as they are (是否现行).

    A partial bound takes in its whole month or year; a partial date is current where any part of it is.
    """
    start, until = formulation.valid_from or "", formulation.valid_until or "9999"
    return start[: len(date)] <= date[: len(start)] and date[: len(until)] <= until[: len(date)]


def is_current(text: str, date: str) -> bool:
    """Tell whether every formulation in the text is current at the date (是否都现行).

    >>> is_current("以优异成绩迎接党的二十大", "2022-05-01"), is_current("以优异成绩迎接党的二十大", "2024")
    (True, False)
    """
    return all(
        any(current_at(formulation, date) for formulation in by_form()[form])
        for _, _, form in _longest_forms(text)
    )


@cache
def _counts() -> tuple[dict[int, int], dict[str, dict[int, int]]]:
    totals: dict[int, int] = {}
    counts: dict[str, dict[int, int]] = {}
    for row in read_rows("formulation_counts.csv"):
        years = counts.setdefault(row["form"], {}) if row["form"] else totals
        years[int(row["year"])] = int(row["documents"])
    return totals, counts


def share(text: str) -> dict[int, float]:
    """Return the share of a form in the dated reports, year by year; empty where never counted (逐年占比)."""
    totals, counts = _counts()
    form = normalize(text)
    if form not in by_form():
        return {}
    years = counts.get(form, {})
    return {year: years.get(year, 0) / total for year, total in totals.items()}
