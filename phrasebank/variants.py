"""Near duplicates: one word changed, added or left out (变体).

Compared by words, so that nothing is called a variant that shares characters only. A noun is never the word that
changes: 健全职工培训制度 and 健全企业培训制度 say two things, 健全 and 完善 one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from phrasebank.phrase import Kind
from phrasebank.segment import tag

_KINDS = frozenset(
    {Kind.OPENING, Kind.TRANSITION, Kind.SIGNIFICANCE, Kind.MEASURE, Kind.ASSURANCE, Kind.CALL, Kind.FIGURE}
)
"""Headings stay in their sets, and fixed wordings are fixed."""
_SHORTEST = 8
_EDGE = 5
_CHANGEABLE = ("v", "d", "a", "c", "p", "u", "z")
_NOUN_LIKE = ("vn", "an")
_DENYING = frozenset(
    [
        "不",
        "不能",
        "不要",
        "不得",
        "不再",
        "不可",
        "不许",
        "不准",
        "不会",
        "未",
        "未能",
        "没",
        "没有",
        "无",
        "非",
        "勿",
        "莫",
        "别",
        "禁止",
        "严禁",
        "防止",
        "避免",
        "反对",
    ]
)


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
        keys = [(kind, key) for key in _keys(text)]
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


def _keys(text: str) -> Iterator[str]:
    """Yield what two texts share when one word of them differs (比对键)."""
    yield text
    end = 0
    for word, flag in tag(text):
        start, end = end, end + len(word)
        if not flag.startswith(_CHANGEABLE) or flag in _NOUN_LIKE or word in _DENYING:
            continue
        yield f"{text[:start]}\t{text[end:]}"
        if flag == "d" and len(text) - len(word) >= _SHORTEST:
            yield text[:start] + text[end:]
