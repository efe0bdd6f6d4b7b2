"""Rows for people and for pipes (表格).

A pipe gets tab-separated lines that `cut` and `grep` understand. A terminal gets a drawn table; where that
would not fit, long columns wrap, and where even that leaves them too narrow each row becomes a block.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Sequence

from drafting.cli.layout import columns, wrap
from drafting.cli.screen import plain, say

_SHORT = 16  # columns up to which a cell is never broken
_LEAST = 18  # columns that a broken cell needs to be readable
_GAP = 3  # what the drawing takes between two cells
_EDGE = 2  # and at both ends of a line
_LABEL = re.compile("〔[^〕]+〕")


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    styles: Sequence[str] = (),
    headed: bool = False,
) -> None:
    """Print rows, drawn with headers on a terminal and tab-separated in a pipe (表格).

    Args:
        headers: the name of each column.
        rows: the cells, one for each column.
        styles: a colour for each column, from the left; the rest have none.
        headed: whether a pipe gets the headers, too: where the columns do not speak for themselves.
    """
    cells = [[" ".join(plain(str(cell)).split()) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(headers), *cells] if headed else cells:
            say("\t".join(row))
        return
    width = shutil.get_terminal_size().columns
    natural = [max(map(columns, column)) for column in zip(headers, *cells, strict=True)]
    widths = fit(natural, width - _GAP * len(natural) - _EDGE)
    if any(fitted < min(size, _LEAST) for fitted, size in zip(widths, natural, strict=True)):
        for row in cells:
            _block(headers, row, [size > _SHORT for size in natural], width)
    else:
        wrapped = [["\n".join(wrap(c, w)) for c, w in zip(row, widths, strict=True)] for row in cells]
        _draw(headers, wrapped, styles)


def fit(natural: Sequence[int], room: int) -> list[int]:
    """Share the room out: short columns keep their width, the widest give way first (定列宽).

    >>> fit([12, 4, 60, 30], 80)
    [12, 4, 34, 30]
    """
    widths = [min(size, max(room, 0)) for size in natural]
    while sum(widths) > room:
        widest = max(widths)
        if widest <= _SHORT:
            return [0] * len(widths)  # nothing left to give
        widths[widths.index(widest)] -= 1
    return widths


def _draw(headers: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, header in enumerate(headers):
        drawn.add_column(
            header,
            style=styles[i] if i < len(styles) else None,
            justify="right" if rows and all(row[i].isdigit() for row in rows) else "left",
            no_wrap=True,
            overflow="crop",
        )
    for row in rows:
        texts = [Text(cell) for cell in row]
        for text in texts:
            text.highlight_regex(_LABEL, "magenta")
        drawn.add_row(*texts)
    Console(highlight=False).print(drawn)


def _block(headers: Sequence[str], row: Sequence[str], long: Sequence[bool], width: int) -> None:
    """Set one row as a few lines: what is short together, what is long by itself (竖排)."""
    pairs = list(zip(headers, row, long, strict=True))
    short = "　".join(
        f"{header}{cell}" if cell.isdigit() else cell for header, cell, is_long in pairs if not is_long
    )
    first, *rest = wrap(short, width - 2)
    say(first)
    for line in rest:
        say(f"  {line}")
    for _, cell, is_long in pairs:
        for line in wrap(cell, width - 2) if is_long else ():
            say(f"  {line}")
