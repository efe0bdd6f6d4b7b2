"""Tell whether a name fits the words of a text (词界)."""

from __future__ import annotations

from phrasebank.segment import cut, is_word


class WordBoundaries:
    """Where the words of a text begin and end; cut when first asked (词界)."""

    def __init__(self, text: str) -> None:
        """Keep the text; nothing is cut yet (待分词)."""
        self._text = text
        self._spans: dict[int, tuple[int, int]] = {}

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
        if position not in self._spans:
            self._cut(position)
        return self._spans[position]

    def _cut(self, position: int) -> None:
        """Cut the run around a position: no word reaches from Han characters into others (切所在一段)."""
        text, han = self._text, _is_han(self._text[position])
        start, end = position, position + 1
        while start and _is_han(text[start - 1]) is han:
            start -= 1
        while end < len(text) and _is_han(text[end]) is han:
            end += 1
        for word in cut(text[start:end]):
            span = (start, start + len(word))
            self._spans.update(dict.fromkeys(range(*span), span))
            start = span[1]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fd5"
