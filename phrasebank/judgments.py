"""Whether a clause, a heading or a sentence makes a phrase of its kind; if not, why not (成句判断).

A measure is judged over grammar letters, one for each word; the rest by words and function words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phrasebank.annotation import Stretch
from phrasebank.grammar import (
    EDGE,
    UNFIT,
    Reject,
    as_stretch,
    grammar_patterns,
    han,
    is_adjunct,
    is_of_its_day,
    is_whole,
    leans,
    points,
    tells_a_lack,
    words,
)
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
    grammar_words,
    is_loose,
    letters,
    listed_idioms,
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
_JUDGES = re.compile(f"[{letters(JUDGES)}]")
# what is done at a meeting, said at the head of its task
_TASK = re.compile(
    "学习|传达|贯彻|落实|总结|回顾|部署|动员|安排|研究|分析|推动|推进|交流|表彰|宣传|宣讲|听取|审议|查找|梳理|通报|启动|明确|统一|凝聚|团结|号召|弘扬|激励|进一步"
)
_TASK_REACH = 8
_COPULAS = frozenset({"是", "既是", "不仅是", "也是", "更是", "就是"})
_JOINED = re.compile("[一二三四五六七八九十第]+|[和与及]")
_ACTING = letters(VERB | ADVERB)
# what one year went through, and what stood at its time
_EVENT = re.compile(
    "疫情|抗疫|金融危机|非典|入世|周年|双增双节|大会战|[\u3400-\u9fff]{2}地震|过去的?[一二三四五]年|^(?:过去|现在|目前|当前|近年)|^一件事|我[省市县区州]的?主要矛盾"
)
_ITEM = re.compile(r"[一二三四五六七八九十首其]{1,2}[是要先次]|第[一二三四五六七八九十]")
_THIS_YEAR = re.compile("今年|今后|本届|未来[一二三五十几]+年|意义重大(?![\u3400-\u9fff])")
_UNFIT_OPENERS = ("c", "p", "u", "x", "v", "d", "ad")
_NEEDS_PURPOSE = re.compile(r"(?:作出|做出|贡献)[^，]{0,12}(?:贡献|力量)$|而[^，]{0,6}(?:奋斗|努力)$")
# whom to lead or rely on, and not to what end: 紧紧依靠全市人民
_LED = re.compile(
    "(?:紧紧|紧密|始终|更加|充分|广泛|牢牢)*(?:(?:依靠|团结|带领|率领|动员|组织|引导|发动|相信)[、和并]?)+"
    "[^，的]{0,40}(?:人民|群众|干部|职工|党员|员工|同志|同胞|力量|人士|指战员)"
)
# what is studied, carried out or followed is doctrine: 坚持以……为指导, 贯彻……全会精神
_DOCTRINE = re.compile(
    "以[^，]+为(?:指导|引领|统领|指引|遵循|根本遵循|统揽|旗帜)$|(?:学习|贯彻|实践|高举)[^，]*(?:精神|思想|理论|发展观|旗帜)$"
)
_OCCASIONAL_CALL = re.compile(
    "周年|“?十[一二三四五]五|年(?:行动|计划|规划)|[\u3400-\u9fff]同志(?!们)|(?:活动|工作|会议)$"
)
_OCCASIONAL_HEADING = re.compile(
    r"[0-9]|(?:过去|未来|今后|[这近]|本届|上届|前|首)[^，]{0,3}年|[今明去]年|(?:工作)?(?:回顾|总结|打算|安排|报告|建议|情况)$"
    r"|^(?:关于|主要|存在)|工作(?:目标|任务|要求|思路|建议)$|指导思想|总体要求|(?:主要)?预期目标|^[^，]{0,9}目标和?任务$|“?十[一二三四五]五”?|[一二三四五六七八九十]连冠|成就$|(?:基本|发展)思路"
)
_COUNT = re.compile(r"[二两三四五六七八九十几]+(?:个|道|大|点|项|条|方面)")
_MARKED = re.compile("[^\u3400-\u9fff、，；：。！？\n]+|、+(?![\u3400-\u9fff])")


def judge_measure(clause: str | Stretch, *, shortest: int = 6, longest: int = 34) -> Reject | None:
    """Accept a verb + object clause that stands alone (举措); else say why not.

    >>> judge_measure("推行终身职业技能培训制度") is None
    True
    >>> judge_measure("他们的工作热情").value
    'anaphora'
    """
    clause = as_stretch(clause)
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
    return Reject.ANAPHORA if points(text) or _THIS_YEAR.search(text) else None


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
    patterns = grammar_patterns()
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
    >>> judge_call("紧紧依靠全县人民").value, judge_call("勇于创新").value
    ('incomplete', 'length')
    """
    clause = as_stretch(clause)
    text = clause.text
    if _LED.fullmatch(text):
        return Reject.INCOMPLETE
    if _DOCTRINE.search(text) or _OCCASIONAL_CALL.search(text):
        return Reject.ANAPHORA
    if not _summons(clause):
        return Reject.LENGTH
    if _NEEDS_PURPOSE.search(text) and "为" not in text[:12]:
        return Reject.INCOMPLETE
    if text.endswith(("召开", "到来", "开幕")):
        return Reject.ANAPHORA
    return judge_measure(clause, shortest=4)


def _summons(clause: Stretch) -> bool:
    """Tell a summons from a bare verb with its noun: it has a breath of its own or rises to something (成号召)."""
    size = han(clause.text)
    parts = clause.text.split("、")
    if len(parts) < 3 and all(part in listed_idioms() for part in parts):
        return False
    return size >= 8 or (size >= 6 and clause.text.endswith(grammar_patterns().call_heads))


def judge_task(clause: str | Stretch) -> Reject | None:
    """Accept what a meeting sets out to do (会议任务); else say why not.

    >>> judge_task("推动文明创建工作向基层延伸") is None, judge_task("打破论资排辈的旧规矩").value
    (True, 'not_a_measure')
    """
    text = as_stretch(clause).text
    if not _TASK.search(text[:_TASK_REACH]):
        return Reject.NOT_A_MEASURE
    return judge_measure(text.replace("今年", "") if "今年" in text else clause, shortest=4)


def judge_heading(heading: str | Stretch) -> Reject | None:
    """Accept a heading that any speech of its kind may have (标题句); else say why not.

    >>> judge_heading("压实责任，形成工作合力") is None
    True
    >>> judge_heading("今年工作总体要求").value
    'anaphora'
    """
    heading = as_stretch(heading)
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
    sentence = as_stretch(sentence)
    body = sentence.text.rstrip("。！；”")
    if han(body) < 12:
        return Reject.LENGTH
    if not balanced(body) or UNFIT.search(body) or body[0] in EDGE:
        return Reject.INCOMPLETE
    end = sentence.start + len(body)
    clause = sentence.annotation.stretch(sentence.start, end)
    if leans(clause) or is_of_its_day(body) or tells_an_event(body):
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
    """Tell whether a sentence says what its topic is worth or rests on, not merely what it does (有判断)."""
    annotation, _, _, first, last = clause
    data = grammar_words()
    for match in _JUDGES.finditer(annotation.looks, first, last):
        at = match.start()
        word = annotation.word(at)
        if (
            at == first
            or annotation.word(at - 1) in data.no_copula
            or _JOINED.fullmatch(annotation.word(at - 1))
        ):
            continue
        if word in _COPULAS:
            tail = annotation.text[annotation.starts[at + 1] : clause.end]
            if grammar_patterns().values.search(tail):
                return True
            continue
        if word == "才能":
            continue
        # what a verb acts on bears on something, and judges nothing: 把握好关系全局的改革
        opens = 1 + max(annotation.text.rfind(mark, clause.start, annotation.starts[at]) for mark in "，；")
        if annotation.grammar[max(first, annotation.index_at(opens) if opens else first)] in _ACTING:
            continue
        following = annotation.token(at + 1)[1] if at + 1 < last else ""
        # 关系 is a verb only before what it bears on: 关系政权的稳定, but 民族关系得到巩固
        if word == "关系" and not following.startswith(("n", "t", "s", "vn", "i", "j")):
            continue
        return True
    return False


def tells_an_event(text: str) -> bool:
    """Tell whether a text speaks of what one year went through (一时之事).

    >>> tells_an_event("疫情之下，就业是最大的考验"), tells_an_event("就业是最大的民生")
    (True, False)
    """
    return _EVENT.search(text) is not None


def is_common_judgment(text: str) -> bool:
    """Tell whether what a judgment says of its topic may be said of another (通用判断).

    >>> is_common_judgment("集体协商是促进企业发展的重要举措"), is_common_judgment("职工书屋是闹市里的一方宁静")
    (True, False)
    """
    return text.rstrip("。！；").endswith(grammar_patterns().common_predicates)


def may_stop_before(cut: str, rest: str) -> bool:
    """Tell whether a sentence may end here: what follows is another thought, not the rest of a series (可断)."""
    first = words(rest)[0][0] if rest else ""
    if any(word in cut for word in ("不仅", "不但", "既", "只有", "如果", "虽然", "随着", "无论")):
        return False
    return (
        first in ("是", "也是", "更是", "这", "必须", "要", "为", "并") or first in grammar_words().anaphora
    )
