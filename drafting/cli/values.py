"""Plain option values, read without pydantic (选项取值).

Typer imports pydantic and builds an adapter for every parameter of the command that runs, which costs more
than the rest of the start. Text, paths, numbers and choices that are plainly right need none of it; whatever
is not goes to Typer's own adapter, which also words the complaint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

_DOUBT = object()
# What a command may ask of its values beyond their type.
_WISHES = ("parser", "click_type", "exists", "writable", "resolve_path", "allow_dash", "path_type", "clamp")
_NUMBER = {int: re.compile(r"-?[0-9]{1,15}"), float: re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")}


def quicken(parameter: Any) -> Any:
    """Let a parameter take plain values without an adapter (免用适配器); an older Typer has none."""
    adapter = getattr(parameter, "get_runtime_param", None)
    if adapter and hasattr(parameter, "type_descriptor") and "get_runtime_param" not in vars(parameter):
        parameter.get_runtime_param = _Plain(adapter).take
    return parameter


class _Plain:
    """Stands before Typer's adapter, which is built only in doubt (直接取值)."""

    def __init__(self, adapter: Callable[[], Any]) -> None:
        self.adapter = adapter

    def take(self) -> _Plain:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value in its declared type (取值)."""
        described = param.type_descriptor
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        plain = read_plain(value, described.annotation, described.parameter_info)
        return self.adapter().coerce(value, param=param, ctx=ctx) if plain is _DOUBT else plain


def read_plain(value: Any, kind: Any, limits: Any) -> Any:
    """Read a value of a type and its limits as Typer would, or leave it to Typer (取值)."""
    if any(getattr(limits, wish, None) for wish in _WISHES):
        return _DOUBT
    if get_origin(kind) is list and isinstance(value, list | tuple):
        items = [read_plain(item, get_args(kind)[0], limits) for item in value]
        return _DOUBT if any(item is _DOUBT for item in items) else items
    if kind is str and isinstance(value, str):
        return value
    if kind is Path and isinstance(value, str | Path):
        return Path(value) if limits.file_okay and limits.dir_okay else _DOUBT
    if kind in _NUMBER:
        number = kind(value) if isinstance(value, str) and _NUMBER[kind].fullmatch(value) else value
        within = type(number) is kind and not (
            (limits.min is not None and number < limits.min)
            or (limits.max is not None and number > limits.max)
        )
        return number if within else _DOUBT
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next((member for member in kind if value is member or value == member.value), _DOUBT)
    return _DOUBT
