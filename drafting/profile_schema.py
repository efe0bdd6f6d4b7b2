"""What a locality profile may say, beyond its keys (校验本地情况)."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from drafting.fact_table import is_table, read_facts
from drafting.inheritance import beside, inherit, rank_problem, read_chain
from drafting.profile import LocalityProfile
from outlines.errors import UserError
from outlines.role import ROLE_LABELS
from outlines.yaml_schema import read_as
from outlines.yaml_source import Field, Problem, SourceError, YamlSource, field_name

_DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
# Lists of names: a full-width comma in one of these means that the drafter wrote two names.
_NAME_LISTS = {"includes", "industries", "titles", "attendees"}
_STAND_IN = "—"


class FilesError(UserError):
    """The mistakes of several files that make one profile (几份文件中的全部错误)."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        """Take the errors, each of one file (汇总)."""
        super().__init__(f"{len(errors)}份文件有错", hint="逐处改好后再运行")
        self.errors = tuple(errors)

    def render(self) -> str:
        """List the mistakes file by file (逐份列出)."""
        return "\n".join(error.render() for error in self.errors)


def check_profile(source: YamlSource) -> LocalityProfile:
    """Turn what was written into a profile, or raise SourceError with every mistake (校验).

    What it builds on and the tables it names are read and checked with it; where several files have mistakes,
    FilesError tells them all.
    """
    chain, broken = read_chain(source)
    layers: list[dict[str, Any]] = []
    errors: list[UserError] = []
    for layer in chain:
        data = copy.deepcopy(layer.data)
        problems = list(_normalize(data, layer))
        expanded, faults = _expand_tables(data, layer, problems)
        errors += faults
        layers.append(data)
        if layer is chain[-1]:
            problems += broken
        inherits = layer is not chain[-1] or bool(broken)
        try:
            checked = _complete(data, inherits=inherits, inherited=layer is not source)
            profile = read_as(LocalityProfile, expanded, checked, problems)
        except SourceError as error:
            errors.append(error)
    if not errors and len(chain) == 1:
        return profile
    if not errors:
        merged = layers[-1]
        for layer, data in zip(reversed(chain[:-1]), reversed(layers[:-1]), strict=True):
            if misplaced := rank_problem(data, merged, layer):
                errors.append(SourceError(layer.where, misplaced))
            merged = inherit(data, merged)
        if not errors:
            return read_as(LocalityProfile, source, merged)
    raise errors[0] if len(errors) == 1 else FilesError(errors)


def _complete(data: dict[str, Any], *, inherits: bool, inherited: bool) -> dict[str, Any]:
    """Stand in for what a file need not say itself: what it inherits and, for others to inherit, its topic."""
    place, meeting = data.get("place"), data.get("meeting")
    if inherits and isinstance(place, dict | None) and not (place or {}).get("name"):
        data = data | {"place": {**(place or {}), "name": _STAND_IN}}
    if (inherits or inherited) and isinstance(meeting, dict | None) and not (meeting or {}).get("topic"):
        data = data | {"meeting": {**(meeting or {}), "topic": _STAND_IN}}
    return data


def _expand_tables(
    data: dict[str, Any], source: YamlSource, problems: list[Problem]
) -> tuple[YamlSource, list[UserError]]:
    """Put the rows of the tables that `facts` names in their place (展开事实表).

    Returns the source with the lines of the facts behind them moved along, and the mistakes in the tables. A table
    that is not there is the profile's mistake.
    """
    written = data.get("facts")
    listed = written if isinstance(written, list) else [written]
    if not any(map(is_table, listed)):
        return source, []
    errors: list[UserError] = []
    facts: list[Any] = []
    lines = {at: line for at, line in source.lines.items() if at[:1] != ("facts",) or len(at) < 2}
    for index, item in enumerate(listed):
        here: Field = ("facts", index) if isinstance(written, list) else ("facts",)
        rows = [item]
        if is_table(item):
            try:
                rows = read_facts(beside(source.where, item))
            except SourceError as error:
                errors.append(error)
                rows = []
            except UserError as error:
                hint = error.hint
                problems.append(
                    Problem(source.line(here), field_name(here), f"{item}：{error.message}", hint)
                )
                rows = []
        elif isinstance(written, list):
            moved = {at: line for at, line in source.lines.items() if at[:2] == here}
            lines |= {("facts", len(facts), *at[2:]): line for at, line in moved.items()}
        facts += rows
    data["facts"] = facts
    return replace(source, lines=lines), errors


def iso_date(text: str) -> str | None:
    """Read a date as drafters write it; None where it is none (日期).

    >>> iso_date("2026年12月3日"), iso_date("2026-2-30")
    ('2026-12-03', None)
    """
    found = _DATE.fullmatch("".join(text.split()))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else None
    except ValueError:
        return None


def _normalize(data: dict[str, Any], source: YamlSource) -> Iterator[Problem]:
    """Put dates and roles into their one form, in place, and name what cannot be (规整)."""
    meeting = data.get("meeting")
    if isinstance(meeting, dict) and isinstance(written := meeting.get("date"), str):
        if (read := iso_date(written)) is None:
            at: Field = ("meeting", "date")
            hint = "写成2026-12-03或2026年12月3日"
            yield Problem(source.line(at), field_name(at), f"“{written}”不是日期", hint)
        else:
            meeting["date"] = read
    roles = {label: role.value for role, label in ROLE_LABELS.items()}
    facts = data.get("facts")
    for fact in facts if isinstance(facts, list) else []:
        if isinstance(fact, dict) and isinstance(role := fact.get("role"), str):
            fact["role"] = roles.get(role, role)
    yield from _joined_names(data, (), source)


def _joined_names(value: Any, field: Field, source: YamlSource) -> Iterator[Problem]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _joined_names(item, (*field, key), source)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _joined_names(item, (*field, index), source)
    elif (
        len(field) > 1
        and field[-2] in _NAME_LISTS
        and isinstance(value, str)
        and re.search("[，、；]", value)
    ):
        names = ", ".join(part for part in re.split("[，、；]", value) if part)
        yield Problem(source.line(field), field_name(field), f"“{value}”像是几项连在了一起",
                      f"用半角逗号隔开：[{names}]")  # fmt: skip
