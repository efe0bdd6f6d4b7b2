"""Files to documents to be checked, positions kept (读取待查文稿).

Unlike mining, checking repairs nothing: a fault must be seen where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from drafting.rules.acceptance import REMARK
from drafting.rules.document import Block, Document, Piece, same_blocks
from outlines.errors import UserError
from outlines.regex import lazy
from phrasebank.readers import LARGEST, RawDocument, parse_bytes, read_bytes
from phrasebank.readers.encoding import decode
from phrasebank.readers.sniff import sniff

_INDENT = " \t\u3000\xa0\ufeff"
_HEADING = lazy(r"#{1,6}[ \t]+")
_MARKER = lazy(r"[-*+] +|> ?")
_MARKUP = lazy(
    r"<!--.*?-->|\*\*(?=[^*\s])|(?<=[^*\s])\*\*(?!\*)|__(?=[\u4e00-\u9fff“])|(?<=[\u4e00-\u9fff。”])__"
    r"|!\[[^\]\n]*\]\([^)\n]*\)|(?<=[^!])\[(?=[^\]\n]+\]\([^)\n]*\))|\]\((?:[a-z]+:|/|#)[^)\n]*\)|`"
)
_FENCE = ("```", "~~~")
_STOPS = "。！？：；…”）》】"
_WRAP_SLACK = 2  # characters by which the lines of a wrapped text differ
_WIDEST_WRAP = 60
_FEWEST_WRAPPED = 4
_MARKDOWN = (".md", ".markdown")


def read_document(path: Path) -> Document:
    """Read one file (读取).

    Raises:
        UserError: the file cannot be read or has no text.
    """
    return document_from(read_bytes(path), str(path), path.suffix.lower())


def document_from(data: bytes, source: str, suffix: str = "") -> Document:
    """Read the bytes of a file of any format (解析).

    Raises:
        UserError: the bytes hold no text, or more than can be.
    """
    if len(data) > LARGEST:
        raise UserError(f"文字超过{LARGEST // 1024 // 1024}MB的上限", where=source, hint="请拆成单篇文稿")
    if not data.strip():
        raise UserError("文件是空的", where=source, hint="请换一份有正文的文件")
    kind = sniff(data, suffix)
    if kind == "text":
        return _read_text(data, source, suffix in _MARKDOWN)
    raw = parse_bytes(data, source=source, suffix=suffix)
    if kind == "html":
        return _read_html(decode(data)[0], source, raw)
    blocks, at = [], 0
    for line in raw.lines:
        if text := line.text.strip(_INDENT):
            blocks.append(Block((Piece(text, at),), line.hint.replace("p", "")))
            at += len(text) + 1
    whole = same_blocks(blocks)
    return Document(source, raw.format, whole, _without_remarks(blocks))


def _read_text(data: bytes, source: str, markdown: bool) -> Document:
    parse_bytes(data[:LARGEST], source=source)  # refuses what is no text
    text = decode(data)[0]
    blocks = list(_markdown_blocks(text)) if markdown else list(_join_wrapped(list(_text_blocks(text))))
    return Document(source, "md" if markdown else "txt", text, _without_remarks(blocks))


def _without_remarks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if any("免检" in piece.text for piece in block.pieces):
            kept = [part for piece in block.pieces for part in _between(REMARK, piece, 0)]
            yield Block(tuple(kept), block.hint)
        else:
            yield block


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line of prose with its place; front matter is passed over (逐行)."""
    at, rows = 0, text.split("\n")
    front = rows[0].strip("\ufeff \t\r") == "---"
    for index, row in enumerate(rows):
        if front:
            front = not (index and row.strip() == "---") and index < 40
        else:
            yield at, row.rstrip("\r")
        at += len(row) + 1


def _trimmed(row: str, at: int) -> Piece:
    lead = len(row) - len(row.lstrip(_INDENT))
    return Piece(row[lead:].rstrip(_INDENT), at + lead)


def _text_blocks(text: str) -> Iterator[Block]:
    for at, row in _rows(text):
        yield Block((_trimmed(row, at),))


def _join_wrapped(blocks: list[Block]) -> Iterator[Block]:
    """Join the lines of a text that was wrapped by hand, as mails and scans are (合并断行)."""
    lengths = Counter(len(block.pieces[0].text) for block in blocks if block.pieces[0].text)
    widest = max(lengths, default=0)
    full = sum(lengths[widest - slack] for slack in range(_WRAP_SLACK + 1))
    if widest > _WIDEST_WRAP or full < max(_FEWEST_WRAPPED, sum(lengths.values()) * 0.4):
        yield from blocks
        return
    joined: list[Piece] = []
    for block in blocks:
        [piece] = block.pieces
        joined.append(piece)
        ends = not piece.text or piece.text[-1] in _STOPS
        if len(piece.text) < widest - _WRAP_SLACK or ends:
            yield Block(tuple(joined))
            joined = []
    if joined:
        yield Block(tuple(joined))


def _markdown_blocks(text: str) -> Iterator[Block]:
    fenced = False
    for at, row in _rows(text):
        if row.lstrip().startswith(_FENCE):
            fenced = not fenced
            continue
        if fenced or row.lstrip().startswith("|"):
            continue
        piece, hint = _trimmed(row, at), ""
        if match := _HEADING.match(piece.text):
            hint = f"h{min(3, match[0].count('#'))}"
        elif match := _MARKER.match(piece.text):
            hint = "" if match[0][0] == ">" else "li"
        start = match.end() if match else 0
        yield Block(tuple(_between_markup(piece, start)), hint)


def _between_markup(piece: Piece, start: int) -> Iterator[Piece]:
    if any(sign in piece.text for sign in ("*", "__", "<!", "](", "`")):
        yield from _between(_MARKUP, piece, start)
    else:
        yield Piece(piece.text[start:], piece.at + start)


def _between(pattern: re.Pattern[str], piece: Piece, start: int) -> Iterator[Piece]:
    text, at = piece
    for match in pattern.finditer(text, start):
        if match.start() > start:
            yield Piece(text[start : match.start()], at + start)
        start = match.end()
    yield Piece(text[start:], at + start)


class _Blocks(HTMLParser):
    """Collect the text of a page block by block with its place in the source (网页分段)."""

    _BLOCK = frozenset(
        (
            "p",
            "div",
            "section",
            "article",
            "h1",
            "h2",
            "h3",
            "h4",
            "li",
            "td",
            "th",
            "tr",
            "br",
            "blockquote",
            "body",
        )
    )
    _SILENT = frozenset(("script", "style", "noscript", "template", "title"))

    def __init__(self, raw: str) -> None:
        super().__init__(convert_charrefs=False)
        self.raw = raw
        self.blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._hint = ""
        self._silent = 0
        self._lines = [0]
        while (found := raw.find("\n", self._lines[-1])) >= 0:
            self._lines.append(found + 1)
        self.feed(raw)
        self.close()
        self._flush()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _flush(self) -> None:
        if any(piece.text.strip(_INDENT + "\r\n") for piece in self._pieces):
            self.blocks.append(Block(tuple(_without_margins(self._pieces)), self._hint))
        self._pieces, self._hint = [], ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BLOCK:
            self._flush()
            self._hint = tag if tag in ("h1", "h2", "h3", "li") else ""

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in self._BLOCK:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        if tag in self._BLOCK:
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        at = self._at()
        for row in data.split("\n"):
            if row:
                self._pieces.append(Piece(row, at))
            at += len(row) + 1

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, written: str) -> None:
        char = unescape(written)
        if not self._silent and len(char) == 1:
            self._pieces.append(Piece(char, self._at()))


def _without_margins(pieces: list[Piece]) -> Iterator[Piece]:
    blank = _INDENT + "\r\n"
    kept = [(text, at) for text, at in pieces if text]
    while kept and not kept[0][0].strip(blank):
        kept.pop(0)
    while kept and not kept[-1][0].strip(blank):
        kept.pop()
    for index, (text, at) in enumerate(kept):
        if index == 0:
            lead = len(text) - len(text.lstrip(blank))
            text, at = text[lead:], at + lead
        if index == len(kept) - 1:
            text = text.rstrip(blank)
        yield Piece(text, at)


def _read_html(text: str, source: str, raw: RawDocument) -> Document:
    """Keep the blocks that reading takes for the speech (取正文)."""
    known = {"".join(line.text.split()) for line in raw.lines}
    blocks = _Blocks(text).blocks
    body = [block for block in blocks if "".join("".join(p.text for p in block.pieces).split()) in known]
    return Document(source, "html", text, body or blocks)
