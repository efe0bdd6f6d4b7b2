"""The phrase bank: harvests, the phrases derived from them, and the user's edits (词库)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from outlines.errors import UserError
from outlines.role import Role
from phrasebank.edits import Edits
from phrasebank.phrase import Harvest, Kind, Source, SourceDocument
from phrasebank.rows import DOCUMENT_COLUMNS, HARVEST_COLUMNS, harvest_row, read_document, read_harvest


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence where it was read (原文): `start` and `end` are its span in `paragraph`."""

    document_title: str
    date: str | None
    paragraph: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much the bank holds (统计); `counts` are phrases by kind and role, largest first."""

    documents: int
    characters: int
    phrases: int
    counts: tuple[tuple[Kind, Role, int], ...]
    starred: int
    hidden: int
    own: int


class Bank(Edits):
    """The phrase bank (词库): harvests, the phrases derived from them, and the user's edits."""

    # Harvests

    def documents(self) -> dict[str, str]:
        """List the mined documents, name → digest, by name (已采集的文档)."""
        return dict(self.rows("SELECT name, digest FROM documents ORDER BY name"))

    def put(self, harvest: Harvest) -> None:
        """Keep a harvest in place of what that document gave before (存入)."""
        self.put_row(harvest_row(harvest), harvest.document.paragraphs)

    def put_row(self, row: Sequence[object], paragraphs: Sequence[str]) -> None:
        """Keep a harvest that `harvest_row` has laid out, and its paragraphs (存入数据行)."""
        updates = ", ".join(f"{name} = excluded.{name}" for name in HARVEST_COLUMNS.split(", "))
        marks = ", ".join("?" * len(HARVEST_COLUMNS.split(", ")))
        with self.transaction():
            [(number,)] = self.rows(
                f"INSERT INTO documents({HARVEST_COLUMNS}) VALUES({marks})"
                f" ON CONFLICT(name) DO UPDATE SET {updates} RETURNING number",
                row,
            )
            self.connection.execute("DELETE FROM paragraphs WHERE document = ?", (number,))
            self.connection.executemany(
                "INSERT INTO paragraphs VALUES(?, ?, ?)",
                ((number, i, text) for i, text in enumerate(paragraphs)),
            )

    def drop(self, name: str) -> None:
        """Forget a document and its harvest (移除); phrases follow at the next `publish`."""
        with self.transaction():
            number = self._document_number(name)
            self.connection.execute("DELETE FROM paragraphs WHERE document = ?", (number,))
            self.connection.execute("DELETE FROM documents WHERE number = ?", (number,))
            self._names.pop(number, None)

    def harvests(self) -> Iterator[Harvest]:
        """Yield every harvest in order of document name (全部采集)."""
        rows = self.rows(f"SELECT number, {HARVEST_COLUMNS} FROM documents ORDER BY name")
        for number, *row in rows:
            yield read_harvest(tuple(row), self._paragraphs(number))

    def harvest(self, name: str) -> Harvest:
        """Return what one document gave (一篇之所得)."""
        number = self._document_number(name)
        [row] = self.rows(f"SELECT {HARVEST_COLUMNS} FROM documents WHERE number = ?", (number,))
        return read_harvest(row, self._paragraphs(number))

    def document(self, name: str) -> SourceDocument:
        """Return a mined document (来源文档)."""
        number = self._document_number(name)
        [row] = self.rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE number = ?", (number,))
        return read_document(row, self._paragraphs(number))

    def summaries(self) -> dict[str, str]:
        """Say what each document is about: its title, its topic, its headings (各文档大意)."""
        import json

        found: dict[str, str] = {}
        for name, title, topic, packed in self.rows("SELECT name, title, topic, sections FROM documents"):
            headings = [text for _, heading, points, _ in json.loads(packed) for text in (heading, *points)]
            found[name] = "，".join((title, topic, *headings))
        return found

    def residue(self) -> list[str]:
        """List every name that some source calls its own, sorted (来源专名)."""
        import json

        names = {
            value
            for (packed,) in self.rows("SELECT residue FROM documents")
            for _, _, value in json.loads(packed)
        }
        return sorted(names)

    def dated_documents_with(self, forms: Sequence[str], ignored: str) -> Iterator[tuple[int, bool]]:
        """Yield the year of each dated document and whether it has one of the forms (逐年用例).

        Marks to be ignored are taken out of the text, not of the forms; `，` counts as `、`.
        """
        text = "replace(p.text, '，', '、')"
        for mark in ignored:
            text = f"replace({text}, '{mark}', '')"
        either = " OR ".join(f"instr({text}, ?)" for _ in forms) or "0"
        rows = self.rows(
            f"SELECT d.date, EXISTS (SELECT 1 FROM paragraphs AS p WHERE p.document = d.number AND ({either}))"
            " FROM documents AS d WHERE d.date IS NOT NULL",
            forms,
        )
        for date, has in rows:
            yield int(date[:4]), bool(has)

    def passage(self, source: Source) -> Passage:
        """Return the sentence a phrase was read in, in its paragraph (原文)."""
        from phrasebank.sentences import iter_sentences

        rows = self.rows(
            "SELECT d.title, d.date, p.text FROM documents AS d JOIN paragraphs AS p ON p.document = d.number"
            " WHERE d.name = ? AND p.number = ?",
            (source.document, source.paragraph),
        )
        for title, date, text in rows:
            whole = (0, len(text))
            start, end = next(islice(iter_sentences(text), source.sentence, None), whole)
            return Passage(title, date, text, start, end)
        raise UserError("词库里没有这处原文", where=f"{source.document} 第{source.paragraph + 1}段")

    def statistics(self) -> Statistics:
        """Count what the bank holds (统计)."""
        counts = tuple(
            (Kind(kind), Role(role), count)
            for kind, role, count in self.rows(
                "SELECT kind, role, count(*) AS n FROM phrases GROUP BY 1, 2 ORDER BY n DESC, kind, role"
            )
        )
        [(documents, characters)] = self.rows("SELECT count(*), ifnull(sum(characters), 0) FROM documents")
        [edits] = self.rows(
            "SELECT ifnull(sum(starred), 0), ifnull(sum(hidden), 0), count(sequence) FROM edits"
        )
        return Statistics(documents, characters, sum(count for *_, count in counts), counts, *edits)

    # SQL

    def _document_number(self, name: str) -> int:
        for (number,) in self.rows("SELECT number FROM documents WHERE name = ?", (name,)):
            return int(number)
        raise UserError("词库里没有这篇文档", where=name)

    def _paragraphs(self, number: int) -> Iterator[str]:
        for (text,) in self.rows("SELECT text FROM paragraphs WHERE document = ? ORDER BY number", (number,)):
            yield text
