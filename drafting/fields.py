"""What a text is about, by the words it uses (议题): evidence from a table, where shared characters mislead.

工作 and 职工 stand in every heading of a union's speech; 隐患 and 台账 say what a clause is for. Subjects are special
(专: out of place in a speech about something else), common (题: spoken of at many meetings, but not under a heading about
another), or general (通: a way or a condition of any work).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

_NONE = "-"
_SHORTEST = 2


@cache
def _table() -> tuple[dict[str, tuple[tuple[str, str], ...]], dict[str, frozenset[str]]]:
    """Return the words by their first two characters, longest first, and the subjects of each sort (词表)."""
    words: dict[str, list[tuple[str, str]]] = {}
    sorts: dict[str, set[str]] = {"专": set(), "题": set(), "通": set()}
    for line in (DATA / "fields.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, sort, *listed = line.split()
        if name != _NONE:
            sorts[sort].add(name)
        for word in listed:
            words.setdefault(word[:_SHORTEST], []).append((word, name))
    ordered = {head: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for head, found in words.items()}
    return ordered, {sort: frozenset(names) for sort, names in sorts.items()}


@lru_cache(maxsize=50_000)
def fields_of(text: str) -> Mapping[str, float]:
    """Weigh the subjects of a text by its words, longest match first; empty where none is named (议题).

    >>> sorted(fields_of("对查出的隐患建立台账")), dict(fields_of("困难家庭"))
    (['安全', '责任'], {'帮扶': 1.0})
    """
    words = _table()[0]
    found: dict[str, float] = {}
    position, last = 0, len(text) - _SHORTEST
    while position <= last:
        for word, name in words.get(text[position : position + _SHORTEST], ()):
            if text.startswith(word, position):
                if name != _NONE:
                    found[name] = found.get(name, 0.0) + 1.0
                position += len(word)
                break
        else:
            position += 1
    return found


def special_fields() -> frozenset[str]:
    """Name the subjects that are out of place in a speech about something else (专门议题)."""
    return _table()[1]["专"]


@cache
def subjects() -> frozenset[str]:
    """Name the subjects proper, special and common, as against ways and conditions (议题，不含办法)."""
    sorts = _table()[1]
    return sorts["专"] | sorts["题"]


@cache
def _topics() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    rows = []
    for line in (DATA / "topics.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, fields = line.split("|")
            rows.append((tuple(words.split()), tuple(fields.split())))
    return tuple(rows)


@lru_cache(maxsize=1024)
def topic_fields(topic: str) -> frozenset[str]:
    """Name the subjects that a speech on this topic may speak about (主题所含); empty where nothing is known.

    >>> "技能" in topic_fields("产业工人队伍建设改革"), "女职工" in topic_fields("安全生产工作")
    (True, False)
    """
    covered = {name for words, names in _topics() if any(word in topic for word in words) for name in names}
    return frozenset(covered | fields_of(topic).keys())
