"""`jianggao phrases export|import`: the bank as a file, and another's into ours (导出导入)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.cli.phrases.options import (
    GradeOption,
    KindOption,
    PlaceOption,
    RoleOption,
    SourceOption,
    StarredOption,
    TagOption,
    TopicOption,
    YearOption,
    filters_from,
    open_bank,
    own_bank,
)

_STDIO = Path("-")
_FormatOption = Annotated[
    str | None, typer.Option("--format", metavar="格式", help="jsonl、yaml、csv或xlsx；不写就看后缀。")
]


def export_phrases(
    file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里；“-”写到标准输出。")],
    format: _FormatOption = None,
    since: Annotated[
        str, typer.Option("--since", metavar="日期", help="只要这一天（世界时）以来自己改动过的。")
    ] = "",
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    tag: TagOption = None,
    starred: StarredOption = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """导出词句和自己的改动（连同隐去的），供备份、填写、交给别人。"""
    from drafting.files import check_target, write_atomic
    from outlines.errors import UserError
    from phrasebank.exchange import format_of, write_entries
    from phrasebank.exchange.joining import export_entries

    named = format_of(file, format or ("jsonl" if file == _STDIO else None))
    if file == _STDIO and json:
        raise UserError("“-”已经用了标准输出，不能再加--json", hint="写一个文件名，或去掉--json")
    if file != _STDIO:
        check_target(file, force=force)
    filters = filters_from(kind, role, topic, grade, place, year, source, tag, starred, None)
    with open_bank(workspace) as bank:
        entries = export_entries(bank, filters, _date(since))
    data = write_entries(entries, named)
    if file == _STDIO:
        _write_out(data)
        return
    write_atomic(file, data, force=force)
    if json:
        emit_json({"file": str(file), "format": named, "entries": len(entries)})
    else:
        note(f"已导出{len(entries)}条：{file}")


def import_phrases(
    file: Annotated[Path, typer.Argument(metavar="文件", help="导出的文件，或照它填的表；“-”读标准输入。")],
    format: _FormatOption = None,
    prefer: Annotated[
        str,
        typer.Option(
            "--prefer", metavar="谁", help="两边改法不同时用哪一边：mine自己的，newer较新的，theirs对方的。"
        ),
    ] = "mine",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，不改动词库。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """把词句并入自己的词库；有一行不对就一行也不收，错处一次列全。"""
    from outlines.errors import UserError
    from phrasebank.exchange import format_of, read_entries
    from phrasebank.exchange.joining import PREFERENCES, import_entries

    if prefer not in PREFERENCES:
        raise UserError(f"--prefer没有“{prefer}”", hint=f"可用的：{'、'.join(PREFERENCES)}")
    named = format_of(file, format or ("jsonl" if file == _STDIO else None))
    entries = read_entries(_read(file), named, str(file))
    with own_bank(workspace, create=True) as bank:
        joined = import_entries(bank, entries, prefer=prefer, dry_run=dry_run)
    left = [conflict for conflict in joined.conflicts if not conflict.taken]
    if json:
        from dataclasses import asdict

        emit_json(
            {
                "file": str(file),
                "added": joined.added,
                "changed": joined.changed,
                "unchanged": joined.unchanged,
                "conflicts": [asdict(conflict) for conflict in joined.conflicts],
                "dry_run": dry_run,
            }
        )
    else:
        for conflict in joined.conflicts:
            took = "已换成对方的" if conflict.taken else "保留自己的"
            note(f"第{conflict.row}行（{conflict.id}）{took}：自己“{conflict.mine}”，对方“{conflict.theirs}”")
        would = "会" if dry_run else "已"
        note(f"{would}加入{len(joined.added)}条，更新{len(joined.changed)}条，{joined.unchanged}条没有变化。")
        if left:
            note("要用对方的改法，加--prefer theirs或--prefer newer再导入一次。")
    if left:
        raise typer.Exit(1)


def _date(value: str) -> str:
    from datetime import date

    from outlines.errors import UserError

    if not value:
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UserError(f"“{value}”不是日期", hint="写成2026-03-01") from None


def _read(file: Path) -> bytes:
    from outlines.errors import UserError
    from phrasebank.exchange import MOST_BYTES

    if file == _STDIO:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UserError("找不到文件", where=str(file), hint="检查文件名和所在的文件夹") from None
    except OSError as error:
        hint = "要的是一个文件，不是文件夹" if file.is_dir() else "检查读取权限"
        raise UserError(f"读不了文件（{error.strerror}）", where=str(file), hint=hint) from None


def _write_out(data: bytes) -> None:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # a stream that takes text only
        sys.stdout.write(data.decode())
    else:
        sys.stdout.flush()
        buffer.write(data)
        buffer.flush()
