"""`jianggao phrases`: look into the phrase bank (词库命令)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note

if TYPE_CHECKING:
    from phrasebank.search import Filters
    from phrasebank.store import Bank

Member = TypeVar("Member", bound=StrEnum)

_MOST = 1_000_000  # phrases or passages that one call may list

phrases_app = typer.Typer(help="查看词库：列出、检索、看出处、统计、标星。")

KindOption = Annotated[
    list[str] | None, typer.Option("--kind", metavar="类别", help="类别，如举措、号召语；可用顿号隔开多个。")
]
RoleOption = Annotated[
    list[str] | None, typer.Option("--role", metavar="功能", help="所在部分的功能，如意义、任务、保障。")
]
TopicOption = Annotated[list[str] | None, typer.Option("--topic", metavar="主题", help="主题里有这些字。")]
GradeOption = Annotated[
    list[str] | None, typer.Option("--grade", metavar="层级", help="来源的层级，如省、市、县。")
]
PlaceOption = Annotated[list[str] | None, typer.Option("--place", metavar="地名", help="来源的地名。")]
YearOption = Annotated[list[int] | None, typer.Option("--year", metavar="年份", help="来源的年份。")]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", metavar="文件", help="来源文件名里有这些字。")
]
StarredOption = Annotated[bool, typer.Option("--starred", help="只看标了星的。")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=_MOST, metavar="条数", help="最多几条。")]
IdArgument = Annotated[str, typer.Argument(metavar="编号", help="词句编号，写前几位即可。")]


@phrases_app.command("list")
def list_phrases(
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    starred: StarredOption = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """按分量列出词句。"""
    from drafting.cli.phrase_view import print_phrases

    filters = _filters(kind, role, topic, grade, place, year, source, starred)
    with _open_bank(workspace) as bank:
        print_phrases(bank.select(filters, limit), json=json)


@phrases_app.command("search")
def search_phrases(
    query: Annotated[list[str], typer.Argument(metavar="词", help="要找的词；几个词须都有。")],
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    starred: StarredOption = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """检索含有这些词的词句。"""
    from drafting.cli.phrase_view import print_phrases
    from phrasebank.search import search

    filters = _filters(kind, role, topic, grade, place, year, source, starred)
    with _open_bank(workspace) as bank:
        if json:
            print_phrases(bank.find(" ".join(query), filters, limit), json=True)
        else:
            print_phrases(search(bank, " ".join(query), filters, limit), json=False)


@phrases_app.command("random")
def random_phrases(
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    starred: StarredOption = False,
    limit: LimitOption = 5,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="整数", help="同样的数抽出同样的词句。")
    ] = None,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """随机抽几条词句。"""
    from random import Random

    from drafting.cli.phrase_view import print_phrases

    filters = _filters(kind, role, topic, grade, place, year, source, starred)
    with _open_bank(workspace) as bank:
        print_phrases(bank.sample(filters, limit, Random(seed)), json=json)


@phrases_app.command("show")
def show_phrase(
    id: IdArgument,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=_MOST, metavar="条数", help="最多几处出处。")
    ] = 5,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """查看一条词句：槽位原来的内容、每处出处的上下文。"""
    from drafting.cli.phrase_view import print_entry

    with _open_bank(workspace) as bank:
        print_entry(bank, bank.get(id), limit, json=json)


@phrases_app.command("stats")
def show_statistics(json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """统计文档和各类词句。"""
    from drafting.cli.phrase_view import print_statistics

    with _open_bank(workspace) as bank:
        print_statistics(bank.statistics(), json=json)


@phrases_app.command("star")
def star_phrase(
    id: IdArgument,
    undo: Annotated[bool, typer.Option("--undo", help="取消标星。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """给词句标星，便于再找。"""
    _mark(id, workspace, json, "已取消标星" if undo else "已标星", starred=not undo)


@phrases_app.command("hide")
def hide_phrase(
    id: IdArgument,
    undo: Annotated[bool, typer.Option("--undo", help="重新显示。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """隐去词句，不再列出，也不再用于成稿。"""
    _mark(id, workspace, json, "已重新显示" if undo else "已隐去", hidden=not undo)


@phrases_app.command("note")
def note_phrase(
    id: IdArgument,
    text: Annotated[str, typer.Argument(metavar="备注", help="备注；空文字删去原有备注。")],
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """给词句写备注。"""
    _mark(id, workspace, json, "已写备注" if text else "已删去备注", note=text)


def _open_bank(workspace: Path | None, *, write: bool = False) -> Bank:
    """Open the workspace's bank, or the built-in one where there is none yet (打开词库)."""
    from drafting.workspace import Workspace
    from outlines.errors import UserError
    from phrasebank.store import Bank

    found = Workspace.find(workspace)
    if found is not None and found.bank_path.exists():
        return Bank.open(found.bank_path)
    if write:
        raise UserError(
            "内置词库不能改动",
            where=str(found.root) if found else "",
            hint="先用 jianggao init 建立工作区，用 jianggao mine 采集讲话稿",
        )
    if found is not None:
        note("工作区还没有词库，先用内置词库；用 jianggao mine 采集讲话稿后再看。")
    from drafting.cli.console import progress
    from drafting.starter import starter_bank_path

    return Bank.open(starter_bank_path(progress))


def _mark(id: str, workspace: Path | None, json: bool, message: str, **changes: Any) -> None:
    from dataclasses import asdict, replace

    with _open_bank(workspace, write=True) as bank, bank.transaction():
        phrase = bank.get(id)
        marks = replace(bank.marks(phrase.id), **changes)
        bank.mark(phrase.id, marks)
    if json:
        emit_json({"id": phrase.id, **asdict(marks)})
    else:
        note(f"{message}：{phrase.text}")


def _filters(
    kind: list[str] | None,
    role: list[str] | None,
    topic: list[str] | None,
    grade: list[str] | None,
    place: list[str] | None,
    year: list[int] | None,
    source: list[str] | None,
    starred: bool,
) -> Filters:
    from outlines.role import ROLE_LABELS
    from phrasebank.phrase import KIND_LABELS
    from phrasebank.search import Filters

    return Filters(
        kinds=_chosen(kind, KIND_LABELS, "类别"),
        roles=_chosen(role, ROLE_LABELS, "功能"),
        topics=tuple(topic or ()),
        grades=tuple(grade or ()),
        places=tuple(place or ()),
        years=tuple(year or ()),
        sources=tuple(source or ()),
        starred=starred,
    )


def _chosen(values: list[str] | None, labels: Mapping[Member, str], field: str) -> tuple[Member, ...]:
    """Find the members that are named in English or in Chinese (选项取值)."""
    from outlines.errors import UserError

    named = {name: member for member, label in labels.items() for name in (member.value, label)}
    chosen: dict[Member, None] = {}
    for word in (word for value in values or () for word in re.split("[,，、]", value)):
        member = named.get(word.strip().lower().replace("-", "_"))
        if member is None:
            known = "、".join(f"{label}（{member.value}）" for member, label in labels.items())
            raise UserError(f"没有“{word.strip()}”这个{field}", hint=f"可用的{field}：{known}")
        chosen[member] = None
    return tuple(chosen)
