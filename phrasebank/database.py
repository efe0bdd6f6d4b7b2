"""One SQLite file: opened, written in transactions, its faults explained (数据库文件).

WAL mode: any number of readers beside one writer, who waits a minute for another. Whatever changes the file
is one transaction, so a kill at any moment leaves the state before or after it.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from outlines.errors import UserError
from phrasebank.schema import migrate, recognise

BUSY_SECONDS = 60.0

# Primary SQLite result codes → what happened, what to do.
_FAULTS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("词库正被另一个程序写入", "请等它结束后再试一次"),
    sqlite3.SQLITE_LOCKED: ("词库正被另一个程序写入", "请等它结束后再试一次"),
    sqlite3.SQLITE_FULL: ("磁盘已满，词库没有改动", "请腾出空间后再试一次"),
    sqlite3.SQLITE_READONLY: ("词库是只读的", "请检查文件和所在文件夹的写权限"),
    sqlite3.SQLITE_PERM: ("没有读写词库的权限", "请检查文件和所在文件夹的权限"),
    sqlite3.SQLITE_CANTOPEN: ("打不开词库", "请检查文件和所在文件夹的权限"),
    sqlite3.SQLITE_IOERR: ("读写词库时磁盘出错", "请检查磁盘，再试一次"),
    sqlite3.SQLITE_CORRUPT: ("词库已损坏", "运行 jianggao phrases repair 救回能读的，或换用备份"),
    sqlite3.SQLITE_NOTADB: ("这个文件不是讲稿词库", "请换一个文件，或换一个工作区"),
}


class Database:
    """An open bank file (数据库)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection; use `open`."""
        self.connection = connection
        self.path = path
        self._depth = 0

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Open a bank, migrating an older one (打开词库).

        Raises:
            UserError: there is none and `create` is false, or the file is damaged, no bank, or too new.
        """
        if path.is_dir():
            raise UserError("词库应当是文件，这里是文件夹", where=str(path))
        if not path.exists():
            if not create:
                raise UserError("还没有词库", where=str(path), hint="先用 jianggao mine 采集讲话稿")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError("建不了词库", where=str(path), hint="请检查文件夹的权限") from error
        with explained(path):
            uri = path.absolute().as_uri() + _open_mode(path, create=create)
            connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                recognise(connection, path, create=create)
                if create:
                    _use_wal(connection)
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA secure_delete = OFF")
                migrate(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the file (关闭)."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Return the open file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do several things as one, alone (事务); may be nested.

        Reading harvests, merging and publishing inside one transaction is what keeps two programs from
        publishing over each other.
        """
        with explained(self.path):
            if self._depth == 0:
                self.connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                # A full disk may have rolled back already.
                if self._depth == 1 and self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self.connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a statement (全部读取)."""
        with explained(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement as they are found (逐行读取)."""
        with explained(self.path):
            # A map has no `close`: leaving the loop early must not close a cursor whose database is damaged.
            yield from map(tuple, self.connection.execute(sql, parameters))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the file into what the user can do about it (错误翻译)."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Extended codes carry the primary one in their low byte.
        fault = _FAULTS.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
        if fault is None:
            raise
        raise UserError(fault[0], where=str(path), hint=fault[1]) from error


def _open_mode(path: Path, *, create: bool) -> str:
    """Choose SQLite's open mode: in a folder that cannot be written, a bank is read as it lies."""
    if create:
        return "?mode=rwc"
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "?mode=rw"
    has_log = path.with_name(path.name + "-wal").exists()
    return "?mode=ro" if has_log else "?mode=ro&immutable=1"


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL (启用 WAL); here SQLite does not wait for another program that does the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
