"""Errors that nobody foresaw → the error a drafter sees (意外错误)."""

from __future__ import annotations

import errno
import os
import traceback
from pathlib import Path

from outlines.errors import UserError

_CAUSES: dict[int, tuple[str, str]] = {
    errno.EACCES: ("没有权限", "检查文件和所在文件夹的权限"),
    errno.EPERM: ("没有权限", "检查文件和所在文件夹的权限"),
    errno.EROFS: ("磁盘是只读的", "换一个可以写入的文件夹"),
    errno.ENOENT: ("找不到文件或文件夹", "检查路径"),
    errno.ENOTDIR: ("路径里有一段是文件，不是文件夹", "检查路径"),
    errno.EISDIR: ("这是文件夹，不是文件", "检查路径"),
    errno.EEXIST: ("已有同名的文件或文件夹", "换一个名称，或把它移开"),
    errno.ENAMETOOLONG: ("名称太长", "换一个短的名称"),
    errno.ELOOP: ("链接绕成了圈", "检查链接指向哪里"),
    errno.ENOSPC: ("磁盘已满", "腾出空间后再试一次"),
    errno.EDQUOT: ("磁盘配额已满", "腾出空间后再试一次"),
    errno.EMFILE: ("打开的文件太多", "关掉一些程序后再试一次"),
    errno.EIO: ("读写磁盘出错", "检查磁盘"),
}


def explain_unforeseen(error: Exception) -> UserError:
    """Say in Chinese what can be said of an error that no command explained (说明意外错误)."""
    if isinstance(error, OSError):
        message, hint = _CAUSES.get(
            error.errno or 0, (f"读写文件出错（{error.strerror or error}）", "检查文件和磁盘")
        )
        return UserError(message, where=str(error.filename or ""), hint=hint)
    if isinstance(error, RuntimeError) and "Symlink loop" in str(error):
        return explain_unforeseen(OSError(errno.ELOOP, "", str(error).partition("'")[2].rstrip("'")))
    if isinstance(error, RuntimeError) and "home directory" in str(error):
        return UserError("路径里“~”后面的用户不存在", hint="写出文件夹的完整路径")
    if isinstance(error, MemoryError):
        return UserError("内存不够", hint="关掉一些程序，或少给几个文件")
    files = traceback.extract_tb(error.__traceback__)
    if type(error).__module__ == "sqlite3" or any(Path(f.filename).name == "rows.py" for f in files):
        hint = "换用备份，或把它移开后用jianggao mine重新采集"
        return UserError("词库里的内容不完整，读不下去", where="工作区的bank.db", hint=hint)
    if isinstance(error, UnicodeError):
        return UserError("文字里有不能存储的字符", hint="检查输入和文件名的编码，改用UTF-8")
    place = f"{Path(files[-1].filename).name}，第{files[-1].lineno}行" if files else ""
    said = f"{type(error).__name__}：{' '.join(str(error).split())[:200]}"
    hint = "这是程序的缺陷，请把这几行和所用的文件发给维护者；设JIANGGAO_DEBUG=1可看全部经过"
    return UserError(f"程序出错（{said}）", where=place, hint=hint)


def wants_traceback() -> bool:
    """Tell whether a maintainer asked to see errors raw (调试)."""
    return bool(os.environ.get("JIANGGAO_DEBUG"))
