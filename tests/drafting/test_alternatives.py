"""What could stand in each place of a draft: others than what stands there, and as safe."""

from __future__ import annotations

from itertools import chain

from drafting.demo import demo_profile
from drafting.draft import Draft, Origin
from drafting.drafter import LONGEST_RUN, Sources, make_draft
from drafting.outline_choice import find_outline
from drafting.plan import make_plan
from drafting.starter import starter_bank_path
from drafting.trace import measure_overlap
from phrasebank.gazetteer import distinct_names


def demo(number: int) -> tuple[Draft, Sources]:
    profile = demo_profile()
    sources = Sources([starter_bank_path()])
    plan = make_plan(find_outline(None, None, profile))
    return make_draft(plan, profile, sources, alternatives=number), sources


def test_each_phrase_has_others_and_the_draft_is_the_same() -> None:
    with_three, _ = demo(3)
    without, _ = demo(0)
    carried = [s for s in with_three.iter_sentences() if any(p.origin is Origin.BANK for p in s.parts)]
    assert sum(bool(s.alternatives) for s in carried) > len(carried) / 2
    assert all(len(s.alternatives) <= 3 for s in carried)
    assert [s.text for s in with_three.iter_sentences()] == [s.text for s in without.iter_sentences()]
    assert not any(s.alternatives for s in without.iter_sentences())


def test_no_alternative_stands_in_the_draft_or_under_its_place_twice() -> None:
    draft, _ = demo(4)
    said = {s.text for s in draft.iter_sentences()}
    for sentence in draft.iter_sentences():
        assert not said & set(sentence.alternatives)
        assert len(set(sentence.alternatives)) == len(sentence.alternatives)
    others = [other for sentence in draft.iter_sentences() for other in sentence.alternatives]
    assert len(set(others)) == len(others)


def test_alternatives_hold_the_promises() -> None:
    draft, sources = demo(4)
    texts = {name: sources.text(name) for name in sources.summaries()}
    names = distinct_names()
    for other in chain.from_iterable(s.alternatives for s in draft.iter_sentences()):
        assert measure_overlap(other, texts).longest_run <= LONGEST_RUN
        assert not any(char.isdigit() for char in other)
        assert not [name for name in names if len(name) > 2 and name in other and "云州" not in name]
