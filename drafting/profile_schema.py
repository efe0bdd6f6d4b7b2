"""What a locality profile may say, beyond its keys (校验本地情况)."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from drafting.profile import LocalityProfile
from outlines.role import ROLE_LABELS
from outlines.yaml_schema import read_as
from outlines.yaml_source import Field, Problem, YamlSource, field_name

_DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
# Lists of names: a full-width comma in one of these means that the drafter wrote two names.
_NAME_LISTS = {"includes", "industries", "titles", "attendees"}


def check_profile(source: YamlSource) -> LocalityProfile:
    """Turn what was written into a profile, or raise SourceError with every mistake (校验)."""
    data = copy.deepcopy(source.data)
    return read_as(LocalityProfile, source, data, list(_normalize(data, source)))


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
