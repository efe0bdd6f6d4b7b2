"""Query → hits: what a query asks of the index, and what is left to check (检索).

Every phrase is one document of a contentless FTS5 table whose rowid is the phrase's rank, so `ORDER BY rowid`
is the order of weight and the first hits are the best ones. Tokens hold no positions (`tokens`): a word of
more than two characters is checked against the text of each hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from outlines.errors import UserError
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase
from phrasebank.pinyin import Reading, readings
from phrasebank.tokens import FACETS, OPEN_FACETS, facet_token, fold, iter_tokens, phrase_facets

if TYPE_CHECKING:
    from phrasebank.store import Bank

HIDDEN, STARRED = 1, 2  # bits of `phrases.flags`
_MOST_VALUES = 400
"""Above so many values of a facet, one token for each costs more than reading the hits."""


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


class Hit(NamedTuple):
    """What a list shows of a phrase (检索结果); `Bank.get` has the rest."""

    id: str
    text: str
    kind: Kind
    role: Role
    document_frequency: int
    starred: bool


Check = Callable[[str], bool]
"""Tells of a folded text whether it has a word."""

Values = Mapping[str, Sequence[object]]
"""Facet → the values wanted, any of them; a facet that is not narrowed is absent."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to run (查询): an FTS5 expression, SQL conditions, checks of the hits' texts.

    `marked` says that the user's marks lead, not the index: they are few, and every word is checked. `facets`
    are those that the expression leaves out: each hit's own must be checked.
    """

    match: str
    conditions: tuple[str, ...]
    parameters: tuple[object, ...]
    checks: tuple[Check, ...]
    marked: bool
    facets: Values

    def accepts(self, text: str, variants: str | None = None) -> bool:
        """Tell whether a text, or with it its variants, one a line, has every word to check (核对)."""
        folded = fold(text if variants is None else f"{text}\n{variants}")
        return all(check(folded) for check in self.checks)


def build_query(query: str, filters: Filters, values: Values, anyone: Sequence[str] = ()) -> Query:
    """Turn words and filters into SQL; words are parted by spaces and must all occur (构造查询).

    `values` are the facet values that the filters allow: those of open facets completed from the bank. Of the
    tokens `anyone`, one at least must occur.
    """
    marked = filters.starred or bool(filters.tags)
    terms: list[str] = []
    checks: list[Check] = []
    for word in query.casefold().split():
        term, exact, check = _ask(word)
        if not marked:
            terms.append(term)
        if marked or not exact:
            checks.append(check)
    if anyone:
        terms.append("(" + " OR ".join(map(_quote, anyone)) + ")")
    unasked: dict[str, Sequence[object]] = {}
    for facet, allowed in values.items():
        if marked or len(allowed) > _MOST_VALUES:
            unasked[facet] = allowed
        elif len(allowed) == 1:
            terms.append(_quote(facet_token(facet, allowed[0])))
        else:
            terms.append("(" + " OR ".join([_quote(facet_token(facet, value)) for value in allowed]) + ")")
    conditions, parameters = _conditions(filters)
    return Query(" AND ".join(terms), conditions, parameters, tuple(checks), marked, unasked)


def facet_values(
    filters: Filters, complete: Callable[[str, tuple[str, ...]], Sequence[str]]
) -> Values | None:
    """List the values that the filters allow, by facet; None where nothing can fit (筛选值).

    `complete` finds the values of an open facet that hold one of the parts typed.
    """
    found: dict[str, Sequence[object]] = {}
    for facet in FACETS:
        typed: tuple[object, ...] = getattr(filters, facet)
        if typed:
            found[facet] = complete(facet, typed) if facet in OPEN_FACETS else typed  # type: ignore[arg-type]
            if not found[facet]:
                return None
    return found


def fits(phrase: Phrase, values: Values, origins: Mapping[str, Iterable[tuple[str, object]]]) -> bool:
    """Tell whether a phrase, or a document it was read in, has a value of every facet (核对分面)."""
    has: dict[str, set[str]] = {}
    for facet, value in phrase_facets(phrase):
        has.setdefault(facet, set()).add(str(value))
    for source in phrase.sources:
        for facet, value in origins.get(source.document, ()):
            has.setdefault(facet, set()).add(str(value))
    return all(not has.get(facet, set()).isdisjoint(map(str, allowed)) for facet, allowed in values.items())


def search(
    bank: Bank, query: str, filters: Filters | None = None, limit: int | None = 20, offset: int = 0
) -> list[Hit]:
    """Find the best phrases that hold every word of the query (检索)."""
    if not query.split():
        raise UserError("没有要找的词", hint="例如：jianggao phrases search 技能人才")
    return bank.hits(query, filters, limit, offset)


def _ask(word: str) -> tuple[str, bool, Check]:
    """Turn a word into an FTS5 expression, whether that is exact, and a check (一个词)."""
    literal = fold(word)
    term = " AND ".join([_quote(token) for token in dict.fromkeys(iter_tokens(literal))])
    exact = len(literal) <= 2
    spoken = readings(word) if word.isascii() else ()
    if not spoken:
        return term, exact, lambda text: literal in text
    anyone = " OR ".join(f"({expression})" for expression in (term, *map(_spell, spoken)))
    return (
        f"({anyone})",
        exact and all(reading.exact for reading in spoken),
        lambda text: literal in text or any(reading.occurs_in(text) for reading in spoken),
    )


def _spell(reading: Reading) -> str:
    tokens, begins = reading.tokens()
    *others, last = dict.fromkeys(tokens)
    return " AND ".join([*map(_quote, others), _quote(last) + (" *" if begins else "")])


def _conditions(filters: Filters) -> tuple[tuple[str, ...], tuple[object, ...]]:
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
        require("e.starred")
    if filters.hidden is not None:
        require(f"p.flags & {HIDDEN}" + ("" if filters.hidden else " = 0"))
    for tag in filters.tags:
        require("EXISTS (SELECT 1 FROM json_each(e.tags) WHERE value = ?)", tag)
    return tuple(conditions), tuple(parameters)


def _quote(token: str) -> str:
    return f'"{token}"'
