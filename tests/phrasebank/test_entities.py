from __future__ import annotations

import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlines.speech import Speech
from phrasebank.entities import DocumentContext, analyse, find_entities
from phrasebank.entities.national import load_national
from phrasebank.phrase import SlotKind

NOWHERE = DocumentContext()
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def speech(title: str, *paragraphs: str, speaker: str | None = None) -> Speech:
    return Speech("稿件.txt", "txt", "utf-8", title, speaker, None, (), paragraphs)


def local(text: str, context: DocumentContext = NOWHERE) -> list[tuple[str, str]]:
    return [(entity.value, entity.kind.value) for entity in find_entities(text, context) if entity.local]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2026年12月3日止，培训职工3000人以上", [("2026年12月3日", "date"), ("3000人以上", "number")]),
        (
            "去年新建工会26家，建会率达到90%以上",
            [("去年", "date"), ("26家", "number"), ("90%以上", "number")],
        ),
        ("第三季度举办培训班15期", [("第三季度", "date"), ("15期", "number")]),
        ("覆盖职工三万五千人，占百分之八十", [("三万五千人", "number"), ("百分之八十", "number")]),
        ("1.抓好三个方面的工作，落实第一责任", []),
        ("做到两个维护，贯彻八项规定精神，服务一线职工，拨打12351热线", []),
        ("“十四五”时期统筹推进五位一体总体布局，到2035年基本实现现代化", []),
        ("千家万户都要动起来", []),
    ],
)
def test_dates_and_figures(text: str, expected: list[tuple[str, str]]) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("认真落实中央和省、无锡市委部署要求", ["无锡市"]),
        ("学习江苏昆山经验，赴苏州考察", ["江苏", "昆山", "苏州"]),
        ("关于东北振兴的论述和苏北发展", ["苏北"]),
        ("来苏考察的企业家", ["苏"]),
        ("在中共安徽省委的坚强领导下", ["安徽省"]),
        ("代表建议和政协提案都要办好，损害党和政府形象的要查", []),
        ("不断加大城市管理力度，均衡水平提高，隆重庆祝", []),
        ("弘扬延安精神、井冈山精神，推广“枫桥经验”", []),
        ("深度融入长江经济带，推进京津冀协同发展和一带一路建设", []),
        ("平安建设、互助保障、合作共赢、解放思想、前进路上", []),
        ("朝阳产业方兴未艾", []),
    ],
)
def test_places_without_a_context(text: str, expected: list[str]) -> None:
    assert [value for value, kind in local(text) if kind == "place"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("深入推进“匠心云州”建设", ["匠心云州"]),
        ("打造“一镇三品”品牌，组建“3+6+N”样本群", ["一镇三品", "3+6+N"]),
        ("构建115N工作体系，立足“456”产业体系", ["115N", "456"]),
        ("开展“中国梦·劳动美”活动，组织“五小”竞赛和“安康杯”竞赛", []),
        ("当好“压舱石”，打通“最后一公里”，做到“点”上突破", []),
        ("引导职工“当好主人翁、建功新时代”", []),
        ("落实《新时期产业工人队伍建设改革方案》和《工会法》", []),
        ("印发《云州市职工技能提升三年计划》", ["云州市职工技能提升三年计划"]),
        ("努力建设滨湖花园城市", ["滨湖花园城市"]),
    ],
)
def test_brands(text: str, expected: list[str]) -> None:
    assert [value for value, kind in local(text) if kind == "brand"] == expected


def test_national_names_are_reported_and_stay() -> None:
    entities = find_entities("学习贯彻党的二十届三中全会精神，弘扬劳模精神", NOWHERE)
    assert [(entity.value, entity.local) for entity in entities] == [
        ("党的二十届三中全会", False),
        ("劳模精神", False),
    ]


def test_the_region_is_local_in_a_speech_from_it() -> None:
    text = "抢抓京津冀协同发展机遇"
    here = DocumentContext(place="保定市", places=("保定市", "保定"), parents=("河北省", "河北"))
    assert local(text, here) == [("京津冀协同发展", "place")]
    assert local(text) == []


@pytest.fixture(scope="module")
def own() -> DocumentContext:
    return analyse(
        speech(
            "周敏在全市职工技能竞赛工作推进会上的讲话",
            "同志们：",
            "今天，我们召开全市职工技能竞赛工作推进会。许立峰书记专门作出批示，无锡市委提出了要求。",
            "我市职赛工作起步早。宜兴是制造大市，宜兴职工素质高。宜兴市总工会要牵头，高新区、柘塘镇要跟上。",
            "抓好职赛、宣传职赛，远航重工集团、供电公司、盛泰钢构3个单位介绍了经验。",
            "要贯彻市第十四次党代会精神，做强“匠心宜兴”品牌，创建宜兴好工人队伍，为新宜兴增光。",
        )
    )


def test_context_knows_its_place_topic_and_level(own: DocumentContext) -> None:
    assert own.place == "宜兴市"
    assert {"江苏", "江苏省", "无锡", "无锡市"} == set(own.parents)
    assert (own.grade, own.topic, own.topic_aliases) == ("市", "职工技能竞赛", ("职赛",))


def test_context_collects_names(own: DocumentContext) -> None:
    assert {"宜兴市", "宜兴", "柘塘镇"} <= set(own.places)
    assert set(own.persons) == {"周敏", "许立峰"}
    assert "匠心宜兴" in own.brands
    assert {"全市职工技能竞赛工作推进会", "市第十四次党代会"} <= set(own.meetings)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("许立峰书记专门作出批示", "person", "许立峰"),
        ("按照无锡市委部署", "parent_place", "无锡市"),
        ("为新宜兴建设增光", "place", "宜兴"),
        ("宜兴职工素质高", "place", "宜兴"),
        ("创建宜兴好工人队伍", "brand", "宜兴好工人"),
        ("柘塘镇要跟上", "place", "柘塘镇"),
        ("高新区要跟上", "place", "高新区"),
        ("远航重工集团介绍了经验", "organization", "远航重工集团"),
        ("王书记讲得好", "person", "王"),
        ("驻宜单位和部队", "place", "宜"),
        ("抓好职赛工作", "topic", "职赛"),
    ],
)
def test_names_of_the_document(own: DocumentContext, text: str, kind: str, value: str) -> None:
    assert (value, kind) in local(text, own)


@pytest.mark.parametrize(
    ("title", "sentence", "person"),
    [
        ("李明在全市工会工作会议上的讲话", "同志们：", "李明"),
        ("在全市工会工作会议上的讲话", "涌现出以张海波为代表的一批工匠。", "张海波"),
        ("在全市工会工作会议上的讲话", "以李强为代表的一批工匠站了出来。", "李强"),
        ("在全市工会工作会议上的讲话", "推广王建军创新工作室的做法。", "王建军"),
        ("在全市工会工作会议上的讲话", "陈立副主席作了发言。", "陈立"),
        ("在全市工会工作会议上的讲话", "欧阳文静、孙立新、何晓岚等受到表彰。", "孙立新"),
    ],
)
def test_people(title: str, sentence: str, person: str) -> None:
    assert person in analyse(speech(title, sentence)).persons


def test_words_are_no_people() -> None:
    text = "以高昂的斗志培养高素质的卓越工程师，和主席团一道向书记汇报，任书记，各部门主任、党委书记都要抓。"
    assert analyse(speech("工会主席在全市工会工作会议上的讲话", text)).persons == ()
    assert [value for value, kind in local(text) if kind == "person"] == []


def test_generic_offices_stay(own: DocumentContext) -> None:
    assert local("人社局、教育局和市总工会要牵头抓总，任书记的同志带头", own) == []


def test_an_ordinary_word_becomes_a_place_by_evidence() -> None:
    context = analyse(
        speech(
            "在全市工会工作会议上的讲话",
            "按照辽宁省委要求，我市工会要服务朝阳新时代发展，推动朝阳振兴发展。",
            "要展现朝阳职工风采，讲好朝阳工会故事，发展朝阳产业。",
        )
    )
    assert (context.place, "辽宁" in context.parents) == ("朝阳市", True)
    assert ("朝阳", "place") in local("推动朝阳振兴发展", context)
    assert local("发展朝阳产业", context) == []


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("在全县工会学习宣传贯彻党的二十大精神会议上的讲话", "党的二十大精神"),
        ("在工会“暖心惠民”专题学习研讨会上的讲话", "暖心惠民"),
        ("扎实推进产业工人队伍建设改革", "产业工人队伍建设改革"),
        ("在2026年全区职工互助保障工作会议上的讲话", "职工互助保障"),
    ],
)
def test_topics(title: str, topic: str) -> None:
    assert analyse(speech(title, "同志们：")).topic == topic


def test_an_empty_speech_has_an_empty_context() -> None:
    assert asdict(analyse(speech(""))) == asdict(DocumentContext())


@given(st.text("许周云州市“”年月日0123456789，。N+延安精神朝阳和政府三百人", max_size=60))
def test_entities_slice_back_and_never_overlap(text: str) -> None:
    entities = find_entities(text, NOWHERE)
    assert all(text[entity.start : entity.end] == entity.value for entity in entities)
    assert all(a.end <= b.start for a, b in pairwise(entities))


def test_national_names_are_listed_once() -> None:
    national = load_national()
    assert len(national.kinds) > 500
    assert SlotKind.PERSON in national.kinds.values()


def test_no_own_name_of_the_corpus_is_overlooked() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real speeches is not at hand")
    from phrasebank.corpus import read_speech

    for path in sorted(CORPUS.glob("*.txt")):
        document = read_speech(path)
        context = analyse(document)
        own_names = [name for name in (context.place, *context.parents, *context.persons) if name]
        for paragraph in document.paragraphs:
            rest = list(paragraph)
            for entity in find_entities(paragraph, context):
                if entity.local:
                    rest[entity.start : entity.end] = "□" * (entity.end - entity.start)
            assert not [name for name in own_names if name in "".join(rest)]


def test_every_national_pattern_begins_as_the_list_says() -> None:
    national = load_national()
    unguarded = re.compile(re.sub(r"^\(\?=\[[^]]+\]\)", "", national.pattern.pattern))
    assert unguarded.pattern != national.pattern.pattern
    text = (
        "党的二十大、二十届三中全会、工会十八大、“四个意识”、到2035年、1949年、2030年前碳达峰、新时代十年、"
        "14亿人民、960万平方公里、5000年、改革开放40周年、中国共产党成立100周年、新中国成立75周年、建国70年、全国工会十八大"
    )
    found = [match.span() for match in national.pattern.finditer(text)]
    assert len(found) > 12
    assert found == [match.span() for match in unguarded.finditer(text)]


def test_a_name_inside_an_idiom_is_no_place() -> None:
    context = DocumentContext(place="长治市", places=("长治市", "长治"))
    assert find_entities("实现社会长治久安", context) == []
    assert [entity.value for entity in find_entities("服务长治职工", context)] == ["长治"]


def test_everyday_words_are_no_brands() -> None:
    text = "要认真学习《决定》，把“抓落实”放在首位，叫响“鹿溪暖心驿”。"
    brands = analyse(Speech("稿件.txt", "txt", "utf-8", "讲话", None, None, (), (text,))).brands
    assert brands == ("鹿溪暖心驿",)
