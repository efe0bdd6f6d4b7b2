"""How fast checking is: a 5,000-character draft as a process, and 10 MB of text.

    python tests/bench/bench_check.py

The text is invented and long: clauses of the starter corpus, shuffled with a fixed seed. Times are the best of
several; on a busy machine read the ratio to `normalize`, which only copies the text, instead.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from drafting.check import check
from drafting.check_settings import settings_for
from drafting.rules import RULES
from drafting.rules.reading import document_from
from drafting.rules.sample import SAMPLE
from drafting.starter import SPEECHES
from phrasebank.formulations import normalize

DRAFT = 5_000  # characters
BULK = 10_000_000  # bytes
RUNS = 5


def make_text(characters: int) -> str:
    """Deal clauses of the starter corpus out into sentences and paragraphs, so that hardly a sentence repeats."""
    deal = random.Random(7)
    lines = [line for path in sorted(SPEECHES.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    clauses = [part for line in lines for part in re.split("[，。；：！？]", line) if 4 < len(part) < 30]
    paragraphs: list[str] = []
    size = 0
    while size < characters:
        paragraph = "".join("，".join(deal.sample(clauses, 4)) + "。" for _ in range(6))
        paragraphs.append(paragraph)
        size += len(paragraph) + 1
    return "\n".join(paragraphs)[:characters]


def best(seconds: list[float]) -> float:
    return min(seconds)


def time_process(text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        draft, profile = Path(folder) / "draft.md", Path(folder) / "locality.yaml"
        draft.write_text(text, encoding="utf-8")
        profile.write_text(SAMPLE, encoding="utf-8")
        command = [sys.executable, "-m", "drafting", "check", str(draft), "-p", str(profile), "--json"]
        taken = []
        for _ in range(RUNS):
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            taken.append(time.perf_counter() - start)
    return best(taken)


def main() -> None:
    sys.stdout.write(f"{DRAFT} characters as a process: {time_process(make_text(DRAFT)):.2f} s\n")
    data = make_text(BULK // 3).encode()
    small = document_from(data[:3000], "-", ".txt")
    check(small, settings_for(small))
    start = time.process_time()
    document = document_from(data, "-", ".txt")
    settings = settings_for(document)
    read = time.process_time() - start
    start = time.process_time()
    normalize(document.text)
    unit = time.process_time() - start
    total = read
    for rule in RULES:
        start = time.process_time()
        found = len(check(document, settings, [rule]))
        taken = time.process_time() - start
        total += taken
        sys.stdout.write(f"{rule.name:22} {taken:6.2f} s  {found} findings\n")
    megabytes = len(data) / 1e6
    sys.stdout.write(
        f"{megabytes:.1f} MB: {megabytes / total:.2f} MB/s of CPU time, {total / unit:.0f} × normalize\n"
    )


if __name__ == "__main__":
    main()
