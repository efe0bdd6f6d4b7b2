"""Bytes of any format to numbered lines (读取).

One module a format; each offers `read(path) -> RawDocument`. What kind of file it is is decided by its first
bytes, never by its suffix alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outlines.errors import UserError
from phrasebank.readers.encoding import decode

__all__ = ["SUFFIXES", "Line", "RawDocument", "decode", "read_lines"]

SUFFIXES = (".txt", ".md", ".markdown", ".text")
LARGEST = 64 * 1024 * 1024  # bytes; a speech is some 30 kB, so more than this is a mistake

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word/WPS（docx）或压缩包"),
    (b"\xd0\xcf\x11\xe0", "Word 97–2003（doc）或 WPS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"SQLite format 3", "数据库"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source (行); `hint` is what the format says it is: title, h1, h2, h3, p, li."""

    number: int
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as read, before cleaning (原始文档)."""

    source: str
    format: str
    encoding: str
    lines: tuple[Line, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


def read_lines(path: Path) -> RawDocument:
    """Read one file into numbered lines (读取文件).

    Raises:
        UserError: the file is missing, a folder, empty, too large, or has no text.
    """
    from phrasebank.readers import text

    where = str(path)
    try:
        if path.is_dir():
            raise UserError(
                "这是文件夹，不是文件", where=where, hint="请给出一份文稿；整个文件夹请用 jianggao mine"
            )
        size = path.stat().st_size
        if size > LARGEST:
            raise UserError(
                f"文件有{size // 1024 // 1024}MB，超过{LARGEST // 1024 // 1024}MB的上限",
                where=where,
                hint="请拆成单篇文稿后再读",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError("找不到文件", where=where, hint="请检查路径和文件名") from None
    except OSError as error:
        raise UserError(f"文件无法读取：{error.strerror or error}", where=where, hint="请检查权限") from None
    if not data:
        raise UserError("文件是空的", where=where, hint="请换一份有正文的文件")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise UserError(f"这是{name}文件，不是纯文本", where=where, hint="请另存为txt或md后再读")
    return text.parse(
        data, source=path.name, markdown=path.suffix.lower() in (".md", ".markdown"), where=where
    )
