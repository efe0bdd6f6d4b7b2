"""Steps that mend what recognition misread, where there is no doubt (识别错误)."""

from __future__ import annotations

from dataclasses import replace

from outlines.regex import lazy
from outlines.speech import RepairKind
from phrasebank.cleaning.rows import Report, Row

# A day of the month is followed by 日, which scans read as one of these.
_DAY = lazy(r"(?<=月)([0-3]?\d)[HhBЯ曰](?![A-Za-z0-9])")


def mend_dates(rows: list[Row], report: Report) -> list[Row]:
    """Read `15H` after a month as 15日 (日期误识)."""
    return [
        replace(row, text=report.substitute(_DAY, lambda match: f"{match[1]}日", row.text, RepairKind.OCR))
        if "月" in row.text and _DAY.search(row.text)
        else row
        for row in rows
    ]
