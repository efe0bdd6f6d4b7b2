"""Word drafts: what the XML says, and what LibreOffice makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Length, RGBColor
from lxml import etree

from drafting.draft import Draft, DraftParagraph, DraftUnit, Origin, Part, Sentence
from drafting.export import export
from drafting.export.layout import layout, layout_file, layouts
from drafting.export.sample import OTHERS, sample_draft
from drafting.export.title import break_title
from drafting.export.view import iter_texts, view
from drafting.export.word import fill, styles_by_name
from outlines.errors import UserError
from outlines.speech import Role

# Han characters alone, so that a line can be counted in characters.
FILLER = "夜里车间的灯还亮着老师傅把手里的活计教给刚来的年轻人一招一式都不肯马虎"
RED = RGBColor(0xFF, 0, 0)


def long_draft() -> Draft:
    """A draft of some pages, with inline headings of both levels."""
    draft = sample_draft()
    paragraphs = tuple(
        DraftParagraph((Sentence((Part(FILLER * count + "。", Origin.BANK),)),)) for count in range(5, 17)
    )
    heading = Sentence((Part("把手艺一辈辈传下去", Origin.BANK),))
    unit = DraftUnit(2, "（二）", Role.KEY_TASKS, heading, True, paragraphs)
    return replace(draft, units=(*draft.units[:-1], unit, draft.units[-1]))


def word(draft: Draft, name: str = "print") -> Any:
    return Document(BytesIO(fill(layout_file(name), view(draft))))


def style_values(document: Any, name: str) -> dict[str, Any]:
    style = styles_by_name(document)[name.lower()]
    fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    return {key: fonts.get(qn(f"w:{key}")) for key in ("ascii", "hAnsi", "eastAsia")} | {
        "size": style.font.size.pt
    }


def attributes(element: Any, tag: str) -> dict[str, str]:
    found = next(element.iter(qn(tag)))
    return {key.partition("}")[2]: value for key, value in found.attrib.items()}


def test_the_page_has_the_values_of_the_standard() -> None:
    document = word(sample_draft())
    [section] = document.sections
    lengths = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    sides = (section.left_margin, section.right_margin)
    assert [round(length.mm) for length in (*lengths, *sides)] == [210, 297, 37, 35, 28, 26]
    assert attributes(section._sectPr, "w:docGrid") == {"type": "lines", "linePitch": "579"}


@pytest.mark.parametrize("name", ["print", "podium"])
def test_each_layout_keeps_the_lines_and_characters_it_promises(name: str) -> None:
    values, [section] = layout(name), word(sample_draft(), name).sections
    height = Length(section.page_height - section.top_margin - section.bottom_margin)
    width = Length(section.page_width - section.left_margin - section.right_margin)
    assert height.pt // values["pitch"] == values["lines"]
    assert width.pt // (values["sizes"]["body"] * values["scale"] / 100) == values["characters"]


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Date", "楷体_GB2312", 16),
        ("Subtitle", "楷体_GB2312", 16),
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Heading 2 Char", "楷体_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_each_role_has_its_font_for_every_script(style: str, font: str, size: float) -> None:
    expected = {"ascii": font, "hAnsi": font, "eastAsia": font, "size": size}
    assert style_values(word(sample_draft()), style) == expected


def test_the_podium_is_larger() -> None:
    document = word(sample_draft(), "podium")
    assert style_values(document, "Title")["size"] == 24
    assert style_values(document, "Normal")["size"] == 18
    assert styles_by_name(document)["normal"].paragraph_format.line_spacing.pt == 30


def test_no_theme_font_and_no_bold_is_left_anywhere() -> None:
    with ZipFile(BytesIO(fill(layout_file("print"), view(sample_draft())))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name in parts if "theme" in name.lower() or "thumbnail" in name]
    assert not [name for name, part in parts.items() if "Theme" in part or "<w:b/>" in part]


def test_paragraphs_are_set_as_official_documents_are() -> None:
    document = word(sample_draft())
    styles = styles_by_name(document)
    normal, body, title = (styles[name].element for name in ("normal", "body text", "title"))
    assert attributes(normal, "w:widowControl") == {"val": "0"}
    spacing = {"before": "0", "after": "0", "line": "579", "lineRule": "exact"}
    assert attributes(normal, "w:spacing") == spacing
    assert attributes(body, "w:ind") == {"firstLineChars": "200", "firstLine": "640"}
    assert attributes(styles["heading 1"].element, "w:ind") == attributes(body, "w:ind")
    assert attributes(title, "w:jc") == {"val": "center"}
    assert attributes(title, "w:snapToGrid") == {"val": "0"}
    assert [attributes(styles[f"heading {n}"].element, "w:outlineLvl")["val"] for n in (1, 2, 3)] == [
        "0",
        "1",
        "2",
    ]


def test_page_numbers_stand_outside_one_character_in() -> None:
    document = word(sample_draft())
    [section] = document.sections
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        [paragraph] = footer.paragraphs
        assert attributes(paragraph._p, "w:jc") == {"val": side}
        assert attributes(paragraph._p, "w:ind") == {f"{side}Chars": "100", side: "280"}
        assert "".join(text.text for text in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        assert attributes(paragraph._p, "w:fldSimple") == {"instr": " PAGE "}


@pytest.mark.parametrize("name", sorted(layouts()))
def test_every_word_of_the_draft_is_there_in_order(name: str) -> None:
    draft = long_draft()
    lines = [paragraph.text.replace("\n", "") for paragraph in word(draft, name).paragraphs]
    assert lines == list(iter_texts(view(draft)))


def test_each_line_has_the_style_of_its_role() -> None:
    found = [(paragraph.style.name, paragraph.text[:3]) for paragraph in word(sample_draft()).paragraphs]
    assert found == [
        ("Title", "在云州"),
        ("Date", "（20"),
        ("Subtitle", "云州市"),
        ("Salutation", "同志们"),
        ("Body Text", "今天这"),
        ("Heading 1", "一、看"),
        ("Heading 2", "（一）"),
        ("Body Text", "机床卖"),
        ("Heading 1", "二、动"),
        ("Body Text", "（一）"),
        ("Body Text", "1.先"),
        ("Body Text", "同志们"),
    ]


def test_an_inline_heading_is_a_run_of_its_own_style() -> None:
    document = word(sample_draft())
    [paragraph] = [line for line in document.paragraphs if line.text.startswith("（一）课堂")]
    lead, rest = paragraph.runs
    assert (lead.text, rest.text) == ("（一）课堂搬进车间。", "骨干企业各办一所夜校。学费由工会出。")
    assert lead.style.style_id == "Heading2Char"
    assert rest.style.style_id != lead.style.style_id


def test_prompts_are_highlighted_and_nothing_else() -> None:
    draft = replace(sample_draft(), title="在【待填：会议全称】上的讲话", salutation="【待填：称呼】：")
    lit = [
        run.text
        for paragraph in word(draft).paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert lit == ["【待填：会议全称】", "【待填：称呼】", "【待填：去年的培训人数，问职工服务中心】"]


@pytest.mark.parametrize("name", sorted(layouts()))
def test_the_same_draft_gives_the_same_bytes_in_any_process(tmp_path: Path, name: str) -> None:
    code = (
        "import sys; from pathlib import Path; from drafting.export import export;"
        "from drafting.export.sample import OTHERS, sample_draft;"
        "export(sample_draft(), Path(sys.argv[1]), layout=sys.argv[2])"
    )
    contents = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.docx"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        subprocess.run([sys.executable, "-c", code, target, name], check=True, env=environment)
        contents.append(target.read_bytes())
    assert contents[0] == contents[1]
    with ZipFile(BytesIO(contents[0])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert sample_draft().title in core
    assert "created" not in core
    assert "modified" not in core


def test_an_own_layout_keeps_what_its_owner_changed(tmp_path: Path) -> None:
    document = word(sample_draft())
    document.styles["Body Text"].font.color.rgb = RED
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.save(tmp_path / "红头.docx")
    target = tmp_path / "稿.docx"
    export(sample_draft(), target, template="红头", templates_dir=tmp_path)
    made = Document(str(target))
    assert made.styles["Body Text"].font.color.rgb == RED
    assert made.sections[0].header.paragraphs[0].text == "内部资料"
    assert [line.text for line in made.paragraphs] == list(iter_texts(view(sample_draft())))


def test_a_layout_that_lacks_styles_is_refused_by_name(tmp_path: Path) -> None:
    document = word(sample_draft())
    for name in ("Salutation", "Heading 2"):
        document.styles[name].delete()
    document.save(tmp_path / "缺.docx")
    with pytest.raises(UserError, match="Salutation、Heading 2"):
        export(sample_draft(), tmp_path / "稿.docx", template="缺", templates_dir=tmp_path)


def test_a_layout_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_text("不是", encoding="utf-8")
    with pytest.raises(UserError, match="docx"):
        export(sample_draft(), tmp_path / "稿.docx", template="坏", templates_dir=tmp_path)


def test_an_unknown_layout_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        export(sample_draft(), tmp_path / "稿.docx", layout="poster")
    assert "podium" in caught.value.hint
    assert "print" in caught.value.hint


def test_alternatives_are_comments_on_their_sentence() -> None:
    document = word(sample_draft(noted=True))
    [comment] = document.comments
    assert [paragraph.text for paragraph in comment.paragraphs] == [
        f"可换{number}：{text}" for number, text in enumerate(OTHERS, 1)
    ]
    assert {paragraph.style.name for paragraph in comment.paragraphs} == {"annotation text"}
    assert comment.author == "讲稿"
    assert comment.timestamp is None, "the same draft gives the same bytes"
    *_, closing = document.paragraphs
    tags = [child.tag.rpartition("}")[2] for child in closing._p if child.tag != qn("w:pPr")]
    assert tags == ["commentRangeStart", "r", "commentRangeEnd", "r"]
    plain = [paragraph.text for paragraph in word(sample_draft()).paragraphs]
    assert [paragraph.text for paragraph in document.paragraphs] == plain


def test_a_draft_without_alternatives_has_no_comments() -> None:
    assert not list(word(sample_draft()).comments)


# Titles ------------------------------------------------------------------------------------------------


def cut(text: str) -> list[str]:
    return text.split("/")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("在/云州市/会议/上/的/讲话", ["在云州市会议上的讲话"]),
        ("在/全市/技能/人才/队伍/工作/推进会/上/的/讲话", ["在全市技能人才队伍", "工作推进会上的讲话"]),
        ("在/全市/产业/工人/队伍/工作/推进会/上/的/讲话", ["在全市产业工人队伍", "工作推进会上的讲话"]),
        ("在/云州市/职工/技能/工作/座谈会/上/的/讲话", ["在云州市职工技能", "工作座谈会上的讲话"]),
        ("在/“/匠心/云州/”/行动/现场/推进会/上/的/讲话", ["在“匠心云州”行动", "现场推进会上的讲话"]),
        ("学习/《/云州市/工会/条例/》/座谈会/上/的/讲话", ["学习《云州市工会条例》", "座谈会上的讲话"]),
    ],
)
def test_a_title_breaks_between_words_into_even_lines(words: str, lines: list[str]) -> None:
    assert break_title(words.replace("/", ""), 12, lambda _: cut(words)) == lines


def test_a_subtitle_begins_a_line() -> None:
    assert break_title("手上有活——在云州市座谈会上的讲话", 20) == ["手上有活", "——在云州市座谈会上的讲话"]


def test_a_title_that_has_no_place_to_break_is_left_whole() -> None:
    title = "《" + "长" * 30 + "》"
    assert break_title(title, 12, list) == [title]


def test_a_broken_title_is_whole_when_read_back() -> None:
    title = "在云州市学习贯彻工会十八大精神暨产业工人队伍建设改革工作推进会上的讲话"
    lines = break_title(title, 20)
    assert "".join(lines) == title
    assert len(lines) == 2
    assert max(map(len, lines)) - min(map(len, lines)) <= 6


# What a word processor makes of it -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[int, list[Any]]]]:
    """Each layout's PDF: for each page, its lines by rounded baseline, as (left, right, character)."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    folder = tmp_path_factory.mktemp("pdf")
    for name in layouts():
        export(long_draft(), folder / f"{name}.docx", layout=name)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.docx") for name in layouts()]
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = {}
    for name in layouts():
        with pdfium.PdfDocument(folder / f"{name}.pdf") as document:
            pages[name] = [_lines(page.get_textpage()) for page in document]
    return pages


def _lines(text_page: Any) -> dict[int, list[Any]]:
    lines: dict[int, list[Any]] = defaultdict(list)
    for index in range(text_page.count_chars()):
        character = text_page.get_text_range(index, 1)
        if character.strip():
            left, bottom, right, _ = text_page.get_charbox(index, loose=True)
            # Baselines of one line differ by a point or two from font to font.
            key = next((key for key in lines if abs(key - bottom) < 8), round(bottom))
            lines[key].append((left, right, character))
    return lines


@pytest.mark.parametrize("name", sorted(layouts()))
def test_rendered_pages_are_full_to_the_line(rendered: Any, name: str) -> None:
    values = layout(name)
    foot = values["page"]["bottom"] * 72 / 25.4
    full = [sum(key > foot - 8 for key in page) for page in rendered[name][1:-1]]
    assert len(full) >= 2
    assert set(full) == {values["lines"]}


@pytest.mark.parametrize("name", sorted(layouts()))
def test_rendered_lines_hold_the_characters_promised(rendered: Any, name: str) -> None:
    values = layout(name)
    counts = [
        len(line)
        for page in rendered[name]
        for line in page.values()
        if set("".join(character for *_, character in line)) <= set(FILLER) and line[0][0] < 82
    ]
    assert len(counts) > 30
    # The last line of a paragraph may be shorter; every other is full.
    assert max(counts) == values["characters"]
    assert sum(count == values["characters"] for count in counts) > len(counts) * 0.9


@pytest.mark.parametrize("name", sorted(layouts()))
def test_rendered_text_is_the_text_of_the_draft(rendered: Any, name: str) -> None:
    foot = layout(name)["page"]["bottom"] * 72 / 25.4
    shown = [
        character
        for page in rendered[name]
        for key, line in page.items()
        if key > foot - 8
        for *_, character in line
    ]
    expected = "".join(iter_texts(view(long_draft())))
    assert "".join(shown) == "".join(expected.split())


@pytest.mark.parametrize("name", sorted(layouts()))
def test_rendered_characters_have_the_size_of_their_role(rendered: Any, name: str) -> None:
    values = layout(name)
    first, *_ = rendered[name]
    lines = [first[key] for key in sorted(first, reverse=True)]
    title = [right - left for left, right, character in lines[0] if character in long_draft().title]
    assert title[1:-1] == pytest.approx([values["sizes"]["title"]] * (len(title) - 2), abs=0.3)
    wanted = values["sizes"]["body"] * values["scale"] / 100
    body = [line for line in lines if {character for *_, character in line} <= set(FILLER)]
    assert body
    for line in body:
        pitch = (line[-1][0] - line[0][0]) / (len(line) - 1)
        assert pitch == pytest.approx(wanted, abs=0.5)  # justified, so a little wider


@pytest.mark.parametrize("name", sorted(layouts()))
def test_rendered_lines_stand_a_pitch_apart(rendered: Any, name: str) -> None:
    values = layout(name)
    foot = values["page"]["bottom"] * 72 / 25.4
    for page in rendered[name][1:-1]:
        lines = sorted(key for key in page if key > foot - 8)
        whole = (lines[-1] - lines[0]) / (len(lines) - 1)
        assert whole == pytest.approx(values["pitch"], abs=0.15)


def test_rendered_margins_and_page_numbers_are_where_they_belong(rendered: Any) -> None:
    millimetre = 72 / 25.4
    for number, page in enumerate(rendered["print"], 1):
        foot = min(page)
        dashes = page.pop(foot)
        assert "".join(character for *_, character in dashes) == f"—{number}—"
        left, right = dashes[0][0] / millimetre, dashes[-1][1] / millimetre
        assert (right if number % 2 else left) == pytest.approx(
            184 - 4.9 if number % 2 else 28 + 4.9, abs=0.5
        )
        edges = [(line[0][0] / millimetre, line[-1][1] / millimetre) for line in page.values()]
        assert min(left for left, _ in edges) == pytest.approx(28, abs=0.3)
        # A stop may hang in the margin, a character of text may not.
        assert max(right for _, right in edges) < 184 + 6


@pytest.mark.parametrize("name", sorted(layouts()))
def test_a_word_processor_takes_the_font_of_each_role(tmp_path: Path, name: str) -> None:
    """The fonts themselves need not be installed: what counts is which one is asked for Chinese text."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    export(sample_draft(), tmp_path / "稿.docx", layout=name)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "稿.docx")], check=True, capture_output=True, timeout=120)
    root = etree.parse(str(tmp_path / "稿.fodt")).getroot()
    names = root.nsmap

    def value(element: Any, prefix: str, key: str) -> str:
        return str(element.get(f"{{{names[prefix]}}}{key}", "")).strip("'")

    families = {
        value(face, "style", "name"): value(face, "svg", "font-family")
        for face in root.iterfind(".//style:font-face", names)
    }
    found = {}
    for style in root.iterfind(".//office:styles/style:style", names):
        text = style.find("style:text-properties", names)
        if text is not None:
            font = families.get(value(text, "style", "font-name-asian"), "")
            found[value(style, "style", "name")] = (font, value(text, "style", "font-size-asian"))
    values = layout(name)
    fonts, sizes = values["fonts"], {key: f"{size}pt" for key, size in values["sizes"].items()}
    assert found["Title"] == (fonts["title"], sizes["title"])
    assert found["Date"] == found["Subtitle"] == (fonts["head"], sizes["body"])
    assert found["Standard"] == (fonts["body"], sizes["body"])
    for level, role in (("1", "level_1"), ("2", "level_2"), ("3", "body")):
        assert found[f"Heading_20_{level}"] == (fonts[role], sizes["body"])
        assert found[f"Heading_20_{level}_20_Char"] == (fonts[role], sizes["body"])
    assert found["Footer"] == (fonts["page_number"], sizes["page_number"])
