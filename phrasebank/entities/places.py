"""Find places: those of the gazetteer and those that only their suffix tells (地名)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from phrasebank.annotation import Annotation
from phrasebank.entities.boundaries import fits, touches
from phrasebank.entities.national import load_national
from phrasebank.entity_words import word_list, word_set
from phrasebank.gazetteer import NameIndex, load_gazetteer
from phrasebank.segment import is_word
from phrasebank.word_classes import NAME_FLAGS, PLACE, place_ending

_HAN = re.compile(r"[一-鿿]+")
_ABBREVIATIONS = "京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁新琼滇黔陇澄锡甬杭蓉厦榕穗"
# 来苏考察, 在锡企业, 驻豫院校: one character for a province or a city, where only a place can stand
_ABBREVIATED = re.compile(
    rf"[来在入驻赴援离返](?P<name>[{_ABBREVIATIONS}])"
    r"(?!(?<=新)发展)(?=企业|央企|考察|调研|视察|投资|创业|就业|高校|院校|单位|部队|机构|干部|企事业|务工|人员|老乡|落户|发展|设立|投入|建厂)"
)
_ABBREVIATED_PAIR = re.compile(
    r"(?P<name>深港|深澳|珠澳|甬舟|郑汴|西咸|厦漳泉|长株潭|宁镇扬|沈抚|苏锡常|苏浙沪|沪苏浙皖?|京津|云贵川|川渝|湘鄂赣|晋陕蒙|闽粤赣|浙苏沪)"
)

# 云安都市圈, 广佛同城化: cities by their first characters
_JOINT = re.compile("都市圈|同城化|一体化发展|城际铁路|城市群")
_JOINED = re.compile(r"(?<![一-鿿])(?:推进|加快|融入|深化|推动)?(?P<name>[一-鿿]{2,3})$")

# a city's own zone, named by its kind alone; 各高新区 and 国家级高新区 are any
_BARE_ZONE = re.compile(r"(?P<name>高新区|经开区|综保区)(?<![各级类个家等]...)(?![一-鿿]{0,4}[、和]?各)")

# a single character before 山镇 or 马镇 that is no part of the name
_NEVER_FIRST = frozenset(
    "个座的和在到与及为把对是有建去进入下来走访赴各等从由向以被让将了着过这那我你他其某任使给同并或而且也都还"
)


@lru_cache(maxsize=64)
def own_abbreviations(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match one character of an own name where only a place can stand: 驻云单位 (单字简称)."""
    characters = "".join(sorted({character for name in names for character in name[:3]}))
    if not characters:
        return None
    return re.compile(
        rf"[驻在来援](?P<name>[{characters}])(?=单位|央企|企业|部队|武警|官兵|解放军|机构|高校|院校|考察|调研|投资)"
    )


def iter_places(
    annotation: Annotation, own: Iterable[tuple[int, int]], evident: frozenset[str], starts: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of places (地名).

    `own` are where the names stand that the document is known to use, `evident` those of them that are also
    ordinary words (朝阳) and for which the document gave evidence; `starts` are where a listed name may start.
    An own name need fit the words at one end only: a name that stays is worse than a gap too many.
    """
    text = annotation.text
    for start, end in own:
        whole = fits if text[start:end] in evident else touches
        if whole(annotation, start, end) and not _is_compound(text, start, end):
            yield start, end
    for start, end in known_places().iter_spans(text, starts):
        if fits(annotation, start, end) and not _is_compound(text, start, end):
            yield start, end
    for pattern in (_ABBREVIATED, _ABBREVIATED_PAIR, _BARE_ZONE):
        for match in pattern.finditer(text):
            yield match.span("name")
    for joint in _JOINT.finditer(text):
        joined = _JOINED.search(text, max(0, joint.start() - 5), joint.start())
        if joined and not is_word(joined["name"]) and fits(annotation, *joined.span("name")):
            yield joined.span("name")


def _is_compound(text: str, start: int, end: int) -> bool:
    """Tell a word that only begins like a place: 朝阳产业, 和平发展, 新华社 (同形词)."""
    name = text[start:end]
    following = text[end : end + 2]
    return (
        (name == "朝阳" and following in ("产业", "行业"))
        or (name == "新华" and following[:1] in ("社", "书"))
        or (name == "中山" and text[start - 1 : start] == "孙")
    )


@lru_cache(maxsize=1)
def known_places() -> NameIndex:
    """Index what is a place wherever it stands; ordinary words need evidence (确定地名)."""
    gazetteer = load_gazetteer()
    names = (name for one in gazetteer.divisions for name in (one.name, one.short))
    certain = (name for name in names if not gazetteer.is_ordinary(name))
    return NameIndex([*certain, *load_national().local_regions])


def iter_mentions(annotation: Annotation, starts: list[int]) -> Iterator[tuple[int, int, str]]:
    """Yield every full or short name of the gazetteer that fits the words of the text (名录命中)."""
    text = annotation.text
    for start, end in load_gazetteer().index.iter_spans(text, starts):
        if fits(annotation, start, end) and not _is_compound(text, start, end):
            yield start, end, text[start:end]


# A word that is both a place and something else is a place here: 新时代朝阳振兴, 展现朝阳职工风采.
_BEFORE_PLACE = (
    *("新时代", "助力", "服务", "谱写", "推动", "推进", "在", "为", "来", "赴", "现代化", "美丽", "幸福"),
    *("法治", "数字", "魅力", "建功", "展现", "落户", "走进", "讲好", "新"),
)
_AFTER_PLACE = (
    "新时代|高质量|经济社会|经济|振兴|全面振兴|职工|工会|人民|大地|实践|样本|模式|经验|特色|新篇章|现代化|市委|县委|区委|市政府|县政府"
    "|老乡|工匠|好人|好工人"
)


@lru_cache(maxsize=1)
def _after_place() -> re.Pattern[str]:
    return re.compile(_AFTER_PLACE)


def evident_ordinary(text: str, names: Iterable[str]) -> set[str]:
    """Return which ordinary words the text uses in the company of places, twice or more (有旁证的同形地名).

    >>> evident_ordinary("推动朝阳振兴，展现朝阳职工风采，平安建设见效", ["朝阳", "平安"])
    {'朝阳'}
    """
    found = set()
    after = _after_place()
    for name in names:
        both = behind = end = 0
        while (start := text.find(name, end)) >= 0:
            end = start + len(name)
            if after.match(text, end):
                behind += 1
                both += text.endswith(_BEFORE_PLACE, 0, start)
        if both > 1 or (both and behind > 3):
            found.add(name)
    return found


def find_unlisted(annotation: Annotation) -> set[str]:
    """Collect places that the gazetteer lacks: towns, parks, roads, rivers (名录外地名)."""
    found: set[str] = set()
    for index in annotation.iter_of(PLACE):
        found.add(_named(annotation, index))
    kinds = load_national().kinds
    gazetteer = load_gazetteer()
    return {
        name
        for name in found
        if name
        and name not in kinds
        and not gazetteer.is_ordinary(name)
        and name[0] not in "一二三四五六七八九十两几多"
    }


def _named(annotation: Annotation, index: int) -> str:
    """Return the full name that ends with this token, empty where it is generic (取全名)."""
    generic = word_set("generic_places")
    word = annotation.word(index)
    suffix = place_ending(word)
    stem = word[: -len(suffix)]
    before = annotation.word(index - 1) if index else ""
    if len(stem) == 1 and suffix in ("镇", "乡", "村") and len(before) == 1:
        # a name that the cut split: 顾/山镇
        return (
            "" if before in _NEVER_FIRST or before in generic or not _HAN.fullmatch(before) else before + word
        )
    if stem:
        return word if len(stem) > 1 else ""  # one word with its suffix: 祝塘镇
    if suffix in word_set("zones"):
        return _named_zone(annotation, index)
    if not index:
        return ""
    part, part_flag = annotation.token(index - 1)
    name_like = part_flag in NAME_FLAGS or (not is_word(part) and part_flag[0] not in "mvd")
    if suffix in ("镇", "乡", "街道"):
        name_like = name_like or (len(part) == 2 and part_flag[0] in "na")
    if len(part) < 2 or part in generic or not _HAN.fullmatch(part) or not name_like:
        return ""
    name = part + word
    return "" if name.endswith(word_list("never_places")) else name


def _named_zone(annotation: Annotation, index: int) -> str:
    """Return the name of a zone with the nouns before it: 云州/生物/医药/产业园 (园区全名)."""
    zones, generic = word_list("zones"), word_set("generic_places")
    start = index
    named = False
    particular = annotation.word(index).endswith(
        ("产业园", "工业园", "科技园", "软件园", "产业园区", "工业园区")
    )
    while start and index - start < 5:
        part, flag = annotation.token(start - 1)
        if not _HAN.fullmatch(part) or (flag[0] in "pcuryxmdqv" and (flag != "vn" or not particular)):
            break
        if part.endswith(zones):
            break
        name_like = flag in NAME_FLAGS or not is_word(part)
        if part not in generic:
            if not name_like and not (particular and flag[0] in "nbj"):
                break
            named = True
        start -= 1
    while start < index and annotation.word(start) in generic:
        start += 1
    return annotation.words(start, index + 1) if named and start < index else ""
