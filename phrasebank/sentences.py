"""Sentences and clauses as half-open spans of a paragraph (句、分句)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’）》」』]*|[。！？!?]+[”’）》」』]*")
_PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "【": "】", "(": ")"}


@dataclass(frozen=True, slots=True)
class Clause:
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


def split_clauses(sentence: str) -> list[Clause]:
    """Split a sentence at its commas, semicolons, colons and dashes outside quotes and brackets (分句).

    >>> [(c.start, c.end, c.mark) for c in split_clauses("抓学习，强本领；“会，能”都要。")]
    [(0, 3, '，'), (4, 7, '；'), (8, 15, '。')]
    """
    clauses: list[Clause] = []
    closing: list[str] = []
    start = 0
    for i, char in enumerate(sentence):
        if closing and char == closing[-1]:
            closing.pop()
        elif char in _PAIRS:
            closing.append(_PAIRS[char])
        elif (not closing and char in "，；：—,;:") or char in "。！？!?":
            if i > start:
                clauses.append(Clause(start, i, char))
            start = i + 1
    if start < len(sentence) and sentence[start:].strip("”’）》"):
        clauses.append(Clause(start, len(sentence), ""))
    return clauses


def balanced(text: str) -> bool:
    """Tell whether every quote and bracket is closed in the right order (引号括号配对)."""
    closing: list[str] = []
    for char in text:
        if char in _PAIRS:
            closing.append(_PAIRS[char])
        elif char in "”’）》】)" and (not closing or closing.pop() != char):
            return False
    return not closing
