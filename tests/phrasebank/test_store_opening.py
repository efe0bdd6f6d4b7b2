"""What is opened is a bank of this schema, or the user is told what it is and what to do."""

import multiprocessing
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from outlines.errors import UserError
from outlines.speech import Role
from phrasebank import schema
from phrasebank.phrase import Harvest, Kind, Phrase, SourceDocument, phrase_id
from phrasebank.rows import pack, phrase_row
from phrasebank.search import Filters
from phrasebank.store import Bank

ENTRY = Phrase(phrase_id(Kind.IDIOM, "稳扎稳打"), "稳扎稳打", Kind.IDIOM, Role.OTHER, (), (), 1, ())


def make_bank(path: Path) -> Path:
    with Bank.open(path, create=True) as bank:
        bank.publish([ENTRY])
    return path


def test_a_missing_bank_is_not_created_by_reading(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="还没有词库") as error:
        Bank.open(tmp_path / "bank.db")
    assert "mine" in error.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_bank_is_created_once_and_then_kept(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "新" / "bank.db")
    with Bank.open(path, create=True) as bank:
        assert bank.select(Filters()) == [ENTRY]
        assert list(bank.rows("PRAGMA journal_mode")) == [("wal",)]
    assert [file.name for file in path.parent.iterdir()] == ["bank.db"]


@pytest.mark.parametrize("content", [b"", b"\0" * 100])
def test_an_empty_file_is_no_bank_until_it_is_made_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bank.db"
    path.write_bytes(content)
    with pytest.raises(UserError):
        Bank.open(path)


@pytest.mark.parametrize(
    "content", ["place:\n  name: 云州市\n".encode(), b"PK\x03\x04" + b"\0" * 5000, os.urandom(9000)]
)
@pytest.mark.parametrize("create", [False, True])
def test_a_file_of_another_kind_is_refused_and_left_alone(
    tmp_path: Path, content: bytes, create: bool
) -> None:
    path = tmp_path / "bank.db"
    path.write_bytes(content)
    with pytest.raises(UserError, match="不是讲稿词库"):
        Bank.open(path, create=create)
    assert path.read_bytes() == content


@pytest.mark.parametrize("create", [False, True])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "账本.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE accounts(name)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(UserError, match="不是讲稿词库"):
        Bank.open(path, create=create)
    assert path.read_bytes() == content


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹"):
        Bank.open(tmp_path)


def test_a_bank_of_a_newer_program_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for create in (False, True):
        with pytest.raises(UserError, match="更新版本") as error:
            Bank.open(path, create=create)
        assert "升级" in error.value.hint


def test_a_damaged_bank_is_recognised(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(UserError, match="词库已损坏"), Bank.open(path) as bank:
        bank.select(Filters())


def test_a_cut_off_bank_is_recognised(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db")
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(UserError, match="词库已损坏"), Bank.open(path) as bank:
        bank.select(Filters())


def add_column(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE documents ADD COLUMN audience TEXT NOT NULL DEFAULT ''")


def break_off(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE documents ADD COLUMN mood TEXT NOT NULL DEFAULT ''")
    raise KeyboardInterrupt


def columns(path: Path, table: str) -> list[str]:
    connection = sqlite3.connect(path)
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    connection.close()
    return names


def test_an_older_bank_is_migrated_with_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_bank(tmp_path / "bank.db")
    backup = tmp_path / f"bank.db.schema-{len(schema.MIGRATIONS)}.bak"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_column))
    for _ in range(2):
        with Bank.open(path) as bank:
            assert bank.select(Filters()) == [ENTRY]
    assert "audience" in columns(path, "documents")
    assert "audience" not in columns(backup, "documents")
    monkeypatch.undo()
    with Bank.open(backup) as bank:
        assert bank.select(Filters()) == [ENTRY]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bank.db", backup.name]


def test_a_migration_broken_off_leaves_the_bank_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_bank(tmp_path / "bank.db")
    before = columns(path, "documents")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_column, break_off))
    with pytest.raises(KeyboardInterrupt):
        Bank.open(path)
    assert columns(path, "documents") == before
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:-1])
    with Bank.open(path) as bank:
        assert bank.select(Filters()) == [ENTRY]
    assert columns(path, "documents")[-1] == "audience"


def make_first_bank(path: Path) -> None:
    """A bank of the first schema, with a phrase, one of the user's own and a star."""
    connection = sqlite3.connect(path, isolation_level=None)
    schema.create_tables(connection)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    own = replace(ENTRY, id="0badcafe", text="干一件成一件", variants=("干一件是一件",))
    marks = ", ".join("?" * 12)
    for rank, entry in ((1, ENTRY), (-1, own)):
        connection.execute(f"INSERT INTO phrases VALUES({marks})", (rank, *phrase_row(entry, {})))
    connection.execute(
        "INSERT INTO edits(id, starred, changed) VALUES(?, 1, '2025-01-02T03:04:05Z')", (ENTRY.id,)
    )
    connection.execute(
        "INSERT INTO edits(id, sequence, phrase, changed) VALUES(?, 1, ?, '2025-01-02T03:04:05Z')",
        (own.id, pack(phrase_row(own, {}))),
    )
    connection.close()


def test_a_bank_of_the_first_schema_keeps_its_edits_and_learns_pinyin(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    make_first_bank(path)
    with Bank.open(path) as bank:
        assert [found.text for found in bank.select(Filters())] == ["干一件成一件", ENTRY.text]
        assert [found.id for found in bank.hits("", Filters(starred=True))] == [ENTRY.id]
        for query in ("gyjcyj", "是一件", "干一件是一件", "gyjsyj"):
            assert [found.text for found in bank.hits(query)] == ["干一件成一件"]
        bank.add([replace(ENTRY, id="0badbeef", text="事事有回音")])
        assert bank.select(Filters())[0].text == "事事有回音"
    assert (tmp_path / "bank.db.schema-1.bak").exists()


def test_a_bank_that_may_not_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_bank(tmp_path / "bank.db")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with Bank.open(path) as bank:
        assert bank.select(Filters()) == [ENTRY]
        with pytest.raises(UserError, match="只读"):
            bank.publish([])
    assert [file.name for file in tmp_path.iterdir()] == ["bank.db"]


def write_many(path: Path, writer: int) -> None:
    for number in range(15):
        with Bank.open(path, create=True) as bank:
            name = f"{writer}-{number}.txt"
            document = SourceDocument(name, "d", "", None, None, "", "", "", (), ("要实干。",))
            bank.put(Harvest(document, (), (), (), 4))


def test_four_programs_create_and_fill_one_bank(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(path, writer)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4
    with Bank.open(path) as bank:
        assert len(bank.documents()) == 60
        assert list(bank.rows("PRAGMA integrity_check")) == [("ok",)]
