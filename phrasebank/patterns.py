"""Parallel structures, couplets and four-character forms, by shape alone (排比、对仗、四字格)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phrasebank import grammar
from phrasebank.sentences import Clause

_SERIES = re.compile(r"[\u3400-\u9fff]+(?:[、，；][\u3400-\u9fff]+)+")
_IDIOM_FLAGS = ("i", "z")


def find_parallels(sentence: str) -> Iterator[str]:
    """Yield runs of neighbours of one length and one build (排比对仗).

    Three items of four characters or more; two are enough from five characters on where they share a frame.

    >>> list(find_parallels("做到人无我有、人有我优、人优我特，形成特色。"))
    ['人无我有、人有我优、人优我特']
    """
    for match in _SERIES.finditer(sentence):
        pieces = re.split("([、，；])", match.group())
        items, marks = pieces[::2], pieces[1::2]
        start = 0
        while start < len(items) - 1:
            end = start + 1
            # A run keeps one mark throughout; its first item may carry words before it, its last one after it.
            while (
                end < len(items) - 1 and marks[end] == marks[start] and len(items[end + 1]) == len(items[end])
            ):
                end += 1
            last = end + 1 if _extends(items, marks, start, end) else end
            group = items[start : last + 1]
            if marks[start] == "、":
                group = _trim(group)
            if _is_parallel(group):
                yield marks[start].join(group)
                start = end + 1
            else:
                start += 1


def _extends(items: Sequence[str], marks: Sequence[str], start: int, end: int) -> bool:
    """Tell whether the item after a run belongs to it with words of its own behind (末项带尾)."""
    return (
        end + 1 < len(items)
        and marks[end] == marks[start] == "、"
        and len(items[end + 1]) > len(items[end])
        and items[end + 1][len(items[end])] in "的等"
    )


def _trim(items: Sequence[str]) -> list[str]:
    """Cut what stands before the first item and behind the last one, at a word's edge (去首尾附着)."""
    size = len(items[1])
    first, last = items[0], items[-1][:size]
    if len(first) > size and (first[-size:][:2] == items[1][:2] or _word_starts(first, len(first) - size)):
        first = first[-size:]
    return [first, *items[1:-1], last]


def _word_starts(text: str, at: int) -> bool:
    position = 0
    for word, _ in grammar.words(text):
        if position >= at:
            break
        position += len(word)
    return position == at


def _is_parallel(items: Sequence[str]) -> bool:
    size = len(items[0])
    if not 4 <= size <= 16 or len({len(item) for item in items}) > 1:
        return False
    if not 2 <= len(items) <= 6 or len(set(items)) < len(items):
        return False
    if any(grammar.leans(item) for item in items):
        return False
    shared = _shared_positions(items)
    if len(items) == 2 and _same_head(items):
        return False
    if not all(_moves(item) for item in items) and not (len(items) >= 3 and shared >= 2):
        return False
    framed = shared >= max(2, size // 4) or (shared >= 1 and size <= 6)
    if framed and (len(items) >= 3 or size >= 5):
        return True
    return len(items) >= 3 and _same_build(items)


def _moves(item: str) -> bool:
    """Tell a verb, an adverb or an idiom in an item: without one a series is a mere list of things (有动势)."""
    return any(flag[0] in "vdilz" and flag != "vn" for _, flag in grammar.words(item))


def _same_head(items: Sequence[str]) -> bool:
    """Tell two noun phrases about one thing (…职工、…职工) from two clauses (同一中心语)."""
    last = {grammar.words(item)[-1] for item in items}
    return len(last) == 1 and next(iter(last))[1].startswith("n")


def _shared_positions(items: Sequence[str]) -> int:
    return sum(len(set(column)) == 1 for column in zip(*items, strict=True))


def _same_build(items: Sequence[str]) -> bool:
    """Tell whether the items are cut alike: words of the same lengths and classes (同构)."""
    shapes = {tuple((len(word), flag[0]) for word, flag in grammar.words(item)) for item in items}
    return len(shapes) == 1 and len(next(iter(shapes))) > 1


def is_couplet(sentence: str, clauses: Sequence[Clause]) -> bool:
    """Tell whether a sentence is two clauses that answer each other (对句).

    Equal length of 5 to 12 characters, the same build, no pointing outside.
    """
    if len(clauses) != 2 or clauses[0].mark not in "，；":
        return False
    first, second = (sentence[c.start : c.end].rstrip("。！") for c in clauses)
    if not (5 <= len(first) == len(second) <= 12) or grammar.leans(first) or grammar.leans(second):
        return False
    # Two measures side by side are work, not wisdom.
    if grammar.judge_measure(first, shortest=4) is None and grammar.judge_measure(second, shortest=4) is None:
        return False
    if not all("\u3400" <= char <= "\u9fff" for char in first + second):
        return False
    shape = [[(len(w), f[0]) for w, f in grammar.words(part)] for part in (first, second)]
    same = sum(a == b for a, b in zip(*shape, strict=False))
    return bool(same * 2 >= max(map(len, shape)))


def echoes(sentence: str, clauses: Sequence[Clause]) -> bool:
    """Tell whether the second clause takes up a word of the first (呼应)."""
    first, second = (sentence[c.start : c.end] for c in clauses[:2])
    return any(first[i : i + 2] in second for i in range(len(first) - 1))


def find_idioms(sentence: str) -> Iterator[str]:
    """Yield idioms and four-character runs (四字格)."""
    for word, flag in grammar.words(sentence):
        if len(word) == 4 and flag in _IDIOM_FLAGS and not grammar.is_plain(word):
            yield word
