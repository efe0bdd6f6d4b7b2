"""Find local brands, slogans, codes and titles (本地品牌、口号、代号、文件名)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from phrasebank.entities.national import load_national
from phrasebank.segment import flag_of, is_word

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"\n]{1,40})[”」』\"]")
_TITLED = re.compile(r"《([^《》\n]{2,60})》")
# what the centre issues is national whatever its title
_CENTRAL = re.compile(r"(?:党中央|国务院|中央|中办|国办|全国总工会|全总|国家|人社部|部委)[^，。《》]{0,10}$")
_SENTENCE = re.compile(r"[。；！？!?]")
# 2+8+N, 225N, 1+1>2: figures joined by letters or signs name a local scheme
_CODE = re.compile(
    r"[0-9NnXx](?<![0-9A-Za-z.].)(?:(?<=[0-9])(?:[0-9]{0,3}(?:\+[0-9A-Za-z]{1,4})+|[0-9]{1,4}[NnXx])"
    r"|(?<=[NnXx])\+[0-9]+)(?![0-9A-Za-z])"
)
_FIGURED = re.compile(
    r"[一二两三四五六七八九十百]+(?:篇(?:大)?文章|张(?:王|金|名)?牌|大战役|大攻坚(?:战)?|场硬仗|大会战|大集群|个百亿|大千亿|湾[一二三四五六七八九]谷|城[一二三四五六七八九]区|"
    r"[核轴带廊圈廊极心翼][一二两三四五六七八九十][核轴带廊圈极心翼区点片园](?:[一二两三四五六七八九十多][核轴带廊圈极心翼区点片园])*)"
)
# what a place wants to become; 文明城市 and the like are titles that any city may win
_VISION = re.compile(
    r"(?:建设|打造|建成|谱写|奋力|迈向|争创|创建)好?(?:一个|成为|成)?(?P<name>(?:现代化)?[一-鿿]{2,8}(?:之城|之都|之乡|之州|名城|名都|花园城市|强市|强县|强区|高地|标杆城市|首位城市|门户|示范城市))"
)
_HEADS = "好工人|好职工|好人|好网民|好邻居|好干部|工匠|大工匠|名匠|楷模|榜样|之星|先锋奖|大讲堂|英才|精神"
_ORDINARY_LENGTH = 4
_DOES = "管抓办干做看帮问查学"


def iter_brands(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans of quoted names, document titles and codes, and whether they are local (品牌)."""
    national = load_national()
    for match in _QUOTED.finditer(text):
        inner = match[1]
        if not _SENTENCE.search(inner) and not is_emphasis(inner):
            yield match.start(1), match.end(1), not _is_national(inner)
    for match in _TITLED.finditer(text):
        central = national.is_national_title(match[1]) or _CENTRAL.search(
            text, max(0, match.start() - 14), match.start()
        )
        yield match.start(1), match.end(1), not central
    for match in _VISION.finditer(text):
        yield match.start("name"), match.end("name"), True
    for pattern in (_CODE, _FIGURED):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), not _is_national(match[0])


def iter_place_brands(text: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of names made of a place and a brand's head: 云州好工人 (冠地名的品牌)."""
    head = _head_pattern()
    for start, end in places:
        match = head.match(text, end)
        if match:
            yield start, match.end()


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    return re.compile(f"(?:最美)?(?:{_HEADS})")


@lru_cache(maxsize=1 << 13)
def _is_national(quoted: str) -> bool:
    return load_national().is_national(quoted)


@lru_cache(maxsize=1 << 13)
def is_emphasis(quoted: str) -> bool:
    """Tell an ordinary word that is quoted for emphasis from a name (强调用引号).

    >>> is_emphasis("压舱石"), is_emphasis("匠心云州")
    (True, False)
    >>> is_emphasis("抓落实"), is_emphasis("马上办"), is_emphasis("惠民通")
    (True, True, False)
    """
    if len(quoted) == 1 or quoted in load_national().emphasis:
        return True
    parts = re.split(r"[、，·]", quoted)
    return all(
        part in load_national().emphasis
        or (1 < len(part) <= _ORDINARY_LENGTH and is_word(part))
        or _is_everyday(part)
        for part in parts
    )


def _is_everyday(part: str) -> bool:
    """Tell a verb of one character beside a word of two, as anyone says: 补短板, 有人管 (日常三字语)."""
    if len(part) != 3:
        return False
    return (flag_of(part[0]).startswith("v") and is_word(part[1:])) or (
        part[2] in _DOES and is_word(part[:2])
    )
