"""Find official wordings that are not current when the speech is given (过时的提法)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.tables import load_table
from outlines.numbering import Style
from outlines.regex import lazy
from phrasebank.formulations import (
    Formulation,
    Matcher,
    by_form,
    current_at,
    evidence_until,
    find_formulations,
    normalize,
)

_HEADING = 40  # characters of a heading at most
_NEAR = 3
_DEFINED = lazy("[”’】》]{0,2}(?:[：:]|是指|即|指的是|是工作|是任务|的要求是)")
_EVENT = lazy("[十大]大|全会|教育|五”?|纲要|周年")
_COUNTED = lazy(r"\d[\d.]*(?:[%％万亿个家人户项名公亩倍件]|个百分点)|获评|荣获|第[一二三1-9]位|了")
_YEAR = lazy(r"(?<![到至\d])((?:19|20)\d\d)年")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find formulations that are not current at the date (查过时提法)."""
    date = settings.date or stated_year(document)
    told: list[tuple[int, int]] = []
    for start, paragraph in document.iter_paragraphs():
        for first, last, _ in find_formulations(paragraph) if _mentions(paragraph, date) else ():
            formulation = _outdated(paragraph[first:last], date)
            if formulation and not _is_history(document, start + first, start + last, date):
                told.append((start + first, start + last))
                yield Mark(start + first, start + last, _message(formulation, date), None)
    for mark in _on_record(document, date):
        if not any(mark.start < end + _NEAR and begin - _NEAR < mark.end for begin, end in told):
            yield mark


def _mentions(paragraph: str, date: str) -> bool:
    """Tell whether any wording stands there that is not current at the date (是否含过时写法)."""
    return any(_outdated_forms(date).occurrences(normalize(paragraph)))


@lru_cache(maxsize=16)
def _outdated_forms(date: str) -> Matcher:
    return Matcher(form for form in by_form() if _outdated(form, date))


def stated_year(document: Document) -> str:
    """Return the year that an undated speech speaks most of, else that of the evidence (推断年份)."""
    years = Counter(year for year in _YEAR.findall(document.text) if year <= evidence_until()[:4])
    return max(years, key=lambda year: (years[year], year)) if years else evidence_until()


def _outdated(written: str, date: str) -> Formulation | None:
    """Return the formulation that this was, where none of that form is current (是否过时)."""
    sharing = by_form().get(normalize(written), ())
    if not sharing or any(current_at(formulation, date) for formulation in sharing):
        return None
    over = [formulation for formulation in sharing if (formulation.valid_until or "9999") < date]
    if over:
        return over[0]
    return sharing[-1] if _EVENT.search(written) else None


def _message(formulation: Formulation, date: str) -> str:
    until = formulation.valid_until
    if until and until < date:
        successor = f"，现在的提法是“{formulation.successor}”" if formulation.successor else ""
        return f"这一提法用到{until}{successor}"
    return f"这一提法{formulation.valid_from}才有，讲话时还没有"


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    table = load_table("outdated")
    return tuple(lazy(table[name]) for name in ("past", "present", "compared", "compares", "review"))


def _is_history(document: Document, start: int, end: int, date: str) -> bool:
    """Tell whether a formulation stands in an account of the past (是否追述)."""
    text = document.text
    first, last = document.sentence_at(start)
    past, present, compared, compares, _ = _signs()
    if _DEFINED.match(text, end):
        return True  # a glossary explains it
    if compares.search(text, max(first, start - 6), start) and compared.match(text, end):
        return True
    if present.search(text, max(first, start - 24), start):
        return False
    around = text[max(first, start - 40) : min(last, end + 30)]
    if past.search(around) or any(year < date[:4] for year in _YEAR.findall(around)):
        return True
    if present.search(text, first, start):
        return False
    return bool(_COUNTED.search(text, first, last)) or _in_review(document, start)


def _in_review(document: Document, at: int) -> bool:
    """Tell whether the section is about what was done (是否在回顾部分)."""
    review = _signs()[4]
    for number in reversed(document.numbers):
        if number.start <= at and number.opens and number.marker.style is Style.SECTION:
            return bool(review.search(document.paragraphs[number.paragraph][:_HEADING]))
    above = (p for p in reversed(document.paragraphs[: document.paragraph_at(at)]) if len(p) < _HEADING)
    return bool(review.search(next(above, "")))


@cache
def _records() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = load_table("outdated")["records"]
    return tuple((lazy(row["pattern"]), str(row["until"]), row.get("now", "")) for row in rows)


def _on_record(document: Document, date: str) -> Iterator[Mark]:
    """Mark what the table of formulations has no row for (表外的旧话)."""
    for pattern, until, now in _records():
        if until[: len(date)] >= date[: len(until)]:
            continue
        for match in pattern.finditer(document.text):
            if not _is_history(document, *match.span(), date):
                successor = f"，现在的提法是“{now}”" if now else ""
                yield Mark(*match.span(), f"这一提法用到{until}{successor}")


RULE = Rule(
    name="outdated-formulation",
    severity=Severity.ERROR,
    summary="讲话时已经过时、或还没有的提法",
    what="按讲话日期核对提法的起用和停用，说出替代的提法；以过去时追述历史的不算。日期取自本地情况，其次取自文稿，都没有就按最近的依据。",
    why="拿几年前的稿子来改，最容易带出“迎接党的二十大”这样的旧话。",
    bad=(
        "要以优异成绩迎接党的二十大胜利召开。",
        "抓紧编制“十四五”工会事业发展规划。",
        "坚定道路自信、理论自信、制度自信。",
    ),
    good=(
        "坚定道路自信、理论自信、制度自信、文化自信。",
        "“十四五”时期，全市新建工会三千家。",
        "2018年召开的中国工会十七大，作出了系统部署。",
    ),
    source="提法表的起用、停用日期及出处；1021份报告的逐年用法",
    check=check,
)
