"""Document: a draft as checking sees it, every character leading back to the file (待查文稿)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from outlines.numbering import Marker, Style, iter_numbers, parse_number, parse_numeral
from outlines.regex import lazy

if TYPE_CHECKING:
    from outlines.detect import Structure

_SENTENCE = lazy(r"[^。！？\n]+[。！？]*[”’）》]*")


# An item after a comma is one only where others go before it, so that reading a heading there would be rash.
_COMMA_ITEM = lazy(
    r"(?<=[，、])(?:(?P<value>[二三四五六七八九十]{1,3})(?P<kind>是|要)(?![一否素点务求是])|第(?P<ordinal>[一二三四五六七八九十]{1,3})(?=[是要]))"
)


def _after_commas(paragraph: str) -> Iterator[Marker]:
    if any(sign in paragraph for sign in ("，二", "，三", "、二", "，第")):
        for match in _COMMA_ITEM.finditer(paragraph):
            style = {"是": Style.ITEM, "要": Style.DEMAND, None: Style.ORDINAL}[match["kind"]]
            yield Marker(style, parse_numeral(match["value"] or match["ordinal"]), match[0], *match.span())


class Piece(NamedTuple):
    """A stretch of a paragraph that stands in the file as it is (片段); `at` is its place in the file."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as its format gave it (段): `hint` is title, h1, h2, h3, li or empty."""

    pieces: tuple[Piece, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the file, for people: both count from 1 (行列)."""

    line: int
    column: int


class Numbered(NamedTuple):
    """A number of a heading or an item (序号): `start` and `end` span it in the text of the document.

    `opens` is true where it opens its paragraph.
    """

    marker: Marker
    paragraph: int
    start: int
    end: int
    opens: bool


class Document:
    """A text made of paragraphs, with the way back to where each character stands in the file (文稿).

    `text` holds the paragraphs, a line each, without markup; all spans count in it. `raw` is the file's own
    text, for Word the same as `text`.

    >>> document = Document("稿.md", "md", "# 讲话", [Block((Piece("讲话", 2),), "h1")])
    >>> document.text, document.raw_span(0, 2), document.position(1)
    ('讲话', (2, 4), Position(line=1, column=4))
    """

    def __init__(self, source: str, format: str, raw: str, blocks: Iterable[Block]) -> None:
        """Join the blocks and note where each came from (拼接)."""
        self.source, self.format, self.raw = source, format, raw
        kept = [block for block in blocks if any(piece.text.strip() for piece in block.pieces)]
        self.hints = tuple(block.hint for block in kept)
        self.paragraphs = tuple("".join(piece.text for piece in block.pieces) for block in kept)
        self.text = "\n".join(self.paragraphs)
        self.starts = tuple(accumulate((len(paragraph) + 1 for paragraph in self.paragraphs), initial=0))[:-1]
        self._origins: list[tuple[int, int]] = []
        for start, block in zip(self.starts, kept, strict=True):
            for piece in block.pieces:
                self._origins.append((start, piece.at))
                start += len(piece.text)

    def paragraph_at(self, position: int) -> int:
        """Return the index of the paragraph that a position stands in (所在段)."""
        return max(0, bisect_right(self.starts, position) - 1)

    def paragraph_span(self, index: int) -> tuple[int, int]:
        """Return the span of a paragraph (段的区间)."""
        return self.starts[index], self.starts[index] + len(self.paragraphs[index])

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span stands in the file; markup inside it comes along (文件中的区间)."""
        first = self._raw(start)
        return first, max(first, self._raw(end - 1) + 1) if end > start else first

    def is_plain(self, start: int, end: int) -> bool:
        """Tell whether a span stands in the file just so, without markup or a line's end in it (是否连续)."""
        first, last = self.raw_span(start, end)
        return self.raw[first:last] == self.text[start:end]

    def position(self, at: int) -> Position:
        """Return line and column in the file of a place in the text (行列)."""
        return self.raw_position(self._raw(at))

    def raw_position(self, at: int) -> Position:
        """Return line and column of a place in the file (行列)."""
        line = bisect_right(self._lines, at)
        return Position(line, at - self._lines[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """Return a line of the file, counted from 1 (一行)."""
        start = self._lines[line - 1]
        end = self._lines[line] if line < len(self._lines) else len(self.raw) + 1
        return self.raw[start : end - 1].rstrip("\r")

    def _raw(self, at: int) -> int:
        index = bisect_right(self._origins, at, key=lambda origin: origin[0]) - 1
        if index < 0:
            return 0
        start, origin = self._origins[index]
        return origin + at - start

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        while (found := self.raw.find("\n", starts[-1])) >= 0:
            starts.append(found + 1)
        return starts

    @cached_property
    def pair_at(self) -> list[str]:
        """The two characters that begin at each place but the last (逐位字对)."""
        return list(map(add, self.text, self.text[1:]))

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of neighbouring characters: what can stand in the text at all (字对)."""
        return frozenset(self.pair_at)

    def may_have(self, word: str) -> bool:
        """Tell whether a word stands in the text, most that do not by a look at their first two characters (是否出现)."""
        return (len(word) < 2 or word[:2] in self.pairs) and word in self.text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The span of each sentence, final mark included (句)."""
        return tuple(match.span() for match in _SENTENCE.finditer(self.text))

    def sentence_at(self, position: int) -> tuple[int, int]:
        """Return the span of the sentence that a position stands in (所在句)."""
        index = bisect_right(self._sentence_starts, position) - 1
        return self.sentences[index] if index >= 0 else (0, 0)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def numbers(self) -> tuple[Numbered, ...]:
        """The numbers of headings and items, in order (序号)."""
        found = []
        for index, (start, paragraph) in enumerate(self.iter_paragraphs()):
            if marker := parse_number(paragraph):
                found.append(Numbered(marker, index, start + marker.start, start + marker.end, True))
            inner = [*iter_numbers(paragraph), *_after_commas(paragraph)]
            found += (
                Numbered(number, index, start + number.start, start + number.end, False)
                for number in sorted(inner, key=lambda number: number.start)
            )
        return tuple(found)

    @cached_property
    def structure(self) -> Structure:
        """The draft's parts, as reading finds them (结构)."""
        from outlines.detect import detect

        return detect(self.paragraphs, self.hints)

    @cached_property
    def title(self) -> str:
        """The title, empty where there is none (标题)."""
        return self.structure.title

    def iter_paragraphs(self) -> Iterator[tuple[int, str]]:
        """Yield each paragraph with where it begins in the text (逐段)."""
        yield from zip(self.starts, self.paragraphs, strict=True)


def plain_document(text: str, source: str = "") -> Document:
    """Make a document of text in memory, a line a paragraph (由文本)."""
    return Document(source, "txt", text, _lines(text))


def _lines(text: str) -> Iterator[Block]:
    at = 0
    for line in text.split("\n"):
        yield Block((Piece(line, at),))
        at += len(line) + 1


def same_blocks(blocks: Sequence[Block]) -> str:
    """Join blocks that have no file of their own, as Word's (拼接段落)."""
    return "\n".join("".join(piece.text for piece in block.pieces) for block in blocks)
