"""How near two short texts are, by the character pairs they share (亲近度).

No segmentation: at drafting time two characters of Han text carry nearly what a word does, and cost nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import fsum, log, sqrt
from operator import add

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


@lru_cache(maxsize=100_000)
def bigrams(text: str) -> frozenset[str]:
    """List the character pairs inside each Han run (字对).

    >>> sorted(bigrams("抓培训，强技能"))
    ['培训', '强技', '技能', '抓培']
    """
    pairs: set[str] = set()
    for run in _HAN_RUN.findall(text):
        pairs.update(map(add, run, run[1:]))
    return frozenset(pairs)


def affinity(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of pairs in common, 0 to 1, by the geometric mean of the sizes (亲近度)."""
    if not a or not b:
        return 0.0
    return len(a & b) / sqrt(len(a) * len(b))


class Weights:
    """Affinity in which a pair counts the more the fewer phrases have it (加权亲近度).

    职工 and 工作 stand in every second phrase of a union's bank and say nothing about what it is for.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Count in how many texts each pair stands (统计字对)."""
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            counts.update(bigrams(text))
            total += 1
        self._unseen = log(1 + total) ** 2
        self._weights = {pair: log((1 + total) / (0.5 + count)) ** 2 for pair, count in counts.items()}

    def norm(self, pairs: frozenset[str]) -> float:
        """Weigh all pairs of a text (模)."""
        # fsum is exact: sets have no order, and a plain sum would depend on it.
        weight, unseen = self._weights.get, self._unseen
        return sqrt(fsum([weight(pair, unseen) for pair in pairs]))

    def weight(self, pair: str) -> float:
        """Weigh one pair (权重)."""
        return self._weights.get(pair, self._unseen)


class Index:
    """Texts by the pairs they hold, so that only those with something in common are looked at (倒排)."""

    def __init__(self, texts: Iterable[frozenset[str]], weights: Weights) -> None:
        """Post each text under its pairs (建索引)."""
        self._weights = weights
        self._postings: dict[str, list[int]] = {}
        self._norms: list[float] = []
        for number, pairs in enumerate(texts):
            self._norms.append(weights.norm(pairs))
            for pair in pairs:
                self._postings.setdefault(pair, []).append(number)

    def near(self, aim: frozenset[str]) -> dict[int, float]:
        """Return the nearness, 0 to 1, of each text that shares a pair with the aim (亲近度)."""
        norm = self._weights.norm(aim)
        sums: dict[int, float] = {}
        for pair in sorted(aim):
            weight = self._weights.weight(pair)
            for number in self._postings.get(pair, ()):
                sums[number] = sums.get(number, 0.0) + weight
        return {number: total / (norm * self._norms[number]) for number, total in sums.items()}
