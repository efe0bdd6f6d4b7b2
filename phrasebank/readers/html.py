"""Web pages to lines: the text of the article, not the page around it (网页).

The article is the densest parent of text blocks. What stands outside it is reported as removed, so that
nothing goes unseen; the cleaning steps take what furniture is left inside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from outlines.errors import UserError
from outlines.speech import Removal
from phrasebank.readers import Line, RawDocument
from phrasebank.readers.encoding import decode

if TYPE_CHECKING:
    from phrasebank.readers.html_blocks import Block

_LARGEST = 16 * 1024 * 1024  # bytes
_DEEPEST = 1500  # elements inside each other; the parser's time grows with the square
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
_NESTING = re.compile(
    rb"<(/?)(?:div|span|section|font|b|i|u|em|strong|a|table|ul|ol|dl|blockquote|center|form|article|small|big|address"
    rb"|aside|details|dir|fieldset|figure|figcaption|footer|header|hgroup|main|menu|nav|pre|summary|ins|del|sup|sub)\b",
    re.IGNORECASE,
)
_MOST = 0.75  # share of a page's prose that its article holds at least
_TITLE_REACH = 10  # blocks between a page's heading and its text
_SITE = re.compile(
    r"\s*[_|｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff）])-(?=[\u4e00-\u9fff])|\s*--+\s*|\s*-\s*(?=[^-]+网$)"
)
_TITLE_NAMES = ("articletitle", "og:title", "twitter:title")
_DATE_NAMES = (
    "pubdate", "publishdate", "article:published_time", "og:release_date", "firstpublishedtime", "publishtime",
    "dc.date", "date", "createdate",
)  # fmt: skip
_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})")
_PUBLISHED = re.compile(rf"(?:发布|发表|更新|成文|时间|日期)[^\d。]{{0,8}}{_DATE.pattern}")
# What may stand between a page's heading and its text: a date, a name, a subtitle.
_FRONT = re.compile(
    r"[^。]{0,60}(?:19|20)\d\d\s*[-/.年]\s*\d|[\u3000\s（(—\-]*[\u4e00-\u9fff“”《》、·\u3000 ]{2,40}[）)]?$"
)
_NUMBERED = re.compile(r"[\s\u3000]*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十])")
_NEWS = re.compile(r"(?:强调|指出|要求|表示)$")
_BYLINE = re.compile(
    r"(?:19|20)\d\d|讲话|致辞|报告|发言|^[\s\u3000]*[（(—-]|[：:]|\S[ \u3000]+\S{1,2}(?:[ \u3000]+\S)?$|主席|书记|[省市县区]长"
)
_STAMP = re.compile(r"\b(?:ct|createTime|publish_time)\s*=\s*[\"'](\d{10}|\d{4}-\d\d-\d\d)")
_HAN = re.compile("[\u4e00-\u9fff]")


def parse(data: bytes, *, source: str, where: str = "", charset: str = "") -> RawDocument:
    """Read a web page (读网页).

    Raises:
        UserError: the page is too large, nests too deeply, or holds no text.
    """
    from selectolax.lexbor import LexborHTMLParser

    from phrasebank.readers.html_blocks import find_blocks

    where = where or source
    if len(data) > _LARGEST:
        raise UserError("网页太大", where=where, hint="请把正文另存为txt后再读")
    if _depth(data) > _DEEPEST:
        raise UserError("网页的标签嵌套太深，不像正常网页", where=where, hint="请把正文复制到txt后再读")
    text, encoding = decode_page(data, charset)
    tree = LexborHTMLParser(text)
    metadata = _read_metadata(tree, text)
    blocks = find_blocks(tree.body) if tree.body is not None else []
    blocks = _drop_empty(blocks)
    kept = _select(blocks, metadata)
    if not any(_HAN.search(blocks[i].text) for i in kept):
        raise UserError(
            "网页里没有正文", where=where, hint="正文可能由脚本载入：请在浏览器里全选复制，存为txt"
        )
    if "published" not in metadata:
        dates = (_PUBLISHED.search(block.text) for block in blocks if not block.prose)
        metadata.update(next((_as_published(date) for date in dates if date), {}))
    headlines = _find_headlines(blocks, kept)
    lines = tuple(Line(i + 1, blocks[i].text, kept[i]) for i in sorted(kept) if i not in headlines)
    removed = tuple(
        Removal(i + 1, block.text, "caption" if block.caption else "navigation")
        for i, block in enumerate(blocks)
        if i not in headlines and i not in kept and block.text
    )
    removed += tuple(Removal(i + 1, blocks[i].text, "repeated_title") for i in headlines)
    return RawDocument(source, "html", encoding, lines, metadata, removed)


def decode_page(data: bytes, charset: str = "") -> tuple[str, str]:
    """Decode a page: UTF-8 where it is that, then what it says of itself (网页解码).

    >>> decode_page('<meta charset="gb2312">同志们'.encode("gb18030"))[1]
    'gb18030'
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return decode(data)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    match = _CHARSET.search(data[:4096])
    named = (charset or (match[1].decode("ascii") if match else "")).lower()
    named = _ALIASES.get(named, named)
    if named and named != "utf-8":
        try:
            text = data.decode(named, errors="replace")
        except LookupError:
            return decode(data)
        if text.count("\ufffd") * 50 <= len(_HAN.findall(text)):
            return text, named
    return decode(data)


def _depth(data: bytes) -> int:
    deepest = depth = 0
    for match in _NESTING.finditer(data):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _read_metadata(tree: Any, text: str) -> dict[str, str]:
    """Read title and date from the head of a page (网页元数据)."""
    named: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        if name and (content := (attributes.get("content") or "").strip()):
            named.setdefault(name.lower(), content)
    found: dict[str, str] = {}
    headings = [_text_of(node) for node in tree.css("h1")]
    page_title = _text_of(tree.css_first("title"))
    title = next((named[name] for name in _TITLE_NAMES if name in named), "")
    title = title or next((text for text in headings if len(text) > 5 and text in page_title), "")
    title = title or _without_site(page_title)
    if _HAN.search(title):
        found["title"] = _without_site(" ".join(title.split()))
    dates = [named[name] for name in _DATE_NAMES if name in named]
    if stamp := _STAMP.search(text):
        dates.append(_from_stamp(stamp[1]))
    for value in dates:
        if match := _DATE.search(value):
            found |= _as_published(match)
            break
    return found


def _as_published(date: re.Match[str]) -> dict[str, str]:
    year, month, day = date["year"], int(date["month"]), int(date["day"])
    return {"published": f"{year}-{month:02}-{day:02}"} if 0 < month <= 12 and 0 < day <= 31 else {}


def _text_of(node: Any) -> str:
    return "" if node is None else " ".join(node.text().split())


def _without_site(title: str) -> str:
    """Cut the names of section and site off a page title (去站名).

    >>> _without_site("在全市工会工作会议上的讲话_领导讲话_云州工会网")
    '在全市工会工作会议上的讲话'
    """
    parts = [part for part in _SITE.split(title) if part]
    return parts[0].strip() if parts and len(parts[0]) > 5 else title.strip()


def _from_stamp(value: str) -> str:
    if not value.isdecimal():
        return value
    from datetime import UTC, datetime, timedelta

    return (datetime.fromtimestamp(int(value), UTC) + timedelta(hours=8)).date().isoformat()


def _drop_empty(blocks: Sequence[Block]) -> list[Block]:
    return [block for i, block in enumerate(blocks) if block.text or (i and blocks[i - 1].text)]


def _select(blocks: Sequence[Block], metadata: Mapping[str, str]) -> dict[int, str]:
    """Choose the blocks of the article and say what each is (正文选取)."""
    inside, sound = _find_article(blocks)
    kept = {
        i: block.hint
        for i, block in enumerate(blocks)
        if inside(i) and i in sound and not block.caption and not (block.is_link and block.text)
    }
    if not kept:
        return {}
    first, last = min(kept), max(kept)
    while last + 1 in sound and blocks[last + 1].prose and not blocks[last + 1].caption:
        last += 1
        kept[last] = blocks[last].hint
    _add_title(blocks, kept, first, sound, metadata)
    return kept


def _find_article(blocks: Sequence[Block]) -> tuple[Any, set[int]]:
    """Find the innermost element that holds the prose, and the blocks that no furniture element holds (正文容器).

    A class name such as `share` or a hidden element counts for nothing where most of the prose stands in it:
    some pages are written that way, or shown by a script.
    """
    everything = sum(block.prose for block in blocks)
    marked: Counter[int] = Counter()
    for block in blocks:
        for mark in block.marks:
            marked[mark] += block.prose
    sound = {
        i for i, block in enumerate(blocks) if all(2 * marked[mark] > everything for mark in block.marks)
    }
    depth = 0
    members = sorted(sound)
    while True:
        weights: Counter[int] = Counter()
        for i in members:
            if len(blocks[i].path) > depth:
                weights[blocks[i].path[depth]] += blocks[i].prose
        total = sum(blocks[i].prose for i in members)
        best = max(weights, key=lambda element: weights[element], default=None)
        if best is None or weights[best] < max(1, _MOST * total):
            break
        narrower = [i for i in members if len(blocks[i].path) > depth and blocks[i].path[depth] == best]
        if sum(1 for i in narrower if blocks[i].prose) <= 1 < sum(1 for i in members if blocks[i].prose):
            break  # one long paragraph is not an article
        members = narrower
        depth += 1
    chosen = set(members)
    return chosen.__contains__, sound


def _add_title(
    blocks: Sequence[Block], kept: dict[int, str], first: int, sound: set[int], metadata: Mapping[str, str]
) -> None:
    """Add the page's heading, and what stands between it and the text, to the article (标题区)."""
    title = re.sub(r"\W", "", metadata.get("title", ""))
    for i in range(first, max(-1, first - _TITLE_REACH), -1):
        key = re.sub(r"\W", "", blocks[i].text)
        if len(key) > 5 and (blocks[i].hint == "h1" or key == title) and (key in title or title in key):
            between = [n for n in range(i + 1, first) if _FRONT.match(blocks[n].text)]
            kept.update(
                {
                    n: blocks[n].hint
                    for n in between
                    if n in sound and not (blocks[n].is_link or blocks[n].caption)
                }
            )
            kept[i] = "title"
            return


def _find_headlines(blocks: Sequence[Block], kept: Mapping[int, str]) -> list[int]:
    """Find the centred lines with which a news report says its headline again (新闻标题行).

    Above a speech stand its title, a date and a name: those stay for the structure to read.
    """
    order = sorted(kept)
    title = next((re.sub(r"\W", "", blocks[i].text) for i in order if kept[i] == "title"), "")
    run: list[int] = []
    for i in (i for i in order if kept[i] != "title" and blocks[i].text):
        if not blocks[i].centred or blocks[i].prose or _NUMBERED.match(blocks[i].text):
            break
        run.append(i)
    keys = [re.sub(r"\W", "", blocks[i].text) for i in run]
    if len(run) < 2 or len(run) > 6 or not title:
        return []
    if not (keys[0] in title or title in keys[0] or _NEWS.search(keys[0])):
        return []
    return [
        i
        for i, key in zip(run, keys, strict=True)
        if key in title or (len(key) > 3 and not _BYLINE.search(blocks[i].text))
    ]
