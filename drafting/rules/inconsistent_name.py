"""Find one thing called by two names: a meeting, a place, a person, a brand, a post, a date (名称前后不一)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from drafting.profile import LocalityProfile
from drafting.rules.document import Document
from drafting.rules.homophone import look_alike, sounds_alike
from drafting.rules.localities import profile_text
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.people import iter_named, roster_of
from drafting.rules.source_figure import spelled_date
from drafting.rules.tables import load_table
from drafting.rules.variant_names import iter_variants, same_person
from outlines.regex import lazy
from phrasebank.formulations import by_form, normalize
from phrasebank.gazetteer import load_gazetteer
from phrasebank.segment import is_word, tag

_KIND = "推进|动员|部署|座谈|总结|表彰|交流|研讨|启动|调度|报告|宣讲|现场|观摩|汇报|分析|培训|约谈|代表|工作|联席|专题|恳谈"
_TITLE = lazy(
    r"在(?P<name>[^，。\n]{4,44}?(?:会|会议|大会|仪式|开幕式|闭幕式|班))上的?(?:讲话|致辞|发言|报告|主持词|总结)"
)
_HELD = lazy(
    r"(?:召开|举行|举办|参加|开)(?:了|的)?(?:这次|此次|今年|一年一度的?)?(?P<name>(?:全[省市县区州镇国]|[\u4e00-\u9fff]{2,6}(?:市|县|区|集团))[^，。；：、\n]{2,36}?(?:会议|大会|会|仪式|开幕式|闭幕式|班))(?=[，。；：！])"
)
_SHARED = 6  # characters that two names of one meeting share
_THIS = lazy(
    r"(?:本次|这次|此次)(?P<name>[\u4e00-\u9fff]{2,16}(?:代表大会|座谈会|推进会|动员会|表彰会|总结会))(?=开|上|的|，|是|听取)"
    r"|(?:今天|隆重|我们)(?:隆重)?(?:召开|举行)(?P<held>(?!全)[^，。；\n]{4,30}(?:座谈会|推进会|动员会|表彰会|总结会|表彰大会|动员大会))"
)
_NOW = lazy("今天|今日|这次|此次|现在")
_KIND_OF = lazy(rf"(?P<kind>{_KIND})(?P<suffix>大会|会议|会)$")
_PLACE = lazy(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[到在与和对由向从为是及以让把同比、好给]))(?P<stem>(?:(?![各全本我你该每某两三四五六七八九十几多的和与在是等及把对为从到由个处让座名条家所以])[\u4e00-\u9fff]){2})(?P<kind>[市县区镇乡]|街道)(?![城场民域别划级长分外直政面容貌办道])"
)
_BRAND = lazy(r"“(?P<name>[\u4e00-\u9fff·]{3,10})”")
_NAME = lazy(r"(?m:^|(?<=[，。；：！？”“（、]))(?P<name>[\u4e00-\u9fff]{3})")
_TODAY = lazy(r"今[天日](?:是|，)?(?P<year>(?:(?:19|20)\d\d年)?)(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_THIS_YEAR = lazy(r"今年是(?P<year>(?:19|20)\d\d)年(?!代)")
_HOTLINE = lazy(r"(?P<number>\d(?<!\d\d)\d{3,5})(?=[\u4e00-\u9fff]{0,6}热线)")
_TWICE = lazy(
    r"(?P<name>总工会|工会|委员会)(?:委员会)?(?:总工会|工会)(?=[委将是在向要，。的和])|委员会委员会"
)
_UNION = lazy(
    r"(?P<place>[\u4e00-\u9fff]{2,4}[省市县区])(?:工会联合会|联合工会|工会委员会|职工联合会|职工总会)(?![\u4e00-\u9fff]{0,2}主席团)"
)
_YEARLY = lazy(r"(?P<year>20\d\d)年(?P<what>[\u4e00-\u9fff]{4,16}(?:要点|计划|方案|报告|总结|安排|意见))")
_MOST_PLACES = 200
_LONG_NAME = 8  # characters of a name of which one can hardly differ by right
_NUMERALS = frozenset(
    "一二两三四五六七八九十百千万零上下大小东西南北中前后左右省市县区乡镇村新老男女内外春夏秋冬甲乙丙"
)


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find names given in two ways (查名称)."""
    yield from _meetings(document)
    yield from _places(document, settings)
    yield from _brands(document)
    yield from _persons(document, settings)
    yield from iter_variants(document)
    yield from _dates(document, settings)
    yield from _hotlines(document)
    yield from _yearly(document)
    if settings.profile is not None:
        yield from _misspelt(document, settings.profile)
    for match in _UNION.finditer(document.text):
        if f"{match['place']}总工会" in document.text:
            yield Mark(*match.span(), f"单位名称与“{match['place']}总工会”不一致")
    for match in _TWICE.finditer(document.text):
        yield Mark(*match.span(), f"单位名称“{match[0]}”叠了两层")


def _misspelt(document: Document, profile: LocalityProfile) -> Iterator[Mark]:
    """Mark names of the profile with one character exchanged for another of its sound or shape (本地名称写错)."""
    place = profile.place
    names: set[str] = set()
    names.update(filter(None, (place.name, place.province, place.parent, *place.includes)))
    names.update(filter(None, (profile.organization.name, profile.meeting.name, profile.speaker.name)))
    names.update(brand.name for brand in profile.brands)
    names.update(name for name, _ in roster_of(profile))
    text = document.text
    for name in sorted(name for name in names if len(name) > 2):
        for at, char in enumerate(name):
            left, right = re.escape(name[:at]), re.escape(name[at + 1 :])
            for match in re.finditer(f"{left}(?P<wrong>[一-鿿]){right}", text):
                wrong = match["wrong"]
                if match[0] in names or wrong == char or {wrong, char} & _NUMERALS:
                    continue
                if (
                    len(name) >= _LONG_NAME
                    or sounds_alike(wrong, char, loosely=True)
                    or look_alike(wrong, char)
                ):
                    yield Mark(*match.span(), f"应为本地情况里的“{name}”")


def _yearly(document: Document) -> Iterator[Mark]:
    """Mark the text of one year under the title of another (年份)."""
    head = "\n".join(document.paragraphs[:5])
    first: dict[str, str] = {}
    for match in _YEARLY.finditer(head):
        year = first.setdefault(match["what"], match["year"])
        if year != match["year"]:
            at = document.text.find(match[0])
            yield Mark(at, at + len(match[0]), f"与题目里的{year}年不一致")


# ---- meetings


def _meetings(document: Document) -> Iterator[Mark]:
    """Compare the meeting in the title with the one that is said to be held today (会议)."""
    title = next(
        filter(None, (_TITLE.search(text) for text in document.paragraphs[:4] if len(text) < 70)), None
    )
    if title is None:
        return
    top = document.text[: document.starts[min(len(document.starts) - 1, 12)] + 200]
    for match in _HELD.finditer(top):
        near = document.text[max(0, match.start() - 16) : match.start()]
        if (
            match.start() > title.end()
            and _NOW.search(near)
            and not _same_meeting(title["name"], match["name"])
        ):
            yield Mark(*match.span("name"), f"会议名称与题目里的“{title['name']}”不一致")
    for match in _THIS.finditer(top):
        name = match["name"] or match["held"]
        kinds = [found["kind"] for found in map(_KIND_OF.search, (title["name"], name)) if found]
        differ = len(set(kinds)) == 2 and "工作" not in kinds
        shared = len(set(name) & set(title["name"])) >= _SHARED
        ends = title["name"].removesuffix("开幕会").removesuffix("闭幕会")
        other_body = (
            match["name"] and ends.endswith("代表大会") and name.endswith("代表大会") and name not in ends
        )
        if match.start() > title.end() and ((differ and shared) or other_body):
            yield Mark(match.end() - len(name), match.end(), f"会议名称与题目里的“{title['name']}”不一致")


def _same_meeting(one: str, other: str) -> bool:
    first, second = _KIND_OF.search(one), _KIND_OF.search(other)
    if first and second and first["kind"] != second["kind"] and "工作" not in (first["kind"], second["kind"]):
        return False
    bare, bare_other = _topic(one), _topic(other)
    return (
        _abbreviates(bare, bare_other) or _abbreviates(bare_other, bare) or not _near_topic(bare, bare_other)
    )


def _topic(name: str) -> str:
    name = re.sub(r"^.*?(?:全[省市县区州镇国]|[市县区省](?!场))|[“”（）\d年度]|暨.*$", "", name)
    return re.sub(rf"(?:工作)?(?:{_KIND})*(?:大会|会议|会|仪式|班)$", "", name)


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether a name's characters all stand in the other in their order (是否简称)."""
    rest = iter(long)
    return all(char in rest for char in short)


def _near_topic(one: str, other: str) -> bool:
    """Tell whether two topics are one, of which a word was changed (是否改了一词)."""
    shared = len(set(one) & set(other))
    return shared >= 2 and abs(len(one) - len(other)) <= 2 and len(one) >= 4


# ---- places


def _places(document: Document, settings: Settings) -> Iterator[Mark]:
    """Mark a place of two kinds, or of two spellings that sound alike (地名)."""
    said = profile_text(settings.profile) if settings.profile else ""
    gazetteer = load_gazetteer()
    generic = frozenset(load_table("places")["generic"])
    first: dict[str, re.Match[str]] = {}
    for match in _PLACE.finditer(document.text):
        if match["stem"] not in generic and not gazetteer.is_common_word(match["stem"]):
            first.setdefault(match["stem"] + match["kind"], match)
    for one, other in combinations(sorted(first), 2) if len(first) <= _MOST_PLACES else ():
        stems = one[:2], other[:2]
        same = stems[0] == stems[1] and one != other
        alike = one[2:] == other[2:] and _one_slip(*stems)
        alike = alike or (one[2:] == other[2:] and _of_own_place(one, other, settings))
        if not (same or alike) or (not said and one in gazetteer.index and other in gazetteer.index):
            continue
        if same and (not _wrong_kind(one, other, said) or (stems[0] in gazetteer.index and not said)):
            continue
        wrong = _stranger(document, one, other, said)
        if wrong and all(_is_name(stem, said) for stem in stems):
            right = other if wrong == one else one
            match = first[wrong]
            yield Mark(match.start("stem"), match.end("kind"), f"地名与“{right}”不一致")


def _of_own_place(one: str, other: str, settings: Settings) -> bool:
    """Tell whether one name is the speech's own place and the other shares a character with it (是否像本地名)."""
    if settings.profile is None:
        return False
    own = settings.profile.place.name
    return own in (one, other) and any(a == b for a, b in zip(one[:2], other[:2], strict=True))


def _is_name(stem: str, said: str) -> bool:
    """Tell a name from a verb before 市 or 县: 推进市…… (是否名称)."""
    if stem in said or stem in load_gazetteer().index or not is_word(stem):
        return True
    return tag(stem)[0][1].startswith("n")


def _wrong_kind(one: str, other: str, said: str) -> bool:
    """Tell whether two kinds of one stem cannot both be: 临湖区 and 临湖县 (级别是否矛盾)."""
    kinds = {one[2:], other[2:]}
    if one in said and other in said:
        return False
    return kinds <= {"县", "区", "市"} or kinds in ({"镇", "乡"}, {"镇", "街道"}, {"乡", "街道"})


def _stranger(document: Document, one: str, other: str, said: str) -> str:
    """Return which of two names is the wrong one: that which the profile lacks, else the rarer, else the later."""
    if (one in said) != (other in said):
        return other if one in said else one
    if one in said:
        return ""
    counts = document.text.count(one), document.text.count(other)
    if counts[0] != counts[1]:
        return one if counts[0] < counts[1] else other
    return max(one, other, key=document.text.find)


def _one_slip(one: str, other: str) -> bool:
    """Tell whether two names differ in one character that sounds or looks alike (是否一字之差)."""
    if len(one) != len(other):
        return False
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1 or set(pairs[0]) <= _NUMERALS:
        return False
    return sounds_alike(*pairs[0], loosely=True) or look_alike(*pairs[0])


# ---- brands


def _brands(document: Document) -> Iterator[Mark]:
    """Mark a quoted name that differs from another in one character of like sound or shape (品牌)."""
    first: dict[str, int] = {}
    for match in _BRAND.finditer(document.text):
        name = match["name"]
        if normalize(name) not in by_form():
            first.setdefault(name, match.start("name"))
    frames: dict[tuple[str, str], list[str]] = {}
    for name in first:
        for at in range(len(name)):
            frames.setdefault((name[:at], name[at + 1 :]), []).append(name)
    for names in frames.values():
        for one, other in combinations(names, 2):
            apart = document.sentence_at(first[one]) != document.sentence_at(first[other])
            if apart and _one_slip(one, other):
                wrong = _stranger(document, one, other, "")
                right = other if wrong == one else one
                yield Mark(first[wrong], first[wrong] + len(wrong), f"名称与“{right}”不一致")


# ---- persons


def _persons(document: Document, settings: Settings) -> Iterator[Mark]:
    """Mark a person of two spellings, or with another's post (人名与职务)."""
    people = list(iter_named(document.text))
    yield from _swapped(document)
    yield from same_person(sorted(people), document.text)
    by_post: dict[str, str] = {}
    for person in people:
        post = person.post
        if len(person.name) < 2 or post in ("同志", "", "委员", "常委", "主任", "部长", "局长"):
            continue
        other = by_post.setdefault(post, person.name)
        if other != person.name and len(other) == len(person.name) and _one_slip(other, person.name):
            yield Mark(person.start, person.end, f"“{person.name}”与前面的“{other}”疑为一人，写法不一")
    if settings.profile is None:
        return
    roster = dict(roster_of(settings.profile))
    for person in people:
        if person.name not in roster and len(person.name) > 1:
            near = [name for name in roster if len(name) == len(person.name) and _one_slip(name, person.name)]
            if near:
                yield Mark(person.start, person.end, f"“{person.name}”应为名册里的“{near[0]}”")
        elif titles := roster.get(person.name, ()):
            yield from _wrong_post(document, person.start, person.name, person.post, titles, roster)


def _wrong_post(
    document: Document,
    start: int,
    name: str,
    post: str,
    titles: tuple[str, ...],
    roster: dict[str, tuple[str, ...]],
) -> Iterator[Mark]:
    """Mark a post that the roster gives to another (职务张冠李戴)."""
    if (
        len(post) < 2
        or post == "同志"
        or any(title.endswith(post) or post.endswith(title) for title in titles)
    ):
        return
    others = [other for other, theirs in roster.items() if any(title.endswith(post) for title in theirs)]
    if others and document.text[max(0, start - len(post)) : start].endswith(post):
        yield Mark(
            start - len(post), start + len(name), f"名册里{name}是{'、'.join(titles)}，{post}是{others[0]}"
        )


def _swapped(document: Document) -> Iterator[Mark]:
    """Mark 陈明海 where 陈海明 stands, too (名字颠倒)."""
    from drafting.rules.people import is_name_shaped

    first: dict[str, int] = {}
    for match in _NAME.finditer(document.text):
        name = match["name"]
        turned = name[0] + name[2] + name[1]
        if (
            turned in first
            and turned != name
            and not set(name) & _NUMERALS
            and is_name_shaped(name)
            and is_name_shaped(turned)
        ):
            yield Mark(*match.span("name"), f"“{name}”与前面的“{turned}”疑为一人，名字颠倒了")
        first.setdefault(name, match.start())


# ---- dates and numbers


def _dates(document: Document, settings: Settings) -> Iterator[Mark]:
    """Mark a today, or a this year, that is not that of the date (日期)."""
    parts = settings.date.split("-")
    for match in _TODAY.finditer(document.text):
        day = f"{int(match['month'])}-{int(match['day'])}"
        if len(parts) == 3 and day != f"{int(parts[1])}-{int(parts[2])}":
            yield Mark(*match.span(), f"与讲话日期{spelled_date(settings.date)}不一致")
    for match in _THIS_YEAR.finditer(document.text):
        if parts[0] and abs(int(match["year"]) - int(parts[0])) > (len(parts) < 2):
            yield Mark(*match.span(), f"与讲话日期{spelled_date(settings.date)}不一致")


def _hotlines(document: Document) -> Iterator[Mark]:
    """Mark a hotline with the digits of another in another order (热线号码)."""
    first: dict[str, str] = {}
    for match in _HOTLINE.finditer(document.text) if "热线" in document.text else ():
        number = match["number"]
        other = first.setdefault("".join(sorted(number)), number)
        if other != number:
            yield Mark(*match.span("number"), f"热线号码与前面的{other}不一致")


RULE = Rule(
    name="inconsistent-name",
    severity=Severity.ERROR,
    summary="同一会议、地名、人名、品牌、日期前后两样",
    what="核对题目与正文里的会议名称、地名的级别和写法、人名的写法和职务、引号里的品牌、讲话日期与“今天”“今年”、热线号码；有本地情况的以它为准。简称不算。",
    why="改了一处忘了另一处，是套稿最常见的破绽。",
    bad=(
        "在全市职工服务工作推进会上的讲话\n同志们：\n今天，我们召开全市职工服务工作动员会，部署任务。",
        "临湖区先行试点。各地要到临湖县去看一看。",
        "建成“工享驿站”一百多个。要推动“工亨驿站”增点扩面。",
        "陈海明是铣床工。走进车间，陈明海正带着徒弟。",
        "今天是12月2日，我们在这里开会。",
        "市委书记林岚出席会议。",
    ),
    good=(
        "在全市产业工人队伍建设改革工作推进会上的讲话\n同志们：\n今天，我们召开全市产改推进会，部署工作。",
        "临湖区和安平县走在前列，临湖、安平各有特色。",
        "从2026年12月3日起，大检查全面铺开。",
        "市委书记陈立、市委副书记林岚出席会议。",
    ),
    source="机关校对常例",
    check=check,
)
