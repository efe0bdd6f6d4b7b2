"""Find people by surname, title and part of speech (人名)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from outlines.speech import Speech
from phrasebank.annotation import Annotation
from phrasebank.entity_words import alternatives, word_set
from phrasebank.segment import is_word, tag
from phrasebank.word_classes import PERSON

_SURNAMES = Path(__file__).parent.parent / "data" / "surnames.txt"
# Characters that are surnames but far more often another word before a title: 任书记, 向主席, 各部门和主任.
_WEAK = frozenset(
    "于任向时常安和同由从经党工管全应相关支强单都有水能成明包谷车解古别年部各连方高文万金平项路温白黄雷武戴程计代"
)
# What ends an ordinary word or a place; a name that ends so needs a title beside it.
_NEVER_LAST = tuple(
    "镇乡村区县市省州路街感性化力度率级委会记席长们的了着等是有在和与型类式品案员者课费制湾滩庄箐堡游工权法院局部厅处科所站线网园厂矿"
)
_SEPARATORS = frozenset("、（）：　 和与等")
_INTRODUCES = frozenset(["以", "像", "标兵", "模范", "代表", "涌现", "涌现出", "典型"])
_TRADES = frozenset(["工程师", "工匠", "教授", "劳模", "师傅", "医生", "老师"])
_PREFIX = "(?:第一|常务|原|老)?副?"
# where a name stands whatever the tagger made of it
_STUDIO = re.compile("工作室")
_STUDIO_KIND = re.compile("(?:(?:劳模|工匠|技能大师|大师|名师|职工)?创新)?$")
_LEADING = re.compile(r"以(?P<name>[一-鿿]{2,4}?)(?:同志|等)?(?:为代表|为榜样|为首)")
_HAN = re.compile("[一-鿿]+")


@lru_cache(maxsize=1)
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    common, rare, compound = _SURNAMES.read_text(encoding="utf-8").split("\n")[:3]
    return frozenset(common), frozenset([*common, *rare, *compound.split()])


def is_name_shaped(name: str) -> bool:
    """Tell whether a string is a surname and a given name by its shape (是否像人名)."""
    surnames = _surnames()[1]
    if name[:2] in surnames:
        return len(name) in (3, 4)
    return name[:1] in surnames and len(name) in (2, 3)


@lru_cache(maxsize=1)
def _surname_and_title() -> re.Pattern[str]:
    common = "".join(sorted(_surnames()[0] - _WEAK))
    return re.compile(
        rf"(?P<name>[{common}])(?:(?<=^.)|(?<=[^一-鿿].)|(?<=[的由请和与向让在听据对老小].))"
        rf"(?={_PREFIX}(?:{alternatives('person_titles')}))"
    )


def iter_surnames_with_title(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of bare surnames before a title, as in 王书记 (姓加职务)."""
    for match in _surname_and_title().finditer(text):
        yield match.span("name")


@lru_cache(maxsize=1)
def _list_of_names() -> re.Pattern[str]:
    return re.compile(
        f"[{''.join(sorted({name[0] for name in _surnames()[1]}))}][一-鿿]{{1,3}}(?:、[一-鿿]{{2,4}})+"
    )


@lru_cache(maxsize=1)
def _byline() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<name>[一-鿿·]{{2,5}}?)(?:{_PREFIX}(?:{alternatives('person_titles')}))?"
        "在[^，。]*上的?(?:讲话|发言|致辞|报告|总结)"
    )


@lru_cache(maxsize=1)
def _signed() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('person_titles')})[ 　]+(?P<name>[一-鿿]{{2,4}}|[一-鿿] [一-鿿])$")


def find_persons(speech: Speech, annotation: Annotation) -> set[str]:
    """Collect the names of people: speaker, title, and those that the words of the text give (收集人名)."""
    names: set[str] = set()
    byline = _byline().match(speech.title)
    declared = [byline["name"] if byline else "", *re.findall(r"[一-鿿·]{2,}", speech.speaker or "")]
    declared += re.findall(r"日([一-鿿]{2,4})[）)]$", speech.title)
    signed = map(_signed().search, speech.paragraphs[:5])
    declared += [match["name"].replace(" ", "") for match in signed if match]
    for name in declared:
        # jieba's dictionary has common full names, flagged as such
        known_word = is_word(name) and not tag(name)[0][1].startswith("nr")
        if is_name_shaped(name) and not known_word and not name.endswith(_NEVER_LAST):
            names.add(name)
    counts: dict[str, int] = {}
    for index, name in _iter_candidates(annotation):
        counts[name] = counts.get(name, 0) + 1
        if _has_support(annotation, name, index):
            names.add(name.removesuffix("副"))
    names.update(_iter_framed(annotation.text))
    repeated = (name for name, count in counts.items() if len(name) == 3 and count > 1)
    names.update(name for name in repeated if _stands_alone(name))
    return names


def _iter_framed(text: str) -> Iterator[str]:
    """Yield the names that stand where only a name can, or in a list of names (句式中的人名)."""
    framed = [match["name"] for match in _LEADING.finditer(text)]
    for studio in _STUDIO.finditer(text):
        before = _STUDIO_KIND.sub("", text[max(0, studio.start() - 9) : studio.start()], count=1)
        framed += (before[-3:], before[-2:])
    for name in framed:
        if is_name_shaped(name) and name[0] not in _WEAK and _HAN.fullmatch(name):
            yield name
    surnames = _surnames()[1]
    for match in _list_of_names().finditer(text):
        items = [item.removesuffix("等").removesuffix("同志") for item in match[0].split("、")]
        shaped = [item for item in items if item[:1] in surnames or item[:2] in surnames]
        if 2 * len(shaped) <= len(items):
            continue
        people = [item for item in shaped if is_name_shaped(item) and _stands_alone(item)]
        if len(people) > 1 and 2 * len(people) > len(items):
            yield from people


def _stands_alone(name: str) -> bool:
    """Tell whether a name needs no title beside it (无需旁证)."""
    return name[0] not in _WEAK and not name.endswith(_NEVER_LAST) and not is_word(name)


def _iter_candidates(annotation: Annotation) -> Iterator[tuple[int, str]]:
    """Yield the index after a candidate and its name (候选人名)."""
    titles, surnames = word_set("person_titles"), _surnames()[1]
    for index in annotation.iter_of(PERSON):
        word, flag = annotation.token(index)
        if flag.startswith("nr") and is_name_shaped(word):
            yield index + 1, word
        elif flag.startswith("nr") and word in surnames and index + 1 < len(annotation):
            given, given_flag = annotation.token(index + 1)
            if len(given) <= 2 and (given_flag.startswith("nr") or not is_word(given)):
                yield index + 2, word + given
        elif word.removeprefix("副") in titles:
            name = _split_name(annotation, index)
            if name:
                yield index, name


def _split_name(annotation: Annotation, index: int) -> str:
    """Return a name that the tagger left in pieces before a title: 许/立峰/书记 (拆开的人名)."""
    for count in (3, 2, 1):
        if count > index:
            continue
        name = annotation.words(index - count, index)
        if not is_name_shaped(name) or name[0] in _WEAK or not _HAN.fullmatch(name):
            continue
        parts = map(annotation.word, range(index - count, index))
        if not any(len(part) > 1 and is_word(part) for part in parts):
            return name
    return ""


def _has_support(annotation: Annotation, name: str, after: int) -> bool:
    """Tell whether what stands beside a candidate speaks for a person (旁证)."""
    titles = word_set("person_titles")
    following = annotation.word(after) if after < len(annotation) else "。"
    if following.removeprefix("副") in titles:
        # 卓越工程师, 高超工匠: a word before a trade is no name
        return not (is_word(name) and following in _TRADES)
    previous = annotation.word(after - 2) if after > 1 else "。"
    if name[0] in _surnames()[0] - _WEAK and (previous in titles or previous in _INTRODUCES):
        return True
    return _stands_alone(name) and len(name) == 3 and (following in _SEPARATORS or previous in _SEPARATORS)
