"""Find organisations that have a name of their own (机构名).

`人社局` and `市总工会` are what every place has and stay; `远航集团` belongs to its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from phrasebank.annotation import Annotation
from phrasebank.entities.boundaries import fits
from phrasebank.entities.national import load_national
from phrasebank.entity_words import word_list, word_set
from phrasebank.segment import cut, is_word
from phrasebank.word_classes import ORGANIZATION, organization_ending

_NAME_FLAGS = frozenset({"nr", "nz", "nrt", "nrfg", "x", "eng", "nt"})
_LISTED = re.compile("等(?:[0-9一二三四五六七八九十]+[家个户])?(?:[一-鿿]{0,4})(?:企业|公司|集团|工厂)")
# read backwards from 等
_ITEMS = re.compile("(?:[一-鿿]{2,14}、)+[一-鿿]{2,14}")
_LONGEST_LIST = 150
_SEPARATORS = frozenset("、和与及")
_TAIL = r"[一-鿿]{0,6}?(?=[、，。；：！？“”（）\s0-9和与等在的将获]|$)"


def find_organizations(annotation: Annotation) -> set[str]:
    """Collect organisations with a name, and what is listed beside them (收集机构名)."""
    found = set(_listed(annotation.text))
    for start, end in _iter_named(annotation):
        found.add(annotation.words(start, end))
        found.update(_neighbours(annotation, start, end))
    return found


def iter_enterprises(annotation: Annotation) -> Iterator[tuple[int, int]]:
    """Yield the spans of well-known company names with what follows in the name (知名企业)."""
    for match in _enterprise_pattern().finditer(annotation.text):
        if fits(annotation, *match.span("known")):
            yield match.span()


@lru_cache(maxsize=1)
def _enterprise_pattern() -> re.Pattern[str]:
    names = sorted(load_national().enterprises, key=len, reverse=True)
    return re.compile(f"(?P<known>{'|'.join(names)})(?:{_TAIL})?")


def _iter_named(annotation: Annotation) -> Iterator[tuple[int, int]]:
    """Yield the spans, in words, of names that end in an organisation's word (逐个机构名)."""
    for index in annotation.iter_of(ORGANIZATION):
        word = annotation.word(index)
        suffix = organization_ending(word)
        if len(word) > len(suffix) + 1 and word not in word_set("generic_organizations"):
            yield index, index + 1
            continue
        if len(word) > len(suffix) and is_word(word):
            continue
        start, named = _extend_left(annotation, index, suffix in word_set("sectors"))
        if named:
            yield start, index + 1


def _extend_left(annotation: Annotation, index: int, strict: bool) -> tuple[int, bool]:
    """Return where a name that ends at a token begins, and whether anything in it is a name (左扩)."""
    generic = word_set("generic_organizations")
    named = False
    start = index
    while start and index - start < 5:
        word, flag = annotation.token(start - 1)
        if word in generic or not word[-1].isalnum() or flag == "m":
            break
        known = is_word(word)
        name_like = not known or flag in _NAME_FLAGS
        # an ordinary verb is a name's first part only where a clause, a list or an object begins with it: 、远航重工集团
        verb = flag == "v" and len(word) == 2 and start < index
        if verb and start > 1:
            before = annotation.word(start - 2)
            verb = not before[-1].isalnum() or before in generic
        if not (name_like or verb) and (strict or (flag[0] not in "njbsag" and flag != "vn")):
            break
        named = named or name_like or verb
        start -= 1
    return start, named


def _listed(text: str) -> Iterator[str]:
    """Yield the unknown names in a list that ends in 等企业, 等项目 and the like (列举的企业)."""
    for match in _LISTED.finditer(text):
        items = _ITEMS.match(text[max(0, match.start() - _LONGEST_LIST) : match.start()][::-1])
        for item in items[0][::-1].split("、") if items else ():
            words = cut(item)
            unknown = [place for place, word in enumerate(words) if len(word) > 1 and not is_word(word)]
            name = "".join(words[unknown[0] :]) if unknown else ""
            if 3 <= len(name) <= 10:
                yield name


def _is_nominal(flag: str) -> bool:
    return flag[0] in "njbe" or flag == "vn"


def _neighbours(annotation: Annotation, start: int, end: int) -> Iterator[str]:
    """Yield the short items listed beside a named organisation: A集团、B公司、C (并列项)."""
    position = end
    while position < len(annotation) and annotation.word(position) in _SEPARATORS:
        stop = position + 1
        while stop < len(annotation) and stop - position <= 4 and _is_nominal(annotation.token(stop)[1]):
            stop += 1
        item = annotation.words(position + 1, stop)
        if not 3 <= len(item) <= 10:
            break
        yield item
        position = stop
    position = start - 1
    while position > 0 and annotation.word(position) in _SEPARATORS:
        begin = position
        while begin > 0 and position - begin <= 3 and _is_nominal(annotation.token(begin - 1)[1]):
            begin -= 1
        item = annotation.words(begin, position)
        if not 3 <= len(item) <= 10 or not item.endswith(word_list("organizations")):
            break
        yield item
        position = begin - 1
