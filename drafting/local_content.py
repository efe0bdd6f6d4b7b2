"""Put the profile's facts, tasks and open questions where they belong (本地内容)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from drafting.affinity import affinity, bigrams
from drafting.answered import applies, is_answered
from drafting.desk import Desk
from drafting.draft import Origin, Part, Sentence
from drafting.headings import LEAST_TASKS
from drafting.plan import Detail
from drafting.profile import Fact, Level, LocalityProfile, Task, infer_level
from outlines.outline import OutlineSection, Prompt
from outlines.role import Role

UNDER_HEADING = -1
"""The place right below a section's own heading."""

BRAND_FRAME = "持续擦亮{brand}品牌，让更多职工参与进来、从中受益。"
TARGETS_FRAME = "要锚定目标不放松，{targets}"
TASK_FRAME = "重点任务是{task}。"
OWN_FRAMES = (BRAND_FRAME, TARGETS_FRAME, TASK_FRAME)
"""The joints that carry the profile's brands, targets and tasks, whatever the outline."""

_ANY_DEPARTMENT = "业务部门"
_DATA = Path(__file__).parent / "data" / "departments.txt"


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = _DATA.read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(cell.strip() for cell in line.split("|")) for line in lines if line[:1] not in ("", "#")
    )


@cache
def _departments() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    return tuple((tuple(row[0].split()), row[1], row[2]) for row in _rows() if row[0][0] != "=")


@cache
def _firm_words() -> tuple[tuple[str, str], ...]:
    return tuple((row[0].removeprefix("= "), row[1]) for row in _rows() if row[0][0] == "=")


def address(prompt: Prompt, profile: LocalityProfile, point: str = "") -> Prompt:
    """Name the department that a point, else the topic, belongs to, where a prompt asks any (问谁).

    >>> from drafting.profile import Meeting, Place
    >>> city = LocalityProfile(Place("云州市"), Meeting("产业工人队伍建设改革"))
    >>> address(Prompt("targets", "量化目标，问业务部门"), city).text
    '量化目标，问产改协调小组办公室'
    """
    place, topic, said = profile.place, profile.meeting.topic, prompt.text
    firm = (place.level or infer_level(place.name)) is Level.ENTERPRISE
    if firm:
        for union, own in _firm_words():
            said = said.replace(union, own)
    rows = [
        (union, own)
        for text in (point, topic)
        for words, union, own in _departments()
        if any(w in text for w in words)
    ]
    if rows:
        said = said.replace(_ANY_DEPARTMENT, rows[0][firm])
    return replace(prompt, text=said)


def state_targets(desk: Desk, section: OutlineSection) -> list[Sentence]:
    """Open a section with one sentence where there is room (段首)."""
    targets = desk.profile.targets if desk.plan.detail is not Detail.OUTLINE else ()
    if section.role is Role.KEY_TASKS and targets and "targets" not in desk.asked:
        desk.asked.add("targets")
        parts: list[Part] = [
            Part(TARGETS_FRAME.partition("{")[0], Origin.OUTLINE, field=desk.plan.outline.name)
        ]
        for i, target in enumerate(targets):
            mark = "。" if i == len(targets) - 1 else "，"
            parts.append(Part(f"{target.name}{target.value}", Origin.PROFILE, field=f"targets[{i}]"))
            parts.append(Part(mark, Origin.OUTLINE, field=desk.plan.outline.name))
        return [Sentence(tuple(parts))]
    return []


def open_prompts(desk: Desk, section: OutlineSection) -> list[Prompt]:
    """List the prompts that the profile does not answer and that were not put before (待填项)."""
    prompts = [p for p in section.prompts if not is_answered(p, desk.profile) and p.text not in desk.asked]
    desk.asked.update(prompt.text for prompt in prompts)
    return prompts


def place_prompts(
    prompts: Sequence[Prompt], points: Sequence[str], profile: LocalityProfile
) -> dict[int, list[Prompt]]:
    """Put each prompt under the heading it is nearest to, one a heading while there are enough (落位)."""
    placed: dict[int, list[Prompt]] = {}
    if not points:
        return placed
    for prompt in prompts:
        grams = bigrams(prompt.text)
        order = sorted(
            range(len(points)),
            key=lambda i: (len(placed.get(i, [])), -affinity(grams, bigrams(points[i])), i),
        )
        placed.setdefault(order[0], []).append(address(prompt, profile, points[order[0]]))
    return placed


def place_facts(desk: Desk, section: OutlineSection, points: Sequence[str]) -> dict[int, list[Sentence]]:
    """Put the profile's facts and tasks under the headings they belong to (本地事实).

    What belongs to none stands under the section's own heading.
    """
    placed: dict[int, list[Sentence]] = {}
    if not points:
        return placed
    for i, fact in enumerate(desk.profile.facts):
        if _due(desk, fact, section.role):
            desk.used_facts.add(fact.text)
            grams = bigrams(fact.text + fact.topic)
            near, at = max((affinity(grams, bigrams(point)), -k) for k, point in enumerate(points))
            text = fact.text.rstrip("。") + "。"
            sentence = Sentence((Part(text, Origin.PROFILE, field=f"facts[{i}]"),))
            placed.setdefault(-at if near > 0 else UNDER_HEADING, []).append(sentence)
    if section.role is Role.KEY_TASKS:
        tasks = desk.profile.tasks
        for i, task in enumerate(tasks):
            if i < len(points) and points[i] == task.name.rstrip("。"):
                placed.setdefault(i, []).extend(_task_sentences(i, task.measures, task.owner, task.deadline))
            elif len(tasks) < LEAST_TASKS and f"tasks[{i}]" not in desk.used_facts:
                desk.used_facts.add(f"tasks[{i}]")
                grams = bigrams(task.name + "".join(task.measures))
                near, at = max((affinity(grams, bigrams(point)), -k) for k, point in enumerate(points))
                placed.setdefault(-at if near > 0 else UNDER_HEADING, []).append(
                    _task_sentence(desk, i, task)
                )
        for i, brand in enumerate(desk.profile.brands):
            grams = bigrams(brand.about + brand.name)
            near, at = max((affinity(grams, bigrams(point)), -k) for k, point in enumerate(points))
            if near > 0:
                placed.setdefault(-at, []).append(_brand_sentence(desk, i, brand.name))
    return placed


def opening_facts(desk: Desk) -> list[Sentence]:
    """Say in the opening what the profile has for it (开场的事实)."""
    sentences = []
    for i, fact in enumerate(desk.profile.facts):
        if _due(desk, fact, Role.OPENING):
            desk.used_facts.add(fact.text)
            part = Part(fact.text.rstrip("。") + "。", Origin.PROFILE, field=f"facts[{i}]")
            sentences.append(Sentence((part,)))
    return sentences


def _due(desk: Desk, fact: Fact, role: Role) -> bool:
    """Tell whether a fact belongs in a section of this speech and was not said yet (该说的事实)."""
    return fact.role == role and fact.text not in desk.used_facts and applies(fact, desk.profile)


def _brand_sentence(desk: Desk, index: int, name: str) -> Sentence:
    desk.used_facts.add(f"brands[{index}]")
    outline = desk.plan.outline.name
    before, after = BRAND_FRAME.split("{brand}")
    return Sentence(
        (
            Part(before, Origin.OUTLINE, field=outline),
            Part(f"“{name}”", Origin.PROFILE, field=f"brands[{index}]"),
            Part(after, Origin.OUTLINE, field=outline),
        )
    )


def leftover_brands(desk: Desk, section: OutlineSection) -> list[Sentence]:
    """Say under the section's own heading which brands stand under none of its points (品牌)."""
    if section.role is not Role.KEY_TASKS or desk.plan.detail is Detail.OUTLINE:
        return []
    return [
        _brand_sentence(desk, i, brand.name)
        for i, brand in enumerate(desk.profile.brands)
        if f"brands[{i}]" not in desk.used_facts
    ]


def _task_sentence(desk: Desk, index: int, task: Task) -> Sentence:
    """Say one task in one sentence, for where it has no heading of its own (任务句)."""
    field = f"tasks[{index}]"
    details = [measure.rstrip("。") for measure in task.measures]
    details += [f"由{task.owner}牵头"] if task.owner else []
    details += [f"{task.deadline.removesuffix('前')}前完成"] if task.deadline else []
    said = "：" + "，".join(details) if details else ""
    return Sentence(
        (
            Part(TASK_FRAME.partition("{")[0], Origin.OUTLINE, field=desk.plan.outline.name),
            Part(task.name.rstrip("。") + said, Origin.PROFILE, field=field),
            Part("。", Origin.OUTLINE, field=desk.plan.outline.name),
        )
    )


def _task_sentences(index: int, measures: Sequence[str], owner: str, deadline: str) -> list[Sentence]:
    sentences = []
    if measures:
        text = "要" + "，".join(measure.rstrip("。") for measure in measures) + "。"
        sentences.append(Sentence((Part(text, Origin.PROFILE, field=f"tasks[{index}].measures"),)))
    who = f"由{owner}牵头" if owner else ""
    when = f"{deadline.removesuffix('前')}前完成" if deadline else ""
    if who or when:
        text = "，".join(part for part in (who, when) if part) + "。"
        sentences.append(Sentence((Part(text, Origin.PROFILE, field=f"tasks[{index}]"),)))
    return sentences


def ask(prompt: Prompt) -> Sentence:
    """Turn a prompt into a sentence that no reader overlooks (待填)."""
    return Sentence((Part(f"【待填：{prompt.text}】", Origin.PROMPT, field=prompt.field),))
