"""Tables that offices keep in Excel or CSV: rows in, rows out (表格文件).

What is read is what a reader sees in the cell: the date of a date, 15% of 0.15, the value of a formula. What is
written is text and nothing else, so that no cell that begins with = or @ is ever run.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from outlines.errors import UserError
from outlines.yaml_source import Problem

MAX_BYTES = 5_000_000
MAX_UNPACKED = 100_000_000
MAX_ROWS, MAX_COLUMNS = 5_000, 60
_LONGEST_CELL = 32_767

_NOTE = re.compile(r"[（(].*$")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ERROR = re.compile(r"#(?:REF|DIV/0|VALUE|NAME|NULL|NUM|N/A)[!?]?")
_MERGED = re.compile(rb'<mergeCell[^>]*?ref="([A-Z0-9:]{2,20})"')
_LARGEST_MERGED = 100_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headers (一行); `number` is the one that the spreadsheet shows."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet of a file (一张表): its headers, its rows that are not empty, and its unreadable cells."""

    where: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def header_key(text: str) -> str:
    """Reduce a header to what it is called: no blanks, notes or marks (表头名).

    >>> header_key(" 事实 （一句话）*"), header_key("Role")
    ('事实', 'role')
    """
    return _NOTE.sub("", "".join(text.split())).strip("*＊:：").lower()


def read_sheet(path: Path) -> Sheet:
    """Read the first sheet of an .xlsx or a .csv in any encoding (读表).

    Raises:
        UserError: the file is missing, too large, or no such table.
    """
    where = str(path)
    try:
        if path.is_dir():
            raise UserError("要的是表格文件，不是文件夹", where=where, hint="写出.xlsx或.csv的文件名")
        if path.stat().st_size > MAX_BYTES:
            raise UserError(
                "表格太大", where=where, hint=f"不应超过{MAX_BYTES // 1_000_000}兆字节，删去图片和空行"
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError("找不到表格文件", where=where, hint="检查文件名和所在的文件夹") from None
    except OSError as error:
        raise UserError(
            f"读不了表格文件（{error.strerror}）", where=where, hint="检查读取权限，关掉打开它的程序"
        ) from None
    if not data.strip():
        raise UserError("表格是空的", where=where, hint="第一行写表头，下面每行一条")
    if data.startswith(_OLD_OFFICE):
        raise UserError("这是旧版xls或加了密码的表格", where=where, hint="用Excel或WPS另存为不加密码的.xlsx")
    grid, problems = _excel(data, where) if data.startswith(b"PK") else (_csv(data), [])
    return _sheet(where, grid, problems)


def _sheet(where: str, grid: Sequence[tuple[int, list[str]]], problems: list[Problem]) -> Sheet:
    filled = [(number, cells) for number, cells in grid if any(cells)]
    if not filled:
        raise UserError("表格是空的", where=where, hint="第一行写表头，下面每行一条")
    if len(filled) > MAX_ROWS:
        raise UserError("表格行数太多", where=where, hint=f"不应超过{MAX_ROWS}行")
    header_row, names = filled[0]
    headers = tuple(header_key(name) for name in names)
    rows = []
    for number, cells in filled[1:]:
        named = {header: cell for header, cell in zip(headers, cells, strict=False) if header}
        if any(named.values()):
            rows.append(Row(number, named))
    return Sheet(where, header_row, tuple(filter(None, headers)), tuple(rows), tuple(problems))


def _csv(data: bytes) -> list[tuple[int, list[str]]]:
    from phrasebank.readers.encoding import decode

    text = decode(data)[0].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    separator = max(",\t;，", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    grid, end = [], 0
    for cells in reader:
        grid.append((end + 1, [cell.strip() for cell in cells[:MAX_COLUMNS]]))
        end = reader.line_num
    return grid


def _excel(data: bytes, where: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    openpyxl = _openpyxl(where)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise UserError("表格太大", where=where, hint="删去图片和空行，另存一份")
            if _merged_area(archive) > _LARGEST_MERGED:
                raise UserError("合并的单元格太大", where=where, hint="取消整行整列的合并，另存一份")
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        computed = None
        if any(cell.data_type == "f" for cell in sheet._cells.values()):
            computed = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    except (BadZipFile, KeyError, ValueError, TypeError, IndexError, SyntaxError, OSError):
        raise UserError("这不是可用的xlsx表格", where=where, hint="用Excel或WPS另存为.xlsx") from None
    return _grid(sheet, computed)


def _merged_area(archive: ZipFile) -> int:
    """Count the cells of merged ranges before anybody makes an object of each (合并单元格数)."""
    from openpyxl.utils import range_boundaries

    area = 0
    for name in archive.namelist():
        if name.startswith("xl/worksheets/"):
            for found in _MERGED.finditer(archive.read(name)):
                left, top, right, bottom = range_boundaries(found[1].decode())
                area += (right - left + 1) * (bottom - top + 1)
    return area


def _grid(sheet: Any, computed: Any) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Read the rows that have anything in them; a merged cell says the same for all its rows and columns.

    Only cells that are there are looked at: a stray one in row 1,048,576 must not make a million rows.
    """
    there = {at for at, cell in sheet._cells.items() if cell.value is not None and at[1] <= MAX_COLUMNS}
    numbers = sorted({row for row, _ in there})[: MAX_ROWS + 2]
    width = max((column for _, column in there), default=0)
    spread = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in numbers[bisect_left(numbers, area.min_row) : bisect_right(numbers, area.max_row)]
        for column in range(area.min_col, min(area.max_col, width) + 1)
    }
    problems: list[Problem] = []
    grid = []
    for row in numbers:
        cells = []
        for column in range(1, width + 1):
            at = spread.get((row, column), (row, column))
            text, mistake = _read_cell(at, sheet, computed) if at in there else ("", None)
            cells.append(text)
            if mistake:
                problems.append(Problem(row, f"{sheet.cell(row, column).column_letter}列", *mistake))
        grid.append((row, cells))
    return grid, problems


def _read_cell(at: tuple[int, int], sheet: Any, computed: Any) -> tuple[str, tuple[str, str] | None]:
    """Read a cell as it is seen, and what is wrong with it."""
    cell = sheet.cell(*at)
    value = cell.value
    if cell.data_type == "f":
        value = computed.cell(*at).value if computed is not None else None
        if value is None:
            return "", ("公式没有算出结果", "用Excel或WPS打开存一次，或把公式换成数值")
    if cell.data_type == "e" or (isinstance(value, str) and _ERROR.fullmatch(value)):
        return "", (f"单元格里是错误值{value}", "改正公式，或直接填写")
    return _shown(value, str(cell.number_format)), None


def _shown(value: Any, number_format: str) -> str:
    """Say a cell's value as the sheet shows it (单元格文字)."""
    import datetime

    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        clock = (
            value.strftime("%H:%M")
            if isinstance(value, datetime.datetime) and value.time() != datetime.time()
            else ""
        )
        return f"{value.year}年{value.month}月{value.day}日{clock}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        percent = "%" in number_format
        scaled = value * 100 if percent else value
        return f"{round(scaled, 6):.15g}" + "%" * percent
    return str(value).strip()


def _openpyxl(where: str) -> Any:
    try:
        import openpyxl
    except ImportError:
        hint = "安装openpyxl：pip install 'jianggao[xlsx]'；或改用csv"
        raise UserError("没有装读写xlsx的组件", where=where, hint=hint) from None
    return openpyxl


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be written (一张要写的表): widths in Han characters; `answers` is the column, from 0, to be filled in."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    widths: tuple[int, ...]
    answers: int | None = None


def workbook(tables: Sequence[Table], where: str = "") -> bytes:
    """Return an .xlsx of text, the same bytes for the same tables (写表)."""
    import datetime

    openpyxl = _openpyxl(where)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables:
        _fill(book.create_sheet(table.title), table)
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return _undated(buffer.getvalue())


def _fill(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for number, cells in enumerate([table.headers, *table.rows], 1):
        for column, text in enumerate(cells):
            cell = sheet.cell(number, column + 1)
            cell.value = _ILLEGAL.sub("", text)[:_LONGEST_CELL]
            cell.data_type = "s"  # never a formula
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
            elif column == table.answers:
                cell.fill = PatternFill("solid", fgColor="FFF9DB")
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width * 2
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the table


def _undated(data: bytes) -> bytes:
    """Repack a workbook without the clock's traces (去时间)."""
    from drafting.export.layout import pack

    with ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts.get("docProps/core.xml", b"")
    parts["docProps/core.xml"] = re.sub(
        rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", core
    )
    return pack(parts)
