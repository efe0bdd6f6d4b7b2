"""`jianggao phrases list|search|random|show|stats|browse`: look into the bank (查看词库)."""

from __future__ import annotations

from typing import Annotated

import typer

from drafting.cli.console import JsonOption, WorkspaceOption
from drafting.cli.phrases.options import (
    MOST,
    GradeOption,
    HiddenOption,
    IdArgument,
    KindOption,
    LimitOption,
    PlaceOption,
    RoleOption,
    SourceOption,
    StarredOption,
    TagOption,
    TopicOption,
    YearOption,
    filters_from,
    open_bank,
)


def list_phrases(
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    tag: TagOption = None,
    starred: StarredOption = False,
    hidden: HiddenOption = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """按分量列出词句。"""
    from drafting.cli.phrases.view import print_hits, print_phrases

    filters = filters_from(kind, role, topic, grade, place, year, source, tag, starred, hidden)
    with open_bank(workspace) as bank:
        if json:
            print_phrases(bank.select(filters, limit))
        else:
            print_hits(bank.hits("", filters, limit))


def search_phrases(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="词", help="要找的词，汉字或拼音；几个词须都有。")
    ] = None,
    similar: Annotated[
        str | None, typer.Option("--similar", metavar="编号", help="找与这一条相近的。")
    ] = None,
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    tag: TagOption = None,
    starred: StarredOption = False,
    hidden: HiddenOption = False,
    limit: LimitOption = 20,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """检索含有这些词的词句。

    拼音可写首字母（jnjs找到“技能竞赛”）或音节（jineng找到“技能”），不分大小写。
    """
    from drafting.cli.phrases.view import print_hits, print_phrases, print_similar
    from outlines.errors import UserError
    from phrasebank.search import search

    filters = filters_from(kind, role, topic, grade, place, year, source, tag, starred, hidden)
    words = " ".join(query or ())
    if similar is not None and words.split():
        raise UserError("--similar不能与要找的词合用", hint="只写编号，或只写词")
    with open_bank(workspace) as bank:
        if similar is not None:
            from phrasebank.similarity import find_similar

            print_similar(bank, find_similar(bank, bank.get(similar), filters, limit), json=json)
            return
        hits = search(bank, words, filters, limit)
        if json:
            print_phrases(bank.get(hit.id) for hit in hits)
        else:
            print_hits(hits)


def random_phrases(
    kind: KindOption = None,
    role: RoleOption = None,
    topic: TopicOption = None,
    grade: GradeOption = None,
    place: PlaceOption = None,
    year: YearOption = None,
    source: SourceOption = None,
    tag: TagOption = None,
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

    from drafting.cli.phrases.view import print_hits, print_phrases

    filters = filters_from(kind, role, topic, grade, place, year, source, tag, starred)
    with open_bank(workspace) as bank:
        drawn = bank.sample(filters, limit, Random(seed))
        if json:
            print_phrases(drawn)
        else:
            print_hits(drawn)


def show_phrase(
    id: IdArgument,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=MOST, metavar="条数", help="最多几处出处。")
    ] = 5,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """查看一条词句：槽位原来的内容、变体、使用年份、提法逐年占比、每处出处的上下文。"""
    from drafting.cli.phrases.view import print_entry

    with open_bank(workspace) as bank:
        print_entry(bank, bank.get(id), limit, json=json)


def show_statistics(json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """统计文档和各类词句。"""
    from drafting.cli.phrases.view import print_statistics

    with open_bank(workspace) as bank:
        print_statistics(bank.statistics(), json=json)


def browse_phrases(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="词", help="一打开就找的词，汉字或拼音。")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """全屏浏览：边输边查，按类别和功能筛选，对照原文，复制、标星、隐去。"""
    from drafting.cli.browse import browse
    from drafting.workspace import Workspace

    found = Workspace.find(workspace)
    with open_bank(workspace) as bank:
        browse(bank, " ".join(query or ()), writable=found is not None and bank.path == found.bank_path)
