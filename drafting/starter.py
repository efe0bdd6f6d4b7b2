"""The bank that is there on the first day (内置词库).

It is mined from the starter speeches by the same code as any corpus, once, and kept in the user's cache
folder; a change of the speeches, the data or the miner makes another.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from zlib import crc32

import phrasebank

ROOT = Path(phrasebank.__file__).parent
SPEECHES = ROOT / "starter"

_KEPT_SECONDS = 30 * 24 * 3600
_ABANDONED_SECONDS = 3600
_BUILDING = "building-"


Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows work with a label and so many steps; the block it opens counts them."""


@contextmanager
def _silent(label: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda steps: None


def starter_bank_path(progress: Progress = _silent) -> Path:
    """Return the starter bank's file, mining it first where it is not there yet (内置词库)."""
    path = _cache_folder() / f"starter-{_fingerprint()}.db"
    if not path.exists():
        path = _build(path, progress)
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


def _build(path: Path, progress: Progress) -> Path:
    """Mine into a file of its own and move it into place whole, so that two first runs do no harm (建库)."""
    from phrasebank.corpus import find_files
    from phrasebank.intake import mine_files
    from phrasebank.store import Bank

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=_BUILDING))
        _sweep(path.parent)
    except OSError:
        # A home that cannot be written (a kiosk, a container): the bank lasts as long as this process.
        folder = Path(tempfile.mkdtemp(prefix="jianggao-"))
        atexit.register(rmtree, folder, ignore_errors=True)
        path = folder / path.name
    draft = folder / "bank.db"
    speeches = find_files([SPEECHES])
    try:
        with (
            Bank.open(draft, create=True) as bank,
            progress("首次使用，整理内置词库", len(speeches)) as advance,
        ):
            mine_files(
                bank, speeches, name=lambda file: f"内置/{file.stem}", on_document=lambda name: advance(1)
            )
        draft.replace(path)
    finally:
        if folder != path.parent:
            rmtree(folder, ignore_errors=True)
    return path


def _sweep(folder: Path) -> None:
    """Delete banks that nobody built lately, as another installation may be using its own, and what a kill left."""
    now = time.time()
    for old in (*folder.glob("starter-*.db*"), *folder.glob(f"{_BUILDING}*")):
        with suppress(OSError):
            age = now - old.stat().st_mtime
            if old.is_dir():
                if age > _ABANDONED_SECONDS:
                    rmtree(old, ignore_errors=True)
            elif age > _KEPT_SECONDS:
                old.unlink(missing_ok=True)
