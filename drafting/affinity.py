"""How near two short texts are, by the character pairs they share (亲近度).

No segmentation: at drafting time two characters of Han text carry nearly what a word does, and cost nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


@lru_cache(maxsize=100_000)
def bigrams(text: str) -> frozenset[str]:
    """List the character pairs inside each Han run (字对).

    >>> sorted(bigrams("抓培训，强技能"))
    ['培训', '强技', '技能', '抓培']
    """
    return frozenset(run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def affinity(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of pairs in common, 0 to 1, by the geometric mean of the sizes (亲近度)."""
    if not a or not b:
        return 0.0
    return len(a & b) / (len(a) * len(b)) ** 0.5
