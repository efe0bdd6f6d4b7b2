"""A text with its words, found once and used by all (标注文本)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from phrasebank.segment import Token, flag_of, flag_of_other, split_listed, tag_singles
from phrasebank.word_classes import OTHER, SINGLE, classify, letters

_SINGLES = re.compile(f"[{letters(SINGLE)}]{{2,}}")


class _Letters(dict[str, str]):
    """The letters of the dictionary's words, each found once (词的字母)."""

    def __missing__(self, word: str) -> str:
        found = self[word] = OTHER if word == "\n" else classify(word, flag_of(word))
        return found


_letters = lru_cache(maxsize=1)(_Letters)


class Annotation:
    """A text cut into words, with two letters for each (标注文本).

    `starts` are the offsets of the words and the length of the text. `grammar` and `looks` have one letter a word, as
    `word_classes` explains.
    """

    def __init__(self, text: str) -> None:
        """Cut the text; the dictionary first, what it leaves single by the model (切分)."""
        self.text = text
        self._unlisted: dict[int, str] = {}
        words = split_listed(text)
        both = "".join(map(_letters().__getitem__, words))
        looks = both[1::2]
        lengths: list[Sequence[int]] = []
        found: list[str] = []
        done = moved = 0
        listed = list(map(len, words))
        for match in _SINGLES.finditer(looks):
            start, end = match.span()
            run = _resolve("".join(words[start:end]))
            if run is None:
                continue
            lengths += (listed[done:start], run.lengths)
            found += (both[2 * done : 2 * start], run.letters)
            for index, flag in enumerate(run.flags, start - moved):
                self._unlisted[index] = flag
            moved += end - start - len(run.flags)
            done = end
        lengths.append(listed[done:])
        found.append(both[2 * done :])
        both = "".join(found)
        self.grammar = both[::2]
        self.looks = both[1::2]
        self.starts = list(accumulate(chain.from_iterable(lengths), initial=0))

    def __len__(self) -> int:
        """Count the words (词数)."""
        return len(self.grammar)

    def word(self, index: int) -> str:
        """Return a word (取词)."""
        return self.text[self.starts[index] : self.starts[index + 1]]

    def token(self, index: int) -> Token:
        """Return a word with its flag (取词与词性)."""
        word = self.word(index)
        flag = self._unlisted.get(index)
        if flag is None:
            flag = flag_of(word) if "\u4e00" <= word[0] <= "\u9fd5" else flag_of_other(word)
        return word, flag

    def tokens(self, first: int, last: int) -> list[Token]:
        """Return some words with their flags (取一段词)."""
        return [self.token(index) for index in range(first, last)]

    def words(self, first: int, last: int) -> str:
        """Return some words as they stand in the text (取一段文字)."""
        return self.text[self.starts[first] : self.starts[last]]

    def iter_unlisted(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of the words that the model made (未登录词)."""
        for index in self._unlisted:
            yield self.starts[index], self.starts[index + 1]

    def iter_of(self, bit: int) -> Iterator[int]:
        """Yield the words that have a bit in the letter for a closer look (逐词)."""
        for match in _pattern(bit).finditer(self.looks):
            yield match.start()

    def stretch(self, start: int, end: int) -> Stretch:
        """Return a stretch from the start of one word to the end of another (取区段)."""
        return Stretch(self, start, end, bisect_right(self.starts, start) - 1, bisect_left(self.starts, end))

    def index_at(self, offset: int) -> int:
        """Return the word that an offset lies in (所在词)."""
        return bisect_right(self.starts, offset) - 1


class Stretch(NamedTuple):
    """A stretch of an annotated text: `start` and `end` in characters, `first` and `last` in words (区段)."""

    annotation: Annotation
    start: int
    end: int
    first: int
    last: int

    @property
    def text(self) -> str:
        """The stretch itself (文字)."""
        return self.annotation.text[self.start : self.end]

    @property
    def grammar(self) -> str:
        """The grammar letters of its words (语法字母)."""
        return self.annotation.grammar[self.first : self.last]

    @property
    def opening(self) -> Token:
        """The first word with its flag (首词)."""
        return self.annotation.token(self.first) if self.first < self.last else ("", "x")

    @property
    def ending(self) -> Token:
        """The last word with its flag (尾词)."""
        return self.annotation.token(self.last - 1) if self.first < self.last else ("", "x")

    def tokens(self) -> list[Token]:
        """Return the words with their flags (逐词)."""
        return self.annotation.tokens(self.first, self.last)

    def starting_at(self, start: int) -> Stretch:
        """Return the rest of the stretch from an offset that is a word's start (后段)."""
        return Stretch(self.annotation, start, self.end, self.annotation.index_at(start), self.last)


def stretch_of(text: str) -> Stretch:
    """Return the whole of a short text (全段)."""
    annotation = annotate(text)
    return Stretch(annotation, 0, len(text), 0, len(annotation))


@lru_cache(maxsize=8)
def _pattern(bit: int) -> re.Pattern[str]:
    return re.compile(f"[{letters(bit)}]")


class _Run(NamedTuple):
    """What a run of single characters is by the model (单字串之解)."""

    lengths: tuple[int, ...]
    letters: str
    flags: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _resolve(run: str) -> _Run | None:
    """Return the words that the model makes of a run, None where it leaves them as they are (解单字串)."""
    tokens = tag_singles(run)
    if len(tokens) == len(run) and all(flag == flag_of(word) for word, flag in tokens):
        return None
    letters = "".join(classify(word, flag) for word, flag in tokens)
    return _Run(tuple(len(word) for word, _ in tokens), letters, tuple(flag for _, flag in tokens))


@lru_cache(maxsize=1 << 12)
def annotate(text: str) -> Annotation:
    """Annotate a short text that may come again (标注短文)."""
    return Annotation(text)
