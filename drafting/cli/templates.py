"""`jianggao templates`: layouts, those that ship and own ones (版式)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note, progress
from drafting.cli.screen import say, show_text
from drafting.cli.tables import table
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.draft import Draft
    from drafting.export.catalogue import Template

templates_app = typer.Typer()

_LONGEST_VALUE = 30  # characters of a current value that are shown


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
    """列出文字版式里可以用的变量和现在的值；[]表示列表，用for逐个取出。

    在工作区里，值取自按本地情况写出的一篇；不在，取自样稿。
    """
    from drafting.export.template_check import fields
    from drafting.export.view import value_at, view

    data = view(_current_draft(workspace))
    rows = [(path, about, value_at(data, path)) for path, about in fields().items()]
    if json:
        emit_json([{"path": path, "about": about, "value": value} for path, about, value in rows])
    else:
        table(("变量", "说明", "现在的值"), ((path, about, _shown(value)) for path, about, value in rows))


def _current_draft(workspace: Path | None) -> Draft:
    """Draft for the workspace's profile; the sample where there is none or it cannot be done (当前稿件)."""
    from drafting.export.sample import sample_draft
    from drafting.workspace import Workspace

    home = Workspace.find(workspace)
    if home is None:
        return sample_draft(noted=True)
    from drafting.drafter import Sources, make_draft
    from drafting.outline_choice import find_outline
    from drafting.plan import make_plan
    from drafting.profile import load_profile
    from drafting.starter import starter_bank_path

    own = [home.bank_path] if home.bank_path.exists() else []
    try:
        profile = load_profile(home.profile_path)
        plan = make_plan(find_outline(None, home, profile))
        sources = Sources([*own, starter_bank_path(progress)])
        try:
            return make_draft(plan, profile, sources)
        finally:
            sources.close()
    except UserError as error:
        note(error.render().replace("错误：", "写不出当前的稿子，值取自样稿：", 1))
        return sample_draft(noted=True)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"（{len(value)}项）"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


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
