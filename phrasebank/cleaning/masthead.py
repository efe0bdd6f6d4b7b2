"""Find the title block from below, and take away what stands above and inside it (标题区以外的版头).

A page may put anything above a speech: its own name, a breadcrumb, the number of a document, a running head. None of
that can be listed. But a speech is known from below: above its salutation, or its first paragraph, stand byline, date
line and notes, and above those a line that says what it is. Whatever is higher is not the speech.
"""

from __future__ import annotations

import re

from outlines.regex import lazy
from outlines.titles import is_front_line, is_spoken_title, repeats_title
from phrasebank.cleaning.furniture import note_published
from phrasebank.cleaning.rows import Report, Row, is_closed

_HEARERS = (
    r"(?:[们們]|代表|委员|委員|同志|来宾|來賓|嘉宾|领导|領導|同仁|工友|大家|选手|裁判|劳模"
    r"|学员|老师|姐妹|兄弟|同事|同学|家长|朋友|乡亲|邻居)"
)
SALUTATION = lazy(
    rf"(?:[^。，,;；0-9]{{0,40}}{_HEARERS}|(?:尊敬的|敬爱的)?各位[^。，,;；:：0-9]{{2,30}}"
    rf"|[^。;；:：0-9]{{2,12}}[，,][^。;；:：0-9]{{0,24}}{_HEARERS}(?=[（(：:]))(?:[（(].{{1,8}}[)）])?[：:！!]\s*$"
)
_LABEL = lazy(
    r"(?:[A-Za-z]{3,8}|(?:文[章档件稿]|原|文)?(?:标题|題目|题目|标题|名称|名))\s*[:：]\s*|[\[【][^\]】]{1,8}[\]】]\s*"
)
_SITE = lazy(r"\s+[-–—|]\s+|\s*[_|]\s*")
_SELF_CONTAINED = lazy(r"在.{3,}|关于|於|工作报告|工作報告")
_STARTS_TITLE = lazy(r"在|关于|關於")
_NOT_TITLE = lazy(r"[>＞»|｜〔〕:：。；]|https?:|\d{4,}号|第\d+期")
_DASHED = ("——", "--", "――", "－－", "──", "—")
_HEADING = lazy(r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")

_FIRST_HEADING = lazy(r"(?:第?一[部章节]?分?、|[（(]一[）)]|第一[部章节]分?)")

_CLOCK = lazy(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+\d{1,2}[:：]\d{2}|来源|发布")

_REACH = 30  # rows in which the speech must have begun
_BLOCK = 12  # rows that a title block may have
_STRAY = 4  # rows in it that are none of its lines
_LONGEST_LINE = 60
_MOST_ABOVE = 500  # characters of running prose that an introduction may hold


def remove_masthead(rows: list[Row], report: Report) -> list[Row]:
    """Remove what stands above the title, or between it and the salutation, without being part of it (版头)."""
    anchor = _find_anchor(rows)
    found = _find_title(rows, anchor) if anchor else None
    if anchor is None or found is None:
        return rows
    first, last = found
    above = sum(len(row.text) for row in rows[:first] if _is_prose(row.text))
    if above > min(_MOST_ABOVE, sum(len(row.text) for row in rows) // 8):
        return rows
    title = "".join(row.text for row in rows[first : last + 1])
    kept: list[Row] = []
    for i, row in enumerate(rows[:anchor]):
        if (
            i < first
            and is_spoken_title(row.text)
            and _bare(row.text) == row.text
            and repeats_title(row.text, title)
        ):
            kept.append(row)  # said twice: told as such where titles are read
        elif i == first - 1 and row.text.startswith(_DASHED):
            kept.append(row)  # a subtitle set above its title
        elif i < first or (i > last and not _belongs(row.text)):
            report.remove(row, "masthead")
            if _CLOCK.search(row.text):
                note_published(row.text, report)
        else:
            kept.append(_strip_labels(row, report) if first <= i <= last else row)
    return kept + rows[anchor:]


def _find_anchor(rows: list[Row]) -> int | None:
    """Find the salutation, or the first paragraph of prose where there is none (正文起点)."""
    head = rows[:_REACH]
    saluted = next((i for i, row in enumerate(head) if i and SALUTATION.match(row.text)), None)
    if saluted is not None:
        return saluted
    anchor = next((i for i, row in enumerate(head) if i and _is_prose(row.text)), None)
    while anchor and _FIRST_HEADING.match(rows[anchor - 1].text):
        anchor -= 1
    return anchor or None


def _is_prose(text: str) -> bool:
    return len(text) >= 20 and is_closed(text) and bool(re.search("[，,；;]", text))


def _find_title(rows: list[Row], anchor: int) -> tuple[int, int] | None:
    """Walk up from the anchor to the line that says what the speech is: its first and last row (标题行)."""
    saluted = SALUTATION.match(rows[anchor].text) is not None
    stray = 0
    for i in range(anchor - 1, max(-1, anchor - 1 - _BLOCK), -1):
        text = rows[i].text
        dashed = text.startswith(_DASHED)
        if is_spoken_title(_bare(text)) and not dashed:
            return _first_line(rows, i), i
        if dashed and i and is_spoken_title(text.lstrip("—-―－─ ")) and _may_be_title(rows[i - 1].text):
            return _first_line(rows, i - 1), i - 1
        if _belongs(text):
            continue
        stray += 1
        if (
            not saluted
            or stray > _STRAY
            or len(text) > _LONGEST_LINE
            or _HEADING.match(text)
            or _is_prose(text)
        ):
            return None
    return None


def _first_line(rows: list[Row], last: int) -> int:
    """Find the first row of a title set over several lines (多行标题首行)."""

    def title(first: int) -> str:
        return _bare("".join(row.text for row in rows[first : last + 1]))

    first = last
    while first and last - first < 3:
        above = rows[first - 1].text
        opened = _STARTS_TITLE.match(above) and not _SELF_CONTAINED.search(title(first))
        if (_is_whole(title(first)) and not opened) or not _may_be_title(above):
            break
        if is_spoken_title(above) or _belongs(above):
            break
        first -= 1
    return first if _is_whole(title(first)) else last


def _is_whole(title: str) -> bool:
    """Tell whether a title says by itself where, or about what, was spoken (标题是否完整)."""
    if title.startswith(("上", "的", "暨", "和", "与")):
        return False
    return bool(_SELF_CONTAINED.search(title)) or (len(title) >= 6 and "上的" not in title)


def _belongs(text: str) -> bool:
    return is_front_line(text) or (" " in text and is_front_line(text.replace(" ", "")))


def _may_be_title(text: str) -> bool:
    return 3 <= len(text) <= _LONGEST_LINE and not _NOT_TITLE.search(text) and not SALUTATION.match(text)


def _bare(text: str) -> str:
    label = _LABEL.match(text)
    pieces = [piece.strip() for piece in _SITE.split(text[label.end() if label else 0 :].strip(), maxsplit=1)]
    return next((piece for piece in pieces if is_spoken_title(piece)), pieces[0])


def _strip_labels(row: Row, report: Report) -> Row:
    """Strip `标题：`, `[转帖]` and the name of the site from a line of the title (标题标签)."""
    bare = _bare(row.text)
    if bare == row.text or not is_spoken_title(bare):
        return row
    start = row.text.find(bare)
    for piece in (row.text[:start], row.text[start + len(bare) :]):
        if piece.strip():
            report.remove(row, "masthead", piece.strip())
    return row._replace(text=bare)
