"""Near duplicates: one word changed, added or left out (变体).

Compared by words, so that nothing is called a variant that shares characters only. A noun is never the word that
changes: 健全职工培训制度 and 健全企业培训制度 say two things, 健全 and 完善 one. Nor do verbs that say two stages of a work stand
for each other: 试行 and 完善.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from phrasebank.phrase import Kind
from phrasebank.segment import tag

_KINDS = frozenset(
    {Kind.OPENING, Kind.TRANSITION, Kind.SIGNIFICANCE, Kind.MEASURE, Kind.ASSURANCE, Kind.CALL, Kind.FIGURE}
)
"""Headings stay in their sets, and fixed wordings are fixed."""
_SHORTEST = 8
_EDGE = 5
_ADVERBS = ("d", "ad")
_JOINTS = ("c", "u")
_DATA = Path(__file__).parent / "data" / "verb_classes.yaml"


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], frozenset[str]]:
    import yaml

    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    classes = {verb: name for name, verbs in data["classes"].items() for verb in verbs}
    return classes, frozenset(data["denying"])


def group_variants(
    phrases: Iterable[tuple[Kind, str]],
) -> Iterator[tuple[tuple[Kind, str], tuple[Kind, str]]]:
    """Pair each variant with the phrase it is a variant of (变体归并).

    Phrases come in order of preference: the first of each group speaks for it. A variant differs from that one itself,
    so that no chain of small steps leads from one meaning to another.

    >>> first, second = (Kind.MEASURE, "健全职工培训制度"), (Kind.MEASURE, "完善职工培训制度")
    >>> list(group_variants([first, second])) == [(second, first)]
    True
    """
    owners: dict[tuple[Kind, str], tuple[Kind, str]] = {}
    for phrase in _alike(
        [phrase for phrase in phrases if phrase[0] in _KINDS and len(phrase[1]) >= _SHORTEST]
    ):
        kind, text = phrase
        keys = [(kind, key) for key in _keys(text, kind is Kind.FIGURE)]
        owner = next((owners[key] for key in keys if key in owners), None)
        if owner is not None:
            yield phrase, owner
            continue
        for key in keys:
            owners[key] = phrase


def _alike(phrases: list[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """Leave out, without a look at their words, phrases that begin and end like no other (粗筛)."""
    edges = Counter(edge for _, text in phrases for edge in (text[:_EDGE], text[-_EDGE:]))
    return (phrase for phrase in phrases if edges[phrase[1][:_EDGE]] > 1 or edges[phrase[1][-_EDGE:]] > 1)


def _keys(text: str, figure: bool) -> Iterator[str]:
    """Yield what two texts share when one word of them differs (比对键).

    Only the verb that governs the rest may change, which stands first or after adverbs: 全民参保计划 is not 全民健身计划. In a
    figure sentence none may.
    """
    classes, denying = _words()
    yield text
    end = 0
    governing = not figure
    for word, flag in tag(text):
        start, end = end, end + len(word)
        changes = ""
        if flag in _ADVERBS:
            changes = "adverb"
        elif flag in _JOINTS:
            changes, governing = "joint", False
        elif governing and (word in classes or (flag.startswith("v") and flag != "vn")):
            changes, governing = classes.get(word, "verb"), False
        else:
            governing = False
        if not changes or word in denying:
            continue
        yield f"{text[:start]}\t{changes}\t{text[end:]}"
        if changes == "adverb" and len(text) - len(word) >= _SHORTEST:
            yield text[:start] + text[end:]
