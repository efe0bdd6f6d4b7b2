"""Each command's JSON against the schemas in docs/schemas: adding a key is fine, changing one is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "docs" / "schemas"

SPEECH = (Path(__file__).parent / "samples" / "safety_speech.txt").read_text(encoding="utf-8")


def run(*arguments: str, cwd: Path, status: int = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "drafting", *arguments, "--json"],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


def check(value: Any, schema: str) -> None:
    text = (SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")
    jsonschema.validate(value, json.loads(text))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("工作区")
    subprocess.run(
        [sys.executable, "-m", "drafting", "init", str(root), "--defaults"], check=True, capture_output=True
    )
    (root / "corpus" / "讲话.txt").write_text(SPEECH, encoding="utf-8")
    (root / "corpus" / "空.txt").write_text("", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def mined(workspace: Path) -> Any:
    return run("mine", "corpus", cwd=workspace, status=1)  # the empty file fails, the speech goes through


def test_read(workspace: Path) -> None:
    value = run("read", "corpus/讲话.txt", cwd=workspace)
    check(value, "read")
    assert value["date"] == "2026-03-02"
    assert [unit["level"] for unit in value["units"]] == [0, 1, 2, 2, 1, 2, 2, 1, 2, 2, 0]


def test_mine(mined: Any) -> None:
    check(mined, "mine")
    assert mined["documents"]["read"] == 1
    assert mined["documents"]["failed"][0]["source"].endswith("空.txt")
    assert mined["outlines"]


def test_mining_again_reads_nothing(workspace: Path, mined: Any) -> None:
    again = run("mine", "corpus", cwd=workspace, status=1)
    assert again["documents"]["read"] == 0
    assert again["documents"]["unchanged"] == 1
    assert again["phrases"]["added"] == 0


@pytest.mark.usefixtures("mined")
@pytest.mark.parametrize("arguments", [("list",), ("search", "安全"), ("random",)])
def test_phrases(workspace: Path, arguments: tuple[str, ...]) -> None:
    value = run("phrases", *arguments, cwd=workspace)
    check(value, "phrases")
    assert value


@pytest.mark.usefixtures("mined")
def test_draft(workspace: Path) -> None:
    value = run("draft", cwd=workspace)
    check(value, "draft")
    said = "".join(s["text"] for u in value["units"] for p in u["paragraphs"] for s in p["sentences"])
    joined = "".join(
        part["text"]
        for u in value["units"]
        for p in u["paragraphs"]
        for s in p["sentences"]
        for part in s["parts"]
    )
    assert said == joined


@pytest.mark.usefixtures("mined")
def test_outlines(workspace: Path) -> None:
    value = run("outlines", "list", cwd=workspace)
    check(value, "outlines")
    assert {"shipped", "mined"} <= {outline["origin"] for outline in value}
