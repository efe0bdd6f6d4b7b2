"""Paragraphs in, section tree out (结构识别)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from outlines.headings import Heading, find_headings, join_cut_lines, join_title_lines
from outlines.leads import find_leads
from outlines.levels import assign_levels
from outlines.numbering import RANKS, WEAK, Style, parse_number
from outlines.regex import HAN, lazy
from outlines.roles import assign_roles
from outlines.script import fold_all
from outlines.speech import Removal, Role, Span, Unit
from outlines.titles import ADDRESS, is_address, read_front

# A call: what a closing says and nothing else does.
_CALL = lazy(
    r"让我们|团结奋斗|努力奋斗|而奋斗|奋勇前进|再接再厉|再创辉煌|谢谢|携手|奋力谱写|奋力开创|更加紧密地团结|新的更大(?:的)?贡献|作出(?:新的)?(?:更大)?贡献"
    r"|愿(?:我们|大家|每|你|各位|祖国|同志|同学)|预祝|祝愿|相信|坚信|期待|我们将|竭尽|胜利|不负|扬帆|新征程|新篇章|新局面|共同努力|一定能|必将|祝(?:大会|大家|各位)|新时代"
)
_STRONG_CALL = lazy(
    r"让我们|为.{4,60}(?:而)?(?:努力|团结)?奋斗|更加紧密地团结|谢谢大家|再接再厉|散会|会议到此结束|请.{1,16}放心"
)
_TRUNCATED = lazy(rf"(?:…|\.\.\.|{HAN}|[，、；：“（])$")
_YEAR = lazy(r"(?:19|20)\d\d(?=年)")
_CLOSING_REACH = 5
_CLOSING_LENGTH = 2000
_END_MATTER = lazy(
    r"(?:-{3,}|—{3,}|《?.{0,12}》?\s{0,4}(?:名词解释|注释|附件|附注|术语解释|名词说明)[：:]?|附[：:].*)$"
)
_LONGEST_END = 24  # characters of a line that only says what follows the speech


@dataclass(frozen=True, slots=True)
class Structure:
    """A speech taken apart (结构): `paragraphs` hold the body only, and all spans count in them."""

    title: str
    speaker: str | None
    date: str | None
    paragraphs: tuple[str, ...]
    units: tuple[Unit, ...]
    removed: tuple[Removal, ...]


def detect(
    paragraphs: Sequence[str],
    hints: Sequence[str] = (),
    lines: Sequence[int] = (),
    metadata: Mapping[str, str] | None = None,
) -> Structure:
    """Take a cleaned text apart into title block and units (识别结构).

    Every character of the body comes back in order: as a number, a heading, the stop after it, or text.
    """
    front = read_front(paragraphs, hints, lines, metadata or {})
    marks = tuple(hints[index] if index < len(hints) else "" for index in front.body)
    body, marks = join_title_lines(*join_cut_lines(front.paragraphs, marks))
    text = fold_all(body)
    end = next((index for index, line in enumerate(text) if index and _ends_matter(line)), len(text))
    headings = find_headings(text[:end], marks)
    end = _cut_appendix(text, end, headings)
    headings = _add_leads(text, end, [heading for heading in headings if heading.paragraph < end])
    levels = assign_levels(text, headings)
    units = _build_units(body, levels, _find_closing(text, end, levels))
    date = front.date or _year_of([heading.text for level, heading in levels if level == 1])
    return Structure(front.title, front.speaker, date, body, assign_roles(units, date), front.removed)


def _year_of(headings: Sequence[str]) -> str | None:
    """Read the year of a report from its sections: one looks back on a year, a later one on to the next (由标题推年份)."""
    years = [int(found[0]) for heading in headings if (found := _YEAR.match(heading))]
    told = any(before + 1 == after == max(years) for before, after in pairwise(years))
    return str(years[-1]) if told else None


def _ends_matter(line: str) -> bool:
    """Tell a line below which there is no more speech: a rule, 附：, 名词解释 (文后内容的起始行)."""
    return (len(line) <= _LONGEST_END or line[0] in "附-—") and _END_MATTER.match(line) is not None


def _starts_list(text: str) -> bool:
    marker = parse_number(text)
    return marker is not None and marker.value == 1 and marker.style in (Style.SECTION, Style.ARABIC)


def _cut_appendix(body: Sequence[str], end: int, headings: Sequence[Heading]) -> int:
    """End a speech at its closing where a list numbered afresh follows that addresses nobody (文后清单)."""
    last = next((index for index in range(end - 1, 0, -1) if is_address(body[index])), 0)
    called = next(
        (
            i
            for i in range(last, min(last + 2, end))
            if _STRONG_CALL.search(body[i]) and body[i].endswith("！")
        ),
        0,
    )
    sections = [heading for heading in headings if heading.style is Style.SECTION]
    before = any(heading.value > 1 and heading.paragraph < last for heading in sections)
    after = called and any(_starts_list(body[index]) for index in range(called + 1, end))
    return called + 1 if called and before and after else end


def _add_leads(body: Sequence[str], end: int, headings: list[Heading]) -> list[Heading]:
    """Look for lead sentences in every stretch between two headings (补段首句)."""
    strong = [heading for heading in headings if heading.style not in WEAK]
    if not strong:
        return headings
    taken = {heading.paragraph: heading for heading in headings if heading.begin == 0}
    inside = {heading.paragraph: heading.begin for heading in reversed(headings) if heading.begin}
    stops = sorted(taken.keys() | {index for index in range(end) if is_address(body[index])})
    found: list[Heading] = []
    first = strong[0].paragraph
    for start, stop in pairwise([-1, *stops, end]):
        if stop <= first:
            found += find_leads(body, start + 1, stop, prefatory=True)
        elif start >= first:
            above, below = taken.get(start), taken.get(stop)
            prefatory = above is not None and below is not None and RANKS[above.style] < RANKS[below.style]
            found += find_leads(body, start + 1, stop, prefatory)
    found = [lead for lead in found if lead.body <= inside.get(lead.paragraph, lead.body)]
    return sorted(headings + found, key=lambda heading: (heading.paragraph, heading.begin))


def _find_closing(body: Sequence[str], end: int, placed: list[tuple[int, Heading]]) -> tuple[int, int] | None:
    """Find where the closing begins: paragraph and offset (结束语)."""
    clerk = end > 1 and len(body[end - 1]) <= _LONGEST_END and not parse_number(body[end - 1])
    if clerk and is_address(body[end - 2]):
        end -= 1  # a line that a page or a clerk has put below the closing
    if not end or _TRUNCATED.search(body[end - 1].rstrip()):
        return None
    last, below = (placed[-1][1].paragraph, placed[-1][1].body) if placed else (0, 0)
    for index in range(end - 1, max(last, end - _CLOSING_REACH - 1), -1):
        text = "".join(body[index:end])
        calls = _CALL.search(text) or text.rstrip().endswith(("！", "!"))
        if calls and is_address(body[index]) and len(text) <= _CLOSING_LENGTH:
            return index, 0
    final = end - 1
    strong = _STRONG_CALL.search(body[final]) or (
        _CALL.search(body[final]) and body[final].rstrip().endswith(("！", "!"))
    )
    if final > last and strong:
        return final, 0
    start = below if last == final else 0
    inside = [
        match.start()
        for match in ADDRESS.finditer(body[final], start)
        if body[final][match.start() - 1] in "。！"
    ]
    if inside and _CALL.search(body[final], inside[-1]):
        return final, inside[-1]
    return None


def _spans(body: Sequence[str], start: tuple[int, int], stop: tuple[int, int]) -> tuple[Span, ...]:
    """Span the text between two places, paragraph by paragraph (取段)."""
    spans = []
    for paragraph in range(start[0], min(stop[0], len(body) - 1) + 1):
        begin = start[1] if paragraph == start[0] else 0
        end = stop[1] if paragraph == stop[0] else len(body[paragraph])
        if body[paragraph][begin:end].strip():
            spans.append(Span(paragraph, begin, end))
    return tuple(spans)


def _text(body: Sequence[str], spans: Sequence[Span]) -> str:
    return "\n".join(body[span.paragraph][span.start : span.end] for span in spans)


def _build_units(
    body: Sequence[str], placed: list[tuple[int, Heading]], closing: tuple[int, int] | None
) -> tuple[Unit, ...]:
    """Lay the units out so that together they hold the whole body (组成单元)."""
    edges = [(heading.paragraph, heading.begin) for _, heading in placed]
    finish = (len(body), 0)
    stops = [*edges[1:], closing or finish] if placed else []
    units: list[Unit] = []
    opening = _spans(body, (0, 0), edges[0] if edges else closing or finish)
    if opening:
        role = Role.OPENING if placed else Role.OTHER
        units.append(Unit(0, "", role, "", False, _text(body, opening), None, opening))
    for (level, heading), stop in zip(placed, stops, strict=True):
        spans = _spans(body, (heading.paragraph, heading.body), stop)
        units.append(
            Unit(
                level,
                heading.number,
                Role.OTHER,
                body[heading.paragraph][heading.start : heading.end],
                heading.inline,
                _text(body, spans),
                Span(heading.paragraph, heading.start, heading.end),
                spans,
            )
        )
    if closing:
        spans = _spans(body, closing, finish)
        units.append(Unit(0, "", Role.CLOSING, "", False, _text(body, spans), None, spans))
    return tuple(units)
