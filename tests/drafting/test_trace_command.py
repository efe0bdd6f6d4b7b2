"""`jianggao trace`: where each sentence is from, recomputed from banks, outlines and profile."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from drafting.cli import main
from drafting.origins import Origin, count_han
from drafting.runs import RunFinder
from drafting.trace import han_only
from drafting.tracing import Trace, trace_text
from phrasebank.store import Bank

SCHEMAS = Path(__file__).parent.parent.parent / "docs" / "schemas"
SAMPLE = Path(__file__).parent.parent / "samples" / "safety_speech.txt"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("工作区")
    assert main(["init", str(root), "--defaults", "--force"]) == 0
    (root / "corpus" / "安全.txt").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["mine", str(root / "corpus"), "--workspace", str(root)]) == 0
    return root


def made(home: Path, name: str, *options: str) -> Path:
    path = home / "drafts" / name
    options = ("--workspace", str(home), "--detail", "full", "--force", "--quiet", *options)
    assert main(["draft", "-o", str(path), *options]) == 0
    return path


def traced(home: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main(["trace", str(path), "--workspace", str(home), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    jsonschema.validate(value, json.loads((SCHEMAS / "trace.json").read_text(encoding="utf-8")))
    return value


@pytest.fixture
def truth(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The sentences of a draft with the origins that the composer gave them."""
    capsys.readouterr()
    assert main(["draft", "--workspace", str(home), "--detail", "full", "--json", "--quiet"]) == 0
    draft = json.loads(capsys.readouterr().out)
    found = {unit["heading"]: unit["heading_sentence"] for unit in draft["units"] if unit["heading"]}
    for unit in draft["units"]:
        for paragraph in unit["paragraphs"]:
            found |= {sentence["text"]: sentence for sentence in paragraph["sentences"]}
    return {"sentences": {text.rstrip("。"): s for text, s in found.items()}, "overlap": draft["overlap"]}


def test_the_origins_found_are_those_the_composer_gave(
    home: Path, truth: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    value = traced(home, made(home, "稿.md"), capsys)
    known = [(s, truth["sentences"].get(s["text"].rstrip("。"))) for s in value["sentences"]]
    both = [(found, given) for found, given in known if given]
    assert len(both) > 40
    from_bank = [(found, given) for found, given in both if given["origin"] == "bank"]
    assert len(from_bank) > 15
    # The same words may be two entries, of two kinds; they were read in one place.
    same = sum(found["source"] == given["source"] for found, given in from_bank)
    assert same >= 0.95 * len(from_bank)
    assert sum(found["origin"] == given["origin"] for found, given in both) >= 0.9 * len(both)
    assert value["origins"]["unknown"] < 0.08


def test_the_overlap_is_what_the_draft_reported(
    home: Path, truth: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    overlap = traced(home, made(home, "稿.md"), capsys)["overlap"]
    assert overlap["longest_run"] == truth["overlap"]["longest_run"]
    reported = {source["document"]: source["share"] for source in truth["overlap"]["sources"]}
    for source in overlap["sources"]:
        if source["document"] in reported:
            assert source["share"] == pytest.approx(reported[source["document"]], abs=0.03)
        assert [run["characters"] for run in source["runs"]] == sorted(
            (run["characters"] for run in source["runs"]), reverse=True
        )
    lengths = [source["longest_run"] for source in overlap["sources"]]
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize("suffix", ["txt", "html", "docx"])
def test_every_format_gives_the_same_sentences(
    home: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(path: Path) -> list[tuple[str, str]]:
        return [(han_only(s["text"]), s["origin"]) for s in traced(home, path, capsys)["sentences"]]

    assert said(made(home, f"稿.{suffix}")) == said(made(home, "稿.md"))


def test_a_draft_changed_by_hand_is_still_traced(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(home, "稿.md")
    before = traced(home, path, capsys)
    phrase = max(
        (part for s in before["sentences"] for part in s["parts"] if part["origin"] == "bank"),
        key=lambda part: len(part["text"]),
    )
    middle = len(phrase["text"]) // 2
    changed = phrase["text"][:middle] + "着实" + phrase["text"][middle:]
    own = "老王师傅昨晚在电话里讲了三件趣事。"
    text = path.read_text(encoding="utf-8").replace(phrase["text"], changed)
    edited = home / "drafts" / "改.md"
    edited.write_text(f"{text}\n{own}\n", encoding="utf-8")
    after = traced(home, edited, capsys)
    [found] = [s for s in after["sentences"] if changed in s["text"]]
    assert found["origin"] == "bank"
    assert found["phrase"] == phrase["phrase"]
    assert not found["exact"]
    [mine] = [s for s in after["sentences"] if s["text"] == own]
    assert (mine["origin"], mine["known"]) == ("unknown", 0)
    document = phrase["source"].split("#")[0]
    [source] = [s for s in after["overlap"]["sources"] if s["document"] == document]
    assert any(not run["exact"] and "着实" in run["text"] for run in source["runs"]), source


def test_facts_and_prompts_are_told_apart(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "我的.txt"
    path.write_text(
        "会议由周　敏同志主持。\n打造先进制造业高地，【待填：产值】。\n2026年12月3日\n", encoding="utf-8"
    )
    first, second, third = traced(home, path, capsys)["sentences"]
    assert [(p["text"], p["field"]) for p in first["parts"] if p["field"]] == [("周　敏", "speaker.name")]
    assert [p["origin"] for p in second["parts"]][:3:2] == ["profile", "prompt"]
    assert third["field"] == "meeting.date"


def test_a_pipe_gets_tabs_and_a_file_a_report(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(home, "稿.md")
    capsys.readouterr()
    assert main(["trace", str(path), "--workspace", str(home)]) == 0
    printed = capsys.readouterr()
    sentences, sources, runs = printed.out.strip().split("\n\n")
    rows = list(csv.reader(io.StringIO(sentences), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == ["句", "行", "来历", "出处", "认出", "句子"]
    assert {len(row) for row in rows} == {6}
    assert sources.startswith("来源\t占比")
    assert runs.startswith("字数\t相同")
    assert "最长重合" in printed.err
    for name in ("来历.md", "来历.xlsx"):
        report = home / "drafts" / name
        assert main(["trace", str(path), "--workspace", str(home), "-o", str(report)]) == 0
        assert report.stat().st_size > 1000
        assert main(["trace", str(path), "--workspace", str(home), "-o", str(report)]) == 2
        assert main(["trace", str(path), "--workspace", str(home), "-o", str(report), "--force"]) == 0


def test_a_file_that_is_no_text_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "没有这份.md", "--workspace", str(home)]) == 2
    assert "找不到文件" in capsys.readouterr().err
    assert main(["trace", str(SAMPLE), "-o", "报告.pdf"]) == 2


# --- the pieces ---------------------------------------------------------------------------------------------


def traced_lines(bank: Path, *lines: str) -> Trace:
    with Bank.open(bank) as opened:
        return trace_text(list(enumerate(lines, 1)), [opened])


def test_parts_join_to_their_sentence_and_nothing_is_lost(home: Path) -> None:
    lines = ("一、抓安全。", "全市上下都要把安全放在心上！【待填：数字】", "English 2026, 没有句号")
    trace = traced_lines(home / "bank.db", *lines)
    assert all("".join(part.text for part in s.parts) == s.text for s in trace.sentences)
    assert sum(count_han(s.text) for s in trace.sentences) == count_han("".join(lines)) - 1


def test_a_source_says_it_though_no_phrase_does(home: Path) -> None:
    with Bank.open(home / "bank.db") as bank:
        paragraphs = bank.document("corpus/安全.txt").paragraphs
    parts = [part for s in traced_lines(home / "bank.db", *paragraphs).sentences for part in s.parts]
    alone = [part for part in parts if part.origin is Origin.SOURCE]
    assert alone
    for part in alone:
        document, _, number = part.source.partition("#")
        assert document == "corpus/安全.txt"
        assert part.text in paragraphs[int(number) - 1]
        assert not part.phrase


def test_near_runs_cross_small_changes_only() -> None:
    source = "要把职工夜校办到工地上去办到车间里去让师傅愿意教徒弟愿意学"
    text = "要把职工夜校办到工地上去，也办进车间里去，让师傅愿意教徒弟愿意学。"
    runs = RunFinder(text, [(0, len(text))]).find(source)
    [near] = [run for run in runs if not run.exact]
    assert text[near.start : near.end] == text.rstrip("。")
    assert near.size - near.same <= 4
    far = "要把职工夜校办到工地上去，再把别的许多不相干的话说上一大段，让师傅愿意教徒弟愿意学。"
    assert all(run.exact for run in RunFinder(far, [(0, len(far))]).find(source))


@pytest.mark.parametrize("shift", range(9))
def test_a_run_is_found_wherever_it_begins(shift: int) -> None:
    text = "师傅愿意教徒弟"
    assert not RunFinder(text, [(0, len(text))]).find("甲" * shift + text)
    text += "学"
    [run] = RunFinder(text, [(0, len(text))]).find("甲" * shift + text)
    assert (run.size, run.at) == (8, shift)


def test_a_draft_of_five_thousand_characters_takes_well_under_a_second(home: Path) -> None:
    with Bank.open(home / "bank.db") as bank:
        paragraphs = [p for p in bank.document("corpus/安全.txt").paragraphs if p]
    lines = []
    while sum(map(len, lines)) < 5000:
        lines += [f"{paragraph[: 40 + len(lines)]}第{len(lines)}处说法不一样。" for paragraph in paragraphs]
    start = time.perf_counter()
    traced_lines(home / "bank.db", *lines)
    assert time.perf_counter() - start < 1
