"""`jianggao phrases`: the phrase bank on the command line (词库命令)."""

from __future__ import annotations

from collections.abc import Callable

import typer

from drafting.cli.phrases import edit, exchange, look, repair

phrases_app = typer.Typer(help="词库：查找、查看、增改、导入导出。")

_COMMANDS: dict[str, Callable[..., None]] = {
    "list": look.list_phrases,
    "search": look.search_phrases,
    "random": look.random_phrases,
    "show": look.show_phrase,
    "stats": look.show_statistics,
    "browse": look.browse_phrases,
    "add": edit.add_phrase,
    "edit": edit.edit_phrase,
    "star": edit.star_phrase,
    "hide": edit.hide_phrase,
    "tag": edit.tag_phrase,
    "note": edit.note_phrase,
    "undo": edit.undo_edit,
    "export": exchange.export_phrases,
    "import": exchange.import_phrases,
    "repair": repair.repair_bank,
}
for name, command in _COMMANDS.items():
    phrases_app.command(name)(command)
