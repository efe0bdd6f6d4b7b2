"""Word files: mended in their XML, commented in a copy."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest

from drafting.check import check, choose_rules
from drafting.check_word import annotate_word, fix_word
from drafting.rules.model import Settings
from drafting.rules.reading import document_from
from outlines.errors import UserError

SETTINGS = Settings(date="2026-05-01")


def _file(*paragraphs: tuple[str, ...]) -> bytes:
    """A Word file: a paragraph for each tuple, a run for each string, every second one bold."""
    made = docx.Document()
    for runs in paragraphs:
        paragraph = made.add_paragraph()
        for index, text in enumerate(runs):
            paragraph.add_run(text).bold = bool(index % 2)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def test_fixes_keep_the_runs_and_their_looks() -> None:
    data = _file(("一、提高认识",), ("今天,我们", "召开会议，", "，要再接再", "励。"))
    document = document_from(data, "稿.docx", ".docx")
    fixed, changed = fix_word(data, document, SETTINGS, choose_rules())
    assert _texts(changed) == ["一、提高认识", "今天，我们召开会议，要再接再厉。"]
    runs = docx.Document(BytesIO(changed)).paragraphs[1].runs
    assert [run.bold for run in runs] == [False, True, False, True]
    assert fixed.mended == 3
    assert [finding for finding in fixed.findings if finding.fix is not None] == []


def test_each_finding_becomes_a_comment_on_its_words() -> None:
    data = _file(("新建工会××家，", "发展会员，，三千人。"), ("抓好落实。",))
    document = document_from(data, "稿.docx", ".docx")
    findings = check(document, SETTINGS, choose_rules(["unfilled,punctuation"]))
    commented = docx.Document(BytesIO(annotate_word(data, document, findings)))
    comments: Any = list(commented.comments)
    assert len(comments) == len(findings) == 2
    assert "符号代替" in comments[0].text
    assert [paragraph.text for paragraph in commented.paragraphs] == _texts(data)
    marked = commented.element.body.xpath("//w:commentRangeStart/following-sibling::w:r[1]/w:t")
    assert [node.text for node in marked] == ["××", "，，"]


def test_a_number_that_word_computes_is_no_obstacle() -> None:
    made = docx.Document()
    made.add_paragraph("抓好学习，，落实责任。", style="List Number")
    buffer = BytesIO()
    made.save(buffer)
    data = buffer.getvalue()
    document = document_from(data, "稿.docx", ".docx")
    _, changed = fix_word(data, document, SETTINGS, choose_rules(["punctuation"]))
    assert _texts(changed) == ["抓好学习，落实责任。"]


def test_only_word_takes_comments() -> None:
    document = document_from("新建工会××家。".encode(), "稿.txt", ".txt")
    with pytest.raises(UserError, match="能写批注"):
        annotate_word(b"", document, [])
