"""`jianggao trace`: where each sentence of a draft is from, and how near it is to its sources (溯源)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note, progress
from drafting.cli.screen import say
from drafting.cli.tables import table
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.profile import LocalityProfile
    from drafting.tracing import Trace
    from drafting.workspace import Workspace
    from outlines.outline import Outline

_REPORTS = (".md", ".markdown", ".xlsx")


def trace(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="稿子：md、txt、html、docx等。")],
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile", "-p", metavar="文件", help="本地情况文件；不写就用工作区里的。", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="把报告存为.md或.xlsx。")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的报告。")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """查一篇稿子每句话的来历，以及与各篇来源重合多少；改过的稿子也能查。"""
    from drafting.files import check_target, write_atomic
    from drafting.trace_report import grids, summary, to_json, to_markdown, to_workbook
    from drafting.workspace import Workspace

    if output is not None:
        if output.suffix.lower() not in _REPORTS:
            raise UserError("报告只能存为.md或.xlsx", where=str(output), hint="换一个后缀，或不加-o")
        check_target(output, force=force)
    home = Workspace.find(workspace)
    found = _trace(file, home, _profile(profile, home))
    if output is not None:
        excel = output.suffix.lower() == ".xlsx"
        write_atomic(
            output, to_workbook(found, str(output)) if excel else to_markdown(found, file.name), force=force
        )
    if as_json:
        emit_json(to_json(found, str(file)))
        return
    if output is None:
        for index, grid in enumerate(grids(found)):
            if index:
                say("")
            table(grid.headers, grid.rows, headed=True)
    else:
        note(f"已写入{output}")
    note(summary(found))


def _trace(file: Path, home: Workspace | None, profile: LocalityProfile | None) -> Trace:
    from drafting.starter import starter_bank_path
    from drafting.tracing import trace_text
    from phrasebank.cleaning import clean
    from phrasebank.readers import read_lines
    from phrasebank.store import Bank

    raw = read_lines(file)
    lines = [(line.number, line.text) for line in raw.lines]
    if raw.format == "pdf":  # whose lines are the page's, not the writer's
        text = clean(raw.lines, raw.metadata)
        lines = list(zip(text.lines, text.paragraphs, strict=True))
    own = [home.bank_path] if home is not None and home.bank_path.exists() else []
    banks = [Bank.open(path) for path in [*own, starter_bank_path(progress)]]
    try:
        return trace_text(lines, banks, _outlines(home), profile, list(_template_lines(home)))
    finally:
        for bank in banks:
            bank.close()


def _profile(path: Path | None, home: Workspace | None) -> LocalityProfile | None:
    """Load the profile named, else the workspace's; one that is broken is told and done without (本地情况)."""
    from drafting.profile import load_profile

    if path is not None:
        return load_profile(path)
    if home is None:
        return None
    try:
        return load_profile(home.profile_path)
    except UserError as error:
        note(error.render().replace("错误：", "本地情况有误，没有用上：", 1))
        return None


def _outlines(home: Workspace | None) -> list[Outline]:
    from drafting.outline_choice import own_outlines
    from outlines.library import shipped_outlines

    own = [file.outline for file in own_outlines(home) if file.outline is not None]
    names = {outline.name for outline in own}
    return [*own, *(outline for outline in shipped_outlines() if outline.name not in names)]


def _template_lines(home: Workspace | None) -> Iterator[tuple[str, str]]:
    """List the lines of words that own layouts bring (自有版式的文字)."""
    from drafting.export.catalogue import list_templates, text_lines

    if home is not None:
        for template in list_templates(home.templates_dir, ("md", "txt", "html")):
            if not template.shipped:
                yield from ((template.id, line) for line in text_lines(template))
