"""Where a speech contradicts itself: a heading of another topic, a date that its text belies (前后矛盾)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from outlines.bylines import parse_date
from outlines.regex import HAN, lazy
from outlines.speech import Defect, DefectKind, Span, Speech, Unit

_HAN_RUN = lazy(rf"{HAN}+")
_RECENT = timedelta(days=190)
_FRAME = lazy(rf"({HAN}{{6,40}})的({HAN}{{2,8}})$")
_SHORTEST_TOPIC = 4
_FEWEST_CHARACTERS = 250
_FEWEST_NAMED = 2
_AT_MEETING = lazy(r"在.{2,}(?:上|中)的|(?:会议|大会|座谈会|推进会|动员会).{0,2}(?:讲话|致辞|发言|主持词)")
# What the titles of all speeches are made of.
_FRAME_WORDS = lazy(
    rf"[\W\d_A-Za-z]|在|于|{HAN}{{2,4}}?[省市县区州旗](?!场)|全[市省县区国体州]|的|上|中|暨|和|与|及|[今本]|(?:讲话|致辞|发言|报告|主持词)稿?"
    r"|(?:工作)?(?:推进|动员|部署|座谈|总结|表彰|电视|电话|视频|现场|启动|专题|经验|交流|调度|培训|研讨|扩大|全体|全委|代表)?(?:会议|大会|会|仪式|班|论坛)"
    r"|总?工会|工作|年度?|第.{{1,3}}[届次]|庆祝|纪念|开幕|闭幕|学习|贯彻|落实|推进|加强|做好|深化|开展"
)
_COMMON = lazy(r"职工|工人|群众|干部|同志|单位|企业|机关|基层|代表|委员|系统|先进|劳动者|集体|个人")
_TODAY = lazy(
    r"(?:今天|今日)(?:是|，|（)?(?:公历)?((?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)|今年是((?:19|20)\d\d年)(?!代)"
)


def find_topic_mismatches(speech: Speech, topics: Sequence[str]) -> Iterator[Defect]:
    """Find level-1 headings about something else than the title and their siblings (标题跑题).

    A heading is out of place where it lacks the topic that the title shares with its siblings and names
    something that occurs nowhere else in the speech.
    """
    headings = [unit for unit in speech.units if unit.level == 1 and unit.heading]
    if len(headings) < 2:
        return
    topic = _common_topic(speech.title, [unit.heading for unit in headings], speech.paragraphs)
    if not topic:
        return
    whole = speech.title + "\n" + "\n".join(speech.paragraphs)
    for unit in headings:
        if _bigrams(topic) & _bigrams(unit.heading):
            continue
        elsewhere = whole.replace(unit.heading, "\n")
        foreign = next((name for name in topics if name in unit.heading and name not in elsewhere), "")
        foreign = foreign or _foreign_object(unit, headings, topic, elsewhere)
        if foreign:
            message = f"标题说的是“{foreign}”，全文讲的是“{topic}”，疑似从别的稿子带入"
            yield Defect(DefectKind.TOPIC_MISMATCH, unit.heading, message, _heading_span(speech, unit))


def find_foreign_headings(speech: Speech, topics: Sequence[str]) -> Iterator[Defect]:
    """Find a heading that names a line of work of which no word stands anywhere else in the speech (标题异题)."""
    headings = [unit for unit in speech.units if unit.level == 1 and unit.heading]
    if len(headings) < 2:
        return
    for unit in headings:
        name = next((name for name in topics if name in unit.heading), "")
        if not name:
            continue
        elsewhere = (speech.title + "\n" + "\n".join(speech.paragraphs)).replace(unit.heading, "\n")
        words = {name[:2], name[-2:]} - {"工作", "建设", "服务"}
        if len(elsewhere) >= _FEWEST_CHARACTERS and not any(word in elsewhere for word in words):
            message = f"标题说的是“{name}”，通篇没有提到，疑似从别的稿子带入"
            yield Defect(DefectKind.TOPIC_MISMATCH, unit.heading, message, _heading_span(speech, unit))


def find_foreign_titles(speech: Speech, topics: Sequence[str]) -> Iterator[Defect]:
    """Find a title whose subject the speech never names, while it talks of another (文题不符)."""
    body = "\n".join(speech.paragraphs)
    if len(body) < _FEWEST_CHARACTERS or not _AT_MEETING.search(speech.title):
        return
    pieces = [piece for piece in _FRAME_WORDS.sub(" ", speech.title).split() if len(piece) > 1]
    telling = {pair for piece in pieces for pair in _telling(piece)}
    if not telling or any(pair in body for pair in telling):
        return
    own = max(topics, key=lambda name: (body.count(name), name))
    if body.count(own) >= _FEWEST_NAMED:
        subject = max(pieces, key=len)
        message = f"题目说的是“{subject}”，通篇没有提到，讲的是“{own}”，疑似套错了题目"
        yield Defect(DefectKind.TOPIC_MISMATCH, subject, message)


def _telling(piece: str) -> Iterator[str]:
    """Iterate over the pairs of characters that are not all of words that any speech uses (有辨识力的字对)."""
    common = {i for match in _COMMON.finditer(piece) for i in range(*match.span())}
    yield from (piece[i : i + 2] for i in range(len(piece) - 1) if not {i, i + 1} <= common)


def _common_topic(title: str, headings: Sequence[str], paragraphs: Sequence[str]) -> str:
    """Find the longest stretch that the title shares with at least half of the other headings (共同主题)."""
    body = "\n".join(paragraphs)
    least = max(1, (len(headings) - 1 + 1) // 2)
    for length in range(min(len(title), 20), _SHORTEST_TOPIC - 1, -1):
        for start in range(len(title) - length + 1):
            stretch = title[start : start + length]
            if not _HAN_RUN.fullmatch(stretch) or body.count(stretch) < 3:
                continue
            if sum(stretch in heading for heading in headings) >= least:
                return stretch
    return ""


def _foreign_object(unit: Unit, headings: Sequence[Unit], topic: str, elsewhere: str) -> str:
    """Return what stands where the siblings name the topic, if the speech names it nowhere else (异题宾语)."""
    frame = _FRAME.search(unit.heading)
    framed = any((match := _FRAME.search(other.heading)) and topic in match[1] for other in headings)
    if not frame or not framed:
        return ""
    run = ""
    best = ""
    for i in range(len(frame[1]) - 1):
        if frame[1][i : i + 2] in elsewhere:
            run = ""
        else:
            run = run + frame[1][i + 1] if run else frame[1][i : i + 2]
            best = max(best, run, key=len)
    return best if len(best) >= _SHORTEST_TOPIC else ""


def _bigrams(text: str) -> set[str]:
    return {run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)}


def _heading_span(speech: Speech, unit: Unit) -> Span | None:
    if unit.heading_span:
        return unit.heading_span
    for number, paragraph in enumerate(speech.paragraphs):
        if (start := paragraph.find(unit.heading)) >= 0:
            return Span(number, start, start + len(unit.heading))
    return None


def find_date_conflicts(
    speech: Speech, events: Sequence[Mapping[str, Any]], years: Sequence[Mapping[str, Any]]
) -> Iterator[Defect]:
    """Find what the text could not have said on its date (日期矛盾)."""
    if not speech.date:
        return
    earliest, latest = _day_range(speech.date)
    yield from _other_days(speech, earliest, latest)
    names = {event["name"].removeprefix("党的"): event for event in events}
    named = re.compile("|".join(sorted(names, key=lambda name: (-len(name), name))))
    found = {name for paragraph in speech.paragraphs for name in named.findall(paragraph)}
    for name, event in names.items():
        if name in found:
            yield from _event_conflicts(speech, event, earliest, latest)
    told = [
        (number, paragraph) for number, paragraph in enumerate(speech.paragraphs) if "今年是" in paragraph
    ]
    for entry in years if told else ():
        pattern = re.compile(re.sub("[“”]", "[“”]?", entry["phrase"]))
        slack = 0 if "-" in speech.date else 1  # a year alone may be that of the report, not of its delivery
        if abs(earliest.year - entry["year"]) <= slack:
            continue
        message = f"“{entry['phrase']}”指{entry['year']}年，与讲话日期{speech.date}不符"
        yield from _conflicts(told, pattern, message)


def _other_days(speech: Speech, earliest: date, latest: date) -> Iterator[Defect]:
    """Find a today, or a this year, that is not that of the date line (今天不是落款日)."""
    for number, paragraph in enumerate(speech.paragraphs):
        if "今天" not in paragraph and "今日" not in paragraph and "今年是" not in paragraph:
            continue
        for match in _TODAY.finditer(paragraph):
            stated = match[1] or match[2]
            if "年" not in stated:
                stated = f"{earliest.year}年{stated}"
            first, last = _day_range(parse_date(stated) or speech.date or "")
            slack = timedelta(days=0 if "-" in (speech.date or "") else 366)
            if first > latest + slack or last < earliest - slack:
                start = match.start(1) if match[1] else match.start(2)
                message = f"文中称当时是{match[1] or match[2]}，与讲话日期{speech.date}不符"
                yield Defect(DefectKind.DATE_CONFLICT, match[0], message, Span(number, start, match.end()))


def _event_conflicts(
    speech: Speech, event: Mapping[str, Any], earliest: date, latest: date
) -> Iterator[Defect]:
    name, opened, closed = event["name"], event["opened"], event["closed"]
    short = re.escape(name.removeprefix("党的"))
    told = list(enumerate(speech.paragraphs))
    if earliest > closed + _RECENT or latest < opened:
        pattern = re.compile(
            rf"(?:刚刚|刚|日前|不久前|近日)(?:胜利|圆满)?(?:闭幕|召开|结束)的(?:党的)?{short}"
            rf"|{short}(?:刚刚|刚|日前|不久前|近日)(?:胜利|圆满|隆重)?(?:闭幕|召开|结束)"
        )
        yield from _conflicts(told, pattern, f"{name}于{closed}闭幕，与讲话日期{speech.date}不符")
    if earliest > closed:
        pattern = re.compile(
            rf"(?:即将|将要)(?:胜利|隆重)?召开的?(?:党的)?{short}|{short}(?:即将|将要|就要)(?:胜利|隆重)?召开"
        )
        yield from _conflicts(told, pattern, f"{name}于{opened}召开，与讲话日期{speech.date}不符")
    if latest < opened:
        pattern = re.compile(rf"(?:学习|宣传|贯彻|落实){{1,3}}(?:党的)?{short}精神|{re.escape(name)}以来")
        yield from _conflicts(told, pattern, f"{name}于{opened}召开，讲话日期{speech.date}时尚未召开")


def _conflicts(
    paragraphs: Sequence[tuple[int, str]], pattern: re.Pattern[str], message: str
) -> Iterator[Defect]:
    for number, paragraph in paragraphs:
        if match := pattern.search(paragraph):
            yield Defect(
                DefectKind.DATE_CONFLICT, match[0], message, Span(number, match.start(), match.end())
            )
            return


def _day_range(text: str) -> tuple[date, date]:
    """Return the first and the last day that a possibly partial date may be (日期范围).

    >>> _day_range("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    parts = [int(part) for part in text.split("-")]
    first = date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    if len(parts) > 2:
        return first, first
    after = (
        date(first.year + 1, 1, 1)
        if len(parts) == 1 or first.month == 12
        else date(first.year, first.month + 1, 1)
    )
    return first, after - timedelta(days=1)
