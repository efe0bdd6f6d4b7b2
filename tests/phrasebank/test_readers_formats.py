"""Which reader gets a file, and what becomes of files that none can read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from outlines.errors import UserError
from phrasebank.corpus import find_files, read_bytes, read_speech
from phrasebank.intake import mine_files
from phrasebank.readers import LARGEST, office, parse_bytes, read_lines
from phrasebank.readers.sniff import sniff
from phrasebank.store import Bank

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARAGRAPHS = (
    "同志们：",
    "今天，我们在云州市召开工会工作会议，研究部署全年的重点任务。",
    "一、把阵地建起来",
    "要把职工之家建到车间里。",
)
needs_office = pytest.mark.skipif(office.find_program() is None, reason="LibreOffice is not installed")


def rtf(paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    words = "\\par ".join("".join(f"\\u{ord(char)}?" for char in text) for text in paragraphs)
    return b"{\\rtf1\\ansi\\uc1 " + words.encode("ascii") + b"}"


def ole(stream: bytes = b"", name: str = "WordDocument") -> bytes:
    return OLE + bytes(504) + stream.ljust(512, b"\0") + name.encode("utf-16-le").ljust(512, b"\0")


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        ("同志们：".encode(), ".txt", "text"),
        ("# 讲话\n同志们：".encode(), ".md", "text"),
        (b"\n\n<!DOCTYPE html><html>", ".txt", "html"),
        ("<html><p>同志们".encode("utf-16"), ".doc", "html"),
        (b"<?xml version='1.0'?>\n<!-- x --><html>", "", "html"),
        ("<p>同志们：</p>".encode(), "", "html"),
        ("<p>同志们：</p>".encode(), ".md", "text"),
        ("<同志们>：".encode(), "", "text"),
        (
            b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
            ".doc",
            "mhtml",
        ),
        (b"%PDF-1.4\n", ".txt", "pdf"),
        (rtf(), ".doc", "office"),
        (ole(b"\xec\xa5\xc1\x00" + bytes(20)), ".wps", "office"),
        (ole(b"\xec\xa5\xc1\x00" + bytes(7) + b"\x01"), ".doc", "locked"),
        (ole(name="EncryptedPackage"), ".docx", "locked"),
        (ole(name="Workbook"), ".doc", "sheet"),
        (zipped("word/document.xml"), ".doc", "docx"),
        (zipped("mimetype", "content.xml"), ".docx", "office"),
        (zipped("xl/workbook.xml"), ".docx", "sheet"),
        (zipped("a.txt"), ".docx", "archive"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
            ".doc",
            "office",
        ),
        (b"\x89PNG\r\n", ".docx", "image"),
        ("BM会议纪要".encode(), ".txt", "text"),
    ],
)
def test_bytes_decide_not_the_suffix(data: bytes, suffix: str, kind: str) -> None:
    assert sniff(data, suffix) == kind


@needs_office
def test_rtf_named_doc_is_read_through_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "稿.doc"
    path.write_bytes(rtf())
    document = read_lines(path)
    assert document.format == "doc"
    assert tuple(line.text for line in document.lines if line.text) == PARAGRAPHS
    assert read_speech(path).units[1].heading == "把阵地建起来"


@needs_office
def test_many_documents_are_converted_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    run = office._run

    def count(command: list[str], *rest: object) -> None:
        calls.append(command)
        run(command, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(office, "_run", count)
    made = office.convert({"甲": rtf(), "乙": rtf(("乙稿。",)), "丙": ole(b"\xec\xa5\xc1\x00")})
    assert len(calls) == 1
    assert {"甲", "乙"} <= set(made)
    assert parse_bytes(made["乙"], source="乙.docx").lines[0].text == "乙稿。"


@needs_office
def test_a_folder_of_old_files_is_read_together_and_mined(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("一.doc", "二.rtf", "三.wps", "坏.doc", "四.txt")]
    for number, path in enumerate(paths):
        path.write_bytes(rtf((f"第{number}次会议上的讲话", *PARAGRAPHS)))
    paths[3].write_bytes(ole(b"\xec\xa5\xc1\x00" + bytes(7) + b"\x01"))
    documents = office.read_together(paths)
    assert sorted(path.name for path in documents) == ["一.doc", "三.wps", "二.rtf"]
    assert documents[paths[1]] == read_lines(paths[1])
    with Bank.open(tmp_path / "bank.db", create=True) as bank:
        report = mine_files(bank, paths)
    assert (report.read, [(Path(each.source).name, each.error) for each in report.failed]) == (
        4,
        [("坏.doc", "文件设有打开密码")],
    )


def test_without_libreoffice_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_program", lambda: None)
    with pytest.raises(UserError, match="LibreOffice") as error:
        parse_bytes(rtf(), source="稿.rtf", where="夹/稿.rtf")
    assert "另存为docx" in error.value.hint
    assert error.value.where == "夹/稿.rtf"


def test_a_conversion_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "soffice"
    script.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(office, "find_program", lambda: str(script))
    monkeypatch.setattr(office, "_START", 0.5)
    monkeypatch.setattr(office, "_EACH", 0.0)
    with pytest.raises(UserError, match="迟迟"):
        parse_bytes(rtf(), source="稿.rtf")


def test_a_conversion_that_gives_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = shutil.which("true")
    if nothing is None:
        pytest.skip("there is no `true` here")
    monkeypatch.setattr(office, "find_program", lambda: nothing)
    with pytest.raises(UserError, match="转换不了"):
        parse_bytes(rtf(), source="稿.rtf")


def test_a_file_of_200_megabytes_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(UserError, match=f"200MB，超过{LARGEST // 1024 // 1024}MB"):
        read_lines(path)


def test_what_comes_through_a_pipe_is_sniffed_too() -> None:
    with pytest.raises(UserError, match="图片"):
        read_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert read_bytes(b"<html><body><p>" + "</p><p>".join(PARAGRAPHS).encode()).format == "html"


def test_files_of_every_format_are_found(tmp_path: Path) -> None:
    names = {"甲.docx", "乙.PDF", "丙.shtml", "丁.wps", "戊.txt", "己.mht"}
    for name in (*names, "庚.png", "~$甲.docx"):
        (tmp_path / name).write_bytes(b"x")
    assert {path.name for path in find_files([tmp_path])} == names


@pytest.mark.parametrize("module", ["lxml", "selectolax", "pypdfium2", "docx"])
def test_reading_text_loads_no_other_format(module: str) -> None:
    code = (
        "import sys; from phrasebank.corpus import read_bytes; "
        "read_bytes('同志们：\\n今天开会，请大家认真听讲。'.encode()); "
        f"sys.exit({module!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", ["稿.docx", "页.html"])
def test_a_file_cut_anywhere_is_read_or_refused(name: str) -> None:
    if name.endswith("docx"):
        buffer = BytesIO()
        document = docx.Document()
        for text in PARAGRAPHS:
            document.add_paragraph(text)
        document.save(buffer)
        data = buffer.getvalue()
    else:
        data = f"<html><body><div>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</div></body></html>".encode()
    read, refused = 0, set()
    for end in range(1, len(data), max(1, len(data) // 60)):
        try:
            read += bool(parse_bytes(data[:end], source=name, suffix=Path(name).suffix).lines)
        except UserError as error:
            refused.add((error.message, error.hint))
    assert read or refused
    assert all(message and hint for message, hint in refused)
