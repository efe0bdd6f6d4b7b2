"""Check a draft: run the rules in order, leave out what was accepted (检查)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from drafting.rules import RULES
from drafting.rules.acceptance import Acceptance
from drafting.rules.model import Finding, Mark, Rule, Settings
from outlines.errors import UserError

if TYPE_CHECKING:
    from drafting.rules.document import Document


def check(document: Document, settings: Settings, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Return what the rules find in a document, in reading order, none twice (检查)."""
    accepted = Acceptance(document, settings.profile)
    found: dict[tuple[int, int, str], Finding] = {}
    for rule in rules:
        for mark in rule.check(document, settings):
            finding = _finding(document, rule, mark)
            if not accepted.covers(finding):
                found.setdefault((mark.start, mark.end, mark.message), finding)  # two rules may see one fault
    order = {rule.name: index for index, rule in enumerate(rules)}
    return sorted(found.values(), key=lambda finding: (finding.start, finding.end, order[finding.rule]))


def _finding(document: Document, rule: Rule, mark: Mark) -> Finding:
    text = document.text[mark.start : mark.end]
    fix = mark.fix if mark.fix is None or document.is_plain(mark.start, mark.end) else None
    return Finding(rule.name, rule.severity, mark.start, mark.end, text, mark.message, fix)


def choose_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that are wanted, in the order of the table (选用规则).

    Raises:
        UserError: a name is no rule's.
    """
    wanted, unwanted = _names(select), _names(ignore)
    return tuple(rule for rule in RULES if (not wanted or rule.name in wanted) and rule.name not in unwanted)


def find_rule(name: str) -> Rule:
    """Return the rule of that name (查规则).

    Raises:
        UserError: there is none.
    """
    for rule in RULES:
        if rule.name == name:
            return rule
    import difflib

    near = difflib.get_close_matches(name, [rule.name for rule in RULES], n=1)
    meant = f"是不是“{near[0]}”？" if near else ""
    raise UserError(f"没有“{name}”这条规则", hint=f"{meant}运行jianggao check --rules查看全部规则")


def _names(given: Iterable[str]) -> set[str]:
    parts = (part.strip() for each in given for part in each.replace("，", ",").replace("、", ",").split(","))
    return {find_rule(part).name for part in parts if part}
