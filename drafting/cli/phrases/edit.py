"""`jianggao phrases add|edit|star|hide|tag|note|undo`: the drafter's own hand in the bank (增改词句)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json, note
from drafting.cli.phrases.options import IdArgument, chosen, one_kind, own_bank

if TYPE_CHECKING:
    from outlines.role import Role

_LONGEST = 1_000
_TextArgument = Annotated[
    str, typer.Argument(metavar="词句", help="词句；要换成本地内容的地方写〔主题〕〔地名〕之类。")
]
_NewRole = Annotated[str | None, typer.Option("--role", metavar="功能", help="用在哪一部分。")]
_NewTopics = Annotated[
    list[str] | None,
    typer.Option("--topic", metavar="主题", help="只用于这个主题；空文字表示任何主题都能用。"),
]


def add_phrase(
    text: _TextArgument,
    kind: Annotated[str, typer.Option("--kind", metavar="类别", help="类别，如举措、号召语。")],
    role: _NewRole = None,
    topic: _NewTopics = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", metavar="标签", help="加上标签。")] = None,
    remark: Annotated[str, typer.Option("--note", metavar="备注", help="加上备注。")] = "",
    star: Annotated[bool, typer.Option("--star", help="同时标星。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """加一条自己的词句；重新采集也不会丢。"""
    from outlines.errors import UserError
    from outlines.role import Role
    from phrasebank.edits import Marks
    from phrasebank.phrase import Phrase, phrase_id
    from phrasebank.trend import validity_of

    wording, slots = _wording(text)
    named = one_kind(kind)
    valid_from, valid_until = validity_of(wording)
    phrase = Phrase(
        id=phrase_id(named, wording),
        text=wording,
        kind=named,
        role=_role(role) or Role.OTHER,
        slots=slots,
        topics=_topics(topic),
        document_frequency=0,
        sources=(),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    with own_bank(workspace, create=True) as bank, bank.action("加词句"):
        if bank.known(phrase.id) is not None:
            raise UserError("已有这条词句", where=phrase.id, hint="用 jianggao phrases edit 修改它")
        bank.add([phrase])
        marks = Marks(star, False, remark, tuple(dict.fromkeys(tag or ())))
        if marks != Marks():
            bank.mark(phrase.id, marks)
    _report("已加入", phrase.id, workspace, json)


def edit_phrase(
    id: IdArgument,
    text: Annotated[
        str | None, typer.Argument(metavar="词句", help="新的词句；不写就只改类别、功能、主题。")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="类别", help="改类别。")] = None,
    role: _NewRole = None,
    topic: _NewTopics = None,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """修改一条词句，编号不变；重新采集也不会改回去。"""
    from dataclasses import replace

    from outlines.errors import UserError
    from phrasebank.trend import validity_of

    if text is None and kind is None and role is None and topic is None:
        raise UserError("没有写要改什么", hint="写出新的词句，或用--kind、--role、--topic")
    with own_bank(workspace) as bank, bank.action("改词句"):
        phrase = bank.get(id)
        if text is not None:
            wording, slots = _wording(text)
            values = {slot.name: slot for slot in phrase.slots}
            valid_from, valid_until = validity_of(wording)
            phrase = replace(
                phrase,
                text=wording,
                slots=tuple(values.get(slot.name, slot) for slot in slots),
                valid_from=valid_from,
                valid_until=valid_until,
            )
        bank.alter(
            replace(
                phrase,
                kind=one_kind(kind) if kind is not None else phrase.kind,
                role=_role(role) or phrase.role,
                topics=_topics(topic) if topic is not None else phrase.topics,
            )
        )
    _report("已修改", phrase.id, workspace, json)


def star_phrase(
    id: IdArgument,
    undo: Annotated[bool, typer.Option("--undo", help="取消标星。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """给词句标星，便于再找。"""
    _mark(id, workspace, json, "已取消标星" if undo else "已标星", starred=not undo)


def hide_phrase(
    id: IdArgument,
    undo: Annotated[bool, typer.Option("--undo", help="重新显示。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """隐去词句，不再列出，也不再用于成稿。"""
    _mark(id, workspace, json, "已重新显示" if undo else "已隐去", hidden=not undo)


def tag_phrase(
    id: IdArgument,
    tags: Annotated[list[str], typer.Argument(metavar="标签", help="标签，可写几个。")],
    undo: Annotated[bool, typer.Option("--undo", help="去掉这些标签。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """给词句加标签，用 list --tag 找回。"""
    with own_bank(workspace) as bank:
        known = bank.marks(bank.get(id).id).tags
    given = [word for word in (tag.strip() for tag in tags) if word]
    kept = tuple(tag for tag in known if not undo or tag not in given)
    together = kept if undo else tuple(dict.fromkeys((*known, *given)))
    _mark(id, workspace, json, "已去掉标签" if undo else "已加标签", tags=together)


def note_phrase(
    id: IdArgument,
    text: Annotated[str, typer.Argument(metavar="备注", help="备注；空文字删去原有备注。")],
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """给词句写备注。"""
    _mark(id, workspace, json, "已写备注" if text else "已删去备注", note=text)


def undo_edit(
    show: Annotated[bool, typer.Option("--list", help="只列出可以撤销的操作，最近的在前。")] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """撤销最近一次改动（增、改、标星、隐去、标签、备注、导入）；再撤就往前一次。"""
    from dataclasses import asdict

    from drafting.cli.tables import table

    with own_bank(workspace) as bank:
        actions = bank.actions() if show else [bank.undo()]
    if json:
        found = [asdict(action) for action in actions]
        emit_json(found if show else found[0])
    elif show:
        rows = [(each.at, each.label, len(each.ids), "、".join(each.ids[:3])) for each in actions]
        if rows:
            table(("时间", "操作", "条数", "编号"), rows)
        else:
            note("没有可以撤销的操作。")
    else:
        note(f"已撤销：{actions[0].label}，{len(actions[0].ids)}条（{actions[0].at}）")


def _mark(id: str, workspace: Path | None, json: bool, message: str, **changes: Any) -> None:
    from dataclasses import replace

    with own_bank(workspace) as bank, bank.action(message.removeprefix("已")):
        phrase = bank.get(id)
        bank.mark(phrase.id, replace(bank.marks(phrase.id), **changes))
    _report(message, phrase.id, workspace, json)


def _report(message: str, id: str, workspace: Path | None, json: bool) -> None:
    from dataclasses import asdict

    from phrasebank.tokens import label_slots

    with own_bank(workspace) as bank:
        phrase, marks = bank.get(id), bank.marks(id)
    if json:
        emit_json(
            {
                "id": id,
                "text": phrase.text,
                "kind": phrase.kind.value,
                "role": phrase.role.value,
                "topics": list(phrase.topics),
                **asdict(marks),
            }
        )
    else:
        note(f"{message}：{label_slots(phrase.text)}（{id}）")


def _wording(text: str) -> tuple[str, tuple[Any, ...]]:
    """Read a text as typed: its slots in the bank's form, what it cannot hold refused (词句的写法)."""
    from outlines.errors import UserError
    from phrasebank.phrase import Slot, SlotKind, slot_names
    from phrasebank.tokens import SLOT_LABELS, brace_slots

    wording = " ".join(brace_slots(text).split())
    if not wording:
        raise UserError("词句是空的", hint="把词句写在命令后面，用引号括起来")
    if len(wording) > _LONGEST:
        raise UserError(f"词句有{len(wording)}字，太长了", hint=f"不超过{_LONGEST}字")
    slots = []
    for name in dict.fromkeys(slot_names(wording)):
        kind = name.rstrip("0123456789")
        if kind not in list(SlotKind):
            labels = "、".join(f"〔{label}〕" for label in SLOT_LABELS.values())
            raise UserError(f"没有“{{{name}}}”这种槽位", hint=f"可用的：{labels}")
        slots.append(Slot(name, SlotKind(kind), ""))
    return wording, tuple(slots)


def _role(value: str | None) -> Role | None:
    from outlines.errors import UserError
    from outlines.role import ROLE_LABELS

    if value is None:
        return None
    roles = chosen([value], ROLE_LABELS, "功能")
    if len(roles) != 1:
        raise UserError("一条词句只有一个功能", hint="--role只写一个")
    return roles[0]


def _topics(values: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values or () if value.strip()))
