"""Find the headings of a speech: numbered, run-in, glued, unnumbered (标题识别)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from outlines.numbering import WEAK, Marker, Style, find_glued, iter_numbers, parse_number
from outlines.regex import HAN, lazy
from outlines.titles import ADDRESS

# A heading is a phrase, not a paragraph: these are its longest forms, in characters.
_LONGEST_SECTION = 90
_LONGEST_ITEM = 48
_LONGEST_LINE = 42
# A dash item may be longer where no figure stands in it and a longer text follows.
_LONGEST_DASH = 80
# Paragraphs from one dash item to the next: an item may have some of its own.
_DASH_GAP = 3
_LONGEST_JOINED = 84
# What must follow an item's or a lead's first sentence for it to be a heading over something.
LEAST_BODY = 10

_STOP = lazy(r"[。！？!?]")
_STOP_OR_QUOTE = lazy(r"[。！？!?“”]")
_WORDS = lazy(rf"{HAN}{{3}}")
_COLON = lazy("[：:]")
_FINAL = tuple("。！？；：，、!?;:…”’）)》")
_NOT_BROKEN = lazy(r"[。；：:;%％|]|[！？!?，、]$|^[（(—·●•*-]")
_SPACE = " \t\u3000"
# A line cut at a number: the next begins with what the number counts, or with the number itself.
_COUNTED = lazy(r"[年月日个项件次名位家户人口元万亿千百吨倍岁天种类所座条亩公平多余％%‰—]")
_CUT_LINE = lazy(rf"[0-9.]+\s?(?:{HAN}|[%％‰])")
# Old reports set a title line like a sentence: short, with one stop, at its end.
_STOPPED_TITLE = lazy(r"[^，。；：！？“”0-9]{5,24}。$")
_FIGURE = lazy(r"\d")
# What is still wrong, told within a sentence, heads nothing.
_LACKS = lazy(r"[还尚](?:没有|不|未)")
# Lines of one sentence over the paragraphs that bear it out: so long, so many, so alike.
_SHORTEST_GROUP, _LONGEST_GROUP = 10, 48
_FEWEST_GROUPS = 3
_OPENING = 4
_HINTED = ("h1", "h2", "h3")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading where it stands (标题).

    `begin` is where its number begins, `start` to `end` its own words, `body` where the text below it begins.
    """

    paragraph: int
    begin: int
    start: int
    end: int
    body: int
    style: Style
    value: int
    number: str
    inline: bool
    text: str


def sentence_end(text: str, start: int) -> int:
    """Find the end of the sentence that begins at `start`, its stop excluded (句末); quotes are jumped."""
    depth = 0
    first = -1
    for match in _STOP_OR_QUOTE.finditer(text, start):
        char = match[0]
        if char == "“":
            depth += 1
        elif char == "”":
            depth = max(0, depth - 1)
        elif depth == 0:
            return match.start()
        elif first < 0:
            first = match.start()
    return first if depth and first >= 0 else len(text)


def cut_heading(
    text: str, paragraph: int, marker: Marker | None, start: int, limit: int, style: Style, inline: bool
) -> Heading:
    """Cut the heading that begins at `start`: up to its first 。, or ： after a label (截取标题)."""
    end = min(sentence_end(text, start), limit)
    colon = _COLON.search(text, start, end)
    if (
        colon
        and 0 < colon.start() - start <= 16
        and colon.end() < limit
        and "“" not in text[start : colon.start()]
    ):
        end = colon.start()
    body = end + 1 if end < limit and text[end] in "。！？!?：:" else end
    while body < limit and text[body] in _SPACE:
        body += 1
    stop = end
    while stop > start and text[stop - 1] in _SPACE + "。；;：:":
        stop -= 1
    begin = marker.start if marker else start
    return Heading(
        paragraph,
        begin,
        start,
        stop,
        body,
        style,
        marker.value if marker else 0,
        marker.text if marker else "",
        (inline and body < limit) or begin > 0,
        text[start:stop],
    )


def _follows(before: tuple[int, Marker], after: tuple[int, Marker], gap: int) -> bool:
    distance = after[0] - before[0]
    if after[1].style is Style.DASH:
        return distance <= _DASH_GAP
    # One number of a run may be damaged or missing.
    return before[1].value < after[1].value <= before[1].value + 2 and distance <= gap


def _runs(markers: Iterable[tuple[int, Marker]], gap: int) -> list[list[tuple[int, Marker]]]:
    """Group numbers of one style into runs 1, 2, 3 … (序号成列)."""
    open_runs: dict[Style, list[tuple[int, Marker]]] = {}
    done: list[list[tuple[int, Marker]]] = []
    for paragraph, marker in markers:
        if marker.style not in WEAK:
            open_runs.pop(Style.DASH, None)
        run = open_runs.get(marker.style)
        follows = run is not None and _follows(run[-1], (paragraph, marker), gap)
        if run is not None and follows:
            run.append((paragraph, marker))
        else:
            run = [(paragraph, marker)]
            open_runs[marker.style] = run
            done.append(run)
    return done


def _numbered_lines(paragraphs: Sequence[str]) -> list[Heading]:
    """Find the headings whose number opens a paragraph (段首序号标题)."""
    found = [(index, marker) for index, text in enumerate(paragraphs) if (marker := parse_number(text))]
    headings: list[Heading] = []
    for run in _runs(found, gap=60):
        made = [_line_heading(paragraphs, index, marker) for index, marker in run]
        if run[0][1].style in (Style.PART, Style.SECTION):
            headings += [heading for heading in made if heading.end - heading.start <= _LONGEST_SECTION]
            continue
        least = 2 if run[0][1].style in WEAK else 1
        titled = [heading for heading in made if _is_titled(paragraphs, heading)]
        if len(run) >= least and len(titled) >= 0.6 * len(run):
            headings += [heading for heading in made if heading.end - heading.start <= _LONGEST_SECTION]
        elif run[0][1].style is Style.DASH and len(titled) >= least:
            headings += [heading for heading in titled if not _FIGURE.search(heading.text)]
    return headings


def _line_heading(paragraphs: Sequence[str], index: int, marker: Marker) -> Heading:
    text = paragraphs[index]
    heading = cut_heading(text, index, marker, marker.end, len(text), marker.style, inline=True)
    glued = find_glued(text, heading.start + 6, heading.end)
    if glued and any(other.style is glued.style and other.value == 2 for other in iter_numbers(text)):
        return cut_heading(text, index, marker, marker.end, glued.start, marker.style, inline=True)
    return heading


def _is_titled(paragraphs: Sequence[str], heading: Heading) -> bool:
    """Tell a heading over a text from an item that is all there is (标题与列举之别)."""
    text = paragraphs[heading.paragraph]
    length = heading.end - heading.start
    if not 2 <= length <= _longest(text, heading):
        return False
    if _is_statement(heading.text):
        return False
    if len(text) - heading.body >= LEAST_BODY:
        return True
    if text.rstrip().endswith(("；", ";")):
        return False
    following = paragraphs[heading.paragraph + 1] if heading.paragraph + 1 < len(paragraphs) else ""
    after = parse_number(following) if following else None
    return bool(following) and (after is None or after.style is not heading.style)


def _longest(text: str, heading: Heading) -> int:
    if heading.style not in WEAK:
        return _LONGEST_SECTION
    told = len(text) - heading.body >= 1.5 * len(heading.text) and not _FIGURE.search(heading.text)
    return _LONGEST_DASH if heading.style is Style.DASH and told else _LONGEST_ITEM


def _is_statement(text: str) -> bool:
    """Tell a sentence that states or lists from one that heads (陈述句)."""
    return (
        "；" in text
        or ";" in text
        or "，就是" in text
        or text.endswith("的")
        or text.startswith(("这些", "那些"))
    )


def _numbered_inside(paragraphs: Sequence[str]) -> list[Heading]:
    """Find the headings whose number stands within a paragraph (段内序号标题)."""
    headings: list[Heading] = []
    for index, text in enumerate(paragraphs):
        first = parse_number(text)
        markers = list(iter_numbers(text))
        if len(markers) + (first is not None) < 1 or not markers:
            continue
        for glued_after in (first, *markers):
            if glued_after is None or glued_after.style is not Style.SECTION:
                continue
            glued = find_glued(text, glued_after.end + 6, sentence_end(text, glued_after.end))
            if glued:
                markers.append(glued)
        markers.sort(key=lambda marker: marker.start)
        if first and first.style is not Style.DASH:
            markers.insert(0, first)
        bounds = [marker.start for marker in markers] + [len(text)]
        limits = dict(zip((marker.start for marker in markers), bounds[1:], strict=True))
        for run in _runs(((index, marker) for marker in markers), gap=0):
            headings += _inside_run(text, index, [marker for _, marker in run if marker.start], limits, first)
    return headings


def _inside_run(
    text: str, index: int, run: list[Marker], limits: dict[int, int], first: Marker | None
) -> list[Heading]:
    if not run:
        return []
    style = run[0].style
    continued = first is not None and first.style is style
    if style is Style.SECTION:
        made = [
            cut_heading(text, index, marker, marker.end, limits[marker.start], style, True) for marker in run
        ]
        return [heading for heading in made if 4 <= heading.end - heading.start <= _LONGEST_SECTION]
    if len(run) + continued < 2 or (not continued and run[0].value > 2):
        return []
    if any(text[marker.start - 1] in "；;" for marker in run[1:]):
        return []
    ends = [marker.start for marker in run[1:]] + [limits[run[-1].start]]
    made = [
        cut_heading(text, index, marker, marker.end, end, style, True)
        for marker, end in zip(run, ends, strict=True)
    ]
    titled = [
        heading
        for heading, end in zip(made, ends, strict=True)
        if heading.end - heading.start <= _LONGEST_ITEM
        and end - heading.body >= LEAST_BODY
        and not _is_statement(heading.text)
    ]
    if len(titled) < 0.75 * len(made) or (text[run[0].start - 1] in "，," and _LACKS.search(made[0].text)):
        return []
    return [heading for heading in made if heading.end - heading.start <= _LONGEST_SECTION]


def join_cut_lines(
    paragraphs: Sequence[str], hints: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join a paragraph that was cut before or after a number (数字处断行)."""
    joined: list[str] = []
    kept: list[str] = []
    for text, hint in zip(paragraphs, hints, strict=True):
        if joined and not hint and _is_cut(joined[-1], text):
            joined[-1] += text
        else:
            joined.append(text)
            kept.append(hint)
    return tuple(joined), tuple(kept)


def _is_cut(before: str, text: str) -> bool:
    if before[-1:].isdigit():
        return _COUNTED.match(text) is not None
    return (
        _CUT_LINE.match(text) is not None
        and len(before) > _LONGEST_LINE
        and not before.endswith(_FINAL)
        and parse_number(text) is None
        and parse_number(before[max(map(before.rfind, "。！？；")) + 1 :]) is None
    )


def join_title_lines(
    paragraphs: Sequence[str], hints: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Join a title line that was set over two or three lines (多行小标题)."""
    joined: list[str] = []
    kept: list[str] = []
    index = 0
    while index < len(paragraphs):
        stop = index
        while stop < len(paragraphs) and stop - index < 4 and _is_broken_line(paragraphs[stop]):
            stop += 1
        opens = index == 0 or paragraphs[index - 1].endswith(_FINAL)
        if (
            opens
            and 2 <= stop - index <= 3
            and stop < len(paragraphs)
            and len(paragraphs[stop]) >= 2 * _LONGEST_LINE
        ):
            joined.append(" ".join(paragraphs[index:stop]))
            kept.append(hints[index])
            index = stop
        else:
            joined.append(paragraphs[index])
            kept.append(hints[index])
            index += 1
    return tuple(joined), tuple(kept)


def _is_broken_line(text: str) -> bool:
    return 8 <= len(text) <= 28 and not _NOT_BROKEN.search(text) and parse_number(text) is None


def _plain_lines(paragraphs: Sequence[str], hints: Sequence[str], taken: set[int]) -> list[Heading]:
    """Find short lines without number or stop among long paragraphs (无序号标题行)."""
    found: list[int] = []
    stopped_alike = _alike_stopped(paragraphs)
    alike_short = _alike_short(paragraphs)
    for index, text in enumerate(paragraphs[:-1]):
        shortest = 1 if len(text) in alike_short else 3
        if index in taken or not shortest <= len(text) <= (_LONGEST_JOINED if " " in text else _LONGEST_LINE):
            continue
        hinted = index < len(hints) and hints[index] in _HINTED
        stopped = text[:2] in stopped_alike and _STOPPED_TITLE.match(text) is not None
        if text.endswith(_FINAL) and not stopped and not (hinted and text[-1] in "”）)》’"):
            continue
        if (
            text[0] in "（(【[—-·●•*|"
            or ("。" in text and not stopped)
            or "；" in text
            or ADDRESS.match(text)
            or not (_WORDS.search(text) or len(text) in alike_short)
        ):
            continue
        if sum(char.isdigit() for char in text) > len(text) // 2:
            continue
        following = paragraphs[index + 1]
        if index + 1 not in taken and len(following) < max(40, len(text)) and not hinted:
            continue
        before = paragraphs[index - 1] if index else "。"
        if index - 1 not in taken and not before.endswith(_FINAL) and len(before) < 30 and not hinted:
            continue
        found.append(index)
    headings = []
    for index in found:
        text = paragraphs[index].rstrip("。" + _SPACE)
        depth = int(hints[index][1]) if index < len(hints) and hints[index] in _HINTED else 0
        heading = cut_heading(text, index, None, 0, len(text), Style.TITLE, inline=False)
        headings.append(replace(heading, end=len(text), body=len(paragraphs[index]), text=text, value=depth))
    return headings


def _alike_short(paragraphs: Sequence[str]) -> frozenset[int]:
    """Find the lengths of one or two characters that several lines of the text have, each over a paragraph (一字标题)."""
    lengths = Counter(
        len(text)
        for text, below in pairwise(paragraphs)
        if len(text) <= 2 and text.isalpha() and len(below) >= _LONGEST_LINE
    )
    return frozenset(length for length, count in lengths.items() if count >= 2)


def _alike_stopped(paragraphs: Sequence[str]) -> frozenset[str]:
    """Find the openings that several short paragraphs of one sentence share (带句号的标题行)."""
    openings = Counter(text[:2] for text in paragraphs if len(text) <= 25 and _STOPPED_TITLE.match(text))
    return frozenset(
        opening for opening, count in openings.items() if count >= (2 if opening == "关于" else 3)
    )


def _group_lines(paragraphs: Sequence[str], taken: set[int]) -> list[Heading]:
    """Find paragraphs of one short sentence that share their opening, each over others (总领句段)."""
    single = [
        index
        for index, text in enumerate(paragraphs[:-1])
        if index not in taken
        and _SHORTEST_GROUP <= len(text) <= _LONGEST_GROUP
        and text[-1] == "。"
        and sentence_end(text, 0) == len(text) - 1
        and not _FIGURE.search(text)
        and len(paragraphs[index + 1]) > len(text)
    ]
    openings = Counter(paragraphs[index][:_OPENING] for index in single)
    found = [index for index in single if openings[paragraphs[index][:_OPENING]] >= _FEWEST_GROUPS]
    if any(second - first < 2 for first, second in pairwise(found)):
        return []
    return [
        cut_heading(paragraphs[index], index, None, 0, len(paragraphs[index]), Style.GROUP, inline=False)
        for index in found
    ]


def find_headings(paragraphs: Sequence[str], hints: Sequence[str]) -> list[Heading]:
    """Find all headings but the leads, in reading order (标题)."""
    lines = _numbered_lines(paragraphs)
    inside = _numbered_inside(paragraphs)
    taken = {heading.paragraph for heading in lines if heading.begin == 0}
    plain = _plain_lines(paragraphs, hints, taken)
    groups = _group_lines(paragraphs, taken | {heading.paragraph for heading in plain})
    strong = [heading for heading in lines + inside if heading.style not in WEAK]
    if len(plain) == 1 and not strong and not plain[0].value:
        above = paragraphs[: plain[0].paragraph]
        if not any(text.endswith(_FINAL) for text in above):
            plain = []  # A line that all the text stands under is a title, or says who was there.
    ordered = sorted(lines + inside + plain + groups, key=lambda heading: (heading.paragraph, heading.begin))
    for at, (heading, below) in enumerate(pairwise(ordered)):
        if heading.paragraph == below.paragraph and below.begin < heading.body:
            text = paragraphs[heading.paragraph][heading.start : below.begin].rstrip("：:，, ")
            ordered[at] = replace(heading, end=heading.start + len(text), body=below.begin, text=text)
    return ordered
