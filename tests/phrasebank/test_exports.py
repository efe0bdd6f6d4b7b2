"""What programs leave round the words they export goes, and nothing else (导出痕迹)."""

from __future__ import annotations

import pytest

from phrasebank.cleaning import clean_text
from phrasebank.corpus import read_text

PARAGRAPHS = (
    "去年，全市工会办成了三件大事，职工看得见，也说得出，这些事情靠的是大家一起动手。",
    "接下来，要把服务送到最远的工地上去，让每一个班组都有自己的议事角，让意见有地方说。",
    "各级工会主席要亲自过问，每季度到企业住上几天，把问题带回来，把答复带回去。",
)


def body(*lines: str) -> tuple[str, ...]:
    """Clean lines and return the paragraphs (清理后的段落)."""
    return clean_text("\n".join(lines)).paragraphs


def reasons(*lines: str) -> set[str]:
    """Clean lines and return why something was removed (删去的理由)."""
    return {removal.reason for removal in clean_text("\n".join(lines)).removed}


def test_field_codes_go_and_their_results_stay() -> None:
    lines = (
        "在临湖区工会工作会议上的讲话",
        "同志们：",
        "PAGE  \\* MERGEFORMAT 3",
        PARAGRAPHS[0],
        '要登录 HYPERLINK "http://www.linhu.example/a" \\t "_blank" 区总工会的平台，把需求报上来，一件一件答复。',
        "SHAPE  \\* MERGEFORMAT",
        PARAGRAPHS[1],
    )
    kept = body(*lines)
    assert kept[-2:] == (
        "要登录区总工会的平台，把需求报上来，一件一件答复。",
        PARAGRAPHS[1],
    )
    assert "field" in reasons(*lines)


def test_one_word_in_capitals_is_no_field_code() -> None:
    lines = ("同志们：", PARAGRAPHS[0], "今年要推广PAGE系统和TOC管理法，各单位先学起来，再用起来。")
    assert body(*lines)[-1] == lines[-1]


def test_subtitles_become_paragraphs() -> None:
    words = "".join(PARAGRAPHS)
    cues = [words[i : i + 20] for i in range(0, len(words), 20)]
    lines = ["1", "00:00:01,000 --> 00:00:02,500", "同志们："]
    for number, cue in enumerate(cues, 2):
        lines += ["", str(number), f"00:00:{number:02},600 --> 00:00:{number + 1:02},500", cue]
    kept = body(*lines)
    assert "".join(kept) == "同志们：" + words
    assert len(kept) <= len(PARAGRAPHS) + 1
    assert reasons(*lines) == {"timing"}


def test_times_before_the_lines_of_a_transcript_go() -> None:
    lines = ["[00:01] 同志们：", *(f"[00:{i + 5:02}] {text}" for i, text in enumerate(PARAGRAPHS))]
    assert body(*lines) == ("同志们：", *PARAGRAPHS)


def test_a_schedule_keeps_its_times() -> None:
    lines = ["同志们：", *PARAGRAPHS, "08:30集合，09:00出发，请大家准时。"]
    assert body(*lines)[-1] == lines[-1]


@pytest.mark.parametrize("leader", ["……3", "\t3", " 3", ""])
def test_contents_go_and_headings_stay(leader: str) -> None:
    headings = ("一、回头看走过的路", "二、往前看要走的路", "三、齐心把路走好")
    lines = [
        "在安平县工会全委会上的讲话",
        "目　录",
        *(f"{heading}{leader}" for heading in headings),
        "同志们：",
    ]
    for heading, text in zip(headings, PARAGRAPHS, strict=True):
        lines += [heading, text]
    kept = body(*lines)
    assert [line for line in kept if line in headings] == list(headings)
    assert "contents" in reasons(*lines)


def test_a_form_gives_title_speaker_and_date() -> None:
    lines = (
        "会议名称：在云州市工会工作会议上的讲话",
        "讲话人：周敏",
        "录制日期：2025年3月4日",
        "同志们：",
        *PARAGRAPHS,
    )
    found = clean_text("\n".join(lines))
    assert found.paragraphs[:2] == ("在云州市工会工作会议上的讲话", "同志们：")
    assert (found.metadata["speaker"], found.metadata["published"]) == ("周敏", "2025-03-04")


def test_what_a_record_notes_of_the_hall_goes() -> None:
    lines = ("同志们：", PARAGRAPHS[0] + "（热烈掌声）", "（全场起立，长时间鼓掌）", PARAGRAPHS[1])
    assert body(*lines) == ("同志们：", PARAGRAPHS[0], PARAGRAPHS[1])


def test_line_breaks_that_became_spaces_come_back() -> None:
    pieces = (
        "在安平县工会全委会上的讲话",
        "同志们：",
        "一、回头看走过的路",
        PARAGRAPHS[0] * 4,
        PARAGRAPHS[1] * 4,
        PARAGRAPHS[2] * 4,
    )
    found = clean_text(" ".join(pieces))
    assert found.paragraphs == pieces
    assert all(repair.before.replace(" ", "") == repair.after.replace("\n", "") for repair in found.repairs)


def test_spaces_after_every_sentence_are_no_line_breaks() -> None:
    text = "".join(PARAGRAPHS * 4).replace("。", "。 ").strip()
    assert body(text) == ("".join(PARAGRAPHS * 4),)


def test_the_other_language_of_a_page_goes() -> None:
    lines = (
        "Skip to main content",
        "Linhu Union Forum",
        "在临湖区职工论坛开幕式上的致辞",
        "各位来宾：",
        *PARAGRAPHS,
        "Photo: The opening on Monday. (Linhu Daily)",
        PARAGRAPHS[0] + "谢谢大家！",
        "Terms of Use | Privacy Policy",
    )
    assert body(*lines) == (lines[2], lines[3], *PARAGRAPHS, lines[-2])


def test_marks_of_notes_go_with_the_notes() -> None:
    lines = (
        "同志们：",
        "要办好“晚间课堂”①，让工友下了班有地方学。" + PARAGRAPHS[0],
        PARAGRAPHS[1] + "让我们一起努力，把事情办好！",
        "① 晚间课堂：工会在工地办的夜校。",
    )
    assert body(*lines)[1] == lines[1].replace("①", "")


@pytest.mark.parametrize(
    "words", ["（微笑服务）", "（播放量过万）", "（举手表决）", "（敬礼少年）", "【暖心驿站】"]
)
def test_what_is_said_in_brackets_stays(words: str) -> None:
    lines = ("同志们：", PARAGRAPHS[0] + words, PARAGRAPHS[1])
    assert body(*lines) == lines


@pytest.mark.parametrize("cue", ["【停顿】", "（翻页）", "（停顿3秒）", "【播放短片】", "（PPT第4页）"])
def test_cues_for_the_speaker_go(cue: str) -> None:
    assert body("同志们：", PARAGRAPHS[0] + cue, PARAGRAPHS[1]) == ("同志们：", *PARAGRAPHS[:2])


def test_a_form_line_with_two_labels_tells_both() -> None:
    text = (
        "标题：柳溪里垃圾分类居民会\n录音时长：00:09:12　转写时间：2021-05-06 20:11:02\n"
        "主讲：周敏（居委会主任）　时间：2021年5月6日\n"
        "各位邻居：\n今天晚上请大家来，只商量一件事，楼下那六只桶放在哪里、谁来看、几点收。\n"
        "邻居们，院子干净了，心里也亮堂，让我们从明天早上的第一袋垃圾做起！"
    )
    speech = read_text(text)
    assert (speech.title, speech.speaker, speech.date) == ("柳溪里垃圾分类居民会", "周敏", "2021-05-06")
    assert speech.units[-1].role.value == "closing"
