"""Take page markers of any form out of running text, by the sequence in which they count (正文中的页码).

`—2—`, `[第4页]`, `P5`, `3 / 6` may each be something else; that they count the pages shows from the numbers before
and after them, in whatever form and whether in a line of their own or in the middle of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from outlines.regex import lazy
from outlines.speech import RepairKind
from phrasebank.cleaning.rows import HAN, Report, Row

_RULE = "[-—–－·•~～]"
_FORMS = (
    r"[\[(【（〔] ?(?:第 ?|[Pp]\.? ?)(?P<a>\d{1,3}) ?页?(?: ?[,，/共]+ ?\d{1,3} ?页?)? ?[\])】）〕]"
    r"|[\[(【（〔] ?(?P<b>\d{1,3}) ?(?:页|/ ?\d{1,3} ?页?) ?[\])】）〕]"
    rf"|{_RULE}{{1,2}} ?(?P<c>\d{{1,3}}) ?{_RULE}{{1,2}}"
    r"|第 ?(?P<d>\d{1,3}) ?页(?:[,，/ ]{0,2}共 ?\d{1,3} ?页)?"
    r"|(?:[Pp]age ?|[Pp]\.? ?)(?P<e>\d{1,3})(?![0-9A-Za-z.%])"
    r"|(?<![0-9./])(?P<f>\d{1,3}) ?/ ?\d{1,3}(?: ?页)?(?![0-9./])"
)
_LINE = lazy(rf" ?(?:{_FORMS}|(?P<g>\d{{1,3}})) ?")
_INSIDE = lazy(rf"(?<={HAN}|[，、；。”）0-9]) ?(?:{_FORMS}) ?(?={HAN}|[，。、；“（0-9])")
_DIGIT_MARK = lazy(r"、(?<=\d、)")
_BARE = lazy(rf"(?<={HAN}|，)(?P<a>\d{{1,3}})、(?={HAN}|[，。；])")
# One class at its head lets a search skip from sign to sign.
_HINT = lazy(r"[页Pp\-—–－·•~～/](?:(?<=页)|(?<=[Pp])(?:\.? ?\d|age)|(?<=[^页Pp]) ?\d|(?<=\d/)|(?<=\d /))")
_CITED = lazy(r"[见在到至翻读看与和及从于]$")
_SHORTEST_PAGE = 40  # characters between two markers
_LONGEST_STEP = 3
_MOST_SHORT = 12
_FEWEST_BARE = 3


@dataclass(frozen=True, slots=True)
class _Marker:
    row: int
    start: int
    end: int
    number: int
    place: int  # characters of the document before it
    line: bool


def is_page_line(text: str) -> bool:
    """Tell whether a line may be nothing but the number of a page (页码行).

    >>> [is_page_line(text) for text in ("· 14 ·", "P5", "（第5页）", "5", "5月1日")]
    [True, True, True, True, False]
    """
    return len(text) <= _MOST_SHORT and _LINE.fullmatch(text) is not None


def remove_counted_pages(rows: list[Row], report: Report) -> list[Row]:
    """Remove what counts the pages inside the lines of the text (行内页码)."""
    return _cut(rows, _inside_markers(rows, report), report)


def remove_bare_pages(rows: list[Row], report: Report) -> list[Row]:
    """Remove `12、` from inside sentences where three or more count up, pages apart (句中的12、)."""
    return _cut(rows, _bare_markers(rows), report)


def _cut(rows: list[Row], markers: list[_Marker], report: Report) -> list[Row]:
    kept = list(rows)
    for marker in sorted(markers, key=lambda each: (each.row, -each.start)):
        row = kept[marker.row]
        left, right = row.text[: marker.start], row.text[marker.end :]
        report.remove(row, "page_marker", row.text[marker.start : marker.end].strip())
        report.join(RepairKind.PAGE_MARKER, left, right, row.text[marker.start : marker.end])
        kept[marker.row] = row._replace(text=left + right)
    return kept


def _number(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))


def counting_lines(rows: list[Row]) -> set[int]:
    """Find the lines that are a marked number and count with the markers round them (计数的页码行)."""
    found = [
        _Marker(i, 0, len(row.text), _number(whole), i * _SHORTEST_PAGE, line=not whole["g"])
        for i, row in enumerate(rows)
        if len(row.text) <= _MOST_SHORT and (whole := _LINE.fullmatch(row.text))
    ]
    return {
        marker.row
        for at, marker in enumerate(found)
        if marker.line and _counts(marker, found[at - 1] if at else None, found[at + 1 : at + 2])
    }


def _inside_markers(rows: list[Row], report: Report) -> list[_Marker]:
    found: list[_Marker] = []
    place = 0
    for i, row in enumerate(rows):
        if len(row.text) <= _MOST_SHORT and (whole := _LINE.fullmatch(row.text)):
            found.append(_Marker(i, 0, len(row.text), _number(whole), place, line=True))
        elif row.text not in report.plain and _HINT.search(row.text):
            found.extend(
                _Marker(i, match.start(), match.end(), _number(match), place + match.start(), line=False)
                for match in _INSIDE.finditer(row.text)
                if not (match["d"] and _CITED.search(row.text[max(0, match.start() - 2) : match.start()]))
            )
        place += len(row.text)
    return [
        marker
        for at, marker in enumerate(found)
        if not marker.line and _counts(marker, found[at - 1] if at else None, found[at + 1 : at + 2])
    ]


def _counts(marker: _Marker, before: _Marker | None, after: list[_Marker]) -> bool:
    """Tell whether a marker goes on counting from the one before, or is counted on by the next (递增)."""
    up = before and 0 < marker.number - before.number <= _LONGEST_STEP
    apart = before is None or marker.place - before.place >= _SHORTEST_PAGE
    on = after and 0 < after[0].number - marker.number <= _LONGEST_STEP
    on_apart = not after or after[0].place - marker.place >= _SHORTEST_PAGE
    return bool(
        (up or (before is None and on) or (on and before and before.number >= marker.number))
        and apart
        and on_apart
    )


def _bare_markers(rows: list[Row]) -> list[_Marker]:
    chain: list[_Marker] = []
    place = 0
    for i, row in enumerate(rows):
        if _DIGIT_MARK.search(row.text):
            for match in _BARE.finditer(row.text):
                if len(chain) == 1 and int(match["a"]) != chain[0].number + 1:
                    chain = []
                far = not chain or place + match.start() - chain[-1].place >= _SHORTEST_PAGE
                if far and (not chain or int(match["a"]) == chain[-1].number + 1):
                    chain.append(
                        _Marker(
                            i, match.start(), match.end(), int(match["a"]), place + match.start(), line=False
                        )
                    )
        place += len(row.text)
    return chain if len(chain) >= _FEWEST_BARE else []
