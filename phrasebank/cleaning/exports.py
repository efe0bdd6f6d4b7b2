"""Steps that take away what a program writes round the words it exports: field codes, subtitles, contents (导出痕迹).

Each has a form that no sentence has, and stands more than once or beside its like; so it may be taken anywhere.
"""

from __future__ import annotations

import itertools
import re

from outlines.bylines import find_person
from outlines.regex import HAN, lazy
from outlines.speech import RepairKind
from outlines.titles import is_spoken_title
from phrasebank.cleaning.furniture import note_published
from phrasebank.cleaning.rows import Report, Row, is_closed

# A field of a word processor, shown as its code: a keyword in capitals, then switches and quoted arguments.
_FIELD_WORDS = (
    r"HYPERLINK|PAGEREF|NOTEREF|STYLEREF|TOC|NUMPAGES|SECTIONPAGES|PAGE|SECTION|EMBED|SHAPE|ADDIN|FILENAME|SAVEDATE|CREATEDATE"
    r"|PRINTDATE|DATE|TIME|INCLUDEPICTURE|INCLUDETEXT|FORMTEXT|FORMCHECKBOX|FORMDROPDOWN|MACROBUTTON|MERGEFIELD|DOCPROPERTY|AUTHOR"
    r"|KEYWORDS|SUBJECT|COMMENTS|QUOTE|SEQ|REF|LINK|EQ|XE|TC|ADVANCE|GOTOBUTTON|AUTOTEXT|CONTROL"
)
_SWITCH = r"\\[*@#!]? ?[A-Za-z]{1,12}"
_QUOTED = r"[\"“”][^\"“”\n]{0,300}[\"“”]"
_FIELD = lazy(
    rf"\b(?:(?:PAGEREF|NOTEREF|REF) +_[A-Za-z]+\d*|(?:EMBED|ADDIN) +[A-Za-z][\w.]*|(?:{_FIELD_WORDS})(?= *(?:\\|[\"“”]|$)))"
    rf"(?:\s*(?:{_SWITCH}|{_QUOTED}|[A-Z]:\\\S+))*(?:(?<=MERGEFORMAT)\s*\d{{1,4}}\b)?|{_SWITCH}(?=\s*\d*$)"
)
_FIELD_SIGN = lazy(rf"(?:{_FIELD_WORDS})(?:\s|$)")
_FEWEST_FIELDS = 2

_TIMING = lazy(
    r"\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{1,3}\s*-{1,2}>\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{1,3}.{0,40}$"
)
_CUE = lazy(r"\s*\d{1,5}\s*$")
_CLOCK = lazy(
    r"\s*[\[【(（<]?(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+)?(?:\d{1,2}[:：])?\d{1,2}[:：]\d{2}(?:[.,]\d{1,3})?[\]】)）>]?\s*"
)
_FEWEST_TIMES = 3
_MOSTLY = 0.5

_CONTENTS = lazy(r"\s*[\[【(（]?\s*目\s*[录錄次]\s*[\]】)）]?\s*$")
_PAGE = "0123456789页)）"
_LEADER = "第(（ \t\u3000.．·•…‥。_—-"
_FEWEST_ENTRIES = 3
_LONGEST_ENTRY = 70
_SHORTEST_ENTRY = 3

_LABEL = lazy(rf"\s*({HAN}{{2,8}})\s*[:：]\s*(\S.{{0,80}})$")
_NEXT_LABEL = lazy(rf"(?<=\S)[ \u3000]{{1,8}}(?={HAN}{{2,6}}[:：]\S)")
_BRACKETED = lazy(r"[（(][^（）()]*[）)]$")
_TITLED = ("标题", "题目", "讲话题目", "发言题目")
_FEWEST_LABELS = 2
_TITLE_LABEL = lazy(r"标题|題目|题目|名称|会议$|文稿$|主题$")
_SPEAKER_LABEL = lazy(
    r"^(?:讲话|发言|报告|主讲|演讲|致辞|宣讲|授课|领导)[人者]$|^(?:讲话|发言|致辞)(?:领导|嘉宾)$|^主讲$|^署名$"
)
_MINUTES_LABEL = lazy(
    r"(?:会议)?(?:时间|地点|主持人?|记录人?|(?:出席|参加|参会|列席)(?:人员|领导|单位)?|议题|主题)$"
)
_DATE_LABEL = lazy(r"(?:日期|时间)$")

_REMARK = lazy(
    r"[（(【\[〔](?:[^（(【\[〔）)】\]〕。；]{0,8}(?:掌声|鼓掌|笑声|欢呼声|全[体场]起立)[^（(【\[〔）)】\]〕。；]{0,6}"
    r"|(?:此处|稍作?|略作?|短暂)?(?:停顿|翻页|喝水|鞠躬|敬礼|环视全场|脱稿)(?:\d{1,2}秒|片刻|一下)?"
    r"|(?:微笑|停顿|环视|起身|转身|挥手)(?:全场|致意|示意)?(?:，[^（(【\[〔）)】\]〕。；]{1,8})?|停顿[一二三四五两]秒|重音|重读|轻声"
    r"|(?:语速|语气|语调|音量)[^（(【\[〔）)】\]〕。；，]{0,3}[慢快缓重轻低高大小]"
    r"|(?:播放|切换)(?:视频|短片|宣传片|音乐|幻灯片|PPT|下一[页张])|(?:PPT|幻灯片)第?\d{1,3}[页张]?)[）)】\]〕]"
)

_REACH = 40  # rows in which a form may stand

_FEW_ROWS = 8
_LONG = 400
_FEWEST_SPACES = 5
_NUMBERED = lazy(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_SHOWN = 14  # characters shown on each side of a line break


def remove_field_codes(rows: list[Row], report: Report) -> list[Row]:
    """Remove the codes of a word processor's fields, shown instead of what they stand for (域代码)."""
    if not any("\\" in row.text or "HYPERLINK" in row.text for row in rows):
        return rows
    marked = [i for i, row in enumerate(rows) if _FIELD_SIGN.search(row.text)]
    if len(marked) < _FEWEST_FIELDS:
        return rows
    kept = list(rows)
    for i in marked:
        for match in _FIELD.finditer(rows[i].text):
            report.remove(rows[i], "field", match[0].strip())
        kept[i] = rows[i]._replace(text=_FIELD.sub("", rows[i].text))
    return kept


def remove_timings(rows: list[Row], report: Report) -> list[Row]:
    """Remove the times and counts of subtitles, and times before the lines of a transcript (字幕时间轴)."""
    times = {i for i, row in enumerate(rows) if "--" in row.text and _TIMING.match(row.text)}
    if len(times) >= _FEWEST_TIMES:
        counts = {i - 1 for i in times if i and _CUE.match(rows[i - 1].text)}
        kept = []
        for i, row in enumerate(rows):
            if i in times or i in counts:
                report.remove(row, "timing", row.text.strip())
            elif row.text.strip() or i < min(times):
                kept.append(row)
        return kept
    return _strip_clocks(rows, report)


def _strip_clocks(rows: list[Row], report: Report) -> list[Row]:
    clocked = {i: match for i, row in enumerate(rows) if (match := _CLOCK.match(row.text))}
    filled = sum(not row.text.isspace() and row.text != "" for row in rows) if clocked else 0
    if len(clocked) < max(_FEWEST_TIMES, _MOSTLY * filled):
        return rows
    kept = list(rows)
    for i, match in clocked.items():
        report.remove(rows[i], "timing", match[0].strip())
        kept[i] = rows[i]._replace(text=rows[i].text[match.end() :])
    return kept


def remove_contents(rows: list[Row], report: Report) -> list[Row]:
    """Remove a table of contents: lines that come again below as headings, with page numbers or below 目录 (目录)."""
    short = [row.text.rstrip() for row in rows if len(row.text) <= _LONGEST_ENTRY]
    paged = sum(text[-1:].isdigit() for text in short)
    if paged < _FEWEST_ENTRIES and not any(_CONTENTS.match(text) for text in short[:_REACH]):
        return rows
    below: dict[str, int] = {}
    for i, row in enumerate(rows):
        if len(row.text) <= _LONGEST_ENTRY:
            below[_entry(row.text)] = i
    last = 0
    while last < len(rows):
        first = last
        while last < len(rows) and _is_entry(rows, last, below):
            last += 1
        entries = [i for i in range(first, last) if rows[i].text.strip()]
        headed = next(
            (i for i in range(first - 1, max(-1, first - 4), -1) if _CONTENTS.match(rows[i].text)), None
        )
        paged = sum(rows[i].text.rstrip()[-1:].isdigit() for i in entries)
        if len(entries) >= _FEWEST_ENTRIES and (headed is not None or 2 * paged > len(entries)):
            gone = set(entries) | ({headed} if headed is not None else set())
            for i in sorted(gone):
                report.remove(rows[i], "contents", rows[i].text.strip())
            return [row for i, row in enumerate(rows) if i not in gone]
        last += 1
    return rows


def _entry(text: str) -> str:
    """Return a line without page number, leader and spaces, to be known again by (目录项)."""
    return "".join(text.rstrip().rstrip(_PAGE).rstrip(_LEADER).split())


def _is_entry(rows: list[Row], at: int, below: dict[str, int]) -> bool:
    text = rows[at].text
    if not text.strip():
        return True
    entry = _entry(text)
    return (
        len(entry) >= _SHORTEST_ENTRY
        and len(text) <= _LONGEST_ENTRY
        and below.get(entry, -1) > at
        and not is_closed(text)
    )


def read_form(rows: list[Row], report: Report) -> list[Row]:
    """Take the form off the head of a text: lines of a label and its value, the known ones noted (文首表单)."""
    whole = rows
    rows = [piece for row in rows[:_REACH] for piece in _part_labels(row)] + rows[_REACH:]
    head = rows[:_REACH]
    labelled = [(i, match) for i, row in enumerate(head) if (match := _LABEL.match(row.text))]
    runs: list[list[tuple[int, re.Match[str]]]] = []
    for i, match in labelled:
        blank = runs and all(not rows[j].text.strip() for j in range(runs[-1][-1][0] + 1, i))
        if blank and runs[-1][-1][1][1] != match[1]:
            runs[-1].append((i, match))
        else:
            runs.append([(i, match)])
    run = max(runs, key=len, default=[])
    known = [match for _, match in run if _TITLE_LABEL.search(match[1]) or _SPEAKER_LABEL.search(match[1])]
    minuted = sum(_MINUTES_LABEL.match(match[1]) is not None for _, match in run)
    if (
        len(run) < _FEWEST_LABELS
        or not (known or minuted >= _FEWEST_LABELS)
        or sum(len(row.text) for row in rows[: run[0][0]]) > 200
    ):
        return whole
    kept = list(rows)
    for i, match in run:
        label, value = match[1], match[2].strip()
        titled = _TITLE_LABEL.search(label) and is_spoken_title(value)
        if titled or (label in _TITLED and not any(is_spoken_title(row.text.strip()) for row in head)):
            report.remove(rows[i], "form", rows[i].text[: match.start(2)].strip())
            kept[i] = rows[i]._replace(text=value)
            continue
        if _SPEAKER_LABEL.search(label):
            if person := find_person(_BRACKETED.sub("", value)):
                report.metadata.setdefault("speaker", person)
        elif _DATE_LABEL.search(label):
            note_published(value, report)
        report.remove(rows[i], "form", rows[i].text.strip())
        kept[i] = rows[i]._replace(text="")
    return kept


def _part_labels(row: Row) -> list[Row]:
    """Part a line of a form that holds several labels, each with its value (一行多栏)."""
    match = _LABEL.match(row.text)
    starts = [found.start() for found in _NEXT_LABEL.finditer(row.text)] if match else []
    edges = [0, *starts, len(row.text)]
    pieces = [row.text[left:right].strip() for left, right in itertools.pairwise(edges)]
    return [row._replace(text=piece) for piece in pieces] if starts else [row]


def remove_remarks(rows: list[Row], report: Report) -> list[Row]:
    """Remove what a record notes of the hall, in brackets: 掌声, 笑声, 全场起立 (现场记录)."""
    if not _REMARK.search("\n".join([row.text for row in rows])):
        return rows
    kept: list[Row] = []
    for row in rows:
        if _REMARK.search(row.text):
            for match in _REMARK.finditer(row.text):
                report.remove(row, "remark", match[0])
            row = row._replace(text=_REMARK.sub("", row.text).strip())
        if row.text:
            kept.append(row)
    return kept


def split_lost_lines(rows: list[Row], report: Report) -> list[Row]:
    """Break a text that came as one line where spaces stand for its line breaks (换行变成空格)."""
    if len(rows) > _FEW_ROWS:
        return rows
    split: list[Row] = []
    for row in rows:
        pieces = _lines_lost(row.text)
        for left, right in itertools.pairwise(pieces):
            report.repair(
                RepairKind.LINE_WRAP,
                f"{left[-_SHOWN:]} {right[:_SHOWN]}",
                f"{left[-_SHOWN:]}\n{right[:_SHOWN]}",
            )
        split += [row._replace(text=piece) for piece in pieces] if pieces else [row]
    return split


def _lines_lost(text: str) -> list[str]:
    """Return the lines of a text whose spaces part paragraphs, not sentences, or nothing (空格处的原换行)."""
    if (
        len(text) < _LONG
        or text.count(" ") < _FEWEST_SPACES
        or text.count("。 ") > _MOSTLY * text.count("。")
    ):
        return []
    pieces: list[str] = []
    for word in text.split():
        if pieces and _is_inner(pieces[-1], word):
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    closed = sum(piece[-1] in "。！？：；”…!?:" for piece in pieces)
    return pieces if closed >= _MOSTLY * len(pieces) else []


def _is_inner(left: str, right: str) -> bool:
    """Tell a space round a Latin word or a figure within a sentence (句中空格)."""
    if left[-1] in "。！？：；”…!?:" or (len(left) <= _LONGEST_ENTRY and _NUMBERED.match(left)):
        return False
    return left[-1].isascii() or right[0].isascii()
