"""Every phrase is found by any part of it and by nothing else; filters take away exactly what they say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlines.errors import UserError
from outlines.speech import Role
from phrasebank.edits import Marks
from phrasebank.phrase import Harvest, Kind, Phrase, SlotKind, Source, SourceDocument, phrase_id
from phrasebank.search import Filters, Hit, build_query, search
from phrasebank.store import Bank
from phrasebank.tokens import fold, label_slots

TempPathFactory = pytest.TempPathFactory


def document(name: str, place: str = "", grade: str = "", date: str | None = None) -> Harvest:
    return Harvest(
        SourceDocument(name, "d", "", None, date, place, grade, "", (), ("要实干。",)), (), (), (), 4
    )


def phrase(text: str, *sources: str, kind: Kind = Kind.MEASURE, **fields: object) -> Phrase:
    cited = tuple(Source(name, 0, 0) for name in sources)
    plain = Phrase(phrase_id(kind, text), text, kind, Role.KEY_TASKS, (), (), len(cited), cited)
    return replace(plain, **fields)  # type: ignore[arg-type]


def texts(phrases: Sequence[Phrase | Hit]) -> list[str]:
    return [found.text for found in phrases]


@pytest.fixture(scope="module")
def bank(tmp_path_factory: TempPathFactory) -> Iterator[Bank]:
    with Bank.open(tmp_path_factory.mktemp("bank") / "bank.db", create=True) as opened:
        opened.put(document("临湖/甲.txt", "临湖区", "区", "2021-05-06"))
        opened.put(document("安平/乙.txt", "安平县", "县", "2019"))
        opened.put(document("云州/丙.txt", "云州市", "市"))
        opened.publish(
            [
                phrase("推行技能等级认定", "临湖/甲.txt", weight=5, topics=("技能人才",), years=(2021,)),
                phrase("办好技能竞赛", "临湖/甲.txt", "安平/乙.txt", weight=4, topics=("劳动竞赛",)),
                phrase("让技能人才有奔头", "云州/丙.txt", kind=Kind.CALL, role=Role.CLOSING, weight=3),
                phrase("等级评定要公道", weight=2, valid_from="2018-01-01", valid_until="2020-12-31"),
                phrase("推动{place}实施“1+3+N”工程", kind=Kind.HEADING, level=1, weight=1),
                phrase("办实事 Online", weight=0),
            ]
        )
        yield opened


pieces = st.sampled_from([*"技能人才竞赛、。“”1+N-*\"'{}:^()　 Aaß\0İ"]) | st.sampled_from(
    ["{place}", "{topic}", "{number2}", *"劳动创造价值"]
)
phrases = st.lists(st.lists(pieces, min_size=1, max_size=8), min_size=1, max_size=8, unique_by="".join)


@settings(deadline=None, max_examples=80)
@given(phrases, st.data())
def test_any_part_of_a_phrase_finds_it(
    tmp_path_factory: TempPathFactory, given: list[list[str]], data: st.DataObject
) -> None:
    entries = ["".join(parts) for parts in given]
    with Bank.open(tmp_path_factory.mktemp("bank") / "bank.db", create=True) as bank:
        bank.publish([phrase(text, id=f"{i:08x}") for i, text in enumerate(entries)])
        for text, parts in zip(entries, given, strict=True):
            start = data.draw(st.integers(0, len(parts) - 1))
            query = "".join(parts[start : start + data.draw(st.integers(1, 4))])
            if not query.split():
                continue
            found = texts(search(bank, query, limit=None))
            assert text in found
            words = [fold(word) for word in query.split()]
            assert found == [text for text in sorted(entries) if all(word in fold(text) for word in words)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("技", ["推行技能等级认定", "办好技能竞赛", "让技能人才有奔头"]),
        ("技能", ["推行技能等级认定", "办好技能竞赛", "让技能人才有奔头"]),
        ("技能竞赛", ["办好技能竞赛"]),
        ("竞赛 技能", ["办好技能竞赛"]),
        ("等级 评定", ["等级评定要公道"]),
        ("能等", ["推行技能等级认定"]),
        ("级认等", []),
        ("〔地名〕", ["推动{place}实施“1+3+N”工程"]),
        ("推动{place}", ["推动{place}实施“1+3+N”工程"]),
        ("〔地名2〕实施", ["推动{place}实施“1+3+N”工程"]),
        ("1+3+n", ["推动{place}实施“1+3+N”工程"]),
        ("place", []),
        ("ONLINE", ["办实事 Online"]),
        ("OR", []),
        ('" OR "', []),
        ("*", []),
        ("jnjs", ["办好技能竞赛"]),
        ("JNRC", ["让技能人才有奔头"]),
        ("jineng", ["推行技能等级认定", "办好技能竞赛", "让技能人才有奔头"]),
        ("jinengj", ["办好技能竞赛"]),
        ("jinengjingsai", ["办好技能竞赛"]),
        ("bt", ["让技能人才有奔头"]),
        ("tou", ["让技能人才有奔头"]),
        ("jn 认定", ["推行技能等级认定"]),
        ("ss1", []),
        ("tds", []),
        ("ssgc", []),
    ],
)
def test_queries(bank: Bank, query: str, expected: list[str]) -> None:
    assert texts(search(bank, query)) == expected


def test_a_phrase_is_found_by_its_variants(tmp_path: Path) -> None:
    with Bank.open(tmp_path / "bank.db", create=True) as bank:
        bank.publish([phrase("拧紧安全螺栓", variants=("拧牢安全螺丝", "上紧安全发条"))])
        for query in ("螺丝", "拧牢安全", "上紧安全发条", "sjaqft", "螺栓 发条"):
            assert texts(search(bank, query)) == ["拧紧安全螺栓"]
        assert search(bank, "螺栓上紧") == []


def test_bigrams_that_stand_apart_are_no_hit(tmp_path: Path) -> None:
    with Bank.open(tmp_path / "bank.db", create=True) as bank:
        bank.publish([phrase("安全生产靠全员，全生命周期抓安全")])
        assert search(bank, "安全生命") == []
        assert search(bank, "全生命周") != []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(kinds=(Kind.CALL,)), ["让技能人才有奔头"]),
        (Filters(kinds=(Kind.CALL, Kind.HEADING)), ["让技能人才有奔头", "推动{place}实施“1+3+N”工程"]),
        (Filters(kinds=(Kind.CALL,), roles=(Role.OPENING,)), []),
        (Filters(topics=("竞赛",)), ["办好技能竞赛"]),
        (Filters(places=("临湖",)), ["推行技能等级认定", "办好技能竞赛"]),
        (Filters(places=("安平县", "云州")), ["办好技能竞赛", "让技能人才有奔头"]),
        (Filters(places=("石桥",)), []),
        (Filters(grades=("县",)), ["办好技能竞赛"]),
        (Filters(years=(2019,)), ["办好技能竞赛"]),
        (Filters(years=(2021,), places=("安平",)), ["办好技能竞赛"]),
        (Filters(sources=("乙",)), ["办好技能竞赛"]),
        (Filters(sources=("/丙.txt",)), ["让技能人才有奔头"]),
        (Filters(level=1), ["推动{place}实施“1+3+N”工程"]),
        (Filters(minimum_frequency=2), ["办好技能竞赛"]),
        (Filters(current="2020-06-01", roles=(Role.KEY_TASKS,), minimum_frequency=0, topics=("技能人才",)),
         ["推行技能等级认定"]),
    ],
)  # fmt: skip
def test_filters(bank: Bank, filters: Filters, expected: list[str]) -> None:
    assert texts(bank.select(filters)) == expected
    for text in expected:
        assert text in texts(search(bank, text[:2], filters))


@pytest.mark.parametrize(
    ("date", "offered"), [("2017-12-31", False), ("2020-12-31", True), ("2021-01-01", False)]
)
def test_a_phrase_is_offered_while_it_is_valid(bank: Bank, date: str, offered: bool) -> None:
    assert ("等级评定要公道" in texts(bank.select(Filters(current=date)))) is offered


facets = st.fixed_dictionaries(
    {},
    optional={
        "kinds": st.just((Kind.CALL, Kind.MEASURE)),
        "roles": st.sampled_from([(Role.KEY_TASKS,), (Role.CLOSING, Role.OPENING)]),
        "topics": st.sampled_from([("技能",), ("竞赛", "人才")]),
        "grades": st.sampled_from([("区",), ("县", "市")]),
        "places": st.sampled_from([("临湖",), ("安平", "云州")]),
        "years": st.sampled_from([(2021,), (2019, 2021)]),
        "sources": st.sampled_from([("甲",), (".txt",)]),
    },
)


@settings(deadline=None, max_examples=80)
@given(facets, st.sampled_from(["", "技", "技能", "技能人", "jn", "jnjs", "jineng"]), st.integers(0, 3))
def test_facets_asked_of_the_index_and_checked_on_the_hits_are_one(
    bank: Bank, chosen: dict[str, tuple[object, ...]], query: str, offset: int
) -> None:
    filters = Filters(**chosen)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        asked = texts(bank.hits(query, filters, 2, offset))
        patch.setattr("phrasebank.search._MOST_VALUES", 0)
        assert texts(bank.hits(query, filters, 2, offset)) == asked
        assert texts(bank.find(query, filters, 2, offset)) == asked


@settings(deadline=None, max_examples=60)
@given(facets, st.sampled_from(["技", "技能", "技能人", "jnrc", "jineng", "没有的"]))
def test_words_are_checked_on_what_is_starred(
    tmp_path_factory: TempPathFactory, chosen: dict[str, tuple[object, ...]], query: str
) -> None:
    with Bank.open(tmp_path_factory.mktemp("bank") / "bank.db", create=True) as bank:
        bank.put(document("临湖/甲.txt", "临湖区", "区", "2021-05-06"))
        bank.publish(
            [
                phrase("推行技能等级认定", "临湖/甲.txt", topics=("技能人才",), years=(2021,)),
                phrase("让技能人才有奔头", "外来.txt", kind=Kind.CALL, role=Role.CLOSING, topics=("人才",)),
            ]
        )
        filters = Filters(**chosen)  # type: ignore[arg-type]
        plain = texts(bank.hits(query, filters))
        for found in bank.select(Filters()):
            bank.mark(found.id, Marks(starred=True, tags=("常用",)))
        assert texts(bank.hits(query, replace(filters, starred=True))) == plain
        assert texts(bank.hits(query, replace(filters, tags=("常用",)))) == plain


def test_limit_and_offset_cut_the_same_list(bank: Bank) -> None:
    whole = search(bank, "技能", limit=None)
    assert [search(bank, "技能", limit=1, offset=i)[0] for i in range(3)] == whole
    assert bank.select(Filters(), 2, 1) == bank.select(Filters())[1:3]


def test_a_sample_is_drawn_from_what_fits_and_repeats_with_its_seed(bank: Bank) -> None:
    from random import Random

    filters = Filters(places=("临湖",))
    drawn = bank.sample(filters, 5, Random(7))
    assert sorted(texts(drawn)) == ["办好技能竞赛", "推行技能等级认定"]
    assert drawn == bank.sample(filters, 5, Random(7))
    assert len(bank.sample(Filters(), 2, Random(7))) == 2
    assert bank.sample(Filters(places=("石桥",)), 2, Random(7)) == []


def test_a_query_without_a_word_is_refused(bank: Bank) -> None:
    with pytest.raises(UserError, match="没有要找的词"):
        search(bank, " 　")


def test_a_query_holds_no_text_of_the_user_outside_quotes_and_parameters() -> None:
    filters = Filters(current="';--")
    plan = build_query('a" OR "b', filters, {"topics": ['" OR "']})
    assert plan.match.replace('"', "").isprintable() is False  # marks are private-use characters
    assert plan.match.count('"') % 2 == 0
    assert plan.parameters == ("';--", "';--")
    assert all("';--" not in condition for condition in plan.conditions)


@pytest.mark.parametrize("kind", SlotKind)
def test_labels_and_slots_are_one(kind: SlotKind) -> None:
    text = f"推动{{{kind}2}}发展"
    assert label_slots(text) != text
    assert fold(label_slots(text)) == fold(text)
