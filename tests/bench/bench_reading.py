"""Time each stage of reading plain text against decoding it, and hold it to a ratio (阅读速度).

Run by `make bench`; exits with 1 where a ratio is missed. The reference decodes the bytes and splits them into
lines, in the same process and round, so that the ratios hold on any machine; MB/s are shown beside them.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from outlines.detect import detect
from outlines.speech import Speech
from phrasebank.cleaning import clean
from phrasebank.cleaning.defects import find_defects
from phrasebank.readers import parse_bytes

ROUNDS = 7
STARTER = Path(__file__).parents[2] / "phrasebank" / "starter"
REPORTS = Path(__file__).parents[3] / "shared" / "reports"
EVERY = 20  # one report in so many is read, where they are at hand
# How many times the time of the reference a stage may take, on a busy machine too. The aim for the first three together
# is 5 MB/s: 100 times where the reference reaches 500 MB/s.
BARS = {"read": 10.0, "clean": 75.0, "structure": 55.0, "all three": 135.0, "defects": 110.0}


def documents() -> list[bytes]:
    """Return what is read: the starter speeches, and real reports where they are at hand (语料)."""
    paths = [*sorted(STARTER.glob("*.txt")), *sorted(REPORTS.glob("*.md"))[::EVERY]]
    return [path.read_bytes() for path in paths]


def _take(step: Callable[[Any], Any], inputs: Sequence[Any]) -> tuple[float, list[Any]]:
    start = time.process_time()
    results = [step(each) for each in inputs]
    return time.process_time() - start, results


def _defects(pair: tuple[Any, Any]) -> object:
    text, found = pair
    speech = Speech(
        *("", "txt", "utf-8"), found.title, found.speaker, found.date, found.units, found.paragraphs,
        text.removed, text.repairs,
    )  # fmt: skip
    return find_defects(speech, text.metadata)


def measure(data: Sequence[bytes]) -> dict[str, float]:
    """Run every stage once and return its seconds (一轮)."""
    times: dict[str, float] = {}
    times["reference"], _ = _take(lambda each: each.decode().splitlines(), data)
    times["read"], raws = _take(lambda each: parse_bytes(each, source="speech.txt", suffix=".txt"), data)
    times["clean"], texts = _take(lambda raw: clean(raw.lines, raw.metadata), raws)
    times["structure"], found = _take(lambda t: detect(t.paragraphs, t.hints, t.lines, t.metadata), texts)
    times["all three"] = times["read"] + times["clean"] + times["structure"]
    times["defects"], _ = _take(_defects, list(zip(texts, found, strict=True)))
    return times


def main() -> int:
    """Run some rounds, keep the best of each stage and print a line for each (运行)."""
    data = documents()
    measure(data)
    gc.freeze()
    rounds = [measure(data) for _ in range(ROUNDS)]
    best = {stage: min(times[stage] for times in rounds) for stage in rounds[0]}
    size = sum(map(len, data)) / 1e6
    print(
        f"{len(data)} documents, {size:.1f} MB; decode and split lines: {size / best['reference']:.0f} MB/s"
    )
    missed = 0
    for stage, bar in BARS.items():
        ratio = best[stage] / best["reference"]
        missed += ratio > bar
        verdict = "missed" if ratio > bar else "ok"
        print(f"{stage:10} {size / best[stage]:7.1f} MB/s = {ratio:5.1f} x reference (bar {bar}) {verdict}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
