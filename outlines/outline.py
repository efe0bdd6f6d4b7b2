"""Outline: the YAML that people write and edit (提纲)."""

from __future__ import annotations

from dataclasses import dataclass

from outlines.speech import Role


@dataclass(frozen=True, slots=True)
class Prompt:
    """A local fact that only the drafter knows (待填项).

    `field` is the profile key that would answer it (`facts.situation`, `meeting.purpose`), `text` what to supply.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """One section of an outline (提纲的一部分).

    `share` is its part of the speech's characters (0 to 1; all sections of an outline add up to 1). `points`
    is (least, most) level-2 headings; `point_sets` are alternatives, each a complete set of parallel
    level-2 headings; where there is none, or none fits, the bank is asked. `frames` are sentences with
    slots (`{topic}`, `{measure}`) that carry the bank's clauses.
    """

    role: Role
    share: float
    points: tuple[int, int]
    point_sets: tuple[tuple[str, ...], ...]
    frames: tuple[str, ...]
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """An ordered list of sections with heading sets (提纲).

    Each entry of `heading_sets` has one heading for each level-1 section (all roles but opening and closing),
    in order, so that a draft's level-1 headings always come from one hand. `topics` narrow a point set or an
    outline to subjects; empty fits any.
    """

    name: str
    title: str
    description: str
    occasions: tuple[str, ...]
    topics: tuple[str, ...]
    speech_title: str
    salutation: str
    heading_sets: tuple[tuple[str, ...], ...]
    sections: tuple[OutlineSection, ...]
    required_formulations: tuple[str, ...] = ()
    origin: str = "shipped"
    sources: tuple[str, ...] = ()
