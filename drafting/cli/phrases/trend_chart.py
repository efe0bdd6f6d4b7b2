"""The currency of a formulation as a small chart (提法走势图)."""

from __future__ import annotations

import sys
from typing import Any

from drafting.cli.screen import say
from phrasebank.trend import Trend, YearShare

_BLOCKS = " ▏▎▍▌▋▊▉█"
_WIDTH = 24
_MOST_YEARS = 15


def trend_json(trend: Trend | None) -> dict[str, Any] | None:
    """Lay a trend out as `phrases show --json` promises (走势的JSON)."""
    if trend is None:
        return None
    return {
        "formulation": trend.formulation,
        "own_documents": trend.own,
        "years": [
            {"year": y.year, "documents": y.documents, "of": y.of, "share": round(y.share, 4)}
            for y in trend.years
        ],
    }


def print_trend(trend: Trend) -> None:
    """Draw the last years on a terminal, list them in a pipe (走势图)."""
    own = f"，其中自己的{trend.own}篇" if trend.own else ""
    total = sum(year.of for year in trend.years)
    say(f"走势　“{trend.formulation}”在{total}篇有日期的文稿里逐年占比{own}")
    for year in shown_years(trend):
        count = f"{year.documents}/{year.of}篇"
        if sys.stdout.isatty():
            say(f"  {year.year} {bar(year.share)} {year.share:4.0%} {count}")
        else:
            say(f"{year.year}\t{year.share:.0%}\t{count}")


def shown_years(trend: Trend) -> tuple[YearShare, ...]:
    """Choose the years to draw: from the one before its first use, the latest at most (所示年份)."""
    first = next((i for i, year in enumerate(trend.years) if year.documents), 0)
    return trend.years[max(first - 1, 0) :][-_MOST_YEARS:]


def bar(share: float) -> str:
    """Draw a share from 0 to 1 in eighths of a column (条形).

    >>> bar(0.5).rstrip(), len(bar(0.5))
    ('████████████', 24)
    """
    eighths = round(share * _WIDTH * 8)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_BLOCKS[rest] if rest else "")).ljust(_WIDTH)
