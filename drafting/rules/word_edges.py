"""Tell whether a name fits the words around it, cutting no more than its clause (词界)."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from phrasebank.segment import cut, is_word


def fits(text: str, start: int, end: int) -> bool:
    """Tell whether a name begins a word and does not end inside another (是否合词界).

    >>> fits("提供均衡水平", 3, 5), fits("他到衡水去", 2, 4)
    (False, True)
    """
    (first, first_end), (last, last_end) = _words_at(text, start, end)
    if first < start and (first_end > end or is_word(text[first:first_end])):
        return False
    return last_end == end or last <= start or not is_word(text[last:last_end])


def touches(text: str, start: int, end: int) -> bool:
    """Tell whether a name begins or ends where a word does (是否有一端合词界)."""
    (first, first_end), (last, last_end) = _words_at(text, start, end)
    return first == start or last_end == end or (first == last and not is_word(text[first:first_end]))


def _words_at(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the spans of the words that a name begins and ends in."""
    begin, stop = start, end
    while begin and _is_han(text[begin - 1]):
        begin -= 1
    while stop < len(text) and _is_han(text[stop]):
        stop += 1
    edges = _edges(text[begin:stop])
    spans = []
    for offset in (start - begin, end - 1 - begin):
        index = bisect_right(edges, offset)
        spans.append((begin + edges[index - 1], begin + edges[index]))
    return spans[0], spans[1]


@lru_cache(maxsize=1024)
def _edges(clause: str) -> tuple[int, ...]:
    return tuple(accumulate(map(len, cut(clause)), initial=0))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fd5"
