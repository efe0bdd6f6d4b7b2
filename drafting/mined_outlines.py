"""Mined outlines as files that the user may edit (归纳提纲的存放).

The first line of a file records the hash of the rest. Mining again rewrites a file only while the hash still
holds: once a person has touched it, it is theirs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from drafting.files import make_folder, write_atomic
from outlines.library import dump_outline
from outlines.outline import Outline

_MARK = "# 由 jianggao mine 归纳；改动后不再自动更新。校验："


def save_outlines(outlines: Sequence[Outline], folder: Path) -> list[str]:
    """Write outlines into a folder and drop outdated ones; return the names left alone (存提纲)."""
    make_folder(folder)
    kept: list[str] = []
    for outline in outlines:
        path = folder / f"{outline.name}.yaml"
        if os.path.lexists(path) and not is_untouched(path):
            kept.append(outline.name)
            continue
        body = dump_outline(outline)
        text = f"{_MARK}{_hash(body)}\n{body}"
        if not path.exists() or path.read_bytes() != text.encode():
            write_atomic(path, text, force=True)
    names = {f"{outline.name}.yaml" for outline in outlines}
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in names and is_untouched(path):
            path.unlink()
    return kept


def _hash(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]


def is_untouched(path: Path) -> bool:
    """Tell whether a file is as it was written; what cannot be read, or is a link, is not (未改动)."""
    if path.is_symlink():
        return False
    try:
        first, _, body = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeError):
        return False
    return first.startswith(_MARK) and first[len(_MARK) :].strip() == _hash(body)
