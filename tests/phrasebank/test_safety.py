import pytest

from phrasebank.entities import DocumentContext
from phrasebank.grammar import Reject
from phrasebank.phrase import Kind, SlotKind
from phrasebank.safety import bind_topics, slot_safely
from phrasebank.slots import cut_slots
from phrasebank.traces import claims_rank, counts_a_thing, tells_origin

HERE = DocumentContext(place="云州市", places=("云州市", "云州"), topic="集体协商", topic_aliases=("集协",))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("健全技能人才评价制度", False),
        ("建设普惠性托育服务体系", False),  # the dictionary lacks 普惠性, yet every place says it
        ("扩大5G网络覆盖", False),
        ("深入学习贯彻党的二十大精神", False),
        ("治理鄱泽湖水环境", True),  # in no gazetteer
        ("做强三大主导产业", True),
        ("新建站点36座", True),
        ("扩大黔粤通道班列开行规模", True),
        ("推动京津冀协同发展", False),  # a region of the nation
        ("打造创客之岛", True),
        ("发挥全省唯一双港城市优势", True),
        ("提升深港合作水平", False),  # a name to cut, not a trace
    ],
)
def test_what_only_one_place_says_tells_its_origin(text: str, named: bool) -> None:
    assert tells_origin(text) is named


@pytest.mark.parametrize(
    ("text", "kind", "accepted"),
    [
        ("推动云州高质量发展", Kind.MEASURE, True),
        ("开工建设云州火力发电厂", Kind.MEASURE, False),
        ("奋力谱写云州发展新篇章", Kind.CALL, True),
        ("同心协力建设云州", Kind.PARALLEL, False),
        ("新增就业3.2万人。", Kind.FIGURE, True),
        ("新增就业3.2万人，居全省首位。", Kind.FIGURE, False),
        ("完善职工服务网络。", Kind.FIGURE, False),
        ("新建万家渡服务站12座。", Kind.FIGURE, False),  # a numeral that begins a name
        ("新增就业3.2万人，成为全省服务较好的市。", Kind.FIGURE, False),
        ("新增就业3.2万人", Kind.FIGURE, False),  # cut off
    ],
)
def test_a_kind_may_keep_some_slots_only(text: str, kind: Kind, accepted: bool) -> None:
    assert (not isinstance(slot_safely(text, kind, HERE), Reject)) is accepted


def test_a_judgment_keeps_its_topic_where_no_other_fits() -> None:
    common = slot_safely("集体协商是促进企业和谐的重要举措", Kind.SIGNIFICANCE, HERE)
    own = slot_safely("集体协商是一张桌子上的两本账", Kind.SIGNIFICANCE, HERE)
    assert not isinstance(common, Reject)
    assert common.text == "{topic}是促进企业和谐的重要举措"
    assert not isinstance(own, Reject)
    assert own.text == "集体协商是一张桌子上的两本账"
    assert "协商" in bind_topics(own.text, ("集体协商",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推动集体协商工作提质增效", "推动{topic}工作提质增效"),
        ("推动全市集体协商提质增效", "推动全市{topic}提质增效"),
        ("培训集体协商指导员", "培训集体协商指导员"),  # part of a longer name
        ("规范工会集体协商工作", "规范工会集体协商工作"),
        ("抓好集协提质工作", "抓好{topic}提质工作"),
    ],
)
def test_a_topic_is_cut_only_where_it_stands_alone(text: str, expected: str) -> None:
    slotted = cut_slots(text, HERE)
    assert slotted is not None
    assert slotted.text == expected


def test_an_alias_stands_for_the_topic() -> None:
    slotted = cut_slots("抓好集协提质工作", HERE)
    assert slotted is not None
    assert [(slot.kind, slot.value) for slot in slotted.slots] == [(SlotKind.TOPIC, "集体协商")]


def test_a_topic_that_nothing_replaces_stays() -> None:
    women = DocumentContext(topic="女职工")
    slotted = cut_slots("关爱女职工身心健康", women)
    assert slotted is not None
    assert slotted.text == "关爱女职工身心健康"


@pytest.mark.parametrize(
    ("text", "rank"), [("增幅居全省第二位", True), ("连续三年获得表彰", True), ("参保率稳步提高", False)]
)
def test_ranks_are_their_sources_own(text: str, rank: bool) -> None:
    assert claims_rank(text) is rank


@pytest.mark.parametrize(
    ("slotted", "counts"),
    [
        ("培训职工{number}，增长{number2}。", True),
        ("{number}重点项目开工。", False),
        ("完成{number}大工程。", False),
        ("改造小区，{number}老旧小区换新颜。", False),
        ("办结率达到{number}%。", False),
    ],
)
def test_a_figure_measures_something(slotted: str, counts: bool) -> None:
    assert counts_a_thing(slotted) is counts
