"""Files to speeches: the one way in for every command (语料)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from outlines.bylines import parse_date
from outlines.detect import detect
from outlines.errors import UserError
from outlines.genre import guess_genre
from outlines.speech import Speech
from phrasebank.cleaning import clean
from phrasebank.cleaning.defects import find_defects
from phrasebank.readers import LARGEST, SUFFIXES, RawDocument, parse_bytes, read_lines


def read_speech(path: Path, document: RawDocument | None = None) -> Speech:
    """Read one file as a speech: cleaned, structured, its damage named (读一篇讲话稿).

    `document` is the file as already read, where many were read together.

    Raises:
        UserError: the file cannot be read, or nothing of it is a speech.
    """
    return _to_speech(document or read_lines(path), where=str(path))


def read_text(text: str, source: str = "-") -> Speech:
    """Read pasted text as a speech (读粘贴的文本)."""
    if not text.strip():
        raise UserError("没有读到文字", where=source, hint="请把稿件粘贴进来，或给出文件名")
    return read_bytes(text.encode("utf-8", errors="replace"), source)


def read_bytes(data: bytes, source: str = "-") -> Speech:
    """Read bytes from a pipe, in whatever format and encoding, as a speech (读标准输入)."""
    if not data.strip():
        raise UserError("没有读到文字", where=source, hint="请把稿件粘贴进来，或给出文件名")
    if len(data) > LARGEST:
        raise UserError(
            f"文字超过{LARGEST // 1024 // 1024}MB的上限", where=source, hint="请拆成单篇文稿后再读"
        )
    return _to_speech(parse_bytes(data, source=source), where=source)


def _to_speech(raw: RawDocument, where: str) -> Speech:
    text = clean(raw.lines, raw.metadata)
    structure = detect(text.paragraphs, text.hints, text.lines, text.metadata)
    if not structure.paragraphs:
        raise UserError(
            "清理之后没有正文",
            where=where,
            hint="请用 jianggao read --json 查看删去了什么，或换一份有正文的文件",
        )
    removed = sorted((*raw.removed, *text.removed, *structure.removed), key=lambda removal: removal.line)
    speech = Speech(
        source=raw.source,
        format=raw.format,
        encoding=raw.encoding,
        title=structure.title,
        speaker=raw.metadata.get("speaker") or structure.speaker,
        date=parse_date(raw.metadata.get("date", "")) or structure.date,
        units=structure.units,
        paragraphs=structure.paragraphs,
        removed=tuple(removed),
        repairs=text.repairs,
        metadata=tuple(text.metadata.items()),
        genre=guess_genre(structure.title, structure.paragraphs),
    )
    return replace(speech, defects=find_defects(speech, text.metadata))


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Find the documents among files and folders, sorted; hidden ones are passed over (查找文件).

    Raises:
        UserError: one of the paths does not exist.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise UserError("找不到文件或文件夹", where=str(path), hint="请检查路径")
        found.update(_walk(path) if path.is_dir() else [path])
    return sorted(found)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def speech_to_json(speech: Speech) -> dict[str, Any]:
    """Lay a speech out as `read --json` prints it (讲话稿的JSON)."""
    return {
        "source": speech.source,
        "format": speech.format,
        "encoding": speech.encoding,
        "genre": speech.genre,
        "title": speech.title,
        "speaker": speech.speaker,
        "date": speech.date,
        "units": [
            {
                "level": unit.level,
                "number": unit.number,
                "role": unit.role.value,
                "heading": unit.heading,
                "inline": unit.inline,
                "text": unit.text,
            }
            for unit in speech.units
        ],
        "paragraphs": list(speech.paragraphs),
        "removed": [
            {"line": removal.line, "text": removal.text, "reason": removal.reason}
            for removal in speech.removed
        ],
        "repairs": [
            {"kind": repair.kind.value, "before": repair.before, "after": repair.after}
            for repair in speech.repairs
        ],
        "defects": [
            {"kind": defect.kind.value, "text": defect.text, "message": defect.message}
            for defect in speech.defects
        ],
    }
