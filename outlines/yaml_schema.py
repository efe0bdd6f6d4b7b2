"""YAML content → frozen dataclasses, every mistake told in Chinese with its line (按类型校验).

pydantic judges what is wrong and stays inside this module; what comes out are plain dataclasses. A file
that is plainly right is built without it, because importing it takes longer than reading the file. A
dataclass read here forbids unknown keys by `__pydantic_config__ = {"extra": "forbid"}`.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from outlines.yaml_source import Field, Problem, SourceError, YamlSource, field_name

T = TypeVar("T")

_HAN_GAP = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”…])\s+(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”…])"
)
_UNKNOWN = "unexpected_keyword_argument"
_SIMPLE = (
    ("string", "这里应当是一段文字", "写在冒号后面；值以[或{开头的，用引号括起来"),
    ("int", "这里应当是整数", "写成数字，如3"),
    ("float", "这里应当是数", "写成数字，如3或0.2"),
    ("bool", "这里应当是true或false", "写成true或false"),
)
_FULL_WIDTH_KEY = re.compile(r"[A-Za-z_]+\s*：")


def read_as(
    cls: type[T], source: YamlSource, data: Mapping[str, Any] | None = None, problems: Iterable[Problem] = ()
) -> T:
    """Make an instance of a dataclass from a source, or raise SourceError with all mistakes (校验).

    `data` stands in for the source's own where the caller has changed values (by the same paths); `problems`
    are mistakes that the caller found.
    """
    found = [*source.problems, *problems]
    content = prune(source.data if data is None else data, cls)
    try:
        if not found:
            plain: T = _build(cls, content)
            return plain
    except _DoubtError:
        pass
    from pydantic import ValidationError

    try:
        kind: Any = cls
        value: T = _adapter(kind).validate_python(content)
    except ValidationError as error:
        complaints: list[Any] = error.errors(include_url=False)
        unknown = [item["loc"] for item in complaints if item["type"] == _UNKNOWN]
        # A key misspelt is both unknown and missing; what has been told is not told again.
        told = {field_name((*field[:-1], _near_key(cls, field))) for field in unknown}
        told |= {problem.field for problem in found}
        found += (p for p in (_problem(cls, source, item) for item in complaints) if p.field not in told)
    if found:
        raise SourceError(source.where, found)
    return value


def tidy(text: str) -> str:
    """Take the blanks out that folding a long value puts between Han characters (去空白).

    >>> tidy(" 推进  改革 ")
    '推进改革'
    """
    return _HAN_GAP.sub("", " ".join(text.split()))


def prune(value: Any, cls: Any = Any) -> Any:
    """Drop known keys without a value, tidy texts (清理): a key left empty counts as not written."""
    if isinstance(value, Mapping):
        kept = {key: prune(item, _type_at(cls, (key,))) for key, item in value.items()}
        known = _keys(cls)
        return {key: item for key, item in kept.items() if item not in (None, "") or key not in known}
    if isinstance(value, list):
        return [prune(item, _type_at(cls, (0,))) for item in value]
    return tidy(value) if isinstance(value, str) else value


class _DoubtError(Exception):
    """The content is not plainly right (有疑问)."""


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return a dataclass's fields with their types (字段类型)."""
    return typing.get_type_hints(kind)


def _build(kind: Any, content: Any) -> Any:
    """Make the value that pydantic would make of content that is plainly right (直接构建)."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type) and isinstance(content, dict):
        declared = _hints(kind)
        if not content.keys() <= set(_keys(kind)):
            raise _DoubtError
        try:
            return kind(**{key: _build(declared[key], item) for key, item in content.items()})
        except TypeError:  # a required key is missing
            raise _DoubtError from None
    if isinstance(content, list) and typing.get_origin(kind) is tuple and typing.get_args(kind)[1:] == (...,):
        return tuple(_build(typing.get_args(kind)[0], item) for item in content)
    if isinstance(content, str):
        if kind is str:
            return content
        kind = _some(kind)
        if isinstance(kind, type) and issubclass(kind, Enum) and content in _options(kind):
            return kind(content)
    raise _DoubtError


@cache
def _adapter(cls: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)


def _problem(cls: type[Any], source: YamlSource, error: Mapping[str, Any]) -> Problem:
    """Put one of pydantic's complaints into words (译校验错误)."""
    field: Field = tuple(error["loc"])
    kind, value = str(error["type"]), error.get("input")
    expected = _type_at(cls, field)
    if kind == _UNKNOWN:
        message, hint = f"没有“{field[-1]}”这个键", _suggest(cls, field)
    elif kind == "missing":
        message, hint = "必须填写", f"加上“{field[-1]}:”和它的值"
        if inner := _keys(expected):
            hint = f"加上“{field[-1]}:”，下一行缩进两格写“{inner[0]}: 值”"
    elif value is None:
        message, hint = "这一项是空的", "填写或删去"
    elif options := _options(expected):
        near = difflib.get_close_matches(str(value), options, n=1)
        message = f"不能是“{value}”"
        hint = (f"是不是“{near[0]}”？" if near else "") + f"可以写：{'、'.join(options)}"
    elif inner := _keys(expected):
        one_of_several = isinstance(field[-1], int) and isinstance(value, str)
        message = "这里应当是若干个键"
        hint = f"写成“- {inner[0]}: {value}”" if one_of_several else f"下一行缩进两格，写“{inner[0]}: 值”"
    elif typing.get_origin(expected) in (tuple, list):
        message, hint = "这里应当是列表", _as_list(value)
    elif kind == "value_error":
        message, hint = str(error["ctx"]["error"]), ""
    else:
        unknown = (f"值不对（{error['msg']}）", "对照jianggao init生成的样例改")
        message, hint = next((row[1:] for row in _SIMPLE if kind.startswith(row[0])), unknown)
    return Problem(source.line(field), field_name(field), message, hint)


def _near_key(cls: type[Any], field: Field) -> str:
    """The key that an unknown one was perhaps meant to be, else nothing (相近的键)."""
    here = _keys(_type_at(cls, field[:-1]))
    return next(iter(difflib.get_close_matches(str(field[-1]).lower(), here, n=1)), "")


def _suggest(cls: type[Any], field: Field) -> str:
    """Say what to do with an unknown key: rename it, move it, or choose another (建议)."""
    key = str(field[-1])
    if _FULL_WIDTH_KEY.match(key):
        return "花括号里也要用半角的“: ”和“, ”"
    if near := _near_key(cls, field):
        return f"是不是“{near}”？"
    homes = [name for name in _keys(cls) if key in _keys(_item_type(_type_at(cls, (name,))))]
    if homes:
        return f"“{key}”要写在{'或'.join(homes)}下面，注意缩进"
    here = _keys(_type_at(cls, field[:-1]))
    return f"这里可以写：{'、'.join(here)}" if here else "删去它"


def _as_list(value: Any) -> str:
    if isinstance(value, str) and value:
        items = [part for part in re.split(r"[，、,；]", value) if part]
        shown = ", ".join(items) if len(value) <= 40 else "甲, 乙"
        return f"写成[{shown}]"
    return "写成[甲, 乙]，或每项另起一行以“- ”开头"


def _keys(cls: Any) -> list[str]:
    return [item.name for item in dataclasses.fields(cls)] if dataclasses.is_dataclass(cls) else []


def _options(kind: Any) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return (
        [str(option) for option in typing.get_args(kind)] if typing.get_origin(kind) is typing.Literal else []
    )


def _item_type(kind: Any) -> Any:
    return typing.get_args(kind)[0] if typing.get_origin(kind) in (tuple, list) else kind


def _type_at(cls: Any, field: Field) -> Any:
    """Find the declared type of a value by its path; `X | None` counts as X (所在类型)."""
    for part in field:
        if isinstance(part, int):
            cls = _item_type(cls)
        else:
            declared = isinstance(cls, type) and dataclasses.is_dataclass(cls)
            cls = _hints(cls).get(part, Any) if declared else Any
        cls = _some(cls)
    return cls


def _some(kind: Any) -> Any:
    """Take the `None` out of `X | None` (去掉可空)."""
    options = typing.get_args(kind)
    if len(options) == 2 and options[1] is type(None):
        return options[0]
    return kind
