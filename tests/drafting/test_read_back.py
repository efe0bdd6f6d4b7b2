"""What was exported is read back as the same speech, whatever the format."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from drafting.draft import Draft
from drafting.export import export
from drafting.export.sample import sample_draft
from drafting.export.view import view
from outlines.speech import Speech
from phrasebank.corpus import read_speech

LONG_TITLE = "在云州市产业工人队伍建设改革暨技能人才培养工作推进会和职工技能竞赛总结表彰大会上的讲话"
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed"
)


def drafts() -> list[Draft]:
    return [sample_draft(), replace(sample_draft(), title=LONG_TITLE), sample_draft(noted=True)]


def assert_same(speech: Speech, draft: Draft) -> None:
    assert speech.title == draft.title
    assert speech.date == "2026-03-05"
    assert speech.speaker == "周敏"
    wanted = [unit for unit in view(draft)["units"] if unit["line"]]
    found = [unit for unit in speech.units if unit.level]
    assert [(unit.level, unit.number, unit.heading) for unit in found] == [
        (unit["level"], unit["number"], unit["heading"]) for unit in wanted
    ]
    assert [unit.inline for unit in found] == [unit["inline"] for unit in wanted]
    bodies = ["".join(paragraph["text"] for paragraph in unit["paragraphs"]) for unit in wanted]
    leads = [unit["line"] + "。" if unit["inline"] else "" for unit in wanted]
    assert [unit.text for unit in found] == [
        body.removeprefix(lead) for body, lead in zip(bodies, leads, strict=True)
    ]
    assert speech.units[-1].role == "closing"


@pytest.mark.parametrize("draft", drafts(), ids=["short", "long-title", "alternatives"])
@pytest.mark.parametrize("suffix", ["docx", "html", "md", "txt"])
def test_a_draft_is_read_back_as_it_was_written(tmp_path: Path, draft: Draft, suffix: str) -> None:
    path = tmp_path / f"稿.{suffix}"
    export(draft, path)
    assert_same(read_speech(path), draft)


@pytest.mark.parametrize("layout", ["print", "podium"])
def test_every_layout_reads_the_same(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "稿.docx"
    export(drafts()[1], path, layout=layout)
    assert_same(read_speech(path), drafts()[1])


@needs_office
def test_a_draft_printed_to_pdf_and_saved_as_old_word_reads_the_same(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    export(drafts()[1], tmp_path / "稿.docx")
    soffice = shutil.which("soffice") or shutil.which("libreoffice") or ""
    for suffix in ("pdf", "doc"):
        profile = (tmp_path / "profile").as_uri()
        command = [soffice, "--headless", f"-env:UserInstallation={profile}", "--convert-to", suffix]
        subprocess.run(
            [*command, "--outdir", str(tmp_path), str(tmp_path / "稿.docx")], check=True, capture_output=True
        )
        speech = read_speech(tmp_path / f"稿.{suffix}")
        assert speech.format == suffix
        assert_same(speech, drafts()[1])
