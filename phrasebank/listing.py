"""Phrases out of the bank: listed, found, drawn, one by its id (列出与检索)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlines.errors import UserError
from phrasebank.database import Database
from phrasebank.phrase import Phrase
from phrasebank.rows import KINDS, PHRASE_COLUMNS, ROLES, read_phrase
from phrasebank.search import STARRED, Filters, Hit, Query, build_query, facet_values, fits
from phrasebank.tokens import origin_facets

if TYPE_CHECKING:
    from random import Random

_ALL = Filters()
_HIT_COLUMNS = "id, text, kind, role, document_frequency, flags"
_TEXT = 1  # the column that listings check


class Listing(Database):
    """What can be read of a bank's phrases (词条的读取)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection; use `open`."""
        super().__init__(connection, path)
        # Document numbers are never used again and names never change: what is cached stays true.
        self._names: dict[int, str | None] = {}
        self._completed: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._completed_at: tuple[int, int] | None = None

    def hits(
        self, query: str, filters: Filters | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Hit]:
        """List what holds every word, the user's own first, then by (−weight, text) (检索)."""
        return list(map(_hit, self._rows(_HIT_COLUMNS, query, filters, limit, offset)))

    def find(
        self, query: str, filters: Filters | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Phrase]:
        """List as `hits` does, each phrase with all that is known of it (查找)."""
        return [self._read(row) for row in self._rows(PHRASE_COLUMNS, query, filters, limit, offset)]

    def select(self, filters: Filters, limit: int | None = None, offset: int = 0) -> list[Phrase]:
        """List phrases, the user's own first, then by (−weight, text) (列出)."""
        return self.find("", filters, limit, offset)

    def sample(self, filters: Filters, count: int, random: Random) -> list[Phrase]:
        """Draw phrases by chance, in the order drawn (随机抽取)."""
        ranks = [row[0] for row in self._rows("rank, text", "", filters, None, 0)]
        drawn = random.sample(ranks, min(count, len(ranks)))
        return [self._ranked(rank) for rank in drawn]

    def get(self, id_or_prefix: str) -> Phrase:
        """Return the phrase of that id, or of the only id that begins so (取词条)."""
        wanted = id_or_prefix.strip().lower()
        rows = self._with_prefix(wanted, PHRASE_COLUMNS) if wanted else []
        exact = [row for row in rows if row[0] == wanted]
        if len(exact or rows) == 1:
            return self._read((exact or rows)[0])
        if rows:
            near = "、".join(f"{row[0]}（{row[1]}）" for row in rows)
            raise UserError(f"有几条词句的编号以“{wanted}”开头", hint=f"请写全：{near}")
        shorter = (self._with_prefix(wanted[:size], "id, text") for size in range(len(wanted) - 1, 1, -1))
        near = "、".join(f"{row[0]}（{row[1]}）" for row in next((rows for rows in shorter if rows), []))
        hint = f"相近的编号：{near}" if near else "用 jianggao phrases search 找到编号"
        raise UserError(f"没有编号为“{id_or_prefix}”的词句", hint=hint)

    def hits_with_any(self, tokens: Sequence[str], filters: Filters | None = None) -> list[Hit]:
        """List what has any of the tokens (有任一词元的词条); see `tokens`."""
        return [_hit(row) for row in self._rows(_HIT_COLUMNS, "", filters, None, 0, anyone=tokens)]

    def token_counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Count the phrases that have each token (词元频次)."""
        self.connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, phrase_index, row)"
        )
        sql = "SELECT doc FROM vocabulary WHERE term = ?"
        return {token: next((count for (count,) in self.rows(sql, (token,))), 0) for token in tokens}

    def phrase_count(self) -> int:
        """Count the phrases (词条数)."""
        [(count,)] = self.rows("SELECT count(*) FROM phrases")
        return int(count)

    def known(self, id: str) -> Phrase | None:
        """Return the phrase of exactly that id, if there is one (有无此条)."""
        for row in self.rows(f"SELECT {PHRASE_COLUMNS} FROM phrases WHERE id = ?", (id,)):
            return self._read(row)
        return None

    # SQL

    def _read(self, row: Sequence[Any]) -> Phrase:
        return read_phrase(tuple(row), self._document_name)

    def _ranked(self, rank: int) -> Phrase:
        [row] = self.rows(f"SELECT {PHRASE_COLUMNS} FROM phrases WHERE rank = ?", (rank,))
        return self._read(row)

    def _document_name(self, number: int) -> str | None:
        if number not in self._names:
            rows = self.rows("SELECT name FROM documents WHERE number = ?", (number,))
            self._names[number] = next((name for (name,) in rows), None)
        return self._names[number]

    def _with_prefix(self, prefix: str, columns: str) -> list[tuple[Any, ...]]:
        # Ids are hexadecimal: “~” sorts after every one of their characters.
        rows = self.rows(
            f"SELECT {columns} FROM phrases WHERE id >= ? AND id < ? ORDER BY id LIMIT 5",
            (prefix, prefix + "~"),
        )
        return list(rows)

    def _rows(
        self,
        columns: str,
        query: str,
        filters: Filters | None,
        limit: int | None,
        offset: int,
        anyone: Sequence[str] = (),
    ) -> Sequence[tuple[Any, ...]]:
        """Run a listing in order of rank; the second of the columns is the text (列表)."""
        filters = filters or _ALL
        values = facet_values(filters, self._complete)
        if values is None:
            return []
        plan = build_query(query, filters, values, anyone)
        if not plan.checks and not plan.facets:
            sql, parameters = _statement(columns, plan, " LIMIT ? OFFSET ?")
            return self.fetch(sql, (*parameters, -1 if limit is None else limit, offset))
        sql, parameters = _statement(
            f"{columns}, variants, {PHRASE_COLUMNS}" if plan.facets else f"{columns}, variants", plan
        )
        width = len(columns.split(", "))
        fitting = self._fitting(plan, width, self.rows(sql, parameters))
        return list(islice(fitting, offset, None if limit is None else offset + limit))

    def _fitting(self, plan: Query, width: int, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Pass on the rows whose text and facets are what was asked for (核对).

        After `width` columns come the variants and, where facets are to be checked, the whole phrase.
        """
        accepted = (row for row in rows if plan.accepts(row[_TEXT], row[width])) if plan.checks else rows
        if not plan.facets:
            yield from (row[:width] for row in accepted)
            return
        documents = self.rows("SELECT name, place, grade, date FROM documents")
        origins = {name: origin_facets(name, *fields) for name, *fields in documents}
        for row in accepted:
            phrase = self._read(row[width + 1 :])
            known = {
                source.document: origins.get(source.document) or [("sources", source.document)]
                for source in phrase.sources
            }
            if fits(phrase, plan.facets, known):
                yield row[:width]

    def _complete(self, facet: str, parts: tuple[str, ...]) -> list[str]:
        """Find the values of a facet that hold one of the parts typed (补全筛选值)."""
        [(version,)] = self.rows("PRAGMA data_version")
        now = (version, self.connection.total_changes)
        if now != self._completed_at:
            self._completed.clear()
            self._completed_at = now
        found = self._completed.get((facet, parts))
        if found is None:
            either = " OR ".join("instr(value, ?)" for _ in parts)
            rows = self.rows(
                f"SELECT value FROM facets WHERE facet = ? AND ({either}) ORDER BY value", (facet, *parts)
            )
            found = self._completed[facet, parts] = [value for (value,) in rows]
        return found


def _hit(row: tuple[Any, ...]) -> Hit:
    id, text, kind, role, frequency, flags = row
    return Hit(id, text, KINDS[kind], ROLES[role], frequency, bool(flags & STARRED))


def _statement(columns: str, plan: Query, rest: str = "") -> tuple[str, tuple[object, ...]]:
    """Compose the SELECT of a listing (列表语句)."""
    table, order, conditions, parameters = "phrases AS p", "p.rank", plan.conditions, plan.parameters
    if plan.marked:
        table = "edits AS e CROSS JOIN phrases AS p ON p.id = e.id"
    elif plan.match:
        # CROSS JOIN: the index leads, in its own order. A rank without a phrase is one that was reworded.
        table = "phrase_index CROSS JOIN phrases AS p ON p.rank = phrase_index.rowid"
        order = "phrase_index.rowid"
        conditions, parameters = ("phrase_index MATCH ?", *conditions), (plan.match, *parameters)
    chosen = "p." + columns.replace(", ", ", p.")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {chosen} FROM {table}{where} ORDER BY {order}{rest}", parameters
