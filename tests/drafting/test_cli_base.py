"""What every command gets from the command line's frame."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer

from drafting import cli
from drafting.cli import group as command_table
from drafting.cli import main
from drafting.cli.console import emit_json, note, progress
from drafting.cli.group import COMMANDS, Entry, load_command
from drafting.cli.layout import columns, definitions, wrap
from drafting.cli.tables import table
from outlines.errors import UserError

ROOT = Path(__file__).parent.parent.parent


def run(*arguments: str, **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    script = "import sys; from drafting.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **options},
    )


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> dict[str, Entry]:
    """Put commands of this module into the table, so that the frame is tested alone."""
    table = {
        name: Entry(f"{__name__}:{name}", f"试用命令{name}。") for name in ("failing", "counting", "parts")
    }
    module = type(sys)(__name__)
    module.failing, module.counting, module.parts = failing, counting, parts  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, __name__, module)
    monkeypatch.setattr(command_table, "COMMANDS", table)
    return table


def failing(kind: str) -> None:
    """出错。"""
    raise {
        "user": UserError("文件是空的", where="稿件/a.txt", hint="换一份"),
        "interrupt": KeyboardInterrupt(),
        "exit": typer.Exit(1),
        "pipe": BrokenPipeError(),
    }[kind]


def counting(
    number: int = typer.Option(3, "--number", min=1, help="写几个。"),
    name: str = typer.Argument("甲", help="名称。"),
) -> None:
    """数数。

    第二段说明。
    """
    print(number, name)


parts = typer.Typer(help="各部分。")


@parts.command("first")
def first(number: int = typer.Option(1, help="第几。")) -> None:
    """第一部分。"""
    print("first", number)


def test_help_lists_the_commands_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "用法：jianggao [选项] 命令 …" in shown
    assert [line.split()[0] for line in shown.partition("命令：\n")[2].splitlines()] == list(COMMANDS)
    assert not {"Usage", "Options", "Commands", "Show this"} & set(shown.replace(":", " ").split())


def test_no_argument_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("用法：")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_names_what_is_there(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module, _, attribute = COMMANDS[name].target.partition(":")
    target = getattr(import_module(module), attribute)
    assert isinstance(target, typer.Typer) or inspect.getdoc(target)
    assert load_command(name, COMMANDS[name]).name == name
    assert main([name, "-h"]) == 0
    shown = capsys.readouterr().out
    assert f"用法：jianggao {name} " in shown
    assert "-h, --help" in shown
    assert "Usage" not in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["coutning"], ["没有“coutning”这个命令", "是不是想用counting"]),
        (["counting", "--numbr", "3"], ["没有“--numbr”这个选项", "--number"]),
        (["counting", "--number"], ["--number后面要写上它的值"]),
        (["counting", "--number", "x"], ["--number的值不对：要写整数"]),
        (["counting", "--number", "0"], ["--number的值不对：不能小于1"]),
        (["counting", "甲", "乙"], ["多出了参数“乙”"]),
        (["failing"], ["缺少参数KIND"]),
        (["parts", "frist"], ["没有“frist”这个命令", "first"]),
        (["--bogus"], ["没有“--bogus”这个选项"]),
    ],
)
def test_wrong_usage_is_told_in_chinese(
    commands: dict[str, Entry], arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("错误：")
    for word in words:
        assert word in printed.err


def test_a_users_error_is_rendered_once(
    commands: dict[str, Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["failing", "user"]) == 2
    assert capsys.readouterr().err == "错误：文件是空的\n位置：稿件/a.txt\n办法：换一份\n"


def test_exit_status_of_interrupt_and_findings(
    commands: dict[str, Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["failing", "interrupt"]) == 130
    assert capsys.readouterr().err == "已中断。\n"
    assert main(["failing", "exit"]) == 1


def test_commands_and_their_groups_run(
    commands: dict[str, Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["counting", "--number", "5"]) == 0
    assert main(["parts", "first", "--number", "2"]) == 0
    assert capsys.readouterr().out == "5 甲\nfirst 2\n"


def test_help_of_a_command_and_of_a_group(
    commands: dict[str, Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["counting", "--help"])
    shown = capsys.readouterr().out
    assert "用法：jianggao counting [选项] [NAME]" in shown
    assert "第二段说明。" in shown
    assert "写几个。（默认3）" in shown
    main(["parts", "--help"])
    shown = capsys.readouterr().out
    assert "first  第一部分。" in shown
    assert "试用命令parts。" in shown
    main(["parts", "first", "--help"])
    assert "--number 整数" in capsys.readouterr().out


def test_a_closed_pipe_ends_quietly() -> None:
    script = "import sys; from drafting.cli import main; sys.exit(main(['--help']))"
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141
    process.stderr.close()


def test_output_is_utf8_whatever_the_locale_says() -> None:
    done = run("--help", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert "讲稿" in done.stdout


def test_version_tells_the_environment_when_asked() -> None:
    assert run("--version").stdout.startswith("jianggao")
    shown = run("--version", "--verbose").stdout
    for told in ("提法依据截至20", "内置讲话稿", "内置提纲", "SQLite"):
        assert told in shown


def test_patterns_are_expanded_where_the_shell_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("乙.txt", "甲.txt"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    given = ["mine", "*.txt", "*.pdf", "--json"]
    assert cli._expand(given) == given
    monkeypatch.setattr(sys, "platform", "win32")
    assert cli._expand(given) == ["mine", "乙.txt", "甲.txt", "*.pdf", "--json"]


def test_json_keeps_han_readable(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"place": "云州市"})
    printed = capsys.readouterr().out
    assert printed == '{\n  "place": "云州市"\n}\n'
    assert json.loads(printed) == {"place": "云州市"}


def test_a_table_in_a_pipe_is_bare(capsys: pytest.CaptureFixture[str]) -> None:
    table(["词句", "次数"], [["凝心\t聚力\n", 3], ["同向发力", 1]])
    assert capsys.readouterr().out == "凝心 聚力\t3\n同向发力\t1\n"


def test_a_table_in_a_pipe_names_its_columns_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    table(["词句", "次数"], [["凝心聚力", 3]], headed=True)
    assert capsys.readouterr().out == "词句\t次数\n凝心聚力\t3\n"


@pytest.mark.parametrize("width", [20, 36, 44, 60, 100])
def test_a_table_fits_any_terminal_and_loses_nothing(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    long = "推动各级工会把服务送到一线、把关爱送到班组，结果见on-site-meeting"
    table(["编号", "篇数", "词句"], [["a1b2c3d4e5f6", 12, long], ["0f", 3, "短句"]])
    out = re.sub("\x1b\\[[0-9;]*m", "", capsys.readouterr().out)
    assert all(columns(line) <= max(width, 24) for line in out.splitlines())
    assert "…" not in out
    words = "".join("".join(line.split()[-1:]) for line in out.splitlines())
    assert "on-site-meeting" in out
    for piece in ("推动各级工会", "班组", "短句"):
        assert piece in words or piece in out
    if width >= 60:
        lines = [line for line in out.splitlines() if "推动" in line or "短句" in line]
        assert (
            len(
                {
                    columns(line[: line.index(found)])
                    for line, found in zip(lines, ("推动", "短句"), strict=True)
                }
            )
            == 1
        )


def test_nothing_that_a_terminal_acts_on_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    table(["甲"], [["红\x1b[31m字\u202e"]])
    note("铃\x07\x9b声")
    emit_json({"a": "\x1b\u202e\x9b"})
    out, err = capsys.readouterr()
    assert out.startswith("红[31m字\n")
    assert err == "铃声\n"
    assert json.loads(out.partition("\n")[2]) == {"a": "\x1b\u202e\x9b"}
    assert not {"\x1b", "\u202e", "\x9b"} & set(out)


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("挖掘", 2) as advance:
        advance(1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("width", [8, 11, 20, 40])
def test_wrapping_loses_nothing_and_stays_within_the_width(width: int) -> None:
    text = "查看一篇讲话稿清洗、分层后的样子，写出md和txt，末尾有句号。"
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(columns(line) <= width + 2 for line in lines)  # a closing mark may hang
    assert not any(line[0] in "，。、" for line in lines)


def test_a_long_term_stands_on_its_own_line() -> None:
    rows = [("--json", "机读。"), ("--a-very-long-option-name 选项一|选项二", "说明。")]
    assert definitions(rows, 80)[0].startswith("  --json  ")
    assert definitions(rows, 80)[1:] == [f"  {rows[1][0]}", " " * 32 + "说明。"]
