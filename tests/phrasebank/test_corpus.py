from __future__ import annotations

import re
from pathlib import Path

import pytest

from outlines.errors import UserError
from outlines.speech import DefectKind, Speech
from phrasebank.corpus import find_files, read_bytes, read_speech, read_text, speech_to_json

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")

TEXT = """云州工会网 首页 领导讲话
在云州市总工会全委会议上的讲话
周敏
（2024年3月5日）
同志们:
这次会议的主要任务是总结去年工作,部署今年任务。下面,我讲两点意见。
一、总结成绩,坚定信心
过去一年,全市各级工会办成了一批职工看得见、摸得着的实事。
二、突出重点,抓好落实
要把技能夜校办到车间去,让更多职工学得会、用得上。谢谢大家!
【关闭窗口】
"""


def test_a_text_becomes_a_speech() -> None:
    speech = read_text(TEXT)
    assert speech.title == "在云州市总工会全委会议上的讲话"
    assert speech.date == "2024-03-05"
    assert [unit.heading for unit in speech.units if unit.level == 1] == [
        "总结成绩，坚定信心",
        "突出重点，抓好落实",
    ]
    assert {removal.text for removal in speech.removed} >= {"云州工会网 首页 领导讲话", "【关闭窗口】"}
    assert speech.defects == ()


def test_bytes_are_read_in_their_encoding() -> None:
    speech = read_bytes(TEXT.encode("gb18030"))
    assert (speech.encoding, speech.source) == ("gb18030", "-")
    assert speech.paragraphs == read_text(TEXT).paragraphs


@pytest.mark.parametrize("text", ["", " \n\t\n", "首页 | 新闻 | 登录\n"])
def test_nothing_to_read_is_said(text: str) -> None:
    with pytest.raises(UserError):
        read_text(text)


def test_json_has_the_promised_keys() -> None:
    value = speech_to_json(read_text(TEXT.replace("今年任务。", "今年***任务。")))
    promised = {"source", "format", "encoding", "title", "speaker", "date"}
    assert promised | {"units", "paragraphs", "removed", "repairs", "defects"} <= set(value)
    assert list(value["units"][0]) == ["level", "number", "role", "heading", "inline", "text"]
    assert list(value["removed"][0]) == ["line", "text", "reason"]
    assert list(value["repairs"][0]) == ["kind", "before", "after"]
    assert list(value["defects"][0]) == ["kind", "text", "message"]


def test_files_are_found_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("乙/二.txt", "甲/一.md", "甲/图.png", ".隐/三.txt", "乙/.四.txt", "乙/~$五.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("文", encoding="utf-8")
    assert [path.name for path in find_files([tmp_path])] == ["二.txt", "一.md"]
    picked = tmp_path / "甲" / "图.png"
    assert find_files([picked, picked]) == [picked]
    with pytest.raises(UserError, match="找不到"):
        find_files([tmp_path / "没有"])


def corpus_speech(prefix: str) -> Speech:
    (path,) = CORPUS.glob(f"{prefix}_*.txt")
    return read_speech(path)


def han(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]", "", text)


@needs_corpus
@pytest.mark.parametrize(
    ("prefix", "first", "last", "skip"),
    [("000", 3, 16, ()), ("001", 3, 29, ()), ("002", 11, 73, ()), ("003", 2, 17, ()), ("004", 5, 38, (6,))],
)
def test_no_word_of_the_five_speeches_is_lost_and_no_furniture_left(
    prefix: str, first: int, last: int, skip: tuple[int, ...]
) -> None:
    (path,) = CORPUS.glob(f"{prefix}_*.txt")
    rows = path.read_text(encoding="utf-8").split("\n")
    wanted = han(
        "".join(row for number, row in enumerate(rows, 1) if first <= number <= last and number not in skip)
    )
    speech = read_speech(path)
    body = han("".join(speech.paragraphs))
    assert body in wanted
    front = wanted.replace(body, "")  # title, date and speaker are not part of the body
    assert len(front) <= len(han(speech.title)) + 8
    assert speech.title


@needs_corpus
@pytest.mark.parametrize(
    ("prefix", "kinds"),
    [
        ("000", {DefectKind.TRUNCATED, DefectKind.TOPIC_MISMATCH}),
        ("001", {DefectKind.TRUNCATED, DefectKind.ELIDED, DefectKind.REDACTED}),
        ("002", {DefectKind.TRUNCATED, DefectKind.LOST_PUNCTUATION}),
        (
            "003",
            {DefectKind.TRUNCATED, DefectKind.OCR, DefectKind.LOST_PUNCTUATION, DefectKind.DATE_CONFLICT},
        ),
        ("004", set()),
    ],
)
def test_every_kind_of_damage_in_the_five_speeches_is_named(prefix: str, kinds: set[DefectKind]) -> None:
    assert {defect.kind for defect in corpus_speech(prefix).defects} == kinds


@needs_corpus
def test_spans_of_defects_lie_in_their_paragraphs() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        speech = read_speech(path)
        for defect in speech.defects:
            if defect.span:
                assert (
                    0 <= defect.span.start < defect.span.end <= len(speech.paragraphs[defect.span.paragraph])
                )
