"""Outline + length → how many characters each section gets (篇幅计划)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from outlines.errors import UserError
from outlines.outline import Outline, OutlineSection

SPEAKING_RATE = 210
"""Characters a speaker reads in a minute; a measured pace for a formal speech."""

FEWEST, MOST = 300, 30_000


class Detail(StrEnum):
    """How much is written out (详略)."""

    OUTLINE = "outline"
    SKELETON = "skeleton"
    FULL = "full"


DEFAULT_CHARACTERS = {Detail.OUTLINE: 600, Detail.SKELETON: 1800, Detail.FULL: 3000}


@dataclass(frozen=True, slots=True)
class SectionBudget:
    """A section of the outline and its share of the characters (部分篇幅)."""

    section: OutlineSection
    characters: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, how long, in how much detail (计划)."""

    outline: Outline
    detail: Detail
    characters: int
    rate: int
    budgets: tuple[SectionBudget, ...]

    def minutes(self, characters: int) -> float:
        """Tell how long a text takes to read out (时长), in minutes to one decimal."""
        return round(characters / self.rate, 1)


def make_plan(
    outline: Outline,
    *,
    detail: Detail = Detail.SKELETON,
    characters: int | None = None,
    minutes: float | None = None,
    rate: int = SPEAKING_RATE,
) -> Plan:
    """Share the characters out over the sections (定篇幅).

    Raises:
        UserError: where both lengths are given, or one is out of bounds.
    """
    if characters is not None and minutes is not None:
        raise UserError("字数和时长只能定一个", where="--chars 与 --minutes", hint="去掉其中一个再试")
    total = characters or (round(minutes * rate) if minutes else DEFAULT_CHARACTERS[detail])
    if not FEWEST <= total <= MOST:
        raise UserError(
            f"篇幅{total}字超出范围",
            where="--chars" if characters else "--minutes",
            hint=f"请定在{FEWEST}至{MOST}字之间（每分钟约{rate}字）",
        )
    budgets = tuple(SectionBudget(s, round(total * s.share)) for s in outline.sections)
    return Plan(outline, detail, total, rate, budgets)
