"""Pinyin as a way to ask for Chinese words (拼音): initials (`jnjs` → 技能竞赛) and syllables (`jineng` → 技能).

Every character counts with each of its usual readings, so that 重庆 answers to cq and to zq. What is indexed
and what a hit is checked by come from one table, phrasebank/data/readings.csv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "readings.csv"
_TYPED = re.compile(r"[a-z]+(?:'[a-z]+)*")
# Private-use characters that begin an initials token and a syllables token, and end a syllable.
_INITIALS, _SYLLABLES, _END = "\ue020", "\ue021", "\ue022"
_INITIALS_TOGETHER = 3
_NONE: tuple[tuple[str, str], ...] = ()
_NOTHING = (("", ""),)
_MOST_PARTINGS = 8
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take what was typed (读法).

    `units` are syllables or single initials, in order; `partial` is true where the last syllable may go on.
    """

    units: tuple[str, ...]
    syllables: bool
    partial: bool = False

    def tokens(self) -> tuple[tuple[str, ...], bool]:
        """Return the tokens that any text read so has, and whether the last one is a beginning only (词元)."""
        if not self.syllables:
            size = min(_INITIALS_TOGETHER, len(self.units))
            grams = ["".join(self.units[i : i + size]) for i in range(len(self.units) - size + 1)]
            return tuple(_INITIALS + gram for gram in grams), size < _INITIALS_TOGETHER
        if len(self.units) == 1:
            return (_SYLLABLES + self.units[0] + ("" if self.partial else _END),), True
        pairs = list(zip(self.units, self.units[1:], strict=False))
        tokens = [f"{_SYLLABLES}{first}{_END}{second}{_END}" for first, second in pairs]
        if self.partial:
            tokens[-1] = tokens[-1].removesuffix(_END)
        return tuple(tokens), self.partial

    @property
    def exact(self) -> bool:
        """Tell whether a text with the tokens needs no check (免核对)."""
        return len(self.units) <= (2 if self.syllables else _INITIALS_TOGETHER)

    def occurs_in(self, text: str) -> bool:
        """Tell whether the text has a stretch that is read so (核对)."""
        known, size = _syllables(), len(self.units)
        rows = [known.get(character, ()) for character in text]
        *firsts, last = self.units
        begins = str.startswith if self.partial or not self.syllables else str.__eq__
        same = str.__eq__ if self.syllables else str.startswith
        return any(
            all(any(same(r, unit) for r in rows[i + j]) for j, unit in enumerate(firsts))
            and any(begins(r, last) for r in rows[i + size - 1])
            for i in range(len(rows) - size + 1)
        )


def readings(word: str) -> tuple[Reading, ...]:
    """List the ways to take a typed word as pinyin, empty where there is none (拼音的读法).

    >>> [reading.units for reading in readings("jnjs")], [reading.units for reading in readings("jineng")]
    ([('j', 'n', 'j', 's')], [('ji', 'neng')])
    """
    if not 2 <= len(word) <= _LONGEST or not _TYPED.fullmatch(word):
        return ()
    *closed, last = word.split("'")
    firsts = [_partings(part, 0) for part in closed]
    for tail in (2, 1):  # a single letter left over counts only where nothing else fits
        found: list[Reading] = []
        for parting in islice(product(*firsts, _partings(last, tail)), _MOST_PARTINGS):
            units = tuple(unit for part in parting for unit in part)
            complete = units[-1] in _characters() and (len(units) == 1 or not _may_go_on(units[-1]))
            found.append(Reading(units, syllables=True, partial=not complete))
        if found:
            return tuple(found)
    if not closed and _beginnings().issuperset(word):
        return (Reading(tuple(word), syllables=False),)
    return ()


def pinyin_tokens(text: str) -> list[str]:
    """List the tokens of a text's initials and syllables, each run of characters by itself (拼音词元).

    >>> [token[1:].replace(_END, "'") for token in pinyin_tokens("技能")]
    ["ji'neng'", 'jn', "neng'", 'n']
    """
    known = _units()
    rows = [known.get(character, _NONE) for character in text]
    rows += (_NONE, _NONE)
    tokens: list[str] = []
    for here, second, third in zip(rows, rows[1:], rows[2:], strict=False):
        if len(here) == len(second) == len(third) == 1:  # nearly always
            (initial, syllable), (after, next_syllable), (last, _) = here[0], second[0], third[0]
            tokens.append(_INITIALS + initial + after + last)
            tokens.append(_SYLLABLES + syllable + next_syllable)
            continue
        for initial, syllable in here:
            for after, next_syllable in second or _NOTHING:
                tokens.append(_SYLLABLES + syllable + next_syllable)
                for last, _ in (third if second else ()) or _NOTHING:
                    tokens.append(_INITIALS + initial + after + last)
    return tokens


@lru_cache(maxsize=1024)
def _partings(letters: str, tail: int) -> tuple[tuple[str, ...], ...]:
    """Part letters into syllables, longest first, in so many ways at most (分音节).

    The last may be unfinished where it has `tail` letters or more; 0 means that it may not.
    """
    if not letters:
        return ((),)
    found: list[tuple[str, ...]] = []
    for size in range(min(6, len(letters)), 0, -1):
        head = letters[:size]
        if head in _characters():
            found += [(head, *rest) for rest in _partings(letters[size:], tail)]
        elif 0 < tail <= size == len(letters) and head in _beginnings():
            found.append((head,))
    return tuple(found[:_MOST_PARTINGS])


def _may_go_on(syllable: str) -> bool:
    return any(syllable + letter in _beginnings() for letter in "aeiounrg")


@cache
def _characters() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(",") for line in file if not line.startswith("#")]
    return dict(rows[1:])


@cache
def _beginnings() -> frozenset[str]:
    """Every beginning of a syllable (音节的开头)."""
    return frozenset(syllable[:size] for syllable in _characters() for size in range(1, len(syllable) + 1))


@cache
def _units() -> dict[str, tuple[tuple[str, str], ...]]:
    """Map a character to the initial and the closed syllable of each reading (读音)."""
    return {
        character: tuple([(syllable[0], syllable + _END) for syllable in known])
        for character, known in _syllables().items()
    }


@cache
def _syllables() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for syllable, characters in _characters().items():
        for character in characters:
            found[character] = (*found.get(character, ()), syllable)
    return found
