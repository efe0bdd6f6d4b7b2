"""Which of an outline's questions a profile answers (待填是否已答)."""

from __future__ import annotations

import re

from drafting.profile import Fact, LocalityProfile
from outlines.outline import Prompt

_ASK = re.compile(r"，(?:问|见|须|来源[：:]?)")


def question_of(prompt: str) -> str:
    """Take from a prompt whom to ask: what is left names the question, whoever is asked (问题).

    >>> question_of("量化目标和完成时限，问业务部门")
    '量化目标和完成时限'
    """
    return _ASK.split(prompt, maxsplit=1)[0]


def is_answered(prompt: Prompt, profile: LocalityProfile) -> bool:
    """Tell whether the profile says what a prompt asks for (是否已答).

    A fact that names the question answers it and no other; a fact that names none answers all of its section.
    """
    question = question_of(prompt.text)
    if any(question_of(fact.answers) == question for fact in profile.facts if fact.answers):
        return True
    block, _, key = prompt.field.partition(".")
    if block == "facts":
        return any(fact.role == key for fact in profile.facts if not fact.answers and applies(fact, profile))
    value = getattr(profile, block, None)
    return bool(getattr(value, key, None) if key else value)


def applies(fact: Fact, profile: LocalityProfile) -> bool:
    """Tell whether a fact may be said in a speech on the profile's topic (事实是否合题)."""
    meeting = profile.meeting
    names = [name for name in (meeting.topic, meeting.topic_short) if name]
    return not fact.topic or any(fact.topic in name or name in fact.topic for name in names)
