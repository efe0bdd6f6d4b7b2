"""`jianggao outlines`: list, show, copy and check outlines (提纲)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.cli.screen import say
from drafting.cli.tables import table
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.workspace import Workspace
    from outlines.outline import Outline, OutlineSection

outlines_app = typer.Typer()

NameArgument = Annotated[str, typer.Argument(metavar="名称", help="提纲名，见jianggao outlines list。")]


class Listed(NamedTuple):
    """An outline, the file it is from, and whether a draft would use it (一份提纲)."""

    outline: Outline
    path: Path | None
    in_force: bool


@outlines_app.command("list")
def list_outlines(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出内置、归纳和自定的提纲，按会议荐一份；同名时工作区里的为准。"""
    home = _home(workspace)
    listed, faults = _collect(home)
    proposed, meeting = _propose(home, [entry.outline for entry in listed if entry.in_force])
    if as_json:
        emit_json([_summary(e) | {"proposed": e.in_force and e.outline.name == proposed} for e in listed])
    else:
        headers = ("名称", "说明", "场合", "主题", "各部分", "来历", "现行")
        table(headers, [_row(entry) for entry in listed])
        if proposed:
            note(f"“{meeting}”适合用提纲“{proposed}”，不写--outline就用它。")
    _report(faults)


@outlines_app.command("show")
def show(name: NameArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """查看一份提纲：标题、各部分的小标题、句架和待填项。"""
    found = _find(name, _home(workspace))
    if as_json:
        emit_json(_summary(found) | _details(found.outline))
    else:
        say("\n".join(_lines(found)))


@outlines_app.command("new")
def new(
    name: NameArgument,
    source: Annotated[
        str, typer.Option("--from", metavar="名称", help="照哪一份提纲来改。")
    ] = "work-meeting",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """照现有的提纲复制一份到工作区，供修改。"""
    from dataclasses import replace

    from drafting.files import make_folder, member, write_atomic
    from outlines.library import dump_outline

    home = _home(workspace)
    if home is None:
        raise UserError("还没有工作区，提纲无处存放", hint="先运行jianggao init，或用--workspace指定工作区")
    found = _find(source, home)
    path = member(home.outlines_dir, name, ".yaml")
    if os.path.lexists(path):
        raise UserError("已有同名的提纲", where=str(path), hint="换一个名称，或直接修改这个文件")
    make_folder(home.outlines_dir)
    write_atomic(path, dump_outline(replace(found.outline, origin="user", sources=())).encode())
    if as_json:
        emit_json({"name": name, "from": found.outline.name, "path": str(path)})
    else:
        say(str(path))
        note(
            f"已照“{found.outline.name}”写好。改完用jianggao outlines check {name}检查，用jianggao draft --outline {name}起草。"
        )


@outlines_app.command("check")
def check(
    target: Annotated[str, typer.Argument(metavar="名称或文件", help="工作区里的提纲名，或提纲文件。")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """检查一份提纲，把要改的地方一次列全。"""
    from outlines.library import load_outline
    from outlines.yaml_source import SourceError

    path = _file_of(target, workspace)
    problems: list[dict[str, object]] = []
    try:
        load_outline(path)
    except SourceError as error:
        problems = [
            {"line": p.line, "field": p.field, "message": p.message, "hint": p.hint} for p in error.problems
        ]
        if not as_json:
            note(error.render())
    if as_json:
        emit_json({"file": str(path), "problems": problems})
    elif not problems:
        say(f"{path}：没有问题")
    if problems:
        raise typer.Exit(1)


def _home(workspace: Path | None) -> Workspace | None:
    from drafting.workspace import Workspace

    return Workspace.find(workspace)


def _collect(home: Workspace | None) -> tuple[list[Listed], list[UserError]]:
    """Gather every outline there is, the workspace's own first (收齐提纲)."""
    from drafting.outline_choice import own_outlines
    from outlines.library import shipped_outlines

    own = own_outlines(home)
    listed = [Listed(file.outline, file.path, True) for file in own if file.outline is not None]
    taken = {file.path.stem for file in own}
    listed += [Listed(outline, None, outline.name not in taken) for outline in shipped_outlines()]
    return listed, [file.fault for file in own if file.fault is not None]


def _propose(home: Workspace | None, outlines: list[Outline]) -> tuple[str, str]:
    """Name the outline that a draft would take for the workspace's meeting, and the meeting (荐提纲).

    Both empty without a workspace, or where its profile has mistakes: to tell them is not this command's.
    """
    from drafting.outline_choice import propose_outline
    from drafting.profile import load_profile

    if home is None or not outlines:
        return "", ""
    try:
        profile = load_profile(home.profile_path)
    except UserError:
        return "", ""
    return propose_outline(outlines, profile).name, profile.meeting.name or profile.meeting.topic


def _find(name: str, home: Workspace | None) -> Listed:
    """Find the outline in force by its whole name (找提纲)."""
    from drafting.outline_choice import outline_files
    from outlines.library import load_outline, near_names

    path = next((path for path in outline_files(home) if path.stem == name), None)
    if path is not None:
        return Listed(load_outline(path), path, True)
    listed, _ = _collect(home)
    found = next((entry for entry in listed if entry.in_force and entry.outline.name == name), None)
    if found is None:
        near = near_names(name, [entry.outline.name for entry in listed])
        raise UserError(f"没有名为“{name}”的提纲", hint=f"可以写：{near}")
    return found


def _file_of(target: str, workspace: Path | None) -> Path:
    from drafting.outline_choice import outline_files
    from outlines.library import LIBRARY, near_names, shipped_outlines

    path = Path(target)
    if path.suffix in (".yaml", ".yml") or os.path.lexists(path):
        return path
    files = {p.stem: p for p in outline_files(_home(workspace))}
    for outline in shipped_outlines():
        files.setdefault(outline.name, LIBRARY / f"{outline.name}.yaml")
    if target not in files:
        raise UserError(
            f"没有名为“{target}”的提纲", hint=f"可以写：{near_names(target, files)}，或写文件路径"
        )
    return files[target]


def _report(faults: list[UserError]) -> None:
    for fault in faults:
        note(fault.render())
    if faults:
        raise typer.Exit(1)


def _row(entry: Listed) -> tuple[str, ...]:
    from outlines.library import ORIGINS
    from outlines.role import ROLE_LABELS

    outline = entry.outline
    return (
        outline.name,
        outline.title,
        "、".join(outline.occasions) or "不限",
        "、".join(outline.topics) or "不限",
        "、".join(ROLE_LABELS[section.role] for section in outline.sections),
        ORIGINS[outline.origin],
        "是" if entry.in_force else "否，工作区有同名的",
    )


def _summary(entry: Listed) -> dict[str, Any]:
    outline = entry.outline
    return {
        "name": outline.name,
        "title": outline.title,
        "description": outline.description,
        "occasions": list(outline.occasions),
        "topics": list(outline.topics),
        "roles": [str(section.role) for section in outline.sections],
        "origin": outline.origin,
        "path": str(entry.path) if entry.path else None,
        "in_force": entry.in_force,
    }


def _details(outline: Outline) -> dict[str, Any]:
    return {
        "speech_title": outline.speech_title,
        "salutation": outline.salutation,
        "heading_sets": [list(headings) for headings in outline.heading_sets],
        "sections": [_section_details(section) for section in outline.sections],
        "required_formulations": list(outline.required_formulations),
        "sources": list(outline.sources),
    }


def _section_details(section: OutlineSection) -> dict[str, Any]:
    topics = section.point_topics or ((),) * len(section.point_sets)
    return {
        "role": str(section.role),
        "share": section.share,
        "points": list(section.points),
        "point_sets": [
            {"topics": list(words), "points": list(headings)}
            for headings, words in zip(section.point_sets, topics, strict=True)
        ],
        "frames": list(section.frames),
        "prompts": [{"field": prompt.field, "text": prompt.text} for prompt in section.prompts],
    }


def _lines(entry: Listed) -> list[str]:
    """Set an outline out for reading, the same on a terminal and in a pipe (提纲全貌)."""
    from outlines.library import ORIGINS

    outline = entry.outline
    lines = [
        f"{outline.title}（{outline.name}，{ORIGINS[outline.origin]}）",
        *([outline.description] if outline.description else []),
        f"场合：{'、'.join(outline.occasions) or '不限'}",
        f"主题：{'、'.join(outline.topics) or '不限'}",
        f"标题：{outline.speech_title}",
        f"称呼：{outline.salutation}",
        *([f"文件：{entry.path}"] if entry.path else []),
        "",
        "一级标题（整组取用）",
        *_alternatives(outline.heading_sets),
    ]
    for section in outline.sections:
        lines += ["", *_section_lines(section)]
    if outline.sources:
        lines += ["", "归纳自", *(f"  {source}" for source in outline.sources)]
    return lines


def _section_lines(section: OutlineSection) -> list[str]:
    from outlines.role import ROLE_LABELS

    least, most = section.points
    number = str(most) if least == most else f"{least}至{most}"
    quota = f"，小标题{number}个" if most else ""
    lines = [f"【{ROLE_LABELS[section.role]}】 占{section.share:.0%}{quota}"]
    if section.point_sets:
        lines += ["  小标题", *_alternatives(section.point_sets, section.point_topics, indent="    ")]
    lines += ["  句架", *(f"    {frame}" for frame in section.frames)]
    if section.prompts:
        lines += ["  待填", *(f"    {prompt.field}：{prompt.text}" for prompt in section.prompts)]
    return lines


def _alternatives(
    sets: tuple[tuple[str, ...], ...], topics: tuple[tuple[str, ...], ...] = (), indent: str = "  "
) -> list[str]:
    lines = []
    for i, headings in enumerate(sets):
        words = f"［限{'、'.join(topics[i])}］" if topics and topics[i] else ""
        lines.append(f"{indent}{i + 1}. {words}{'；'.join(headings)}")
    return lines
