"""PDF files: lines become paragraphs again, pages leave no trace. The files are written here, byte by byte."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from outlines.errors import UserError
from phrasebank.readers import RawDocument, parse_bytes
from phrasebank.readers.pdf_layout import Piece, lay_out

EM = 16.0
LEFT, RIGHT = 80.0, 80.0 + 28 * EM
PITCH = 29.0
# 28 characters a line: two paragraphs, each over a line end, the second over a page end.
FIRST = "今天，我们在云州市召开工会工作会议，主要任务是回顾去年、谋划今年，把服务职工的事情办得更实，把桥梁纽带架得更牢。"
SECOND = "要把职工之家建到车间、建到工地、建到网点，让职工抬脚就能到、有事能商量、困难有人帮，真正做到职工在哪里、服务就到哪里。"

Item = tuple[float, float, float, str]


def wrap(text: str, top: float, indent: int = 2) -> tuple[list[Item], float]:
    """Set a paragraph; return its lines and the place of the next one."""
    lines = [text[: 28 - indent]]
    rest = text[28 - indent :]
    lines += [rest[start : start + 28] for start in range(0, len(rest), 28)]
    items = [
        (LEFT + (indent * EM if number == 0 else 0), top - number * PITCH, EM, line)
        for number, line in enumerate(lines)
    ]
    return items, top - len(lines) * PITCH


def write_pdf(pages: Iterable[Sequence[Item]], *, image: bool = False, locked: bool = False) -> bytes:
    """Write a PDF with one Chinese font that is named, not embedded."""
    pages = list(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
        b"stream\n\x80\nendstream",
    ]
    for number, page in enumerate(pages):
        drawing = b"q 500 0 0 700 50 50 cm /I Do Q\n" if image else b""
        text = b"".join(
            b"BT /F %d Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET\n"
            % (size, x, y, words.encode("utf-16-be").hex().encode())
            for x, y, size, words in page
        )
        stream = drawing + text
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> /XObject << /I 5 0 R >> >> >>" % (7 + 2 * number),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    key = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> " % (
        b"11" * 32,
        b"22" * 32,
    )
    out += b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        key if locked else b"",
        xref,
    )
    return bytes(out)


def read(data: bytes) -> RawDocument:
    pytest.importorskip("pypdfium2", reason="the pdf extra is not installed")
    return parse_bytes(data, source="稿.pdf", suffix=".pdf")


def two_pages() -> list[list[Item]]:
    head = [(LEFT + 6 * EM, 780.0, 22.0, "在全市工会工作会议上的讲话"), (LEFT, 700.0, EM, "同志们：")]
    first, top = wrap(FIRST, 670.0)
    second, _ = wrap(SECOND, top)
    runners: list[list[Item]] = [
        [(LEFT, 815.0, 10.0, "云州市总工会文件汇编"), (290.0, 40.0, 14.0, f"— {number} —")]
        for number in (1, 2)
    ]
    last = wrap("一要学在前，二要干在前。谢谢大家！", 780.0 - 2 * PITCH)[0]
    moved = [(x, 780.0 - number * PITCH, size, text) for number, (x, _, size, text) in enumerate(second[1:])]
    return [[*runners[0], *head, *first, second[0]], [*runners[1], *moved, *last]]


def test_paragraphs_are_whole_again_over_lines_and_pages() -> None:
    document = read(write_pdf(two_pages()))
    assert [line.text for line in document.lines] == [
        "在全市工会工作会议上的讲话",
        "同志们：",
        FIRST,
        SECOND,
        "一要学在前，二要干在前。谢谢大家！",
    ]
    assert document.lines[0].hint == "title"
    assert sorted((removal.text, removal.reason) for removal in document.removed) == [
        ("— 1 —", "page_marker"),
        ("— 2 —", "page_marker"),
        ("云州市总工会文件汇编", "running_head"),
        ("云州市总工会文件汇编", "running_head"),
    ]


def test_the_order_in_the_file_does_not_matter() -> None:
    shuffled = [list(reversed(page)) for page in two_pages()]
    assert read(write_pdf(shuffled)).lines == read(write_pdf(two_pages())).lines


def width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def test_a_note_mark_is_no_part_of_a_figure() -> None:
    row = [
        (LEFT, 700.0, EM, "全市会员达到"),
        (LEFT + 6 * EM, 706.0, 8.0, "3"),
        (LEFT + 6.3 * EM, 700.0, EM, "，其中女职工一半。"),
    ]
    assert read(write_pdf([row])).lines[0].text == "全市会员达到³，其中女职工一半。"


def pieces(rows: Iterable[tuple[float, float, str]], em: float = EM, page: int = 0) -> list[Piece]:
    return [Piece(page, text, left, left + width(text) * em, top - em, top, em) for left, top, text in rows]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [(50.0, 700.0 - 20 * row, f"左栏第{row}行的文字有这么多个字") for row in range(8)]
    right = [(320.0, 700.0 - 20 * row, f"右栏第{row}行的文字有这么多个字") for row in range(8)]
    lines, _ = lay_out([pieces([*left, *right])])
    text = "".join(line.text for line in lines)
    assert text.index("左栏第7行") < text.index("右栏第0行")


def test_a_line_ends_a_paragraph_where_the_next_word_would_have_fitted() -> None:
    rows = [
        (LEFT, 700.0, "这一行写满了整整二十八个汉字一个也不多一个也不少了呀啊哪"),
        (LEFT, 671.0, "这一行后面放不下一个长数字所以空着"),
        (LEFT, 642.0, "12345678901234567890元，这是全市工会的总数。"),
        (LEFT, 613.0, "这一行后面空着是因为段落到此为止。"),
        (LEFT, 584.0, "这是新的一段它也写满了整整二十八个汉字一个也不多也不少了"),
        (LEFT, 555.0, "吧。"),
    ]
    lines, _ = lay_out([pieces(rows)])
    assert [line.text[:4] for line in lines] == ["这一行写", "这一行后", "这是新的"]
    assert [line.number for line in lines] == [1, 4, 5]


def test_short_lines_stay_apart() -> None:
    rows = [
        (LEFT + indent * EM, 700.0 - 29 * row, text)
        for row, (indent, text) in enumerate(
            [
                (0, "一、抓学习"),
                (2, "（一）学什么"),
                (2, "（二）怎么学"),
                (0, "二、抓落实"),
                (0, "三、抓督查"),
            ]
        )
    ]
    assert [line.text for line in lay_out([pieces(rows)])[0]] == [text for _, _, text in rows]


def test_notes_at_the_foot_go_and_raised_marks_stay_raised() -> None:
    body = pieces(
        (LEFT, 700.0 - 29 * row, "这一行写满了整整二十八个汉字一个也不多一个也不少了呀啊哪")
        for row in range(6)
    )
    mark = Piece(0, "1", RIGHT + 2, RIGHT + 8, 694.0, 702.0, 8.0)
    note = pieces([(LEFT, 80.0, "1 数据由云州市总工会提供。")], em=10.0)
    lines, removed = lay_out([[*body, mark, *note]])
    assert lines[0].text.startswith(body[0].text + "¹")
    assert [removal.reason for removal in removed] == ["footnote"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: write_pdf([[]], image=True), "扫描件"),
        (lambda: write_pdf([[]]), "没有文字"),
        (lambda: write_pdf(two_pages(), locked=True), "打开密码"),
        (lambda: write_pdf([[]] * 1000), "1000页"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, "损坏"),
    ],
)
def test_each_fault_has_its_message(make: Callable[[], bytes], message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        read(make())
    assert error.value.hint


def test_without_the_extra_the_way_to_get_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def missing(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "pypdfium2":
            raise ImportError(name)
        return load(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UserError, match="pypdfium2") as error:
        parse_bytes(write_pdf([[]]), source="稿.pdf")
    assert 'pip install "jianggao[pdf]"' in error.value.hint
