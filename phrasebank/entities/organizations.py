"""Find organisations that have a name of their own (机构名).

`人社局` and `市总工会` are what every place has and stay; `远航集团` belongs to its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from phrasebank.entities.boundaries import WordBoundaries
from phrasebank.entities.national import load_national
from phrasebank.entities.words import word_list, word_set
from phrasebank.segment import Token, cut, is_word

_NAME_FLAGS = frozenset({"nr", "nz", "nrt", "nrfg", "x", "eng", "nt"})
_LIST = re.compile(
    r"(?P<items>[一-鿿]{2,14}(?:、[一-鿿]{2,14})+)等(?:[0-9一二三四五六七八九十]+[家个户])?(?:[一-鿿]{0,4})"
    "(?:企业|公司|集团|工厂)"
)
_SEPARATORS = frozenset("、和与及")
_TAIL = r"[一-鿿]{0,6}?(?=[、，。；：！？“”（）\s0-9和与等在的将获]|$)"


def find_organizations(sentences: Iterable[Sequence[Token]]) -> set[str]:
    """Collect organisations with a name, and what is listed beside them (收集机构名)."""
    found: set[str] = set()
    for tokens in sentences:
        spans = list(_iter_named(tokens))
        for start, end in spans:
            found.add(_join(tokens, start, end))
            found.update(_neighbours(tokens, start, end))
        found.update(_listed(tokens))
    return found


def iter_enterprises(text: str, boundaries: WordBoundaries) -> Iterator[tuple[int, int]]:
    """Yield the spans of well-known company names with what follows in the name (知名企业)."""
    for match in _enterprise_pattern().finditer(text):
        if boundaries.fit(*match.span("known")):
            yield match.span()


@lru_cache(maxsize=1)
def _enterprise_pattern() -> re.Pattern[str]:
    names = sorted(load_national().enterprises, key=len, reverse=True)
    return re.compile(f"(?P<known>{'|'.join(names)})(?:{_TAIL})?")


def _join(tokens: Sequence[Token], start: int, end: int) -> str:
    return "".join(word for word, _ in tokens[start:end])


def _iter_named(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield token spans of names that end in an organisation's word (逐个机构名)."""
    for index, (word, flag) in enumerate(tokens):
        if not word.endswith(word_list("organizations")):
            continue
        suffix = next(end for end in word_list("organizations") if word.endswith(end))
        if (
            len(word) > len(suffix) + 1
            and (not is_word(word) or flag in ("nt", "nz"))
            and word not in word_set("generic_organizations")
        ):
            yield index, index + 1
            continue
        if len(word) > len(suffix) and is_word(word) and word[: -len(suffix)]:
            continue
        start, named = _extend_left(tokens, index, suffix in word_set("sectors"))
        if named:
            yield start, index + 1


def _extend_left(tokens: Sequence[Token], index: int, strict: bool) -> tuple[int, bool]:
    """Return where a name that ends at a token begins, and whether anything in it is a name (左扩)."""
    generic = word_set("generic_organizations")
    named = False
    start = index
    while start and index - start < 5:
        word, flag = tokens[start - 1]
        if word in generic or not word[-1].isalnum() or flag == "m":
            break
        known = is_word(word)
        name_like = not known or flag in _NAME_FLAGS
        # an ordinary verb is a name's first part only where a clause, a list or an object begins with it: 、远航重工集团
        opens = start == 1 or not tokens[start - 2][0][-1].isalnum() or tokens[start - 2][0] in generic
        verb = flag == "v" and len(word) == 2 and opens and start < index
        if not (name_like or verb) and (strict or (flag[0] not in "njbsag" and flag != "vn")):
            break
        named = named or name_like or verb
        start -= 1
    return start, named


def _listed(tokens: Sequence[Token]) -> set[str]:
    """Return the unknown names in a list that ends in 等企业, 等项目 and the like (列举的企业)."""
    found = set()
    sentence = _join(tokens, 0, len(tokens))
    for match in _LIST.finditer(sentence):
        for item in match["items"].split("、"):
            words = cut(item)
            unknown = [place for place, word in enumerate(words) if len(word) > 1 and not is_word(word)]
            name = "".join(words[unknown[0] :]) if unknown else ""
            if 3 <= len(name) <= 10:
                found.add(name)
    return found


def _is_nominal(flag: str) -> bool:
    return flag[0] in "njbe" or flag == "vn"


def _neighbours(tokens: Sequence[Token], start: int, end: int) -> set[str]:
    """Return the short items listed beside a named organisation: A集团、B公司、C (并列项)."""
    found = set()
    position = end
    while position < len(tokens) and tokens[position][0] in _SEPARATORS:
        stop = position + 1
        while stop < len(tokens) and _is_nominal(tokens[stop][1]) and stop - position <= 4:
            stop += 1
        item = _join(tokens, position + 1, stop)
        if not 3 <= len(item) <= 10:
            break
        found.add(item)
        position = stop
    position = start - 1
    while position > 0 and tokens[position][0] in _SEPARATORS:
        begin = position
        while begin > 0 and _is_nominal(tokens[begin - 1][1]) and position - begin <= 3:
            begin -= 1
        item = _join(tokens, begin, position)
        if not 3 <= len(item) <= 10 or not item.endswith(word_list("organizations")):
            break
        found.add(item)
        position = begin - 1
    return found
