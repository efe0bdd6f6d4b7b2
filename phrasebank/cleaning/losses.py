"""Text that is gone: an end that breaks off, what was left out, masked or filtered away (缺失)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from outlines.regex import lazy
from outlines.speech import Defect, DefectKind, Span, Speech
from outlines.titles import is_address
from phrasebank.cleaning.damage import around, having, holding, load_damage, matches, matches_at
from phrasebank.cleaning.rows import CLOSERS, is_closed

_SIGNATURE = lazy(
    r"[^。，！？；“]{0,26}(?:工会|委员会|政府|办公室|集团|公司|党委|党组|小组|局|厅|院|[日年])[）)]?$"
    r"|(?:[^\W\d_A-Za-z]|·){1,5}$|附件?[：:\d]|[-—*·\s]+$"
)
_REMARK = lazy(r"(?<=[。！？])（[^（）]{1,40}）$")
_THANKS = lazy(r"(?:谢谢|完毕|此致|敬礼|祝)")
_HEADING = lazy(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]+）)")
_SHORT = 24  # characters of a line that may stand below a closing
_FEWEST_PER_PAGE = 200  # Han characters; a printed page of prose holds 500 or more
_MASK = lazy("[*＊×╳✕✖Xx_■█▇□○〇]")
_CUT = lazy("有删[节减改略]|作了删[节减]|删节|摘登|節錄|有刪節")
_LEFT_OUT = lazy("略(?<![战策]略)|待[补核定填]|补[充写]|填[写入]|插入")


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
        elif opened > closed and len(text) - opened < 60 and breaks_off(text):
            yield Defect(kind, text[-20:], "文末引号或括号没有合上，后文缺失", span)
        elif not is_closed(_REMARK.sub("", text)):
            yield Defect(kind, text[-20:], "文末没有句末标点，后文可能缺失", span)
    pages = int(metadata.get("pages", "0") or 0)
    characters = sum(len(paragraph) for paragraph in speech.paragraphs)
    if pages > 1 and characters < pages * _FEWEST_PER_PAGE:
        yield Defect(kind, f"{pages}页", f"页面称全文{pages}页，实际只有{characters}字，后文缺失")


def breaks_off(text: str) -> bool:
    """Tell whether a text ends as no paragraph ends (中断)."""
    return not is_closed(text) or text.endswith(("…", "..."))


def _last_paragraph(paragraphs: tuple[str, ...]) -> int | None:
    """Find the last paragraph of prose, passing over a signature, a date, thanks (末段)."""
    for number in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 5), -1):
        text = paragraphs[number]
        above = paragraphs[number - 1] if number else ""
        below = len(text) <= _SHORT and is_address(above) and is_closed(above)
        short = (below or _SIGNATURE.match(text)) and not _HEADING.match(text)
        if not (short or (len(text) < 24 and _THANKS.match(text))):
            return number
    return None


def find_elisions(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find `……略……` and its like (省略)."""
    for number, match in matches(having(speech, _LEFT_OUT), _pattern("elided")):
        text = around(match.string, match.start(), match.end())
        yield Defect(DefectKind.ELIDED, text, "此处有内容被省略", Span(number, match.start(), match.end()))
    for removal in speech.removed:
        if removal.reason in ("note", "tail") and _CUT.search(removal.text):
            yield Defect(DefectKind.ELIDED, removal.text, "文稿自注有删节，所缺何处不详")


def find_redactions(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find masked words, and words that a filter dropped without a trace (涂改)."""
    for found, message in (
        (matches_at(speech, _MASK, _pattern("redacted")), "此处文字被符号替换"),
        (
            matches(holding(speech, load_damage()["emptied"]), _pattern("emptied")),
            "引号或括号里的文字丢失",
        ),
        (
            matches(holding(speech, ("指出", "强调")), _pattern("subjectless")),
            "句首缺主语，主语可能被网站过滤",
        ),
        (matches(having(speech, _filtered_sign()), _pattern("filtered")), "此处有字被网站过滤，语句不通"),
    ):
        for number, match in found:
            text = around(match.string, match.start(), match.end())
            yield Defect(DefectKind.REDACTED, text, message, Span(number, match.start(), match.end()))


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


@cache
def _filtered_sign() -> re.Pattern[str]:
    """Return what each match of `filtered` holds (过滤痕迹)."""
    return lazy("|".join(map(re.escape, (*_broken_forms(), *load_damage()["filtered"]["broken"]))))


def iter_filtered(text: str) -> Iterator[re.Match[str]]:
    """Yield the set expressions of a text that a word filter has broken (被过滤的词)."""
    if _filtered_sign().search(text):
        yield from _pattern("filtered").finditer(text)
