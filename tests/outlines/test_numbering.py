import pytest

from outlines.numbering import Style, find_glued, iter_numbers, parse_number, parse_numeral


@pytest.mark.parametrize(
    ("text", "style", "written", "value"),
    [
        ("一、抓学习，强本领", Style.SECTION, "一、", 1),
        ("十二、抓收尾", Style.SECTION, "十二、", 12),
        ("（三）把岗位练兵办到车间里", Style.BRACKET, "（三）", 3),
        ("(三)把岗位练兵办到车间里", Style.BRACKET, "(三)", 3),
        ("1.建好台账。", Style.ARABIC, "1.", 1),
        ("2、建好台账。", Style.ARABIC, "2、", 2),
        ("（2）分级走访。", Style.ARABIC_BRACKET, "（2）", 2),
        ("③分级走访。", Style.ARABIC_BRACKET, "③", 3),
        ("第二，抓好落实。", Style.ORDINAL, "第二", 2),
        ("二要抓好落实。", Style.DEMAND, "二要", 2),
        ("三是抓好落实。", Style.ITEM, "三是", 3),
        ("一是要抓好落实。", Style.ITEM, "一是", 1),
        ("——车间面貌换新颜。", Style.DASH, "——", 0),
        ("第一部分 回顾", Style.PART, "第一部分", 1),
    ],
)
def test_a_number_that_opens_a_paragraph(text: str, style: Style, written: str, value: int) -> None:
    marker = parse_number(text)
    assert marker is not None
    assert (marker.style, marker.text, marker.value) == (style, written, value)


@pytest.mark.parametrize(
    "text",
    [
        "一、二、三产业协调发展",
        "第一产业增长较快",
        "第一时间赶到现场",
        "一要素保障到位",
        "2.5亿元投向技改",
        "2024年全市工会工作",
        "一些单位行动较慢",
    ],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert parse_number(text) is None


def test_numbers_inside_a_paragraph_follow_a_stop() -> None:
    text = "要做好三件事。一是摸清底数。二是建好台账。三是第一时间办结。"
    assert [marker.text for marker in iter_numbers(text)] == ["一是", "二是", "三是"]


def test_a_first_item_may_follow_a_comma_but_no_later_one() -> None:
    assert [marker.text for marker in iter_numbers("按照安排，一是摸底，二是建账。")] == ["一是"]


def test_a_glued_first_item_is_found_only_within_bounds() -> None:
    text = "一、抓好职工学习一是要编好教材。"
    found = find_glued(text, 2, len(text))
    assert found is not None
    assert text[found.start : found.end] == "一是"
    assert find_glued(text, 2, found.start) is None


def test_numerals_from_one_to_ninety_nine_are_read_back() -> None:
    digits = "零一二三四五六七八九"
    for value in range(1, 100):
        tens, ones = divmod(value, 10)
        written = ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (
            digits[ones] if ones else ""
        )
        assert parse_numeral(written) == value
