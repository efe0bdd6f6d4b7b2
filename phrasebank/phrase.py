"""Phrase, Slot, Candidate, Harvest: what the bank holds and what mining hands it (词句).

A phrase's `text` is data, never a template: its slots are written `{place}`, `{topic}` and so on, at most
one name twice (`{number}`, `{number2}`), and are filled by plain substitution.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from outlines.role import Role

if TYPE_CHECKING:
    from outlines.induce import SectionPlan

_SLOT = re.compile(r"\{([a-z_]+?)(\d*)\}")


class Kind(StrEnum):
    """What a phrase is good for (类别)."""

    FORMULATION = "formulation"
    HEADING = "heading"
    OPENING = "opening"
    TRANSITION = "transition"
    SIGNIFICANCE = "significance"
    MEASURE = "measure"
    PARALLEL = "parallel"
    MAXIM = "maxim"
    IDIOM = "idiom"
    ASSURANCE = "assurance"
    CALL = "call"
    FIGURE = "figure"


KIND_LABELS: dict[Kind, str] = {
    Kind.FORMULATION: "规范表述",
    Kind.HEADING: "标题句",
    Kind.OPENING: "开篇语",
    Kind.TRANSITION: "过渡语",
    Kind.SIGNIFICANCE: "意义论述",
    Kind.MEASURE: "举措",
    Kind.PARALLEL: "排比对仗",
    Kind.MAXIM: "金句",
    Kind.IDIOM: "四字格",
    Kind.ASSURANCE: "保障要求",
    Kind.CALL: "号召语",
    Kind.FIGURE: "数据句",
}


class SlotKind(StrEnum):
    """What a source named of its own (槽位类别)."""

    PLACE = "place"
    PARENT_PLACE = "parent_place"
    PERSON = "person"
    TITLE = "title"
    ORGANIZATION = "organization"
    DATE = "date"
    NUMBER = "number"
    BRAND = "brand"
    TOPIC = "topic"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Slot:
    """A typed gap and what the source said in it (槽位).

    `name` is what stands in the phrase's text between braces: the kind, numbered from the second on.
    """

    name: str
    kind: SlotKind
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a phrase was read (出处); paragraph and sentence count from 0 in the cleaned document."""

    document: str
    paragraph: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One phrase as one document says it, slots already cut (候选).

    `level` is the heading level for headings, else 0. `group` ties the headings of one set together within
    the document (siblings under one parent, in order of `position`), else empty. `context` is the text of the
    headings above it, slotted, which says what the phrase was used for.
    """

    text: str
    kind: Kind
    role: Role
    slots: tuple[Slot, ...]
    topics: tuple[str, ...]
    paragraph: int
    sentence: int
    level: int = 0
    group: str = ""
    position: int = 0
    context: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A mined file as the bank remembers it (来源文档).

    `digest` is the SHA-256 of the file's bytes; `name` is the path as given, with forward slashes. `grade` is
    the level of government or organisation the speech speaks for (`省`, `市`, `县`, `企业` and so on, empty
    where it does not tell). `residue` are the names that belong to the source alone: its places, persons,
    organisations, brands.
    """

    name: str
    digest: str
    title: str
    speaker: str | None
    date: str | None
    place: str
    grade: str
    topic: str
    residue: tuple[Slot, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that one document yields (一篇之所得); a pure function of the file's bytes and the shipped data."""

    document: SourceDocument
    candidates: tuple[Candidate, ...]
    sections: tuple[SectionPlan, ...]
    rejected: tuple[tuple[str, int], ...]
    characters: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One bank entry: the same words from any number of sources (词条).

    `weight` orders a listing, higher first. `topics` are the words that bind the phrase to a subject: it fits
    only a speech about them; empty means that it fits any. `grade` as in SourceDocument, empty where it does
    not matter or differs. Dates are ISO 8601, None where open. `variants` are near duplicates, the most widespread first.
    """

    id: str
    text: str
    kind: Kind
    role: Role
    slots: tuple[Slot, ...]
    topics: tuple[str, ...]
    document_frequency: int
    sources: tuple[Source, ...]
    valid_from: str | None = None
    valid_until: str | None = None
    weight: float = 0.0
    level: int = 0
    group: str = ""
    position: int = 0
    context: str = ""
    grade: str = ""
    years: tuple[int, ...] = ()
    variants: tuple[str, ...] = ()


def phrase_id(kind: Kind, text: str) -> str:
    """Name a phrase by its content, so that every bank on every machine agrees (词条编号).

    >>> phrase_id(Kind.IDIOM, "凝心聚力")
    'd4e96cd7d7b2'
    """
    import hashlib  # loads OpenSSL, which a mere search has no use for

    return hashlib.sha256(f"{kind}\t{text}".encode()).hexdigest()[:12]


def slot_names(text: str) -> tuple[str, ...]:
    """List the slot names of a phrase in order (槽位名).

    >>> slot_names("推动{place}{topic}再上新台阶")
    ('place', 'topic')
    """
    return tuple(match.group(1) + match.group(2) for match in _SLOT.finditer(text))


def strip_slots(text: str) -> str:
    """Drop the slots from a phrase, for counting and comparing its own words (去槽).

    >>> strip_slots("推动{topic}向纵深发展")
    '推动向纵深发展'
    """
    return _SLOT.sub("", text)
