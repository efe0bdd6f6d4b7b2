"""Find the names of other places (外地地名残留)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from drafting.rules.document import Document
from drafting.rules.localities import Home, home_of, profile_text, shorter
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.tables import load_table
from drafting.rules.word_edges import fits, touches
from outlines.regex import lazy
from phrasebank.gazetteer import NameIndex, load_gazetteer
from phrasebank.segment import is_word, tag

_EDGE_BEFORE = lazy(r"(?:^|[^\u4e00-\u9fff]|[在到赴由对与和向为从自的是以及把让像跟同县市省区])$")
_EDGE_AFTER = lazy(r"$|[^\u4e00-\u9fff]|[市县区省委在的等和与、及人]")
_UNLISTED = (
    r"(?:(?<![\u4e00-\u9fff])|(?<=[在到赴由对与和向为从是以及把让像跟同省市])|(?<=来自)|(?<=建设)|(?<=推动)|(?<=围绕))"
    r"(?P<stem>(?:(?![各全本我你该每某两三四五六七八九十几多的和与在是等及把对为从到由])[\u4e00-\u9fff]){2,3})(?P<kind>[省市县区州旗]|街道|[镇乡])(?=%s)"
)
_NOT_IN_STEM = lazy("(?:所|有|此|其|外|这|那)$")
_REGION_HISTORY = lazy(
    "起义|会议|战役|革命|红军|抗战|抗日|解放|烈士|先烈|[0-9]{4}年|当年|党史|历史上|古代|诗人|诗句"
)
_PLACE_LIST = lazy(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?:[镇乡县市区]|街道)(?:、[\u4e00-\u9fff]{2,4}?(?:[镇乡县市区]|街道))+"
)
_LONGEST_NAME = 8
_OWN_AFTER = lazy(
    r"[市县区州]?(?:工会事业|工匠精神|人民|儿女|职工|大地|新篇章|高质量|现代化|全面振兴|发展|总工会要|新?的目标)|人(?![大民])"
)
_OWN_BEFORE = lazy(
    r"(?:建设|打造|谱写|现代化新?|新时代|美丽|幸福|大美|活力|法治|平安|数字|匠心|让|推动|助力|为|奋力|我们|新)(?:全面|更加)?(?:建设|现代化)?(?:新|好)?$"
)
_SELF = lazy("(?:我|本)(?P<word>省|市|县|区|州|旗|镇|乡|街道)(?![场民长级域别政间直])")
_RANKS = {
    "省": 0,
    "州": 1,
    "盟": 1,
    "市": 1,
    "地区": 1,
    "县": 2,
    "区": 2,
    "旗": 2,
    "镇": 3,
    "乡": 3,
    "街道": 3,
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_table("places")[name])


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find places that are not the speech's own (查外地地名)."""
    home = home_of(document, settings.profile)
    if not home.names:
        return
    yield from _listed(document, settings, home)
    if settings.profile is not None:
        yield from _unlisted(document, settings)
        yield from _poetic(document, settings)
        yield from _among_own(document, home, profile_text(settings.profile))
        yield from _other_selves(document, settings)


def _listed(document: Document, settings: Settings, home: Home) -> Iterator[Mark]:
    """Mark the names of the gazetteer (名录内的地名)."""
    text = document.text
    own = NameIndex(home.names)
    said = profile_text(settings.profile) if settings.profile else ""
    gazetteer = load_gazetteer()
    spans = gazetteer.index.iter_spans(text) if home.sure else _self_named(text)
    for start, end in spans:
        name = text[start:end]
        if name in home.names or name in said:
            continue
        if _inside_own(text, start, end, own) or not _is_place(text, start, end):
            continue
        if not _is_known(document, start, end):
            yield Mark(start, end, f"“{name}”不是本地的地名，疑为旧稿残留")


def _inside_own(text: str, start: int, end: int, own: NameIndex) -> bool:
    """Tell whether a name is part of one of the speech's own (是否在本地名中)."""
    window = max(0, start - 8)
    return any(
        window + first < end and start < window + last
        for first, last in own.iter_spans(text[window : end + 8])
    )


def _is_place(text: str, start: int, end: int) -> bool:
    """Tell a place from a word, and from what two words make where they meet (是否地名)."""
    gazetteer = load_gazetteer()
    name = text[start:end]
    if name in load_table("places")["ordinary_full"]:
        return False
    if gazetteer.is_ordinary(name):
        after = _pattern("evident").match(text, end)
        before = _pattern("evident_before").search(text, max(0, start - 6), start)
        if gazetteer.is_common_word(name):
            return bool(after and before) and fits(text, start, end)
        return bool(after or before) and fits(text, start, end)
    if gazetteer.is_full_name(name) and (len(name) > 3 or touches(text, start, end)):
        return True
    met = is_word(text[start - 1 : start + 1]) and is_word(text[end - 1 : end + 1])
    if met or text[start - 1 : end + 1] in load_table("places")["crossing"]:
        return False  # 线上海量: two words that meet
    clear = _EDGE_BEFORE.search(text, max(0, start - 1), start) and _EDGE_AFTER.match(text, end)
    return (
        bool(clear)
        or fits(text, start, end)
        or (text[end : end + 1] in "人市县区" and touches(text, start, end))
    )


def _is_known(document: Document, start: int, end: int) -> bool:
    """Tell whether a name stands where any speech may name it: history, an event, a partner (是否正当)."""
    text = document.text
    first = max(text.rfind(mark, 0, start) for mark in "，。；！？\n") + 1
    stop = min((at for mark in "，。；！？\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    clause = text[first:stop]
    from phrasebank.entities.national import load_national

    national = load_national()
    a, b = start - first, end - first
    if any(s <= a and b <= e for s, e, _ in national.iter_spans(clause)):
        return True
    if any(s <= a and b <= e for s, e in national.region_index.iter_spans(clause)):
        return True
    if _pattern("before").search(text, first, start) or _pattern("after").match(text, end):
        return True
    if _pattern("partner").search(text, first, start) and _pattern("partnered").match(text, end):
        return True
    tail = re.match(r"[\u4e00-\u9fff、]*", text[end : end + 30])
    if tail and re.search(r"等(?:地|省|市|城市|兄弟|先进|发达|沿海|国家)", tail[0]):
        return True
    sentence = document.sentence_at(start)
    return bool(_REGION_HISTORY.search(text, *sentence)) or _in_title(text, start, end)


def _in_title(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands in the title of a document of the centre (是否在中央文件名中)."""
    from phrasebank.entities.national import load_national

    opened = text.rfind("《", max(0, start - 40), start)
    closed = text.find("》", end, end + 60)
    if opened < 0 or closed < 0 or "》" in text[opened:start]:
        return False
    return load_national().is_national_title(text[opened + 1 : closed])


def _self_named(text: str) -> Iterator[tuple[int, int]]:
    """Yield the listed names of which a speech says what it says of its own place (以该地自居)."""
    index = load_gazetteer().index
    for match in _OWN_AFTER.finditer(text):
        end = match.start()
        for start in range(max(0, end - _LONGEST_NAME), end - 1):
            if text[start:end] in index and _OWN_BEFORE.search(text, max(0, start - 10), start):
                yield start, end
                break


def _unlisted(document: Document, settings: Settings) -> Iterator[Mark]:
    """Mark places that no gazetteer has: a name, a kind and an organ of it (名录外的地名)."""
    assert settings.profile is not None
    said = profile_text(settings.profile)
    generic = frozenset(load_table("places")["generic"])
    gazetteer = load_gazetteer()
    organs = load_table("places")["organs"]
    townships = r"[，。、；]|举行|召开|开展|试点|设立|党|工会|等|的|要|和|与"
    patterns = (
        _UNLISTED % organs,
        (_UNLISTED % townships).replace("[省市县区州旗]|街道|[镇乡]", "街道|[镇乡]"),
    )
    for match in (found for pattern in patterns for found in re.finditer(pattern, document.text)):
        stem, name = match["stem"], match["stem"] + match["kind"]
        listed = name in gazetteer.index or stem in gazetteer.index
        if listed or stem in generic or stem[-2:] in generic or _NOT_IN_STEM.search(stem):
            continue
        if match["kind"] in ("街道", "镇", "乡") and (_is_common(stem) or _is_common(stem[-2:])):
            continue
        if len(stem) == 3 and _is_common(stem[1:]):  # 要建立|市总工会: a word and what stands before it
            continue
        if name in said or stem in said or shorter(name) in said:
            continue
        if not _is_known(document, match.start("stem"), match.end("kind")):
            yield Mark(match.start("stem"), match.end("kind"), f"“{name}”不在本地情况里，疑为旧稿残留")


def _is_common(word: str) -> bool:
    """Tell whether the dictionary has a word that is no name (普通词)."""
    return is_word(word) and not tag(word)[0][1].startswith(("ns", "nr", "nz"))


def _among_own(document: Document, home: Home, said: str) -> Iterator[Mark]:
    """Mark a place that is listed beside the speech's own ones (本地名单里的外地)."""
    generic = frozenset(load_table("places")["generic"])
    for match in _PLACE_LIST.finditer(document.text):
        at = match.start()
        items = match[0].split("、")
        own = [
            item[cut:] for item in items for cut in range(3) if item[cut:] in home.names or item[cut:] in said
        ]
        own = [name for name in own if len(name) > 2]
        for item in items:
            strange = item not in home.names and item not in said and item[:-1] not in generic
            strange = strange and not any(item.endswith(name) for name in own)
            if (
                own
                and strange
                and len(item) > 2
                and item[-2:] not in ("城市", "县区", "市县", "乡镇", "城区", "社区")
            ):
                yield Mark(at, at + len(item), f"“{item}”不在本地情况里，疑为旧稿残留")
            at += len(item) + 1


def _poetic(document: Document, settings: Settings) -> Iterator[Mark]:
    """Mark what only another province calls itself: 赣鄱大地 (别省的雅称)."""
    assert settings.profile is not None
    said = profile_text(settings.profile)
    for name, province in load_table("places")["poetic"].items():
        if name in document.text and province not in said and name not in said:
            for match in re.finditer(f"{name}(?:大地|儿女|人民)?(?!文化)", document.text):
                yield Mark(*match.span(), f"“{match[0]}”说的是{province}，不是本地")


def _other_selves(document: Document, settings: Settings) -> Iterator[Mark]:
    """Mark a speech that calls itself by another rank than its own: 我县 in a city's speech (自称不符)."""
    assert settings.profile is not None
    place = settings.profile.place
    own = _RANKS.get(place.self_word)
    if own is None:
        return
    for match in _SELF.finditer(document.text):
        rank = _RANKS[match["word"]]
        if rank > own or (rank == own and match["word"] != place.self_word and rank > 1):
            said = f"“{match[0]}”与本地的层级不符，应为“{match[0][0]}{place.self_word}”"
            yield Mark(*match.span(), said)


RULE = Rule(
    name="foreign-place",
    severity=Severity.ERROR,
    summary="别处的地名、不相符的上级和自称",
    what="找不属于本地、上级和所辖范围的地名，包括简称、嵌在词里的（新昆山人）、列举里的，以及与层级不符的自称（市里的稿子写“我县”）。"
    "革命精神、历史事件、国家战略、学习考察和对口支援的对方不算；没有本地情况时，只看稿子以别处自居的地方。",
    why="套用旧稿最常见、最难堪的错，就是念出了别人的地名。",
    bad=(
        "让我们携手共建新昆山人的幸福家园。",
        "临湖区、安平县、张家港市要率先突破。",
        "在海川市总工会的指导下，工作有了起色。",
        "我县工会工作成效明显。",
        "江苏省委高度重视产业工人队伍建设。",
    ),
    good=(
        "要走和平发展道路，朝阳产业前景广阔，团结合作、用好资源。",
        "大力弘扬延安精神，推广新时代“枫桥经验”，服务北京冬奥会和长江经济带。",
        "组织骨干赴苏州考察，学习借鉴杭州等地的先进经验。",
        "云州市、临湖区、安平县三级联动，江东大地气象一新。",
        "供给更加均衡，水平不断提高。",
        "要建立市总工会领导联系点制度。",
    ),
    source="行政区划名录（民政部2024年，含已撤销的370个）",
    check=check,
)
