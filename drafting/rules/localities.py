"""Which places are a speech's own (本地地名)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from drafting.profile import LocalityProfile
from drafting.rules.document import Document
from drafting.verify import profile_strings
from outlines.regex import lazy
from phrasebank.gazetteer import Division, load_gazetteer

_ENDINGS = (
    "自治州",
    "自治县",
    "自治区",
    "开发区",
    "高新区",
    "街道",
    "省",
    "市",
    "县",
    "区",
    "旗",
    "州",
    "镇",
    "乡",
)
_IN_TITLE = lazy(
    r"(?:^|在|于|中共)(?P<name>[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|自治区|省|市|县|区|旗|州))(?![场长级])"
)
_HEAD = 4  # paragraphs at the top that may say whose speech it is


@dataclass(frozen=True, slots=True)
class Home:
    """The names that are at home in a speech (本地): `sure` where a profile gives them, not the text."""

    names: frozenset[str]
    sure: bool


def shorter(name: str) -> str:
    """Return a name without its kind, the name itself where too little would be left (简称).

    >>> shorter("云州市"), shorter("和县")
    ('云州', '和县')
    """
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) > 1:
            return name.removesuffix(ending)
    return name


def home_of(document: Document, profile: LocalityProfile | None) -> Home:
    """Tell which places are a document's own, by its profile, else by its title and text (认本地)."""
    if profile is not None:
        return Home(_profile_names(profile), True)
    found = Counter(
        match["name"]
        for paragraph in document.paragraphs[:_HEAD]
        if len(paragraph) < 60
        for match in _IN_TITLE.finditer(paragraph)
    )
    return Home(frozenset(_with_relatives(found)), False)


@lru_cache(maxsize=16)
def _profile_names(profile: LocalityProfile) -> frozenset[str]:
    place = profile.place
    named = (place.name, place.short, place.province, place.parent, *place.includes)
    return frozenset(_with_relatives(filter(None, named)))


def _with_relatives(names: Iterable[str]) -> Iterator[str]:
    """Yield names with their short forms, what they lie in and what lies in them (上下级)."""
    gazetteer = load_gazetteer()
    for name in names:
        yield name
        yield shorter(name)
        for division in gazetteer.lookup(name):
            if division.name == name:
                for relative in (*gazetteer.parents(division), *_inside(division)):
                    yield relative.name
                    yield relative.short


def _inside(division: Division) -> tuple[Division, ...]:
    prefix = division.code[:2] if division.level == "province" else division.code[:4]
    if division.level == "county":
        return ()
    return tuple(one for one in load_gazetteer().divisions if one.code.startswith(prefix))


@lru_cache(maxsize=16)
def profile_text(profile: LocalityProfile) -> str:
    """Join all that a profile says (本地情况全文)."""
    return "\n".join(profile_strings(profile))
