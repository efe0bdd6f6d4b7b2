"""What the user does to phrases: marks, own wording, and taking it back (用户改动).

Edits are kept apart from what is mined and joined with it at every `publish`, so no mining loses them. Each
change first notes in the journal how the edit was before; `undo` puts the last action's edits back.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

from outlines.errors import UserError
from phrasebank import publishing
from phrasebank.listing import Listing
from phrasebank.phrase import Phrase
from phrasebank.rows import PHRASE_COLUMNS, pack, phrase_row
from phrasebank.search import HIDDEN, STARRED

_KEPT_ACTIONS = 500  # that can be undone
_COLUMNS = ("starred", "hidden", "note", "tags", "sequence", "phrase", "changed", "received")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the user noted on a phrase (标记)."""

    starred: bool = False
    hidden: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """All that the user did to one phrase (改动).

    `phrase` is their own wording, or a phrase taken in from another bank; `own` tells the first, which stands
    before all that is mined. `changed` is the time of the change, `received` when this bank learnt of it: UTC,
    ISO 8601.
    """

    marks: Marks
    phrase: Phrase | None
    own: bool
    changed: str
    received: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something the user did that can be taken back (一次操作)."""

    label: str
    at: str
    ids: tuple[str, ...]


class Edits(Listing):
    """A bank's phrases with the user's edits (可编辑的词条)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over a connection; use `open`."""
        super().__init__(connection, path)
        self._action: tuple[int, str] | None = None

    def marks(self, id: str) -> Marks:
        """Return what the user noted on a phrase (标记)."""
        rows = self.rows("SELECT starred, hidden, note, tags FROM edits WHERE id = ?", (id,))
        for starred, hidden, note, tags in rows:
            return Marks(bool(starred), bool(hidden), note, tuple(json.loads(tags)))
        return Marks()

    def edits(self, since: str = "") -> dict[str, Edit]:
        """List the edits by phrase id, those only that the bank learnt of since a date (全部改动)."""
        rows = self.rows(
            f"SELECT id, {', '.join(_COLUMNS)} FROM edits WHERE received >= ? ORDER BY id", (since,)
        )
        return {
            id: Edit(
                Marks(bool(starred), bool(hidden), note, tuple(json.loads(tags))),
                self._read(json.loads(phrase)) if phrase else None,
                sequence is not None,
                changed,
                received,
            )
            for id, starred, hidden, note, tags, sequence, phrase, changed, received in rows
        }

    def edited(self) -> frozenset[str]:
        """Name the phrases that the user did something to (改动过的编号)."""
        return frozenset(id for (id,) in self.rows("SELECT id FROM edits"))

    def mark(self, id: str, marks: Marks) -> None:
        """Set what the user notes on a phrase (加标记)."""
        with self.action("标记"):
            known = self.get(id)
            self._write(
                known.id,
                starred=int(marks.starred),
                hidden=int(marks.hidden),
                note=marks.note,
                tags=pack(marks.tags),
            )
            self._flag(known.id)

    def add(self, phrases: Iterable[Phrase]) -> None:
        """Take in the user's own phrases, or their wording of phrases the bank has (自编词条).

        They stay through every `publish`, joined by what mining knows of them (sources, frequency, years).
        """
        with self.action("自编词句"):
            for phrase in phrases:
                self._word(phrase)

    def revise(self, id: str, text: str) -> Phrase:
        """Reword a phrase; its id stays (改词)."""
        known = self.get(id)
        slots = tuple(slot for slot in known.slots if "{" + slot.name + "}" in text)
        return self.alter(replace(known, text=text, slots=slots))

    def alter(self, phrase: Phrase) -> Phrase:
        """Put the user's version of a phrase in the place of the bank's (改词条)."""
        with self.action("修改词句"):
            self._word(phrase)
            return self.get(phrase.id)

    def take_in(self, edits: Mapping[str, Edit]) -> None:
        """Keep edits that another bank made, as they stand (收入改动); see `phrasebank.exchange.joining`."""
        with self.action("导入"):
            derived = self.derived()
            for id, edit in edits.items():
                number = self._write(
                    id,
                    starred=int(edit.marks.starred),
                    hidden=int(edit.marks.hidden),
                    note=edit.marks.note,
                    tags=pack(edit.marks.tags),
                    phrase=pack(phrase_row(edit.phrase, {})) if edit.phrase else None,
                    sequence=None,
                    changed=edit.changed,
                )
                if edit.own:
                    self.connection.execute("UPDATE edits SET sequence = ? WHERE id = ?", (number, id))
            self.publish(derived)

    # Publishing

    def publish(self, phrases: Iterable[Phrase]) -> None:
        """Replace what is mined and the index, keeping the user's edits (发布词条).

        Where two phrases share an id, the heavier stays.
        """
        with self.transaction():
            derived: dict[str, Phrase] = {}
            for phrase in sorted(phrases, key=_order):
                derived.setdefault(phrase.id, phrase)
            owned: list[tuple[int, Phrase]] = []
            worded = self.fetch("SELECT id, sequence, phrase FROM edits WHERE phrase IS NOT NULL ORDER BY id")
            for id, sequence, packed in worded:
                mined = derived.pop(id, None)
                self._keep_mined(id, mined)
                own = join(self._read(json.loads(packed)), mined, own=sequence is not None)
                if sequence is None:
                    derived[id] = own
                else:
                    owned.append((-sequence, own))
            ranked = sorted(derived.values(), key=_order) if len(owned) < len(worded) else derived.values()
            publishing.clear(self.connection)
            publishing.insert(self.connection, sorted(owned, key=itemgetter(0)))
            publishing.insert(self.connection, enumerate(ranked, 1))
            publishing.optimize(self.connection)

    def derived(self) -> list[Phrase]:
        """List what was mined, whatever the user made of it (采集所得)."""
        untouched = self.rows(
            f"SELECT {PHRASE_COLUMNS} FROM phrases WHERE id NOT IN"
            " (SELECT id FROM edits WHERE phrase IS NOT NULL)"
        )
        touched = self.rows("SELECT mined FROM edits WHERE mined IS NOT NULL")
        return [*map(self._read, untouched), *(self._read(json.loads(row)) for (row,) in touched)]

    # The journal

    @contextmanager
    def action(self, label: str) -> Iterator[None]:
        """Make all that the block changes one action, done and undone as one (一次操作); may be nested."""
        with self.transaction():
            outer = self._action
            if outer is None:
                [(number,)] = self.rows("SELECT ifnull(max(action), 0) + 1 FROM journal")
                self._action = (number, label)
                self.connection.execute("DELETE FROM journal WHERE action <= ?", (number - _KEPT_ACTIONS,))
            try:
                yield
            finally:
                self._action = outer

    def actions(self, limit: int = 10) -> list[Action]:
        """List what can be undone, the latest first (可撤销的操作)."""
        rows = self.rows(
            "SELECT label, max(at), json_group_array(id) FROM journal GROUP BY action"
            " ORDER BY action DESC LIMIT ?",
            (limit,),
        )
        return [Action(label, at, tuple(sorted(set(json.loads(ids))))) for label, at, ids in rows]

    def undo(self) -> Action:
        """Take the last action back (撤销)."""
        with self.transaction():
            last = next(iter(self.actions(1)), None)
            if last is None:
                raise UserError("没有可以撤销的操作", where=str(self.path))
            # Of several changes of one edit, the first noted how it was before all of them.
            notes = self.fetch(
                "SELECT id, before FROM journal WHERE action = (SELECT max(action) FROM journal)"
                " GROUP BY id HAVING number = min(number)"
            )
            edits = {
                id: dict(zip(_COLUMNS, json.loads(before), strict=True)) if before is not None else None
                for id, before in notes
            }
            reworded = any(
                self._wording(id) != (edit and edit["phrase"] and (edit["sequence"], edit["phrase"]))
                for id, edit in edits.items()
            )
            derived = self.derived() if reworded else []
            for id, edit in edits.items():
                if edit is None:
                    self.connection.execute("DELETE FROM edits WHERE id = ?", (id,))
                else:
                    self._put(id, edit)
                self._flag(id)
            self.connection.execute("DELETE FROM journal WHERE action = (SELECT max(action) FROM journal)")
            if reworded:
                self.publish(derived)
            return last

    # SQL

    def _word(self, phrase: Phrase) -> None:
        """Put the user's wording before all that is mined, the newest first."""
        mined = self.known(phrase.id) if self._wording(phrase.id) is None else self._mined(phrase.id)
        number = self._write(phrase.id, phrase=pack(phrase_row(phrase, {})))
        self.connection.execute("UPDATE edits SET sequence = ? WHERE id = ?", (number, phrase.id))
        self._keep_mined(phrase.id, mined)
        self.connection.execute("DELETE FROM phrases WHERE id = ?", (phrase.id,))
        publishing.insert(self.connection, [(-number, join(phrase, mined, own=True))])

    def _write(self, id: str, **values: object) -> int:
        """Change an edit, noting how it was; the number of the note is never used again."""
        assert self._action is not None
        action, label = self._action
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        rows = self.fetch(f"SELECT {', '.join(_COLUMNS)} FROM edits WHERE id = ?", (id,))
        before = pack(rows[0]) if rows else None
        number = self.connection.execute(
            "INSERT INTO journal(action, label, at, id, before) VALUES(?, ?, ?, ?, ?)",
            (action, label, now, id, before),
        ).lastrowid
        assert number is not None
        self._put(id, {"changed": now, "received": now, **values})
        return number

    def _put(self, id: str, values: Mapping[str, object]) -> None:
        names = ", ".join(values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in values)
        self.connection.execute(
            f"INSERT INTO edits(id, {names}) VALUES(?{', ?' * len(values)})"
            f" ON CONFLICT(id) DO UPDATE SET {updates}",
            (id, *values.values()),
        )

    def _wording(self, id: str) -> tuple[int | None, str] | None:
        rows = self.fetch("SELECT sequence, phrase FROM edits WHERE id = ? AND phrase IS NOT NULL", (id,))
        return (rows[0][0], rows[0][1]) if rows else None

    def _mined(self, id: str) -> Phrase | None:
        rows = self.fetch("SELECT mined FROM edits WHERE id = ? AND mined IS NOT NULL", (id,))
        return self._read(json.loads(rows[0][0])) if rows else None

    def _keep_mined(self, id: str, mined: Phrase | None) -> None:
        packed = pack(phrase_row(mined, {})) if mined else None
        self.connection.execute("UPDATE edits SET mined = ? WHERE id = ?", (packed, id))

    def _flag(self, id: str) -> None:
        self.connection.execute(
            "UPDATE phrases SET flags = ifnull((SELECT hidden * ? + starred * ? FROM edits WHERE id = ?), 0)"
            " WHERE id = ?",
            (HIDDEN, STARRED, id, id),
        )


def join(phrase: Phrase, mined: Phrase | None, *, own: bool) -> Phrase:
    """Join an edit with what mining knows of the phrase (合并自编与采集).

    The user's own wording takes frequency, sources and years from mining; what was taken in from another bank adds its
    own to them.
    """
    if mined is None:
        return phrase
    if own:
        return replace(
            phrase,
            document_frequency=mined.document_frequency,
            sources=mined.sources,
            weight=mined.weight,
            years=mined.years,
            variants=mined.variants,
        )
    more = set(phrase.sources) - set(mined.sources)
    sources = sorted({*phrase.sources, *mined.sources}, key=lambda s: (s.document, s.paragraph, s.sentence))
    documents = len({source.document for source in sources})
    return replace(
        mined,
        document_frequency=max(documents if more else 0, phrase.document_frequency, mined.document_frequency),
        sources=tuple(sources) if more else mined.sources,
        weight=max(phrase.weight, mined.weight),
        years=tuple(sorted({*phrase.years, *mined.years}))
        if set(phrase.years) - set(mined.years)
        else mined.years,
        variants=(*mined.variants, *[text for text in phrase.variants if text not in mined.variants]),
    )


def _order(phrase: Phrase) -> tuple[float, str]:
    return -phrase.weight, phrase.text
