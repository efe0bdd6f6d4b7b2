"""Outlines ship whole, read back unchanged, and every mistake in one is named."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from outlines.library import base_sections, dump_outline, parse_outline, shipped_outlines
from outlines.outline import BANK_SLOTS, Outline
from outlines.speech import Role
from outlines.yaml_source import SourceError, scan_yaml

TOPICS = ("产业工人队伍建设改革", "困难职工帮扶工作", "职工职业技能竞赛", "工会工作")
SLOT = re.compile(r"\{\w+\}")

MINIMAL = """\
extends: base
title: 推进会
heading_sets:
  - - 想清{topic}的道理
    - 抓住{topic}的要害
sections:
  - {role: opening, share: 0.1}
  - {role: significance, share: 0.3}
  - {role: key_tasks, share: 0.5}
  - {role: closing, share: 0.1}
"""


def outline_ids(outline: Outline) -> str:
    return outline.name


def mistakes(text: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        parse_outline(text, "甲.yaml", "甲")
    return [f"{problem.line} {problem.field} {problem.message}" for problem in caught.value.problems]


@pytest.mark.parametrize("outline", shipped_outlines(), ids=outline_ids)
class TestShipped:
    def test_reads_back_unchanged(self, outline: Outline) -> None:
        assert parse_outline(dump_outline(outline), "甲.yaml", outline.name) == outline

    def test_begins_with_the_opening_and_ends_with_the_closing(self, outline: Outline) -> None:
        roles = [section.role for section in outline.sections]
        assert roles[0] is Role.OPENING
        assert roles[-1] is Role.CLOSING
        assert roles.count(Role.OPENING) == roles.count(Role.CLOSING) == 1

    @pytest.mark.parametrize("topic", TOPICS)
    def test_headings_of_a_set_are_of_one_length(self, outline: Outline, topic: str) -> None:
        for headings in outline.heading_sets:
            sizes = [len(heading.replace("{topic}", topic)) for heading in headings]
            assert max(sizes) - min(sizes) <= 1, headings

    @pytest.mark.parametrize("topic", TOPICS)
    def test_points_of_a_set_are_parallel(self, outline: Outline, topic: str) -> None:
        for section in outline.sections:
            for headings in section.point_sets:
                filled = [heading.replace("{topic}", topic) for heading in headings]
                sizes = [len(heading) for heading in filled]
                assert max(sizes) - min(sizes) <= 1, headings
                assert len({tuple(i for i, c in enumerate(text) if c == "，") for text in filled}) == 1, (
                    headings
                )

    def test_every_headed_section_offers_a_choice(self, outline: Outline) -> None:
        for section in outline.sections:
            if section.points[1]:
                assert len(section.points_for("工会工作")) >= 2, section.role
                assert len(section.frames) >= 5, section.role

    def test_frames_serve_a_profile_that_says_little(self, outline: Outline) -> None:
        known = {"place", "self", "topic", "meeting", "count", "organization", "directive"}
        for section in outline.sections:
            plain = [
                f for f in section.frames if {s.strip("{}") for s in SLOT.findall(f)} <= known | BANK_SLOTS
            ]
            assert len(plain) >= 3, section.role

    def test_the_opening_offers_each_of_its_parts(self, outline: Outline) -> None:
        frames = outline.sections[0].frames
        assert any("{meeting}" in frame and "{vision}" not in frame for frame in frames)
        assert any("{count}" in frame for frame in frames)
        assert not any("{meeting}" in frame and "{count}" in frame for frame in frames)

    def test_no_frame_stands_twice(self, outline: Outline) -> None:
        for section in outline.sections:
            assert len(set(section.frames)) == len(section.frames)


def test_the_default_outline_comes_first() -> None:
    assert shipped_outlines()[0].name == "work-meeting"


def test_occasions_lead_to_one_outline_each() -> None:
    occasions = [occasion for outline in shipped_outlines() for occasion in outline.occasions]
    assert len(occasions) == len(set(occasions))


def test_the_five_tasks_of_the_reform_stand_in_the_official_order() -> None:
    outline = shipped_outlines()[0]
    tasks = next(section for section in outline.sections if section.role is Role.KEY_TASKS)
    for headings in tasks.points_for("产业工人队伍建设改革"):
        found = [
            name for h in headings for name in re.findall("思想引领|建功立业|素质提升|地位提高|队伍壮大", h)
        ]
        assert found == ["思想引领", "建功立业", "素质提升", "地位提高", "队伍壮大"]


def test_point_sets_bound_to_another_topic_stay_away() -> None:
    outline = shipped_outlines()[0]
    tasks = next(section for section in outline.sections if section.role is Role.KEY_TASKS)
    general = tasks.points_for("")
    assert tasks.points_for("工会财务工作") == general
    assert not set(tasks.points_for("安全生产")) & set(general)


def test_base_sections_cover_every_role_and_are_bound_to_no_topic() -> None:
    sections = base_sections()
    assert set(sections) == set(Role)
    assert all(section.frames and not section.point_topics for section in sections.values())


def test_sections_inherit_what_they_leave_out() -> None:
    outline = parse_outline(MINIMAL, "甲.yaml", "甲")
    assert outline.origin == "user"
    assert outline.sections[0].frames == base_sections()[Role.OPENING].frames


def test_what_a_section_says_replaces_what_it_would_inherit() -> None:
    own = MINIMAL.replace(
        "{role: significance, share: 0.3}", "role: significance\n    share: 0.3\n    frames: [好。]"
    )
    assert parse_outline(own, "甲.yaml", "甲").sections[1].frames == ("好。",)


def test_origin_and_sources_survive() -> None:
    mined = replace(shipped_outlines()[0], origin="mined", sources=("旧稿/甲.txt", "旧稿/乙.txt"))
    assert parse_outline(dump_outline(mined), "甲.yaml", mined.name) == mined


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("role: key_tasks", "role: key_task", "9 sections[3].role 没有“key_task”这种功能"),
        ("share: 0.5", "share: 0.6", "6 sections 各部分的 share 合计1.10"),
        ("share: 0.5", "share: 一半", "9 sections[3].share 篇幅占比应是0到1之间的数"),
        ("    - 抓住{topic}的要害\n", "", "4 heading_sets[1] 这一组有1个标题"),
        ("{topic}的道理", "{topik}的道理", "4 heading_sets[1] 没有“{topik}”这个槽位"),
        ("{topic}的道理", "{topic的道理", "4 heading_sets[1] “想清{topic的道理”的花括号不成对"),
        ("title: 推进会", "titel: 推进会", "2 titel 没有“titel”这一项"),
        ("extends: base", "extends: 甲", "1 extends 没有“甲”可继承"),
        ("extends: base\n", "", "6 sections[1].frames 开场部分没有句架"),
        ("share: 0.5}", "share: 0.5, points: [5, 3]}", "9 sections[3].points 小标题的个数应写最少和最多"),
        (
            "share: 0.5}",
            "share: 0.5, points: [2, 3], point_sets: [[只有一个]]}",
            "9 sections[3].point_sets[1] 这一组有1个小标题，points 要2至3个",
        ),
        (
            "share: 0.5}",
            "share: 0.5, prompts: [{field: tasks}]}",
            "9 sections[3].prompts[1] 待填项要有 field 和 text",
        ),
    ],
)
def test_a_mistake_is_named_at_its_line(before: str, after: str, expected: str) -> None:
    assert before in MINIMAL
    assert expected in mistakes(MINIMAL.replace(before, after, 1))


def test_all_mistakes_are_named_at_once() -> None:
    wrong = MINIMAL.replace("title: 推进会", "origin: 别处").replace("的道理", "的{道理}").replace("0.5", "5")
    assert len(mistakes(wrong)) >= 4


@pytest.mark.parametrize("outline", shipped_outlines(), ids=outline_ids)
def test_every_part_has_sentences_that_need_no_bank(outline: Outline) -> None:
    for section in outline.sections:
        own = [f for f in section.frames if not {s.strip("{}") for s in SLOT.findall(f)} & BANK_SLOTS]
        assert len(own) >= 2, section.role


@pytest.mark.parametrize("outline", shipped_outlines(), ids=outline_ids)
def test_prompts_are_short(outline: Outline) -> None:
    for section in outline.sections:
        for prompt in section.prompts:
            assert len(prompt.text) <= 28, prompt.text


def test_there_is_an_outline_for_each_usual_occasion() -> None:
    assert len(shipped_outlines()) >= 14


def test_an_outline_that_says_the_same_twice_is_written_without_anchors() -> None:
    outline = next(o for o in shipped_outlines() if any(s.frame_words for s in o.sections))
    twice = replace(outline, sections=tuple(s for section in outline.sections for s in (section, section)))
    text = dump_outline(twice)
    assert "&id" not in text
    assert not scan_yaml(text, "a.yaml").problems


def test_frames_may_be_bound_to_words_and_added_to_what_is_inherited() -> None:
    text = """
extends: base
title: 试
heading_sets:
  - [抓什么]
sections:
  - {role: opening, share: 0.1}
  - role: key_tasks
    share: 0.8
    more_frames:
      - {text: 账要算清楚。, under: [资金, 经费]}
      - 事要办明白。
  - {role: closing, share: 0.1}
"""
    outline = parse_outline(text, "试.yaml", "试")
    section = outline.sections[1]
    assert section.frames[:-2] == base_sections()[Role.KEY_TASKS].frames
    assert section.words_for("账要算清楚。") == ("资金", "经费")
    assert section.words_for("事要办明白。") == ()
    assert parse_outline(dump_outline(outline), "试.yaml", "试").sections == outline.sections


def test_a_bound_frame_with_an_unknown_key_is_named() -> None:
    text = """
extends: base
title: 试
heading_sets:
  - [抓什么]
sections:
  - {role: opening, share: 0.2}
  - role: key_tasks
    share: 0.8
    frames:
      - {text: 好。, udner: [资金]}
"""
    with pytest.raises(SourceError) as caught:
        parse_outline(text, "试.yaml", "试")
    assert "udner" in str(caught.value)
