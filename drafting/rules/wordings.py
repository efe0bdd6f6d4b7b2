"""The office's own rules about words: `rules/*.yaml` in the workspace (本单位用语).

- forbid: 老板
  reason: 对企业经营者称“企业家”或“负责人”
- prefer: 职工
  instead_of: [打工人, 打工仔]
  reason: 通知要求统一称职工
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from drafting.rules.document import Document
from drafting.rules.model import Example, Mark, Rule, Settings, Severity, Wording

if TYPE_CHECKING:
    from outlines.yaml_source import Problem, YamlSource


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry of the file (一条用语)."""

    forbid: str = ""
    prefer: str = ""
    instead_of: tuple[str, ...] = ()
    reason: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class _File:
    """The whole of a file (用语文件)."""

    rules: tuple[_Row, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


def read_wordings(path: Path) -> list[Wording]:
    """Read one file of an office's rules (读用语规则).

    Raises:
        SourceError: every mistake in it, with its line.
    """
    from outlines.yaml_schema import read_as
    from outlines.yaml_source import read_yaml

    source = read_yaml(path)
    rows = read_as(_File, source, problems=_problems(source)).rules
    return [
        Wording(word, row.prefer, row.reason)
        for row in rows
        for word in ((row.forbid,) if row.forbid else row.instead_of)
    ]


def _problems(source: YamlSource) -> Iterator[Problem]:
    from outlines.yaml_source import Problem

    rows = source.data.get("rules")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if not isinstance(row, dict):
            continue
        complete = bool(row.get("forbid")) != bool(row.get("prefer") and row.get("instead_of"))
        if not complete:
            hint = "写forbid，或者写prefer和instead_of"
            yield Problem(source.line(("rules", index)), f"rules[{index}]", "这条用语不完整", hint)


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find words that the office does not want (查本单位用语)."""
    for wording in settings.wordings:
        at = document.text.find(wording.forbid)
        while at >= 0:
            end = at + len(wording.forbid)
            inside = document.text.find(
                wording.prefer, max(0, end - len(wording.prefer)), at + len(wording.prefer)
            )
            if not wording.prefer or wording.forbid not in wording.prefer or inside < 0:
                said = (
                    f"本单位用“{wording.prefer}”，不用“{wording.forbid}”"
                    if wording.prefer
                    else f"本单位不用“{wording.forbid}”"
                )
                yield Mark(
                    at, end, said + (f"：{wording.reason}" if wording.reason else ""), wording.prefer or None
                )
            at = document.text.find(wording.forbid, end)


RULE = Rule(
    name="office-wording",
    severity=Severity.WARNING,
    summary="本单位规定不用的说法",
    what="找工作区`rules/*.yaml`里写明不用（forbid）、换用（prefer）的词，并附上写明的理由。",
    why="各单位对称谓、提法有自己的规定，写进文件，人人照办。",
    bad=(Example("各位老板，欢迎参加集体协商。", wordings=(Wording("老板", "", "称企业负责人"),)),),
    good=("各位企业负责人，欢迎参加集体协商。",),
    source="本单位自定",
    check=check,
)
