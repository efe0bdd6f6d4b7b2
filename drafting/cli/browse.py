"""`jianggao phrases browse`: the full-screen view, where it can be shown (全屏浏览)."""

from __future__ import annotations

import sys

from outlines.errors import UserError
from phrasebank.store import Bank


def browse(bank: Bank, query: str, *, writable: bool) -> None:
    """Show the bank on the whole terminal (全屏浏览).

    Raises:
        UserError: textual is not installed, there is no terminal to show it on, or the bank cannot be read.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UserError("全屏浏览要在终端里用", hint="管道里用 jianggao phrases search")
    try:
        from drafting.browser import Browser
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != "textual":
            raise
        raise UserError(
            "全屏浏览要用的textual没有安装",
            hint="运行pip install 'jianggao[browse]'，或用 jianggao phrases search",
        ) from None
    app = Browser(bank, query, writable=writable)
    app.run()
    if app.fault is not None:
        raise app.fault
