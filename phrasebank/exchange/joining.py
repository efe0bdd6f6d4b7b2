"""How what comes from another bank joins this one (合并规则).

For each entry, by its id:

- a phrase that the bank has not is taken in; one it has gains the sources, years and frequency it lacks;
- stars and hidings add up, tags add up, notes that differ stand one below the other;
- the user's own wording is taken where the bank has none. Where both have one and they differ, the bank's stays and the
  entry is reported, unless the caller prefers the newer or the other's.

So nothing in the bank is lost, joining twice is joining once, and two banks that take in each other's entries end
up with the same, but for the order of notes and the wordings that were reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from phrasebank.edits import Edit, Marks, join
from phrasebank.exchange.entry import Entry
from phrasebank.phrase import Phrase
from phrasebank.search import Filters
from phrasebank.store import Bank

PREFERENCES = ("mine", "newer", "theirs")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two wordings of one phrase (冲突); `taken` tells whether the other's was taken."""

    row: int
    id: str
    mine: str
    theirs: str
    taken: bool


@dataclass(slots=True)
class Joined:
    """What an import did or would do (导入结果)."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def export_entries(bank: Bank, filters: Filters, since: str = "") -> list[Entry]:
    """List entries in the order of a listing; with a date, only what the user did since (条目)."""
    edits = bank.edits()
    known = bank.edits(since) if since else None
    return [
        _entry(phrase, edits.get(phrase.id))
        for phrase in bank.select(filters)
        if known is None or phrase.id in known
    ]


def import_entries(
    bank: Bank, entries: Iterable[Entry], *, prefer: str = "mine", dry_run: bool = False
) -> Joined:
    """Join entries into the bank, all of them or, on any fault, none (导入)."""
    joined = Joined()
    with bank.transaction():
        edits = bank.edits()
        taken: dict[str, Edit] = {}
        # A listing has the newest of the user's wordings first; taken in last, it stands first again.
        for entry in reversed(list(entries)):
            id = entry.phrase.id
            here = bank.known(id)
            edit = _join(here, edits.get(id), entry, prefer, joined)
            if edit is None:
                joined.unchanged += 1
            else:
                taken[id] = edit
                (joined.changed if here else joined.added).append(id)
        joined.added.reverse()
        joined.changed.reverse()
        joined.conflicts.reverse()
        if taken and not dry_run:
            bank.take_in(taken)
    return joined


def _entry(phrase: Phrase, edit: Edit | None) -> Entry:
    if edit is None:
        return Entry(phrase, Marks())
    return Entry(phrase, edit.marks, edit.own, edit.changed)


def _join(here: Phrase | None, edit: Edit | None, entry: Entry, prefer: str, joined: Joined) -> Edit | None:
    """Work out the edit that holds both, None where the bank has all of it already."""
    mine = edit.marks if edit else Marks()
    marks = join_marks(mine, entry.marks)
    phrase, own = (edit.phrase, edit.own) if edit else (None, False)
    if here is None:
        phrase, own = entry.phrase, entry.own
    elif entry.own and not (edit and edit.own):
        phrase, own = entry.phrase, True
    elif entry.own and _wording(entry.phrase) != _wording(here):
        newer = edit is not None and entry.changed > edit.changed
        takes = prefer == "theirs" or (prefer == "newer" and newer)
        joined.conflicts.append(Conflict(entry.row, here.id, here.text, entry.phrase.text, takes))
        if takes:
            phrase = entry.phrase
    elif not entry.own and not own:
        together = join(entry.phrase, here, own=False)
        if together != here:
            phrase = together
    if edit is not None and (marks, phrase, own) == (edit.marks, edit.phrase, edit.own):
        return None
    if edit is None and marks == Marks() and phrase is None:
        return None
    changed = max(entry.changed, edit.changed if edit else "")
    return Edit(marks, phrase, own, changed, "")


def join_marks(mine: Marks, theirs: Marks) -> Marks:
    """Add up two people's marks (合并标记)."""
    here, there = mine.note.split("\n"), theirs.note.split("\n")
    more = [line for line in there if line not in here]
    note = "\n".join([mine.note, *more]) if mine.note else theirs.note
    return Marks(
        mine.starred or theirs.starred,
        mine.hidden or theirs.hidden,
        note,
        tuple(dict.fromkeys((*mine.tags, *theirs.tags))),
    )


def _wording(phrase: Phrase) -> Phrase:
    """What of a phrase is the user's: all but what mining counts."""
    return replace(phrase, document_frequency=0, sources=(), weight=0.0, years=(), variants=())
