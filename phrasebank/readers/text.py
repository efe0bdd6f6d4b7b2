"""Plain text and Markdown to numbered lines (纯文本与Markdown)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlines.errors import UserError
from outlines.regex import lazy
from outlines.speech import Removal
from phrasebank.readers import Line, RawDocument
from phrasebank.readers.encoding import decode

_HEADING = lazy(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_BOLD = lazy(r"\*\*(?=\S)([^*\n]+)\*\*|__(?=\S)([^_\n]+)__")
# A numbered section in bold ends with the bold, though text goes on in its line.
_BOLD_LED = lazy(
    r"\*\*((?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[部章]分?)[^*\n。]{3,60})\*\*\s*([\w“][^\n]{39,})$"
)
_SLANTED = lazy(r"\*(?![*\s])([^*\n]+)(?<!\s)\*\s*$")
_STRAY_BOLD = lazy(r"(?<!\*)\*\*(?!\*)")
_COMMENT = lazy(r"<!--.*?-->")
_IMAGE = lazy(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = lazy(r"\[([^\]\n]+)\]\((?:[a-z]+://|/|#)[^)\n]*\)")
_FIELD = lazy(r"([A-Za-z_]+)\s*[:：]\s*(\S.*?)?\s*$")
_NOTE = lazy(r"\[\^[^\]\s]{1,20}\](:?)")
_FEWEST_HEADINGS = 2  # lines that begin with # and a space make a text Markdown
_FEWEST_ESCAPES = 3
_FEWEST_TAGS = 3
_TAG = lazy(r"</?[A-Za-z][A-Za-z0-9:]{0,20}(?:\s[^<>]{0,300})?/?>|<\?xml[^<>]{0,100}\?>")
_INLINE_TAG = lazy(r"(?i)</?(?:a|b|i|u|em|strong|span|font|sub|sup|mark|small|big)(?:\s[^<>]{0,300})?>")
_RECORD_KEYS = {
    **dict.fromkeys(("title", "标题", "headline", "name"), "title"),
    **dict.fromkeys(("author", "speaker", "讲话人", "作者"), "speaker"),
    **dict.fromkeys(("date", "time", "日期", "published", "publish_time"), "published"),
}
_LONGEST_FRONT = 40  # lines
_TEXT = lazy(r"[^\W\d_]")
_CONTROL = lazy(r"[\x00-\x08\x0e-\x1f]")


def parse(data: bytes, *, source: str, markdown: bool = False, where: str = "") -> RawDocument:
    """Turn the bytes of a text file into lines (字节转为行).

    Raises:
        UserError: the bytes are not text, or hold no words at all.
    """
    text, encoding = decode(data)
    if len(_CONTROL.findall(text[:65536])) > max(8, len(text[:65536]) // 50):
        raise UserError("这是二进制文件，不是文稿", where=where or source, hint="请给出txt或md文稿")
    if not _TEXT.search(text):
        raise UserError("文件里没有文字", where=where or source, hint="请换一份有正文的文件")
    text, given = _from_json(text)
    rows = re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", _strip_tags(_unescape(text)))
    metadata, start = _front_matter(rows)
    metadata = {**given, **metadata}
    if markdown or sum(_HEADING.match(row) is not None for row in rows if row[:1] == "#") >= _FEWEST_HEADINGS:
        lines, notes = _markdown_lines(rows, start)
        return RawDocument(source, "md" if markdown else "txt", encoding, lines, metadata, notes)
    plain = tuple(Line(number, row) for number, row in enumerate(rows[start:], start + 1))
    return RawDocument(source, "txt", encoding, plain, metadata)


def _from_json(text: str) -> tuple[str, dict[str, str]]:
    """Take the text out of a JSON record: its longest string, and what names title, speaker and date (JSON记录)."""
    if text.lstrip()[:1] not in ("{", "["):
        return text, {}
    import json

    try:
        record = json.loads(text)
    except ValueError:
        return text, {}
    fields = list(_strings(record))
    body = max((value for _, value in fields), key=len, default="")
    if 2 * len(body) < sum(len(value) for _, value in fields):
        return text, {}
    found = {name: value for key, value in fields if (name := _RECORD_KEYS.get(key.lower()))}
    return body, found


def _strings(record: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(record, str):
        yield key, record
    elif isinstance(record, list):
        for each in record:
            yield from _strings(each, key)
    elif isinstance(record, dict):
        for name, each in record.items():
            yield from _strings(each, str(name))


def _strip_tags(text: str) -> str:
    """Turn the tags of a page that was pasted as text into the line breaks that they stand for (标签)."""
    if "<" not in text or len(_TAG.findall(text)) < _FEWEST_TAGS:
        return text
    text = _INLINE_TAG.sub("", text)
    return _TAG.sub("\n", text)


def _unescape(text: str) -> str:
    """Turn the escapes of a text that was copied out of program data into what they stand for (转义的换行)."""
    if text.count("\\n") < _FEWEST_ESCAPES or text.count("\n") >= text.count("\\n"):
        return text
    text = text.strip().strip('"')
    for escape, char in (("\\r\\n", "\n"), ("\\n", "\n"), ("\\t", "\t"), ('\\"', '"'), ("\\u3000", "\u3000")):
        text = text.replace(escape, char)
    return text


def _front_matter(rows: list[str]) -> tuple[dict[str, str], int]:
    """Read the `key: value` block between two `---` lines at the top (文件头信息).

    `date` is there twice: as written, and as `published` for all who know nothing of front matter.

    >>> _front_matter(["---", "title: 在全市工会工作会议上的讲话", "date：2026-01-14", "---", "同志们："])[1]
    4
    """
    first = next(
        (index for index, row in enumerate(rows[:_LONGEST_FRONT]) if row.strip("\ufeff \t\u3000")), 0
    )
    if not rows or rows[first].strip("\ufeff \t") != "---":
        return {}, 0
    metadata: dict[str, str] = {}
    for index in range(first + 1, min(len(rows), first + _LONGEST_FRONT)):
        row = rows[index].strip()
        if row == "---":
            if "date" in metadata:
                metadata.setdefault("published", metadata["date"])
            return (metadata, index + 1) if metadata else ({}, 0)
        match = _FIELD.match(row)
        if match and match[2]:
            metadata[match[1].lower()] = match[2].strip("\"'“”")
        elif row and not match and row[0] not in "-#":
            return {}, 0  # a ruled line above prose
    return {}, 0


def _markdown_lines(rows: list[str], start: int) -> tuple[tuple[Line, ...], tuple[Removal, ...]]:
    """Take the marks of Markdown off its lines; footnotes are about the text, no part of it (去标记与脚注)."""
    lines: list[Line] = []
    notes: list[Removal] = []
    for index in range(start, len(rows)):
        row, hint = rows[index], ""
        if match := _HEADING.match(row):
            row, hint = match[2], f"h{min(len(match[1]), 3)}"
        elif row[:2] in ("- ", "* ", "+ "):
            row, hint = row[2:], "li"
        elif row[:2] == "> ":
            row = row[2:]
        if row[:2] == "**" and (led := _BOLD_LED.match(row)):
            lines.append(Line(index + 1, led[1], hint))
            row = led[2]
        if row[:1] == "*" and (slanted := _SLANTED.match(row)):
            row = slanted[1]
        if "*" in row or "_" in row:
            row = _STRAY_BOLD.sub("", _BOLD.sub(lambda match: match[1] or match[2], row))
        if "<!--" in row:
            row = _COMMENT.sub("", row)
        if "[^" in row:
            if (note := _NOTE.match(row)) and note[1]:
                notes.append(Removal(index + 1, row, "glossary"))
                continue
            notes += [Removal(index + 1, mark[0], "footnote") for mark in _NOTE.finditer(row)]
            row = _NOTE.sub("", row)
        if "](" in row:
            row = _LINK.sub(r"\1", _IMAGE.sub("", row))
        lines.append(Line(index + 1, row, hint))
    return tuple(lines), tuple(notes)
