"""What one document is checked against: profile, date, bank, the office's own wordings (检查依据)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drafting.rules.document import Document
from drafting.rules.model import Settings, Wording
from outlines.bylines import parse_date
from outlines.regex import lazy

if TYPE_CHECKING:
    from drafting.profile import LocalityProfile
    from drafting.workspace import Workspace

_LINE = 60  # characters of a line that may date a speech
_DAY = lazy(
    r"(?:(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?|(?:19|20)\d\d-\d{1,2}-\d{1,2}"
)
_DATED = lazy(r"^[（(—─\s]*((?:19|20)\d\d年\s*\d{1,2}月(?:\s*\d{1,2}日)?)")


def settings_for(
    document: Document, profile: LocalityProfile | None = None, home: Workspace | None = None
) -> Settings:
    """Collect what a document is checked against (收集)."""
    stated = profile.meeting.date if profile else ""
    return Settings(
        profile=profile,
        date=stated or document_date(document),
        sources=_sources(home, document.source) if home else {},
        wordings=_wordings(home) if home else (),
    )


def document_date(document: Document) -> str:
    """Return the ISO date that a document gives itself, empty where it gives none (文稿日期)."""
    if document.raw.startswith("---"):
        head = document.raw[: document.raw.find("\n---", 3)]
        for row in head.splitlines():
            if row.startswith(("date", "title")) and (match := _DAY.search(row)):
                return parse_date(match[0]) or ""
    for paragraph in document.paragraphs[:8]:
        if match := _DATED.match(paragraph):
            return parse_date(match[1]) or ""
    short = [paragraph for paragraph in document.paragraphs[:4] if len(paragraph) < _LINE]
    last = document.paragraphs[-1][-20:] if document.paragraphs else ""
    match = next(filter(None, map(_DAY.search, (*short, last))), None)
    return parse_date(match[0]) or "" if match else ""


def _sources(home: Workspace, checked: str) -> dict[str, str]:
    """Read the bank's documents, the one that is checked left out (词库原文)."""
    if not home.bank_path.is_file():
        return {}
    from phrasebank.store import Bank

    bank = Bank.open(home.bank_path)
    try:
        own = home.name_of(Path(checked)) if checked != "-" else ""
        return {
            name: "\n".join(bank.document(name).paragraphs)
            for name in sorted(bank.documents())
            if name != own
        }
    finally:
        bank.close()


def _wordings(home: Workspace) -> tuple[Wording, ...]:
    folder = home.root / "rules"
    if not folder.is_dir():
        return ()
    from drafting.rules.wordings import read_wordings

    return tuple(row for path in sorted(folder.glob("*.yaml")) for row in read_wordings(path))
