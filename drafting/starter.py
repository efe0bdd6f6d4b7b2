"""The bank that is there on the first day (内置词库).

It is mined from the starter speeches by the same code as any corpus, once, and kept in the user's cache
folder; a change of the speeches, the data or the miner makes another.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from zlib import crc32

import phrasebank

ROOT = Path(phrasebank.__file__).parent
SPEECHES = ROOT / "starter"

_KEPT_SECONDS = 30 * 24 * 3600


def starter_bank_path() -> Path:
    """Return the starter bank's file, mining it first where it is not there yet (内置词库)."""
    path = _cache_folder() / f"starter-{_fingerprint()}.db"
    if not path.exists():
        path = _build(path)
    return path


def _fingerprint() -> str:
    """Tell one state of the speeches, the data and the code from another, without reading them (指纹)."""
    stats: list[tuple[str, int, int]] = []
    folders = [str(ROOT), str(ROOT.parent / "outlines")]
    for folder in folders:  # grows while it is walked
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                elif entry.name.endswith((".py", ".txt", ".yaml", ".csv")):
                    stat = entry.stat()
                    stats.append((os.path.relpath(entry.path, ROOT.parent), stat.st_size, stat.st_mtime_ns))
    return f"{crc32(repr(sorted(stats)).encode()):08x}"


def _cache_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "jianggao"


def _build(path: Path) -> Path:
    """Mine into a file of its own and move it into place whole, so that two first runs do no harm (建库)."""
    from phrasebank.corpus import find_files
    from phrasebank.intake import mine_files
    from phrasebank.store import Bank

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix="building-"))
    except OSError:
        # A home that cannot be written (a kiosk, a container): the bank lasts as long as the temporary folder.
        folder = Path(tempfile.mkdtemp(prefix="jianggao-"))
        path = folder / path.name
    draft = folder / "bank.db"
    with Bank.open(draft, create=True) as bank:
        mine_files(bank, find_files([SPEECHES]), name=lambda file: f"内置/{file.stem}")
    draft.replace(path)
    if folder != path.parent:
        for leftover in folder.iterdir():
            leftover.unlink()
        folder.rmdir()
    for old in path.parent.glob("starter-*.db"):
        # Another installation may be using its own: only what nobody built lately goes.
        if old != path and old.stat().st_mtime < time.time() - _KEPT_SECONDS:
            old.unlink(missing_ok=True)
    return path
