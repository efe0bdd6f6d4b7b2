"""Tell what a speech is about and at which level it speaks (主题与层级)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from phrasebank.entity_words import alternatives
from phrasebank.segment import cut, is_word

_COLON = re.compile(r"^[^：:]{2,16}[：:]\s*(?P<name>.{4,40})$")
_SCOPE = re.compile(
    r"^(?:\d{4}年(?:度)?)?(?:[一-鿿]{2,9}?(?:省|市|县|区|镇|乡|街道|自治州|公司|集团))?"
    r"(?:全[国省市县区州盟旗镇乡街系][道统]?|我[省市县区]|市|县|区|省|集团|公司)?(?:直机关|级机关)?(?:各级)?"
    r"(?:工会|总工会|机关|系统|工会系统|职工(?=思想|队伍|代表))?(?:系统)?(?:\d{4}年(?:度)?)?"
    r"(?:全面|进一步|扎实|持续|深入|大力|切实|纵深)?"
)
_VERBS = (
    "学习宣传贯彻落实|学习宣传贯彻|学习贯彻落实|学习贯彻|传达学习贯彻|传达学习|学习宣传|宣传贯彻|贯彻落实|贯彻|学习|宣传|庆祝|纪念|扎实推进|深入推进|全面推进|纵深推进|加快推进|持续推进|"
    "持续深化|全面深化|大力推进|推进|推动|深化|开展|全力做好|做好|实施|加强|部署|总结|落实|启动"
)
_LEADING_VERB = re.compile(rf"^(?:(?:进一步|深入|认真|扎实|全面|切实)?(?:{_VERBS}))+")
_QUOTE = re.compile(r"[“\"]([^”\"]{4,24})[”\"]")
_GRADES = {
    "全国": "全国各级工会",
    "省": "我省|全省",
    "市": "我市|全市",
    "州": "我州|全州",
    "县": "我县|全县",
    "区": "我区|全区",
    "旗": "我旗|全旗",
    "镇": "我镇|全镇",
    "乡": "我乡|全乡",
    "街道": "我街道|全街道|街道各",
    "企业": "我公司|全公司|公司上下|公司各|公司党委|我集团|集团公司|集团上下|我厂|全厂|我矿|全矿|本公司",
    "开发区": "我开发区|全开发区|开发区上下|我高新区|高新区上下|党工委、管委会",
    "学校": "我校|全校",
    "系统": "我局|全局上下|全系统|我院",
}

# What front matter and locality.yaml call a level, where it differs.
_LEVELS = {
    "自治区": "省", "直辖市": "市", "地级市": "市", "县级市": "市", "自治州": "州", "乡镇": "镇", "产业工会": "系统"
}  # fmt: skip


@lru_cache(maxsize=1)
def _title_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[一-鿿·]*?在)(?P<name>[^在]*?(?:{alternatives('meetings')}|会)(?:暨.*?)?)上?的?"
        "(?:主持)?(?:讲话|发言|致辞|报告|总结|部署|动员|辅导|交流材料|主持词|讲稿)"
    )


@lru_cache(maxsize=1)
def _tail_pattern() -> re.Pattern[str]:
    return re.compile(
        "(?:工作)?(?:专题)?(?:学习)?(?:研讨)?(?:经验)?"
        "(?:交流|推进|动员|部署|总结|表彰|调度|启动|座谈|现场|专题|视频|工作|集中|约谈|联席|电视电话)*"
        rf"(?:{alternatives('meetings')}|会)?$"
    )


@lru_cache(maxsize=1)
def _spoken_grades() -> tuple[re.Pattern[str], dict[str, str]]:
    grades = {word: grade for grade, words in _GRADES.items() for word in words.split("|")}
    return re.compile("|".join(sorted(grades, key=lambda word: (-len(word), word)))), grades


def find_grade(title: str, text: str) -> str:
    """Return the level that the speech speaks for (层级), empty where it does not tell.

    >>> find_grade("在全县工会工作会议上的讲话", "我县工会工作再上台阶。市委高度重视。")
    '县'
    """
    spoken, grades = _spoken_grades()
    scores = dict.fromkeys(_GRADES, 0)
    for match in spoken.finditer(title):
        scores[grades[match[0]]] += 5
    for match in spoken.finditer(text):
        scores[grades[match[0]]] += 1
    if "全国总工会" in title:
        scores["全国"] += 10
    best = max(scores, key=lambda grade: scores[grade])
    return best if scores[best] else ""


def grade_of_level(level: str) -> str:
    """Return the grade that a level stated outside the text stands for (层级), empty where unknown.

    >>> grade_of_level("县级市"), grade_of_level("企业"), grade_of_level("其他")
    ('市', '企业', '')
    """
    grade = _LEVELS.get(level, level)
    return grade if grade in _GRADES else ""


def meeting_in_title(title: str) -> str:
    """Return the meeting that a title names, empty where none (标题中的会议).

    >>> meeting_in_title("周敏在全市职工技能竞赛推进会上的讲话")
    '全市职工技能竞赛推进会'
    """
    match = _title_pattern().search(re.sub(r"\s", "", title))
    return match["name"] if match else ""


def find_topic(title: str, text: str) -> str:
    """Return what the speech is about as a noun phrase, empty where it does not tell (主题).

    >>> find_topic("在全市职工技能竞赛工作推进会上的讲话", "")
    '职工技能竞赛'
    """
    title = re.sub(r"\s|[（(][^（）()]*[）)]$", "", title)
    name = meeting_in_title(title)
    colon = _COLON.match(title)
    if not name and colon:
        name = colon["name"]
    candidates = [_strip(part) for part in re.split("暨", name)] if name else []
    if not candidates:
        kinds = alternatives("meetings")
        held = rf"召开(?:这次|此次|的)?(?P<name>[^，。！；]{{4,40}}?(?:{kinds}|会))[，。]"
        opened = re.search(held, text[:800])
        candidates = [_strip(opened["name"])] if opened else []
    if not candidates:
        candidates = [_strip(re.sub(r"(?:讲话|发言|致辞|报告)(?:稿|材料)?$", "", title))]
    candidates = [candidate for candidate in candidates if 3 <= len(candidate) <= 30]
    return max(candidates, key=lambda topic: text.count(topic), default="")


def _strip(name: str) -> str:
    """Take scope, verbs and kind of meeting off a meeting's name (去头去尾)."""
    quoted = _QUOTE.search(name)
    core = _SCOPE.sub("", name)
    core = _tail_pattern().sub("", core)
    without_verb = _LEADING_VERB.sub("", core)
    if quoted and quoted[1] in core and len(without_verb) <= len(quoted[0]) + 4:
        return quoted[1]
    core = without_verb if len(without_verb) >= 3 else core
    return core.strip('“”"，、 ')


def find_aliases(topic: str, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Return the short forms that the text gives its topic: characters of it in order, no word (主题简称).

    >>> find_aliases("职工技能竞赛", ["职赛是平台。抓好职赛，办好职赛。"])
    ('职赛',)
    """
    if len(topic) < 4:
        return ()
    alphabet = set(topic)
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        for run in re.findall(f"[{re.escape(topic)}]{{2,}}", paragraph.replace(topic, "，")):
            for length in (2, 3, 4):
                counts.update(run[i : i + length] for i in range(len(run) - length + 1))
    found = [
        gram
        for gram, count in counts.items()
        if count >= 3 and gram[0] == topic[0] and set(gram) <= alphabet and _abbreviates(gram, topic)
    ]
    found = [
        gram
        for gram in found
        if not any(gram != other and gram in other and counts[other] > 0.8 * counts[gram] for other in found)
    ]
    return tuple(sorted(found, key=lambda gram: (-counts[gram], gram)))


def _abbreviates(gram: str, topic: str) -> bool:
    """Tell whether a string skips through the topic in order and is no part of it nor a word (是否简称)."""
    if gram in topic or is_word(gram) or "的" in gram:
        return False
    rest = iter(topic)
    in_order = all(character in rest for character in gram)
    return in_order and (len(gram) == 2 or len(cut(gram)) > 1)
