"""Damaged formulations: an official wording with a slip in it, found by what is left of it (受损提法).

Four kinds of damage, each found in time linear in the text:
- one slip (a character substituted, dropped, added, two swapped) in a clause or in neighbouring elements.
  One of the two ends survives any single slip: each serves as a seed from which the rest is compared;
- a character that is gone wherever it stood, as a site's word filter leaves it (听党话、跟党走 → 听话、跟走);
- an element list out of order or with an element missing;
- wrong forms on record in formulations.csv.

What the reports themselves write in two documents or more is language and not damage: look_alikes.csv,
counted by data/count_formulations.py, lists it. Anchors (anchors.csv) are three characters of a short element
that stand nowhere else in the reports: they betray it where its first or last character has given way to one
that the reports never have in that place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from outlines.regex import lazy
from phrasebank.formulations import (
    Matcher,
    NearMiss,
    Offsets,
    by_form,
    load_formulations,
    normalize,
    read_rows,
)

CLAUSE_ENDS = "、。；：！？（）()《》;:!?"
NUMERALS = "〇零一二三四五六七八九十百千两0123456789"
GRAMMAR = "的了地得和与及同好于在是把以等也又为之着将"
SHORTEST_CLAUSE = 6  # Han characters: below that ordinary words lie one slip away
SHORTEST_PAIR = 8
LOOSE = 3  # look-alikes that make a formulation loose
LONG_CLAUSE = 12  # from here on two neighbouring characters may be missing
JOINT = lazy("、?(?:以及|和|与|及)?")

Damage = tuple[int, int, str]  # start and end in the normalized text, and what should stand there
Hit = tuple[int, str]  # where a string of one of the tables stands in the normalized text


def find(text: str) -> list[NearMiss]:
    """Find the damaged formulations of a text, in order, not overlapping (查找受损提法)."""
    plain = normalize(text)
    accepted, loose = look_alikes()
    damages = [
        damage
        for damage in find_damages(plain)
        if damage[2] not in loose and plain[damage[0] : damage[1]] not in accepted
    ]
    if not damages:
        return []
    offsets = Offsets(text)
    found: list[NearMiss] = []
    end_of_last = 0
    for start, end, expected in sorted(damages, key=lambda damage: (damage[0], -damage[1])):
        if start >= end_of_last:
            end_of_last = end
            start, end, expected = _narrow(plain, start, end, expected)
            first, last = offsets.span(start, end)
            found.append(NearMiss(first, last, text[first:last], expected))
    return found


def _narrow(plain: str, start: int, end: int, expected: str) -> Damage:
    """Leave the neighbours out where just one of several elements is damaged (缩小区段)."""
    written = plain[start:end].split("、")
    right = re.split("[、，]", expected)
    wrong = [at for at, pair in enumerate(zip(written, right, strict=False)) if pair[0] != normalize(pair[1])]
    if len(written) != len(right) or len(wrong) != 1:
        return start, end, expected
    at = wrong[0]
    start += sum(len(element) + 1 for element in written[:at])
    return start, start + len(written[at]), right[at]


def find_damages(plain: str) -> list[Damage]:
    """Find what looks damaged in normalized text, look-alikes of the language included (疑似受损)."""
    found: dict[Damage, None] = {}
    seen = list(_seen().occurrences(plain))
    for damage in (*_record(seen), *_slips(plain, seen), *_broken_anchors(plain, seen)):
        if not _inside_whole(plain, damage, *_whole_units()):
            found[damage] = None
    for damage in _broken_lists(plain, seen):
        if not _inside_whole(plain, damage, *_whole_forms()):
            found[damage] = None
    return list(found)


@cache
def _seen() -> Matcher:
    """Return what looks for all that betrays damage of any kind, in one pass (一次查找)."""
    heads, tails = _seeds()
    return Matcher([*heads, *tails, *_recorded(), *_anchors(), *_lists()[0]])


@cache
def look_alikes() -> tuple[frozenset[str], frozenset[str]]:
    """Return what is language though it resembles a formulation, and the loose formulations (形近而无误).

    A formulation with several look-alikes varies in use, so that one more says nothing.
    """
    rows = read_rows("look_alikes.csv")
    varieties = Counter(row["resembles"] for row in rows)
    return (
        frozenset(row["text"] for row in rows),
        frozenset(expected for expected, count in varieties.items() if count >= LOOSE),
    )


# ---- one slip


@cache
def units() -> dict[str, str]:
    """Return the stretches of formulations that are long enough to know again after a slip (比对单元).

    A clause stands for itself; of an element list each run of neighbours, just long enough. The value is the
    stretch as officially written.
    """
    found: dict[str, str] = {}
    for formulation in load_formulations():
        for form in filter(None, (formulation.text, formulation.short, *formulation.variants)):
            written = re.split("[、，]", form)
            parts = [normalize(part) for part in written]
            if len(parts) == 1 or _han("".join(parts)) < SHORTEST_PAIR:
                if _han(normalize(form)) >= SHORTEST_CLAUSE:
                    found.setdefault(normalize(form), form)
                continue
            for first in range(len(parts)):
                for last in range(first + 1, len(parts) + 1):
                    if _han("".join(parts[first:last])) >= SHORTEST_PAIR:
                        found.setdefault("、".join(parts[first:last]), "、".join(written[first:last]))
                        break
    return found


class _Unit(NamedTuple):
    """A unit to compare a text with, as it is met in reading direction (比对单元)."""

    text: str
    size: int
    seed: int  # characters it begins with that are known to stand there
    last: str  # its last two characters
    most: str  # all but the last three
    expected: str


@cache
def _seeds() -> tuple[dict[str, list[_Unit]], dict[str, list[_Unit]]]:
    """Return the units by the characters they begin with, and by those they end with, backwards (种子)."""
    heads: dict[str, list[_Unit]] = {}
    tails: dict[str, list[_Unit]] = {}
    for unit, expected in units().items():
        seed = 3 if len(unit) > 6 else 2
        for begins, text, key in ((heads, unit, unit[:seed]), (tails, unit[::-1], unit[-seed:])):
            begins.setdefault(key, []).append(_Unit(text, len(text), seed, text[-2:], text[:-3], expected))
    return heads, tails


def _slips(plain: str, seen: Sequence[Hit]) -> Iterator[Damage]:
    heads, tails = _seeds()
    for start, length, unit in _compare(plain, [(at, heads[seed]) for at, seed in seen if seed in heads]):
        yield start, start + length, unit.expected
    size = len(plain)
    ends = [(size - at - len(seed), tails[seed]) for at, seed in seen if seed in tails]
    for start, length, unit in _compare(plain[::-1], ends):
        yield size - start - length, size - start, unit.expected


def _compare(plain: str, begun: Sequence[tuple[int, list[_Unit]]]) -> Iterator[tuple[int, int, _Unit]]:
    """Yield where a unit stands with one slip, and over what length (比对).

    One slip leaves the last two characters about where they were, or else stands among the last three: that rules
    out most of the units that begin alike.
    """
    find, startswith = plain.find, plain.startswith
    for start, units_ in begun:
        for unit in units_:
            end = start + unit.size
            if find(unit.last, end - 4, end + 1) < 0 and not startswith(unit.most, start):
                continue
            if length := _slipped_length(plain, start, unit):
                yield start, length, unit


def _slipped_length(plain: str, start: int, compared: _Unit) -> int:
    """Return how long the text from `start` on is, if it is the unit with one slip, else 0."""
    unit, size, at = compared.text, compared.size, compared.seed
    limit = min(size, len(plain) - start)
    while at < limit and plain[start + at] == unit[at]:
        at += 1
    if at >= limit:
        return 0  # whole, or the text ends here
    here = start + at
    wrong, right, rest = plain[here], unit[at], unit[at + 1 :]
    if plain.startswith(unit[at:], here + 1) and _is_damage(wrong, ""):
        return size + 1
    if not rest:
        alone = "、" in unit and is_han(wrong) and not is_han(plain[here + 1 : here + 2])
        return size if alone and _is_damage(wrong, right) else 0
    if plain.startswith(rest, here + 1) and _is_damage(wrong, right):
        return size
    if plain.startswith(rest, here) and _is_damage("", right):
        return size - 1
    pair, rest = unit[at : at + 2], unit[at + 2 :]
    if plain.startswith(pair[::-1] + rest, here) and _is_damage(pair, ""):
        return size
    if rest and size >= LONG_CLAUSE and "、" not in unit and plain.startswith(rest, here):
        return size - 2 if _is_damage("", pair) else 0
    return 0


def _is_damage(wrong: str, right: str) -> bool:
    """Tell damage from a turn of grammar (的总基调), another number and a place of one's own (依法治市)."""
    both = wrong + right
    if any(char in CLAUSE_ENDS or char.isspace() for char in both):
        return False
    if (wrong or right) in GRAMMAR:
        return False
    if wrong and right == "国":
        return False
    return not all(char in NUMERALS for char in both)


# ---- what a record or a word filter left


@cache
def _recorded() -> dict[str, str]:
    """Return the damaged forms that are known, each with what it should be (在录误写)."""
    wrong: dict[str, str] = {}
    for formulation in load_formulations():
        for fault in formulation.faults:
            wrong[normalize(fault)] = formulation.text
        for form in (formulation.text, *formulation.variants):
            plain = normalize(form)
            if "、" not in plain:
                continue
            for char in sorted({char for char in plain if plain.count(char) > 1 and is_han(char)}):
                left = plain.replace(char, "")
                if _han(left) >= 4 and left not in by_form():
                    wrong.setdefault(left, form)
    return wrong


def _record(seen: Sequence[Hit]) -> Iterator[Damage]:
    wrong = _recorded()
    for start, left in seen:
        if left in wrong:
            yield start, start + len(left), wrong[left]


# ---- anchors of short elements


@cache
def _anchors() -> dict[str, tuple[str, str]]:
    return {row["anchor"]: (row["element"], row["neighbours"]) for row in read_rows("anchors.csv")}


def _broken_anchors(plain: str, seen: Sequence[Hit]) -> Iterator[Damage]:
    elements = _anchors()
    for at, anchor in seen:
        if anchor not in elements:
            continue
        element, neighbours = elements[anchor]
        start = at if element.startswith(anchor) else at - 1
        place = at + len(anchor) if start == at else start
        wrong = plain[place : place + 1] if place >= 0 else ""
        if is_han(wrong) and wrong not in neighbours:
            yield start, start + len(element), element


# ---- element lists


@cache
def _lists() -> tuple[dict[str, list[tuple[int, int]]], list[tuple[str, ...]]]:
    """Return where each element stands in which list, and the lists (要素位置)."""
    lists = sorted({f.elements for f in load_formulations() if len(f.elements) >= 3})
    places: dict[str, list[tuple[int, int]]] = {}
    for number, elements in enumerate(lists):
        for index, element in enumerate(elements):
            places.setdefault(normalize(element), []).append((number, index))
    return places, lists


def _broken_lists(plain: str, seen: Sequence[Hit]) -> Iterator[Damage]:
    places, lists = _lists()
    for start, end, number, order in _runs(plain, seen, places):
        elements = lists[number]
        if not _is_broken(order, len(elements)):
            continue
        in_order = all(later == earlier + 1 for earlier, later in pairwise(order))
        if not (in_order and _goes_on(plain, start, end, order[0] > 0)):
            spelled = "、".join(normalize(elements[index]) for index in order)
            if spelled not in by_form():
                yield start, end, "、".join(elements)


def _runs(
    plain: str, seen: Sequence[Hit], places: dict[str, list[tuple[int, int]]]
) -> Iterator[tuple[int, int, int, list[int]]]:
    """Yield each run of elements of one list with nothing but 、 and 和 between them."""
    running: dict[int, tuple[int, int, list[int]]] = {}
    for start, element in seen:
        for number, index in places.get(element, ()):
            run = running.get(number)
            if run and start < run[1]:
                continue
            if run and start - run[1] <= 3 and JOINT.fullmatch(plain, run[1], start) and start > run[1]:
                running[number] = (run[0], start + len(element), [*run[2], index])
                continue
            if run:
                yield run[0], run[1], number, run[2]
            running[number] = (start, start + len(element), [index])
    for number, run in sorted(running.items()):
        yield run[0], run[1], number, run[2]


def _is_broken(order: list[int], size: int) -> bool:
    """Tell whether a run is meant as the whole list and is not it: fewer than all but one are a choice."""
    return len(set(order)) >= max(3, size - 1) and order != list(range(size))


def _goes_on(plain: str, start: int, end: int, backwards: bool) -> bool:
    """Tell whether the enumeration goes on with an item of its own, as long as those of the list."""
    run = plain[start:end]
    if backwards:
        item = re.search("[一-鿿]*$", plain[max(0, start - 12) : max(0, start - 1)])
        joined = plain[start - 1 : start] == "、"
    else:
        item = re.match("[一-鿿]*", plain[end + 1 : end + 12])
        joined = plain[end : end + 1] == "、"
    lengths = {len(element) for element in run.split("、")}
    return joined and item is not None and len(item.group()) in lengths


# ---- small parts


def is_han(char: str) -> bool:
    """Tell a Han character from anything else (汉字)."""
    return "\u4e00" <= char <= "\u9fff"


def _han(text: str) -> int:
    return sum(map(is_han, text))


@cache
def _whole_forms() -> tuple[Matcher, int]:
    whole = [form for form in by_form() if len(form) > 2]
    return Matcher(whole), max(map(len, whole))


@cache
def _whole_units() -> tuple[Matcher, int]:
    return Matcher([*(form for form in by_form() if len(form) > 2), *units()]), _whole_forms()[1]


def _inside_whole(plain: str, damage: Damage, matcher: Matcher, longest: int) -> bool:
    """Tell whether what looks damaged is another formulation that stands there whole, or part of it."""
    start, end, _ = damage
    window = max(0, start - longest)
    return any(
        window + at <= start and end <= window + at + len(form)
        for at, form in matcher.occurrences(plain[window : end + longest])
    )
