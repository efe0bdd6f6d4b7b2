"""The labelled documents at hand score no lower than the floors (质量门槛)."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import gate
from structure_score import LABELS, SHARED, fingerprint, iter_labelled


@pytest.mark.skipif(
    not (SHARED / "reports").is_dir(), reason="labelled documents are not beside the repository"
)
def test_no_figure_is_below_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main([]) == 0, capsys.readouterr().out


def test_a_third_as_many_documents_are_held_back_as_were_built_on() -> None:
    labels = json.loads(LABELS.read_text(encoding="utf-8")).values()
    held = sum(label["held"] for label in labels)
    assert held >= 8
    assert held * 5 >= len(labels)


def test_labels_hold_no_text() -> None:
    for _, label in iter_labelled():
        for _level, number, print_, _role in label["units"]:
            assert len(number) <= 6
            assert len(print_) == len(fingerprint("提纲"))


def test_a_fallen_figure_fails_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "score_structure", lambda: {"reports": {"headings_f1": 0.1}})
    assert gate.main([]) == 1
