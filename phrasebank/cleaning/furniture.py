"""Steps that take the page away from around the speech (页面杂项).

What a line of furniture looks like is data (`furniture.yaml`); where it may be is decided here. Above and
below the body the rules are broad, inside it only what can never be speech is taken.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from outlines.regex import HAN, lazy
from phrasebank.cleaning.rows import Report, Row, fold, han_count

_SALUTATION = lazy(
    r"[^。，,;；]{0,40}(同志们|代表|委员|朋友们?|来宾|职工们?|同学们|先生们|女士们|领导|大家|工友们?)[：:！!]\s*$"
)
_PROSE_MARK = lazy(r"[，,。；;、]")
_STOPS = "。！!？?”"
_DATE = lazy(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_BARE_DATE = lazy(r"[（(]?((?:19|20)\d\d)[-/.](1[0-2]|0?[1-9])[-/.]([12]\d|3[01]|0?[1-9])[)）]?")
_PAGES = lazy(r"(?:共\s*)?(\d{1,4})\s*页(?:珍藏版|$|\s|\))")
_NUMBERED = lazy(r"[（(]?[一二三四五六七八九十]+[)）、]|\d{1,2}[.．、]|同志们")
_HOME = lazy(rf"(?:^|[:：\s])({HAN}{{3,12}})首页")
_SPLIT = lazy(r"[\s|/·>»]+")
_LONGEST_MENU_WORD = 8
_SHORTEST_PROSE = 20
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """One category of furniture (一类杂项): how a line of it begins, and what it has anywhere."""

    reason: str
    where: str
    opens: bool
    longest: int
    start: re.Pattern[str] | None = None
    has: re.Pattern[str] | None = None
    needs: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    prose: bool = False

    def matches(self, key: str) -> bool:
        """Tell whether a line is furniture of this category (是否此类)."""
        return bool((self.start and self.start.match(key)) or (self.has and self.has.search(key)))


@dataclass(frozen=True, slots=True)
class Furniture:
    """All that `furniture.yaml` holds (杂项规则)."""

    rules: tuple[Rule, ...]
    prose: tuple[Rule, ...]  # those that a closed sentence may fall under
    signs: re.Pattern[str]  # what any of these needs
    needed: Mapping[str, tuple[tuple[str, tuple[Rule, ...]], ...]]  # what the rules need, by first character
    menu: frozenset[str]
    endings: re.Pattern[str]
    watermarks: re.Pattern[str]
    longest: int


@cache
def load_furniture() -> Furniture:
    """Load and compile the rules, once (载入规则)."""
    import yaml

    source = Path(__file__).with_name("furniture.yaml").read_text(encoding="utf-8")
    data = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    rules = tuple(_compile(entry) for entry in data["rules"])
    return Furniture(
        rules,
        tuple(rule for rule in rules if rule.prose),
        lazy("|".join(word for rule in rules if rule.prose for word in rule.long)),
        _by_first(rules),
        frozenset(data["menu"]),
        lazy(f"(?:{'|'.join(data['endings'])})$"),
        lazy("|".join(data["watermarks"])),
        max(rule.longest for rule in rules),
    )


def _by_first(rules: Sequence[Rule]) -> dict[str, tuple[tuple[str, tuple[Rule, ...]], ...]]:
    words: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for word in rule.needs:
            words[word] = (*words.get(word, ()), rule)
    found: dict[str, tuple[tuple[str, tuple[Rule, ...]], ...]] = {}
    for word, needing in words.items():
        found[word[0]] = (*found.get(word[0], ()), (word, needing))
    return found


@cache
def _long_rules(length: int, closed: bool) -> tuple[Rule, ...]:
    """Return the rules for a line so long, a closed sentence or not (长行规则)."""
    furniture = load_furniture()
    return tuple(rule for rule in (furniture.prose if closed else furniture.rules) if rule.longest >= length)


def _compile(entry: Mapping[str, Any]) -> Rule:
    start = [f"(?:{pattern})$" for pattern in entry.get("line", ())]
    start += [f"(?:{pattern})" for pattern in entry.get("start", ())]
    has = entry.get("has", ())
    return Rule(
        entry["reason"],
        entry.get("where", "edge"),
        entry.get("opens", False),
        entry.get("longest", 80),
        lazy("|".join(start)) if start else None,
        lazy("|".join(has)) if has else None,
        tuple(entry["needs"]),
        tuple(entry.get("long", ())),
        entry.get("prose", False),
    )


def remove_furniture(rows: list[Row], report: Report) -> list[Row]:
    """Remove navigation, datelines, related articles, adverts, notices and the like (删去杂项)."""
    for row in rows:
        if row.text not in report.judged:
            report.judged[row.text] = _match(row.text)
    found: list[Rule | None] = [report.judged[row.text] for row in rows]
    _find_abstracts(rows, found)
    prose = [rule is None and _is_prose(row.text) for row, rule in zip(rows, found, strict=True)]
    if not any(prose):
        found = [None if rule and rule.reason == "foreign" else rule for rule in found]
    start = next((i for i, row in enumerate(rows) if prose[i] or _SALUTATION.match(row.text)), len(rows))
    end = _find_end(rows, found, prose, start)
    unmatched = max((i for i in range(start, end) if found[i] is None), default=end)
    last = max((i for i in range(start, end) if prose[i]), default=unmatched)
    kept: list[Row] = []
    section = "related"
    for i, (row, rule) in enumerate(zip(rows, found, strict=True)):
        if i >= end:
            section = rule.reason if rule and rule.opens else section
            _take(row, rule.reason if rule else section, report)
        elif (
            rule
            and _applies(rule, above=i < start, below=i > last)
            and not (start <= i <= last and _is_speech(row.text, rule))
        ):
            _take(row, rule.reason, report)
        else:
            kept.append(row)
    return _remove_site_names(kept, report)


def _match(text: str) -> Rule | None:
    furniture = load_furniture()
    if len(text) > furniture.longest or (text[-1] in "：:！!" and _SALUTATION.match(text)):
        return None
    long = len(text) > _SHORT
    rules = furniture.rules
    if long:
        closed = text[-1] in "。！"
        rules = _long_rules(len(text), closed)
        if closed and len(rules) > 1 and not furniture.signs.search(text):
            return None
        rules = tuple(rule for rule in rules if not rule.long or any(map(text.__contains__, rule.long)))
        if not rules:
            return None
    key = re.sub(" {2,}", " ", fold(text).strip("•●■◆▶★◎○ "))
    if _NUMBERED.match(key) and (long or not key[0].isdigit()):
        return None
    met = {
        id(rule)
        for char in furniture.needed.keys() & set(key)
        for word, needing in furniture.needed[char]
        if word in key
        for rule in needing
    }
    for rule in rules:
        if (len(key) <= 2 or id(rule) in met) and rule.matches(key):
            return rule
    return _MENU if len(key) < 200 and _is_menu(key, furniture.menu) else None


_MENU = Rule("navigation", "edge", False, 400)
_ABSTRACT = Rule("abstract", "anywhere", False, 4000)
_ELLIPSIS = lazy(r"(?:…|\.\.)[\W\d_A-Za-z]*$")
_BEGINNING = 400  # characters; an abstract repeats these
_NOT_WORD = lazy(r"[\W_]+")


def _find_abstracts(rows: list[Row], found: list[Rule | None]) -> None:
    """Mark paragraphs that only repeat the beginning: labelled 摘要, or broken off (摘要)."""
    for i, row in enumerate(rows):
        before = found[i - 1] if i else None
        labelled = bool(before and before.reason == "abstract" and len(rows[i - 1].text) < 10)
        if len(row.text) < 60 or not (labelled or _ELLIPSIS.search(row.text[-12:])):
            continue
        words = _NOT_WORD.sub("", row.text)[:60]
        others = "".join(_NOT_WORD.sub("", other.text[:400]) for j, other in enumerate(rows[:60]) if j != i)
        if 0 <= others.find(words) < _BEGINNING:
            found[i] = _ABSTRACT


def _is_menu(key: str, menu: frozenset[str]) -> bool:
    """Tell a row of menu words by the share of them that menus are made of (导航行)."""
    words = [word for word in _SPLIT.split(key) if word]
    if not words or any(len(word) > _LONGEST_MENU_WORD or _PROSE_MARK.search(word) for word in words):
        return False
    return sum(word in menu for word in words) >= max(1, 0.3 * len(words))


def _is_prose(text: str) -> bool:
    head = text[:60]
    # A Han character is three bytes in UTF-8: this many bytes mean that more than half are Han.
    return (
        len(text) >= _SHORTEST_PROSE
        and len(head.encode()) > 2.2 * len(head)
        and bool(_PROSE_MARK.search(text))
    )


def _find_end(rows: list[Row], found: list[Rule | None], prose: list[bool], start: int) -> int:
    """Find the first line after which only furniture follows (正文终点)."""
    half = sum(len(row.text) for row in rows) / 2
    before = 0
    for i in range(start, len(rows)):
        rule = found[i]
        before += len(rows[i].text)
        if rule and rule.reason == "glossary" and before > half:
            return i
        if i > start and rule and rule.opens and not _goes_on(rows[i + 1 :], prose[i + 1 :]):
            return i
    return len(rows)


def _goes_on(rows: list[Row], prose: list[bool]) -> bool:
    """Tell whether the speech resumes: long closed paragraphs, not the teasers of a list of links."""
    body = 0
    paragraphs = 0
    for i, row in enumerate(rows):
        teaser = row.text.endswith(("…", "...", "..")) or (i > 0 and row.text.startswith(rows[i - 1].text))
        if prose[i] and not teaser and row.text[-1] in _STOPS:
            paragraphs += 1
            body += len(row.text)
    return paragraphs >= 2 and body >= 200 and body >= 0.6 * sum(len(row.text) for row in rows)


def _applies(rule: Rule, *, above: bool, below: bool) -> bool:
    if rule.where == "anywhere" or (rule.opens and rule.where != "tail" and not above):
        return True
    return (above and rule.where in ("head", "edge")) or (below and rule.where in ("tail", "edge"))


_OF_PAGE = ("contact", "advert", "paywall", "share")
_PITCH = lazy(r"您|亲[，,]|小编|本站|客服|预览|试读|全文|原文|文库|文档|网友|下载|[A-Za-z0-9_-]{5,}")
_CLAUSE = lazy(r"[，；、。]")
_FEWEST_CLAUSES = 3


def _is_speech(text: str, rule: Rule) -> bool:
    """Tell a paragraph of the body that speaks of what pages speak of: nobody is pitched anything (正文而非推广)."""
    return (
        rule.reason in _OF_PAGE
        and text[-1] in _STOPS
        and len(text) >= _SHORTEST_PROSE
        and len(_CLAUSE.findall(text)) >= _FEWEST_CLAUSES
        and not _PITCH.search(text)
    )


def note_published(text: str, report: Report) -> None:
    """Note the date of a line that says when a page was published (发布日期)."""
    if (match := _DATE.search(text)) and int(match[2]) <= 12 and int(match[3]) <= 31:
        report.metadata.setdefault("published", f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}")


def _take(row: Row, reason: str, report: Report) -> None:
    report.remove(row, reason)
    if reason == "dateline" and (bare := _BARE_DATE.fullmatch(row.text)):
        # Nothing beside it says that a page was published then: it may be the speech's own.
        report.metadata.setdefault("dated", f"{bare[1]}-{int(bare[2]):02}-{int(bare[3]):02}")
    if reason in ("dateline", "source", "counter", "share", "breadcrumb"):
        note_published(row.text, report)
        if match := _PAGES.search(fold(row.text)):
            report.metadata.setdefault("pages", match[1])
        if reason == "breadcrumb" and (named := _HOME.search(row.text)):
            report.metadata.setdefault("site", named[1])
        rest = re.sub(r"[\d:\-/.\s]+", "", row.text)
        if (
            reason == "dateline"
            and row.text[0].isdigit()
            and 2 <= len(rest) <= 10
            and han_count(rest) == len(rest)
        ):
            report.metadata.setdefault("site", rest)


def _remove_site_names(rows: list[Row], report: Report) -> list[Row]:
    """Remove the bare name of the site that the dateline gave away (网站名)."""
    site = report.metadata.get("site")
    if not site:
        return rows
    kept: list[Row] = []
    for row in rows:
        if row.text.startswith(site) and len(row.text) <= len(site) + 3:
            report.remove(row, "navigation")
        else:
            kept.append(row)
    return kept


def strip_endings(rows: list[Row], report: Report) -> list[Row]:
    """Strip `（责任编辑：…）`, `【打印】` and the like from the end of a line (行尾杂项)."""
    endings = load_furniture().endings
    kept: list[Row] = []
    for row in rows:
        match = endings.search(row.text[-60:]) if row.text[-1] in "）)]】" or row.text[-1].isascii() else None
        if match and match[0] != row.text:
            report.remove(row, "source", match[0].strip())
            row = row._replace(text=row.text[: len(row.text) - len(match[0])].rstrip())
        kept.append(row)
    return kept


# Every watermark holds one of these.
_SITE_WORD = lazy(
    r"[w:网库版转](?:(?<=w)ww\.|(?<=:)//|(?<=文库)|(?<=[范公]文网)|(?<=学科网)|(?<=课件网)|(?<=版)权所有|(?<=转)载请注明)"
)


def remove_watermarks(rows: list[Row], report: Report) -> list[Row]:
    """Remove web addresses and site names injected into running text (水印)."""
    whole = "\n".join([row.text for row in rows])
    if not _SITE_WORD.search(whole):
        return [row for row in rows if row.text]
    pattern = load_furniture().watermarks
    name = _name_at_address(whole)
    if name:
        pattern = re.compile(
            f"{re.escape(name)}(?=[ 　]*(?:https?://|www\\.))[ 　]*(?:{_ADDRESS.pattern})|{pattern.pattern}"
        )
    kept: list[Row] = []
    for row in rows:
        if (
            "www." in row.text
            or "://" in row.text
            or "网" in row.text
            or "文库" in row.text
            or "转载" in row.text
        ):
            for match in pattern.finditer(row.text):
                report.remove(row, "watermark", match[0])
            row = row._replace(text=pattern.sub("", row.text).strip())
        if row.text:
            kept.append(row)
    return kept


_ADDRESS = lazy(r"(?:https?://|www\.)[A-Za-z0-9][A-Za-z0-9./_?=&%#:~-]{3,120}")
_NAME_BEFORE = lazy(rf"({HAN}{{2,12}})[ \u3000]*(?=https?://|www\.)")
_SHORTEST_NAME = 3


def _name_at_address(whole: str) -> str:
    """Find the name of a site that stands before its address each time, whatever stands before it (网站名).

    Where the address comes once the name cannot be told from the sentence, and stays.
    """
    before = [match[1] for match in _NAME_BEFORE.finditer(whole)]
    if len(before) < 2:
        return ""
    columns = zip(*(reversed(text) for text in before), strict=False)
    shared = sum(1 for _ in itertools.takewhile(lambda column: len(set(column)) == 1, columns))
    return before[0][-shared:] if shared >= _SHORTEST_NAME else ""


_FOOTNOTE = lazy(rf"(?<={HAN}|[”》）。，；、])[\[［〔【](\d{{1,3}})[\]］〕】](?!号)")
_BRACKET = lazy(r"[\[［〔【]\d")
_RAISED = lazy("[⁰¹²³⁴-⁹]")
_MARKED = lazy(r"[\[［〔【⁰¹²³⁴-⁹]")
_SUPERSCRIPT = lazy(rf"(?<={HAN}|[”》）。，；])[⁰¹²³⁴-⁹]+")


_NOTE_MARK = lazy(r"[①-⑳]|[*＊†‡]{1,3}|[（(]\d{1,2}[）)]|注 ?\d{1,2}|[\[［〔【]注?\d{1,3}[\]］〕】]")


def _remove_noted(rows: list[Row], report: Report) -> list[Row]:
    """Remove from the text the marks with which the notes taken from below it begin (注释对应的标记)."""
    marks = {
        match[0]
        for removal in report.removed
        if removal.reason in ("glossary", "note", "footnote") and (match := _NOTE_MARK.match(removal.text))
    }
    single = [mark for mark in sorted(marks) if sum(row.text.count(mark) for row in rows) == 1]
    if not single:
        return rows
    pattern = re.compile(rf"(?<={HAN}|[”》）])(?:{'|'.join(map(re.escape, single))})(?!{HAN}*[；;])")
    kept: list[Row] = []
    for row in rows:
        for match in pattern.finditer(row.text):
            report.remove(row, "footnote", match[0])
        kept.append(row._replace(text=pattern.sub("", row.text)))
    return kept


def remove_footnote_marks(rows: list[Row], report: Report) -> list[Row]:
    """Remove `[1]`, `〔2〕`, `³` after words where they count up from one, and what notes below are marked with (脚注标记)."""
    rows = _remove_noted(rows, report)
    if not any(_MARKED.search(row.text) for row in rows if row.text not in report.plain):
        return rows
    marked = [row for row in rows if _BRACKET.search(row.text)]
    numbers = [int(match[1]) for row in marked for match in _FOOTNOTE.finditer(row.text)]
    counting = (
        len(numbers) > 1 and numbers[0] == 1 and all(b - a in (0, 1) for a, b in itertools.pairwise(numbers))
    )
    kept: list[Row] = []
    for row in rows:
        for sign, pattern in ((_BRACKET, _FOOTNOTE), (_RAISED, _SUPERSCRIPT))[0 if counting else 1 :]:
            if not sign.search(row.text):
                continue
            for match in pattern.finditer(row.text):
                report.remove(row, "footnote", match[0])
            if pattern.search(row.text):
                row = row._replace(text=pattern.sub("", row.text))
        kept.append(row)
    return kept
