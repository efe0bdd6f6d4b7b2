"""What a search costs as a process, as a ratio to an empty command of a bare Typer app (启动速度).

Run: python tests/bench/bench_start.py [--runs 20]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BARE = """
import typer
app = typer.Typer()
@app.command()
def one(): pass
@app.command()
def two(): pass
app()
"""
JIANGGAO = "import sys; from drafting.cli import main; sys.exit(main({!r}))"
MAKE_BANK = """
from pathlib import Path
from outlines.speech import Role
from phrasebank.phrase import Kind, Phrase
from phrasebank.store import Bank
with Bank.open(Path("bank.db"), create=True) as bank:
    bank.publish(
        Phrase(f"{i:08x}", f"第{i}条技能举措", Kind.MEASURE, Role.OTHER, (), (), 1, ()) for i in range(5000)
    )
Path("locality.yaml").write_text("place: {name: 云州市}\\n", "utf-8")
"""


def run(arguments: Sequence[str], folder: str) -> float:
    """Time one process in seconds (单次耗时)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    subprocess.run(arguments, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Time the processes in turn, so that a busy machine slows all alike (主程序)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bare.py").write_text(BARE)
        run([sys.executable, "-c", MAKE_BANK], folder)
        search = JIANGGAO.format(["phrases", "search", "技能"])
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "bare typer": [sys.executable, "bare.py", "one"],
            "phrases search": [sys.executable, "-c", search],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs + 1):
            for name, command in commands.items():
                times[name].append(run(command, folder))
    reference = statistics.median(times["bare typer"][1:])
    for name, taken in times.items():
        median = statistics.median(taken[1:])
        print(f"{name:16} median {1000 * median:6.1f} ms, {median / reference:5.2f} × bare typer")


if __name__ == "__main__":
    main()
