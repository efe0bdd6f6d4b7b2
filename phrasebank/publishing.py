"""Phrases → rows, index and facets: all that is derived and can be made again (发布)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from phrasebank.phrase import Phrase
from phrasebank.rows import PHRASE_COLUMNS, phrase_row, read_phrase
from phrasebank.search import HIDDEN, STARRED
from phrasebank.tokens import OPEN_FACETS, facet_token, index_text, origin_facets

_BATCH = 10_000
_PAGE = 1_000
"""Bytes of postings that FTS5 reads in one piece; without positions its default of 4,050 holds four thousand rows, and a
filter that skips through a long list would read a page of them for every hit."""

Origins = Mapping[str, list[tuple[str, object]]]
"""Document name → its facets."""


def clear(connection: sqlite3.Connection) -> None:
    """Drop every phrase with its index and facets (清空词条)."""
    connection.execute("DELETE FROM phrases")
    _clear_index(connection)


def insert(connection: sqlite3.Connection, ranked: Iterable[tuple[int, Phrase]]) -> None:
    """Write phrases at their ranks, with their index and facets (写词条)."""
    numbers = dict(connection.execute("SELECT name, number FROM documents"))
    flags = dict(connection.execute("SELECT id, hidden * ? + starred * ? FROM edits", (HIDDEN, STARRED)))
    origins = document_origins(connection)
    marks = ", ".join("?" * (3 + len(PHRASE_COLUMNS.split(", "))))
    for batch in _batches(ranked):
        connection.executemany(
            f"INSERT INTO phrases(rank, flags, variants, {PHRASE_COLUMNS}) VALUES({marks})",
            [
                (rank, flags.get(phrase.id, 0), _lines(phrase.variants), *phrase_row(phrase, numbers))
                for rank, phrase in batch
            ],
        )
        _index(connection, batch, origins)


def reindex(connection: sqlite3.Connection) -> None:
    """Make the index and the facets again from the phrases (重建索引)."""
    names: dict[int, str] = dict(connection.execute("SELECT number, name FROM documents"))
    origins = document_origins(connection)
    _clear_index(connection)
    rows = connection.execute(f"SELECT rank, {PHRASE_COLUMNS} FROM phrases ORDER BY rank")
    for batch in _batches((rank, read_phrase(row, names.get)) for rank, *row in rows):
        _index(connection, batch, origins)
    optimize(connection)


def optimize(connection: sqlite3.Connection) -> None:
    """Merge the index into one piece, which is what makes a query fast (整理索引)."""
    connection.execute("INSERT INTO phrase_index(phrase_index) VALUES('optimize')")


def document_origins(connection: sqlite3.Connection) -> dict[str, list[tuple[str, object]]]:
    """List the facets of every document by its name (各文档的分面)."""
    rows = connection.execute("SELECT name, place, grade, date FROM documents")
    return {name: origin_facets(name, place, grade, date) for name, place, grade, date in rows}


def _clear_index(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM facets")
    connection.execute("INSERT INTO phrase_index(phrase_index) VALUES('delete-all')")
    connection.execute("INSERT INTO phrase_index(phrase_index, rank) VALUES('pgsz', ?)", (_PAGE,))


def _index(connection: sqlite3.Connection, batch: list[tuple[int, Phrase]], origins: Origins) -> None:
    indexed: list[tuple[int, str]] = []
    cited: dict[str, str] = {}  # document → its facets as tokens
    facets: set[tuple[str, object]] = set()
    for rank, phrase in batch:
        for source in phrase.sources:
            name = source.document
            if name not in cited:
                # A document that the bank does not hold, of an imported phrase, is known by its name alone.
                known = origins.get(name) or (("sources", name),)
                cited[name] = " ".join([facet_token(facet, value) for facet, value in known])
                facets.update(known)
        indexed.append((rank, index_text(phrase, [cited[source.document] for source in phrase.sources])))
        facets.update([("topics", topic) for topic in phrase.topics])
        if phrase.grade:
            facets.add(("grades", phrase.grade))
    connection.executemany("INSERT INTO phrase_index(rowid, tokens) VALUES(?, ?)", indexed)
    connection.executemany(
        "INSERT OR IGNORE INTO facets VALUES(?, ?)",
        sorted((facet, str(value)) for facet, value in facets if facet in OPEN_FACETS),
    )


def _lines(texts: Iterable[str]) -> str | None:
    return "\n".join(texts) or None


def _batches(ranked: Iterable[tuple[int, Phrase]]) -> Iterator[list[tuple[int, Phrase]]]:
    rest = iter(ranked)
    while batch := list(islice(rest, _BATCH)):
        yield batch
