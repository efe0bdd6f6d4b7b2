"""The phrase bank: harvests, the phrases derived from them, and the user's edits (词库)."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlines.errors import UserError
from outlines.role import Role
from phrasebank.database import Database
from phrasebank.phrase import Harvest, Kind, Phrase, Source, SourceDocument
from phrasebank.rows import (
    DOCUMENT_COLUMNS,
    HARVEST_COLUMNS,
    PHRASE_COLUMNS,
    harvest_row,
    pack,
    phrase_row,
    read_document,
    read_harvest,
    read_phrase,
)
from phrasebank.search import OPEN_FACETS, Filters, Query, build_query, index_text, phrase_facets

if TYPE_CHECKING:
    from random import Random

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence where it was read (原文): `start` and `end` are its span in `paragraph`."""

    document_title: str
    date: str | None
    paragraph: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What the user noted on a phrase (标记)."""

    starred: bool = False
    hidden: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much the bank holds (统计); `counts` are phrases by kind and role, largest first."""

    documents: int
    characters: int
    phrases: int
    counts: tuple[tuple[Kind, Role, int], ...]
    starred: int
    hidden: int
    own: int


class Bank(Database):
    """The phrase bank (词库): harvests, the phrases derived from them, and the user's edits."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection; use `open`."""
        super().__init__(connection, path)
        # Document numbers are never used again and names never change: what is cached stays true.
        self._names: dict[int, str | None] = {}

    # Harvests

    def documents(self) -> dict[str, str]:
        """List the mined documents, name → digest, by name (已采集的文档)."""
        return dict(self.rows("SELECT name, digest FROM documents ORDER BY name"))

    def put(self, harvest: Harvest) -> None:
        """Keep a harvest in place of what that document gave before (存入)."""
        updates = ", ".join(f"{name} = excluded.{name}" for name in HARVEST_COLUMNS.split(", "))
        marks = ", ".join("?" * len(HARVEST_COLUMNS.split(", ")))
        with self.transaction():
            [(number,)] = self.rows(
                f"INSERT INTO documents({HARVEST_COLUMNS}) VALUES({marks})"
                f" ON CONFLICT(name) DO UPDATE SET {updates} RETURNING number",
                harvest_row(harvest),
            )
            self.connection.execute("DELETE FROM paragraphs WHERE document = ?", (number,))
            self.connection.executemany(
                "INSERT INTO paragraphs VALUES(?, ?, ?)",
                ((number, i, text) for i, text in enumerate(harvest.document.paragraphs)),
            )

    def drop(self, name: str) -> None:
        """Forget a document and its harvest (移除); phrases follow at the next `publish`."""
        with self.transaction():
            number = self._document_number(name)
            self.connection.execute("DELETE FROM paragraphs WHERE document = ?", (number,))
            self.connection.execute("DELETE FROM documents WHERE number = ?", (number,))
            self._names.pop(number, None)

    def harvests(self) -> Iterator[Harvest]:
        """Yield every harvest in order of document name (全部采集)."""
        rows = self.rows(f"SELECT number, {HARVEST_COLUMNS} FROM documents ORDER BY name")
        for number, *row in rows:
            yield read_harvest(tuple(row), self._paragraphs(number))

    def harvest(self, name: str) -> Harvest:
        """Return what one document gave (一篇之所得)."""
        number = self._document_number(name)
        [row] = self.rows(f"SELECT {HARVEST_COLUMNS} FROM documents WHERE number = ?", (number,))
        return read_harvest(row, self._paragraphs(number))

    def document(self, name: str) -> SourceDocument:
        """Return a mined document (来源文档)."""
        number = self._document_number(name)
        [row] = self.rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE number = ?", (number,))
        return read_document(row, self._paragraphs(number))

    def summaries(self) -> dict[str, str]:
        """Say what each document is about: its title, its topic, its headings (各文档大意)."""
        import json

        found: dict[str, str] = {}
        for name, title, topic, packed in self.rows("SELECT name, title, topic, sections FROM documents"):
            headings = [text for _, heading, points, _ in json.loads(packed) for text in (heading, *points)]
            found[name] = "，".join((title, topic, *headings))
        return found

    def residue(self) -> list[str]:
        """List every name that some source calls its own, sorted (来源专名)."""
        import json

        names = {
            value
            for (packed,) in self.rows("SELECT residue FROM documents")
            for _, _, value in json.loads(packed)
        }
        return sorted(names)

    def passage(self, source: Source) -> Passage:
        """Return the sentence a phrase was read in, in its paragraph (原文)."""
        from phrasebank.sentences import iter_sentences

        rows = self.rows(
            "SELECT d.title, d.date, p.text FROM documents AS d JOIN paragraphs AS p ON p.document = d.number"
            " WHERE d.name = ? AND p.number = ?",
            (source.document, source.paragraph),
        )
        for title, date, text in rows:
            whole = (0, len(text))
            start, end = next(islice(iter_sentences(text), source.sentence, None), whole)
            return Passage(title, date, text, start, end)
        raise UserError("词库里没有这处原文", where=f"{source.document} 第{source.paragraph + 1}段")

    # Phrases

    def publish(self, phrases: Iterable[Phrase]) -> None:
        """Replace the derived phrases and their index, keeping the user's edits (发布词条).

        Where two phrases share an id, the heavier stays.
        """
        with self.transaction():
            derived: dict[str, Phrase] = {}
            for phrase in sorted(phrases, key=lambda phrase: (-phrase.weight, phrase.text)):
                derived.setdefault(phrase.id, phrase)
            owned = [
                (-sequence, _own(self._read(row), derived.pop(id, None)))
                for sequence, id, row in self._owned()
            ]
            self.connection.execute("DELETE FROM phrases")
            self.connection.execute("DELETE FROM facets")
            self.connection.execute("INSERT INTO phrase_index(phrase_index) VALUES('delete-all')")
            self._insert(owned)
            self._insert(enumerate(derived.values(), 1))
            self.connection.execute("INSERT INTO phrase_index(phrase_index) VALUES('optimize')")

    def find(
        self, query: str, filters: Filters | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Phrase]:
        """List the phrases that hold every word, the user's own first, then by (−weight, text) (查找)."""
        found = self._statement(PHRASE_COLUMNS, query, filters or Filters())
        if found is None:
            return []
        sql, parameters, plan = found
        hits = (row for row in self.rows(sql, parameters) if plan.accepts(row[1]))
        stop = None if limit is None else offset + limit
        return [self._read(row) for row in islice(hits, offset, stop)]

    def select(self, filters: Filters, limit: int | None = None, offset: int = 0) -> list[Phrase]:
        """List phrases, the user's own first, then by (−weight, text) (列出)."""
        return self.find("", filters, limit, offset)

    def sample(self, filters: Filters, count: int, random: Random) -> list[Phrase]:
        """Draw phrases by chance, in the order drawn (随机抽取)."""
        found = self._statement("rank", "", filters)
        if found is None:
            return []
        ranks = [rank for (rank,) in self.rows(*found[:2])]
        drawn = random.sample(ranks, min(count, len(ranks)))
        sql = f"SELECT {PHRASE_COLUMNS} FROM phrases WHERE rank = ?"
        return [self._read(row) for rank in drawn for row in self.rows(sql, (rank,))]

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

    def statistics(self) -> Statistics:
        """Count what the bank holds (统计)."""
        counts = tuple(
            (Kind(kind), Role(role), count)
            for kind, role, count in self.rows(
                "SELECT kind, role, count(*) AS n FROM phrases GROUP BY 1, 2 ORDER BY n DESC, kind, role"
            )
        )
        [(documents, characters)] = self.rows("SELECT count(*), ifnull(sum(characters), 0) FROM documents")
        [edits] = self.rows(
            "SELECT ifnull(sum(starred), 0), ifnull(sum(hidden), 0), count(phrase) FROM edits"
        )
        return Statistics(documents, characters, sum(count for *_, count in counts), counts, *edits)

    # The user's edits

    def marks(self, id: str) -> Marks:
        """Return what the user noted on a phrase (标记)."""
        rows = self.rows("SELECT starred, hidden, note, tags FROM edits WHERE id = ?", (id,))
        for starred, hidden, note, tags in rows:
            return Marks(bool(starred), bool(hidden), note, tuple(json.loads(tags)))
        return Marks()

    def mark(self, id: str, marks: Marks) -> None:
        """Set what the user notes on a phrase (加标记)."""
        with self.transaction():
            self._edit(
                self.get(id).id,
                starred=marks.starred,
                hidden=marks.hidden,
                note=marks.note,
                tags=pack(marks.tags),
            )

    def add(self, phrases: Iterable[Phrase]) -> None:
        """Take in the user's own phrases, or their wording of phrases the bank has (自编词条).

        They stay through every `publish`, joined by what mining knows of them (sources, frequency, years).
        """
        with self.transaction():
            for phrase in phrases:
                [(sequence,)] = self.rows("SELECT ifnull(max(sequence), 0) + 1 FROM edits")
                self._edit(phrase.id, sequence=sequence, phrase=pack(phrase_row(phrase, {})))
                known = next(
                    self.rows(f"SELECT {PHRASE_COLUMNS} FROM phrases WHERE id = ?", (phrase.id,)), None
                )
                self.connection.execute("DELETE FROM phrases WHERE id = ?", (phrase.id,))
                self._insert([(-sequence, _own(phrase, self._read(known) if known else None))])

    def revise(self, id: str, text: str) -> Phrase:
        """Reword a phrase; its id stays (改词)."""
        with self.transaction():
            known = self.get(id)
            slots = tuple(slot for slot in known.slots if "{" + slot.name + "}" in text)
            self.add([replace(known, text=text, slots=slots)])
            return self.get(known.id)

    # SQL

    def _read(self, row: tuple[Any, ...]) -> Phrase:
        return read_phrase(row, self._document_name)

    def _document_name(self, number: int) -> str | None:
        if number not in self._names:
            rows = self.rows("SELECT name FROM documents WHERE number = ?", (number,))
            self._names[number] = next((name for (name,) in rows), None)
        return self._names[number]

    def _document_number(self, name: str) -> int:
        for (number,) in self.rows("SELECT number FROM documents WHERE name = ?", (name,)):
            return int(number)
        raise UserError("词库里没有这篇文档", where=name)

    def _paragraphs(self, number: int) -> Iterator[str]:
        for (text,) in self.rows("SELECT text FROM paragraphs WHERE document = ? ORDER BY number", (number,)):
            yield text

    def _with_prefix(self, prefix: str, columns: str) -> list[tuple[Any, ...]]:
        # Ids are hexadecimal: “~” sorts after every one of their characters.
        rows = self.rows(
            f"SELECT {columns} FROM phrases WHERE id >= ? AND id < ? ORDER BY id LIMIT 5",
            (prefix, prefix + "~"),
        )
        return list(rows)

    def _statement(
        self, columns: str, query: str, filters: Filters
    ) -> tuple[str, tuple[object, ...], Query] | None:
        """Compose the SELECT of a listing, in order of rank; None where nothing can match (列表语句)."""
        known = self._complete(filters)
        if known is None:
            return None
        plan = build_query(query, known)
        table, order, conditions, parameters = "phrases AS p", "p.rank", plan.conditions, plan.parameters
        if plan.match:
            # CROSS JOIN: the index leads, in its own order. A rank without a phrase is one that was reworded.
            table = "phrase_index CROSS JOIN phrases AS p ON p.rank = phrase_index.rowid"
            order = "phrase_index.rowid"
            conditions, parameters = ("phrase_index MATCH ?", *conditions), (plan.match, *parameters)
        chosen = ", ".join(f"p.{name}" for name in columns.split(", "))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT {chosen} FROM {table}{where} ORDER BY {order}", parameters, plan

    def _complete(self, filters: Filters) -> Filters | None:
        """Replace values typed in part by those the bank has; None where it has none (补全筛选值)."""
        found: dict[str, Any] = {}
        for facet in OPEN_FACETS:
            parts: tuple[str, ...] = getattr(filters, facet)
            if parts:
                either = " OR ".join("instr(value, ?)" for _ in parts)
                found[facet] = tuple(
                    value
                    for (value,) in self.rows(
                        f"SELECT value FROM facets WHERE facet = ? AND ({either}) ORDER BY value",
                        (facet, *parts),
                    )
                )
                if not found[facet]:
                    return None
        return replace(filters, **found)

    def _owned(self) -> list[tuple[int, str, tuple[Any, ...]]]:
        rows = self.rows("SELECT sequence, id, phrase FROM edits WHERE phrase IS NOT NULL ORDER BY sequence")
        return [(sequence, id, tuple(json.loads(phrase))) for sequence, id, phrase in rows]

    def _edit(self, id: str, **values: object) -> None:
        values["changed"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        names = ", ".join(values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in values)
        self.connection.execute(
            f"INSERT INTO edits(id, {names}) VALUES(?{', ?' * len(values)})"
            f" ON CONFLICT(id) DO UPDATE SET {updates}",
            (id, *values.values()),
        )

    def _insert(self, ranked: Iterable[tuple[int, Phrase]]) -> None:
        """Write phrases, their index and their facets (写词条)."""
        numbers: dict[str, int] = {}
        origins: dict[str, list[tuple[str, object]]] = {}
        for number, name, place, grade, date in self.rows(
            "SELECT number, name, place, grade, date FROM documents"
        ):
            numbers[name] = number
            named = (("sources", name), ("places", place), ("grades", grade), ("years", (date or "")[:4]))
            origins[name] = [(facet, value) for facet, value in named if value]
        facets: set[tuple[str, object]] = set()
        columns = ", ".join("?" * (1 + len(PHRASE_COLUMNS.split(", "))))
        rest = iter(ranked)
        while batch := list(islice(rest, _BATCH)):
            self.connection.executemany(
                f"INSERT INTO phrases(rank, {PHRASE_COLUMNS}) VALUES({columns})",
                ((rank, *phrase_row(phrase, numbers)) for rank, phrase in batch),
            )
            indexed = []
            for rank, phrase in batch:
                of_sources = [pair for source in phrase.sources for pair in origins.get(source.document, ())]
                indexed.append((rank, index_text(phrase, of_sources)))
                facets.update(of_sources, phrase_facets(phrase))
            self.connection.executemany("INSERT INTO phrase_index(rowid, tokens) VALUES(?, ?)", indexed)
        self.connection.executemany(
            "INSERT OR IGNORE INTO facets VALUES(?, ?)",
            sorted((facet, str(value)) for facet, value in facets if facet in OPEN_FACETS),
        )


def _own(phrase: Phrase, known: Phrase | None) -> Phrase:
    """Join the user's wording with what mining knows of the phrase (合并自编与采集)."""
    if known is None:
        return phrase
    return replace(
        phrase,
        document_frequency=known.document_frequency,
        sources=known.sources,
        weight=known.weight,
        years=known.years,
    )
