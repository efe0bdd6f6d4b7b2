"""What only many documents can tell: common wording, variants, years of use, weight."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlines.role import Role
from phrasebank.common_clauses import is_common_wording
from phrasebank.currency import years_of_use
from phrasebank.intake import derive_phrases, mine_files
from phrasebank.merge import merge
from phrasebank.phrase import Candidate, Harvest, Kind, Phrase, SourceDocument, phrase_id
from phrasebank.store import Bank
from phrasebank.variants import group_variants

SPEECH = """在云州市集体协商工作推进会上的讲话

同志们：

今天，我们召开全市集体协商工作推进会，主要任务是查找差距、明确任务。下面，我讲两点意见。

一、提高认识，把握集体协商的重要意义

集体协商是构建和谐劳动关系的重要举措，事关职工切身利益，事关企业长远发展。

二、突出重点，落实集体协商的关键任务

要推行集体协商培训制度，把懂法律、会算账的人选出来。

同志们，让我们凝聚力量，不断前行！
"""


def harvest(
    name: str,
    *texts: str,
    place: str = "",
    date: str | None = None,
    said: str = "",
    kind: Kind = Kind.MEASURE,
) -> Harvest:
    document = SourceDocument(
        name, name, "工作会议上的讲话", None, date, place or name, "市", "", (), (said or "。".join(texts),)
    )
    candidates = tuple(
        Candidate(text, kind, Role.KEY_TASKS, (), (), 0, number) for number, text in enumerate(texts)
    )
    return Harvest(document, candidates, (), (), 0)


def found(phrases: list[Phrase], text: str) -> Phrase | None:
    return next((phrase for phrase in phrases if phrase.text == text), None)


# --- common wording -----------------------------------------------------------------------------------------

LINE = "大家都清楚，坚持把实事办到职工心坎上，这件事没有捷径。"


def test_what_three_places_say_alike_is_common_wording() -> None:
    phrases = merge([harvest(f"{i}市", "健全走访制度", said=LINE) for i in "甲乙丙"])
    common = found(phrases, "坚持把实事办到职工心坎上")
    assert common is not None
    assert (common.kind, common.role, common.document_frequency) == (Kind.FORMULATION, Role.KEY_TASKS, 3)
    assert [source.document for source in common.sources] == sorted(["甲市", "乙市", "丙市"])


def test_what_one_place_says_three_times_may_be_its_own() -> None:
    phrases = merge([harvest(str(i), "健全走访制度", said=LINE, place="云州市") for i in range(3)])
    assert found(phrases, "坚持把实事办到职工心坎上") is None


@pytest.mark.parametrize(
    "clause",
    [
        "在市委的坚强领导下",  # sets the stage only
        "今年的工作任务很重",  # of its day
        "是全市职工共同努力的结果",  # the rest of a sentence
        "上述问题必须认真解决",  # points elsewhere
        "推进云州市工会改革",  # names a place
        "我们坚持服务职工",  # has a subject of its own
        "切实加以解决",  # hangs on what went before
    ],
)
def test_leaning_dated_or_local_clauses_are_not_common(clause: str) -> None:
    assert not is_common_wording(clause)


# --- variants -----------------------------------------------------------------------------------------------


def variants(*texts: str) -> dict[str, str]:
    return {a[1]: b[1] for a, b in group_variants([(Kind.MEASURE, text) for text in texts])}


def test_one_verb_or_adverb_changed_is_a_variant() -> None:
    assert variants("健全职工培训制度", "完善职工培训制度", "不断健全职工培训制度") == {
        "完善职工培训制度": "健全职工培训制度",
        "不断健全职工培训制度": "健全职工培训制度",
    }


@pytest.mark.parametrize(
    "other",
    [
        "健全企业培训制度",
        "试行职工培训制度",
        "引领职工培训制度改革",
        "健全职工疗养制度",
        "健全职工培训制度和疗养制度",
        "不健全职工培训制度",
    ],
)
def test_another_thing_is_no_variant(other: str) -> None:
    assert variants("健全职工培训制度", other) == {}


def test_only_the_governing_verb_may_change() -> None:
    assert variants("实施全民参保计划", "实施全民健身计划", "推进全民参保计划") == {
        "推进全民参保计划": "实施全民参保计划"
    }
    assert variants("进一步优化营商环境", "引领优化营商环境") == {}


def test_no_chain_leads_from_one_meaning_to_another() -> None:
    pairs = variants("深入推进基层工会建设", "持续推进基层工会建设", "持续加强基层工会建设")
    assert pairs == {"持续推进基层工会建设": "深入推进基层工会建设"}


def test_a_variant_joins_its_owner_with_its_sources() -> None:
    phrases = merge(
        [
            harvest("甲", "健全职工培训制度"),
            harvest("乙", "健全职工培训制度"),
            harvest("丙", "完善职工培训制度"),
        ]
    )
    [phrase] = [phrase for phrase in phrases if phrase.kind is Kind.MEASURE]
    assert (phrase.text, phrase.variants) == ("健全职工培训制度", ("完善职工培训制度",))
    assert {source.document for source in phrase.sources} == {"甲", "乙", "丙"}
    assert phrase.document_frequency == 3


def test_a_phrase_that_the_user_marked_stays_its_own() -> None:
    harvests = [harvest("甲", "健全职工培训制度"), harvest("乙", "完善职工培训制度")]
    kept = phrase_id(Kind.MEASURE, "完善职工培训制度")
    texts = {phrase.text for phrase in merge(harvests, kept={kept})}
    assert "完善职工培训制度" in texts


def test_headings_keep_their_sets() -> None:
    first, second = "健全职工培训制度", "完善职工培训制度"
    phrases = merge([harvest("甲", first, second, kind=Kind.HEADING)])
    assert {first, second} <= {phrase.text for phrase in phrases}


# --- years --------------------------------------------------------------------------------------------------

STEADY = dict.fromkeys(range(2018, 2027), 20)


def test_a_share_that_fell_to_nothing_ends_the_use() -> None:
    assert years_of_use({2018: 12, 2019: 15, 2020: 14}, STEADY) == (None, 2020)


def test_a_share_that_only_falls_proves_nothing() -> None:
    assert years_of_use({2018: 20, 2019: 10, 2020: 6, 2022: 3, 2024: 2, 2026: 2}, STEADY)[1] is None


def test_a_late_mention_or_two_does_not_bring_it_back() -> None:
    assert years_of_use({2018: 18, 2019: 17, 2020: 15, 2025: 1}, STEADY)[1] == 2020


def test_few_documents_prove_nothing() -> None:
    assert years_of_use({2020: 2}, {2020: 2, 2021: 2, 2022: 1}) == (None, None)


def test_a_new_wording_has_a_first_year() -> None:
    assert years_of_use({2024: 16, 2025: 18, 2026: 19}, STEADY) == (2024, None)


@given(
    st.dictionaries(st.integers(2000, 2026), st.integers(1, 60), min_size=1),
    st.dictionaries(st.integers(2000, 2026), st.integers(0, 60)),
)
def test_years_lie_within_those_of_the_documents(documents: dict[int, int], drawn: dict[int, int]) -> None:
    used = {year: min(drawn.get(year, 0), count) for year, count in documents.items()}
    for year in years_of_use(used, documents):
        assert year is None or (year in documents and sum(used.values()) >= 5)


def test_a_wording_out_of_use_is_offered_no_more() -> None:
    harvests = [
        harvest(f"{year}-{n}", "打好集中走访歼灭战" if year < 2021 else "健全走访制度", date=f"{year}-03-01")
        for year in range(2018, 2025)
        for n in range(6)
    ]
    phrases = merge(harvests)
    gone, current = found(phrases, "打好集中走访歼灭战"), found(phrases, "健全走访制度")
    assert gone is not None
    assert current is not None
    assert gone.valid_until == "2020-12-31"
    assert (current.valid_from, current.valid_until) == ("2021-01-01", None)


# --- weight and order ---------------------------------------------------------------------------------------


def test_what_many_places_say_outweighs_what_one_place_repeats() -> None:
    many = [harvest(f"{i}市", "健全集体协商制度", place=f"{i}市") for i in "甲乙丙"]
    one = [harvest(f"丁{i}", "推行车间议事制度", place="丁市") for i in range(3)]
    phrases = [phrase.text for phrase in merge([*one, *many]) if phrase.kind is Kind.MEASURE]
    assert phrases == ["健全集体协商制度", "推行车间议事制度"]


def test_the_order_of_the_harvests_does_not_matter() -> None:
    harvests = [
        harvest("甲", "健全职工培训制度", "抓实班组建设", said=LINE),
        harvest("乙", "完善职工培训制度", said=LINE),
        harvest("丙", "健全职工培训制度", "抓实班组安全建设", said=LINE),
    ]
    first, *others = [merge(order) for order in permutations(harvests)]
    assert all(other == first for other in others)


def test_a_marked_phrase_is_there_after_mining_again(tmp_path: Path) -> None:
    for number, verb in enumerate(["健全", "完善"]):
        speech = SPEECH.replace("推行", verb)
        (tmp_path / f"{number}.txt").write_text(
            speech.replace("云州", "临湖" * (number + 1)), encoding="utf-8"
        )
    with Bank.open(tmp_path / "bank.db", create=True) as bank:
        mine_files(bank, [tmp_path / "0.txt", tmp_path / "1.txt"])
        [phrase] = bank.find("培训制度")
        [variant] = phrase.variants
        own = phrase_id(phrase.kind, variant)
        bank.add([replace(phrase, id=own, text=variant, variants=())])
        derive_phrases(bank)
        [found] = bank.find("培训制度")
        assert (found.text, found.variants) == (variant, (phrase.text,))
