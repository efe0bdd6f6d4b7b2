"""What the phrase commands share: filters, the bank they work on (词库命令的共用部分)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from drafting.cli.console import note

if TYPE_CHECKING:
    from phrasebank.phrase import Kind
    from phrasebank.search import Filters
    from phrasebank.store import Bank

Member = TypeVar("Member", bound=StrEnum)

MOST = 1_000_000  # phrases or passages that one call may list

KindOption = Annotated[
    list[str] | None, typer.Option("--kind", metavar="类别", help="类别，如举措、号召语；可用顿号隔开多个。")
]
RoleOption = Annotated[
    list[str] | None, typer.Option("--role", metavar="功能", help="所在部分的功能，如意义、任务、保障。")
]
TopicOption = Annotated[list[str] | None, typer.Option("--topic", metavar="主题", help="主题里有这些字。")]
GradeOption = Annotated[
    list[str] | None, typer.Option("--grade", "--level", metavar="层级", help="来源的层级，如省、市、县。")
]
PlaceOption = Annotated[list[str] | None, typer.Option("--place", metavar="地名", help="来源的地名。")]
YearOption = Annotated[list[int] | None, typer.Option("--year", metavar="年份", help="来源的年份。")]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", metavar="文件", help="来源文件名里有这些字。")
]
TagOption = Annotated[list[str] | None, typer.Option("--tag", metavar="标签", help="有这个标签的。")]
StarredOption = Annotated[bool, typer.Option("--starred", help="只看标了星的。")]
HiddenOption = Annotated[bool, typer.Option("--hidden", help="只看隐去的。")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=MOST, metavar="条数", help="最多几条。")]
IdArgument = Annotated[str, typer.Argument(metavar="编号", help="词句编号，写前几位即可。")]


def open_bank(workspace: Path | None) -> Bank:
    """Open the workspace's bank, or the built-in one where there is none yet (打开词库)."""
    from drafting.workspace import Workspace
    from phrasebank.store import Bank

    found = Workspace.find(workspace)
    if found is not None and found.bank_path.exists():
        return Bank.open(found.bank_path)
    if found is not None:
        note("工作区还没有词库，先用内置词库；用 jianggao mine 采集讲话稿后再看。")
    from drafting.cli.console import progress
    from drafting.starter import starter_bank_path

    return Bank.open(starter_bank_path(progress))


def own_bank(workspace: Path | None, *, create: bool = False) -> Bank:
    """Open the workspace's bank for writing (打开自己的词库).

    Raises:
        UserError: there is no workspace, or no bank in it and `create` is false.
    """
    from drafting.workspace import Workspace
    from outlines.errors import UserError
    from phrasebank.store import Bank

    found = Workspace.find(workspace)
    if found is not None and (create or found.bank_path.exists()):
        return Bank.open(found.bank_path, create=create)
    raise UserError(
        "内置词库不能改动",
        where=str(found.root) if found else "",
        hint="先用 jianggao init 建立工作区" + ("" if create else "，用 jianggao mine 采集讲话稿"),
    )


def filters_from(
    kind: list[str] | None,
    role: list[str] | None,
    topic: list[str] | None,
    grade: list[str] | None,
    place: list[str] | None,
    year: list[int] | None,
    source: list[str] | None,
    tag: list[str] | None,
    starred: bool,
    hidden: bool | None = False,
) -> Filters:
    """Gather the options that narrow a listing (筛选)."""
    from outlines.role import ROLE_LABELS
    from phrasebank.phrase import KIND_LABELS
    from phrasebank.search import Filters

    return Filters(
        kinds=chosen(kind, KIND_LABELS, "类别"),
        roles=chosen(role, ROLE_LABELS, "功能"),
        topics=tuple(topic or ()),
        grades=tuple(grade or ()),
        places=tuple(place or ()),
        years=tuple(year or ()),
        sources=tuple(source or ()),
        tags=tuple(tag or ()),
        starred=starred,
        hidden=hidden,
    )


def chosen(values: list[str] | None, labels: Mapping[Member, str], field: str) -> tuple[Member, ...]:
    """Find the members that are named in English or in Chinese (选项取值)."""
    from outlines.errors import UserError

    named = {name: member for member, label in labels.items() for name in (member.value, label)}
    found: dict[Member, None] = {}
    for word in (word for value in values or () for word in re.split("[,，、]", value)):
        member = named.get(word.strip().lower().replace("-", "_"))
        if member is None:
            known = "、".join(f"{label}（{member.value}）" for member, label in labels.items())
            raise UserError(f"没有“{word.strip()}”这个{field}", hint=f"可用的{field}：{known}")
        found[member] = None
    return tuple(found)


def one_kind(value: str) -> Kind:
    """Find the one kind that is named (一个类别)."""
    from outlines.errors import UserError
    from phrasebank.phrase import KIND_LABELS

    kinds = chosen([value], KIND_LABELS, "类别")
    if len(kinds) != 1:
        raise UserError("一条词句只有一个类别", hint="--kind只写一个")
    return kinds[0]
