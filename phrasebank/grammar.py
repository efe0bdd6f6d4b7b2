"""Where a reusable phrase may begin and end (词句边界).

Judgments are made on jieba's words and tags plus the function words of `data/grammar.yaml`; nothing here
knows a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import groupby
from operator import itemgetter
from typing import Any

from phrasebank.phrase import SlotKind
from phrasebank.segment import is_word
from phrasebank.sentences import balanced

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


@dataclass(frozen=True, slots=True)
class _Words:
    leads: dict[str, tuple[str, ...]]
    anaphora: frozenset[str]
    anaphora_start: re.Pattern[str]
    pointers: frozenset[str]
    pointers_inside: re.Pattern[str]
    occasional: re.Pattern[str]
    adjuncts: frozenset[str]
    verbs: frozenset[str]
    adverbs: frozenset[str]
    not_measures: frozenset[str]
    dangling: frozenset[str]
    past: frozenset[str]
    transitions: tuple[str, ...]
    purposes: tuple[str, ...]
    calls: tuple[str, ...]
    judgments: tuple[str, ...]
    generic: frozenset[str]
    shortfalls: re.Pattern[str]
    common_predicates: tuple[str, ...]
    of_place: tuple[str, ...]
    scopes: frozenset[str]
    no_copula: frozenset[str]
    topic_heads: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    import yaml

    text = resources.files("phrasebank").joinpath("data/grammar.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def longest_first(key: str) -> tuple[str, ...]:
        return tuple(sorted(data[key], key=lambda word: (-len(word), word)))

    def one_of(found: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(found))

    return _Words(
        leads={
            first: tuple(group)
            for first, group in groupby(sorted(longest_first("leads"), key=itemgetter(0)), itemgetter(0))
        },
        anaphora=frozenset(data["anaphora"]),
        anaphora_start=one_of(word for word in data["anaphora"] if len(word) > 1),
        pointers=frozenset(data["pointers"]),
        pointers_inside=one_of(word for word in data["pointers"] if len(word) > 1),
        occasional=one_of(data["occasional"]),
        adjuncts=frozenset(data["adjuncts"]),
        verbs=frozenset(data["verbs"]),
        adverbs=frozenset(data["adverbs"]),
        not_measures=frozenset(data["not_measures"]),
        dangling=frozenset(data["dangling"]),
        past=frozenset(data["past"]),
        transitions=longest_first("transitions"),
        purposes=longest_first("purposes"),
        calls=longest_first("calls"),
        judgments=longest_first("judgments"),
        generic=frozenset(data["generic"]),
        shortfalls=one_of(data["shortfalls"]),
        common_predicates=longest_first("common_predicates"),
        of_place=longest_first("of_place"),
        scopes=frozenset(data["scopes"]),
        no_copula=frozenset(data["no_copula"]),
        topic_heads=frozenset(data["topic_heads"]),
    )


_HAN = re.compile(r"[\u3400-\u9fff]")
_ALL_HAN = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2,}(?:个|名|人|家|项|件|万|亿|元|次|场)")
_DEMANDS = frozenset({"要", "必须", "应", "应当"})
_ITEM = re.compile(r"[一二三四五六七八九十首其]{1,2}[是要先次]|第[一二三四五六七八九十]")
_COMPARES = re.compile("不如|与其|不是|不能|不要|如果|哪怕")
_THIS_YEAR = re.compile("今年|今后|本届|未来[一二三五十几]+年|意义重大$")
_LISTED = re.compile(r"[一二三四五六七八九十]{1,2}[是要期]|第[一二三四五六七八九十]{1,2}，")
_UNFIT_OPENERS = ("c", "p", "u", "x", "v", "d", "ad")
_EDGE = "，；：、。！？—…·-,;:.!?　 ）】》”’"
_SPEAKS = re.compile(
    r"(?:我|下面|这里|代表)[^。；]{0,30}?(?:讲|谈|提出?|强调|作|说|交流|分享|汇报|明确|部署)[^，。；]{0,6}?[几一二三四五六七八九十两]{1,2}[点个层句方条项]"
    r"(?:方面)?的?(?:主要)?(?:意见|要求|体会|看法|问题|想法|希望|建议|意思|思考|认识|话|说明|情况)"
)
_GREETS = re.compile(
    r"(?:表示|致以|送上|道一声)[^，。]{0,16}(?:祝贺|感谢|谢意|敬意|问候|慰问|祝福|欢迎|祝愿|辛苦)"
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
_LOWER = re.compile(r"[…_*×＊]|\.\.|[A-Za-z]{9,}")


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[tuple[str, str], ...]:
    """Segment and tag a clause (分词标注)."""
    from phrasebank.segment import tag

    return tuple(tag(text))


def han(text: str) -> int:
    """Count the Han characters (汉字数)."""
    return len(_HAN.findall(text))


def generic() -> frozenset[str]:
    """Words that bind a phrase to no topic (通用词)."""
    return _words().generic


def strip_leads(text: str) -> str:
    """Drop the connectives in front of a clause, as often as there are any (去连接语).

    >>> strip_leads("同时，我们要健全工作制度")
    '健全工作制度'
    """
    text = text.strip()
    leads = _words().leads
    while True:
        for lead in leads.get(text[:1], ()):
            if text.startswith(lead) and len(text) > len(lead) + 3:
                rest = text[len(lead) :].lstrip("，")
                if _cuts_word(text, len(lead)):
                    continue
                text = rest
                break
        else:
            return text


def _cuts_word(text: str, at: int) -> bool:
    """Tell whether a cut falls inside a word, as 要 in 要素 (切断词语)."""
    position = 0
    for word, _ in words(text):
        if position == at:
            return False
        if position > at:
            return True
        position += len(word)
    return position > at


def is_whole(text: str) -> bool:
    """Tell whether quotes close and no edge is a mark or an elision (完整)."""
    return (
        bool(text)
        and balanced(text)
        and text[0] not in _EDGE
        and not _LOWER.search(text)
        and text[-1] not in "，；：、—…·-,;: 　（《“"
    )


def is_of_its_day(text: str) -> bool:
    """Tell whether a text speaks of one meeting or one stretch of years (一时一会之语)."""
    return bool(_words().occasional.search(text))


def is_past(text: str) -> bool:
    """Tell whether a sentence reports what was done (过去时)."""
    past = _words().past
    return any(word in past and flag != "y" for word, flag in words(text))


def compares(text: str) -> bool:
    """Tell a sentence that sets one thing against another: its halves say the opposite alone (取舍句)."""
    return bool(_COMPARES.search(text))


def is_transition(text: str) -> bool:
    """Tell whether a sentence moves the speech on (过渡句).

    >>> is_transition("就抓好下一步工作，我再强调三点意见。"), is_transition("借此机会，向大家表示感谢！")
    (True, False)
    """
    if greets(text) or "：" in text:
        return False
    return text.startswith(_words().transitions) or bool(_SPEAKS.search(text))


def greets(text: str) -> bool:
    """Tell whether a sentence thanks, welcomes or congratulates (致意句)."""
    return bool(_GREETS.search(text))


def has_number(text: str) -> bool:
    """Tell whether a sentence states a figure (含数据)."""
    return bool(_NUMBER.search(text)) and "：" not in text


def is_item(text: str) -> bool:
    """Tell an item of a list (分项): 一是…, 第二…."""
    return bool(_LISTED.match(text))


def tells_a_lack(text: str) -> bool:
    """Tell whether a text says what was short (短缺之语)."""
    return bool(_words().shortfalls.search(text))


def strip_item(text: str) -> str:
    """Drop the number that an item of a list begins with (去条目序号).

    >>> strip_item("（3）新建服务站9个。"), strip_item("二是新建服务站9个。")
    ('新建服务站9个。', '新建服务站9个。')
    """
    return _NUMBERED.sub("", text)


def is_adjunct(text: str) -> bool:
    """Tell whether a clause only sets the stage for the next one (状语分句)."""
    tagged = words(text)
    adjuncts = _words().adjuncts
    return bool(tagged) and (
        tagged[0][0] in adjuncts or (len(tagged) > 1 and tagged[0][0] + tagged[1][0] in adjuncts)
    )


def after_purpose(text: str) -> str:
    """Return what follows “the main task is” in an opening (会议任务)."""
    return _after(text, _words().purposes)


def after_call(text: str) -> str:
    """Return what follows “let us” in a closing (号召内容)."""
    return _after(text, _words().calls)


def _after(text: str, marks: tuple[str, ...]) -> str:
    for mark in marks:
        at = text.find(mark)
        if at >= 0:
            return text[at + len(mark) :]
    return ""


def is_plain(word: str) -> bool:
    """Tell two everyday words side by side from an idiom (非成语): 贯彻落实, 深入开展."""
    data = _words()
    plain = (data.generic, data.verbs, data.adverbs, data.not_measures)
    return not _ALL_HAN.fullmatch(word) or any(
        half in words for half in (word[:2], word[2:]) for words in plain
    )


def leans(text: str) -> bool:
    """Tell whether a phrase points at something outside itself (有指代)."""
    data = _words()
    tagged = words(text)
    first = tagged[0][0] if tagged else ""
    if first in data.anaphora or data.anaphora_start.match(text):
        return True
    if tagged and tagged[0][1] in ("r", "rz", "rr") and first not in ("我们", "各级", "各", "人人", "每个"):
        return True
    return bool(data.pointers_inside.search(text)) or any(word in data.pointers for word, _ in tagged)


def judge_measure(text: str, *, shortest: int = 6, longest: int = 34) -> Reject | None:
    """Accept a verb + object clause that stands alone (举措); else say why not.

    >>> judge_measure("推行终身职业技能培训制度") is None
    True
    >>> judge_measure("他们的工作热情").value
    'anaphora'
    """
    if not shortest <= han(text) <= longest:
        return Reject.LENGTH
    if not is_whole(text):
        return Reject.INCOMPLETE
    if leans(text) or _THIS_YEAR.search(text):
        return Reject.ANAPHORA
    data = _words()
    tagged = words(text)
    verb = next((i for i, word in enumerate(tagged[:3]) if _is_verb(*word)), None)
    if verb is None or not all(_is_adverb(*word) for word in tagged[:verb]):
        return Reject.NOT_A_MEASURE
    if tagged[verb][0] in data.not_measures or tagged[verb + 1 : verb + 2] == (("的", "uj"),):
        return Reject.NOT_A_MEASURE
    if tagged[0][0] in data.not_measures or is_adjunct(text):
        return Reject.NOT_A_MEASURE
    if any(word in data.past and flag != "y" for word, flag in tagged):
        return Reject.PAST
    if not _ends_well(tagged):
        return Reject.INCOMPLETE
    if any(word in _DEMANDS or word == "是" for word, _ in tagged):
        return Reject.NOT_A_MEASURE
    if not any(flag.startswith(("n", "vn", "an", "l", "i", "j", "s")) for _, flag in tagged[verb + 1 :]):
        return Reject.NOT_A_MEASURE
    return None


def _is_verb(word: str, flag: str) -> bool:
    data = _words()
    if (flag.startswith("v") and flag not in ("vn", "vd")) or word in data.verbs:
        return word not in data.adverbs
    # The dictionary has some adverb + verb pairs as one word: 不断完善, 认真履行.
    return len(word) == 4 and word[:2] in data.adverbs and _is_verb(*words(word[2:])[0])


def _is_adverb(word: str, flag: str) -> bool:
    return flag.startswith(("d", "a", "vd", "i", "l", "z")) or word in _words().adverbs


def _ends_well(tagged: tuple[tuple[str, str], ...]) -> bool:
    word, flag = tagged[-1]
    # at the end of a clause 作为 is what one does (展现担当和作为), never the preposition
    if word == "作为":
        return True
    return word not in _words().dangling and not flag.startswith(("p", "c", "u", "r", "f"))


def judge_call(text: str) -> Reject | None:
    """Accept a summons that stands alone (号召语); else say why not.

    >>> judge_call("凝聚团结奋进的磅礴力量") is None
    True
    >>> judge_call("夺取新胜利作出更大贡献").value
    'incomplete'
    """
    if _NEEDS_PURPOSE.search(text) and "为" not in text[:12]:
        return Reject.INCOMPLETE
    if text.endswith(("召开", "到来", "开幕")):
        return Reject.ANAPHORA
    return judge_measure(text, shortest=4)


def judge_task(text: str) -> Reject | None:
    """Accept what a meeting sets out to do (会议任务); else say why not."""
    return judge_measure(text.replace("今年", ""), shortest=4)


def judge_heading(text: str) -> Reject | None:
    """Accept a heading that any speech of its kind may have (标题句); else say why not.

    >>> judge_heading("压实责任，形成工作合力") is None
    True
    >>> judge_heading("今年工作总体要求").value
    'anaphora'
    """
    if leans(text) or _OCCASIONAL_HEADING.search(text):
        return Reject.ANAPHORA
    return None if _ends_well(words(text)) else Reject.INCOMPLETE


def judge_judgment(text: str) -> Reject | None:
    """Accept a judgment on why something matters that stands alone (意义论述); else say why not."""
    body = text.rstrip("。！；”")
    if han(body) < 12:
        return Reject.LENGTH
    if not balanced(body) or _LOWER.search(body) or body[0] in _EDGE:
        return Reject.INCOMPLETE
    data = _words()
    if leans(body) or is_of_its_day(body):
        return Reject.ANAPHORA
    if "：" in body or _COUNT.search(body) or tells_a_lack(body):
        return Reject.NOT_A_JUDGMENT
    tagged = words(body)
    first, flag = tagged[0]
    if (
        (first in data.verbs and "就是" not in body)
        or first in data.adverbs
        or (first in data.adjuncts or first == "我们" or _ITEM.match(body) or flag.startswith(_UNFIT_OPENERS))
    ):
        # 只有…才能 is whole; every other opening conjunction or preposition needs what comes before it.
        if not (first == "只有" and "才能" in body):
            return Reject.NOT_A_JUDGMENT
    elif any(word in _DEMANDS for word, _ in tagged) or not _judges(tagged):
        return Reject.NOT_A_JUDGMENT
    if any(word in data.past and tag != "y" for word, tag in tagged):
        return Reject.PAST
    return None if _ends_well(tagged) else Reject.INCOMPLETE


def _judges(tagged: tuple[tuple[str, str], ...]) -> bool:
    """Tell whether a sentence says what something is or does (有判断)."""
    judgments = _words().judgments
    for i, (word, _) in enumerate(tagged):
        if word not in judgments:
            continue
        if i and tagged[i - 1][0] in _words().no_copula:
            continue
        following = tagged[i + 1][1] if i + 1 < len(tagged) else ""
        # 关系 is a verb only before what it bears on: 关系政权的稳定, but 民族关系得到巩固
        if word == "关系" and not following.startswith(("n", "t", "s", "vn", "i", "j")):
            continue
        return True
    return False


def is_common_judgment(text: str) -> bool:
    """Tell whether what a judgment says of its topic may be said of another (通用判断).

    >>> is_common_judgment("集体协商是促进企业发展的重要举措"), is_common_judgment("职工书屋是闹市里的一方宁静")
    (True, False)
    """
    return text.rstrip("。！；").endswith(_words().common_predicates)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a noun phrase is no part of a longer name (独立成分).

    >>> stands_alone("推动集体协商工作", 2, 6), stands_alone("工会集体协商指导员", 2, 6)
    (True, False)
    """
    data = _words()
    position = 0
    before = after = ("", "x")
    for token in words(text):
        stop = position + len(token[0])
        # a word that the dictionary lacks proves nothing: short forms of a topic are cut anyhow
        if (position < start < stop or position < end < stop) and is_word(token[0]):
            return False
        if stop == start:
            before = token
        if position == end:
            after = token
        position = stop
    led = (
        not before[1].startswith(("n", "b", "j", "vn", "a"))
        or before[0] in data.scopes
        or before[0] in data.verbs
    )
    named = after[1].startswith(("n", "j", "l")) and after[0] not in data.topic_heads and is_word(after[0])
    return led and not named


def names_a_common_trait(text: str) -> bool:
    """Tell whether what a phrase says of its place may be said of another: {place}高质量发展 (地方通用语)."""
    ends = [text.index("}", at) + 1 for at in (m.start() for m in _PLACE_SLOT.finditer(text))]
    return len(ends) == 1 and text[ends[0] :].removeprefix("的").startswith(_words().of_place)


def may_stop_before(cut: str, rest: str) -> bool:
    """Tell whether a sentence may end here: what follows is another thought, not the rest of a series (可断)."""
    first = words(rest)[0][0] if rest else ""
    if any(word in cut for word in ("不仅", "不但", "既", "只有", "如果", "虽然", "随着", "无论")):
        return False
    return first in ("是", "也是", "更是", "这", "必须", "要", "为", "并") or first in _words().anaphora
