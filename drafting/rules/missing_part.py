"""Find a speech without its closing, its body, or the text under a heading (缺部分)."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.sections import LEVELS, titles
from outlines.regex import lazy
from outlines.titles import is_address

_SPEECH = lazy(
    r"(?:上|中|时)的?(?:讲话|致辞|发言|主持词|动员|报告|总结)(?:稿|提纲)?$|(?:讲话|致辞|主持词)(?:稿)?$"
)
_CLOSES = lazy(
    "让我们|谢谢|感谢大家|预祝|祝大家|祝愿|祝.{0,12}(?:成功|快乐|健康|顺利|愉快)|奋斗|(?:就|先)(?:讲|说|谈|到)(?:到)?这[里些]?|完毕|特此|此致"
    "|一定能|必将|共同努力|贡献|新篇章|新局面|新业绩|新辉煌|新征程|再立新功|再创佳绩|优异成绩|开幕[！。]|闭幕[！。]|胜利|散会|指正|以上.{0,8}(?:发言|汇报)|汇报完|拜托|希望大家|相信"
)
_SIGNATURE = lazy(
    r"^(?:[^。，！？；]{0,26}(?:工会|委员会|政府|办公室|集团|公司|党委|[局厅院日年])|[\u4e00-\u9fff·　 ]{2,6}"
    r"|[（(][^）)]*[）)]|附件.*)$"
)
_ADDRESS = lazy(
    r"^[^。！？]{0,40}(?:同志们|各位|朋友们|代表们|女士们|先生们|同学们|工友们|姐妹们)[^。！？]{0,30}[：:！]$"
)
_TOP = 6  # paragraphs in which title and salutation stand
_THANKS = lazy("^(?:谢谢|我就讲|我的讲话|完了)[^。]{0,16}[。！]?$")
_CALLS = lazy("^(?:同志们|各位)[，、]?[^。]{0,16}让我们")
_LAST = 2  # paragraphs in which a speech closes
_SHORTEST_BODY = 12


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find what a whole speech lacks (查缺漏)."""
    title = _speech_title(document)
    salutation = _salutation(document)
    yield from _empty_headings(document, whole=title is not None and salutation is not None)
    if title is None or salutation is None:
        return
    body = document.paragraphs[salutation + 1 :]
    own_line = document.paragraphs[salutation].rstrip("：: ")
    if sum(map(len, body)) < _SHORTEST_BODY and len(own_line) < _SHORTEST_BODY * 2:
        yield Mark(*document.paragraph_span(salutation), "称呼下面没有正文")
        return
    last = _last_of_text(document, salutation)
    closing = document.paragraphs[max(salutation + 1, last + 1 - _LAST) : last + 1]
    if not any(_CLOSES.search(text) for text in closing) and not document.paragraphs[last].endswith("！"):
        start, end = document.paragraph_span(last)
        yield Mark(start, end, "通篇没有结束语：缺号召、致谢或祝愿")


def _speech_title(document: Document) -> int | None:
    for index, paragraph in enumerate(document.paragraphs[:_TOP]):
        if _SPEECH.search(paragraph) and len(paragraph) < 60:
            return index
    return None


def _salutation(document: Document) -> int | None:
    for index, paragraph in enumerate(document.paragraphs[: _TOP + 4]):
        if is_address(paragraph) or _ADDRESS.match(paragraph):
            return index
    return None


def _last_of_text(document: Document, salutation: int) -> int:
    """Return the last paragraph of prose: signature and date stand below it (末段)."""
    last = len(document.paragraphs) - 1
    while (
        last > salutation + 1
        and _SIGNATURE.match(document.paragraphs[last])
        and last > len(document.paragraphs) - 4
    ):
        if _CLOSES.search(document.paragraphs[last]):
            break
        last -= 1
    return last


def _empty_headings(document: Document, *, whole: bool) -> Iterator[Mark]:
    """Mark headings with nothing under them, unless the whole is a list of headings (空标题)."""
    found = titles(document)
    empty = []
    for index, title in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        paragraph = title.number.paragraph
        next_paragraph = following.number.paragraph if following else len(document.paragraphs)
        thanks = next_paragraph == paragraph + 2 and _THANKS.match(document.paragraphs[paragraph + 1])
        if title.run_in or (next_paragraph != paragraph + 1 and not thanks):
            called = whole and following is None and next_paragraph == paragraph + 2
            if title.run_in or not (called and _CALLS.match(document.paragraphs[paragraph + 1])):
                continue
        rank = LEVELS.index(title.number.marker.style)
        if following is not None and LEVELS.index(following.number.marker.style) > rank:
            continue
        if document.paragraphs[paragraph].endswith(("。", "！", "；", "：", "，")):
            continue
        empty.append(title)
    filled = len(found) - len(empty)
    if (
        whole
        or filled > len(empty)
        or (filled >= len(empty) > 0 and len(document.paragraphs) > 2 * len(found))
    ):
        for title in empty:
            start, end = document.paragraph_span(title.number.paragraph)
            yield Mark(start, end, "标题下面没有内容")


RULE = Rule(
    name="missing-part",
    severity=Severity.WARNING,
    summary="缺结束语、缺正文、空标题",
    what="整篇讲话（有题目、有称呼）没有结束语，称呼下面没有正文，标题下面没有内容。单独一段、工作要点、通知不算。",
    why="改稿时删了一块忘了补，念到那里就断了。",
    bad=(
        "在全市工会工作会议上的讲话\n同志们：\n今天开会，部署工作。\n一、提高认识\n认识要到位。\n二、抓好落实\n要细化方案，明确分工。",
        "在全市工会干部培训班上的讲话\n同志们：",
        "一、为什么抓\n因为需要。\n二、抓什么\n（一）抓建会\n（二）抓服务\n三、怎么抓\n（一）找准路子。要联合。\n（二）用好力量。要联动。\n让我们马上就办！",
    ),
    good=(
        "在全市工会工作会议上的讲话\n同志们：\n今天开会，部署工作。\n一、提高认识\n认识要到位。\n二、抓好落实\n要明确分工。\n同志们，让我们携手前行！",
        "云州市总工会工作要点\n一、加强引领\n组织宣讲团进企业。\n二、做实维权\n完善帮扶机制。",
    ),
    source="机关公文写作常例",
    check=check,
)
