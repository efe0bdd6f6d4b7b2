from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlines.detect import Structure, detect
from outlines.speech import Role

LONG = "各级工会要把这件事放在心上，排出时间表，列出清单，逐条逐项办好，让职工看得见、摸得着。"


def headings(structure: Structure) -> list[tuple[int, str, str, bool]]:
    return [(unit.level, unit.number, unit.heading, unit.inline) for unit in structure.units if unit.level]


def take(*paragraphs: str, hints: Sequence[str] = ()) -> list[tuple[int, str, str, bool]]:
    return headings(detect(["同志们：", f"今天开会。{LONG}", *paragraphs], hints))


def test_numbered_headings_nest() -> None:
    assert take(
        "一、抓学习",
        "（一）学理论。" + LONG,
        "1.读原文。" + LONG,
        "（二）学技能。" + LONG,
        "二、抓作风",
        LONG,
    ) == [
        (1, "一、", "抓学习", False),
        (2, "（一）", "学理论", True),
        (3, "1.", "读原文", True),
        (2, "（二）", "学技能", True),
        (1, "二、", "抓作风", False),
    ]


def test_demands_and_items_below_them() -> None:
    text = f"二要把准方向。先说四条。一是站稳立场。{LONG}二是贴近职工。{LONG}"
    assert take("一、提高站位", f"一要明确目标。{LONG}", text, f"三要盯住重点。{LONG}") == [
        (1, "一、", "提高站位", False),
        (2, "一要", "明确目标", True),
        (2, "二要", "把准方向", True),
        (3, "一是", "站稳立场", True),
        (3, "二是", "贴近职工", True),
        (2, "三要", "盯住重点", True),
    ]


def test_items_within_one_paragraph_are_headings_below_the_section() -> None:
    text = f"一年来，工作有了起色。一是在思想上拧成一股绳。{LONG}二是在基层打开新局面。{LONG}"
    assert take("肯定成绩，坚定干好工作的信心", text, "提高站位，把稳改革前行的方向", LONG) == [
        (1, "", "肯定成绩，坚定干好工作的信心", False),
        (2, "一是", "在思想上拧成一股绳", True),
        (2, "二是", "在基层打开新局面", True),
        (1, "", "提高站位，把稳改革前行的方向", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "我们有三个有利条件：一是政策好；二是底子厚；三是人心齐。",
        "我们有三个有利条件，一是政策好，二是底子厚，三是人心齐。" + LONG,
        "一是政策好；二是底子厚；三是人心齐，这些都是我们的本钱。",
    ],
)
def test_a_list_within_a_sentence_is_no_heading(text: str) -> None:
    assert take("一、增强信心", text) == [(1, "一、", "增强信心", False)]


def test_headings_glued_into_one_line() -> None:
    text = (
        f"{LONG}下面讲几点意见。一、站位要高，抓好精神的学习宣传一是要学深学透。{LONG}二是要讲到一线。{LONG}"
        f"二、办法要实，推动精神在基层落地一是要健全制度。{LONG}二是要建强阵地。{LONG}"
    )
    assert headings(detect(["同志们：" + text])) == [
        (1, "一、", "站位要高，抓好精神的学习宣传", True),
        (2, "一是", "要学深学透", True),
        (2, "二是", "要讲到一线", True),
        (1, "二、", "办法要实，推动精神在基层落地", True),
        (2, "一是", "要健全制度", True),
        (2, "二是", "要建强阵地", True),
    ]


def test_old_title_lines_that_end_in_a_stop() -> None:
    assert take(
        "一、职工生活", LONG, "关于住房问题。", LONG * 3, "关于口粮问题。", LONG * 3, "情况就是这样。", LONG
    ) == [
        (1, "一、", "职工生活", False),
        (2, "", "关于住房问题", False),
        (2, "", "关于口粮问题", False),
    ]


def test_paragraphs_cut_at_a_number_are_one() -> None:
    cut = LONG * 2 + "入会人数比"
    structure = detect(["同志们：", "过去五年的工作", "2019", "年以来，" + LONG, cut, "2018年多。" + LONG])
    assert structure.paragraphs[2:] == ("2019年以来，" + LONG, cut + "2018年多。" + LONG)
    assert headings(structure) == [(1, "", "过去五年的工作", False)]


def test_a_dash_item_may_be_long_and_have_paragraphs_of_its_own() -> None:
    long = (
        "一年来，我们按照群众呼声在前、服务项目跟进、考核评价兜底的思路，把困难职工的事一件一件办到了家门口"
    )
    assert take("一、工作回顾", f"——{long}。{LONG}{LONG}", LONG, f"——服务阵地更加完善。{LONG}") == [
        (1, "一、", "工作回顾", False),
        (2, "——", long, True),
        (2, "——", "服务阵地更加完善", True),
    ]


def test_a_title_line_after_a_series_with_headings_of_its_own_goes_on_with_it() -> None:
    leads = [f"{lead}。{LONG}" for lead in ("持续建强工会阵地", "不断提升服务水平", "切实维护队伍稳定")]
    found = take("一、办好实事", *leads, "二、守好底线", *leads, "关于工会自身建设", *leads)
    assert [heading[2] for heading in found if heading[0] == 1] == [
        "办好实事",
        "守好底线",
        "关于工会自身建设",
    ]


def test_lead_sentences_act_as_headings_together() -> None:
    leads = ["持续建强工会阵地", "不断提升服务水平", "切实维护队伍稳定"]
    expected = [(1, "一、", "办好实事", False), *[(2, "", lead, True) for lead in leads]]
    assert take("一、办好实事", *[f"{lead}。{LONG}" for lead in leads]) == expected


def test_a_sibling_without_a_sign_of_its_own_goes_with_the_others() -> None:
    leads = ["加快补齐服务短板", "驿站运营", "持续建强骨干队伍", "扎实办好暖心实事"]
    found = take("一、办好实事", *[f"{lead}。{LONG}" for lead in leads])
    assert [heading[2] for heading in found[1:]] == leads


def test_leads_after_a_line_that_announces_them() -> None:
    leads = ["加快补齐服务短板", "持续建强骨干队伍", "扎实办好暖心实事"]
    before = [LONG, f"当前，困难还不少。{LONG}", f"这些年，大家跑了不少路。{LONG}", LONG, "今年重点是："]
    found = take("一、办好实事", *before, *[f"{lead}。{LONG}" for lead in leads])
    assert [heading[2] for heading in found[1:]] == leads


def test_a_whole_section_of_longer_leads() -> None:
    leads = [
        "以迎接职工运动会为总抓手，坚持高起点谋划、高标准筹备、高质量服务，进一步擦亮工会活动品牌",
        "继续推进“一村一站”工程",
        "以创建示范工会为目标，切实加强基层建设",
    ]
    found = take("一、办好实事", *[f"{lead}。{LONG * 3}" for lead in leads])
    assert [heading[2] for heading in found[1:]] == leads


def test_an_enumeration_ends_where_the_next_lead_begins() -> None:
    text = f"先看面上。一是家底更厚实。{LONG}二是路子更清楚。{LONG}"
    leads = ["加快补齐服务短板", "持续建强骨干队伍", "扎实办好暖心实事"]
    found = take("一、办好实事", text, *[f"{lead}。{LONG}" for lead in leads])
    assert [heading[:3] for heading in found] == [
        (1, "一、", "办好实事"),
        (2, "一是", "家底更厚实"),
        (2, "二是", "路子更清楚"),
        *[(2, "", lead) for lead in leads],
    ]


def test_a_lone_line_under_the_title_of_a_report_heads_nothing() -> None:
    body = ["云州市总工会召开座谈会。" + LONG * 2, LONG * 2]
    assert headings(detect(["赵明远陪同调研", *body])) == []
    assert headings(detect(["安平县职工代表畅谈心声", *body])) == []


def test_traditional_script_is_read_as_simplified_is_and_kept() -> None:
    long = "各級工會要把這件事放在心上，排出時間表，列出清單，逐條逐項辦好，讓職工看得見、摸得著。"
    leads = ["持續建強工會陣地", "不斷提升服務水平", "切實維護隊伍穩定"]
    structure = detect(
        ["同志們：", "今天開會。", "一、提高認識", "這件事意義重大。" + long, "二、辦好實事"]
        + [f"{lead}。{long}" for lead in leads]
        + ["三、加強領導，壓實責任", long]
    )
    assert [unit.heading for unit in structure.units if unit.level == 2] == leads
    roles = [unit.role for unit in structure.units if unit.level == 1]
    assert roles == [Role.SIGNIFICANCE, Role.KEY_TASKS, Role.ORGANIZATION]


def test_leads_before_the_first_section_are_points_of_an_unnamed_part() -> None:
    leads = ["入会人数持续增长", "服务阵地明显改善", "维权机制更加健全"]
    done = "去年新建驿站12个，完成了全部摸底，入会人数增长8%，取得了实效。"
    structure = detect(["同志们：", *[f"{lead}。{done}" for lead in leads], "一、抓好今年工作", LONG])
    assert headings(structure) == [
        *[(2, "", lead, True) for lead in leads],
        (1, "一、", "抓好今年工作", False),
    ]
    assert [unit.role for unit in structure.units] == [
        Role.OPENING,
        *[Role.ACHIEVEMENTS] * 3,
        Role.KEY_TASKS,
    ]


def test_one_short_first_sentence_is_no_heading() -> None:
    assert take("一、办好实事", f"持续建强工会阵地。{LONG}", f"当前，困难还不少。{LONG}", LONG) == [
        (1, "一、", "办好实事", False)
    ]


def test_a_lead_whose_paragraph_break_was_lost_joins_its_siblings() -> None:
    assert take(
        "一、工作取得新进展",
        f"各地都动了起来。制度设计日臻完善。{LONG}",
        f"重点任务有序推进。{LONG}",
        f"典型引路成效明显。{LONG}",
    ) == [
        (1, "一、", "工作取得新进展", False),
        (2, "", "制度设计日臻完善", True),
        (2, "", "重点任务有序推进", True),
        (2, "", "典型引路成效明显", True),
    ]


def test_dash_items_are_headings_and_figures_are_not() -> None:
    assert take("一、工作回顾", f"——会员队伍不断壮大。{LONG}", f"——服务阵地更加完善。{LONG}") == [
        (1, "一、", "工作回顾", False),
        (2, "——", "会员队伍不断壮大", True),
        (2, "——", "服务阵地更加完善", True),
    ]
    assert take("一、主要目标", "——新建驿站20个，覆盖全部乡镇；", "——培训骨干300人；") == [
        (1, "一、", "主要目标", False)
    ]


def test_an_unnumbered_line_takes_the_place_of_a_missing_number() -> None:
    assert [
        level
        for level, *_ in take("一、抓落实", "（一）抓早抓小", LONG, "抓紧抓实", LONG, "（三）抓长抓常", LONG)
    ] == [1, 2, 2, 2]


def test_titles_above_restarting_numbers() -> None:
    sections = ["过去一年工作回顾", f"一、夯实基础。{LONG}", f"二、服务职工。{LONG}"]
    sections += ["今后五年工作建议", f"一、建强组织。{LONG}", f"二、改进作风。{LONG}"]
    assert [level for level, *_ in take(*sections)] == [1, 2, 2, 1, 2, 2]


def test_a_title_line_set_over_two_lines_is_one_heading() -> None:
    lines = [
        "过去一年，我们同心同德、迎难而上",
        "职工之家建设迈出坚实步伐",
        LONG * 3,
        "今后一年，我们要再接再厉",
        "让温暖抵达每一个角落",
        LONG * 3,
    ]
    assert take(*lines) == [
        (1, "", "过去一年，我们同心同德、迎难而上 职工之家建设迈出坚实步伐", False),
        (1, "", "今后一年，我们要再接再厉 让温暖抵达每一个角落", False),
    ]


def test_the_format_may_tell_the_depth_of_unnumbered_lines() -> None:
    lines = ["抓好学习", LONG, "学理论有新成效", LONG, "学技能有新招数", LONG, "改进作风", LONG]
    hints = ["", "", "h2", "", "h3", "", "h3", "", "h2", ""]
    assert [level for level, *_ in take(*lines, hints=hints)] == [1, 2, 2, 1]


def test_opening_and_closing() -> None:
    closing = "同志们，蓝图已经绘就，关键在干。让我们携起手来，为云州的明天而努力奋斗！"
    units = detect(
        ["同志们：", LONG, "一、抓学习", LONG, "二、抓作风", LONG, "因此，我们必须下真功夫。", closing]
    ).units
    assert [(unit.level, unit.role) for unit in (units[0], units[-1])] == [
        (0, Role.OPENING),
        (0, Role.CLOSING),
    ]
    assert units[0].text == f"同志们：\n{LONG}"
    assert units[-1].text == closing
    assert units[-2].text.endswith("因此，我们必须下真功夫。")


def test_a_closing_that_shares_the_last_paragraph() -> None:
    units = detect(
        ["一、抓学习", LONG, f"二、抓作风。{LONG}同志们，让我们一起努力，把工会办成职工的家！"]
    ).units
    assert units[-1].role is Role.CLOSING
    assert units[-1].text == "同志们，让我们一起努力，把工会办成职工的家！"


def test_a_truncated_speech_has_no_closing() -> None:
    units = detect(["一、抓学习", LONG, "二、抓作风", LONG, "同志们，让我们一起努力，把"]).units
    assert all(unit.role is not Role.CLOSING for unit in units)


def test_a_list_after_the_closing_is_not_part_of_the_outline() -> None:
    closing = "同志们，让我们一起努力，把工会办成职工的家！"
    paragraphs = [
        "一、抓学习",
        LONG,
        "二、抓作风",
        LONG,
        closing,
        f"1.驿站：户外职工歇脚的地方。{LONG}",
        f"2.工匠：{LONG}",
    ]
    structure = detect(paragraphs)
    assert [heading for _, _, heading, _ in headings(structure)] == ["抓学习", "抓作风"]
    assert structure.units[-1].role is Role.CLOSING


def test_a_glossary_after_the_closing_belongs_to_no_section() -> None:
    closing = "各位代表，让我们一起努力，把云州建设得更加美好！"
    glossary = ["1．匠心驿站：是指为户外职工设的歇脚点。", "2．三上门：是指上门问需、上门办理、上门回访。"]
    units = detect(["一、抓学习", LONG, "二、抓作风", LONG, closing, *glossary]).units
    assert units[-1].role is Role.CLOSING
    assert units[-2].text == LONG


def test_a_text_without_headings_is_one_unit() -> None:
    units = detect([LONG, LONG]).units
    assert [(unit.level, unit.role, unit.heading) for unit in units] == [(0, Role.OTHER, "")]


PIECES = st.sampled_from(
    [
        "一、抓学习",
        "二、抓作风，树形象",
        "（一）学理论。",
        "（二）",
        "1.读原文。",
        "第一，",
        "一是摸底。",
        "二是建账；",
        "一要快。",
        "——建阵地。",
        "同志们，",
        "让我们努力奋斗！",
        "持续建强阵地。",
        "不断提升水平。",
        "“当好主人翁。”",
        "各位代表：",
        "（2024年5月1日）",
        "---",
        "谢谢大家",
        "……",
        LONG,
        " ",
        "\u3000",
        "：",
        "。",
    ]
)


@given(st.lists(st.lists(PIECES, min_size=1, max_size=7).map("".join), max_size=14))
def test_units_hold_the_whole_body_in_order(paragraphs: list[str]) -> None:
    structure = detect(paragraphs)
    rebuilt = ""
    for unit in structure.units:
        rebuilt += unit.number + unit.heading
        if unit.heading_span:
            span = unit.heading_span
            assert structure.paragraphs[span.paragraph][span.start : span.end] == unit.heading
        texts = [structure.paragraphs[span.paragraph][span.start : span.end] for span in unit.body]
        assert unit.text == "\n".join(texts)
        rebuilt += "".join(texts)
    assert keep(rebuilt) == keep("".join(structure.paragraphs))


def keep(text: str) -> str:
    """Keep all but the stops and spaces that may stand between a number, its heading and the text."""
    return "".join(char for char in text if char not in "。！？!?；;：:，,、．. \u3000")
