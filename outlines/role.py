"""Role: what a section does in a speech (功能).

On its own, because searching the bank needs nothing else of what a speech is.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a section does in the speech (功能)."""

    OPENING = "opening"
    ACHIEVEMENTS = "achievements"
    SITUATION = "situation"
    SIGNIFICANCE = "significance"
    KEY_TASKS = "key_tasks"
    ORGANIZATION = "organization"
    CLOSING = "closing"
    OTHER = "other"


ROLE_LABELS: dict[Role, str] = {
    Role.OPENING: "开场",
    Role.ACHIEVEMENTS: "成绩",
    Role.SITUATION: "形势",
    Role.SIGNIFICANCE: "意义",
    Role.KEY_TASKS: "任务",
    Role.ORGANIZATION: "保障",
    Role.CLOSING: "结束",
    Role.OTHER: "其他",
}
