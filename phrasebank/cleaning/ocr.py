"""Steps that mend what recognition misread, where there is no doubt (识别错误)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outlines.regex import lazy
from outlines.speech import RepairKind
from phrasebank.cleaning.rows import HAN, Report, Row

# A day of the month is followed by 日, which scans read as one of these.
_DAY = lazy(r"(?<=月)([0-3]?\d)[HhBЯ曰](?![A-Za-z0-9])")
_STRAY = lazy(
    rf"[Il|](?<={HAN}{HAN}.)(?<![类型期级表图区组式号卷篇章册第相线轴].)(?:(?=[。；])|(?<!l)(?=[，、]))"
)
_KANA = lazy("[\u3041-\u30ff]")
_LONE_KANA = lazy(
    rf"(?<![\u3041-\u30ff])[\u30a1-\u30ff](?={HAN}|[，。、；：”])|(?<={HAN})[\u30a1-\u30ff](?![\u3041-\u30ff])"
)
_COUNTED = "0-9一二三四五六七八九十百千万几数上成"  # before 千, these count
_MOST_KANA = 0.02  # of the characters; more is Japanese, or not to be guessed
_MOST_TRADITIONAL = 0.02  # of the Han characters; more is a text in traditional script


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """All that `lookalikes.yaml` holds: forms misread and what they are (形近字)."""

    kana: dict[str, str]
    words: dict[str, str]
    traditional: dict[str, str]
    forms: dict[str, list[str]]  # the misread forms of words by the character misread
    misread: re.Pattern[str]  # a character misread, within one of its forms
    foreign: re.Pattern[str]  # kana and traditional characters


@cache
def load_lookalikes() -> Lookalikes:
    """Load the characters that are taken for one another, once (载入形近字)."""
    import yaml

    source = Path(__file__).with_name("lookalikes.yaml").read_text(encoding="utf-8")
    data = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    never = {*data["words"], *data["except"]}
    words: dict[str, str] = {}
    forms: dict[str, list[str]] = {}
    for word in data["words"]:
        for i, char in enumerate(word):
            for wrong in data["pairs"].get(char, ""):
                form = word[:i] + wrong + word[i + 1 :]
                if form not in never:
                    words.setdefault(form, word)
                    forms.setdefault(wrong, []).append(form)
    traditional = {pair[0]: pair[1] for pair in data["traditional"].split()}
    misread = "|".join(f"{char}(?:{'|'.join(_around(char, forms[char]))})" for char in sorted(forms))
    foreign = "".join(sorted({*data["kana"], *traditional}))
    return Lookalikes(data["kana"], words, traditional, forms, lazy(misread), lazy(f"[{foreign}]"))


def _around(char: str, forms: list[str]) -> Iterator[str]:
    """Yield what stands before and after a character in the forms that hold it, as patterns (前后文)."""
    for form in forms:
        for i in (i for i, each in enumerate(form) if each == char):
            yield f"(?<={form[: i + 1]})(?={form[i + 1 :]})"


def mend_dates(rows: list[Row], report: Report) -> list[Row]:
    """Read `15H` after a month as 15日 (日期误识)."""
    return [
        row._replace(text=report.substitute(_DAY, lambda match: f"{match[1]}日", row.text, RepairKind.OCR))
        if "月" in row.text and _DAY.search(row.text)
        else row
        for row in rows
    ]


def drop_stray_letters(rows: list[Row], report: Report) -> list[Row]:
    """Drop a lone upright stroke between a word and its stop: 办好夜校I。 (标点前的多余字母).

    After a word that takes a number (Ⅰ型, 附表Ⅰ) the letter may be one, and stays.
    """
    return [
        row._replace(text=report.substitute(_STRAY, "", row.text, RepairKind.OCR))
        if row.text not in report.plain and _STRAY.search(row.text)
        else row
        for row in rows
    ]


def mend_lookalikes(rows: list[Row], report: Report) -> list[Row]:
    """Read kana, traditional forms and look-alikes as what they stand for in simplified text (形近字误识)."""
    whole = "\n".join([row.text for row in rows])
    table = load_lookalikes()
    found = list(table.misread.finditer(whole))
    chars = set(table.foreign.findall(whole))
    if not found and not chars:
        return rows
    mends: dict[str, str] = {}
    traditional = [char for char in table.traditional if char in chars]
    if 0 < sum(map(whole.count, traditional)) <= _MOST_TRADITIONAL * len(whole):
        mends.update((char, table.traditional[char]) for char in traditional)
    for match in found:
        for form in table.forms.get(match[0], ()):
            if form in whole[max(0, match.start() - len(form) + 1) : match.start() + len(form)]:
                mends[form] = table.words[form]
    pattern = re.compile(
        "|".join(rf"(?<![{_COUNTED}]){form}" if form[0] == "千" else form for form in sorted(mends))
    )
    kana = {char: han for char, han in table.kana.items() if char in chars}
    if kana and len(_KANA.findall(whole)) > _MOST_KANA * len(whole):
        kana = {}
    if not mends and not kana:
        return rows
    mended: list[Row] = []
    for row in rows:
        text = row.text
        if kana:
            text = report.substitute(
                _LONE_KANA, lambda match: kana.get(match[0], match[0]), text, RepairKind.OCR
            )
        if mends and pattern.search(text):
            text = report.substitute(pattern, lambda match: mends[match[0]], text, RepairKind.OCR)
        mended.append(row if text == row.text else row._replace(text=text))
    return mended
