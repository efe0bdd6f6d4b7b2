"""Find where a speech closes, and take away what a page hangs below it (文末杂项).

What stands there cannot be listed: marks of scanners, credits, hotlines, printing notes, lists of other texts. But
prose ends in a full stop, and after a call to the hearers nothing short, unpunctuated and unnumbered is speech.
Where no call was heard a line goes only if it shows itself what it is.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from outlines.bylines import find_person
from outlines.regex import HAN, lazy
from phrasebank.cleaning.rows import CLOSERS, Report, Row, fold, is_closed

_CALL = lazy(
    r"让我们|讓我們|同志们|同志們|愿|願|祝|谢谢|謝謝|奋斗|奮鬥|携手|一起|共同|宣布|圆满|再创|贡献|貢獻|努力|前进|不负|胜利|开创|谱写|必将|一定"
)
_THANKS = lazy(r"(?:最后|最後)?[，,]?(?:再次)?(?:谢谢|謝謝|感谢|祝|完毕|此致|敬礼|我的.{2,6}完了?)")
_DATE = lazy(
    r"[（(]?(?:(?:19|20)\d\d|[一二][〇○零九O]..) ?年[\d一二三四五六七八九十 ]{1,4}月(?:[\d一二三四五六七八九十 ]{1,4}日)?[)）]?$"
)
_SIGNATURE = lazy(
    rf"{HAN}{{2,24}}(?:工会|委员会|政府|公司|集团|党委|党组|小组|协会|联合会|办公室|秘书处|[局厅院部])$"
)
_ATTACHED = lazy(r"附[件表录]?\s*[一二三\d]?\s*[:：]?$")
_NAMED = lazy(rf"(?:{HAN}|[· \u3000]){{2,20}}")
_SPEECH = lazy(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]是|同志们|各位|我们|我|要"
)
_RUNNING = lazy(r"[，；。]|我们|大家|各单位|各级|必须|要(?![闻求点目])")
_ELIDED = lazy(r"略|掌声|鼓掌|[…*×□]")
_BRACKETED = lazy(r"[（(【\[〔][^（(【\[〕)）】\]]*[）)】\]〕]$")
_ODD = lazy(
    r"^[^，。；]{1,12}[：:]|[|>»＞©@【】_#]|https?|www|[A-Za-z]{3,}|\d{5,}|[^\s，。；] +\S|^[-*·•●○■>]|\d+页$"
)
_FOOTNOTE = lazy(r"注 ?\d{0,2} ?[：:.]|[①-⑳]|[\[［〔【]\d{1,3}[\]］〕】]")
_DEFINITION = lazy(r"(?:\d{1,3} ?[.．、] ?)?[“\"《]?[^，。；：！？:]{1,36}[：:].{6,}")

_LABELLED = lazy(r"[^，。；：！？:]{2,12}[：:]")

_SHORTEST_PROSE = 25
_LONGEST_NOTE = 40
_LONGEST_HEAD = 16
_LONGEST_NAMED = 60
_CERTAIN = ("attachment", "note", "printing")  # reasons that hold for a whole sentence too
_MOST_BELOW = 0.5  # of the text: what is longer than that is no tail


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    import yaml

    source = Path(__file__).with_name("tail.yaml").read_text(encoding="utf-8")
    entries = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return tuple((entry["reason"], re.compile("|".join(entry["has"]))) for entry in entries)


def remove_tail(rows: list[Row], report: Report) -> list[Row]:
    """Remove the notes, credits and lists below the last paragraph of the speech (文末杂项)."""
    last = _last_prose(rows)
    if last is None:
        return rows
    notes = _definitions(rows, last)
    if notes:
        last = notes - 1
        for row in rows[notes:]:
            report.remove(row, "glossary")
        rows = rows[:notes]
    called = _calls(rows[last].text)
    labels = {label[0] for row in rows[:last] if (label := _LABELLED.match(row.text))}
    attached = next(
        (
            i
            for i in range(last + 1, len(rows))
            if (called and _ATTACHED.match(rows[i].text)) or _kind(rows[i].text) == "attachment"
        ),
        len(rows),
    )
    gone: dict[int, str] = {}
    unknown: list[int] = []
    for i in range(len(rows) - 1, last, -1):
        text = rows[i].text
        label = _LABELLED.match(text)
        of_body = rows[i].hint[:1] == "h" or (label is not None and label[0] in labels)
        reason = "" if of_body else _reason(text, called)
        if i >= attached:
            reason = reason or "attachment"
        elif _signs(text) and i - last <= 4:
            continue
        elif not reason and (of_body or not _NAMED.fullmatch(text)):
            break
        if reason:
            gone[i] = reason
            gone.update((below, "tail") for below in unknown)
            unknown.clear()
        else:
            unknown.append(i)  # below what is no speech it is none either
    for i in sorted(gone):
        report.remove(rows[i], gone[i])
    return [row for i, row in enumerate(rows) if i not in gone]


def _last_prose(rows: list[Row]) -> int | None:
    """Find the last paragraph of running prose, if it stands low enough to end the speech (末段)."""
    last = next((i for i in range(len(rows) - 1, -1, -1) if _is_prose(rows[i].text)), None)
    if last is None or sum(len(row.text) for row in rows[last + 1 :]) > _MOST_BELOW * sum(
        len(row.text) for row in rows
    ):
        return None
    return last


def _is_prose(text: str) -> bool:
    return (
        len(text) >= _SHORTEST_PROSE
        and text.rstrip(CLOSERS + " ")[-1:] in tuple("。！？!?")
        and not _BRACKETED.match(text)
        and ("，" in text or "," in text or "。" in text[:-1])
        and _kind(text) not in _CERTAIN
    )


def _calls(text: str) -> bool:
    return text.rstrip(CLOSERS + " ")[-1:] in tuple("！!") and _CALL.search(text) is not None


def _definitions(rows: list[Row], last: int) -> int:
    """Find the glossary without a heading that follows a closing call: its first row, or 0 (无标题的名词解释)."""
    first = last + 1
    while first and _is_note(rows[first - 1].text):
        first -= 1
    if first > last and first + 1 < len(rows) and _heads_notes(rows[first].text):
        first += 1
    below = rows[first:]
    if not first or not below or not _is_note(below[0].text):
        return 0
    headed = first > 1 and _heads_notes(rows[first - 1].text)
    first -= headed
    footnotes = any(_FOOTNOTE.match(row.text) for row in below)
    enough = footnotes or sum(_is_note(row.text) for row in below) >= 2
    ended = _calls(rows[first - 1].text) or (headed and footnotes and is_closed(rows[first - 1].text))
    return first if enough and ended else 0


def _heads_notes(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and text[-1] not in "。！？" and not _is_note(text)


def _is_note(text: str) -> bool:
    if _FOOTNOTE.match(text):
        return True
    return bool(_DEFINITION.match(text) and not _SPEECH.match(text) and not _kind(text))


def _signs(text: str) -> bool:
    return bool(
        _DATE.match(text)
        or (len(text) < 24 and _THANKS.match(text))
        or _SIGNATURE.match(text)
        or (_NAMED.fullmatch(text) and find_person(text))
        or (_BRACKETED.match(text) and _ELIDED.search(text) and not _kind(text))
    )


def _kind(text: str) -> str:
    """Say what a line names itself, if it is short enough to be that (自明的杂项)."""
    if len(text) > _LONGEST_NAMED:
        return ""
    key = fold(text)
    return next((reason for reason, pattern in _kinds() if pattern.search(key)), "")


def _reason(text: str, called: bool) -> str:
    """Say why a line below the speech is none of it; empty where it may be (删去理由)."""
    reason = _kind(text)
    if reason and (called or reason in _CERTAIN or text[-1] not in "。！？"):
        return reason
    if _SPEECH.match(text) or len(text) > _LONGEST_NOTE or _ELIDED.search(text):
        return ""
    if _BRACKETED.match(text):
        return "note"
    odd = _ODD.search(text) is not None
    if text[-1] in "。！？：；，、!?;," or (not odd and _RUNNING.search(text)):
        return ""
    return "tail" if called or odd else ""
