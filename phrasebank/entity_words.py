"""Read the word lists by which names are known (识别专名用词): data/entity_words.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "entity_words.yaml"


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    import yaml

    data = yaml.load(_DATA.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {name: tuple(sorted(words, key=lambda word: (-len(word), word))) for name, words in data.items()}


def word_list(name: str) -> tuple[str, ...]:
    """Return a list, the longest words first (取词表).

    >>> "街道" in word_list("towns")
    True
    """
    return _lists()[name]


@lru_cache(maxsize=16)
def word_set(name: str) -> frozenset[str]:
    """Return a list as a set (取词集)."""
    return frozenset(word_list(name))


@lru_cache(maxsize=16)
def alternatives(name: str) -> str:
    """Return a list as a regular expression's alternatives (取正则备选)."""
    return "|".join(word_list(name))
