"""What is exported comes back whole, in every format; what is imported joins and never destroys."""

from __future__ import annotations

import csv
import io
import json
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlines.errors import UserError
from outlines.speech import Role
from outlines.yaml_source import SourceError
from phrasebank.edits import Marks
from phrasebank.exchange import FORMATS, format_of, read_entries, write_entries
from phrasebank.exchange.entry import Entry
from phrasebank.exchange.joining import export_entries, import_entries, join_marks
from phrasebank.phrase import Kind, Phrase, Slot, SlotKind, Source, phrase_id
from phrasebank.search import Filters
from phrasebank.store import Bank
from phrasebank.tokens import brace_slots, label_slots

TempPathFactory = pytest.TempPathFactory
EVERY = Filters(hidden=None)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=10) | st.sampled_from(
    [
        "=1+1",
        "+86",
        "-",
        "@SUM(A1)",
        "'",
        "''x",
        "\t=1",
        "null",
        "~",
        "yes",
        "010",
        "12:30",
        "[1]",
        "甲、乙",
        "\\u0041",
        "\r\n",
    ]
)
counts = st.integers(0, 500)
texts = words.map(lambda text: "实" + text) | st.sampled_from(
    ["=实干", "-〔1〕实干", "推动{topic}{place2}实干"]
)
phrases = st.builds(
    Phrase,
    st.text(string.hexdigits.lower()[:16], min_size=12, max_size=12),
    texts.filter(lambda text: brace_slots(label_slots(text)) == text == brace_slots(text)),
    st.sampled_from(Kind),
    st.sampled_from(Role),
    st.lists(st.builds(Slot, words, st.sampled_from(SlotKind), words), max_size=2).map(tuple),
    st.lists(words, max_size=3).map(tuple),
    counts,
    st.lists(st.builds(Source, words, counts, counts), max_size=3, unique=True).map(tuple),
    st.none() | st.just("2012-11"),
    st.none() | st.just("2023-03-01"),
    st.floats(-100, 100),
    counts,
    words,
    counts,
    words,
    words,
    st.lists(st.integers(1949, 2050), max_size=3, unique=True).map(tuple),
    st.lists(words, max_size=2).map(tuple),
)
marks = st.builds(
    Marks, st.booleans(), st.booleans(), words, st.lists(words, max_size=2, unique=True).map(tuple)
)


def phrase(text: str, kind: Kind = Kind.MEASURE, **fields: object) -> Phrase:
    plain = Phrase(phrase_id(kind, text), text, kind, Role.KEY_TASKS, (), (), 1, ())
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    with Bank.open(tmp_path / "bank.db", create=True) as opened:
        yield opened


def fresh(folder: Path, name: str) -> Bank:
    return Bank.open(folder / f"{name}.db", create=True)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(phrases, marks, st.booleans()), max_size=4, unique_by=lambda row: row[0].id),
    st.sampled_from(FORMATS),
)
def test_a_bank_comes_back_whole(
    tmp_path_factory: TempPathFactory, given: list[tuple[Phrase, Marks, bool]], format: str
) -> None:
    folder = tmp_path_factory.mktemp("banks")
    with fresh(folder, "甲") as one, fresh(folder, "乙") as other:
        one.publish([entry for entry, _, own in given if not own])
        one.add([entry for entry, _, own in given if own])
        for entry, noted, _ in given:
            if noted != Marks():
                one.mark(entry.id, noted)
        written = write_entries(export_entries(one, EVERY), format)
        import_entries(other, read_entries(written, format, "甲"))
        assert other.select(EVERY) == one.select(EVERY)
        assert [other.marks(entry.id) for entry, *_ in given] == [noted for _, noted, _ in given]
        assert write_entries(export_entries(other, EVERY), "jsonl") == write_entries(
            export_entries(one, EVERY), "jsonl"
        )
        again = import_entries(other, read_entries(written, format, "甲"))
        assert (again.added, again.changed, again.conflicts) == ([], [], [])


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(phrases, marks, st.booleans(), st.integers(1, 3)),
        max_size=4,
        unique_by=lambda row: row[0].id,
    )
)
def test_two_banks_that_take_each_other_in_hold_the_same(
    tmp_path_factory: TempPathFactory, given: list[tuple[Phrase, Marks, bool, int]]
) -> None:
    folder = tmp_path_factory.mktemp("banks")
    with fresh(folder, "甲") as one, fresh(folder, "乙") as other:
        for bit, bank in ((1, one), (2, other)):
            bank.publish([entry for entry, _, own, where in given if not own and where & bit])
            bank.add([entry for entry, _, own, where in given if own and where & bit])
            for entry, noted, _, where in given:
                if where & bit:
                    bank.mark(entry.id, replace(noted, starred=noted.starred and bit == 1))
        before = {bank: {p.id: (p, bank.marks(p.id)) for p in bank.select(EVERY)} for bank in (one, other)}
        sent = [export_entries(bank, EVERY) for bank in (one, other)]
        import_entries(one, sent[1])
        import_entries(other, sent[0])
        assert {p.id: p.text for p in one.select(EVERY)} == {p.id: p.text for p in other.select(EVERY)}
        for bank, held in before.items():
            for id, (entry, noted) in held.items():
                assert bank.get(id).text == entry.text
                assert join_marks(bank.marks(id), noted) == bank.marks(id)
        for id in {p.id for p in one.select(EVERY)}:
            assert replace(one.marks(id), note="") == replace(other.marks(id), note="")


@pytest.mark.parametrize("format", FORMATS)
def test_a_long_list_of_sources_comes_back(bank: Bank, format: str) -> None:
    sources = tuple(Source(f"corpus/第{i:04}次推进会讲话.txt", i, 0) for i in range(2000))
    bank.publish([phrase("把好事办实", sources=sources, document_frequency=2000)])
    entries = export_entries(bank, EVERY)
    assert [
        entry.phrase for entry in read_entries(write_entries(entries, format), format, "")
    ] == bank.select(EVERY)


def test_no_cell_of_a_table_is_a_formula(bank: Bank) -> None:
    bank.add([phrase("=HYPERLINK(1)"), phrase("＋1实干"), phrase("@实干")])
    bank.mark(phrase("@实干").id, Marks(note="-2+3", tags=("=1",)))
    entries = export_entries(bank, EVERY)
    rows = list(csv.reader(io.StringIO(write_entries(entries, "csv").decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(write_entries(entries, "xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    for text in [cell for row in rows for cell in row] + [
        str(cell.value) for cell in cells if cell.value is not None
    ]:
        assert text[:1] not in tuple("=＋+-＠@\t\r") or text.lstrip("-").replace(".", "").isdigit()


def test_a_table_filled_in_by_hand_needs_a_text_and_a_kind_only() -> None:
    table = "词句,类别,主题,年份,标星\r\n为〔地名〕添一抹亮色,号召语,文明、志愿,2024、2025,是\r\n,,,,\r\n"
    [entry] = read_entries(table.encode(), "csv", "表.csv")
    assert entry.phrase == Phrase(
        phrase_id(Kind.CALL, "为{place}添一抹亮色"), "为{place}添一抹亮色", Kind.CALL, Role.OTHER,
        (Slot("place", SlotKind.PLACE, ""),), ("文明", "志愿"), 0, (), years=(2024, 2025),
    )  # fmt: skip
    assert entry.marks.starred


def test_what_is_written_by_hand_is_as_current_as_its_formulations() -> None:
    table = "词句,类别\n以实干迎接党的二十大,号召语\n"
    [entry] = read_entries(table.encode(), "csv", "表.csv")
    assert (entry.phrase.valid_until or "").startswith("2022")


def test_a_table_saved_by_excel_in_china_is_read() -> None:
    [entry] = read_entries("词句,类别\r\n把好事办实,举措\r\n".encode("gb18030"), "csv", "表.csv")
    assert entry.phrase.text == "把好事办实"


def test_every_bad_row_is_told_at_once_with_its_number(bank: Bank) -> None:
    table = (
        "词句,类别,篇数,标星,心情\n实干为先,废话,,,\n,举措,,,\n"
        "稳扎稳打,四字格,三,也许,好\n事事有着落,举措,1,,\n事事有着落,举措,1,,\n"
    )
    with pytest.raises(SourceError) as error:
        read_entries(table.encode(), "csv", "表.csv")
    told = {(problem.line, problem.field) for problem in error.value.problems}
    assert told == {(2, "类别"), (3, "词句"), (4, "篇数"), (4, "标星"), (4, "心情"), (6, "编号")}


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (b"{\n", "jsonl"),
        (b"[1]\n", "jsonl"),
        (b"[" * 100_000, "jsonl"),
        (b'{"text": ' + b"9" * 10_000 + b"}", "jsonl"),
        (b"\xff\xfe", "jsonl"),
        (b"- a: &x 1\n- *x\n", "yaml"),
        (b"- !!python/object:os.system x\n", "yaml"),
        (b"- " * 5000, "yaml"),
        (b"[" * 100_000, "yaml"),
        (b"- {text: a, text: b}\n", "yaml"),
        (b"text: a\n", "yaml"),
        (b"- [a, b]\n", "yaml"),
        (b"- a: [\n", "yaml"),
        (b"\x00", "yaml"),
        (b"a,b\n1,2\n", "csv"),
        (b"", "csv"),
        ('词句,类别\n"实干'.encode(), "csv"),
        ("词句,类别\n实干,举措,多\n".encode(), "csv"),
        ("词句,类别,出处\n实干,举措,[[[\n".encode(), "csv"),
        (b"PK\x03\x04", "xlsx"),
        (b"", "xlsx"),
    ],
)
def test_what_is_no_list_of_phrases_is_refused(content: bytes, format: str) -> None:
    with pytest.raises(UserError):
        read_entries(content, format, "坏文件")


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_refused(content: bytes, format: str) -> None:
    try:
        entries = read_entries(content, format, "文件")
    except UserError:
        return
    assert all(isinstance(entry, Entry) for entry in entries)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    from zipfile import ZIP_DEFLATED, ZipFile

    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    with pytest.raises(UserError, match="大得不正常"):
        read_entries(out.getvalue(), "xlsx", "炸弹.xlsx")


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_a_workbook_with_anything_in_its_parts_is_read_or_refused(data: st.DataObject) -> None:
    from zipfile import ZipFile

    whole = write_entries([Entry(phrase("把好事办实"), Marks())], "xlsx")
    with ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    start = data.draw(st.integers(0, len(parts[name])))
    junk = data.draw(st.binary(max_size=8) | st.sampled_from([b"<", b"<!DOCTYPE a>", b"&x;", b"</row>"]))
    parts[name] = parts[name][:start] + junk + parts[name][start + data.draw(st.integers(0, 40)) :]
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    try:
        entries = read_entries(out.getvalue(), "xlsx", "表.xlsx")
    except UserError:
        return
    assert all(isinstance(entry, Entry) for entry in entries)


def test_the_users_wording_is_never_overwritten_unasked(bank: Bank, tmp_path: Path) -> None:
    old = phrase("拧紧安全螺栓")
    bank.publish([old])
    bank.revise(old.id, "拧紧每一颗安全螺栓")
    with fresh(tmp_path, "乙") as other:
        other.publish([old])
        other.revise(old.id, "把安全螺栓拧紧再拧紧")
        entries = [replace(entry, changed="2099-01-01T00:00:00Z") for entry in export_entries(other, EVERY)]
    [conflict] = import_entries(bank, entries).conflicts
    assert (conflict.mine, conflict.theirs, conflict.taken) == (
        "拧紧每一颗安全螺栓",
        "把安全螺栓拧紧再拧紧",
        False,
    )
    assert bank.get(old.id).text == "拧紧每一颗安全螺栓"
    assert import_entries(bank, entries, prefer="newer").conflicts[0].taken
    assert bank.get(old.id).text == "把安全螺栓拧紧再拧紧"
    bank.undo()
    assert bank.get(old.id).text == "拧紧每一颗安全螺栓"


def test_what_was_taken_in_survives_mining_and_gains_by_it(bank: Bank, tmp_path: Path) -> None:
    there = phrase("把技能送到一线", sources=(Source("乙/一.txt", 0, 0),), weight=3.0, years=(2020,))
    import_entries(bank, [Entry(there, Marks(tags=("技能",)))])
    bank.publish([phrase("夯实基层基础", weight=9.0)])
    assert [found.text for found in bank.select(EVERY)] == ["夯实基层基础", "把技能送到一线"]
    here = replace(there, sources=(Source("甲/二.txt", 1, 0),), weight=5.0, years=(2024,))
    bank.publish([here])
    [found] = bank.select(EVERY)
    assert (found.sources, found.years, found.document_frequency, found.weight) == (
        (Source("乙/一.txt", 0, 0), Source("甲/二.txt", 1, 0)), (2020, 2024), 2, 5.0,
    )  # fmt: skip
    assert bank.select(Filters(sources=("乙/",))) == [found]
    assert bank.select(Filters(tags=("技能",))) == [found]


@settings(deadline=None, max_examples=40)
@given(phrases, marks)
def test_an_entry_is_what_its_schema_says(entry: Phrase, noted: Marks) -> None:
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "entry.json"
    written = write_entries([Entry(entry, noted, True, "2026-03-01T08:00:00Z")], "jsonl")
    jsonschema.validate(json.loads(written), json.loads(schema.read_text(encoding="utf-8")))


def test_since_a_date_only_the_edits_since_are_exported(bank: Bank) -> None:
    bank.publish([phrase("夯实基层基础"), phrase("搭建成长舞台")])
    bank.mark(phrase("夯实基层基础").id, Marks(starred=True))
    assert [entry.phrase.text for entry in export_entries(bank, EVERY, "2000-01-01")] == ["夯实基层基础"]
    assert export_entries(bank, EVERY, "2999-01-01") == []


def test_a_dry_run_changes_nothing(bank: Bank) -> None:
    assert import_entries(bank, [Entry(phrase("把好事办实"), Marks())], dry_run=True).added != []
    assert bank.select(EVERY) == []


def test_the_suffix_tells_the_format() -> None:
    assert [format_of(Path(name)) for name in ("a.JSONL", "a.yml", "a.csv", "a.xlsx")] == [
        "jsonl",
        "yaml",
        "csv",
        "xlsx",
    ]
    assert format_of(Path("a.txt"), "csv") == "csv"
    for path, named in ((Path("a.txt"), None), (Path("a.csv"), "pdf")):
        with pytest.raises(UserError):
            format_of(path, named)
