"""PDF files to lines (PDF): the characters and where they stand, by pdfium.

pdfium is not thread-safe: read in processes, not in threads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from outlines.errors import UserError
from phrasebank.readers import RAISED, RawDocument
from phrasebank.readers.pdf_layout import Piece, lay_out

_MOST_PAGES = 500
_MOST_CHARACTERS = 3_000_000
_BREAK = 2.0  # ems of empty space that part two pieces of one line
_SPACE = 0.35  # ems of empty space that are a space
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z]")
_UNMAPPED = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd\ufffe]")
_SLANTED = 0.1  # radians off the nearest right angle


def parse(data: bytes, *, source: str, where: str = "") -> RawDocument:
    """Read a PDF file (读PDF).

    Raises:
        UserError: pypdfium2 is not installed; the file is locked, damaged, too long, or a scan.
    """
    where = where or source
    try:
        import pypdfium2
    except ImportError:
        raise UserError(
            "读PDF需要pypdfium2，还没有安装", where=where, hint='请运行：pip install "jianggao[pdf]"'
        ) from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UserError("PDF设有打开密码", where=where, hint="请取消密码后另存") from None
        raise UserError("PDF已损坏，打不开", where=where, hint="请重新下载或重新导出") from None
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise UserError(
                f"PDF有{count}页，超过{_MOST_PAGES}页的上限", where=where, hint="请只导出讲话稿所在的几页"
            )
        pages = list(_iter_pages(document, where))
        text = "".join(piece.text for page in pages for piece in page)
        if not _WORD.search(text):
            raise UserError(
                "这份PDF是扫描件或图片，没有文字层" if _has_images(document) else "PDF里没有文字",
                where=where,
                hint="请先做文字识别（OCR），再存为txt或docx",
            )
    except pypdfium2.PdfiumError:
        raise UserError("PDF有一页已损坏，读不出来", where=where, hint="请重新下载或重新导出") from None
    finally:
        document.close()
    if len(_UNMAPPED.findall(text)) * 5 > len(text):
        raise UserError(
            "PDF的字体没有对照表，读出来是乱码", where=where, hint="请做文字识别（OCR），或找一份docx"
        )
    lines, removed = lay_out(pages)
    return RawDocument(source, "pdf", "unicode", lines, {}, removed)


def _iter_pages(document: Any, where: str) -> Iterator[list[Piece]]:
    total = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        total += text.count_chars()
        if total > _MOST_CHARACTERS:
            raise UserError("PDF的文字太多，不像一篇讲话稿", where=where, hint="请只导出讲话稿所在的几页")
        yield list(_iter_pieces(text, number))
        text.close()
        page.close()


def _has_images(document: Any) -> bool:
    import pypdfium2.raw as pdfium

    for number in range(min(len(document), 3)):
        page = document[number]
        if any(found.type == pdfium.FPDF_PAGEOBJ_IMAGE for found in page.get_objects()):
            return True
    return False


def _iter_pieces(text: Any, page: int) -> Iterator[Piece]:
    """Yield stretches of characters that follow each other on one line (取文字段)."""
    import pypdfium2.raw as pdfium

    run: list[tuple[str, float, float, float, float]] = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if char in "\r\n":
            yield from _finish(run, page)
            run = []
            continue
        if char.isspace():
            continue
        box = text.get_charbox(index, loose=True)
        if run and _parts(run[-1], box):
            yield from _finish(run, page)
            run = []
        if not run and _is_slanted(pdfium.FPDFText_GetCharAngle(text, index)):
            continue
        run.append((char, *box))
    yield from _finish(run, page)


def _is_slanted(angle: float) -> bool:
    """Tell a watermark across the page from text along it (斜置水印)."""
    quarter = 1.5707963
    return _SLANTED < angle % quarter < quarter - _SLANTED


def _parts(last: tuple[str, float, float, float, float], box: tuple[float, ...]) -> bool:
    """Tell whether a character stands elsewhere than right behind the last (是否断开)."""
    if tuple(box) == last[1:]:
        return False  # one glyph that stands for two characters: ——
    _, _, bottom, right, top = last
    size = max(top - bottom, box[3] - box[1], 1.0)
    overlap = min(top, box[3]) - max(bottom, box[1])
    return overlap < 0.3 * min(top - bottom, box[3] - box[1]) or not -size < box[0] - right < _BREAK * size


def _finish(run: list[tuple[str, float, float, float, float]], page: int) -> Iterator[Piece]:
    if not run:
        return
    wide = sorted(right - left for char, left, _, right, _ in run if char > "\u2e7f")
    heights = sorted(top - bottom for _, _, bottom, _, top in run)
    em = wide[len(wide) // 2] if wide else heights[len(heights) // 2]
    height, bottom = median(heights), median(box[2] for box in run)
    parts = [run[0][0]]
    for last, this in pairwise(run):
        gap = this[1] - last[3]
        latin = last[0].isascii() and this[0].isascii() and last[0].isalpha() and this[0].isalpha()
        parts.append(" " if gap > em * (_SPACE / 2 if latin else _SPACE) else "")
        raised = this[2] > bottom + 0.15 * height and this[4] - this[2] < 0.75 * height
        parts.append(this[0].translate(RAISED) if raised else this[0])
    yield Piece(
        page,
        "".join(parts),
        min(box[1] for box in run),
        max(box[3] for box in run),
        bottom,
        median(box[4] for box in run),
        em,
    )
