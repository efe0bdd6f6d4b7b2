"""Steps that lift a text out of what frames each of its lines, or the text as a whole: line numbers, bullets, a chat (框).

A sign that nearly all lines of a text bear says nothing of any of them; a sign that some bear may be a list of the speech.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter

from outlines.bylines import find_person
from outlines.regex import HAN, lazy
from outlines.titles import is_spoken_title
from phrasebank.cleaning.rows import Report, Row

_NEARLY_ALL = 0.8
_MOSTLY = 0.65
_FEWEST = 6
_COUNT = lazy(
    r"\s*(?:(\d{1,4})(?:[ \t]{1,8}|\u3000|[:：|\t][ \t]*)|[【\[](\d{1,4})[】\]][ \t]*)(?=[\S\u3000])"
)
_FRAMES = (
    lazy(r"\s*\|\s*(?=\S)|\s*\|\s*$"),
    lazy(r"\s*[•●·▪*+>-]\s+(?=\S)"),
    lazy(r"\s*[\"“](?=\S)|(?<=\S)[\"”]\s*,?\s*$"),
)

_FRAMED = lazy(r"\s*[\d|•●·▪*+>\"“【\[-]|\s*[^\s，。：:]{1,8}[：:]")
_SAMPLE = 20

_LABEL = lazy(r"\s*([^\s，。：:]{1,8})\s*[：:]\s*(?=\S)")
_STAMP = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*|昨天\s*|今天\s*|星期.\s*)?(?:上午|下午|凌晨|晚上)?\s*"
    r"\d{1,2}:\d{2}(?::\d{2})?"
)
_MESSAGE = lazy(
    rf"\s*(?P<who>[^\s:：，。]{{1,16}})\s+{_STAMP}\s*$|\s*{_STAMP}\s+(?P<by>[^\s:：，。\d]{{1,16}})[:：]?\s*$"
)
_FEWEST_MESSAGES = 2
_MOST_ROUND = 0.4  # of the message that is the speech: more than that is talk

_RULES = frozenset(sign * 3 for sign in "-*_—=")
_RULE = lazy(r"\s*(?:-{3,}|\*{3,}|_{3,}|—{3,}|={3,})\s*$")
_OFFER = lazy(
    r"(?:需要|要不要|是否需要|想让)我|我(?:还)?可以(?:再|继续|另外)?(?:帮|为|给)[您你]|如需(?:更|要|调整|修改|其他)|请替换|替换[为成][您你贵]"
)
_LATIN = lazy(r"\s*[\x20-\x40]{0,12}[A-Za-z]{1,20}[ .,'’-]")
_HAS_HAN = lazy(HAN)
_LEAST_FOREIGN = 0.3

_TURN = lazy(rf"\s*({HAN}{{2,4}})(?:同志)?[：:]\s*$")
_HOST = lazy(r"\s*(?:主持人|主持|司仪)\s*[：:].{4,120}$")
_REACH = 15


def remove_line_frames(rows: list[Row], report: Report) -> list[Row]:
    """Remove the number, bullet, bar or quote that frames nearly every line (逐行框号)."""
    filled = [row for row in rows if row.text.strip()]
    head = filled[:_SAMPLE]
    if len(filled) < _FEWEST or 2 * sum(_FRAMED.match(row.text) is not None for row in head) < len(head):
        return rows
    counted = [match for row in filled if (match := _COUNT.match(row.text))]
    numbers = [int(match[1] or match[2]) for match in counted]
    if len(numbers) >= _NEARLY_ALL * len(filled) and _counts_up(numbers):
        return [_strip(row, _COUNT, report) if _COUNT.match(row.text) else row for row in rows]
    labels = Counter(match[1] for row in filled if (match := _LABEL.match(row.text)))
    for label, count in labels.most_common(1):
        if count >= _MOSTLY * len(filled):
            rows = [_strip(row, re.compile(rf"^\s*{re.escape(label)}\s*[：:]\s*"), report) for row in rows]
            if person := find_person(label):
                report.metadata.setdefault("speaker", person)
    for frame in _FRAMES:
        if sum(frame.match(row.text) is not None for row in filled) >= _MOSTLY * len(filled):
            rows = [_strip(row, frame, report) for row in rows]
    return rows


def _counts_up(numbers: list[int]) -> bool:
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    return sum(step == 1 for step in steps) >= _NEARLY_ALL * len(steps)


def _strip(row: Row, frame: re.Pattern[str], report: Report) -> Row:
    for match in frame.finditer(row.text):
        report.remove(row, "frame", match[0].strip())
    return row._replace(text=frame.sub("", row.text))


def remove_chat(rows: list[Row], report: Report) -> list[Row]:
    """Take a text out of the chat that it was sent in: the longest message stays (聊天记录)."""
    heads = [i for i, row in enumerate(rows) if ":" in row.text and _MESSAGE.match(row.text)]
    if len(heads) < _FEWEST_MESSAGES or any(is_spoken_title(row.text.strip()) for row in rows[: heads[0]]):
        return rows  # one such line says when a page was published
    edges = [0, *(edge for head in heads for edge in (head, head + 1)), len(rows)]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    sizes = [sum(len(row.text.strip()) for row in rows[first:last]) for first, last in parts]
    best = max(range(len(parts)), key=lambda at: (sizes[at], -at))
    if sum(sizes) - sizes[best] > _MOST_ROUND * sizes[best]:
        return rows
    kept = range(*parts[best])
    for i, row in enumerate(rows):
        if i not in kept and row.text.strip():
            report.remove(row, "chat", row.text.strip())
    return [rows[i] for i in kept]


def remove_aftertalk(rows: list[Row], report: Report) -> list[Row]:
    """Remove what a writing program adds below a rule under the text: tips, and what it offers to do next (文后对话)."""
    rule = next(
        (
            i
            for i in range(len(rows) - 1, 0, -1)
            if rows[i].text.strip()[:3] in _RULES and _RULE.match(rows[i].text)
        ),
        None,
    )
    if rule is None or not any(_OFFER.search(row.text) for row in rows[rule:]):
        return rows
    above, below = (sum(len(row.text.strip()) for row in part) for part in (rows[:rule], rows[rule:]))
    if below > _MOST_ROUND * above:
        return rows
    for row in rows[rule:]:
        if row.text.strip():
            report.remove(row, "chat", row.text.strip())
    return rows[:rule]


def remove_translation(rows: list[Row], report: Report) -> list[Row]:
    """Remove the other language of a text in two: lines of it that follow line by line (双语对照)."""
    if not any(_LATIN.match(row.text) for row in rows[:_SAMPLE]):
        return rows
    filled = [(i, _HAS_HAN.search(row.text) is None) for i, row in enumerate(rows) if row.text.strip()]
    foreign = [i for i, latin in filled if latin and _LATIN.match(rows[i].text)]
    follow = sum(latin and not before for (_, before), (_, latin) in itertools.pairwise(filled))
    if (
        len(foreign) < _FEWEST
        or len(foreign) < _LEAST_FOREIGN * len(filled)
        or follow < _NEARLY_ALL * len(foreign)
    ):
        return rows
    for i in foreign:
        report.remove(rows[i], "foreign", rows[i].text.strip())
    return [row for i, row in enumerate(rows) if i not in foreign]


def remove_turns(rows: list[Row], report: Report) -> list[Row]:
    """Remove what a transcript says of who speaks next: the host's words, then a name and a colon (发言轮次)."""
    named = next(
        (
            (i, match[1])
            for i, row in enumerate(rows[:_REACH])
            if (match := _TURN.match(row.text)) and find_person(match[1])
        ),
        None,
    )
    if named is None:
        return rows
    kept: list[Row] = []
    for i, row in enumerate(rows):
        if i == named[0] or (i < named[0] and _HOST.match(row.text)):
            report.remove(row, "turn", row.text.strip())
        else:
            kept.append(row)
    report.metadata.setdefault("speaker", named[1])
    return kept
