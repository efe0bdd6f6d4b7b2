"""Find counts that do not fit what they count: 三个方面 with four items (数目不符)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from drafting.rules.document import Document, Numbered
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.numbering import HEADINGS, ITEMS, item_jumps
from outlines.numbering import parse_numeral
from outlines.regex import lazy

_NUMERAL = r"(?:[二两三四五六七八九]|[二三]?十[一二三四五六七八九]?|[2-9]|[12]\d)"
# 三个方面, 四项任务, 三点意见, 三件事, 四个坚持; the quantifier or the quotation marks tell a count from a name.
_CLAIM = lazy(
    rf"(?<![第十百千\d.一二两三四五六七八九])(?P<open>“)?(?P<n>{_NUMERAL})(?:大|个|项|点|条|件|句|类|种|步|层|方面|部门|单位|家)(?:主要|重点|突出|重要|基本|具体|关键)?(?P<noun>[\u4e00-\u9fff]{{0,6}})(?P<close>”)?"
)
_SHORT_CLAIM = lazy(rf"“(?P<n>{_NUMERAL})(?P<noun>[\u4e00-\u9fff]{{1,2}})”")
_BARE_CLAIM = lazy(
    rf"(?<=[到现持出好展实行立做])(?P<n>{_NUMERAL})(?P<noun>(?![大个项点条件句类种步层年月])[\u4e00-\u9fff]{{1,3}})(?=[：:])"
)
_HANDS = lazy(r"(?P<n>[两三四])手抓")
_ONE_IS = lazy("(?<=[：，；])(?:还有)?(?:一[个种类]|另一[个种类])是")
_QUOTED_RUN = lazy("(?:“[^”]{1,8}”、?){2,}(?=[。，；])")
_SENTENCE_REST = lazy(r"[^。！？\n]*")
_JOINTS = lazy("、|和|与")
_CORES = lazy(r"“(?P<name>(?:[一二两三四五六七八九][\u4e00-\u9fff]){2,4})”")
_TOTAL = lazy(
    rf"{_NUMERAL}(?:大|个|项|家|类|种|方)(?:方面|任务|工作|环节|单位|部门|县区|领域|重点|要素|制度|机制|举措|问题|工程|行动|功能|职能|作用|区域|产业|群体|平台|中心)(?![\u4e00-\u9fff](?<![要将的都应和与共在等也就]))"
)
_LIST_BEFORE = lazy(r"[\u4e00-\u9fff]{1,14}(?:、[\u4e00-\u9fff]{1,20})+$")
_LONGEST_BEFORE = 80  # characters of a list before its total
_ETC = lazy("等(?![待候级于同])|之类|……|…")
_AND = lazy("以及|和|与|及")
_COLON = lazy(r"[\u4e00-\u9fff”]{0,6}(?:[：:]|，(?:即|包括|就是|也就是|分别是|分别为|主要是|具体是))")
_CLAUSE = 20  # characters before a count that may announce its list
_BETWEEN = lazy(r"[\u4e00-\u9fff”]{0,10}(?P<mark>[：:。，]?)\s*")
_ANOTHER = lazy("(?:[、和与及]|以及)[\u4e00-\u9fff“]{0,2}$")  # 五个方面、二十项工作: which of them is listed?
_NOT_ALL = lazy("(?:其他|另外|各|每|有的|以上|上述|前|完成|实现|实施了|成立)$")
_ANNOUNCES = lazy(
    "讲|谈|提|抓|做|重点|体现|表现|以下|下面|如下|主要|需要|把握|坚持|处理好|存在|面临|说|明确|围绕|突出|注意|强调"
)
_LONGEST_LIST = 240
_LONGEST_ITEM = 8


class _Claim(NamedTuple):
    start: int
    end: int
    number: int
    noun: str


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find counts that do not fit (查数目)."""
    claims = list(_claims(document.text))
    yield from item_jumps(document)
    yield from _numbered(document, claims)
    for claim in claims:
        yield from _after_colon(document, claim)
        yield from _total(document.text, claim)
    yield from _one_by_one(document.text, claims)
    yield from _cores(document)


def _claims(text: str) -> Iterator[_Claim]:
    for pattern in (_CLAIM, _SHORT_CLAIM, _BARE_CLAIM):
        for match in pattern.finditer(text):
            yield _Claim(*match.span(), parse_numeral(match["n"]), match["noun"])


def _mark(claim: _Claim, found: int) -> Mark:
    return Mark(claim.start, claim.end, f"这里说的是{claim.number}项，实际列了{found}项")


# ---- lists with numbers


def _numbered(document: Document, claims: list[_Claim]) -> Iterator[Mark]:
    """Compare a count with the numbers right after it (编号的列举)."""
    claims = sorted(claims, key=lambda claim: (claim.end, claim.start))
    numbers = document.numbers
    for index, number in enumerate(numbers):
        if number.marker.value != 1:
            continue
        claim = _claim_before(document, claims, number)
        if claim is None:
            continue
        if number.marker.style in ITEMS:
            found = _run(document, numbers, index)
        elif number.opens and number.marker.style in HEADINGS:
            found = _siblings(numbers, index)
        else:
            found = _run(document, numbers, index)
        if found > 1 and found != claim.number:
            yield _mark(claim, found)


def _claim_before(document: Document, claims: list[_Claim], number: Numbered) -> _Claim | None:
    """Return the count that announces the list which a number opens (领起的数目)."""
    index = bisect_right(claims, number.start, key=lambda claim: claim.end) - 1
    if index < 0:
        return None
    claim = claims[index]
    between = _BETWEEN.fullmatch(document.text, claim.end, number.start)
    if between is None:
        return None
    clause = document.text[max(0, claim.start - _CLAUSE) : claim.start]
    clause = re.split("[，。；：！？\n]", clause)[-1]
    if _NOT_ALL.search(clause) or _ANOTHER.search(clause):
        return None
    if not between["mark"] and (not number.opens or "\n" not in between[0]):
        return None
    if between["mark"] in ("：", ":"):
        return claim
    quoted = document.text[claim.start] == "“" or document.text[claim.end - 1] == "”"
    return claim if _ANNOUNCES.search(clause) and not quoted else None


def _run(document: Document, numbers: tuple[Numbered, ...], first: int) -> int:
    """Count the items of one style from a first one on, over the paragraphs that they open (项数)."""
    style, count, last = numbers[first].marker.style, 1, numbers[first]
    for number in numbers[first + 1 :]:
        if number.opens and number.marker.style in HEADINGS and style in ITEMS:
            break
        if number.marker.style is not style:
            continue
        if number.paragraph - last.paragraph > 1 or number.marker.value == 1:
            break
        count, last = count + 1, number
    return count


def _siblings(numbers: tuple[Numbered, ...], first: int) -> int:
    """Count the headings that follow on one level, until a higher one (标题数)."""
    style = numbers[first].marker.style
    rank = HEADINGS.index(style)
    count = 1
    for number in numbers[first + 1 :]:
        other = number.marker.style
        if not number.opens or other not in HEADINGS:
            continue
        if HEADINGS.index(other) < rank or (other is style and number.marker.value == 1):
            break
        count += other is style
    return count


# ---- lists without numbers


def _after_colon(document: Document, claim: _Claim) -> Iterator[Mark]:
    """Compare a count with the list after its colon (冒号后的列举)."""
    text = document.text
    colon = _COLON.match(text, claim.end)
    if colon is None or text[colon.end() : colon.end() + 1] in ("\n", ""):
        return
    stop = text.find("\n", colon.end())
    body = text[colon.end() : min(stop if stop >= 0 else len(text), colon.end() + _LONGEST_LIST)]
    quoted = _QUOTED_RUN.match(body)
    if quoted:
        items = quoted[0].count("“")
        if items != claim.number:
            yield _mark(claim, items)
        return
    if re.match(r"(?:一[是要、]|第一|首先|1|（|“)", body):
        return
    if claim.noun.startswith("问") or "？" in body[:40]:
        questions = re.match(r"(?:[^。；！？]{2,40}？)+", body)
        if questions and questions[0].count("？") not in (claim.number, 1):
            yield _mark(claim, questions[0].count("？"))
        return
    sentence = re.match(r"[^。！？]*", body)
    listed = sentence[0] if sentence else ""
    if not listed or _ETC.search(listed):
        return
    found = _count_items(listed, claim.noun.strip("”“"), claim.number)
    if found:
        yield _mark(claim, found)


def _count_items(listed: str, noun: str, expected: int) -> int:
    """Return how many items a list has, 0 where they are as many as expected or it is no clear list (数项)."""
    verb = noun[:2]
    if len(verb) == 2:
        starts = re.findall(rf"(?:^|[，、；“])(?:更|要)?{verb}", listed)
        repeated = len(starts) or len(re.findall(rf"{verb}(?=[，、；]|$)", listed))
        if repeated >= 2:
            return 0 if repeated == expected or _fits(listed, expected) else repeated
    if _fits(listed, expected):
        return 0
    for mark in "；，、":
        items = [item for item in listed.split(mark) if item]
        if len(items) >= 2:
            return len(items) if _is_even(items) else 0
    return 0


def _fits(listed: str, expected: int) -> bool:
    """Tell whether any way to cut the list gives the number expected (是否相符)."""
    counts: set[int] = set()
    for marks in ("；", "，", "、", "，、", "；，"):
        base = len([item for item in re.split(f"[{marks}]", listed) if item])
        counts.update(range(base, base + len(_AND.findall(listed)) + 1))
    return expected in counts


def _is_even(items: list[str]) -> bool:
    """Tell whether items are of one build, so that they are surely the list (是否整齐)."""
    lengths = [len(item) for item in items]
    return max(lengths) - min(lengths) <= max(2, min(lengths) // 3) or len({item[:1] for item in items}) == 1


def _one_by_one(text: str, claims: list[_Claim]) -> Iterator[Mark]:
    """Compare 两手抓 with the hands that follow, 两个问题 with 一个是…还有一个是… (逐一点数)."""
    if "一手" in text:
        for match in _HANDS.finditer(text):
            hands = _SENTENCE_REST.match(text, match.end())
            found = hands[0].count("一手") if hands else 0
            if found > 1 and found != parse_numeral(match["n"]):
                yield _mark(_Claim(*match.span(), parse_numeral(match["n"]), ""), found)
    for claim in claims if _ONE_IS.search(text) else ():
        following = _SENTENCE_REST.match(text, claim.end)
        found = len(_ONE_IS.findall(following[0])) if following else 0
        if found > 1 and found != claim.number:
            yield _mark(claim, found)


def _cores(document: Document) -> Iterator[Mark]:
    """Compare “一核三翼” with what is said to be core and wings (一核三翼)."""
    for match in _CORES.finditer(document.text):
        name = match["name"]
        following = re.match(r"[^。！？\n]*", document.text[match.end() :])
        body = following[0] if following else ""
        for at in range(0, len(name), 2):
            wanted, unit = parse_numeral(name[at]), name[at + 1]
            listed = _said_to_be(body, unit)
            if listed and not _ETC.search(listed) and not _fits(listed, wanted):
                found = len(_JOINTS.split(listed))
                yield Mark(*match.span(), f"“{name}”里“{unit}”有{wanted}个，实际列了{found}个")


def _said_to_be(body: str, unit: str) -> str:
    """Return what is said to be the wings: 以甲、乙为翼 (所列)."""
    at = body.find(f"为{unit}")
    clause = re.split("[，；]", body[:at])[-1] if at > 0 else ""
    return clause.partition("以")[2]


def _total(text: str, claim: _Claim) -> Iterator[Mark]:
    """Compare a list with the total right after it: 宣传、组织、维权四项工作 (列举后的总数)."""
    if not _TOTAL.match(text, claim.start):
        return
    clause = _LIST_BEFORE.search(text, max(0, claim.start - _LONGEST_BEFORE), claim.start)
    if clause is None or _ETC.search(clause[0]) or clause[0].endswith("的"):
        return
    items = clause[0].split("、")
    joints = len(_AND.findall(clause[0]))
    listed = len(items) > 2 and max(map(len, items[1:])) <= _LONGEST_ITEM
    if listed and claim.number not in range(len(items), len(items) + joints + 1):
        yield _mark(claim, len(items) + joints)


RULE = Rule(
    name="count-mismatch",
    severity=Severity.ERROR,
    summary="说的数目和列的不一样",
    what="核对“三个方面”“四项任务”“四个坚持”“两手抓”“一核三翼”和后面列的项数，以及一是、二是、四是这样的漏项。",
    why="台上说三点，念了四点，台下都会发现。",
    bad=(
        "做到“四个坚持”：坚持服务大局、坚持职工至上、坚持改革创新。",
        "一是加强学习；二是深入基层；四是严格考核。",
        "抓好三个方面：一是抓学习，二是抓培训，三是抓考核，四是抓保障。",
        "要两手抓：一手抓规范，一手抓提升，一手抓宣传。",
        "构建“一核三翼”体系，以服务中心为核，以乡镇站、企业点为翼。",
        "下面，我讲三点意见。\n一、提高认识\n很重要。\n二、抓好落实\n要实干。",
    ),
    good=(
        "做到“四个坚持”：坚持党的领导、坚持服务大局、坚持职工至上、坚持改革创新。",
        "增强“四个意识”，做好宣传、组织、维权三项工作。",
        "市总工会会同市人社局、市工信局、市工商联等八家单位开展检查。",
        "一是抓重点。要做好两件事：建好站点，用好站点。二是抓难点。三是抓长效。",
    ),
    source="机关校对常例",
    check=check,
)
