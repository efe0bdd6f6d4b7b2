"""Every kind of place: from the first question to a draft that calls it what it is."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from drafting.cli import main
from drafting.interview import QUESTIONS
from drafting.profile import Level, infer_level, load_profile

LOCALITIES = sorted((Path(__file__).parent.parent / "samples" / "localities").glob("*.yaml"))
# what 全× takes, who leads, what the superior is called in short
WORDS = {
    "省": ("省", "省委", ""),
    "地级市": ("市", "市委", "省"),
    "县级市": ("市", "市委", "市"),
    "县": ("县", "县委", "市"),
    "区": ("区", "区委", "市"),
    "开发区": ("区", "党工委", "市"),
    "乡镇": ("镇", "党委", "县"),
    "街道": ("街道", "党工委", "区"),
    "企业": ("公司", "党委", "市"),
    "产业工会": ("系统", "党组", "省"),
}
SELF = re.compile(r"(?:全|我|本)(省|市|县|区|镇|乡|街道|公司|系统|集团)(?![民场域长委])")
COMMITTEE = re.compile(r"省委|市委|县委|区委")


def test_there_is_a_place_of_every_level() -> None:
    assert {path.stem for path in LOCALITIES} == set(Level) == set(WORDS)


@pytest.mark.parametrize("path", LOCALITIES, ids=lambda path: path.stem)
def test_the_words_follow_the_level(path: Path) -> None:
    place = load_profile(path).place
    assert place.level == path.stem
    assert (place.self_word, place.committee, place.parent_word) == WORDS[path.stem]
    if path.stem != "县级市":  # whose name says as little as it does in life
        assert infer_level(place.name) == path.stem


@pytest.mark.parametrize("path", LOCALITIES, ids=lambda path: path.stem)
def test_from_the_questions_to_a_draft(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = load_profile(path)
    answers = []
    for question in QUESTIONS:
        block, key = question.field.split(".")
        value = getattr(getattr(profile, block), key)
        answers.append("、".join(value) if isinstance(value, tuple) else str(value or ""))
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    assert main(["init", str(tmp_path)]) == 0
    asked = load_profile(tmp_path / "locality.yaml")
    assert asked.place == profile.place
    assert asked.meeting.topic == profile.meeting.topic
    capsys.readouterr()
    assert main(["draft", "--workspace", str(tmp_path), "--detail", "full", "--quiet"]) == 0
    draft = capsys.readouterr().out
    own, committee, parent = WORDS[path.stem]
    assert len(draft) > 800
    assert profile.meeting.name in draft
    said = set(SELF.findall(draft.replace(profile.place.name, "")))
    assert said <= {own, parent}, said
    assert own in said or f"全{own}" not in profile.meeting.name
    assert set(COMMITTEE.findall(draft)) <= {committee, f"{parent}委"}
