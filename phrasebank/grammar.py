"""Where a reusable phrase may begin and end (词句边界).

Judgments are made on jieba's words and tags plus the function words of `data/grammar.yaml`; nothing here
knows a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    ADVERB,
    CLOSED,
    DE,
    DEMAND,
    IS,
    JUDGES,
    LOOSE,
    NOUN,
    PAST,
    POINTER,
    VERB,
    grammar_lists,
    grammar_words,
    is_loose,
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


class _Patterns(NamedTuple):
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
    common_predicates: tuple[str, ...]
    of_place: tuple[str, ...]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    lists = grammar_lists()

    def longest_first(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    def by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        ordered = sorted(longest_first(words), key=itemgetter(0))
        return {first: tuple(group) for first, group in groupby(ordered, itemgetter(0))}

    def one_of(words: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(words))

    return _Patterns(
        leads=by_first(lists["leads"]),
        long_adjuncts=by_first(word for word in lists["adjuncts"] if len(annotate(word)) > 1),
        anaphora=one_of(word for word in lists["anaphora"] if len(word) > 1),
        pointers=one_of(word for word in lists["pointers"] if len(word) > 1),
        occasional=one_of(lists["occasional"]),
        shortfalls=one_of(lists["shortfalls"]),
        transitions=by_first(lists["transitions"]),
        purposes=longest_first(lists["purposes"]),
        calls=longest_first(lists["calls"]),
        common_predicates=longest_first(lists["common_predicates"]),
        of_place=longest_first(lists["of_place"]),
    )


# A measure, over grammar letters: up to two adverbs, a verb that does not modify what follows, and then nothing that
# points, reports or demands, but something that can be acted on; its last word is not left hanging.
_HEAD = (
    f"(?:(?=[{letters(VERB)}])(?![{letters(CLOSED)}]).|(?=[{letters(ADVERB)}])(?![{letters(CLOSED)}])."
    f"[{letters(ADVERB)}]?[{letters(VERB)}])"
)
_STOPS = PAST + DEMAND + IS + POINTER
_MEASURE = re.compile(f"{_HEAD}(?!{DE})[^{_STOPS}]*[{letters(NOUN)}][^{_STOPS}]*(?<![{letters(LOOSE, DE)}])")
_MEASURE_HEAD = re.compile(f"{_HEAD}(?!{DE})")
# What may pass a judgment: it neither opens with a verb or a link, nor points, reports or demands.
_JUDGMENT = re.compile(f"[^{letters(VERB | CLOSED | LOOSE, _STOPS + DE)}][^{PAST}{DEMAND}{POINTER}]*")
_CLOSED = re.compile(f"[{letters(CLOSED, _STOPS)}]")
_JUDGES = re.compile(f"[{letters(JUDGES)}]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2,}(?:个|名|人|家|项|件|万|亿|元|次|场)")
_ITEM = re.compile(r"[一二三四五六七八九十首其]{1,2}[是要先次]|第[一二三四五六七八九十]")
_COMPARES = re.compile("不如|与其|不是|不能|不要|如果|哪怕")
_THIS_YEAR = re.compile("今年|今后|本届|未来[一二三五十几]+年|意义重大(?![\u3400-\u9fff])")
_LISTED = re.compile(r"[一二三四五六七八九十]{1,2}[是要期]|第[一二三四五六七八九十]{1,2}，")
_UNFIT_OPENERS = ("c", "p", "u", "x", "v", "d", "ad")
_EDGE = "，；：、。！？—…·-,;:.!?　 ）】》”’"
SPEAKS = re.compile(
    r"(?:我|下面|这里|代表)[^。；\n]{0,30}?(?:讲|谈|提出?|强调|作|说|交流|分享|汇报|明确|部署)[^，。；\n]{0,6}?[几一二三四五六七八九十两]{1,2}[点个层句方条项]"
    r"(?:方面)?的?(?:主要)?(?:意见|要求|体会|看法|问题|想法|希望|建议|意思|思考|认识|话|说明|情况)"
)
GREETS = re.compile(
    r"(?:表示|致以|送上|道一声)[^，。\n]{0,16}(?:祝贺|感谢|谢意|敬意|问候|慰问|祝福|欢迎|祝愿|辛苦)"
)
_NEEDS_PURPOSE = re.compile(r"(?:作出|做出|贡献)[^，]{0,12}(?:贡献|力量)$|而[^，]{0,6}(?:奋斗|努力)$")
_OCCASIONAL_HEADING = re.compile(
    r"[0-9]|(?:过去|未来|今后|[这近]|本届|上届|前|首)[^，]{0,3}年|[今明去]年|(?:工作)?(?:回顾|总结|打算|安排|报告|建议|情况)$"
    r"|^(?:关于|主要|存在)|工作(?:目标|任务|要求|思路|建议)$|指导思想|总体要求|(?:主要)?预期目标|^[^，]{0,9}目标和?任务$|“?十[一二三四五]五”?|[一二三四五六七八九十]连冠|成就$|(?:基本|发展)思路"
)
_NUMBERED = re.compile(
    r"^(?:[①-⑳]|[（(]?[0-9一二三四五六七八九十]{1,3}[)）.．、]|[一二三四五六七八九十]{1,2}[是要]，?"
    r"|第[一二三四五六七八九十]{1,2}，)"
)
_COUNT = re.compile(r"[二两三四五六七八九十几]+(?:个|道|大|点|项|条|方面)")
_PLACE_SLOT = re.compile(r"\{(?:parent_)?place[0-9]*\}")
_MARKED = re.compile("[^\u3400-\u9fff、，；：。！？\n]+|、+(?![\u3400-\u9fff])")
_PLAIN = re.compile("[\u3400-\u9fff、，；。！]+")
_LOWER = re.compile(r"[…_*×＊]|\.\.|[A-Za-z]{9,}")


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
    leads = _patterns().leads
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
    if not text or text[0] in _EDGE or text[-1] in "，；：、—…·-,;: 　（《“":
        return False
    return _PLAIN.fullmatch(text) is not None or (balanced(text) and not _LOWER.search(text))


def is_of_its_day(text: str) -> bool:
    """Tell whether a text speaks of one meeting or one stretch of years (一时一会之语)."""
    return bool(_patterns().occasional.search(text))


def is_past(text: str | Stretch) -> bool:
    """Tell whether a sentence reports what was done (过去时)."""
    return PAST in _stretch(text).grammar


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
    transitions = _patterns().transitions.get(text[start : start + 1])
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
    return bool(_patterns().shortfalls.search(text))


def strip_item(text: str) -> str:
    """Drop the number that an item of a list begins with (去条目序号).

    >>> strip_item("（3）新建服务站9个。"), strip_item("二是新建服务站9个。")
    ('新建服务站9个。', '新建服务站9个。')
    """
    return _NUMBERED.sub("", text)


def is_adjunct(text: str | Stretch) -> bool:
    """Tell whether a clause only sets the stage for the next one (状语分句)."""
    annotation, start, _, first, last = _stretch(text)
    if first >= last:
        return False
    if _CLOSED.match(annotation.grammar, first) and annotation.word(first) in grammar_words().adjuncts:
        return True
    long = _patterns().long_adjuncts.get(annotation.text[start])
    return long is not None and annotation.text.startswith(long, start)


def after_purpose(text: str, start: int, end: int) -> int:
    """Return where what follows “the main task is” begins in an opening, -1 where nothing does (会议任务)."""
    return _after(text, start, end, _patterns().purposes)


def after_call(text: str, start: int, end: int) -> int:
    """Return where what follows “let us” begins in a closing, -1 where nothing does (号召内容)."""
    return _after(text, start, end, _patterns().calls)


def _after(text: str, start: int, end: int, marks: tuple[str, ...]) -> int:
    for mark in marks:
        at = text.find(mark, start, end)
        if at >= 0:
            return at + len(mark)
    return -1


def leans(text: str | Stretch) -> bool:
    """Tell whether a phrase points at something outside itself (有指代)."""
    clause = _stretch(text)
    first, flag = clause.opening
    return (
        POINTER in clause.grammar
        or first in grammar_words().anaphora
        or is_pronoun(first, flag)
        or _points(clause.text)
    )


def _points(text: str) -> bool:
    """Tell whether a text points by a phrase of several words (短语指代)."""
    patterns = _patterns()
    return bool(patterns.anaphora.match(text) or patterns.pointers.search(text))


def _stretch(text: str | Stretch) -> Stretch:
    return stretch_of(text) if isinstance(text, str) else text


def judge_measure(clause: str | Stretch, *, shortest: int = 6, longest: int = 34) -> Reject | None:
    """Accept a verb + object clause that stands alone (举措); else say why not.

    >>> judge_measure("推行终身职业技能培训制度") is None
    True
    >>> judge_measure("他们的工作热情").value
    'anaphora'
    """
    clause = _stretch(clause)
    text = clause.text
    reason = judge_words(clause, shortest, longest)
    if reason is not None:
        return reason
    if is_adjunct(clause):
        return Reject.NOT_A_MEASURE
    if han(text) < shortest:
        return Reject.LENGTH
    if not is_whole(text):
        return Reject.INCOMPLETE
    return Reject.ANAPHORA if _points(text) or _THIS_YEAR.search(text) else None


def judge_words(clause: Stretch, shortest: int = 6, longest: int = 34) -> Reject | None:
    """Accept a measure by its words alone (依词判断举措).

    Enough for a clause that is no adjunct and has nothing in it of what `iter_doubts` finds.
    """
    annotation, start, end, first, last = clause
    size = end - start
    if size < shortest or (size > longest and han(annotation.text[start:end]) > longest):
        return Reject.LENGTH
    if not _MEASURE.fullmatch(annotation.grammar, first, last):
        return _fault(clause)
    return None


def iter_doubts(text: str) -> Iterator[tuple[int, int]]:
    """Yield what in a clause its words alone do not tell: marks, pointers of several words, this year (存疑之处)."""
    patterns = _patterns()
    for pattern in (_MARKED, patterns.anaphora, patterns.pointers, _THIS_YEAR):
        for match in pattern.finditer(text):
            yield match.span()


def _fault(clause: Stretch) -> Reject:
    """Say why a clause is no measure (非举措之因)."""
    annotation, _, _, first, last = clause
    letters = annotation.grammar
    if letters.find(POINTER, first, last) >= 0:
        return Reject.ANAPHORA
    if not _MEASURE_HEAD.match(letters, first, last):
        return Reject.NOT_A_MEASURE
    if letters.find(PAST, first, last) >= 0:
        return Reject.PAST
    return Reject.NOT_A_MEASURE if is_loose(*clause.ending) is False else Reject.INCOMPLETE


def judge_call(clause: str | Stretch) -> Reject | None:
    """Accept a summons that stands alone (号召语); else say why not.

    >>> judge_call("凝聚团结奋进的磅礴力量") is None
    True
    >>> judge_call("夺取新胜利作出更大贡献").value
    'incomplete'
    """
    clause = _stretch(clause)
    text = clause.text
    if _NEEDS_PURPOSE.search(text) and "为" not in text[:12]:
        return Reject.INCOMPLETE
    if text.endswith(("召开", "到来", "开幕")):
        return Reject.ANAPHORA
    return judge_measure(clause, shortest=4)


def judge_task(clause: str | Stretch) -> Reject | None:
    """Accept what a meeting sets out to do (会议任务); else say why not."""
    text = _stretch(clause).text
    return judge_measure(text.replace("今年", "") if "今年" in text else clause, shortest=4)


def judge_heading(heading: str | Stretch) -> Reject | None:
    """Accept a heading that any speech of its kind may have (标题句); else say why not.

    >>> judge_heading("压实责任，形成工作合力") is None
    True
    >>> judge_heading("今年工作总体要求").value
    'anaphora'
    """
    heading = _stretch(heading)
    if leans(heading) or _OCCASIONAL_HEADING.search(heading.text):
        return Reject.ANAPHORA
    return Reject.INCOMPLETE if is_loose(*heading.ending) else None


def may_judge(sentence: Stretch) -> bool:
    """Tell at a glance whether a sentence could pass a judgment (或为判断)."""
    annotation, start, _, first, last = sentence
    shaped = _JUDGMENT.fullmatch(annotation.grammar, first, last) or annotation.text.startswith("只有", start)
    return bool(shaped and _JUDGES.search(annotation.looks, first, last))


def judge_judgment(sentence: str | Stretch) -> Reject | None:
    """Accept a judgment on why something matters that stands alone (意义论述); else say why not."""
    sentence = _stretch(sentence)
    body = sentence.text.rstrip("。！；”")
    if han(body) < 12:
        return Reject.LENGTH
    if not balanced(body) or _LOWER.search(body) or body[0] in _EDGE:
        return Reject.INCOMPLETE
    end = sentence.start + len(body)
    clause = sentence.annotation.stretch(sentence.start, end)
    if leans(clause) or is_of_its_day(body):
        return Reject.ANAPHORA
    if "：" in body or _COUNT.search(body) or tells_a_lack(body):
        return Reject.NOT_A_JUDGMENT
    first, flag = clause.opening
    data = grammar_words()
    if (
        (first in data.verbs and "就是" not in body)
        or first in data.adverbs
        or (first in data.adjuncts or first == "我们" or _ITEM.match(body) or flag.startswith(_UNFIT_OPENERS))
    ):
        # 只有…才能 is whole; every other opening conjunction or preposition needs what comes before it.
        if not (first == "只有" and "才能" in body):
            return Reject.NOT_A_JUDGMENT
    elif DEMAND in clause.grammar or not _judges(clause):
        return Reject.NOT_A_JUDGMENT
    if PAST in clause.grammar:
        return Reject.PAST
    return Reject.INCOMPLETE if is_loose(*clause.ending) else None


def _judges(clause: Stretch) -> bool:
    """Tell whether a sentence says what something is or does (有判断)."""
    annotation, _, _, first, last = clause
    for match in _JUDGES.finditer(annotation.looks, first, last):
        at = match.start()
        if at > first and annotation.word(at - 1) in grammar_words().no_copula:
            continue
        following = annotation.token(at + 1)[1] if at + 1 < last else ""
        # 关系 is a verb only before what it bears on: 关系政权的稳定, but 民族关系得到巩固
        if annotation.word(at) == "关系" and not following.startswith(("n", "t", "s", "vn", "i", "j")):
            continue
        return True
    return False


def is_common_judgment(text: str) -> bool:
    """Tell whether what a judgment says of its topic may be said of another (通用判断).

    >>> is_common_judgment("集体协商是促进企业发展的重要举措"), is_common_judgment("职工书屋是闹市里的一方宁静")
    (True, False)
    """
    return text.rstrip("。！；").endswith(_patterns().common_predicates)


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
    return len(ends) == 1 and text[ends[0] :].removeprefix("的").startswith(_patterns().of_place)


def may_stop_before(cut: str, rest: str) -> bool:
    """Tell whether a sentence may end here: what follows is another thought, not the rest of a series (可断)."""
    first = words(rest)[0][0] if rest else ""
    if any(word in cut for word in ("不仅", "不但", "既", "只有", "如果", "虽然", "随着", "无论")):
        return False
    return (
        first in ("是", "也是", "更是", "这", "必须", "要", "为", "并") or first in grammar_words().anaphora
    )
