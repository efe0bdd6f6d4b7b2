"""What stands above a speech: title, date line, byline (标题、日期、署名)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from outlines.bylines import FULL_DATE, ends_in_post, find_person, is_byline, parse_date, without_date
from outlines.numbering import Style, parse_number
from outlines.regex import lazy
from outlines.speech import Removal

# No title block has more lines than this, and no line of one is longer.
_REACH = 14
_LONGEST = 70
_SPOKEN = (
    r"(?:讲话|发言|致辞|报告|讲稿|党课|讲话稿|发言稿|主持词|贺词|献词|致词|演讲|开幕词|闭幕词|动员令"
    r"|講話|發言|致辭|致詞|報告|講稿|黨課|主持詞|賀詞|獻詞|演講|開幕詞|閉幕詞)"
)
_LONGEST_SIGNATURE = 30
_DASHES = " \t\u3000—-－–―─\ufeff"
_DASHED = ("——", "--", "――", "－－", "──", "––")
_PARTIAL_DATE = lazy(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_NUMERIC_DATE = r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}"
_DATE_LINE = lazy(rf"[（(]?\s*(?:{FULL_DATE}[^。！；]{{0,60}}|{_NUMERIC_DATE}(?:\s[\d:]+)?[）)]?)$")
_DATE_ONLY = lazy(rf"[（(]?{FULL_DATE}[）)]?$")
_SALUTATION = lazy(
    r"(?:尊敬的|敬爱的|亲爱的)?(?:各位|同志们|同志|朋友们|老师们|同学们|工友们|职工们|女士们|先生们|乡亲们|战友们|委员们|代表们|全体)"
)
_ADDRESSED = (
    r"(?:各位(?:代表|委员|同志|领导|来宾|同仁|同事|朋友|常委|老师|工友|职工)(?:、各位[^，！：。]{1,8})?"
    r"|各位(?:委員|來賓|領導)|同志[们們]|朋友[们們]|老师们|同学们|工友[们們]|职工朋友们|姐妹们|(?:街坊|邻居|乡邻|父老|家长|校友|学员|战友|队员|孩子|兄弟|伙伴)们)(?:、[^，！：。]{1,8}[们們])?"
)
ADDRESS = lazy(rf"{_ADDRESSED}[，,！!：:]")
_TITLE_END = lazy(rf"{_SPOKEN}(?:提纲|摘要|要点|全文|稿)?(?:[（(][^（()）]*[）)])?$")
_MEETING_LINE = lazy(r"(?:会|会议|论坛|仪式|大会|活动|座谈会|培训班)上?[）)]?$")
_SESSION_LINE = lazy(r"(?:.{0,12}人民代表大会)?第[一二三四五六七八九十]+次[^。]{0,8}会议上?[）)]?$")
_AT_MEETING = lazy(r"在.{6,}(?:会议|大会|会)上")
_OPEN_END = lazy(r"[、暨和与及在的于对为，]$|[—-]$")
_GLUED_HEAD = lazy(
    rf"^(?P<title>[^。；！？：:]{{4,70}}?{_SPOKEN})\s*(?P<date>[（(]?{FULL_DATE}[）)]?)?\s*"
    r"(?P<rest>(?:尊敬的)?(?:各位|同志们|朋友们|老师们|同学们)[^。；！？：:]{0,30}[：:].+)$"
)
_SUBTITLED = lazy(
    rf"(?P<title>[^。；！？：:]{{2,40}}{_SPOKEN})\s*"
    rf"(?P<rest>(?:——|--|――|──|—)[^。；！？]{{4,60}}|[（(]{FULL_DATE}[^（()）。]{{0,40}}[)）])$"
)
_NOTE = lazy(
    r"^[（(][^（()）]{0,30}(?:录音|整理|摘要|审定|节选|草案|讨论稿|送审稿|全文)[^（()）]{0,20}[）)]$"
)
_BYLINE_LABEL = lazy(r"^(?:作者|讲话人|发言人|报告人|主讲人|演讲人|署名|撰稿)[：:]\s*")
_TRAILER = lazy(r"\s*[（(](?P<note>[^（()）]*)[）)]$")
_SPEAKER_AT = lazy(r"([^，。：:]{2,30}?)(?:同志)?(?:在|于)(?=.{4,})")
_SPEAKER_COLON = lazy(r"([^，。：:]{2,24})[：:]")
_NO_TITLE = lazy(r"[。；！？>＞»｜|]|[：:].*[：:]")
_COLUMN = lazy(r"(?:领导|重要|大会|工会|工作|专题)?(?:讲话|发言|报告|致辞)(?:致辞|发言)?$")
_NOT_KEY = lazy(r"[\W\d_]|全文$|讲话稿$")
_NUMBERED = frozenset({Style.SECTION, Style.BRACKET, Style.PART, Style.ORDINAL, Style.DEMAND, Style.ITEM})


@dataclass(frozen=True, slots=True)
class Front:
    """A speech without its title block (标题区): `body` are the indices that its paragraphs had before."""

    title: str
    speaker: str | None
    date: str | None
    paragraphs: tuple[str, ...]
    body: tuple[int, ...]
    removed: tuple[Removal, ...]


@dataclass(slots=True)
class _Block:
    """What the lines of a title block have said so far (读标题区的状态)."""

    known_title: str
    titles: list[str] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    speaker: str | None = None
    date: str | None = None
    repeated_date: str | None = None
    meeting_open: bool = False

    def take(self, text: str, line: int, is_title: bool) -> bool:
        """Take one line in; return False where the speech itself begins (读一行)."""
        bare = text.strip(_DASHES)
        if text.startswith("<!--") and text.endswith("-->"):
            self.removed.append(Removal(line, text, "comment"))
            return True
        if not bare:
            return True
        if not is_title and _begins_speech(text, bare):
            return False
        if _DATE_LINE.match(bare):
            self._take_date(bare)
            return True
        if self.meeting_open and (_MEETING_LINE.search(bare) or len(bare) <= 30):
            self.meeting_open = False
            if _MEETING_LINE.search(bare):
                return True
        return self._is_aside(text, bare) or self._take_person(bare) or self._take_title(bare, text, line)

    def _take_date(self, bare: str) -> None:
        self.date = self.date or parse_date(bare)
        rest = without_date(bare)
        self.speaker = self.speaker or (find_person(rest) if rest else None)
        closed = _MEETING_LINE.search(bare) or bare.endswith(("）", ")")) or len(rest) < 6
        self.meeting_open = not closed

    def _is_aside(self, text: str, bare: str) -> bool:
        self.date = self.date or parse_date(_strip_trailer(bare)[1])
        titled = bool(self.titles or self.known_title)
        dashed = text.startswith(_DASHED)
        self.meeting_open |= dashed and bare.startswith("在") and not _MEETING_LINE.search(bare)
        return bool(
            _NOTE.match(bare)
            or (self.date and _SESSION_LINE.match(bare))
            or (dashed and (titled or _MEETING_LINE.search(bare)))
            or (titled and _AT_MEETING.fullmatch(_strip_trailer(bare)[0].strip("（）()")))
        )

    def _take_person(self, bare: str) -> bool:
        if len(bare) > 40 or _TITLE_END.search(bare):
            return False
        name = _BYLINE_LABEL.sub("", bare)
        person = find_person(name)
        self.speaker = self.speaker or person
        return bool(
            person
            or is_byline(name)
            or ((self.titles or self.known_title) and len(bare) <= 30 and ends_in_post(bare))
        )

    def _take_title(self, bare: str, text: str, line: int) -> bool:
        if self.titles and repeats_title(bare, "".join(self.titles)):
            self.removed.append(Removal(line, text, "repeated_title"))
            self.repeated_date = self.repeated_date or parse_date(bare)
            return True
        if not self.titles or _continues(self.titles[-1], bare):
            self.titles.append(bare)
            return True
        return "报告" in self.titles[-1] and bare.startswith("关于")


def is_spoken_title(text: str) -> bool:
    """Tell whether a line has the shape of a speech's title (讲话标题).

    >>> [is_spoken_title(text) for text in ("在全市工会工作会议上的讲话", "首页＞领导讲话", "同志们作了报告。")]
    [True, False, False]
    """
    return (
        4 <= len(text) <= _LONGEST
        and _TITLE_END.search(text) is not None
        and _NO_TITLE.search(text) is None
        and _COLUMN.match(text) is None
    )


def is_front_line(text: str) -> bool:
    """Tell a date line, note, session, subtitle or byline: what stands between title and salutation (标题区行).

    >>> [is_front_line(text) for text in ("（2024年5月1日）", "云州市市长　周敏", "浏览：12次")]
    [True, True, False]
    """
    bare = text.strip(_DASHES)
    return bool(
        _DATE_LINE.match(bare)
        or _NOTE.match(bare)
        or _SESSION_LINE.match(bare)
        or _AT_MEETING.fullmatch(_strip_trailer(bare)[0].strip("（）()"))
        or text.startswith(_DASHED)
        or (len(bare) <= 40 and is_byline(_BYLINE_LABEL.sub("", bare)))
    )


def is_address(text: str) -> bool:
    """Tell whether a paragraph turns to its hearers (呼语).

    >>> is_address("同志们，让我们行动起来！"), is_address("同志们的干劲很足。")
    (True, False)
    """
    return ADDRESS.match(text) is not None


def read_front(
    paragraphs: Sequence[str], hints: Sequence[str], lines: Sequence[int], metadata: Mapping[str, str]
) -> Front:
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
    for index in range(skip, len(paragraphs)):
        parts = _split_head(paragraphs[index]) if index - skip < 4 else [paragraphs[index]]
        texts += parts
        origin += [index] * len(parts)

    known_title = known.get("title") or known.get("site_title") or ""
    block = _Block(known_title)
    position = 0
    while position < min(len(texts), _REACH):
        at = origin[position]
        is_title = at < len(hints) and hints[at] == "title" and len(texts[position]) <= _LONGEST
        line = lines[at] if at < len(lines) else at + 1
        if not block.take(texts[position].strip(), line, is_title):
            break
        position += 1

    title, note = _strip_trailer("".join(block.titles) or known_title)
    note = note or _strip_trailer(known_title)[1]
    dates = [block.date, parse_date(note) if re.search(FULL_DATE, note) else None]
    if len(texts) - position > 2 and _DATE_ONLY.match(texts[-1].strip()):
        dates.append(parse_date(texts.pop()))
        origin.pop()
    signed = None
    if len(texts) - position > 2 and block.speaker is None and _is_signature(texts[-1].strip()):
        signed = find_person(texts.pop().strip())
        origin.pop()
    dates += [parse_date(title), block.repeated_date, parse_date(known_title)]
    dates += [parse_date(known.get("published", "")), _stated_date(known.get("date", ""))]
    speaker = (
        block.speaker
        or (find_person(without_date(note)) if parse_date(note) else None)
        or _speaker_of_title(title)
        or signed
        or find_person(known.get("speaker", ""))
    )
    date = next((date for date in dates if date), None)
    if date and len(date) == 4 and (given := known.get("dated", "")).startswith(date):
        date = given
    return Front(
        title, speaker, date, tuple(texts[position:]), tuple(origin[position:]), tuple(block.removed)
    )


def _is_signature(text: str) -> bool:
    """Tell a post and a name in a line of their own from a line of the speech (文末署名)."""
    return len(text) <= _LONGEST_SIGNATURE and not _NO_TITLE.search(text) and find_person(text) is not None


def _begins_speech(text: str, bare: str) -> bool:
    """Tell the first line of the speech from a line of the title block (正文起始)."""
    if len(bare) > _LONGEST or text.endswith(("。", "！", "；", "：", ":", "!")) or _SALUTATION.match(bare):
        return True
    marker = parse_number(text)
    return marker is not None and marker.style in _NUMBERED and not _DATE_LINE.match(bare)


def repeats_title(line: str, title: str) -> bool:
    """Tell whether a line says the title over again, give or take a year (标题重复)."""
    first, second = _NOT_KEY.sub("", line), _NOT_KEY.sub("", title)
    if first == second or (min(len(first), len(second)) > 8 and (first in second or second in first)):
        return True
    if min(len(first), len(second)) < 4 or abs(len(first) - len(second)) > 6:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.85


def _split_head(text: str) -> list[str]:
    """Part a title, date and salutation that a lost line break glued to the text (粘连的标题)."""
    subtitled = _SUBTITLED.match(text) if len(text) <= 2 * _LONGEST else None
    if subtitled:
        return [subtitled["title"].strip(), subtitled["rest"].strip()]
    match = _GLUED_HEAD.match(text) if len(text) > 40 else None
    if not match:
        return [text]
    return [part.strip() for part in (match["title"], match["date"], match["rest"]) if part and part.strip()]


def _strip_trailer(title: str) -> tuple[str, str]:
    """Take a note in brackets off a title where it holds a date (标题后的括注)."""
    match = _TRAILER.search(title)
    if match and (parse_date(match["note"]) or re.fullmatch(r"全文|摘要|(?:19|20)\d\d", match["note"])):
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


def _continues(first: str, second: str) -> bool:
    """Tell whether a title runs on in the next line (多行标题)."""
    if _OPEN_END.search(first):
        return True
    if _TITLE_END.search(first):
        return False
    return bool(_TITLE_END.search(second)) or (first.startswith("在") and not first.endswith("上"))


def _stated_date(text: str) -> str | None:
    """Read a date that a file's head states, which may be but a year and a month (文首所载日期)."""
    return parse_date(text) or (text if _PARTIAL_DATE.fullmatch(text) else None)


def _speaker_of_title(title: str) -> str | None:
    """Read who speaks from 某某在…上的讲话 (标题中的讲话人).

    A post without a name is nobody: who held it is not in the text, and a speaker is never guessed.
    """
    match = _SPEAKER_AT.match(title)
    if match and re.search(rf"{_SPOKEN}|会上|仪式上", title):
        return find_person(match[1])
    match = _SPEAKER_COLON.match(title)
    return find_person(match[1]) if match else None
