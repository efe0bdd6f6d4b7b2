"""Text in terminal columns, where a Han character is two wide (终端排版)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_CLOSING = "，。；：、！？）”》…"


def columns(text: str) -> int:
    """Count terminal columns (显示宽度).

    >>> columns("词库bank")
    8
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most so many columns (折行).

    A line may break after any Han character but not inside a Latin word; none begins with a closing mark.

    >>> wrap("写出locality.yaml。", 8)
    ['写出', 'locality.yaml。']
    """
    pieces: list[str] = []
    for character in text:
        if pieces and (character in _CLOSING or (_latin(character) and _latin(pieces[-1][-1]))):
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        if lines[-1] and columns(lines[-1] + piece) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] or not piece.isspace() else ""
    return [line.rstrip() for line in lines]


def _latin(character: str) -> bool:
    return character.isascii() and not character.isspace()


def paragraph(text: str, width: int) -> str:
    """Wrap one paragraph (段落)."""
    return "\n".join(wrap(text, width))


def definitions(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Set terms left and their descriptions in a column right of them (两栏)."""
    left = min(max(columns(term) for term, _ in rows), 28)
    lines = []
    for term, text in rows:
        first, *rest = wrap(text, max(width - left - 4, 20))
        if columns(term) > left:
            lines.append(f"  {term}")
            rest.insert(0, first)
        else:
            lines.append(f"  {term}{' ' * (left - columns(term))}  {first}".rstrip())
        lines.extend(" " * (left + 4) + line for line in rest)
    return lines
