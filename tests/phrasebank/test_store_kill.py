"""A program killed at any moment leaves the bank as it was before or after what it was doing."""

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from outlines.speech import Role
from phrasebank.phrase import Harvest, Kind, Phrase, SourceDocument
from phrasebank.search import Filters
from phrasebank.store import Bank

PHRASES = 400


def edition(number: int) -> list[Phrase]:
    return [
        Phrase(f"{i:08x}", f"第{number}版第{i}条举措", Kind.MEASURE, Role.KEY_TASKS, (), (), 1, ())
        for i in range(PHRASES)
    ]


def work(path: Path) -> None:
    with Bank.open(path, create=True) as bank:
        for number in range(100_000):
            with bank.transaction():
                for name in ("甲.txt", "乙.txt"):
                    paragraphs = (f"第{number}版。",) * 50
                    document = SourceDocument(name, str(number), "", None, None, "", "", "", (), paragraphs)
                    bank.put(Harvest(document, (), (), (), 200))
                bank.publish(edition(number))


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_leaves_one_whole_edition(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "bank.db"
    moments = random.Random(seed)
    context = multiprocessing.get_context("spawn")
    for _ in range(2):
        writer = context.Process(target=work, args=(path,))
        writer.start()
        deadline = time.monotonic() + 20
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moments.uniform(0.0, 0.4))
        writer.kill()
        writer.join()
    with Bank.open(path, create=True) as bank:
        assert list(bank.rows("PRAGMA integrity_check")) == [("ok",)]
        digests = set(bank.documents().values())
        texts = sorted(phrase.text for phrase in bank.select(Filters()))
        if digests:
            [number] = digests
            assert texts == sorted(phrase.text for phrase in edition(int(number)))
            assert len(bank.find(f"第{number}版")) == PHRASES
            assert set(bank.document("甲.txt").paragraphs) == {f"第{number}版。"}
        else:
            assert texts == []
