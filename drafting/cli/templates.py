"""`jianggao templates`: layouts, those that ship and own ones (版式)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.cli.screen import say, show_text
from drafting.cli.tables import table
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.export.catalogue import Template

templates_app = typer.Typer()


@templates_app.command("list")
def list_(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """列出自带的和自己的版式；自己的与自带的同名时，用自己的。"""
    from drafting.export.catalogue import list_templates

    found = list_templates(_folder(workspace))
    if json:
        emit_json([_summary(template) for template in found])
    else:
        rows = ((template.id, _origin(template), template.description) for template in found)
        table(("名称", "来历", "说明"), rows)


@templates_app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="版式名，如speech.md、print。")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """显示一个版式：文字版式显示源码，Word版式显示各样式的字体字号。"""
    from drafting.export.catalogue import find_any

    template = find_any(name, _folder(workspace))
    if template.format == "docx":
        from drafting.export.word import describe_styles

        styles = describe_styles(template)
        if json:
            emit_json({**_summary(template), "styles": styles})
        else:
            table(
                ("用途", "样式", "字体", "字号（磅）", "行距（磅）"),
                (tuple(style.values()) for style in styles),
            )
    elif json:
        emit_json({**_summary(template), "source": template.read_text()})
    else:
        show_text(template.read_text())


@templates_app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="新版式的名称，如红头.docx、内网.html。")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="NAME", help="从哪个版式抄起；不写就抄自带的同一格式。")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的同名版式。")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """在工作区里另存一个版式，改了就能用；Word版式用Word或WPS打开，改样式即可。"""
    from drafting.export.catalogue import copy_template, find_any, source_for

    folder = _folder(workspace)
    if folder is None:
        raise UserError("没有工作区，不知道把版式存在哪里", hint="先运行jianggao init，或加--workspace")
    made = copy_template(find_any(source or source_for(name), folder), name, folder, force=force)
    if json:
        emit_json(_summary(made))
    else:
        note(f"已写入{made.path}；起草时加--template {made.name}使用")


@templates_app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="版式名；不写就检查工作区里的全部版式。")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """检查版式，一次列出全部错误。"""
    from drafting.export.catalogue import find_any, list_templates, misnamed_files
    from drafting.export.template_check import check_template

    folder = _folder(workspace)
    if names:
        chosen = [find_any(name, folder) for name in names]
        faults = []
    else:
        chosen = [template for template in list_templates(folder) if not template.shipped]
        faults = misnamed_files(folder)
    faults += [fault for template in chosen for fault in check_template(template, folder)]
    if json:
        emit_json([asdict(fault) for fault in faults])
    else:
        for fault in faults:
            place = f"{fault.template}，第{fault.line}行" if fault.line else fault.template
            say(f"{place}：{fault.message}")
        note(f"检查了{len(chosen)}个版式，{f'有{len(faults)}处错误' if faults else '没有发现错误'}。")
    if faults:
        raise typer.Exit(1)


@templates_app.command("vars")
def vars_(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """列出文字版式里可以用的变量；[]表示列表，用for逐个取出。"""
    from drafting.export.template_check import fields

    if json:
        emit_json([{"path": path, "about": about} for path, about in fields().items()])
    else:
        table(("变量", "说明"), fields().items())


def _folder(workspace: Path | None) -> Path | None:
    from drafting.workspace import Workspace

    home = Workspace.find(workspace)
    return home.templates_dir if home else None


def _origin(template: Template) -> str:
    if template.shipped:
        return "自带"
    return "自己的（代替自带的）" if template.overrides else "自己的"


def _summary(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "format": template.format,
        "origin": "shipped" if template.shipped else "own",
        "overrides": template.overrides,
        "file": str(template.path) if template.path else None,
        "description": template.description,
    }
