"""The bank's scorer finds what a phrase covers, and says nothing of the sources (词库评分)."""

import csv
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import bank_score
from bank_score import HERE, Mark, covered, han, load_marks

from outlines.role import Role
from phrasebank.phrase import Kind, Phrase, phrase_id

BODY = han("云州市要把桥修到家门口，让安平县的桥成为百姓的路。")


def phrase(text: str, *variants: str) -> Phrase:
    return Phrase(
        phrase_id(Kind.MEASURE, text), text, Kind.MEASURE, Role.KEY_TASKS, (), (), 1, (), variants=variants
    )


def mark(wording: str, *slots: tuple[int, int]) -> Mark:
    start = BODY.index(han(wording))
    return Mark("", "heading", start, start + len(han(wording)), slots, "")


@pytest.mark.parametrize(
    ("wording", "slots", "found", "share"),
    [
        ("把桥修到家门口", (), "要把桥修到家门口", 1.0),
        ("把桥修到家门口", (), "把桥修到", 4 / 7),
        ("让安平县的桥成为百姓的路", ((1, 4),), "让{place}的桥成为百姓的路", 1.0),
        ("让安平县的桥成为百姓的路", (), "让{place}的桥成为百姓的路", 9 / 12),
        ("把桥修到家门口", (), "把灯装到村口", 0.0),
    ],
)
def test_a_mark_is_covered_by_words_not_by_slots(
    wording: str, slots: tuple[tuple[int, int], ...], found: str, share: float
) -> None:
    wanted = mark(wording, *slots)
    assert len(covered(BODY, wanted, phrase(found))) / len(wanted.own) == pytest.approx(share)


def test_a_variant_counts_as_the_phrase() -> None:
    assert covered(BODY, mark("把桥修到家门口"), phrase("把路修到家门口", "把桥修到家门口"))


def test_marks_and_verdicts_hold_no_text() -> None:
    assert len(load_marks()) > 150
    with (HERE / "bank" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 300
    assert not [row for row in rows if bank_score.HAN.search("".join(row.values()))]
    assert all(re.fullmatch("[0-9a-f]{12}", row["phrase"]) for row in rows)
