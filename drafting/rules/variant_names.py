"""Names of documents, bodies, brands and persons that are nearly alike within one draft (相近的名称)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

from drafting.rules.document import Document
from drafting.rules.homophone import look_alike, sounds_alike
from drafting.rules.model import Mark
from drafting.rules.people import Named
from outlines.regex import lazy

_TITLE = lazy(r"《(?P<name>[^《》\n]{6,60})》")
_BODY = lazy(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由在到与和]))"
    r"(?P<name>(?![个家座处所])[\u4e00-\u9fff]{4,14}?(?:有限责任公司|有限公司|集团公司|公司|机械厂|制造厂|厂|研究院|研究所|职业学院))"
)
_BRAND = lazy(r"“(?P<name>[\u4e00-\u9fff·]{3,10})”(?P<noun>[\u4e00-\u9fff]{4})")
_YEARS = re.compile(r"\d{4}|[（）()—\-至年]")
_MOST_NAMES = 60  # names of one sort in a draft that are compared with each other
_SHORTEST_TITLE = 10
_MOST_EXTRA = 4  # characters that one name has more


def iter_variants(document: Document) -> Iterator[Mark]:
    """Mark the later of two names that must be one (查相近名称)."""
    text = document.text
    yield from _compare(text, _TITLE, _same_document, "文件名称")
    yield from _compare(text, _BODY, _same_body, "单位名称")
    brands: dict[str, list[tuple[str, int]]] = {}
    for match in _BRAND.finditer(text):
        brands.setdefault(match["noun"], []).append((match["name"], match.start("name")))
    for named in brands.values():
        for (one, _), (other, at) in combinations(named[:_MOST_NAMES], 2):
            if one != other and _extends(*sorted((one, other), key=len)):
                yield Mark(at, at + len(other), f"名称与前面的“{one}”不一致")


def _compare(
    text: str, pattern: re.Pattern[str], same: Callable[[str, str], bool], what: str
) -> Iterator[Mark]:
    first: dict[str, int] = {}
    for match in pattern.finditer(text):
        first.setdefault(match["name"], match.start("name"))
    if len(first) > _MOST_NAMES:
        return
    for one, other in combinations(first, 2):
        apart = re.search("[，。；！？\n]", text[first[one] : first[other]])
        if apart and same(one, other):
            yield Mark(first[other], first[other] + len(other), f"{what}与前面的“{one}”不一致")


def _same_document(one: str, other: str) -> bool:
    """Tell whether two titles are of one document: other years, or 实施意见 for 意见 (是否同一文件)."""
    bare, bare_other = _YEARS.sub("", one), _YEARS.sub("", other)
    if bare == bare_other:
        years = re.findall(r"\d{4}", one), re.findall(r"\d{4}", other)
        return len(years[0]) == len(years[1]) == 2
    short, long = sorted((bare, bare_other), key=len)
    about = one.startswith("关于") and other.startswith("关于")
    return about and len(short) >= _SHORTEST_TITLE and long.replace("实施", "") == short


def _same_body(one: str, other: str) -> bool:
    """Tell whether two bodies are one, a part of its name left out or exchanged (是否同一单位)."""
    if len(one) == len(other):
        wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return (
            len(one) >= 7
            and len(wrong) == 1
            and not set(wrong[0]) & set("一二三四五六七八九十东西南北中省市县区")
        )
    short, long = sorted((one, other), key=len)
    return (
        short[:4] == long[:4]
        and short.endswith("有限公司")
        and long.endswith("有限公司")
        and _extends(short, long)
    )


def _extends(short: str, long: str) -> bool:
    """Tell whether a name is another with a few characters put into it (是否多了几字)."""
    if not 0 < len(long) - len(short) <= _MOST_EXTRA:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


def same_person(people: list[Named], text: str) -> Iterator[Mark]:
    """Mark a person of two spellings, and one who is deputy here and chief there (一人两写、两职)."""
    posts: dict[str, str] = {}
    first: dict[str, int] = {}
    for person in people:
        name, post = person.name, person.post
        if len(name) != 3:
            continue
        for other, at in first.items():
            pairs = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
            apart = re.search("[。；！？\n]", text[at : person.start])
            near = len(pairs) == 1 and (sounds_alike(*pairs[0]) or look_alike(*pairs[0]))
            if apart and near and name[0] == other[0]:
                yield Mark(person.start, person.end, f"“{name}”与前面的“{other}”疑为一人，写法不一")
                break
        first.setdefault(name, person.start)
        before = posts.setdefault(name, post) if post not in ("", "同志") else post
        bare, bare_before = sorted((post.split("副")[-1], before.split("副")[-1]), key=len)
        if bare and bare_before.endswith(bare) and ("副" in post) != ("副" in before):
            yield Mark(person.start, person.end, f"“{name}”前面是{before}，这里是{post}")
