"""Steps that put lines back together, or apart, as the author had them (断行修复).

Whether a text is wrapped is decided from its own line lengths: in a wrapped text most lines are about as
long as the longest, and many of those end inside a sentence. A line then goes on into the next unless it
ends a paragraph: it stops short, or it is a heading.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from outlines.bylines import is_byline
from outlines.regex import lazy
from outlines.speech import RepairKind
from outlines.titles import is_spoken_title
from phrasebank.cleaning.pages import is_page_line
from phrasebank.cleaning.rows import CLOSERS, HAN, MARKS, Report, Row, fold, is_closed

_NEARLY_ALL = 0.8  # of the lines end where the longest does: what ends before them ends a paragraph
_FEWEST_GAPS = 0.08  # share of rows that blank lines must set apart to mark paragraphs
_RUNNING = lazy("[，。；：、]")
_INDENT = 4  # columns that the first line of a paragraph may begin with
_FEWEST = 6  # lines that a text must have before its lengths say anything
_WIDTHS = range(12, 64)  # characters of Han that a wrapped line may hold
_NEAR = 0.84  # a line of this share of the full width is full
_HEADING = lazy(
    r"(?:第[一二三四五六七八九十百]+[章节部条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）])"
)
_OPENER = lazy(
    r"——|(?:同志们|各位代表|各位委员|朋友们)[，,：:！!]|[一二三四五六七八九十]是|第[一二三四五六七八九十]，"
)
_NOT_NARROW = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) in " .%-"))
_NEVER_FIRST = "，。、；：！？）》”’」』】%,;:!?)"
_NEVER_LAST = "，、（《“‘「『【,(—"
_ASCII_WORD = lazy(r"[A-Za-z]$")
_SALUTATION = lazy(r"[^。，；0-9]{0,24}(?:们|代表|委员|朋友|来宾|领导)[：:！!]\s*$")
_PRINTED = lazy(
    r"第 ?[\d一二三四五六七八九十]{1,4} ?[期辑页号卷版]|简报|快报|专刊|资料|文稿|材料|内部|机密|秘密|[A-Za-z]{3,}"
)
_LABELLED = lazy(r"[^，。；：！？:]{2,8}[：:]")  # 责任单位：… under every task is no running head
# What a figure counts, and the words that a figure follows, where a line was cut at a number.
_COUNTED = lazy("[年月日个项件次名位家户人口元万亿千百吨倍岁天种类所座条亩公里平方％%‰届期处台套场份支]")
_FIGURE = lazy(r"\d+(?:\.\d+)?(?![\d.．、])")
_WANTS_FIGURE = "了有由从为达到至近约超共计增长比占于过破成率第升降值量额资入"
_WANTS_YEAR = "由从至到自于比"
_YEAR = lazy(r"(?:19|20)\d\d ?年")
_ENDS_OPEN = lazy(rf"{HAN}|[0-9]")
_SHORTEST_LEFT = 8
_SHORTEST_REST = 20
_OFTEN = 3
_STOPPED = "。！？!?…"
_LONGEST_HEADING = 45
_SHORTEST_DOUBLED, _LONGEST_DOUBLED = 4, 60
_GLANCE = 4  # characters that tell most rows from a title
_HEAD = 12  # rows among which a title may be repeated
_TITLE_END = lazy(
    r"(?:讲话|致辞|发言|报告|演讲|讲稿|讲话稿|党课|意见|总结|汇报|宣讲|开幕词|闭幕词)(?:[（(].{1,12}[)）])?$"
)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines of a wrapped text are laid out (版面)."""

    full: float  # display width from which a line counts as full
    indented: bool  # paragraphs begin with an indent
    spaced: bool  # paragraphs are set apart by blank lines


def join_wrapped_lines(rows: list[Row], report: Report) -> list[Row]:
    """Join the lines of hard-wrapped text into paragraphs (硬换行)."""
    layout = _measure(rows)
    if layout is None:
        return _join_cut_sentences(rows, report)
    joined: list[Row] = []
    saluted = next((i for i, row in enumerate(rows[:_HEAD]) if _SALUTATION.match(row.text)), 0)
    last = rows[0]  # the last source line of the paragraph being built
    lines = 0
    for i, row in enumerate(rows):
        following = rows[i + 1] if i + 1 < len(rows) else None
        if following and _is_inset(last, row, following, layout):
            report.remove(row, "inset")
            continue
        front = i < saluted and is_byline(row.text)
        if joined and not front and _goes_on(joined[-1].text, last, lines, row, following, layout):
            space = (
                " "
                if _ASCII_WORD.search(last.text) and row.text[:1].isascii() and row.text[:1].isalpha()
                else ""
            )
            report.join(RepairKind.LINE_WRAP, joined[-1].text, space + row.text)
            joined[-1] = joined[-1]._replace(text=joined[-1].text + space + row.text)
            lines += 1
        else:
            joined.append(row)
            lines = 1
        last = row
    return joined


def _is_inset(before: Row, row: Row, following: Row, layout: _Layout) -> bool:
    """Tell a line set apart within a paragraph, whose sentence goes on below it (文中插入行)."""
    return (
        layout.indented
        and not layout.spaced
        and row.gap
        and following.gap
        and not following.indent
        and not is_closed(row.text)
        and not (is_closed(before.text) or _HEADING.match(row.text) or _HEADING.match(following.text))
        and _width(before.text) + min(before.indent, _INDENT) / 2 >= layout.full
    )


def _width(text: str) -> float:
    """Measure a line in Han characters; two ASCII letters or digits make one (显示宽度)."""
    narrow = text.encode("ascii", "ignore").translate(None, _NOT_NARROW)
    return len(text) - len(narrow) / 2


def _full_width(widths: list[float]) -> float:
    """Find how long the longest lines are, of sorted widths: one that stands alone was joined before (满行宽度)."""
    at = int(len(widths) * 0.95)
    for i in range(at, max(0, at - len(widths) // 8 - 1), -1):
        if sum(abs(width - widths[i]) <= 1 for width in widths) > 2:
            return widths[i]
    return widths[at]


def _measure(rows: list[Row]) -> _Layout | None:
    """Decide from the line lengths whether the text is wrapped, and how (行长统计)."""
    long = sum(len(row.text) > 2 * _WIDTHS.stop for row in rows)
    least = max(_FEWEST, 0.7 * len(rows))
    if len(rows) < _FEWEST or len(rows) - long < least:
        return None
    widths = [_width(row.text) for row in rows]
    inside = sorted(width for width in widths if width < _WIDTHS.stop)
    if len(inside) < least:
        return None
    longest = _full_width(inside)
    full = longest * _NEAR
    if int(longest) not in _WIDTHS:
        return None
    filled = [row for row, width in zip(rows, widths, strict=True) if width >= full]
    open_ended = [row for row in filled if not is_closed(row.text)]
    even = sum(
        abs(_width(row.text) + row.indent / 2 - longest) <= 1 and _RUNNING.search(row.text) is not None
        for row in open_ended
    )
    if even < max(_FEWEST, 0.2 * len(rows)) and len(filled) < 0.45 * len(rows):
        return None
    if len(open_ended) < max(3, 0.4 * len(filled)):
        return None
    indented = 0 < sum(row.indent > 0 for row in rows) < 0.6 * len(rows)
    spaced = _FEWEST_GAPS * len(rows) <= sum(row.gap for row in rows[1:]) < 0.6 * len(rows)
    if not indented and not spaced:
        # Length alone must tell. Open-ended lines are full but for the headings among them.
        narrowest = sorted(_width(row.text) for row in open_ended)[len(open_ended) // 7]
        full = max(full, narrowest - 0.5)
        if even >= _NEARLY_ALL * len(open_ended):
            full = max(full, longest - 1.5)
    return _Layout(full, indented, spaced)


def _goes_on(
    paragraph: str, before: Row, lines: int, row: Row, following: Row | None, layout: _Layout
) -> bool:
    """Tell whether `row` continues `paragraph`, whose last source line was `before` (是否接上行)."""
    last = before.text
    if is_spoken_title(paragraph) and row.text[-1] in "：:":
        return False
    if row.hint or (layout.spaced and row.gap):
        return row.text[0] in _NEVER_FIRST
    if row.text[0] in _NEVER_FIRST or last[-1] in _NEVER_LAST:
        return True
    if layout.indented and row.indent > 0:
        return False
    # In a narrow column an indent takes its share of the first line.
    full = _width(last) + (min(before.indent, _INDENT) / 2 if layout.indented else 0) >= layout.full
    stopped = last.rstrip(CLOSERS)[-1:] in _STOPPED
    numbered = bool(_HEADING.match(row.text))
    if stopped or last[-1] in "：:；;":
        if layout.indented or layout.spaced:
            return full and not numbered
        return (
            full
            and not _OPENER.match(row.text)
            and not numbered
            and last[-1] not in "：:"
            and not _is_heading(row, following, layout)
        )
    if numbered and (lines == 1 or paragraph[-1] not in _NEVER_LAST) and not row.text[0].isdigit():
        return False
    if full:
        return True
    return lines > 1 and not _is_whole_heading(paragraph, row)


def _is_heading(row: Row, following: Row | None, layout: _Layout) -> bool:
    """Tell whether a line stands alone: short, without a stop, and prose comes next (独立标题行)."""
    if is_closed(row.text) or row.text[-1] in _NEVER_LAST or _width(row.text) >= layout.full:
        return False
    return following is not None and following.text[0] not in _NEVER_FIRST and not following.text[0].isdigit()


def _is_whole_heading(paragraph: str, row: Row) -> bool:
    """Tell whether the lines joined so far make a heading of more than one line (跨行标题)."""
    return len(paragraph) <= _LONGEST_HEADING and not any(mark in paragraph for mark in "。；！？;")


def _join_cut_sentences(rows: list[Row], report: Report) -> list[Row]:
    """Join lines of unwrapped text where a mark shows that a sentence was cut (个别断行)."""
    cuts = sum(_breaks_off(left.text, right.text) for left, right in itertools.pairwise(rows))
    joined: list[Row] = []
    for row in rows:
        if joined and not row.hint and _is_cut(joined[-1].text, row.text, often=cuts >= _OFTEN):
            report.join(RepairKind.LINE_WRAP, joined[-1].text, row.text)
            joined[-1] = joined[-1]._replace(text=joined[-1].text + row.text)
        else:
            joined.append(row)
    return joined


def _is_cut(left: str, right: str, *, often: bool) -> bool:
    if left[-1].isdigit() and _COUNTED.match(right):
        return True
    if len(left) >= _SHORTEST_LEFT and not _HEADING.match(right) and _wants_figure(left, right):
        return True
    if len(left) <= 15 or _HEADING.match(right):
        return False
    if not is_closed(left) and (
        right[0] in "，。、；！？）》,;" or _wants_figure(left, right) or (often and _breaks_off(left, right))
    ):
        return True
    return left[-1] in "，、,（《“" and left[-2:] != "，，"


def _wants_figure(left: str, right: str) -> bool:
    if _FIGURE.match(right) is None:
        return False
    return left[-1] in (_WANTS_YEAR if _YEAR.match(right) else _WANTS_FIGURE)


def _breaks_off(left: str, right: str) -> bool:
    """Tell whether a paragraph stops inside a sentence and the next may go on with it (断句).

    One such may have lost its stop; where there are many, the lines were cut, as around every figure.
    """
    return (
        len(left) > 15
        and ("。" in left or "；" in left)
        and _ENDS_OPEN.match(left[-1]) is not None
        and (len(right) > _SHORTEST_REST or is_closed(right))
        and not _HEADING.match(right)
        and not _OPENER.match(right)
    )


def split_glued_head(rows: list[Row], report: Report) -> list[Row]:
    """Split title, date and salutation that lost their line breaks from the body (标题日期称呼粘连)."""
    for i, row in enumerate(rows[:4]):
        match = _GLUED.match(row.text)
        if match is None:
            continue
        pieces = [piece for piece in match.groups() if piece]
        if len(pieces) < 3:
            continue
        for left, right in itertools.pairwise(pieces):
            report.repair(RepairKind.LINE_WRAP, left[-14:] + right[:14], left[-14:] + "\n" + right[:14])
        return rows[:i] + [row._replace(text=piece.strip()) for piece in pieces] + rows[i + 1 :]
    return rows


_GLUED = lazy(
    r"([^。！？：:]{6,70}?(?:讲话|致辞|发言|报告|演讲|讲稿|党课)(?:稿|提纲)?)\s*"
    r"([（(]?(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}[日HhB号]?)?[)）]?)?\s*"
    r"((?:各位|尊敬的|亲爱的)?[^。，,：:！!0-9]{0,24}(?:同志们|代表|委员|朋友们?|来宾|职工们?|同学们|领导)(?:、?(?:同志们|朋友们?|来宾))?[：:！!])"
    r"\s*(.+)$"
)


def drop_repeated_titles(rows: list[Row], report: Report) -> list[Row]:
    """Drop a title that is repeated above the body, joining one that was wrapped there (重复标题)."""
    if len(rows) < 2:
        return rows
    title = _key(rows[0].text)
    if not 6 <= len(title) <= 80 or is_closed(rows[0].text) or _HEADING.match(rows[0].text):
        return rows
    kept = rows[:1]
    i = 1
    while i < min(len(rows), _HEAD):
        begins = rows[i].text[0] in rows[0].text and title.startswith(_key(rows[i].text[:_GLANCE]))
        taken = next(
            (
                n
                for n in (1, 2, 3)
                if begins and _key("".join(row.text[:80] for row in rows[i : i + n])) == title
            ),
            0,
        )
        for row in rows[i : i + taken]:
            report.remove(row, "repeated_title")
        if not taken:
            kept.append(rows[i])
        i += taken or 1
    return kept + rows[i:]


def drop_doubled_lines(rows: list[Row], report: Report) -> list[Row]:
    """Drop a heading that says just what the line before says (重复的标题行)."""
    kept = rows[:1]
    for row in rows[1:]:
        heads = _SHORTEST_DOUBLED <= len(row.text) <= _LONGEST_DOUBLED and not is_closed(row.text)
        if heads and row.text == kept[-1].text:
            report.remove(row, "repeated_line")
        else:
            kept.append(row)
    return kept


def _key(text: str) -> str:
    return _NOT_KEY.sub("", fold(text))


_NOT_KEY = lazy(rf"[^\w{MARKS}]|_")


def _neighbours(rows: list[Row], at: int) -> list[str]:
    return [rows[i].text for i in (at - 1, at + 1) if 0 <= i < len(rows)]


def drop_running_heads(rows: list[Row], report: Report) -> list[Row]:
    """Drop a line that comes back on page after page and cuts sentences in two (页眉页脚)."""
    places: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        if 4 <= len(row.text) <= 40 and not is_closed(row.text) and not _LABELLED.match(row.text):
            places.setdefault(row.text, []).append(i)
    heads: set[int] = set()
    for spots in places.values():
        cutting = sum(i > 0 and len(rows[i - 1].text) > 12 and not is_closed(rows[i - 1].text) for i in spots)
        beside = sum(any(map(is_page_line, _neighbours(rows, i))) for i in spots)
        anew = (
            len(spots) >= 3
            and not _HEADING.match(rows[spots[0]].text)
            and _PRINTED.search(rows[spots[0]].text)
        )
        if (
            anew
            or (len(spots) >= 3 and 2 * cutting >= len(spots))
            or (len(spots) >= 2 and beside >= len(spots) - 1)
        ):
            # A title that the pages repeat stands where it first stood.
            heads.update(spots[1:] if is_spoken_title(rows[spots[0]].text) else spots)
    for i in sorted(heads):
        report.remove(rows[i], "running_head")
    return [row for i, row in enumerate(rows) if i not in heads]
