"""How near a draft is to its sources (来源与重合度).

Han characters alone are compared, so that punctuation hides nothing. Set formulations and quotations are taken out of
the draft first: they are meant to be the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from drafting.draft import Draft, Origin, Overlap, SourceShare
from phrasebank.formulations import find_formulations

SHORTEST_RUN = 8
"""Runs below this are the language's, not a source's."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_QUOTED = re.compile(r"“[^”]{1,60}”|《[^》]{1,60}》|【[^】]*】")


@lru_cache(maxsize=512)
def han_only(text: str) -> str:
    """Keep the Han characters (只留汉字)."""
    return "".join(_HAN.findall(text))


def own_spans(text: str) -> list[tuple[int, int]]:
    """List the stretches of a text outside formulations, quotations and prompts (自有文字的位置)."""
    taken = [match.span() for match in _QUOTED.finditer(text)]
    taken += [(start, end) for start, end, _ in find_formulations(text)]
    spans: list[tuple[int, int]] = []
    position = 0
    for start, end in sorted(taken):
        if start > position:
            spans.append((position, start))
        position = max(position, end)
    if position < len(text):
        spans.append((position, len(text)))
    return spans


def own_stretches(text: str) -> list[str]:
    """Cut formulations, quotations and prompts out of a text; return what is left, Han only (自有文字)."""
    return [piece for start, end in own_spans(text) if (piece := han_only(text[start:end]))]


def shared_runs(stretches: Sequence[str], source: str, *, shortest: int = SHORTEST_RUN) -> list[str]:
    """List the longest runs that each stretch shares with a source, not overlapping (重合段).

    >>> shared_runs(["我们要健全工作机制抓好落实"], "各地都要健全工作机制抓好落实工作", shortest=4)
    ['要健全工作机制抓好落实']
    """
    seeds = _seeds(source, shortest)
    runs: list[str] = []
    for stretch in stretches:
        end = 0
        for i in [i for i, gram in enumerate(_grams(stretch, shortest)) if gram in seeds]:
            if i < end:
                continue
            longest, at = 0, source.find(stretch[i : i + shortest])
            while at >= 0:
                size = shortest
                while (
                    i + size < len(stretch)
                    and at + size < len(source)
                    and stretch[i + size] == source[at + size]
                ):
                    size += 1
                longest = max(longest, size)
                at = source.find(stretch[i : i + shortest], at + 1)
            runs.append(stretch[i : i + longest])
            end = i + longest
    return runs


@lru_cache(maxsize=1024)
def _grams(stretch: str, size: int) -> tuple[str, ...]:
    """List all runs of a size in order (各段); one stretch is held against many sources."""
    return tuple(stretch[i : i + size] for i in range(len(stretch) - size + 1))


@lru_cache(maxsize=256)
def _seeds(source: str, shortest: int) -> frozenset[str]:
    """List the shortest runs of a source (种子); several tries at a draft share it."""
    return frozenset([source[i : i + shortest] for i in range(len(source) - shortest + 1)])


def draft_text(draft: Draft, *, prompts: bool = False) -> str:
    """Join what a draft says, a line a paragraph (全文); prompts are left out unless asked for."""
    lines: list[str] = []
    for unit in draft.units:
        if unit.heading is not None:
            lines.append(unit.heading.text)
        for paragraph in unit.paragraphs:
            kept = [
                part.text
                for sentence in paragraph.sentences
                for part in sentence.parts
                if prompts or part.origin is not Origin.PROMPT
            ]
            lines.append("".join(kept))
    return "\n".join(lines)


def measure_overlap(text: str, sources: Mapping[str, str]) -> Overlap:
    """Measure the longest shared run and each source's share of a text's characters (重合度).

    `sources` maps document names to their full text. Shares are of all Han characters of the text.
    """
    stretches = own_stretches(text)
    total = max(1, len(han_only(text)))
    longest = 0
    shares: list[SourceShare] = []
    for document in sorted(sources):
        runs = shared_runs(stretches, han_only(sources[document]))
        if runs:
            longest = max(longest, *map(len, runs))
            shares.append(SourceShare(document, round(sum(map(len, runs)) / total, 4)))
    shares.sort(key=lambda share: (-share.share, share.document))
    return Overlap(longest, tuple(shares))
