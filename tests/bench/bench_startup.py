"""Time commands as processes against a reference, in turns, and hold them to a ratio (启动耗时).

Run by `make bench`; exits with 1 where a ratio is missed. Ratios, not seconds: they hold on any machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench_drafts import localities

ROUNDS = 15
STARTER = Path(__file__).parents[2] / "phrasebank" / "starter"
SPEECH = 20_000  # characters: a long speech
BATCH, EACH = 1000, 30.0  # drafts in one call, and milliseconds that each may take
COMMAND = "from drafting.cli import run; run()"
BARE_APP = """
import typer

app = typer.Typer()


@app.command()
def one() -> None:
    "One."


@app.command()
def two() -> None:
    "Two."


app()
"""


@dataclass(frozen=True, slots=True)
class Race:
    """One command, its reference, and how many times the reference's time it may take (比较)."""

    name: str
    command: list[str]
    reference: list[str]
    bar: float


def races(folder: Path) -> list[Race]:
    """List what is compared (比较项)."""
    jianggao = [sys.executable, "-c", COMMAND]
    help_command = [*jianggao, "--help"]
    bare = folder / "bare.py"
    bare.write_text(BARE_APP, encoding="utf-8")
    search = ["phrases", "search", "工会"]
    speech = folder / "speech.txt"
    speech.write_text(_starter_text(SPEECH), encoding="utf-8")
    return [
        Race("--help : bare typer --help", help_command, [sys.executable, str(bare), "--help"], 1.2),
        Race(
            "phrases search : bare typer command",
            [*jianggao, *search],
            [sys.executable, str(bare), "one"],
            1.5,
        ),
        Race(
            "read a speech : bare typer command",
            [*jianggao, "read", str(speech)],
            [sys.executable, str(bare), "one"],
            1.8,
        ),
        Race("draft to Markdown : --help", [*jianggao, "draft", "--demo"], help_command, 4.0),
    ]


def _starter_text(length: int) -> str:
    """Join speeches of the starter corpus to one text of a given length (样稿)."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(STARTER.glob("*.txt")))[:length]


def seconds(command: list[str], folder: Path) -> float:
    """Time one process from start to end (一次耗时)."""
    # Byte code must be there on both sides, as it is after an install: the warm-up writes it.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=environment)
    elapsed = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command[2:])} failed:\n{done.stderr.decode()}")
    return elapsed


def measure(race: Race, folder: Path) -> tuple[float, float]:
    """Return the median times of command and reference, run in turns after a warm-up (中位数)."""
    pairs = [(race.command, []), (race.reference, [])]
    for command, _ in pairs:
        seconds(command, folder)
    for _ in range(ROUNDS):
        for command, times in pairs:
            times.append(seconds(command, folder))
    return statistics.median(pairs[0][1]), statistics.median(pairs[1][1])


def batch(folder: Path) -> float:
    """Return the milliseconds that each of many drafts of one call takes, from profile to file (批量耗时)."""
    profiles: list[str] = []
    for i, text in enumerate(localities(50) * (BATCH // 50)):
        path = folder / f"{i}.yaml"
        path.write_text(text, encoding="utf-8")
        profiles += ["-p", str(path)]
    command = [sys.executable, "-c", COMMAND, "draft", "-q", *profiles, "-o", str(folder / "out.md")]
    return 1000 * seconds(command, folder) / BATCH


def main() -> int:
    """Run all races and print a line for each (运行)."""
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        for race in races(Path(name)):
            command, reference = measure(race, Path(name))
            ratio = command / reference
            missed += ratio > race.bar
            verdict = "missed" if ratio > race.bar else "ok"
            print(
                f"{race.name:32} {command * 1000:5.0f} ms / {reference * 1000:5.0f} ms"
                f" = {ratio:4.2f} (bar {race.bar}) {verdict}"
            )
        each = batch(Path(name))
        missed += each > EACH
        print(
            f"{BATCH} drafts in one call: {each:.1f} ms each (bar {EACH}) {'missed' if each > EACH else 'ok'}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
