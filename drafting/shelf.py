"""The phrases that one profile can use at one date, and how near each is to a subject (备选词句).

Nothing here changes while a draft is written, so that several tries at it, and several seeds, share one shelf.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import sqrt
from typing import NamedTuple

from drafting.affinity import bigrams
from drafting.draft import Origin, Part
from drafting.fields import fields_of, special_fields, subjects, topic_fields
from drafting.filling import Filler
from drafting.profile import LocalityProfile
from drafting.restate import distance
from drafting.stock import About, Item, Nearness, Stock, unit_vector
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase, SlotKind, strip_slots

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

_ECHO = 0.75
"""A phrase nearer than this to its heading only says the heading again."""

# Words that point at what was said before them: out of its paragraph a phrase with one says nothing.
_LEANS = re.compile(
    r"其中|上述|以上|如此|这一|这些|这种|此项|该项|的时候$|^(?:纳入|列入|胜过|直到|并|从而|进而|及时纳入|由此)"
)

_ON_SUBJECT = 0.5
_NAMED_SUBJECT = 0.55
_ARGUMENTS = (Kind.SIGNIFICANCE, Kind.MEASURE, Kind.ASSURANCE, Kind.CALL)
_DEEDS = (Kind.MEASURE, Kind.ASSURANCE)
_SAYINGS = (Kind.MAXIM, Kind.CALL, Kind.PARALLEL, Kind.SIGNIFICANCE, Kind.OPENING)


@dataclass(frozen=True, slots=True)
class Choice:
    """A phrase filled for this draft (选中的词句).

    `own` counts the characters that are its source's; `merit` is what speaks for it wherever it may stand.
    """

    phrase: Phrase
    text: str
    own: int
    merit: float = 0.0
    relevance: float = 1.0
    fields: Mapping[str, float] = field(default_factory=dict)

    @property
    def pairs(self) -> frozenset[str]:
        """The character pairs of the text (字对); most headings are never asked for theirs."""
        return bigrams(self.text)

    def part(self) -> Part:
        """The phrase as a part of a sentence, with its first passage (来历)."""
        source = self.phrase.sources[0]
        return Part(
            self.text,
            Origin.BANK,
            phrase=self.phrase.id,
            source=f"{source.document}#{source.paragraph + 1}.{source.sentence + 1}",
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice for one place and how well it serves there (候选)."""

    choice: Choice
    score: float


class Aim(NamedTuple):
    """What a place wants (所求): weights by subject; what its heading, all its headings, the topic itself name."""

    vector: dict[str, float]
    point: frozenset[str]
    said: frozenset[str]
    topic: frozenset[str]


class Shelf:
    """The phrases at hand for one profile (备选)."""

    def __init__(self, stock: Stock, profile: LocalityProfile) -> None:
        """Take the stock to choose from (备词)."""
        self.stock = stock
        self.headings = stock.headings
        self.subjects = topic_fields(profile.meeting.topic)
        self._filler = Filler(profile)
        self._date = profile.meeting.date
        self._relevance = rank_documents(stock, profile)
        self._choices: dict[tuple[Kind, int], Choice | None] = {}
        self._offers: dict[tuple[Kind, Role, About, bool], list[Offer]] = {}
        self._aims: dict[tuple[About, bool], Aim] = {}
        self._headings: dict[str, Choice | None] = {}

    def relevance(self, phrase: Phrase) -> float:
        """Tell how near the phrase's sources are to this speech, 0 to 1 (相关度)."""
        return max((self._relevance.get(s.document, 1.0) for s in phrase.sources[:8]), default=1.0)

    def heading(self, text: str) -> Choice | None:
        """Return a heading of the bank by its slotted text, None where it does not fit (标题句)."""
        if text not in self._headings:
            phrase = self.headings.get(text)
            special = fields_of(text).keys() & special_fields()
            fits = phrase is not None and (not self.subjects or special <= self.subjects)
            self._headings[text] = self._prepare(phrase, {}) if phrase is not None and fits else None
        return self._headings[text]

    def offers(self, kind: Kind, role: Role, about: About, *, loose: bool) -> list[Offer]:
        """List what may stand at a place, best first (候选).

        It must be about what the place is about. Where `loose`, it is enough that it comes from the same part of a
        speech on the same subject.
        """
        key = (kind, role, about, loose)
        if key not in self._offers:
            found = []
            near = self._near(kind, about)
            for i, item in enumerate(self.stock.items(kind)) if loose else self._items(kind, near):
                nearness = near.get(i, Nearness())
                if not self._serves(item, nearness, role, about, loose=loose):
                    continue
                if (choice := self._choice(kind, i, item)) is not None:
                    found.append(Offer(choice, self._score(choice, nearness, role)))
            found.sort(key=lambda offer: (-offer.score, offer.choice.text))
            self._offers[key] = found
        return self._offers[key]

    def support(self, kind: Kind, about: About) -> float:
        """Tell how much the bank has to say on a heading, 0 to 1 (支撑度)."""
        best = nlargest(3, (offer.score for offer in self.offers(kind, Role.OTHER, about, loose=False)))
        return min(1.0, sum(best) / 9)

    # --- what may stand where -------------------------------------------------------------------------------

    def _items(self, kind: Kind, near: Mapping[int, Nearness]) -> list[tuple[int, Item]]:
        items = self.stock.items(kind)
        return [(i, items[i]) for i in sorted(near)]

    def _near(self, kind: Kind, about: About) -> dict[int, Nearness]:
        return self.stock.near(kind, about.point + about.section, self._aim(kind, about).vector)

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

    def _serves(self, item: Item, near: Nearness, role: Role, about: About, *, loose: bool) -> bool:
        kind = item.phrase.kind
        aim = self._aim(kind, about)
        if near.words > _ECHO or (kind in _DEEDS and _only_names(item.phrase.text, about.topic)):
            return False
        if not self.subjects:
            # Nothing is known about the topic: the words it shares, and what its source is about, must do.
            return loose or near.subject >= _LEAST_SUBJECT or near.words + 0.5 * near.heading >= _LEAST_WORDS
        relevance = self.relevance(item.phrase)
        if kind in _SAYINGS:
            return self._says(item, near, aim, relevance, role, loose=loose)
        if not item.subjects <= self.subjects | aim.said:
            return False
        if not aim.point:
            return near.subject >= _LEAST_SUBJECT or near.words + 0.5 * near.heading >= _LEAST_WORDS
        # A measure does what its heading says. One that speaks of another subject does not, whatever words they share.
        wanted = aim.point & subjects()
        if item.subjects and wanted and not item.subjects & wanted:
            return False
        # A way of working that names no work is at home in its own speech, or where speeches are about ways.
        if (
            not item.subjects
            and role is Role.KEY_TASKS
            and relevance < LEAST_SAME
            and near.words < _LEAST_WORDS
        ):
            return False
        return near.subject >= _LEAST_SUBJECT and bool(item.told & aim.point)

    def _says(
        self, item: Item, near: Nearness, aim: Aim, relevance: float, role: Role, *, loose: bool
    ) -> bool:
        """Tell whether a saying or a judgment belongs here (切题): it is about its own subject, whatever the heading wants."""
        own = item.own & subjects()
        if not item.subjects & special_fields() <= aim.topic | (self.subjects & aim.point):
            return False
        if not own & self.subjects and (own or relevance < SAME_SUBJECT):
            return False
        if loose:
            return relevance >= SAME_SUBJECT and item.phrase.role is role
        wanted = aim.point & subjects()
        if wanted and not item.told & (wanted | aim.topic):
            return False
        return near.subject >= _LEAST_SUBJECT or near.words + 0.5 * near.heading >= _LEAST_WORDS

    def _score(self, choice: Choice, near: Nearness, role: Role) -> float:
        score = choice.merit + 2.5 * near.subject + 1.5 * near.words + 0.8 * near.heading
        return round(score + 0.4 * (choice.phrase.role is role), 6)

    # --- filling --------------------------------------------------------------------------------------------

    def _choice(self, kind: Kind, index: int, item: Item) -> Choice | None:
        key = (kind, index)
        if key not in self._choices:
            self._choices[key] = self._prepare(item.phrase, item.fields)
        return self._choices[key]

    def _merit(self, phrase: Phrase, relevance: float) -> float:
        """What speaks for a phrase wherever it may stand (优劣)."""
        merit = 0.3 * min(phrase.weight, 3.0) + relevance - _age_penalty(phrase, self._date)
        merit -= distance(phrase.grade, self._filler.standing)
        return round(merit + 0.2 * any(slot.kind is SlotKind.TOPIC for slot in phrase.slots), 6)

    def _prepare(self, phrase: Phrase, fields: Mapping[str, float]) -> Choice | None:
        if not is_current(phrase, self._date):
            return None
        if not fits_topic(phrase.topics, self._filler.profile.meeting.topic):
            return None
        relevance = self.relevance(phrase)
        if relevance < LEAST_RELEVANT and phrase.kind in _SAYINGS:
            return None
        # What was said of one subject by name is seldom true of another.
        if relevance < _NAMED_SUBJECT and phrase.kind in _ARGUMENTS and "{topic}" in phrase.text:
            return None
        if _LEANS.search(phrase.text):
            return None
        text = self._filler.phrase(phrase)
        if text is None:
            return None
        return Choice(
            phrase, text, _own_length(phrase, text), self._merit(phrase, relevance), relevance, fields
        )


@lru_cache(maxsize=65_536)
def _only_names(text: str, topic: str) -> bool:
    """Tell whether a measure does nothing but hold what the meeting is about (只说主题)."""
    pairs = bigrams(text)
    return len(pairs & bigrams(topic)) * 2 > len(pairs)


def rank_documents(stock: Stock, profile: LocalityProfile) -> dict[str, float]:
    """Rate sources by how near they are to a speech, 1 for the nearest (来源相关度).

    A bank of government reports with a few union speeches in it should speak like the speeches at a union's
    meeting; among speeches of one kind all are about as near.
    """
    weights, summaries = stock.summary_weights, stock.summaries
    aim = bigrams("，".join((profile.meeting.topic, profile.meeting.name, profile.organization.name)))
    norm = weights.norm(aim)
    # A long list of headings is not further away for its length: what counts is how much of the aim it covers.
    covered = {
        name: weights.norm(aim & bigrams(text)) / norm if norm else 1.0 for name, text in summaries.items()
    }
    # A bank with nothing on the subject has no near source, only a least far one.
    best = max(_ON_SUBJECT, *covered.values()) if covered else 0.0
    return {name: round(sqrt(value / best), 4) if best else 1.0 for name, value in covered.items()}


def _age_penalty(phrase: Phrase, date: str) -> float:
    """What a phrase loses for being last seen long ago (陈旧)."""
    if not phrase.years or not date:
        return 0.0
    return min(1.0, 0.04 * max(0, int(date[:4]) - phrase.years[-1] - 2))


def _own_length(phrase: Phrase, text: str) -> int:
    """Count the characters that a reader would find in the source: slots only where filled the same (原文字数)."""
    said = phrase.text
    for slot in phrase.slots:
        said = said.replace("{" + slot.name + "}", slot.value)
    return len(text) if said == text else len(strip_slots(phrase.text))


def is_current(phrase: Phrase, date: str) -> bool:
    """Tell whether a phrase may be offered at a date (时效); partial ISO dates compare by what they share."""
    if phrase.valid_from and date and date[: len(phrase.valid_from)] < phrase.valid_from[: len(date)]:
        return False
    if phrase.valid_until:
        return bool(date) and date[: len(phrase.valid_until)] <= phrase.valid_until[: len(date)]
    return True


@lru_cache(maxsize=4096)
def fits_topic(topics: tuple[str, ...], topic: str) -> bool:
    """Tell whether a phrase bound to these words serves a topic (切题).

    A word serves where the topic contains it, or shortens to it (产改 for 产业工人队伍建设改革).
    """
    return all(word in topic or _shortens(topic, word) for word in topics)


def _shortens(topic: str, word: str) -> bool:
    rest = iter(topic)
    return all(char in rest for char in word)
