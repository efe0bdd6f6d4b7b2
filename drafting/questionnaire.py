"""The questionnaire as a file that goes round the departments and comes back filled in (征集单)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from drafting.needs import Need, composite_forms, known_fields
from outlines.errors import UserError
from outlines.role import ROLE_LABELS
from outlines.yaml_source import MAX_BYTES, Problem, read_yaml

SUFFIXES = (".xlsx", ".md", ".yaml", ".yml")
HEADERS = ("问谁", "问题", "用在哪里", "写法（××处换成实情）", "答复", "项目", "部分")
_WIDTHS = (8, 18, 6, 22, 30, 9, 4)
_ANSWER = HEADERS.index("答复")

_GUIDE = (
    "请在“答复”处填写，不知道的空着；“项目”和“部分”请勿改动。",
    "数字务必核实。写一句话的，写成可以直接念的整句；几条的，一行一条。",
)
_MD_QUESTION = re.compile(r"###\s*\d+[.．、]\s*(.+?)\s*$")
_MD_FIELD = re.compile(r"-\s*项目[:：]\s*([a-z_.]+)(?:｜(\S+))?\s*$")
_MD_ANSWER = re.compile(r"-\s*答复[:：]\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of a questionnaire that came back (一项答复); `row` is the line or row in the file."""

    row: int
    field: str
    role: str
    question: str
    text: str


def form_of(field: str) -> str:
    """Tell how an answer to a field is written: text, names, a composite form, or a fact (写法)."""
    known = known_fields().get(field)
    return known["form"] if known else "fact"


def write_questionnaire(needs: Sequence[Need], path: Path, title: str) -> bytes:
    """Return the questionnaire in the format that the suffix names (写征集单)."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from drafting.sheets import Table, workbook

        return workbook(
            [Table("征集单", HEADERS, [_row(need) for need in needs], _WIDTHS, _ANSWER)], str(path)
        )
    return (_markdown(needs, title) if suffix == ".md" else _yaml(needs, title)).encode()


def read_questionnaire(path: Path) -> tuple[list[Answer], list[Problem]]:
    """Read what came back, rows without an answer included, and what of it cannot be read (读征集单).

    Raises:
        UserError: it is no questionnaire.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _from_sheet(path)
    if suffix in (".yaml", ".yml"):
        return _from_yaml(path)
    if suffix == ".md":
        return _from_markdown(path), []
    raise UserError("不认识这种征集单", where=str(path), hint=f"要的是{'、'.join(SUFFIXES)}")


def example_of(need: Need) -> str:
    """The example, and for an answer of several pieces what each is (写法示例)."""
    form = composite_forms().get(form_of(need.field))
    return f"{form['note']}，一行一条。如：{need.example}" if form else need.example


def _row(need: Need) -> tuple[str, ...]:
    label = ROLE_LABELS[need.role] if need.role else ""  # type: ignore[index]
    return need.ask, need.question, need.where, example_of(need), "", need.field, label


def _markdown(needs: Sequence[Need], title: str) -> str:
    blocks = [f"# {title}", "\n".join(_GUIDE)]
    number = 0
    for ask, group in groupby(needs, key=lambda need: need.ask):
        blocks.append(f"## {ask}")
        for need in group:
            number += 1
            _, question, where, example, _, field, label = _row(need)
            blocks.append(
                f"### {number}. {question}\n\n- 用在：{where}\n- 写法：{example}\n"
                f"- 项目：{field}{f'｜{label}' if label else ''}\n- 答复："
            )
    return "\n\n".join(blocks) + "\n"


def _yaml(needs: Sequence[Need], title: str) -> str:
    lines = [f"# {title}", *(f"# {line.replace('答复', 'answer')}" for line in _GUIDE[1:])]
    lines += ["# 写在answer后面，不知道的空着，别的请勿改动；几条的写成列表。", "needs:"]
    for need in needs:
        ask, question, where, example, _, field, label = _row(need)
        pairs = (
            ("ask", ask),
            ("question", question),
            ("where", where),
            ("example", example),
            ("field", field),
        )
        for index, (key, text) in enumerate((*pairs, ("role", label))):
            lines.append(f"  {'- ' if index == 0 else '  '}{key}: {json.dumps(text, ensure_ascii=False)}")
        lines.append("    answer:")
    return "\n".join(lines) + "\n"


def _from_sheet(path: Path) -> tuple[list[Answer], list[Problem]]:
    from drafting.sheets import header_key, read_sheet

    sheet = read_sheet(path)
    question, answer, field, role = (header_key(HEADERS[i]) for i in (1, 4, 5, 6))
    if missing := [name for name in (question, answer, field) if name not in sheet.headers]:
        raise UserError(
            f"这不是征集单：没有{'、'.join(missing)}这一列",
            where=str(path),
            hint="用jianggao needs -o 征集单.xlsx写一份",
        )
    answers = [
        Answer(row.number, *(row.cells.get(name, "") for name in (field, role, question, answer)))
        for row in sheet.rows
    ]
    return answers, list(sheet.problems)


def _from_yaml(path: Path) -> tuple[list[Answer], list[Problem]]:
    source = read_yaml(path)
    rows = source.data.get("needs")
    if not isinstance(rows, list):
        raise UserError(
            "这不是征集单：没有needs", where=str(path), hint="用jianggao needs -o 征集单.yaml写一份"
        )
    problems = list(source.problems)
    answers = []
    for index, row in enumerate(rows):
        line = source.line(("needs", index))
        if not isinstance(row, dict) or any(isinstance(value, dict) for value in row.values()):
            problems.append(Problem(line, "", "这一项写法不对", "每项写成“键: 值”，answer后面写答复"))
            continue
        answer = row.get("answer") or ""
        text = "\n".join(map(str, answer)) if isinstance(answer, list) else str(answer)
        line = source.line(("needs", index, "answer"))
        field, role, question = (str(row.get(key) or "") for key in ("field", "role", "question"))
        answers.append(Answer(line, field, role, question, text))
    return answers, problems


def _from_markdown(path: Path) -> list[Answer]:
    from phrasebank.readers import read_bytes
    from phrasebank.readers.encoding import decode

    data = read_bytes(path)
    if len(data) > MAX_BYTES:
        raise UserError("征集单太大", where=str(path), hint=f"不应超过{MAX_BYTES // 1000}KB")
    answers = list(_md_answers(decode(data)[0].removeprefix("\ufeff").splitlines()))
    if not answers:
        raise UserError("这不是征集单", where=str(path), hint="用jianggao needs -o 征集单.md写一份")
    return answers


def _md_answers(lines: Sequence[str]) -> Iterator[Answer]:
    question = field = role = ""
    row, said = 0, list[str]()
    for number, line in enumerate([*lines, "## "], 1):
        text = line.strip()
        if text.startswith(("## ", "### ", "# ")) or text == "##":
            if row:
                yield Answer(row, field, role, question, "\n".join(said).strip())
            found = _MD_QUESTION.match(text)
            question, field, role, row, said = found[1] if found else "", "", "", 0, []
        elif row:
            said.append(text.removeprefix("- "))
        elif found := _MD_FIELD.match(text):
            field, role = found[1], found[2] or ""
        elif found := _MD_ANSWER.match(text):
            row, said = number, [found[1]]
