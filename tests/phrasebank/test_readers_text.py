from __future__ import annotations

from pathlib import Path

import pytest

from outlines.errors import UserError
from phrasebank.readers import decode, read_lines

TEXT = (
    "同志们：\n今天我们召开云州市工会工作会议，主要任务是总结经验、分析形势，研究部署下一阶段的重点工作。"
    "大家来自临湖区和安平县的车间一线，对职工的所思所盼最有发言权，希望会后认真抓好落实。\n"
)
TRADITIONAL = (
    "各位同志：\n今天我們召開工會工作會議，總結經驗，分析問題，對這個時期的發展進行部署，請大家認真學習。\n"
)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("gbk"), "gb18030"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_encodings_are_told_apart(data: bytes, encoding: str) -> None:
    assert decode(data) == (TEXT, encoding)


def test_big5_is_told_from_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5")) == (TRADITIONAL, "big5hkscs")


@pytest.mark.parametrize("cut", [1, 2])
def test_a_tail_cut_inside_a_character_costs_only_that_character(cut: int) -> None:
    body = TEXT.rstrip("\n")
    assert decode(body.encode()[:-cut]) == (body[:-1], "utf-8")


def test_a_few_broken_bytes_leave_the_rest_readable() -> None:
    data = bytearray(TEXT.encode())
    data[31] = 0xFF
    text, encoding = decode(bytes(data))
    assert encoding == "utf-8"
    assert "研究部署下一阶段的重点工作" in text
    assert "\ufffd" in text


def test_every_line_end_counts(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_bytes("第一行\r\n第二行\r第三行\n".encode())
    lines = read_lines(path).lines
    assert [(line.number, line.text) for line in lines][:3] == [(1, "第一行"), (2, "第二行"), (3, "第三行")]


def test_markdown_marks_become_hints(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text(
        "---\ntitle: 云州市工会工作报告\nsource: x\n---\n\n# 报告\n**一、过去的工作**\n- 做实维权\n见[通知](https://a.cn/b)\n",
        encoding="utf-8",
    )
    document = read_lines(path)
    assert document.metadata["title"] == "云州市工会工作报告"
    assert document.format == "md"
    rows = [(line.number, line.text, line.hint) for line in document.lines if line.text]
    assert rows == [(6, "报告", "h1"), (7, "一、过去的工作", ""), (8, "做实维权", "li"), (9, "见通知", "")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "压缩包"),
        (bytes(range(32)) * 200, "二进制"),
        (b"1234 5678\n", "没有文字"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "稿.txt"
    path.write_bytes(data)
    with pytest.raises(UserError, match=message) as error:
        read_lines(path)
    assert error.value.where == str(path)
    assert error.value.hint


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到文件"):
        read_lines(tmp_path / "没有.txt")
    with pytest.raises(UserError, match="文件夹"):
        read_lines(tmp_path)
