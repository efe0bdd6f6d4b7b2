"""`jianggao check`: what a careful editor would catch in a draft (检查)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.cli.screen import plain, say
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.check_fix import Fixed
    from drafting.profile import LocalityProfile
    from drafting.rules.document import Document
    from drafting.rules.model import Finding, Rule, Settings
    from drafting.workspace import Workspace

_FIXABLE = ("txt", "md", "html", "docx")


class Format(StrEnum):
    """How findings are written (输出格式)."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="文稿，可写几个；写-从标准输入读。", show_default=False),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", "-p", metavar="文件", help="本地情况文件；不写就用工作区里的。"),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="把只有一种改法的改好；原地改会留备份。")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="与--fix合用：改好的另存为。")
    ] = None,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="文件", help="把发现写成Word批注，另存为这个.docx。"),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TEXT,
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="规则", help="只用这些规则。")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="规则", help="不用这些规则。")
    ] = None,
    list_rules: Annotated[bool, typer.Option("--rules", help="列出全部规则。")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="规则", help="说明一条规则，附正误例子。")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的输出文件。")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """检查文稿里的残留、缺漏、错误和雷同，像细心的校对那样；有发现时返回1。"""
    import gc

    from drafting.check import choose_rules, find_rule

    gc.disable()  # one run makes no garbage worth a search
    if list_rules or explain:
        _describe(
            [find_rule(explain)] if explain else list(choose_rules(select or (), ignore or ())),
            as_json,
            bool(explain),
        )
        return
    if not files:
        raise UserError("没有写要检查的文件", hint="写上文件名，或写-从标准输入读")
    _check_options(files, fix, output, annotate)
    rules = choose_rules(select or (), ignore or ())
    home, local = _locality(profile, workspace)
    form = Format.JSON if as_json else format
    checked: list[tuple[Document, list[Finding]]] = []
    failed = False
    for name in files:
        try:
            checked.append(
                _check_one(name, rules, home, local, fix=fix, output=output, force=force, annotate=annotate)
            )
        except UserError as error:
            if len(files) == 1:
                raise
            note(error.render())
            failed = True
    if not checked:
        raise typer.Exit(2)
    _show(checked, rules, form)
    if failed or any(findings for _, findings in checked):
        raise typer.Exit(1)


def _check_options(files: list[str], fix: bool, output: Path | None, annotate: Path | None) -> None:
    if output and not fix:
        raise UserError("-o要与--fix合用", hint="加上--fix，或去掉-o")
    if (output or annotate) and len(files) > 1:
        raise UserError("输出文件只有一个，一次只能检查一篇", hint="分几次检查")
    if annotate and fix:
        raise UserError("--annotate和--fix不能合用", hint="先改正，再批注")
    if annotate and annotate.suffix.lower() != ".docx":
        raise UserError("批注只能写进.docx", where=str(annotate), hint="把文件名的后缀写成.docx")


def _locality(
    profile: Path | None, workspace: Path | None
) -> tuple[Workspace | None, LocalityProfile | None]:
    from drafting.profile import load_profile
    from drafting.workspace import Workspace

    home = Workspace.find(workspace)
    if profile is not None:
        return (
            Workspace.find(profile.parent) if home is None and profile.name == "locality.yaml" else home
        ), load_profile(profile)
    return home, load_profile(home.profile_path) if home else None


def _check_one(
    name: str,
    rules: tuple[Rule, ...],
    home: Workspace | None,
    local: LocalityProfile | None,
    *,
    fix: bool,
    output: Path | None,
    force: bool,
    annotate: Path | None,
) -> tuple[Document, list[Finding]]:
    from drafting.check import check as run
    from drafting.check_settings import settings_for
    from drafting.rules.reading import document_from
    from phrasebank.readers import LARGEST, read_bytes

    path = Path(name)
    data = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else read_bytes(path)
    suffix = path.suffix.lower()
    document = document_from(data, name, suffix)
    settings = settings_for(document, local, home)
    if annotate is not None:
        from drafting.check_word import annotate_word
        from drafting.files import write_atomic

        findings = run(document, settings, rules)
        write_atomic(annotate, annotate_word(data, document, findings, where=name), force=force)
        note(f"已写批注：{plain(str(annotate))}")
        return document, findings
    if not fix:
        return document, run(document, settings, rules)
    fixed, content = _fix(document, data, suffix, settings, rules)
    if name == "-" and output is None:
        sys.stdout.write(fixed.document.raw)
        sys.stdout.flush()
        note(f"改好{fixed.mended}处。")
    elif fixed.mended or output:
        from drafting.check_fix import write_fixed

        backup = write_fixed(path, data, content, output, force=force)
        kept = f"，原稿备份为{plain(str(backup))}" if backup else ""
        note(f"{plain(str(output or path))}：改好{fixed.mended}处{kept}。")
    return fixed.document, fixed.findings


def _fix(
    document: Document, data: bytes, suffix: str, settings: Settings, rules: tuple[Rule, ...]
) -> tuple[Fixed, bytes]:
    from drafting.check_fix import fix_document
    from drafting.rules.reading import document_from
    from phrasebank.readers.encoding import decode

    if document.format not in _FIXABLE:
        raise UserError("这种格式不能原样写回", where=document.source, hint="另存为txt、md、html或docx再改")
    if document.format == "docx":
        from drafting.check_word import fix_word

        return fix_word(data, document, settings, rules)
    encoding = decode(data)[1]

    def read(text: str) -> Document:
        return document_from(text.encode("utf-8"), document.source, suffix)

    fixed = fix_document(document, settings, read, rules)
    return fixed, fixed.document.raw.encode(
        encoding, errors="xmlcharrefreplace" if document.format == "html" else "strict"
    )


def _show(checked: list[tuple[Document, list[Finding]]], rules: tuple[Rule, ...], form: Format) -> None:
    from drafting.check_formats import finding_json, iter_github, iter_text, sarif_log, summary

    if form is Format.JSON:
        emit_json([finding_json(document, finding) for document, found in checked for finding in found])
    elif form is Format.SARIF:
        emit_json(sarif_log(checked, rules, _version()))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for document, found in checked:
            lines: Iterator[str] = iter_github(document, found)
            if form is Format.TEXT:
                lines = iter_text(document, found, colour=colour)
            write: Callable[[str], None] = say if not colour else _say_coloured
            for line in lines:
                write(line)
        if form is Format.TEXT:
            note(summary(checked))


def _say_coloured(line: str) -> None:
    """Write a line with its own colours, without any that the draft brings (彩色输出)."""
    parts = line.split("\x1b[")
    sys.stdout.write(plain(parts[0]) + "".join("\x1b[" + plain(part) for part in parts[1:]) + "\n")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("jianggao")
    except PackageNotFoundError:
        return "0"


def _describe(rules: list[Rule], as_json: bool, whole: bool) -> None:
    from drafting.check_docs import iter_explanation, rule_json

    if as_json:
        emit_json([rule_json(rule) for rule in rules])
    elif whole:
        for line in iter_explanation(rules[0]):
            say(line)
    else:
        from drafting.rules.model import SEVERITY_LABELS

        for rule in rules:
            say(f"{rule.name}\t{SEVERITY_LABELS[rule.severity]}\t{rule.summary}")
