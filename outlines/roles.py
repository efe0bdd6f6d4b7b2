"""What each section does in the speech, and the evidence for it (功能)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from outlines.evidence import load_evidence
from outlines.numbering import parse_numeral
from outlines.regex import lazy
from outlines.speech import Role, Unit

# How much of a section's text is read for tense and verbs: its beginning says enough.
_READ = 1500
_YEAR = lazy(r"(?:19|20)\d\d(?=年)")
# A five-year plan is named for its number: the 13th ended in 2020.
_PLAN = lazy(r"“(十[一二三四五六七八九]|[六七八九]|二十)五”")
_FIRST_PLAN = 1955


@dataclass(frozen=True, slots=True)
class _Model:
    """The evidence, compiled (证据模型)."""

    heading: tuple[tuple[str, Role, float], ...]
    patterns: tuple[tuple[re.Pattern[str], Role, float], ...]
    body: tuple[tuple[Role, re.Pattern[str], float, float], ...]
    position: dict[str, dict[Role, float]]
    after: dict[Role, dict[Role, float]]
    year: float
    floor: float


@lru_cache(maxsize=1)
def _model() -> _Model:
    data = load_evidence("roles")
    return _Model(
        tuple(
            (word, Role(role), float(weight))
            for role, found in data["heading"].items()
            for word, weight in found.items()
        ),
        tuple(
            (re.compile(row["match"]), Role(row["role"]), float(row["weight"]))
            for row in data["heading_patterns"]
        ),
        tuple(
            (Role(role), re.compile(row["match"]), float(row["weight"]), float(row["cap"]))
            for role, row in data["body"].items()
        ),
        {
            place: {Role(role): float(weight) for role, weight in found.items()}
            for place, found in data["position"].items()
        },
        {
            Role(before): {Role(role): float(w) for role, w in found.items()}
            for before, found in data["after"].items()
        },
        float(data["year"]),
        float(data["floor"]),
    )


def weigh_role(
    heading: str, text: str, place: str = "", before: Role | None = None, year: int | None = None
) -> tuple[Role, tuple[str, ...]]:
    """Weigh one section's evidence (定功能).

    Args:
        heading: the level-1 heading.
        text: the section's text, headings included.
        place: "first", "middle", "last", or empty where there are fewer than three sections.
        before: the role of the section before.
        year: the year of the speech, where known: what a heading says of an earlier one lies behind.

    >>> role, evidence = weigh_role("压实责任，切实加强改革的组织领导", "各级党委要加强领导。", "last")
    >>> role.value, evidence[0]
    ('organization', '标题：组织领导+8')
    """
    model = _model()
    scores: dict[Role, float] = dict.fromkeys(Role, 0.0)
    reasons: list[tuple[float, Role, str]] = []

    def add(role: Role, weight: float, reason: str) -> None:
        scores[role] += weight
        reasons.append((weight, role, f"{reason}{weight:+.3g}"))

    for word, role, weight in model.heading:
        if word in heading:
            add(role, weight, f"标题：{word}")
    for pattern, role, weight in model.patterns:
        match = pattern.search(heading)
        if match:
            add(role, weight, f"标题：{match[0]}")
    years = [int(found) for found in _YEAR.findall(heading)]
    years += [_FIRST_PLAN + 5 * parse_numeral(found) for found in _PLAN.findall(heading)]
    if years and year is not None:
        add(Role.ACHIEVEMENTS if max(years) < year else Role.KEY_TASKS, model.year, "标题年份")
    read = text[:_READ]
    if len(read) >= 20:
        for role, pattern, weight, cap in model.body:
            rate = len(pattern.findall(read)) * 1000 / max(len(read), 500)
            if rate:
                add(role, min(rate, cap) * weight, "正文用语")
    for role, weight in model.position.get(place, {}).items():
        add(role, weight, "位置")
    if before is not None:
        for role, weight in model.after.get(before, {}).items():
            add(role, weight, f"承接{before.value}")
    best = max(Role, key=lambda role: scores[role])
    if scores[best] < model.floor:
        return Role.OTHER, ("证据不足",)
    shown = sorted(
        (reason for reason in reasons if reason[1] is best), key=lambda reason: (-reason[0], reason[2])
    )
    return best, tuple(reason for _, _, reason in shown)


def _with_role(unit: Unit, role: Role, evidence: tuple[str, ...]) -> Unit:
    heading = (unit.heading, unit.inline, unit.text, unit.heading_span, unit.body)
    return Unit(unit.level, unit.number, role, *heading, evidence)


def _assign_opening_points(units: list[Unit], stop: int) -> Role | None:
    """Give the points before the first section one role from what they say (开头各点的功能)."""
    points = [index for index in range(stop) if units[index].level]
    if not points:
        return None
    text = "\n".join(part for index in points for part in (units[index].heading, units[index].text))
    role, _ = weigh_role("", text)
    for index in points:
        units[index] = _with_role(units[index], role, ())
    return role


def assign_roles(units: Sequence[Unit], date: str | None = None) -> tuple[Unit, ...]:
    """Give every level-1 section its role and let the units below inherit it (赋功能)."""
    tops = [index for index, unit in enumerate(units) if unit.level == 1]
    result = list(units)
    before = _assign_opening_points(result, tops[0] if tops else len(units))
    for number, start in enumerate(tops):
        stop = next((index for index in range(start + 1, len(units)) if units[index].level <= 1), len(units))
        text = "\n".join(
            part for unit in units[start:stop] for part in (unit.heading if unit.level > 1 else "", unit.text)
        )
        place = (
            ""
            if len(tops) < 3
            else "first"
            if number == 0
            else "last"
            if number == len(tops) - 1
            else "middle"
        )
        role, evidence = weigh_role(
            units[start].heading, text, place, before, int(date[:4]) if date else None
        )
        result[start] = _with_role(units[start], role, evidence)
        for index in range(start + 1, stop):
            result[index] = _with_role(units[index], role, ())
        before = role
    return tuple(result)
