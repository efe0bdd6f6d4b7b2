"""`jianggao mine`: old speeches in, phrases and outlines out (采集)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note, progress
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.workspace import Workspace
    from phrasebank.intake import MiningReport
    from phrasebank.store import Bank


def mine(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="讲话稿文件或文件夹，可写多个。")],
    workspace: WorkspaceOption = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=64, help="同时用几个进程；不写则文件多时用上全部核心。"),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="文件已删去的，词库里也移除。")] = False,
    any_genre: Annotated[bool, typer.Option("--any-genre", help="看来是新闻、文件、法规的也采集。")] = False,
    as_json: JsonOption = False,
) -> None:
    """从旧稿里挖掘词句和提纲，存入工作区；没有变化的文件自动跳过。"""
    from drafting.files import make_folder
    from drafting.mined_outlines import save_outlines
    from drafting.workspace import Workspace
    from outlines.induce import induce
    from outlines.library import base_sections
    from phrasebank.intake import mine_files, speech_plans
    from phrasebank.store import Bank

    home = Workspace.find(workspace)
    if home is None:
        raise UserError("还没有工作区，词库无处存放", hint="先运行jianggao init 文件夹，或用--workspace指定")
    files = _documents(paths, home)
    if not files and not prune:
        raise _nothing_found(paths)
    make_folder(home.outlines_dir)
    with Bank.open(home.bank_path, create=True) as bank:
        with bank.transaction():
            pass  # refuses a bank that cannot be written before the long work, not after it
        gone = forget_gone(bank, home) if prune else []
        with progress("采集", len(files)) as advance:
            report = mine_files(
                bank,
                files,
                workers=workers,
                any_genre=any_genre,
                name=home.name_of,
                on_document=lambda name: advance(1),
            )
        outlines = induce(speech_plans(bank), base_sections())
    kept = save_outlines(outlines, home.outlines_dir)
    if as_json:
        emit_json(report_to_json(report, [outline.name for outline in outlines]))
    else:
        _print(report, [outline.name for outline in outlines], kept, gone)
    if report.failed and not (report.read or report.unchanged):
        raise UserError(
            "没有一个文件能采集", hint="换成txt、docx、pdf或网页格式的讲话稿；用jianggao read可查看一个文件"
        )
    if report.failed:
        raise typer.Exit(1)


def _documents(paths: Sequence[Path], home: Workspace) -> list[Path]:
    """Find the files to mine, each once; what the workspace itself has written is no source (待采集文件)."""
    from phrasebank.corpus import find_files

    given = [path.resolve() for path in paths]
    for path in given:
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise UserError("进不了这个文件夹", where=str(path), hint="检查文件夹的权限")
    made = [
        folder
        for folder in (home.drafts_dir, home.templates_dir)
        if not any(path.is_relative_to(folder) for path in given)
    ]
    files = dict.fromkeys(path.resolve() for path in find_files(paths))
    return [path for path in files if not any(path.is_relative_to(folder) for folder in made)]


def forget_gone(bank: Bank, home: Workspace) -> list[str]:
    """Take documents whose file is gone, and their phrases, out of the bank; return their names (移除)."""
    from phrasebank.intake import derive_phrases

    with bank.transaction():
        # A name that is no faithful copy of the file's says nothing of whether the file is there.
        gone = [name for name in bank.documents() if "\ufffd" not in name and _is_gone(home.document(name))]
        for name in gone:
            bank.drop(name)
        if gone:
            derive_phrases(bank)
    return gone


def _is_gone(path: Path) -> bool:
    """Tell whether a file is gone for certain, not only out of reach (已删去)."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _nothing_found(paths: Sequence[Path]) -> UserError:
    from phrasebank.readers import SUFFIXES

    known = "、".join(suffix.lstrip(".") for suffix in SUFFIXES)
    return UserError(
        "文件夹里没有讲话稿", where="、".join(map(str, paths)), hint=f"换一个文件夹；认得的格式：{known}"
    )


def report_to_json(report: MiningReport, outlines: list[str]) -> dict[str, object]:
    """Lay a report out as `mine --json` promises (采集结果)."""
    return {
        "documents": {
            "read": report.read,
            "unchanged": report.unchanged,
            "failed": [{"source": failure.source, "error": failure.error} for failure in report.failed],
        },
        "phrases": {
            "added": report.added,
            "merged": report.merged,
            "rejected": dict(sorted(report.rejected.items())),
        },
        "outlines": outlines,
        "seconds": report.seconds,
        "characters": report.characters,
    }


def _print(report: MiningReport, outlines: list[str], kept: list[str], gone: list[str]) -> None:
    note(
        f"读入{report.read}篇，未变{report.unchanged}篇，失败{len(report.failed)}篇，共{report.characters}字。"
    )
    for failure in report.failed:
        note(f"  未采集：{failure.source}（{failure.error}）")
    if gone:
        note(f"移除{len(gone)}篇（文件已不在）：" + "、".join(gone))
    note(f"新增词句{report.added}条，并入已有{report.merged}条。")
    note("归纳提纲：" + ("、".join(outlines) if outlines else "无（结构完整的讲话稿太少）"))
    for name in kept:
        note(f"  提纲{name}您改过，没有覆盖。")
