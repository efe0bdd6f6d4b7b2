"""One phrase with what the user did to it, as plain data and back (条目)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from outlines.role import ROLE_LABELS, Role
from outlines.yaml_source import Problem
from phrasebank.edits import Marks
from phrasebank.phrase import KIND_LABELS, Kind, Phrase, Slot, SlotKind, Source, phrase_id, slot_names
from phrasebank.tokens import SLOT_LABELS, brace_slots

T = TypeVar("T")

# Key → what a spreadsheet calls it, in the order of its columns.
HEADERS = {
    "id": "编号",
    "text": "词句",
    "kind": "类别",
    "role": "功能",
    "own": "自编",
    "starred": "标星",
    "hidden": "隐去",
    "note": "备注",
    "tags": "标签",
    "topics": "主题",
    "grade": "层级",
    "document_frequency": "篇数",
    "valid_from": "生效",
    "valid_until": "失效",
    "years": "年份",
    "variants": "变体",
    "slots": "槽位",
    "sources": "出处",
    "weight": "分量",
    "level": "标题层次",
    "group": "标题组",
    "position": "组内次序",
    "context": "上级标题",
    "changed": "改动时间",
}
_ID = re.compile(r"[0-9a-f]{8,64}")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_TRUE, _FALSE = ("true", "是", "1"), ("false", "否", "0", "")
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase and what the user did to it (条目); `changed` is empty where they did nothing."""

    phrase: Phrase
    marks: Marks
    own: bool = False
    changed: str = ""
    row: int = 0


class Row(NamedTuple):
    """One entry as it stands in a file (一行): where, and its values by key."""

    number: int
    values: Mapping[str, Any]


def as_mapping(entry: Entry) -> dict[str, Any]:
    """Lay an entry out as plain data; what is empty is left out (条目 → 数据)."""
    phrase, marks = entry.phrase, entry.marks
    whole: dict[str, Any] = {
        "id": phrase.id,
        "text": phrase.text,
        "kind": phrase.kind.value,
        "role": phrase.role.value,
        "own": entry.own,
        "starred": marks.starred,
        "hidden": marks.hidden,
        "note": marks.note,
        "tags": list(marks.tags),
        "topics": list(phrase.topics),
        "grade": phrase.grade,
        "document_frequency": phrase.document_frequency,
        "valid_from": phrase.valid_from,
        "valid_until": phrase.valid_until,
        "years": list(phrase.years),
        "variants": list(phrase.variants),
        "slots": [{"name": s.name, "kind": s.kind.value, "value": s.value} for s in phrase.slots],
        "sources": [
            {"document": s.document, "paragraph": s.paragraph, "sentence": s.sentence} for s in phrase.sources
        ],
        "weight": phrase.weight,
        "level": phrase.level,
        "group": phrase.group,
        "position": phrase.position,
        "context": phrase.context,
        "changed": entry.changed,
    }
    return {key: value for key, value in whole.items() if value not in (None, "", [], False)}


class _BadValueError(ValueError):
    """A value that cannot be meant (取值有误): the message is shown."""


@dataclass(slots=True)
class Reader:
    """Reads rows one by one and remembers what is wrong with any of them (读条目)."""

    problems: list[Problem] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def read(self, row: Row) -> Entry | None:
        """Build an entry, or note every mistake of the row (一行 → 条目)."""
        before = len(self.problems)
        for key in row.values:
            if key not in HEADERS:
                self._note(row, key, "没有这一栏", f"可用的栏目：{'、'.join(HEADERS)}")

        def get(key: str, read: Callable[[Any], T], missing: T) -> T:
            given = row.values.get(key)
            try:
                return missing if given is None or given == "" else read(given)
            except _BadValueError as error:
                self._note(row, key, str(error))
                return missing

        text = get("text", _phrase_text, "")
        kind = get("kind", lambda given: _member(given, _KINDS, "类别"), None)
        for key, value in (("text", text), ("kind", kind)):
            if not value and not any(p.line == row.number and p.field == HEADERS[key] for p in self.problems):
                self._note(row, key, "没有填")
        # A row without a number was written by hand.
        slots = get("slots", _slots, () if row.values.get("id") else _implied_slots(text))
        phrase = Phrase(
            id=get("id", _id, ""),
            text=text,
            kind=kind or Kind.FORMULATION,
            role=get("role", lambda given: _member(given, _ROLES, "功能"), Role.OTHER),
            slots=slots,
            topics=get("topics", _texts, ()),
            document_frequency=get("document_frequency", _count, 0),
            sources=get("sources", _sources, ()),
            valid_from=get("valid_from", _date, None),
            valid_until=get("valid_until", _date, None),
            weight=get("weight", _number, 0.0),
            level=get("level", _count, 0),
            group=get("group", str, ""),
            position=get("position", _count, 0),
            context=get("context", str, ""),
            grade=get("grade", str, ""),
            years=get("years", lambda given: tuple(map(_count, _list(given))), ()),
            variants=get("variants", _texts, ()),
        )
        marks = Marks(
            get("starred", _truth, False),
            get("hidden", _truth, False),
            get("note", str, ""),
            get("tags", _texts, ()),
        )
        own, changed = get("own", _truth, False), get("changed", _time, "")
        if len(self.problems) > before:
            return None
        if not phrase.id:
            phrase = _written_by_hand(phrase)
        first = self._seen.setdefault(phrase.id, row.number)
        if first != row.number:
            self._note(row, "id", f"与第{first}行是同一条", "留下一行")
            return None
        return Entry(phrase, marks, own, changed, row.number)

    def _note(self, row: Row, key: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(row.number, HEADERS.get(key, key), message, hint))


def _written_by_hand(phrase: Phrase) -> Phrase:
    """Complete what only a bank knows: the number, and how long the formulations in it are current."""
    from phrasebank.trend import validity_of

    valid_from, valid_until = validity_of(phrase.text)
    return replace(
        phrase,
        id=phrase_id(phrase.kind, phrase.text),
        valid_from=phrase.valid_from or valid_from,
        valid_until=phrase.valid_until or valid_until,
    )


_KINDS = {name: kind for kind, label in KIND_LABELS.items() for name in (kind.value, label)}
_SLOT_KINDS = {name: kind for kind, label in SLOT_LABELS.items() for name in (kind.value, label)}
_ROLES = {name: role for role, label in ROLE_LABELS.items() for name in (role.value, label)}


def _phrase_text(given: Any) -> str:
    text = brace_slots(_text(given))
    if not text.strip():
        raise _BadValueError("没有填")
    if len(text) > _LONGEST:
        raise _BadValueError(f"超过{_LONGEST}字")
    return text


def _text(given: Any) -> str:
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        return str(given)
    raise _BadValueError("应当是文字")


def _member(given: Any, known: Mapping[str, T], field: str) -> T:
    member = known.get(str(given).strip().lower())
    if member is None:
        raise _BadValueError(
            f"没有“{given}”这个{field}；可用的：{'、'.join(name for name in known if not name.isascii())}"
        )
    return member


def _id(given: Any) -> str:
    found = str(given).strip().lower()
    if not _ID.fullmatch(found):
        raise _BadValueError("应当是8位以上的0-9、a-f；不知道就空着")
    return found


def _truth(given: Any) -> bool:
    word = str(given).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise _BadValueError("应当是“是”或“否”")


def _count(given: Any) -> int:
    whole = str(int(given)) if isinstance(given, float) and given.is_integer() else str(given).strip()
    if not _INTEGER.fullmatch(whole) or int(whole) < 0:
        raise _BadValueError("应当是不小于0的整数")
    return int(whole)


def _number(given: Any) -> float:
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise _BadValueError("应当是数")
    return number


def _date(given: Any) -> str:
    found = str(given).strip()
    if not _DATE.fullmatch(found):
        raise _BadValueError("日期写成2026-03-01、2026-03或2026")
    return found


def _time(given: Any) -> str:
    found = str(given).strip()
    if not _TIME.fullmatch(found):
        raise _BadValueError("时间写成2026-03-01T08:00:00Z；不知道就空着")
    return found


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise _BadValueError("应当是列表")
    return given


def _texts(given: Any) -> tuple[str, ...]:
    return tuple(map(_text, _list(given)))


def _fields(given: Any, names: tuple[str, ...]) -> list[Any]:
    if not isinstance(given, dict) or set(given) != set(names):
        raise _BadValueError(f"每项应当有{'、'.join(names)}")
    return [given[name] for name in names]


def _slots(given: Any) -> tuple[Slot, ...]:
    slots = []
    for name, kind, value in (_fields(each, ("name", "kind", "value")) for each in _list(given)):
        slots.append(Slot(_text(name), _member(kind, _SLOT_KINDS, "槽位"), _text(value)))
    return tuple(slots)


def _sources(given: Any) -> tuple[Source, ...]:
    named = (_fields(each, ("document", "paragraph", "sentence")) for each in _list(given))
    return tuple(
        Source(_text(document), _count(paragraph), _count(sentence))
        for document, paragraph, sentence in named
    )


def _implied_slots(text: str) -> tuple[Slot, ...]:
    """Name the slots that a text written by hand has (槽位)."""
    names = dict.fromkeys(slot_names(text))
    kinds = {name: name.rstrip("0123456789") for name in names}
    return tuple(Slot(name, SlotKind(kind), "") for name, kind in kinds.items() if kind in list(SlotKind))
