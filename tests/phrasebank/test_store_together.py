"""Several programs on one bank: writers wait for each other, readers for nobody, and no change is lost."""

from __future__ import annotations

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

from outlines.speech import Role
from phrasebank.edits import Marks
from phrasebank.phrase import Harvest, Kind, Phrase, Source, SourceDocument, phrase_id
from phrasebank.search import Filters
from phrasebank.store import Bank

WRITERS, READERS, DOCUMENTS = 4, 8, 12
EVERY = Filters(hidden=None)


def phrase(name: str) -> Phrase:
    text = f"说到{name}就要做到"
    id, sources = phrase_id(Kind.MEASURE, text), (Source(name, 0, 0),)
    return Phrase(id, text, Kind.MEASURE, Role.KEY_TASKS, (), (), 1, sources)


def write(path: Path, writer: int, errors: Queue[str]) -> None:
    """Mine documents one by one, as `mine` does, and note something on each phrase."""
    try:
        with Bank.open(path, create=True) as bank:
            for number in range(DOCUMENTS):
                name = f"{writer}-{number}"
                document = SourceDocument(name, name, "", None, None, "", "", "", (), ("要实干。",))
                with bank.transaction():
                    bank.put(Harvest(document, (), (), (), 4))
                    bank.publish([phrase(known) for known in bank.documents()])
                bank.mark(phrase(name).id, Marks(note=name))
    except Exception as error:
        errors.put(repr(error))


def read(path: Path, done: Event, errors: Queue[str]) -> None:
    """Look at the bank all the while: every state is whole."""
    try:
        while not done.is_set():
            with Bank.open(path, create=True) as bank:
                bank.connection.execute("BEGIN")
                texts = {found.text for found in bank.select(EVERY)}
                assert texts == {phrase(name).text for name in bank.documents()}
                assert len(bank.hits("就要做到", EVERY)) == len(texts)
                bank.connection.execute("COMMIT")
    except Exception as error:
        errors.put(repr(error))


def test_four_writers_and_eight_readers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bank.db"
    context = multiprocessing.get_context("spawn")
    done: Event = context.Event()
    errors: Queue[str] = context.Queue()
    writers = [context.Process(target=write, args=(path, number, errors)) for number in range(WRITERS)]
    readers = [context.Process(target=read, args=(path, done, errors)) for _ in range(READERS)]
    for process in (*writers, *readers):
        process.start()
    for process in writers:
        process.join(120)
    done.set()
    for process in readers:
        process.join(30)
    assert errors.empty(), errors.get()
    assert [process.exitcode for process in (*writers, *readers)] == [0] * (WRITERS + READERS)
    with Bank.open(path) as bank:
        names = {f"{writer}-{number}" for writer in range(WRITERS) for number in range(DOCUMENTS)}
        assert set(bank.documents()) == names
        assert {bank.marks(phrase(name).id).note for name in names} == names
        assert list(bank.rows("PRAGMA integrity_check")) == [("ok",)]
