"""Texts that came wrapped: as mail, under review, as a post with pictures (外壳)."""

from __future__ import annotations

import pytest

from phrasebank.cleaning import CleanText, clean_text

TITLE = "在临湖区职工服务工作推进会上的讲话"
SPEECH = [
    "同志们：",
    "今天请大家来，是要把服务站怎么建、谁来管、钱从哪里出这三件事说定。下面，我讲两点。",
    "一、把站点建到职工身边",
    "站点不求大，求近。工地、市场、码头都要有，门要天天开，水要时时热，充电口要够用。",
    "二、把责任落到具体的人",
    "每个站点有一名站长，电话贴在门上，职工有事找得到人，年底由职工来打分，干得好的要表扬。",
]


def cleaned(*lines: str) -> CleanText:
    return clean_text("\n".join(lines))


def reasons(text: CleanText) -> set[str]:
    return {removal.reason for removal in text.removed}


def test_mail_gives_up_the_text_it_forwards() -> None:
    head = ["发件人: 小许 <xu@lake.example>", "收件人: 办公室", "主题: 转发讲稿", "", "见下，请存档。", ""]
    inner = ["发件人: 老梁", "发送时间: 2025年6月3日 8:10", "主题: 讲稿", ""]
    quoted = [f"> {line}" for line in [TITLE, "（2025年6月1日）", *SPEECH]]
    tail = ["", "--", "老梁", "临湖区总工会", "本邮件含有保密信息，如果误收请立即删除。"]
    text = cleaned(*head, *inner, *quoted, *tail)
    assert text.paragraphs == (TITLE, "（2025年6月1日）", *SPEECH)
    assert "mail" in reasons(text)
    assert clean_text("\n".join(text.paragraphs)).paragraphs == text.paragraphs


def test_a_speech_that_quotes_one_line_of_a_form_is_no_mail() -> None:
    lines = [TITLE, *SPEECH[:4], "主题：服务职工在身边", *SPEECH[4:]]
    assert cleaned(*lines).paragraphs == tuple(lines)


def test_review_marks_go_with_their_anchors() -> None:
    body = [line.replace("求近。", "求近[LW2]。") for line in SPEECH]
    text = cleaned(TITLE, *body[:4], "批注 [LW2]: 是否写明距离？", "删除的内容: 原则上", *body[4:])
    assert text.paragraphs == (TITLE, *SPEECH)
    assert next(removal.text for removal in text.removed if removal.reason == "review") == "[LW2]"


def test_brackets_without_a_comment_stay() -> None:
    body = [line.replace("求近。", "求近[LW2]。") for line in SPEECH]
    assert "求近[LW2]。" in cleaned(TITLE, *body).paragraphs[4]


@pytest.mark.parametrize("ornament", ["👉", "▍", "◆ ", "🔹", "★", "☞ "])
def test_ornaments_go_and_nothing_of_the_speech_does(ornament: str) -> None:
    body = [SPEECH[0], *(ornament + line for line in SPEECH[1:])]
    text = cleaned(TITLE, *body)
    assert text.paragraphs == (TITLE, *SPEECH)
    assert reasons(text) == {"ornament"}


def test_a_mask_is_no_ornament() -> None:
    line = "■■同志在会上介绍了经验，大家听了都说讲得实在，回去以后要照着做起来。"
    assert line in cleaned(TITLE, *SPEECH, line).paragraphs


def test_pictures_and_captions_go_and_tell_who_spoke() -> None:
    lines = [TITLE, "图片", "宋小满在推进会上讲话", "", *SPEECH[:4], "图片", "▲ 图为站点开放日", *SPEECH[4:]]
    text = cleaned(*lines)
    assert text.paragraphs == (TITLE, *SPEECH)
    assert text.metadata["speaker"] == "宋小满"


def test_a_paragraph_on_followers_and_codes_is_speech() -> None:
    told = "要引导职工关注工会公众号，扫码就能入会，动动手指就能报名，让群众少跑腿、数据多跑路。"
    assert told in cleaned(TITLE, *SPEECH[:4], told, *SPEECH[4:]).paragraphs


def test_an_appeal_of_the_page_goes() -> None:
    appeal = "👉点击关注公众号，领取更多范文素材资料"
    assert appeal not in cleaned(TITLE, *SPEECH[:4], appeal, *SPEECH[4:]).paragraphs


@pytest.mark.parametrize("line", ["精品文档 放心下载", "广告 ｜ 临湖莲子，粒粒清甜 ×"])
def test_promotion_between_siblings_goes(line: str) -> None:
    text = cleaned(TITLE, *SPEECH[:4], line, *SPEECH[4:])
    assert text.paragraphs == (TITLE, *SPEECH)


def test_the_name_of_a_site_goes_with_its_address() -> None:
    mark = "好稿大全 www.haogao.example"
    body = [
        line.replace("要天天开", f"要{mark}天天开").replace("贴在门上", f"贴{mark}在门上") for line in SPEECH
    ]
    assert cleaned(TITLE, *body).paragraphs == (TITLE, *SPEECH)


def test_compatibility_forms_are_one_repair_and_no_defect() -> None:
    body = [line.replace("大", "⼤").replace("一", "⼀").replace("人", "⼈") for line in SPEECH]
    text = cleaned(TITLE, *body)
    assert text.paragraphs == (TITLE, *SPEECH)
    assert [repair.kind for repair in text.repairs] == ["punctuation"]


def test_a_full_stop_and_a_space_after_han_end_a_sentence() -> None:
    line = "站点不求大,求近. 工地、市场、码头都要有,门要天天开,水要时时热,充电口要够用,大家都能来."
    assert cleaned(TITLE, SPEECH[0], line, *SPEECH[2:]).paragraphs[2].count("。") == 2


def test_a_dateline_in_the_masthead_dates_the_page() -> None:
    text = cleaned("临湖工会  临湖发布  2025年6月2日 17:05  江东", TITLE, *SPEECH)
    assert text.paragraphs[0] == TITLE
    assert text.metadata["published"] == "2025-06-02"


def test_an_indented_first_line_goes_on_after_a_page() -> None:
    page = ["临湖区文件汇编", "第 1 页"]
    wrapped = [
        "　　站点不求大，只求近。工地、市场、码头都",
        "要有，门要天天开，水要时时热，充电口也要够",
        "用，谁来都不用登记，坐下就能歇一歇脚。",
        "　　每个站点有一名站长，电话就贴在门上，职",
        "工有事找得到人，年底由职工来打分，干得好的",
        "要表扬。",
    ]
    text = cleaned(TITLE, "　　同志们：", *wrapped, *page, *wrapped[:3], *page, *wrapped[3:], *page)
    assert all(paragraph.endswith(("。", "：", "讲话")) for paragraph in text.paragraphs)
