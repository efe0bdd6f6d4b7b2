"""The rules of checking in their order (检查规则表): residue first, language last."""

from __future__ import annotations

from drafting.rules import (
    count_mismatch,
    damaged_formulation,
    foreign_person,
    foreign_place,
    heading_parallel,
    homophone,
    inconsistent_figure,
    inconsistent_name,
    leader_order,
    missing_part,
    numbering,
    outdated_formulation,
    overlap,
    overlong,
    punctuation,
    reading_aloud,
    repetition,
    source_figure,
    spacing,
    unfilled,
    wordings,
)
from drafting.rules.model import Rule

RULES: tuple[Rule, ...] = (
    foreign_place.RULE,
    foreign_person.RULE,
    unfilled.RULE,
    source_figure.RULE,
    damaged_formulation.RULE,
    outdated_formulation.RULE,
    leader_order.RULE,
    count_mismatch.RULE,
    numbering.RULE,
    heading_parallel.RULE,
    missing_part.RULE,
    repetition.RULE,
    inconsistent_name.RULE,
    inconsistent_figure.RULE,
    punctuation.RULE,
    spacing.RULE,
    homophone.RULE,
    overlong.RULE,
    reading_aloud.RULE,
    overlap.RULE,
    wordings.RULE,
)
