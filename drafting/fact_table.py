"""Facts from a table: `facts: facts.xlsx` (事实表)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outlines.role import ROLE_LABELS
from outlines.yaml_source import Problem, SourceError

if TYPE_CHECKING:
    from drafting.sheets import Sheet

_SUFFIXES = (".xlsx", ".csv")
_COLUMNS = {
    "role": ("role", "部分", "所在部分", "用在哪一部分", "功能", "类别"),
    "text": ("text", "fact", "事实", "内容", "情况", "文字"),
    "topic": ("topic", "主题"),
    "answers": ("answers", "答的是哪一项"),
}


def is_table(value: object) -> bool:
    """Tell whether a profile's `facts`, or one of them, names a table (是否表格文件).

    >>> is_table("facts.xlsx"), is_table("全县建成驿站六处。")
    (True, False)
    """
    return isinstance(value, str) and value.strip().lower().endswith(_SUFFIXES)


def read_facts(path: Path) -> list[dict[str, str]]:
    """Read the facts of a table, as a profile would write them (读事实表).

    Columns other than those known are the office's own and are left alone.

    Raises:
        SourceError: every mistake in it, by row and column.
        UserError: the file cannot be read.
    """
    from drafting.sheets import read_sheet

    sheet = read_sheet(path)
    columns = {name: header for name in _COLUMNS if (header := _header(sheet, name))}
    if "text" not in columns:
        found = "、".join(sheet.headers)
        hint = f"表头要有“事实”一列，可以有“部分”“主题”；现有：{found}"
        raise SourceError(sheet.where, [Problem(sheet.header_row, "", "没有写事实的那一列", hint)])
    labels = {label: role.value for role, label in ROLE_LABELS.items()} | {
        r.value: r.value for r in ROLE_LABELS
    }
    problems = list(sheet.problems)
    facts = []
    for row in sheet.rows:
        fact = {name: row.cells.get(header, "") for name, header in columns.items()}
        if role := fact.get("role"):
            if role in labels:
                fact["role"] = labels[role]
            else:
                hint = f"可以写：{'、'.join(ROLE_LABELS.values())}"
                problems.append(Problem(row.number, f"{columns['role']}列", f"没有“{role}”这个部分", hint))
        if not fact["text"]:
            problems.append(
                Problem(row.number, f"{columns['text']}列", "这一行没有写事实", "填写，或删去整行")
            )
        facts.append({name: text for name, text in fact.items() if text})
    if problems:
        raise SourceError(sheet.where, problems)
    return facts


def _header(sheet: Sheet, name: str) -> str:
    from drafting.sheets import header_key

    return next((known for known in map(header_key, _COLUMNS[name]) if known in sheet.headers), "")
