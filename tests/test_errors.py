"""Bad input of every kind: one message in Chinese, the right exit status, no traceback, nothing lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.cli import main
from drafting.cli.group import COMMANDS
from drafting.starter import starter_bank_path

ROOT = Path(__file__).parent.parent
PROFILE = """place: {name: 云州市}
meeting: {name: 全市安全生产工作推进会, date: 2026-12-03, topic: 安全生产}
"""
SPEECH = (Path(__file__).parent / "samples" / "safety_speech.txt").read_text(encoding="utf-8")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; what is always true of one is checked here."""

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "程序出错" not in err
        if status == 2:
            assert "错误：" in err
        if "--json" in arguments and out:
            json.loads(out)
        return status, out, err

    return run


@pytest.fixture(scope="session")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a bank and a mined outline."""
    root = tmp_path_factory.mktemp("原件") / "工作 区"
    (root / "corpus").mkdir(parents=True)
    (root / "locality.yaml").write_text(PROFILE, encoding="utf-8")
    (root / "corpus" / "推进会.txt").write_text(SPEECH, encoding="utf-8")
    assert main(["mine", str(root / "corpus"), "--workspace", str(root)]) == 0
    return root


@pytest.fixture
def home(mined: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with the current folder beside it."""
    root = tmp_path / "工作 区"
    shutil.copytree(mined, root)
    monkeypatch.chdir(tmp_path)
    return root


def unprivileged() -> list[str]:
    """What to put before a command so that permissions count; root passes every one."""
    if os.name != "posix":
        pytest.skip("permissions are POSIX's")
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("running as root without setpriv")
    without = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={without}", f"--inh-caps={without}"]


def spawn(
    *arguments: object,
    cwd: Path,
    before: tuple[str, ...] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> tuple[int, str, str]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "drafting", *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "程序出错" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def bank_names(home: Path) -> list[str]:
    with sqlite3.connect(home / "bank.db") as bank:
        return [name for (name,) in bank.execute("SELECT name FROM documents ORDER BY name")]


# Files to read and mine


@pytest.mark.parametrize("command", ["read", "mine"])
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("无.txt", None, "找不到文件"), ("空.txt", b"", "文件是空的"), ("白.txt", b" \n\t\n", "文件是空的")],
)
def test_a_bad_file_is_named(
    home: Path, run: Run, command: str, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    options = ["--workspace", home] if command == "mine" else []
    status, out, err = run(command, name, *options)
    assert (status, out) == (2, "")
    assert message in err
    assert name in err


def test_a_folder_is_no_file_to_read(home: Path, run: Run) -> None:
    status, _, err = run("read", home)
    assert status == 2
    assert "这是文件夹" in err
    assert "办法：" in err


@pytest.mark.parametrize("json_option", [[], ["--json"]])
def test_a_folder_without_speeches(home: Path, run: Run, json_option: list[str]) -> None:
    Path("空文件夹").mkdir()
    Path("空文件夹/图.xyz").write_bytes(b"x")
    status, out, err = run("mine", "空文件夹", "--workspace", home, *json_option)
    assert (status, out) == (2, "")
    assert "没有讲话稿" in err
    assert "docx" in err


def test_a_folder_with_only_broken_files(home: Path, run: Run) -> None:
    Path("坏").mkdir()
    for name in ("甲.txt", "乙.txt"):
        Path("坏", name).write_bytes(b"")
    status, _, err = run("mine", "坏", "--workspace", home)
    assert status == 2
    assert "甲.txt" in err
    assert "没有一个文件能采集" in err
    status, out, err = run("mine", "坏", "--workspace", home, "--json")
    assert status == 2
    assert len(json.loads(out)["documents"]["failed"]) == 2
    assert "没有一个文件能采集" in err


def test_some_files_fail_and_the_others_go_through(home: Path, run: Run) -> None:
    (home / "corpus" / "空.txt").write_bytes(b"")
    status, _, err = run("mine", home / "corpus", "--workspace", home)
    assert status == 1
    assert "空.txt" in err
    assert "没有一个文件能采集" not in err


def test_binary_bytes_never_end_in_a_traceback(home: Path) -> None:
    for seed in range(3):
        Path(f"{seed}.txt").write_bytes(bytes((i * i * 31 + seed * 7 + i // 3) % 256 for i in range(3000)))
    for arguments in (
        ("read", "0.txt"),
        ("read", "1.txt", "--json"),
        ("mine", "0.txt", "1.txt", "2.txt", "--workspace", home),
    ):
        assert main([str(argument) for argument in arguments]) in (0, 1, 2)


def test_a_speech_without_sections_is_mined(home: Path) -> None:
    Path("致辞.txt").write_text(
        "同志们：\n我代表市总工会向运动会的举行表示祝贺，希望大家赛出水平。\n", encoding="utf-8"
    )
    status, _, _ = spawn("mine", "致辞.txt", "--workspace", home, cwd=Path.cwd())
    assert status == 0


def test_what_cannot_be_reached_is_said(home: Path) -> None:
    locked = Path("锁")
    locked.mkdir()
    (locked / "文.txt").write_text(SPEECH, encoding="utf-8")
    (locked / "地.yaml").write_text(PROFILE, encoding="utf-8")
    secret = Path("密.txt")
    secret.write_text(SPEECH, encoding="utf-8")
    secret.chmod(0)
    locked.chmod(0)
    before = tuple(unprivileged())
    try:
        for arguments in (
            ("read", secret),
            ("read", locked / "文.txt"),
            ("mine", secret, "--workspace", home),
            ("mine", locked, "--workspace", home),
            ("mine", locked / "文.txt", "--workspace", home),
            ("draft", "-p", locked / "地.yaml"),
            ("phrases", "stats", "--workspace", locked),
            ("outlines", "check", locked / "地.yaml"),
            ("init", locked / "新", "--defaults"),
            ("draft", "--demo", "-o", locked / "稿.md"),
        ):
            status, out, err = spawn(*arguments, cwd=Path.cwd(), before=before)
            assert (arguments, status, out) == (arguments, 2, "")
            assert "权限" in err or "读不出来" in err
            assert ("密.txt" in err) or ("锁" in err)
    finally:
        locked.chmod(0o755)


# Profiles


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("place: {name: 云州市, levl: 县}\nmeeting: {topic: 安全}\n", ["第1行", "place.levl", "level"]),
        (
            "place: {name: 云州市}\nmeeting:\n  topic: 安全\n  date: 2026-13-40\n",
            ["第4行", "meeting.date", "2026-12-03"],
        ),
        ("place: {name: 云州市}\n", ["meeting", "办法"]),
        ("place: [云州市\n", ["第1行", "方括号"]),
        ("place:\n\tname: 云州市\n", ["第2行", "制表符"]),
        ("- 云州市\n", ["第1行", "键: 值"]),
        ("place: !!python/name:os.system 云州市\n", ["第1行", "标签"]),
        ("place: &a {name: *a}\n", ["第1行"]),
        ("place: {name: 云州市}\nplace: {name: 海州市}\n", ["第2行", "写了两次"]),
        ("", ["空的"]),
        ("place: " + "[" * 3000, ["层数"]),
    ],
)
def test_a_mistake_in_the_profile_is_placed(home: Path, run: Run, text: str, words: list[str]) -> None:
    Path("错.yaml").write_text(text, encoding="utf-8")
    for options in ([], ["--json"]):
        status, out, err = run("draft", "-p", "错.yaml", *options)
        assert (status, out) == (2, "")
        assert "错.yaml" in err
        assert "办法" in err
        for word in words:
            assert word in err


# Outlines and layouts


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft", "--demo", "--outline", "work-meting"),
        ("outlines", "show", "work-meting"),
        ("outlines", "check", "work-meting"),
        ("outlines", "new", "新", "--from", "work-meting"),
    ],
)
def test_an_unknown_outline_has_near_names(home: Path, run: Run, arguments: tuple[str, ...]) -> None:
    options = [] if "draft" in arguments else ["--workspace", home]
    status, out, err = run(*arguments, *options)
    assert (status, out) == (2, "")
    assert "没有名为“work-meting”的提纲" in err
    assert "work-meeting" in err


def test_a_broken_outline_stops_only_who_asks_for_it(home: Path, run: Run) -> None:
    folder = home / "outlines"
    (folder / "坏.yaml").write_text("title: [坏\n", encoding="utf-8")
    (folder / "乱码.yaml").write_bytes(b"\xff\xfe\x00bad")
    (folder / "是文件夹.yaml").mkdir()
    options = ("--workspace", home, "--detail", "outline")
    status, out, err = run("draft", *options, "--outline", "work-meeting")
    assert (status, bool(out)) == (0, True)
    assert "坏.yaml" not in err
    status, out, err = run("draft", *options)
    assert (status, bool(out)) == (0, True)
    for name in ("坏.yaml，第1行", "乱码.yaml", "是文件夹.yaml"):
        assert name in err
    status, out, err = run("draft", *options, "--outline", "坏")
    assert (status, out) == (2, "")
    assert "坏.yaml，第1行" in err
    assert run("outlines", "list", "--workspace", home)[0] == 1
    assert run("mine", home / "corpus", "--workspace", home)[0] == 0
    assert (folder / "坏.yaml").exists()


def test_a_file_where_the_outlines_should_be(home: Path, run: Run) -> None:
    shutil.rmtree(home / "outlines")
    (home / "outlines").write_text("")
    for arguments in (("draft",), ("outlines", "list"), ("mine", home / "corpus")):
        status, out, err = run(*arguments, "--workspace", home)
        assert (status, out) == (2, "")
        assert "不是文件夹" in err


def test_an_edited_outline_is_kept_and_an_outdated_one_goes(home: Path, run: Run) -> None:
    [path] = (home / "outlines").glob("*.yaml")
    written = path.read_bytes()
    outdated = path.with_name("归纳-过时.yaml")
    outdated.write_bytes(written)
    edited = path.with_name("归纳-改过.yaml")
    edited.write_bytes(written.replace("意义".encode(), "认识".encode()))
    path.write_bytes(written + b"\n# mine now\n")
    status, _, err = run("mine", home / "corpus", "--workspace", home)
    assert status == 0
    assert f"提纲{path.stem}您改过" in err
    assert path.read_bytes().endswith(b"# mine now\n")
    assert edited.exists()
    assert not outdated.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft", "--demo", "--template", "无此版式"),
        ("draft", "--demo", "--layout", "无此版式", "-o", "稿.docx"),
        ("templates", "show", "无此版式"),
    ],
)
def test_an_unknown_layout_lists_those_there_are(home: Path, run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "没有名为“无此版式”" in err
    assert "办法：现有" in err


@pytest.mark.parametrize("name", ["../外", "", "甲/乙", "a\x1bb", "con", "长" * 200])
def test_a_name_that_is_no_file_name(home: Path, run: Run, name: str) -> None:
    status, out, err = run("outlines", "new", name, "--workspace", home)
    assert (status, out) == (2, "")
    assert "\x1b" not in err
    assert len(list((home / "outlines").iterdir())) == 1


# The bank


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for i in range(4096, len(data), 977):
        data[i] ^= 0xFF
    path.write_bytes(data)


def alter(*statements: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return run


def another_database(path: Path) -> None:
    path.unlink()
    alter("CREATE TABLE t(a)")(path)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (halve, "损坏"),
        (flip, "损坏"),
        (lambda path: path.write_bytes(b"hello"), "不是讲稿词库"),
        (another_database, "不是讲稿词库"),
        (alter("PRAGMA user_version = 99"), "更新版本"),
        (a_folder, "文件夹"),
        (alter("DROP TABLE phrases"), "不完整"),
        (alter("UPDATE phrases SET detail = '{'"), "不完整"),
    ],
)
def test_a_bank_that_cannot_be_used(
    home: Path, run: Run, damage: Callable[[Path], object], message: str
) -> None:
    damage(home / "bank.db")
    for arguments in (("phrases", "list", "--json"), ("draft",)):
        status, out, err = run(*arguments, "--workspace", home)
        assert (arguments, status, out) == (arguments, 2, "")
        assert message in err
        assert "bank.db" in err


def test_a_bank_that_cannot_be_written(home: Path) -> None:
    Path("新.txt").write_text(SPEECH.replace("三点意见", "几点意见"), encoding="utf-8")
    before = tuple(unprivileged())
    (home / "bank.db").chmod(0o444)
    number = spawn("phrases", "list", "--limit", "1", "--workspace", home, cwd=Path.cwd(), before=before)[
        1
    ].split("\t")[0]
    assert number
    for where in (home / "bank.db", home):
        where.chmod(0o444 if where.is_file() else 0o555)
        assert spawn("phrases", "stats", "--workspace", home, cwd=Path.cwd(), before=before)[0] == 0
        for arguments in (("mine", "新.txt"), ("phrases", "star", number)):
            status, out, err = spawn(*arguments, "--workspace", home, cwd=Path.cwd(), before=before)
            assert (arguments, status, out) == (arguments, 2, "")
            assert "只读" in err
    home.chmod(0o755)


# Documents by whatever path


def test_a_document_has_one_name_however_it_is_reached(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = home.with_name("链接")
    link.symlink_to(home)
    outside = Path("外面.txt")
    outside.write_text(SPEECH.replace("3月2日", "4月2日"), encoding="utf-8")
    run(
        "mine",
        home / "corpus",
        link / "corpus",
        f"{home}/../{home.name}/corpus",
        outside,
        "--workspace",
        link,
    )
    names = bank_names(home)
    assert names == sorted(["corpus/推进会.txt", str(outside.resolve())])
    (home / "corpus" / "推进会.txt").write_text(SPEECH + "补充一句。\n", encoding="utf-8")
    monkeypatch.chdir(home / "corpus")
    assert run("mine", ".")[0] == 0
    assert bank_names(home) == names


def test_prune_forgets_what_is_gone_and_nothing_else(
    home: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = home / "corpus" / "外.txt"
    extra.write_text(SPEECH.replace("3月2日", "4月2日"), encoding="utf-8")
    run("mine", home / "corpus", "--workspace", home)
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    run("mine", home / "corpus", "--prune", "--workspace", home)
    assert bank_names(home) == ["corpus/外.txt", "corpus/推进会.txt"]
    extra.unlink()
    run("mine", home / "corpus", "--workspace", home)
    assert bank_names(home) == ["corpus/外.txt", "corpus/推进会.txt"]
    status, _, err = run("mine", home / "corpus", "--prune", "--workspace", home)
    assert (status, bank_names(home)) == (0, ["corpus/推进会.txt"])
    assert "移除1篇" in err


def test_what_the_workspace_wrote_is_no_source(home: Path, run: Run) -> None:
    (home / "drafts").mkdir()
    (home / "drafts" / "稿.txt").write_text(SPEECH.replace("3月2日", "4月2日"), encoding="utf-8")
    run("mine", home, "--workspace", home)
    assert bank_names(home) == ["corpus/推进会.txt"]
    run("mine", home / "drafts", "--workspace", home)
    assert "drafts/稿.txt" in bank_names(home)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_file_name_that_is_no_text(home: Path, run: Run) -> None:
    name = os.fsdecode("坏\x1b[31m".encode() + b"\xff.txt")
    Path(name).write_text(SPEECH.replace("3月2日", "5月2日"), encoding="utf-8")
    assert run("read", name, "--json")[0] == 0
    status, _, err = run("mine", name, "--workspace", home)
    assert (status, "\x1b" in err) == (0, False)
    run("mine", home / "corpus", "--prune", "--workspace", home)
    assert len(bank_names(home)) == 2


@pytest.mark.parametrize("spelling", ["工作 区", "./工作 区/", "别的/../工作 区", "链接"])
def test_a_workspace_by_any_spelling(home: Path, run: Run, spelling: str) -> None:
    Path("链接").symlink_to(home)
    Path("别的").mkdir()
    assert run("phrases", "stats", "--workspace", spelling)[0] == 0


def test_a_workspace_that_is_none(home: Path, run: Run) -> None:
    Path("绕").symlink_to("绕")
    Path("空").mkdir()
    for spelling in ("没有", "空", "绕", "工作 区/locality.yaml", "~没有这个用户/稿"):
        status, out, err = run("phrases", "stats", "--workspace", spelling)
        assert (spelling, status, out) == (spelling, 2, "")
        assert "办法：" in err


def test_paths_that_lead_nowhere(home: Path, run: Run) -> None:
    Path("绕").symlink_to("绕")
    for arguments in (
        ("read", "绕"),
        ("mine", "绕", "--workspace", home),
        ("draft", "-p", "绕"),
        ("init", "绕", "--defaults"),
        ("init", "~没有这个用户/新", "--defaults"),
        ("init", home / "locality.yaml", "--defaults"),
        ("init", home / "locality.yaml" / "新", "--defaults"),
        ("init", "长" * 300, "--defaults"),
        ("read", "长" * 300),
        ("mine", "长" * 300, "--workspace", home),
    ):
        status, out, err = run(*arguments)
        assert (arguments, status, out) == (arguments, 2, "")
        assert "办法：" in err


def test_an_interview_that_gets_no_answers_ends_its_line(home: Path) -> None:
    status, out, err = spawn("init", "新", cwd=Path.cwd())
    assert (status, out) == (2, "")
    assert re.search("^错误：没有填完$", err, re.MULTILINE)
    assert not Path("新").exists()


def test_mining_needs_a_workspace(home: Path, run: Run) -> None:
    status, out, err = run("mine", home / "corpus")
    assert (status, out) == (2, "")
    assert "jianggao init" in err


# What a draft is written to


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("稿.xyz", "不认识“.xyz”"),
        ("稿", "没有后缀"),
        ("", "没有后缀"),
        ("没有/稿.md", "文件夹不存在"),
        ("已有.md", "已经存在"),
        ("文件夹.md", "文件夹"),
        ("绕.md", "绕成了圈"),
        (f"{'长' * 200}.md", "太长"),
        ("已有.md/稿.md", "文件夹不存在"),
    ],
)
def test_an_output_is_refused_before_the_work(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    Path("已有.md").write_text("我的稿子", encoding="utf-8")
    Path("文件夹.md").mkdir()
    Path("绕.md").symlink_to("绕.md")
    monkeypatch.setattr("drafting.drafter.make_draft", lambda *_, **__: pytest.fail("composed"))
    status, out, err = run("draft", "--demo", "-o", target)
    assert (status, out) == (2, "")
    assert message in err
    assert "办法：" in err
    assert Path("已有.md").read_text(encoding="utf-8") == "我的稿子"


def test_several_drafts_have_several_names_and_overwrite_nothing(home: Path, run: Run) -> None:
    for number, place in enumerate(["云州市", "临湖区", "云州市"]):
        Path(f"{number}.yaml").write_text(PROFILE.replace("云州市", place), encoding="utf-8")
    profiles = [word for number in range(3) for word in ("-p", f"{number}.yaml")]
    options = ["--detail", "outline", "-o", "讲话.md", "--quiet"]
    Path("讲话-临湖区.md").write_text("旧稿", encoding="utf-8")
    status, _, err = run("draft", *profiles, *options)
    assert status == 2
    assert "讲话-临湖区.md" in err
    assert not Path("讲话-云州市.md").exists()
    Path("讲话-临湖区.md").unlink()
    assert run("draft", *profiles, *options)[0] == 0
    assert sorted(path.name for path in Path().glob("讲话*.md")) == [
        "讲话-临湖区.md",
        "讲话-云州市-2.md",
        "讲话-云州市.md",
    ]
    assert run("draft", *profiles, *options)[0] == 2
    assert run("draft", *profiles, *options, "--force")[0] == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--minutes", "nan"),
        ("--minutes", "inf"),
        ("--minutes", "0"),
        ("--minutes", "1e300"),
        ("--minutes", "-5"),
        ("--chars", "0"),
        ("--chars", "5"),
        ("--chars", "1600", "--minutes", "8"),
        ("--topic", " "),
        ("--occasion", ""),
        ("--seed", "-1"),
        ("--detail", "long"),
        ("-p", "locality.yaml"),
    ],
)
def test_an_option_out_of_bounds(home: Path, run: Run, options: tuple[str, ...]) -> None:
    status, out, err = run("draft", "--demo", *options)
    assert (status, out) == (2, "")
    assert options[0] in err or options[0] == "-p"
    assert max(map(len, err.splitlines())) < 200


def test_the_summary_is_short_and_can_be_silenced(home: Path, run: Run) -> None:
    _, out, err = run("draft", "--demo")
    lines = err.splitlines()
    [start] = [i for i, line in enumerate(lines) if line.startswith("待填")]
    assert 0 < len(lines) - start - 1 <= 13
    for line in lines[start + 1 :]:
        assert re.match("  [a-z_.]+　.+|  ……", line)
    quiet = run("draft", "--demo", "--quiet")
    assert quiet == (0, out, "")


def test_an_occasion_that_no_outline_serves_is_said(home: Path, run: Run) -> None:
    assert (
        "没有专为场合“赶集”写的提纲" in run("draft", "--demo", "--detail", "outline", "--occasion", "赶集")[2]
    )
    assert "没有专为" not in run("draft", "--demo", "--detail", "outline", "--occasion", "training")[2]


# Streams and signals


def test_errors_leave_stdout_empty_for_json(home: Path, run: Run) -> None:
    for arguments in (
        ("read", "无.txt"),
        ("mine", "无.txt", "--workspace", home),
        ("phrases", "show", "zzzz"),
        ("phrases", "search", ""),
        ("outlines", "show", "无"),
        ("templates", "show", "无"),
        ("draft", "--demo", "--outline", "无"),
        ("init", home, "--defaults"),
    ):
        status, out, err = run(*arguments, "--json")
        assert (arguments, status, out) == (arguments, 2, "")
        assert err.startswith("错误：")


def test_the_columns_of_the_statistics_are_named_in_a_pipe(home: Path, run: Run) -> None:
    _, out, _ = run("phrases", "stats", "--workspace", home)
    header, first = (line.split("\t") for line in out.splitlines()[1:3])
    assert header[:2] == ["类别", "合计"]
    assert len(header) == len(first)


def test_what_a_document_hides_never_reaches_a_screen(home: Path, run: Run) -> None:
    text = SPEECH.replace("提高认识", "\x1b[2J提高\u202e认识").replace("同志们：", "同志们：\x07\x9b31m", 1)
    Path("藏.txt").write_text(text.replace("3月2日", "6月2日"), encoding="utf-8")
    unsafe = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
    assert not unsafe.search("".join(map(str, run("read", "藏.txt"))))
    assert not unsafe.search("".join(map(str, run("read", "藏.txt", "--json"))))
    run("mine", "藏.txt", "--workspace", home)
    for arguments in (("list",), ("list", "--json"), ("search", "认识")):
        assert not unsafe.search(run("phrases", *arguments, "--workspace", home)[1])
    assert "\x1b" not in run("read", "\x1b[31m没有.txt")[2]


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("arguments", [("mine", "许多"), ("draft",)])
def test_an_interruption_leaves_the_bank_whole(home: Path, arguments: tuple[str, ...]) -> None:
    Path("许多").mkdir()
    for number in range(400):
        Path("许多", f"{number}.txt").write_text(SPEECH.replace("3月2日", f"{number}"), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "drafting", *arguments, "--workspace", str(home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home / "cache")},
    )
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "已中断。\n")
    assert bank_names(home) == ["corpus/推进会.txt"]
    assert not list((home / "cache").glob("jianggao/*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_output_that_takes_nothing(home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "drafting", "phrases", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "错误：磁盘已满")
    assert "Traceback" not in done.stderr


def test_any_locale_will_do(home: Path) -> None:
    for environment in ({"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, {"LANG": "C", "PYTHONUTF8": "0"}):
        status, out, _ = spawn(
            "phrases", "list", "--limit", "1", "--workspace", home, cwd=home, environment=environment
        )
        assert status == 0
        assert re.search("[一-鿿]", out)


def test_the_starter_bank_is_built_once_and_cleans_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    left = tmp_path / "jianggao" / "building-abandoned"
    left.mkdir(parents=True)
    os.utime(left, (1, 1))
    monkeypatch.setattr("drafting.starter._fingerprint", lambda: "now")  # whoever edits meanwhile
    steps: list[int] = []

    class Watch:
        def __init__(self, label: str, total: int) -> None:
            self.label, self.total = label, total

        def __enter__(self) -> Callable[[int], None]:
            return steps.append

        def __exit__(self, *_: object) -> None:
            assert sum(steps) == self.total > 0

    path = starter_bank_path(Watch)
    assert list(path.parent.iterdir()) == [path]
    assert steps
    assert starter_bank_path(lambda *_: pytest.fail("built again")) == path


# Whatever else may be typed

TYPED = """
--json --workspace . -p -o 稿.md --demo --detail outline --limit --kind 举措 --from --undo --prune
list show new check search random stats star hide note vars mine draft read phrases outlines
- -- -h 0 -1 nan 1e9 a=b 云州市 /dev/null % ' * {
"""
WORDS = [*TYPED.split(), "", "工作 区", "\x1b[31m", "\ud800"]


@settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from([name for name in COMMANDS if name != "init"]),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=5),
)
def test_no_arguments_end_in_a_traceback(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    words: list[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO()))
    status = main([command, *words])
    out, err = capsys.readouterr()
    assert status in (0, 1, 2)
    assert "程序出错" not in err
    if status == 2:
        assert re.search("^错误：.*[一-鿿]", err, re.MULTILINE)
    if status == 0 and "--json" in words and not {"-h", "--"} & set(words):
        json.loads(out)
