"""Find numbers that jump, repeat, skip a level, stand alone or mix styles (序号)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drafting.rules.document import Document, Numbered
from drafting.rules.model import Mark, Rule, Settings, Severity
from outlines.numbering import Style

HEADINGS = (Style.PART, Style.SECTION, Style.BRACKET, Style.ARABIC, Style.ARABIC_BRACKET)
ITEMS = (Style.ORDINAL, Style.DEMAND, Style.ITEM)
_NUMERALS = "零一二三四五六七八九十"
_SECOND = 2
_ADDRESS = 30  # characters of a salutation
_FAR = 20  # a jump beyond this is no jump: another list, a year, a clause of a law


def numeral(value: int) -> str:
    """Write a number below a hundred in Han (汉字数).

    >>> numeral(12), numeral(20)
    ('十二', '二十')
    """
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十") + (
        _NUMERALS[ones] if ones or not tens else ""
    )


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find faults in the order of numbers (查序号)."""
    yield from _headings(document)
    yield from item_jumps(document)
    yield from _begins_late(document)


def _headings(document: Document) -> Iterator[Mark]:
    last: dict[Style, Numbered] = {}
    sizes: dict[Style, int] = {}
    closed: dict[Style, int] = {}  # where a list ended that may go on under the next heading
    numbers = [
        number for number in document.numbers if number.opens and number.marker.style in HEADINGS + ITEMS[:1]
    ]
    for number in numbers:
        style, value = number.marker.style, number.marker.value
        if style in ITEMS:
            yield from _stray(number, last)
            continue
        mixed = _mixed(number, last)
        if mixed:
            yield mixed
            continue
        rank = HEADINGS.index(style)
        if style not in last:
            yield from _skipped(number, last)
            above = last.get(Style.BRACKET)
            yield from _inverted(number, last)
            if above is not None and Style.BRACKET not in last:
                closed[Style.BRACKET] = above.marker.value
        for lower in HEADINGS[rank + 1 :]:
            if lower in last:
                closed[lower] = last[lower].marker.value
                yield from _lone(last.pop(lower), sizes.pop(lower))
        before = last.get(style)
        if before is not None:
            yield from _out_of_order(document, number, before)
            if value == 1 == before.marker.value:
                yield Mark(number.start, number.end, f"序号重复，前面已有“{before.marker.text}”")
            elif value == 1:
                yield from _lone(before, sizes.pop(style, 0))
                sizes[style] = 0
        elif 1 < value < _FAR and closed.get(style) != value - 1 and _is_below(style, last):
            yield Mark(number.start, number.end, f"“{number.marker.text}”前面缺了序号{_spell(number, 1)}")
        last[style] = number
        sizes[style] = sizes.get(style, 0) + 1
    for style, number in last.items():
        yield from _lone(number, sizes.get(style, 0))


def _inverted(number: Numbered, last: dict[Style, Numbered]) -> Iterator[Mark]:
    """Mark 一、 right below （一）, where no 一、 went before (层次倒置)."""
    above = last.get(Style.BRACKET)
    if above is None or number.marker.style is not Style.SECTION or number.marker.value != 1:
        return
    if above.marker.value == 1 and number.paragraph - above.paragraph == 1:
        last.pop(Style.BRACKET)
        yield Mark(number.start, number.end, f"层次倒置，“{above.marker.text}”下面不用“{number.marker.text}”")


def _begins_late(document: Document) -> Iterator[Mark]:
    """Mark a whole speech whose first heading is 二、 (起首不是一)."""
    sections = [n for n in document.numbers if n.opens and n.marker.style is Style.SECTION]
    address = any(len(text) < _ADDRESS and text.endswith(("：", ":")) for text in document.paragraphs[:8])
    if sections and address and sections[0].marker.value in (2, 3):
        first = sections[0]
        yield Mark(first.start, first.end, f"第一个标题就是“{first.marker.text}”，缺了“一、”")


def _is_below(style: Style, last: dict[Style, Numbered]) -> bool:
    return any(higher in last for higher in HEADINGS[: HEADINGS.index(style)])


def _spell(number: Numbered, value: int) -> str:
    """Write another number in the style of one (同式序号)."""
    digits = number.marker.style in (Style.ARABIC, Style.ARABIC_BRACKET)
    written = str(value) if digits else numeral(value)
    old = str(number.marker.value) if digits else numeral(number.marker.value)
    return f"“{number.marker.text.replace(old, written, 1)}”"


def _out_of_order(document: Document, number: Numbered, before: Numbered) -> Iterator[Mark]:
    value, expected = number.marker.value, before.marker.value + 1
    between = document.paragraphs[before.paragraph + 1 : number.paragraph]
    if value in (expected, 1) or value - expected > _FAR:
        return
    if any(paragraph.startswith(str(expected)) for paragraph in between):
        return  # 5.5G网络 reads as a figure
    if value == before.marker.value:
        yield Mark(number.start, number.end, f"序号重复，前面已有“{before.marker.text}”")
    elif value > expected:
        yield Mark(
            number.start, number.end, f"序号不连续，“{before.marker.text}”后面应为{_spell(number, expected)}"
        )
    else:
        yield Mark(
            number.start, number.end, f"序号颠倒，“{before.marker.text}”后面应为{_spell(number, expected)}"
        )


def _mixed(number: Numbered, last: dict[Style, Numbered]) -> Mark | None:
    """Mark a number of another style that goes on with a list (样式混用)."""
    style, value = number.marker.style, number.marker.value
    written = number.marker.text
    before = last.get(style)
    if before is not None and style is Style.BRACKET:
        if ("(" in written) != ("(" in before.marker.text) and value == before.marker.value + 1:
            last[style] = number._replace(marker=replace(number.marker, text=before.marker.text))
            return Mark(number.start, number.end, "同级序号的括号有全角有半角")
        return None
    if before is not None and style in (Style.SECTION, Style.ARABIC):
        ends = [text.strip().replace("．", ".")[-1:] for text in (before.marker.text, written)]
        follows = (
            value == before.marker.value + 1 == _SECOND
        )  # later on, whoever mixes them mixes them everywhere
        if set(ends) == {"、", "."} and follows:
            last[style] = number
            return Mark(number.start, number.end, f"同级序号后的标点不一致，前面是“{before.marker.text}”")
    if before is not None or value < 2:
        return None
    for other in (Style.SECTION, Style.BRACKET, Style.ARABIC):
        going = last.get(other)
        if going is not None and going.marker.value + 1 == value and going is max(last.values(), key=_start):
            shown = f"“{going.marker.text}”后面应为{_spell(going, value)}"
            return Mark(number.start, number.end, f"同级序号的样式不一致，{shown}")
    return None


def _start(number: Numbered) -> int:
    return number.start


def _stray(number: Numbered, last: dict[Style, Numbered]) -> Iterator[Mark]:
    """Mark 第三 where a list of 一、 二、 goes on (混入的序数)."""
    going = max(last.values(), key=_start, default=None)
    if going is not None and going.marker.style is Style.SECTION and number.marker.value > 1:
        follows = going.marker.value + 1 == number.marker.value
        if follows and Style.ORDINAL not in last:
            shown = f"“{going.marker.text}”后面应为{_spell(going, number.marker.value)}"
            yield Mark(number.start, number.end, f"同级序号的样式不一致，{shown}")
    last.setdefault(Style.ORDINAL, number)


def _skipped(number: Numbered, last: dict[Style, Numbered]) -> Iterator[Mark]:
    """Mark （1） right below 一、 or （一） (跳级)."""
    if number.marker.style is not Style.ARABIC_BRACKET or number.marker.value != 1:
        return
    above = max(last.values(), key=_start, default=None)
    if (
        above is not None
        and above.marker.style in (Style.SECTION, Style.BRACKET)
        and not "①" <= number.marker.text[:1] <= "⑳"
    ):
        yield Mark(
            number.start, number.end, f"层次跳级，“{above.marker.text}”下面不直接用“{number.marker.text}”"
        )


def _lone(number: Numbered, size: int) -> Iterator[Mark]:
    """Mark a list of one (独项)."""
    if size == 1 and number.marker.value == 1 and number.marker.style is Style.BRACKET:
        yield Mark(number.start, number.end, f"只有一个“{number.marker.text}”，不必编号")


def item_jumps(document: Document) -> Iterator[Mark]:
    """Mark 四是 after 二是, and the like (并列项跳号)."""
    last: dict[Style, Numbered] = {}
    for number in document.numbers:
        style, value = number.marker.style, number.marker.value
        if style not in ITEMS:
            last.clear() if number.opens else None
            continue
        before = last.get(style)
        if before is not None and value == 1 < before.marker.value and number.opens and before.opens:
            going_on = any(
                n.marker.style is style and n.marker.value == 2 and n.start > number.start
                for n in document.numbers
            )
            if number.paragraph - before.paragraph == 1 and not going_on:
                yield Mark(
                    number.start,
                    number.end,
                    f"“{before.marker.text}”后面应为{_spell(number, before.marker.value + 1)}",
                )
        if before is not None and number.paragraph - before.paragraph <= 1 and value > 1:
            expected = before.marker.value + 1
            if value == before.marker.value:
                yield Mark(number.start, number.end, f"序号重复，前面已有“{before.marker.text}”")
            elif expected < value <= expected + _FAR:
                yield Mark(
                    number.start, number.end, f"“{before.marker.text}”后面应为{_spell(number, expected)}"
                )
        last[style] = number


RULE = Rule(
    name="numbering",
    severity=Severity.WARNING,
    summary="序号跳号、重号、跳级、混用",
    what="核对一、（一）1.（1）和第一、一是、一要的次序：跳号、重号、颠倒、跳级、只有一项，同级样式和括号不一致。",
    why="序号乱了，听的人记不住，念的人也容易停下来找。",
    bad=(
        "一、总结成绩\n成绩不小。\n二、认清形势\n形势不等人。\n二、抓好落实\n要抓到底。",
        "二、抓好今年工作\n（一）加强引领。要办夜校。\n（三）加强培训。要练兵。",
        "一、深化引领\n要讲道理。\n二、搭建平台\n要办竞赛。\n3、提升服务\n要更近。",
        "一、抓好安全\n（1）排查。每班一查。\n（2）演练。每季一练。",
        "三、强化保障\n（一）落实责任。要层层压实。",
    ),
    good=(
        "一、肯定成绩\n（一）引领有力。走进车间。\n（二）服务有为。遍布城区。\n二、找准差距\n（一）覆盖不广。\n（二）创新不多。",
        "推动一、二、三产业融合，把第二产业做强。",
        "在思想上，一要学深，二要悟透。在行动上，一要抓早，二要抓实。",
    ),
    source="GB/T 9704—2012：结构层次序数依次用“一、”“（一）”“1.”“（1）”",
    check=check,
)
