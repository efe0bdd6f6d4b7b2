"""The phrases that one profile can use at one date, and how near each is to a subject (备选词句).

Nothing here changes while a draft is written, so that several tries at it, and several seeds, share one shelf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import sqrt

from drafting.affinity import Index, Weights, bigrams
from drafting.draft import Origin, Part
from drafting.filling import Filler
from drafting.profile import LocalityProfile
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase, SlotKind, strip_slots

LEAST_RELEVANT = 0.4
"""Sayings and judgments from sources below this are about something else."""

LEAST_NEAR = 0.06
"""A phrase below this nearness to its place is off the subject."""

SAME_SUBJECT = 0.75
"""A source at least this relevant speaks about the same thing as this speech."""

_ENOUGH = 350
"""Phrases of one kind to choose among: more would cost time and change little."""

_ECHO = 0.75
"""A phrase nearer than this to its heading only says the heading again."""

_ON_SUBJECT = 0.5
_NAMED_SUBJECT = 0.55
_ARGUMENTS = (Kind.SIGNIFICANCE, Kind.MEASURE, Kind.ASSURANCE, Kind.CALL)
_SAYINGS = (Kind.MAXIM, Kind.CALL, Kind.PARALLEL, Kind.SIGNIFICANCE, Kind.OPENING)
_CLAUSES = (Kind.MEASURE, Kind.ASSURANCE, Kind.SIGNIFICANCE, Kind.HEADING)


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


class Shelf:
    """The phrases at hand for one profile (备选); `pools` lists those of each kind, best first."""

    def __init__(
        self,
        pools: Mapping[Kind, Sequence[Phrase]],
        profile: LocalityProfile,
        summaries: Mapping[str, str] | None = None,
    ) -> None:
        """Take the pools to choose from, and what each source is about (备词)."""
        self._relevance = rank_documents(summaries or {}, profile)
        self._pools = pools
        self._filler = Filler(profile)
        self._date = profile.meeting.date
        self._weights = Weights(phrase.text for kind in _CLAUSES for phrase in pools.get(kind, ()))
        self._ready: dict[Kind, list[Choice]] = {}
        self._indexes: dict[Kind, Index] = {}
        # A heading stands over many phrases: it is compared once for all of them.
        self._contexts: tuple[list[str], Index] | None = None
        self._by_context: dict[Kind, dict[str, list[int]]] = {}
        self._offers: dict[tuple[Kind, Role, str, bool], list[Offer]] = {}
        self._support: dict[tuple[Kind, str], float] = {}
        self.headings = {phrase.text: phrase for phrase in pools.get(Kind.HEADING, ())}
        self._headings: dict[str, Choice] | None = None

    def ready(self, kind: Kind) -> list[Choice]:
        """List the phrases of a kind that this profile and date can use, best first (可用词句)."""
        if kind not in self._ready:
            found: list[Choice] = []
            rated = [(self._merit(phrase), phrase) for phrase in self._pools.get(kind, ())]
            rated.sort(key=lambda pair: (-pair[0], pair[1].text))
            for merit, phrase in rated:
                if (choice := self._prepare(phrase, merit)) is not None:
                    found.append(choice)
                    # Headings come in sets, which a cut would break.
                    if len(found) == _ENOUGH and kind is not Kind.HEADING:
                        break
            self._ready[kind] = found
        return self._ready[kind]

    def _merit(self, phrase: Phrase) -> float:
        """What speaks for a phrase wherever it may stand (优劣)."""
        merit = 0.3 * min(phrase.weight, 3.0) + self.relevance(phrase) - _age_penalty(phrase, self._date)
        return round(merit + 0.2 * any(slot.kind is SlotKind.TOPIC for slot in phrase.slots), 6)

    def _prepare(self, phrase: Phrase, merit: float) -> Choice | None:
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
        text = self._filler.phrase(phrase)
        if text is None:
            return None
        return Choice(phrase, text, _own_length(phrase, text), merit, relevance)

    def relevance(self, phrase: Phrase) -> float:
        """Tell how near the phrase's sources are to this speech, 0 to 1 (相关度)."""
        return max((self._relevance.get(s.document, 1.0) for s in phrase.sources[:8]), default=1.0)

    def heading(self, text: str) -> Choice | None:
        """Return a heading of the bank by its slotted text, None where it does not fit (标题句)."""
        if self._headings is None:
            self._headings = {choice.phrase.text: choice for choice in self.ready(Kind.HEADING)}
        return self._headings.get(text)

    def offers(self, kind: Kind, role: Role, about: str, *, loose: bool) -> list[Offer]:
        """List what may stand at a place, best first (候选).

        It must be near enough to what the place is about; the further its source is from this speech, the nearer.
        Where `loose`, it is enough that it comes from the same part of a speech on the same subject.
        """
        key = (kind, role, about, loose)
        if key not in self._offers:
            texts, contexts = self._near(kind, about)
            ready = self.ready(kind)
            found = []
            # Nothing without a pair in common is near; only loosely may it stand here all the same.
            for i in range(len(ready)) if loose else sorted(texts.keys() | contexts.keys()):
                choice, near, context = ready[i], texts.get(i, 0.0), contexts.get(i, 0.0)
                needed = LEAST_NEAR + 0.12 * (1 - choice.relevance)
                at_home = loose and choice.relevance >= SAME_SUBJECT and choice.phrase.role is role
                if (at_home or needed <= near + 0.5 * context) and near <= _ECHO:
                    score = choice.merit + 2.5 * near + 1.2 * context + 0.4 * (choice.phrase.role is role)
                    found.append(Offer(choice, round(score, 6)))
            found.sort(key=lambda offer: (-offer.score, offer.choice.text))
            self._offers[key] = found
        return self._offers[key]

    def _near(self, kind: Kind, about: str) -> tuple[dict[int, float], dict[int, float]]:
        """Return how near each phrase, and what it was used for in its source, is to a subject (切合度)."""
        if kind not in self._indexes:
            self._indexes[kind] = Index((choice.pairs for choice in self.ready(kind)), self._weights)
        aim = bigrams(about)
        contexts = self._contexts_near(aim)
        by_context = self._by_context[kind]
        used_for = {i: near for context, near in contexts.items() for i in by_context.get(context, ())}
        return self._indexes[kind].near(aim), used_for

    def _contexts_near(self, aim: frozenset[str]) -> dict[str, float]:
        """Return how near each heading that phrases stood under is to a subject (出处标题的切合度)."""
        if self._contexts is None:
            for kind in self._pools:
                by_context = self._by_context.setdefault(kind, {})
                for i, choice in enumerate(self.ready(kind)):
                    by_context.setdefault(choice.phrase.context, []).append(i)
            names = sorted({context for found in self._by_context.values() for context in found})
            self._contexts = names, Index((bigrams(name) for name in names), self._weights)
        names, index = self._contexts
        return {names[i]: near for i, near in index.near(aim).items()}

    def support(self, kind: Kind, about: str) -> float:
        """Tell how much the bank has to say on a heading, 0 to 1 (支撑度)."""
        if (kind, about) not in self._support:
            texts, contexts = self._near(kind, about)
            best = nlargest(3, (near + 0.5 * contexts.get(i, 0.0) for i, near in texts.items()))
            self._support[kind, about] = min(1.0, sum(best) / 3)
        return self._support[kind, about]


def rank_documents(summaries: Mapping[str, str], profile: LocalityProfile) -> dict[str, float]:
    """Rate sources by how near they are to a speech, 1 for the nearest (来源相关度).

    A bank of government reports with a few union speeches in it should speak like the speeches at a union's
    meeting; among speeches of one kind all are about as near.
    """
    weights = Weights(summaries.values())
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
