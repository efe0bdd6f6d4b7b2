"""Many speeches → outlines (归纳提纲)."""

from __future__ import annotations

from dataclasses import dataclass

from outlines.speech import Role


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One level-1 section of a mined speech (部分).

    `heading` and `points` (its level-2 headings) are slotted; a heading that could not be made safe is empty.
    """

    role: Role
    heading: str
    points: tuple[str, ...]
    characters: int
