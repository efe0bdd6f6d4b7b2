"""Entity and DocumentContext: what a source says of itself (专名)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from phrasebank.phrase import SlotKind


class Entity(NamedTuple):
    """A name or figure in a text (专名).

    The span is half-open; `local` is false where the name stays in a phrase.
    """

    start: int
    end: int
    kind: SlotKind
    value: str
    local: bool


@dataclass(frozen=True, slots=True, eq=False)
class DocumentContext:
    """What one document is about and which names are its own (文档语境).

    `place` is the full name of the speech's own place, empty where it does not tell. `places` are all names
    of places in it, full and short, `parents` those of its superiors. `grade` is the level that speaks, as in
    SourceDocument. `topic_aliases` are the short forms that the document gives its topic.
    """

    place: str = ""
    places: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    grade: str = ""
    topic: str = ""
    topic_aliases: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
