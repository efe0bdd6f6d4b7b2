"""Pick the phrase that serves a place in the draft best (选词).

The chooser remembers what it gave: no phrase twice, none too like another, no source beyond its cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zlib import crc32

from drafting.shelf import Choice, Shelf
from outlines.speech import Role
from phrasebank.phrase import Kind

TOO_LIKE = 0.5
"""Two phrases of one draft may share at most this much of the shorter one."""

LEAST_NEAR = 0.06
"""A phrase below this nearness to its place is off the subject."""


class Chooser:
    """Deals phrases out for one draft (选词者).

    `cap` is how many characters one source may give, `caps` what single ones may; `banned` are phrases that a
    finished draft proved unsafe.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        seed: int,
        caps: Mapping[str, int],
        cap: int,
        banned: frozenset[str] = frozenset(),
    ) -> None:
        """Take the shelf to choose from and the limits to keep (备选)."""
        self.shelf = shelf
        self._seed = seed
        self._caps = caps
        self._cap = cap
        self._banned = banned
        self._used: list[frozenset[str]] = []
        self._texts: set[str] = set()
        self._given: dict[str, int] = {}
        self._openers: dict[str, int] = {}

    def jitter(self, key: str) -> float:
        """A number from 0 to 1 that the seed and the key alone decide (定序)."""
        return crc32(f"{self._seed}\t{key}".encode()) / 2**32

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
        texts, contexts = self.shelf.near(kind, about) if about else ({}, {})
        others = list(beside)
        passages = {(s.document, s.paragraph) for choice in others for s in choice.phrase.sources[:4]}
        apart = [*self._used, *(choice.pairs for choice in others)]
        best: tuple[float, str] | None = None
        found: Choice | None = None
        ready = self.shelf.ready(kind)
        # Where nearness is asked for, only what shares a pair with the place can have it.
        for i in texts.keys() | contexts.keys() if least > 0 else range(len(ready)):
            choice = ready[i]
            near, context = texts.get(i, 0.0), contexts.get(i, 0.0)
            # The further a source is from this speech, the nearer its words must be to the place.
            if (
                near + 0.5 * context < least + 0.25 * (1 - choice.relevance) * (least > 0)
                or self.blocked(choice)
                or not accept(choice)
            ):
                continue
            if near > 0.75 or any((s.document, s.paragraph) in passages for s in choice.phrase.sources[:4]):
                continue
            key = (-round(self._score(choice, role, near, context), 6), choice.text)
            if (best is None or key < best) and not any(too_like(choice.pairs, used) for used in apart):
                best, found = key, choice
        return found

    def _score(self, choice: Choice, role: Role, near: float, context: float) -> float:
        phrase = choice.phrase
        score = choice.merit + 2.5 * near + 1.2 * context
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
        return choice.text in self._texts or self._spent(choice)

    def _spent(self, choice: Choice) -> bool:
        return choice.phrase.id in self._banned or any(
            self._given.get(source.document, 0) + choice.own > self._caps.get(source.document, self._cap)
            for source in choice.phrase.sources
        )


def too_like(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether one phrase says again what another said (雷同)."""
    return len(a & b) > TOO_LIKE * min(len(a), len(b))
