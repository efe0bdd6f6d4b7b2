"""Tests for what parts an export: cells, slides, cards, speakers with times, turned pages (分隔测试)."""

from __future__ import annotations

import pytest

from phrasebank.cleaning import clean_text

PARAGRAPHS = (
    "我们的服务站建起来以后，夜里跑车的师傅有了一口热水，也有了一张能躺一会儿的床。",
    "去年一共有三千多位师傅来歇过脚，留言本写满了五本，每一条我们都回了话。",
    "有人问这样的站子要不要收钱，我们的答复是一分不收，水电由园区一起承担。",
    "明年还要再开两处，一处在货场东门，一处在高速路口，都要赶在入冬以前开门。",
)


def _clean(*lines: str) -> tuple[str, ...]:
    return clean_text("\n".join(lines)).paragraphs


@pytest.mark.parametrize(
    "dividers",
    [
        [f"幻灯片 {n}" for n in range(1, 5)],
        [f"=== 卡片{n} ===" for n in range(1, 5)],
        [f"发言人1　00:0{n}:11" for n in range(1, 5)],
        [f"Slide {n} / 4" for n in range(1, 5)],
    ],
)
def test_dividers_that_count_up_go(dividers: list[str]) -> None:
    lines = [line for pair in zip(dividers, PARAGRAPHS, strict=True) for line in pair]
    assert _clean(*lines) == PARAGRAPHS


def test_lines_alike_that_do_not_count_up_stay() -> None:
    lines = [line for text in PARAGRAPHS for line in ("幻灯片 3", text)]
    assert "幻灯片3" in "".join(_clean(*lines))


def test_numbered_headings_stay() -> None:
    lines = [line for n, text in enumerate(PARAGRAPHS, 1) for line in (f"第{n}件事 办好服务站", text)]
    assert sum("件事" in text for text in _clean(*lines)) == len(PARAGRAPHS)


def test_bullets_of_a_symbol_font_go() -> None:
    assert _clean(*(f"Ø\t{text}" for text in PARAGRAPHS)) == PARAGRAPHS


def test_the_column_with_the_text_stays() -> None:
    rows = [
        '"序号","内容","备注"',
        *(f'{n},"{text}",""' for n, text in enumerate(PARAGRAPHS, 1)),
        '"合计",,"已核"',
    ]
    assert _clean(*rows) == PARAGRAPHS
    assert _clean(*(f"{n}\t{text}\t否" for n, text in enumerate(PARAGRAPHS, 1))) == PARAGRAPHS


def test_prose_with_commas_is_no_table() -> None:
    assert _clean("水开了,饭熟了,人齐了。", *PARAGRAPHS)[0] == "水开了，饭熟了，人齐了。"


def test_a_narrow_column_goes_on_over_a_turned_page_and_an_advert() -> None:
    text = (
        "　　我们的服务站建起来以后，夜里\n跑车的师傅有了一口热水，也有了一张\n"
        "能躺一会儿的床，还有人给修灯泡，补\n轮胎，这些都不\n"
        "（下转第三版）\n\n安平日报　2021年5月6日　综合\n（上接第二版）\n要钱，只要在本子上写一个名字，再写\n一句话就行。\n"
        "　　去年一共有三千多位师傅来歇过\n脚，留言本写满了五本，每一条我们都\n\n广告：家家乐超市欢迎你\n\n"
        "回了话，没有一条是空话，也没有一条\n"
        "留到第二天再说。\n　　明年还要再开两处，都在路口上，\n一处在东，一处在西，都赶在入冬以前\n开门。"
    )
    cleaned = "\n".join(clean_text(text).paragraphs)
    assert "这些都不要钱，只要" in cleaned
    assert "每一条我们都回了话" in cleaned
    assert "安平日报" not in cleaned
    assert "家家乐" not in cleaned
    assert len(cleaned.split("\n")) == 3
