"""Break a long title where a reader would draw breath (标题回行)."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

# A line must not begin with the one or end with the other: 词意完整, as GB/T 9704-2012 asks.
NOT_FIRST = frozenset("的地得了上中下里内时后前等者们、，。：；！？”’》）】…")
NOT_LAST = frozenset("在向对从为以与和及暨把被“‘《（【")
# Words that begin the name of an event or of its part: a line is better begun with one of them.
EVENT_WORDS = ("工作", "专题", "现场", "动员", "推进", "部署", "表彰", "座谈", "总结", "调研", "第", "暨")
# What a break at any other word costs: worth a line two characters longer and one two characters shorter.
PLAIN_BREAK = 10.0
OPENING, CLOSING = "“‘《（【", "”’》）】"


def break_title(title: str, limit: int, cut: Callable[[str], list[str]] | None = None) -> list[str]:
    """Return a title's lines: as few as fit, as even as words allow (回行).

    A subtitle after —— begins a line. Nothing is cut inside a word, a quotation, a book title or brackets; a
    stretch that is too long even so is left to the word processor.

    Args:
        title: the whole title.
        limit: how many full-width characters one line holds.
        cut: cuts a text into words; the phrase bank's where none is given.
    """
    head, dash, tail = title.partition("——")
    pieces = [head, dash + tail] if head and dash else [title]
    return [line for piece in pieces for line in _break(piece, limit, cut)]


def _break(text: str, limit: int, cut: Callable[[str], list[str]] | None) -> list[str]:
    total = _width(text)
    if total <= limit:
        return [text]
    words = _join_bound((cut or _cut)(text))
    for count in range(ceil(total / limit), len(words) + 1):
        if lines := _balance(words, count, limit, total / count):
            return lines
    return [text]


def _balance(words: list[str], count: int, limit: int, mean: float) -> list[str]:
    """Lay words out in so many lines, each as near the mean as can be; empty where they do not fit."""
    # best[n] holds the least cost of n lines for the words so far, and where the last of them begins.
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for end in range(1, len(words) + 1):
        reached: dict[int, tuple[float, int]] = {}
        for start in range(end - 1, -1, -1):
            width = _width("".join(words[start:end]))
            if width > limit:
                break
            for lines, (cost, _) in best[start].items():
                plain = start > 0 and not words[start].startswith(EVENT_WORDS)
                option = (cost + (width - mean) ** 2 + plain * PLAIN_BREAK, start)
                if lines < count and (lines + 1 not in reached or option < reached[lines + 1]):
                    reached[lines + 1] = option
        best.append(reached)
    if count not in best[-1]:
        return []
    laid: list[str] = []
    end = len(words)
    for remaining in range(count, 0, -1):
        start = best[end][remaining][1]
        laid.insert(0, "".join(words[start:end]))
        end = start
    return laid


def _cut(text: str) -> list[str]:
    from phrasebank.segment import cut

    return cut(text)


def _join_bound(words: list[str]) -> list[str]:
    """Join words that no line break may part."""
    joined: list[str] = []
    depth = 0
    for word in words:
        if joined and (depth > 0 or word[0] in NOT_FIRST or joined[-1][-1] in NOT_LAST):
            joined[-1] += word
        else:
            joined.append(word)
        depth += sum(word.count(mark) for mark in OPENING) - sum(word.count(mark) for mark in CLOSING)
    return joined


def _width(text: str) -> float:
    """Count full-width characters; a Latin letter or digit is half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)
