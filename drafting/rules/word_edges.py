"""Tell whether a name fits the words around it, cutting no more than its clause (词界)."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, pairwise

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
    edges, begin = _edges_around(text, start, end)
    spans = []
    for offset in (start - begin, end - 1 - begin):
        index = bisect_right(edges, offset)
        spans.append((begin + edges[index - 1], begin + edges[index]))
    return spans[0], spans[1]


def is_unknown(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch is made of no words: single characters, or one that the dictionary lacks (是否不成词).

    >>> is_unknown("作了部暑工作", 2, 4), is_unknown("组织干部暑期培训", 3, 5)
    (True, False)
    """
    edges, begin = _edges_around(text, start, end)
    first = bisect_right(edges, start - begin) - 1
    last = bisect_right(edges, end - 1 - begin)
    words = [text[begin + a : begin + b] for a, b in pairwise(edges[first : last + 1])]
    within = edges[first] == start - begin and edges[last] == end - begin
    return within and any(len(word) == 1 or not is_word(word) for word in words)


def is_parted(text: str, start: int, end: int) -> bool:
    """Tell whether two words meet inside a stretch (是否分属两词)."""
    edges, begin = _edges_around(text, start, end)
    inside = any(start - begin < edge < end - begin for edge in edges)
    return inside and not is_unknown(text, start, end)


def _edges_around(text: str, start: int, end: int) -> tuple[tuple[int, ...], int]:
    """Return the edges of the words in the clause around, and where it begins."""
    begin, stop = start, end
    while begin and _is_han(text[begin - 1]):
        begin -= 1
    while stop < len(text) and _is_han(text[stop]):
        stop += 1
    return _edges(text[begin:stop]), begin


@lru_cache(maxsize=1024)
def _edges(clause: str) -> tuple[int, ...]:
    return tuple(accumulate(map(len, cut(clause)), initial=0))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fd5"
