"""From pieces of text on pages to the paragraphs that a writer had (版面还原).

Pure geometry: a paragraph ends where a line stops short of the right edge or the next one is indented. Page
numbers, running heads and footnotes are taken off first, so that a sentence goes on over the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from outlines.speech import Removal
from phrasebank.readers import RAISED, Line

_PAGE_NUMBER = re.compile(
    r"[-—–－·•~ ]*(\d{1,4})[-—–－·•~ ]*|第? ?(\d{1,4}) ?页.{0,10}|(\d{1,3}) ?/ ?\d{1,3}"
)
_MARKED = re.compile(r"[-—–－·•~] ?\d|页|/")
_NOTE = re.compile(r"[\[〔（(【]?\d{1,2}[\]〕）)】]? ?\D|[①-⑳]|注[：:]|\*")
_ADDRESS = re.compile(r".{0,30}(?:同志们|代表|委员|朋友们|各位.{1,10})[：:！!]$")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、]\D")
_WORD = r"(?:[0-9A-Za-z.,%:/+~·∶-]+|—+|…+|.)"
_UNPARTED = re.compile(rf"[“‘（《〈【]*{_WORD}[，。、；：？！）》〉】”’%]*(?:[“‘（《]+{_WORD})?")
_STOPS = "。！？…：；”）"
_LONGEST_HEAD = 50
_NARROWEST = 12  # ems; a narrower text area is a list of short lines
_REACH = 2  # lines from the edge of a page that may be its head or foot


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line of a page (文字段), in points from the lower left corner; `em` is a character's width."""

    page: int
    text: str
    left: float
    right: float
    bottom: float
    top: float
    em: float


@dataclass(frozen=True, slots=True)
class _Measure:
    """Where the text of a page begins and ends, and how large it is (版心)."""

    left: float
    right: float
    em: float
    pitch: float
    indented: bool


def lay_out(pages: Sequence[Sequence[Piece]]) -> tuple[tuple[Line, ...], tuple[Removal, ...]]:
    """Return the paragraphs of a document, and what belongs to its pages only (还原段落)."""
    rows = [_order(page) for page in pages]
    numbers = {id(row): n for n, row in enumerate((row for page in rows for row in page), 1)}
    reasons = _find_furniture(rows)
    removed = [
        Removal(numbers[id(row)], row.text, reasons[id(row)])
        for page in rows
        for row in page
        if id(row) in reasons
    ]
    kept = [[row for row in page if id(row) not in reasons] for page in rows]
    em = _median(row.em for page in kept for row in page for _ in row.text)
    measures = _measure_all(kept, em)
    lines: list[Line] = []
    last: Piece | None = None
    for page, measure in zip(kept, measures, strict=True):
        for row in page:
            title = _is_title(row, em, lines)
            if last is not None and lines and _goes_on(last, row, measures[last.page], measure, lines[-1]):
                gap = (
                    " "
                    if last.text[-1:].isascii() and row.text[:1].isascii() and row.text[:1].isalpha()
                    else ""
                )
                lines[-1] = replace(lines[-1], text=lines[-1].text + gap + row.text)
            elif title and lines and lines[-1].hint == "title":
                lines[-1] = replace(lines[-1], text=lines[-1].text + row.text)
            else:
                lines.append(Line(numbers[id(row)], row.text, "title" if title else ""))
            last = row
    return tuple(lines), tuple(removed)


def _median(values: Iterable[float]) -> float:
    found = sorted(values)
    return found[len(found) // 2] if found else 0.0


def _order(pieces: Sequence[Piece]) -> list[Piece]:
    """Put the pieces of a page into reading order, those on one line together (阅读顺序)."""
    gutter = _find_gutter(pieces)
    if gutter is None:
        return _merge(pieces)
    ordered: list[Piece] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.top):
        if piece.left < gutter < piece.right:
            ordered += _merge(left) + _merge(right) + [piece]
            left, right = [], []
        else:
            (left if piece.right <= gutter else right).append(piece)
    return ordered + _merge(left) + _merge(right)


def _find_gutter(pieces: Sequence[Piece]) -> float | None:
    """Find the empty stripe between two columns, None where there is one column (分栏)."""
    if len(pieces) < 16:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    for share in (0.5, 0.48, 0.52, 0.45, 0.55):
        x = left + share * (right - left)
        before = [piece for piece in pieces if piece.right <= x]
        after = [piece for piece in pieces if piece.left >= x]
        crossing = len(pieces) - len(before) - len(after)
        if crossing * 5 > len(pieces) or min(len(before), len(after)) < 6:
            continue
        if all(_median(len(piece.text) for piece in side) >= 10 for side in (before, after)):
            return x
    return None


def _merge(pieces: Iterable[Piece]) -> list[Piece]:
    """Join pieces that stand on one line, from left to right, lines from the top down (并行)."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -(piece.top + piece.bottom)):
        if rows and any(_beside(piece, other) for other in rows[-1]):
            rows[-1].append(piece)
            continue
        rows.append([piece])
    return [_join(sorted(row, key=lambda piece: piece.left)) for row in rows]


def _beside(piece: Piece, other: Piece) -> bool:
    overlap = min(piece.top, other.top) - max(piece.bottom, other.bottom)
    return overlap > 0.5 * min(piece.top - piece.bottom, other.top - other.bottom)


def _join(row: Sequence[Piece]) -> Piece:
    main = max(row, key=lambda piece: len(piece.text))
    text = row[0].text
    for before, piece in pairwise(row):
        if piece.text.isdecimal() and piece.em < 0.75 * main.em and piece.bottom > main.bottom:
            piece = replace(piece, text=piece.text.translate(RAISED))
        text += (" " if piece.left - before.right > 0.35 * main.em else "") + piece.text
    return Piece(
        main.page, text, row[0].left, max(piece.right for piece in row), main.bottom, main.top, main.em
    )


def _find_furniture(pages: Sequence[Sequence[Piece]]) -> dict[int, str]:
    """Find page numbers, running heads and footnotes (页眉页脚)."""
    found: dict[int, str] = {}
    edges: list[tuple[int, Piece, str]] = []
    for number, page in enumerate(pages):
        top, bottom = page[:_REACH], page[_REACH:][-_REACH:]
        edges += [(number, row, "top") for row in top] + [(number, row, "bottom") for row in bottom]
    offsets: Counter[int] = Counter()
    for number, row, _ in edges:
        if match := _PAGE_NUMBER.fullmatch(row.text):
            offsets[int(next(filter(None, match.groups()))) - number] += 1
    for number, row, _ in edges:
        if match := _PAGE_NUMBER.fullmatch(row.text):
            counted = offsets[int(next(filter(None, match.groups()))) - number] > 1
            if counted or _MARKED.search(row.text) or (len(pages) == 1 and row is pages[0][-1]):
                found[id(row)] = "page_marker"
    repeated: Counter[tuple[str, int]] = Counter((_key(row.text), round(row.top / 6)) for _, row, _ in edges)
    for _, row, _ in edges:
        place = round(row.top / 6)
        times = sum(repeated[_key(row.text), near] for near in (place - 1, place, place + 1))
        if times >= max(2, len(pages) // 3) and len(row.text) <= _LONGEST_HEAD and id(row) not in found:
            found[id(row)] = "running_head"
    em = _median(row.em for page in pages for row in page for _ in row.text)
    for page in pages:
        found |= {
            id(row): "footnote" for row in _iter_notes([row for row in page if id(row) not in found], em)
        }
    return found


def _key(text: str) -> str:
    return re.sub(r"[\d\s]", "", text)


def _iter_notes(page: Sequence[Piece], em: float) -> Iterator[Piece]:
    """Yield the small lines at the foot of a page that begin with a note mark (脚注)."""
    start = len(page)
    while start and page[start - 1].em < 0.9 * em:
        start -= 1
    if 0 < start < len(page) and _NOTE.match(page[start].text):
        yield from page[start:]


def _measure_all(pages: Sequence[Sequence[Piece]], em: float) -> list[_Measure]:
    everywhere = _measure([row for page in pages for row in page], em, None)
    return [_measure(page, em, everywhere) for page in pages]


def _measure(rows: Sequence[Piece], em: float, fallback: _Measure | None) -> _Measure:
    """Measure the text area from the lines of the body's size (量版心)."""
    body = [row for row in rows if abs(row.em - em) < 0.12 * em]
    widest = max((row.right - row.left for row in body), default=0.0)
    long = [row for row in body if row.right - row.left > 0.7 * widest]
    if fallback and (len(long) < 4 or widest < 0.9 * (fallback.right - fallback.left)):
        return fallback
    lefts = Counter(round(row.left / em * 2) for row in long)
    common = max(lefts, key=lambda place: (lefts[place], -place), default=0)
    flush = [row.left for row in long if abs(row.left / em * 2 - common) <= 1]
    left = _median(flush)
    # Where most paragraphs have one line, the indent is the commonest place; text flush left is the edge.
    further = [row.left for row in body if 1.2 * em < left - row.left < 4.5 * em]
    left = _median(further) if len(further) > 1 else left
    rights = sorted(row.right for row in long)
    right = rights[int(len(rights) * 0.9)] if rights else 0.0
    pitches = [above.top - below.top for above, below in pairwise(body) if above.page == below.page]
    pitch = _median(pitch for pitch in pitches if 0 < pitch < 4 * em)
    indents = sum(1.2 < (row.left - left) / em < 4.5 for row in body)
    return _Measure(left, right, em, pitch or 2 * em, indents >= 2)


def _is_title(row: Piece, em: float, lines: Sequence[Line]) -> bool:
    """Tell the large lines above everything else (标题)."""
    return row.page == 0 and row.em > 1.2 * em and all(line.hint == "title" for line in lines)


def _goes_on(last: Piece, row: Piece, before: _Measure, measure: _Measure, line: Line) -> bool:
    """Tell whether a line continues the paragraph of the one before it (是否续行)."""
    em = measure.em
    if line.hint == "title" or abs(last.em - row.em) > 0.12 * em or abs(row.em - em) > 0.12 * em:
        return False
    room = (before.right - last.right) / em
    indent = (row.left - measure.left) / em
    closed = last.text[-1] in _STOPS
    if before.right - before.left < _NARROWEST * em:
        return False  # nothing here is long enough to have been wrapped
    needed = _first_word(row.text) + 0.5
    if abs(indent) > 1.2 or room > max(needed, 16 if measure.indented and not closed else 8):
        return False
    if last.left - before.left > 2.8 * em and room > 2:
        return False  # a centred line
    if last.page == row.page and last.top - row.top > (1.25 if closed else 2.5) * measure.pitch:
        return False
    if closed and (_ADDRESS.match(row.text) or (_NUMBERED.match(row.text) and not measure.indented)):
        return False
    loose = measure.indented and not closed and not _NUMBERED.match(row.text)
    return room < needed or loose


def _first_word(text: str) -> float:
    """Measure what a line begins with that could not have been parted, in ems (行首不可拆分处)."""
    match = _UNPARTED.match(text)
    return sum(0.55 if char.isascii() else 1.0 for char in match[0]) if match else 1.0
