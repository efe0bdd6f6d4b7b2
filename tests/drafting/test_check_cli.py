"""`jianggao check`: what goes in, what comes out, with which status."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest

from drafting.cli import main
from drafting.rules import RULES

SCHEMAS = Path(__file__).parent.parent.parent / "docs" / "schemas"
PROFILE = "place: {name: 云州市, province: 江东省}\nmeeting: {topic: 安全, date: 2026-06-01}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIANGGAO_CACHE", str(tmp_path / "cache"))
    return tmp_path


def _write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def test_status_tells_whether_anything_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    _write("好.txt", "抓好落实。\n")
    _write("坏.txt", "抓好××。\n")
    assert main(["check", "好.txt"]) == 0
    assert main(["check", "坏.txt"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[0].startswith("坏.txt:1:3 错误 unfilled ")
    assert "发现1处" in err


def test_a_missing_file_stops_one_and_not_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    _write("坏.txt", "抓好××。\n")
    assert main(["check", "没有.txt"]) == 2
    assert main(["check", "没有.txt", "坏.txt"]) == 1
    out, err = capsys.readouterr()
    assert "unfilled" in out
    assert "找不到文件" in err


def test_json_holds_to_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    _write("坏.md", "# 标题\n\n抓好××，，再接再励。\n")
    assert main(["check", "坏.md", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, json.loads((SCHEMAS / "check.json").read_text(encoding="utf-8")))
    assert [(f["rule"], f["line"], f["fix"]) for f in told] == [
        ("unfilled", 3, None),
        ("punctuation", 3, "，"),
        ("homophone", 3, "再接再厉"),
    ]


@pytest.mark.parametrize("form", ["sarif", "github"])
def test_other_formats_are_written_to_stdout(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    _write("坏.txt", "抓好××。\n")
    assert main(["check", "坏.txt", "--format", form]) == 1
    out = capsys.readouterr().out
    assert (
        json.loads(out)["version"] == "2.1.0"
        if form == "sarif"
        else out.startswith("::error file=坏.txt,line=1")
    )


def test_the_workspace_gives_profile_and_wordings(capsys: pytest.CaptureFixture[str]) -> None:
    _write("locality.yaml", PROFILE)
    Path("rules").mkdir()
    _write("rules/用语.yaml", "rules:\n  - {prefer: 职工, instead_of: [打工人], reason: 统一称职工}\n")
    _write("稿.txt", "要关心无锡的打工人。\n")
    assert main(["check", "稿.txt", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(f["rule"], f["text"]) for f in told] == [("foreign-place", "无锡"), ("office-wording", "打工人")]


def test_a_broken_wording_is_told_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    _write("locality.yaml", PROFILE)
    Path("rules").mkdir()
    _write("rules/用语.yaml", "rules:\n  - {reason: 没有说是哪个词}\n")
    _write("稿.txt", "抓好落实。\n")
    assert main(["check", "稿.txt"]) == 2
    assert "这条用语不完整" in capsys.readouterr().err


def test_fixing_in_place_keeps_the_old_file(capsys: pytest.CaptureFixture[str]) -> None:
    _write("稿.txt", "再接再励，，好。\n")
    Path("稿.txt.bak").write_text("早先的备份", encoding="utf-8")
    assert main(["check", "稿.txt", "--fix"]) == 0
    assert Path("稿.txt").read_text(encoding="utf-8") == "再接再厉，好。\n"
    assert Path("稿.txt.bak").read_text(encoding="utf-8") == "早先的备份"
    assert Path("稿.txt.bak1").read_text(encoding="utf-8") == "再接再励，，好。\n"
    assert "备份为稿.txt.bak1" in capsys.readouterr().err


def test_fixing_to_a_new_file_leaves_the_old_one(capsys: pytest.CaptureFixture[str]) -> None:
    data = "再接再励，，好。\n".encode("gb18030")
    Path("稿.txt").write_bytes(data)
    assert main(["check", "稿.txt", "--fix", "-o", "新.txt"]) == 0
    assert Path("稿.txt").read_bytes() == data
    assert Path("新.txt").read_bytes() == "再接再厉，好。\n".encode("gb18030")
    assert main(["check", "稿.txt", "--fix", "-o", "新.txt"]) == 2
    assert "已经存在" in capsys.readouterr().err


def test_stdin_is_fixed_to_stdout(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stdin:
        buffer = io.BytesIO("再接再励。".encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    assert main(["check", "-", "--fix"]) == 0
    assert capsys.readouterr().out == "再接再厉。"


def test_comments_go_into_a_copy() -> None:
    made: Any = docx.Document()
    made.add_paragraph("抓好××。")
    made.save("稿.docx")
    assert main(["check", "稿.docx", "--annotate", "批注.docx"]) == 1
    assert len(list(docx.Document("批注.docx").comments)) == 1
    assert not list(docx.Document("稿.docx").comments)


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--rules"]) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == [r.name for r in RULES]
    assert main(["check", "--explain", "overlong"]) == 0
    assert "为什么：" in capsys.readouterr().out
    assert main(["check", "--explain", "overlng"]) == 2
    assert "是不是“overlong”？" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "a", "-o", "b"],
        ["check", "a", "--fix", "--annotate", "b.docx"],
        ["check", "a", "--annotate", "b.txt"],
    ],
)
def test_wrong_use_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "办法：" in capsys.readouterr().err
