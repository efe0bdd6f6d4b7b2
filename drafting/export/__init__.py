"""Write a draft out as Markdown, plain text, HTML or Word (导出)."""

from __future__ import annotations

from pathlib import Path

from drafting.draft import Draft
from drafting.export.catalogue import DEFAULT_NAME, Template, find_template, format_of, load_sources
from drafting.export.view import view
from drafting.files import write_atomic
from outlines.errors import UserError

PLAIN = f"{DEFAULT_NAME}.md"
"""The layout that needs no template engine while the user has none in its place."""


def render(
    draft: Draft, format: str, template: str | None = None, *, templates_dir: Path | None = None
) -> str:
    """Return a draft as text: `markdown`, `txt` or `html` (渲染).

    Args:
        draft: what to render.
        format: the format's name or suffix.
        template: the layout's name, or the path of a `.j2` file; the one that ships where none is given.
        templates_dir: the workspace's own layouts, which stand before those that ship.

    Raises:
        UserError: for an unknown format or layout, or a fault in a layout, with file and line.
    """
    wanted = format_of(format)
    if wanted == "docx":
        raise UserError("Word稿不能显示为文字", hint="用 -o 存成 .docx 文件")
    return render_template(
        find_template(template or DEFAULT_NAME, wanted, templates_dir), draft, templates_dir
    )


def render_template(template: Template, draft: Draft, templates_dir: Path | None = None) -> str:
    """Render one text layout; one that does not ship runs in a process of its own (按版式渲染)."""
    if template.shipped and template.id == PLAIN and not any(s.alternatives for s in draft.iter_sentences()):
        from drafting.export.markdown import render_markdown

        return render_markdown(view(draft))
    from drafting.template_sandbox import TemplateError, render_apart, render_here

    sources = {**load_sources(templates_dir), template.file: template.read_text()}
    run = render_here if template.shipped else render_apart
    try:
        return run(template.file, sources, view(draft), escape=template.format == "html")
    except TemplateError as error:
        fault = error.fault
        line = f"，第{fault.line}行" if fault.line else ""
        place = str(template.path) if fault.template == template.file else fault.template
        raise UserError(
            f"版式有误：{fault.message}",
            where=f"{place}{line}",
            hint=f"运行jianggao templates check {template.id}查看全部问题",
        ) from None


def export(
    draft: Draft,
    path: Path,
    *,
    layout: str = "print",
    template: str | None = None,
    templates_dir: Path | None = None,
    force: bool = False,
) -> None:
    """Write a draft to a file in the format that its suffix names (导出到文件).

    Args:
        draft: what to write.
        path: ends in .md, .markdown, .txt, .html, .htm or .docx.
        layout: the Word layout: `print` (GB/T 9704) or `podium`.
        template: another layout than those, by name or path.
        templates_dir: the workspace's own layouts.
        force: whether a file that exists may be replaced.
    """
    wanted = format_of(path.suffix)
    if wanted == "docx":
        from drafting.export.word import fill

        chosen = find_template(template or layout, wanted, templates_dir)
        data = fill(chosen.read_bytes(), view(draft), where=str(chosen.path or chosen.id))
    else:
        data = render(draft, wanted, template, templates_dir=templates_dir).encode()
    write_atomic(path, data, force=force)
