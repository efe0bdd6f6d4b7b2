"""What stands above a speech goes, whatever it says; what belongs to its title block stays."""

from __future__ import annotations

import pytest

from phrasebank.cleaning import clean_text
from phrasebank.corpus import read_text

TITLE = "在安平县职工文化工作座谈会上的讲话"
BLOCK = [TITLE, "（2023年9月6日）", "县总工会主席　何　小　舟"]
BODY = [
    "各位老师、各位工友：",
    "今天把大家请来，是想听听各单位的文化室到底开没开门、有没有人来。听完以后，我再讲三点想法。",
    "一、场子要热起来",
    "文化室不是摆设，钥匙要交到爱张罗的人手里，下班以后灯要亮着，周末门要开着。",
    "二、人要聚起来",
    "会唱的教唱，会写的教写，一个班组带出一个小组来，年底在县里的台上见分晓！",
]


@pytest.mark.parametrize(
    "above",
    [
        "安平工运　第14期",
        "安总工〔2023〕31号",
        "首頁 ＞ 要聞 ＞ 正文",
        "县职工文化工作座谈会交流材料之五",
        "Title: " + TITLE,
        "[转帖]" + TITLE,
        "【原创】" + TITLE + " - 工友论坛 - 安平在线",
        "文件名：讲话定稿（第三版）",
        "安平县总工会\n职工之家",
        "[ 索引号 ] 00213-8\n[ 公开方式 ] 主动",
        "市长信箱 群众来信\n县职工文化节专栏",
    ],
)
@pytest.mark.parametrize("body", [BODY, BODY[1:], BODY[2:]], ids=["saluted", "unsaluted", "headed"])
def test_what_stands_above_the_title_goes(above: str, body: list[str]) -> None:
    speech = read_text("\n".join([above, *BLOCK, *body]))
    assert (speech.title, speech.date, speech.speaker) == (TITLE, "2023-09-06", "何小舟")
    assert speech.paragraphs == tuple(body)


@pytest.mark.parametrize(
    "line",
    ["[转帖]" + TITLE, "Title: " + TITLE, TITLE + " - 工友论坛", "标题：" + TITLE, TITLE + "_安平在线"],
)
def test_a_title_loses_what_a_site_hung_on_it(line: str) -> None:
    assert read_text("\n".join([line, *BLOCK[1:], *BODY])).title == TITLE


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["在安平县庆祝“五一”国际劳动节", "暨先进集体表彰大会上的讲话"], None),
        (["在安平县庆祝五一大会", "上的讲话"], None),
        (["政府工作报告"], "政府工作报告"),
        (["关于安平县职工文化建设", "第一个五年规划的报告"], None),
        (["把文化的灯点亮在班组里", "——在职工文化工作座谈会上的讲话"], "把文化的灯点亮在班组里"),
        (["政府工作报告　　——2022年1月9日在安平县第十八届人民代表大会第一次会议上"], "政府工作报告"),
        (["县十八届人大一次会议文件（二）", "政府工作报告"], "政府工作报告"),
    ],
)
def test_titles_of_several_lines_stay_whole(lines: list[str], title: str | None) -> None:
    speech = read_text("\n".join([*lines, *BODY]))
    assert speech.title == (title or "".join(lines))
    assert speech.paragraphs == tuple(BODY)


def test_nothing_goes_where_no_title_can_be_told() -> None:
    text = "\n".join(["职工文化工作", "县总工会", *BODY])
    assert clean_text(text).paragraphs[:2] == ("职工文化工作", "县总工会")


def test_a_contents_list_is_no_reason_to_take_anything() -> None:
    contents = ["一、场子要热起来", "二、人要聚起来", "三、戏要唱起来", "四、灯要亮起来", "五、门要开起来"]
    text = "\n".join(["安平县总工会", *BLOCK, *contents, *BODY])
    assert "三、戏要唱起来" in clean_text(text).paragraphs


@pytest.mark.parametrize(
    "salutation",
    [
        "工友们，同志们：",
        "各位劳模，各位来宾，同志们：",
        "尊敬的陈立书记，各位代表：",
        "同志们、姐妹们（朋友们）：",
    ],
)
def test_any_salutation_marks_the_begin(salutation: str) -> None:
    speech = read_text("\n".join(["安平工运简报 增刊", "交流材料", *BLOCK, salutation, *BODY[1:]]))
    assert (speech.title, speech.paragraphs[0]) == (TITLE, salutation)
