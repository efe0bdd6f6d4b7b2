"""Tell whether a name fits the words of a text (词界)."""

from __future__ import annotations

from functools import lru_cache

from phrasebank.annotation import Annotation
from phrasebank.segment import flag_of, is_word
from phrasebank.word_classes import listed_idioms

_IDIOM = 4
_SET_FLAGS = "ilz"


def fits(annotation: Annotation, start: int, end: int) -> bool:
    """Tell whether a name begins a word and does not end inside another (是否合词界).

    >>> fits(Annotation("提供均衡水平"), 3, 5), fits(Annotation("衡水工会"), 0, 2)
    (False, True)
    >>> fits(Annotation("促进长治久安"), 2, 4)
    False
    """
    if _in_idiom(annotation.text, start, end):
        return False
    first, first_end = _word_at(annotation, start)
    if first < start and (first_end > end or is_word(annotation.text[first:first_end])):
        return _in_party_organ(annotation.text, start, end)
    last, last_end = _word_at(annotation, end - 1)
    return last_end == end or last <= start or not is_word(annotation.text[last:last_end])


def touches(annotation: Annotation, start: int, end: int) -> bool:
    """Tell whether a name begins where a word begins or ends where one ends (是否有一端合词界)."""
    if _in_idiom(annotation.text, start, end):
        return False
    first, first_end = _word_at(annotation, start)
    last, last_end = _word_at(annotation, end - 1)
    if first == start or last_end == end or _in_party_organ(annotation.text, start, end):
        return True
    return first == last and not is_word(annotation.text[first:first_end])


def _in_idiom(text: str, start: int, end: int) -> bool:
    """Tell whether a short name is but a part of four set characters: 长治 in 长治久安 (是否在成语中)."""
    spare = _IDIOM - (end - start)
    return (
        any(_is_set(text[at : at + _IDIOM]) for at in range(max(0, start - spare), start + 1))
        if spare > 0
        else False
    )


@lru_cache(maxsize=1 << 12)
def _is_set(text: str) -> bool:
    return len(text) == _IDIOM and (
        text in listed_idioms() or (is_word(text) and flag_of(text)[0] in _SET_FLAGS)
    )


def _in_party_organ(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands in 中共某省委, which the dictionary has as one word (是否在党委名中)."""
    return text.startswith("中共", start - 2) and text.startswith("委", end)


def _word_at(annotation: Annotation, offset: int) -> tuple[int, int]:
    index = annotation.index_at(offset)
    return annotation.starts[index], annotation.starts[index + 1]
