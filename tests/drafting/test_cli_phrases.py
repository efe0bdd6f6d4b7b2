"""`jianggao phrases` prints what the bank holds: for people, for pipes, for programs."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drafting.cli import main
from outlines.speech import Role
from phrasebank.phrase import (
    Candidate,
    Harvest,
    Kind,
    Phrase,
    Slot,
    SlotKind,
    Source,
    SourceDocument,
    phrase_id,
)
from phrasebank.store import Bank

PLACE = Slot("place", SlotKind.PLACE, "临湖区")
OTHER = Slot("place", SlotKind.PLACE, "安平县")
TEXT = "推动{place}匠人学堂扩容"
ID = phrase_id(Kind.MEASURE, TEXT)


def harvest(name: str, slot: Slot) -> Harvest:
    paragraph = f"思想要解放。推动{slot.value}匠人学堂扩容，让更多人学得到。落实要到位。"
    document = SourceDocument(
        name, "d", "在座谈会上的讲话", None, "2022-03", slot.value, "区", "", (), (paragraph,)
    )
    candidate = Candidate(TEXT, Kind.MEASURE, Role.KEY_TASKS, (slot,), (), 0, 1)
    return Harvest(document, (candidate,), (), (), len(paragraph))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "locality.yaml").write_text("place: {name: 云州市}\nmeeting: {topic: 技能}\n", "utf-8")
    entry = Phrase(
        ID, TEXT, Kind.MEASURE, Role.KEY_TASKS, (PLACE,), ("技能人才",), 2,
        (Source("甲.txt", 0, 1), Source("乙.txt", 0, 1)), weight=2.0, years=(2022,),
    )  # fmt: skip
    call = Phrase("00c0ffee", "干就干出样子来", Kind.CALL, Role.CLOSING, (), (), 1, (), weight=1.0)
    with Bank.open(tmp_path / "bank.db", create=True) as bank:
        bank.put(harvest("甲.txt", PLACE))
        bank.put(harvest("乙.txt", OTHER))
        bank.publish([entry, call])
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["phrases", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    status, out, _ = run(capsys, *arguments, "--json")
    assert status == 0
    return json.loads(out)


def test_a_pipe_gets_one_line_for_each_phrase(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "list")
    assert (status, err) == (0, "")
    assert (
        out == f"{ID}\t举措\t任务\t2\t推动〔地名〕匠人学堂扩容\n00c0ffee\t号召语\t结束\t1\t干就干出样子来\n"
    )


def test_json_is_what_is_promised(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [found] = read(capsys, "search", "匠人", "扩容")
    assert {
        "id": ID,
        "text": TEXT,
        "kind": "measure",
        "role": "key_tasks",
        "slots": [{"name": "place", "kind": "place", "value": "临湖区"}],
        "topics": ["技能人才"],
        "document_frequency": 2,
        "valid_from": None,
        "valid_until": None,
        "sources": [
            {"document": "甲.txt", "paragraph": 0, "sentence": 1},
            {"document": "乙.txt", "paragraph": 0, "sentence": 1},
        ],
    }.items() <= found.items()


@pytest.mark.parametrize(
    "options",
    [
        ["--kind", "举措"],
        ["--kind", "measure"],
        ["--kind", "Measure、金句"],
        ["--kind", "金句", "--kind", "举措"],
        ["--role", "任务"],
        ["--role", "key-tasks"],
        ["--topic", "技能"],
        ["--grade", "区"],
        ["--place", "安平"],
        ["--year", "2022"],
        ["--source", "乙"],
        ["--limit", "1"],
    ],
)
def test_each_option_narrows_the_list(
    workspace: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert [found["id"] for found in read(capsys, "list", *options)] == [ID]
    assert [found["id"] for found in read(capsys, "random", *options)][:1] != []


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--kind", "废话"],
        ["list", "--limit", "0"],
        ["list", "--workspace", "无此文件夹"],
        ["search"],
        ["search", " "],
        ["show", "99999999"],
    ],
)
def test_bad_input_is_refused_with_a_hint(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("错误：")
    assert "\n办法：" in err


def test_an_empty_result_is_no_error(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search", "没有的话") == (0, "", "词库里没有符合条件的词句。\n")
    assert read(capsys, "search", "没有的话") == []


def test_show_marks_the_phrase_in_each_source(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "show", ID[:5])
    assert status == 0
    assert "〔地名〕　临湖区、安平县\n" in out
    assert "思想要解放。▸推动临湖区匠人学堂扩容◂，让更多人学得到。落实要到位。" in out
    assert "2. 《在座谈会上的讲话》（2022-03）　乙.txt，第1段" in out
    shown = read(capsys, "show", ID, "--limit", "1")
    assert [passage["phrase"] for passage in shown["passages"]] == ["推动临湖区匠人学堂扩容"]


def test_stats_add_up(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted = read(capsys, "stats")
    assert (counted["documents"], counted["phrases"]) == (2, 2)
    assert sum(counted["kinds"].values()) == sum(counted["roles"].values()) == 2
    _, out, _ = run(capsys, "stats")
    assert out.splitlines()[-1].split("\t")[:2] == ["合计", "2"]


def test_star_hide_and_note_are_kept_and_undone(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read(capsys, "star", ID)["starred"] is True
    assert run(capsys, "note", ID, "换个说法更好")[2] == f"已写备注：推动〔地名〕匠人学堂扩容（{ID}）\n"
    assert [found["id"] for found in read(capsys, "list", "--starred")] == [ID]
    assert read(capsys, "show", ID)["marks"]["note"] == "换个说法更好"
    run(capsys, "hide", ID)
    assert [found["id"] for found in read(capsys, "list")] == ["00c0ffee"]
    run(capsys, "hide", ID, "--undo")
    run(capsys, "star", ID, "--undo")
    assert len(read(capsys, "list")) == 2
    assert read(capsys, "list", "--starred") == []


def test_control_characters_of_a_source_do_not_reach_the_terminal(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Bank.open(workspace / "bank.db") as bank:
        bank.publish([replace(bank.get("00c0ffee"), text="红字\x1b[31m、倒写\u202e来\n了\t。")])
    _, out, _ = run(capsys, "list")
    assert out.count("\n") == 1
    assert out.count("\t") == 4
    assert not re.search("[\x1b\u202e]", out)


def test_a_terminal_gets_a_table_and_no_colour_where_none_is_wanted(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    _, coloured, _ = run(capsys, "list")
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    _, plain, _ = run(capsys, "list")
    assert "编号" in plain
    assert not re.search("\x1b\\[[0-9;]*3[0-9]m", plain)


def test_searching_imports_nothing_heavy(workspace: Path) -> None:
    code = (
        "import sys; from drafting.cli import main; main(['phrases', 'search', '匠人']);"
        "heavy = {'jieba', 'yaml', 'rich', 'lxml', 'jinja2'} & set(sys.modules);"
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith(ID)
    assert done.stderr == "[]\n"
