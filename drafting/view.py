"""What of the stock serves one topic at one date and level, and how well at each place of a speech (备选).

Nothing here depends on a single profile: a hundred counties with one topic share one view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from drafting.affinity import bigrams
from drafting.fields import fields_of, special_fields, subjects, topic_fields
from drafting.profile import LocalityProfile
from drafting.restate import Standing, distance
from drafting.stock import About, Item, Nearness, Stock, unit_vector
from drafting.usable import is_usable, years_since
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase, SlotKind

LEAST_RELEVANT = 0.4
"""Sayings and judgments from sources below this are about something else."""

_LEAST_SUBJECT = 0.3
"""A phrase is on the subject of its place from this cosine on."""

_LEAST_WORDS = 0.2
"""Where no subject tells, a phrase must share so much of its words with its place."""

_SECTION, _TOPIC = 0.35, 0.2
"""What the heading above a point, and the speech's topic, count beside the point's own heading."""

LEAST_SAME = 0.6
"""Ways of working from sources below this are those of other work."""

SAME_SUBJECT = 0.75
"""A source at least this relevant speaks about the same thing as this speech."""

_PLENTY = 12
"""So many phrases on a heading are as good as any number."""

_ECHO = 0.75
"""A phrase nearer than this to its heading only says the heading again."""

_ON_SUBJECT = 0.5
_NAMED_SUBJECT = 0.55
_ARGUMENTS = (Kind.SIGNIFICANCE, Kind.MEASURE, Kind.ASSURANCE, Kind.CALL)
_DEEDS = (Kind.MEASURE, Kind.ASSURANCE)
_SAYINGS = (Kind.MAXIM, Kind.CALL, Kind.PARALLEL, Kind.SIGNIFICANCE, Kind.OPENING)


class Offer(NamedTuple):
    """A phrase for one place, by its number among its kind, and how well it serves there (候选)."""

    number: int
    score: float


class Aim(NamedTuple):
    """What a place wants (所求): weights by subject; what its heading, all its headings, the topic itself name."""

    vector: dict[str, float]
    point: frozenset[str]
    said: frozenset[str]
    topic: frozenset[str]


class Scene(NamedTuple):
    """What decides which phrases serve, whoever speaks (情境): topic, date, level, and what sources should be about."""

    topic: str
    date: str
    standing: Standing
    wanted: str

    @classmethod
    def of(cls, profile: LocalityProfile) -> Scene:
        """Take from a profile what is not its own alone (取情境)."""
        meeting, standing = profile.meeting, Standing.of(profile)
        # A bank of government reports with a few union speeches in it should speak like the speeches.
        body = "工会" if "工会" in profile.organization.name else ""
        return cls(
            meeting.topic, meeting.date, Standing(standing.own, standing.kind), f"{meeting.topic}，{body}"
        )


class View:
    """The stock as one scene sees it (备选)."""

    def __init__(self, stock: Stock, scene: Scene) -> None:
        """Take the stock and the scene (备词)."""
        self.stock = stock
        self.subjects = topic_fields(scene.topic)
        self._scene = scene
        self._relevance = rank_documents(stock, scene.wanted)
        self._merits: dict[tuple[Kind, int], float | None] = {}
        self._offers: dict[tuple[Kind, Role, About, bool], list[Offer]] = {}
        self._aims: dict[tuple[About, bool], Aim] = {}
        self._point_sets: dict[Role, list[tuple[str, ...]]] = {}

    def relevance(self, phrase: Phrase) -> float:
        """Tell how near the phrase's sources are to this speech, 0 to 1 (相关度)."""
        sources = phrase.sources
        if len(sources) == 1:
            return self._relevance.get(sources[0].document, 1.0)
        return max((self._relevance.get(s.document, 1.0) for s in sources[:8]), default=1.0)

    def takes_heading(self, phrase: Phrase) -> bool:
        """Tell whether a heading of the bank is about nothing foreign to the topic (标题切题)."""
        special = fields_of(phrase.text).keys() & special_fields()
        return (not self.subjects or special <= self.subjects) and self.merit(phrase) is not None

    def point_sets(self, role: Role) -> list[tuple[str, ...]]:
        """List the sets of level-2 headings that near sources had in sections of a role (成套小标题)."""
        if role not in self._point_sets:
            groups: dict[str, list[Phrase]] = {}
            for phrase in self.stock.headings.values():
                fits = phrase.level == 2 and phrase.role is role and phrase.group
                if fits and self.relevance(phrase) >= LEAST_RELEVANT:
                    groups.setdefault(phrase.group, []).append(phrase)
            ordered = (sorted(groups[name], key=lambda phrase: phrase.position) for name in sorted(groups))
            self._point_sets[role] = [
                tuple(phrase.text for phrase in members) for members in ordered if len(members) >= 2
            ]
        return self._point_sets[role]

    def offers(self, kind: Kind, role: Role, about: About, *, loose: bool) -> list[Offer]:
        """List what may stand at a place, best first (候选).

        It must be about what the place is about. Where `loose`, it is enough that it comes from the same part of a
        speech on the same subject.
        """
        key = (kind, role, about, loose)
        if key not in self._offers:
            items, aim = self.stock.items(kind), self._aim(kind, about)
            # Where no subject is known, words are weighed, and they alone find what is near.
            shared = (
                {} if self.subjects else self.stock.sharing(kind, about.point + about.section + about.topic)
            )
            found = []
            for i in self._candidates(kind, aim, shared, loose=loose):
                item = items[i]
                if not self._fits(item, aim, role, about, loose=loose):
                    continue
                near = item.near(about.point + about.section, aim.vector)
                near = near._replace(words=shared.get(i, 0.0)) if shared else near
                if (loose or _is_near(near, aim, kind)) and (
                    merit := self._merit_of(kind, i, item)
                ) is not None:
                    score = merit + 2.5 * near.subject + 1.5 * near.words + 0.8 * near.heading
                    found.append(Offer(i, round(score + 0.4 * (item.phrase.role is role), 6)))
            found.sort(key=lambda offer: (-offer.score, items[offer.number].phrase.text))
            self._offers[key] = found
        return self._offers[key]

    def support(self, kind: Kind, heading: str) -> float:
        """Tell how much the bank has to say on a heading, 0 to 1 (支撑度)."""
        fields = fields_of(heading).keys()
        return min(1.0, len(self.stock.telling(kind, fields & subjects() or fields)) / _PLENTY)

    # --- what may stand where -------------------------------------------------------------------------------

    def _candidates(self, kind: Kind, aim: Aim, shared: Mapping[int, float], *, loose: bool) -> Iterable[int]:
        if loose:
            return range(len(self.stock.items(kind)))
        if not self.subjects:
            return sorted(shared)
        wanted = aim.point if kind in _DEEDS and aim.point else aim.vector.keys()
        return sorted(self.stock.telling(kind, wanted))

    def _aim(self, kind: Kind, about: About) -> Aim:
        saying = kind in _SAYINGS
        if (about, saying) not in self._aims:
            weights: dict[str, float] = {}
            topic = 1.0 if saying else _TOPIC
            shares = ((about.point, 1.0), (about.section, _SECTION), (about.topic, topic))
            for text, share in shares:
                for name, weight in fields_of(text).items():
                    weights[name] = weights.get(name, 0.0) + share * weight
            if not weights:
                weights = dict.fromkeys(sorted(self.subjects), 1.0)
            point, section, subject = (frozenset(fields_of(text)) for text in about)
            self._aims[about, saying] = Aim(unit_vector(weights), point, point | section, subject)
        return self._aims[about, saying]

    def _fits(self, item: Item, aim: Aim, role: Role, about: About, *, loose: bool) -> bool:
        """Tell whether a phrase speaks of nothing foreign to its place (不跑题)."""
        kind = item.phrase.kind
        if kind in _DEEDS and _only_names(item.phrase.text, about.topic):
            return False
        if not self.subjects:
            return True
        relevance = self.relevance(item.phrase)
        wanted = aim.point & subjects()
        if kind in _SAYINGS:
            if not self._is_about(item, aim, relevance):
                return False
            if loose:
                return relevance >= SAME_SUBJECT and item.phrase.role is role
            # What was achieved is said point by point; what it means may be said of the whole.
            served = wanted if role is Role.ACHIEVEMENTS else wanted | aim.topic
            return not wanted or bool(item.told & served)
        if not item.subjects <= self.subjects | aim.said:
            return False
        # A source about other things is believed on its words alone, not on the heading they stood under.
        told = item.own if relevance < LEAST_SAME else item.told
        if aim.point and not told & aim.point:
            return False
        # A measure does what its heading says. One that speaks of another subject does not, whatever words they share.
        if item.subjects and wanted:
            return bool(item.subjects & wanted)
        # A way of working that names no work is at home in its own speech, or where speeches are about ways.
        return bool(item.subjects) or role is not Role.KEY_TASKS or relevance >= LEAST_SAME

    def _is_about(self, item: Item, aim: Aim, relevance: float) -> bool:
        """Tell whether a saying or a judgment is about the topic (切题), whatever its heading wants."""
        own = item.own & subjects()
        if not item.subjects & special_fields() <= aim.topic | (self.subjects & aim.point):
            return False
        return bool(own & self.subjects) or (not own and relevance >= SAME_SUBJECT)

    # --- merit ----------------------------------------------------------------------------------------------

    def _merit_of(self, kind: Kind, index: int, item: Item) -> float | None:
        key = (kind, index)
        if key not in self._merits:
            self._merits[key] = self.merit(item.phrase)
        return self._merits[key]

    def merit(self, phrase: Phrase) -> float | None:
        """Rate what speaks for a phrase wherever it may stand (优劣); None where it may stand nowhere."""
        scene = self._scene
        if not is_usable(phrase, scene.topic, scene.date):
            return None
        relevance = self.relevance(phrase)
        if relevance < LEAST_RELEVANT and phrase.kind in _SAYINGS:
            return None
        # What was said of one subject by name is seldom true of another.
        if relevance < _NAMED_SUBJECT and phrase.kind in _ARGUMENTS and "{topic}" in phrase.text:
            return None
        merit = (
            0.3 * min(phrase.weight, 3.0)
            + relevance
            - min(1.0, 0.04 * max(0, years_since(phrase, scene.date) - 2))
        )
        merit -= distance(phrase.grade, scene.standing)
        return round(merit + 0.2 * any(slot.kind is SlotKind.TOPIC for slot in phrase.slots), 6)


def _is_near(near: Nearness, aim: Aim, kind: Kind) -> bool:
    """Tell whether a phrase is on the subject of its place and does not only say its heading again (切合)."""
    if near.words > _ECHO:
        return False
    if near.subject >= _LEAST_SUBJECT:
        return True
    return not (kind in _DEEDS and aim.point) and near.words + 0.5 * near.heading >= _LEAST_WORDS


@lru_cache(maxsize=65_536)
def _only_names(text: str, topic: str) -> bool:
    """Tell whether a measure does nothing but hold what the meeting is about (只说主题)."""
    pairs = bigrams(text)
    return len(pairs & bigrams(topic)) * 2 > len(pairs)


def rank_documents(stock: Stock, wanted: str) -> dict[str, float]:
    """Rate sources by how near they are to a speech, 1 for the nearest (来源相关度).

    `wanted` names what they should be about; among speeches of one kind all are about as near.
    """
    weights, summaries = stock.summary_weights, stock.summaries
    aim = bigrams(wanted)
    norm = weights.norm(aim)
    # A long list of headings is not further away for its length: what counts is how much of the aim it covers.
    covered = {
        name: weights.norm(aim & bigrams(text)) / norm if norm else 1.0 for name, text in summaries.items()
    }
    # A bank with nothing on the subject has no near source, only a least far one.
    best = max(_ON_SUBJECT, *covered.values()) if covered else 0.0
    return {name: round(sqrt(value / best), 4) if best else 1.0 for name, value in covered.items()}
