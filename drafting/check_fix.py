"""Mend what has only one right mend (改正)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from drafting.check import check
from drafting.files import write_atomic
from drafting.rules import RULES
from drafting.rules.document import Document
from drafting.rules.model import Finding, Rule, Settings
from outlines.errors import UserError

_MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing made of a text (改正结果): `document` is the new text, `findings` what is left."""

    document: Document
    findings: list[Finding]
    mended: int


def apply_fixes(document: Document, findings: Sequence[Finding]) -> tuple[str, int]:
    """Return the file's text with the fixes that do not meet each other made, and their number (套用改正)."""
    pieces: list[str] = []
    at = mended = 0
    for finding in findings:
        if finding.fix is None:
            continue
        start, end = document.raw_span(finding.start, finding.end)
        if start < at or (start == end == at and mended):
            continue  # it meets the one before, and has its turn in the next round
        pieces += (document.raw[at:start], finding.fix)
        at = end
        mended += 1
    pieces.append(document.raw[at:])
    return "".join(pieces), mended


def fix_document(
    document: Document,
    settings: Settings,
    read: Callable[[str], Document],
    rules: Sequence[Rule] = RULES,
) -> Fixed:
    """Fix and check again until nothing fixable is left (反复改正).

    `read` makes a document of the file's changed text.
    """
    mended = 0
    findings = check(document, settings, rules)
    for _ in range(_MOST_ROUNDS):
        if all(finding.fix is None for finding in findings):
            break
        text, made = apply_fixes(document, findings)
        mended += made
        document = read(text)
        findings = check(document, settings, rules)
    return Fixed(document, findings, mended)


def backup_path(path: Path) -> Path:
    """Return a name for a copy of a file, one that no file has (备份名)."""
    names = (path.with_name(f"{path.name}.bak{number or ''}") for number in count())
    return next(name for name in names if not name.exists())


def write_fixed(
    path: Path, original: bytes, content: bytes, output: Path | None, *, force: bool = False
) -> Path | None:
    """Write the mended file, in place with a copy of the old one, or anew; return the copy's name (写回).

    Raises:
        UserError: the folder takes no file, or the new file exists.
    """
    if output is not None:
        if output.exists() and path.exists() and output.samefile(path):
            raise UserError("输出就是原文件", where=str(output), hint="去掉-o，原地改正会留备份")
        write_atomic(output, content, force=force)
        return None
    backup = backup_path(path)
    write_atomic(backup, original)
    write_atomic(path, content, force=True)
    return backup
