"""Steps that take page markers out of running text (页码标记).

Document libraries put `12、` before each page of a text that has lost its line breaks; scans and exports
leave `第1页共9页` or `- 3 -`. A number is taken for a marker only as part of a sequence, so that no list of
the speech loses its numbers.
"""

from __future__ import annotations

import itertools
import re

from outlines.regex import lazy
from outlines.speech import RepairKind
from phrasebank.cleaning.pages import counting_lines
from phrasebank.cleaning.rows import HAN, Report, Row, fold, han_count, is_closed

_LEADING = lazy(r"(\d{1,3})、")
_INSIDE = lazy(r"(?<!\d)(\d{1,3})、")
_PAGE = (
    r"第 ?\d{1,4} ?页[,，/ ]{0,2}(?:共|/) ?\d{1,4} ?页|共 ?\d{1,4} ?页[,，/ ]{0,2}第 ?\d{1,4} ?页"
    r"|(?:page|Page|PAGE) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?"
)
# A newspaper sends the reader on to another page.
_TURN = lazy(r"[（(]?(?:上接|紧接|下转|转接?|接)第? ?[一二三四五六七八九十\d]{1,3} ?[版页][)）]")
_PAGED = lazy(
    r"[第共pP接转](?:(?<=[第共]) ?\d|(?<=[pP])(?:age|AGE)|(?<=[接转]))"
)  # each of them holds one of these
_EXPLICIT = lazy(rf"[\[(【（—-]? ?(?:{_PAGE}) ?[\])】）—-]?|{_TURN.pattern}")
_PAGE_LINE = lazy(
    rf"[\[(【（]? ?(?:{_PAGE}|第 ?\d{{1,3}} ?页|[Pp]\.? ?\d{{1,3}}|\d{{1,3}} ?/ ?\d{{1,3}}(?: ?页)?) ?[\])】）]?"
)
_NUMBER_LINE = lazy(r"([-—–－·•~]{1,2} ?)?(\d{1,3})( ?[-—–－·•~]{1,2})?")
_DASHED = lazy(rf"(?<={HAN}|[，、；。]) ?[-—–－] ?(\d{{1,3}}) ?[-—–－] ?(?={HAN}|[，。；])")
_DIGIT = lazy(r"\d")
_DASH_DIGIT = lazy(r"[-—–－] ?\d")

_FEWEST = 3
_SHORTEST_PAGE = 80  # characters; the items of a real list are shorter
_CUTTING = 0.6  # share of markers that cut a sentence in two


def join_marked_pages(rows: list[Row], report: Report) -> list[Row]:
    """Remove `1、2、3、…` that count the pages and join the sentences they cut (文库页码)."""
    return _join_lines(rows, report) if _counts_pages(rows) else [_unmark(row, report) for row in rows]


def _numbered(rows: list[Row]) -> dict[int, int]:
    """Map row index to number for the rows that count up from the first marker (连续编号)."""
    sequence: dict[int, int] = {}
    due = 0
    for i, row in enumerate(rows):
        match = _LEADING.match(row.text)
        if match and (int(match[1]) == due or (not sequence and int(match[1]) <= 2)):
            sequence[i] = int(match[1])
            due = int(match[1]) + 1
    return sequence


def _counts_pages(rows: list[Row]) -> bool:
    sequence = _numbered(rows)
    later = [i for i in sequence if i > 0]
    lengths = sorted(len(rows[i].text) for i in sequence)
    if len(sequence) < _FEWEST or lengths[len(lengths) // 2] < _SHORTEST_PAGE:
        return False
    cuts = [
        i
        for i in later
        if not is_closed(rows[i - 1].text) or rows[i].text[len(str(sequence[i])) + 1] in "、，。；”"
    ]
    return len(cuts) >= _CUTTING * len(later)


def _join_lines(rows: list[Row], report: Report) -> list[Row]:
    sequence = _numbered(rows)
    kept: list[Row] = []
    for i, row in enumerate(rows):
        if i not in sequence:
            kept.append(row)
            continue
        marker = f"{sequence[i]}、"
        text = row.text[len(marker) :].lstrip()
        report.remove(row, "page_marker", marker)
        if kept and i - 1 >= 0 and not is_closed(kept[-1].text):
            report.join(RepairKind.PAGE_MARKER, kept[-1].text, text, f"\n{marker}")
            kept[-1] = kept[-1]._replace(text=kept[-1].text + text)
        elif text:
            kept.append(row._replace(text=text))
    return kept


def _unmark(row: Row, report: Report) -> Row:
    """Remove the markers of a text whose pages all stand in one line (同一行内的页码)."""
    if len(row.text) < _FEWEST * _SHORTEST_PAGE or "2、" not in row.text or "3、" not in row.text:
        return row
    chain: list[re.Match[str]] = []
    for match in _INSIDE.finditer(row.text):
        far = not chain or match.start() - chain[-1].end() >= _SHORTEST_PAGE
        if int(match[1]) == len(chain) + 1 and far and (chain or match.start() < _SHORTEST_PAGE):
            chain.append(match)
    cuts = [
        m
        for m in chain[1:]
        if not is_closed(row.text[: m.start()][-3:]) or row.text[m.end() : m.end() + 1] in "、，。；"
    ]
    if len(chain) < _FEWEST or len(cuts) < _CUTTING * (len(chain) - 1):
        return row
    text = row.text
    for match in reversed(chain):
        left, right = text[: match.start()], text[match.end() :]
        report.remove(row, "page_marker", match[0])
        if left:
            report.join(RepairKind.PAGE_MARKER, left, right, match[0])
        text = left + right
    return row._replace(text=text)


def remove_page_numbers(rows: list[Row], report: Report) -> list[Row]:
    """Remove page numbers that stand alone or inside a sentence, and join what they cut (页码)."""
    lines = _page_lines(rows)
    kept: list[Row] = []
    cut = False
    for i, row in enumerate(rows):
        if i in lines:
            report.remove(row, "page_marker")
            cut = True
            continue
        if ("页" in row.text or "age" in row.text or "版" in row.text) and _PAGED.search(row.text):
            cut = cut or _TURN.match(row.text) is not None
            row = _strip_inside(row, _EXPLICIT, report)
        if cut and kept and _continues(kept[-1].text, row.text):
            report.join(RepairKind.PAGE_MARKER, kept[-1].text, row.text)
            kept[-1] = kept[-1]._replace(text=kept[-1].text + row.text)
        elif row.text:
            kept.append(row)
        cut = False
    dashed = [row for row in kept if row.text not in report.plain and _DASH_DIGIT.search(row.text)]
    numbers = [int(match[1]) for row in dashed for match in _DASHED.finditer(row.text)]
    if len(numbers) > 1 and all(0 < b - a <= 2 for a, b in itertools.pairwise(numbers)):
        kept = [_strip_inside(row, _DASHED, report) for row in kept]
    return kept


def _page_lines(rows: list[Row]) -> set[int]:
    """Find lines that are nothing but a page number: marked as such, or counting up (独立页码行)."""
    short = [(i, row) for i, row in enumerate(rows) if len(row.text) < 30 and _DIGIT.search(row.text)]
    lines = {i for i, row in short if _PAGE_LINE.fullmatch(fold(row.text))}
    lines |= counting_lines(rows)
    bare: list[tuple[int, int, bool]] = []
    for i, row in short:
        if len(row.text) < 12 and (match := _NUMBER_LINE.fullmatch(row.text)):
            bare.append((i, int(match[2]), bool(match[1] and match[3])))
    counting = [entry for entry, before in zip(bare[1:], bare, strict=False) if 0 < entry[1] - before[1] <= 2]
    if len(counting) >= 2 and len(counting) >= len(bare) - 2:
        lines |= {i for i, _, _ in bare}
    lines |= _split_counters(rows)
    return lines | {i for i, _, dashed in bare if dashed}


def _split_counters(rows: list[Row]) -> set[int]:
    """Find `2`, `/`, `8` in three lines: a viewer's count of pages that came apart (分成三行的页码)."""
    slashes = [
        i
        for i in range(1, len(rows) - 1)
        if rows[i].text == "/" and rows[i - 1].text.isdigit() and rows[i + 1].text.isdigit()
    ]
    return {at for i in slashes for at in (i - 1, i, i + 1)}


def _continues(left: str, right: str) -> bool:
    return not is_closed(left) and len(left) > 20 and han_count(right[:1]) == 1 and not _HEADING.match(right)


_HEADING = lazy(
    r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+|附件|同志们"
)


def _strip_inside(row: Row, pattern: re.Pattern[str], report: Report) -> Row:
    for match in pattern.finditer(row.text):
        report.remove(row, "page_marker", match[0].strip())
    return row._replace(text=report.substitute(pattern, "", row.text, RepairKind.PAGE_MARKER).strip())
