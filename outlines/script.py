"""Fold traditional characters to simplified ones for matching (繁简归一); one for one, so that spans hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from outlines.regex import lazy

_TABLE = Path(__file__).parent / "data" / "traditional.txt"
# Any page of traditional script has some of these.
_SIGNS = lazy("[們國會發這為來時對開關業經產動務實現總體領導]")
_PROBE = 12


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {ord(pair[0]): pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


def fold(text: str) -> str:
    """Fold a text (归一).

    >>> fold("各級工會幹部")
    '各级工会干部'
    """
    return text.translate(_table()) if _SIGNS.search(text) else text


def fold_all(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Fold all paragraphs of a text whose beginning is in traditional script (全文归一)."""
    if any(_SIGNS.search(text) for text in islice(paragraphs, _PROBE)):
        return tuple(text.translate(_table()) for text in paragraphs)
    return tuple(paragraphs)
