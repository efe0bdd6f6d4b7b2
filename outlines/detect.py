"""Paragraphs in, section tree out (结构识别)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outlines.headings import Heading, find_headings, find_leads
from outlines.numbering import RANKS, WEAK, Style
from outlines.roles import assign_roles
from outlines.speech import Removal, Role, Span, Unit
from outlines.titles import ADDRESS, read_front

_DEEPEST = 3
# A call: what a closing says and nothing else does.
_CALL = re.compile(
    r"让我们|团结奋斗|努力奋斗|而奋斗|奋勇前进|再接再厉|再创辉煌|谢谢|携手|奋力谱写|奋力开创|更加紧密地团结|新的更大(?:的)?贡献|作出(?:新的)?(?:更大)?贡献"
    r"|不负|扬帆|新征程|新篇章|新局面|共同努力|一定能|必将|祝(?:大会|大家|各位)|新时代"
)
_STRONG_CALL = re.compile(r"让我们|为.{4,60}(?:而)?(?:努力|团结)?奋斗|更加紧密地团结|谢谢大家|再接再厉")
_TRUNCATED = re.compile(r"(?:…|\.\.\.|略)$|[\u4e00-\u9fff，、；：“（]$")
_CLOSING_REACH = 5
_CLOSING_LENGTH = 2000
_END_MATTER = re.compile(r"^(?:-{3,}|—{3,}|[《]?.{0,12}》?\s*(?:名词解释|注释|附件|附注|术语解释|名词说明)[：:]?|附[：:].*)$")


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

    Every character of the body comes back in order: as a number, a heading, the stop after a heading, or text.
    """
    front = read_front(paragraphs, hints, lines, metadata or {})
    body = front.paragraphs
    marks = tuple(hints[index] if index < len(hints) else "" for index in front.body)
    end = next((index for index, text in enumerate(body) if index and _END_MATTER.match(text)), len(body))
    headings = _add_leads(body, end, find_headings(body[:end], marks))
    levels = _assign_levels(body, headings)
    units = _build_units(body, levels, _find_closing(body, end, levels))
    return Structure(front.title, front.speaker, front.date, body, assign_roles(units, front.date), front.removed)


def _is_address(text: str) -> bool:
    return ADDRESS.match(text) is not None


def _add_leads(body: Sequence[str], end: int, headings: list[Heading]) -> list[Heading]:
    """Look for lead sentences in every stretch between two headings (补段首句)."""
    strong = [heading for heading in headings if heading.style not in WEAK]
    if not strong:
        return headings
    taken = {heading.paragraph for heading in headings if heading.begin == 0}
    stops = sorted(taken | {index for index in range(end) if _is_address(body[index])})
    found: list[Heading] = []
    first = strong[0].paragraph
    for start, stop in zip(stops, [*stops[1:], end], strict=True):
        if start >= first:
            found += find_leads(body, start + 1, stop)
    return sorted(headings + [lead for lead in found if lead.paragraph not in taken], key=lambda h: (h.paragraph, h.begin))


def _assign_levels(body: Sequence[str], headings: list[Heading]) -> list[tuple[int, Heading]]:
    """Nest the headings by style, rank and run (定级)."""
    strong = next((index for index, heading in enumerate(headings) if heading.style not in WEAK), None)
    if strong is not None:
        headings = headings[strong:]
    headings = _fill_gaps(headings)
    ranks = _plain_rank(headings)
    stack: list[Heading] = []
    placed: list[tuple[int, Heading]] = []
    previous = -1
    for index, heading in enumerate(headings):
        if any(_is_address(body[at]) for at in range(previous + 1, heading.paragraph + 1)):
            stack = [open_ for open_ in stack if open_.style not in WEAK][:1] if heading.style in WEAK else stack
        previous = heading.paragraph
        same = next((at for at, open_ in enumerate(stack) if open_.style is heading.style), None)
        if same is not None:
            del stack[same:]
        if same is None or (heading.value <= 1 and heading.style in WEAK):
            while stack and not _nests(headings, index, stack[-1], ranks):
                stack.pop()
        stack.append(heading)
        if len(stack) <= _DEEPEST:
            placed.append((len(stack), heading))
    return placed


def _fill_gaps(headings: Sequence[Heading]) -> list[Heading]:
    """Count an unnumbered title line as the （二） that is missing where it stands (漏号的标题行)."""
    filled = list(headings)
    for index, heading in enumerate(filled):
        if heading.style is not Style.TITLE:
            continue
        before = _nearest_bracket(filled[index - 1 :: -1] if index else [])
        after = _nearest_bracket(headings[index + 1 :])
        if after > before + 1 and (before or after > 1):
            filled[index] = replace(heading, style=Style.BRACKET, value=before + 1)
    return filled


def _nearest_bracket(headings: Sequence[Heading]) -> int:
    for heading in headings:
        if heading.style is Style.BRACKET:
            return heading.value
        if heading.style in (Style.SECTION, Style.PART):
            break
    return 0


def _plain_rank(headings: Sequence[Heading]) -> dict[Style, float]:
    """Place unnumbered title lines above or below the numbered ones of this speech (标题行定级)."""
    ranks: dict[Style, float] = dict(RANKS)
    styles = [heading.style for heading in headings]
    if Style.TITLE not in styles:
        return ranks
    numbered = [style for style in styles if style in (Style.SECTION, Style.BRACKET, Style.ARABIC)]
    if not numbered:
        return ranks
    top = min(numbered, key=lambda style: RANKS[style])
    before = styles[: styles.index(top)].count(Style.TITLE)
    begun = 0
    titled = False
    for heading in headings:
        if heading.style is top:
            begun += titled and heading.value == 1
            titled = False
        titled = titled or heading.style is Style.TITLE
    if before >= 2 or begun >= 2:
        ranks[Style.TITLE] = RANKS[top] - 0.5
    return ranks


def _nests(headings: Sequence[Heading], index: int, above: Heading, ranks: Mapping[Style, float]) -> bool:
    """Tell whether the heading at `index` stands below an open one (是否下级)."""
    heading = headings[index]
    if heading.style is above.style:
        return False
    if above.style in (Style.DASH, Style.LEAD) and heading.paragraph != above.paragraph:
        return above.style is Style.LEAD and heading.style in (Style.ITEM, Style.DEMAND, Style.ORDINAL) and _resumes(headings, index, above)
    if ranks[heading.style] != ranks[above.style]:
        if above.style in WEAK and heading.style not in WEAK:
            return False
        return ranks[heading.style] > ranks[above.style]
    if heading.value > 1 and heading.style is not Style.LEAD:
        return False
    return heading.paragraph == above.paragraph or heading.style is Style.LEAD or _resumes(headings, index, above)


def _resumes(headings: Sequence[Heading], index: int, above: Heading) -> bool:
    """Tell whether the run of an open heading goes on after this one (上级是否延续)."""
    for later in headings[index + 1 : index + 40]:
        if later.style not in WEAK:
            return False
        if later.style is above.style:
            return later.value == above.value + 1 or later.style is Style.LEAD
    return False


def _find_closing(body: Sequence[str], end: int, placed: list[tuple[int, Heading]]) -> tuple[int, int] | None:
    """Find where the closing begins: paragraph and offset (结束语)."""
    if not placed or not end or _TRUNCATED.search(body[end - 1].rstrip()):
        return None
    last = placed[-1][1]
    tail = [index for index in range(max(last.paragraph + 1, end - _CLOSING_REACH), end)]
    for index in reversed(tail):
        text = "".join(body[index:end])
        if _is_address(body[index]) and len(text) <= _CLOSING_LENGTH and _CALL.search(text):
            return index, 0
    final = end - 1
    if final > last.paragraph and _STRONG_CALL.search(body[final]) and body[final].rstrip().endswith(("！", "!", "。")):
        return final, 0
    start = last.body if last.paragraph == final else 0
    inside = [match.start() for match in ADDRESS.finditer(body[final], start) if body[final][match.start() - 1] in "。！"]
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
                heading.text,
                heading.inline,
                _text(body, spans),
                Span(heading.paragraph, heading.start, heading.end),
                spans,
            )
        )
    if closing:
        spans = _spans(body, closing, finish)
        units.append(Unit(0, "", Role.CLOSING, "", False, _text(body, spans), None, spans))
    return tuple(replace(unit) for unit in units)
