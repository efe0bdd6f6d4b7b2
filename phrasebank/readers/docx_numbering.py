"""The automatic numbers of a Word document, which its text does not hold (自动编号).

Word keeps one counter for each level of a list definition; a list instance may restart it. A paragraph names its
list itself or through its style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PLACE = re.compile(r"%([1-9])")
_DASH = re.compile(r"[—–\-―]+")
_LEVELS = 9


def local(element: Any) -> str:
    """Return an element's name without its namespace, so that strict files read as well (元素名)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of a name (子元素)."""
    return (child for child in element if local(child) == name)


def child(element: Any, name: str) -> Any:
    """Return the first child of a name, None where there is none (首个子元素)."""
    return None if element is None else next(children(element, name), None)


def value(element: Any, name: str = "val") -> str:
    """Return an attribute whatever its namespace, empty where it lacks (属性值)."""
    if element is None:
        return ""
    found = (text for key, text in element.attrib.items() if key.rpartition("}")[2] == name)
    return str(next(found, ""))


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition (编号级别)."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int = -1  # the level (from 1) whose number restarts this one; 0 never; -1 any above
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """A list that paragraphs name: its definition and what it changes there (编号实例)."""

    definition: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """All lists of a document, and how far each has counted (编号状态)."""

    instances: dict[str, Instance]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """Return the level that a list ties to a paragraph style (样式对应的级别)."""
        instance = self.instances.get(list_id)
        levels = instance.levels.items() if instance else ()
        return next((number for number, level in levels if level.style == style), None)

    def count(self, list_id: str, number: int) -> tuple[str, bool]:
        """Count one paragraph in; return its mark and whether that is a mere bullet (计数)."""
        instance = self.instances.get(list_id)
        level = instance.levels.get(number) if instance else None
        if instance is None or level is None:
            return "", False
        counts = self.counters.setdefault(instance.definition, {})
        if number in instance.restarts and (list_id, number) not in self.started:
            counts.pop(number, None)
            start = instance.restarts[number]
        else:
            start = level.start
        self.started.add((list_id, number))
        counts[number] = counts[number] + 1 if number in counts else start
        for deeper in range(number + 1, _LEVELS):
            restart = instance.levels[deeper].restart if deeper in instance.levels else -1
            if restart < 0 or number < restart:
                counts.pop(deeper, None)
        if level.format == "bullet":
            return ("——", False) if _DASH.fullmatch(level.text.strip()) else ("", True)
        if level.format == "none" and not _PLACE.search(level.text):
            return level.text, False
        mark = _PLACE.sub(lambda match: self._shown(instance, counts, int(match[1]) - 1, level), level.text)
        spaced = mark[-1:].isalnum() and level.suffix != "nothing"
        return (mark + " " if spaced else mark), False

    def _shown(self, instance: Instance, counts: Mapping[int, int], number: int, level: Level) -> str:
        shown = instance.levels.get(number, Level())
        return format_number(counts.get(number, shown.start), "decimal" if level.legal else shown.format)


def read_numbering(root: Any) -> Numbering:
    """Read numbering.xml; None gives a document without lists (读编号定义)."""
    if root is None:
        return Numbering({})
    definitions = {value(each, "abstractNumId"): each for each in children(root, "abstractNum")}
    by_style = {
        value(child(each, "styleLink")): key
        for key, each in definitions.items()
        if child(each, "styleLink") is not None
    }
    instances: dict[str, Instance] = {}
    for each in children(root, "num"):
        key = value(child(each, "abstractNumId"))
        if linked := value(child(definitions.get(key), "numStyleLink")):
            key = by_style.get(linked, key)
        definition = definitions.get(key)
        levels = dict(_iter_levels(definition)) if definition is not None else {}
        restarts: dict[int, int] = {}
        for override in children(each, "lvlOverride"):
            number = _number(value(override, "ilvl"), 0)
            levels.update(_iter_levels(override))
            if (restart := child(override, "startOverride")) is not None:
                restarts[number] = _number(value(restart), 1)
        instances[value(each, "numId")] = Instance(key, levels, restarts)
    return Numbering(instances)


def _iter_levels(definition: Any) -> Iterator[tuple[int, Level]]:
    for each in children(definition, "lvl"):
        legal = child(each, "isLgl")
        yield (
            _number(value(each, "ilvl"), 0),
            Level(
                _number(value(child(each, "start")), 1),
                value(child(each, "numFmt")) or "decimal",
                value(child(each, "lvlText")),
                value(child(each, "suff")) or "tab",
                _number(value(child(each, "lvlRestart")), -1),
                legal is not None and value(legal) not in ("0", "false"),
                value(child(each, "pStyle")),
            ),
        )


def format_number(number: int, style: str) -> str:
    """Write a number as a list format says (编号格式).

    >>> [format_number(12, style) for style in ("chineseCounting", "ideographDigital", "upperRoman", "decimal")]
    ['十二', '一二', 'XII', '12']
    """
    if number < 0:
        return str(number)
    match style:
        case "none" | "bullet":
            return ""
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | ("taiwaneseCountingThousand" | "koreanCounting")
        ):
            return _chinese(number, _DIGITS, "十百千万")
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _chinese(number, _LEGAL, "拾佰仟万", full=True)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case "ideographTraditional" if 0 < number <= 10:
            return _STEMS[number - 1]
        case "ideographZodiac" if 0 < number <= 12:
            return _BRANCHES[number - 1]
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if number <= 20:
            return _CIRCLED[number]
        case "decimalEnclosedParen":
            return f"（{number}）"
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "decimalZero":
            return f"{number:02}"
        case "lowerRoman" | "upperRoman" if 0 < number < 4000:
            roman = _roman(number)
            return roman.upper() if style == "upperRoman" else roman
        case "lowerLetter" | "upperLetter" if number:
            letter = chr(ord("a") + (number - 1) % 26) * min(8, (number - 1) // 26 + 1)
            return letter.upper() if style == "upperLetter" else letter
    return str(number)


def _chinese(number: int, digits: str, units: str, *, full: bool = False) -> str:
    """Write a number below 100,000 in characters (汉字数字)."""
    if number == 0 or number >= 100_000:
        return "".join(digits[int(digit)] for digit in str(number))
    high, low = divmod(number, 10_000)
    text = _chinese(high, digits, units, full=full) + units[3] if high else ""
    zero = "零"
    gap = False
    for place in (3, 2, 1, 0):
        digit = low // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (zero if gap and text else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return text[1:] if not full and text.startswith(f"{digits[1]}{units[0]}") and number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        count, number = divmod(number, worth)
        text += letters * count
    return text
