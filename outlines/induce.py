"""Many speeches → outlines (归纳提纲).

Speeches whose level-1 sections do the same things in the same order make one outline. Its level-1 headings are
kept as whole sets, each from one speech, so that a draft never mixes two hands; its level-2 headings are
pooled by role from all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outlines.outline import Outline, OutlineSection
from outlines.role import ROLE_LABELS, Role

MOST_SETS = 12
_CORE = (Role.SIGNIFICANCE, Role.KEY_TASKS, Role.ORGANIZATION)


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One level-1 section of a mined speech (部分).

    `heading` and `points` (its level-2 headings) are slotted; a heading that could not be made safe is empty.
    """

    role: Role
    heading: str
    points: tuple[str, ...]
    characters: int


@dataclass(frozen=True, slots=True)
class SpeechPlan:
    """The sections of one speech, where it is from and what it is about (一篇的结构)."""

    document: str
    topic: str
    sections: tuple[SectionPlan, ...]


def induce(plans: Sequence[SpeechPlan], base: Mapping[Role, OutlineSection]) -> list[Outline]:
    """Group speeches by the order of their roles and describe each group (归纳).

    `base` gives the frames and prompts of a role. Only groups with key tasks and at least three sections
    count; those with all of significance, key tasks and organization come first.
    """
    groups: dict[tuple[Role, ...], list[SpeechPlan]] = {}
    for plan in sorted(plans, key=lambda plan: plan.document):
        roles = tuple(section.role for section in plan.sections)
        if len(roles) >= 3 and Role.KEY_TASKS in roles and Role.OTHER not in roles:
            groups.setdefault(roles, []).append(plan)
    outlines = [
        outline
        for roles, members in groups.items()
        if (outline := _outline(roles, members, plans, base)) is not None
    ]
    return sorted(outlines, key=lambda o: (-_core(o), -len(o.sources), o.name))


def _core(outline: Outline) -> int:
    roles = {section.role for section in outline.sections}
    return sum(role in roles for role in _CORE)


def _outline(
    roles: tuple[Role, ...],
    members: Sequence[SpeechPlan],
    plans: Sequence[SpeechPlan],
    base: Mapping[Role, OutlineSection],
) -> Outline | None:
    heading_sets = _heading_sets(members)
    if not heading_sets:
        return None
    shares = _shares(roles, members)
    middle = [
        _section(role, shares[i], [m.sections[i] for m in members], plans, base)
        for i, role in enumerate(roles)
    ]
    opening = replace(base[Role.OPENING], share=0.08)
    closing = replace(base[Role.CLOSING], share=0.06)
    labels = [ROLE_LABELS[role] for role in roles]
    return Outline(
        name="归纳-" + "-".join(labels),
        title="、".join(labels) + f"（{len(members)}篇归纳）",
        description=f"由{len(members)}篇讲话稿归纳，共{len(roles)}个部分。",
        occasions=(),
        topics=tuple(sorted({member.topic for member in members if member.topic})),
        speech_title="在{meeting}上的讲话",
        salutation="同志们：",
        heading_sets=heading_sets,
        sections=(opening, *middle, closing),
        origin="mined",
        sources=tuple(member.document for member in members),
    )


def _heading_sets(members: Sequence[SpeechPlan]) -> tuple[tuple[str, ...], ...]:
    """Keep the sets in which every heading is safe, the most even ones first (成套标题)."""
    sets = {tuple(section.heading for section in member.sections) for member in members}
    whole = [headings for headings in sets if all(headings) and len(set(headings)) == len(headings)]
    return tuple(sorted(whole, key=lambda headings: (_unevenness(headings), headings))[:MOST_SETS])


def _unevenness(headings: Sequence[str]) -> float:
    sizes = [len(heading) for heading in headings]
    return round((max(sizes) - min(sizes)) / max(sizes), 3)


def _shares(roles: tuple[Role, ...], members: Sequence[SpeechPlan]) -> list[float]:
    """Split the body's share (opening and closing take 0.14) as the members did on average (篇幅)."""
    averages = []
    for i in range(len(roles)):
        shares = [m.sections[i].characters / max(1, sum(s.characters for s in m.sections)) for m in members]
        averages.append(max(0.08, sum(shares) / len(shares)))
    scale = 0.86 / sum(averages)
    rounded = [round(average * scale, 3) for average in averages]
    rounded[-1] = round(0.86 - sum(rounded[:-1]), 3)
    return rounded


def _section(
    role: Role,
    share: float,
    own: Sequence[SectionPlan],
    plans: Sequence[SpeechPlan],
    base: Mapping[Role, OutlineSection],
) -> OutlineSection:
    topics = {plan.topic for plan in plans if any(section in plan.sections for section in own)}
    pooled = [
        section for plan in plans if plan.topic in topics for section in plan.sections if section.role is role
    ]
    sets: dict[tuple[str, ...], None] = {}
    for section in [*own, *pooled]:
        points = tuple(point for point in section.points if point)
        # A set that lost a member to safety is still parallel; one that lost more than half is not a set.
        if len(points) >= 2 and len(points) * 2 > len(section.points):
            sets.setdefault(points[:6])
    mined = list(sets)[:MOST_SETS]
    # The shipped sets stand last, for when a source has given all it may.
    every = [*mined, *(points for points in base[role].point_sets if points not in sets)]
    counts = [len(points) for points in every] or [3]
    return replace(
        base[role], share=share, points=(max(2, min(counts)), max(counts)), point_sets=tuple(every)
    )
