"""What kind of file some bytes are, whatever their suffix says (文件类型识别)."""

from __future__ import annotations

import re

from outlines.regex import lazy

_HEAD = 4096  # bytes that are looked at for marks in text
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"SQLite format 3\x00", "database"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HTML = lazy(
    r"(?ais)(?:\s|<\?xml[^>]*>|<!--.*?-->)*"
    r"<(?:!doctype html|html|head|body|meta|title|div|p|section|article|table|span|h[1-6]|br|center|font)\b"
)
_MHTML = lazy(r"(?im)[A-Za-z-]{2,30}: [^\n]*\n(?s:.){0,2000}?^(?:MIME-Version|Content-Type):")
_WORD_XML = lazy(r"<\?mso-application\s+progid=\"Word\.Document\"|<w:wordDocument|<pkg:package")
# Suffixes of text files: what stands in one of these is HTML only where it is a whole page.
_PLAIN = (".txt", ".md", ".markdown", ".text")


def sniff(data: bytes, suffix: str = "") -> str:
    """Name the format: pdf docx office html mhtml text, or what cannot be read (识别格式).

    `office` is for LibreOffice to convert. What cannot be read: `locked`, `image`, `database`, `archive`, `sheet`.

    >>> sniff("<p>同志们：</p>".encode(), ".doc"), sniff("同志们：".encode(), ".doc")
    ('html', 'text')
    """
    start = data[:_HEAD].lstrip() if data[:1].isspace() else data
    for magic, name in _MAGIC:
        # Two letters make a bitmap only where what should be zero is: 'BM' may begin a text.
        if start.startswith(magic) and (magic != b"BM" or data[6:10] == bytes(4)):
            return _name_ole(data) if name == "ole" else "office" if name == "rtf" else name
    if b"%PDF-" in data[:1024] and not data[:1024].isascii():
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _name_zip(data)
    head = _decode_head(data)
    if "<" in head and _WORD_XML.search(head):
        return "office"
    if "multipart/" in head.lower() and _MHTML.match(head):
        return "mhtml"
    if (
        "<" in head
        and _HTML.match(head)
        and (suffix not in _PLAIN or re.match(r"\s*<(?:!doctype|html)", head, re.IGNORECASE))
    ):
        return "html"
    return "text"


def _decode_head(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) : _HEAD].decode(encoding, errors="ignore")
    return data[:_HEAD].decode("utf-8", errors="replace")


def _name_zip(data: bytes) -> str:
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and "content.xml" in names:
                return "office"  # OpenDocument
    except (BadZipFile, OSError, ValueError):
        return "docx" if b"word/" in data[:65536] else "archive"
    if any(name.startswith("xl/") for name in names):
        return "sheet"
    return "docx" if any(name.startswith("word/") for name in names) else "archive"


def _name_ole(data: bytes) -> str:
    """Tell a Word 97 or WPS document from an encrypted one and from a workbook (复合文档)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "locked"
    if "Workbook".encode("utf-16-le") in data and "WordDocument".encode("utf-16-le") not in data:
        return "sheet"
    # The file information block opens the stream, on a sector boundary; bit 8 of its flags: encrypted.
    for offset in range(512, len(data) - 12, 512):
        if data[offset : offset + 2] == b"\xec\xa5" and data[offset + 2] in (0xC0, 0xC1, 0xD9, 0x01, 0x0C):
            return "locked" if data[offset + 11] & 0x01 else "office"
    return "office"
