"""`jianggao init`: asks, can be interrupted, never overwrites."""

from __future__ import annotations

import io
import json
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from drafting.cli import init as init_command
from drafting.cli import main
from drafting.interview import QUESTIONS, RESUME_NAME, SAMPLE, load_answers, write_profile
from drafting.profile import Level, load_profile, profile_from_text

ANSWERS = {
    "place.name": "安平县",
    "place.level": "",
    "place.province": "江东省",
    "place.parent": "云州市",
    "place.includes": "河西镇、柳林乡",
    "place.vision": "",
    "place.industries": "纺织",
    "organization.name": "",
    "organization.short": "",
    "speaker.name": "何远",
    "speaker.titles": "县人大常委会副主任、县总工会主席",
    "meeting.topic": "职工之家建设",
    "meeting.name": "",
    "meeting.date": "2026年3月9日",
}


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.fixture
def interrupt_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], None]:
    """Type some lines, then press Ctrl-C."""

    def prepare(lines: list[str]) -> None:
        waiting: Iterator[str] = iter(lines)

        def read(prompt: str) -> str:
            for line in waiting:
                return line
            raise KeyboardInterrupt

        monkeypatch.setattr(init_command, "_read_line", read)

    return prepare


def test_defaults_write_the_sample_and_the_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "新" / "工作区"
    assert main(["init", str(root), "--defaults"]) == 0
    assert (root / "locality.yaml").read_bytes() == SAMPLE.read_bytes()
    assert sorted(path.name for path in root.iterdir()) == [
        "corpus",
        "drafts",
        "locality.yaml",
        "outlines",
        "templates",
    ]
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "云州市" in printed.err


def test_json_says_what_was_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path), "--defaults", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert json.loads(printed.out)["profile"] == str((tmp_path / "locality.yaml").resolve())


def test_answers_and_suggestions_become_a_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(ANSWERS) == [question.field for question in QUESTIONS]
    type_in(monkeypatch, *ANSWERS.values())
    assert main(["init", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""
    profile = load_profile(tmp_path / "locality.yaml")
    assert profile.place.name == "安平县"
    assert profile.place.level is Level.COUNTY
    assert profile.place.includes == ("河西镇", "柳林乡")
    assert profile.organization.name == "安平县总工会"
    assert profile.organization.short == "县总工会"
    assert profile.meeting.name == "全县职工之家建设工作推进会"
    assert profile.meeting.date == "2026-03-09"
    assert profile.speaker.titles == ("县人大常委会副主任", "县总工会主席")


def test_nothing_of_the_samples_place_stays_in_force(tmp_path: Path) -> None:
    sample = load_profile(SAMPLE)
    profile = profile_from_text(write_profile({"place.name": "安平县", "meeting.topic": "建家"}), "a.yaml")
    assert not profile.brands
    assert not profile.place.includes
    for own in (sample.place.name, sample.place.vision, sample.speaker.name, sample.organization.name):
        assert own not in repr(profile)


@pytest.mark.parametrize(
    "value", ["何: 远", "yes", "# 一", "- 一", "[一", "12:30", "“引号”", 'a"b', "*一", "null"]
)
def test_any_answer_is_written_so_that_it_is_read_back(value: str) -> None:
    answers = {
        "place.name": "安平县",
        "meeting.topic": "建家",
        "speaker.name": value,
        "place.industries": value,
    }
    profile = profile_from_text(write_profile(answers), "a.yaml")
    assert profile.speaker.name == value
    assert profile.place.industries == (value,)


def test_a_wrong_answer_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = list(ANSWERS.values())
    type_in(monkeypatch, "", answers[0], "州", "县", *answers[2:-1], "2026-02-30", "2026-03-01")
    assert main(["init", str(tmp_path)]) == 0
    asked = capsys.readouterr().err
    assert "必须填写" in asked
    assert "没有“州”这个层级" in asked
    assert "“2026-02-30”不是日期" in asked
    assert load_profile(tmp_path / "locality.yaml").meeting.date == "2026-03-01"


def test_an_interruption_keeps_the_answers_for_the_next_time(
    tmp_path: Path,
    interrupt_after: Callable[[list[str]], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = list(ANSWERS.values())
    interrupt_after(answers[:4])
    assert main(["init", str(tmp_path)]) == 130
    said = capsys.readouterr().err
    assert RESUME_NAME in said
    assert "已填的4项" in said
    assert not (tmp_path / "locality.yaml").exists()
    assert load_answers(tmp_path)["place.parent"] == "云州市"

    interrupt_after(answers[4:])
    assert main(["init", str(tmp_path)]) == 0
    assert "接着上次填，已有4项。" in capsys.readouterr().err
    assert load_profile(tmp_path / "locality.yaml").place.parent == "云州市"
    assert not (tmp_path / RESUME_NAME).exists()


def test_an_interruption_before_the_first_answer_leaves_nothing(
    tmp_path: Path, interrupt_after: Callable[[list[str]], None]
) -> None:
    interrupt_after([])
    assert main(["init", str(tmp_path / "新")]) == 130
    assert not (tmp_path / "新").exists()


@pytest.mark.parametrize("kept", ["{", "[]", '{"place.name": 3, "other": "x"}', "\xff"])
def test_a_damaged_resume_file_is_passed_over(tmp_path: Path, kept: str) -> None:
    (tmp_path / RESUME_NAME).write_bytes(kept.encode("latin-1"))
    assert load_answers(tmp_path) == {}


@pytest.mark.parametrize("lines", [["安平县"], [""] * 50])
def test_input_that_does_not_answer_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: list[str]
) -> None:
    type_in(monkeypatch, *lines)
    assert main(["init", str(tmp_path)]) == 2
    assert "--defaults" in capsys.readouterr().err
    assert not (tmp_path / "locality.yaml").exists()


def test_a_profile_is_never_overwritten_without_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "locality.yaml"
    own.write_text("我的", encoding="utf-8")
    for arguments in ([], ["--defaults"]):
        assert main(["init", str(tmp_path), *arguments]) == 2
        assert own.read_text(encoding="utf-8") == "我的"
    assert "--force" in capsys.readouterr().err
    assert main(["init", str(tmp_path), "--defaults", "--force"]) == 0
    assert load_profile(own).place.name == "云州市"


def test_the_folder_may_be_named_either_way_but_not_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--workspace", str(tmp_path / "甲"), "--defaults"]) == 0
    assert (tmp_path / "甲" / "locality.yaml").exists()
    assert main(["init", str(tmp_path / "乙"), "--workspace", str(tmp_path / "丙"), "--defaults"]) == 2
    (tmp_path / "文件").write_text("")
    assert main(["init", str(tmp_path / "文件"), "--defaults"]) == 2
    assert capsys.readouterr().err.count("错误：") == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix thing")
def test_a_new_user_at_a_terminal_stops_and_goes_on(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "drafting", "init", str(tmp_path)]
    shown, status = at_a_terminal(program, ["安平县\n", "\n", "\x03"])
    assert status == 130
    assert "（1/14）地方或单位的全称" in shown
    assert "[县]" in shown
    assert load_answers(tmp_path) == {"place.name": "安平县", "place.level": "县"}
    shown, status = at_a_terminal(
        program, ["江东省\n", "云州市\n", *["\n"] * 9, "六月一日\n", "2026年6月1日\n"]
    )
    assert status == 0, shown
    assert "接着上次填，已有2项" in shown
    assert "“六月一日”不是日期" in shown
    profile = load_profile(tmp_path / "locality.yaml")
    assert (profile.place.parent, profile.meeting.date) == ("云州市", "2026-06-01")
    written = (tmp_path / "locality.yaml").read_bytes()
    shown, status = at_a_terminal(program, [])
    assert status == 2
    assert "没有改动它" in shown
    assert (tmp_path / "locality.yaml").read_bytes() == written
    assert not (tmp_path / RESUME_NAME).exists()


def at_a_terminal(program: list[str], keys: list[str]) -> tuple[str, int]:
    """Run a program under a pseudo-terminal, type each answer when it asks, and return what it showed."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.execv(program[0], program)
    shown, waiting = b"", list(keys)
    with suppress(OSError):  # the terminal is gone when the program ends
        while True:
            quiet = not select.select([terminal], [], [], 0.2)[0]
            if quiet and waiting and shown.decode(errors="replace").rstrip().endswith("："):
                os.write(terminal, waiting.pop(0).encode())
                shown += b"\n"
            elif not quiet:
                if not (data := os.read(terminal, 4096)):
                    break
                shown += data
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
