"""Find figures that contradict each other (数字前后不一)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.figures import Figure, iter_figures, read_number
from drafting.rules.model import Mark, Rule, Settings, Severity
from outlines.regex import lazy

_OF_WHICH = lazy("其中|分别是|包括|分别为")
_NOT_ALL = lazy("等|占|主要|有的|以上|左右|约|近|超|大部分|新增|同比|增长")
_GREW = lazy(
    r"(?:由|从)(?P<before>[^，。；]{0,16}?\d[\d.]*[万亿]?[\u4e00-\u9fff]{0,4}?)(?:增加|增长|提高|上升|扩大|发展|提升|减少|下降|降低)(?:到|至|为)(?P<after>\d[\d.]*[万亿]?[\u4e00-\u9fff]{0,3})，?(?:同比)?(?:增长|提高|增加|增幅(?:达|为)?|上升|下降|减少|翻了?)(?P<rate>[\d.]+[%％]|[一二三四五六七八九]成[一二三四五六七八九半]?|[一二两三四五六七八九十\d.]+倍|一番)"
)
_FROM_TO = lazy(
    r"(?:由|从)[^，。；\d]{0,10}(?P<before>\d[\d.]*[万亿]?)(?P<unit>[个家名人户件项处次元亩])[^，。；\d]{0,4}(?:增加|增长|提高|上升|扩大|发展|减少|下降|降低)(?:到|至|为)[^，。；\d]{0,6}(?P<after>\d[\d.]*[万亿]?)(?P=unit)，"
    r"(?:(?:净)?(?:增加|减少|增|减|多|少)了?(?P<more>\d[\d.]*[万亿]?)(?P=unit)|是[^，。；\d]{0,8}?的(?P<times>[一二两三四五六七八九十]|\d[\d.]*)倍)"
)
_THESE = lazy("(?:在?这|上述|以上|这些)$")
_SPAN = lazy(
    r"从?(?P<from>(?:19|20)\d\d)年?[^，。；]{0,14}?(?:到|至|—|－)+(?:今年|现在)?(?P<to>(?:19|20)\d\d)年?[^。；\d]{0,16}?(?P<years>[一二两三四五六七八九十]{1,3}|\d{1,2})(?:多|余)?(?:年(?!度|级|来的?第|代|人|内)|周年|个年头|载)"
)
_SINCE = lazy(
    r"从?(?P<from>(?:19|20)\d\d)年[^。；]{0,20}?(?:到|至)今年?[^。；]{0,24}?(?:走过了?|已有?|已经|整整|历时|经历了?|的)(?P<years>[一二两三四五六七八九十]{1,3}|\d{1,3})(?:多|余)?(?:年(?!代|人|级|度)|周年|载)"
)
_AVERAGE = lazy(
    r"(?P<places>\d+)(?P<each>[个家名户座所处])[^。；\d]{0,24}?(?P<total>\d[\d.]*[万亿]?)(?P<unit>[个家名人处项件元])[^。；\d]{0,10}?平均每(?P=each)"
    r"[^\d。；]{0,8}(?P<mean>\d[\d.]*[万亿]?)(?P=unit)"
)
_DAYS = lazy(
    r"(?P<month>\d{1,2})月(?P<first>\d{1,2})日?(?:至|到|—|－|-|~)+(?:(?P<month2>\d{1,2})月)?(?P<last>\d{1,2})日[^。；\d]{0,12}?(?:为期|历时|共|一共|前后)?(?P<days>[一二两三四五六七八九十]{1,3}|\d{1,2})天"
)
_SUM_AFTER = lazy(
    r"(?P<parts>(?:[\u4e00-\u9fff]{1,10}\d[\d.]*(?P<unit>[名人家户个件项])、?，?){2,8})(?:总共|合计|总计|一?共计?|总数为?)[\u4e00-\u9fff]{0,6}?(?P<total>\d[\d.]*)(?P=unit)"
)
_LAST_YEAR = lazy(
    r"(?:去年|上届|上年)[^，。；\d]{0,10}(?P<before>\d[\d.]*[万亿]?)(?P<unit>[个家名人户件项处次元])[，、；][^，。；\d]{0,10}(?:今年|本届)[^，。；\d]{0,10}(?P<after>\d[\d.]*[万亿]?)(?P=unit)[，、][^，。；\d]{0,6}(?:增加|减少|增|减|多|少)了?(?P<more>\d[\d.]*[万亿]?)(?P=unit)"
)
_PARTS_THEN_SUM = lazy(
    r"(?P<parts>\d[\d.]*(?P<unit>万元|亿元|万人|[名人家户个件项元])(?:、\d[\d.]*(?P=unit)){1,8})，?(?:累计|合计|总计|一?共|总共)[\u4e00-\u9fff]{0,6}?(?P<total>\d[\d.]*)(?P=unit)"
)
_MONTHS = lazy(
    r"(?P<first>\d{1,2})月\d{1,2}日[^。；\d]{0,6}?(?:到|至|—)(?P<last>\d{1,2})月\d{1,2}日[^。；\d]{0,8}?(?P<months>[一二两三四五六七八九十]{1,2}|\d{1,2})个月"
)
_SHARE_OF = lazy(
    r"(?P<whole>\d[\d.]*[万亿]?)(?P<unit>[人名家户个件项])[^，。；\d]{0,12}中，[^，。；\d]{0,10}(?P<part>\d[\d.]*[万亿]?)(?P=unit)[，、][^，。；\d]{0,8}占(?:比|总数的?|全部的?)?(?P<rate>\d[\d.]*)[%％]"
)
_DIRECTION = lazy(
    r"(?:由|从)[^，。；\d第]{0,10}(?P<before>\d[\d.]*)(?P<unit>[万亿]?(?:[个家名人户件项处次元起]|%))[^，。；\d]{0,4}(?P<verb>增加|增长|提高|上升|扩大|增至|下降|减少|降低|压减|缩短)(?:到|至|为)[^，。；\d]{0,4}(?P<after>\d[\d.]*)(?P=unit)"
)
_DOWN = ("下降", "减少", "降低", "压减", "缩短")
_ANNIVERSARY = lazy(
    r"(?P<what>中国共产党成立|建党|新中国成立|中华人民共和国成立|建国|改革开放|中华全国总工会成立|全国总工会成立|五四运动|长征胜利|红军长征胜利|抗战胜利|中国人民抗日战争[^，。]{0,14}胜利)(?P<years>\d{2,3}|[一二三四五六七八九十百]{1,4})周年"
)
_FOUNDED = {
    "中": 1921,
    "建党": 1921,
    "新": 1949,
    "建国": 1949,
    "改": 1978,
    "五": 1919,
    "长": 1936,
    "红": 1936,
    "抗": 1945,
}
_TARGET = lazy(
    r"(?:目标|计划|任务)[^。；]{0,14}?(?P<target>\d[\d.]*[万亿]?)(?P<unit>[\u4e00-\u9fff]{1,2})[^。；]{0,12}?(?:实际|已经?)?(?:完成|新建|达到|实现)[^\d。；]{0,6}(?P<done>\d[\d.]*[万亿]?)(?P=unit)[^。；]{0,4}[，、；](?P<said>[^。；]{0,12})"
)
_RATE = lazy(
    r"(?P<whole>\d[\d.]*[万亿]?)(?P<unit>[人名家户个件项])[^。；]{0,12}?其中(?P<part>\d[\d.]*[万亿]?)(?P=unit)[^。；]{0,16}?(?P<name>[\u4e00-\u9fff]{1,6}率|占比?)(?:达到?|为|超过)?(?P<rate>\d[\d.]*)[%％]"
)
_SHARES = lazy(r"占(?:比)?(?:达|为)?(?P<rate>\d[\d.]*)[%％]")
_KEY = lazy(
    r"(?:(?:全[省市县区国镇乡]|我[省市县区镇]|共有?|现有|建成|成立|发展|拥有|集团|企业)[\u4e00-\u9fff]{0,10})$"
)
_TIME = lazy(
    "[去前今明后上]年|年底|目标|计划|力争|预计|到20|同期|上届|新增|增加|其中|每|平均|达到|累计|又|再|另|约|近|多|余|第|提高|增长|减少|下降|比|将|要"
)
_TOLERANCE = 0.03
_MOST_OF = 0.75  # share of the total below which the parts are examples
_THINGS = ("名", "人", "家", "户", "位", "件", "台", "元")
_PEOPLE = ("名", "人", "家", "户", "位", "件", "台")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find figures that do not add up or are given in two ways (查数字)."""
    text = document.text
    for start, end in document.sentences:
        if _DIGIT.search(text, start, end):
            sentence = text[start:end]
            for mark in (*_sums(sentence), *_shares(sentence), *_arithmetic(sentence)):
                yield Mark(start + mark.start, start + mark.end, mark.message)
    yield from _anniversaries(document, settings)
    figures = list(iter_figures(text))
    yield from _two_values(document, figures)
    yield from _anaphora(document, figures)
    yield from _transposed(document, figures)
    yield from _same_noun(document, figures)


_WHOLE = lazy("全[省市县区镇乡]|我[省市县区镇]|集团|全系统|全公司")
_NOUN_BEFORE = lazy("[\u4e00-\u9fff]{2,12}$")
_NOUN_AFTER = lazy("[\u4e00-\u9fff]{2,12}")
_NEAR_NOUN = 40  # characters between two figures of one thing
_SHORTEST_NOUN = 4  # characters of a thing that is known again
_REACH = 80  # characters back to what 这二十八名 points at
_HAN = lazy("[\u4e00-\u9fff]")
_DIGIT = lazy("[0-9]")


def _anniversaries(document: Document, settings: Settings) -> Iterator[Mark]:
    """Check anniversaries of the country's history against the date (周年)."""
    if not settings.date or "周年" not in document.text:
        return
    for match in _ANNIVERSARY.finditer(document.text):
        what = match["what"]
        founded = 1949 if "共和国" in what else 1925 if "总工会" in what else 1945 if "抗日" in what else 0
        founded = founded or next(year for name, year in _FOUNDED.items() if what.startswith(name))
        years = int(match["years"]) if match["years"].isdigit() else read_number(match["years"])
        now = document.text[max(0, match.start() - 8) : match.start()]
        if years and re.search("今年", now) and founded + years != int(settings.date[:4]):
            yield Mark(*match.span(), f"{settings.date[:4]}年是{what}{int(settings.date[:4]) - founded}周年")


def _number(written: str) -> float | None:
    match = re.match(r"([\d.]+)([万亿]?)", written)
    if not match or match[1].strip(".") == "" or match[1].count(".") > 1:
        return None
    return float(match[1]) * {"": 1, "万": 1e4, "亿": 1e8}[match[2]]


def _differs(one: float, other: float, tolerance: float = 0.0) -> bool:
    return abs(one - other) > max(1e-6, tolerance * max(abs(one), abs(other)))


def _sums(sentence: str) -> Iterator[Mark]:
    """Add up what a total is made of: 共100名，其中甲62名、乙20名、丙28名 (分项与合计)."""
    for split in (
        _OF_WHICH.finditer(sentence) if "其中" in sentence or "分别" in sentence or "包括" in sentence else ()
    ):
        totals = [f for f in iter_figures(sentence, 0, split.start()) if f.unit not in ("%", "年", "天")]
        if not totals or split.start() - totals[-1].end > 14:
            continue
        total = totals[-1]
        listed = sentence[split.end() :]
        listed = re.split("[。；]", listed)[0]
        listed = listed.split("，")[0]
        parts = [f for f in iter_figures(listed) if f.unit == total.unit]
        if len(parts) < 2 or total.about or any(part.about for part in parts):
            continue
        between = listed[: parts[-1].end]
        if _NOT_ALL.search(between) or _NOT_ALL.search(listed[parts[-1].end : parts[-1].end + 4]):
            continue
        added = sum(part.value for part in parts)
        whole = len(parts) > 2 or re.search("分别|全部", split[0])
        over = added > total.value * (1 + 1e-9)
        if over or (whole and _differs(added, total.value) and added >= _MOST_OF * total.value):
            shown = f"{added:g}" if added < 1e6 else f"{added / 1e4:g}万"
            yield Mark(total.start, split.end() + parts[-1].end, f"分项相加是{shown}，与“{total.text}”不符")


def _shares(sentence: str) -> Iterator[Mark]:
    """Add up shares that cannot be more than the whole (占比合计)."""
    if "占" not in sentence or not re.search("满意|同意|赞成|认为", sentence):
        return
    found = list(_SHARES.finditer(sentence))
    run: list[re.Match[str]] = []
    for match in found:
        if run and match.start() - run[-1].end() > 16:
            run = []
        run.append(match)
        added = sum(float(each["rate"].strip(".")) for each in run)
        if len(run) > 2 and added > 100.5:
            yield Mark(run[0].start(), match.end(), f"各项占比合计{added:g}%，超过了100%")
            return


def _arithmetic(sentence: str) -> Iterator[Mark]:
    if "由" in sentence or "从" in sentence:
        yield from _growth(sentence)
    if "年" in sentence and ("到" in sentence or "至" in sentence or "—" in sentence):
        yield from _years(sentence)
    for match in _AVERAGE.finditer(sentence) if "平均" in sentence else ():
        total, mean = _number(match["total"]), _number(match["mean"])
        if total and mean and float(match["places"]) and _differs(total / float(match["places"]), mean, 0.05):
            yield Mark(
                *match.span(),
                f"{match['total']}除以{match['places']}约{total / float(match['places']):.4g}，与平均数不符",
            )
    for match in _DAYS.finditer(sentence) if "天" in sentence else ():
        days = read_number(match["days"])
        if not match["month2"] or match["month2"] == match["month"]:
            lasted = int(match["last"]) - int(match["first"])
            if days and lasted > 0 and days not in (lasted, lasted + 1):
                yield Mark(
                    *match.span(),
                    f"{match['first']}日到{match['last']}日是{lasted + 1}天，与“{match['days']}天”不符",
                )
    for match in _SUM_AFTER.finditer(sentence) if "计" in sentence or "共" in sentence else ():
        parts = [float(part) for part in re.findall(rf"(\d[\d.]*){match['unit']}", match["parts"])]
        if len(parts) > 1 and _differs(sum(parts), float(match["total"])):
            yield Mark(*match.span(), f"分项相加是{sum(parts):g}，与“{match['total']}{match['unit']}”不符")
    for match in _LAST_YEAR.finditer(sentence) if "今年" in sentence or "本届" in sentence else ():
        before, after, more = (_number(match[name]) for name in ("before", "after", "more"))
        if before and after and more and _differs(abs(after - before), more):
            yield Mark(
                *match.span(),
                f"{match['before']}与{match['after']}相差{abs(after - before):g}，与“{match['more']}”不符",
            )
    for match in _PARTS_THEN_SUM.finditer(sentence) if "、" in sentence else ():
        numbers = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", match["parts"])]
        total = float(match["total"].strip("."))
        if len(numbers) > 1 and _differs(sum(numbers), total):
            yield Mark(*match.span(), f"各项相加是{sum(numbers):g}，与“{match['total']}”不符")
    for match in _MONTHS.finditer(sentence) if "个月" in sentence else ():
        first, last = int(match["first"]), int(match["last"])
        months = read_number(match["months"])
        lasted = last - first + 1
        if months and last >= first and not lasted - 1 <= months <= lasted:
            word = "不到" if months > lasted else "不止"
            yield Mark(*match.span(), f"{first}月到{last}月{word}{match['months']}个月")
    for match in _SHARE_OF.finditer(sentence) if "占" in sentence else ():
        whole, part = _number(match["whole"]), _number(match["part"])
        if (
            whole
            and part
            and part <= whole
            and _differs(100 * part / whole, float(match["rate"].strip(".")), 0.03)
        ):
            yield Mark(
                *match.span(),
                f"{match['part']}占{match['whole']}的{100 * part / whole:.4g}%，与“{match['rate']}%”不符",
            )
    for match in _DIRECTION.finditer(sentence) if "由" in sentence or "从" in sentence else ():
        before, after = _number(match["before"]), _number(match["after"])
        if before and after and before != after and (after > before) == (match["verb"] in _DOWN):
            yield Mark(*match.span(), f"由{match['before']}到{match['after']}，不是{match['verb']}")
    for match in _TARGET.finditer(sentence) if "完成" in sentence or "实现" in sentence else ():
        target, done = _number(match["target"]), _number(match["done"])
        if target is None or done is None:
            continue
        if done < target and re.search("超额|超过|超目标|提前完成|圆满完成", match["said"]):
            yield Mark(*match.span(), "完成数少于目标数，说不上超额完成")
        elif done >= target and re.search("没有完成|未完成|未达|尚差", match["said"]):
            yield Mark(*match.span(), "完成数不少于目标数，不是没有完成")
    for match in _RATE.finditer(sentence) if "其中" in sentence else ():
        whole, part = _number(match["whole"]), _number(match["part"])
        if whole and part and part <= whole and _differs(100 * part / whole, float(match["rate"]), 0.03):
            yield Mark(
                *match.span(),
                f"{match['part']}占{match['whole']}的{100 * part / whole:.4g}%，与“{match['rate']}%”不符",
            )


def _growth(sentence: str) -> Iterator[Mark]:
    for match in _FROM_TO.finditer(sentence):
        before, after = _number(match["before"]), _number(match["after"])
        if before and after and match["more"]:
            more = _number(match["more"])
            if more and _differs(abs(after - before), more):
                shown = f"{abs(after - before):g}"
                yield Mark(
                    *match.span(),
                    f"由{match['before']}到{match['after']}，相差{shown}，与“{match['more']}”不符",
                )
        elif before and after and match["times"]:
            times = read_number(match["times"])
            if times and _differs(after / before, times, 0.05):
                yield Mark(
                    *match.span(),
                    f"{match['after']}是{match['before']}的{after / before:.3g}倍，与“{match['times']}倍”不符",
                )
    for match in _GREW.finditer(sentence):
        numbers = re.findall(r"\d[\d.]*[万亿]?", match["before"])
        numbers = [n for n in numbers if not re.search(rf"{n}年", match["before"])]
        before = _number(numbers[-1]) if numbers else None
        after = _number(match["after"])
        rate = _read_rate(match["rate"])
        if before and after and rate is not None:
            real = abs(after - before) / before
            if "倍" in match["rate"] and not _differs(after / before, rate, 0.05):
                continue
            if _differs(real, rate, 0.0) and abs(real - rate) > max(0.011, 0.06 * real):
                yield Mark(
                    *match.span(),
                    f"由{numbers[-1]}到{match['after']}，变化是{real:.1%}，与“{match['rate']}”不符",
                )


def _read_rate(written: str) -> float | None:
    if written[-1] in "%％":
        return float(written[:-1].strip(".")) / 100
    if "成" in written:
        tens, _, ones = written.partition("成")
        return (read_number(tens) or 0) / 10 + (
            0.05 if ones == "半" else (read_number(ones) or 0) / 100 if ones else 0
        )
    if written.endswith("倍"):
        return read_number(written[:-1])
    return 1.0


def _years(sentence: str) -> Iterator[Mark]:
    """Check how many years lie between two (起止与年数)."""
    for match in _SPAN.finditer(sentence):
        years = read_number(match["years"])
        lasted = int(match["to"]) - int(match["from"])
        if years and lasted > 0 and years not in (lasted, lasted + 1) and years <= 80:
            yield Mark(
                *match.span(),
                f"{match['from']}年到{match['to']}年是{lasted}年（首尾都算{lasted + 1}年），与“{match['years']}年”不符",
            )
    for match in _SINCE.finditer(sentence):
        stated = re.search(r"今年?[^\d]{0,3}((?:19|20)\d\d)", match[0])
        years = read_number(match["years"])
        if stated and years and years not in (lasted := int(stated[1]) - int(match["from"]), lasted + 1):
            yield Mark(
                *match.span(), f"{match['from']}年到{stated[1]}年是{lasted}年，与“{match['years']}年”不符"
            )


# ---- the same thing with two values


def _anaphora(document: Document, figures: list[Figure]) -> Iterator[Mark]:
    """Mark 这二十八名 where only twenty-six were spoken of (回指的数目)."""
    text = document.text
    last: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.unit not in _THINGS:
            continue
        near = [f for f in last.get(figure.unit, []) if figure.start - f.end <= _REACH]
        points_back = _THESE.search(text, max(0, figure.start - 3), figure.start)
        if points_back and len(near) == 1 and _differs(near[0].value, figure.value) and figure.value > 1:
            yield Mark(figure.start, figure.end, f"“{figure.text}”与前面的“{near[0].text}”不一致")
        elif not points_back:
            last.setdefault(figure.unit, [])[:] = [*near, figure]


def _same_noun(document: Document, figures: list[Figure]) -> Iterator[Mark]:
    """Mark 138个职工服务站点 where just before 职工服务站点128个 was said (一物两数)."""
    text = document.text
    recent: list[tuple[Figure, str]] = []
    for figure in figures:
        if figure.unit not in (*_PEOPLE, "个") or figure.about or figure.value < 10:
            continue
        before = _NOUN_BEFORE.search(text, max(0, figure.start - 16), figure.start)
        after = _NOUN_AFTER.match(text, figure.end)
        for other, noun in recent:
            same_kind = other.unit == figure.unit or {other.unit, figure.unit} <= {"人", "名", "位"}
            close = figure.start - other.end <= _NEAR_NOUN and (after[0] if after else "").startswith(noun)
            if close and same_kind and figure.value != other.value and not _TIME.search(noun):
                yield Mark(figure.start, figure.end, f"“{figure.text}”与前面的“{other.text}”不一致")
                break
        noun = (
            re.split("建成|慰问|表彰|培训|新建|发展|共有|现有|总数|达到|有|达", before[0])[-1]
            if before
            else ""
        )
        if not noun and before:
            noun = next((part for part in re.split("总数|共有|现有|达到|达|有", before[0]) if part), "")[-2:]
        if len(noun) >= _SHORTEST_NOUN:
            recent = [*recent[-3:], (figure, noun)]
        elif before and before[0].endswith("总数"):
            recent = [*recent[-3:], (figure, before[0][-4:-2])]


def _transposed(document: Document, figures: list[Figure]) -> Iterator[Mark]:
    """Mark a figure that is another one of the same thing with two digits exchanged: 860, 806 (数字错位)."""
    text = document.text
    seen: dict[tuple[str, str, int], Figure] = {}
    for figure in figures:
        digits = re.sub(r"\D", "", figure.text)
        if len(digits) < 3 or "." in figure.text or figure.unit not in _PEOPLE or len(set(digits)) == 1:
            continue
        before = "".join(_HAN.findall(text[max(0, figure.start - 2) : figure.start]))
        after = "".join(_HAN.findall(text[figure.end : figure.end + 2]))
        for noun in {before, after} - {""}:
            key = ("".join(sorted(digits)), noun + figure.unit, len(digits))
            other = seen.setdefault(key, figure)
            if len(noun) == 2 and other.value != figure.value and not _TIME.search(noun):
                line = document.position(other.start).line
                yield Mark(
                    figure.start,
                    figure.end,
                    f"“{figure.text}”与前面（第{line}行）的“{other.text}”疑为一个数写错了位",
                )
                break


def _two_values(document: Document, figures: list[Figure]) -> Iterator[Mark]:
    """Mark a figure of which another part of the text gives another value (一事两数)."""
    text = document.text
    seen: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        key = _subject(text, figure)
        if key is None:
            continue
        for other in seen.get((key, figure.unit), ()):
            if _contradict(figure, other):
                line = document.position(other.start).line
                shown = f"“{figure.text}”与前面（第{line}行）的“{other.text}”不一致"
                yield Mark(figure.start, figure.end, shown)
                break
        else:
            seen.setdefault((key, figure.unit), []).append(figure)


def _subject(text: str, figure: Figure) -> str | None:
    """Return what a figure counts: the noun after it where it says 全县有860家基层工会, else before (所指)."""
    before = text[max(0, figure.start - 14) : figure.start]
    if figure.unit == "%" or figure.value < 10 or figure.about or not _WHOLE.search(before):
        return None
    after = re.match(r"[\u4e00-\u9fff]{2,8}", text[figure.end : figure.end + 8])
    clause = re.split("[，。；：、！？\n]", before)[-1]
    whole = _WHOLE.search(clause)
    if not whole or _TIME.search(clause):
        return None
    noun = clause[whole.end() :]
    noun = re.sub(
        "^(?:现)?(?:共|已|已经)?(?:有|建有|拥有)?|(?:现有|共有|总数|总量|有|共|达|为|是|中)$", "", noun
    )
    if not noun and after:
        noun = re.split("[的，中里和与在有是]", after[0])[0]
    noun = re.sub("(?:总数|总量|现有|共有|有|共|达|为|是)$", "", noun)
    return noun if len(noun) >= 2 else None


def _contradict(one: Figure, other: Figure) -> bool:
    near = max(one.value, other.value) / max(1.0, min(one.value, other.value)) < 2
    return near and _differs(one.value, other.value, _TOLERANCE)


RULE = Rule(
    name="inconsistent-figure",
    severity=Severity.ERROR,
    summary="数字前后矛盾、加不拢、算不对",
    what="核对分项与合计、占比合计、增长率、平均数、完成率、起止年份与年数、目标与完成，以及同一个数的两种说法。",
    why="数字是硬伤，台下总有人会算。",
    bad=(
        "共表彰先进个人100名，其中一线职工62名、技术人员20名、管理人员28名。",
        "参赛职工由上届的3000人增加到4500人，增长三成。",
        "对服务满意的占68%，基本满意的占27%，不满意的占12%。",
        "全县有基层工会860家。\n在全县806家基层工会中，有不少不规范。",
        "全年目标是新建工会300家，实际完成280家，超额完成任务。",
    ),
    good=(
        "共表彰先进个人100名，其中一线职工62名、技术人员20名、管理人员18名。",
        "参赛职工由上届的3000人增加到4500人，增长50%。",
        "慰问困难职工一千二百户。对这1200户家庭，要常联系。",
        "集团职工总数12000人，这1.2万名职工是最宝贵的财富。",
        "共表彰先进个人100名，其中一线职工62名，占比超过六成。",
    ),
    source="算术",
    check=check,
)
