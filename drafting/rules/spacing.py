"""Find blanks that do not belong into Chinese text (多余空格)."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from outlines.regex import lazy

_WIDE = "\u3000-\u303f\u3400-\u9fff\uff01-\uff60“”‘’…—"
_BLANK = " \t\xa0\u2000-\u200a\u202f\u205f\u3000"
_GAP = lazy(rf"(?<=[{_WIDE}])[{_BLANK}]+(?=[{_WIDE}0-9A-Za-z])|(?<=[0-9A-Za-z%‰)])[{_BLANK}]+(?=[{_WIDE}%])")
_DATE_GAP = lazy(rf"(?<=\d)[{_BLANK}]+(?=[年月日])|(?<=[年月])[{_BLANK}]+(?=\d)")
_HIDDEN = lazy("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_RUNNING = lazy("[，。；！？]")
_HALVES = lazy("“[\u4e00-\u9fff]{2,8}$")
_HALVES_END = lazy("[\u4e00-\u9fff]{2,8}”")
_NUMBER = lazy(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|章|节|、)?|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、]?)$"
)
_ISSUERS = lazy("(?:中央|国务院|办公厅|[部委局院会]|总工会|政府|军委)$")
_ISSUED = lazy(
    "(?:国务院|中央|中华|全国|国家|中共|中国|[^，。、；》\n]{2,14}(?:办公厅|[部委局院会]|总工会|政府))"
)
_SHORT_LINE = 40


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find blanks inside running text, and characters that nobody sees (查空格)."""
    text = document.text
    for match in _HIDDEN.finditer(text):
        yield Mark(*match.span(), "有看不见的字符", "")
    for match in _DATE_GAP.finditer(text):
        yield Mark(*match.span(), "日期里不留空格", "")
    kept = -1
    for match in _GAP.finditer(text):
        start, end = match.span()
        index = document.paragraph_at(start)
        if index != kept and _is_running(document.paragraphs[index]):
            if not _separates(text, start, end):
                yield Mark(start, end, "汉字、数字、标点之间不留空格", "")
        else:
            kept = index


def _is_running(paragraph: str) -> bool:
    """Tell prose from a line that blanks lay out: a byline, a slogan of two halves (是否正文)."""
    if "：" in paragraph[:-1] and len(paragraph) <= _SHORT_LINE and not paragraph.endswith(("。", "！")):
        return False
    if paragraph[0] in "（(—" and not _RUNNING.search(paragraph):
        return False  # where and when it was said, and by whom
    return len(paragraph) > _SHORT_LINE or bool(_RUNNING.search(paragraph))


def _separates(text: str, start: int, end: int) -> bool:
    """Tell whether a blank parts a number from its heading, or what is no Chinese (是否分隔)."""
    line = text.rfind("\n", 0, start) + 1
    if _ISSUERS.search(text[line:start]) and _ISSUED.match(text, end):
        return True  # 中共中央 国务院: who issue a document together
    if _NUMBER.match(text[line:start]) and start - line <= 6:
        return True
    if _HALVES.search(text[max(0, start - 12) : start]) and _HALVES_END.match(text, end):
        return True  # “中国梦 劳动美”: the halves of a slogan
    return "\u3000" in text[start:end] and text[end : end + 1].isalpha() and text[start - 1] in "。！？”"


RULE = Rule(
    name="spacing",
    severity=Severity.NOTE,
    summary="多余的空格和看不见的字符",
    what="找正文里汉字、数字、标点之间的空格，以及零宽字符。署名行、口号、序号后的空格不算。",
    why="从网页、PDF里复制来的空格，排版时会撑开字距；看不见的字符会让查找替换落空。",
    bad=(
        "今年以来，全市工会 系统深入开展劳动竞赛，成效明显。",
        "培训职工 3000 人次，比上年增加两成。",
        "我们要依法维权、 主动维权。",
    ),
    good=(
        "市总工会主席　周　敏",
        "云州市总工会主席 周敏",
        "中国梦　劳动美",
        "一、 提高认识",
        "培训职工3000人次，使用AI Agent工具两种。",
    ),
    source="GB/T 15834—2011《标点符号用法》；GB/T 9704—2012",
    check=check,
)
