"""How much a phrase is worth in a listing (权重).

Most phrases of a bank stand in one document, so that their spread says nothing: what tells them apart is how much
of their wording the other phrases share. A local name, a one-off purchase, a slip of the pen share little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import repeat
from math import log2
from operator import add

from phrasebank.phrase import Kind, slot_names, strip_slots

# Characters that read best for each kind; a phrase is worth less the further it is from them.
_BEST_LENGTH: dict[Kind, tuple[int, int]] = {
    Kind.FORMULATION: (4, 60),
    Kind.HEADING: (8, 20),
    Kind.OPENING: (8, 24),
    Kind.TRANSITION: (8, 30),
    Kind.SIGNIFICANCE: (18, 45),
    Kind.MEASURE: (8, 20),
    Kind.PARALLEL: (14, 40),
    Kind.MAXIM: (10, 24),
    Kind.IDIOM: (4, 4),
    Kind.ASSURANCE: (8, 24),
    Kind.CALL: (8, 26),
    Kind.FIGURE: (12, 40),
}
_RHYTHMIC = (Kind.PARALLEL, Kind.MAXIM)
_MEMBERS = re.compile("[，、；]")
_SAMPLE = 30_000
_AGEING, _OLDEST = 0.03, 1.5
"""What a year without use costs, and all years together at most."""


class Weigher:
    """Weighs the phrases of one bank (衡量)."""

    def __init__(self, texts: Iterable[str], latest: int | None) -> None:
        """Count how often each pair of characters stands in the texts; `latest` is the bank's last year."""
        self._latest = latest
        ordered = sorted(texts)
        sample = ordered[:: len(ordered) // _SAMPLE + 1]
        phrases = Counter[str]()
        for text in sample:
            phrases.update(set(map(add, text, text[1:])))
        # A pair that one phrase in a hundred has is as common as any.
        most = log2(2 + len(sample) / 100)
        self._shares = {pair: min(1.0, log2(count) / most) for pair, count in phrases.items()}

    def weigh(self, kind: Kind, text: str, spread: float, last: int | None) -> float:
        """Weigh a phrase by spread, wording, length, rhythm, age and how little of it must be filled (权重).

        `spread` is 1 for one source; `last` is the last year of use, None where no source is dated.
        """
        low, high = _BEST_LENGTH[kind]
        size = len(strip_slots(text))
        off = max(low - size, size - high, 0) / high
        gaps = len(set(slot_names(text)) - {"topic"})
        weight = log2(1 + spread) + self.commonness(text) - 0.8 * off - 0.15 * gaps
        if kind in _RHYTHMIC and len({len(member) for member in _MEMBERS.split(text)}) == 1:
            weight += 0.3
        if last is not None and self._latest is not None:
            weight -= min(_OLDEST, _AGEING * (self._latest - last))
        return round(weight, 4)

    def commonness(self, text: str) -> float:
        """Tell from 0 to 1 how common a phrase's wording is (通用度): the mean over its pairs of characters."""
        pairs = max(1, len(text) - 1)
        return sum(map(self._shares.get, map(add, text, text[1:]), repeat(0.0))) / pairs
