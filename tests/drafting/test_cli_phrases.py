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


def test_a_phrase_of_ones_own_is_added_changed_tagged_and_taken_back(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added = read(
        capsys, "add", "让〔主题〕在班组开花", "--kind", "举措", "--role", "任务", "--tag", "常用", "--star"
    )
    assert (added["text"], added["tags"], added["starred"]) == ("让{topic}在班组开花", ["常用"], True)
    number = added["id"]
    assert [found["id"] for found in read(capsys, "list", "--tag", "常用")] == [number]
    assert read(capsys, "list")[0]["slots"] == [{"name": "topic", "kind": "topic", "value": ""}]
    assert run(capsys, "add", "让{topic}在班组开花", "--kind", "measure")[0] == 2
    edited = read(capsys, "edit", number, "让〔主题〕在〔地名〕开花", "--kind", "金句", "--topic", "班组")
    assert (edited["id"], edited["text"], edited["kind"], edited["topics"]) == (
        number, "让{topic}在{place}开花", "maxim", ["班组"],
    )  # fmt: skip
    assert read(capsys, "tag", number, "常用", "--undo")["tags"] == []
    assert [action["label"] for action in read(capsys, "undo", "--list")] == ["去掉标签", "改词句", "加词句"]
    for text in ("让{topic}在{place}开花", "让{topic}在班组开花", None):
        run(capsys, "undo")
        assert [found["text"] for found in read(capsys, "list") if found["id"] == number] == (
            [text] if text else []
        )
    assert run(capsys, "undo")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", " ", "--kind", "举措"],
        ["add", "实" * 1001, "--kind", "举措"],
        ["add", "推动{城市}发展", "--kind", "举措、金句"],
        ["add", "推动{city}发展", "--kind", "举措"],
        ["add", "实干", "--kind", "举措", "--role", "意义、任务"],
        ["edit", ID],
        ["search", "技能", "--similar", ID],
        ["undo"],
        ["export", "词库.pdf"],
        ["export", "没有/词库.csv"],
        ["export", "locality.yaml"],
        ["export", "-", "--json"],
        ["export", "a.csv", "--since", "去年"],
        ["import", "没有.csv"],
        ["import", "."],
        ["import", "locality.yaml"],
        ["import", "locality.yaml", "--prefer", "谁"],
        ["browse"],
    ],
)
def test_what_cannot_be_meant_is_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("错误：")


@pytest.mark.parametrize("suffix", ["jsonl", "yaml", "csv", "xlsx"])
def test_what_is_exported_can_be_imported(
    workspace: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    run(capsys, "hide", ID)
    run(capsys, "add", "=干就完了", "--kind", "号召语")
    assert read(capsys, "export", f"词库.{suffix}")["entries"] == 3
    assert run(capsys, "export", f"词库.{suffix}")[0] == 2
    assert run(capsys, "export", f"词库.{suffix}", "--force")[0] == 0
    whole = read(capsys, "list")
    (workspace / "bank.db").unlink()
    told = read(capsys, "import", f"词库.{suffix}")
    assert (len(told["added"]), told["unchanged"], told["conflicts"]) == (3, 0, [])
    assert read(capsys, "list") == whole
    assert [found["id"] for found in read(capsys, "list", "--hidden")] == [ID]
    assert read(capsys, "import", f"词库.{suffix}")["unchanged"] == 3


def test_a_pipe_gets_the_export(workspace: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["phrases", "export", "-", "--kind", "号召语"]) == 0
    [line] = capfdbinary.readouterr().out.decode().splitlines()
    assert json.loads(line)["text"] == "干就干出样子来"


def test_two_wordings_of_one_phrase_are_told_and_ours_stays(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "edit", "00c0ffee", "干就要干出样子来")
    table = "编号,词句,类别,自编\n00c0ffee,既然干就干好,号召语,是\n"
    (workspace / "改动.csv").write_text(table, encoding="utf-8")
    status, _, err = run(capsys, "import", "改动.csv")
    assert status == 1
    assert "第2行（00c0ffee）保留自己的：自己“干就要干出样子来”，对方“既然干就干好”" in err
    status, _, err = run(capsys, "import", "改动.csv", "--prefer", "theirs")
    assert (status, "已换成对方的" in err) == (0, True)
    assert read(capsys, "show", "00c0ffee")["text"] == "既然干就干好"


def test_a_document_that_a_file_names_is_never_opened(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "秘密.txt").write_text("谁也不该看到。", encoding="utf-8")
    names = ["秘密.txt", "../秘密.txt", str(workspace / "秘密.txt"), "/etc/passwd"]
    entry = {
        "text": "把好事办实",
        "kind": "measure",
        "sources": [{"document": name, "paragraph": 0, "sentence": 0} for name in names],
    }
    (workspace / "外来.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    [number] = read(capsys, "import", "外来.jsonl")["added"]
    status, out, err = run(capsys, "show", number)
    assert status == 0
    assert "谁也不该看到" not in out + err
    assert "原文不在这个词库里" in err
    assert read(capsys, "show", number)["passages"] == []


def test_every_bad_row_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "表.csv").write_text("词句,类别\n实干,废话\n,举措\n", encoding="utf-8")
    status, _, err = run(capsys, "import", "表.csv")
    assert status == 2
    assert "第2行，类别：" in err
    assert "第3行，词句：没有填" in err


def test_near_phrases_come_nearest_first(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("推动匠人学堂进企业", "匠人学堂办到班组去", "食堂饭菜要可口"):
        run(capsys, "add", text, "--kind", "举措")
    found = read(capsys, "search", "--similar", ID)
    assert [phrase["text"] for phrase in found] == ["推动匠人学堂进企业", "匠人学堂办到班组去"]
    assert found[0]["nearness"] > found[1]["nearness"]
    _, out, _ = run(capsys, "search", "--similar", ID, "--limit", "1")
    assert out.count("\n") == 1


def test_a_formulations_years_are_drawn(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = read(capsys, "add", "让新质生产力在厂区生根", "--kind", "规范表述")["id"]
    trend = read(capsys, "show", number)["trend"]
    shares = {year["year"]: year["share"] for year in trend["years"]}
    assert trend["own_documents"] == 2
    assert shares[2022] == 0.0
    assert shares[2024] > 0.3
    assert read(capsys, "show", ID)["trend"] is None
    _, out, _ = run(capsys, "show", number)
    assert re.search(r"^2024\t\d+%\t\d+/\d+篇$", out, re.MULTILINE)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    _, out, _ = run(capsys, "show", number)
    assert re.search(r"^  2024 █+", out, re.MULTILINE)


def test_a_phrase_of_ones_own_is_as_current_as_its_formulations(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = read(capsys, "add", "以实干迎接党的二十大", "--kind", "号召语")["id"]
    assert read(capsys, "show", number)["valid_until"].startswith("2022")
    read(capsys, "edit", number, "以实干开新局")
    assert read(capsys, "show", number)["valid_until"] is None


def test_repair_keeps_the_old_file_and_says_where(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = read(capsys, "repair")
    assert (told["sound"], told["documents"], told["phrases"]) == (True, 2, 2)
    assert Path(told["kept"]).exists()
    content = bytearray((workspace / "bank.db").read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xa5" * 8192
    (workspace / "bank.db").write_bytes(content)
    status, _, err = run(capsys, "repair")
    assert status == 1
    assert "词库有损坏" in err
    assert "旧文件保留为" in err
    assert run(capsys, "list")[0] == 0
