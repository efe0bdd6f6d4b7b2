"""Where a reusable phrase may begin and end (词句边界).

Judgments are made on jieba's words and tags plus the function words of `data/grammar.yaml`; nothing here
knows a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from phrasebank.annotation import Annotation, Stretch, annotate, stretch_of
from phrasebank.phrase import SlotKind
from phrasebank.segment import is_word, tag
from phrasebank.sentences import balanced
from phrasebank.word_classes import (
    CLOSED,
    DEMAND,
    IS,
    PAST,
    POINTER,
    grammar_lists,
    grammar_words,
    is_pronoun,
    letters,
)

FILLABLE = frozenset({SlotKind.PLACE, SlotKind.TOPIC, SlotKind.MEETING, SlotKind.ORGANIZATION})
"""Slots that any profile can fill; a phrase with another one is a figure sentence or is left out."""


class Reject(StrEnum):
    """Why a candidate was left out (淘汰原因)."""

    DAMAGED = "damaged"
    LOCAL = "local"
    INCOMPLETE = "incomplete"
    ANAPHORA = "anaphora"
    PAST = "past"
    LENGTH = "length"
    NOT_A_MEASURE = "not_a_measure"
    NOT_A_JUDGMENT = "not_a_judgment"
    NO_FIGURE = "no_figure"
    SLOTS = "slots"


class GrammarPatterns(NamedTuple):
    """The lists of data/grammar.yaml that are looked for in a text (语法模式)."""

    leads: dict[str, tuple[str, ...]]
    long_adjuncts: dict[str, tuple[str, ...]]
    anaphora: re.Pattern[str]
    pointers: re.Pattern[str]
    occasional: re.Pattern[str]
    shortfalls: re.Pattern[str]
    transitions: dict[str, tuple[str, ...]]
    purposes: tuple[str, ...]
    calls: tuple[str, ...]
    call_heads: tuple[str, ...]
    common_predicates: tuple[str, ...]
    values: re.Pattern[str]
    of_place: tuple[str, ...]


@lru_cache(maxsize=1)
def grammar_patterns() -> GrammarPatterns:
    """Compile the lists once (取语法模式)."""
    lists = grammar_lists()

    def longest_first(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    def by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        ordered = sorted(longest_first(words), key=itemgetter(0))
        return {first: tuple(group) for first, group in groupby(ordered, itemgetter(0))}

    def one_of(words: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(words))

    return GrammarPatterns(
        leads=by_first(lists["leads"]),
        long_adjuncts=by_first(word for word in lists["adjuncts"] if len(annotate(word)) > 1),
        anaphora=one_of(word for word in lists["anaphora"] if len(word) > 1),
        pointers=one_of(word for word in lists["pointers"] if len(word) > 1),
        occasional=one_of(lists["occasional"]),
        shortfalls=one_of(lists["shortfalls"]),
        transitions=by_first(lists["transitions"]),
        purposes=longest_first(lists["purposes"]),
        calls=longest_first(lists["calls"]),
        call_heads=longest_first(lists["call_heads"]),
        common_predicates=longest_first(lists["common_predicates"]),
        values=one_of(lists["values"]),
        of_place=longest_first(lists["of_place"]),
    )


_CLOSED = re.compile(f"[{letters(CLOSED, PAST + DEMAND + IS + POINTER)}]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2,}(?:个|名|人|家|项|件|万|亿|元|次|场)")
_COMPARES = re.compile("不如|与其|不是|不能|不要|如果|哪怕")
_LISTED = re.compile(r"[一二三四五六七八九十]{1,2}[是要期]|第[一二三四五六七八九十]{1,2}，")
EDGE = "，；：、。！？—…·-,;:.!?　 ）】》”’"
SPEAKS = re.compile(
    r"(?:我|下面|这里|代表)[^。；\n]{0,30}?(?:讲|谈|提出?|强调|作|说|交流|分享|汇报|明确|部署)[^，。；\n]{0,6}?[几一二三四五六七八九十两]{1,2}[点个层句方条项]"
    r"(?:方面)?的?(?:主要)?(?:意见|要求|体会|看法|问题|想法|希望|建议|意思|思考|认识|话|说明|情况)"
)
GREETS = re.compile(
    r"(?:表示|致以|送上|道一声)[^，。\n]{0,16}(?:祝贺|感谢|谢意|敬意|问候|慰问|祝福|欢迎|祝愿|辛苦)"
)
_NUMBERED = re.compile(
    r"^(?:[①-⑳]|[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|[一二三四五六七八九十]{1,2}[是要]，?"
    r"|第[一二三四五六七八九十]{1,2}，)"
)
_PLACE_SLOT = re.compile(r"\{(?:parent_)?place[0-9]*\}")
_PLAIN = re.compile("[\u3400-\u9fff、，；。！]+")
UNFIT = re.compile(r"[…_*×＊]|\.\.|[A-Za-z]{9,}")


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[tuple[str, str], ...]:
    """Segment and tag a clause (分词标注)."""
    return tuple(tag(text))


def han(text: str) -> int:
    """Count the Han characters (汉字数)."""
    return len(_HAN.findall(text))


def generic() -> frozenset[str]:
    """Words that bind a phrase to no topic (通用词)."""
    return grammar_words().generic


def strip_leads(text: str) -> str:
    """Drop the connectives in front of a clause, as often as there are any (去连接语).

    >>> strip_leads("同时，我们要健全工作制度")
    '健全工作制度'
    """
    text = text.strip()
    return text[skip_leads(text, 0, len(text)) :]


def skip_leads(text: str, start: int, end: int, annotation: Annotation | None = None) -> int:
    """Return where a clause begins after its connectives (跳过连接语).

    A lead never ends inside a word, as 要 would in 要素; `annotation` is that of the text, where it is at hand.
    """
    leads = grammar_patterns().leads
    while True:
        for lead in leads.get(text[start : start + 1], ()):
            after = start + len(lead)
            if not text.startswith(lead, start) or end <= after + 3:
                continue
            annotation = annotation or annotate(text)
            if annotation.starts[annotation.index_at(after)] != after:
                continue
            start = after
            while text.startswith("，", start):
                start += 1
            break
        else:
            return start


def is_whole(text: str) -> bool:
    """Tell whether quotes close and no edge is a mark or an elision (完整)."""
    if not text or text[0] in EDGE or text[-1] in "，；：、—…·-,;: 　（《“":
        return False
    return _PLAIN.fullmatch(text) is not None or (balanced(text) and not UNFIT.search(text))


def is_of_its_day(text: str) -> bool:
    """Tell whether a text speaks of one meeting or one stretch of years (一时一会之语)."""
    return bool(grammar_patterns().occasional.search(text))


def is_past(text: str | Stretch) -> bool:
    """Tell whether a sentence reports what was done (过去时)."""
    return PAST in as_stretch(text).grammar


def compares(text: str) -> bool:
    """Tell a sentence that sets one thing against another: its halves say the opposite alone (取舍句)."""
    return bool(_COMPARES.search(text))


def is_transition(text: str) -> bool:
    """Tell whether a sentence moves the speech on (过渡句).

    >>> is_transition("就抓好下一步工作，我再强调三点意见。"), is_transition("借此机会，向大家表示感谢！")
    (True, False)
    """
    return moves_on(text, 0, len(text)) and "：" not in text and not greets(text)


def moves_on(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch begins as what leads on does, or says that the speaker will make points (承上启下)."""
    transitions = grammar_patterns().transitions.get(text[start : start + 1])
    return bool(transitions and text.startswith(transitions, start, end)) or bool(
        SPEAKS.search(text, start, end)
    )


def greets(text: str) -> bool:
    """Tell whether a sentence thanks, welcomes or congratulates (致意句)."""
    return bool(GREETS.search(text))


def has_number(text: str) -> bool:
    """Tell whether a sentence states a figure (含数据)."""
    return bool(_NUMBER.search(text)) and "：" not in text


def is_item(text: str) -> bool:
    """Tell an item of a list (分项): 一是…, 第二…."""
    return bool(_LISTED.match(text))


def tells_a_lack(text: str) -> bool:
    """Tell whether a text says what was short (短缺之语)."""
    return bool(grammar_patterns().shortfalls.search(text))


def strip_item(text: str) -> str:
    """Drop the number that an item of a list begins with (去条目序号).

    >>> strip_item("（3）新建服务站9个。"), strip_item("二是新建服务站9个。")
    ('新建服务站9个。', '新建服务站9个。')
    """
    return _NUMBERED.sub("", text)


def is_adjunct(text: str | Stretch) -> bool:
    """Tell whether a clause only sets the stage for the next one (状语分句)."""
    annotation, start, _, first, last = as_stretch(text)
    if first >= last:
        return False
    if _CLOSED.match(annotation.grammar, first) and annotation.word(first) in grammar_words().adjuncts:
        return True
    long = grammar_patterns().long_adjuncts.get(annotation.text[start])
    return long is not None and annotation.text.startswith(long, start)


def after_purpose(text: str, start: int, end: int) -> int:
    """Return where what follows “the main task is” begins in an opening, -1 where nothing does (会议任务)."""
    return _after(text, start, end, grammar_patterns().purposes)


def after_call(text: str, start: int, end: int) -> int:
    """Return where what follows “let us” begins in a closing, -1 where nothing does (号召内容)."""
    return _after(text, start, end, grammar_patterns().calls)


def _after(text: str, start: int, end: int, marks: tuple[str, ...]) -> int:
    for mark in marks:
        at = text.find(mark, start, end)
        if at >= 0:
            return at + len(mark)
    return -1


def leans(text: str | Stretch) -> bool:
    """Tell whether a phrase points at something outside itself (有指代)."""
    clause = as_stretch(text)
    first, flag = clause.opening
    return (
        POINTER in clause.grammar
        or first in grammar_words().anaphora
        or is_pronoun(first, flag)
        or points(clause.text)
    )


def points(text: str) -> bool:
    """Tell whether a text points by a phrase of several words (短语指代)."""
    patterns = grammar_patterns()
    return bool(patterns.anaphora.match(text) or patterns.pointers.search(text))


def as_stretch(text: str | Stretch) -> Stretch:
    """Return a text as a stretch of its own (作为区段)."""
    return stretch_of(text) if isinstance(text, str) else text


def stands_alone(annotation: Annotation, start: int, end: int) -> bool:
    """Tell whether a noun phrase is no part of a longer name (独立成分).

    >>> from phrasebank.annotation import annotate
    >>> stands_alone(annotate("推动集体协商工作"), 2, 6), stands_alone(annotate("工会集体协商指导员"), 2, 6)
    (True, False)
    """
    data = grammar_words()
    first, last = annotation.index_at(start), annotation.index_at(end - 1)
    opens, closes = annotation.starts[first] == start, annotation.starts[last + 1] == end
    # a word that the dictionary lacks proves nothing: short forms of a topic are cut anyhow
    if (not opens and is_word(annotation.word(first))) or (not closes and is_word(annotation.word(last))):
        return False
    before, before_flag = annotation.token(first - 1) if opens and first else ("", "x")
    after, flag = annotation.token(last + 1) if closes and last + 1 < len(annotation) else ("", "x")
    led = (
        not before_flag.startswith(("n", "b", "j", "vn", "a"))
        or before in data.scopes
        or before in data.verbs
    )
    named = flag.startswith(("n", "j", "l")) and after not in data.topic_heads and is_word(after)
    return led and not named


def names_a_common_trait(text: str) -> bool:
    """Tell whether what a phrase says of its place may be said of another: {place}高质量发展 (地方通用语)."""
    ends = [text.index("}", at) + 1 for at in (m.start() for m in _PLACE_SLOT.finditer(text))]
    return len(ends) == 1 and text[ends[0] :].removeprefix("的").startswith(grammar_patterns().of_place)
