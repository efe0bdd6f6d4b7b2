"""Find official wordings that are not as they should be (受损的提法)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.swapped_elements import find_miscounted, find_swapped
from drafting.rules.tables import load_table, signs
from outlines.regex import lazy
from phrasebank.formulations import find_near_misses

_QUOTES = str.maketrans("", "", "“”")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find formulations with an element dropped, swapped, added, misquoted or out of order (查受损提法)."""
    taken: list[tuple[int, int]] = []
    for mark in (*_known(document), *_in_paragraphs(document)):
        if all(mark.end <= start or end <= mark.start for start, end in taken):
            taken.append((mark.start, mark.end))
            yield mark


def _in_paragraphs(document: Document) -> Iterator[Mark]:
    for start, paragraph in document.iter_paragraphs():
        for mark in (*_near(paragraph), *find_swapped(paragraph), *find_miscounted(paragraph)):
            yield Mark(start + mark.start, start + mark.end, mark.message, mark.fix)


def _near(paragraph: str) -> Iterator[Mark]:
    for miss in find_near_misses(paragraph):
        fix = miss.expected if _is_certain(miss.text, miss.expected) else None
        yield Mark(miss.start, miss.end, f"规范表述是“{miss.expected}”", fix)


def _is_certain(written: str, expected: str) -> bool:
    """Tell whether the mend is one character's: more may be meant otherwise (是否只差一字)."""
    plain, right = written.translate(_QUOTES), expected.translate(_QUOTES)
    if written.count("“") != expected.count("“") or "\n" in written:
        return False
    return len(plain) == len(right) and sum(a != b for a, b in zip(plain, right, strict=True)) == 1


@cache
def _table() -> tuple[tuple[re.Pattern[str], str, bool, tuple[str, ...]], ...]:
    return tuple(
        (lazy(row["pattern"]), row["right"], row.get("fixed", True), signs(row["pattern"]))
        for row in load_table("damaged")
    )


def _known(document: Document) -> Iterator[Mark]:
    """Mark wrong forms on record (在录误写)."""
    for pattern, right, fixed, words in _table():
        if words and not any(map(document.may_have, words)):
            continue
        for match in pattern.finditer(document.text):
            quoted = match[0].count("“") == match[0].count("”") == right.count("“")
            yield Mark(*match.span(), f"规范表述是“{right}”", right if fixed and quoted else None)


RULE = Rule(
    name="damaged-formulation",
    severity=Severity.ERROR,
    summary="写错的规范表述",
    what="找漏了、换了、多了、颠倒了要素的提法，引号放错的提法，以及记录在案的误写；报告里常见的通行变体不算。",
    why="提法一字不能错，错了就是政治差错。",
    bad=(
        "增强“四个意识”，做到“两个确立”。",
        "统筹推进“五位一体”战略布局。",
        "弘扬执着专注、精益求精、追求卓越的工匠精神。",
        "在以习近平总书记为核心的党中央坚强领导下。",
        "务必不忘初心、牢记使命，务必戒骄戒躁、艰苦奋斗，务必敢于斗争、善于斗争。",
    ),
    good=(
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "统筹推进“五位一体”总体布局、协调推进“四个全面”战略布局。",
        "讲好劳模故事、工匠故事。",
        "踔厉奋发、笃行不怠，再立新功。",
    ),
    source="提法表（phrasebank/data/formulations.csv，逐条注明出处）和1021份报告里的用法",
    check=check,
)
