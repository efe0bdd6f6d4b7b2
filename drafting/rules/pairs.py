"""Find quotation marks and brackets without their other half (标点不成对)."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.model import Mark
from outlines.regex import lazy

_OPEN, _CLOSE = "“‘（《【〈「『", "”’）》】〉」』"
_WIDER = str.maketrans("()", "（）")
_ANY = lazy(f"[{_OPEN}{_CLOSE}]")
_NUMBER = lazy(r"(?:^|[。；：，、\s])[0-9一二三四五六七八九十①-⑳a-zA-Z]{1,2}$")
_CLAUSE_END = lazy(r"[，。；：！？、]|$")
_LONGEST_QUOTED = 40


def unpaired(document: Document) -> Iterator[Mark]:
    """Mark what opens and never closes, and what closes and never opened (查配对)."""
    paragraphs = document.paragraphs
    for index, (start, paragraph) in enumerate(document.iter_paragraphs()):
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else ""
        for at, fix in _lonely(
            paragraph.translate(_WIDER) if "(" in paragraph or ")" in paragraph else paragraph
        ):
            mark = paragraph[at].translate(_WIDER)
            if mark == "“" and following.startswith("“"):
                continue  # a quotation of several paragraphs closes only at its end
            if mark == "”" and index and paragraph.startswith("“"):
                continue
            half = _CLOSE[_OPEN.index(mark)] if mark in _OPEN else _OPEN[_CLOSE.index(mark)]
            message = f"“{mark}”应为“{fix}”" if fix else f"“{mark}”没有配对的“{half}”"
            stop = None if fix or mark in _CLOSE else _CLAUSE_END.search(paragraph, at + 1)
            end = stop.start() if stop else at + 1
            yield Mark(start + at, start + end, message, fix)


def _lonely(text: str) -> Iterator[tuple[int, str | None]]:
    """Yield where a mark stands alone, and the mark it should be where it is turned the wrong way (单边)."""
    stack: list[tuple[str, int]] = []
    alone: list[int] = []
    turned: list[tuple[int, int]] = []  # a quote that opens within one of its kind, and that one
    for match in _ANY.finditer(text):
        char, at = match[0], match.start()
        if char == "’" and (text[at + 1 : at + 3].isdigit() or text[at - 1 : at].isascii()):
            continue  # an apostrophe
        if char in _OPEN:
            if stack and stack[-1][0] == char and char in "“‘":
                turned.append((stack.pop()[1], at))
            else:
                stack.append((char, at))
            continue
        opener = _OPEN[_CLOSE.index(char)]
        if any(mark == opener for mark, _ in stack):
            while stack[-1][0] != opener:
                alone.append(stack.pop()[1])
            stack.pop()
        elif not (char == "）" and _NUMBER.search(text[max(0, at - 3) : at])):
            alone.append(at)
    alone += [at for _, at in stack]
    for opened, at in turned:
        closer = _CLOSE[_OPEN.index(text[at])]
        rest = [other for other in alone if other > at and text[other] == closer]
        if rest:  # it opens a quotation of its own, and the one before was never closed
            alone.remove(rest[0])
            alone.append(opened)
        else:
            yield at, closer
    yield from _turned_closers(text, sorted(alone))


def _turned_closers(text: str, alone: list[int]) -> Iterator[tuple[int, str | None]]:
    """Take the first of two closing quotes in a row for the opening one (反向引号)."""
    index = 0
    while index < len(alone):
        at = alone[index]
        twin = alone[index + 1] if index + 1 < len(alone) else -1
        if text[at] in "”’" and twin > 0 and text[twin] == text[at] and twin - at <= _LONGEST_QUOTED:
            yield at, _OPEN[_CLOSE.index(text[at])]
            index += 2
        else:
            yield at, None
            index += 1
