"""What is on the desk while one draft is written (写作现场)."""

from __future__ import annotations

from dataclasses import dataclass, field

from drafting.choose import Chooser
from drafting.draft import DraftUnit
from drafting.filling import Filler
from drafting.plan import Plan
from drafting.profile import LocalityProfile
from phrasebank.phrase import Kind


@dataclass(slots=True)
class Desk:
    """The plan, the profile, who deals phrases, and what was used already (写作现场).

    `theme` is the topic with the level-1 headings: what the whole speech is about. `dry` are places for which
    the bank has nothing left.
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
    dry: set[tuple[Kind, str, bool, bool]] = field(default_factory=set)
