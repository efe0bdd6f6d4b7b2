"""Count the formulations over a folder of dated reports and write what the counts show (提法计数).

usage: python -m phrasebank.data.count_formulations FOLDER

The year is the first four figures of a file's name. Writes beside this file:
formulation_counts.csv  documents a year that have each form; the rows without a form count all documents
anchors.csv             short elements without their first or last character that stand nowhere else
look_alikes.csv         what resembles a formulation in two documents or more, and so is ordinary language
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import add
from pathlib import Path

from phrasebank import near_misses
from phrasebank.formulations import DATA, Matcher, iter_forms, load_formulations, normalize

ANCHORED = range(4, 16)  # Han characters of an element that is one clause
FREQUENT = 10  # documents that must have an element before its anchors are believed
CLOSED = 100  # different neighbours at most, or an unseen one proves nothing
ORDINARY = 2  # documents that make a look-alike ordinary

Report = tuple[int, str]


def read_reports(folder: Path) -> list[Report]:
    """Read the dated reports of a folder (读报告)."""
    return [
        (int(path.name[:4]), path.read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir())
        if path.name[:4].isdigit()
    ]


def count_forms(reports: Sequence[Report]) -> list[tuple[str, int, int]]:
    """Count the documents of each year that have each form (逐年篇数)."""
    counts: Counter[tuple[str, int]] = Counter(("", year) for year, _ in reports)
    for year, text in reports:
        counts.update((form, year) for form in {form for _, _, form in iter_forms(text)})
    return sorted((form, year, documents) for (form, year), documents in counts.items())


def find_anchors(reports: Sequence[Report]) -> list[tuple[str, str, str]]:
    """Find what stands in the reports only as part of one short element (锚).

    The third column is every character seen where the missing one belongs, whatever the context: with one of
    them the anchor may be part of another word (职业道德, 职业道路).
    """
    parts = {part for f in load_formulations() for part in (f.text, *f.variants, *f.elements)}
    pieces = {piece for part in parts for piece in normalize(part).split("、")}
    elements = sorted(
        piece for piece in pieces if len(piece) in ANCHORED and all(map(near_misses.is_han, piece))
    )
    candidates = [(cut, element) for element in elements for cut in (element[:-1], element[1:])]
    matcher = Matcher([*elements, *(cut for cut, _ in candidates)])
    occurrences: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    pairs: set[str] = set()
    for _, text in reports:
        plain = normalize(text)
        here = Counter(found for _, found in matcher.occurrences(plain))
        occurrences.update(here)
        documents.update(here.keys())
        pairs.update(map(add, plain, plain[1:]))
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for pair in sorted(pairs):
        before.setdefault(pair[1], []).append(pair[0])
        after.setdefault(pair[0], []).append(pair[1])
    found = []
    for cut, element in candidates:
        seen = after.get(cut[-1], []) if element.startswith(cut) else before.get(cut[0], [])
        seen = [char for char in seen if near_misses.is_han(char)]
        only_here = occurrences[cut] == occurrences[element]
        if documents[element] >= FREQUENT and only_here and len(seen) <= CLOSED:
            found.append((cut, element, "".join(seen)))
    return found


def find_look_alikes(reports: Sequence[Report]) -> list[tuple[str, str, int]]:
    """Find what resembles a formulation too often to be damage, faults on record apart (形近而无误)."""
    documents: Counter[tuple[str, str]] = Counter()
    for _, text in reports:
        plain = normalize(text)
        damages = near_misses.find_damages(plain)
        documents.update({(plain[start:end], right) for start, end, right in damages})
    faults = {normalize(fault) for f in load_formulations() for fault in f.faults}
    ordinary = ((text, right, n) for (text, right), n in documents.items() if n >= ORDINARY)
    return sorted(row for row in ordinary if row[0] not in faults)


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a data file (写数据表)."""
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Rebuild the three tables (重建)."""
    reports = read_reports(folder)
    write("formulation_counts.csv", ("form", "year", "documents"), count_forms(reports))
    # The look-alikes are what is found with these anchors: the order matters.
    write("anchors.csv", ("anchor", "element", "neighbours"), find_anchors(reports))
    write("look_alikes.csv", ("text", "resembles", "documents"), find_look_alikes(reports))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
