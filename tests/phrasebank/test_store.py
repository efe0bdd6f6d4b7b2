"""The bank keeps what it is given, whole, through publishing, failures and the user's edits."""

import sqlite3
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlines.errors import UserError
from outlines.induce import SectionPlan
from outlines.speech import Role
from phrasebank.edits import Marks
from phrasebank.phrase import (
    Candidate,
    Harvest,
    Kind,
    Phrase,
    Slot,
    SlotKind,
    Source,
    SourceDocument,
    phrase_id,
)
from phrasebank.search import Filters
from phrasebank.store import Bank, Passage

TempPathFactory = pytest.TempPathFactory


def document(name: str, **fields: object) -> SourceDocument:
    plain = SourceDocument(name, "d" * 64, "在推进会上的讲话", None, "2021-05-06", "临湖区", "区", "", (), ())
    return replace(plain, **fields)  # type: ignore[arg-type]


def harvest(name: str, **fields: object) -> Harvest:
    return Harvest(document(name, **fields), (), (), (), 0)


def phrase(text: str, kind: Kind = Kind.MEASURE, **fields: object) -> Phrase:
    plain = Phrase(phrase_id(kind, text), text, kind, Role.KEY_TASKS, (), (), 1, ())
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    with Bank.open(tmp_path / "bank.db", create=True) as opened:
        yield opened


def texts(bank: Bank, filters: Filters | None = None) -> list[str]:
    return [found.text for found in bank.select(filters or Filters())]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
short = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
slots = st.builds(Slot, short, st.sampled_from(SlotKind), words)
texts_of = st.lists(words, max_size=3).map(tuple)
counts = st.integers(0, 500)
candidates = st.builds(
    Candidate,
    words,
    st.sampled_from(Kind),
    st.sampled_from(Role),
    st.lists(slots, max_size=2).map(tuple),
    texts_of,
    counts,
    counts,
    counts,
    words,
    counts,
    words,
)
documents = st.builds(
    SourceDocument,
    short,
    words,
    words,
    st.none() | words,
    st.none() | st.sampled_from(["2021", "2021-05", "2021-05-06"]),
    words,
    words,
    words,
    st.lists(slots, max_size=2).map(tuple),
    texts_of,
)
harvests = st.builds(
    Harvest,
    documents,
    st.lists(candidates, max_size=3).map(tuple),
    st.lists(st.builds(SectionPlan, st.sampled_from(Role), words, texts_of, counts), max_size=2).map(tuple),
    st.lists(st.tuples(words, counts), max_size=2).map(tuple),
    counts,
)
phrases = st.builds(
    Phrase,
    st.text(string.hexdigits.lower()[:16], min_size=8, max_size=8),
    words,
    st.sampled_from(Kind),
    st.sampled_from(Role),
    st.lists(slots, max_size=2).map(tuple),
    texts_of,
    counts,
    st.lists(st.builds(Source, short, counts, counts), max_size=3).map(tuple),
    st.none() | st.just("2012-11"),
    st.none() | st.just("2023-03-01"),
    st.floats(-100, 100),
    counts,
    words,
    counts,
    words,
    words,
    st.lists(st.integers(1949, 2050), max_size=3).map(tuple),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(harvests, max_size=4))
def test_harvests_come_back_as_they_went_in(tmp_path_factory: TempPathFactory, given: list[Harvest]) -> None:
    path = tmp_path_factory.mktemp("bank") / "bank.db"
    last = {harvest.document.name: harvest for harvest in given}
    with Bank.open(path, create=True) as bank:
        for harvest in given:
            bank.put(harvest)
    with Bank.open(path) as bank:
        assert list(bank.harvests()) == [last[name] for name in sorted(last, key=lambda name: name.encode())]
        assert bank.documents() == {name: harvest.document.digest for name, harvest in last.items()}
        for name, harvest in last.items():
            assert bank.harvest(name) == harvest
            assert bank.document(name) == harvest.document


@settings(deadline=None, max_examples=60)
@given(st.lists(phrases, max_size=5, unique_by=lambda phrase: phrase.id))
def test_phrases_come_back_in_order_of_weight(tmp_path_factory: TempPathFactory, given: list[Phrase]) -> None:
    with Bank.open(tmp_path_factory.mktemp("bank") / "bank.db", create=True) as bank:
        bank.publish(given)
        assert bank.select(Filters()) == sorted(given, key=lambda phrase: (-phrase.weight, phrase.text))
        assert [bank.get(phrase.id) for phrase in given] == given


def test_an_error_while_publishing_leaves_the_old_phrases(bank: Bank) -> None:
    bank.publish([phrase("夯实基层基础")])

    def half() -> Iterator[Phrase]:
        yield phrase("筑牢安全防线")
        raise RuntimeError("停电")

    with pytest.raises(RuntimeError):
        bank.publish(half())
    with pytest.raises(AttributeError):  # later: after the old phrases were deleted
        bank.publish([phrase("筑牢安全防线"), replace(phrase("拓宽成长通道"), sources=(None,))])
    assert texts(bank) == ["夯实基层基础"]
    assert [found.text for found in bank.find("基层")] == ["夯实基层基础"]
    assert bank.find("安全") == []


def test_an_error_in_an_outer_transaction_undoes_what_was_nested_in_it(bank: Bank) -> None:
    def put_and_fail() -> None:
        with bank.transaction():
            bank.put(harvest("甲.txt"))
            bank.publish([phrase("夯实基层基础")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        put_and_fail()
    assert bank.documents() == {}
    assert texts(bank) == []
    bank.put(harvest("乙.txt"))
    assert list(bank.documents()) == ["乙.txt"]


def test_a_harvest_put_again_replaces_the_old_one(bank: Bank) -> None:
    bank.put(harvest("甲.txt", paragraphs=("一要实。", "二要快。")))
    bank.put(harvest("甲.txt", paragraphs=("三要稳。",), digest="e" * 64))
    assert bank.document("甲.txt").paragraphs == ("三要稳。",)
    assert bank.documents() == {"甲.txt": "e" * 64}


def test_a_dropped_document_is_no_longer_cited(bank: Bank) -> None:
    for name in ("甲.txt", "乙.txt"):
        bank.put(harvest(name, paragraphs=("要夯实基层基础。",)))
    bank.publish([phrase("夯实基层基础", sources=(Source("甲.txt", 0, 0), Source("乙.txt", 0, 0)))])
    bank.drop("甲.txt")
    bank.put(harvest("丙.txt"))
    assert texts(bank) == ["夯实基层基础"]
    assert bank.select(Filters())[0].sources == (Source("乙.txt", 0, 0),)
    with pytest.raises(UserError, match="没有这篇文档"):
        bank.drop("甲.txt")


def test_a_passage_is_the_sentence_in_its_paragraph(bank: Bank) -> None:
    text = "形势喜人。要夯实基层基础。大家再加把劲！"
    bank.put(harvest("甲.txt", paragraphs=("同志们：", text)))
    assert bank.passage(Source("甲.txt", 1, 1)) == Passage("在推进会上的讲话", "2021-05-06", text, 5, 13)
    assert bank.passage(Source("甲.txt", 1, 9)).end == len(text)
    for lost in (Source("甲.txt", 7, 0), Source("没有.txt", 0, 0)):
        with pytest.raises(UserError, match="没有这处原文"):
            bank.passage(lost)


def test_get_takes_a_prefix_and_names_what_is_near(bank: Bank) -> None:
    bank.publish([phrase("甲", id="abcd0001"), phrase("乙", id="abcd0002"), phrase("丙", id="ffff0000")])
    assert bank.get("FF").text == "丙"
    assert bank.get("abcd0001").text == "甲"
    with pytest.raises(UserError) as many:
        bank.get("abcd")
    assert "abcd0001（甲）、abcd0002（乙）" in many.value.hint
    with pytest.raises(UserError) as none:
        bank.get("abcd0009")
    assert "abcd0001" in none.value.hint
    for nothing in ("", " ", "zz", "%", "词"):
        with pytest.raises(UserError):
            bank.get(nothing)


def test_edits_survive_publishing(bank: Bank) -> None:
    starred, hidden, reworded = (
        phrase("夯实基层基础"),
        phrase("搭建成长舞台"),
        phrase("拧紧安全螺栓", weight=2.0),
    )
    bank.publish([starred, hidden, reworded])
    bank.mark(starred.id, Marks(starred=True, note="常用", tags=("开场", "基层")))
    bank.mark(hidden.id, Marks(hidden=True))
    bank.revise(reworded.id, "拧紧安全生产螺栓")
    bank.add([phrase("自己写的话", Kind.MAXIM)])
    before = texts(bank)
    assert before == ["自己写的话", "拧紧安全生产螺栓", "夯实基层基础"]

    bank.publish([starred, hidden, replace(reworded, document_frequency=7)])
    assert texts(bank) == before
    assert bank.get(reworded.id).document_frequency == 7
    assert bank.marks(starred.id) == Marks(True, False, "常用", ("开场", "基层"))
    assert texts(bank, Filters(hidden=True)) == ["搭建成长舞台"]
    assert texts(bank, Filters(starred=True)) == ["夯实基层基础"]
    assert texts(bank, Filters(tags=("基层",))) == ["夯实基层基础"]
    assert [found.text for found in bank.find("生产螺栓")] == ["拧紧安全生产螺栓"]

    bank.publish([])
    assert texts(bank) == ["自己写的话", "拧紧安全生产螺栓"]
    bank.publish([starred])
    assert bank.marks(starred.id).starred


def test_a_reworded_phrase_is_found_by_its_new_words_only(bank: Bank) -> None:
    old = phrase("推动{place}企业提质", slots=(Slot("place", SlotKind.PLACE, "安平县"),))
    bank.publish([old])
    new = bank.revise(old.id, "推动企业增效")
    assert (new.id, new.slots) == (old.id, ())
    assert bank.find("提质") == []
    assert bank.find("增效") == [new]
    again = bank.revise(old.id, "推动企业创新")
    assert bank.find("企业") == [again]


def test_statistics_count_by_kind_and_role(bank: Bank) -> None:
    bank.put(Harvest(document("甲.txt"), (), (), (), 1234))
    bank.publish([phrase("甲乙"), phrase("丙丁"), phrase("戊己", Kind.CALL, role=Role.CLOSING)])
    bank.mark(phrase("甲乙").id, Marks(starred=True))
    counted = bank.statistics()
    assert (counted.documents, counted.characters, counted.phrases) == (1, 1234, 3)
    assert counted.counts == ((Kind.MEASURE, Role.KEY_TASKS, 2), (Kind.CALL, Role.CLOSING, 1))
    assert (counted.starred, counted.hidden, counted.own) == (1, 0, 0)


def test_of_two_phrases_with_one_id_the_heavier_stays(bank: Bank) -> None:
    bank.publish([phrase("轻", id="00000000"), phrase("重", id="00000000", weight=1.0)])
    assert texts(bank) == ["重"]


def test_a_reader_sees_the_old_phrases_until_the_new_ones_are_whole(bank: Bank) -> None:
    bank.publish([phrase("夯实基层基础")])
    with Bank.open(bank.path) as reader:
        with bank.transaction():
            bank.publish([phrase("搭建成长舞台")])
            assert texts(reader) == ["夯实基层基础"]
        assert texts(reader) == ["搭建成长舞台"]


def test_a_second_writer_who_waits_in_vain_is_told_so(bank: Bank) -> None:
    with Bank.open(bank.path) as other, bank.transaction():
        other.connection.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(UserError, match="另一个程序"):
            other.put(harvest("甲.txt"))


def test_a_full_disk_is_named_and_nothing_is_lost(bank: Bank) -> None:
    bank.publish([phrase("夯实基层基础")])
    [(pages,)] = bank.rows("PRAGMA page_count")
    bank.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="磁盘已满"):
        bank.put(harvest("甲.txt", paragraphs=("要实干。" * 100_000,)))
    assert bank.documents() == {}
    assert texts(bank) == ["夯实基层基础"]
    with pytest.raises(sqlite3.OperationalError):  # the program's own fault stays one
        list(bank.rows("SELECT nothing"))
