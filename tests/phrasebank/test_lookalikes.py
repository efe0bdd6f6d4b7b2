"""What recognition misread is mended where it can be nothing else, and is told as damage all the same."""

from __future__ import annotations

import pytest

from outlines.speech import RepairKind
from phrasebank.cleaning import clean_text
from phrasebank.cleaning.ocr import load_lookalikes
from phrasebank.corpus import read_text

AROUND = "各级工会要把夜班职工的冷暖放在心上，一件一件办，一家一家访，办完了要回头看，看职工是不是真的满意。"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("临湖区总エ会的エ作", "临湖区总工会的工作"),
        ("机关千部带头", "机关干部带头"),
        ("年底要考孩", "年底要考核"),
        ("请来十名监督贠", "请来十名监督员"),
        ("贴在墻上、記在心里", "贴在墙上、记在心里"),
        ("人口二〇二四年普查", "人口二〇二四年普查"),
        ("把职识的事办好", "把职识的事办好"),
    ],
)
def test_what_can_be_nothing_else_is_mended(raw: str, clean: str) -> None:
    assert clean_text(f"{AROUND}\n{raw}，{AROUND}").paragraphs[1] == f"{clean}，{AROUND}"


@pytest.mark.parametrize(
    "text",
    [
        "县里今年下发三千部学习手册，送到每个班组。",
        "請各位職工把學到的手藝帶回車間，把師傅的話記在心裡。",
        "こんにちはエ場のみなさん、今日はエレベーターの話です。",
        "纺织工业和乡土人才都要抓，城市标识工作也要跟上。",
    ],
)
def test_what_may_be_right_stays(text: str) -> None:
    result = clean_text(text)
    assert result.paragraphs == (text,)
    assert not [repair for repair in result.repairs if repair.kind is RepairKind.OCR]


def test_a_repair_is_told_as_damage_too() -> None:
    speech = read_text(f"在云州市总工会座谈会上的讲话\n同志们：\n{AROUND}机关千部要带头，每个月下两次车间。")
    assert [(defect.kind.value, "千部" in defect.text) for defect in speech.defects] == [("ocr", True)]


def test_no_misread_form_is_a_word_of_the_table() -> None:
    table = load_lookalikes()
    assert not set(table.words) & set(table.words.values())
    assert all(len(form) == len(word) for form, word in table.words.items())


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("--人手带病上岗，出了事才后悔。", "——人手带病上岗，出了事才后悔。"),
        ("这个办法--也就是轮班制--很管用。", "这个办法——也就是轮班制——很管用。"),
        ("型号为A--12的压力表。", "型号为A--12的压力表。"),
    ],
)
def test_dashes_typed_as_hyphens(raw: str, clean: str) -> None:
    assert clean_text(raw).paragraphs == (clean,)
