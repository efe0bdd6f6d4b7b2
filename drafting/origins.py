"""Find again where the words of a text are from, without having seen it made (认出来历).

Bank phrases are found with whatever stands in their slots, outlines' headings and frames likewise; facts of the profile
and prompts as they are. What a user changed a little is found by the character pairs that are left.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Generic, TypeVar

from outlines.outline import Outline

S = TypeVar("S")

_HAN = re.compile("[\u3400-\u9fff]")
_HAN_RUNS = re.compile("[\u3400-\u9fff]{2,}")
_SLOT = re.compile(r"\{[a-z_]+\d*\}")
PROMPT = re.compile(r"【[^【】]*】")
# What restating changes: 全市 → 全县, 市级 → 省级, 我省 → 我公司. Both sides are compared without it.
_ANY_LEVEL = "\ue000"
_ONE_LEVEL = "省市县区乡镇"
_LEVEL = re.compile(r"(?<=[全我本])(?:州|街道|公司|集团|系统|厂)")
_SENTENCES = re.compile("(?<=[。！？])")
_LONGEST_VALUE = 40
STOPS = "。！？\n"
_LEAST_OUTLINE = 3
_KEY = 4  # characters that a phrase and a text must have in common at all
_SHORT = 6
_LEAST_NEAR, _NEAR_PAIRS, _LONGEST_NEAR = 8, 0.6, 1.5


class Origin(StrEnum):
    """Whose words they are (来历).

    `source`: a source has them, and no phrase of the bank. `formulation`: an official wording, which is nobody's.
    """

    BANK = "bank"
    SOURCE = "source"
    FORMULATION = "formulation"
    OUTLINE = "outline"
    PROFILE = "profile"
    TEMPLATE = "template"
    PROMPT = "prompt"
    UNKNOWN = "unknown"


ORIGIN_LABELS = {
    Origin.BANK: "词库",
    Origin.SOURCE: "原文",
    Origin.FORMULATION: "规范表述",
    Origin.OUTLINE: "提纲",
    Origin.PROFILE: "本地情况",
    Origin.TEMPLATE: "版式",
    Origin.PROMPT: "待填",
    Origin.UNKNOWN: "自写",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the text and who says the same (认出的一段).

    `bank` is the number of the bank, own first; `phrase` an id in it; `field` a profile key or an outline's name.
    """

    start: int
    end: int
    origin: Origin
    phrase: str = ""
    bank: int = -1
    source: str = ""
    field: str = ""
    exact: bool = True


def count_han(text: str) -> int:
    """Count the Han characters (汉字数)."""
    return len(_HAN.findall(text))


class Finder:
    """Knows one text, and finds who says the same (认来历者)."""

    def __init__(self, text: str) -> None:
        """Take the whole text, lines separated by line breaks (取全文)."""
        self.text = text
        pieces: list[str] = []
        self._places: list[int] = []
        position = 0
        for found in _LEVEL.finditer(text):
            pieces += [text[position : found.start()], _ANY_LEVEL]
            self._places += [*range(position, found.start()), found.start()]
            position = found.end()
        pieces.append(text[position:])
        self._places += [*range(position, len(text)), len(text)]
        self._plain = re.sub(f"[{_ONE_LEVEL}]", _ANY_LEVEL, "".join(pieces))
        self._keys = {self._plain[i : i + _KEY] for i in range(len(self._plain) - _KEY + 1)}

    def prompts(self) -> Iterator[Match]:
        """Find the prompts still open (待填)."""
        for found in PROMPT.finditer(self.text):
            yield Match(*found.span(), Origin.PROMPT)

    def profile(self, strings: Iterable[tuple[str, str]]) -> Iterator[Match]:
        """Find what the profile says, given as (key, text) (本地情况)."""
        for field, said in strings:
            wanted = said.rstrip("。；")
            if count_han(wanted) >= 2:
                for start in _iter_places(self.text, wanted):
                    yield Match(start, start + len(wanted), Origin.PROFILE, field=field)

    def formulations(self) -> Iterator[Match]:
        """Find the official wordings (规范表述)."""
        from phrasebank.formulations import find_formulations

        for start, end, _ in find_formulations(self.text):
            yield Match(start, end, Origin.FORMULATION)

    def templates(self, lines: Iterable[tuple[str, str]]) -> Iterator[Match]:
        """Find the lines that a layout brings, given as (layout, line) (版式)."""
        for name, line in lines:
            for start in _iter_places(self.text, line):
                yield Match(start, start + len(line), Origin.TEMPLATE, field=name)

    def bank(self, number: int, phrases: Iterable[tuple[str, str]]) -> Iterator[Match]:
        """Find a bank's phrases, given as (id, text), slots filled by whatever stands there (词条)."""
        known = list(phrases)
        for (id, _), text in zip(known, _plain_lines([text for _, text in known]), strict=True):
            pieces = _SLOT.split(text) if "{" in text else [text]
            longest = max(pieces, key=len) if len(pieces) > 1 else text
            if longest[:_KEY] in self._keys or len(longest) < _KEY:
                for start, end in self._places_of(pieces):
                    yield self._match(start, end, Origin.BANK, phrase=id, bank=number)

    def near(
        self, number: int, phrases: Iterable[tuple[str, str]], free: Sequence[tuple[int, int]]
    ) -> Iterator[Match]:
        """Find phrases of which at least six pairs in ten are left in a stretch not yet accounted for (近似词条)."""
        stretches = [(start, end) for start, end in free if count_han(self.text[start:end]) >= _LEAST_NEAR]
        index: dict[str, list[int]] = {}
        for place, (start, end) in enumerate(stretches):
            for pair in _pairs(self.text[start:end]):
                index.setdefault(pair, []).append(place)
        for id, text in phrases if index else ():
            own = _SLOT.sub("\n", text) if "{" in text else text
            # Of the pairs wanted, more than half of all, some are at even places.
            if not any(own[i : i + 2] in index for i in range(0, len(own) - 1, 2)):
                continue
            pairs = sorted(_pairs(own), key=lambda pair: (len(index.get(pair, ())), pair))
            wanted = ceil(_NEAR_PAIRS * len(pairs))
            if len(pairs) < _LEAST_NEAR - 1:
                continue
            # Where so many pairs are wanted, one of the rarest must be among them.
            for at in sorted({at for pair in pairs[: len(pairs) - wanted + 1] for at in index.get(pair, ())}):
                start, end = stretches[at]
                there = self.text[start:end]
                if sum(pair in there for pair in pairs) >= wanted:
                    first, last = _narrow(there, frozenset(pairs))
                    if last - first <= _LONGEST_NEAR * len(own):  # else the words are there, scattered
                        yield Match(start + first, start + last, Origin.BANK, id, number, exact=False)

    def outline(self, outline: Outline) -> Iterator[Match]:
        """Find an outline's title, headings and frames where a whole line or sentence has their build (提纲)."""
        for pattern in _plain_lines([pattern.rstrip(STOPS) for pattern in outline_patterns(outline)]):
            pieces = _SLOT.split(pattern)
            if count_han("".join(pieces)) < _LEAST_OUTLINE:
                continue
            longest = max(pieces, key=len)
            seen = -1
            for at in _iter_places(self._plain, longest):
                start = max(self._plain.rfind(stop, 0, at) for stop in STOPS) + 1
                if start != seen:
                    seen = start
                    yield from self._build(pieces, start, outline.name)

    def _build(self, pieces: Sequence[str], start: int, name: str) -> Iterator[Match]:
        """Match a pattern's pieces with the sentence that begins at `start`; what fills the slots is not the outline's."""
        plain = self._plain
        end = next((i for i in range(start, len(plain)) if plain[i] in STOPS), len(plain))
        position, found = start, list[tuple[int, int]]()
        for piece in filter(None, pieces):
            place = plain.find(piece, position, end)
            if place < 0:
                return
            found.append((place, place + len(piece)))
            position = place + len(piece)
        # A number may stand before the first word, nothing behind the last.
        if pieces[0] and count_han(plain[start : found[0][0]]) > 2:
            return
        if pieces[-1] and count_han(plain[position:end]):
            return
        for first, last in found:
            yield self._match(first, last, Origin.OUTLINE, field=name)

    def _places_of(self, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
        own = [piece for piece in pieces if piece]
        size = count_han("".join(own))
        if not own or size < _KEY:
            return
        plain = self._plain
        for start in _iter_places(plain, own[0]):
            end = start + len(own[0])
            for piece in own[1:]:
                place = plain.find(piece, end, end + _LONGEST_VALUE + len(piece))
                if place < 0 or any(stop in plain[end:place] for stop in STOPS):
                    break
                end = place + len(piece)
            else:
                if size >= _SHORT or self._stands_alone(start, end):
                    yield start, end

    def _stands_alone(self, start: int, end: int) -> bool:
        """Tell whether few words stand before, and none behind, up to the next mark: 要〔…〕，"""
        before = self._plain[max(0, start - 3) : start]
        after = self._plain[end : end + 1]
        return count_han(before) < 3 and not count_han(after)

    def _match(self, start: int, end: int, origin: Origin, **more: str | int) -> Match:
        return Match(self._places[start], self._places[end - 1] + 1 + self._tail(end - 1), origin, **more)  # type: ignore[arg-type]

    def _tail(self, at: int) -> int:
        """What a level word at the end is longer than the one character that stands for it."""
        return self._places[at + 1] - self._places[at] - 1 if self._plain[at] == _ANY_LEVEL else 0


def choose(matches: Iterable[Match], text: str) -> Spans[Match]:
    """Choose who says what: the longer match first, none over another; in reading order (取舍).

    Prompts come first whatever their length. Of two alike the profile's fact goes first, then a bank's phrase, the own
    bank before the built-in one, then the outline's words. What only a source says comes last.
    """
    order = (Origin.PROFILE, *Origin)

    def rank(match: Match) -> tuple[int, int, int, int, int, str]:
        sort = {Origin.PROMPT: 0, Origin.SOURCE: 3}.get(match.origin, 1 if match.exact else 2)
        size = count_han(text[match.start : match.end])
        return sort, -size, order.index(match.origin), match.bank, match.start, match.field

    taken = bytearray(len(text))
    chosen: list[Match] = []
    for match in sorted(matches, key=rank):
        if match.end > match.start and not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            chosen.append(match)
    chosen.sort(key=lambda match: match.start)
    return Spans(chosen, lambda match: (match.start, match.end))


class Spans(Generic[S]):
    """Stretches in reading order, none over another, to be asked which lie over a given one (有序各段)."""

    def __init__(self, spans: Sequence[S], bounds: Callable[[S], tuple[int, int]]) -> None:
        """Take the stretches and how to tell where one begins and ends (取段)."""
        self._spans = spans
        self._starts = [bounds(span)[0] for span in spans]
        self._ends = [bounds(span)[1] for span in spans]

    def __iter__(self) -> Iterator[S]:
        """Yield them all (逐段)."""
        return iter(self._spans)

    def over(self, start: int, end: int) -> Sequence[S]:
        """Return those that have a character between start and end (相交的段)."""
        return self._spans[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


def gaps(matches: Iterable[Match], start: int, end: int) -> list[tuple[int, int]]:
    """List the stretches between start and end that none of the matches there accounts for (空白处)."""
    free: list[tuple[int, int]] = []
    position = start
    for match in matches:
        if match.start > position:
            free.append((position, match.start))
        position = max(position, match.end)
    if position < end:
        free.append((position, end))
    return free


def skeleton(pattern: str) -> str:
    """Reduce a frame to its joints: what stands in its slots does not matter (句架骨干).

    >>> skeleton("要{measure}，{measure2}。")
    '要{}，{}'
    """
    return _SLOT.sub("{}", pattern).rstrip(STOPS)


def outline_patterns(outline: Outline) -> Iterator[str]:
    """List an outline's title, salutation, headings and frames, a sentence each (提纲句式)."""
    from drafting.local_content import OWN_FRAMES

    yield from OWN_FRAMES
    yield outline.speech_title
    yield outline.salutation
    for headings in outline.heading_sets:
        yield from headings
    for section in outline.sections:
        for frame in section.frames:
            yield from filter(None, _SENTENCES.split(frame))
        for points in section.point_sets:
            yield from points


def _plain_lines(lines: Sequence[str]) -> list[str]:
    """Take the level out of many lines at once, which costs no more than out of one."""
    text = "\n".join(line.replace("\n", " ") for line in lines)
    for word in _ONE_LEVEL:
        text = text.replace(word, _ANY_LEVEL)
    return _LEVEL.sub(_ANY_LEVEL, text).split("\n") if lines else []


def _iter_places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 2] for run in _HAN_RUNS.findall(text) for i in range(len(run) - 1))


def _narrow(text: str, pairs: frozenset[str]) -> tuple[int, int]:
    """Cut a stretch down to where the pairs stand."""
    at = [i for i in range(len(text) - 1) if text[i : i + 2] in pairs]
    return at[0], at[-1] + 2
