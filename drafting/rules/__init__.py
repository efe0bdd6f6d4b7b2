"""The rules of checking in their order (检查规则表): residue first, language last."""

from __future__ import annotations

from drafting.rules import (
    overlong,
    punctuation,
    spacing,
    unfilled,
    wordings,
)
from drafting.rules.model import Rule

RULES: tuple[Rule, ...] = (
    unfilled.RULE,
    punctuation.RULE,
    spacing.RULE,
    overlong.RULE,
    wordings.RULE,
)
