"""Clauses that many places say word for word: what no one office coined (通用表述).

A clause between two marks is whole by its form. That several places use it is the evidence that it belongs to none
of them; no list is needed, and three sources are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import ceil

from phrasebank import grammar
from phrasebank.entities import DocumentContext
from phrasebank.grammar import Reject
from phrasebank.phrase import Kind
from phrasebank.safety import slot_safely
from phrasebank.sentences import iter_sentences

FEWEST = 3
"""Fewer documents, or fewer places, prove nothing."""
_SHARE = 0.01
_CLAUSE = re.compile(
    "(?:^|(?<=[，。；：！？]))[\u4e00-\u9fff“《][\u4e00-\u9fff、“”《》]{5,29}(?=[，。；！？])", re.MULTILINE
)
# A clause that begins or ends so is the rest of a sentence, or hangs on the one before.
_LEANING = re.compile("我们|在于|低于|高于|[是把将被使让向并也都即]|.*(?:加以|予以|得以)[\u4e00-\u9fff]{2}$")
_NOWHERE = DocumentContext()


class ClauseCount:
    """Where each clause stands, gathered document by document (分句统计)."""

    __slots__ = ("_first", "_more", "_places")

    def __init__(self) -> None:
        """Start with no document."""
        # Most clauses stand in one document: one number holds the passage, a list those of the others.
        self._first: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        self._places: list[str] = []

    def add(self, place: str, paragraphs: Iterable[str]) -> int:
        """Count a document's clauses, each once, and return the document's number (计入一篇).

        `place` is where it speaks from; a document that does not tell stands for a place of its own.
        """
        number = len(self._places)
        self._places.append(place or f"\t{number}")
        for paragraph, text in enumerate(paragraphs):
            for sentence, (start, end) in enumerate(iter_sentences(text)):
                passage = (number << 32) | (paragraph << 16) | min(sentence, 0xFFFF)
                for clause in _CLAUSE.findall(text, start, end):
                    first = self._first.setdefault(clause, passage)
                    if first >> 32 != number:
                        more = self._more.setdefault(clause, [])
                        if not more or more[-1] >> 32 != number:
                            more.append(passage)
        return number

    def iter_common(self) -> Iterator[tuple[str, dict[int, tuple[int, int]]]]:
        """Yield each clause that many places have, in order of text (通用分句).

        With it comes its first paragraph and sentence in each document that has it, by the document's number.
        """
        fewest = max(FEWEST, ceil(len(self._places) * _SHARE))
        for clause in sorted(text for text, more in self._more.items() if len(more) >= fewest - 1):
            passages = [self._first[clause], *self._more[clause]]
            if len({self._places[p >> 32] for p in passages}) >= FEWEST and is_common_wording(clause):
                yield clause, {p >> 32: (p >> 16 & 0xFFFF, p & 0xFFFF) for p in passages}


def is_common_wording(clause: str) -> bool:
    """Tell whether a clause stands alone and names nothing of one place or one year (可通用).

    >>> is_common_wording("坚持以人民为中心"), is_common_wording("在省委的坚强领导下")
    (True, False)
    """
    if (
        grammar.strip_leads(clause) != clause
        or not grammar.is_whole(clause)
        or grammar.is_adjunct(clause)
        or grammar.leans(clause)
        or grammar.is_past(clause)
        or grammar.is_of_its_day(clause)
        or grammar.tells_a_lack(clause)
        or _LEANING.match(clause)
    ):
        return False
    slotted = slot_safely(clause, Kind.MEASURE, _NOWHERE)
    return not isinstance(slotted, Reject) and not slotted.slots
