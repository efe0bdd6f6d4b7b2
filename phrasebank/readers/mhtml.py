"""Web archives, as browsers save them, to their page (单文件网页)."""

from __future__ import annotations

from outlines.errors import UserError
from phrasebank.readers import RawDocument


def parse(data: bytes, *, source: str, where: str = "") -> RawDocument:
    """Read the longest HTML part of a web archive (读mhtml).

    Raises:
        UserError: no part of it is a page.
    """
    from dataclasses import replace
    from email import message_from_bytes, policy

    from phrasebank.readers import html

    pages: list[tuple[bytes, str]] = []
    for part in message_from_bytes(data, policy=policy.compat32).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                pages.append((payload, part.get_content_charset() or ""))
    if not pages:
        raise UserError("这个网页存档里没有网页", where=where or source, hint="请在浏览器里重新保存网页")
    page, charset = max(pages, key=lambda found: len(found[0]))
    return replace(html.parse(page, source=source, where=where, charset=charset), format="mhtml")
