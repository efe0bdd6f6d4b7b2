"""What each section does in the speech, and the evidence for it (功能)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from outlines.evidence import ending_word, load_evidence, opening_word
from outlines.numbering import parse_numeral
from outlines.regex import lazy
from outlines.script import fold
from outlines.speech import Role, Unit

# How much of a section's text is read for tense and verbs: its beginning says enough.
_READ = 1500
_SENTENCE = lazy(r"[。！？；\n]")
_SHORTEST_SENTENCE = 6
_MOST_SENTENCES = 16
# Ahead by this much, a role needs no look at single sentences: they could not turn it.
_DECIDED = 5.0
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
    sentences: tuple[tuple[Role, re.Pattern[str], str, float], ...]
    opener: float
    result: float
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
            (lazy(row["match"]), Role(row["role"]), float(row["weight"])) for row in data["heading_patterns"]
        ),
        tuple(
            (Role(role), lazy(row["match"]), float(row["weight"]), float(row["cap"]))
            for role, row in data["body"].items()
        ),
        tuple(
            (
                Role(role),
                lazy(row["match"]),
                row.get("opens", ""),
                float(row["weight"]),
            )
            for role, row in data["sentences"].items()
        ),
        float(data["grammar"]["opener"]),
        float(data["grammar"]["result"]),
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


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for each role of one section (一部分的证据)."""

    scores: dict[Role, float]
    reasons: list[tuple[float, Role, str]]

    def add(self, role: Role, weight: float, reason: str) -> None:
        self.scores[role] += weight
        self.reasons.append((weight, role, f"{reason}{weight:+.3g}"))

    def told(self, role: Role) -> tuple[str, ...]:
        """Return the reasons for a role, the strongest first (理由)."""
        found = sorted((-weight, text) for weight, of, text in self.reasons if of is role)
        return tuple(text for _, text in found) or ("证据不足",)


def _gather(heading: str, text: str, place: str, year: int | None) -> _Evidence:
    """Gather the evidence that a section itself gives (收集证据)."""
    model = _model()
    evidence = _Evidence(dict.fromkeys(Role, 0.0), [])
    for word, role, weight in [entry for entry in model.heading if entry[0] in heading]:
        evidence.add(role, weight, f"标题：{word}")
    for pattern, role, weight in model.patterns:
        match = pattern.search(heading)
        if match:
            evidence.add(role, weight, f"标题：{match[0]}")
    if opener := opening_word(heading, "openers"):
        evidence.add(Role.KEY_TASKS, model.opener, f"标题：{opener}")
    elif result := ending_word(heading, "results"):
        evidence.add(Role.ACHIEVEMENTS, model.result, f"标题：{result}")
    years = [int(found) for found in _YEAR.findall(heading)]
    years += [_FIRST_PLAN + 5 * parse_numeral(found) for found in _PLAN.findall(heading)]
    if years and year is not None:
        evidence.add(Role.ACHIEVEMENTS if max(years) < year else Role.KEY_TASKS, model.year, "标题年份")
    read = text[:_READ]
    if len(read) >= 20:
        for role, pattern, weight, cap in model.body:
            rate = len(pattern.findall(read)) * 1000 / max(len(read), 500)
            if rate:
                evidence.add(role, min(rate, cap) * weight, "正文用语")
        second, first = sorted(evidence.scores.values())[-2:]
        if first - second < _DECIDED:
            for role, share in _sentence_shares(read).items():
                evidence.add(role, share, "句式")
    for role, weight in model.position.get(place, {}).items():
        evidence.add(role, weight, "位置")
    return evidence


def _sentence_shares(text: str) -> dict[Role, float]:
    """Weigh the build of the sentences: which share of them does what (句式)."""
    model = _model()
    split = _SENTENCE.split(text, 2 * _MOST_SENTENCES)
    sentences = [each for each in split if len(each) >= _SHORTEST_SENTENCE][:_MOST_SENTENCES]
    hits = dict.fromkeys(Role, 0)
    for sentence in sentences:
        found = [
            role
            for role, pattern, opens, _ in model.sentences
            if (opens and opening_word(sentence, opens)) or pattern.search(sentence)
        ]
        for role in found:
            hits[role] += role is not Role.ACHIEVEMENTS or Role.SITUATION not in found
    return {
        role: weight * hits[role] / max(len(sentences), 2)
        for role, _, _, weight in model.sentences
        if hits[role]
    }


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
    return _weigh_sequence([_gather(heading, text, place, year)], before)[0]


def _weigh_sequence(sections: Sequence[_Evidence], before: Role | None) -> list[tuple[Role, tuple[str, ...]]]:
    """Find the best roles for all sections together: what follows what counts as well (序列定功能)."""
    model = _model()
    best: dict[Role | None, tuple[float, tuple[Role, ...]]] = {before: (0.0, ())}
    for evidence in sections:
        reached: dict[Role | None, tuple[float, tuple[Role, ...]]] = {}
        befores = [
            (total, path, model.after.get(last, {}) if last else {}) for last, (total, path) in best.items()
        ]
        for role, own in evidence.scores.items():
            if role is Role.OTHER:
                own = max(own, model.floor)
            most = float("-inf")
            way: tuple[Role, ...] = ()
            for total, path, shifts in befores:
                score = total + own + shifts.get(role, 0.0)
                if score > most:
                    most, way = score, path
            reached[role] = (most, (*way, role))
        best = reached
    _, path = max(best.values(), key=lambda found: found[0])
    for evidence, last, role in zip(sections, (before, *path), path, strict=False):
        if last and (weight := model.after.get(last, {}).get(role, 0.0)):
            evidence.add(role, weight, f"承接{last.value}")
    return [(role, evidence.told(role)) for evidence, role in zip(sections, path, strict=True)]


def _with_role(unit: Unit, role: Role, evidence: tuple[str, ...]) -> Unit:
    heading = (unit.heading, unit.inline, unit.text, unit.heading_span, unit.body)
    return Unit(unit.level, unit.number, role, *heading, evidence)


def _assign_opening_points(units: list[Unit], stop: int) -> Role | None:
    """Give the points before the first section one role from what they say (开头各点的功能)."""
    points = [index for index in range(stop) if units[index].level]
    if not points:
        return None
    text = "\n".join(part for index in points for part in (units[index].heading, units[index].text))
    role, _ = weigh_role("", fold(text[:_READ]))
    for index in points:
        units[index] = _with_role(units[index], role, ())
    return role


def assign_roles(units: Sequence[Unit], date: str | None = None) -> tuple[Unit, ...]:
    """Give every level-1 section its role and let the units below inherit it (赋功能)."""
    tops = [index for index, unit in enumerate(units) if unit.level == 1]
    result = list(units)
    before = _assign_opening_points(result, tops[0] if tops else len(units))
    year = int(date[:4]) if date else None
    stops = [
        next((index for index in range(start + 1, len(units)) if units[index].level <= 1), len(units))
        for start in tops
    ]
    found: list[_Evidence] = []
    for number, (start, stop) in enumerate(zip(tops, stops, strict=True)):
        text = "\n".join(
            part for unit in units[start:stop] for part in (unit.heading if unit.level > 1 else "", unit.text)
        )
        place = "first" if number == 0 else "last" if number == len(tops) - 1 else "middle"
        heading = fold(units[start].heading)
        found.append(_gather(heading, fold(text[:_READ]), place if len(tops) > 2 else "", year))
    for start, stop, (role, evidence) in zip(tops, stops, _weigh_sequence(found, before), strict=True):
        result[start] = _with_role(units[start], role, evidence)
        for index in range(start + 1, stop):
            result[index] = _with_role(units[index], role, ())
    return tuple(result)
