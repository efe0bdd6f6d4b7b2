"""Tell whether a name fits the words of a text (词界)."""

from __future__ import annotations

from itertools import accumulate

from phrasebank.segment import cut, is_word


class WordBoundaries:
    """Where the words of a text begin and end; cut when first asked (词界)."""

    def __init__(self, text: str) -> None:
        """Keep the text; nothing is cut yet (待分词)."""
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []

    def fit(self, start: int, end: int) -> bool:
        """Tell whether a name begins a word and does not end inside another (是否合词界).

        >>> WordBoundaries("提供均衡水平").fit(3, 5), WordBoundaries("衡水工会").fit(0, 2)
        (False, True)
        """
        first, first_end = self._word_at(start)
        last, last_end = self._word_at(end - 1)
        if first < start and (first_end > end or is_word(self._text[first:first_end])):
            return self._in_party_organ(start, end)
        return last_end == end or last <= start or not is_word(self._text[last:last_end])

    def touch(self, start: int, end: int) -> bool:
        """Tell whether a name begins where a word begins or ends where one ends (是否有一端合词界)."""
        first, first_end = self._word_at(start)
        last, last_end = self._word_at(end - 1)
        if first == start or last_end == end or self._in_party_organ(start, end):
            return True
        return first == last and not is_word(self._text[first:first_end])

    def _in_party_organ(self, start: int, end: int) -> bool:
        """Tell whether a name stands in 中共某省委, which the dictionary has as one word (是否在党委名中)."""
        return self._text.startswith("中共", start - 2) and self._text.startswith("委", end)

    def _word_at(self, position: int) -> tuple[int, int]:
        if not self._starts:
            self._cut()
        return self._starts[position], self._ends[position]

    def _cut(self) -> None:
        words = cut(self._text)
        ends = list(accumulate(map(len, words)))
        for word, end in zip(words, ends, strict=True):
            self._starts.extend([end - len(word)] * len(word))
            self._ends.extend([end] * len(word))
