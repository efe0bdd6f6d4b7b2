"""Plain option values are what Typer makes of them, without its adapters."""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from drafting.cli.group import Command

ROOT = Path(__file__).parent.parent.parent


class Detail(StrEnum):
    FULL = "full"
    SHORT = "short"


def every_kind(
    paths: Annotated[list[Path] | None, typer.Argument()] = None,
    name: Annotated[str, typer.Option()] = "甲",
    number: Annotated[int, typer.Option(min=1, max=9)] = 3,
    share: Annotated[float, typer.Option(min=0)] = 0.5,
    detail: Annotated[Detail, typer.Option()] = Detail.FULL,
    words: Annotated[list[str] | None, typer.Option()] = None,
    folder: Annotated[Path | None, typer.Option()] = None,
    existing: Annotated[Path | None, typer.Option(exists=True)] = None,
    flag: Annotated[bool, typer.Option("--flag")] = False,
) -> None:
    """Take one parameter of each kind."""
    received.update(locals())


received: dict[str, Any] = {}
LINES = [
    [],
    ["a.txt", "b.txt", "--flag"],
    ["--name", "乙", "--number", "7", "--share", "1", "--detail", "short"],
    ["--words", "x", "--words", "", "--folder", "x/../y", "--share", "0.25"],
    ["--number", "+4"],
    ["--number", " 5 "],
    ["--existing", "."],
]
WRONG = [
    ["--number", "0"],
    ["--number", "10"],
    ["--number", "四"],
    ["--share", "-1"],
    ["--share", "x"],
    ["--detail", "FULL"],
    ["--existing", "missing"],
]


def call(cls: type[Any] | None, line: list[str]) -> Any:
    """Run the command built with a class; return what its function got, or Typer's complaint."""
    received.clear()
    app = typer.Typer(add_completion=False)
    app.command(cls=cls)(every_kind)
    try:
        typer.main.get_command(app).main(line, standalone_mode=False)
    except typer.BadParameter as error:
        return error.format_message()
    return dict(received)


@pytest.mark.parametrize("line", LINES + WRONG, ids=" ".join)
def test_values_are_what_typer_makes_of_them(line: list[str]) -> None:
    got = call(Command, line)
    assert got == call(None, line)
    assert isinstance(got, str) == (line in WRONG)


def test_a_command_with_plain_values_never_imports_pydantic(tmp_path: Path) -> None:
    script = (
        "import sys; from drafting.cli import main\n"
        f"status = main(['init', {str(tmp_path / 'new')!r}, '--defaults'])\n"
        "sys.exit(status or 'pydantic' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment).returncode == 0
