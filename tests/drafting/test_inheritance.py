"""Profiles that build on others, and facts from tables."""

from __future__ import annotations

import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from drafting.profile import Fact, LocalityProfile, load_profile
from drafting.verify import profile_strings
from outlines.errors import UserError
from outlines.role import Role

PROVINCE = """
place: {name: 江东省, vision: 建设制造强省}
organization: {name: 江东省总工会}
directives: [{by: 省委, text: 把技能人才放在心上}]
"""
CITY = """
extends: ../province.yaml
place: {name: 云州市, includes: [安平县], vision: 打造智造之城, industries: [新材料]}
organization: {name: 云州市总工会, short: 市总工会}
speaker: {name: 周敏}
roster: [{name: 陈立, titles: [市委书记]}]
meeting: {name: 全市产改推进会, topic: 产业工人队伍建设改革, topic_short: 产改, date: 2026-12-03, purpose: 部署冬季工作}
directives: [{by: 市委, text: 把产改纳入改革重点}]
brands: [{name: 匠心云州}]
facts: [{role: 成绩, text: 全市建成创新工作室四十一家。}]
tasks: [{name: 办好夜校}]
targets: [{name: 新增技师, value: 九百人}]
check: {accept: [云州港湾]}
"""


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path = path.with_name(f"{path.name}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def county(tmp_path: Path) -> LocalityProfile:
    write(tmp_path, province=PROVINCE, city__locality=CITY, county="extends: city\nplace: {name: 安平县}\n")
    return load_profile(tmp_path / "county.yaml")


def test_a_county_takes_over_who_is_above_it_and_what_they_ask(county: LocalityProfile) -> None:
    assert (county.place.parent, county.place.province) == ("云州市", "江东省")
    assert [(d.by, d.text) for d in county.directives] == [
        ("市委", "把产改纳入改革重点"),
        ("省委", "把技能人才放在心上"),
    ]
    assert (county.meeting.topic, county.meeting.topic_short) == ("产业工人队伍建设改革", "产改")
    assert county.check.accept == ("云州港湾",)
    assert county.extends == ""


def test_nothing_of_the_citys_own_becomes_the_countys(county: LocalityProfile) -> None:
    said = "\n".join(profile_strings(county))
    for own in (
        "智造之城",
        "新材料",
        "总工会",
        "周敏",
        "陈立",
        "推进会",
        "2026",
        "冬季",
        "匠心",
        "四十一",
        "夜校",
        "技师",
    ):
        assert own not in said, own
    assert county.place.includes == ()


def test_what_a_county_says_itself_stands(tmp_path: Path) -> None:
    write(tmp_path, province=PROVINCE, city__locality=CITY)
    write(tmp_path, county="""
extends: city/locality.yaml
place: {name: 安平县, parent: 云州}
meeting: {topic: 职工之家建设, occasion: forum}
directives: [{by: 县委, text: 把家建到车间}, {by: 市委, text: 把产改纳入改革重点}]
""")  # fmt: skip
    profile = load_profile(tmp_path / "county.yaml")
    assert profile.place.parent == "云州"
    assert (profile.meeting.topic, profile.meeting.topic_short) == ("职工之家建设", "")
    assert [d.by for d in profile.directives] == ["县委", "市委", "省委"]


def test_another_file_of_the_same_place_takes_over_everything(tmp_path: Path) -> None:
    write(tmp_path, province=PROVINCE, city__locality=CITY)
    write(tmp_path, city__spring="""
extends: locality.yaml
meeting: {date: 2026-03-09, name: 春季夜校开班式}
brands: []
facts: [{role: 成绩, text: 夜校已经开了十六期。}]
tasks: [{name: 办好夜校, owner: 宣教部}]
""")  # fmt: skip
    city, spring = load_profile(tmp_path / "city/locality.yaml"), load_profile(tmp_path / "city/spring.yaml")
    assert spring.place == city.place
    assert (spring.meeting.date, spring.meeting.topic_short) == ("2026-03-09", "产改")
    assert spring.meeting.purpose == "", "another meeting has a purpose of its own"
    assert spring.brands == ()
    assert [fact.text for fact in spring.facts] == ["夜校已经开了十六期。", "全市建成创新工作室四十一家。"]
    assert [(task.name, task.owner) for task in spring.tasks] == [("办好夜校", "宣教部")]
    assert spring.roster == city.roster


def test_a_file_that_only_adds_to_a_meeting_keeps_all_of_it(tmp_path: Path) -> None:
    write(tmp_path, province=PROVINCE, city__locality=CITY)
    write(tmp_path, city__more="extends: locality.yaml\nmeeting: {attendees: [各县区工会主席]}\n")
    more = load_profile(tmp_path / "city/more.yaml").meeting
    assert (more.name, more.date, more.purpose) == ("全市产改推进会", "2026-12-03", "部署冬季工作")
    assert more.attendees == ("各县区工会主席",)


def test_the_superior_need_not_have_a_meeting_and_the_county_needs_a_topic(tmp_path: Path) -> None:
    write(tmp_path, province=PROVINCE, county="extends: province.yaml\nplace: {name: 云州市}\n")
    with pytest.raises(UserError, match="必须填写") as caught:
        load_profile(tmp_path / "county.yaml")
    assert "“topic: 值”" in caught.value.render()
    write(tmp_path, county="extends: province.yaml\nplace: {name: 云州市}\nmeeting: {topic: 产改}\n")
    assert load_profile(tmp_path / "county.yaml").place.province == "江东省"


CITY_LEAST = "place: {name: 云州市}\nmeeting: {topic: 建家}\n"
COUNTY_LEAST = "place: {name: 安平县}\nmeeting: {topic: 建家}\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a": "extends: b.yaml\n" + COUNTY_LEAST, "b": "extends: ./a.yaml\n" + CITY_LEAST}, "绕成了圈"),
        ({"a": "extends: a.yaml\n" + COUNTY_LEAST}, "绕成了圈"),
        ({"a": "extends: 没有.yaml\n"}, "找不到文件"),
        ({"a": "extends: b.yaml\n" + CITY_LEAST, "b": COUNTY_LEAST}, "不是云州市（地级市）的上级"),
        ({"a": "extends: b.yaml\nplace: {name: 临湖区}\n", "b": COUNTY_LEAST}, "不是临湖区（区）的上级"),
    ],
)
def test_a_chain_that_cannot_be_followed_is_told_at_its_line(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    write(tmp_path, **files)
    with pytest.raises(UserError) as caught:
        load_profile(tmp_path / "a.yaml")
    shown = caught.value.render()
    assert said in shown
    assert "extends" in shown
    assert "第1行" in shown


def test_too_deep_a_chain_is_refused(tmp_path: Path) -> None:
    for n in range(12):
        write(tmp_path, **{f"p{n}": f"extends: p{n + 1}.yaml\n"})
    write(tmp_path, p12="place: {name: 云州市}\nmeeting: {topic: 产改}\n")
    with pytest.raises(UserError, match="层数太多"):
        load_profile(tmp_path / "p0.yaml")


def test_the_mistakes_of_all_files_are_told_together(tmp_path: Path) -> None:
    write(tmp_path, city="place: {name: 云州市}\nmeting: {topic: 产改}\nbrands: [{nam: 匠心}]\n")
    (tmp_path / "表.csv").write_text("部分,事实\n成积,全县建成驿站六处。\n,\n意义,\n", encoding="utf-8")
    write(
        tmp_path,
        county="extends: city.yaml\nplace: {name: 安平县}\nfacts: 表.csv\nmeeting: {date: 2026-02-30}\n",
    )
    with pytest.raises(UserError) as caught:
        load_profile(tmp_path / "county.yaml")
    shown = caught.value.render()
    for part in ("city.yaml", "meting", "brands[1].nam", "表.csv", "第2行，部分列", "成积", "第4行，事实列",
                 "county.yaml", "meeting.date"):  # fmt: skip
        assert part in shown, part
    assert "—" not in shown


def test_facts_of_tables_stand_among_those_written(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("事实,部分\n驿站建成六处。,成绩\n", encoding="utf-8")
    text = "place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts:\n- {text: 甲。}\n- 表.csv\n- {text: 乙。, role: 意}\n"
    write(tmp_path, county=text)
    with pytest.raises(UserError) as caught:
        load_profile(tmp_path / "county.yaml")
    assert "第6行，facts[3].role" in caught.value.render()
    write(tmp_path, county=text.replace("role: 意", "role: 意义"))
    facts = load_profile(tmp_path / "county.yaml").facts
    assert [fact.text for fact in facts] == ["甲。", "驿站建成六处。", "乙。"]
    assert facts[2].role is Role.SIGNIFICANCE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("header", ["部分,事实,主题,来源单位", "role,text,topic,from"])
def test_a_csv_of_any_encoding_is_read(tmp_path: Path, encoding: str, header: str) -> None:
    table = (
        f'{header}\r\n形势,"技能人才缺口为三百人，\r\n主要在车工。",产改,人社局\r\n\r\n,驿站建成六处。,,\r\n'
    )
    (tmp_path / "facts.csv").write_bytes(table.encode(encoding))
    write(tmp_path, a="place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts: facts.csv\n")
    facts = load_profile(tmp_path / "a.yaml").facts
    assert facts == (
        Fact("技能人才缺口为三百人，主要在车工。", Role.SITUATION, "产改"),
        Fact("驿站建成六处。"),
    )


def test_an_excel_sheet_is_read_as_it_is_seen(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["事实（写一句话）", "部分"])
    for value in (1500, 0.155, datetime.date(2026, 3, 5), 1500.5, True):
        sheet.append([value, "成绩"])
    sheet["A3"].number_format = "0.0%"
    sheet.merge_cells("B4:B5")
    book.save(tmp_path / "facts.xlsx")
    write(tmp_path, a="place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts: facts.xlsx\n")
    facts = load_profile(tmp_path / "a.yaml").facts
    assert [fact.text for fact in facts] == ["1500", "15.5%", "2026年3月5日", "1500.5", "是"]
    assert {fact.role for fact in facts} == {Role.ACHIEVEMENTS}


def test_a_formula_without_a_value_is_told_with_its_cell(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    book.active.append(["事实"])
    book.active.append(["=1+1"])
    book.active.append(["#REF!"])
    book.save(tmp_path / "facts.xlsx")
    write(tmp_path, a="place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts: facts.xlsx\n")
    with pytest.raises(UserError) as caught:
        load_profile(tmp_path / "a.yaml")
    assert "第2行，A列：公式没有算出结果" in caught.value.render()
    assert "第3行，A列：单元格里是错误值#REF!" in caught.value.render()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("没有.xlsx", None, "找不到表格文件"),
        ("坏.xlsx", b"PK\x03\x04nothing", "不是可用的xlsx"),
        ("旧.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版xls"),
        ("空.csv", b" \n", "表格是空的"),
        ("缺.csv", "部分,备注\n成绩,无\n".encode(), "没有写事实的那一列"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    write(tmp_path, a=f"place: {{name: 安平县}}\nmeeting: {{topic: 建家}}\nfacts: {name}\n")
    with pytest.raises(UserError, match=said) as caught:
        load_profile(tmp_path / "a.yaml")
    assert name in caught.value.render()


def test_a_stray_cell_far_below_costs_nothing(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    book.active.append(["事实"])
    book.active.append(["驿站建成六处。"])
    book.active.cell(1_048_576, 1).value = "末行的话。"
    book.save(tmp_path / "facts.xlsx")
    write(tmp_path, a="place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts: facts.xlsx\n")
    assert [fact.text for fact in load_profile(tmp_path / "a.yaml").facts] == ["驿站建成六处。", "末行的话。"]


def test_whole_columns_merged_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    book.active.append(["事实"])
    book.active.merge_cells("C1:D2")
    book.save(tmp_path / "小.xlsx")
    with ZipFile(tmp_path / "小.xlsx") as small, ZipFile(tmp_path / "facts.xlsx", "w") as large:
        for name in small.namelist():
            large.writestr(name, small.read(name).replace(b'"C1:D2"', b'"C1:XFD1048576"'))
    write(tmp_path, a="place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts: facts.xlsx\n")
    with pytest.raises(UserError, match="合并的单元格太大"):
        load_profile(tmp_path / "a.yaml")
