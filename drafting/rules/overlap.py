"""Find what is too near to one source of the bank (与旧稿雷同)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from drafting.compose import SOURCE_SHARE
from drafting.drafter import LONGEST_RUN
from drafting.rules.document import Document
from drafting.rules.model import Example, Mark, Rule, Settings, Severity
from drafting.trace import SHORTEST_RUN, han_only
from outlines.regex import lazy
from phrasebank.formulations import find_formulations

_QUOTED = lazy(r"“[^”\n]{1,60}”|《[^》\n]{1,60}》|【[^】\n]*】")
_SEED = 5  # characters of the shortest match that may be part of a near copy
_GAP = 9  # characters changed between two matches of one copy
_NEAR = 0.6  # share of a near copy that is the source's letter for letter
_FEWEST = 24  # characters copied that are worth a word, whatever their share
_TOLD = 10  # characters of the shortest run that is shown


class Run(NamedTuple):
    """A stretch shared with a source (重合段): half-open, in Han characters of the draft and of the source."""

    start: int
    end: int
    at: int


class _Text(NamedTuple):
    """A draft's own Han characters and where each stands in the text; what is common to all is cut out."""

    han: str
    places: tuple[int, ...]
    total: int


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find runs and shares above what was promised (查雷同)."""
    if not settings.sources:
        return
    own = _own_text(document.text)
    found: dict[tuple[int, int], tuple[str, int]] = {}
    for name in sorted(settings.sources):
        source = _han(settings.sources[name])
        runs = _runs(own.han, source)
        exact = [run for run in runs if run.end - run.start >= SHORTEST_RUN]
        copied = sum(run.end - run.start for run in exact)
        share = copied / max(1, own.total)
        for first, last, matched in _chains(runs):
            if last - first > LONGEST_RUN and matched >= _NEAR * (last - first):
                kept = found.get((first, last))
                if kept is None or matched > kept[1]:
                    kind = "一字不差" if matched == last - first else "大同小异"
                    found[first, last] = (f"连续{last - first}字与“{name}”{kind}", matched)
        if share > SOURCE_SHARE and copied >= _FEWEST:
            for run in exact:
                inside = any(first <= run.start and run.end <= last for first, last in found)
                if run.end - run.start >= _TOLD and not inside:
                    found[run.start, run.end] = (
                        f"与“{name}”相同，该文占全稿{share:.0%}",
                        run.end - run.start,
                    )
    for (first, last), (message, _) in sorted(found.items()):
        yield Mark(own.places[first], own.places[last - 1] + 1, message)


@lru_cache(maxsize=1)
def _own_text(text: str) -> _Text:
    spans = [match.span() for match in _QUOTED.finditer(text)]
    spans += [(start, end) for start, end, _ in find_formulations(text)]
    cut = bytearray(len(text))
    for start, end in spans:
        cut[start:end] = b"\1" * (end - start)
    kept = [(char, at) for at, char in enumerate(text) if not cut[at] and "\u3400" <= char <= "\u9fff"]
    return _Text("".join(char for char, _ in kept), tuple(at for _, at in kept), len(han_only(text)))


@lru_cache(maxsize=4096)
def _han(source: str) -> str:
    return han_only(source)


def _runs(own: str, source: str) -> list[Run]:
    """List the longest runs that the draft shares with a source, in the draft's order (重合段)."""
    seeds: dict[str, list[int]] = {}
    grams = _grams(own)
    for at in range(len(source) - _SEED + 1):
        gram = source[at : at + _SEED]
        if gram in grams:
            seeds.setdefault(gram, []).append(at)
    runs: list[Run] = []
    start = 0
    while start + _SEED <= len(own):
        best = Run(start, start, 0)
        for at in seeds.get(own[start : start + _SEED], ()):
            size = _SEED
            while (
                start + size < len(own) and at + size < len(source) and own[start + size] == source[at + size]
            ):
                size += 1
            if size > best.end - start:
                best = Run(start, start + size, at)
        if best.end > start:
            runs.append(best)
        start = max(best.end, start + 1)
    return runs


@lru_cache(maxsize=1)
def _grams(own: str) -> frozenset[str]:
    return frozenset(own[at : at + _SEED] for at in range(len(own) - _SEED + 1))


def _chains(runs: list[Run]) -> Iterator[tuple[int, int, int]]:
    """Yield stretches of runs that follow each other in both texts, with how much is the source's (连片雷同)."""
    first = last = matched = behind = 0
    for run in runs:
        follows = last and run.start - last <= _GAP and 0 <= run.at - behind <= _GAP
        behind = run.at + run.end - run.start
        if follows:
            last, matched = run.end, matched + run.end - run.start
        else:
            if last:
                yield first, last, matched
            first, last, matched = run.start, run.end, run.end - run.start
    if last:
        yield first, last, matched


RULE = Rule(
    name="overlap",
    severity=Severity.ERROR,
    summary=f"与一篇旧稿雷同：连续超过{LONGEST_RUN}字，或超过全稿的{SOURCE_SHARE:.0%}",
    what="与词库里的每篇原文比对，规范表述、引文除外；一字不差的、改了几个词的都查，并说出是哪一篇。没有词库时不查。",
    why="和上级、和邻市的讲话大段相同，一搜就能搜到。",
    bad=(
        Example(
            "做群众工作没有捷径，就是要把板凳搬到职工中间，听他们说几句心里话，把难处记在本子上、放在心坎里，一件一件去跑、一桩一桩去办，办不成的也要说清楚原因。",
            sources=(
                "做群众工作没有捷径，就是要把板凳搬到职工中间，听他们说几句实在话，把难处写在本子上、放在心坎里，一件一件去跑、一桩一桩去办，办不成的也要说明白原因。",
            ),
        ),
    ),
    good=(
        Example(
            "要以习近平新时代中国特色社会主义思想为指导，增强“四个意识”、坚定“四个自信”、做到“两个维护”，把本地的特色做出来。",
            sources=(
                "坚持以习近平新时代中国特色社会主义思想为指导，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
            ),
        ),
    ),
    source="本程序的承诺（README）",
    check=check,
)
