"""What damage looks like (`damage.yaml`), and how it is looked for (缺损规则)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from outlines.speech import Span, Speech

SNIPPET = 12  # characters shown on each side


@cache
def load_damage() -> Mapping[str, Any]:
    """Load `damage.yaml`, once (缺损规则)."""
    import yaml

    source = Path(__file__).with_name("damage.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


def around(text: str, start: int, end: int) -> str:
    """Return a span with a little of what stands round it (上下文)."""
    return text[max(0, start - SNIPPET) : end + SNIPPET]


def holding(speech: Speech, words: Sequence[str]) -> list[tuple[int, str]]:
    """Return the paragraphs that hold one of the words, with their numbers (含词段落)."""
    return [
        (number, paragraph)
        for number, paragraph in enumerate(speech.paragraphs)
        if any(map(paragraph.__contains__, words))
    ]


def having(speech: Speech, sign: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the paragraphs that have a sign, with their numbers (含记号段落)."""
    return [
        (number, paragraph) for number, paragraph in enumerate(speech.paragraphs) if sign.search(paragraph)
    ]


def matches(
    paragraphs: Iterable[tuple[int, str]], pattern: re.Pattern[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    """Iterate over what a pattern finds in numbered paragraphs (逐处匹配)."""
    for number, paragraph in paragraphs:
        for match in pattern.finditer(paragraph):
            yield number, match


def matches_at(
    speech: Speech, sign: re.Pattern[str], pattern: re.Pattern[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    """Iterate over what a pattern finds where each match begins with a sign of one character (记号处匹配)."""
    for number, paragraph in enumerate(speech.paragraphs):
        end = 0
        for place in sign.finditer(paragraph):
            if place.start() >= end and (match := pattern.match(paragraph, place.start())):
                end = match.end()
                yield number, match


def locate(speech: Speech, text: str) -> Span | None:
    """Find the first place of a text (定位)."""
    for number, paragraph in enumerate(speech.paragraphs):
        if (start := paragraph.find(text)) >= 0:
            return Span(number, start, start + len(text))
    return None
