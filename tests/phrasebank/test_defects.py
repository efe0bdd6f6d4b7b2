from __future__ import annotations

import pytest

from outlines.speech import Defect, DefectKind
from phrasebank.cleaning.consistency import find_date_conflicts
from phrasebank.cleaning.defects import load_damage
from phrasebank.corpus import read_text

TITLE = "在云州市产业工人队伍建设改革推进会上的讲话"
OPENING = "今天，我们召开产业工人队伍建设改革推进会，主要任务是总结经验、部署工作。下面，我讲三点意见。"
BODY = "各级工会要摸清产业工人队伍建设改革的底数，把企业的需求和职工的期盼对接起来，一件一件抓出成效。"
CLOSING = "同志们，让我们携起手来，把云州的产业工人队伍建设改革推向前进！"


def speech(*middle: str, date: str = "2024年5月18日", end: str = CLOSING) -> str:
    return "\n".join([TITLE, f"（{date}）", "同志们：", OPENING, *middle, end])


def defects(text: str, kind: DefectKind) -> list[Defect]:
    return [defect for defect in read_text(text).defects if defect.kind is kind]


def test_a_whole_speech_has_no_defect() -> None:
    text = speech(
        "一、提高产业工人队伍建设改革的站位",
        BODY,
        "二、突出产业工人队伍建设改革的重点",
        BODY,
        "三、加强组织领导",
        BODY,
    )
    assert read_text(text).defects == ()


def test_spans_slice_back_to_the_damage() -> None:
    found = read_text(speech(BODY + "要关心***等群体，一抓到底。", "此处省略三百字。" + BODY))
    pieces = [found.slice(defect.span) for defect in found.defects if defect.span]
    assert pieces == ["***", "此处省略三百字"]


@pytest.mark.parametrize(
    "end",
    [
        "各级工会要把改革的各项任务落到实处，真正做到件件有着落、事事有",
        "各级工会要把改革的各项任务落到实处，真正打通“最后……",
        "各级工会要把改革的各项任务落到实处，真正做到件件有着落...",
        "各级工会要牢记“为职工办实事",
    ],
)
def test_an_end_that_breaks_off_is_truncated(end: str) -> None:
    found = defects(speech(BODY, end=end), DefectKind.TRUNCATED)
    assert len(found) == 1
    assert found[0].text == end[-20:]


@pytest.mark.parametrize("end", [CLOSING, CLOSING + "\n谢谢大家", CLOSING + "\n云州市总工会\n2024年5月18日"])
def test_a_signature_is_no_truncation(end: str) -> None:
    assert defects(speech(BODY, end=end), DefectKind.TRUNCATED) == []


def test_a_text_far_shorter_than_its_stated_pages_is_truncated() -> None:
    found = defects("文档页数：共15页\n" + speech(BODY), DefectKind.TRUNCATED)
    assert [defect.text for defect in found] == ["15页"]
    assert defects("文档页数：共2页\n" + speech(*[BODY] * 10), DefectKind.TRUNCATED) == []


@pytest.mark.parametrize("mark", ["……略……", "（略）", "（此处省略三段）", "…… 略 ……"])
def test_elisions(mark: str) -> None:
    assert len(defects(speech(f"要抓好重点{mark}的落实，让职工看到变化。"), DefectKind.ELIDED)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "***同志多次到企业调研，要求把技能培训办好。",
        "××市的做法值得我们借鉴，要学深学透。",
        "要维护困难职工等_利益，办好实事。",
        "XX区总工会的经验很好，要认真推广。",
        "强调，要把职工的冷暖放在心上，办好实事。",
        "要引导职工听话、跟走，做改革的促进派。",
        "要教育广大员、干部改进作风，下沉一线。",
    ],
)
def test_redactions(sentence: str) -> None:
    assert len(defects(speech(BODY, sentence), DefectKind.REDACTED)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "会议强调，要把职工的冷暖放在心上，办好实事。",
        "要引导职工听党话、跟党走，做改革的促进派。",
        "增长5×2个百分点，X光机和5G设备投入使用，A级企业再添三家。",
        "要教育广大党员、干部改进作风，下沉一线。",
        "要维护困难职工等群体的利益，办好实事。",
    ],
)
def test_sound_sentences_are_not_redacted(sentence: str) -> None:
    assert defects(speech(BODY, sentence), DefectKind.REDACTED) == []


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("要扎实办好夜校I。让职工学有所获。", "I"),
        ("到2O25年，培训覆盖所有班组。", "2O25"),
        ("要关心一线\ufffd\ufffd工的生活。", "\ufffd\ufffd"),
        ("广大职工要守正创新、障厉奋发，走在前列。", "障厉奋发"),
    ],
)
def test_misreadings(sentence: str, text: str) -> None:
    found = defects(speech(BODY, sentence), DefectKind.OCR)
    assert len(found) == 1
    assert text in found[0].text


def test_a_stray_letter_is_dropped_from_the_heading_and_named() -> None:
    read = read_text(
        speech(
            "一、办好职工夜校I。各级工会要把课程送到班组。", BODY, "二、用好工人文化宫。周末免费开放。", BODY
        )
    )
    assert [unit.heading for unit in read.units if unit.level] == ["办好职工夜校", "用好工人文化宫"]
    assert any("办好职工夜校I。" in defect.text for defect in read.defects if defect.kind is DefectKind.OCR)


def test_a_numeral_before_a_stop_stays() -> None:
    read = read_text(speech(BODY, "配套资金见附表I。工程按I期、II期推进。"))
    assert read.paragraphs[-2].startswith("配套资金见附表I。")
    assert read.repairs == ()


def test_a_mended_date_is_named() -> None:
    (found,) = defects(speech(BODY, date="2024年5月18H"), DefectKind.OCR)
    assert "18日" in found.message


@pytest.mark.parametrize(
    "sentence", ["要深刻领会“两个结合的意义，做到学用相长。", "要办好夜校）让职工学有所获，学有所用。"]
)
def test_marks_without_their_pair(sentence: str) -> None:
    assert len(defects(speech(sentence, BODY), DefectKind.LOST_PUNCTUATION)) == 1


@pytest.mark.parametrize("sentence", ["1）抓培训，2）抓评价，3）抓激励。", "要做到“四个坚持”（见附件）。"])
def test_paired_marks_are_no_defect(sentence: str) -> None:
    assert defects(speech(sentence, BODY), DefectKind.LOST_PUNCTUATION) == []


def test_parallel_clauses_that_meet_at_a_wrap() -> None:
    row = (
        "产业工人是企业最宝贵的财富，是创新的源头活水是发展的不竭动力，是基层治理的参与者，大家要看到这一点。"
    )
    cut = row.index("活水") + 2
    lines = [row[:cut], row[cut : 2 * cut], row[2 * cut :]]
    rest = "".join([BODY] * 5)
    wrapped = [rest[start : start + cut] for start in range(0, len(rest), cut)]
    found = defects("\n".join([TITLE, *lines, *wrapped]), DefectKind.LOST_PUNCTUATION)
    assert [defect.text for defect in found] == [row[cut - 12 : cut + 12]]


HEADINGS = [
    "一、提高站位，充分认识产业工人队伍建设改革的重大意义",
    "二、聚焦关键，准确把握{}的目标任务",
    "三、压实责任，切实加强产业工人队伍建设改革的组织领导",
]


@pytest.mark.parametrize(
    ("topic", "mismatched"),
    [("安全生产", True), ("机关党建高质量发展", True), ("产业工人队伍建设改革", False), ("改革攻坚", False)],
)
def test_a_heading_about_something_else(topic: str, mismatched: bool) -> None:
    middle = [line for heading in HEADINGS for line in (heading.format(topic), BODY)]
    found = defects(speech(*middle), DefectKind.TOPIC_MISMATCH)
    assert bool(found) is mismatched
    if found:
        assert found[0].text == HEADINGS[1].format(topic).removeprefix("二、")


@pytest.mark.parametrize(
    ("sentence", "date", "conflicts"),
    [
        ("刚刚闭幕的党的二十大，为我们指明了方向。", "2023年11月15日", True),
        ("刚刚闭幕的党的二十大，为我们指明了方向。", "2022年11月15日", False),
        ("刚刚闭幕的党的二十大，为我们指明了方向。", "2022年", False),
        ("要深入学习贯彻党的二十大精神，抓好落实。", "2021年3月1日", True),
        ("要深入学习贯彻党的二十大精神，抓好落实。", "2024年3月1日", False),
        ("今年是“十四五”开局之年，做好工作意义重大。", "2023年3月1日", True),
        ("今年是“十四五”开局之年，做好工作意义重大。", "2021年3月1日", False),
        ("我们要以优异成绩迎接即将召开的党的二十大。", "2023年3月1日", True),
    ],
)
def test_dates_that_the_text_belies(sentence: str, date: str, conflicts: bool) -> None:
    assert bool(defects(speech(sentence, BODY, date=date), DefectKind.DATE_CONFLICT)) is conflicts


def test_events_open_before_they_close() -> None:
    assert all(event["opened"] <= event["closed"] for event in load_damage()["events"])


def test_an_undated_speech_conflicts_with_nothing() -> None:
    undated = read_text(
        "\n".join([TITLE, "同志们：", "刚刚闭幕的党的二十大，为我们指明了方向。", BODY, CLOSING])
    )
    assert undated.date is None
    assert list(find_date_conflicts(undated, load_damage()["events"], load_damage()["years"])) == []


@pytest.mark.parametrize(
    ("opening", "damaged"),
    [
        ("今天是2024年7月9日，安全的弦要绷紧。", True),
        ("今天是2023年3月8日，安全的弦要绷紧。", False),
        ("今年是2021年，开局要稳。", True),
        ("今天，我们在这里开会，安全的弦要绷紧。", False),
        ("2024年7月9日以前要全部整改到位。", False),
    ],
)
def test_a_today_that_is_not_the_date_of_the_speech(opening: str, damaged: bool) -> None:
    speech = read_text(f"在云州市安全生产工作会议上的讲话\n（2023年3月8日）\n同志们：\n{opening}")
    assert [defect.kind.value for defect in speech.defects] == ["date_conflict"] * damaged


@pytest.mark.parametrize(
    ("title", "damaged"),
    [
        ("在全市工会女职工工作会议上的讲话", True),
        ("在云州市工会财务工作会议上的讲话", True),
        ("在全市安全生产工作会议上的讲话", False),
        ("在全市工会工作会议上的讲话", False),
        ("在云州市职工代表座谈会上的讲话", False),
        ("把工人的命看得比天大", False),
    ],
)
def test_a_title_whose_subject_is_never_named(title: str, damaged: bool) -> None:
    body = [
        "这次会议只谈一件事，就是安全生产。上个月城南的园区接连出了两起事故，教训就在眼前，谁也不能装作没有看见。",
        "一、隐患要查到底",
        "设备有没有带病，人员有没有带险，制度有没有落空，各单位要一台一台查、一个一个问，查出来的列单子、定日子，整改以后再签字。",
        "二、责任要压到人",
        "安全生产没有旁观者，厂长是头一个，车间主任是第二个，哪一环松了就处理哪一环，绝不拿临时工顶账，也绝不允许拿下级搪塞。",
        "同志们，安全生产的账，算到最后都是良心账。让我们把该关的阀门关上，把该说的狠话说完，让工人平平安安上班、高高兴兴回家！",
    ]
    speech = read_text("\n".join([title, "同志们：", *body]))
    found = [defect for defect in speech.defects if defect.kind.value == "topic_mismatch"]
    assert len(found) == damaged


@pytest.mark.parametrize(
    ("sentence", "damaged"),
    [
        ("要落实“”的要求，把事办好。", True),
        ("要学好《》这份文件，把账记清。", True),
        ("要抓好建会（，入会）这两件事。", True),
        ("要落实“三个到位”的要求，把事办好。", False),
    ],
)
def test_brackets_that_lost_what_they_held(sentence: str, damaged: bool) -> None:
    speech = read_text(f"在云州市工会工作会议上的讲话\n同志们：\n{sentence}")
    assert [defect.kind.value for defect in speech.defects] == ["redacted"] * damaged


def test_a_paragraph_that_lost_its_stop_is_named_and_a_heading_is_not() -> None:
    lost = "评级不看文凭看绝活，谁能解决难题谁就上得快。市里每两年办一次大赛，前三名直接认定技师"
    rest = ["（二）传好手艺", "推行一师三徒，师傅带出一名合格的徒弟，奖励六千元，由企业和工会一起出。"]
    speech = read_text("\n".join(["在云州市技工座谈会上的讲话", "同志们：", "（一）打通路子", lost, *rest]))
    assert [(d.kind.value, d.text) for d in speech.defects] == [("lost_punctuation", "前三名直接认定技师")]


def test_a_draft_s_note_to_its_writer_stands_behind_the_sentence() -> None:
    noted = "评级不看文凭看绝活，谁能解决难题谁就上得快，让手艺说话。【待填：认定人数，问技能部】"
    speech = read_text(
        "\n".join(["在云州市技工座谈会上的讲话", "同志们：", noted, "推行一师三徒，师徒都有奖励。"])
    )
    assert "lost_punctuation" not in {defect.kind.value for defect in speech.defects}


def test_a_note_of_cuts_below_the_text_is_named() -> None:
    from phrasebank.corpus import read_text

    lines = (
        "在县工会会上的讲话",
        "同志们：",
        "今天开会只说修灶这一件事，三家食堂一起修，月底以前全部完工，不让一个夜班的人饿着肚子回家。",
        "修灶的钱由工会出一半，由用人单位出一半，账目每个星期贴在饭堂门口，谁都可以来看、来问、来提意见。",
        "同志们，饭热心就热，让我们一起努力，把每一口锅烧热，把每一顿饭做好！",
        "（本文略有删节）",
    )
    text = "\n".join(lines)
    speech = read_text(text)
    assert "删节" not in "".join(speech.paragraphs)
    assert [defect.kind.value for defect in speech.defects] == ["elided"]
