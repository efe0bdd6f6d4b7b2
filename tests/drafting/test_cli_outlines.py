"""`jianggao outlines` lists, shows, copies and checks; a workspace's file shadows a shipped outline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drafting.cli import main
from outlines.library import load_outline, shipped_outlines


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "locality.yaml").write_text(
        "place: {name: 云州市}\nmeeting: {topic: 工会工作}\n", encoding="utf-8"
    )
    (tmp_path / "outlines").mkdir()
    return tmp_path


def run(home: Path, *arguments: str) -> int:
    return main(["outlines", *arguments, "--workspace", str(home)])


def listed(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    run(home, "list", "--json")
    entries: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return entries


def test_list_names_every_shipped_outline(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == [outline.name for outline in shipped_outlines()]


def test_a_file_in_the_workspace_shadows_the_shipped_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "new", "training", "--from", "symposium") == 0
    capsys.readouterr()
    pair = [entry for entry in listed(home, capsys) if entry["name"] == "training"]
    assert [(entry["origin"], entry["in_force"]) for entry in pair] == [("user", True), ("shipped", False)]


def test_a_broken_file_hides_no_other(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "outlines" / "坏.yaml").write_text("title: 坏\n", encoding="utf-8")
    assert run(home, "list") == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(shipped_outlines())
    assert "坏.yaml" in err


@pytest.mark.parametrize(
    ("meeting", "name"), [("occasion: forum", "symposium"), ("topic: 安全生产", "safety")]
)
def test_the_list_proposes_what_a_draft_takes(
    home: Path, meeting: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    topic = "" if "topic" in meeting else "topic: 工会工作, "
    profile = f"place: {{name: 云州市}}\nmeeting: {{{topic}{meeting}}}\n"
    (home / "locality.yaml").write_text(profile, encoding="utf-8")
    proposed = [str(entry["name"]) for entry in listed(home, capsys) if entry["proposed"]]
    assert len(proposed) == 1
    assert main(["draft", "--workspace", str(home), "--json", "--detail", "outline", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["outline"] == proposed[0]
    assert run(home, "list") == 0
    assert f"提纲“{proposed[0]}”" in capsys.readouterr().err
    assert proposed[0].startswith(name[:3])


def test_a_profile_with_mistakes_hides_no_outline(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "locality.yaml").write_text("plaze: 错\n", encoding="utf-8")
    entries = listed(home, capsys)
    assert entries
    assert not any(entry["proposed"] for entry in entries)


def test_show_sets_the_outline_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "show", "kick-off") == 0
    out = capsys.readouterr().out
    assert out.startswith("竞赛开幕式讲话（kick-off，内置）\n")
    assert "【任务】" in out


def test_show_as_json_has_all_of_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "show", "study", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    outline = next(outline for outline in shipped_outlines() if outline.name == "study")
    assert [section["role"] for section in shown["sections"]] == [s.role for s in outline.sections]
    assert shown["heading_sets"] == [list(headings) for headings in outline.heading_sets]


def test_an_unknown_name_brings_near_ones(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "show", "kickoff") == 2
    assert "kick-off" in capsys.readouterr().err


def test_new_writes_a_file_that_passes_the_check(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "new", "现场会", "--from", "work-meeting") == 0
    path = home / "outlines" / "现场会.yaml"
    assert capsys.readouterr().out == f"{path}\n"
    assert load_outline(path).origin == "user"
    assert load_outline(path).sections == shipped_outlines()[0].sections
    assert run(home, "check", "现场会") == 0


def test_new_never_overwrites(home: Path) -> None:
    path = home / "outlines" / "现场会.yaml"
    path.write_text("# 我的\n", encoding="utf-8")
    assert run(home, "new", "现场会", "--from", "work-meeting") == 2
    assert path.read_text(encoding="utf-8") == "# 我的\n"


@pytest.mark.parametrize("name", ["../外面", ".隐藏", "甲/乙", "甲\\乙", " "])
def test_new_stays_inside_the_folder(home: Path, name: str) -> None:
    assert run(home, "new", name) == 2
    assert not list((home / "outlines").iterdir())


def test_new_wants_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["outlines", "new", "甲"]) == 2
    assert "工作区" in capsys.readouterr().err


def test_check_names_all_mistakes_and_exits_with_findings(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home / "outlines" / "坏.yaml"
    path.write_text("title: 坏\norigin: 别处\nsections:\n  - {role: 开头, share: 1}\n", encoding="utf-8")
    assert run(home, "check", str(path), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["file"] == str(path)
    assert {problem["line"] for problem in found["problems"]} >= {2, 4}


def test_check_reads_a_shipped_outline_by_name(home: Path) -> None:
    assert run(home, "check", "annual") == 0


def test_a_prompt_must_ask_for_what_a_profile_can_say(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(home, "new", "我的")
    path = home / "outlines" / "我的.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("field: directives", "field: directive", 1), encoding="utf-8")
    capsys.readouterr()
    assert run(home, "check", "我的", "--json") == 1
    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert problem["field"].endswith("prompts[1].field")
    assert "directives" in problem["hint"]
    path.write_text(text.replace("field: directives", "field: facts.food", 1), encoding="utf-8")
    assert run(home, "check", "我的") == 0


def test_a_role_may_be_written_in_chinese(home: Path) -> None:
    run(home, "new", "我的")
    path = home / "outlines" / "我的.yaml"
    text = path.read_text(encoding="utf-8")
    sections = load_outline(path).sections
    path.write_text(text.replace("role: significance", "role: 意义"), encoding="utf-8")
    assert load_outline(path).sections == sections


def test_headings_alone_are_not_one_source_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    speech = Path(__file__).parents[1] / "samples" / "safety_speech.txt"
    monkeypatch.chdir(tmp_path)
    assert main(["init", "云州", "--defaults"]) == 0
    assert main(["mine", str(speech), "--workspace", "云州"]) == 0
    capsys.readouterr()
    assert main(["draft", "--workspace", "云州", "--topic", "安全生产", "--detail", "outline"]) == 0
    shown = capsys.readouterr()
    assert "部分的标题】" not in shown.out
    assert "篇幅计划（字）：开场" in shown.err
