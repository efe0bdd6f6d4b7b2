"""Leads that only their common shape shows (同形段首句)."""

from __future__ import annotations

import pytest

from outlines.leads import find_leads

REST = "各街道都排出了名单，社区干部带着工具挨家走访，遇到的事情当天记、当天办，办不了的第二天上报。"


@pytest.mark.parametrize(
    "heads",
    [
        ["要向门口的小事要口碑", "要完善站点轮值的办法", "要继续照顾夜班的司机"],
        ["办好夜校，是提升技能的近路", "修好浴室，是体面下班的开头", "管好饭堂，是安心上班的底气"],
        ["码头生产继续回升", "街面秩序不断好转", "夜校报名有了增加", "邻里关系进一步和睦"],
    ],
)
def test_leads_of_one_shape_are_found(heads: list[str]) -> None:
    found = find_leads([f"{head}。{REST}" for head in heads], 0, len(heads))
    assert [lead.text for lead in found] == heads


def test_two_of_a_shape_are_no_series() -> None:
    paragraphs = [
        f"要照顾好来往的路人。{REST}",
        f"{REST}{REST}",
        f"{REST}{REST}",
        f"要看护好老旧的树木。{REST}",
    ]
    assert find_leads(paragraphs, 0, len(paragraphs)) == []


def test_demands_of_two_clauses_are_found_with_paragraphs_between() -> None:
    heads = ["整治河道沟渠，改善村庄环境", "培育特色果园，拓宽农户销路", "完善乡村道路，改进公交班次"]
    paragraphs = [
        part for head in heads for part in (f"{head}。{REST}", f"这些年{REST}{REST}", f"有的村{REST}{REST}")
    ]
    assert [lead.text for lead in find_leads(paragraphs, 0, len(paragraphs))] == heads


def test_quoted_words_do_not_make_a_lead_a_statement() -> None:
    heads = [
        "加强作风建设，坚持“干部就是跑腿的”",
        "加强廉政建设，坚持“少吃也是多得”",
        "加强法治建设，坚持按规矩办事",
    ]
    found = find_leads([f"{head}。{REST}" for head in heads], 0, len(heads))
    assert [lead.text for lead in found] == heads
