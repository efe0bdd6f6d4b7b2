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


def words(text: str) -> tuple[str, ...]:
    """Split a block of words, longest first, each once (拆词).

    >>> words("抓 抓好 抓")
    ('抓好', '抓')
    """
    return tuple(sorted(set(text.split()), key=lambda word: (-len(word), word)))
