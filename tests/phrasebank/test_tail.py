"""What a page hangs below a speech goes, whatever it says; what the speaker or the office put there stays."""

from __future__ import annotations

import pytest

from phrasebank.cleaning import clean_text
from phrasebank.corpus import read_text

BODY = [
    "在云州市职工疗休养工作推进会上的讲话",
    "同志们：",
    "今天开会只说一件事，就是把职工疗休养的名额真正送到一线去。下面，我讲两点意见。",
    "一、名额往一线倾斜",
    "去年的名额，科室占了一半还多，夜班班组一个没有，这样的分法职工不服气，今年必须改。",
    "二、服务往细处做",
    "路上的车、住的房、看病的医生，要一样一样落实到人，让职工走得放心、歇得舒心。",
]
CALLED = [
    *BODY,
    "同志们，职工歇好了，劲头才足。让我们把这件好事办得更好，让更多一线的工友笑着出发、平安回家！",
]
PLAIN = [*BODY, "会后一个星期以内，各单位把名单和方案报到市总工会，市总工会逐家核对，不合要求的退回去重报。"]
PAGE = [
    "扫描王扫描件 共4页",
    "主题词：疗休养　职工　讲话",
    "本页由云州融媒 技术支撑",
    "您对本页内容：满意　一般　不满意",
    "职工服务热线：0111-12351",
    "附件：1.名额分配表.xlsx",
    "云州市总工会办公室2024年3月12日印发",
    "（此件公开发布）",
    "（根据录音整理，未经本人审阅。）",
    "值班编辑：阿青　二审：老周",
    "原载《云州工人》2024年第6期",
]


@pytest.mark.parametrize("line", PAGE)
@pytest.mark.parametrize("body", [CALLED, PLAIN], ids=["called", "plain"])
def test_a_line_below_the_speech_goes_with_its_reason(line: str, body: list[str]) -> None:
    speech = read_text("\n".join([*body, line]))
    assert speech.paragraphs == tuple(body[1:])
    assert [removal.line for removal in speech.removed] == [len(body) + 1]
    assert not [defect for defect in speech.defects if defect.kind == "truncated"]


def test_many_of_them_go_together() -> None:
    result = clean_text("\n".join([*CALLED, *PAGE]))
    assert result.paragraphs == tuple(CALLED)
    assert {r.reason for r in result.removed} >= {"keywords", "contact", "attachment", "printing", "note"}


def test_other_texts_named_below_a_call_go() -> None:
    below = ["其他人还在读", "1、疗休养工作总结范文", "2、工会主席述职", "3、春季运动会方案"]
    assert clean_text("\n".join([*CALLED, *below])).paragraphs == tuple(CALLED)


@pytest.mark.parametrize(
    "line",
    [
        "谢谢大家！",
        "2024年3月12日",
        "云州市总工会",
        "祝大家身体健康！",
        "周　敏",
        "（以下略）",
        "各单位要尽快行动起来",
    ],
)
def test_what_may_be_the_speakers_own_stays(line: str) -> None:
    kept = clean_text("\n".join([*CALLED, line]))
    assert len(kept.paragraphs) == len(CALLED) + 1 or line == "2024年3月12日"
    assert not kept.removed


@pytest.mark.parametrize(
    "tail", [["三、责任往实里压"], ["三、责任往实里压", "各单位的主席是第一责任人，名单上报以前要"]]
)
@pytest.mark.parametrize("body", [CALLED, PLAIN], ids=["called", "plain"])
def test_a_speech_that_breaks_off_keeps_its_last_words(tail: list[str], body: list[str]) -> None:
    speech = read_text("\n".join([*body, *tail]))
    assert speech.paragraphs[-1] == tail[-1]
    assert [defect for defect in speech.defects if defect.kind == "truncated"]


def test_a_label_that_the_body_uses_too_is_no_furniture() -> None:
    items = [
        "牵头单位：市总工会权益部",
        "再办一批职工食堂，热饭热菜送到岗位，价钱由工会和企业一起补。",
        "牵头单位：市总工会生活部",
    ]
    assert clean_text("\n".join([*PLAIN, *items])).paragraphs[-1] == items[-1]


@pytest.mark.parametrize(
    "head",
    [
        "词解释和说明",
        "名词注解：",
        "有关用语说明",
        "名詞解釋",
        "附：部分名词简释",
        "《讲话》有关缩略语注释",
        "相关术语解读（按出现先后）",
    ],
)
def test_a_glossary_goes_under_any_heading(head: str) -> None:
    notes = [
        "1.疗休养：由工会组织职工到外地休整的福利办法。",
        "一线名额：直接给到生产班组的名额，机关科室不得占用。",
    ]
    result = clean_text("\n".join([*CALLED, head, *notes]))
    assert result.paragraphs == tuple(CALLED)
    assert {r.reason for r in result.removed} == {"glossary"}


@pytest.mark.parametrize(
    "notes",
    [
        ["注：①疗休养，由工会组织职工到外地休整。", "②夜班班组，零点以后上岗的班组。"],
        ["[1]疗休养是由工会组织的。", "[2]夜班班组指零点以后上岗的班组。"],
        ["小词典", "疗休养：由工会组织职工到外地休整的福利办法。", "一线：零点以后仍在岗位上的班组。"],
        ["注", "①疗休养，由工会组织职工到外地休整。"],
        ["疗休养：由工会组织职工到外地休整的福利办法。", "夜班班组：零点以后仍在岗位上的班组。"],
    ],
)
def test_notes_below_a_call_go_without_a_heading(notes: list[str]) -> None:
    assert clean_text("\n".join([*CALLED, *notes])).paragraphs == tuple(CALLED)


def test_a_list_that_ends_the_speech_is_no_glossary() -> None:
    items = [
        "1.抓学习：每季度集中读一本书，读完要讲给班组听。",
        "2.抓作风：每个月下两次车间，带着问题去，带着办法回。",
    ]
    assert clean_text("\n".join([*PLAIN, *items])).paragraphs[-2:] == tuple(items)


def test_what_stands_below_furniture_is_furniture() -> None:
    below = ["（内部文稿，注意保存）", "喜欢就点个星标吧"]
    assert clean_text("\n".join([*PLAIN, *below])).paragraphs == tuple(PLAIN)
    assert clean_text("\n".join([*PLAIN, below[1]])).paragraphs[-1] == below[1]


def test_an_attachment_below_a_call_goes_whole() -> None:
    below = ["附", "一、参会人员", "二、座次表"]
    assert clean_text("\n".join([*CALLED, *below])).paragraphs == tuple(CALLED)
