"""Steps that look at characters: invisible ones, widths, spaces, quotation marks (字符层面的清理)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from outlines.regex import lazy
from outlines.speech import RepairKind
from phrasebank.cleaning.rows import CJK, HAN, Report, Row

_ENTITY = lazy(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
_INVISIBLES = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f"
)
_RADICALS = "\u2e80-\u2fdf\uf900-\ufaff"
_INVISIBLE = lazy(f"[{_INVISIBLES}]")
_RADICAL = lazy(f"[{_RADICALS}]")
_ODD = lazy(f"[{_INVISIBLES}{_RADICALS}]")
_BLANKS = "\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK = lazy(f"[{_BLANKS}]")
_WIDE = lazy("[０-９Ａ-Ｚａ-ｚ％＋＝＠＃＆＊＿]|(?<=[０-９0-9])[．／－～](?=[０-９0-9])|(?<=[０-９0-9])．")
_WIDES = "０-９Ａ-Ｚａ-ｚ％＋＝＠＃＆＊＿．／－～"
_ANY_WIDE = lazy(f"[{_WIDES}]")
# Whatever a step after `measure_indents` looks for inside a row: most rows of prose have none of it.
_SIGN = lazy(rf"""[ ,;:?!()."'/·•页PpIl|\-—–\[［〔【⁰¹²³⁴-⁹{_BLANKS}{_WIDES}]""")
_SPACED = lazy(
    r"(?<![0-9A-Za-z.,:\-])(?<![0-9A-Za-z.,:\-] )"
    r"(?:\d(?: \d){2,}(?![0-9.,:])|\d \d(?= ?[年月日号亿万人项个家名]))"
)

_HALF = lazy(r"[,;:?!]")
_ASCII_MARK = lazy("""[,;:?!().\"']""")
_PAIR = lazy(r"\(([^()\n]*)\)")
_SINGLE = lazy(r"[()]")
_IS_CJK = lazy(CJK)
_IS_HAN = lazy(HAN)
_WIDER = str.maketrans(",;:?!()", "，；：？！（）")
# A pattern that begins with a character is searched for many times as fast as one that begins by looking back.
_STOP_AT_END = lazy(rf"\.(?<=(?:{HAN}|[”）%％‰])\.)(?=$|”)")
_STOP_BETWEEN = lazy(rf"\.(?<=(?:{HAN}|[”）])\.)(?={HAN}|“)")
_STOP_SPACED = lazy(rf"\.(?<=(?:{HAN}|[”）])\.)(?<![一二三四五六七八九十]\.) +(?={HAN}|“)")
_NUMERAL_ONLY = lazy(r"[（(]?[一二三四五六七八九十百]+[)）]?\.$")
_HYPHENS = lazy(rf"(?<![-0-9A-Za-z])-{{2,4}}(?={CJK})|(?<={CJK})-{{2,4}}(?![-0-9A-Za-z])(?!$)")
_DOUBLE = lazy(r'"([^"\n]*)"')
_QUOTED = lazy(rf"'([^'\n]*{HAN}[^'\n]*)'")

_GAP_CJK = lazy(rf" (?<={CJK} ) *(?={CJK})")
_GAP_MIXED = lazy(rf" (?:(?<={CJK} ) *(?=[0-9A-Za-z])|(?<=[0-9%‰A-Za-z] ) *(?={CJK}))")
_GAP_NUMBER = lazy(rf"(?<=\d[.．、]) +(?={CJK})")
_RUNNING = lazy(r"[，。；！？：,;!?]")
_NUMBERED = lazy(r"[一二三四五六七八九十]{1,3} ")
_SHORT_ROW = 40


def unescape_entities(rows: list[Row], report: Report) -> list[Row]:
    """Turn `&nbsp;`, `&ldquo;`, `&#65292;` into the characters they name (HTML实体)."""
    if not any("&" in row.text for row in rows):
        return rows
    import html

    def step(text: str) -> str:
        return report.substitute(_ENTITY, lambda match: html.unescape(match[0]), text, RepairKind.PUNCTUATION)

    return _each(rows, report, step)


def drop_invisible(rows: list[Row], report: Report) -> list[Row]:
    """Drop zero-width, control and private-use characters; mend radicals that stand for Han (不可见字符)."""

    def step(text: str) -> str:
        text = report.substitute(_INVISIBLE, "", text, RepairKind.SPACING)
        return _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)

    whole = "\n".join([row.text for row in rows])
    if not _ODD.search(whole):
        return rows
    radicals = "".join(sorted(set(_RADICAL.findall(whole))))
    if radicals:  # the text is whole, only coded otherwise: that is one repair, however often it shows
        report.repair(RepairKind.PUNCTUATION, radicals, unicodedata.normalize("NFKC", radicals))
    return _each(rows, report, step)


def measure_indents(rows: list[Row], report: Report) -> list[Row]:
    """Turn every kind of blank into a space, and note and strip the indent (空白与缩进)."""
    kept: list[Row] = []
    gap = False
    for row in rows:
        body = row.text.strip()
        if not body:
            gap = True
            continue
        indent = row.indent
        if len(body) < len(row.text) and not indent:
            margin = row.text[: row.text.index(body)]
            indent = len(margin) + margin.count("\u3000") + 3 * margin.count("\t")
        if body not in report.plain:
            if _SIGN.search(body):
                if _BLANK.search(body):
                    body = _BLANK.sub(" ", body.replace("\u3000", "  ").replace("\t", "    "))
            else:
                report.plain.add(body)
        same = body == row.text and indent == row.indent and (row.gap or not gap)
        kept.append(row if same else Row(row.number, body, row.hint, indent, gap or row.gap))
        gap = False
    return kept


def narrow_digits(rows: list[Row], report: Report) -> list[Row]:
    """Write full-width digits and Latin letters half-width, and close up spaced-out digits (全角与散开的数字)."""

    def step(text: str) -> str:
        if _ANY_WIDE.search(text):
            text = report.substitute(
                _WIDE, lambda match: chr(ord(match[0]) - 0xFEE0), text, RepairKind.PUNCTUATION
            )
        if " " in text:
            text = report.substitute(
                _SPACED, lambda match: match[0].replace(" ", ""), text, RepairKind.SPACING
            )
        return text

    return _each(rows, report, step)


def widen_punctuation(rows: list[Row], report: Report) -> list[Row]:
    """Write punctuation beside Han characters full-width, and quotation marks curly (标点全角).

    Times, ratios, thousands and web addresses keep theirs.
    """

    def mark(match: re.Match[str]) -> str:
        text, char = match.string, match[0]
        before = text[: match.start()].rstrip(" ")[-1:]
        after = text[match.end() : match.end() + 12].lstrip(" ")[:1]
        if (before.isdigit() and after.isdigit()) or text.startswith("//", match.end()):
            return char
        return char.translate(_WIDER) if _IS_CJK.match(before) or _IS_CJK.match(after) else char

    def pair(match: re.Match[str]) -> str:
        text, inside = match.string, match[1]
        touching = (
            text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            if match.start()
            else text[match.end() : match.end() + 1]
        )
        if _IS_CJK.search(touching) or _IS_HAN.search(inside):
            return f"（{inside}）"
        return match[0]

    def single(match: re.Match[str]) -> str:
        text = match.string
        near = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        return match[0].translate(_WIDER) if _IS_CJK.search(near) else match[0]

    def step(text: str) -> str:
        if not _ASCII_MARK.search(text) or not _IS_HAN.search(text):
            return text
        while True:
            before = text
            if "(" in text or ")" in text:
                text = report.substitute(_PAIR, pair, text, RepairKind.PUNCTUATION)
                if text.count("(") != text.count(")"):
                    text = report.substitute(_SINGLE, single, text, RepairKind.PUNCTUATION)
            if _HALF.search(text):
                text = report.substitute(_HALF, mark, text, RepairKind.PUNCTUATION)
            if "." in text:
                text = _full_stops(text, report)
            if '"' in text and text.count('"') % 2 == 0:
                text = report.substitute(_DOUBLE, lambda match: f"“{match[1]}”", text, RepairKind.PUNCTUATION)
            if "'" in text:
                text = report.substitute(_QUOTED, lambda match: f"‘{match[1]}’", text, RepairKind.PUNCTUATION)
            if text == before:
                return text

    return _each(rows, report, step)


def lengthen_dashes(rows: list[Row], report: Report) -> list[Row]:
    """Write a dash that was typed as hyphens full-width (破折号)."""

    def step(text: str) -> str:
        return report.substitute(_HYPHENS, "——", text, RepairKind.PUNCTUATION) if "--" in text else text

    return _each(rows, report, step)


def _full_stops(text: str, report: Report) -> str:
    if not _NUMERAL_ONLY.match(text):
        text = report.substitute(_STOP_AT_END, "。", text, RepairKind.PUNCTUATION)
    if ". " in text and len(text) > _SHORT_ROW:
        text = report.substitute(_STOP_SPACED, "。", text, RepairKind.PUNCTUATION)
    if "。" not in text[:-1] and len(text) > _SHORT_ROW and len(_STOP_BETWEEN.findall(text)) > 1:
        text = report.substitute(_STOP_BETWEEN, "。", text, RepairKind.PUNCTUATION)
    return text


def close_gaps(rows: list[Row], report: Report) -> list[Row]:
    """Drop spaces inside Han text (多余空格).

    A space that separates stays: a post and a name, the halves of a slogan, a numeral and its heading.
    """

    def step(text: str) -> str:
        if " " not in text:
            return text
        text = report.substitute(_GAP_NUMBER, "", text, RepairKind.SPACING)
        text = report.substitute(_GAP_MIXED, "", text, RepairKind.SPACING)
        if not _separates(text):
            text = report.substitute(_GAP_CJK, "", text, RepairKind.SPACING)
        return text

    return _each(rows, report, step)


def _separates(text: str) -> bool:
    """Tell whether the spaces of a row stand for something (空格是否有意义)."""
    if len(text) > _SHORT_ROW or _RUNNING.search(text):
        return False
    pieces = text.split()
    if len(pieces) < 2 or all(len(piece) == 1 for piece in pieces):
        return False
    if _NUMBERED.match(text):
        return True
    last = pieces[-1].strip("（）()—")
    return len(last) <= 4 or "·" in last or len({len(piece) for piece in pieces}) == 1


def _each(rows: list[Row], report: Report, step: Callable[[str], str]) -> list[Row]:
    changed: list[Row] = []
    for row in rows:
        text = row.text if row.text in report.plain else step(row.text)
        changed.append(row if text == row.text else row._replace(text=text))
    return changed
