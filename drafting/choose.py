"""Pick the phrase that serves a place in the draft best (选词).

The chooser remembers what it gave: no phrase twice, none too like another, no source beyond its cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from drafting.affinity import affinity, bigrams
from drafting.draft import Origin, Part
from drafting.filling import Filler
from outlines.speech import Role
from phrasebank.phrase import Kind, Phrase

TOO_LIKE = 0.55
"""Two phrases of one draft may share at most this much."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A phrase filled for this draft (选中的词句)."""

    phrase: Phrase
    text: str

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

    `pools` lists the phrases of each kind, best first; `cap` is how many characters one source may give;
    `banned` are phrases that a finished draft proved unsafe.
    """

    def __init__(
        self,
        pools: Mapping[Kind, Sequence[Phrase]],
        filler: Filler,
        *,
        date: str,
        seed: int,
        cap: int,
        banned: frozenset[str] = frozenset(),
    ) -> None:
        self._pools = pools
        self._filler = filler
        self._date = date
        self._seed = seed
        self._cap = cap
        self._banned = banned
        self._ready: dict[Kind, list[Choice]] = {}
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
        return Choice(phrase, text) if text is not None else None

    def pick(
        self,
        kind: Kind,
        role: Role,
        about: str,
        *,
        beside: Iterable[Choice] = (),
        accept: Callable[[Choice], bool] | None = None,
    ) -> Choice | None:
        """Return the best unused phrase for a place; it counts as used only after `take` (选).

        `about` is what the place is about, usually its headings; `beside` are the choices that will stand in
        the same sentence and may not come from the same paragraph of a source.
        """
        aim = bigrams(about)
        others = list(beside)
        passages = {(s.document, s.paragraph) for choice in others for s in choice.phrase.sources[:4]}
        nearby = [bigrams(choice.text) for choice in others]
        best: tuple[float, str] | None = None
        found: Choice | None = None
        for choice in self.ready(kind):
            phrase = choice.phrase
            if choice.text in self._texts or self._over_cap(phrase, len(choice.text)):
                continue
            if any((s.document, s.paragraph) in passages for s in phrase.sources[:4]):
                continue
            if accept is not None and not accept(choice):
                continue
            grams = bigrams(choice.text)
            near = affinity(grams, aim)
            if near > 0.7 or any(affinity(grams, used) > TOO_LIKE for used in (*self._used, *nearby)):
                continue
            key = (-round(self._score(choice, role, near, aim), 6), choice.text)
            if best is None or key < best:
                best, found = key, choice
        return found

    def _score(self, choice: Choice, role: Role, near: float, aim: frozenset[str]) -> float:
        phrase = choice.phrase
        score = min(phrase.weight, 3.0) * 0.3 + 2.5 * near
        score += 1.5 * affinity(bigrams(phrase.context), aim)
        score += 0.5 * (phrase.role is role)
        score += 0.3 * any(slot.kind == "topic" for slot in phrase.slots)
        score += 0.25 * self.jitter(phrase.id)
        score -= 0.35 * self._openers.get(choice.text[:2], 0)
        return score

    def take(self, choice: Choice) -> None:
        """Count a choice as used (用)."""
        self._texts.add(choice.text)
        self._used.append(bigrams(choice.text))
        opener = choice.text[:2]
        self._openers[opener] = self._openers.get(opener, 0) + 1
        for document in sorted({s.document for s in choice.phrase.sources}):
            self._given[document] = self._given.get(document, 0) + len(choice.text)

    def blocked(self, choice: Choice) -> bool:
        """Tell whether a phrase is spent or its source has given enough (不可再用)."""
        return choice.text in self._texts or self._over_cap(choice.phrase, len(choice.text))

    def _over_cap(self, phrase: Phrase, size: int) -> bool:
        return any(self._given.get(s.document, 0) + size > self._cap for s in phrase.sources)


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
