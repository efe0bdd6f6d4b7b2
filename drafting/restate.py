"""Say at one level what was said at another (层级转换): 全市 → 全县, 市委 → 县委, 县区 → 乡镇; else leave it out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from drafting.profile import Level, LocalityProfile, infer_level

_GRADE_WORD = {
    "全国": "国", "省": "省", "自治区": "省", "直辖市": "市", "市": "市", "地级市": "市", "县级市": "市",
    "县": "县", "区": "区", "开发区": "区", "乡镇": "镇", "镇": "镇", "乡": "乡", "街道": "街道",
    "企业": "公司", "公司": "公司", "产业工会": "系统",
}  # fmt: skip
# The kind of level that each self-name stands for, where they differ.
_KIND = {"州": "市", "盟": "市", "地区": "市", "旗": "县", "乡": "镇", "集团": "公司", "厂": "公司"}
_LEVEL_KIND = {Level.ZONE: "开发区", Level.COUNTY_CITY: "县"}
# What each level calls the units just below it, the plainest name first.
_BELOW = {
    "省": ("市县", "各市"),
    "市": ("县区", "县市区", "区县", "各县区", "县（市、区）"),
    "县": ("乡镇", "镇街"),
    "区": ("街道", "镇街"),
    "镇": ("村社", "村居"),
    "公司": ("基层单位",),
    "系统": ("所属单位",),
}
_RANKS = {"国": 0, "省": 1, "市": 2, "县": 3, "区": 3, "开发区": 3, "镇": 4, "街道": 4, "系统": 5, "公司": 5}
_FAR = 0.5

_SELF = re.compile(r"(全|我|本)(省|市|县|区|镇|乡|街道|公司|系统|集团)(?!民|场|域|长|委)")
_BODY = re.compile(r"(省|市|县|区|镇|乡|街道|州)(委|政府|总工会|级|直|内)(?!员|部|容|在)")
_TIERS = re.compile(r"[省市县区乡镇村企、]{2,}[两二三四]级")
_DATA = Path(__file__).parent / "data" / "levels.txt"


class Standing(NamedTuple):
    """From where a speech is given (立足点): the level's self-name and kind, its committee and its union."""

    own: str
    kind: str
    committee: str = ""
    union: str = ""

    @classmethod
    def of(cls, profile: LocalityProfile) -> Standing:
        """Take the standing from a profile (定立足点)."""
        place, organization = profile.place, profile.organization
        own = place.self_word
        level = place.level or infer_level(place.name)
        kind = _LEVEL_KIND.get(level, _KIND.get(own, own)) if level else own
        return cls(own, kind, place.committee, organization.short or organization.name)


def grade_word(grade: str) -> str:
    """Return what a place of this grade calls itself (自称), `市` for 地级市; empty where unknown."""
    return _GRADE_WORD.get(grade, "")


def distance(grade: str, here: Standing) -> float:
    """Tell how far a source's level is from the speech's, 0 to 1 (层级差距): a firm's chores are no county's."""
    source = grade_word(grade)
    a, b = _RANKS.get(source), _RANKS.get(here.kind)
    if a is None or b is None:
        return 0.0
    return min(1.0, 0.1 * abs(a - b) + (_FAR if (source == "公司") != (here.kind == "公司") else 0.0))


def restate(text: str, grade: str, here: Standing) -> str | None:
    """Restate a phrase of `grade` for another standing (转换层级); None where its levels do not carry over.

    What a source calls its own becomes the place's; what only some levels have stays only where they have it.

    >>> county = Standing("县", "县", "县委", "县总工会")
    >>> restate("建立市总工会联系县区制度", "市", county), restate("送到田间地头", "", county)
    ('建立县总工会联系乡镇制度', '送到田间地头')
    >>> restate("送到田间地头", "县", Standing("公司", "公司", "党委"))
    """
    source = grade_word(grade)
    if source == "国" and ("全国" in text or "我国" in text):
        return None
    if source and source != here.own and not (text := _translated(text, source, here)):
        return None
    foreign = "自治区" in text or any(word != here.own for _, word in _SELF.findall(text))
    foreign = foreign or any(word != here.own for word, _ in _BODY.findall(text))
    if foreign or (source != here.own and _TIERS.search(text)):
        return None
    return None if _out_of_reach(text, here.kind) else text


def _translated(text: str, source: str, here: Standing) -> str:
    """Put the words of one level for those of another; empty where the level has no such word (改口)."""
    if any(word != source for _, word in _SELF.findall(text)):
        return ""
    text = _SELF.sub(lambda match: match.group(1) + here.own, text)
    bodies = {
        f"{source}总工会": here.union,
        f"{source}委": here.committee,
        f"{source}政府": f"{here.own}政府" if here.kind in _RANKS and _RANKS[here.kind] < 4 else "",
        f"{source}内": f"{here.own}内" if here.kind != "系统" else "",
        f"{source}级": f"{here.own}级" if here.kind in ("省", "市", "县", "区") else "",
    }
    for said, ours in bodies.items():
        if said in text:
            if not ours:
                return ""
            text = text.replace(said, ours)
    below = _BELOW.get(here.kind)
    for said in sorted(_BELOW.get(_KIND.get(source, source), ()), key=len, reverse=True):
        if said in text:
            if not below:
                return ""
            text = text.replace(said, below[0])
    return text


@cache
def _closed(kind: str) -> tuple[str, ...]:
    """List the words that a level has no use for (说不着的词)."""
    rows = (
        line.split("|") for line in _DATA.read_text(encoding="utf-8").splitlines() if line[:1] not in "# "
    )
    return tuple(word for kinds, words in rows if kind not in kinds.split() for word in words.split())


@lru_cache(maxsize=65_536)
def _out_of_reach(text: str, kind: str) -> bool:
    """Tell whether a text speaks of what a level does not have (说不着)."""
    return kind in _RANKS and any(word in text for word in _closed(kind))
