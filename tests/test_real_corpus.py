"""The main job on the five real speeches, as a user runs it; they lie beside the repository, not in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real speeches are not on this machine")

# Names that the sources call their own: facts, not sentences.
FOREIGN = re.compile(
    "江阴|无锡|江苏|朝阳|辽宁|东北|祝塘|申港|顾山|澄江|杨晓妮|许峰|科创江阴|强富美高|一镇一品|贝德"
)
DIGITS = re.compile(r"\d")


def jianggao(*arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "drafting", *arguments], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == status, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    jianggao("init", str(root), "--defaults")
    return root


@pytest.fixture(scope="module")
def mined(workspace: Path) -> Any:
    return json.loads(jianggao("mine", str(CORPUS), "--workspace", str(workspace), "--json"))


def test_all_five_come_through(mined: Any) -> None:
    assert mined["documents"] == {"read": 5, "unchanged": 0, "failed": []}
    assert mined["phrases"]["added"] > 150
    assert mined["outlines"]


def test_a_mined_outline_has_the_three_parts(workspace: Path, mined: Any) -> None:
    outlines = json.loads(jianggao("outlines", "list", "--workspace", str(workspace), "--json"))
    roles = [set(outline["roles"]) for outline in outlines if outline["origin"] == "mined"]
    assert any(found >= {"significance", "key_tasks", "organization"} for found in roles)


def test_phrases_are_typed_and_show_their_passage(workspace: Path, mined: Any) -> None:
    arguments = ("--workspace", str(workspace))
    found = json.loads(jianggao("phrases", "search", "技能", *arguments, "--json"))
    assert len(found) >= 5
    shown = jianggao("phrases", "show", found[0]["id"], *arguments)
    assert "技能" in shown
    kinds = {
        p["kind"] for p in json.loads(jianggao("phrases", "list", "--limit", "500", *arguments, "--json"))
    }
    assert kinds >= {
        "heading",
        "measure",
        "significance",
        "assurance",
        "parallel",
        "formulation",
        "call",
        "opening",
    }


def test_no_phrase_keeps_a_trace_of_its_source(workspace: Path, mined: Any) -> None:
    phrases = json.loads(
        jianggao("phrases", "list", "--limit", "1000", "--workspace", str(workspace), "--json")
    )
    leaks = [p["text"] for p in phrases if FOREIGN.search(re.sub(r"\{\w+\}", "", p["text"]))]
    assert leaks == []


@pytest.mark.parametrize("seed", ["0", "1", "2"])
@pytest.mark.parametrize("own", [(), ("--own-only",)])
def test_a_draft_names_nothing_of_its_sources(
    workspace: Path, mined: Any, seed: str, own: tuple[str, ...]
) -> None:
    profile = str(workspace / "locality.yaml")
    draft = json.loads(jianggao("draft", "-p", profile, "--seed", seed, *own, "--json"))
    text = draft["title"] + "".join(
        u["heading"] + "".join(s["text"] for p in u["paragraphs"] for s in p["sentences"])
        for u in draft["units"]
    )
    assert not FOREIGN.search(text)
    assert not DIGITS.search(re.sub("12351|【[^】]*】", "", text))
    roles = {unit["role"] for unit in draft["units"]}
    assert roles >= {"opening", "significance", "key_tasks", "organization", "closing"}
    assert draft["overlap"]["longest_run"] <= 60
    assert all(source["share"] <= 0.15 for source in draft["overlap"]["sources"])
    assert all(unit["paragraphs"] for unit in draft["units"] if unit["level"] == 0)
    assert {"bank", "outline", "profile"} <= {
        part["origin"]
        for u in draft["units"]
        for p in u["paragraphs"]
        for s in p["sentences"]
        for part in s["parts"]
    }


def test_a_draft_reads_back_as_the_same_units(workspace: Path, mined: Any, tmp_path: Path) -> None:
    out = tmp_path / "speech.md"
    draft = json.loads(jianggao("draft", "-p", str(workspace / "locality.yaml"), "-o", str(out), "--json"))
    read = json.loads(jianggao("read", str(out), "--json"))
    numbered = [(u["level"], u["number"], u["heading"]) for u in draft["units"] if u["level"]]
    assert [(u["level"], u["number"], u["heading"]) for u in read["units"] if u["level"]] == numbered
    assert read["title"] == draft["title"]
