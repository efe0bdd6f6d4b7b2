"""Of a damaged bank all that can be read is saved, into a new file; the old one is kept as it was."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from outlines.errors import UserError
from outlines.speech import Role
from phrasebank.edits import Marks
from phrasebank.phrase import Candidate, Harvest, Kind, Phrase, Source, SourceDocument, phrase_id
from phrasebank.repair import repair
from phrasebank.search import Filters
from phrasebank.store import Bank

EVERY = Filters(hidden=None)
PAGE = 4096
OWN = phrase_id(Kind.MAXIM, "一锤接着一锤敲")


def text_of(number: int) -> str:
    return f"抓好第{number}件实事"


def make_bank(path: Path, documents: int = 60) -> Path:
    with Bank.open(path, create=True) as bank:
        phrases = []
        for number in range(documents):
            lines = [f"第{number}篇第{i}段。" + "要把事情办到职工心坎上。" * 20 for i in range(6)]
            paragraphs = (*lines, text_of(number) + "。")
            said = Candidate(text_of(number), Kind.MEASURE, Role.KEY_TASKS, (), (), 6, 0)
            name = f"{number:03}.txt"
            document = SourceDocument(name, str(number), "讲话", None, "2024", "", "", "", (), paragraphs)
            bank.put(Harvest(document, (said,), (), (), 100))
            phrases.append(
                Phrase(
                    phrase_id(Kind.MEASURE, text_of(number)),
                    text_of(number),
                    Kind.MEASURE,
                    Role.KEY_TASKS,
                    (),
                    (),
                    1,
                    (Source(name, 6, 0),),
                )
            )
        bank.publish(phrases)
        bank.add([Phrase(OWN, "一锤接着一锤敲", Kind.MAXIM, Role.OTHER, (), (), 0, ())])
        bank.mark(phrases[0].id, Marks(starred=True, note="常用"))
    return path


def test_a_sound_bank_comes_out_the_same(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db")
    before = path.read_bytes()
    with Bank.open(path) as bank:
        phrases, edits = bank.select(EVERY), bank.edits()
    result = repair(path)
    assert (result.sound, result.documents, result.phrases, result.edits, result.lost_documents) == (
        True,
        60,
        61,
        2,
        (),
    )
    assert result.kept.read_bytes() == before
    with Bank.open(path) as bank:
        assert bank.select(EVERY) == phrases
        assert bank.edits() == edits
        assert [hit.text for hit in bank.hits("第7件")] == [text_of(7)]
        bank.undo()
        assert not bank.marks(phrase_id(Kind.MEASURE, text_of(0))).starred
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(["bank.db", result.kept.name])


def test_a_lost_index_is_made_again(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE phrase_index_data SET block = x'00' WHERE id > 10")
    connection.commit()
    connection.close()
    repair(path)
    with Bank.open(path) as bank:
        assert [hit.text for hit in bank.hits("第7件")] == [text_of(7)]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_pages_are_spoilt_what_can_be_read_is_saved(tmp_path: Path, seed: int) -> None:
    path = make_bank(tmp_path / "bank.db")
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    pages = len(content) // PAGE
    spoilt = chance.sample(range(2, pages + 1), 3)
    for page in spoilt:
        content[(page - 1) * PAGE : page * PAGE] = chance.randbytes(PAGE)
    path.write_bytes(content)
    try:
        result = repair(path)
    except UserError:
        assert path.read_bytes() == content
        return
    assert result.kept.read_bytes() == content
    with Bank.open(path) as bank:
        assert list(bank.rows("PRAGMA integrity_check")) == [("ok",)]
        names = bank.documents()
        assert set(names).isdisjoint(result.lost_documents)
        for name in names:
            document = bank.document(name)
            number = int(name[:3])
            assert document.paragraphs[-1] == text_of(number) + "。"
            assert len(document.paragraphs) == 7
        assert {text_of(int(name[:3])) for name in names} <= {phrase.text for phrase in bank.select(EVERY)}
        bank.mark(bank.select(EVERY)[0].id, Marks(starred=True))


def test_a_bank_cut_in_half_gives_what_its_first_half_holds(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // PAGE // 2 * PAGE])
    try:
        result = repair(path)
    except UserError:
        assert path.stat().st_size == len(content) // PAGE // 2 * PAGE
    else:
        assert not result.sound
        with Bank.open(path) as bank:
            assert list(bank.rows("PRAGMA integrity_check")) == [("ok",)]


@pytest.mark.parametrize("content", [b"", b"\0" * 9000, b"place: x\n" * 1000])
def test_what_is_no_bank_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bank.db"
    path.write_bytes(content)
    with pytest.raises(UserError):
        repair(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["bank.db"]


def test_a_bank_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = make_bank(tmp_path / "bank.db", documents=1)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UserError, match="更新版本"):
        repair(path)


def test_a_bank_that_is_being_written_to_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import phrasebank.repair as module

    path = make_bank(tmp_path / "bank.db", documents=2)
    states = iter([[1], [2]])
    monkeypatch.setattr(module, "_state", lambda path: next(states))
    before = path.read_bytes()
    with pytest.raises(UserError, match="另一个程序"):
        repair(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["bank.db"]
