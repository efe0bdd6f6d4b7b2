"""Holds the labelled cases for the check rules to their format (检查样例)."""

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from drafting.profile import profile_from_text

CASES = Path(__file__).parent / "check_cases"
RULES = (
    *("foreign-place", "foreign-person", "unfilled", "source-figure"),
    *("damaged-formulation", "outdated-formulation", "leader-order"),
    *("count-mismatch", "numbering", "heading-parallel", "missing-part"),
    *("repetition", "inconsistent-name", "inconsistent-figure"),
    *("punctuation", "spacing", "overlong", "homophone", "reading-aloud", "overlap"),
)
REQUIRED = {"id", "text", "faulty", "why"}
OPTIONAL = {"spans", "any", "profile", "date", "sources"}
EACH = 15  # at least so many faulty and so many clean ones a rule


def load(half: str, rule: str) -> list[dict[str, Any]]:
    """Read one half of a rule's cases (读取样例)."""
    cases = yaml.safe_load((CASES / half / f"{rule}.yaml").read_text(encoding="utf-8"))
    assert isinstance(cases, list)
    return cases


@pytest.mark.parametrize("half", ["dev", "held"])
def test_each_rule_has_its_file_and_nothing_else_lies_there(half: str) -> None:
    assert sorted(path.name for path in (CASES / half).iterdir()) == sorted(f"{rule}.yaml" for rule in RULES)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("half", ["dev", "held"])
def test_a_case_says_what_must_be_found_and_where(half: str, rule: str) -> None:
    for case in load(half, rule):
        name = case["id"]
        assert case.keys() >= REQUIRED, name
        assert case.keys() <= REQUIRED | OPTIONAL, name
        assert name.startswith(f"{rule}-{'f' if case['faulty'] else 'c'}"), name
        assert case["text"].strip(), name
        assert case["why"].strip(), name
        spans = case.get("spans", [])
        assert bool(spans) is case["faulty"], name
        assert len(set(spans)) == len(spans), name
        assert all(span and span in case["text"] for span in spans), name
        assert case.get("any") in (None, True), name
        assert len(spans) > 1 or "any" not in case, name


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("half", ["dev", "held"])
def test_what_a_case_brings_along_can_be_read(half: str, rule: str) -> None:
    for case in load(half, rule):
        if "profile" in case:
            profile_from_text(yaml.safe_dump(case["profile"], allow_unicode=True), case["id"])
        if "date" in case:
            datetime.date.fromisoformat(case["date"])
        for source in case.get("sources", []):
            assert source.keys() == {"name", "text"}, case["id"]
            assert source["text"].strip(), case["id"]


@pytest.mark.parametrize("rule", RULES)
def test_the_halves_are_alike_and_large_enough(rule: str) -> None:
    dev, held = (Counter(case["faulty"] for case in load(half, rule)) for half in ("dev", "held"))
    for faulty in (True, False):
        assert dev[faulty] + held[faulty] >= EACH
        assert held[faulty] <= dev[faulty] + 2  # what had to be opened has moved to dev/


def test_no_case_stands_twice() -> None:
    cases = [case for half in ("dev", "held") for rule in RULES for case in load(half, rule)]
    for key in ("id", "text"):
        twice = [value for value, count in Counter(case[key] for case in cases).items() if count > 1]
        assert not twice
