"""Put the profile's facts, tasks and open questions where they belong (本地内容)."""

from __future__ import annotations

from collections.abc import Sequence

from drafting.affinity import affinity, bigrams
from drafting.desk import Desk
from drafting.draft import Origin, Part, Sentence
from drafting.plan import Detail
from outlines.outline import OutlineSection, Prompt
from outlines.role import Role

UNDER_HEADING = -1
"""The place right below a section's own heading."""


def state_targets(desk: Desk, section: OutlineSection) -> list[Sentence]:
    """Open a section with one sentence where there is room (段首)."""
    targets = desk.profile.targets if desk.plan.detail is not Detail.OUTLINE else ()
    if section.role is Role.KEY_TASKS and targets and "targets" not in desk.asked:
        desk.asked.add("targets")
        parts: list[Part] = [Part("要锚定目标不放松，", Origin.OUTLINE, field=desk.plan.outline.name)]
        for i, target in enumerate(targets):
            mark = "。" if i == len(targets) - 1 else "，"
            parts.append(Part(f"{target.name}{target.value}", Origin.PROFILE, field=f"targets[{i}]"))
            parts.append(Part(mark, Origin.OUTLINE, field=desk.plan.outline.name))
        return [Sentence(tuple(parts))]
    return []


def open_prompts(desk: Desk, section: OutlineSection) -> list[Prompt]:
    """List the prompts that the profile does not answer and that were not put before (待填项)."""
    profile = desk.profile
    known = {f"facts.{fact.role}" for fact in profile.facts}
    known |= {"tasks"} if profile.tasks else set()
    known |= {"targets"} if profile.targets else set()
    known |= {"brands"} if profile.brands else set()
    known |= {"directives"} if profile.directives else set()
    known |= {value.field for value in desk.filler.values.values()}
    prompts = [p for p in section.prompts if p.field not in known and p.text not in desk.asked]
    desk.asked.update(prompt.text for prompt in prompts)
    return prompts


def place_prompts(prompts: Sequence[Prompt], points: Sequence[str]) -> dict[int, list[Prompt]]:
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
        placed.setdefault(order[0], []).append(prompt)
    return placed


def place_facts(desk: Desk, section: OutlineSection, points: Sequence[str]) -> dict[int, list[Sentence]]:
    """Put the profile's facts and tasks under the headings they belong to (本地事实).

    What belongs to none stands under the section's own heading.
    """
    placed: dict[int, list[Sentence]] = {}
    if not points:
        return placed
    for i, fact in enumerate(desk.profile.facts):
        if fact.role == section.role and fact.text not in desk.used_facts:
            desk.used_facts.add(fact.text)
            grams = bigrams(fact.text + fact.topic)
            near, at = max((affinity(grams, bigrams(point)), -k) for k, point in enumerate(points))
            text = fact.text.rstrip("。") + "。"
            sentence = Sentence((Part(text, Origin.PROFILE, field=f"facts[{i}]"),))
            placed.setdefault(-at if near > 0 else UNDER_HEADING, []).append(sentence)
    if section.role is Role.KEY_TASKS:
        for i, task in enumerate(desk.profile.tasks):
            if i < len(points) and points[i] == task.name.rstrip("。"):
                placed.setdefault(i, []).extend(_task_sentences(i, task.measures, task.owner, task.deadline))
        for i, brand in enumerate(desk.profile.brands):
            grams = bigrams(brand.about + brand.name)
            near, at = max((affinity(grams, bigrams(point)), -k) for k, point in enumerate(points))
            if near > 0:
                placed.setdefault(-at, []).append(_brand_sentence(desk, i, brand.name))
    return placed


def _brand_sentence(desk: Desk, index: int, name: str) -> Sentence:
    desk.used_facts.add(f"brands[{index}]")
    outline = desk.plan.outline.name
    return Sentence(
        (
            Part("持续擦亮", Origin.OUTLINE, field=outline),
            Part(f"“{name}”", Origin.PROFILE, field=f"brands[{index}]"),
            Part("品牌，让更多职工参与进来、从中受益。", Origin.OUTLINE, field=outline),
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


def _task_sentences(index: int, measures: Sequence[str], owner: str, deadline: str) -> list[Sentence]:
    sentences = []
    if measures:
        text = "要" + "，".join(measure.rstrip("。") for measure in measures) + "。"
        sentences.append(Sentence((Part(text, Origin.PROFILE, field=f"tasks[{index}].measures"),)))
    who = f"由{owner}牵头" if owner else ""
    when = f"{deadline}前完成" if deadline else ""
    if who or when:
        text = "，".join(part for part in (who, when) if part) + "。"
        sentences.append(Sentence((Part(text, Origin.PROFILE, field=f"tasks[{index}]"),)))
    return sentences


def ask(prompt: Prompt) -> Sentence:
    """Turn a prompt into a sentence that no reader overlooks (待填)."""
    return Sentence((Part(f"【待填：{prompt.text}】", Origin.PROMPT, field=prompt.field),))
