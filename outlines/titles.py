"""What stands above a speech: title, date line, byline (标题、日期、署名)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outlines.evidence import load_evidence, words
from outlines.numbering import parse_number, parse_numeral
from outlines.speech import Removal

# No title block is longer than this many paragraphs.
_REACH = 14
_LONGEST = 70

_YEAR = r"(?P<y>(?:19|20)\d\d|[一二][九〇○零OＯ][一二三四五六七八九〇○零OＯ]{2})"
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(rf"{_YEAR}年(?:\s*(?P<m>{_NUMBER})月(?:\s*(?P<d>{_NUMBER})[日号H]?)?)?")
_NUMERIC_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)")
_FULL_DATE = re.compile(rf"{_YEAR}年\s*(?:{_NUMBER})月(?:\s*(?:{_NUMBER})[日号H]?)?")
_DASHES = " \t\u3000—-－–"
_DATE_LINE = re.compile(rf"[（(]?\s*{_FULL_DATE.pattern}[^。！；]{{0,60}}$".replace("?P<y>", "?:"))
_SALUTATION = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的)?(?:各位|同志们|同志|朋友们|老师们|同学们|工友们|职工们|女士们|先生们|乡亲们|战友们|委员们|代表们|全体)"
)
ADDRESS = re.compile(
    r"(?:各位(?:代表|委员|同志|领导|来宾|同仁|同事|朋友|常委|老师|工友|职工)(?:、各位[^，！：。]{1,8})?|同志们|朋友们|老师们|同学们|工友们|职工朋友们)"
    r"(?:、[^，！：。]{1,8}们)?[，,！!：:]"
)
_SPOKEN = r"(?:讲话|发言|致辞|报告|讲稿|党课|讲话稿|讲话提纲|发言稿|主持词|贺词|献词)"
_TITLE_END = re.compile(rf"{_SPOKEN}(?:提纲|摘要|要点|全文|稿)?(?:[（(][^（()）]*[）)])?$")
_MEETING_LINE = re.compile(r"(?:会|会议|论坛|仪式|大会|活动|座谈会|培训班)上?[）)]?$")
_OPEN_END = re.compile(r"[、暨和与及在的于对为，]$|[—-]$")
_GLUED_HEAD = re.compile(
    rf"^(?P<title>[^。；！？：:]{{4,70}}?{_SPOKEN})\s*"
    rf"(?P<date>[（(]?{_FULL_DATE.pattern}[）)]?)?\s*".replace("?P<y>", "?:")
    + r"(?P<rest>(?:尊敬的)?(?:各位|同志们|朋友们|老师们|同学们)[^。；！？：:]{0,30}[：:].+)$"
)
_NOTE = re.compile(r"^[（(](?:[^（()）]{0,30}(?:录音|整理|摘要|审定|节选|草案|讨论稿|送审稿|全文)[^（()）]{0,20})[）)]$")
_BYLINE_LABEL = re.compile(r"^(?:作者|讲话人|发言人|报告人|主讲人|演讲人|讲演者|署名|撰稿)[：:]\s*")
_TRAILER = re.compile(r"\s*[（(](?P<note>[^（()）]*)[）)]$")
_NO_NAME = re.compile(r"[在的和与及同致为办会议上]|报告|讲话|发言")
_HAN_ONLY = re.compile(r"[^\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Front:
    """The title block (标题区): `body` are the indices of the paragraphs that are left for the speech."""

    title: str
    speaker: str | None
    date: str | None
    paragraphs: tuple[str, ...]
    body: tuple[int, ...]
    removed: tuple[Removal, ...]


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the person name and the post patterns (姓名与职务)."""
    data = load_evidence("names")
    singles = "".join(data["surnames"].split())
    doubles = "|".join(words(data["double_surnames"]))
    name = rf"(?:(?:{doubles})[\u4e00-\u9fff]{{1,2}}|[{singles}][\u4e00-\u9fff]{{1,2}}(?:·[\u4e00-\u9fff]{{2,6}})?|[\u4e00-\u9fff]{{2,6}}·[\u4e00-\u9fff]{{2,8}}|[{singles}][某×X]{{1,2}})"
    posts = "|".join(words(data["posts"]))
    return re.compile(name), re.compile(rf"(?:{posts})")


def _is_name(text: str) -> bool:
    name, post = _names()
    return bool(name.fullmatch(text)) and not any(word in text for word in load_evidence("names")["not_names"].split())


def find_person(text: str) -> str | None:
    """Read the person of a byline or of a phrase before 在…上的讲话 (人名).

    >>> [find_person(text) for text in ("云州市市长　周敏", "市委书记陈立同志", "王一鸣", "市总工会主席")]
    ['周敏', '陈立', '王一鸣', None]
    """
    text = re.sub(r"同志$|^[（(]|[）)]$", "", text.strip())
    spread = re.fullmatch(r"(?:.*[^\s\u3000])?[\s\u3000]+([\u4e00-\u9fff])[\s\u3000]+([\u4e00-\u9fff])", text)
    if spread and _is_name(spread[1] + spread[2]):
        return spread[1] + spread[2]
    parts = text.split()
    if len(parts) > 1 and _is_name(parts[-1]):
        return parts[-1]
    joined = "".join(parts)
    _, post = _names()
    last = None
    for match in post.finditer(joined):
        last = match
    rest = joined[last.end() :] if last else joined
    if last and last.start() and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", rest) and not _NO_NAME.search(rest):
        return rest
    return rest if _is_name(rest) else None


def parse_date(text: str) -> str | None:
    """Read the first date of a line as ISO 8601, as far as it goes (日期).

    >>> [parse_date(text) for text in ("（2024年5月1日）", "2024年全市工作会议", "二〇二一年七月", "2023-04-17")]
    ['2024-05-01', '2024', '2021-07', '2023-04-17']
    """
    match = DATE.search(text) or _NUMERIC_DATE.search(text)
    if not match:
        return None
    year = "".join(str("〇一二三四五六七八九".index(char)) if char in "〇一二三四五六七八九" else "0" if char in "○零OＯ" else char for char in match["y"])
    parts = [year]
    for key, most in (("m", 12), ("d", 31)):
        value = parse_numeral(match[key]) if match[key] else 0
        if not 1 <= value <= most:
            break
        parts.append(f"{value:02d}")
    return "-".join(parts)


def _key(text: str) -> str:
    return _HAN_ONLY.sub("", re.sub(r"全文|讲话稿$", "", text))


def _repeats(line: str, title: str) -> bool:
    """Tell whether a line says the title over again, give or take a year (标题重复)."""
    first, second = _key(line), _key(title)
    if len(first) < 4 or len(second) < 4:
        return first == second
    if first == second or (min(len(first), len(second)) > 8 and (first in second or second in first)):
        return True
    if abs(len(first) - len(second)) > 6:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.85


def _split_head(text: str) -> list[str]:
    """Part a title, date and salutation that a lost line break glued to the text (粘连的标题)."""
    match = _GLUED_HEAD.match(text) if len(text) > 40 else None
    if not match:
        return [text]
    return [part.strip() for part in (match["title"], match["date"], match["rest"]) if part and part.strip()]


def _strip_trailer(title: str) -> tuple[str, str]:
    """Take a note in brackets off a title where it holds a date (标题后的括注)."""
    match = _TRAILER.search(title)
    if match and (DATE.search(match["note"]) or re.fullmatch(r"全文|摘要|(?:19|20)\d\d", match["note"])):
        return title[: match.start()].strip(), match["note"]
    return title.strip(), ""


def _front_matter(paragraphs: Sequence[str]) -> tuple[dict[str, str], int]:
    """Read a YAML head that came in as paragraphs (文首元数据)."""
    if not paragraphs or paragraphs[0].strip() != "---":
        return {}, 0
    found: dict[str, str] = {}
    for index, line in enumerate(paragraphs[1:_REACH], 1):
        if line.strip() == "---":
            return found, index + 1
        key, _, value = line.partition(":")
        found[key.strip()] = value.strip().strip("\"'")
    return {}, 0


def read_front(paragraphs: Sequence[str], hints: Sequence[str], lines: Sequence[int], metadata: Mapping[str, str]) -> Front:
    """Part the title block from the speech (识别标题区).

    Args:
        paragraphs: the cleaned paragraphs, in order.
        hints: what the format says of each ("title", "h1" …), empty where it says nothing.
        lines: the source line of each, for the report of what is removed.
        metadata: "title", "site_title", "published" where known.
    """
    head, skip = _front_matter(paragraphs)
    known = {**metadata, **head}
    texts: list[str] = []
    origin: list[int] = []
    marks: list[str] = []
    for index in range(skip, len(paragraphs)):
        parts = _split_head(paragraphs[index]) if index - skip < 4 else [paragraphs[index]]
        texts += parts
        origin += [index] * len(parts)
        marks += [hints[index] if index < len(hints) else ""] * len(parts)

    titles: list[str] = []
    removed: list[Removal] = []
    speaker: str | None = None
    date: str | None = None
    repeated_year: str | None = None
    open_meeting = False
    position = 0
    while position < min(len(texts), _REACH):
        text = texts[position].strip()
        bare = text.strip(_DASHES + "\ufeff")
        if marks[position] == "title" and len(text) <= _LONGEST:
            pass
        elif not bare:
            position += 1
            continue
        elif (
            len(bare) > _LONGEST
            or text.endswith(("。", "！", "；", "：", ":", "!"))
            or _SALUTATION.match(bare)
            or (_section_number(text) and not _DATE_LINE.match(bare))
        ):
            break
        line = lines[origin[position]] if origin[position] < len(lines) else origin[position] + 1
        person = find_person(_BYLINE_LABEL.sub("", bare))
        if _DATE_LINE.match(bare):
            date = date or parse_date(bare)
            inner = re.sub(DATE.pattern, "", bare).strip(" （()）\u3000")
            speaker = speaker or (find_person(inner) if inner else None)
            open_meeting = not (_MEETING_LINE.search(bare) or bare.endswith(("）", ")")) or len(inner) < 6)
        elif open_meeting and (_MEETING_LINE.search(bare) or len(bare) <= 30):
            open_meeting = False
            if not _MEETING_LINE.search(bare):
                continue
        elif _NOTE.match(bare):
            pass
        elif text.startswith(("——", "--")) and (titles or known.get("title") or _MEETING_LINE.search(bare)):
            pass
        elif (titles or known.get("title")) and re.fullmatch(r"在.{6,}(?:会议|大会|会)上", bare):
            pass
        elif person and len(bare) <= 40 and not _TITLE_END.search(bare):
            speaker = speaker or person
        elif titles and _is_post(bare):
            pass
        elif titles and _repeats(bare, "".join(titles)):
            removed.append(Removal(line, text, "repeated_title"))
            repeated_year = repeated_year or parse_date(bare)
        elif not titles:
            titles.append(bare)
        elif _continues(titles[-1], bare):
            titles.append(bare)
        elif "报告" in titles[-1] and bare.startswith("关于"):
            pass
        else:
            break
        position += 1

    title = "".join(titles)
    fallback = known.get("title") or known.get("site_title") or ""
    title, note = _strip_trailer(title or fallback)
    if not note and fallback:
        _, note = _strip_trailer(fallback)
    if note:
        date = date or (parse_date(note) if _FULL_DATE.search(note) else None)
        speaker = speaker or find_person(re.sub(DATE.pattern, "", note))
    speaker = speaker or _speaker_of_title(title)
    date = date or parse_date(title) or repeated_year or parse_date(fallback) or parse_date(known.get("published", "")) or known.get("date")
    return Front(title, speaker, date, tuple(texts[position:]), tuple(origin[position:]), tuple(removed))


def _section_number(text: str) -> bool:
    marker = parse_number(text)
    return marker is not None and marker.style.name in ("SECTION", "BRACKET", "PART", "ORDINAL", "DEMAND", "ITEM")


def _is_post(text: str) -> bool:
    return len(text) <= 30 and bool(re.search(rf"(?:{_names()[1].pattern})$", text)) and not _TITLE_END.search(text)


def _continues(first: str, second: str) -> bool:
    """Tell whether a title runs on in the next line (多行标题)."""
    if _OPEN_END.search(first):
        return True
    if _TITLE_END.search(first):
        return False
    if _TITLE_END.search(second):
        return True
    return first.startswith("在") and not first.endswith("上")


def _speaker_of_title(title: str) -> str | None:
    """Read who speaks from 某某在…上的讲话 (标题中的讲话人)."""
    match = re.match(r"([^，。：:]{2,30}?)(?:同志)?(?:在|于)(?=.{4,})", title)
    if match and re.search(rf"{_SPOKEN}|会上|仪式上", title):
        return find_person(match[1])
    match = re.match(r"([^，。：:]{2,24})[：:]", title)
    return find_person(match[1]) if match else None
