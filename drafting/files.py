"""Files that are written whole or not at all (安全写文件)."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from errno import ELOOP, ENAMETOOLONG
from pathlib import Path

from outlines.errors import UserError

_BAD_IN_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def write_atomic(path: Path, data: str | bytes, *, force: bool = False) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new one (原子写入).

    Text is written as UTF-8. A link is followed, so that the file it names is the one replaced.

    Raises:
        UserError: where the file exists and `force` is not set, or the folder takes no file.
    """
    target = check_target(path, force=force)
    content = data.encode() if isinstance(data, str) else data
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    except OSError as error:
        raise _failed(path, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        if force:
            temporary.replace(target)
        else:
            _place_new(temporary, target, path)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def check_target(path: Path, *, force: bool = False) -> Path:
    """Tell whether a file could be written, and where a link leads, before the work is done (查输出文件).

    Raises:
        UserError: what `write_atomic` would raise, as far as it can be known.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        if target.is_dir():
            raise UserError("这是一个文件夹，不能写成文件", where=str(path), hint="换一个文件名")
        if not force and target.exists():
            raise _exists(path)
        if not target.parent.is_dir():
            raise FileNotFoundError
    except RuntimeError:
        raise UserError("链接绕成了圈", where=str(path), hint="换一个文件名") from None
    except OSError as error:
        raise _failed(path, error) from None
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise _failed(path, PermissionError())
    return target


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where there is none (建文件夹)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise UserError("这是一个文件，不是文件夹", where=str(path), hint="换一个名称") from None
    except OSError as error:
        reason = f"建不了文件夹（{error.strerror}）"
        raise UserError(reason, where=str(path), hint="检查写入权限和路径") from None


def member(folder: Path, name: str, suffix: str) -> Path:
    """Make the path of a file that a drafter names within a folder (文件夹内的文件).

    Raises:
        UserError: where the name would lead out of the folder or no system could store it.
    """
    stem = name.strip().removesuffix(suffix)
    path = folder / f"{stem}{suffix}"
    outside = not path.resolve().is_relative_to(folder.resolve())
    if not stem or stem.startswith(".") or _BAD_IN_NAME.search(stem) or _RESERVED.fullmatch(stem) or outside:
        hint = '只写名称，不带文件夹，不用< > : " / \\ | ? *，不以点开头'
        raise UserError(f"“{name}”不能作文件名", where=str(folder), hint=hint)
    return path


def _place_new(temporary: Path, target: Path, path: Path) -> None:
    """Give the file its name unless someone else has taken it meanwhile (占名)."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without links
        if target.exists():
            raise _exists(path) from None
        temporary.replace(target)


def _mode(target: Path) -> int:
    """The permissions of the file replaced, or those any new file gets (权限)."""
    with suppress(OSError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _exists(path: Path) -> UserError:
    return UserError("文件已经存在，没有改动它", where=str(path), hint="换一个文件名，或加--force覆盖")


def _failed(path: Path, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError):
        return UserError("文件夹不存在", where=str(path.parent), hint="先建好文件夹，或检查路径")
    if isinstance(error, PermissionError):
        return UserError("没有写入权限", where=str(path), hint="换一个文件夹，或检查权限")
    if error.errno == ELOOP:
        return UserError("链接绕成了圈", where=str(path), hint="换一个文件名")
    if error.errno == ENAMETOOLONG:
        return UserError("文件名太长", where=str(path), hint="换一个短的文件名")
    return UserError(f"写不了文件（{error.strerror or error}）", where=str(path), hint="检查磁盘空间和路径")
