"""Find dates and figures (日期与数字).

Ordinals, fixed formulas (三个代表, 五位一体) and indefinite small counts (三个方面) are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phrasebank.phrase import SlotKind

_DIGIT_YEAR = r"(?:(?:19|20)[0-9]{2}|[二一][〇○零九][〇○零一二三四五六七八九]{2})"
_PART = (
    r"(?:第?[一二三四1-4]季度|[上下]半年|[初末底]|[0-9]{1,2}月(?:[0-9]{1,2}[日号H]|份|[上中下]旬|[初末底])?)"
)
_CHINESE_DAY = r"[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?=[0-9第去前上下明后今昨半一二三四五六七八九十])(?:{_DIGIT_YEAR}年?(?:[—–~～至到-]|－){_DIGIT_YEAR}年?(?:度)?"
    rf"|{_DIGIT_YEAR}年(?:度)?{_PART}?(?:(?:以来|同期|[—–~～至到-][0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?))?"
    rf"|(?:20|19)[0-9]{{2}}[./-][0-9]{{1,2}}[./-][0-9]{{1,2}}"
    rf"|(?<![0-9])[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号]|份|[上中下]旬|[初末底])?(?:[—–~～至到-][0-9]{{1,2}}[月日]?)?"
    rf"|(?:{_CHINESE_DAY}月)(?:{_CHINESE_DAY}[日号]|份|[上中下]旬|[初末底])"
    rf"|(?:去年|前年|上年|明年|后年){_PART}?(?:同期|以来)?"
    r"|今年(?:第?[一二三四1-4]季度|[上下]半年|年[初底]|前[0-9一二三四五六七八九十]+个月|[0-9]{1,2}月[份底]?)"
    r"|第?[一二三四1-4]季度|[上下]半年|上个?月|下个?月|昨天|前天|昨日|前[0-9一二三四五六七八九十]+个月)"
)
_COUNTED = (
    "个百分点|平方公里|平方千米|平方米|立方米|公里|千米|人次|家次|场次|件次|小时|分钟|千瓦时|千瓦|兆瓦|公顷|公斤|毫克|微克|美元|"
    "[人元名个家户项件条次期场年天月岁套台辆座处所亩吨米倍位门类级支批张份部篇轮班间层对组棵株头只斤款种片块起宗笔例班]"
)
_BOUND = "(?:以上|以下|以内|左右|多|余)?"
_ARABIC = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_MAGNITUDE = "(?:多|余)?(?:[十百千万]?[万亿]|[百千])?(?:多|余)?"
_FIGURE = re.compile(
    rf"(?=[0-9])(?<![0-9A-Za-z+.第])(?:{_ARABIC}[%％]?(?:[—–~～至到-]|－))?{_ARABIC}(?![0-9]*[A-Za-z+])"
    rf"(?:[%％‰]|{_MAGNITUDE}\s?(?:{_COUNTED}){{0,2}}){_BOUND}"
)
_LIST_NUMBER = re.compile(r"[（(]?[0-9]{1,3}[)）.．、]|[（(][0-9]{1,3}(?=[)）])")
_NUMERAL = "一二两三四五六七八九"
_CHINESE_FIGURE = re.compile(
    rf"(?=[{_NUMERAL}几数十百千万亿零])(?<![第{_NUMERAL}十百千万])(?<!千家)"
    rf"(?:百分之[{_NUMERAL}十百点零]+|[{_NUMERAL}十]+分之[{_NUMERAL}十]+"
    rf"|[{_NUMERAL}几数十百千万亿零]{{0,6}}[十百千万亿][多余]?"
    rf"(?:个百分点|平方公里|平方米|公里|人次|场次|万元|亿元|[家名人户台套亩吨场次件元座辆处])(?!万户|千面|万众|万岁)"
    rf"|[二两三四五六七八九](?:名(?!词)|家(?!人)|人次)){_BOUND}"
)


def iter_quantities(text: str) -> Iterator[tuple[int, int, SlotKind]]:
    """Yield the spans of dates and figures, a date's number too (日期与数字).

    >>> [(start, end, kind.value) for start, end, kind in iter_quantities("培训3000人以上")]
    [(2, 9, 'number')]
    """
    for match in _DATE.finditer(text):
        yield match.start(), match.end(), SlotKind.DATE
    numbered = _LIST_NUMBER.match(text)
    start_of_body = (
        numbered.end() if numbered and not text[numbered.end() : numbered.end() + 1].isdigit() else 0
    )
    for pattern in (_FIGURE, _CHINESE_FIGURE):
        for match in pattern.finditer(text, start_of_body):
            yield match.start(), match.end(), SlotKind.NUMBER
