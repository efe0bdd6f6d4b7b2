"""Each rule finds every fault in its own documentation and nothing in what it calls good."""

from __future__ import annotations

import pytest

from drafting.check import check
from drafting.rules import RULES
from drafting.rules.model import Example, Rule
from drafting.rules.sample import example_document, example_settings


def _examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, kind), 1)
    ]


@pytest.mark.parametrize(("rule", "example"), _examples("bad"))
def test_a_bad_example_is_found(rule: Rule, example: str | Example) -> None:
    found = check(example_document(example), example_settings(example), [rule])
    assert [finding.rule for finding in found][:1] == [rule.name]


@pytest.mark.parametrize(("rule", "example"), _examples("good"))
def test_a_good_example_is_clean(rule: Rule, example: str | Example) -> None:
    assert check(example_document(example), example_settings(example), [rule]) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_documents_itself(rule: Rule) -> None:
    assert rule.bad
    assert rule.good
    assert all((rule.summary, rule.what, rule.why, rule.source))


def test_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
