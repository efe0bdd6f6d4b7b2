"""Damage that cannot be mended with certainty: named, placed, never mined (缺损).

Evidence is general: how paragraphs end, what quotation marks and brackets pair with, near misses of set
formulations, sentences without a subject, the calendar, the words a heading shares with its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from outlines.regex import lazy
from outlines.speech import Defect, DefectKind, RepairKind, Span, Speech
from phrasebank.cleaning.consistency import (
    find_date_conflicts,
    find_foreign_titles,
    find_topic_mismatches,
)
from phrasebank.cleaning.rows import CLOSERS, is_closed

_SNIPPET = 12  # characters shown on each side
_SIGNATURE = lazy(
    r"[^。，！？；“]{0,26}(?:工会|委员会|政府|办公室|集团|公司|党委|党组|小组|局|厅|院|[日年])[）)]?$"
    r"|[\u4e00-\u9fff·]{1,5}$|附件?[：:\d]|[-—*·\s]+$"
)
_REMARK = lazy(r"(?<=[。！？])（[^（）]{1,40}）$")
_THANKS = lazy(r"(?:谢谢|完毕|此致|敬礼|祝)")
_HEADING = lazy(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]+）)")
_FEWEST_PER_PAGE = 200  # Han characters; a printed page of prose holds 500 or more
_DEEPEST = 20
_OPEN, _CLOSE = "“‘（《【", "”’）》】"


@cache
def load_damage() -> Mapping[str, Any]:
    """Load `damage.yaml`, once (缺损规则)."""
    import yaml

    source = Path(__file__).with_name("damage.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


def find_defects(speech: Speech, metadata: Mapping[str, str] | None = None) -> tuple[Defect, ...]:
    """Find all damage in a speech, in reading order (查找缺损)."""
    found = [defect for detector in DETECTORS for defect in detector(speech, metadata or {})]
    end = len(speech.paragraphs)
    kept = _outermost(list(dict.fromkeys(found)))
    return tuple(sorted(kept, key=lambda d: (d.span.paragraph, d.span.start) if d.span else (end, 0)))


def _outermost(defects: list[Defect]) -> list[Defect]:
    """Drop a defect that lies inside another of its kind; of two in one place the later stays (去重)."""
    kept = [defect for defect in defects if defect.span is None]
    reached: dict[tuple[DefectKind, int], int] = {}
    spanned = [(defect.span, -order, defect) for order, defect in enumerate(defects) if defect.span]
    for span, _, defect in sorted(spanned, key=lambda item: (item[0].start, -item[0].end, item[1])):
        place = (defect.kind, span.paragraph)
        if span.end > reached.get(place, -1):
            reached[place] = span.end
            kept.append(defect)
    return kept


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - _SNIPPET) : end + _SNIPPET]


_MASK = lazy("[*＊×╳✕✖Xx_■█▇□○〇]")
_LETTER = lazy("[A-Za-z|!\ufffd锟烫屯]")


def _holding(speech: Speech, words: Sequence[str]) -> list[tuple[int, str]]:
    """Return the paragraphs that hold one of the words, with their numbers (含词段落)."""
    return [
        (number, paragraph)
        for number, paragraph in enumerate(speech.paragraphs)
        if any(map(paragraph.__contains__, words))
    ]


def _having(speech: Speech, sign: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the paragraphs that have a sign, with their numbers (含记号段落)."""
    return [
        (number, paragraph) for number, paragraph in enumerate(speech.paragraphs) if sign.search(paragraph)
    ]


def _matches(
    paragraphs: Iterable[tuple[int, str]], pattern: re.Pattern[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    for number, paragraph in paragraphs:
        for match in pattern.finditer(paragraph):
            yield number, match


def find_truncation(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find an end that breaks off, and text far shorter than the stated pages (截断)."""
    kind = DefectKind.TRUNCATED
    last = _last_paragraph(speech.paragraphs)
    if last is not None:
        text = speech.paragraphs[last]
        span = Span(last, max(0, len(text) - 20), len(text))
        opened = max(text.rfind(mark) for mark in "“‘《（")
        closed = max(text.rfind(mark) for mark in "”’》）")
        if text.rstrip(CLOSERS + " ").endswith(("…", "...")):
            yield Defect(kind, text[-20:], "文末以省略号中断，后文缺失", span)
        elif opened > closed and len(text) - opened < 60 and _breaks_off(text):
            yield Defect(kind, text[-20:], "文末引号或括号没有合上，后文缺失", span)
        elif not is_closed(_REMARK.sub("", text)):
            yield Defect(kind, text[-20:], "文末没有句末标点，后文可能缺失", span)
    pages = int(metadata.get("pages", "0") or 0)
    characters = sum(len(paragraph) for paragraph in speech.paragraphs)
    if pages > 1 and characters < pages * _FEWEST_PER_PAGE:
        yield Defect(kind, f"{pages}页", f"页面称全文{pages}页，实际只有{characters}字，后文缺失")


def _breaks_off(text: str) -> bool:
    return not is_closed(text) or text.endswith(("…", "..."))


def _last_paragraph(paragraphs: tuple[str, ...]) -> int | None:
    """Find the last paragraph of prose, passing over a signature, a date, thanks (末段)."""
    for number in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 5), -1):
        text = paragraphs[number]
        short = _SIGNATURE.match(text) and not _HEADING.match(text)
        if not (short or (len(text) < 24 and _THANKS.match(text))):
            return number
    return None


def find_elisions(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find `……略……` and its like (省略)."""
    for number, match in _matches(_holding(speech, "略"), _pattern("elided")):
        text = _around(match.string, match.start(), match.end())
        yield Defect(DefectKind.ELIDED, text, "此处有内容被省略", Span(number, match.start(), match.end()))


def find_redactions(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find masked words, and words that a filter dropped without a trace (涂改)."""
    kind = DefectKind.REDACTED
    for name, paragraphs, message in (
        ("redacted", _having(speech, _MASK), "此处文字被符号替换"),
        ("emptied", _holding(speech, load_damage()["emptied"]), "引号或括号里的文字丢失"),
        ("subjectless", _holding(speech, ("指出", "强调")), "句首缺主语，主语可能被网站过滤"),
        (
            "filtered",
            _holding(speech, (*_broken_forms(), *load_damage()["filtered"]["broken"])),
            "此处有字被网站过滤，语句不通",
        ),
    ):
        for number, match in _matches(paragraphs, _pattern(name)):
            text = _around(match.string, match.start(), match.end())
            yield Defect(kind, text, message, Span(number, match.start(), match.end()))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    entry = load_damage()[name]
    if name == "filtered":
        entry = [re.escape(form) for form in _broken_forms()] + [*entry["broken"].values()]
    return lazy(entry if isinstance(entry, str) else "|".join(entry))


@cache
def _broken_forms() -> tuple[str, ...]:
    """Return what is left of a set expression when a filter drops one of its words (残缺形式)."""
    entry = load_damage()["filtered"]
    ignored = set(entry["ignore"])
    forms: set[str] = set()
    for expression in entry["expressions"]:
        for word in entry["words"]:
            form = expression.replace(word, "")
            if len(form) >= 3 and form not in expression and form not in ignored:
                forms.add(form)
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def iter_filtered(text: str) -> Iterator[re.Match[str]]:
    """Yield the set expressions of a text that a word filter has broken (被过滤的词)."""
    if any(map(text.__contains__, (*_broken_forms(), *load_damage()["filtered"]["broken"]))):
        yield from _pattern("filtered").finditer(text)


_STRAY = lazy(r"(?<=[\u4e00-\u9fff]{2})[IlJ|i!](?=[。；])|(?<=[\u4e00-\u9fff]{2})[I|](?=[，、])")
_YEAR = lazy(r"(?<![0-9A-Za-z])(?=[0-9lIOo]{0,3}[lIOo])(?=[lIOo]{0,3}\d)[0-9lIOo]{4}(?=年)")
_DAY = lazy(r"(?<=月)\d{1,2}[A-Za-z](?![A-Za-z0-9])")
_GARBLED = lazy(r"\ufffd+|锟斤拷|烫烫烫|屯屯屯")


def find_misreadings(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find what recognition misread: near misses of formulations, stray letters, dates (识别错误)."""
    kind = DefectKind.OCR
    for repair in speech.repairs:
        if repair.kind is RepairKind.OCR:
            yield Defect(
                kind, repair.before, f"识别错误，已改为“{repair.after}”", _locate(speech, repair.after)
            )
    lettered = _having(speech, _LETTER)
    for pattern, message in (
        (_STRAY, "标点前有多余的字母，疑为识别错误"),
        (_YEAR, "年份中混入字母，疑为识别错误"),
        (_DAY, "日期中混入字母，疑为“日”的误识"),
        (_GARBLED, "乱码，原字无法辨认"),
    ):
        for number, match in _matches(lettered, pattern):
            text = _around(match.string, match.start(), match.end())
            yield Defect(kind, text, message, Span(number, match.start(), match.end()))
    yield from _near_misses(speech)


def _near_misses(speech: Speech) -> Iterator[Defect]:
    from phrasebank.formulations import find_near_misses

    words = "".join(load_damage()["filtered"]["words"])
    for number, paragraph in enumerate(speech.paragraphs):
        for miss in find_near_misses(paragraph):
            lost = len(miss.text) < len(miss.expected) and miss.expected.count("党") > miss.text.count("党")
            lost = lost or (
                len(miss.text) < len(miss.expected) and set(miss.expected) - set(miss.text) <= set(words)
            )
            yield Defect(
                DefectKind.REDACTED if lost else DefectKind.OCR,
                miss.text,
                f"规范表述应为“{miss.expected}”",
                Span(number, miss.start, miss.end),
            )


def _locate(speech: Speech, text: str) -> Span | None:
    for number, paragraph in enumerate(speech.paragraphs):
        if (start := paragraph.find(text)) >= 0:
            return Span(number, start, start + len(text))
    return None


def find_lost_punctuation(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find marks without their pair, and clauses run together at a line break (标点丢失)."""
    kind = DefectKind.LOST_PUNCTUATION
    last = len(speech.paragraphs) - 1
    for number, paragraph in enumerate(speech.paragraphs):
        if all(
            paragraph.count(left) == paragraph.count(right) for left, right in zip(_OPEN, _CLOSE, strict=True)
        ):
            continue
        for position in _unpaired(paragraph):
            if number == last and len(paragraph) - position < 60 and _breaks_off(paragraph):
                continue  # told as a truncated end
            text = _around(paragraph, position, position + 1)
            yield Defect(
                kind, text, f"{paragraph[position]}没有配对的另一半", Span(number, position, position + 1)
            )
    for number, paragraph in enumerate(speech.paragraphs[:-1]):
        if _ends_open(paragraph) and not _CONTINUES.match(speech.paragraphs[number + 1]):
            start = max(paragraph.rfind(mark) for mark in "。！？；，") + 1
            span = Span(number, start, len(paragraph))
            yield Defect(
                kind, paragraph[start:][-_SNIPPET * 2 :], "段末没有句末标点，标点或后文可能丢失", span
            )
    for repair in speech.repairs:
        joined = repair.kind in (RepairKind.LINE_WRAP, RepairKind.PAGE_MARKER)
        if joined and repair.before.count("\n") == 1:
            left, right = repair.before.split("\n")
            if _runs_together(left, right) or (_SHARE.search(left) and not _AFTER_SHARE.match(right)):
                place = _locate(speech, left[-8:] + right[:8]) or _locate(speech, left[-4:] + right[:4])
                yield Defect(kind, left[-_SNIPPET:] + right[:_SNIPPET], "断行处可能丢了标点", place)


# After a share there is a stop, or one of these.
_SHARE = lazy(
    r"(?:百分之[一二三四五六七八九十百零〇点两半]+|\d[%％‰]|[一二三四五六七八九]成[一二三四五六七八九半]?)$"
)
_AFTER_SHARE = lazy(r"[，。、；：！？,;:)）”》—\-0-9%]|[的以左上下多和与及至到是为比高低增减来提由在从]")
_CONTINUES = lazy(r"[，。、；：！？）》”%％]|\d|[年月日个项家万亿元人次件名]")
_ENUMERATED = lazy(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")


def _ends_open(text: str) -> bool:
    """Tell a running paragraph, of a sentence and more, that has no mark at its end (段末无标点)."""
    bare = text.rstrip(CLOSERS.replace("）", "") + " ")
    return (
        len(text) > 30
        and bare[-1:] not in "。！？；：….!?;:，、—"
        and ("。" in bare or "；" in bare)
        and not bare.endswith("）")
    )


def _unpaired(text: str) -> list[int]:
    """Find quotation marks and brackets without their other half (未配对符号)."""
    stack: list[tuple[str, int]] = []
    lonely: list[int] = []
    for position, char in enumerate(text):
        if len(stack) > _DEEPEST or len(lonely) > _DEEPEST:
            break  # no prose nests so deep; the first are enough to tell
        if char in "‘’" and text[position + 1 : position + 3].isdigit():
            continue  # an apostrophe before a year
        if char in _OPEN:
            if char in "“‘" and stack and stack[-1][0] == char:
                lonely.append(stack.pop()[1])
            stack.append((char, position))
        elif char in _CLOSE:
            opener = _OPEN[_CLOSE.index(char)]
            if any(mark == opener for mark, _ in stack):
                while stack[-1][0] != opener:
                    lonely.append(stack.pop()[1])
                stack.pop()
            elif not (char == "）" and _NUMBER.search(text[max(0, position - 3) : position])):
                lonely.append(position)
    return sorted(lonely + [position for _, position in stack])


_NUMBER = lazy(r"(?:^|[。；：，])?[0-9一二三四五六七八九十①-⑳a-zA-Z]$")
_MARKS = lazy(r"[，。、；：,;:]")


def _runs_together(left: str, right: str) -> bool:
    """Tell whether two parallel clauses or list items meet without a mark between them (并列相连).

    >>> _runs_together("，是创新的源头活水", "是发展的不竭动力，是")
    True
    """
    if not left or not right or _MARKS.match(left[-1]) or _MARKS.match(right[0]):
        return False
    before = _MARKS.split(left)[-1]
    after, *rest = _MARKS.split(right)
    if right[0] in "是为" and before[:1] == right[0] and len(before) > 4 and rest:
        return True
    follows = rest[0][: len(after)] if rest else ""
    if len(after) >= 4 and follows[:2] == after[:2] and before[-len(after) :][:2] == after[:2]:
        return True
    return any(
        any(before.endswith(word) for word in words) and any(right.startswith(word) for word in words)
        for words in load_damage()["enumerations"]
    )


Detector = Callable[[Speech, Mapping[str, str]], Iterator[Defect]]

DETECTORS: tuple[Detector, ...] = (
    find_truncation,
    find_elisions,
    find_redactions,
    find_misreadings,
    find_lost_punctuation,
    lambda speech, metadata: find_topic_mismatches(speech, load_damage()["topics"]),
    lambda speech, metadata: find_foreign_titles(speech, load_damage()["topics"]),
    lambda speech, metadata: find_date_conflicts(speech, load_damage()["events"], load_damage()["years"]),
)
