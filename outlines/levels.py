"""Nest headings: which stands below which (定级)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from outlines.headings import Heading
from outlines.numbering import RANKS, WEAK, Style
from outlines.titles import is_address

_DEEPEST = 3
# Points of a part, even where no heading stands above them.
_POINTS = frozenset({Style.DASH, Style.ITEM, Style.GROUP, Style.LEAD})
# How many headings to look through for siblings: bounds the work on a text of any length.
_LOOK = 40


def assign_levels(body: Sequence[str], headings: list[Heading]) -> list[tuple[int, Heading]]:
    """Nest the headings by style, rank and run (定级)."""
    headings = _nest_series(_drop_loose(headings))
    headings = _raise_last_part(_fill_gaps(headings))
    ranks = _plain_rank(headings)
    stack: list[Heading] = []
    placed: list[tuple[int, Heading]] = []
    previous = -1
    for index, heading in enumerate(headings):
        if any(is_address(body[at]) for at in range(previous + 1, heading.paragraph + 1)):
            stack = (
                [open_ for open_ in stack if open_.style not in WEAK][: _DEEPEST - 1]
                if heading.style in WEAK
                else stack
            )
        previous = heading.paragraph
        same = next((at for at, open_ in enumerate(stack) if _is_sibling(heading, open_)), None)
        if same is not None:
            del stack[same:]
        runs_on = index > 0 and headings[index - 1].style is heading.style and not heading.value
        if same is None or (heading.value <= 1 and heading.style in WEAK and not runs_on):
            while stack and not _nests(headings, index, stack[-1], ranks):
                stack.pop()
        stack.append(heading)
        # Nothing stands above these, yet they are points of a part, not parts.
        floor = stack[0].style in _POINTS
        if len(stack) + floor <= _DEEPEST:
            placed.append((len(stack) + floor, heading))
    return placed


def _drop_loose(headings: list[Heading]) -> list[Heading]:
    """Drop the weak headings before the first section, but for whole sets that open paragraphs (开头的散项)."""
    strong = next(
        (
            index
            for index, heading in enumerate(headings)
            if heading.style not in WEAK or (heading.style is Style.ORDINAL and not heading.inline)
        ),
        None,
    )
    if strong is None:
        return headings
    opening = [heading for heading in headings[:strong] if heading.style in _POINTS and not heading.begin]
    styles = Counter(heading.style for heading in opening)
    return [heading for heading in opening if styles[heading.style] >= 3] + headings[strong:]


def _is_sibling(heading: Heading, above: Heading) -> bool:
    """Tell whether two headings are of one kind; title lines may differ in the depth the format gave (同级)."""
    if heading.style is not above.style:
        return False
    return (
        heading.style is not Style.TITLE
        or not above.value
        or not heading.value
        or above.value >= heading.value
    )


def _nest_series(headings: Sequence[Heading]) -> list[Heading]:
    """Set a series 一、二、 below the （一） that it stands under, where the outer series goes on later (内层序号)."""
    nested = list(headings)
    outer = bracket = 0
    for index, heading in enumerate(nested):
        if heading.style is Style.BRACKET:
            bracket = heading.value
        elif heading.style is Style.SECTION:
            if heading.value == 1 and outer and bracket and _goes_on(nested[index:], outer, bracket):
                nested[index:] = _lowered(nested[index:])
            else:
                outer, bracket = heading.value, 0
    return nested


def _goes_on(headings: Sequence[Heading], outer: int, bracket: int) -> bool:
    """Tell whether the next （二） comes, and only then the next 二、 of the outer series (外层是否延续)."""
    bracketed = False
    for heading in headings:
        if heading.style is Style.BRACKET:
            bracketed = bracketed or heading.value == bracket + 1
        elif heading.style is Style.SECTION and bracketed:
            return heading.value == outer + 1
    return False


def _lowered(headings: Sequence[Heading]) -> list[Heading]:
    """Count the series that begins here as one of 1. 2. 3. up to the next bracket (降级)."""
    stop = next((at for at, heading in enumerate(headings) if heading.style is Style.BRACKET), len(headings))
    inner = [
        replace(heading, style=Style.ARABIC) if heading.style is Style.SECTION else heading
        for heading in headings[:stop]
    ]
    return [*inner, *headings[stop:]]


def _fill_gaps(headings: Sequence[Heading]) -> list[Heading]:
    """Count an unnumbered title line as the （二） that is missing where it stands (漏号的标题行)."""
    filled = list(headings)
    for index, heading in enumerate(filled):
        if heading.style is not Style.TITLE:
            continue
        before = _nearest_bracket(reversed(filled[max(index - _LOOK, 0) : index]))
        after = _nearest_bracket(headings[index + 1 : index + _LOOK])
        if after > before + 1 and (before or after > 1):
            filled[index] = replace(heading, style=Style.BRACKET, value=before + 1)
    return filled


def _raise_last_part(headings: list[Heading]) -> list[Heading]:
    """Count a title line after a numbered series as its next member (序列之后的标题行).

    It is the first in its section, where other headings stand already, and has headings of its own.
    """
    titles = [at for at, heading in enumerate(headings) if heading.style is Style.TITLE]
    if len(titles) != 1:
        return headings
    at = titles[0]
    above = [heading.style for heading in headings[:at]]
    if Style.SECTION not in above or Style.SECTION in (heading.style for heading in headings[at:]):
        return headings
    last = at - 1 - above[::-1].index(Style.SECTION)
    if headings[last].value < 2 or at - last < 3 or at + 1 == len(headings):
        return headings
    raised = replace(headings[at], style=Style.SECTION, value=headings[last].value + 1)
    return [*headings[:at], raised, *headings[at + 1 :]]


def _nearest_bracket(headings: Iterable[Heading]) -> int:
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
        return not _is_sibling(heading, above)
    if (
        heading.style in WEAK
        and heading.paragraph > above.paragraph + 1
        and _is_complete(headings, index, above)
    ):
        return False
    if (
        heading.style is Style.LEAD
        and above.begin
        and above.style in WEAK
        and heading.paragraph > above.paragraph
    ):
        return False
    if above.style in (Style.DASH, Style.LEAD) and heading.paragraph != above.paragraph:
        return (
            above.style is Style.LEAD
            and heading.style in (Style.ITEM, Style.DEMAND, Style.ORDINAL)
            and _resumes(headings, index, above)
        )
    if ranks[heading.style] != ranks[above.style]:
        if above.style in WEAK and heading.style not in WEAK:
            return False
        return ranks[heading.style] > ranks[above.style]
    if heading.value > 1 and heading.style is not Style.LEAD:
        return False
    return (
        heading.paragraph == above.paragraph
        or heading.style is Style.LEAD
        or _resumes(headings, index, above)
    )


def _is_complete(headings: Sequence[Heading], index: int, above: Heading) -> bool:
    """Tell whether a run-in heading keeps to its paragraph, as all its elder siblings do (一段一条)."""
    if not above.inline or above.value < 3 or above.style in WEAK:
        return False
    elder = 0
    for at in range(index - 1, max(index - _LOOK, 0), -1):
        heading, later = headings[at - 1], headings[at]
        if heading.style is not above.style or heading.paragraph >= above.paragraph:
            continue
        if not heading.inline or later.style is not above.style:
            return False
        elder += 1
        if elder == above.value - 1:
            break
    return True


def _resumes(headings: Sequence[Heading], index: int, above: Heading) -> bool:
    """Tell whether the run of an open heading goes on after this one (上级是否延续)."""
    for later in headings[index + 1 : index + _LOOK]:
        if later.style not in WEAK:
            return False
        if later.style is above.style:
            return later.value == above.value + 1 or later.style is Style.LEAD
    return False
