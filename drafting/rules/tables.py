"""Read the rules' tables: data/*.yaml (规则数据)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def load_table(name: str) -> Any:
    """Return what a table holds (读数据)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_DATA / f"{name}.yaml").read_bytes(), Loader=loader)


@cache
def compiled(name: str) -> tuple[tuple[Any, str], ...]:
    """Return the patterns of a table, compiled, each with its message (读规则式)."""
    import re

    return tuple(
        (re.compile(row["pattern"], re.MULTILINE), row["message"]) for row in load_table(name)["patterns"]
    )
