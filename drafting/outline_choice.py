"""Which outline serves which meeting (选提纲)."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drafting.profile import LocalityProfile
from drafting.workspace import Workspace
from outlines.errors import UserError
from outlines.outline import Outline
from outlines.role import Role

if TYPE_CHECKING:
    from outlines.library import OutlineHead

    Known = Outline | OutlineHead

_CORE = frozenset({Role.SIGNIFICANCE, Role.KEY_TASKS, Role.ORGANIZATION})


@dataclass(frozen=True, slots=True)
class OutlineFile:
    """One of the workspace's own outlines (自有提纲); `fault` says why it could not be loaded."""

    path: Path
    outline: Outline | None
    fault: UserError | None = None


def own_outlines(home: Workspace | None) -> list[OutlineFile]:
    """Load the workspace's outlines in order of name; a broken file hides no other (自有提纲).

    Raises:
        UserError: the folder of outlines cannot be read.
    """
    from drafting.mined_outlines import is_untouched
    from outlines.library import load_outline

    found: list[OutlineFile] = []
    for path in outline_files(home):
        try:
            found.append(OutlineFile(path, load_outline(path, trusted=is_untouched(path))))
        except UserError as fault:
            found.append(OutlineFile(path, None, fault))
    return found


def outline_files(home: Workspace | None) -> list[Path]:
    """List the outline files of a workspace (提纲文件)."""
    if home is None:
        return []
    try:
        return sorted(path for path in home.outlines_dir.iterdir() if _is_outline(path.name))
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        hint = "把它移开，再建一个同名的文件夹"
        raise UserError("这是一个文件，不是文件夹", where=str(home.outlines_dir), hint=hint) from None
    except OSError as error:
        message = f"读不了提纲文件夹（{error.strerror}）"
        raise UserError(message, where=str(home.outlines_dir), hint="检查读取权限") from None


def _is_outline(name: str) -> bool:
    return name.endswith(".yaml") and not name.startswith(".")


def find_outline(
    name: str | None,
    home: Workspace | None,
    profile: LocalityProfile,
    *,
    own: Sequence[OutlineFile] | None = None,
    faults: list[UserError] | None = None,
) -> Outline:
    """Find an outline by name or by the start of it; without a name, propose one (找提纲).

    Args:
        name: the outline's name, or the start of it where that is unambiguous.
        home: the workspace whose own outlines come before those that ship.
        profile: what the speech is for.
        own: the workspace's own outlines where they are loaded already.
        faults: receives why own outlines were passed over, where none was asked for by name.

    Raises:
        UserError: there is none of that name, with near names; or the one asked for is broken.
    """
    from outlines.library import shipped_heads, shipped_outline

    own = own_outlines(home) if own is None else own
    broken = {file.path.stem: file.fault for file in own if file.fault is not None}
    mine = [file.outline for file in own if file.outline is not None]
    names = {outline.name for outline in mine} | broken.keys()
    outlines: list[Known] = [*mine, *(head for head in shipped_heads() if head.name not in names)]
    if name is None:
        if faults is not None:
            faults += broken.values()
        chosen = propose_outline(outlines, profile)
        return chosen if isinstance(chosen, Outline) else shipped_outline(chosen.name)
    if name in broken:
        raise broken[name]
    exact = [outline for outline in outlines if outline.name == name]
    starts = [outline for outline in outlines if name and outline.name.startswith(name)]
    if exact or len(starts) == 1:
        chosen = (exact or starts)[0]
        return chosen if isinstance(chosen, Outline) else shipped_outline(chosen.name)
    known = [outline.name for outline in outlines]
    near = [o.name for o in starts] or difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known
    raise UserError(f"没有名为“{name}”的提纲", where="--outline", hint="相近的有：" + "、".join(near))


def propose_outline(outlines: Sequence[Known], profile: LocalityProfile) -> Known:
    """Choose the outline for a profile's meeting (荐提纲).

    The occasion decides first, then the topic. An outline mined from speeches on the same topic, with significance,
    key tasks and organization, comes before any shipped one: it is how this office does it.
    """
    occasion, topic = profile.meeting.occasion, profile.meeting.topic

    def fit(item: tuple[int, Known]) -> tuple[float, int]:
        index, outline = item
        mined = isinstance(outline, Outline) and outline.origin == "mined"
        sections = outline.sections if isinstance(outline, Outline) else ()
        roles = {section.role for section in sections}
        about = any(word and (word in topic or topic in word) for word in outline.topics)
        score = 4.0 * bool(occasion and occasion in outline.occasions) + 3.0 * about
        score += 4.0 * (mined and about and roles >= _CORE)
        score += 1.0 * (outline.name == "work-meeting")
        return (-score, index)

    return min(enumerate(outlines), key=fit)[1]
