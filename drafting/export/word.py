"""Put a draft into the styles of a Word layout (Word 稿).

The layout, one that ships or a .docx of the user's, brings page, styles, headers and footers; nothing here
sets a font or a size. A heading that opens a paragraph takes the character style linked to its heading style.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from drafting.export.layout import pack
from drafting.export.title import break_title
from drafting.export.view import runs
from outlines.errors import UserError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import CharacterStyle
    from docx.text.paragraph import Paragraph

HEAD_STYLES = {"title": "Title", "date_line": "Date", "speaker_line": "Subtitle", "salutation": "Salutation"}
BODY_STYLE = "Body Text"
LEVELS = (1, 2, 3)
STYLES = (*HEAD_STYLES.values(), BODY_STYLE, *(f"Heading {level}" for level in LEVELS))


def fill(layout: bytes, data: Mapping[str, Any], *, where: str = "") -> bytes:
    """Return the layout with a draft's view as its body (填入版式).

    What the layout's own body holds is dropped: it is there to show the styles. The bytes depend on nothing
    but the arguments.
    """
    document = open_layout(layout, where)
    if missing := missing_styles(document):
        raise UserError(
            f"版式文件缺少样式：{'、'.join(missing)}",
            where=where,
            hint="用 jianggao templates new 从自带版式另存一份，再改样式",
        )
    body = document.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)
    for line in data["head"]:
        paragraph = document.add_paragraph(style=HEAD_STYLES[line["name"]])
        if line["name"] != "title":
            _add_runs(paragraph, line["runs"], None)
            continue
        for number, piece in enumerate(break_title(line["text"], _title_width(document))):
            if number:
                paragraph.add_run().add_break()
            _add_runs(paragraph, runs(piece), None)
    for unit in data["units"]:
        style = f"Heading {min(unit['level'], LEVELS[-1])}"
        if unit["line"] and not unit["inline"]:
            _add_runs(document.add_paragraph(style=style), unit["runs"], None)
        lead = linked_style(document, style) if unit["inline"] else None
        for paragraph in unit["paragraphs"]:
            _add_runs(document.add_paragraph(style=BODY_STYLE), paragraph["runs"], lead)
    return _save(document, data["title"])


def open_layout(layout: bytes, where: str) -> Document:
    """Open a layout file (打开版式文件)."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(BytesIO(layout))
    except (BadZipFile, KeyError, ValueError, PackageNotFoundError) as error:
        raise UserError("这不是可用的docx文件", where=where, hint="请用Word或WPS另存为.docx") from error


def missing_styles(document: Document) -> list[str]:
    """Name the styles that a layout needs and lacks (缺少的样式)."""
    return [name for name in STYLES if name not in document.styles]


def linked_style(document: Document, name: str) -> CharacterStyle | None:
    """Return the character style linked to a paragraph style, None where there is none (链接的字符样式)."""
    from docx.oxml.ns import qn

    link = document.styles[name].element.find(qn("w:link"))
    wanted = None if link is None else link.get(qn("w:val"))
    found: CharacterStyle | None = next(
        (style for style in document.styles if style.style_id == wanted), None
    )
    return found


def _add_runs(paragraph: Paragraph, pieces: Sequence[Mapping[str, Any]], lead: CharacterStyle | None) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    for piece in pieces:
        run = paragraph.add_run(piece["text"], style=lead if piece["heading"] else None)
        if piece["prompt"]:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _title_width(document: Document) -> int:
    """Count the characters of the title's size that fit between the margins."""
    page = document.sections[-1]
    size = document.styles["Title"].font.size or document.styles["Normal"].font.size
    if not (size and page.page_width):
        return 20
    return int((page.page_width - (page.left_margin or 0) - (page.right_margin or 0)) / size)


def _save(document: Document, title: str) -> bytes:
    """Write a document without the times that python-docx and zip would put in."""
    from docx.oxml.ns import qn

    properties = document.core_properties
    properties.title = title
    for name in ("dcterms:created", "dcterms:modified"):
        for element in properties._element.findall(qn(name)):
            properties._element.remove(element)
    buffer = BytesIO()
    document.save(buffer)
    with ZipFile(buffer) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})
