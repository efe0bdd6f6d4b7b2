"""Find figures and dates that a source has and the profile has not (旧稿数字残留)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from drafting.rules.document import Document
from drafting.rules.localities import profile_text
from drafting.rules.model import Example, Mark, Rule, Settings, Severity
from drafting.rules.tables import load_table
from outlines.regex import lazy
from phrasebank.formulations import find_formulations

_FIGURE = lazy(
    r"(?<![\dA-Za-z.])(?:(?:19|20)\d\d(?:年)?(?:至|到|—|－|-|–|~)+(?:19|20)\d\d年?|(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日"
    r"|(?:19|20)\d\d年\d{1,2}月|\d+(?:[,，]\d{3})*(?:\.\d+)?(?:多|余)?[万亿千百]?(?:多|余)?(?:[%％‰]|个百分点|[一-鿿]{1,2})?)"
    r"|(?<![第一二两三四五六七八九十百千万])[一二两三四五六七八九](?:[百千][一二三四五六七八九零〇]?十?[一二三四五六七八九]?){1,3}"
    r"(?:多|余)?万?(?:名|人|家|户|个|项|件|次|元|场|处|套|台)"
)
_DIGITS = lazy(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
_PUBLIC = lazy("施行|实施之日|修订|修正|颁布|通过|发布|印发|公布|成立|召开|生效|执行|诞生")
_LAW = lazy("法|条例|办法|规定|章程|意见|纲要|方案|决定")
_CONTEXT = 3  # Han characters beside a plain figure that a source has too
_HAN = lazy("[\u4e00-\u9fff]")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find figures that come from a source (查旧稿数字)."""
    if not settings.sources:
        return
    from phrasebank.entities.national import load_national

    said = _plain(profile_text(settings.profile)) if settings.profile else ""
    said += "\n" + spelled_date(settings.date)
    national = load_national()
    common = frozenset(load_table("common_figures")["figures"])
    for start, paragraph in document.iter_paragraphs():
        figures = list(_FIGURE.finditer(paragraph))
        if not figures:
            continue
        covered = [(a, b) for a, b, _ in national.iter_spans(paragraph)]
        covered += [(a, b) for a, b, _ in find_formulations(paragraph)]
        for match in figures:
            core = _core(match[0])
            if core in common or core in said or any(a <= match.start() < b for a, b in covered):
                continue
            if _is_public(paragraph, match.start(), match.end()):
                continue
            name = _source_of(match, core, settings)
            if name:
                yield Mark(
                    start + match.start(),
                    start + match.end(),
                    f"“{match[0]}”是“{name}”里的数字，本地情况里没有",
                )


def spelled_date(date: str) -> str:
    """Write an ISO date as a speech does, its year, month and day each way (日期写法).

    >>> spelled_date("2026-03-20")
    '2026年3月20日'
    """
    parts = [str(int(part)) for part in date.split("-") if part.isdigit()]
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))


def _core(figure: str) -> str:
    """Return what of a figure tells where it is from: the day, or the digits (数字主体)."""
    if "月" in figure or re.match(r"(?:19|20)\d\d\D+(?:19|20)\d\d", figure):
        day = figure.split("年")[-1] if "月" in figure else figure
        table = load_table("common_figures")
        return str(table["figures"][0]) if day in table["days"] else _plain(figure)
    digits = _DIGITS.search(figure)
    return _plain(digits[0]) if digits else figure


def _plain(text: str) -> str:
    return re.sub(r"(?<=\d)[,，](?=\d{3})", "", text).replace("％", "%")


def _is_public(paragraph: str, start: int, end: int) -> bool:
    """Tell whether a date or a figure is on public record: when a law took effect (是否公共事实)."""
    around = paragraph[max(0, start - 24) : end + 24]
    return bool(_PUBLIC.search(around) and _LAW.search(around))


def _source_of(match: re.Match[str], core: str, settings: Settings) -> str:
    """Name the source that has a telling figure, or a plain one in the same company (出自哪篇)."""
    telling = len(re.sub(r"\D", "", core)) >= 3 and not re.fullmatch(r"(?:19|20)\d\d", core)
    telling = telling or "." in core or "月" in core or not core[0].isdigit()
    before = "".join(_HAN.findall(match.string[max(0, match.start() - 8) : match.start()]))[-_CONTEXT:]
    after = "".join(_HAN.findall(match.string[match.end() : match.end() + 8]))[:_CONTEXT]
    for name in sorted(settings.sources):
        source = _source(settings.sources[name])
        for found in re.finditer(rf"(?<![\d.]){re.escape(core)}(?![\d.]\d|\d)", source):
            if telling:
                return name
            left = "".join(_HAN.findall(source[max(0, found.start() - 8) : found.start()]))
            right = "".join(_HAN.findall(source[found.end() : found.end() + 10]))
            if (len(before) == _CONTEXT and left.endswith(before)) or (
                len(after) == _CONTEXT and after in right
            ):
                return name
    return ""


@lru_cache(maxsize=4096)
def _source(text: str) -> str:
    return _plain(text)


RULE = Rule(
    name="source-figure",
    severity=Severity.ERROR,
    summary="旧稿里的数字、日期",
    what="稿中的数字和日期，词库里的原文有、本地情况里没有的，说出是哪一篇的。热线、法律施行日期、提法里的数不算。没有词库时不查。",
    why="别处的成绩安到本地头上，比写错还严重。",
    bad=(
        Example("全市现有各级劳动模范1386名。", ("我市涌现出各级劳动模范1386名，为建设立下了功劳。",)),
        Example("走访企业二百七十三家。", ("入夏以来走访企业二百七十三家。",)),
    ),
    good=(
        Example("全市新建工会组织326家，发展会员1.8万人。", ("一年来新建工会组织326家。",)),
        Example("畅通12351热线，以100%的努力办好实事，讲三点意见。", ("用好12351热线，以100%的努力去干。",)),
        Example("新修改的工会法自2022年1月1日起施行。", ("2022年1月1日起施行的工会法。",)),
    ),
    source="本程序的承诺（README）：数字只来自本地情况",
    check=check,
)
