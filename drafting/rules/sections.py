"""Numbered headings with their texts, grouped as siblings (标题与同级标题)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drafting.rules.document import Document, Numbered
from outlines.numbering import Style
from outlines.regex import lazy

LEVELS = (Style.SECTION, Style.BRACKET, Style.ARABIC)
_STOP = lazy("[。！？\n]|$")
_LONGEST_ITEM = 24
_LONGEST = 40  # characters of a heading


@dataclass(frozen=True, slots=True)
class Title:
    """A numbered heading (标题): the half-open span of its words, without number and stop.

    `run_in` is true where text follows in the same paragraph.
    """

    number: Numbered
    start: int
    end: int
    text: str
    run_in: bool


def titles(document: Document) -> list[Title]:
    """List the numbered headings (列出标题); a numbered paragraph of prose is none."""
    found = []
    for number in document.numbers:
        if not number.opens or number.marker.style not in LEVELS:
            continue
        _, last = document.paragraph_span(number.paragraph)
        stop = _STOP.search(document.text, number.end, last)
        end = stop.start() if stop else last
        question = document.text[end : end + 1] in "？！" and end < last
        text = document.text[number.end : end + question]
        if 1 < len(text) <= _LONGEST:
            found.append(Title(number, number.end, end + question, text, end + 1 < last))
    return found


def item_groups(document: Document) -> Iterator[list[Title]]:
    """Yield the headed items of each list in running text: 一是抓学习，让……。要…… (段内并列各题)."""
    group: list[Title] = []
    numbers = [n for n in document.numbers if n.marker.style in (Style.ITEM, Style.DEMAND)]
    for index, number in enumerate(numbers):
        _, last = document.paragraph_span(number.paragraph)
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        limit = following.start if following and following.paragraph == number.paragraph else last
        stop = _STOP.search(document.text, number.end, limit)
        end = stop.start() if stop else limit
        text = document.text[number.end : end]
        if number.marker.value == 1 and group:
            yield group
            group = []
        if 1 < len(text) <= _LONGEST_ITEM and end + 1 < limit:
            group.append(Title(number, number.end, end, text, True))
    if group:
        yield group


def sibling_groups(document: Document) -> Iterator[list[Title]]:
    """Yield the headings of each list: of one style, under one heading (同级各题)."""
    open_lists: dict[Style, list[Title]] = {}
    for title in titles(document):
        style = title.number.marker.style
        rank = LEVELS.index(style)
        for lower in LEVELS[rank + 1 :]:
            if lower in open_lists:
                yield open_lists.pop(lower)
        if title.number.marker.value == 1 and style in open_lists:
            yield open_lists.pop(style)
        open_lists.setdefault(style, []).append(title)
    yield from open_lists.values()
