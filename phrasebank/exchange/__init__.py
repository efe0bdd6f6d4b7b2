"""A bank's phrases as a file that people and other banks read (导出与导入).

Four formats hold the same entries without loss: jsonl and yaml for programs and version control, csv and xlsx for
spreadsheets. What comes in is checked as a whole before anything is kept, and joins by one rule (`joining`).
"""

from __future__ import annotations

from pathlib import Path

from outlines.errors import UserError
from outlines.yaml_source import SourceError
from phrasebank.exchange.entry import Entry, Reader, as_mapping

FORMATS = ("jsonl", "yaml", "csv", "xlsx")
_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".xlsx": "xlsx",
}
MOST_BYTES = 1_000_000_000

__all__ = ["FORMATS", "Entry", "format_of", "read_entries", "write_entries"]


def format_of(path: Path, named: str | None = None) -> str:
    """Tell the format of a file by its name, unless it is named (格式)."""
    if named is not None:
        if named.lower() in FORMATS:
            return named.lower()
        raise UserError(f"没有“{named}”这种格式", hint=f"可用的格式：{'、'.join(FORMATS)}")
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise UserError(
            "看文件名认不出格式",
            where=str(path),
            hint=f"后缀用{'、'.join(f'.{name}' for name in FORMATS)}，或加--format",
        )
    return found


def write_entries(entries: list[Entry], format: str) -> bytes:
    """Lay entries out in a format (写出)."""
    mappings = [as_mapping(entry) for entry in entries]
    if format in ("csv", "xlsx"):
        from phrasebank.exchange import tables

        return tables.write_csv(mappings) if format == "csv" else tables.write_xlsx(mappings)
    from phrasebank.exchange import documents

    return documents.write_jsonl(mappings) if format == "jsonl" else documents.write_yaml(mappings)


def read_entries(data: bytes, format: str, where: str) -> list[Entry]:
    """Read every entry of a file, or say all that is wrong with it (读入).

    Raises:
        SourceError: with each bad row's number and what to mend.
    """
    if len(data) > MOST_BYTES:
        raise UserError("文件太大", where=where, hint="分成几个文件导入")
    if format in ("csv", "xlsx"):
        from phrasebank.exchange import tables

        rows = tables.read_csv(data, where) if format == "csv" else tables.read_xlsx(data, where)
    else:
        from phrasebank.exchange import documents

        rows = documents.read_jsonl(data, where) if format == "jsonl" else documents.read_yaml(data, where)
    reader = Reader()
    entries = [entry for row in rows if (entry := reader.read(row)) is not None]
    if reader.problems:
        raise SourceError(where, reader.problems)
    return entries
