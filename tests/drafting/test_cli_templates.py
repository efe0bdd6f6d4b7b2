"""The templates command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drafting.cli import main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "locality.yaml").write_text(
        "place: {name: 云州市}\nmeeting: {topic: 技能人才}\n", encoding="utf-8"
    )
    return tmp_path


def test_list_shows_what_ships_and_what_is_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "new", "短", "--workspace", str(home)]) == 0
    assert main(["templates", "new", "speech.txt", "--from", "speech.txt", "--workspace", str(home)]) == 0
    capsys.readouterr()
    assert main(["templates", "list", "--workspace", str(home), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["format"], row["origin"], row["overrides"]) for row in rows] == [
        ("speech", "md", "shipped", False),
        ("短", "md", "own", False),
        ("speech", "txt", "own", True),
        ("speech", "html", "shipped", False),
        ("podium", "docx", "shipped", False),
        ("print", "docx", "shipped", False),
    ]


def test_list_and_vars_work_without_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["templates", "list"]) == 0
    assert "print.docx\t自带" in capsys.readouterr().out
    assert main(["templates", "vars"]) == 0
    assert "units[].heading\t" in capsys.readouterr().out
    assert main(["templates", "new", "短"]) == 2
    assert "jianggao init" in capsys.readouterr().err


def test_show_prints_a_source_that_new_copies(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "new", "网页", "--from", "speech.html", "--workspace", str(home)]) == 0
    capsys.readouterr()
    assert main(["templates", "show", "speech.html"]) == 0
    shown = capsys.readouterr().out
    assert (home / "templates" / "网页.html.j2").read_text(encoding="utf-8") == shown


def test_show_lists_the_styles_of_a_word_layout(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", "new", "红头", "--from", "podium", "--workspace", str(home)]) == 0
    capsys.readouterr()
    assert main(["templates", "show", "红头", "--workspace", str(home), "--json"]) == 0
    styles = {style["role"]: style for style in json.loads(capsys.readouterr().out)["styles"]}
    assert styles["正文"] == {
        "role": "正文",
        "style": "Body Text",
        "font": "仿宋_GB2312",
        "size": 18.0,
        "pitch": 30.0,
    }
    assert styles["一级标题"]["font"] == "黑体"


def test_new_overwrites_only_when_forced(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["templates", "new", "短", "--workspace", str(home)]
    assert main(command) == 0
    own = home / "templates" / "短.md.j2"
    own.write_text("{{ title }}", encoding="utf-8")
    assert main(command) == 2
    assert own.read_text(encoding="utf-8") == "{{ title }}"
    assert main([*command, "--force"]) == 0
    assert own.read_text(encoding="utf-8") != "{{ title }}"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("红头.docx", "红头.docx"),
        ("内网.html", "内网.html.j2"),
        ("短", "短.md.j2"),
        ("短.txt.j2", "短.txt.j2"),
    ],
)
def test_new_takes_the_format_from_the_name(home: Path, name: str, file: str) -> None:
    assert main(["templates", "new", name, "--workspace", str(home)]) == 0
    assert [path.name for path in (home / "templates").iterdir()] == [file]
    assert main(["templates", "check", str(home / "templates" / file)]) == 0


@pytest.mark.parametrize("name", ["a/b", "..", "_头", "", "a.b", "a\\b"])
def test_new_takes_no_name_that_leaves_the_folder(
    home: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["templates", "new", name, "--workspace", str(home)]) == 2
    assert "不能用作版式名" in capsys.readouterr().err
    assert not (home / "templates").exists()


def test_check_lists_every_fault_with_its_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "templates"
    folder.mkdir()
    (folder / "坏.md.j2").write_text("{{ titel }}\n{{ head[0].txt }}\n", encoding="utf-8")
    (folder / "无格式.j2").write_text("{{ title }}", encoding="utf-8")
    (folder / "坏.docx").write_text("不是", encoding="utf-8")
    assert main(["templates", "check", "--workspace", str(home), "--json"]) == 1
    faults = json.loads(capsys.readouterr().out)
    assert [(fault["template"], fault["line"]) for fault in faults] == [
        ("无格式.j2", 0),
        ("坏.md.j2", 1),
        ("坏.md.j2", 2),
        ("坏.docx", 0),
    ]
    assert main(["templates", "check", "坏.md", "--workspace", str(home)]) == 1
    assert "坏.md.j2，第2行：稿件的这一部分没有“txt”" in capsys.readouterr().out
    assert main(["templates", "check", "speech.md", "print"]) == 0


def test_an_unknown_or_ambiguous_name_is_answered_with_the_choices(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["templates", "show", "speech"]) == 2
    assert "speech.md、speech.txt、speech.html" in capsys.readouterr().err
    assert main(["templates", "show", "没有"]) == 2
    assert "print.docx" in capsys.readouterr().err
