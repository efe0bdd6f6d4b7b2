"""Damage that cannot be mended with certainty: named, placed, never mined (缺损).

Evidence is general: how paragraphs end, what quotation marks and brackets pair with, near misses of set
formulations, sentences without a subject, the calendar, the words a heading shares with its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from outlines.regex import HAN, lazy
from outlines.speech import Defect, DefectKind, RepairKind, Span, Speech
from phrasebank.cleaning.consistency import (
    find_date_conflicts,
    find_foreign_headings,
    find_foreign_titles,
    find_topic_mismatches,
)
from phrasebank.cleaning.damage import around, having, load_damage, locate, matches
from phrasebank.cleaning.losses import find_elisions, find_redactions, find_truncation
from phrasebank.cleaning.losses import iter_filtered as iter_filtered
from phrasebank.cleaning.lost_marks import find_lost_punctuation

_LETTER = lazy("[A-Za-z|!\ufffd锟烫屯]")
_STRAY = lazy(rf"[IlJ|i!](?<={HAN}{HAN}.)(?:(?=[。；])|(?<=[I|])(?=[，、]))")
_YEAR = lazy(r"[0-9lIOo]{4}(?=年)(?<![0-9A-Za-z].{4})(?<![0-9]{4})(?<![lIOo]{4})")
_DAY = lazy(r"(?<=月)\d{1,2}[A-Za-z](?![A-Za-z0-9])")
_GARBLED = lazy(r"\ufffd+|锟斤拷|烫烫烫|屯屯屯")


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


def find_misreadings(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find what recognition misread: near misses of formulations, stray letters, dates (识别错误)."""
    kind = DefectKind.OCR
    for repair in speech.repairs:
        if repair.kind is RepairKind.OCR:
            yield Defect(
                kind, repair.before, f"识别错误，已改为“{repair.after}”", locate(speech, repair.after)
            )
    lettered = having(speech, _LETTER)
    for pattern, message in (
        (_STRAY, "标点前有多余的字母，疑为识别错误"),
        (_YEAR, "年份中混入字母，疑为识别错误"),
        (_DAY, "日期中混入字母，疑为“日”的误识"),
        (_GARBLED, "乱码，原字无法辨认"),
    ):
        for number, match in matches(lettered, pattern):
            text = around(match.string, match.start(), match.end())
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


Detector = Callable[[Speech, Mapping[str, str]], Iterator[Defect]]

DETECTORS: tuple[Detector, ...] = (
    find_truncation,
    find_elisions,
    find_redactions,
    find_misreadings,
    find_lost_punctuation,
    lambda speech, metadata: find_topic_mismatches(speech, load_damage()["topics"]),
    lambda speech, metadata: find_foreign_headings(speech, load_damage()["topics"]),
    lambda speech, metadata: find_foreign_titles(speech, load_damage()["topics"]),
    lambda speech, metadata: find_date_conflicts(speech, load_damage()["events"], load_damage()["years"]),
)
