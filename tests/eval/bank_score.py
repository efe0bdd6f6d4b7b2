"""Score the phrase bank against hand marks and verdicts (词库评分).

Recall: `bank/labels.json` marks, without text, what a writer would copy from five documents; they are mined and a mark
is found when one phrase covers it. Precision: `bank/verdicts.csv` has what a reader judged of each sampled phrase.
Both are explained in `bank/README.md`. Run it as `python tests/eval/bank_score.py [recall|precision] [--missed]
[--among]`; with `--among` the five are mined among a hundred other reports.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from phrasebank.formulations import by_form, forms, normalize  # noqa: E402 - a script run from anywhere finds the packages first
from phrasebank.intake import mine_files  # noqa: E402 - as above
from phrasebank.phrase import Kind, Phrase  # noqa: E402 - as above
from phrasebank.search import Filters  # noqa: E402 - as above
from phrasebank.store import Bank  # noqa: E402 - as above

SHARED = HERE.parents[1].parent / "shared"
ENOUGH = 0.8  # of a mark's characters must stand in one phrase
HAN = re.compile(r"[\u3400-\u9fff〇]")
SLOT = re.compile(r"\{[^{}]*\}")
LONGEST_SLOT = 30
WINDOW = 120  # characters on both sides of a mark in which a phrase that covers it may begin and end


def han(text: str) -> str:
    """Keep the Han characters, which survive every repair (只留汉字)."""
    return "".join(HAN.findall(text))


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document's Han characters that a writer would copy (标记); `slots` count from its start."""

    document: str
    kind: str
    start: int
    end: int
    slots: tuple[tuple[int, int], ...]
    fingerprint: str

    @property
    def own(self) -> frozenset[int]:
        """Return the offsets that are wording, not a slot (槽位以外的字)."""
        gaps = {i for first, last in self.slots for i in range(self.start + first, self.start + last)}
        return frozenset(range(self.start, self.end)) - gaps


def load_marks() -> list[Mark]:
    """Load the hand marks (载入标记)."""
    rows = json.loads((HERE / "bank" / "labels.json").read_text(encoding="utf-8"))
    return [Mark(**{**row, "slots": tuple(map(tuple, row["slots"]))}) for row in rows]


def wordings(phrase: Phrase) -> list[str]:
    """Return every wording a phrase stands for: its own, its variants, a formulation's known forms (词条的各种写法)."""
    found = [phrase.text, *phrase.variants]
    if phrase.kind is Kind.FORMULATION:
        found += [form for one in by_form().get(normalize(phrase.text), ()) for form in forms(one)]
    return list(dict.fromkeys(found))


@cache
def pattern(wording: str) -> re.Pattern[str] | None:
    """Compile a wording's Han characters, each slot a short gap (词条转为正则); None where too little is left."""
    parts = [han(part) for part in SLOT.split(wording)]
    if sum(map(len, parts)) < 2:
        return None
    return re.compile(f".{{0,{LONGEST_SLOT}}}?".join(f"({part})" if part else "()" for part in parts))


def covered(body: str, mark: Mark, phrase: Phrase) -> frozenset[int]:
    """Return the offsets of the mark that the best wording of a phrase covers (词条盖住的字)."""
    first, last = max(0, mark.start - WINDOW), mark.end + WINDOW
    best: frozenset[int] = frozenset()
    for wording in wordings(phrase):
        regex = pattern(wording)
        if regex is None:
            continue
        for match in regex.finditer(body, first, last):
            offsets = {i for group in range(1, regex.groups + 1) for i in range(*match.span(group))}
            best = max(best, mark.own & offsets, key=len)
    return best


@dataclass(frozen=True, slots=True)
class Result:
    """How much of a mark one phrase covers, and all together (结果)."""

    mark: Mark
    one: float
    together: float
    kinds: tuple[str, ...]


def score(marks: Sequence[Mark], phrases: Sequence[Phrase]) -> Iterator[Result]:
    """Compare every mark with every phrase (逐条比对)."""
    bodies = {
        name: han((SHARED / name).read_text(encoding="utf-8")) for name in {mark.document for mark in marks}
    }
    for mark in marks:
        body, own = bodies[mark.document], mark.own
        wording = "".join(body[i] for i in sorted(own))
        if hashlib.sha256(wording.encode()).hexdigest()[:16] != mark.fingerprint:
            raise SystemExit(f"{mark.document}: the document is not the one that was marked, at {mark.start}")
        finds = [
            (len(cover), phrase.kind.value, cover)
            for phrase in phrases
            if (cover := covered(body, mark, phrase))
        ]
        one = max((size for size, _, _ in finds), default=0) / len(own)
        together = len(frozenset().union(*(cover for _, _, cover in finds))) / len(own)
        kinds = {kind for size, kind, _ in finds if size >= ENOUGH * len(own)}
        yield Result(mark, one, together, tuple(sorted(kinds)))


def mine(documents: Sequence[Path]) -> list[Phrase]:
    """Mine documents into a bank of their own and return its phrases (采集)."""
    with tempfile.TemporaryDirectory() as folder, Bank.open(Path(folder) / "bank.db", create=True) as bank:
        mine_files(bank, documents)
        return bank.select(Filters())


def others(count: int = 100, seed: int = 11001) -> list[Path]:
    """Draw the reports of the first precision draw (抽取报告)."""
    return Random(seed).sample(sorted((SHARED / "reports").glob("*.md")), count)


def recall(missed: bool, among: bool) -> None:
    """Print the recall by kind, and where `missed` is set the marks not found (查全率)."""
    marks = load_marks()
    documents = {SHARED / mark.document for mark in marks}.union(others() if among else ())
    results = list(score(marks, mine(sorted(documents))))
    print(f"{'kind':12} {'marks':>6} {'found':>6} {'recall':>7} {'as that kind':>13} {'in pieces':>10}")
    for kind in ("formulation", "parallel", "heading", ""):
        of = [result for result in results if result.mark.kind.startswith(kind)]
        found = [result for result in of if result.one >= ENOUGH]
        same = sum(result.mark.kind in result.kinds for result in found)
        pieces = sum(result.together >= ENOUGH for result in of)
        share, right, all_in = len(found) / len(of), same / len(of), pieces / len(of)
        print(f"{kind or 'all':12} {len(of):6} {len(found):6} {share:7.3f} {right:13.3f} {all_in:10.3f}")
    if missed:
        for result in results:
            if result.one < ENOUGH:
                mark = result.mark
                text = han((SHARED / mark.document).read_text(encoding="utf-8"))[mark.start : mark.end]
                print(f"{mark.document[-12:]}\t{mark.kind}\t{result.one:.2f}\t{result.together:.2f}\t{text}")


def precision() -> None:
    """Print kept and traceless shares by draw and kind, and how far two readings agree (查准率)."""
    with (HERE / "bank" / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    draws: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        draws[row["draw"]].append(row)
    for draw, of in sorted(draws.items()):
        kinds: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in of:
            kinds[row["kind"]].append(row)
        print(f"\n{draw}: {len(of)} phrases")
        for kind, some in [*sorted(kinds.items()), ("all", of)]:
            line = f"  {kind:12} {len(some):4}"
            for reading in ("1", "2"):
                if all(row[f"keep{reading}"] for row in some):
                    keep = sum(row[f"keep{reading}"] == "1" for row in some) / len(some)
                    clean = sum(row[f"trace{reading}"] == "0" for row in some) / len(some)
                    line += f"   reading {reading}: keep {keep:.3f}, no trace {clean:.3f}"
            print(line)
        if all(row["keep2"] for row in of):
            for field in ("keep", "trace"):
                agreed = sum(row[f"{field}1"] == row[f"{field}2"] for row in of) / len(of)
                print(f"  the two readings agree on {field}: {agreed:.3f}")
        reasons = sorted(
            Counter(row["reason"] for row in of if row["reason"]).items(), key=lambda r: (-r[1], r[0])
        )
        print("  faults: " + ", ".join(f"{reason} {count}" for reason, count in reasons))


if __name__ == "__main__":
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or ["recall", "precision"]
    if "recall" in wanted:
        recall("--missed" in sys.argv, "--among" in sys.argv)
    if "precision" in wanted:
        precision()
