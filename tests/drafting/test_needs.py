"""`jianggao needs`: the questionnaire, and the answers back into a file that is the user's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting.answered import is_answered, question_of
from drafting.cli import main
from drafting.merging import merge_answers
from drafting.needs import Need, list_needs
from drafting.profile import Fact, LocalityProfile, Meeting, Place, load_profile
from drafting.questionnaire import read_questionnaire, write_questionnaire
from drafting.sheets import read_sheet
from drafting.yaml_edit import Addition, add_to_yaml
from outlines.errors import UserError
from outlines.library import shipped_outline
from outlines.outline import Prompt
from outlines.role import Role
from outlines.yaml_schema import tidy
from outlines.yaml_source import scan_yaml

SCHEMAS = Path(__file__).parent.parent.parent / "docs" / "schemas"
COUNTY = LocalityProfile(Place("安平县"), Meeting("职工之家建设"))
PROFILE = """\
# 安平的本地情况，老何改过三回
place:
  name: 安平县   # 别写简称
  # vision: 打造先进制造业高地

meeting: {topic: 职工之家建设}   # 春天再换

# brands:
#   - name: 匠心云州
facts:
- {role: 成绩, text: 全县建成驿站六处。}  # 何远核过
# 末尾的话
"""
ANSWERS = {
    "meeting.date": "2026年3月9日",
    "speaker.name": "何远",
    "speaker.titles": "县人大常委会副主任、县总工会主席",
    "place.vision": "建设生态工业强县",
    "directives": "县委｜把家建到车间\n市总工会|把家建成样子",
    "brands": "暖心小屋｜县总工会｜给户外职工歇脚",
    "tasks": "规范建家｜定标准、抓验收｜县总工会｜10月底",
    "targets": "新建职工之家｜四十个",
    "facts.significance": "截至9月底，全县有会员六万人。\n其中女职工占四成。",
}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "locality.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def questionnaire(path: Path, answers: dict[str, str] = ANSWERS) -> Path:
    """Write a questionnaire and fill it in as a person would."""
    needs = list_needs(shipped_outline("work-meeting"), COUNTY)
    path.write_bytes(write_questionnaire(needs, path, "征集单"))
    if path.suffix == ".xlsx":
        openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
        book = openpyxl.load_workbook(path)
        for row in book.active.iter_rows(min_row=2):
            row[4].value = answers.get(row[5].value)
        book.save(path)
    elif path.suffix == ".yaml":
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in data["needs"]:
            row["answer"] = answers.get(row["field"], "").split("\n")
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    else:
        blocks = path.read_text(encoding="utf-8").split("### ")
        for i, block in enumerate(blocks):
            for field, answer in answers.items():
                if f"项目：{field}｜" in block or f"项目：{field}\n" in block:
                    blocks[i] = block.replace("答复：", f"答复：{answer}")
        path.write_text("### ".join(blocks), encoding="utf-8")
    return path


def is_within(old: str, new: str) -> bool:
    """Whether everything of the old text is in the new, in order."""
    rest = iter(new)
    return all(char in rest for char in old)


# --- the questionnaire --------------------------------------------------------------------------------------


def test_it_asks_for_what_the_outline_wants_and_the_profile_lacks() -> None:
    needs = list_needs(shipped_outline("work-meeting"), COUNTY)
    fields = [need.field for need in needs]
    assert {"meeting.date", "speaker.name", "place.vision", "directives", "tasks", "facts.funding"} <= set(
        fields
    )
    assert fields.count("directives") == 1
    assert "meeting.topic" not in fields
    asked = [need.ask for need in needs]
    assert asked == sorted(asked, key=asked.index), "those whom one asks stand together"
    assert "财务部门" in asked


def test_no_example_states_a_fact() -> None:
    for name in ("work-meeting", "commendation", "kick-off", "annual", "congress"):
        for need in list_needs(shipped_outline(name), COUNTY):
            assert "×" in need.example, need


@pytest.mark.parametrize(
    ("fact", "answered"),
    [
        (Fact("有六万人。", Role.SIGNIFICANCE), True),
        (Fact("有六万人。", Role.SITUATION), False),
        (Fact("有六万人。", Role.SIGNIFICANCE, topic="女职工工作"), False),
        (Fact("有六万人。", Role.SIGNIFICANCE, answers="会员人数，问组织部门"), True),
        (Fact("有六万人。", Role.SIGNIFICANCE, answers="会员人数"), True),
        (Fact("有六万人。", Role.SIGNIFICANCE, answers="企业户数"), False),
    ],
)
def test_a_fact_answers_its_question_or_its_section(fact: Fact, answered: bool) -> None:
    profile = LocalityProfile(COUNTY.place, COUNTY.meeting, facts=(fact,))
    assert is_answered(Prompt("facts.significance", "会员人数，问统计部门"), profile) is answered


def test_whom_to_ask_is_no_part_of_the_question() -> None:
    assert question_of("先进人物事迹，各取一个细节，须本人核实") == "先进人物事迹，各取一个细节"


@pytest.mark.parametrize("suffix", [".xlsx", ".md", ".yaml"])
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    needs = list_needs(shipped_outline("work-meeting"), COUNTY)
    path = tmp_path / f"征集{suffix}"
    path.write_bytes(write_questionnaire(needs, path, "征集单"))
    answers, problems = read_questionnaire(path)
    assert not problems
    assert [(a.field, a.question, a.text) for a in answers] == [(n.field, n.question, "") for n in needs]
    assert write_questionnaire(needs, path, "征集单") == path.read_bytes()


def test_no_cell_is_ever_a_formula(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    evil = [
        Need("facts.other", "other", text, "=HYPERLINK(1)", "@SUM(1)", "+1|cmd")
        for text in ("=1+1", "-2", "@a")
    ]
    path = tmp_path / "征集.xlsx"
    path.write_bytes(write_questionnaire(evil, path, "=A1"))
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


# --- merging ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".md", ".yaml"])
def test_answers_go_where_they_belong(profile: Path, suffix: str) -> None:
    merged = merge_answers(profile, [questionnaire(profile.with_name(f"答复{suffix}"))])
    assert list(dict.fromkeys(merged.fields)) == sorted(set(merged.fields), key=merged.fields.index)
    found = load_profile(profile)
    assert found.meeting.date == "2026-03-09"
    assert found.speaker.titles == ("县人大常委会副主任", "县总工会主席")
    assert found.place.vision == "建设生态工业强县"
    assert [(d.by, d.text) for d in found.directives] == [
        ("县委", "把家建到车间"),
        ("市总工会", "把家建成样子"),
    ]
    assert (found.brands[0].name, found.brands[0].about) == ("暖心小屋", "给户外职工歇脚")
    assert found.tasks[0].measures == ("定标准", "抓验收")
    assert (found.targets[0].name, found.targets[0].value) == ("新建职工之家", "四十个")
    assert [fact.text for fact in found.facts] == [
        "全县建成驿站六处。", "截至9月底，全县有会员六万人。", "其中女职工占四成。",
    ]  # fmt: skip
    assert found.facts[1].role is Role.SIGNIFICANCE
    assert found.facts[1].topic == "职工之家建设"
    left = [need.field for need in list_needs(shipped_outline("work-meeting"), found)]
    assert not set(left) & set(ANSWERS)


def test_the_file_stays_the_users_and_is_kept_as_it_was(profile: Path) -> None:
    filled = questionnaire(profile.with_name("答复.yaml"))
    merged = merge_answers(profile, [filled])
    text = profile.read_text(encoding="utf-8")
    for line in PROFILE.splitlines():
        if "{topic" not in line:
            assert line in text.splitlines(), line
    assert is_within(PROFILE, text)
    assert merged.backup is not None
    assert merged.backup.read_text(encoding="utf-8") == PROFILE
    again = merge_answers(profile, [filled])
    assert (again.fields, again.backup) == ((), None)
    assert profile.read_text(encoding="utf-8") == text


def test_no_backup_replaces_another(profile: Path) -> None:
    profile.with_name("locality.yaml.bak").write_text("去年的", encoding="utf-8")
    merged = merge_answers(profile, [questionnaire(profile.with_name("答复.md"), {"speaker.name": "何远"})])
    assert merged.backup == profile.with_name("locality.yaml.bak2")
    assert profile.with_name("locality.yaml.bak").read_text(encoding="utf-8") == "去年的"


@pytest.mark.parametrize(
    ("field", "answer", "said"),
    [
        ("meeting.date", "下个月", "“下个月”不是日期"),
        ("facts.significance", "全县有××万人。", "还留着“××”"),
        ("targets", "新建｜四十个｜年底", "分成了3段"),
        ("brands", "｜县总工会", "缺了一段"),
    ],
)
def test_a_bad_answer_stops_all_and_is_told_with_its_row(
    profile: Path, field: str, answer: str, said: str
) -> None:
    filled = questionnaire(
        profile.with_name("答复.xlsx"), {**ANSWERS, field: answer, "speaker.name": "【待填：姓名】"}
    )
    with pytest.raises(UserError) as caught:
        merge_answers(profile, [filled])
    shown = caught.value.render()
    assert said in shown
    assert "还留着“【待填”" in shown, "all mistakes are told at once"
    row = next(row.number for row in read_sheet(filled).rows if row.cells["项目"] == field)
    assert f"第{row}行" in shown
    assert profile.read_text(encoding="utf-8") == PROFILE
    assert not list(profile.parent.glob("*.bak*"))


def test_what_the_profile_says_otherwise_is_not_changed(profile: Path) -> None:
    filled = questionnaire(profile.with_name("答复.yaml"), {"speaker.name": "何远"})
    merge_answers(profile, [filled])
    other = questionnaire(profile.with_name("另一份.yaml"), {"speaker.name": "方岩"})
    with pytest.raises(UserError) as caught:
        merge_answers(profile, [other])
    assert "speaker.name已经写了“何远”" in caught.value.render()


def test_the_next_draft_says_the_answer_and_asks_no_more(
    profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["draft", "-p", str(profile), "--outline", "work-meeting", "--quiet"]
    assert main(options) == 0
    assert "经费、人员、场地的安排" in capsys.readouterr().out
    merge_answers(
        profile,
        [questionnaire(profile.with_name("答复.md"), {"facts.funding": "县财政列支驿站经费七万元。"})],
    )
    assert main(options) == 0
    draft = capsys.readouterr().out
    assert "县财政列支驿站经费七万元。" in draft
    assert "经费、人员、场地的安排" not in draft
    assert "牵头单位、分工和督查办法" in draft, "another question of the section is still open"


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\r\n"), ("utf-8-sig", "\n"), ("gb18030", "\r\n"), ("utf-16", "\n")]
)
def test_encoding_and_line_ends_are_kept(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "locality.yaml"
    path.write_bytes(PROFILE.replace("\n", newline).encode(encoding))
    merge_answers(path, [questionnaire(tmp_path / "答复.yaml")])
    text = path.read_bytes().decode(encoding)
    assert text.count("\n") == text.count(newline)
    assert is_within(PROFILE.replace("\n", newline), text)
    assert load_profile(path).speaker.name == "何远"


def test_a_table_of_facts_stays_beside_the_answers(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("事实\n驿站建成六处。\n", encoding="utf-8")
    path = tmp_path / "locality.yaml"
    path.write_text(
        "place: {name: 安平县}\nmeeting: {topic: 建家}\nfacts: 表.csv  # 别动\n", encoding="utf-8"
    )
    merge_answers(path, [questionnaire(tmp_path / "答复.md", {"facts.funding": "经费已落实。"})])
    assert "facts: [表.csv, {" in path.read_text(encoding="utf-8")
    assert [fact.text for fact in load_profile(path).facts] == ["驿站建成六处。", "经费已落实。"]


FACTS = st.lists(
    st.text(alphabet="会员家数占比与十个：:，、“”（）%{}[]#'\"=+@-|｜\\ 09", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and text not in ("-", "/", "—") and not text.startswith(("#", "- ", "="))),
    min_size=1,
    max_size=3,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FACTS, st.sampled_from([".xlsx", ".md", ".yaml"]))
def test_any_answer_comes_round_as_it_was_written(tmp_path: Path, said: list[str], suffix: str) -> None:
    path = tmp_path / "locality.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    for backup in tmp_path.glob("*.bak*"):
        backup.unlink()
    filled = questionnaire(tmp_path / f"答复{suffix}", {"facts.funding": "\n".join(said)})
    merge_answers(path, [filled])
    found = [fact.text for fact in load_profile(path).facts if fact.answers]
    assert found == [tidy(text) for text in dict.fromkeys(said)]


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_lists_writes_and_merges(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["-p", str(profile)]
    assert main(["needs", *where]) == 0
    printed = capsys.readouterr()
    assert {line.count("\t") for line in printed.out.splitlines()} == {4}
    sheet = profile.with_name("单.yaml")
    assert main(["needs", *where, "-o", str(sheet), "--json"]) == 0
    schema = json.loads((SCHEMAS / "needs.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(capsys.readouterr().out), schema)
    assert main(["needs", *where, "-o", str(sheet)]) == 2
    assert main(["needs", *where, "-o", str(sheet), "--force"]) == 0
    questionnaire(sheet)
    capsys.readouterr()
    assert main(["needs", *where, "--merge", str(sheet), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["backup"].endswith("locality.yaml.bak")
    assert "speaker.name" in value["merged"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "单.pdf"], "只能存为"),
        (["--merge", "没有.xlsx"], "找不到"),
        (["--merge", "坏.md"], "不是征集单"),
        (["--merge", "坏.doc"], "不认识这种征集单"),
        (["--merge", "坏.md", "-o", "单.md"], "不能和-o"),
    ],
)
def test_wrong_usage_is_explained(
    profile: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.chdir(profile.parent)
    Path("坏.md").write_text("随便写的\n", encoding="utf-8")
    assert main(["needs", *arguments]) == 2
    assert said in capsys.readouterr().err


# --- adding to YAML -----------------------------------------------------------------------------------------

WORDS = (
    st.text(alphabet="工会职工家 ：:，、。#'\"[]{}-yes0129%&*!|>@`\\", min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
NAMES = st.lists(WORDS, min_size=1, max_size=3)
BLOCKS = ("place", "meeting", "facts", "brands", "check")


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file as people write them: any block in either style, comments anywhere, empty keys."""
    lines = draw(st.lists(st.sampled_from(["# 开头", ""]), max_size=2))
    for block in draw(st.lists(st.sampled_from(BLOCKS), unique=True, min_size=1)):
        comment = draw(st.sampled_from(["", "  # 注", "   #x: y"]))
        said = json.dumps(draw(WORDS), ensure_ascii=False)
        listed = block in ("facts", "brands")
        style = draw(st.sampled_from(["empty", "flow", "block", "long", "indented"]))
        if style == "empty":
            lines.append(f"{block}:{comment}")
        elif style == "flow":
            lines.append(f"{block}: {f'[{{text: {said}}}]' if listed else f'{{name: {said}}}'}{comment}")
        elif style == "long":
            inner = (
                ["- text: |", "    甲", "    # 乙: 丙"]
                if listed
                else ["  name: |", "    甲", "    # vision: 丙"]
            )
            lines += [f"{block}:", *inner]
        else:
            pad = "    " if style == "indented" else ""
            inner = f"{pad}- {{text: {said}}}{comment}" if listed else f"{pad}  name: {said}{comment}"
            lines += [f"{block}:{comment}", "  # vision: 示例" if not listed else "# 间隔", inner]
        lines += draw(
            st.lists(st.sampled_from(["", "# facts:", "#   - {text: 例}", "  # 缩进的注"]), max_size=3)
        )
    return "\n".join(lines) + draw(st.sampled_from(["\n", "\n\n"]))


ADDITIONS = st.one_of(
    st.builds(Addition, st.sampled_from(["place", "meeting"]), st.just("vision"), WORDS),
    st.builds(Addition, st.just("place"), st.just("industries"), NAMES.map(tuple)),
    st.builds(
        lambda block, items: Addition(block, items=tuple(items)),
        st.sampled_from(["facts", "brands"]),
        st.lists(st.fixed_dictionaries({"text": WORDS, "measures": NAMES}), min_size=1, max_size=3),
    ),
)  # fmt: skip


def test_a_file_without_a_last_line_end_is_added_to() -> None:
    for text in ("place: {name: 安平县}", "place:\n  name: |\n    甲", "facts:\n- 甲", "place:"):
        after = add_to_yaml(
            text, [Addition("place", "vision", "乙"), Addition("facts", items=({"text": "丙"},))], "x"
        )
        assert is_within(text, after)
        assert scan_yaml(after, "x").data["place"]["vision"] == "乙"


@settings(max_examples=150, deadline=None)
@given(files(), ADDITIONS, st.sampled_from(["\n", "\r\n"]))
def test_adding_keeps_every_character_and_says_what_was_added(
    text: str, addition: Addition, newline: str
) -> None:
    text = text.replace("\n", newline)
    before: dict[str, Any] = scan_yaml(text, "x").data
    after_text = add_to_yaml(text, [addition], "x")
    after = scan_yaml(after_text, "x")
    assert not after.problems
    assert is_within(text, after_text)
    if addition.key:
        value = addition.value if isinstance(addition.value, str) else list(addition.value)
        assert after.data[addition.block].pop(addition.key) == value
        assert (after.data[addition.block] or None) == (before.get(addition.block) or None)
    else:
        count = len(addition.items)
        assert after.data[addition.block][-count:] == [dict(item) for item in addition.items]
        assert after.data[addition.block][:-count] == (before.get(addition.block) or [])
    others = {key: value for key, value in after.data.items() if key != addition.block}
    assert others == {key: value for key, value in before.items() if key != addition.block}
