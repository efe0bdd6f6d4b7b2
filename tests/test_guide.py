"""docs/guide.md: a drafter's first day, run from top to bottom."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from drafting.cli import main

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
SPEECH = (Path(__file__).parent / "samples" / "safety_speech.txt").read_text(encoding="utf-8")


def steps() -> Iterator[tuple[str, list[str]]]:
    """Each command of the guide with the lines below it."""
    for block in re.findall(r"^```console\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            yield command, lines


def test_the_guide_runs_and_says_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("旧稿").mkdir()
    Path("旧稿/推进会.txt").write_text(SPEECH, encoding="utf-8")
    for command, lines in steps():
        program, *arguments = shlex.split(command)
        if program == "cd":
            monkeypatch.chdir(Path(arguments[0]))
        elif program == "write":
            Path(arguments[0]).write_text("\n".join(lines) + "\n", encoding="utf-8")
        else:
            expected = [line for line in lines if not line.startswith("exit ")]
            status = main(arguments)
            shown = "".join(capsys.readouterr())
            assert (command, status) == (command, 1 if "exit 1" in lines else 0), shown
            assert [line for line in expected if line not in shown] == [], (command, shown)


def test_links_lead_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert "://" in target or (page.parent / target).exists(), (page.name, target)


def test_the_contents_name_every_section() -> None:
    listed = re.findall(r"^- \[.*?\]\(#(.+?)\)", GUIDE, re.MULTILINE)
    assert listed == re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
