"""What is on the desk while one draft is written (写作现场)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from drafting.choose import Chooser
from drafting.draft import DraftUnit, Part
from drafting.filling import Filler
from drafting.plan import Plan
from drafting.profile import LocalityProfile
from drafting.shelf import Choice
from drafting.stock import About
from outlines.role import Role
from phrasebank.phrase import Kind


class Place(NamedTuple):
    """Where a phrase of the bank stands in a sentence, and what else could (词位)."""

    part: int
    choice: Choice
    kind: Kind
    role: Role
    about: About
    loose: bool
    accept: Callable[[Choice], bool]


@dataclass(slots=True)
class Desk:
    """The plan, the profile, who deals phrases, and what was used already (写作现场).

    `theme` is the topic with the level-1 headings: what the whole speech is about. `places` tells for each
    sentence where the bank's phrases stand in it. `dry` are places for which the bank has nothing left.
    """

    plan: Plan
    profile: LocalityProfile
    chooser: Chooser
    filler: Filler
    theme: str = ""
    units: list[DraftUnit] = field(default_factory=list)
    used_frames: set[str] = field(default_factory=set)
    used_facts: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    dry: set[tuple[Kind, About, bool, bool]] = field(default_factory=set)
    places: dict[tuple[Part, ...], list[Place]] = field(default_factory=dict)
