"""Tests for a date of which only the sections tell the year, and a meeting line in brackets (年份与会议行)."""

from __future__ import annotations

from outlines.detect import detect

BODY = "全县干部群众一起修路、一起种树，办成了十二件看得见的事，也留下了三件没有办完的事。"


def _read(*headings: str, front: tuple[str, ...] = ()) -> tuple[str | None, str | None]:
    lines = [
        "政府工作报告",
        *front,
        "各位代表：",
        *(part for heading in headings for part in (heading, BODY)),
    ]
    found = detect(lines)
    return found.date, found.speaker


def test_sections_tell_the_year() -> None:
    assert _read("一、2017年工作回顾", "二、2018年重点工作")[0] == "2018"


def test_one_year_alone_tells_nothing() -> None:
    assert _read("一、2017年工作回顾", "二、今后的重点工作")[0] is None
    assert _read("一、2012年以来的工作", "二、到2020年的目标")[0] is None


def test_a_byline_below_a_meeting_in_brackets() -> None:
    front = ("（在安平县第十届人民代表大会第四次会议上）", "县长 周敏")
    assert _read("一、2017年工作回顾", "二、2018年重点工作", front=front) == ("2018", "周敏")
