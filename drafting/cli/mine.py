"""`jianggao mine`: old speeches in, phrases and outlines out (采集)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note, progress
from outlines.errors import UserError

if TYPE_CHECKING:
    from phrasebank.intake import MiningReport


def mine(
    paths: Annotated[list[Path], typer.Argument(help="讲话稿文件或文件夹，可写多个。")],
    workspace: WorkspaceOption = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="同时用几个进程。")] = 1,
    prune: Annotated[bool, typer.Option("--prune", help="文件已删去的，词库里也移除。")] = False,
    as_json: JsonOption = False,
) -> None:
    """从旧稿里挖掘词句和提纲，存入工作区；没有变化的文件自动跳过。"""
    from drafting.mined_outlines import save_outlines
    from drafting.workspace import Workspace
    from outlines.induce import induce
    from outlines.library import base_sections
    from phrasebank.corpus import find_files
    from phrasebank.intake import mine_files, speech_plans
    from phrasebank.store import Bank

    home = Workspace.find(workspace)
    if home is None:
        raise UserError(
            "还没有工作区，词库无处存放", hint="先运行 jianggao init 文件夹，或用 --workspace 指定"
        )
    files = find_files(paths)
    with Bank.open(home.bank_path, create=True) as bank:
        with progress("采集", len(files)) as advance:
            report = mine_files(
                bank, files, workers=workers, prune=prune, on_document=lambda name: advance(1)
            )
        outlines = induce(speech_plans(bank), base_sections())
    kept = save_outlines(outlines, home.outlines_dir)
    if as_json:
        emit_json(report_to_json(report, [outline.name for outline in outlines]))
    else:
        _print(report, [outline.name for outline in outlines], kept)
    if report.failed:
        raise typer.Exit(1)


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


def _print(report: MiningReport, outlines: list[str], kept: list[str]) -> None:
    note(
        f"读入{report.read}篇，未变{report.unchanged}篇，失败{len(report.failed)}篇，共{report.characters}字。"
    )
    for failure in report.failed:
        note(f"  未采集：{failure.source}（{failure.error}）")
    note(f"新增词句{report.added}条，并入已有{report.merged}条。")
    note("归纳提纲：" + ("、".join(outlines) if outlines else "无（结构完整的讲话稿太少）"))
    for name in kept:
        note(f"  提纲{name}您改过，没有覆盖。")
