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
        if not self._starts:
            self._cut()
        first, last = self._starts[start], self._starts[end - 1]
        first_end, last_end = self._ends[start], self._ends[end - 1]
        if first < start and (is_word(self._text[first:first_end]) or first_end > end):
            return False
        return last_end == end or last <= start or not is_word(self._text[last:last_end])

    def touch(self, start: int, end: int) -> bool:
        """Tell whether a name begins where a word begins or ends where one ends (是否有一端合词界)."""
        if not self._starts:
            self._cut()
        first, last = self._starts[start], self._starts[end - 1]
        inside_one = not is_word(self._text[first : self._ends[start]])
        return first == start or self._ends[end - 1] == end or (first == last and inside_one)

    def _cut(self) -> None:
        words = cut(self._text)
        ends = list(accumulate(map(len, words)))
        for word, end in zip(words, ends, strict=True):
            self._starts.extend([end - len(word)] * len(word))
            self._ends.extend([end] * len(word))
