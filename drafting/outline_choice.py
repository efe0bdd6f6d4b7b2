"""Which outline serves which meeting (选提纲)."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from drafting.profile import LocalityProfile
from drafting.workspace import Workspace
from outlines.errors import UserError
from outlines.outline import Outline
from outlines.speech import Role

_CORE = frozenset({Role.SIGNIFICANCE, Role.KEY_TASKS, Role.ORGANIZATION})


def outlines_in_force(home: Workspace | None) -> list[Outline]:
    """List the outlines that count: the workspace's own first, shipped ones that none of them shadows (现行提纲)."""
    from outlines.library import load_outline, shipped_outlines

    own: list[Outline] = []
    if home is not None and home.outlines_dir.is_dir():
        own = [load_outline(path) for path in sorted(home.outlines_dir.glob("*.yaml"))]
    names = {outline.name for outline in own}
    return [*own, *(outline for outline in shipped_outlines() if outline.name not in names)]


def find_outline(name: str | None, home: Workspace | None, profile: LocalityProfile) -> Outline:
    """Find an outline by name or by the start of it; without a name, propose one (找提纲).

    Raises:
        UserError: there is none of that name; near names are given.
    """
    outlines = outlines_in_force(home)
    if name is None:
        return propose_outline(outlines, profile)
    exact = [outline for outline in outlines if outline.name == name]
    starts = [outline for outline in outlines if outline.name.startswith(name)]
    if exact or len(starts) == 1:
        return (exact or starts)[0]
    known = [outline.name for outline in outlines]
    near = [o.name for o in starts] or difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known
    raise UserError(f"没有名为“{name}”的提纲", where="--outline", hint="相近的有：" + "、".join(near))


def propose_outline(outlines: Sequence[Outline], profile: LocalityProfile) -> Outline:
    """Choose the outline for a profile's meeting (荐提纲).

    The occasion decides first, then the topic. An outline mined from speeches on the same topic, with significance,
    key tasks and organization, comes before any shipped one: it is how this office does it.
    """
    occasion, topic = profile.meeting.occasion, profile.meeting.topic

    def fit(item: tuple[int, Outline]) -> tuple[float, int]:
        index, outline = item
        roles = {section.role for section in outline.sections}
        about = any(word and (word in topic or topic in word) for word in outline.topics)
        score = 4.0 * bool(occasion and occasion in outline.occasions) + 3.0 * about
        score += 4.0 * (outline.origin == "mined" and about and roles >= _CORE)
        score += 1.0 * (outline.name == "work-meeting")
        return (-score, index)

    return min(enumerate(outlines), key=fit)[1]
