"""Word documents to lines, with the numbers that Word computes (docx).

Read from the XML itself: inserted revisions, content controls and text boxes count as text, deleted text,
field codes and footnote marks do not.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from outlines.errors import UserError
from outlines.speech import Removal
from phrasebank.readers import RAISED, Line, RawDocument, parse_bytes
from phrasebank.readers.docx_numbering import Numbering, child, children, local, read_numbering, value
from phrasebank.readers.sniff import sniff

_LARGEST_PART = 64 * 1024 * 1024  # bytes of XML
_RATIO = 300  # no honest XML part shrinks further
_HARMLESS = 4 * 1024 * 1024  # bytes that may shrink as they like
_NO_TEXT = frozenset(("del", "moveFrom", "rPr", "pPr", "instrText", "delText", "rt", "sdtPr"))
_CHUNK = re.compile(r"word/.*\.(?:mht|mhtml|html?|xhtml)$")  # a page that a web tool packed as a document
_HEADINGS = {f"{name} {level}": f"h{level}" for name in ("heading", "标题") for level in (1, 2, 3)}
_TITLES = frozenset(("title", "标题", "文档标题"))
_SUBTITLES = frozenset(("subtitle", "副标题"))


@dataclass(frozen=True, slots=True)
class Style:
    """What reading needs of a paragraph style (段落样式)."""

    name: str
    base: str
    list_id: str
    level: int | None
    outline: int | None


@dataclass(slots=True)
class _Reader:
    """One document being read (读取状态)."""

    styles: Mapping[str, Style]
    default: str
    numbering: Numbering
    lines: list[Line]
    removed: list[Removal]

    def read_body(self, body: Any) -> None:
        """Read block after block; the stack stands for recursion, which a hostile file could exhaust."""
        stack = [iter(body)]
        while stack:
            block = next(stack[-1], None)
            if block is None:
                stack.pop()
                continue
            match local(block):
                case "p":
                    self.read_paragraph(block)
                case "tbl":
                    stack.append(
                        iter([row for row in block.iter() if local(row) == "tr" and _owner(row) is block])
                    )
                case "tr":
                    self.read_row(block)
                case "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag":
                    stack.append(iter(block))
                case "AlternateContent":
                    stack.append(iter(_chosen(block)))

    def read_row(self, row: Any) -> None:
        """Write a table row as one line; a cell of prose, as in a layout, as lines of its own (表格行)."""
        cells = []
        for cell in (each for each in row.iter() if local(each) == "tc" and _owner(each, "tr") is row):
            before = len(self.lines)
            self.read_body(cell)
            cells.append(self.lines[before:])
        written = [line for cell in cells for line in cell if line.text.strip()]
        short = all(len(line.text) <= 60 for line in written) and sum(map(bool, cells)) > 1
        if short and written:
            first = self.lines.index(written[0])
            del self.lines[first:]
            self.lines.append(Line(written[0].number, " ".join(line.text.strip() for line in written)))

    def read_paragraph(self, paragraph: Any) -> None:
        """Add a paragraph, its number before it, its text boxes after it (段落)."""
        properties = child(paragraph, "pPr")
        style_id = value(child(properties, "pStyle")) or self.default
        chain = list(self._ancestry(style_id))
        number = len(self.lines) + len(self.removed) + 1
        boxes: list[Any] = []
        text = "".join(_iter_text(paragraph, boxes))
        mark, bullet = self._mark(properties, style_id, chain) if text.strip() else ("", False)
        hint = _hint(properties, chain, bullet)
        if any(style.name.startswith(("toc ", "目录 ")) for style in chain) or (
            text.count("\t")
            and text.rsplit("\t", 1)[1].strip().isdecimal()
            and "PAGEREF" in _codes(paragraph)
        ):
            self.removed.append(Removal(number, text.strip(), "navigation"))
        elif hint in ("title", "h1", "h2", "h3"):
            self.lines.append(Line(number, mark + text.strip().replace("\n", ""), hint))
        else:
            for row in (mark + text).split("\n"):
                self.lines.append(Line(len(self.lines) + len(self.removed) + 1, row, hint))
        for box in boxes:
            self.read_body(box)

    def _mark(self, properties: Any, style_id: str, chain: list[Style]) -> tuple[str, bool]:
        """Return the automatic number of a paragraph (段落编号)."""
        direct = child(properties, "numPr")
        list_id = value(child(direct, "numId"))
        level = value(child(direct, "ilvl"))
        source = next((style for style in chain if style.list_id), None)
        if not list_id and source:
            list_id = source.list_id
        if not list_id or list_id == "0":
            return "", False
        if level.isdecimal():
            return self.numbering.count(list_id, int(level))
        tied = self.numbering.level_of_style(list_id, style_id)
        inherited = next((style.level for style in chain if style.level is not None), 0)
        return self.numbering.count(list_id, inherited if tied is None else tied)

    def _ancestry(self, style_id: str) -> Iterator[Style]:
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].base


def parse(data: bytes, *, source: str, where: str = "") -> RawDocument:
    """Read a Word document (读docx).

    Raises:
        UserError: the file is damaged, expands beyond measure, or holds no text.
    """
    where = where or source
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            document = _read_part(archive, names, "word/document.xml", where)
            styles = _read_part(archive, names, "word/styles.xml", where)
            numbering = _read_part(archive, names, "word/numbering.xml", where)
            chunk = next(
                (_read_bytes(archive, path, where) for low, path in names.items() if _CHUNK.match(low)), b""
            )
    except (BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
        locked = "encrypted" in str(error)
        raise UserError(
            "docx文件设有密码" if locked else "docx文件已损坏，打不开",
            where=where,
            hint="请取消密码后另存" if locked else "请用Word或WPS打开并修复，或重新下载",
        ) from error
    body = child(document, "body")
    if body is None:
        raise UserError("docx文件里没有正文部分", where=where, hint="请用Word或WPS打开后另存为docx")
    known = dict(_iter_styles(styles)) if styles is not None else {}
    reader = _Reader(known, _default_style(styles), read_numbering(numbering), [], [])
    reader.read_body(body)
    if not any(line.text.strip() for line in reader.lines):
        if sniff(chunk) in ("html", "mhtml"):
            return replace(parse_bytes(chunk, source=source, where=where), format="docx")
        raise UserError("文档里没有文字", where=where, hint="内容可能是图片：请先做文字识别")
    return RawDocument(source, "docx", "utf-8", tuple(reader.lines), {}, tuple(reader.removed))


def _read_part(archive: ZipFile, names: Mapping[str, str], name: str, where: str) -> Any:
    """Parse one part, and never what it refers to (读部件)."""
    from lxml import etree

    if name not in names:
        return None
    data = _read_bytes(archive, names[name], where)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data[:8192]:
        raise UserError(
            "文件里有实体声明，正常的docx不会有", where=where, hint="请用Word或WPS打开后另存为docx"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UserError(
            "docx文件已损坏，内容不完整", where=where, hint="请用Word或WPS打开并修复，或重新下载"
        ) from error


def _read_bytes(archive: ZipFile, path: str, where: str) -> bytes:
    """Unpack one part, never more of it than a document can need (解压部件)."""
    info = archive.getinfo(path)
    bomb = info.file_size > _HARMLESS and info.file_size > _RATIO * max(1, info.compress_size)
    if bomb or info.file_size > _LARGEST_PART:
        raise UserError(
            "文件解压后大得不正常，已停止读取", where=where, hint="请确认文件来源；可在Word里另存一份再试"
        )
    with archive.open(info) as stream:
        return stream.read(_LARGEST_PART + 1)


def _iter_styles(root: Any) -> Iterator[tuple[str, Style]]:
    for each in children(root, "style"):
        properties = child(each, "pPr")
        numbers = child(properties, "numPr")
        level = value(child(numbers, "ilvl"))
        outline = value(child(properties, "outlineLvl"))
        yield (
            value(each, "styleId"),
            Style(
                value(child(each, "name")).lower(),
                value(child(each, "basedOn")),
                value(child(numbers, "numId")),
                int(level) if level.isdecimal() else None,
                int(outline) if outline.isdecimal() else None,
            ),
        )


def _default_style(root: Any) -> str:
    if root is None:
        return ""
    found = (each for each in children(root, "style") if value(each, "type") == "paragraph")
    return next((value(each, "styleId") for each in found if value(each, "default") in ("1", "true")), "")


def _hint(properties: Any, chain: list[Style], bullet: bool) -> str:
    for style in chain:
        if style.name in _TITLES:
            return "title"
        if style.name in _SUBTITLES:
            return "p"
        if style.name in _HEADINGS:
            return _HEADINGS[style.name]
    direct = value(child(properties, "outlineLvl"))
    outline = (
        int(direct) if direct.isdecimal() else next((s.outline for s in chain if s.outline is not None), 9)
    )
    return f"h{outline + 1}" if outline < 3 else "li" if bullet else "p"


def _owner(element: Any, name: str = "tbl") -> Any:
    """Return the table or row that an element stands in directly (所属表格)."""
    return next((above for above in element.iterancestors() if local(above) == name), None)


def _chosen(alternatives: Any) -> list[Any]:
    """Return the content of the first alternative: the others say the same again (兼容内容取一)."""
    for name in ("Choice", "Fallback"):
        for each in children(alternatives, name):
            if len(each):
                return list(each)
    return []


def _codes(paragraph: Any) -> str:
    return "".join(each.text or "" for each in paragraph.iter() if local(each) == "instrText")


def _iter_text(paragraph: Any, boxes: list[Any]) -> Iterator[str]:
    """Yield the text of a paragraph piece by piece; text boxes are put aside (段落文字)."""
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        name = local(node)
        if name == "t":
            yield (node.text or "").translate(RAISED) if _is_raised(node.getparent()) else node.text or ""
        elif name == "tab":
            yield "\t"
        elif name in ("br", "cr"):
            yield "" if value(node, "type") in ("page", "column") else "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "txbxContent":
            boxes.append(node)
        elif name == "AlternateContent":
            stack.append(iter(_chosen(node)))
        elif name == "r" and _is_hidden(node):
            continue
        elif name not in _NO_TEXT:
            stack.append(iter(node))


def _is_raised(run: Any) -> bool:
    return value(child(child(run, "rPr"), "vertAlign")) == "superscript"


def _is_hidden(run: Any) -> bool:
    vanish = child(child(run, "rPr"), "vanish")
    return vanish is not None and value(vanish) not in ("0", "false")
