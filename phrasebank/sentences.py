"""Sentences and clauses as half-open spans of a paragraph (句、分句)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’）》」』]*|[。！？!?]+[”’）》」』]*")
_PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "【": "】", "(": ")"}


_PAIRED = re.compile("[“”‘’（）《》【】()]")
_CLAUSE_MARK = re.compile("[，；：—,;:。！？!?“”‘’（）《》【】()]")


class Clause(NamedTuple):
    """A stretch between commas, semicolons, colons or dashes (分句).

    `mark` is what ends it, empty at the end of the sentence.
    """

    start: int
    end: int
    mark: str


def iter_sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each sentence, final mark and closing quote included (断句).

    >>> [("要实干。他说：“好！”"[a:b]) for a, b in iter_sentences("要实干。他说：“好！”")]
    ['要实干。', '他说：“好！”']
    """
    for match in _SENTENCE.finditer(paragraph):
        start, end = match.span()
        while start < end and paragraph[start].isspace():
            start += 1
        if start < end:
            yield start, end


def split_clauses(text: str, start: int = 0, end: int | None = None) -> list[Clause]:
    """Split a sentence at its commas, semicolons, colons and dashes outside quotes and brackets (分句).

    The sentence may be a stretch of a longer text; the clauses are spans of that text.

    >>> [(c.start, c.end, c.mark) for c in split_clauses("抓学习，强本领；“会，能”都要。")]
    [(0, 3, '，'), (4, 7, '；'), (8, 15, '。')]
    """
    end = len(text) if end is None else end
    clauses: list[Clause] = []
    closing: list[str] = []
    for match in _CLAUSE_MARK.finditer(text, start, end):
        mark = match[0]
        if closing and mark == closing[-1]:
            closing.pop()
        elif mark in _PAIRS:
            closing.append(_PAIRS[mark])
        elif mark in "。！？!?" or (not closing and mark in "，；：—,;:"):
            at = match.start()
            if at > start:
                clauses.append(Clause(start, at, mark))
            start = at + 1
    if start < end and text[start:end].strip("”’）》"):
        clauses.append(Clause(start, end, ""))
    return clauses


def balanced(text: str) -> bool:
    """Tell whether every quote and bracket is closed in the right order (引号括号配对)."""
    closing: list[str] = []
    for mark in _PAIRED.findall(text):
        if mark in _PAIRS:
            closing.append(_PAIRS[mark])
        elif not closing or closing.pop() != mark:
            return False
    return not closing
