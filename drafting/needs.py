"""The questionnaire of what an outline wants and a profile lacks (征集单)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from drafting.answered import is_answered, question_of
from drafting.profile import LocalityProfile
from outlines.outline import Outline
from outlines.role import ROLE_LABELS, Role

_DATA = Path(__file__).parent / "data" / "needs.yaml"
_ASKED = re.compile(r"，(问|见|须|来源[：:]?)([^，]+?)(?:核实)?$")
_SLOT = re.compile(r"\{([a-z_]+)\d*\}")
_ANYONE = "办公室"
_SLOT_FIELDS = {
    "meeting": "meeting.name",
    "organization": "organization.name",
    "parent_place": "place.parent",
    "vision": "place.vision",
    "industries": "place.industries",
    "directive": "directives",
    "purpose": "meeting.purpose",
}


@dataclass(frozen=True, slots=True)
class Need:
    """One question of the questionnaire (征集项).

    `field` is the profile key that the answer goes to, `role` the section that wants it, empty for what stands in
    none; `where` says it in words. `example` shows the form of an answer and states nothing.
    """

    field: str
    role: str
    question: str
    ask: str
    where: str
    example: str


def list_needs(outline: Outline, profile: LocalityProfile) -> list[Need]:
    """List what an outline wants and the profile lacks, grouped by whom to ask (征集项)."""
    needs = [*_standard(outline, profile), *_prompted(outline, profile)]
    asked: dict[tuple[str, str], Need] = {}
    for need in needs:
        key = (need.field, "") if need.field in known_fields() else ("", need.question)
        asked.setdefault(key, need)
    order = list(dict.fromkeys(need.ask for need in asked.values()))
    return sorted(asked.values(), key=lambda need: order.index(need.ask))


def _standard(outline: Outline, profile: LocalityProfile) -> Iterator[Need]:
    """List what title, headings and frames take from the profile and do not find."""
    from drafting.filling import profile_values
    from drafting.origins import outline_patterns

    used = {slot for pattern in outline_patterns(outline) for slot in _SLOT.findall(pattern)}
    fields = ["meeting.date", "speaker.name", "speaker.titles"]
    fields += [field for slot, field in _SLOT_FIELDS.items() if slot in used - profile_values(profile).keys()]
    for field, about in known_fields().items():
        if field in fields and not _value(profile, field):
            yield Need(field, "", about["question"], about["ask"], about["where"], about["example"])


def _prompted(outline: Outline, profile: LocalityProfile) -> Iterator[Need]:
    """List the outline's own prompts that the profile does not answer."""
    from drafting.local_content import address

    for section in outline.sections:
        for prompt in section.prompts:
            if is_answered(prompt, profile):
                continue
            text = address(prompt, profile).text
            found = _ASKED.search(text)
            known = known_fields().get(prompt.field)
            ask = known["ask"] if known else _ANYONE
            if found:
                ask = f"查{found[2]}" if found[1] == "见" else found[2]
            label = ROLE_LABELS[section.role]
            where = label if section.role in (Role.OPENING, Role.CLOSING) else f"“{label}”部分"
            example = known["example"] if known else _fact_example(prompt.text)
            yield Need(prompt.field, str(section.role), question_of(prompt.text), ask, where, example)


def _value(profile: LocalityProfile, field: str) -> object:
    block, _, key = field.partition(".")
    value = getattr(profile, block, None)
    return getattr(value, key, None) if key else value


def _fact_example(text: str) -> str:
    return next(
        (str(row["example"]) for row in _data()["facts"] if any(word in text for word in row["words"])),
        str(_data()["facts"][-1]["example"]),
    )


def known_fields() -> dict[str, dict[str, str]]:
    """What is known of each profile key that can be asked for (可征集的键)."""
    fields: dict[str, dict[str, str]] = _data()["fields"]
    return fields


def composite_forms() -> dict[str, dict[str, Any]]:
    """How an answer of several pieces is written, by its form (合成答复的写法)."""
    forms: dict[str, dict[str, Any]] = _data()["forms"]
    return forms


@cache
def _data() -> dict[str, Any]:
    import yaml

    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data
