"""A phrase as the index sees it: folded text, tokens, facets (词元).

The index is one FTS5 table without contents or positions. Its tokens are a phrase's characters, its character
bigrams, its initials by threes and its syllables by twos (`pinyin`), and one token for each of its facets
(kind, role, place of origin and so on), so that a filter costs what one more word costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from operator import add

from phrasebank.phrase import Phrase, SlotKind
from phrasebank.pinyin import pinyin_tokens

SLOT_LABELS: dict[SlotKind, str] = {
    SlotKind.PLACE: "地名",
    SlotKind.PARENT_PLACE: "上级",
    SlotKind.PERSON: "人名",
    SlotKind.TITLE: "职务",
    SlotKind.ORGANIZATION: "单位",
    SlotKind.DATE: "日期",
    SlotKind.NUMBER: "数字",
    SlotKind.BRAND: "品牌",
    SlotKind.TOPIC: "主题",
    SlotKind.MEETING: "会议",
}

# FTS5's `ascii` tokenizer parts tokens at ASCII marks and spaces only. These move to a private-use block, so
# that every character is searchable; a slot becomes one private-use character, whatever its number.
_MARKS = 0xE100
_MARK = re.compile(r"[\x00-/:-@\[-`{-\x7f]")  # ASCII but letters and digits
_NAMES = {kind.value: kind for kind in SlotKind} | {label: kind for kind, label in SLOT_LABELS.items()}
_SLOT_CHARACTERS = {kind: chr(0xE010 + i) for i, kind in enumerate(SlotKind)}
_SLOT = re.compile("[{〔](" + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")([0-9]*)[}〕]")
FACETS = ("kinds", "roles", "topics", "grades", "places", "years", "sources")
_FACET_CHARACTERS = {facet: chr(0xE000 + i) for i, facet in enumerate(FACETS)}
# What a user types in part (`临湖` for 临湖区) and the bank completes from the values it has.
OPEN_FACETS = ("topics", "grades", "places", "sources")


def fold(text: str) -> str:
    """Bring a text to the form that is indexed and compared (归一): case, slots and ASCII marks.

    >>> fold("推动{place}发展") == fold("推动〔地名〕发展") == fold("推动{place2}发展")
    True
    """
    folded = text.casefold()
    if "{" in folded or "〔" in folded:
        folded = _SLOT.sub(lambda match: _SLOT_CHARACTERS[_NAMES[match[1]]], folded)
    return _MARK.sub(lambda match: chr(_MARKS + ord(match[0])), folded)


def label_slots(text: str) -> str:
    """Write a phrase's slots as people read them, and find them again (槽位标签).

    >>> label_slots("推动{place2}{topic}")
    '推动〔地名2〕〔主题〕'
    """
    return _SLOT.sub(lambda match: f"〔{SLOT_LABELS[_NAMES[match[1]]]}{match[2]}〕", text)


def brace_slots(text: str) -> str:
    """Write slots as the bank keeps them (槽位写法).

    >>> brace_slots("推动〔地名2〕〔主题〕")
    '推动{place2}{topic}'
    """
    return _SLOT.sub(lambda match: "{" + _NAMES[match[1]].value + match[2] + "}", text)


def iter_tokens(word: str) -> Iterator[str]:
    """List the tokens that any text holding the folded word must have (词元): bigrams, or its one character.

    >>> list(iter_tokens("技能人才"))
    ['技能', '能人', '人才']
    """
    if len(word) == 1:
        return iter(word)
    return map(add, word, word[1:])


@lru_cache(maxsize=1 << 16)
def facet_token(facet: str, value: object) -> str:
    """Name the token of one facet value (分面词元)."""
    return _FACET_CHARACTERS[facet] + fold(str(value))


def index_text(phrase: Phrase, origins: Iterable[str]) -> str:
    """Compose what FTS5 indexes for a phrase (索引文本); it is found by its variants, too.

    `origins` are the facet tokens of the documents it was read in. A token that stands twice counts once.
    """
    facets = [facet_token(facet, value) for facet, value in phrase_facets(phrase)]
    texts = map(text_tokens, (phrase.text, *phrase.variants))
    return " ".join(chain(chain.from_iterable(texts), facets, origins))


def text_tokens(text: str) -> Iterator[str]:
    """List the tokens of a text: characters, bigrams, pinyin (文本词元)."""
    word = fold(text)
    return chain(word, map(add, word, word[1:]), pinyin_tokens(word))


def phrase_facets(phrase: Phrase) -> Iterator[tuple[str, object]]:
    """Yield what a phrase itself can be filtered by, as (facet, value) (词条分面)."""
    yield "kinds", phrase.kind
    yield "roles", phrase.role
    if phrase.grade:
        yield "grades", phrase.grade
    for topic in phrase.topics:
        yield "topics", topic
    for year in phrase.years:
        yield "years", year


def origin_facets(name: str, place: str, grade: str, date: str | None) -> list[tuple[str, object]]:
    """List what the phrases of a document can be filtered by, as (facet, value) (来源分面)."""
    named = (("sources", name), ("places", place), ("grades", grade), ("years", (date or "")[:4]))
    return [(facet, value) for facet, value in named if value]
