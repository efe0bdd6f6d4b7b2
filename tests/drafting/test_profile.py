"""The locality profile: its keys, its words for a place, its mistakes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from drafting.interview import SAMPLE
from drafting.profile import (
    Brand,
    CheckSettings,
    Directive,
    Fact,
    Level,
    LocalityProfile,
    Meeting,
    Organization,
    Person,
    Place,
    Speaker,
    Target,
    Task,
    infer_level,
    load_profile,
    profile_from_text,
)
from drafting.profile_schema import iso_date
from outlines.speech import ROLE_LABELS, Role
from outlines.yaml_source import SourceError

LEAST = "place: {name: 安平县}\nmeeting: {topic: 职工之家建设}\n"

EVERY_KEY = """
place:
  name: 安平县
  level: 县
  province: 江东省
  parent: 云州市
  includes: [河西镇, 柳林乡]
  vision: 建设生态工业强县
  industries: [食品加工, 纺织]
  short: 安平
organization: {name: 安平县总工会, short: 县总工会}
speaker: {name: 何远, titles: [县人大常委会副主任, 县总工会主席]}
roster:
  - {name: 方岩, titles: [县委书记]}
meeting:
  name: 全县职工之家建设现场会
  date: 2026年3月9日
  topic: 职工之家建设
  topic_short: 建家
  occasion: work-meeting
  purpose: 交流做法
  attendees: [各乡镇工会主席]
directives: [{by: 市总工会, text: 把建家工作做到职工心坎上}]
brands: [{name: 暖心小屋, by: 安平县总工会, about: 户外劳动者驿站}]
facts: [{role: 成绩, text: 全县建成驿站六处。, topic: 职工之家建设}]
tasks: [{name: 规范建家, measures: [定标准, 抓验收], owner: 县总工会, deadline: 10月底}]
targets: [{name: 建家覆盖面, value: 九成以上}]
check: {ignore: [long-sentence], accept: [暖心小屋]}
"""


def test_every_documented_key_is_read() -> None:
    assert profile_from_text(EVERY_KEY, "locality.yaml") == LocalityProfile(
        place=Place(
            name="安平县",
            level=Level.COUNTY,
            province="江东省",
            parent="云州市",
            includes=("河西镇", "柳林乡"),
            vision="建设生态工业强县",
            industries=("食品加工", "纺织"),
            short="安平",
        ),
        organization=Organization("安平县总工会", "县总工会"),
        speaker=Speaker("何远", ("县人大常委会副主任", "县总工会主席")),
        roster=(Person("方岩", ("县委书记",)),),
        meeting=Meeting(
            topic="职工之家建设",
            name="全县职工之家建设现场会",
            date="2026-03-09",
            topic_short="建家",
            occasion="work-meeting",
            purpose="交流做法",
            attendees=("各乡镇工会主席",),
        ),
        directives=(Directive("把建家工作做到职工心坎上", "市总工会"),),
        brands=(Brand("暖心小屋", "安平县总工会", "户外劳动者驿站"),),
        facts=(Fact("全县建成驿站六处。", Role.ACHIEVEMENTS, "职工之家建设"),),
        tasks=(Task("规范建家", ("定标准", "抓验收"), "县总工会", "10月底"),),
        targets=(Target("建家覆盖面", "九成以上"),),
        check=CheckSettings(("long-sentence",), ("暖心小屋",)),
    )


def test_only_place_and_topic_are_required() -> None:
    profile = profile_from_text(LEAST, "locality.yaml")
    assert (profile.place.name, profile.meeting.topic) == ("安平县", "职工之家建设")
    with pytest.raises(SourceError) as caught:
        profile_from_text("place: {level: 县}\nmeeting: {name: 会}\n", "locality.yaml")
    assert [problem.field for problem in caught.value.problems] == ["place.name", "meeting.topic"]


def test_what_is_left_out_or_left_empty_is_an_empty_value() -> None:
    emptied = LEAST + "organization:\nspeaker: {name: , titles: []}\nroster:\nfacts: []\ncheck: {ignore: ~}\n"
    profile = profile_from_text(emptied, "locality.yaml")
    assert profile == profile_from_text(LEAST, "locality.yaml")
    assert profile.organization.name == profile.speaker.name == profile.meeting.date == ""
    assert profile.roster == profile.facts == profile.check.ignore == ()


def test_the_profile_is_plain_and_frozen() -> None:
    profile = profile_from_text(LEAST, "locality.yaml")
    assert type(profile) is LocalityProfile
    assert not hasattr(profile, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        profile.place.name = "云州市"  # type: ignore[misc]


def test_all_mistakes_are_told_together_with_their_lines() -> None:
    text = """place:
  name：云州市
  levle: 地级市
  includes: [临湖区，安平县]
meeting:
  topic: 产改
  date: 2026年2月30日
speaker: 周敏
facts:
  - {role: 成效, text: 一句话。}
tasks:
  - measures: [一]
"""
    with pytest.raises(SourceError) as caught:
        profile_from_text(text, "locality.yaml")
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (2, "name"),
        (3, "place.levle"),
        (4, "place.includes[1]"),
        (7, "meeting.date"),
        (8, "speaker"),
        (10, "facts[1].role"),
        (12, "tasks[1].name"),
    ]
    shown = caught.value.render()
    assert "是不是“level”？" in shown
    assert "[临湖区, 安平县]" in shown
    assert "“2026年2月30日”不是日期" in shown


@pytest.mark.parametrize("role", list(Role))
def test_roles_may_be_written_in_either_language(role: Role) -> None:
    for written in (role.value, ROLE_LABELS[role]):
        profile = profile_from_text(f"{LEAST}facts: [{{role: {written}, text: 有。}}]\n", "locality.yaml")
        assert profile.facts[0].role is role


@pytest.mark.parametrize(
    "written", ["2026-12-03", "2026年12月3日", "2026/12/3", "2026.12.03", "2026 年 12 月 3 日"]
)
def test_dates_as_drafters_write_them(written: str) -> None:
    assert iso_date(written) == "2026-12-03"


@pytest.mark.parametrize("written", ["2026-02-30", "12月3日", "2026年12月", "明年", "20261203", ""])
def test_what_is_no_date(written: str) -> None:
    assert iso_date(written) is None


def test_texts_folded_over_lines_are_joined_without_blanks() -> None:
    text = f"{LEAST}directives:\n  - text: >\n      抓好宣传，\n      抓好落实\n"
    assert profile_from_text(text, "locality.yaml").directives[0].text == "抓好宣传，抓好落实"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("江东省"), ("省", "省委", "", "江东")),
        (Place("北河自治区"), ("区", "自治区党委", "", "北河")),
        (Place("重庆市"), ("市", "市委", "", "重庆")),
        (Place("云州市", parent="江东省"), ("市", "市委", "省", "云州")),
        (Place("岭南自治州", Level.PREFECTURE), ("州", "州委", "省", "岭南")),
        (Place("青川市", Level.COUNTY_CITY), ("市", "市委", "市", "青川")),
        (Place("安平县", parent="云州市"), ("县", "县委", "市", "安平")),
        (Place("白草旗", parent="苏木盟"), ("旗", "旗委", "盟", "白草")),
        (Place("临湖区"), ("区", "区委", "市", "临湖")),
        (Place("云州经济技术开发区"), ("区", "党工委", "市", "云州经济技术开发区")),
        (Place("河西镇", parent="安平县"), ("镇", "党委", "县", "河西")),
        (Place("柳林乡", Level.TOWNSHIP), ("乡", "党委", "县", "柳林")),
        (Place("望江街道", parent="临湖区"), ("街道", "党工委", "区", "望江")),
        (Place("云州重工有限公司"), ("公司", "党委", "市", "云州重工有限公司")),
        (Place("云州重工集团", Level.ENTERPRISE), ("集团", "党委", "市", "云州重工集团")),
        (Place("江东省教科文卫体工会"), ("系统", "党组", "省", "江东省教科文卫体工会")),
        (Place("云州", Level.PREFECTURE), ("市", "市委", "省", "云州")),
        (Place("蓝湾"), ("", "党委", "", "蓝湾")),
        (Place("云州重工有限公司", short="云州重工"), ("公司", "党委", "市", "云州重工")),
    ],
    ids=lambda value: value.name if isinstance(value, Place) else "",
)
def test_words_that_go_with_a_place(place: Place, words: tuple[str, ...]) -> None:
    assert (place.self_word, place.committee, place.parent_word, place.short_name) == words


@pytest.mark.parametrize("level", list(Level))
def test_every_level_can_be_written_and_has_words(level: Level) -> None:
    profile = profile_from_text(
        f"place: {{name: 云州, level: {level}}}\nmeeting: {{topic: 产改}}\n", "locality.yaml"
    )
    assert profile.place.level is level
    assert profile.place.self_word
    assert profile.place.committee


def test_a_level_is_inferred_only_from_a_full_name() -> None:
    assert infer_level("云州市") is Level.PREFECTURE
    assert infer_level("云州") is None


def test_the_sample_is_a_profile_of_a_place_that_does_not_exist() -> None:
    profile = load_profile(SAMPLE)
    assert profile.place.name == "云州市"
    assert profile.meeting.topic == "产业工人队伍建设改革"
    assert profile.speaker.titles
    assert profile.brands
    assert profile.place.vision
    assert profile.place.industries
    assert not profile.facts  # a figure in the sample would be an invented one


def test_the_sample_shows_every_key() -> None:
    shown = SAMPLE.read_text(encoding="utf-8")
    for block in dataclasses.fields(LocalityProfile):
        assert f"{block.name}:" in shown
    for part in (
        Place,
        Organization,
        Speaker,
        Person,
        Meeting,
        Directive,
        Brand,
        Fact,
        Task,
        Target,
        CheckSettings,
    ):
        for key in dataclasses.fields(part):
            assert f"{key.name}:" in shown, key.name


def test_what_the_sample_shows_as_comments_is_valid_too(tmp_path: Path) -> None:
    lines = [line.replace("# ", "", 1) if _is_commented_key(line) else line for line in _sample_lines()]
    profile = profile_from_text("\n".join(lines), "locality.yaml")
    assert profile.facts
    assert profile.roster
    assert profile.tasks
    assert profile.meeting.purpose


def _sample_lines() -> list[str]:
    return SAMPLE.read_text(encoding="utf-8").splitlines()


def _is_commented_key(line: str) -> bool:
    content = line.lstrip().removeprefix("# ").lstrip()
    return (
        line.lstrip().startswith("# ")
        and content[:1] in "-abcdefghijklmnopqrstuvwxyz"
        and ": " in f"{content} "
        and not content.startswith(("role说明", "text写"))
    )
