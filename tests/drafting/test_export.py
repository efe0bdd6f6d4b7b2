"""Drafts as Markdown, plain text, HTML and JSON."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from drafting.draft import DraftParagraph, DraftUnit, Origin, Overlap, Part, Sentence, SourceShare
from drafting.export import export, render
from drafting.export.catalogue import SUFFIXES
from drafting.export.json import draft_to_json
from drafting.export.sample import OTHERS, sample_draft
from drafting.export.view import iter_texts, view
from outlines.errors import UserError
from outlines.speech import Role
from phrasebank.corpus import read_speech
from phrasebank.readers import read_lines

MARKDOWN = """\
# 在云州市技能人才工作座谈会上的讲话

（2026年3月5日）

云州市总工会主席　周敏

同志们：

　　今天这个会只谈一件事，就是让学手艺的人有奔头。

　　一、看清来路，掂量技能工作的分量

　　（一）好手艺撑起好产业

　　机床卖得远，靠的是车间里的老师傅。去年，夜校开课【待填：去年的培训人数，问职工服务中心】。

　　二、动手去做，办好今年几件实事

　　（一）课堂搬进车间。骨干企业各办一所夜校。学费由工会出。

　　1.先在临湖区试办。半年之后再看要不要铺开。

　　同志们，手上有活，心里不慌，大家一起动手！
"""


def unit_with(text: str, *, heading: str = "", inline: bool = False) -> DraftUnit:
    part = Part(text, Origin.PROFILE)
    head = Sentence((Part(heading, Origin.BANK),)) if heading else None
    paragraph = DraftParagraph((Sentence((part,)),))
    return DraftUnit(2 if heading else 0, "（一）" if heading else "", Role.OTHER, head, inline, (paragraph,))


def test_markdown_stands_as_a_drafter_expects_it() -> None:
    assert render(sample_draft(), "markdown") == MARKDOWN


def test_plain_text_is_the_markdown_without_marks_and_blank_lines() -> None:
    body = MARKDOWN.partition("同志们：\n")[2]
    text = render(sample_draft(), "txt")
    assert text.startswith("在云州市技能人才工作座谈会上的讲话\n\n（2026年3月5日）\n")
    assert text.endswith("同志们：\n" + re.sub("\n\n", "\n", body).lstrip("\n"))


@pytest.mark.parametrize("format", ["markdown", "txt", "html"])
def test_every_format_says_the_whole_speech_in_order(format: str) -> None:
    output = html.unescape(
        re.sub(r"<style>.*?</style>|</?[a-z][^>]*>", "", render(sample_draft(), format), flags=re.DOTALL)
    )
    position = 0
    for text in iter_texts(view(sample_draft())):
        position = output.index(text, position) + len(text)


@pytest.mark.parametrize("name", ["稿.md", "稿.txt"])
def test_what_was_written_reads_back_as_the_same_units(tmp_path: Path, name: str) -> None:
    draft = sample_draft()
    export(draft, tmp_path / name)
    speech = read_speech(tmp_path / name)
    assert speech.title == draft.title
    written = [
        (unit.level, unit.number, unit.heading.text, unit.inline) for unit in draft.units if unit.heading
    ]
    read = [(unit.level, unit.number, unit.heading, unit.inline) for unit in speech.units if unit.heading]
    assert read == written


def test_html_marks_each_prompt_and_nothing_else() -> None:
    draft = replace(sample_draft(), title="在【待填：会议全称】上的讲话")
    marks = re.findall(r"<mark>(.*?)</mark>", render(draft, "html"))
    assert marks == ["【待填：会议全称】", "【待填：去年的培训人数，问职工服务中心】"]


def test_html_escapes_what_a_profile_holds() -> None:
    draft = replace(sample_draft(), title="<script>&", units=(unit_with("产值<b>5亿</b>"),))
    output = render(draft, "html")
    assert "<script>" not in output
    assert "产值&lt;b&gt;5亿&lt;/b&gt;" in output


def test_markdown_shows_marks_of_its_own_as_they_are() -> None:
    from markdown_it import MarkdownIt

    text = "规格为3*5*7的_零件_见[附件](x)，产值<b>不详</b>，编号`A`\\B"
    draft = replace(sample_draft(), units=(unit_with(text),))
    shown = MarkdownIt().render(render(draft, "md"))
    assert text in html.unescape(re.sub(r"</?(p|h1)>", "", shown))


def test_control_characters_and_line_breaks_reach_no_output() -> None:
    draft = replace(sample_draft(), title="讲\x00话\n稿", units=(unit_with("一行\r\n又一行\x0b\ud800。"),))
    assert "讲话稿" in render(draft, "txt")
    assert "一行又一行。" in render(draft, "txt")


@pytest.mark.parametrize(
    ("heading", "lead"),
    [("抓好培训", "（一）抓好培训。"), ("抓好培训。", "（一）抓好培训。"), ("抓什么？", "（一）抓什么？")],
)
def test_an_inline_heading_ends_in_one_stop(heading: str, lead: str) -> None:
    draft = replace(sample_draft(), units=(unit_with("各办一班。", heading=heading, inline=True),))
    assert f"　　{lead}各办一班。\n" in render(draft, "md")


def test_a_heading_of_its_own_has_no_stop() -> None:
    draft = replace(sample_draft(), units=(unit_with("各办一班。", heading="抓好培训。"),))
    assert "　　（一）抓好培训\n\n　　各办一班。\n" in render(draft, "md")


def test_an_inline_heading_without_text_stands_alone() -> None:
    unit = replace(unit_with("", heading="抓好培训", inline=True), paragraphs=())
    assert render(replace(sample_draft(), units=(unit,)), "md").endswith("\n\n　　（一）抓好培训\n")


def test_a_bare_title_leaves_no_gaps() -> None:
    draft = replace(
        sample_draft(), date_line="", speaker_line="", salutation="", units=(unit_with("到此。"),)
    )
    assert render(draft, "md") == f"# {draft.title}\n\n　　到此。\n"


def test_json_has_the_promised_keys_and_each_sentence_its_parts() -> None:
    draft = replace(sample_draft(), overlap=Overlap(12, (SourceShare("旧稿/甲.txt", 0.08),)))
    data = json.loads(json.dumps(draft_to_json(draft)))
    assert {"title", "characters", "minutes", "outline", "seed", "units", "missing", "overlap"} <= set(data)
    assert data["overlap"] == {"longest_run": 12, "sources": [{"document": "旧稿/甲.txt", "share": 0.08}]}
    assert data["missing"] == [
        {"field": "facts.achievements", "prompt": "去年的培训人数，问职工服务中心", "unit": 2}
    ]
    assert [unit["heading"] for unit in data["units"]][:2] == ["", "看清来路，掂量技能工作的分量"]
    assert {"level", "number", "role", "heading", "paragraphs"} <= set(data["units"][0])
    for unit in data["units"]:
        for paragraph in unit["paragraphs"]:
            for sentence in paragraph["sentences"]:
                assert set(sentence) == {
                    *("text", "origin", "phrase", "source", "field", "parts", "alternatives")
                }
                assert "".join(part["text"] for part in sentence["parts"]) == sentence["text"]


def test_json_names_a_sentence_by_its_main_part() -> None:
    parts = (
        Part("下一步，", Origin.OUTLINE),
        Part("办好夜校", Origin.BANK, "0a1b2c3d", "甲.txt"),
        Part("。", Origin.OUTLINE),
    )
    unit = replace(unit_with(""), paragraphs=(DraftParagraph((Sentence(parts),)),))
    [sentence] = draft_to_json(replace(sample_draft(), units=(unit,)))["units"][0]["paragraphs"][0][
        "sentences"
    ]
    assert sentence["text"] == "下一步，办好夜校。"
    assert (sentence["origin"], sentence["phrase"], sentence["source"]) == ("bank", "0a1b2c3d", "甲.txt")


@pytest.mark.parametrize("suffix", sorted(set(SUFFIXES) - {"text"}))
def test_the_suffix_chooses_the_format(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"稿.{suffix.upper()}"
    export(sample_draft(), target)
    starts = {"md": b"# ", "txt": "在云州市".encode(), "html": b"<!DOCTYPE html>", "docx": b"PK\x03\x04"}
    assert target.read_bytes().startswith(starts[SUFFIXES[suffix]])


@pytest.mark.parametrize("name", ["稿.pdf", "稿.doc", "稿"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        export(sample_draft(), tmp_path / name)
    assert all(f".{suffix}" in caught.value.hint for suffix in ("md", "txt", "html", "docx"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["md", "docx"])
def test_a_file_that_exists_stays_unless_forced(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"稿.{suffix}"
    target.write_text("我的稿子", encoding="utf-8")
    with pytest.raises(UserError):
        export(sample_draft(), target)
    assert target.read_text(encoding="utf-8") == "我的稿子"
    export(sample_draft(), target, force=True)
    assert target.read_bytes() != "我的稿子".encode()


def test_word_has_no_text_form() -> None:
    with pytest.raises(UserError):
        render(sample_draft(), "docx")


def test_markdown_loads_no_word_and_no_segmenter() -> None:
    code = (
        "import sys; from drafting.export import render; from drafting.export.sample import sample_draft;"
        "render(sample_draft(), 'md'); print({'docx', 'lxml', 'yaml', 'jieba', 'rjieba'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_alternatives_are_footnotes_in_markdown_and_no_part_of_the_speech() -> None:
    plain, noted = sample_draft(), sample_draft(noted=True)
    text = render(noted, "md")
    first, second = OTHERS
    assert "大家一起动手！[^1]\n" in text
    assert text.endswith(f"\n[^1]: 可换1：{first} 可换2：{second}\n")
    body = text.split("\n[^1]:")[0].replace("[^1]", "")
    assert body.rstrip() == render(plain, "md").rstrip()
    for format in ("txt", "html"):
        assert render(noted, format) == render(plain, format)
    [*_, closing] = draft_to_json(noted)["units"]
    assert closing["paragraphs"][0]["sentences"][0]["alternatives"] == list(OTHERS)


def test_a_speech_with_footnotes_reads_back_without_them(tmp_path: Path) -> None:
    read = []
    for noted in (False, True):
        path = tmp_path / "稿.md"
        export(sample_draft(noted=noted), path, force=True)
        read.append([line.text for line in read_lines(path).lines if line.text.strip()])
    assert read[0] == read[1]


def test_only_noted_sentences_are_cut_out_of_their_paragraph() -> None:
    sentences = (
        Sentence((Part("甲事先办。", Origin.TEMPLATE),)),
        Sentence((Part("乙事", Origin.TEMPLATE), Part("【待填：何时】", Origin.PROMPT)), ("乙事缓办。",)),
        Sentence((Part("丙事再议。", Origin.TEMPLATE),), ("丙事照办。", "丙事不办。")),
        Sentence((Part("丁事作罢。", Origin.TEMPLATE),)),
    )
    unit = DraftUnit(0, "", Role.OTHER, None, False, (DraftParagraph(sentences),))
    data = view(replace(sample_draft(), units=(unit,)))
    [paragraph] = data["units"][0]["paragraphs"]
    assert [(run["text"], run["note"], run["ends_note"]) for run in paragraph["runs"]] == [
        ("甲事先办。", 0, False),
        ("乙事", 1, False),
        ("【待填：何时】", 1, True),
        ("丙事再议。", 2, True),
        ("丁事作罢。", 0, False),
    ]
    assert [note["alternatives"] for note in data["notes"]] == [["乙事缓办。"], ["丙事照办。", "丙事不办。"]]
