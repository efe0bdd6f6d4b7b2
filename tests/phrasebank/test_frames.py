"""What frames every line of a text, or the text as a whole, goes; a list of the speech keeps its marks (框)."""

from __future__ import annotations

import json

import pytest

from phrasebank.cleaning import CleanText, clean_text
from phrasebank.corpus import read_text

SPEECH = (
    "在安平县职工运动会开幕式上的讲话",
    "同志们：",
    "运动场上没有干部和工人之分，只有跑得快的和跑得更快的，希望大家放开手脚。",
    "一、先把身体练好",
    "身体好了，干活才有力气，家里才放心。工会今年给每个车间添了一张球桌，下了班都可以打。",
    "二、再把班组拧紧",
    "一个人跳得高，不算本事，一个班组接力跑得稳，才叫本事，请各位班长多费心。",
    "同志们，哨子就要响了，让我们跑起来！",
)


def cleaned(*lines: str) -> CleanText:
    """Clean lines (清理)."""
    return clean_text("\n".join(lines))


@pytest.mark.parametrize("frame", ["• {}", "| {} |", '"{}"', "> {}", "- {}"])
def test_a_sign_on_every_line_goes(frame: str) -> None:
    found = cleaned(*(frame.format(line) for line in SPEECH))
    assert found.paragraphs == SPEECH
    assert found.removed


def test_numbers_of_lines_go() -> None:
    found = cleaned(*(f"{number:>3}  {line}" for number, line in enumerate(SPEECH, 1)))
    assert found.paragraphs == SPEECH


def test_a_numbered_list_keeps_its_numbers() -> None:
    items = [f"{number}. 第{number}组由工会小组长带队，准时到场，按顺序入场。" for number in range(1, 4)]
    assert cleaned(*SPEECH[:3], *items, *SPEECH[3:]).paragraphs[3].startswith("1.")


def test_the_longest_message_of_a_chat_stays() -> None:
    lines = ("周敏 2025/3/6 9:12:33", *SPEECH, "陈立 2025/3/6 9:15:02", "收到，谢谢主席")
    assert cleaned(*lines).paragraphs == SPEECH


def test_one_line_with_a_time_is_no_chat() -> None:
    found = cleaned(SPEECH[0], "2025-03-06 09:12:33 安平工会网", *SPEECH[1:])
    assert found.paragraphs == SPEECH
    assert "chat" not in {removal.reason for removal in found.removed}


def test_a_transcript_tells_who_speaks() -> None:
    lines = (
        "时间：2025年3月6日",
        "地点：县体育场",
        "主持人：请县总工会主席周敏同志讲话。",
        "周敏：",
        *SPEECH[1:],
    )
    found = cleaned(*lines)
    assert found.paragraphs == SPEECH[1:]
    assert found.metadata["speaker"] == "周敏"


def test_what_a_writing_program_says_round_its_text_goes() -> None:
    text = (
        "好的，以下是您需要的讲话稿：\n\n# "
        + SPEECH[0]
        + "\n\n"
        + "\n\n".join(f"## {line}" if line[1] == "、" else line for line in SPEECH[1:])
        + "\n\n希望这份讲话稿对您有所帮助！如果需要调整，请随时告诉我。"
    )
    speech = read_text(text)
    assert (speech.title, speech.paragraphs) == (SPEECH[0], SPEECH[1:])


def test_escaped_line_breaks_are_line_breaks() -> None:
    speech = read_text('"' + "\\n".join(SPEECH) + '"')
    assert (speech.title, speech.paragraphs) == (SPEECH[0], SPEECH[1:])


def test_characters_set_apart_close_up() -> None:
    assert cleaned(*(" ".join(line) for line in SPEECH)).paragraphs == SPEECH


def test_a_record_gives_its_longest_text() -> None:
    record = {"title": SPEECH[0], "author": "周敏", "date": "2025-03-06", "content": "\n".join(SPEECH[1:])}
    speech = read_text(json.dumps(record, ensure_ascii=False))
    assert (speech.title, speech.speaker, speech.date) == (SPEECH[0], "周敏", "2025-03-06")
    assert speech.paragraphs == SPEECH[1:]


@pytest.mark.parametrize("between", ["<br>", "<br/>\n", "</p>\n<p style='margin:0'>"])
def test_tags_pasted_with_a_text_are_line_breaks(between: str) -> None:
    speech = read_text(between.join(SPEECH))
    assert (speech.title, speech.paragraphs) == (SPEECH[0], SPEECH[1:])


def test_a_label_on_every_line_goes_and_names_who_speaks() -> None:
    found = cleaned(*(f"周敏：{line}" for line in SPEECH))
    assert found.paragraphs == SPEECH
    assert found.metadata["speaker"] == "周敏"


@pytest.mark.parametrize("frame", ["*{}*", "【{}】", "== {} =="])
def test_what_frames_the_headings_goes(frame: str) -> None:
    lines = [frame.format(line) if line[1] == "、" else line for line in SPEECH]
    assert cleaned(*lines).paragraphs == SPEECH


def test_struck_out_words_go() -> None:
    lines = [line.replace("一个人", "~~哪怕~~一个人") for line in SPEECH]
    assert cleaned(*lines).paragraphs == SPEECH


def test_a_heading_said_twice_stands_once() -> None:
    lines = [each for line in SPEECH for each in ([line] * 2 if line[1] == "、" else [line])]
    assert cleaned(*lines).paragraphs == SPEECH


def test_a_signature_at_the_end_tells_who_spoke_and_when() -> None:
    speech = read_text("\n".join([*SPEECH, "安平县总工会主席　周敏", "2025年3月6日"]))
    assert (speech.speaker, speech.date, speech.paragraphs) == ("周敏", "2025-03-06", SPEECH[1:])


ABOVE = [
    "在安平县食堂师傅交流会上的讲话",
    "各位师傅：",
    "大锅饭要做出小灶的味道，先要把米淘干净，把油烧到火候，把盐一勺一勺地量准。",
    "去年全县开了六十个职工食堂，便宜是便宜了，味道还差一口气，回头客少了三成。",
    "各位师傅，让我们把灶火烧旺，把饭菜端平，让下夜班的人也能吃上一口热的！",
]


def test_what_a_writing_program_offers_below_the_text_goes() -> None:
    below = ["---", "使用提示：", "- 文中数据仅为示意，请替换为贵单位的数据；", "需要我再写一份主持词吗？"]
    assert clean_text("\n".join([*ABOVE, *below])).paragraphs == tuple(ABOVE)


def test_a_rule_alone_is_no_end() -> None:
    text = "\n".join([*ABOVE[:3], "---", *ABOVE[3:]])
    assert ABOVE[-1] in clean_text(text).paragraphs


def test_the_other_language_of_a_text_in_two_goes() -> None:
    english = "Let us keep the fire going and the meals warm, said the cook to the people of the town."
    lines = [part for text in (*ABOVE, *ABOVE[2:]) for part in (text, english)]
    assert not any("cook" in text for text in clean_text("\n".join(lines)).paragraphs)


def test_one_foreign_paragraph_stays() -> None:
    english = "A visitor once wrote to us in these words, and they are worth hearing as they are."
    assert english in clean_text("\n".join([*ABOVE[:3], english, *ABOVE[3:]])).paragraphs


def test_line_numbers_leave_the_indent() -> None:
    text = [
        f"{n:3}  {line}"
        for n, line in enumerate(
            [
                "　　今天请大家来，只谈一件事。",
                "　　食堂的灶台已经用了三十年，烟道",
                "堵了一半，师傅们炒菜要戴口罩，",
                "菜里也总有一股煤味，换是一定要换",
                "的，钱由工会出。",
                "　　换的时候饭不能停。",
            ],
            1,
        )
    ]
    assert len([line for line in clean_text("\n".join(text)).paragraphs if line.startswith("今天")]) == 1
    assert clean_text("\n".join(text)).paragraphs[0] == "今天请大家来，只谈一件事。"
