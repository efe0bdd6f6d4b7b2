"""Word documents: the words as Word shows them, numbers included."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest

from outlines.errors import UserError
from phrasebank.readers import parse_bytes
from phrasebank.readers.docx_numbering import format_number

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def build(body: str, *, numbering: str = "", styles: str = "", namespace: str = W) -> bytes:
    """Zip the least that makes a Word document."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:%s xmlns:w="{namespace}" xmlns:mc="{MC}">'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", head % "document" + f"<w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", head % "numbering" + numbering + "</w:numbering>")
        archive.writestr("word/styles.xml", head % "styles" + styles + "</w:styles>")
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int = 0, num: int = 1) -> str:
    return p(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{num}'/></w:numPr>")


def level(number: int, form: str, text: str, extra: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{number}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{extra}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


CHINESE = (
    "<w:abstractNum w:abstractNumId='7'>"
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
)


def texts(data: bytes) -> list[str]:
    return [line.text for line in parse_bytes(data, source="稿.docx", suffix=".docx").lines if line.text]


def test_automatic_numbers_become_text() -> None:
    body = "".join(
        numbered(text, depth)
        for text, depth in [
            ("抓学习", 0), ("学什么", 1), ("怎么学", 1), ("集中学", 2), ("自己学", 2),
            ("抓落实", 0), ("谁来抓", 1), ("怎么抓", 1), ("分工", 2),
        ]
    )  # fmt: skip
    assert texts(build(body, numbering=CHINESE)) == [
        "一、抓学习", "（一）学什么", "（二）怎么学", "1.集中学", "2.自己学",
        "二、抓落实", "（一）谁来抓", "（二）怎么抓", "1.分工",
    ]  # fmt: skip


def test_a_second_instance_restarts_only_where_it_says_so() -> None:
    going_on = "<w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num>"
    restarting = (
        "<w:num w:numId='3'><w:abstractNumId w:val='7'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
    )
    body = numbered("甲") + numbered("乙", num=2) + numbered("丙", num=3) + numbered("丁", num=3)
    found = texts(build(body, numbering=CHINESE + going_on + restarting))
    assert found == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_numbers_come_through_styles_and_their_parents() -> None:
    numbering = CHINESE.replace(
        "<w:numFmt w:val='chineseCountingThousand'/>",
        "<w:numFmt w:val='chineseCountingThousand'/><w:pStyle w:val='Part'/>",
    )
    styles = (
        "<w:style w:type='paragraph' w:styleId='Base'><w:name w:val='heading 1'/>"
        "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='Own'><w:name w:val='我的标题'/><w:basedOn w:val='Base'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Part'><w:name w:val='heading 2'/>"
        "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    )
    body = p("总则", "<w:pStyle w:val='Own'/>") + p("分则", "<w:pStyle w:val='Part'/>")
    body += p("无号", "<w:pStyle w:val='Own'/><w:numPr><w:numId w:val='0'/></w:numPr>")
    document = parse_bytes(build(body, numbering=numbering, styles=styles), source="稿.docx")
    assert [(line.text, line.hint) for line in document.lines] == [
        ("一、总则", "h1"),
        ("（一）分则", "h2"),
        ("无号", "h1"),
    ]


def test_levels_that_show_other_levels() -> None:
    numbering = (
        "<w:abstractNum w:abstractNumId='1'>"
        + level(0, "chineseCounting", "第%1部分")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + level(2, "bullet", "●")
        + level(3, "bullet", "—")
        + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
    )
    body = "".join(numbered(text, depth) for text, depth in [("总论", 0), ("背景", 1), ("点", 2), ("线", 3)])
    document = parse_bytes(build(body, numbering=numbering), source="稿.docx")
    assert [line.text for line in document.lines] == ["第一部分 总论", "1.1 背景", "点", "——线"]
    assert document.lines[2].hint == "li"


@pytest.mark.parametrize(
    ("style", "numbers", "written"),
    [
        ("chineseCounting", (1, 10, 11, 20, 21, 105, 110), ("一", "十", "十一", "二十", "二十一", "一百零五", "一百一十")),
        ("japaneseCounting", (3, 15), ("三", "十五")),
        ("chineseLegalSimplified", (1, 12), ("壹", "壹拾贰")),
        ("ideographDigital", (5, 12), ("五", "一二")),
        ("decimalEnclosedCircleChinese", (1, 20), ("①", "⑳")),
        ("upperRoman", (4, 9, 14), ("IV", "IX", "XIV")),
        ("lowerLetter", (1, 26, 27), ("a", "z", "aa")),
        ("decimalZero", (7,), ("07",)),
        ("ideographTraditional", (1, 10), ("甲", "癸")),
        ("noSuchFormat", (3,), ("3",)),
    ],
)  # fmt: skip
def test_number_formats(style: str, numbers: Sequence[int], written: Sequence[str]) -> None:
    assert tuple(format_number(number, style) for number in numbers) == tuple(written)


RUN = "<w:r><w:t>{}</w:t></w:r>".format


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (RUN("甲") + f"<w:ins>{RUN('乙')}</w:ins>" + "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>", "甲乙"),
        (f"<w:moveTo>{RUN('甲')}</w:moveTo><w:moveFrom>{RUN('乙')}</w:moveFrom>", "甲"),
        (f"<w:hyperlink>{RUN('链')}</w:hyperlink><w:smartTag>{RUN('标')}</w:smartTag>", "链标"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{RUN('控件')}</w:sdtContent></w:sdt>", "控件"),
        (RUN("脚") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + RUN("注"), "脚注"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + RUN("域"), "域"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>" + RUN("明"), "明"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>zhōu</w:t></w:r></w:rt><w:rubyBase>" + RUN("州") + "</w:rubyBase></w:ruby></w:r>", "州"),
        (RUN("万人") + "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>", "万人²"),
        ("<w:r><w:t>一</w:t><w:noBreakHyphen/><w:t>二</w:t><w:br w:type='page'/></w:r>", "一-二"),
    ],
)  # fmt: skip
def test_what_counts_as_text(inside: str, text: str) -> None:
    assert texts(build(f"<w:p>{inside}</w:p>")) == [text]


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent>" + p("框中的话。") + "</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(build(f"<w:p><w:r><w:t>段。</w:t></w:r><w:r>{both}</w:r></w:p>")) == ["段。", "框中的话。"]


def test_tables_are_read_row_by_row_and_layouts_line_by_line() -> None:
    def table(*rows: Sequence[str]) -> str:
        cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"

    long = "这一格里写的是整段的话，" * 8
    body = table([p("县区"), p("会员")], [p("安平县"), p("3万人")]) + table(
        [table([p("内层")]) + p("外层"), p(long)]
    )
    assert texts(build(body)) == ["县区 会员", "安平县 3万人", "内层", "外层", long]


def test_soft_breaks_part_lines_but_not_titles() -> None:
    styles = "<w:style w:type='paragraph' w:styleId='T'><w:name w:val='Title'/></w:style>"
    broken = "<w:r><w:t>在全市大会上</w:t><w:br/><w:t>的讲话</w:t></w:r>"
    title = f"<w:p><w:pPr><w:pStyle w:val='T'/></w:pPr>{broken}</w:p>"
    document = parse_bytes(build(title + f"<w:p>{broken}</w:p>", styles=styles), source="稿.docx")
    assert [(line.text, line.hint) for line in document.lines] == [
        ("在全市大会上的讲话", "title"),
        ("在全市大会上", "p"),
        ("的讲话", "p"),
    ]


def test_a_table_of_contents_is_no_text() -> None:
    styles = "<w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style>"
    document = parse_bytes(
        build(p("一、总则 3", "<w:pStyle w:val='TOC1'/>") + p("正文。"), styles=styles), source="稿.docx"
    )
    assert [line.text for line in document.lines] == ["正文。"]
    assert document.removed[0].text == "一、总则 3"


def test_a_page_packed_as_a_document_is_read_as_a_page() -> None:
    buffer = BytesIO(build("<w:altChunk/>"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(
            "word/afchunk.htm", "<html><body><p>同志们：</p><p>今天，我们开会。</p></body></html>"
        )
    document = parse_bytes(buffer.getvalue(), source="稿.docx")
    assert (document.format, [line.text for line in document.lines]) == (
        "docx",
        ["同志们：", "今天，我们开会。"],
    )


def test_strict_documents_read_the_same() -> None:
    assert texts(build(numbered("抓学习"), numbering=CHINESE, namespace=STRICT)) == ["一、抓学习"]


def test_a_docx_named_doc_or_txt_is_a_docx() -> None:
    for name in ("稿.doc", "稿.txt", "稿"):
        document = parse_bytes(build(p("正文。")), source=name, suffix=Path(name).suffix)
        assert (document.format, document.lines[0].text) == ("docx", "正文。")


def bomb() -> bytes:
    return build(p("啊" * 30_000_000))


def damaged() -> bytes:
    return build(p("正文。" * 2000))[:-200]


def broken_xml() -> bytes:
    return build("<w:p>")


def with_entities() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        xml = (
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            + f'<w:document xmlns:w="{W}">&x;</w:document>'
        )
        archive.writestr("word/document.xml", xml)
    return data.getvalue()


def locked() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1016)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(480)
    )


def spreadsheet() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (bomb, "大得不正常"),
        (damaged, "压缩包|损坏"),
        (broken_xml, "损坏"),
        (with_entities, "实体声明"),
        (locked, "打开密码"),
        (spreadsheet, "电子表格"),
        (lambda: build(p(" ")), "没有文字"),
    ],
)
def test_each_fault_has_its_message(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        parse_bytes(make(), source="稿.docx", suffix=".docx", where="夹/稿.docx")
    assert error.value.where == "夹/稿.docx"
    assert error.value.hint
