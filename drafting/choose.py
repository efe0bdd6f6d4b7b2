"""Pick the phrase that serves a place in the draft best (选词).

The chooser remembers what it gave: no phrase twice, none too like another, no source beyond its cap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

from drafting.shelf import Choice, Shelf
from drafting.stock import About
from outlines.role import Role
from phrasebank.phrase import Kind

TOO_LIKE = 0.5
"""Two phrases of one draft may share at most this much of the shorter one."""

_LUCK = 0.2
"""What the seed may add to a phrase: enough to vary among equals, too little to prefer a worse one."""

_KIN, _SAME_PLACE = 1.2, 0.6
"""What a clause gains in one sentence with another on its subject, or from under the same heading of a source."""

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
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = {}
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
        about: About,
        *,
        beside: Sequence[Choice] = (),
        loose: bool = False,
        accept: Callable[[Choice], bool] = lambda choice: True,
    ) -> Choice | None:
        """Return the best unused phrase for a place; it counts as used only after `take` (选).

        `loose` takes what only comes from the same part of a speech on the same subject. `beside` are the choices
        that will stand in the same sentence; none may come from the same sentence of a source.
        """
        return next(iter(self.rank(kind, role, about, 1, beside=beside, loose=loose, accept=accept)), None)

    def rank(
        self,
        kind: Kind,
        role: Role,
        about: About,
        most: int,
        *,
        beside: Sequence[Choice] = (),
        loose: bool = False,
        accept: Callable[[Choice], bool] = lambda choice: True,
    ) -> list[Choice]:
        """Return the best unused phrases for a place, best first, none like another (排序); see `pick`."""
        found: list[tuple[float, str, Choice]] = []
        added = _LUCK + (_KIN + _SAME_PLACE if beside else 0.0)
        for index, rating in self.shelf.view.offers(kind, role, about, loose=loose):
            # Offers come best first; what luck and company add is bounded: what is left cannot win any more.
            if len(found) >= most and rating + added < -sorted(found)[most - 1][0]:
                break
            choice = self.shelf.choice(kind, index)
            if choice is None or self.blocked(choice) or not accept(choice) or not _goes_with(choice, beside):
                continue
            if self._is_like_used(choice.pairs) or any(too_like(choice.pairs, c.pairs) for c in beside):
                continue
            score = rating + _LUCK * self.jitter(choice.phrase.id) + _company(choice, beside)
            score -= _SAME_OPENER * self._openers.get(choice.text[:2], 0)
            found.append((-round(score, 6), choice.text, choice))
        found.sort(key=lambda entry: entry[:2])
        kept: list[Choice] = []
        for _, _, choice in found:
            if len(kept) == most:
                break
            if not any(too_like(choice.pairs, other.pairs) for other in kept):
                kept.append(choice)
        return kept

    def take(self, choice: Choice) -> None:
        """Count a choice as used (用)."""
        self._texts.add(choice.text)
        number = len(self._sizes)
        self._sizes.append(len(choice.pairs))
        for pair in choice.pairs:
            self._holders.setdefault(pair, []).append(number)
        opener = choice.text[:2]
        self._openers[opener] = self._openers.get(opener, 0) + 1
        for document in sorted({s.document for s in choice.phrase.sources}):
            self._given[document] = self._given.get(document, 0) + choice.own

    def _is_like_used(self, pairs: frozenset[str]) -> bool:
        """Tell whether a phrase says again what one used before said (雷同): `too_like` for all at once."""
        shared: dict[int, int] = {}
        for pair in pairs:
            for number in self._holders.get(pair, ()):
                shared[number] = shared.get(number, 0) + 1
        return any(count > TOO_LIKE * min(len(pairs), self._sizes[n]) for n, count in shared.items())

    def blocked(self, choice: Choice) -> bool:
        """Tell whether a phrase is spent or its source has given enough (不可再用)."""
        return choice.text in self._texts or self._spent(choice)

    def _spent(self, choice: Choice) -> bool:
        return choice.phrase.id in self._banned or any(
            self._given.get(source.document, 0) + choice.own > self._caps.get(source.document, self._cap)
            for source in choice.phrase.sources
        )


def _goes_with(choice: Choice, beside: Sequence[Choice]) -> bool:
    """Tell whether a clause may stand in one sentence with others (可同句)."""
    passages = {source for other in beside for source in other.phrase.sources[:4]}
    return not any(source in passages for source in choice.phrase.sources[:4]) and not any(
        choice.text[:2] == other.text[:2] or echoes(choice.text, other.text) for other in beside
    )


def _company(choice: Choice, beside: Sequence[Choice]) -> float:
    """Rate how well a clause goes on from the first of its sentence (承接): about the same, in the same vein."""
    if not beside:
        return 0.0
    first = beside[0]
    kin = sum(weight * first.fields.get(name, 0.0) for name, weight in choice.fields.items())
    same_place = bool(first.phrase.context) and choice.phrase.context == first.phrase.context
    return _KIN * kin + _SAME_PLACE * same_place


def echoes(a: str, b: str) -> bool:
    """Tell whether two clauses of one sentence speak of the same object in the same words (重复).

    >>> echoes("推进技能等级认定", "扩大技能等级认定范围"), echoes("推进技能等级认定", "兑现技能津贴")
    (True, False)
    """
    return any(a[i : i + 4] in b for i in range(len(a) - 3))


def too_like(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether one phrase says again what another said (雷同)."""
    return len(a & b) > TOO_LIKE * min(len(a), len(b))
