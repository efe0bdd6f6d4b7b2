"""What every command shares: its common options and how it speaks (命令共用的选项与输出)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from drafting.cli.screen import escaped, plain

JsonOption = Annotated[bool, typer.Option("--json", help="只向标准输出写JSON，供程序读取。")]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="文件夹",
        help="工作区，即有locality.yaml的文件夹；不写就从当前文件夹往上找。",
        show_default=False,
    ),
]


def emit_json(value: Any) -> None:
    """Write one value to stdout as JSON that people can read too (输出JSON)."""
    sys.stdout.write(escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def note(message: str) -> None:
    """Tell the drafter something, on stderr, where it disturbs no pipe (提示)."""
    with suppress(OSError, ValueError):  # nobody may be reading
        sys.stderr.write(plain(message) + "\n")
        sys.stderr.flush()


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr while the block runs; silent where stderr is no terminal (进度条).

    The block is handed a function that counts so many steps as done.
    """
    if not sys.stderr.isatty():
        yield lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(job, steps)
