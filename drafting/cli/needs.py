"""`jianggao needs`: ask the departments for what only they know, and take their answers in (征集本地情况)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.cli.tables import table
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.workspace import Workspace


def needs(
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile", "-p", metavar="文件", help="本地情况文件；不写就用工作区里的。", show_default=False
        ),
    ] = None,
    outline: Annotated[str | None, typer.Option("--outline", help="提纲名；不写就用会议该用的那份。")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="把征集单存为.xlsx、.md或.yaml。")
    ] = None,
    merge: Annotated[
        list[Path] | None,
        typer.Option("--merge", metavar="文件", help="把填好的征集单并入locality.yaml。", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的征集单。")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出提纲要用、本地情况里没有的事实，写成征集单；填好后并回来。"""
    from drafting.workspace import Workspace

    home = Workspace.find(workspace)
    if profile is None and home is None:
        raise UserError("不知道为哪里征集", hint="用-p指定本地情况文件，或先运行jianggao init")
    path = profile or home.profile_path  # type: ignore[union-attr]
    if merge:
        if output or outline:
            raise UserError("--merge不能和-o、--outline一起用", hint="先并入，再另写一份征集单")
        _merge(path, merge, as_json=as_json)
    else:
        at_home = home or Workspace(path.expanduser().resolve().parent)
        _list(path, at_home, outline, output, force=force, as_json=as_json)


def _list(
    path: Path, home: Workspace, outline: str | None, output: Path | None, *, force: bool, as_json: bool
) -> None:
    from dataclasses import asdict

    from drafting.files import check_target, write_atomic
    from drafting.needs import list_needs
    from drafting.outline_choice import find_outline
    from drafting.profile import load_profile
    from drafting.questionnaire import SUFFIXES, example_of, write_questionnaire

    if output is not None:
        if output.suffix.lower() not in SUFFIXES:
            raise UserError("征集单只能存为.xlsx、.md或.yaml", where=str(output), hint="换一个后缀")
        check_target(output, force=force)
    profile = load_profile(path)
    chosen = find_outline(outline, home, profile)
    found = list_needs(chosen, profile)
    if output is not None:
        title = f"{profile.meeting.name or profile.meeting.topic}讲话稿材料征集单"
        write_atomic(output, write_questionnaire(found, output, title), force=force)
    if as_json:
        emit_json([asdict(need) for need in found])
    elif output is None:
        rows = ((need.ask, need.question, need.where, example_of(need), need.field) for need in found)
        table(("问谁", "问题", "用在哪里", "写法", "项目"), rows)
    where = f"，已写入{output}；填好后运行jianggao needs --merge {output}" if output else ""
    note(f"提纲“{chosen.name}”还缺{len(found)}项本地情况{where}。")


def _merge(path: Path, files: list[Path], *, as_json: bool) -> None:
    from drafting.merging import merge_answers

    merged = merge_answers(path, files)
    if as_json:
        emit_json({
            "profile": str(path),
            "merged": list(merged.fields),
            "unanswered": merged.unanswered,
            "backup": str(merged.backup) if merged.backup else None,
        })  # fmt: skip
        return
    blank = f"，{merged.unanswered}项没有答复" if merged.unanswered else ""
    if merged.fields:
        note(
            f"已并入{path}：{'、'.join(dict.fromkeys(merged.fields))}{blank}。原来的文件存为{merged.backup}。"
        )
    else:
        note(f"没有新的答复，{path}没有改动{blank}。")
