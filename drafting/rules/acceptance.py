"""What a person has said is right as it stands (免检).

`〔免检：规则〕` in a paragraph, or `<!-- 免检：规则 -->` in Markdown and HTML, accepts that rule's findings in the
paragraph; a remark that stands alone is for the paragraph after it. Without a rule it accepts all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outlines.regex import lazy

if TYPE_CHECKING:
    from drafting.profile import LocalityProfile
    from drafting.rules.document import Document
    from drafting.rules.model import Finding

REMARK = lazy(r"(?:〔|<!--)\s*免检\s*(?:[：:]\s*(?P<rules>[a-z、，, -]+?))?\s*(?:〕|-->)")
_NAME = lazy(r"[a-z]+(?:-[a-z]+)*")


class Acceptance:
    """The remarks of a document and the words of a profile (免检范围)."""

    def __init__(self, document: Document, profile: LocalityProfile | None) -> None:
        """Find where which rules are silent (收集)."""
        self._ignored = frozenset(profile.check.ignore) if profile else frozenset[str]()
        self._remarks = list(_remarks(document)) if "免检" in document.raw else []
        words = profile.check.accept if profile else ()
        self._words = [(*span, word) for word in words if word for span in _occurrences(document.text, word)]

    def covers(self, finding: Finding) -> bool:
        """Tell whether a finding was accepted (是否免检)."""
        if finding.rule in self._ignored:
            return True
        if any(
            start <= finding.start < end and (not rules or finding.rule in rules)
            for start, end, rules in self._remarks
        ):
            return True
        return any(
            (start <= finding.start and finding.end <= end)
            or (finding.start <= start and end <= finding.end and len(finding.text) <= 2 * len(word) + 2)
            for start, end, word in self._words
        )


def _occurrences(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + 1)


def _remarks(document: Document) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield the spans of the text that remarks are about, with the rules they name."""
    last = len(document.paragraphs) - 1
    for match in REMARK.finditer(document.raw):
        rules = frozenset(_NAME.findall(match["rules"] or ""))
        before = [i for i in range(last + 1) if document.raw_span(document.starts[i], 0)[0] <= match.start()]
        index = before[-1] if before else 0
        start, end = document.paragraph_span(index)
        shares = document.raw_position(document.raw_span(start, end)[1]).line
        alone = match[0].startswith("<!--") and shares < document.raw_position(match.start()).line
        alone = alone or document.paragraphs[index].strip() == match[0]
        if alone and index < last:
            start, end = document.paragraph_span(index + 1)
        yield start, end, rules
