"""Read the word evidence that lies beside the code (词语证据)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def load_evidence(name: str) -> dict[str, Any]:
    """Load one YAML file of evidence (读取证据)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (_DATA / f"{name}.yaml").open(encoding="utf-8") as stream:
        data: dict[str, Any] = yaml.load(stream, Loader=loader)
    return data


@cache
def heading_words(name: str) -> tuple[str, ...]:
    """Return the words of one kind that `headings.yaml` lists, longest first (标题用词)."""
    return words(load_evidence("headings")[name])


@cache
def _by_edge(name: str, edge: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in heading_words(name):
        found[word[edge]] = (*found.get(word[edge], ()), word)
    return found


def opening_word(text: str, name: str) -> str:
    """Return the longest word of one kind that a text begins with, empty where none is (句首用词).

    >>> opening_word("进一步加强领导", "openers")
    '进一步'
    """
    begun = _by_edge(name, 0).get(text[:1], ())
    return next((word for word in begun if text.startswith(word)), "")


def ending_word(text: str, name: str) -> str:
    """Return the longest word of one kind that a text ends in, empty where none is (句末用词)."""
    ended = _by_edge(name, -1).get(text[-1:], ())
    return next((word for word in ended if text.endswith(word)), "")


def words(text: str) -> tuple[str, ...]:
    """Split a block of words, longest first, each once (拆词).

    >>> words("抓 抓好 抓")
    ('抓好', '抓')
    """
    return tuple(sorted(set(text.split()), key=lambda word: (-len(word), word)))
