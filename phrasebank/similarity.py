"""Phrases that are near another by the character bigrams they share (相近词句); no model, no segmentation."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from phrasebank.phrase import Phrase, strip_slots
from phrasebank.search import Filters, Hit
from phrasebank.tokens import fold, iter_tokens

if TYPE_CHECKING:
    from phrasebank.store import Bank

_MOST_CANDIDATES = 2_000
_LEAST_NEARNESS = 0.12


def find_similar(
    bank: Bank, phrase: Phrase, filters: Filters | None = None, limit: int | None = 20
) -> list[tuple[Hit, float]]:
    """Find the phrases nearest to one, with their nearness from 0 to 1, the nearest first (找相近词句).

    A bigram counts the more the fewer phrases have it. Candidates are what shares one of the rarest bigrams.
    """
    own = _bigrams(phrase.text)
    counts = bank.token_counts(own)
    rarest = sorted((token for token in own if counts[token] > 1), key=lambda token: (counts[token], token))
    chosen: list[str] = []
    for token in rarest:
        if chosen and sum(counts[known] for known in (*chosen, token)) > _MOST_CANDIDATES:
            break
        chosen.append(token)
    if not chosen:
        return []
    total = bank.phrase_count()
    weights = {token: log(1 + total / max(counts[token], 1)) for token in own}
    whole = sum(weights.values())
    other = whole / len(weights)
    near: list[tuple[Hit, float]] = []
    for hit in bank.hits_with_any(chosen, filters):
        if hit.id == phrase.id:
            continue
        bigrams = _bigrams(hit.text)
        shared = sum(weights[token] for token in own & bigrams)
        nearness = shared / (whole + other * len(bigrams - own))
        if nearness >= _LEAST_NEARNESS:
            near.append((hit, round(nearness, 4)))
    near.sort(key=lambda found: (-found[1], found[0].text, found[0].id))
    return near[:limit]


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(iter_tokens(fold(strip_slots(text))))
