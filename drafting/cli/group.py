"""Commands that load when they are called, and help in Chinese (命令表与帮助).

Importing every command to print one line about each would make `--help` pay for all of them, so the table
below says where each lives and its module is imported only when the command runs or shows its own help.
"""

from __future__ import annotations

import difflib
import inspect
import shutil
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from drafting.cli.layout import definitions, paragraph
from drafting.cli.values import quicken
from outlines.errors import UserError


class Entry(NamedTuple):
    """Where a command lives and what it does (命令表的一行)."""

    target: str
    help: str


COMMANDS: dict[str, Entry] = {
    "init": Entry("drafting.cli.init:init", "建立工作区：问清本地情况，写出locality.yaml。"),
    "read": Entry("drafting.cli.read:read", "查看一篇讲话稿清洗、分层后的样子。"),
    "mine": Entry("drafting.cli.mine:mine", "从旧稿里挖掘词句和提纲，存入工作区。"),
    "phrases": Entry("drafting.cli.phrases:phrases_app", "词库：查找、查看、增改、导入导出。"),
    "outlines": Entry("drafting.cli.outlines:outlines_app", "提纲：列出、查看、新建、检查。"),
    "templates": Entry("drafting.cli.templates:templates_app", "版式：列出、查看、新建、检查。"),
    "check": Entry("drafting.cli.check:check", "检查文稿：残留、缺漏、错误、雷同，像细心的校对那样。"),
    "draft": Entry("drafting.cli.draft:draft", "按提纲、词库和本地情况写出讲话稿框架。"),
    "needs": Entry("drafting.cli.needs:needs", "列出还缺哪些本地情况，写成征集单；填好后并回来。"),
    "trace": Entry("drafting.cli.trace:trace", "查一篇稿子每句话的来历，以及与各篇来源的重合。"),
}


_VALUE_WORDS = (
    ("int", "整数"),
    ("float", "数"),
    ("path", "路径"),
    ("directory", "文件夹"),
    ("file", "文件"),
    ("str", "文字"),
    ("text", "文字"),
)


class Command(TyperCommand):
    """A command whose help is in Chinese and whose plain values are read quickly (命令)."""

    def get_params(self, ctx: Any) -> list[Any]:
        """List the parameters, that for help included (全部参数)."""
        return [quicken(parameter) for parameter in super().get_params(ctx)]

    def get_help(self, ctx: Any) -> str:
        """Lay the whole help out for the terminal's width (帮助全文)."""
        return _help(self, ctx, [])

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Name the parts of the command line in order (用法)."""
        return _usage_pieces(self, ctx)


class Group(TyperGroup):
    """Commands under one name, with help and errors in Chinese (命令组)."""

    def get_params(self, ctx: Any) -> list[Any]:
        """List the parameters, that for help included (全部参数)."""
        return [quicken(parameter) for parameter in super().get_params(ctx)]

    def get_help(self, ctx: Any) -> str:
        """Lay the whole help out for the terminal's width (帮助全文)."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return _help(self, ctx, [(name, _summary(found)) for name, found in commands if found is not None])

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Name the parts of the command line in order (用法)."""
        return [*_usage_pieces(self, ctx), "命令", "…"]

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command called, or say which one was perhaps meant (找命令)."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], names, n=2, cutoff=0.5)
            meant = f"是不是想用{'或'.join(near)}？" if near else ""
            raise UserError(
                f"没有“{args[0]}”这个命令", hint=f"{meant}运行{ctx.command_path} --help查看全部命令"
            )
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """The commands of the table, each imported when wanted (按需载入的命令组)."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order of the table (列出命令)."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one command (载入命令)."""
        entry = COMMANDS.get(cmd_name)
        return load_command(cmd_name, entry) if entry else None

    def get_help(self, ctx: Any) -> str:
        """Lay the help out from the table alone, importing nothing (总帮助)."""
        return _help(self, ctx, [(name, entry.help) for name, entry in COMMANDS.items()])


def load_command(name: str, entry: Entry) -> Any:
    """Import a command's module and build the command (载入命令)."""
    module_name, _, attribute = entry.target.partition(":")
    target = getattr(import_module(module_name), attribute)
    if not isinstance(target, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name, cls=Command, no_args_is_help=False)(target)
        return typer.main.get_command(alone)
    group = typer.main.get_group(_in_chinese(target))
    group.name, group.help = name, entry.help
    return group


def _in_chinese(app: typer.Typer) -> typer.Typer:
    """Give a Typer app, and all below it, this module's classes (换成中文帮助)."""
    app.info.cls, app.info.no_args_is_help, app.info.add_help_option = Group, True, True
    app._add_completion = False
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = Group
            _in_chinese(group.typer_instance)
    return app


def _summary(command: Any) -> str:
    """The first line of a command's help (一句话说明)."""
    return inspect.cleandoc(command.short_help or command.help or "").split("\n", 1)[0]


def _usage_pieces(command: Any, ctx: Any) -> list[str]:
    """`[选项]` and the arguments, optional ones in brackets (用法各段)."""
    pieces = ["[选项]"]
    for parameter in command.params:
        if not isinstance(parameter, TyperOption):
            more = "…" if parameter.nargs != 1 else ""
            name = (parameter.metavar or parameter.name).upper()
            pieces.append(f"{name}{more}" if parameter.required else f"[{name}{more}]")
    return pieces


def _help(command: Any, ctx: Any, commands: list[tuple[str, str]]) -> str:
    """Usage, text, arguments, options and commands, in columns that count Han as two (帮助)."""
    width = min(shutil.get_terminal_size().columns, 100)
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    blocks = [f"用法：{usage}"]
    if command.help:
        text = inspect.cleandoc(command.help)
        blocks.append("\n".join(paragraph(line, width) for line in text.split("\n")))
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str]] = []
    for parameter in command.get_params(ctx):
        if getattr(parameter, "hidden", False):
            continue
        (options if isinstance(parameter, TyperOption) else arguments).append(_describe(parameter, ctx))
    for label, rows in (("参数：", arguments), ("选项：", options), ("命令：", commands)):
        if rows:
            blocks.append("\n".join([label, *definitions(rows, width)]))
    return "\n\n".join(blocks)


def _describe(parameter: Any, ctx: Any) -> tuple[str, str]:
    """One option or argument: its names with the kind of value, and what it does (选项说明)."""
    if parameter.name == "help":
        return ", ".join(sorted(parameter.opts, key=len)), "显示这段说明。"
    if not isinstance(parameter, TyperOption):
        return (parameter.metavar or parameter.name).upper(), parameter.help or ""
    names = ", ".join(sorted(parameter.opts, key=len))
    if parameter.secondary_opts:
        names += " / " + ", ".join(parameter.secondary_opts)
    takes_value = not (parameter.is_flag or parameter.count)
    if takes_value:
        names += f" {parameter.metavar or _value_word(parameter, ctx)}"
    extra = []
    if parameter.required:
        extra.append("必填")
    default = parameter.default
    if takes_value and parameter.show_default and default not in (None, (), [], "") and not callable(default):
        extra.append(f"默认{getattr(default, 'value', default)}")
    if takes_value and parameter.multiple:
        extra.append("可多次使用")
    return names, (parameter.help or "") + (f"（{'；'.join(extra)}）" if extra else "")


def _value_word(parameter: Any, ctx: Any) -> str:
    """Say in Chinese what kind of value an option takes (取值)."""
    shown = str(
        parameter.make_metavar(ctx) if hasattr(parameter, "make_metavar") else parameter.display_type(ctx)
    )
    bare = shown.strip("<>[]").lower()
    return next((word for kind, word in _VALUE_WORDS if bare.startswith(kind)), bare)
