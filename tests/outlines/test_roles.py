from pathlib import Path
from typing import Any

import pytest
import yaml

from outlines.detect import detect
from outlines.roles import weigh_role
from outlines.speech import Role

PLAIN = Path(__file__).parent / "plain_sections.yaml"


@pytest.mark.parametrize(
    ("heading", "place", "role"),
    [
        ("肯定成绩，坚定干好工会工作的信心", "first", Role.ACHIEVEMENTS),
        ("过去一年工作回顾", "first", Role.ACHIEVEMENTS),
        ("认清形势，正视维权工作面临的挑战", "middle", Role.SITUATION),
        ("提高站位，充分认识集体协商的重大意义", "first", Role.SIGNIFICANCE),
        ("突出重点，全力抓好技能竞赛各项任务", "middle", Role.KEY_TASKS),
        ("压实责任，切实加强改革的组织领导", "last", Role.ORGANIZATION),
        ("切实加强政府自身建设", "last", Role.ORGANIZATION),
        ("关于国际形势和外交工作", "middle", Role.OTHER),
    ],
)
def test_heading_words_tell_the_role(heading: str, place: str, role: Role) -> None:
    found, evidence = weigh_role(heading, "", place)
    assert found is role
    assert evidence


def test_the_tense_of_the_text_decides_where_the_heading_is_silent() -> None:
    done = "去年我们建成了五个服务站，完成了全部摸底，入会人数增长12%，成效明显，获评先进。" * 5
    ahead = "要建好服务站，加快摸底，推进入会，着力补齐短板，确保年底前全部完成，力争走在前列。" * 5
    assert weigh_role("工会驿站", done)[0] is Role.ACHIEVEMENTS
    assert weigh_role("工会驿站", ahead)[0] is Role.KEY_TASKS


def test_a_heading_about_a_year_is_read_against_the_year_of_the_speech() -> None:
    assert weigh_role("2023年的主要工作", "", "first", year=2024)[0] is Role.ACHIEVEMENTS
    assert weigh_role("2024年的主要工作", "", "first", year=2024)[0] is Role.KEY_TASKS
    assert weigh_role("“十三五”时期经济社会发展", "", "first", year=2021)[0] is Role.ACHIEVEMENTS


def test_without_evidence_a_section_is_other() -> None:
    assert weigh_role("说说心里话", "")[0] is Role.OTHER


def test_lower_units_inherit_and_only_sections_carry_evidence() -> None:
    structure = detect(
        [
            "同志们：",
            "一、提高认识，充分认识结对帮扶的重大意义",
            "（一）这是增进感情的需要。走近职工才能读懂职工，这个道理并不深奥。",
            "（二）这是改进作风的需要。坐在办公室里看到的都是难题，下去了才有办法。",
            "二、加强领导，为结对帮扶提供保障",
            "各级工会主要领导要亲自过问。",
        ]
    )
    roles = [unit.role for unit in structure.units]
    assert roles == [Role.OPENING, *[Role.SIGNIFICANCE] * 3, Role.ORGANIZATION]
    assert all(bool(unit.evidence) == (unit.level == 1) for unit in structure.units)


@pytest.mark.parametrize(
    "speech", yaml.safe_load(PLAIN.read_text("utf-8")), ids=lambda speech: speech["name"]
)
def test_plain_words_tell_the_role_by_tense_problems_and_who_is_addressed(speech: dict[str, Any]) -> None:
    wanted = [Role(role) for role, _, _ in speech["sections"]]
    paragraphs = [part for _, heading, text in speech["sections"] for part in (heading, text)]
    numbers = "一二三四五"
    numbered = [f"{numbers[at // 2]}、{part}" if at % 2 == 0 else part for at, part in enumerate(paragraphs)]
    units = detect(
        ["同志们：", "今天开个会，说几件事。", *numbered], metadata={"published": "2024-05-01"}
    ).units
    assert [unit.role for unit in units if unit.level == 1] == wanted
