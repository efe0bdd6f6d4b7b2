"""A program killed at any moment leaves the bank as it was before or after what it was doing.

A few kills of each sort by default; `JIANGGAO_KILLS=50 pytest tests/phrasebank/test_store_kill.py` for two hundred.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sqlite3
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple

import pytest

from outlines.speech import Role
from phrasebank import schema
from phrasebank.edits import Marks
from phrasebank.exchange.entry import Entry
from phrasebank.exchange.joining import import_entries
from phrasebank.phrase import Harvest, Kind, Phrase, SourceDocument
from phrasebank.rows import phrase_row
from phrasebank.search import Filters
from phrasebank.store import Bank

KILLS = int(os.environ.get("JIANGGAO_KILLS", "4"))
PHRASES = 400
EVERY = Filters(hidden=None)
FOREVER = 1_000_000


def phrase(number: int, text: str) -> Phrase:
    return Phrase(f"{number:08x}", text, Kind.MEASURE, Role.KEY_TASKS, (), (), 1, ())


def edition(number: int) -> list[Phrase]:
    return [phrase(i, f"第{number}版第{i}条举措") for i in range(PHRASES)]


# Mining: documents and phrases of one edition


def prepare_nothing(path: Path) -> None:
    Bank.open(path, create=True).close()


def mine(path: Path, ready: Event) -> None:
    with Bank.open(path, create=True) as bank:
        ready.set()
        for number in range(FOREVER):
            with bank.transaction():
                for name in ("甲.txt", "乙.txt"):
                    paragraphs = (f"第{number}版。",) * 50
                    document = SourceDocument(name, str(number), "", None, None, "", "", "", (), paragraphs)
                    bank.put(Harvest(document, (), (), (), 200))
                bank.publish(edition(number))


def one_whole_edition(bank: Bank) -> None:
    digests = set(bank.documents().values())
    texts = sorted(found.text for found in bank.select(EVERY))
    if not digests:
        assert texts == []
        return
    [number] = digests
    assert texts == sorted(found.text for found in edition(int(number)))
    assert len(bank.find(f"第{number}版")) == PHRASES
    assert set(bank.document("甲.txt").paragraphs) == {f"第{number}版。"}


# Editing: a wording, a note and a phrase of one step


def prepare_phrases(path: Path) -> None:
    with Bank.open(path, create=True) as bank:
        bank.publish(edition(0))


def edit(path: Path, ready: Event) -> None:
    with Bank.open(path) as bank:
        ready.set()
        for number in range(1, FOREVER):
            with bank.action("修改"):
                bank.revise("00000001", f"改了{number}次的举措")
                bank.mark("00000002", Marks(note=str(number)))
                bank.add([phrase(0xABC, f"加了{number}次的话")])


def one_whole_step(bank: Bank) -> None:
    note = bank.marks("00000002").note
    if not note:
        assert len(bank.select(EVERY)) == PHRASES
        return
    for _ in range(2):
        assert bank.get("00000001").text == f"改了{note}次的举措"
        assert [hit.text for hit in bank.hits(f"加了{note}次")] == [f"加了{note}次的话"]
        bank.undo()
        note = bank.marks("00000002").note
        if not note:
            break


# Importing: all rows of one file


def take_in(path: Path, ready: Event) -> None:
    with Bank.open(path) as bank:
        ready.set()
        for number in range(FOREVER):
            entries = [
                Entry(phrase(PHRASES + i, f"收来的第{i}条"), Marks(tags=(f"批{number}",))) for i in range(50)
            ]
            import_entries(bank, entries)


def whole_files(bank: Bank) -> None:
    tags = [bank.marks(f"{PHRASES + i:08x}").tags for i in range(50)]
    assert len(set(tags)) == 1
    assert len(bank.hits("收来的")) == (50 if tags[0] else 0)
    assert len(bank.select(EVERY)) == PHRASES + (50 if tags[0] else 0)


# Migrating: all steps


def prepare_first_schema(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN")
    schema.create_tables(connection)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    marks = ", ".join("?" * 12)
    rows = [(rank, *phrase_row(found, {})) for rank, found in enumerate(edition(1), 1)]
    connection.executemany(f"INSERT INTO phrases VALUES({marks})", rows)
    connection.execute(
        "INSERT INTO edits(id, starred, changed) VALUES('00000003', 1, '2025-01-02T03:04:05Z')"
    )
    connection.execute("COMMIT")
    connection.close()


def migrate(path: Path, ready: Event) -> None:
    ready.set()
    Bank.open(path).close()


def migrated(bank: Bank) -> None:
    assert len(bank.hits("第1版")) == PHRASES
    assert len(bank.hits("tjc")) == PHRASES
    assert [hit.id for hit in bank.hits("", Filters(starred=True))] == ["00000003"]
    for backup in bank.path.parent.glob("*.bak"):
        connection = sqlite3.connect(backup)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM phrases").fetchone() == (PHRASES,)
        connection.close()


class Scenario(NamedTuple):
    prepare: Callable[[Path], None]
    work: Callable[[Path, Event], None]
    holds: Callable[[Bank], None]
    seconds: float


SCENARIOS = {
    "mining": Scenario(prepare_nothing, mine, one_whole_edition, 0.4),
    "editing": Scenario(prepare_phrases, edit, one_whole_step, 0.4),
    "importing": Scenario(prepare_phrases, take_in, whole_files, 0.4),
    "migrating": Scenario(prepare_first_schema, migrate, migrated, 0.06),
}


@pytest.mark.parametrize("seed", range(KILLS))
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_kill_leaves_the_state_before_or_after(tmp_path: Path, name: str, seed: int) -> None:
    scenario = SCENARIOS[name]
    path = tmp_path / "bank.db"
    scenario.prepare(path)
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    worker = context.Process(target=scenario.work, args=(path, ready))
    worker.start()
    assert ready.wait(30)
    time.sleep(random.Random(f"{name} {seed}").uniform(0.0, scenario.seconds))
    worker.kill()
    worker.join()
    with Bank.open(path) as bank:
        assert list(bank.rows("PRAGMA integrity_check")) == [("ok",)]
        scenario.holds(bank)
        bank.add([phrase(0xDEF, "接着用")])
        assert [hit.text for hit in bank.hits("接着用")] == ["接着用"]
