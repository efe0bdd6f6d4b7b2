"""Build the Word file that holds a layout: page, styles and page numbers, and no text (公文版式).

Everything that a user may want otherwise is a style of that file, addressed by Word's own names (Title,
Heading 1, Body Text…), so a copy can be changed in Word or WPS and used as it is.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from outlines.errors import UserError

HERE = Path(__file__).parent
PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/document.xml": "document.xml.j2",
    "word/styles.xml": "styles.xml.j2",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "font_table.xml.j2",
    "word/footer_odd.xml": "footer.xml.j2",
    "word/footer_even.xml": "footer.xml.j2",
}
POINTS_PER_MM = 72 / 25.4
FOOTER_LEADING = 1.2


@cache
def layouts() -> dict[str, dict[str, Any]]:
    """Return the values of the layouts that ship, by name (自带版式)."""
    import yaml

    values: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "layouts.yaml").read_text(encoding="utf-8"))
    return values


def layout(name: str) -> dict[str, Any]:
    """Return one layout's values (取版式)."""
    if name not in layouts():
        raise UserError(f"没有名为“{name}”的版式", hint=f"自带的有：{'、'.join(layouts())}")
    return layouts()[name]


def layout_file(name: str) -> bytes:
    """Return a .docx with a layout's page and styles and an empty body (版式文件)."""
    import yaml
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    values = layout(name)
    leading = values["sizes"]["page_number"] * FOOTER_LEADING
    # The dash of the page number stands in the middle of its line, so the line begins half a line higher.
    footer = (values["page"]["bottom"] - values["page_number"]["below"]) * POINTS_PER_MM - leading / 2
    environment = Environment(
        loader=FileSystemLoader(HERE / "parts"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.filters |= {
        "pt": lambda points: round(points * 20),
        "mm": lambda length: round(length * POINTS_PER_MM * 20),
        "half": lambda points: round(points * 2),
    }
    data = {
        **values,
        "footer": round(footer * 20),
        "leading": leading,
        "substitutes": yaml.safe_load((HERE / "substitutes.yaml").read_text(encoding="utf-8")),
    }
    sides = {
        "word/footer_odd.xml": values["page_number"]["odd"],
        "word/footer_even.xml": values["page_number"]["even"],
    }
    parts = {
        part: environment.get_template(file).render(data, side=sides.get(part, "")).encode()
        for part, file in PARTS.items()
    }
    return pack(parts)


def pack(parts: dict[str, bytes]) -> bytes:
    """Zip the parts of a .docx so that the same parts always give the same bytes (打包)."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = ZipInfo(name)  # dated 1980-01-01, whatever the clock says
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
