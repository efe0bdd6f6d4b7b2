"""The command line: parse, call, print, exit status (命令行)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from drafting.cli.console import note
from drafting.cli.group import LazyGroup
from drafting.cli.usage import UsageError, explain
from outlines.errors import UserError

EXIT_FINE, EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERRUPTED, EXIT_PIPE = 0, 1, 2, 130, 141

app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本。")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="与--version合用：显示运行环境。")] = False,
) -> None:
    """讲稿：从旧稿里学结构和措辞，照本地情况写出讲话稿框架。"""
    if version:
        _print_version(verbose)
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _print_version(verbose: bool) -> None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"jianggao {version('jianggao')}")
    except PackageNotFoundError:
        print("jianggao（未安装，直接从源码运行）")
    if verbose:
        import platform
        import sqlite3

        from drafting.starter import SPEECHES
        from outlines.library import shipped_outlines
        from phrasebank.formulations import evidence_until

        speeches = sum(1 for _ in SPEECHES.glob("*.txt"))
        print(f"提法依据截至{evidence_until()}，内置讲话稿{speeches}篇，内置提纲{len(shipped_outlines())}份")
        print(f"Python {platform.python_version()}（{platform.system()} {platform.machine()}）")
        print(f"SQLite {sqlite3.sqlite_version}")


def _expand(arguments: Sequence[str]) -> list[str]:
    """Replace patterns by the files they match, where the shell leaves that to the program (展开通配符)."""
    if sys.platform != "win32":
        return list(arguments)
    from glob import glob

    return [name for given in arguments for name in (sorted(glob(given)) or [given])]  # noqa: PTH207 as typed


def run() -> NoReturn:
    """Run the command line and leave at once (命令行程序).

    Taking a heap of phrases apart object by object takes as long as a tenth of a draft; the system does it for
    nothing. All output is flushed and every file closed by then.
    """
    status = main()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (入口); every error ends here, none as a traceback."""
    _open_streams()
    given = list(_expand(sys.argv[1:]) if arguments is None else arguments)
    status = EXIT_FINE
    try:
        try:
            with typer.main.get_command(app).make_context("jianggao", given) as context:
                context.command.invoke(context)
        except typer.Exit as end:
            status = end.exit_code
        sys.stdout.flush()
    except UserError as error:
        note(error.render())
        return EXIT_USAGE
    except UsageError as error:
        note(explain(error).render())
        return EXIT_USAGE
    except (KeyboardInterrupt, typer.Abort):
        note("已中断。")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return EXIT_PIPE
    except Exception as error:
        from drafting.cli.faults import explain_unforeseen, wants_traceback

        if wants_traceback():
            raise
        note(explain_unforeseen(error).render())
        with suppress(OSError):
            sys.stdout.flush()
            return EXIT_USAGE
        _abandon_stdout()
        return EXIT_USAGE
    return status


def _open_streams() -> None:
    """Make both streams UTF-8, whatever the locale says, and there to be written to (输出流)."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started the program
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 stays open to the end
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows pipe would otherwise get the ANSI code page
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _abandon_stdout() -> None:
    """Send what is left where it does no harm: the interpreter flushes stdout once more at exit (放弃输出)."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
