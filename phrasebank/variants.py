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
_CHANGEABLE = ("v", "d", "ad", "c", "p", "u")
"""Parts of speech that may change; an adjective is often the point: 平安校园, 健康校园."""
_DATA = Path(__file__).parent / "data" / "verb_classes.yaml"


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    """Map a verb to its class, and what denies to no class at all (动词类别)."""
    import yaml

    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    known = {verb: name for name, verbs in data["classes"].items() for verb in verbs}
    return known | dict.fromkeys(data["denying"], "")


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
    """Yield what two texts share when one word of them differs (比对键); in a figure sentence no verb may."""
    classes = _classes()
    yield text
    end = 0
    for word, flag in tag(text):
        start, end = end, end + len(word)
        may_change = flag == "d" if figure else word in classes or flag.startswith(_CHANGEABLE)
        if not may_change or flag == "vn":
            continue
        word_class = classes.get(word, "verb")
        if not word_class:
            continue
        yield f"{text[:start]}\t{word_class}\t{text[end:]}"
        if flag == "d" and len(text) - len(word) >= _SHORTEST:
            yield text[:start] + text[end:]
