"""Numbers of headings: 一、（一）1. 第一 一是 一要 —— and their order (序号)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from outlines.regex import HAN, lazy


class Style(StrEnum):
    """How a heading is numbered (序号样式)."""

    PART = "第一部分"
    SECTION = "一、"
    BRACKET = "（一）"
    ARABIC = "1."
    ARABIC_BRACKET = "（1）"
    ORDINAL = "第一"
    DEMAND = "一要"
    ITEM = "一是"
    DASH = "——"
    TITLE = "标题行"
    GROUP = "总领句"
    LEAD = "段首句"


# The lower the rank, the higher the heading stands when nothing else decides.
RANKS: dict[Style, float] = {
    Style.PART: 0,
    Style.SECTION: 1,
    Style.TITLE: 2,
    Style.BRACKET: 3,
    Style.ARABIC: 4,
    Style.ARABIC_BRACKET: 5,
    Style.ORDINAL: 6,
    Style.DEMAND: 6,
    Style.ITEM: 6,
    Style.DASH: 6,
    Style.GROUP: 5.5,
    Style.LEAD: 6,
}
WEAK = frozenset({Style.ORDINAL, Style.DEMAND, Style.ITEM, Style.DASH, Style.GROUP, Style.LEAD})


@dataclass(frozen=True, slots=True)
class Marker:
    """A number where it stands (序号): `text` as written, `end` after the comma or space that follows."""

    style: Style
    value: int
    text: str
    start: int
    end: int


_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_HAN = "[一二三四五六七八九十]"
_NUMERAL = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"

_PATTERN = (
    rf"(?P<part>第{_NUMERAL}(?:部分|章|篇|板块)[：:、，,\s]*)"
    rf"|(?P<section>{_NUMERAL}(?:[、．.]|,(?=\D))(?!{_NUMERAL}[、，产是线方]|[一二三]次产业)\s*)"
    rf"|(?P<bracket>[（(]{_NUMERAL}[）)][、．.]?\s*)"
    r"|(?P<arabic>[0-9０-９]{1,2}[．.、](?![0-9０-９])\s*)"
    r"|(?P<arabic_bracket>[（(]?[0-9０-９]{1,2}[）)][、．.]?\s*|[①-⑳]\s*)"
    rf"|(?P<ordinal>第{_NUMERAL}(?:[，,、：:]|(?=[是要])|\s)\s*|其{_HAN}[，,、：:]\s*)"
    rf"|(?P<demand>{_NUMERAL}要(?!素|点|务|是)[，,：:]?)"
    rf"|(?P<item>{_NUMERAL}是(?!一|否)[，,：:]?)"
    r"|(?P<dash>(?:——|—|－－|--)(?![\s—\-－])\s*)"
)
# One look ahead spares the tries of all kinds of number where there is none.
_FIRST = "一二三四五六七八九十第其（(0-9①-⑳"
_AT_START = lazy(rf"(?=[{_FIRST}０-９—－-])(?:{_PATTERN})")
# Inside a paragraph a number follows a stop (a comma only before a first item); a dash there is punctuation.
_INSIDE = lazy(
    rf"[。！？；：:;”，,](?=[{_FIRST}\s])(?<![，,](?!一[是要]))\s*(?:(?P<section>{_NUMERAL}、(?!{_NUMERAL}[、，产是线方]|[一二三]次产业))"
    rf"|(?P<bracket>[（(]{_NUMERAL}[）)])"
    r"|(?P<arabic>[0-9]{1,2}(?:[．.](?![0-9０-９])|、))"
    r"|(?P<arabic_bracket>[（(][0-9]{1,2}[）)]|[①-⑳])"
    rf"|(?P<ordinal>第{_NUMERAL}(?:[，,、：:]|(?=[是要]))|其{_HAN}[，,])"
    rf"|(?P<demand>{_NUMERAL}要(?!素|点|务|是)[，,：:]?)"
    rf"|(?P<item>{_NUMERAL}是(?!一|否)[，,：:]?))\s*"
)
# Glued to the word before it: only a first item, where a line break was lost.
_GLUED = lazy(rf"(?<={HAN}|[”）])(?:(?P<item>一是)|(?P<demand>一要(?!素|点|务))|(?P<bracket>[（(]一[）)]))")
_VALUE = lazy(r"[一二三四五六七八九十]+|[0-9０-９]+|[①-⑳]")
_STYLES = {style.name.lower(): style for style in Style}
_TRIM = "，,：: \t\u3000"


def parse_numeral(text: str) -> int:
    """Read a Han or Arabic numeral up to 99 (数词).

    >>> [parse_numeral(text) for text in ("三", "十", "十二", "二十", "三十一", "12", "③")]
    [3, 10, 12, 20, 31, 12, 3]
    """
    if "①" <= text[:1] <= "⑳":
        return ord(text[0]) - ord("①") + 1
    if text.isdigit() and not _DIGITS.keys() & set(text):
        return int(text)
    tens, found, ones = text.partition("十")
    if not found:
        return _DIGITS.get(text[-1:], 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _marker(match: re.Match[str]) -> Marker:
    name = match.lastgroup or ""
    style = _STYLES[name]
    written = match[name].strip()
    if style is not Style.SECTION:
        written = written.rstrip("".join(_TRIM) + "、") if style in WEAK else written
    numerals = _VALUE.search(written)
    value = parse_numeral(numerals[0]) if numerals else 0
    return Marker(style, value, written, match.start(name), match.end())


def parse_number(text: str) -> Marker | None:
    """Read the number that opens a paragraph, if one does (段首序号).

    >>> parse_number("（二）抓住关键环节").text
    '（二）'
    >>> parse_number("一要加强领导。").style.name, parse_number("一、二、三产业协调发展")
    ('DEMAND', None)
    """
    match = _AT_START.match(text)
    return _marker(match) if match else None


def iter_numbers(text: str) -> Iterator[Marker]:
    """Find the numbers that follow a stop within a paragraph (段内序号)."""
    for match in _INSIDE.finditer(text):
        yield _marker(match)


def find_glued(text: str, start: int, end: int) -> Marker | None:
    """Find a first item glued to a heading whose line break was lost (粘连的序号).

    >>> text = "一、抓好理论武装一是要学深悟透。"
    >>> find_glued(text, 2, len(text)).start
    8
    """
    match = _GLUED.search(text, start, end)
    return _marker(match) if match else None
