"""Rule, Mark, Finding and Settings: what every check rule is made of (检查规则的类型)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from drafting.profile import LocalityProfile
    from drafting.rules.document import Document


class Severity(StrEnum):
    """How bad a fault is (严重程度)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}


class Mark(NamedTuple):
    """What a rule objects to: a half-open span of the document's text, why, and the one right mend (标记).

    `fix` replaces the span; None where a person must decide.
    """

    start: int
    end: int
    message: str
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """An office's own rule about a word (本单位用语): `prefer` is empty where the word is only forbidden."""

    forbid: str
    prefer: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a document is checked against (检查依据).

    `sources` maps the bank's document names to their texts, `wordings` are the office's own rules. `date` is
    the ISO date of the speech; empty where nothing tells.
    """

    profile: LocalityProfile | None = None
    date: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()


Check = Callable[["Document", Settings], Iterable[Mark]]


@dataclass(frozen=True, slots=True)
class Example:
    """A text that shows a rule at work (例); `sources` are the bank's texts that it is held against."""

    text: str
    sources: tuple[str, ...] = ()
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault that checking looks for, documented in itself (规则).

    Every `bad` text is found by the rule, every `good` one passes; a test demands both.
    """

    name: str
    severity: Severity
    summary: str
    what: str
    why: str
    bad: tuple[str | Example, ...]
    good: tuple[str | Example, ...]
    source: str
    check: Check


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault found (发现): a half-open span of the document's text, what stands there, why, and the mend."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str
    fix: str | None = None
