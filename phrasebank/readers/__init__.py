"""Bytes of any format to numbered lines (读取).

One module a format; each offers `parse(data, source=…, where=…) -> RawDocument`. What kind of file it is is
decided by its first bytes, never by its suffix alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from outlines.errors import UserError
from outlines.speech import Removal
from phrasebank.readers.encoding import decode
from phrasebank.readers.sniff import sniff

__all__ = [
    "LARGEST",
    "RAISED",
    "SUFFIXES",
    "Line",
    "RawDocument",
    "decode",
    "parse_bytes",
    "read_bytes",
    "read_lines",
]

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")
SUFFIXES = (
    *TEXT_SUFFIXES,
    *(".html", ".htm", ".shtml", ".xhtml", ".mhtml", ".mht"),
    *(".docx", ".docm", ".doc", ".wps", ".rtf", ".odt", ".pdf"),
)
LARGEST = 64 * 1024 * 1024  # bytes; a speech is some 30 kB, so more than this is a mistake
# A raised digit stays one, so that a note mark never reads as part of a figure.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_REFUSED = {
    "locked": ("文件设有打开密码", "请在Word或WPS里取消密码后另存"),
    "image": ("这是图片，没有文字可读", "请先做文字识别，再存为txt或docx"),
    "database": ("这是数据库，不是文稿", "请给出txt、docx、pdf或网页文稿"),
    "archive": ("这是压缩包，不是文稿", "请解压后再读里面的文稿"),
    "sheet": ("这是电子表格，不是文稿", "请给出txt、docx、pdf或网页文稿"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source (行); `hint` is what the format says it is: title, h1, h2, h3, p, li."""

    number: int
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as read, before cleaning (原始文档); `removed` is what the format set apart from the text."""

    source: str
    format: str
    encoding: str
    lines: tuple[Line, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[Removal, ...] = ()


def read_lines(path: Path) -> RawDocument:
    """Read one file into numbered lines (读取文件).

    Raises:
        UserError: the file is missing, a folder, empty, too large, locked, or has no text.
    """
    data = read_bytes(path)
    return parse_bytes(data, source=path.name, suffix=path.suffix.lower(), where=str(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file of bearable size (读取字节)."""
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
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("找不到文件", where=where, hint="请检查路径和文件名") from None
    except ValueError:  # a NUL, which no system allows in a name
        raise UserError("文件名里有不能用的字符", where=where, hint="请检查路径和文件名") from None
    except OSError as error:
        raise UserError(f"文件无法读取：{error.strerror or error}", where=where, hint="请检查权限") from None


def parse_bytes(data: bytes, *, source: str, suffix: str = "", where: str = "") -> RawDocument:
    """Turn the bytes of a document of any format into lines (解析).

    Raises:
        UserError: the bytes are empty, locked, damaged, no document, or hold no text.
    """
    from phrasebank.readers import text

    where = where or source
    if not data.strip():
        raise UserError("文件是空的", where=where, hint="请换一份有正文的文件")
    kind = sniff(data, suffix)
    if kind == "text":
        return text.parse(data, source=source, markdown=suffix in (".md", ".markdown"), where=where)
    if kind in _REFUSED:
        message, hint = _REFUSED[kind]
        raise UserError(message, where=where, hint=hint)
    document: RawDocument = import_module(f"{__name__}.{kind}").parse(data, source=source, where=where)
    return document
