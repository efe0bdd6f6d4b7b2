"""Tell whether a name fits the words of a text (词界)."""

from __future__ import annotations

from phrasebank.annotation import Annotation
from phrasebank.segment import is_word


def fits(annotation: Annotation, start: int, end: int) -> bool:
    """Tell whether a name begins a word and does not end inside another (是否合词界).

    >>> fits(Annotation("提供均衡水平"), 3, 5), fits(Annotation("衡水工会"), 0, 2)
    (False, True)
    """
    first, first_end = _word_at(annotation, start)
    if first < start and (first_end > end or is_word(annotation.text[first:first_end])):
        return _in_party_organ(annotation.text, start, end)
    last, last_end = _word_at(annotation, end - 1)
    return last_end == end or last <= start or not is_word(annotation.text[last:last_end])


def touches(annotation: Annotation, start: int, end: int) -> bool:
    """Tell whether a name begins where a word begins or ends where one ends (是否有一端合词界)."""
    first, first_end = _word_at(annotation, start)
    last, last_end = _word_at(annotation, end - 1)
    if first == start or last_end == end or _in_party_organ(annotation.text, start, end):
        return True
    return first == last and not is_word(annotation.text[first:first_end])


def _in_party_organ(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands in 中共某省委, which the dictionary has as one word (是否在党委名中)."""
    return text.startswith("中共", start - 2) and text.startswith("委", end)


def _word_at(annotation: Annotation, offset: int) -> tuple[int, int]:
    index = annotation.index_at(offset)
    return annotation.starts[index], annotation.starts[index + 1]
