"""Prompts name whom to ask: the department of the point, else of the topic, in the words of who speaks."""

from __future__ import annotations

import pytest

from drafting.local_content import address
from drafting.profile import Level, LocalityProfile, Meeting, Place
from outlines.outline import Prompt


@pytest.mark.parametrize(
    ("level", "topic", "point", "said"),
    [
        (Level.COUNTY, "安全生产工作", "", "劳动保护部门、应急管理部门"),
        (Level.COUNTY, "产业工人队伍建设改革", "", "产改协调小组办公室"),
        (Level.COUNTY, "产业工人队伍建设改革", "关爱女职工", "女职工工作部门"),
        (Level.ENTERPRISE, "安全生产工作", "", "安全环保部门"),
        (Level.COUNTY, "档案整理", "", "业务部门"),
    ],
)
def test_a_prompt_names_the_department(level: Level, topic: str, point: str, said: str) -> None:
    profile = LocalityProfile(Place("临湖", level), Meeting(topic))
    assert address(Prompt("targets", "量化目标，问业务部门"), profile, point).text == f"量化目标，问{said}"


def test_a_firm_asks_its_own_people() -> None:
    prompt = Prompt("facts.situation", "职工数、企业数，问统计、人社部门")
    firm = LocalityProfile(Place("云州重工", Level.ENTERPRISE), Meeting("工会工作"))
    county = LocalityProfile(Place("安平县", Level.COUNTY), Meeting("工会工作"))
    assert address(prompt, firm).text == "职工数、基层单位数，问人力资源部门"
    assert address(prompt, county) == prompt
