"""Typer's usage errors → the error a drafter sees (用法错误)."""

from __future__ import annotations

import re
from typing import Any

import typer

from outlines.errors import UserError

# Typer publishes BadParameter but not its base, which all errors in the use of a command share.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"Got unexpected extra arguments? ?(?:\(s\) )?\((.*)\)", "多出了参数“{0}”"),
    (r"Option '?([^' ]+)'? requires .*", "{0}后面要写上它的值"),
    (r"Option '?([^' ]+)'? does not take a value.*", "{0}后面不能带值"),
    (r"Missing command.*", "没有写命令"),
    (r"(?s)No such command '(.*?)'\..*", "没有“{0}”这个命令"),
    (r".*valid (?:integer|int)\b.*", "要写整数"),
    (r".*valid (?:number|float)\b.*", "要写数"),
    (r".*(?:greater than or equal to|smaller than|x>=) ?(\S+)$", "不能小于{0}"),
    (r".*(?:less than or equal to|larger than|x<=) ?(\S+)$", "不能大于{0}"),
    (r".*'?([^']*)'? is not one of (.+?)\.?$", "只能是{1}之一"),
    (r".*\b(?:File|Path|Directory) '(.*)' does not exist.*", "找不到“{0}”"),
)


def explain(error: Any) -> UserError:
    """Say in Chinese what was wrong with the command line (解释用法错误)."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "jianggao"
    hint = f"运行{command} --help查看用法"
    if hasattr(error, "option_name") and hasattr(error, "possibilities"):
        near = "或".join(sorted(error.possibilities or ()))
        return UserError(
            f"{command}没有“{error.option_name}”这个选项", hint=f"是不是想用{near}？{hint}" if near else hint
        )
    parameter = getattr(error, "param", None)
    name = _name(parameter) if parameter is not None else ""
    if hasattr(error, "param_type"):
        return UserError(f"缺少{name or '参数'}", hint=hint)
    reason = translate(str(getattr(error, "message", error)))
    return UserError(f"{name}的值不对：{reason}" if name else reason, hint=hint)


def translate(message: str) -> str:
    """Put one of Typer's messages into Chinese where it is known (译错误信息).

    >>> translate("Option '--chars' requires an argument.")
    '--chars后面要写上它的值'
    """
    for pattern, chinese in _PATTERNS:
        if found := re.fullmatch(pattern, message.strip()):
            return chinese.format(*(part.replace("'", "").replace(", ", "、") for part in found.groups()))
    return message


def _name(parameter: Any) -> str:
    options = [option for option in parameter.opts if option.startswith("-")]
    return max(options, key=len) if options else f"参数{(parameter.metavar or parameter.name).upper()}"
