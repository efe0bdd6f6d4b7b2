"""Entries as a spreadsheet: csv and xlsx (表格).

A cell that a spreadsheet program would run as a formula begins with an apostrophe, and so does one that begins with
an apostrophe itself: taking one off gives the text back. Control characters are written `\\u0001`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from outlines.errors import UserError
from outlines.role import ROLE_LABELS
from outlines.yaml_source import Problem, SourceError
from phrasebank.exchange.documents import decode
from phrasebank.exchange.entry import HEADERS, Row
from phrasebank.phrase import KIND_LABELS
from phrasebank.tokens import label_slots

_KEYS = {name.lower(): key for key, header in HEADERS.items() for name in (key, header)}
_LISTS = ("tags", "topics", "years", "variants")
_OBJECTS = ("slots", "sources")
_NUMBERS = ("document_frequency", "weight", "level", "position")
_TRUTHS = ("own", "starred", "hidden")
_LABELS: dict[str, dict[str, str]] = {
    "kind": {kind.value: label for kind, label in KIND_LABELS.items()},
    "role": {role.value: label for role, label in ROLE_LABELS.items()},
}
# What may begin a formula in any of the common programs, full-width forms too, or would be taken off again.
_FORMULA = re.compile("['=+\\-@\t\r\n＝＋－＠|%]")
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|\\\\(?=u[0-9a-f]{4})")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_MOST_IN_CELL = 5_000  # escapes may make it six times as long; Excel holds 32,767
_MOST_ROWS = 1_048_575
_LARGEST, _RATIO = 500_000_000, 200
_MORE = "·"


def write_csv(mappings: Sequence[dict[str, Any]]) -> bytes:
    """Write comma-separated values with a byte order mark, without which Excel misreads Chinese (写csv)."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(_grid(mappings))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_csv(data: bytes, where: str) -> Iterator[Row]:
    """Read comma-separated values with a line of headers (读csv)."""
    csv.field_size_limit(2**31 - 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes in China where the drafter did not choose UTF-8.
        text = decode(data, where, "gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def numbered() -> Iterator[tuple[int, list[str]]]:
        line = 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1

    try:
        yield from _rows(numbered(), where)
    except csv.Error:
        problem = Problem(reader.line_num, "", "引号没有配对", "用表格软件打开，另存为CSV UTF-8")
        raise SourceError(where, [problem]) from None


def write_xlsx(mappings: Sequence[dict[str, Any]]) -> bytes:
    """Write a workbook of one sheet, every text as text (写xlsx)."""
    openpyxl = _openpyxl()
    if len(mappings) > _MOST_ROWS:
        raise UserError("一张工作表放不下这么多条", hint="导出为.csv或.jsonl，或加筛选条件")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("词句")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["B"].width = 60
    for row in _grid(mappings):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_xlsx(data: bytes, where: str) -> Iterator[Row]:
    """Read the first sheet of a workbook (读xlsx); formulas are not run, links not followed."""
    from zipfile import ZipFile

    openpyxl = _openpyxl()
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            sizes = [(info.file_size, info.compress_size) for info in archive.infolist()]
            declares = any(b"<!DOCTYPE" in archive.open(info).read(1000) for info in archive.infolist())
        if any(size > 10_000_000 and size > _RATIO * max(packed, 1) for size, packed in sizes) or (
            sum(size for size, _ in sizes) > _LARGEST
        ):
            raise UserError("文件解压后大得不正常，已停止读取", where=where, hint="请确认文件来源")
        if declares:
            raise UserError("文件里有不该有的声明，没有读取", where=where, hint="请确认文件来源")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows = [["" if cell is None else cell for cell in row] for row in book.worksheets[0].values]
        book.close()
    except UserError:
        raise
    except Exception:  # whatever openpyxl meets in a file that is none
        raise UserError(
            "不是能读的xlsx文件", where=where, hint="用Excel或WPS另存为.xlsx，或改用.csv"
        ) from None
    yield from _rows(enumerate(rows, 1), where)


def neutralize(text: str) -> str:
    """Keep a spreadsheet program from running a text (防公式注入).

    >>> neutralize("=1+1"), neutralize("'tis"), neutralize("实干")
    ("'=1+1", "''tis", '实干')
    """
    text = _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return f"'{text}" if _FORMULA.match(text) else text


def restore(cell: str) -> str:
    """Give back the text that was neutralized (还原).

    >>> restore(neutralize("=1+1"))
    '=1+1'
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell.removeprefix("'"))


def _grid(mappings: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    """Lay entries out in columns; a cell too long for a spreadsheet goes on in columns of its own (成表)."""
    rows = [{key: _cell(key, mapping.get(key)) for key in HEADERS} for mapping in mappings]
    parts = dict.fromkeys(HEADERS, 1)
    for row in rows:
        for key, cell in row.items():
            if isinstance(cell, str) and len(cell) > _MOST_IN_CELL:
                parts[key] = max(parts[key], -(-len(cell) // _MOST_IN_CELL))
    columns = [(key, part) for key in HEADERS for part in range(parts[key])]
    yield [HEADERS[key] + (f"{_MORE}{part + 1}" if part else "") for key, part in columns]
    for row in rows:
        yield [_part(row[key], part) for key, part in columns]


def _part(cell: Any, part: int) -> Any:
    if isinstance(cell, float):
        cell = repr(cell)  # a workbook keeps fewer digits of a number
    if not isinstance(cell, str):
        return "" if part else cell
    start = part * _MOST_IN_CELL
    return neutralize(cell[start : start + _MOST_IN_CELL])


def _cell(key: str, value: Any) -> Any:
    if key in _NUMBERS:
        return 0 if value is None else value
    if key in _TRUTHS:
        return "是" if value else ""
    if value is None:
        return ""
    if key in _LABELS:
        return _LABELS[key][value]
    if key == "text":
        return label_slots(value)
    if key in _LISTS:
        plain = "、".join(map(str, value))
        readable = plain and plain[0] != "[" and plain.split("、") == list(map(str, value))
        return plain if readable or not value else _json(value)
    return _json(value) if key in _OBJECTS else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _rows(numbered: Iterable[tuple[int, Sequence[Any]]], where: str) -> Iterator[Row]:
    """Turn a grid with headers into rows of values by key; empty lines pass (逐行)."""
    lines = iter(numbered)
    number, headers = next(lines, (1, ()))
    names = [str(header).strip().partition(_MORE)[0] for header in headers]
    keys = [_KEYS.get(name.lower(), name) for name in names]
    if "text" not in keys:
        raise SourceError(where, [Problem(number, "", "第一行没有“词句”这一栏", "先导出一份，照它的栏目填")])
    problems: list[Problem] = []
    for number, cells in lines:
        values: dict[str, Any] = {}
        for key, cell in zip(keys, cells, strict=False):
            if cell == "":
                continue
            given = restore(cell) if isinstance(cell, str) else _plain(cell)
            values[key] = values[key] + given if isinstance(given, str) and key in values else given
        if len(cells) > len(keys) and any(cell != "" for cell in cells[len(keys) :]):
            problems.append(Problem(number, "", "格子比第一行的栏目多", "有逗号的文字用引号括起来"))
        try:
            read = {key: _value(key, value) for key, value in values.items()}
        except (ValueError, RecursionError):
            problems.append(
                Problem(number, "", "列表写得不对", "几项之间用顿号隔开；槽位和出处照导出的样子写")
            )
            continue
        if read:
            yield Row(number, read)
    if problems:
        raise SourceError(where, problems)


def _value(key: str, value: Any) -> Any:
    if key in _OBJECTS:
        return json.loads(str(value))
    if key in _LISTS:
        text = str(value)
        return json.loads(text) if text.startswith("[") else text.split("、")
    return value


def _plain(cell: Any) -> Any:
    """Take a date that a spreadsheet program made of a text back to ISO 8601."""
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else cell


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise UserError(
            "读写xlsx要用的openpyxl没有安装", hint="运行pip install 'jianggao[xlsx]'，或改用.csv"
        ) from None
    return openpyxl
