"""Tell speeches from news, policies, laws and reports (文种)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from outlines.evidence import load_evidence

_OPENING = 6
# What a document is shows at its ends; the middle of a long one is not read.
_ENDS = 30
_Rule = tuple[re.Pattern[str], float]


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, dict[str, tuple[_Rule, ...]], tuple[_Rule, float] | None], ...]:
    data = load_evidence("genres")
    rules = []
    for genre, places in data.items():
        if genre == "floor":
            continue
        parts = {
            place: tuple((re.compile(row["match"]), float(row["weight"])) for row in places.get(place, ()))
            for place in ("title", "opening", "body")
        }
        repeated = places.get("repeated")
        often = (
            ((re.compile(repeated["match"]), float(repeated["weight"])), float(repeated["most"]))
            if repeated
            else None
        )
        rules.append((genre, parts, often))
    return tuple(rules)


def guess_genre(title: str, paragraphs: Sequence[str]) -> str:
    """Name what a document is: speech, news, policy, law, report or other (判断文种).

    >>> guess_genre("在全市工会工作会议上的讲话", ["同志们：", "今天，我们召开全市工会工作会议。"])
    'speech'
    >>> guess_genre("临湖区工会条例", ["第一条　为保障职工权益，制定本条例。", "第二条　本条例适用于本区。"])
    'law'
    """
    opening = paragraphs[:_OPENING]
    ends = paragraphs if len(paragraphs) <= 2 * _ENDS else [*paragraphs[:_ENDS], *paragraphs[-_ENDS:]]
    best, most = "other", float(load_evidence("genres")["floor"])
    for genre, parts, often in _rules():
        score = sum(weight for pattern, weight in parts["title"] if pattern.search(title))
        score += sum(weight for pattern, weight in parts["opening"] if any(map(pattern.search, opening)))
        score += sum(weight for pattern, weight in parts["body"] if any(map(pattern.search, ends)))
        if often:
            (pattern, weight), limit = often
            score += weight * min(limit, sum(1 for text in paragraphs if pattern.search(text)))
        if score > most:
            best, most = genre, score
    return best
