"""Find what a speaker would stumble over (不好念)."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.tables import compiled
from outlines.regex import lazy

_SIGNS = lazy("[0-9A-Za-z（≥≤±≈≠→←√∑÷≦≧＞＜>＝①-⑳⁰¹²³⁴-⁹\\[〔]")
_GLOSSARY = lazy(
    r"^(?:\d{1,2}[.．、]|[“《][^”》]{2,20}[”》][：:]|[一-鿿]{2,14}[：:](?=[一-鿿])|注[：:释]|附件|（?附|[①-⑳\[])"
)
_TOLD_ONCE = frozenset(["注释的角标念不出来"])  # whoever has one has thirty
_KNOWN = lazy("Wi-?Fi|App|APP|GDP|AI|Internet")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find digits, foreign words, signs and brackets that do not read well (查不好念的)."""
    text = document.text
    taken: set[int] = set()
    once: set[str] = set()
    for pattern, message in compiled("reading_aloud"):
        for match in pattern.finditer(text):
            start, end = match.span()
            if (
                not taken.isdisjoint(range(start, end))
                or _is_written(document, start)
                or _KNOWN.fullmatch(match[0])
            ):
                continue
            taken.update(range(start, end))
            kind = message + match[0][0]
            if kind in once:
                continue
            if message in _TOLD_ONCE:
                once.add(kind)
            yield Mark(start, end, message)


def _is_written(document: Document, at: int) -> bool:
    """Tell whether a paragraph is no part of what is read: a note, a glossary, an annex (是否不念)."""
    return bool(_GLOSSARY.match(document.paragraphs[document.paragraph_at(at)]))


RULE = Rule(
    name="reading-aloud",
    severity=Severity.NOTE,
    summary="念起来绊嘴的数字、外文、符号、括号",
    what="找带千分位和位数太多的数、三位以上的小数、数学符号、图表标注、角标、网址、连用的外文缩写、句中的长注释和堆在一起的数字。",
    why="讲话稿是给人念的，看着清楚不等于念得顺。",
    bad=(
        "全年发放补助1,286,453.70元。",
        "人才占比≥35%，整改率达到要求。",
        "用好ERP、MES、SCADA等系统。",
        "会议通过了工作规则[1]。",
        "困难职工（含因病、因残、因灾致困的，以民政部门认定为准）要纳入台账。",
    ),
    good=(
        "满意率为96.5%，比去年提高2.1个百分点。",
        "产业规模突破1.2万亿元，不简单以GDP论英雄。",
        "驿站里有免费Wi-Fi，县（市、区）都要建。",
        "明天上午9点开赛。",
    ),
    source="讲话稿写作常例",
    check=check,
)
