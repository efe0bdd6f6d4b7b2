"""Know the administrative divisions of China, current and abolished (行政区划名录).

The table is data/gazetteer.csv, written by data/build_gazetteer.py. It is read when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Division(NamedTuple):
    """One row of the table (政区).

    `risk` is `word` where the short name is a common word, `rare` where it is seldom one, else empty.
    """

    code: str
    name: str
    short: str
    risk: str
    abolished: bool

    @property
    def level(self) -> str:
        """`province`, `prefecture` or `county` (层级)."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


class NameIndex:
    """Find any of many names in a text (多名匹配): leftmost, then longest, never overlapping.

    The first character says where to look, two choose the lengths worth trying, a set confirms.

    >>> list(NameIndex(["云州", "云州市", "安平"]).iter_spans("云州市在安平县"))
    [(0, 3), (4, 6)]
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Index the names; those of one character are left out (建索引)."""
        self._names = frozenset(name for name in names if len(name) > 1)
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {prefix: tuple(sorted(found, reverse=True)) for prefix, found in lengths.items()}
        first = "".join(sorted({re.escape(name[0]) for name in self._names}))
        self._first = re.compile(f"[{first}]" if first else "(?!)")

    def __contains__(self, name: str) -> bool:
        """Tell whether exactly this name is indexed (是否收录)."""
        return name in self._names

    @property
    def beginnings(self) -> Set[str]:
        """The first two characters of the names (起首二字)."""
        return self._lengths.keys()

    def iter_all(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of the names, nested and overlapping ones too (全部匹配)."""
        lengths, names = self._lengths, self._names
        for match in self._first.finditer(text):
            start = match.start()
            for length in lengths.get(text[start : start + 2], ()):
                if text[start : start + length] in names and start + length <= len(text):
                    yield start, start + length

    def iter_spans(self, text: str, starts: Iterable[int] | None = None) -> Iterator[tuple[int, int]]:
        """Yield the half-open spans of the names (逐处匹配).

        `starts` are the places worth a look, in order, where they are known; every name must start at one.
        """
        lengths, names = self._lengths, self._names
        end = 0
        if starts is None:
            starts = (match.start() for match in self._first.finditer(text))
        for position in starts:
            if position < end:
                continue
            for length in lengths.get(text[position : position + 2], ()):
                # at the end of the text a slice is short, and may be a shorter name
                name = text[position : position + length]
                if name in names:
                    end = position + len(name)
                    yield position, end
                    break


class Gazetteer:
    """The table with its indexes (名录)."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        """Index the divisions by code, full name and short name (建索引)."""
        self.divisions = tuple(divisions)
        self._by_code: dict[str, Division] = {}
        self._by_name: dict[str, list[Division]] = {}
        for division in self.divisions:
            self._by_code.setdefault(division.code, division)
            self._by_name.setdefault(division.name, []).append(division)
            if division.short:
                self._by_name.setdefault(division.short, []).append(division)
        self.index = NameIndex(self._by_name)

    def lookup(self, name: str) -> tuple[Division, ...]:
        """Return the divisions of that full or short name, the higher and the current ones first (查名)."""
        found = self._by_name.get(name, ())
        return tuple(
            sorted(found, key=lambda one: (one.abolished, one.level != "province", one.code[4:], one.code))
        )

    def is_full_name(self, name: str) -> bool:
        """Tell whether a division's full name is written so (全称)."""
        return any(division.name == name for division in self._by_name.get(name, ()))

    def is_ordinary(self, name: str) -> bool:
        """Tell whether a name is a short form that is also a word, and so needs evidence (同形常用词)."""
        found = self._by_name.get(name, ())
        return bool(found) and all(division.name != name and division.risk for division in found)

    def is_common_word(self, name: str) -> bool:
        """Tell whether an ordinary name is a word that any speech may use (常用词)."""
        return self.is_ordinary(name) and any(division.risk == "word" for division in self._by_name[name])

    def parents(self, division: Division) -> tuple[Division, ...]:
        """Return what a division lies in, the nearest first (上级)."""
        codes = [division.code[:4] + "00", division.code[:2] + "0000"]
        found = (self._by_code.get(code) for code in codes if code != division.code)
        return tuple(parent for parent in found if parent is not None and parent.code < division.code)


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Read the table once (载入名录)."""
    rows = (DATA / "gazetteer.csv").read_text(encoding="utf-8").splitlines()[1:]
    return Gazetteer(
        Division(code, name, short, risk, status == "abolished")
        for code, name, short, risk, status in (row.split(",") for row in rows)
    )


@lru_cache(maxsize=1)
def distinct_names() -> frozenset[str]:
    """Return the full names, and the short ones that are no ordinary words, of all divisions (无歧义地名).

    Without the indexes of `load_gazetteer`: enough to look through a short text, in a tenth of the time.
    """
    names: set[str] = set()
    for row in (DATA / "gazetteer.csv").read_text(encoding="utf-8").splitlines()[1:]:
        _, name, short, risk, _ = row.split(",")
        names.add(name)
        if risk != "word":
            names.add(short)
    return frozenset(name for name in names if len(name) > 1)
