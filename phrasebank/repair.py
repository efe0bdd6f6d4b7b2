"""A damaged bank → a new one with all that can still be read (修复词库).

The old file is never written: it is copied aside as it lies, and the copy is read. What cannot be derived comes
first (documents, edits, the journal); a document is kept whole or not at all, so that the next `mine` reads the
others again. Phrases are taken over where all of them can be read, else merged from the harvests anew.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from outlines.errors import UserError
from phrasebank.database import explained
from phrasebank.phrase import Phrase
from phrasebank.rows import PHRASE_COLUMNS, read_phrase
from phrasebank.schema import recognise
from phrasebank.store import Bank

_TABLES = ("documents", "paragraphs", "edits", "journal")
_SIDES = ("", "-wal")


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair found and did (修复结果); `kept` is where the old file now lies."""

    sound: bool
    kept: Path
    documents: int
    lost_documents: tuple[str, ...]
    phrases: int
    edits: int


def repair(path: Path) -> Repair:
    """Make a bank anew from what can be read of it, keeping the old file beside it (修复).

    Raises:
        UserError: it is no bank, or of a newer program, or not even its tables can be found.
    """
    if not path.is_file():
        raise UserError("还没有词库", where=str(path), hint="先用 jianggao mine 采集讲话稿")
    try:
        with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as name:
            folder = Path(name)
            before = _state(path)
            _copy(path, folder / "old.db")
            repaired = _rebuild(folder / "old.db", folder / "new.db", path)
            kept = _free_name(path)
            if _state(path) != before:
                raise UserError("词库正被另一个程序写入", where=str(path), hint="请等它结束后再试一次")
            _copy(path, kept)
            # An old log beside the new file would be taken for its own.
            for side in ("-wal", "-shm"):
                path.with_name(path.name + side).unlink(missing_ok=True)
            (folder / "new.db").replace(path)
    except OSError as error:
        reason = f"修复不了（{error.strerror or error}）"
        raise UserError(reason, where=str(path), hint="检查磁盘空间和文件夹的权限") from None
    return Repair(kept=kept, **repaired)


def _rebuild(old: Path, new: Path, path: Path) -> dict[str, Any]:
    with explained(path), closing(sqlite3.connect(old)) as connection:
        recognise(connection, path, create=False)
        sound = _is_sound(connection)
        with Bank.open(new, create=True) as bank, bank.transaction():
            taken = [_take_over(connection, bank, table) for table in _TABLES]
            # The journal's numbers rank the user's wordings, and are not to be used again.
            bank.connection.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, (SELECT ifnull(max(sequence), 0) FROM edits))"
                " WHERE name = 'journal'"
            )
            lost = _drop_broken(bank)
            phrases = None if lost else _phrases(connection, bank)
            if phrases is None:
                from phrasebank.merge import merge

                phrases = merge(bank.harvests(), kept=bank.edits().keys())
            bank.publish(phrases)
            [(edits,)] = bank.rows("SELECT count(*) FROM edits")
            return {
                "sound": sound and all(taken),
                "documents": len(bank.documents()),
                "lost_documents": tuple(lost),
                "phrases": bank.phrase_count(),
                "edits": edits,
            }


def _is_sound(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _take_over(connection: sqlite3.Connection, bank: Bank, table: str) -> bool:
    """Copy the rows of a table that can be read; tell whether all of them could."""
    known = [row[1] for row in bank.rows(f"PRAGMA table_info({table})")]
    try:
        has = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        return False
    names = [name for name in known if name in has]
    if not names:
        return True  # a table that this older bank did not have
    rows, whole = _read_all(connection, bank, table, names)
    marks = ", ".join("?" * len(names))
    for row in rows:
        with suppress(sqlite3.Error):  # a damaged row may break the rules of its table
            bank.connection.execute(f"INSERT OR IGNORE INTO {table}({', '.join(names)}) VALUES({marks})", row)
    return whole


def _read_all(
    connection: sqlite3.Connection, bank: Bank, table: str, names: Sequence[str]
) -> tuple[list[tuple[Any, ...]], bool]:
    """Read the rows of a table in one go or, where that breaks off, piece by piece past what is spoilt."""
    columns = ", ".join(names)
    found: dict[tuple[Any, ...], None] = {}
    if _collect(connection, f"SELECT {columns} FROM {table}", (), found):
        return list(found), True
    for condition, parameters in _pieces(connection, bank, table):
        _collect(connection, f"SELECT {columns} FROM {table} WHERE {condition}", parameters, found)
    return list(found), False


def _pieces(
    connection: sqlite3.Connection, bank: Bank, table: str
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Part a table by its key, so small that a spoilt page takes little with it."""
    if table == "paragraphs":
        for (number,) in bank.fetch("SELECT number FROM documents"):
            yield "document = ?", (number,)
    elif table == "edits":
        for prefix in range(1 << 12):
            yield "id >= ? AND id < ?", (f"{prefix:03x}", f"{prefix:03x}~")
    else:
        highest: dict[tuple[Any, ...], None] = {}
        _collect(connection, "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,), highest)
        _collect(connection, f"SELECT max(number) FROM {table}", (), highest)
        for number in range(1, max((top for (top,) in highest if top), default=0) + 1):
            yield "number = ?", (number,)


def _collect(
    connection: sqlite3.Connection,
    sql: str,
    parameters: tuple[object, ...],
    found: dict[tuple[Any, ...], None],
) -> bool:
    """Read rows until something is spoilt; tell whether nothing was."""
    try:
        connection.text_factory = lambda data: data.decode(errors="replace")
        for row in connection.execute(sql, parameters):
            found.setdefault(tuple(row))
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.text_factory = str
    return True


def _drop_broken(bank: Bank) -> list[str]:
    """Drop the documents that are not whole, and whatever belongs to none."""
    bank.connection.execute("DELETE FROM paragraphs WHERE document NOT IN (SELECT number FROM documents)")
    lost: list[str] = []
    for name in bank.documents():
        try:
            harvest = bank.harvest(name)
            [(numbers,)] = bank.rows(
                "SELECT ifnull(max(p.number), -1) FROM paragraphs AS p JOIN documents AS d ON d.number = p.document"
                " WHERE d.name = ?",
                (name,),
            )
            count = len(harvest.document.paragraphs)
            whole = count == numbers + 1 and all(c.paragraph < count for c in harvest.candidates)
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            bank.drop(name)
            lost.append(name)
    for id, tags, phrase in bank.fetch("SELECT id, tags, phrase FROM edits"):
        try:
            json.loads(tags)
            if phrase is not None:
                read_phrase(tuple(json.loads(phrase)), lambda number: None)
        except (ValueError, KeyError, TypeError):
            bank.connection.execute("DELETE FROM edits WHERE id = ?", (id,))
    return lost


def _phrases(connection: sqlite3.Connection, bank: Bank) -> list[Phrase] | None:
    """Read what was mined, None where not all of it can be read."""
    numbers: dict[int, str] = dict(bank.rows("SELECT number, name FROM documents"))
    worded = {id for (id,) in bank.rows("SELECT id FROM edits WHERE phrase IS NOT NULL")}

    def mined() -> Iterator[Phrase]:
        for row in connection.execute(f"SELECT {PHRASE_COLUMNS} FROM phrases ORDER BY rank"):
            if row[0] not in worded:
                yield read_phrase(row, numbers.get)
        for (row,) in bank.fetch("SELECT mined FROM edits WHERE mined IS NOT NULL"):
            yield read_phrase(tuple(json.loads(row)), numbers.get)

    try:
        return list(mined())
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError):
        return None


def _copy(path: Path, target: Path) -> None:
    for side in _SIDES:
        with suppress(FileNotFoundError):
            shutil.copy2(path.with_name(path.name + side), target.with_name(target.name + side))


def _state(path: Path) -> list[tuple[int, int] | None]:
    states: list[tuple[int, int] | None] = []
    for side in _SIDES:
        try:
            stat = path.with_name(path.name + side).stat()
        except FileNotFoundError:
            states.append(None)
        else:
            states.append((stat.st_size, stat.st_mtime_ns))
    return states


def _free_name(path: Path) -> Path:
    stem = f"{path.name}.{time.strftime('%Y%m%d-%H%M%S')}"
    names = (path.with_name(f"{stem}{f'-{i}' if i else ''}.old") for i in range(1000))
    return next(name for name in names if not name.exists())
