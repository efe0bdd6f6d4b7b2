"""Find characters taken for others of the same sound or shape (别字)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, compress, count
from pathlib import Path
from typing import NamedTuple

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.tables import load_table, signs
from drafting.rules.word_edges import is_parted, is_unknown
from outlines.regex import lazy
from phrasebank.formulations import read_rows

_DATA = Path(__file__).parent / "data"
_IDIOM = 4  # characters of an idiom


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find misspelt words and idioms (查别字)."""
    taken: set[int] = set()
    for mark in (*_recorded(document), *_idioms(document), *_words(document)):
        if taken.isdisjoint(range(mark.start, mark.end)):
            taken.update(range(mark.start, mark.end))
            yield mark


def _mark(start: int, end: int, wrong: str, right: str, *, sure: bool = True) -> Mark:
    return Mark(start, end, f"“{wrong}”应为“{right}”", right if sure else None)


# ---- on record


class _Record(NamedTuple):
    """A row of the table: `words` are those of which any match holds one."""

    pattern: re.Pattern[str]
    right: str
    sure: bool
    words: tuple[str, ...]


@cache
def _records() -> tuple[_Record, ...]:
    return tuple(
        _Record(lazy(row["wrong"]), row["right"], row.get("fixed", True), signs(row["wrong"]))
        for row in load_table("homophone")
    )


def _recorded(document: Document) -> Iterator[Mark]:
    text = document.text
    for pattern, right, sure, words in _records():
        if words and not any(map(document.may_have, words)):
            continue
        for match in pattern.finditer(text):
            if len(match[0]) > 2 or not is_parted(text, *match.span()):  # 公布署名 is two words
                yield _mark(*match.span(), match[0], right, sure=sure)


# ---- idioms


@cache
def _sounds() -> dict[str, frozenset[str]]:
    """Return the toneless syllables of each character (读音)."""
    sounds: dict[str, set[str]] = {}
    for row in read_rows("readings.csv"):
        for char in row["characters"]:
            sounds.setdefault(char, set()).add(row["syllable"])
    return {char: frozenset(found) for char, found in sounds.items()}


def sounds_alike(one: str, other: str, *, loosely: bool = False) -> bool:
    """Tell whether two characters can be read alike, tones aside; loosely: 岭 and 林, 之 and 资, too (是否同音).

    >>> sounds_alike("厉", "励"), sounds_alike("岭", "林"), sounds_alike("岭", "林", loosely=True)
    (True, False, True)
    """
    first, second = (_sounds().get(char, frozenset()) for char in (one, other))
    if loosely:
        first, second = (frozenset(map(_loosely, each)) for each in (first, second))
    return bool(first & second)


def _loosely(syllable: str) -> str:
    """Return a syllable as many speakers pronounce it (方音)."""
    syllable = re.sub("^([zcs])h", r"\1", syllable)
    return re.sub("([aei])ng$", r"\1n", syllable)


@cache
def _shapes() -> frozenset[frozenset[str]]:
    groups = (_DATA / "shapes.txt").read_text(encoding="utf-8").split()
    return frozenset(frozenset(pair) for group in groups for pair in combinations(group, 2))


def look_alike(one: str, other: str) -> bool:
    """Tell whether two characters are taken for each other by their shape (是否形近).

    >>> look_alike("千", "干"), look_alike("享", "亨"), look_alike("工", "会")
    (True, True, False)
    """
    return frozenset((one, other)) in _shapes()


class _Idioms(NamedTuple):
    """The idioms, their halves, and for each place those that have certain three characters in the others (成语骨架)."""

    whole: frozenset[str]
    heads: frozenset[str]
    tails: frozenset[str]
    lacking: tuple[dict[str, list[str]], ...]


@cache
def _idiom_frames() -> _Idioms:
    whole = frozenset((_DATA / "idioms.txt").read_text(encoding="utf-8").split())
    lacking: tuple[dict[str, list[str]], ...] = ({}, {}, {}, {})
    for idiom in sorted(whole):
        for at, frames in enumerate(lacking):
            frames.setdefault(idiom[:at] + idiom[at + 1 :], []).append(idiom)
    return _Idioms(whole, frozenset(i[:2] for i in whole), frozenset(i[2:] for i in whole), lacking)


def _idioms(document: Document) -> Iterator[Mark]:
    """Mark idioms with one character exchanged for another of its sound or shape (成语别字).

    Any such slip leaves one half whole: the halves are looked up first.
    """
    whole, heads, tails, lacking = _idiom_frames()
    text, pairs = document.text, document.pair_at
    padded = text + "\n\n\n"
    starts: dict[int, int] = {}
    for at in compress(count(), map(heads.__contains__, pairs)):
        if pairs[at] + padded[at + 2] in lacking[3]:
            starts[at] = 3
        elif pairs[at] + padded[at + 3] in lacking[2]:
            starts[at] = 2
    for at in compress(count(), map(tails.__contains__, pairs)):
        if padded[at - 1] + pairs[at] in lacking[0]:
            starts.setdefault(at - 2, 0)
        elif padded[at - 2] + pairs[at] in lacking[1]:
            starts.setdefault(at - 2, 1)
    for start, place in sorted(starts.items()):
        written = padded[start : start + _IDIOM] if start >= 0 else ""
        if not written or written in whole or "\n" in written:
            continue
        candidates = lacking[place][written[:place] + written[place + 1 :]]
        right = next((idiom for idiom in candidates if _is_slip(written, idiom)), "")
        coined = text[start - 1 : start] == "“" and text[start + _IDIOM : start + _IDIOM + 1] == "”"
        if right and not coined and is_unknown(text, start, start + _IDIOM):
            yield _mark(start, start + _IDIOM, written, right)


def _is_slip(written: str, idiom: str) -> bool:
    wrong = [at for at in range(_IDIOM) if written[at] != idiom[at]]
    if len(wrong) != 1:
        return False
    pair = written[wrong[0]], idiom[wrong[0]]
    return sounds_alike(*pair) or look_alike(*pair)


# ---- words


@cache
def _misspellings() -> dict[str, str]:
    """Return wrong forms of words with what they should be: counted ones, and what scans misread."""
    from phrasebank.cleaning.ocr import load_lookalikes

    rows = (_DATA / "misspellings.csv").read_text(encoding="utf-8").splitlines()[1:]
    forms = {wrong: right for wrong, right in load_lookalikes().words.items() if len(wrong) > 1}
    for row in rows:
        wrong, _, right = row.partition(",")
        forms[wrong] = right
    return forms


def _words(document: Document) -> Iterator[Mark]:
    forms = _misspellings()
    for wrong in sorted(forms.keys() & document.pairs):
        right = forms[wrong].split("|")
        for match in re.finditer(wrong, document.text):
            if is_unknown(document.text, *match.span()):
                yield _mark(*match.span(), wrong, "”或“".join(right), sure=len(right) == 1)


RULE = Rule(
    name="homophone",
    severity=Severity.ERROR,
    summary="同音、形近的别字",
    what="找常见的别字（部暑、贯切、既使）、成语里的同音字（再接再励），以及扫描识别出的形近字。依次靠误写表、成语表加读音、从报告里统计出的误写。",
    why="别字听不出来，却会印进会议材料、挂上网。",
    bad=(
        "会议对今年工作作了全面部暑。",
        "要把会议精神贯切到基层。",
        "希望大家再接再励。",
        "既使困难再多，也要完成任务。",
        "要做到持之以衡、善做善成。",
    ),
    good=(
        "组织干部暑期培训，贯彻会议精神。",
        "既使企业受益，又使职工满意。",
        "再接再厉、持之以恒，依法治市。",
        "经济发展，以经营为主业。",
    ),
    source="《现代汉语词典》《通用规范汉字表》；误写统计用1021份报告，读音用pypinyin（MIT）",
    check=check,
)
