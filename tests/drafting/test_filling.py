import pytest

from drafting.filling import Filler, heading_number, substitute
from drafting.profile import LocalityProfile, profile_from_text
from drafting.restate import Standing, distance, restate
from outlines.speech import Role
from phrasebank.phrase import Kind, Phrase, Slot, SlotKind, Source


def profile(
    level: str = "县", name: str = "安平县", topic: str = "职工技能提升工作", short: str = ""
) -> LocalityProfile:
    extra = f"  topic_short: {short}\n" if short else ""
    return profile_from_text(
        f"place:\n  name: {name}\n  level: {level}\nmeeting:\n  name: 工作会\n  topic: {topic}\n{extra}",
        "测试",
    )


def phrase(text: str, *slots: tuple[str, str], grade: str = "") -> Phrase:
    return Phrase(
        id="00000000",
        text=text,
        kind=Kind.MEASURE,
        role=Role.KEY_TASKS,
        slots=tuple(Slot(kind, SlotKind(kind), value) for kind, value in slots),
        topics=(),
        document_frequency=1,
        sources=(Source("甲.txt", 0, 0),),
        grade=grade,
    )


def test_a_word_is_not_said_twice() -> None:
    filled = Filler(profile()).phrase(phrase("抓实{topic}工作", ("topic", "民主管理")))
    assert filled == "抓实职工技能提升工作"


def test_a_group_of_people_is_no_line_of_work() -> None:
    assert Filler(profile()).phrase(phrase("评选一批{topic}友好企业", ("topic", "女职工"))) is None


def test_a_doctrine_does_not_stand_for_work() -> None:
    assert Filler(profile()).phrase(phrase("抓好{topic}的学习宣传", ("topic", "党的二十大精神"))) is None


def test_short_forms_answer_short_forms() -> None:
    filler = Filler(profile(topic="产业工人队伍建设改革", short="产改"))
    assert filler.phrase(phrase("推动{topic}工作落地", ("topic", "产改"))) == "推动产改工作落地"
    assert filler.phrase(phrase("推动{topic}工作", ("topic", "产业工人队伍建设改革"))) == "推动产改工作"
    assert (
        filler.phrase(phrase("推动{topic}", ("topic", "产业工人队伍建设改革"))) == "推动产业工人队伍建设改革"
    )


def test_a_place_is_named_as_the_source_named_its_own() -> None:
    filler = Filler(profile())
    assert filler.phrase(phrase("建设{place}样板", ("place", "临湖"))) == "建设安平样板"
    assert filler.phrase(phrase("召开{place}大会", ("place", "临湖市"))) == "召开安平县大会"


def test_what_the_profile_lacks_is_not_guessed() -> None:
    assert Filler(profile()).phrase(phrase("由{person}负责", ("person", "张三"))) is None
    assert Filler(profile()).phrase(phrase("由{organization}负责", ("organization", "某公司"))) is None


@pytest.mark.parametrize(
    ("text", "grade", "expected"),
    [
        ("全市各级工会", "市", "全县各级工会"),
        ("我市职工", "市", "我县职工"),
        ("市委高度重视", "市", "县委高度重视"),
        ("省委高度重视", "市", None),
        ("建立市总工会领导联系县区制度", "市", "建立县总工会领导联系乡镇制度"),
        ("推动市、县两级工会上下联动", "市", None),
        ("送到田间地头", "市", "送到田间地头"),
        ("送到街头巷尾", "", "送到街头巷尾"),
        ("全国职工", "全国", None),
        ("健全工作机制", "市", "健全工作机制"),
        ("健全工作机制", "", "健全工作机制"),
    ],
)
def test_levels_are_restated_or_left_out(text: str, grade: str, expected: str | None) -> None:
    assert restate(text, grade, Standing("县", "县", "县委", "县总工会")) == expected


@pytest.mark.parametrize(
    "text", ["送到田间地头", "纳入领导班子述职评议", "督促企业落实培训经费", "推进各县区建会", "市委高度重视"]
)
def test_a_firm_has_no_fields_no_cadres_on_the_carpet_and_no_firms(text: str) -> None:
    assert restate(text, "县", Standing("公司", "公司", "党委")) is None


def test_a_chore_of_a_firm_is_far_from_a_county() -> None:
    county, firm = Standing("县", "县"), Standing("集团", "公司")
    assert distance("企业", county) > 2 * distance("省", county)
    assert distance("企业", firm) == distance("", county) == 0


def test_patterns_with_gaps_left_are_refused() -> None:
    assert substitute("围绕{vision}", {}) is None


def test_numbers_follow_official_style() -> None:
    assert [heading_number(1, n) for n in (1, 10, 11, 20)] == ["一、", "十、", "十一、", "二十、"]
