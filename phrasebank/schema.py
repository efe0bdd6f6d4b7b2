"""The bank's tables, and how an older bank becomes a newer one (表结构与升级)."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from glob import escape
from pathlib import Path

from outlines.errors import UserError

# “JGAO”: tells a bank from any other SQLite file.
APPLICATION_ID = 0x4A47414F
_ABANDONED_SECONDS = 3600


def create_tables(connection: sqlite3.Connection) -> None:
    """Lay out the first schema (建表).

    Harvests (documents, paragraphs) are what was read, edits are what the user did: neither can be derived.
    Phrases, facets and the index are derived from both and replaced as a whole. `phrases.rank` is the order
    of every listing: from 1 by weight, below 0 for the user's own wording, newest first. Columns that are
    never filtered are JSON. Document numbers are never used again, so that no phrase cites the wrong one.
    """
    for statement in (
        "CREATE TABLE documents(number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,"
        " digest TEXT NOT NULL, title TEXT NOT NULL, speaker TEXT, date TEXT, place TEXT NOT NULL,"
        " grade TEXT NOT NULL, topic TEXT NOT NULL, characters INTEGER NOT NULL, residue TEXT NOT NULL,"
        " sections TEXT NOT NULL, rejected TEXT NOT NULL, candidates TEXT NOT NULL)",
        "CREATE TABLE paragraphs(document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,"
        " number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(document, number)) WITHOUT ROWID",
        "CREATE TABLE phrases(rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL,"
        " kind TEXT NOT NULL, role TEXT NOT NULL, document_frequency INTEGER NOT NULL, weight REAL NOT NULL,"
        " level INTEGER NOT NULL, grade TEXT NOT NULL, valid_from TEXT, valid_until TEXT,"
        " detail TEXT NOT NULL)",
        "CREATE TABLE facets(facet TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(facet, value))"
        " WITHOUT ROWID",
        "CREATE TABLE edits(id TEXT PRIMARY KEY, starred INTEGER NOT NULL DEFAULT 0,"
        " hidden INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL DEFAULT '[]',"
        " sequence INTEGER UNIQUE, phrase TEXT, changed TEXT NOT NULL) WITHOUT ROWID",
        "CREATE VIRTUAL TABLE phrase_index USING fts5(tokens, content='', columnsize=0, detail=none,"
        " tokenize='ascii')",
        # How many bytes of postings gather before they are written: publishing writes them all at once.
        "INSERT INTO phrase_index(phrase_index, rank) VALUES('hashsize', 33554432)",
    ):
        connection.execute(statement)


def add_journal(connection: sqlite3.Connection) -> None:
    """Keep what edits were before, so that they can be undone; index pinyin (加撤销记录和拼音索引).

    `edits.mined` is the phrase as mined, where the user has a wording of their own; `received` is when the bank
    learnt of an edit, `changed` when the user made it, maybe in another bank. The journal's numbers are never used
    again: they rank the user's wordings. `phrases.flags` repeats what every listing asks of the edits.
    """
    for statement in (
        "ALTER TABLE edits ADD COLUMN mined TEXT",
        "ALTER TABLE edits ADD COLUMN received TEXT NOT NULL DEFAULT ''",
        "UPDATE edits SET received = changed",
        "ALTER TABLE phrases ADD COLUMN flags INTEGER NOT NULL DEFAULT 0",
        "UPDATE phrases SET flags ="
        " ifnull((SELECT hidden + 2 * starred FROM edits WHERE edits.id = phrases.id), 0)",
        "CREATE TABLE journal(number INTEGER PRIMARY KEY AUTOINCREMENT, action INTEGER NOT NULL,"
        " label TEXT NOT NULL, at TEXT NOT NULL, id TEXT NOT NULL, before TEXT)",
        "CREATE INDEX journal_action ON journal(action)",
        "INSERT INTO sqlite_sequence(name, seq) SELECT 'journal', ifnull(max(sequence), 0) FROM edits",
    ):
        connection.execute(statement)


def add_variants(connection: sqlite3.Connection) -> None:
    """Keep near duplicates where a search looks (加变体); one a line, NULL where there are none."""
    connection.execute("ALTER TABLE phrases ADD COLUMN variants TEXT")
    connection.execute(
        "UPDATE phrases SET variants = (SELECT group_concat(value, char(10))"
        " FROM json_each(phrases.detail, '$[7]'))"
    )


# In order; the schema version is how many of them a bank has seen. Never change one that has shipped.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (create_tables, add_journal, add_variants)


def recognise(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Say why a file cannot be used as a bank, before anything in it is touched (识别)."""
    version, application = _version(connection), _pragma(connection, "application_id")
    [tables] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise UserError("这个文件不是讲稿词库", where=str(path), hint="请换一个文件，或换一个工作区")
    if version == 0 and not create:
        raise UserError("词库是空的", where=str(path), hint="先用 jianggao mine 采集讲话稿")
    if version > len(MIGRATIONS):
        raise UserError(
            f"词库由更新版本的讲稿程序建立（词库版本{version}，本程序只认到{len(MIGRATIONS)}）",
            where=str(path),
            hint="请升级讲稿程序（pip install -U jianggao），或换用另一个工作区",
        )


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a bank to this program's schema (升级).

    An older bank is copied to `<name>.schema-<version>.bak` first. All steps, the index made again and their
    record, the schema version in the file's header, are one transaction.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    if _version(connection) > 0:
        _back_up(connection, path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another program may have migrated while this one waited for the lock.
        version = _version(connection)
        for migration in MIGRATIONS[version:]:
            migration(connection)
        if version < len(MIGRATIONS):
            from phrasebank.publishing import reindex

            reindex(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return _pragma(connection, "user_version")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _back_up(connection: sqlite3.Connection, path: Path) -> None:
    """Copy an older bank, whole or not at all (备份)."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    for left in path.parent.glob(f"{escape(path.name)}.*.part"):
        # By a program that was killed; one that is still copying has written within the hour.
        if left == partial or time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
            left.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(partial),))
        with sqlite3.connect(partial) as copy:
            version = _version(copy)
        copy.close()
        # Another program may have migrated the bank before it was copied: that copy is no old bank.
        if version < len(MIGRATIONS):
            partial.replace(path.with_name(f"{path.name}.schema-{version}.bak"))
    finally:
        partial.unlink(missing_ok=True)
