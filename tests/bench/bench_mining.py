"""Time the whole of mining against jieba's TextRank and rjieba's tagger on the same text (采掘速度).

Run by `make bench`; exits with 1 where a bar is missed. All run in one process and in turns, so that the ratios hold
on any machine; MB/s are shown beside them. `--all` mines everything at hand with two processes and prints the wall
seconds and the largest resident memory of the processes together; `--split` says where the time goes.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from phrasebank.cleaning import clean
from phrasebank.corpus import find_files, read_speech
from phrasebank.intake import mine_document, mine_files
from phrasebank.store import Bank

ROUNDS = 3
SHARED = Path(__file__).parents[3] / "shared"
STARTER = Path(__file__).parents[2] / "phrasebank" / "starter"
MEGABYTE = 1_000_000
EVERY = 51
# How many times TextRank's speed and what share of the tagger's: what is held now, and what is aimed at.
BARS = {"textrank": 3.0, "tagger": 0.035}
AIMS = {"textrank": 10.0, "tagger": 0.1}
# For everything on two cores, seconds and GiB.
LIMITS = {"seconds": 40.0, "memory": 1.0}


def sample() -> list[Path]:
    """Return about a megabyte of documents, spread over all there are (样本)."""
    paths = sorted((SHARED / "reports").glob("*.md"))[3::EVERY] or sorted(STARTER.glob("*.txt"))
    chosen: list[Path] = []
    size = 0
    for path in paths:
        if size < MEGABYTE:
            chosen.append(path)
            size += path.stat().st_size
    return chosen


def seconds(step: Callable[[Any], Any], inputs: Sequence[Any]) -> float:
    """Return the processor seconds that a step takes over all inputs (用时)."""
    start = time.process_time()
    for each in inputs:
        step(each)
    return time.process_time() - start


def compare() -> int:
    """Mine, rank and tag the same text in turns, and print the speeds and their ratios (比较)."""
    import jieba.analyse
    import rjieba

    paths = sample()
    texts = [path.read_text(encoding="utf-8") for path in paths]
    size = sum(path.stat().st_size for path in paths) / MEGABYTE
    mine_document(min(STARTER.glob("*.txt")), "warm-up")
    jieba.analyse.textrank(texts[0][:1000])
    steps: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
        "mine": (lambda path: mine_document(path, path.name, any_genre=True), paths),
        "textrank": (lambda text: jieba.analyse.textrank(text), texts),
        "tagger": (rjieba.tag, texts),
    }
    rounds = []
    for turn in range(ROUNDS):
        # TextRank is slow and steady: once is enough
        chosen = steps if turn == 0 else {name: step for name, step in steps.items() if name != "textrank"}
        rounds.append({name: seconds(*step) for name, step in chosen.items()})
    best = {name: min(times[name] for times in rounds if name in times) for name in steps}
    print(f"{len(paths)} documents, {size:.2f} MB")
    for name in steps:
        print(f"{name:10} {size / best[name]:8.2f} MB/s  (first round {size / rounds[0][name]:.2f})")
    cold = rounds[0]["mine"]
    missed = 0
    for name in ("textrank", "tagger"):
        ratio = best[name] / best["mine"]
        missed += ratio < BARS[name]
        verdict = "missed" if ratio < BARS[name] else "ok"
        print(
            f"mine = {ratio:6.3f} x {name} (first round {best[name] / cold:.3f}, bar {BARS[name]}, aim {AIMS[name]}) {verdict}"
        )
    return 1 if missed else 0


def split() -> int:
    """Print how the time of mining a document divides among its stages (分项)."""
    from phrasebank.annotation import Annotation
    from phrasebank.entities import analyse, text_of
    from phrasebank.mining import mine_speech
    from phrasebank.passages import Passages
    from phrasebank.readers import read_lines

    paths = sample()
    size = sum(path.stat().st_size for path in paths) / MEGABYTE
    speeches = [read_speech(path) for path in paths]
    raws = [read_lines(path) for path in paths]
    stages: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
        "read + clean": (
            lambda pair: clean(read_lines(pair[0]).lines, pair[1].metadata),
            list(zip(paths, raws, strict=True)),
        ),
        "read … defects": (read_speech, paths),
        "words": (lambda speech: Annotation(text_of(speech)), speeches),
        "… context": (lambda speech: analyse(speech), speeches),
        "… marks": (Passages, speeches),
        "… phrases": (lambda speech: mine_speech(speech, "0" * 64), speeches),
    }
    for name, step in stages.items():
        times = [seconds(*step) for _ in range(ROUNDS)]
        print(f"{name:16} {1000 * min(times) / size:7.1f} ms/MB  (first {1000 * times[0] / size:.1f})")
    return 0


def everything() -> int:
    """Mine all documents at hand with two processes (全部)."""
    paths = find_files([SHARED / "reports", SHARED / "corpus"])
    size = sum(path.stat().st_size for path in paths) / MEGABYTE
    peak = 0.0
    before = time.process_time()
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.2):
            peak = max(peak, resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    with tempfile.TemporaryDirectory() as folder, Bank.open(Path(folder) / "bank.db", create=True) as bank:
        start = time.monotonic()
        mined = [0.0]
        report = mine_files(
            bank,
            paths,
            workers=2,
            any_genre=True,
            on_document=lambda _: mined.__setitem__(0, time.monotonic()),
        )
        took = time.monotonic() - start
    done.set()
    watcher.join()
    print(f"{report.read} documents, {size:.1f} MB, {report.added} phrases, {len(report.failed)} failed")
    print(
        f"{took:.1f} s in all (bar {LIMITS['seconds']:.0f}), {mined[0] - start:.1f} s of them until the last document was mined"
    )
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    alone, shared = own.ru_utime + own.ru_stime - before, children.ru_utime + children.ru_stime
    print(
        f"processor seconds: {shared:.1f} in the two workers, {alone:.1f} in the process that stores:"
        f" {alone + shared / 2:.1f} s on two idle cores"
    )
    print(f"{peak:.2f} GiB at most (bar {LIMITS['memory']})")
    return 1 if took > LIMITS["seconds"] or peak > LIMITS["memory"] else 0


def resident() -> float:
    """Return the resident memory of this process and its children in GiB (常驻内存)."""
    import os

    tree = {os.getpid()}
    total = 0
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda each: int(each.name)):
        try:
            status = dict(
                line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line
            )
        except OSError:
            continue
        if int(folder.name) in tree or int(status["PPid"]) in tree:
            tree.add(int(folder.name))
            total += int(status.get("VmRSS", "0 kB").split()[0])
    return total / 1024**2


def main() -> int:
    """Run what the options ask for (运行)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--all", action="store_true", help="mine everything with two processes")
    parser.add_argument("--split", action="store_true", help="say where the time goes")
    options = parser.parse_args()
    gc.disable()
    if options.all:
        return everything()
    return split() if options.split else compare()


if __name__ == "__main__":
    sys.exit(main())
