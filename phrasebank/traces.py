"""Tell what in a text, its slots cut, still says where it is from (来源痕迹).

Entities are found by evidence; this is the net below them. A word that the tagger takes for a name and that
is not said in many places is a name, whether or not anybody lists it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phrasebank.entities.sightings import Sightings, look_at
from phrasebank.word_classes import LOCAL

# figures that every place has alike: 5G, 4A, the hotlines, “双11”
_FIGURE = re.compile(r"[0-9](?<![0-9.A-Za-z].)(?<!(?=5G|[345]A|123[45]|12351|110|120|119|3D|4S).)")
_RANK = re.compile(
    r"(?:全[国球省市县区州]|世界|亚洲|[东中西]部|同类)[^，。；]{0,8}?(?:第[一二三四五六七八九十0-9]|前列|首位|前茅|首[个家批座条位]|[十百]强|领先|唯一)"
    r"|首[个家批座条届位单]|入选|入围|获批|获评|荣获|圆满|列为|通过验收|第[0-9]|前[一二三四五六七八九十]位|以来最|年来最|历史(?:性|新高|最)|连续[0-9一二三四五六七八九十]"
    r"|全[国省市县区州][^，。；]{0,10}(?:较|最)[多少高低快好大强优]"
)
# 三大主导产业, 八大行动: a place counts its own
_SCHEME = re.compile(
    r"[二三四五六七八九十]大(?<!党的.大)(?<![二三四五六七八九十].大)"
    r"(?!攻坚|发展理念|变革|文明|群众|国|力|赛|精神|职能|作用|举措|问题|保障)"
)
_LONE_NUMERAL = re.compile("[一二两三四五六七八九十百千万亿](?![一二两三四五六七八九十百千万亿分]).?$")
# one character for a province, and hardly anything else
_PROVINCE = re.compile("[渝冀豫皖赣鄂闽粤黔陇甬浙沪湘滇]")
# what only some places are: a speech that says it tells which sort it is from
_KIND_OF_PLACE = re.compile(
    "全[国省市县区州]唯一|边民|互市|州外|旗外|盟外|首都|首府|省会|特区|直辖市|库区|藏区|牧区|边疆|边境|雪域|海岛|自贸港|航空港|革命老区|老工业基地|先行示范|援[疆藏青]|之[城都州岛乡](?![市会区])|国际(?:[化性]|航空|商贸)?(?:大都市|中心城市|旅游岛|消费中心)|副中心|博览会|区域(?:性)?中心城市"
)
# what is built or lies in one place: its name is often in no list, so the clause goes whether or not it is named
_LANDMARK = re.compile(
    "大桥|隧道|过江|机场|水库|商圈|步行街|街(?<=[\u3400-\u9fff]{2}街)(?![道区坊头面])|大道|中学|古城|古镇|古村|港区|码头|景区|列车|地铁|轻轨"
    "|班列|航线|客厅|世园|园博|亚运|大运会|青奥|全运会|省运会|滨海|滨江|滨湖|沿海|沿江|沿湖|创建国家|争创国家|争列国家|争取国家"
)
_LOOSE_FIGURE = re.compile(
    r"(?:^|[，；：、“（])\{number|\{number[0-9]*\}(?:周年|大|级|强|纪念|一遇|蒸吨|点|周岁|[路号岁（/%％‰]|年政策|[+＋])|前\{number"
    r"|延长\{number|(?<![。！；])$"
)


def iter_traces(sightings: Sightings) -> Iterator[tuple[int, int]]:
    """Yield the spans in a text that name something of its source, in no order (逐处留痕)."""
    text, annotation = sightings.text, sightings.annotation
    for pattern in (_FIGURE, _SCHEME, _KIND_OF_PLACE, _LANDMARK):
        for match in pattern.finditer(text):
            yield match.span()
    named = [match.span() for match in _PROVINCE.finditer(text)]
    named += [(annotation.starts[index], annotation.starts[index + 1]) for index in annotation.iter_of(LOCAL)]
    if named:
        # a region that is the source's own has been cut by now
        national = bytearray(len(text))
        for start, end in sightings.national_spans:
            national[start:end] = b"\1" * (end - start)
        yield from (span for span in named if national.find(1, *span) < 0)


def tells_origin(text: str) -> bool:
    """Tell whether a slotted text still names something of its source: a place, a company, a figure (是否留痕).

    >>> tells_origin("健全技能人才评价制度"), tells_origin("治理鄱泽湖水环境")
    (False, True)
    >>> tells_origin("推进凤栖街文旅消费集聚区建设"), tells_origin("下沉街道社区")
    (True, False)
    """
    return any(True for _ in iter_traces(look_at(text)))


def counts_a_thing(slotted: str) -> bool:
    """Tell whether each figure of a slotted sentence is the measure of something (指标数据).

    A figure that opens a clause counts what only its source has; one before 周年 or 大 is part of a name; what has no
    final mark is cut off.

    >>> counts_a_thing("新增就业{number}，增长{number2}。"), counts_a_thing("{number}大开发区建成。")
    (True, False)
    """
    return not _LOOSE_FIGURE.search(slotted)


def is_figure(value: str) -> bool:
    """Tell a figure from a numeral that may belong to a name, as in 万家坝 (是否确数).

    >>> is_figure("320人"), is_figure("三千二百人"), is_figure("五家")
    (True, True, False)
    """
    return not _LONE_NUMERAL.match(value)


def claims_rank(text: str) -> bool:
    """Tell whether a text boasts of a place's rank or a first of its own (名次): true of its source alone."""
    return bool(_RANK.search(text))
