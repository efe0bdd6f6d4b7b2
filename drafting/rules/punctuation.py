"""Find marks that are of the wrong width, doubled, missing or without their other half (标点)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.pairs import unpaired
from outlines.regex import lazy

_HAN = "\u3400-\u9fff"
_CJK = rf"\u3001-\u303f{_HAN}\uff01-\uff60“”‘’…—"
_HALF = lazy(r"[,;:?!]+")
_BRACKETS = lazy(r"\(([^()\n]*)\)")
_LONE_BRACKET = lazy(rf"(?<=[{_CJK}])[()](?=[{_CJK}\n]|$)")
_DOT = lazy(rf"(?<=[{_HAN}”）》])\.(?=$|\n|[{_HAN}“《])")
_STRAIGHT = lazy("[\"']")
_WIDER = str.maketrans(",;:?!()", "，；：？！（）")
_FULL_DIGIT = lazy("[０-９Ａ-Ｚａ-ｚ]+")
_ELLIPSIS = lazy(r"。{3,}|(?<=[\u3400-\u9fff”])\.{3,}|(?<!…)…(?!…)|，{3,}")
_DASH = lazy(rf"(?<=[{_CJK}])-{{2,4}}(?=[{_CJK}])")
_ASKS = lazy("[吗呢么何谁哪几]|怎|多少|是否|能否|可否|([一-鿿])不\\1|[好了清有]没")
_LONGEST_QUESTION = 24
_WIDE_DOT = lazy(rf"(?<=[{_HAN}”）])[．｡](?=$|\n|[{_HAN}“])")
_STACK = lazy(r"[，。、；：！？]{2,}")
_AND = lazy(
    r"(?<!、)、(?=以及|及其|和(?![谐平睦气美声风顾时格衷合龙布林田县政顺静硕悦善乐煦缓解盛康强])|等(?![级候待次同于不静地压]|一等))"
)
_AFTER_BRACKET = lazy(r"(?<=[（(][一二三四五六七八九十]）)、|(?<=[（(][一二三四五六七八九十]{2}）)、")
_LEADING = lazy(r"(?m)^[，。、；：！？”）》]+")
_TRAILING = lazy(r"[，、]\n|[，、]$")
_STOPPED_QUOTE = lazy(r"。”。")
_LIST_MARK = lazy(r"(?:(?<=[；。，：])|(?<=^))(?P<number>[一二三四五六七八九十]{1,2})(?:是|要)(?![一否])")
_CUT_SERIES = lazy(
    r"[\u4e00-\u9fff]{4}(?P<stop>。)[\u4e00-\u9fff]{4}(?:、[\u4e00-\u9fff]{4}){2,}等(?:[一-鿿]{0,3})?(?:工作|任务|方面|问题|内容)"
)
_SERIES = lazy(
    r"(?<![\u4e00-\u9fff])(?P<a>[\u4e00-\u9fff]{2,4})、(?:[\u4e00-\u9fff]{2,4}、)*(?P<b>[\u4e00-\u9fff]{2,4})(?P<stop>。)"
    r"(?!支持|发展|落实|抓好|加强|推进|深化|提升|开展|做好|完善|巩固|探索|推动|加快|实施|建设|健全|坚持|加大|强化)(?P<c>[\u4e00-\u9fff]{2,4})、"
)
_MENDS = dict(
    pair.split("→")
    for pair in [
        "，。→。",
        "。，→，",
        "、，→，",
        "，、→、",
        "；。→。",
        "。；→；",
        "、。→。",
        "：，→：",
        "，；→；",
        "；，→；",
    ]
)
_IS_CJK = lazy(f"[{_CJK}]")
_IS_HAN = lazy(f"[{_HAN}]")
_SHORTEST = 16
_FEWEST = 30  # characters of a paragraph that must end in a mark
_LONGEST_NUMBER = 4  # characters of a heading's number


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find faults of punctuation (查标点)."""
    text = document.text
    yield from _half_width(text)
    yield from _straight_quotes(document)
    for match in _FULL_DIGIT.finditer(text):
        narrow = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
        yield Mark(*match.span(), "数字和字母用半角", narrow)
    dotted = any(dots in text for dots in ("。。。", "...", "…", "，，，"))
    for match in _ELLIPSIS.finditer(text) if dotted else ():
        if not text.startswith("。”", match.end() - 1):
            yield Mark(*match.span(), "省略号写成“……”", "……")
    for match in _DASH.finditer(text):
        yield Mark(*match.span(), "破折号写成“——”", "——")
    yield from _stacked(text)
    yield from _misplaced(text)
    yield from unpaired(document)
    yield from _missing(document)
    yield from _stops_in_series(document)


def _half_width(text: str) -> Iterator[Mark]:
    for match in _HALF.finditer(text):
        start, end = match.span()
        start -= text[start - 1 : start] == " "
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        spaced = text[end : end + 2].strip(" ")[:1]
        if _IS_CJK.match(before):
            wrong = not (after.isdigit() or after in "/(") or (_IS_HAN.match(before) and match[0][0] in ",;:")
        else:
            wrong = (before.isalnum() or before in "%)") and _IS_CJK.match(spaced) and match[0][0] in ",;:"
            end += after == " "
        if wrong and before and after != "/" and not text.startswith("//", match.end()):
            wide = match[0].translate(_WIDER)
            asks = "?" not in match[0] or _ASKS.search(text, max(0, start - _LONGEST_QUESTION), start)
            yield Mark(start, end, f"中文里用全角标点“{wide}”", wide if asks else None)
    if "(" in text or ")" in text:
        yield from _half_brackets(text)
    for match in _WIDE_DOT.finditer(text) if "．" in text or "｡" in text else ():
        if match.start() - text.rfind("\n", 0, match.start()) > _LONGEST_NUMBER:
            yield Mark(*match.span(), "句号写成“。”", "。")
    if "." in text:
        for match in _DOT.finditer(text):
            if match.start() - text.rfind("\n", 0, match.start()) > _LONGEST_NUMBER:
                yield Mark(*match.span(), "句号写成“。”", "。")


def _half_brackets(text: str) -> Iterator[Mark]:
    paired: set[int] = set()
    for match in _BRACKETS.finditer(text):
        ends = ((match.start(), "（"), (match.end() - 1, "）"))
        paired.update(at for at, _ in ends)
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if _IS_HAN.search(match[1]) or _IS_HAN.search(around):
            yield from (Mark(at, at + 1, f"中文里用全角括号“{mark}”", mark) for at, mark in ends)
    for match in _LONE_BRACKET.finditer(text):
        if match.start() not in paired:
            wide = match[0].translate(_WIDER)
            yield Mark(*match.span(), f"中文里用全角括号“{wide}”", wide)


def _straight_quotes(document: Document) -> Iterator[Mark]:
    """Mark straight quotes; where they pair, each is an opening or a closing one (直引号)."""
    for start, paragraph in document.iter_paragraphs():
        for straight, curly in (('"', "“”"), ("'", "‘’")):
            places = (
                [i for i, char in enumerate(paragraph) if char == straight] if straight in paragraph else []
            )
            if straight == "'":
                places = [i for i in places if not paragraph[i - 1 : i].isascii() or not i]
            paired = len(places) % 2 == 0
            for order, at in enumerate(places):
                mark = curly[order % 2] if paired else None
                yield Mark(start + at, start + at + 1, f"引号写成“{curly[0]}{curly[1]}”", mark)


def _stacked(text: str) -> Iterator[Mark]:
    """Mark marks that follow each other (标点连用)."""
    for match in _STACK.finditer(text):
        found = match[0]
        if "。。。" in found or "，，，" in found or found in ("？！", "！？"):
            continue
        mend = found[0] if len(set(found)) == 1 else _MENDS.get(found)
        yield Mark(*match.span(), f"标点连用“{found}”", mend)
    for match in _STOPPED_QUOTE.finditer(text):
        yield Mark(
            *match.span(), "引号内外都有句号", "。”" if _quotes_sentence(text, match.start()) else "”。"
        )


def _quotes_sentence(text: str, end: int) -> bool:
    opened = text.rfind("“", 0, end)
    return opened > 0 and text[opened - 1] in "：:"


def _misplaced(text: str) -> Iterator[Mark]:
    for match in _AND.finditer(text):
        yield Mark(match.start(), match.end(), "顿号后面不再用连词", "")
    for match in _AFTER_BRACKET.finditer(text):
        yield Mark(*match.span(), "带括号的序号后面不加顿号", "")
    for match in _LEADING.finditer(text):
        if match[0][0] not in "”）》" or len(match[0]) > 1:
            yield Mark(*match.span(), "标点不能在段首")
    for match in _TRAILING.finditer(text):
        if not document_goes_on(text, match.end()):
            yield Mark(match.start(), match.start() + 1, "段末的标点不对，句子没有完")


def document_goes_on(text: str, end: int) -> bool:
    """Tell whether a line is one of a list whose items end in a comma (是否分行列举)."""
    following = text[end : text.find("\n", end)]
    return len(following) < _FEWEST and following[-1:] in ("，", "、", "；")


def _missing(document: Document) -> Iterator[Mark]:
    """Mark the end of a running paragraph that has no final mark (段末缺标点)."""
    for index, (start, paragraph) in enumerate(document.iter_paragraphs()):
        bare = paragraph.rstrip("”’》")
        if (
            len(paragraph) > _SHORTEST
            and "。" in bare[:-1]
            and (_IS_HAN.match(bare[-1:]) or bare[-1:].isalnum())
            and not document.hints[index].startswith("h")
        ):
            end = start + len(paragraph)
            yield Mark(end - 1, end, "段末缺少句号", paragraph[-1] + "。")


def _stops_in_series(document: Document) -> Iterator[Mark]:
    """Mark a full stop that cuts a series whose other items end otherwise (并列中间误用句号)."""
    for start, paragraph in document.iter_paragraphs():
        if "是" in paragraph or "要" in paragraph:
            items = list(_LIST_MARK.finditer(paragraph))
            between = [paragraph[item.start() - 1] for item in items[1:]]
            plain = all(
                "。" not in paragraph[left.end() : right.start() - 1] for left, right in pairwise(items)
            )
            if plain and between.count("。") == 1 and between.count("；") == len(between) - 1 > 0:
                at = start + items[1 + between.index("。")].start() - 1
                yield Mark(at, at + 1, "并列的各项之间用分号，中间误用了句号", "；")
    for match in _CUT_SERIES.finditer(document.text):
        yield Mark(*match.span("stop"), "顿号并列中间误用了句号", "、")
    for match in _SERIES.finditer(document.text):
        if len(match["a"]) == len(match["b"]) == len(match["c"]):
            yield Mark(*match.span("stop"), "顿号并列中间误用了句号", "、")


RULE = Rule(
    name="punctuation",
    severity=Severity.WARNING,
    summary="标点用错、缺漏、不成对",
    what="找中文里的半角标点和直引号、不成对的引号括号、连用和漏用的标点、顿号后的连词、并列各项中间的句号。",
    why="标点错了，停顿就错了；缺半边引号，听的人分不清哪句是引语。",
    bad=(
        "今天,我们召开会议.",
        '要弘扬"工匠精神"。',
        "要弘扬“工匠精神，建设知识型队伍。",
        "要深入学习，，认真贯彻。",
        "一是抓学习；二是抓培训。三是抓考核；四是抓保障。",
        "服务对象包括职工、农民工、和新就业群体。",
        "要把队伍建强(包括兼职干部)。",
    ),
    good=(
        "党中央、国务院高度重视，《工会法》、《劳动法》相继修改。",
        "比分是3:2，会期为9:30至11:00，共有1,200人。",
        "他说：“同志们，干吧！”大家齐声响应。",
        "工会怎么办？！靠大家。",
        "一是抓学习。要学深学透。二是抓培训。要全员轮训。",
    ),
    source="GB/T 15834—2011《标点符号用法》",
    check=check,
)
