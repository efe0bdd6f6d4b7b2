"""Put a draft into the styles of a Word layout (Word 稿).

The layout, one that ships or a .docx of the user's, brings page, styles, headers and footers; nothing here
sets a font or a size. A heading that opens a paragraph takes the character style linked to its heading style.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from drafting.export.catalogue import Template
from drafting.export.layout import pack
from drafting.export.title import break_title
from drafting.export.view import runs
from outlines.errors import UserError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import CharacterStyle, ParagraphStyle
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

HEAD_STYLES = {"title": "Title", "date_line": "Date", "speaker_line": "Subtitle", "salutation": "Salutation"}
BODY_STYLE = "Body Text"
COMMENTATOR = "讲稿"
DEEPEST = 3  # levels below stand as it does
STYLES = {
    "Title": "标题",
    "Date": "日期",
    "Subtitle": "讲话人",
    "Salutation": "称呼",
    "Body Text": "正文",
    "Heading 1": "一级标题",
    "Heading 2": "二级标题",
    "Heading 3": "三级标题",
}


def fill(layout: bytes, data: Mapping[str, Any], *, where: str = "") -> bytes:
    """Return the layout with a draft's view as its body (填入版式).

    What the layout's own body holds is dropped: it is there to show the styles. The bytes depend on nothing
    but the arguments.
    """
    document = open_layout(layout, where)
    styles = styles_by_name(document)
    if missing := missing_styles(document):
        raise UserError(
            f"版式文件缺少样式：{'、'.join(missing)}",
            where=where,
            hint="用jianggao templates new从自带版式另存一份，再改样式",
        )
    body = document.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)

    def add(style: str) -> Paragraph:
        return document.add_paragraph(style=styles[style.lower()])

    for line in data["head"]:
        paragraph = add(HEAD_STYLES[line["name"]])
        if line["name"] != "title":
            _add_runs(paragraph, line["runs"])
            continue
        for number, piece in enumerate(break_title(line["text"], _title_width(document))):
            if number:
                paragraph.add_run().add_break()
            _add_runs(paragraph, runs(piece))
    for unit in data["units"]:
        style = f"Heading {min(unit['level'], DEEPEST)}"
        if unit["line"] and not unit["inline"]:
            _add_runs(add(style), unit["runs"])
        lead = linked_style(document, style) if unit["inline"] else None
        for paragraph in unit["paragraphs"]:
            added = _add_runs(add(BODY_STYLE), paragraph["runs"], lead)
            for note in data["notes"]:
                said = [run for run, piece in added if piece["note"] == note["number"]]
                if said:
                    _comment(document, said, note["alternatives"])
    return _save(document, data["title"])


def open_layout(layout: bytes, where: str) -> Document:
    """Open a layout file (打开版式文件)."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return docx.Document(BytesIO(layout))
    except (BadZipFile, KeyError, ValueError, SyntaxError, PackageNotFoundError) as error:
        raise UserError("这不是可用的docx文件", where=where, hint="请用Word或WPS另存为.docx") from error


def styles_by_name(document: Document) -> dict[str, Any]:
    """Return a layout's styles by lower-case name: Word writes `heading 1`, others `Heading 1` (样式表)."""
    return {style.name.lower(): style for style in document.styles if style.name}


def missing_styles(document: Document) -> list[str]:
    """Name the styles that a layout needs and lacks (缺少的样式)."""
    known = styles_by_name(document)
    return [name for name in STYLES if name.lower() not in known]


def linked_style(document: Document, name: str) -> CharacterStyle | None:
    """Return the character style that goes with a heading style, None where there is none (段首标题的样式).

    Word ties the two by a link and names the one in its own language; where the link was lost, by name.
    """
    from docx.oxml.ns import qn

    styles = styles_by_name(document)
    link = styles[name.lower()].element.find(qn("w:link"))
    wanted = "" if link is None else link.get(qn("w:val"))
    linked = next((style for style in styles.values() if style.style_id == wanted), None)
    found: CharacterStyle | None = linked or styles.get(f"{name} char".lower())
    return found


def describe_styles(template: Template) -> list[dict[str, Any]]:
    """Return font, size and line pitch of each style that a draft uses (样式一览)."""
    styles = styles_by_name(open_layout(template.read_bytes(), template.file))
    rows = []
    for name, role in STYLES.items():
        if name.lower() not in styles:
            continue
        chain = list(_iter_ancestry(styles[name.lower()]))
        pitches = (style.paragraph_format.line_spacing for style in chain)
        pitch = next((pitch for pitch in pitches if pitch is not None), None)
        rows.append(
            {
                "role": role,
                "style": name,
                "font": next((font for style in chain if (font := _east_asian_font(style))), ""),
                "size": next((style.font.size.pt for style in chain if style.font.size), None),
                "pitch": getattr(pitch, "pt", pitch),
            }
        )
    return rows


def _iter_ancestry(style: ParagraphStyle) -> Iterator[ParagraphStyle]:
    found: ParagraphStyle | None = style
    while found is not None:
        yield found
        found = found.base_style


def _east_asian_font(style: ParagraphStyle) -> str:
    from docx.oxml.ns import qn

    fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    return "" if fonts is None else fonts.get(qn("w:eastAsia"), "")


def _add_runs(
    paragraph: Paragraph, pieces: Sequence[Mapping[str, Any]], lead: CharacterStyle | None = None
) -> list[tuple[Run, Mapping[str, Any]]]:
    from docx.enum.text import WD_COLOR_INDEX

    added = []
    for piece in pieces:
        run = paragraph.add_run(piece["text"], style=lead if piece["heading"] else None)
        if piece["prompt"]:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        added.append((run, piece))
    return added


def _comment(document: Document, said: Sequence[Run], alternatives: Sequence[str]) -> None:
    """Offer what could stand in a sentence's place as a comment on it (备选批注), undated as the whole file is."""
    from docx.oxml.ns import qn

    comment = document.add_comment(said, author=COMMENTATOR, initials="备")
    for number, text in enumerate(alternatives, 1):
        first = comment.paragraphs[0]
        paragraph = first if number == 1 else comment.add_paragraph(style=first.style)
        paragraph.add_run(f"可换{number}：{text}")
    del comment._comment_elm.attrib[qn("w:date")]


def _title_width(document: Document) -> int:
    """Count the characters of the title's size that fit between the margins."""
    chain = _iter_ancestry(styles_by_name(document)["title"])
    size = next((style.font.size for style in chain if style.font.size), None)
    page = document.sections[-1] if len(document.sections) else None
    if page is None or not (size and page.page_width):
        return 20
    return int((page.page_width - (page.left_margin or 0) - (page.right_margin or 0)) / size)


def _save(document: Document, title: str) -> bytes:
    """Write a document without the times that python-docx and zip would put in."""
    from docx.oxml.ns import qn

    # Not `document.core_properties`: where LibreOffice wrote the file, that would add a second set.
    package = document.part.package
    for relation in package.rels.values() if package else ():
        if relation.reltype.lower().endswith("/metadata/core-properties"):
            properties = relation.target_part.core_properties
            properties.title = title[:255]
            for name in ("dcterms:created", "dcterms:modified"):
                for element in properties._element.findall(qn(name)):
                    properties._element.remove(element)
    buffer = BytesIO()
    document.save(buffer)
    with ZipFile(buffer) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})
