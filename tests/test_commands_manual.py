"""docs/commands.md: every command and option is in it, and its examples run."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from drafting.cli import app, main
from drafting.cli.group import COMMANDS, load_command

JSON = Path(__file__).parent.parent / "docs" / "json.md"
MANUAL = Path(__file__).parent.parent / "docs" / "commands.md"
# What the example of a document shows and this speech has none of.
ABSENT = {
    "read FILE": {f"removed.{key}" for key in ("line", "text", "reason")}
    | {f"repairs.{key}" for key in ("kind", "before", "after")}
    | {f"defects.{key}" for key in ("kind", "text", "message")},
    "phrases list|search|random": {f"slots.{key}" for key in ("name", "kind", "value")},
    "phrases show ID": {f"trend.{key}" for key in ("formulation", "own_documents", "years")},
    "phrases import FILE": {f"conflicts.{key}" for key in ("row", "id", "mine", "theirs", "taken")},
}
COMMON = {"--json", "--workspace", "--help"}

SPEECH = (Path(__file__).parent / "samples" / "safety_speech.txt").read_text(encoding="utf-8")


def sections() -> dict[str, list[list[str]]]:
    """The rows of each section: option, meaning, example."""
    found: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", MANUAL.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        rows = [line.strip("|").split("|") for line in body.splitlines() if line.startswith("|")]
        found[title.strip()] = [[cell.strip() for cell in row] for row in rows[2:]]
    return found


def examples() -> list[str]:
    return [re.fullmatch(r"`(jianggao .+)`", row[-1])[1] for rows in sections().values() for row in rows]  # type: ignore[index]


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that runs, by the words that call it."""
    yield "jianggao", typer.main.get_command(app)
    for name, entry in COMMANDS.items():
        command = load_command(name, entry)
        below = getattr(command, "commands", {})
        yield from ((f"jianggao {name} {sub}", found) for sub, found in below.items())
        if not below:
            yield f"jianggao {name}", command


@pytest.mark.parametrize(
    ("called", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_option_is_documented_with_an_example(called: str, command: Any) -> None:
    rows = sections()[called]
    assert rows, f"{called} has no example"
    assert all(row[-1].startswith(f"`{called}") for row in rows)
    for parameter in command.params:
        if not parameter.opts[0].startswith("-") or COMMON & set(parameter.opts):
            continue
        [row] = [row for row in rows if set(re.findall(r"`(-[^`]*)`", row[0])) & set(parameter.opts)]
        assert set(re.findall(r"`(-[^`]*)`", row[0])) == set(parameter.opts)
        assert row[1]
        assert set(shlex.split(row[-1].strip("`"))) & set(parameter.opts)


def test_no_section_is_left_of_a_command_that_is_gone() -> None:
    assert {title for title in sections() if title.startswith("jianggao")} == {
        called for called, _ in commands()
    }


def test_common_options_are_documented() -> None:
    documented = {option for row in sections()["共用选项"] for option in re.findall(r"`(--[^`]*)`", row[0])}
    assert documented == COMMON


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """A folder as the manual supposes it: some old speeches, a workspace; and the number of a phrase."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "旧稿").mkdir()
    (tmp_path / "旧稿" / "推进会.txt").write_text(SPEECH, encoding="utf-8")
    assert main(["init", "云州", "--defaults"]) == 0
    assert main(["mine", "旧稿", "--workspace", "云州"]) == 0
    capsys.readouterr()
    assert main(["phrases", "list", "--limit", "1", "--workspace", "云州"]) == 0
    return capsys.readouterr().out.split("\t")[0]


def test_the_examples_run(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    for example in examples():
        if example.startswith("jianggao phrases browse"):
            continue  # needs a terminal; tests/drafting/test_browse.py drives it
        status = main([number if word == "编号" else word for word in shlex.split(example)[1:]])
        assert (example, status, capsys.readouterr().err if status else "") == (example, 0, "")


def json_shapes() -> dict[str, Any]:
    """The example of each command in docs/json.md."""
    parts = re.findall(
        r"^## `(.+?) --json`\n\n```json\n(.*?)```", JSON.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return {called: json.loads(example) for called, example in parts}


def keys(value: Any) -> set[str]:
    """The keys of an object, or of the first of a list, and one level below."""
    if isinstance(value, list):
        return keys(value[0]) if value else set()
    if not isinstance(value, dict):
        return set()
    return set(value) | {
        f"{key}.{below}" for key, found in value.items() for below in keys(found) if key != "values"
    }


@pytest.mark.parametrize(
    ("called", "arguments"),
    [
        ("outlines list", "outlines list"),
        ("outlines show NAME", "outlines show work-meeting"),
        ("outlines new NAME", "outlines new 新 --workspace 云州"),
        ("outlines check NAME", "outlines check 坏.yaml"),
        ("phrases list|search|random", "phrases list --workspace 云州"),
        ("phrases show ID", "phrases show 编号 --workspace 云州"),
        ("phrases stats", "phrases stats --workspace 云州"),
        ("phrases add|edit|star|hide|tag|note ID", "phrases hide 编号 --workspace 云州"),
        ("phrases undo", "phrases undo --workspace 云州"),
        ("phrases export FILE", "phrases export 词库.jsonl --workspace 云州"),
        ("phrases import FILE", "phrases import 词库.csv --workspace 云州"),
        ("phrases repair", "phrases repair --workspace 云州"),
        ("templates list", "templates list"),
        ("templates check", "templates check 坏.md --workspace 云州"),
        ("templates vars", "templates vars"),
        ("init DIR", "init 新区 --defaults"),
        ("mine PATH…", "mine 旧稿 --workspace 云州"),
        ("read FILE", "read 旧稿/推进会.txt"),
        ("draft", "draft --demo"),
        ("needs", "needs --workspace 云州"),
        ("trace FILE", "trace 旧稿/推进会.txt --workspace 云州"),
    ],
)
def test_the_json_has_the_keys_that_are_documented(
    number: str, called: str, arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("词库.csv").write_text("词句,类别\n干一件成一件,号召语\n", encoding="utf-8")
    main(["phrases", "star", number, "--workspace", "云州"])
    capsys.readouterr()
    Path("坏.yaml").write_text("title: 坏\n", encoding="utf-8")
    Path("云州/templates/坏.md.j2").write_text("{{ nothing }}\n", encoding="utf-8")
    main([number if word == "编号" else word for word in arguments.split()] + ["--json"])
    shown = keys(json.loads(capsys.readouterr().out))
    assert {key for key in keys(json_shapes()[called]) if key.count(".") < 2} - shown <= ABSENT.get(
        called, set()
    )


def test_every_command_with_json_is_documented() -> None:
    documented = " ".join(json_shapes()).replace("|", " ") + JSON.read_text(encoding="utf-8")
    for called, _ in commands():
        for word in called.split()[1:]:
            assert word in documented
