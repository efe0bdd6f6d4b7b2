"""Query → hits: how phrases are indexed, and how a query asks for them (检索).

Every phrase is one document of a contentless FTS5 table whose rowid is the phrase's rank, so `ORDER BY rowid`
is the order of weight and the first hits are the best ones. Its tokens are the phrase's characters, its
character bigrams and one token for each of its facets (kind, role, place of origin and so on), so that a
filter costs what one more word costs. Tokens hold no positions: each hit is checked against the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING

from outlines.errors import UserError
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase, SlotKind

if TYPE_CHECKING:
    from phrasebank.store import Bank

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
_FACETS = {
    name: chr(0xE000 + i)
    for i, name in enumerate(("kinds", "roles", "topics", "grades", "places", "years", "sources"))
}
# What a user types in part (`临湖` for 临湖区) and the bank completes from the values it has.
OPEN_FACETS = ("topics", "grades", "places", "sources")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a listing is narrowed to (筛选); several values of one field mean any of them.

    `topics`, `grades`, `places` and `sources` match in part: 临湖 finds 临湖区. Places, grades, years and
    sources are those of the documents a phrase was read in. `current` is a date at which the phrase must
    be valid. `hidden` is False for what the user left in view, True for what they hid, None for both.
    """

    kinds: tuple[Kind, ...] = ()
    roles: tuple[Role, ...] = ()
    topics: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    level: int | None = None
    current: str | None = None
    minimum_frequency: int = 0
    starred: bool = False
    hidden: bool | None = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to run (查询): an FTS5 expression, SQL conditions and the words to check hits for.

    A word of one or two characters is one token and needs no check.
    """

    match: str
    conditions: tuple[str, ...]
    parameters: tuple[object, ...]
    words: tuple[str, ...]

    def accepts(self, text: str) -> bool:
        """Tell whether a text has every word to check (核对)."""
        if not self.words:
            return True
        folded = fold(text)
        return all(word in folded for word in self.words)


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
    return _FACETS[facet] + fold(str(value))


def index_text(phrase: Phrase, origins: Iterable[tuple[str, object]]) -> str:
    """Compose what FTS5 indexes for a phrase: characters, bigrams, facets (索引文本).

    `origins` are facets of the documents it was read in, as (facet, value).
    """
    word = fold(phrase.text)
    facets = (facet_token(facet, value) for facet, value in (*phrase_facets(phrase), *origins))
    return " ".join(dict.fromkeys((*word, *iter_tokens(word), *facets)))


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


def build_query(query: str, filters: Filters) -> Query:
    """Turn words and filters into SQL; words are parted by spaces and must all occur (构造查询).

    The values of open facets are taken as they are: `Bank.resolve` completes them.
    """
    words = tuple(fold(word) for word in query.split())
    terms = [_quote(token) for word in words for token in dict.fromkeys(iter_tokens(word))]
    for facet in _FACETS:
        values: Sequence[object] = getattr(filters, facet)
        if values:
            anyone = " OR ".join(_quote(facet_token(facet, value)) for value in values)
            terms.append(f"({anyone})")
    conditions: list[str] = []
    parameters: list[object] = []

    def require(condition: str, *values: object) -> None:
        conditions.append(condition)
        parameters.extend(values)

    if filters.level is not None:
        require("p.level = ?", filters.level)
    if filters.current is not None:
        require("(p.valid_from IS NULL OR p.valid_from <= ?)", filters.current)
        require("(p.valid_until IS NULL OR p.valid_until >= ?)", filters.current)
    if filters.minimum_frequency:
        require("p.document_frequency >= ?", filters.minimum_frequency)
    if filters.starred:
        require("p.id IN (SELECT id FROM edits WHERE starred)")
    if filters.hidden is not None:
        require(f"p.id {'' if filters.hidden else 'NOT '}IN (SELECT id FROM edits WHERE hidden)")
    for tag in filters.tags:
        require("p.id IN (SELECT e.id FROM edits AS e, json_each(e.tags) AS t WHERE t.value = ?)", tag)
    checked = tuple(word for word in words if len(word) > 2)
    return Query(" AND ".join(terms), tuple(conditions), tuple(parameters), checked)


def search(
    bank: Bank, query: str, filters: Filters | None = None, limit: int | None = 20, offset: int = 0
) -> list[Phrase]:
    """Find the best phrases that hold every word of the query (检索)."""
    if not query.split():
        raise UserError("没有要找的词", hint="例如：jianggao phrases search 技能人才")
    return bank.find(query, filters or Filters(), limit, offset)


def _quote(token: str) -> str:
    return f'"{token}"'
