"""Outline: the YAML that people write and edit (提纲)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from outlines.role import Role

# What a heading or a frame may name: the profile's facts, and in mined headings what a source named.
PROFILE_SLOTS = frozenset(
    [
        "place",
        "parent_place",
        "self",
        "topic",
        "meeting",
        "organization",
        "vision",
        "industries",
        "directive",
        "count",
    ]
)
SOURCE_SLOTS = frozenset(["person", "title", "date", "number", "brand"])
# The profile keys that a prompt may name; `facts.` may be followed by any word.
PROMPT_FIELDS = frozenset(
    [
        *("place.vision", "place.industries", "place.includes", "place.parent", "organization.name"),
        *("speaker.name", "speaker.titles", "roster", "directives", "brands", "tasks", "targets"),
        *("meeting.name", "meeting.date", "meeting.purpose", "meeting.attendees"),
    ]
)
# The bank's clauses that a frame carries.
BANK_SLOTS = frozenset(
    [
        "opening",
        "significance",
        "measure",
        "measure2",
        "measure3",
        "assurance",
        "assurance2",
        "maxim",
        "parallel",
        "call",
    ]
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A local fact that only the drafter knows (待填项).

    `field` is the profile key that would answer it (`facts.situation`, `meeting.purpose`), `text` what to
    supply and whom to ask.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """One section of an outline (提纲的一部分).

    `share` is its part of the speech's characters (0 to 1; all sections of an outline add up to 1). `points`
    is (least, most) level-2 headings; `point_sets` are alternatives, each a complete set of parallel
    level-2 headings; where there is none, or none fits, the bank is asked. `frames` are sentences with
    slots (`{topic}`, `{measure}`) that carry the bank's clauses. `point_topics` says for each point set which
    subjects it is bound to; an empty entry, or a missing one, fits any. `frame_words` says for each frame which
    words, one at least, must stand in what it answers: the heading above it, for the closing the opening.
    """

    role: Role
    share: float
    points: tuple[int, int]
    point_sets: tuple[tuple[str, ...], ...]
    frames: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    point_topics: tuple[tuple[str, ...], ...] = ()
    frame_words: tuple[tuple[str, ...], ...] = ()

    def words_for(self, frame: str) -> tuple[str, ...]:
        """Return the words that a frame answers to (句架所应的词); empty where it answers to any.

        >>> section = OutlineSection(Role.KEY_TASKS, 1.0, (2, 2), (), ("要算细账。", "要多走走。"), (), (), (("资金",),))
        >>> section.words_for("要算细账。"), section.words_for("要多走走。")
        (('资金',), ())
        """
        return next((w for f, w in zip(self.frames, self.frame_words, strict=False) if f == frame), ())

    def points_for(self, topic: str) -> tuple[tuple[str, ...], ...]:
        """Return the point sets written for a topic, else those that fit any (选用小标题).

        >>> sets = (("建机制", "搭平台"), ("查隐患", "强监督"))
        >>> section = OutlineSection(Role.KEY_TASKS, 1.0, (2, 2), sets, (), (), ((), ("安全",)))
        >>> section.points_for("安全生产工作")
        (('查隐患', '强监督'),)
        >>> section.points_for("职工文化建设")
        (('建机制', '搭平台'),)
        """
        bound, general = [], []
        for points, words in zip_longest(self.point_sets, self.point_topics, fillvalue=()):
            if not words:
                general.append(points)
            elif topic and any(word in topic or topic in word for word in words):
                bound.append(points)
        return tuple(bound or general)


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
