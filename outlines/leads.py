"""Find lead sentences: first sentences that act as headings because their siblings do (段首句)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from outlines.evidence import ending_word, heading_words, opening_word
from outlines.headings import LEAST_BODY, Heading, cut_heading, sentence_end
from outlines.numbering import Style, parse_number
from outlines.regex import lazy

_SHORTEST_LEAD, _LONGEST_LEAD = 4, 44
# Among shorter siblings a lead may be this long, if it names one thing.
_LONGEST_SIBLING = 60
# A paragraph that merely introduces the ones with leads is shorter than this.
_PREFACE = 110
_FIGURE = lazy(r"\d")
_EQUATED = lazy(r"，(?:这)?是(?!否).{4,}$")
_JUDGED = lazy(
    r"(?:有了?|取得了?|获得了?|迈出了?|保持了?|得到了?|进一步|继续|不断|逐步|持续)[^，、]{2,14}$|(?:良好|两旺|活跃|兴旺|喜人)$"
)
_REFERS = "这那其此同我各"
_FEWEST = 3  # leads of one shape that make a series
_FEWEST_IN_RUN = 4  # leads in a row that need no others in their stretch
_SHARE = 2.5  # a paragraph is so many times as long as its lead
_LIKE = 0.6  # the last of a set is at least this share of the shortest
_LONGEST_DEMAND = 26
_CROWDED = lazy(r"\d|、|，.*，")
_STOP = lazy(r"[。！？!?]")


_OPENER = lazy(
    r"以(?![上来及])|[把将].{2,24}(?:作为|放在|摆在|转化|打造|抓)|在.{2,14}[上中下里]|“[^”]{1,12}”(?!时期|期间|规划)"
)
_SECTOR = lazy("第[一二三]产业")
_RUNNING = lazy(r"\d|[一二三四五六七八九十]+[月日年个]")
_STATEMENT = lazy(
    r"\d(?:[%％]|[亿万]?[元人吨户亩])|^[^“]{1,24}(?<!求)是(?!否)|，(?:还|也)?(?:必须|要|靠|主要靠|关键)|在于"
)


_SAID = lazy(r"“[^”]*”")
_REACHED = lazy(r"(?<=保持|取得|得到|实现|获得)了(?=[^，了]{2,12}$)")
# Two clauses, each of which says what to do: only a heading is built so, also where other paragraphs stand between.
_LONGEST_TWOFOLD = 30
_FARTHEST = 6  # paragraphs from one such lead to the next, and from the heading above to the first


def _opens(text: str) -> bool:
    return bool(opening_word(text, "openers")) or _OPENER.match(text) is not None


def _runs_on(text: str) -> bool:
    if _SECTOR.match(text):
        return False
    return bool(opening_word(text, "running")) or _RUNNING.match(text) is not None


def _states(text: str) -> bool:
    if "“" in text:
        text = _SAID.sub("“”", text)  # what is quoted says nothing of the sentence about it
    if "了" in text:
        text = _REACHED.sub("", text)
    return any(map(text.__contains__, heading_words("statements"))) or _STATEMENT.search(text) is not None


def _lead_of(text: str, paragraph: int) -> Heading | None:
    """Cut the first sentence of a paragraph where it might be a heading (段首句)."""
    end = sentence_end(text, 0)
    if not _SHORTEST_LEAD <= end <= _LONGEST_SIBLING or end + 1 + LEAST_BODY > len(text) or text[end] != "。":
        return None
    lead = cut_heading(text, paragraph, None, 0, len(text), Style.LEAD, inline=True)
    return lead if len(lead.text) >= _SHORTEST_LEAD else None


def _is_parallel(first: str, second: str) -> bool:
    """Tell whether two sentences are of one build (对仗)."""
    if abs(len(first) - len(second)) > 8:
        return False
    same_head = first[:2] == second[:2]
    same_tail = first[-2:] == second[-2:] and abs(len(first) - len(second)) <= 3
    even = (
        len(first) == len(second)
        and first.count("，") == second.count("，")
        and (len(first) <= 12 or "，" in first)
    )
    return same_head or same_tail or even


def _lead_strength(text: str) -> int:
    """Weigh a first sentence: 2 heads by its words, 1 if siblings agree, 0 runs on (段首句强度)."""
    if _states(text) and not text.startswith(("一年来", "五年来")):
        return 1 if text.startswith(("我们要", "必须")) else 0
    if _opens(text):
        return 2 if text.count("，") <= 2 else 1
    ended = bool(ending_word(text, "results"))
    if _runs_on(text):
        return 1 if ended and "，" in text else 0
    return 2 if ended else 1


def find_leads(paragraphs: Sequence[str], first: int, last: int, prefatory: bool = False) -> list[Heading]:
    """Find the lead sentences of the paragraphs `first` to `last` of one section (段首句).

    Where the stretch as a whole has none, they may follow a line that announces a list.
    """
    found = _find_set(paragraphs, first, last, prefatory)
    for index in range(first, last - 2):
        if found:
            break
        if paragraphs[index].endswith(("：", ":")):
            found = _find_set(paragraphs, index + 1, last, prefatory, listed=True)
    if not found:
        return _find_series(paragraphs, first, last) or _find_twofold(paragraphs, first, last)
    if len(found) < last - first:
        series = _find_series(paragraphs, first, last)
        found = series if len(series) > len(found) else found
    if first and _is_told_of_dash(paragraphs[first - 1], found):
        return []
    return found + _last_lead(paragraphs, found, last)


def _is_told_of_dash(above: str, leads: Sequence[Heading]) -> bool:
    """Tell judgments in the text that goes on below a dash item from headings (破折号条目的续文)."""
    marker = parse_number(above)
    return (
        marker is not None
        and marker.style is Style.DASH
        and len(leads) <= _FEWEST
        and not any(_opens(lead.text) or _runs_on(lead.text) for lead in leads)
    )


def _last_lead(paragraphs: Sequence[str], found: Sequence[Heading], last: int) -> list[Heading]:
    """Find the lead of the one paragraph that is left below a set, where it is one of them (末条段首句)."""
    index = found[-1].paragraph + 1
    if index != last - 1 or found[-1].style is not Style.LEAD:
        return []
    lead = _lead_of(paragraphs[index], index)
    lengths = [len(each.text) for each in found]
    commas = any("，" in each.text for each in found)
    shortest = min(len(paragraphs[each.paragraph]) for each in found)
    if lead is None or not _lead_strength(lead.text) or _CROWDED.search(lead.text):
        return []
    if not 0.75 * min(lengths) <= len(lead.text) <= max(lengths) or ("，" in lead.text and not commas):
        return []
    return [lead] if len(paragraphs[index]) >= _LIKE * shortest and lead.text[0] not in _REFERS else []


def _find_series(paragraphs: Sequence[str], first: int, last: int) -> list[Heading]:
    """Find leads that share their shape and nothing else: 要……, ……，是……, one long opening, one judgment (同形段首句)."""
    leads = [
        lead
        for index in range(first, last)
        if (lead := _lead_of(paragraphs[index], index))
        and not _FIGURE.search(lead.text)
        and len(paragraphs[index]) >= _SHARE * len(lead.text)
    ]
    if len(leads) < _FEWEST:
        return []
    openings = Counter([lead.text[:4] for lead in leads])
    shapes = (
        [lead for lead in leads if openings[lead.text[:4]] >= _FEWEST and not _runs_on(lead.text)],
        [lead for lead in leads if lead.text[0] == "要" and len(lead.text) <= _LONGEST_DEMAND],
        [lead for lead in leads if _EQUATED.search(lead.text) and not _runs_on(lead.text)],
        [
            lead
            for lead in leads
            if _JUDGED.search(lead.text) and len(lead.text) <= _LONGEST_LEAD and not _runs_on(lead.text)
        ],
    )
    for alike, fewest in zip(shapes, (_FEWEST, _FEWEST, _FEWEST, _FEWEST + 1), strict=True):
        if len(alike) < fewest:
            continue
        stretch = alike[-1].paragraph - alike[0].paragraph + 1
        if len(alike) >= 0.6 * stretch and len(alike) >= 0.4 * (last - first):
            return alike
    return []


def _find_twofold(paragraphs: Sequence[str], first: int, last: int) -> list[Heading]:
    """Find demands of two clauses with ordinary paragraphs between them (隔段的两句式段首句)."""
    found = [
        lead
        for index in range(first, last)
        if (lead := _lead_of(paragraphs[index], index))
        and len(paragraphs[index]) >= _SHARE * len(lead.text)
        and _is_twofold(lead.text)
    ]
    places = [first - 1, *(lead.paragraph for lead in found), last]
    near = all(after - before <= _FARTHEST for before, after in pairwise(places))
    return found if len(found) >= _FEWEST and near else []


def _is_twofold(text: str) -> bool:
    clauses = text.split("，")
    return (
        len(clauses) == 2
        and len(text) <= _LONGEST_TWOFOLD
        and min(map(len, clauses)) >= _SHORTEST_LEAD
        and not _FIGURE.search(text)
        and not _states(text)
        and all(_opens(clause) or clause.startswith("更") for clause in clauses)
    )


def _find_set(
    paragraphs: Sequence[str], first: int, last: int, prefatory: bool, listed: bool = False
) -> list[Heading]:
    """Find a set of leads (成组段首句).

    A lead counts only among siblings: two neighbours that fill the stretch, or three that carry most of it.
    `prefatory` says that numbered headings follow within the section: two leads before them introduce it.
    `listed` says that a line before has announced them: then the last need no more sign than those between.
    """
    leads: dict[int, Heading] = {}
    longer: dict[int, Heading] = {}
    strength: dict[int, int] = {}
    for index in range(first, last):
        lead = _lead_of(paragraphs[index], index)
        if lead and len(lead.text) > _LONGEST_LEAD:
            if _lead_strength(lead.text) and len(paragraphs[index]) >= 2.5 * len(lead.text):
                longer[index] = lead
        elif lead:
            leads[index] = lead
            strength[index] = _lead_strength(lead.text)
    if len(leads) < 2:
        return []
    groups = Counter([lead.text[:4] for lead in leads.values() if not lead.text[0].isdigit()])
    endings = Counter([lead.text[-3:] for lead in leads.values()])
    even = Counter([(lead.text[:3], len(lead.text)) for lead in leads.values()])
    chosen: list[int] = []
    for index, lead in leads.items():
        near = [leads[other] for other in (index - 2, index - 1, index + 1, index + 2) if other in leads]
        parallel = any(_is_parallel(lead.text, other.text) for other in near)
        echoed = (
            groups[lead.text[:4]] >= 3
            or endings[lead.text[-3:]] >= 3
            or even[lead.text[:3], len(lead.text)] >= 3
        )
        between = strength.get(index - 1) == strength.get(index + 1) == 2
        if strength[index] == 2 or echoed or (strength[index] == 1 and (parallel or between)):
            chosen.append(index)
    chosen = _drop_preface(paragraphs, chosen)
    if len(chosen) == 2 and chosen[1] == chosen[0] + 1 == last - 2 and strength.get(last - 1):
        chosen += [lead.paragraph for lead in _last_lead(paragraphs, [leads[at] for at in chosen], last)]
    if len(chosen) < 2:
        return []
    stretch = chosen[-1] - chosen[0] + 1
    whole = stretch == 2 and last - first <= 3
    if (len(chosen) == 2 and whole and not prefatory) or (
        len(chosen) >= 3 and len(chosen) >= 0.6 * stretch and len(chosen) >= 0.4 * (last - first)
    ):
        if not listed:
            longer = {index: lead for index, lead in longer.items() if not _CROWDED.search(lead.text)}
        reach = range(chosen[0], last if listed else chosen[-1] + 1)
        found = _tier([*_fill(reach, chosen, leads, strength, longer)], groups)
        joined = _joined_lead(paragraphs, first, found)
        return [joined, *found] if joined else found
    every = leads | longer
    whole = bool(longer) and len(every) == last - first and 0 not in strength.values()
    if whole and not any(_runs_on(lead.text) for lead in every.values()):
        return [every[index] for index in range(first, last)]
    return [leads[index] for index in _dense_run(chosen, strength)]


def _dense_run(chosen: Sequence[int], strength: dict[int, int]) -> list[int]:
    """Return the longest run of neighbours that head by their words, within a stretch that else has none (连续段首句)."""
    runs: list[list[int]] = [[]]
    for index in chosen:
        if runs[-1] and index != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(index)
    longest = max(runs, key=len)
    telling = sum(strength[index] == 2 for index in longest)
    return longest if len(longest) >= _FEWEST_IN_RUN and telling >= _FEWEST else []


def _fill(
    reach: range,
    chosen: Sequence[int],
    leads: dict[int, Heading],
    strength: dict[int, int],
    longer: dict[int, Heading],
) -> Iterator[Heading]:
    """Yield the leads of a set, with those that stand among them and only lack a sign of their own (补齐同列)."""
    for index in reach:
        if index in chosen or strength.get(index):
            yield leads[index]
        elif index in longer:
            yield longer[index]


def _tier(leads: list[Heading], groups: Counter[str]) -> list[Heading]:
    """Raise the leads that share an opening, each over at least one that does not (两级段首句)."""
    key = leads[0].text[:4]
    heads = [at for at, lead in enumerate(leads) if lead.text[:4] == key]
    if (
        groups[key] < 3
        or min((b - a for a, b in zip(heads, [*heads[1:], len(leads)], strict=True)), default=0) < 2
    ):
        return leads
    return [replace(lead, style=Style.GROUP) if lead.text[:4] == key else lead for lead in leads]


def _joined_lead(paragraphs: Sequence[str], first: int, leads: Sequence[Heading]) -> Heading | None:
    """Find the first lead of a set where its paragraph break was lost (并入前段的段首句).

    All its siblings are equally long phrases, and just one sentence of the paragraph before them is, too.
    """
    length = len(leads[0].text)
    index = leads[0].paragraph - 1
    if (
        index < first
        or not 6 <= length <= 16
        or any(len(lead.text) != length or "，" in lead.text for lead in leads)
    ):
        return None
    text = paragraphs[index]
    starts = [match.end() for match in _STOP.finditer(text) if match.end() + length < len(text)]
    fits = [
        at
        for at in starts
        if text[at + length] == "。" and not re.search(r"[，、；：]", text[at : at + length])
    ]
    if len(fits) != 1 or _lead_strength(text[fits[0] : fits[0] + length]) == 0:
        return None
    return cut_heading(text, index, None, fits[0], len(text), Style.LEAD, inline=True)


def _drop_preface(paragraphs: Sequence[str], chosen: list[int]) -> list[int]:
    """Leave out a short paragraph that introduces the ones with leads (引言段)."""
    if len(chosen) < 2:
        return chosen
    shortest = min(len(paragraphs[index]) for index in chosen[1:])
    return chosen[1:] if len(paragraphs[chosen[0]]) < min(_PREFACE, 0.5 * shortest) else chosen
