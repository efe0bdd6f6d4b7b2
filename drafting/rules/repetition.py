"""Find what is said twice, and words that are stacked (重复)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.tables import load_table
from outlines.numbering import parse_number
from outlines.regex import lazy
from phrasebank.formulations import find_formulations

SHORTEST_SENTENCE = 12
"""Han characters of a sentence that is not said twice by design."""

_LONG_CLAUSE = 20
_NEAR_CLAUSE = 400  # characters; farther apart one clause may come again
_SHORTEST_RUN = 26  # Han characters of two clauses
_HAN = lazy("[\u4e00-\u9fff]")
_NOT_HAN = lazy("[^\u4e00-\u9fff]+")
_CLAUSE = lazy(r"[^，。；：！？\n]+[，。；：！？]?")
_CALLED = lazy("^[（(]")
_TWICE = lazy(r"([\u4e00-\u9fff]{2,8})\1")
_LETTER_TWICE = lazy(
    "(?<![目标众有])的的(?!确)|(?<![需必主重首摘纪想])要要(?!求)|(?<!之)以以|将将(?!来)|与与(?!会)|(?<![普以涉波顾触兼提])及及(?!时)|们们|(?<![为了])了了(?![之解然])|会会(?![议员])(?=[，。])|是是(?!非)(?=[一不])"
)
_LETTERS = frozenset(char * 2 for char in "的要以将与及们了会是")
_SHORTEST_STACK = 20  # characters of a sentence that can stack words
_NEAR = 14  # characters from one use to the next
_FIXED = lazy(
    r"\d|为指导|为主线|为主题|为动力|为目标|精神，|全面贯彻|坚定|拥护|民主监督|总基调|发展阶段|发展格局"
)
_FORMULAIC = 0.6
_QUOTED = lazy("“[^”]*”|《[^》]*》")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find repeated sentences, clauses and words (查重复)."""
    yield from _sentences(document)
    yield from _stacked_words(document)
    yield from _doubled(document)


def _sentences(document: Document) -> Iterator[Mark]:
    """Mark a sentence, or two clauses, that was said before (整句重复)."""
    text = document.text
    seen: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for start, end in document.sentences:
        number = parse_number(text[start:end])
        bare = (
            _NOT_HAN.sub("", text[start + (number.end if number else 0) : end])
            .replace("的", "")
            .replace("和", "")
        )
        if len(bare) < SHORTEST_SENTENCE:
            continue
        if bare in seen:
            if _is_own(text[start:end]) and (number or not _is_heading(document, start, end)):
                earlier = document.position(seen[bare]).line
                yield Mark(start, end, f"这句话前面（第{earlier}行）说过")
            continue
        seen[bare] = start
        yield from _clauses(document, start, end, pairs)


def _clauses(document: Document, start: int, end: int, pairs: dict[str, int]) -> Iterator[Mark]:
    """Mark two neighbouring clauses that stood together in another sentence (成片重复)."""
    text = document.text
    yield from _long_clauses(document, start, end, pairs)
    clauses = [(match.start(), match.end()) for match in _CLAUSE.finditer(text, start, end)]
    marked = -1
    for (first, _), (_, last) in pairwise(clauses):
        bare = _NOT_HAN.sub("", text[first:last])
        if len(bare) < _SHORTEST_RUN:
            continue
        if bare in pairs and first >= marked and pairs[bare] < start:
            if _is_own(text[first:last]):
                marked = last
                earlier = document.position(pairs[bare]).line
                yield Mark(first, last, f"这几句前面（第{earlier}行）说过")
        else:
            pairs.setdefault(bare, first)


def _long_clauses(document: Document, start: int, end: int, seen: dict[str, int]) -> Iterator[Mark]:
    """Mark a long clause that ends as one of another sentence does (长句重复)."""
    for match in _CLAUSE.finditer(document.text, start, end):
        bare = _NOT_HAN.sub("", match[0])[-_LONG_CLAUSE:]
        if len(bare) < _LONG_CLAUSE:
            continue
        key = f"…{bare}"
        if (
            key in seen
            and 0 < match.start() - seen[key] < _NEAR_CLAUSE
            and seen[key] < start
            and _is_own(match[0])
        ):
            earlier = document.position(seen[key]).line
            yield Mark(*match.span(), f"这一长句前面（第{earlier}行）说过")
        seen[key] = match.start()


def _is_own(said: str) -> bool:
    """Tell wording of one's own from formulations, quotations and forms of address (是否自撰)."""
    if _CALLED.match(said) or _FIXED.search(said):
        return False
    covered = sum(end - start for start, end, _ in find_formulations(said))
    covered += sum(len(match[0]) for match in _QUOTED.finditer(said))
    return covered < _FORMULAIC * len(said)


def _is_heading(document: Document, start: int, end: int) -> bool:
    index = document.paragraph_at(start)
    first, last = document.paragraph_span(index)
    return document.hints[index].startswith("h") or (
        last - first < 40 and not document.text[start:end].endswith(("。", "！"))
    )


def _stacked_words(document: Document) -> Iterator[Mark]:
    """Mark a word that one sentence says again and again (堆叠)."""
    most = load_table("stacked")
    pattern = re.compile("|".join(sorted(most, key=lambda word: (-len(word), word))))
    for start, end in document.sentences:
        if end - start < _SHORTEST_STACK:
            continue
        found: dict[str, list[int]] = {}
        for match in pattern.finditer(document.text, start, end):
            found.setdefault(match[0], []).append(match.start())
        for word, places in found.items():
            if re.search(f"[个大]“?{word}|{word}之", document.text[start:end]):
                continue  # 七个提升：提升…, 非常之时: counted or coined
            if len(places) >= most[word] and places[-1] - places[0] <= _NEAR * (len(places) - 1):
                yield Mark(
                    places[0], places[-1] + len(word), f"一句话里“{word}”用了{len(places)}次，宜换词或删减"
                )


def _doubled(document: Document) -> Iterator[Mark]:
    text = document.text
    for match in _LETTER_TWICE.finditer(text) if not document.pairs.isdisjoint(_LETTERS) else ():
        yield Mark(*match.span(), f"“{match[0]}”多了一个字", match[0][0])
    plain = frozenset(load_table("doubled"))
    for match in _TWICE.finditer(text):
        word = match[1]
        if (
            word in plain
            or word[0] in "一半"
            or word[0] * len(word) == word
            or (len(word) == 2 and not _is_slip(text, match))
        ):
            continue
        yield Mark(*match.span(), f"“{word}”连写了两遍", word if len(word) > 2 else None)


def _is_slip(text: str, match: re.Match[str]) -> bool:
    """Tell whether a doubled word is a slip: 讨论讨论 is not, nor is 服务服务业 (是否误重)."""
    after = text[match.end() : match.end() + 1]
    return not after or not _HAN.match(after) or after in "的要和在是将"


RULE = Rule(
    name="repetition",
    severity=Severity.WARNING,
    summary="话说了两遍，词用得太密",
    what="找整句、成片的重复，一句话里堆叠的词（切实、进一步……），以及误重的字词（的的、要要）。排比、称呼、提法不算。",
    why="拼接旧稿最容易一段话出现两次；“切实”满篇，等于没说。",
    bad=(
        "要把职工的呼声作为第一信号。要深入班组、察实情。要把职工的呼声作为第一信号。",
        "要切实提高认识，切实加强领导，切实改进作风，切实解决问题。",
        "各级工会要要树立大局意识，为企业的的发展多作贡献。",
    ),
    good=(
        "要有一种境界，要有一种韧劲，要有一种责任感。",
        "点点滴滴见真情，踏踏实实出实绩。",
        "各位代表、同志们！过去一年，我们一起走过。\n各位代表、同志们！新的一年，我们一起出发。",
        "以服务为目的的活动，要多办。",
    ),
    source="机关校对常例",
    check=check,
)
