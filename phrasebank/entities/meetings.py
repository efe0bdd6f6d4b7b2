"""Find the meetings that a source names (会议名)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from phrasebank.entities.national import load_national
from phrasebank.entity_words import alternatives

# 市第十一次党代会, 区委十三届八次全会
_NUMBERED = re.compile(
    r"(?=[省市县区州旗第一二三四五六七八九十0-9])"
    r"(?P<name>(?:[省市县区州旗](?:委|总工会|工会|人大|政协|纪委)?)?第?[一二三四五六七八九十0-9]{1,3}"
    r"(?:次(?:党代会|党员代表大会|工会代表大会|代表大会)"
    r"|届[一二三四五六七八九十0-9]{1,3}次(?:全会|全体会议|全委会|会议|人代会|常委会)"
    r"|届人大[一二三四五六七八九十]次会议))"
)


@lru_cache(maxsize=1)
def _held() -> re.Pattern[str]:
    """Match a meeting of a given scope after a verb of holding or attending it (召开……会议)."""
    kinds = alternatives("meetings")
    return re.compile(
        r"(?:召开|举行|举办|参加|出席|承办|主办)(?:了|的)?"
        rf"(?P<name>(?:全[国省市县区州旗镇]|[省市县区州]|第)[^，。；！？：、的]{{2,36}}(?:{kinds})"
        rf"(?:暨[一-鿿“” ]{{2,24}}(?:{kinds}))?)"
    )


def iter_meetings(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of meetings with a name (会议名).

    >>> [("市第七次党代会在云州")[a:b] for a, b in iter_meetings("市第七次党代会在云州")]
    ['市第七次党代会']
    """
    for pattern in (_held(), _NUMBERED):
        for match in pattern.finditer(text):
            yield match.span("name")


def find_meetings(names: set[str]) -> set[str]:
    """Collect the meetings that a document names, national ones left out (收集会议名)."""
    national = load_national()
    return {re.sub(r"\s+", "", name) for name in names if not national.is_national(name)}
