"""Pick the phrase that serves a place in the draft best (选词).

The chooser remembers what it gave: no phrase twice, none too like another, no source beyond its cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zlib import crc32

from drafting.shelf import Choice, Shelf
from outlines.role import Role
from phrasebank.phrase import Kind

TOO_LIKE = 0.5
"""Two phrases of one draft may share at most this much of the shorter one."""

_LUCK = 0.2
"""What the seed may add to a phrase: enough to vary among equals, too little to prefer a worse one."""

_SAME_OPENER = 0.35
"""What a phrase loses for each other that begins with the same word."""


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
        loose: bool = False,
        accept: Callable[[Choice], bool] = lambda choice: True,
    ) -> Choice | None:
        """Return the best unused phrase for a place; it counts as used only after `take` (选).

        `about` is what the place is about, usually its headings; `loose` takes what only comes from the same part of
        a speech on the same subject. `beside` are the choices that will stand in the same sentence; none may come from
        the same sentence of a source.
        """
        others = list(beside)
        passages = {source for choice in others for source in choice.phrase.sources[:4]}
        apart = [*self._used, *(choice.pairs for choice in others)]
        best: tuple[float, str] | None = None
        found: Choice | None = None
        for offer in self.shelf.offers(kind, role, about, loose=loose):
            # Offers come best first and luck adds at most _LUCK: what is left cannot win any more.
            if best is not None and offer.score + _LUCK < -best[0]:
                break
            choice = offer.choice
            if self.blocked(choice) or not accept(choice):
                continue
            if passages and any(source in passages for source in choice.phrase.sources[:4]):
                continue
            score = offer.score + _LUCK * self.jitter(choice.phrase.id)
            score -= _SAME_OPENER * self._openers.get(choice.text[:2], 0)
            key = (-round(score, 6), choice.text)
            if any(echoes(choice.text, other.text) for other in others):
                continue
            if (best is None or key < best) and not any(too_like(choice.pairs, used) for used in apart):
                best, found = key, choice
        return found

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


def echoes(a: str, b: str) -> bool:
    """Tell whether two clauses of one sentence speak of the same object in the same words (重复).

    >>> echoes("推进技能等级认定", "扩大技能等级认定范围"), echoes("推进技能等级认定", "兑现技能津贴")
    (True, False)
    """
    return any(a[i : i + 4] in b for i in range(len(a) - 3))


def too_like(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether one phrase says again what another said (雷同)."""
    return len(a & b) > TOO_LIKE * min(len(a), len(b))
