"""Steps that take away by what an export parts a text: cells, slides, cards, speakers with times, turned pages (分隔).

Each divider comes again and counts up, in numbers or in time, with the same words and signs about it.
"""

from __future__ import annotations

import itertools
from collections import Counter

from outlines.regex import lazy
from phrasebank.cleaning.rows import Report, Row, han_count, is_closed

_FEWEST = 3
_LONGEST = 40
_NEARLY_ALL = 0.8
_NUMBER = lazy(r"\d+")
_BLANKS = lazy(r"\s+")
_CLOCK = r"(?:#:)?#:#(?:[.,]#)?"
# Digits masked: a slide or a card; whatever rules frame on both sides; one who speaks, at a time; a folio.
_DIVIDER = lazy(
    rf"(?:幻灯片|卡片|[Ss]lide|[Pp]age|[Cc]ard|SLIDE|PAGE) ?#(?: ?/ ?#)?$|([=*#_~-])\1{{2,}} ?\S.{{0,20}}? ?\1{{3,}}$"
    rf"|[^\s，。：:]{{1,16}} (?:[\[(（]?{_CLOCK}[\])）]?)$|‹#›$"
)
_FOLIO = lazy(r"\S.{3,30}(?: {2,}|\u3000{2,}|\t+)\d{1,3}$")
_RULED = lazy(r"([=*_~-])\1{2,} ?\S.{0,12}? ?\1{3,}$")
_SLIDE = lazy(r"(?:幻灯片|[Ss]lide|SLIDE)")
_PARTING = lazy(r"(?:谢谢|感谢)(?:观看|聆听|收看|欣赏)[！!。]?$|(?i:thanks?(?: you)?)[！!.]?$")

# Letters that stand for the bullets of a symbol font, before a tab.
_BULLET = lazy(r"\s*(?:[\ue000-\uf8ff]\s*|[ØüÜ§vnulqŸ]\t+ *)(?=\S)")

_TURN = r"(?:[（(【\[]\s*)?{}第?\s*[一二三四五六七八九十\dA-D]{{1,4}}\s*[版页叠][^（(）)。，]{{0,10}}(?:[）)】\]])?"
_TURNED = lazy(r"\s*" + _TURN.format("下?转") + r"\s*$")
_RESUMED = lazy(r"\s*" + _TURN.format("[上紧]接") + r"\s*$")
_REACH = 10  # rows that a page may set between a turn and where the text goes on
_MOST_BETWEEN = 240

_FEWEST_ROWS = 4
_GLANCE = 20
_LONGEST_HEAD = 6


_BULLET_SIGNS = frozenset(" \t\u3000ØüÜ§vnulqŸ") | frozenset(map(chr, range(0xE000, 0xF900)))


def read_cells(rows: list[Row], report: Report) -> list[Row]:
    """Take a text out of the cells of a table: the column that holds it stays (表格单元)."""
    filled = [row.text for row in rows if row.text.strip()]
    head = filled[:_GLANCE]
    for mark, sign in (("\t", "\t"), (",", '"')):
        if len(head) >= _FEWEST_ROWS and sum(sign in text for text in head) >= _NEARLY_ALL * len(head):
            found = _take_column(rows, mark, report)
            if found is not None:
                return found
    return rows


def _take_column(rows: list[Row], mark: str, report: Report) -> list[Row] | None:
    import csv

    table = [next(csv.reader([row.text], delimiter=mark), []) if row.text.strip() else [] for row in rows]
    filled = [cells for cells in table if cells]
    (width, count), *_ = Counter(map(len, filled)).most_common(1)
    if width < 2 or count < _NEARLY_ALL * len(filled):
        return None
    sizes = [sum(han_count(cells[at]) for cells in filled if len(cells) == width) for at in range(width)]
    best = sizes.index(max(sizes))
    if sizes[best] < _NEARLY_ALL * sum(sizes) or sizes[best] < _GLANCE * len(filled):
        return None
    first = next(i for i, cells in enumerate(table) if cells)
    kept: list[Row] = []
    for i, (row, cells) in enumerate(zip(rows, table, strict=True)):
        heads = i == first and all(1 <= len(cell) <= _LONGEST_HEAD for cell in cells)
        text = cells[best] if len(cells) == width and not heads else ""
        others = " ".join(cell for cell in cells if cell and cell != text)
        if others:
            report.remove(row, "cell", others)
        kept.append(row._replace(text=text))
    return kept


def remove_dividers(rows: list[Row], report: Report) -> list[Row]:
    """Remove the lines that part slides, cards or turns of speakers, and what a slide repeats (分隔行)."""
    groups: dict[str, list[int]] = {}
    folios: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        text = row.text.strip() if len(row.text) <= 2 * _LONGEST else ""
        if not 3 <= len(text) <= _LONGEST or is_closed(text):
            continue
        if _DIVIDER.match(masked := _BLANKS.sub(" ", _NUMBER.sub("#", text))):
            groups.setdefault(masked, []).append(i)
        elif text[-1].isdigit() and _FOLIO.match(text):
            folios.setdefault(masked, []).append(i)
    groups = {key: found for key, found in groups.items() if len(found) >= _FEWEST and _rises(rows, found)}
    gone = {i for found in groups.values() for i in found}
    if not gone:
        return rows
    gone.update(
        i for found in folios.values() if len(found) >= _FEWEST and _rises(rows, found) for i in found
    )
    if any(_RULED.match(rows[i].text.strip()) for i in gone):
        gone.update(i for i, row in enumerate(rows) if _RULED.match(row.text.strip()))
    if any(map(_SLIDE.match, groups)):
        gone.update(
            i for i, row in enumerate(rows) if len(row.text) < 20 and _PARTING.match(row.text.strip())
        )
    for i in sorted(gone):
        report.remove(rows[i], "divider", rows[i].text.strip())
    return [row for i, row in enumerate(rows) if i not in gone]


def _rises(rows: list[Row], found: list[int]) -> bool:
    """Tell whether the last numbers of the lines count up, as pages do and times, or the lines have none (递增)."""
    counts = [[int(number) for number in _NUMBER.findall(rows[i].text)] for i in found]
    clocked = ":" in rows[found[0]].text
    keys = [count[-3:] if clocked else count[:1] for count in counts]
    return all(before < after or not before for before, after in itertools.pairwise(keys))


def strip_bullets(rows: list[Row], report: Report) -> list[Row]:
    """Strip the bullets of a symbol font that came out as letters (项目符号)."""
    marked = [i for i, row in enumerate(rows) if row.text[:1] in _BULLET_SIGNS and _BULLET.match(row.text)]
    if len(marked) < _FEWEST:
        return rows
    kept = list(rows)
    for i in marked:
        sign = _BULLET.match(rows[i].text)
        if sign:
            report.remove(rows[i], "ornament", sign[0].strip())
            kept[i] = rows[i]._replace(text=rows[i].text[sign.end() :])
    return kept


def join_turned_pages(rows: list[Row], report: Report) -> list[Row]:
    """Take away where a newspaper turns the page: 下转, 上接, and what the new page sets between them (转版)."""
    gone: set[int] = set()
    for i, row in enumerate(rows):
        text = row.text
        if len(text) > _LONGEST or ("转" not in text and "接" not in text):
            continue
        if _RESUMED.match(text):
            gone.add(i)
        elif _TURNED.match(text):
            gone.add(i)
            below = next(
                (j for j in range(i + 1, min(len(rows), i + _REACH)) if _RESUMED.match(rows[j].text)), i
            )
            if sum(len(rows[j].text) for j in range(i + 1, below)) <= _MOST_BETWEEN:
                gone.update(range(i + 1, below))
    for i in sorted(gone):
        if rows[i].text.strip():
            report.remove(rows[i], "turned_page", rows[i].text.strip())
    return [row for i, row in enumerate(rows) if i not in gone]
