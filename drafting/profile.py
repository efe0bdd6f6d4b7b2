"""LocalityProfile: the YAML in which a drafter states the local facts (本地情况).

The keys of the file are the fields of these classes. What the file leaves out is an empty value here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from outlines.role import Role

_CONFIG = {"extra": "forbid"}


class Level(StrEnum):
    """What kind of place or body the speech speaks for (层级)."""

    PROVINCE = "省"
    PREFECTURE = "地级市"
    COUNTY_CITY = "县级市"
    COUNTY = "县"
    DISTRICT = "区"
    ZONE = "开发区"
    TOWNSHIP = "乡镇"
    SUBDISTRICT = "街道"
    ENTERPRISE = "企业"
    INDUSTRY_UNION = "产业工会"


# What a full name ends in, the longer of two endings first, and the level it means when none is given.
_ENDINGS: tuple[tuple[str, Level], ...] = (
    ("自治区", Level.PROVINCE),
    ("省", Level.PROVINCE),
    ("自治州", Level.PREFECTURE),
    ("开发区", Level.ZONE),
    ("高新区", Level.ZONE),
    ("新区", Level.ZONE),
    ("园区", Level.ZONE),
    ("自治县", Level.COUNTY),
    ("地区", Level.PREFECTURE),
    ("街道", Level.SUBDISTRICT),
    ("公司", Level.ENTERPRISE),
    ("集团", Level.ENTERPRISE),
    ("工会", Level.INDUSTRY_UNION),
    ("盟", Level.PREFECTURE),
    ("市", Level.PREFECTURE),
    ("县", Level.COUNTY),
    ("旗", Level.COUNTY),
    ("区", Level.DISTRICT),
    ("镇", Level.TOWNSHIP),
    ("乡", Level.TOWNSHIP),
    ("厂", Level.ENTERPRISE),
)
_MUNICIPALITIES = frozenset(("北京市", "天津市", "上海市", "重庆市"))
_WORDS = {
    Level.PROVINCE: ("省", "省委"),
    Level.PREFECTURE: ("市", "市委"),
    Level.COUNTY_CITY: ("市", "市委"),
    Level.COUNTY: ("县", "县委"),
    Level.DISTRICT: ("区", "区委"),
    Level.ZONE: ("区", "党工委"),
    Level.TOWNSHIP: ("镇", "党委"),
    Level.SUBDISTRICT: ("街道", "党工委"),
    Level.ENTERPRISE: ("公司", "党委"),
    Level.INDUSTRY_UNION: ("系统", "党组"),
}
# Names whose ending says it otherwise than their level does.
_ENDING_WORDS = {
    "自治区": ("区", "自治区党委"),
    "自治州": ("州", "州委"),
    "地区": ("地区", "地委"),
    "集团": ("集团", "党委"),
    "盟": ("盟", "盟委"),
    "旗": ("旗", "旗委"),
    "乡": ("乡", "党委"),
    "厂": ("厂", "党委"),
}
_PARENT_WORDS = {
    Level.PREFECTURE: "省",
    Level.COUNTY_CITY: "市",
    Level.COUNTY: "市",
    Level.DISTRICT: "市",
    Level.ZONE: "市",
    Level.TOWNSHIP: "县",
    Level.SUBDISTRICT: "区",
    Level.ENTERPRISE: "市",
    Level.INDUSTRY_UNION: "省",
}


def infer_level(name: str) -> Level | None:
    """Tell a place's level by the end of its full name, None where it does not tell (推断层级).

    >>> infer_level("安平县"), infer_level("云州市").value, infer_level("云州")
    (<Level.COUNTY: '县'>, '地级市', None)
    """
    if name in _MUNICIPALITIES:
        return Level.PROVINCE
    return next((level for ending, level in _ENDINGS if name.endswith(ending)), None)


def _words(name: str, level: Level | None) -> tuple[str, str]:
    if name in _MUNICIPALITIES:
        return ("市", "市委")
    ending = next((ending for ending, _ in _ENDINGS if name.endswith(ending)), "")
    if ending in _ENDING_WORDS:
        return _ENDING_WORDS[ending]
    return _WORDS[level] if level else ("", "党委")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the speech is given: a place, an enterprise, an industry (地方或单位)."""

    name: str
    level: Level | None = None
    province: str = ""
    parent: str = ""
    includes: tuple[str, ...] = ()
    vision: str = ""
    industries: tuple[str, ...] = ()
    short: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG

    @property
    def self_word(self) -> str:
        """What 全× and 我× take: 市, 县, 公司, 系统 (自称).

        >>> Place("云州市").self_word, Place("云州重工集团").self_word
        ('市', '集团')
        """
        return _words(self.name, self.level or infer_level(self.name))[0]

    @property
    def committee(self) -> str:
        """The party body that leads here: 市委, 县委, 党工委, 党委 (党委名称).

        >>> Place("安平县").committee
        '县委'
        """
        return _words(self.name, self.level or infer_level(self.name))[1]

    @property
    def parent_word(self) -> str:
        """What the superior is called in short: 省, 市, 县; empty for a province (上级简称).

        >>> Place("安平县", parent="云州市").parent_word
        '市'
        """
        if self.parent:
            return _words(self.parent, infer_level(self.parent))[0]
        level = self.level or infer_level(self.name)
        return _PARENT_WORDS.get(level, "") if level else ""

    @property
    def short_name(self) -> str:
        """The name without its kind, as brands and slogans use it (简称).

        >>> Place("云州市").short_name, Place("云州重工集团").short_name
        ('云州', '云州重工集团')
        """
        if self.short:
            return self.short
        for ending, level in _ENDINGS:
            if self.name.endswith(ending):
                rest = self.name.removesuffix(ending)
                named = level not in (Level.ENTERPRISE, Level.INDUSTRY_UNION, Level.ZONE)
                return rest if named and len(rest) > 1 else self.name
        return self.name


@dataclass(frozen=True, slots=True)
class Organization:
    """The body that holds the meeting (主办单位)."""

    name: str = ""
    short: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who reads the speech, with all posts in the order they are read (讲话人)."""

    name: str = ""
    titles: tuple[str, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may be named (人员)."""

    name: str
    titles: tuple[str, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Meeting:
    """The occasion (会议); `date` is ISO 8601, `topic_short` a current short form (产改)."""

    topic: str
    name: str = ""
    date: str = ""
    topic_short: str = ""
    occasion: str = ""
    purpose: str = ""
    attendees: tuple[str, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Directive:
    """What a superior demanded (上级要求)."""

    text: str
    by: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Brand:
    """A local brand of work (工作品牌)."""

    name: str
    by: str = ""
    about: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Fact:
    """An achievement or a figure, to be said in the section of its role (事实).

    `answers` is the text of the outline's prompt that it answers, where it answers one.
    """

    text: str
    role: Role = Role.ACHIEVEMENTS
    topic: str = ""
    answers: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done, by whom and until when (任务)."""

    name: str
    measures: tuple[str, ...] = ()
    owner: str = ""
    deadline: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached (目标)."""

    name: str
    value: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What checking should leave alone: rules by name, words by text (检查设置)."""

    ignore: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


@dataclass(frozen=True, slots=True)
class LocalityProfile:
    """All that a drafter states about place, meeting and facts (本地情况).

    `extends` names the file that this one builds on; a profile that was loaded is complete and has none.
    """

    place: Place
    meeting: Meeting
    organization: Organization = field(default_factory=Organization)
    speaker: Speaker = field(default_factory=Speaker)
    roster: tuple[Person, ...] = ()
    directives: tuple[Directive, ...] = ()
    brands: tuple[Brand, ...] = ()
    facts: tuple[Fact, ...] = ()
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    check: CheckSettings = field(default_factory=CheckSettings)
    extends: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = _CONFIG


def load_profile(path: Path) -> LocalityProfile:
    """Read `locality.yaml` (读本地情况); SourceError names every mistake in it."""
    from drafting.profile_schema import check_profile
    from outlines.yaml_source import read_yaml

    return check_profile(read_yaml(path))


def profile_from_text(text: str, where: str) -> LocalityProfile:
    """Read a profile from text (由文本读本地情况); `where` names it in messages."""
    from drafting.profile_schema import check_profile
    from outlines.yaml_source import scan_yaml

    return check_profile(scan_yaml(text, where))
