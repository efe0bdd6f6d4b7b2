"""Figures as a speech writes them, with their value and unit (数字)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outlines.regex import lazy

_UNITS = (
    "个百分点|平方公里|平方米|公里|人次|场次|件次|万元|亿元|小时"
    "|[名人家户个项件条次期套台辆座处所亩吨米倍类支批张份篇间组棵元岁年天门部卷册面枚]"
)
_FIGURE = lazy(
    r"(?<![\d.A-Za-z第])(?P<number>\d+(?:[,，]\d{3})*(?:\.\d+)?|[一二两三四五六七八九十百千零〇]{1,9})(?P<scale>多|余)?(?P<size>万|亿|千|百万|千万)?(?P<about>多|余)?"
    rf"(?P<unit>[%％‰]|{_UNITS})"
)
_PERCENT = lazy(r"百分之(?P<number>[一二三四五六七八九十百零点]{1,8})")
_SIZES = {"": 1, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}


class Figure(NamedTuple):
    """A figure where it stands (数字): `value` with its 万 and 亿 counted in; `about` where 多 or 余 follows."""

    start: int
    end: int
    text: str
    value: float
    unit: str
    about: bool


def read_number(written: str) -> float | None:
    """Read a number in digits or Han, None where it is none (读数).

    >>> read_number("1,200"), read_number("二百七十三"), read_number("一千二百"), read_number("十")
    (1200.0, 273.0, 1200.0, 10.0)
    """
    if written[0].isdigit():
        return float(written.replace(",", "").replace("，", ""))
    total = digit = 0
    for char in written:
        if char in _STEPS:
            total += (digit or 1) * _STEPS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    return float(total + digit)


def iter_figures(text: str, start: int = 0, end: int | None = None) -> Iterator[Figure]:
    """Yield the figures of a text with a unit (找数字).

    >>> [(f.text, f.value, f.unit) for f in iter_figures("培训1.2万人，占比86%，新建二百七十三家")]
    [('1.2万人', 12000.0, '人'), ('86%', 86.0, '%'), ('二百七十三家', 273.0, '家')]
    """
    for match in _FIGURE.finditer(text, start, len(text) if end is None else end):
        value = read_number(match["number"])
        if value is None:
            continue
        unit = match["unit"]
        size = _SIZES[match["size"] or ""]
        if unit in ("万元", "亿元"):
            size, unit = size * _SIZES[unit[0]], "元"
        about = bool(match["scale"] or match["about"])
        yield Figure(*match.span(), match[0], value * size, unit.replace("％", "%"), about)
