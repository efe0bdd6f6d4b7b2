"""The rules of checking in their order (检查规则表): residue first, language last."""

from __future__ import annotations

from drafting.rules import (
    count_mismatch,
    damaged_formulation,
    foreign_place,
    heading_parallel,
    missing_part,
    numbering,
    outdated_formulation,
    overlong,
    punctuation,
    spacing,
    unfilled,
    wordings,
)
from drafting.rules.model import Rule

RULES: tuple[Rule, ...] = (
    foreign_place.RULE,
    unfilled.RULE,
    damaged_formulation.RULE,
    outdated_formulation.RULE,
    count_mismatch.RULE,
    numbering.RULE,
    heading_parallel.RULE,
    missing_part.RULE,
    punctuation.RULE,
    spacing.RULE,
    overlong.RULE,
    wordings.RULE,
)
