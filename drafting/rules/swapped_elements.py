"""Find lists of a formulation with one element replaced by another word (要素被替换)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from drafting.rules.model import Mark
from outlines.regex import lazy
from phrasebank.formulations import Matcher, Offsets, by_form, load_formulations, normalize
from phrasebank.near_misses import JOINT, look_alikes

_ITEM = lazy(r"[\u4e00-\u9fff]+(?:、[\u4e00-\u9fff]+)?")
_FEWEST = 4  # elements; of three, two may stand beside any third
_LONG = 6  # characters of an element that is no chance
_SLACK = 2  # characters by which the wrong element may be longer or shorter
_MARK = "、；"
_REACH = 70  # characters of a list before its name
_FEWEST_MARKS = 2  # between the elements of a list


class _Lists(NamedTuple):
    places: dict[str, list[tuple[int, int]]]
    elements: list[tuple[str, ...]]
    written: list[tuple[str, ...]]
    matcher: Matcher


@cache
def _lists() -> _Lists:
    """Return the lists that are long enough to know again, and where each element stands in them."""
    written = sorted({f.elements for f in load_formulations() if _is_telling(f.elements)})
    elements = [tuple(normalize(element) for element in each) for each in written]
    places: dict[str, list[tuple[int, int]]] = {}
    for number, each in enumerate(elements):
        for index, element in enumerate(each):
            places.setdefault(element, []).append((number, index))
    return _Lists(places, elements, written, Matcher([p for p in places if len(p) > 1]))


def _is_telling(elements: tuple[str, ...]) -> bool:
    if len(elements) >= _FEWEST:
        return True
    heads = {element[:2] for element in elements}
    return len(elements) == 3 and len(heads) == 1 and min(map(len, elements)) >= _LONG


def find_swapped(text: str) -> Iterator[Mark]:
    """Mark lists of which all elements but one stand in their places (查替换的要素)."""
    if text.count("、") + text.count("，") < _FEWEST_MARKS:
        return
    lists = _lists()
    plain = normalize(text)
    hits: dict[int, list[tuple[int, int]]] = {}
    for start, element in lists.matcher.occurrences(plain):
        for number, index in lists.places[element]:
            hits.setdefault(number, []).append((start, index))
    offsets: Offsets | None = None
    for number, found in sorted(hits.items()):
        elements = lists.elements[number]
        if len({index for _, index in found}) < len(elements) - 1:
            continue
        for start, end in _broken(plain, found, elements):
            offsets = offsets or Offsets(text)
            first, last = offsets.span(start, end)
            yield Mark(first, last, f"规范表述是“{'、'.join(lists.written[number])}”")


@cache
def _named_lists() -> tuple[Matcher, dict[str, tuple[str, ...]]]:
    named = {
        normalize(f.short): tuple(map(normalize, f.elements))
        for f in load_formulations()
        if f.short and f.elements
    }
    kept = {short: elements for short, elements in named.items() if len(elements) > 2 and len(short) > 3}
    return Matcher(kept), kept


def find_miscounted(text: str) -> Iterator[Mark]:
    """Mark lists before their name that have an element too few or too many (名实不符): ……的“三管三必须”."""
    plain = normalize(text)
    matcher, named = _named_lists()
    for at, short in matcher.occurrences(plain):
        elements = named[short]
        before = plain[max(0, at - _REACH) : at].rstrip("的这等“")
        items = [item for item in before.split("、") if item]
        inner = items[1:] if items else []
        last = items[-1] if items else ""
        run = [item for item in items if item in elements or any(item.endswith(e) for e in elements)]
        listed = len(run)
        extra = last not in elements and len(last) == len(elements[-1]) and listed == len(elements)
        short_of = 2 <= listed < len(elements) and last in elements and len(inner) + 1 >= listed
        if (extra or short_of) and at - len(before) >= 0 and not _choice(before):
            begin = before.find(elements[0]) if elements[0] in before else len(before) - len(last)
            start = max(0, at - _REACH) + begin
            first, end = Offsets(text).span(start, at)
            yield Mark(first, end, f"“{short}”是“{'、'.join(elements)}”")


def _choice(before: str) -> bool:
    return before.endswith(("等", "中", "里"))


def _broken(plain: str, found: list[tuple[int, int]], elements: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the spans where a run of all elements but one has a stranger in the gap."""
    size = len(elements)
    for missing in range(size):
        wanted = [index for index in range(size) if index != missing]
        for at, (_, index) in enumerate(found):
            run = found[at : at + len(wanted)]
            if index != wanted[0] or [i for _, i in run] != wanted:
                continue
            ends = [start + len(elements[i]) for start, i in run]
            joined = all(
                JOINT.fullmatch(plain, end, following[0])
                for (end, (_, i)), following in zip(zip(ends, run, strict=True), run[1:], strict=False)
                if i + 1 != missing
            )
            if not joined:
                continue
            span = _stranger(plain, run, ends, missing, elements)
            if span and plain[slice(*span)] not in by_form() and not _is_language(plain[slice(*span)]):
                yield span


def _is_language(stretch: str) -> bool:
    return stretch in look_alikes()[0]


def _stranger(
    plain: str, run: list[tuple[int, int]], ends: list[int], missing: int, elements: tuple[str, ...]
) -> tuple[int, int] | None:
    """Return the span of the whole where another item stands in the missing element's place."""
    first, last, length = run[0][0], ends[-1], len(elements[missing])
    if missing == 0:
        if first < 2 or plain[first - 1] not in _MARK:
            return None
        begin = first - 1
        while begin and "\u4e00" <= plain[begin - 1] <= "\u9fff" and first - begin <= length + _SLACK:
            begin -= 1
        return (begin, last) if plain[begin : begin + 2] == elements[1][:2] else None
    if missing == len(elements) - 1:
        following = _ITEM.match(plain, last + 1) if plain[last : last + 1] in _MARK else None
        item = following[0].split("、")[0] if following else ""
        # what it all belongs to may follow: 政治文明建设五位一体
        item = item[: item.find(elements[missing][-2:]) + 2] if elements[missing][-2:] in item else item
        return (first, last + 1 + len(item)) if _is_like(item, elements[missing], elements[0]) else None
    for (_, before), (start, after) in pairwise(run):
        if before < missing < after:
            gap = plain[ends[[i for _, i in run].index(before)] : start].strip("、和与及")
            strange = _ITEM.fullmatch(gap) and abs(len(gap) - length) <= _SLACK
            return (first, last) if strange else None
    return None


def _is_like(item: str, element: str, sibling: str) -> bool:
    """Tell whether an item has the build of the list's elements: their end or their beginning (是否同型)."""
    same_end = item.endswith(element[-2:]) and element[-2:] == sibling[-2:]
    same_head = item[:2] == element[:2] == sibling[:2]
    return (same_end or same_head) and abs(len(item) - len(element)) <= _SLACK
