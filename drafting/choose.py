"""Pick the phrase that serves a place in the draft best (选词).

The chooser remembers what it gave: no phrase twice, none too like another, no source beyond its cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from drafting.affinity import Index, Weights, bigrams
from drafting.draft import Origin, Part
from drafting.filling import Filler
from outlines.speech import Role
from phrasebank.phrase import Kind, Phrase
from phrasebank.slots import strip_slots

TOO_LIKE = 0.65
"""Two phrases of one draft may share at most this much of the shorter one."""

LEAST_NEAR = 0.06
"""A phrase below this nearness to its place is off the subject."""

_CLAUSES = (Kind.MEASURE, Kind.ASSURANCE, Kind.SIGNIFICANCE, Kind.HEADING)


@dataclass(frozen=True, slots=True)
class Choice:
    """A phrase filled for this draft (选中的词句); `own` counts the characters that are its source's."""

    phrase: Phrase
    text: str
    own: int
    pairs: frozenset[str]

    def part(self) -> Part:
        """The phrase as a part of a sentence, with its first passage (来历)."""
        source = self.phrase.sources[0]
        return Part(
            self.text,
            Origin.BANK,
            phrase=self.phrase.id,
            source=f"{source.document}#{source.paragraph + 1}.{source.sentence + 1}",
        )


class Chooser:
    """Deals phrases out for one draft (选词者).

    `pools` lists the phrases of each kind, best first; `cap` is how many characters one source may give, `caps`
    what single ones may; `banned` are phrases that a finished draft proved unsafe.
    """

    def __init__(
        self,
        pools: Mapping[Kind, Sequence[Phrase]],
        filler: Filler,
        *,
        date: str,
        seed: int,
        caps: Mapping[str, int],
        cap: int,
        banned: frozenset[str] = frozenset(),
    ) -> None:
        """Take the pools to choose from and the limits to keep (备选)."""
        self._pools = pools
        self._filler = filler
        self._date = date
        self._seed = seed
        self._caps = caps
        self._cap = cap
        self._banned = banned
        self._weights = Weights(phrase.text for kind in _CLAUSES for phrase in pools.get(kind, ()))
        self._ready: dict[Kind, list[Choice]] = {}
        self._indexes: dict[Kind, tuple[Index, Index]] = {}
        self._used: list[frozenset[str]] = []
        self._texts: set[str] = set()
        self._given: dict[str, int] = {}
        self._openers: dict[str, int] = {}

    def jitter(self, key: str) -> float:
        """A number from 0 to 1 that the seed and the key alone decide (定序)."""
        return crc32(f"{self._seed}\t{key}".encode()) / 2**32

    def ready(self, kind: Kind) -> list[Choice]:
        """List the phrases of a kind that this profile and date can use (可用词句)."""
        if kind not in self._ready:
            self._ready[kind] = [
                choice
                for phrase in self._pools.get(kind, ())
                if (choice := self._prepare(phrase)) is not None
            ]
        return self._ready[kind]

    def _prepare(self, phrase: Phrase) -> Choice | None:
        if phrase.id in self._banned or not is_current(phrase, self._date):
            return None
        if not fits_topic(phrase.topics, self._filler.profile.meeting.topic):
            return None
        text = self._filler.phrase(phrase)
        if text is None:
            return None
        return Choice(phrase, text, len(strip_slots(phrase.text)), bigrams(text))

    def _near(self, kind: Kind, aim: frozenset[str]) -> tuple[dict[int, float], dict[int, float]]:
        """Return how near each phrase, and what it was used for in its source, is to an aim (切合度)."""
        if kind not in self._indexes:
            ready = self.ready(kind)
            self._indexes[kind] = (
                Index((choice.pairs for choice in ready), self._weights),
                Index((bigrams(choice.phrase.context) for choice in ready), self._weights),
            )
        texts, contexts = self._indexes[kind]
        return texts.near(aim), contexts.near(aim)

    def support(self, kind: Kind, about: str) -> float:
        """Tell how much the bank has to say on a heading, 0 to 1 (支撑度)."""
        texts, contexts = self._near(kind, bigrams(about))
        best = sorted((near + 0.5 * contexts.get(i, 0.0) for i, near in texts.items()), reverse=True)[:3]
        return min(1.0, sum(best) / 3)

    def pick(
        self,
        kind: Kind,
        role: Role,
        about: str,
        *,
        beside: Iterable[Choice] = (),
        least: float = LEAST_NEAR,
        accept: Callable[[Choice], bool] = lambda choice: True,
    ) -> Choice | None:
        """Return the best unused phrase for a place; it counts as used only after `take` (选).

        `about` is what the place is about, usually its headings: a phrase less near to them than `least` is not
        offered, however good. `beside` are the choices that will stand in the same sentence; none may come from
        the same paragraph of a source.
        """
        texts, contexts = self._near(kind, bigrams(about)) if about else ({}, {})
        others = list(beside)
        passages = {(s.document, s.paragraph) for choice in others for s in choice.phrase.sources[:4]}
        apart = [*self._used, *(choice.pairs for choice in others)]
        best: tuple[float, str] | None = None
        found: Choice | None = None
        for i, choice in enumerate(self.ready(kind)):
            if self.blocked(choice) or not accept(choice):
                continue
            near, context = texts.get(i, 0.0), contexts.get(i, 0.0)
            if near + 0.5 * context < least:
                continue
            if near > 0.75 or any((s.document, s.paragraph) in passages for s in choice.phrase.sources[:4]):
                continue
            key = (-round(self._score(choice, role, near, context), 6), choice.text)
            if (best is None or key < best) and not any(too_like(choice.pairs, used) for used in apart):
                best, found = key, choice
        return found

    def _score(self, choice: Choice, role: Role, near: float, context: float) -> float:
        phrase = choice.phrase
        score = min(phrase.weight, 3.0) * 0.3 + 2.5 * near + 1.2 * context
        score += 0.4 * (phrase.role is role)
        score += 0.2 * any(slot.kind == "topic" for slot in phrase.slots)
        score += 0.2 * self.jitter(phrase.id)
        return score - 0.35 * self._openers.get(choice.text[:2], 0)

    def take(self, choice: Choice) -> None:
        """Count a choice as used (用)."""
        self._texts.add(choice.text)
        self._used.append(choice.pairs)
        opener = choice.text[:2]
        self._openers[opener] = self._openers.get(opener, 0) + 1
        for document in sorted({s.document for s in choice.phrase.sources}):
            self._given[document] = self._given.get(document, 0) + choice.own

    def blocked(self, choice: Choice) -> bool:
        """Tell whether a phrase is spent or its source has given enough (不可再用)."""
        return choice.text in self._texts or self._over_cap(choice)

    def _over_cap(self, choice: Choice) -> bool:
        return any(
            self._given.get(source.document, 0) + choice.own > self._caps.get(source.document, self._cap)
            for source in choice.phrase.sources
        )


def too_like(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether one phrase says again what another said (雷同)."""
    return len(a & b) > TOO_LIKE * min(len(a), len(b))


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
