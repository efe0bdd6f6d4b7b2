"""Parallel structures, couplets and four-character forms, by shape alone (排比、对仗、四字格)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import eq

from phrasebank import grammar, judgments
from phrasebank.annotation import Annotation, annotate
from phrasebank.gazetteer import NameIndex
from phrasebank.segment import flag_of, is_word
from phrasebank.sentences import Clause
from phrasebank.word_classes import IDIOM, grammar_lists, grammar_words, listed_idioms

_SERIES = re.compile(r"[\u3400-\u9fff]+(?:[、，；][\u3400-\u9fff]+)+")
_SERIES_MARK = re.compile("([、，；])")
_LONGEST_ITEM = 16
_BEAT = 3
_COUNTED = re.compile(r"[一二两三四五六七八九十百\d]+(?:大|项|个|条|类|批|座|所|家|张|亿|万)")
_JOINS = re.compile(r"[和与及或]")
# what takes the run after it as its object: 以…为依托, 防止…失业
_LEADERS = tuple("以把将让使从在为对防免止")
_NOUN_PHRASE = re.compile(r"的[^的]{1,4}$")
_PREDICATES = re.compile(r"[是有靠为不能要让把无没]|(?<=.)[在更最就]")
_SHORT = 4
_LONGEST_SET = 6
_QUALITIES = "力感化"
_LEVELS = "更最早真有敢能会善"
_DEGREES = "更最"
_PREDICATED = frozenset({"a", "ad", "an", "v", "vi", "z", "d"})
_HALVING = frozenset("，；")
# what a report ends with: 产量提高, 秩序好转
_CHANGES = re.compile(
    "(?:提高|提升|增加|增强|增长|增多|改善|扩大|完成|下降|降低|减少|优化|好转|见效|显著|明显|推进|加快|回升|减轻|增大|加强)$"
)
_COURSE = re.compile("快速|逐步|持续|稳步|不断|明显|显著|加速|大幅|日益|进一步")
_TURNS = "新高大好强优实"


def find_parallels(sentence: str) -> Iterator[str]:
    """Yield runs of neighbours of one length and one build (排比对仗).

    Three items of four characters or more, or of three where each is a verb with its object; two are enough from five characters
    on where they share a frame.

    >>> list(find_parallels("做到人无我有、人有我优、人优我特，形成特色。"))
    ['人无我有、人有我优、人优我特']
    """
    return (parallel for _, parallel in iter_parallels(sentence))


def iter_parallels(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parallel structures of a text with the offset of the series they stand in (排比所在)."""
    for match in _SERIES.finditer(text):
        pieces = _SERIES_MARK.split(match[0])
        items, marks = pieces[::2], pieces[1::2]
        sizes = list(map(len, items))
        start = 0
        while start < len(marks):
            size = sizes[start + 1]
            # the first item may carry words before it, never fewer characters
            if (
                not _BEAT <= size <= _LONGEST_ITEM
                or sizes[start] < size
                or (sizes[start] > size and marks[start] != "、" and items[start][:-size] not in _opening())
            ):
                start += 1
                continue
            end = start + 1
            while end < len(marks) and marks[end] == marks[start] and sizes[end + 1] == size:
                end += 1
            # most pairs share no character in its place
            if (
                end == start + 1
                and not any(map(eq, items[start][-size:], items[end]))
                and not _extends(items, marks, start, end)
            ):
                start += 1
                continue
            # a series of beats is whole or nothing: a longer item behind it is its last one, with words of its own
            if (
                size == _BEAT
                and end < len(marks)
                and marks[end] == "、"
                and not _extends(items, marks, start, end)
            ):
                start = end
                continue
            parallel = _parallel(items[start:], marks[start:], end - start)
            if parallel:
                yield match.start(), parallel
                start = end
            start += 1


@lru_cache(maxsize=1)
def _opening() -> frozenset[str]:
    """Return what may stand before the first item of a series with commas and is no part of it (领起词)."""
    return frozenset(grammar_lists()["leads"]) | grammar_words().adverbs


def _parallel(items: Sequence[str], marks: Sequence[str], end: int) -> str:
    """Return the parallel that the items up to one form, empty where they form none (成排比)."""
    size = len(items[1])
    last = end + 1 if _extends(items, marks, 0, end) else end
    # what stands before the first item and behind the last one is cut, at a word's edge
    group = [items[0][-size:], *items[1:last], items[last][:size]]
    led = items[0][:-size]
    if _governed(led, tailed=last > end) or not _is_parallel(group, opens=not led):
        return ""
    if led and group[0][:2] != group[1][:2] and not _word_starts(items[0], len(led)):
        return ""
    return ("以" if led.endswith("以") and last == end else "") + marks[0].join(group)


def _extends(items: Sequence[str], marks: Sequence[str], start: int, end: int) -> bool:
    """Tell whether the item after a run belongs to it with words of its own behind (末项带尾)."""
    return (
        end + 1 < len(items)
        and marks[end] == marks[start] == "、"
        and len(items[end + 1]) > len(items[end])
        and items[end + 1][len(items[end])] in "的等"
    )


def _governed(led: str, *, tailed: bool) -> bool:
    """Tell whether a run is the object of the word before it and lame without it (受前词支配)."""
    return led.endswith(_LEADERS) and not tailed and not led.endswith("以")


def _word_starts(text: str, at: int) -> bool:
    annotation = annotate(text)
    return annotation.starts[annotation.index_at(at)] == at


def _is_parallel(items: Sequence[str], *, opens: bool) -> bool:
    size = len(items[0])
    if not _BEAT <= size <= _LONGEST_ITEM or len({len(item) for item in items}) > 1:
        return False
    if not 2 <= len(items) <= 6 or len(set(items)) < len(items):
        return False
    if size == _BEAT:
        return _are_beats(items)
    if len(items) > 2 and _is_set(items):
        return not any(map(_is_unfit, items))
    if len(items) == 2 and size <= _SHORT and _echoes_briefly(items):
        return not any(map(_is_unfit, items))
    # Most neighbours share nothing: what their characters tell is asked before what their words do.
    if len(items) == 2 and (
        size < 5
        or not (_answers(items) or _renews(items) or _both_by(items))
        or any(_JOINS.search(item) or "了" in item for item in items)
    ):
        return False
    even = _is_pair(items, opens=opens) if len(items) == 2 else _is_figure(items)
    return even and grammar.words(items[0])[0][1] != "q" and not any(map(_is_unfit, items))


def _are_beats(items: Sequence[str]) -> bool:
    """Tell three-character items that go in step: 强基础、补短板, 更高效、更便捷, 凝聚力、战斗力 (三字排比)."""
    same = list(map(all, zip(*(map(eq, items[0], other) for other in items[1:]), strict=True)))
    if len(items) == 2:
        return sum(same) == 1 and not same[-1] and all(map(_is_beat, items))
    if all(map(_is_beat, items)):
        return len({item[-1] for item in items}) > 1
    if same[-1]:
        return not same[1] and items[0][-1] in _QUALITIES and all(is_word(item[:2]) for item in items)
    if same[0]:
        return items[0][0] in _LEVELS and not same[1]
    return 3 * sum(map(_is_beat, items)) >= 2 * len(items) and all(map(_is_plain_beat, items))


def _is_plain_beat(item: str) -> bool:
    """Tell what may stand among beats: neither a word of its own nor one that ends in a single character (可入三字句)."""
    return not is_word(item) and not is_word(item[:2])


def _is_set(items: Sequence[str]) -> bool:
    """Tell three or more clauses that are cut alike in halves: set phrases, verb + object, subject + predicate (成套)."""
    if len(items[0]) == _SHORT:
        if all(item in listed_idioms() or (is_word(item) and flag_of(item)[0] in "il") for item in items):
            return True
        if not all(is_word(item[:2]) and is_word(item[2:]) for item in items):
            return False
        fronts, backs = [flag_of(item[:2]) for item in items], [flag_of(item[2:]) for item in items]
        if all(map(_is_acting, fronts)):
            return all(flag[0] in "na" or flag == "vn" for flag in backs)
        # what is merely done to things is a list of works: 污水处理、垃圾清运
        says = all(
            flag in _PREDICATED or item[2:] in grammar_words().verbs
            for item, flag in zip(items, backs, strict=True)
        ) and any(flag[0] in "az" for flag in backs)
        return says and all(flag[0] in "na" or flag == "vn" for flag in fronts)
    if len(items[0]) > _LONGEST_SET or any(_JOINS.search(item) for item in items):
        return False
    tagged = [grammar.words(item) for item in items]
    if len({tuple(len(word) for word, _ in item) for item in tagged}) > 1 or len(tagged[0]) < 3:
        return False
    says = all(item[0][1][0] in "na" or item[0][1] == "vn" for item in tagged) and all(
        item[1][1][0] == "v" for item in tagged
    )
    return says and len(tagged[0]) == 3 and len({item[-1][0] for item in tagged}) > 1


def _is_acting(flag: str) -> bool:
    return flag[0] == "v" and flag != "vn"


def _echoes_briefly(items: Sequence[str]) -> bool:
    """Tell two four-character clauses that turn on half of their characters or on a degree: 根基更稳、底气更足 (短句相应)."""
    first, second = items
    same = list(map(eq, first, second))
    if same[2] and first[2] in _DEGREES and not same[3]:
        return all(is_word(item[:2]) for item in items)
    return sum(same) == len(same) // 2 and _acts(items) and not same[-1]


def _is_beat(item: str) -> bool:
    """Tell a verb of one character with its object from other things in a row: 强基础, 补短板 (三字动宾)."""
    return flag_of(item[0]).startswith("v") and is_word(item[1:])


def _is_unfit(item: str) -> bool:
    """Tell what belongs to its place: a count, a number in a list, a lack, a pointer (不宜入排比)."""
    return bool(
        _COUNTED.search(item) or grammar.is_item(item) or grammar.tells_a_lack(item) or grammar.leans(item)
    )


def _is_pair(items: Sequence[str], *, opens: bool) -> bool:
    """Tell two clauses that answer each other from two that stand side by side (成对)."""
    return (
        not _same_head(items)
        and all(_is_clause(item, opens=opens) for item in items)
        and (_answers(items) or (_acts(items) and _renews(items)) or _both_by(items))
        and not _side_by_side(items)
    )


def _is_figure(items: Sequence[str]) -> bool:
    """Tell three clauses or more of one build from things in a row (成排)."""
    frames = _frames(items)
    if not frames and not _same_build(items):
        return False
    if all(map(_moves, items)) and (_acts(items) or not _same_head(items)):
        return True
    # Things in a row are a list; only a frame that takes each of them apart makes it a figure.
    inside = len({item[0] for item in items}) > 1 and len({item[-1] for item in items}) > 1
    apart = "之" in frames or ((len(frames) >= 2 or inside) and sum(map(len, frames)) * 2 >= len(items[0]))
    return apart and not _JOINS.search(items[-1])


def _answers(items: Sequence[str]) -> bool:
    """Tell whether what clauses share holds them together: a frame round a gap, or three characters at an edge (呼应)."""
    first, second = items[0], items[1]
    same = list(map(eq, first, second))
    frames = _frames(items)
    held = any(len(frame) >= 3 and _PREDICATES.search(frame) for frame in frames)
    tied = 2 * sum(same) >= len(same) and same[0] != same[-1] and "之" in frames
    return len(frames) >= 2 or held or tied or all(same[:3]) or all(same[-3:])


def _both_by(items: Sequence[str]) -> bool:
    """Tell clauses that each name their means and do something by it: 以创新促发展、以改革增活力 (以…以…)."""
    return all(
        item[0] in "以用靠" and any(flag[0] == "v" and flag != "vn" for _, flag in grammar.words(item)[1:])
        for item in items
    )


def _side_by_side(items: Sequence[str]) -> bool:
    """Tell two measures that merely stand beside each other: they share less than half (并列举措)."""
    frames = _frames(items)
    return (
        not _renews(items)
        and sum(map(len, frames)) * 2 < len(items[0])
        and all(judgments.judge_measure(item, shortest=4) is None for item in items)
    )


def _is_clause(item: str, *, opens: bool) -> bool:
    """Tell a clause from a noun phrase (是否成句): a subject may open one only where the sentence pauses before it."""
    tagged = grammar.words(item)
    if tagged[0][1][0] in "vdpai":
        return not _NOUN_PHRASE.search(item) or bool(_PREDICATES.search(item))
    if _PREDICATES.search(item):
        return True
    return opens and tagged[-1][1][0] in "vail"


def _renews(items: Sequence[str]) -> bool:
    """Tell short clauses that turn on one word inside: 打造新亮点、实现新突破 (同字相应)."""
    return len(items[0]) <= 6 and any(frame in _TURNS for frame in _frames(items))


def _acts(items: Sequence[str]) -> bool:
    """Tell whether each item begins with its verb: 宣传职工、引导职工 (动词领起)."""
    return all(grammar.words(item)[0][1][0] == "v" and grammar.words(item)[0][1] != "vn" for item in items)


def _moves(item: str) -> bool:
    """Tell a verb, an adverb or an idiom in an item: without one a series is a mere list of things (有动势)."""
    tagged = grammar.words(item)
    return tagged[-1][1] == "a" or any(flag[0] in "vdilz" and flag != "vn" for _, flag in tagged)


def _same_head(items: Sequence[str]) -> bool:
    """Tell noun phrases about one thing (…职工、…职工) from clauses (同一中心语)."""
    last = {grammar.words(item)[-1] for item in items}
    return len(last) == 1 and next(iter(last))[1].startswith(("n", "vn"))


def _frames(items: Sequence[str]) -> list[str]:
    """List the stretches that stand at one place in all items (共同框架).

    >>> _frames(["侥幸是事故的前奏", "麻痹是悲剧的伏笔"])
    ['是', '的']
    """
    first, *others = items
    shared = [
        character if all(other[at] == character for other in others) else " "
        for at, character in enumerate(first)
    ]
    return "".join(shared).split()


def _same_build(items: Sequence[str]) -> bool:
    """Tell whether the items are cut alike: words of the same lengths and classes (同构)."""
    first = _shape(items[0])
    return len(first) > 1 and all(_shape(item) == first for item in items[1:])


@lru_cache(maxsize=1 << 14)
def _shape(item: str) -> tuple[tuple[int, str], ...]:
    return tuple([(len(word), flag[0]) for word, flag in grammar.words(item)])


def halves(text: str, start: int, end: int) -> bool:
    """Tell at a glance whether a comma or semicolon parts a sentence in two of one length (两半等长)."""
    middle = (start + end - 1) // 2
    return any(text[at : at + 1] in _HALVING and start < at < end for at in (middle, middle + 1))


def is_couplet(sentence: str, clauses: Sequence[Clause]) -> bool:
    """Tell whether a sentence is two clauses that answer each other (对句).

    Equal length of 5 to 12 characters, the same build, no pointing outside.
    """
    if len(clauses) != 2 or clauses[0].mark not in "，；":
        return False
    first, second = (sentence[c.start : c.end].rstrip("。！") for c in clauses)
    if not (5 <= len(first) == len(second) <= 12) or grammar.leans(first) or grammar.leans(second):
        return False
    # Measures side by side are work, not wisdom, and what rose or fell is a report.
    measured = [judgments.judge_measure(part, shortest=4) is None for part in (first, second)]
    if all(measured) or (any(measured) and (not _answers((first, second)) or _side_by_side((first, second)))):
        return False
    if first.startswith(("我们", "要", "必须")) or _COURSE.search(sentence):
        return False
    if all(map(_CHANGES.search, (first, second))) or judgments.tells_an_event(first + second):
        return False
    if not all("\u3400" <= char <= "\u9fff" for char in first + second):
        return False
    shapes = _shape(first), _shape(second)
    return 2 * sum(a == b for a, b in zip(*shapes, strict=False)) >= max(map(len, shapes))


def echoes(sentence: str, clauses: Sequence[Clause]) -> bool:
    """Tell whether the second clause takes up the frame of the first (呼应)."""
    items = [sentence[c.start : c.end].rstrip("。！") for c in clauses[:2]]
    if len(items[0]) != len(items[1]):
        return False
    return _answers(items) or any(_PREDICATES.search(frame) for frame in _frames(items))


def find_idioms(sentence: str) -> Iterator[str]:
    """Yield idioms and four-character runs in order (四字格).

    >>> list(find_idioms("要凝心聚力、埋头苦干，不断开阔视野"))
    ['凝心聚力', '埋头苦干']
    """
    return (sentence[start:end] for start, end in idiom_spans(annotate(sentence)))


def idiom_spans(annotation: Annotation) -> list[tuple[int, int]]:
    """Return where the idioms of a text stand, in order (四字格所在)."""
    starts = annotation.starts
    spans = set(_idioms().iter_spans(annotation.text))
    spans.update((starts[index], starts[index + 1]) for index in annotation.iter_of(IDIOM))
    return sorted(spans)


@lru_cache(maxsize=1)
def _idioms() -> NameIndex:
    # those that the dictionary has are words, and known as such
    return NameIndex(word for word in listed_idioms() if not is_word(word))
