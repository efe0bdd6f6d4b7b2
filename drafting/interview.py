"""The questions of `jianggao init`, and the answers as a locality.yaml (问答建档)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drafting.profile import Level, Place, infer_level
from drafting.yaml_edit import scalar
from outlines.errors import UserError

SAMPLE = Path(__file__).parent / "data" / "locality.yaml"
RESUME_NAME = ".init-answers.json"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: the key it fills, the words, whether several names may be given (问题)."""

    field: str
    ask: str
    several: bool = False


QUESTIONS = (
    Question("place.name", "地方或单位的全称"),
    Question("place.level", "层级（" + "、".join(Level) + "）"),
    Question("place.province", "所在的省"),
    Question("place.parent", "上一级"),
    Question("place.includes", "下辖的地方或单位，用顿号隔开", several=True),
    Question("place.vision", "发展定位或奋斗目标，如“打造先进制造业高地”"),
    Question("place.industries", "主要产业，用顿号隔开", several=True),
    Question("organization.name", "主办单位全称"),
    Question("organization.short", "主办单位简称"),
    Question("speaker.name", "讲话人姓名"),
    Question("speaker.titles", "讲话人职务，用顿号隔开", several=True),
    Question("meeting.topic", "会议主题"),
    Question("meeting.name", "会议名称"),
    Question("meeting.date", "会议日期，如2026年12月3日"),
)


def suggest(field: str, answers: Mapping[str, str]) -> str:
    """Propose an answer from those given before; empty where none suggests itself (默认答案)."""
    name = answers.get("place.name", "")
    level = answers.get("place.level", "")
    place = Place(name, Level(level) if level else None)
    if field == "place.level":
        return infer_level(name) or ""
    if field == "place.province":
        return name if level == Level.PROVINCE else ""
    if field == "place.parent":
        return answers.get("place.province", "") if level == Level.PREFECTURE else ""
    if field == "organization.name":
        return (
            name if name.endswith("工会") else f"{name}工会" if level == Level.ENTERPRISE else f"{name}总工会"
        )
    if field == "organization.short":
        governed = level not in ("", Level.ENTERPRISE, Level.INDUSTRY_UNION)
        return f"{place.self_word}总工会" if governed else ""
    if field == "meeting.topic":
        return "产业工人队伍建设改革"
    if field == "meeting.name":
        return f"全{place.self_word}{answers.get('meeting.topic', '')}工作推进会" if place.self_word else ""
    return ""


def accept(field: str, answer: str) -> str:
    """Check one answer and put it into its form (核对答案).

    Raises:
        UserError: where it cannot be used.
    """
    from drafting.profile_schema import iso_date

    answer = " ".join(answer.split())
    if field == "place.level" and answer and answer not in list(Level):
        raise UserError(f"没有“{answer}”这个层级", hint=f"可以写：{'、'.join(Level)}")
    if field == "meeting.date" and answer:
        if (date := iso_date(answer)) is None:
            raise UserError(f"“{answer}”不是日期", hint="写成2026-12-03或2026年12月3日")
        return date
    if field in ("place.name", "meeting.topic") and not answer:
        raise UserError("这一项必须填写")
    return answer


def write_profile(answers: Mapping[str, str]) -> str:
    """Put the answers into the commented sample (写成文件).

    What was not asked or not answered stays as a commented example, so that nothing of the sample's own place
    is left in force.

    >>> text = write_profile({"place.name": "安平县", "meeting.topic": "职工之家建设"})
    >>> [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    ['place:', '  name: 安平县', 'meeting:', '  topic: 职工之家建设']
    """
    from outlines.yaml_source import parse_yaml

    text = SAMPLE.read_text(encoding="utf-8")
    where = parse_yaml(text, SAMPLE.name).lines
    lines = text.splitlines()
    kept: set[int] = set()
    for question in QUESTIONS:
        answer = answers.get(question.field, "")
        if not answer:
            continue
        block, key = question.field.split(".")
        number = where[(block, key)]
        lines[number - 1] = f"  {key}: {_list(answer) if question.several else scalar(answer)}"
        kept |= {where[(block,)], number}
    for index, line in enumerate(lines):
        if line and not line.lstrip().startswith("#") and index + 1 not in kept:
            lines[index] = f"# {line}"
    return "\n".join(lines) + "\n"


def load_answers(folder: Path) -> dict[str, str]:
    """Take up what an interrupted interview left; nothing where it cannot be read (接着填)."""
    try:
        kept = json.loads((folder / RESUME_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    fields = {question.field for question in QUESTIONS}
    if not isinstance(kept, dict):
        return {}
    return {field: answer for field, answer in kept.items() if field in fields and isinstance(answer, str)}


def save_answers(folder: Path, answers: Mapping[str, str]) -> Path:
    """Keep the answers of an interrupted interview (保存未填完的答案)."""
    from drafting.files import make_folder, write_atomic

    make_folder(folder)
    path = folder / RESUME_NAME
    write_atomic(path, json.dumps(dict(answers), ensure_ascii=False, indent=2) + "\n", force=True)
    return path


def _list(text: str) -> str:
    return f"[{', '.join(scalar(item) for item in re.split('[、，,；;]', text) if item.strip())}]"
