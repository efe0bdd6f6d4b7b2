from hypothesis import given
from hypothesis import strategies as st

from drafting.affinity import affinity, bigrams
from drafting.trace import han_only, measure_overlap, own_stretches, shared_runs

HAN = st.text(alphabet="工会职工技能安全生产制度落实要和的，。", max_size=60)


@given(HAN, HAN)
def test_affinity_is_symmetric_and_bounded(a: str, b: str) -> None:
    left, right = bigrams(a), bigrams(b)
    assert affinity(left, right) == affinity(right, left)
    assert 0 <= affinity(left, right) <= 1


@given(HAN, HAN)
def test_every_run_stands_in_both(a: str, b: str) -> None:
    source = han_only(b)
    for run in shared_runs([han_only(a)], source, shortest=4):
        assert run in han_only(a)
        assert run in source


@given(HAN)
def test_a_text_overlaps_itself_wholly(text: str) -> None:
    text = han_only(text)
    runs = shared_runs([text], text, shortest=4)
    assert sum(map(len, runs)) == (len(text) if len(text) >= 4 else 0)


def test_quotations_and_prompts_are_not_counted() -> None:
    text = "要办好“职工夜校进车间进班组进工地”活动。【待填：夜校数量和参加人数，来源：宣教部】"
    assert all("夜校" not in stretch for stretch in own_stretches(text))


def test_overlap_names_the_heaviest_source_first() -> None:
    text = "要把职工夜校办到工地上去办到车间里去，要让师傅愿意教徒弟愿意学。"
    sources = {
        "乙": "要让师傅愿意教徒弟愿意学",
        "甲": "我们要把职工夜校办到工地上去办到车间里去",
        "丙": "别的话",
    }
    overlap = measure_overlap(text, sources)
    assert [share.document for share in overlap.sources] == ["甲", "乙"]
    assert overlap.longest_run == len("要把职工夜校办到工地上去办到车间里去")
