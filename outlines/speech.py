"""Speech, Unit, Role: what every part of the program calls a speech (讲话稿).

All spans are half-open and count characters (code points) of `Speech.paragraphs[span.paragraph]`, the
cleaned text, so that any unit, phrase or defect can be shown in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from outlines.role import ROLE_LABELS as ROLE_LABELS
from outlines.role import Role as Role


class RepairKind(StrEnum):
    """What cleaning mended (修复类别)."""

    LINE_WRAP = "line_wrap"
    PAGE_MARKER = "page_marker"
    PUNCTUATION = "punctuation"
    SPACING = "spacing"
    OCR = "ocr"


class DefectKind(StrEnum):
    """What is damaged and cannot be mended with certainty (缺损类别)."""

    TRUNCATED = "truncated"
    ELIDED = "elided"
    REDACTED = "redacted"
    OCR = "ocr"
    LOST_PUNCTUATION = "lost_punctuation"
    TOPIC_MISMATCH = "topic_mismatch"
    DATE_CONFLICT = "date_conflict"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one cleaned paragraph (区段)."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that was not part of the speech (删去的内容); `line` counts from 1 in the source."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Something that was mended (修复的内容)."""

    kind: RepairKind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Defect:
    """Damage named, never mined (缺损); `span` is None where it concerns the whole document."""

    kind: DefectKind
    text: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One heading with the text under it, or the opening or the closing (单元).

    Opening and closing have level 0 and an empty heading. `number` is as written (`一、`, `（二）`, `一要`,
    empty where there is none); `heading` is without number and final full stop. `inline` is true where the
    heading opens a running paragraph. `body` lists the spans of the text below the heading, in order, up to
    the next unit whatever its level.
    """

    level: int
    number: str
    role: Role
    heading: str
    inline: bool
    text: str
    heading_span: Span | None
    body: tuple[Span, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """One document of the corpus, cleaned, with its units in reading order (讲话稿).

    `date` is ISO 8601, possibly partial (`2024`, `2024-05`), None where unknown. `genre` is `speech`, or what
    the document is instead (`news`, `policy`, `law`, `report`, `other`). `paragraphs` hold the body with
    headings and salutation, without title, date line and byline. `metadata` is what the file says of itself
    outside its text: title, published, topic, place, level, occasion and the like.
    """

    source: str
    format: str
    encoding: str
    title: str
    speaker: str | None
    date: str | None
    units: tuple[Unit, ...]
    paragraphs: tuple[str, ...]
    removed: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()
    defects: tuple[Defect, ...] = ()
    genre: str = "speech"
    metadata: tuple[tuple[str, str], ...] = ()

    def slice(self, span: Span) -> str:
        """Return the text of a span (取文)."""
        return self.paragraphs[span.paragraph][span.start : span.end]
