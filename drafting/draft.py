"""Draft, Sentence, Origin: every sentence knows where it came from (稿件)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from outlines.role import Role


class Origin(StrEnum):
    """Who supplied the words (来历)."""

    BANK = "bank"
    OUTLINE = "outline"
    PROFILE = "profile"
    TEMPLATE = "template"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence from one hand (句中一段).

    `phrase` is a bank id, `source` the document and passage it was read in, `field` a profile key or an
    outline's section; each is empty where it does not apply. The texts of a sentence's parts join to its text.
    """

    text: str
    origin: Origin
    phrase: str = ""
    source: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft (句子); `alternatives` are whole sentences that could stand in its place, best first."""

    parts: tuple[Part, ...]
    alternatives: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it is read out (全句)."""
        return "".join(part.text for part in self.parts)

    @property
    def main(self) -> Part:
        """The part that says where the sentence is from: the longest of the bank, else the longest (主要来历)."""
        bank = [part for part in self.parts if part.origin is Origin.BANK]
        return max(bank or self.parts, key=lambda part: len(part.text))


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """One paragraph of running text (段落)."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The paragraph's text (全段)."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class DraftUnit:
    """A heading and what stands under it (单元); opening and closing have level 0 and no heading.

    `inline` headings open the first paragraph instead of standing on a line of their own.
    """

    level: int
    number: str
    role: Role
    heading: Sentence | None
    inline: bool
    paragraphs: tuple[DraftParagraph, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A local fact that the profile lacks (待填): the profile key, what to supply, the index of its unit."""

    field: str
    prompt: str
    unit: int


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How much of a draft's characters one source gave (来源占比), 0 to 1."""

    document: str
    share: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """How near a draft is to its sources, formulations and quotations apart (重合度).

    `longest_run` counts the characters of the longest verbatim run shared with one source.
    """

    longest_run: int
    sources: tuple[SourceShare, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A speech skeleton (讲话稿框架).

    `date_line` and `speaker_line` stand below the title; `minutes` is the speaking time that `characters`
    take.
    """

    title: str
    date_line: str
    speaker_line: str
    salutation: str
    units: tuple[DraftUnit, ...]
    outline: str
    seed: int
    characters: int
    minutes: float
    missing: tuple[Missing, ...] = ()
    overlap: Overlap = field(default_factory=lambda: Overlap(0, ()))

    def iter_sentences(self) -> Iterator[Sentence]:
        """Yield every heading and sentence in reading order (逐句)."""
        for unit in self.units:
            if unit.heading is not None:
                yield unit.heading
            for paragraph in unit.paragraphs:
                yield from paragraph.sentences

    def iter_parts(self) -> Iterator[Part]:
        """Yield every part of every heading and sentence in reading order (逐段)."""
        for sentence in self.iter_sentences():
            yield from sentence.parts
