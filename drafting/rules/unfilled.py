"""Find what was left to be filled in (未填内容)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.tables import compiled, load_table
from phrasebank.cleaning.defects import iter_filtered


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find placeholders and gaps (查未填内容)."""
    text = document.text
    taken = bytearray(len(text))
    for pattern, message in compiled("unfilled"):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or _is_told(document, start, end):
                continue
            taken[start:end] = b"\1" * (end - start)
            yield Mark(start, end, f"{message}：{match[0].strip() or '空白'}")
    for match in iter_filtered(text):
        if not any(taken[match.start() : match.end()]):
            yield Mark(*match.span(), f"“{match[0]}”缺字，疑被网站过滤")


def _is_told(document: Document, start: int, end: int) -> bool:
    """Tell whether a case is told without names, as is right (隐名举例)."""
    if "某" not in document.text[start:end]:
        return False
    first, last = document.sentence_at(start)
    return re.search(load_table("unfilled")["told"], document.text[first:last]) is not None


RULE = Rule(
    name="unfilled",
    severity=Severity.ERROR,
    summary="没有填写的占位内容",
    what="找【待填】、{{ }}、××、XX、某市、20xx年、____、***、空着的日期，以及被网站过滤掉的字。",
    why="占位内容念出来就是事故；旧稿里被涂改、过滤的地方，抄过来就是病句。",
    bad=(
        "今年全市新建工会××家。",
        "20xx年，我们要抓好三件大事。",
        "【待填：参训人数，问组织部】",
        "下面，请{{ speaker.name }}同志讲话。",
        "某市总工会要带好头。",
        "发展会员____人，同比增长***%。",
        "2026年　月　日",
        "多次强调，要把职工的事放在心上。",
    ),
    good=(
        "某种程度上，服务就是凝聚。",
        "要防止某些单位搞变通、打折扣。",
        "去年某市一家企业发生火灾，教训深刻。",
        "厂房长30×20米，用的是X射线探伤。",
        "我们还有很长的路要走……",
    ),
    source="机关校对常例",
    check=check,
)
