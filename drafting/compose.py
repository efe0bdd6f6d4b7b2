"""plan + bank + profile → Draft (起草).

Pure: no files, no SQLite, no clock. The same arguments give the same draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from drafting.affinity import affinity, bigrams
from drafting.choose import LEAST_NEAR, Choice, Chooser
from drafting.draft import Draft, DraftParagraph, DraftUnit, Missing, Origin, Part, Sentence
from drafting.filling import Filler, heading_number
from drafting.plan import Detail, Plan, SectionBudget
from drafting.profile import LocalityProfile
from outlines.outline import OutlineSection, Prompt
from outlines.speech import Role
from phrasebank.phrase import Kind, Phrase

SOURCE_SHARE = 0.15
"""Promise 4: no source gives more of a draft's characters than this."""

_SLOT = re.compile(r"\{([a-z_]+?)(\d*)\}")
_BANK_SLOTS = {
    "opening": Kind.OPENING,
    "significance": Kind.SIGNIFICANCE,
    "measure": Kind.MEASURE,
    "assurance": Kind.ASSURANCE,
    "maxim": Kind.MAXIM,
    "parallel": Kind.PARALLEL,
    "call": Kind.CALL,
}
# What the text under a section's headings is mostly made of.
_MATERIAL = {role: Kind.MEASURE for role in Role} | {
    Role.SIGNIFICANCE: Kind.SIGNIFICANCE,
    Role.SITUATION: Kind.SIGNIFICANCE,
    Role.ORGANIZATION: Kind.ASSURANCE,
}
_UNHEADED = (Role.OPENING, Role.CLOSING)
_MOST_SENTENCES = {Detail.OUTLINE: 0, Detail.SKELETON: 3, Detail.FULL: 8}


@dataclass(frozen=True, slots=True)
class Bank:
    """The part of the phrase bank that one draft chooses from (可选词库).

    `pools` lists the phrases of each kind, best first; headings of one set follow each other by `position`.
    """

    pools: Mapping[Kind, Sequence[Phrase]]

    def headings(self) -> dict[str, Phrase]:
        """Map heading texts to their phrases (标题句)."""
        return {phrase.text: phrase for phrase in self.pools.get(Kind.HEADING, ())}


@dataclass(slots=True)
class _Writer:
    """What is on the desk while one draft is written (写作现场)."""

    plan: Plan
    profile: LocalityProfile
    chooser: Chooser
    filler: Filler
    headings: dict[str, Phrase]
    theme: str = ""
    units: list[DraftUnit] = field(default_factory=list)
    used_frames: set[str] = field(default_factory=set)
    used_facts: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


def compose(
    plan: Plan,
    profile: LocalityProfile,
    bank: Bank,
    *,
    seed: int = 0,
    caps: Mapping[str, int] | None = None,
    banned: frozenset[str] = frozenset(),
) -> Draft:
    """Write one draft (起草).

    `caps` narrows how many characters single sources may give; `banned` names phrases to leave out.
    """
    headed = [b for b in plan.budgets if b.section.role not in _UNHEADED]
    filler = Filler(profile, count=len(headed))
    chooser = Chooser(
        bank.pools,
        filler,
        date=profile.meeting.date,
        seed=seed,
        caps=caps or {},
        cap=int(plan.characters * SOURCE_SHARE),
        banned=banned,
    )
    writer = _Writer(plan, profile, chooser, filler, bank.headings())
    tops = _choose_headings(writer, [b.section.role for b in headed])
    writer.theme = profile.meeting.topic + "".join(heading.text for heading in tops)
    # Opening and closing are written first: they must not go without because the sections took all.
    ends = {b.section.role: _write_unheaded(writer, b) for b in plan.budgets if b.section.role in _UNHEADED}
    number = 0
    for budget in plan.budgets:
        if budget.section.role in ends:
            writer.units.append(ends[budget.section.role])
        else:
            _write_section(writer, budget, tops[number], number + 1)
            number += 1
    title = filler.text(plan.outline.speech_title) or "【待填：讲话题目】"
    characters = sum(
        len(u.heading.text if u.heading else "") + sum(len(p.text) for p in u.paragraphs)
        for u in writer.units
    )
    return Draft(
        title=title,
        date_line=_date_line(writer),
        speaker_line=_speaker_line(writer),
        salutation=plan.outline.salutation,
        units=tuple(writer.units),
        outline=plan.outline.name,
        seed=seed,
        characters=characters,
        minutes=plan.minutes(characters),
        missing=tuple(_missing(writer)),
    )


def _missing(writer: _Writer) -> Iterator[Missing]:
    """List the prompts where they stand, title block first (待填清单)."""
    meeting, speaker = writer.profile.meeting, writer.profile.speaker
    if not meeting.date:
        yield Missing("meeting.date", "讲话日期", 0)
    if not speaker.name:
        yield Missing("speaker", "讲话人职务、姓名", 0)
    for index, unit in enumerate(writer.units):
        headings = unit.heading.parts if unit.heading else ()
        inside = (part for p in unit.paragraphs for sentence in p.sentences for part in sentence.parts)
        for part in (*headings, *inside):
            if part.origin is Origin.PROMPT:
                yield Missing(part.field, part.text.removeprefix("【待填：").removesuffix("】"), index)


# --- title block --------------------------------------------------------------------------------------------


def _date_line(writer: _Writer) -> str:
    date = writer.profile.meeting.date
    if not date:
        return "（【待填：讲话日期】）"
    parts = [str(int(part)) for part in date.split("-")]
    return "（" + "".join(a + b for a, b in zip(parts, "年月日", strict=False)) + "）"


def _speaker_line(writer: _Writer) -> str:
    speaker = writer.profile.speaker
    if not speaker.name:
        return "【待填：讲话人职务、姓名】"
    # Two-character names are spaced out to three, as on every official title page.
    name = "　".join(speaker.name) if len(speaker.name) == 2 else speaker.name
    return "、".join(speaker.titles) + "　" + name if speaker.titles else name


# --- headings -----------------------------------------------------------------------------------------------


def _heading(writer: _Writer, text: str) -> Sentence | None:
    """Fill a heading and say where it is from; None where it does not fit this draft (标题)."""
    phrase = writer.headings.get(text)
    if phrase is not None:
        choice = next((c for c in writer.chooser.ready(Kind.HEADING) if c.phrase.id == phrase.id), None)
        if choice is None or writer.chooser.blocked(choice):
            return None
        return Sentence((choice.part(),))
    filled = writer.filler.text(text)
    return Sentence((Part(filled, Origin.OUTLINE, field=writer.plan.outline.name),)) if filled else None


def _heading_set(writer: _Writer, texts: Sequence[str]) -> list[Sentence] | None:
    sentences = [_heading(writer, text) for text in texts]
    whole = [s for s in sentences if s is not None]
    return whole if len(whole) == len(texts) else None


def _commit_headings(writer: _Writer, sentences: Sequence[Sentence]) -> None:
    ready = {c.phrase.id: c for c in writer.chooser.ready(Kind.HEADING)}
    for sentence in sentences:
        for part in sentence.parts:
            if part.phrase in ready:
                writer.chooser.take(ready[part.phrase])


def _choose_headings(writer: _Writer, roles: Sequence[Role]) -> list[Sentence]:
    """Take all level-1 headings from one set, so that they answer each other (一级标题)."""
    options = [
        (sentences, texts)
        for texts in writer.plan.outline.heading_sets
        if (sentences := _heading_set(writer, texts)) is not None and len(sentences) == len(roles)
    ]
    if not options:
        field_ = "outline"
        return [
            Sentence((Part(f"【待填：{_role_name(role)}部分的标题】", Origin.PROMPT, field=field_),))
            for role in roles
        ]
    sentences, _ = min(
        options,
        key=lambda option: (
            unevenness(option[0]) - 0.4 * writer.chooser.jitter("|".join(option[1])),
            option[1],
        ),
    )
    _commit_headings(writer, sentences)
    return sentences


def _role_name(role: Role) -> str:
    from outlines.speech import ROLE_LABELS

    return ROLE_LABELS[role]


def unevenness(sentences: Sequence[Sentence]) -> float:
    """How far headings are from one length, 0 to 1 (长短不齐)."""
    sizes = [len(sentence.text) for sentence in sentences]
    return (max(sizes) - min(sizes)) / max(sizes) if sizes else 0.0


def _choose_points(writer: _Writer, section: OutlineSection, above: str) -> list[Sentence]:
    """Take the level-2 headings of one section from one set (二级标题)."""
    least, most = section.points
    if most == 0:
        return []
    tasks = writer.profile.tasks
    if section.role is Role.KEY_TASKS and len(tasks) >= 2 and "tasks" not in writer.asked:
        writer.asked.add("tasks")
        return [
            Sentence((Part(task.name.rstrip("。"), Origin.PROFILE, field=f"tasks[{i}].name"),))
            for i, task in enumerate(tasks)
        ]
    meeting = writer.profile.meeting
    aim = bigrams(above)
    options: list[tuple[float, tuple[str, ...], list[Sentence]]] = []
    for rank, texts in enumerate(_point_sets(writer, section, meeting.topic)):
        kept = [s for s in (_heading(writer, text) for text in texts) if s is not None][: max(most, least)]
        if len(kept) < max(2, least) or len(kept) * 2 <= len(texts):
            continue
        near = affinity(bigrams("".join(s.text for s in kept)), aim)
        # Headings that the bank can say something under are worth more than fine ones over nothing.
        support = sum(writer.chooser.support(_MATERIAL[section.role], s.text) for s in kept) / len(kept)
        taste = 0.3 * writer.chooser.jitter("|".join(texts))
        score = unevenness(kept) - near - 1.5 * support - taste + 0.02 * rank
        options.append((round(score, 6), tuple(texts), kept))
    if not options:
        return []
    chosen = min(options, key=lambda option: option[:2])[2]
    _commit_headings(writer, chosen)
    return chosen


def _point_sets(writer: _Writer, section: OutlineSection, topic: str) -> list[tuple[str, ...]]:
    own = list(section.points_for(topic))
    groups: dict[str, list[Phrase]] = {}
    for phrase in writer.headings.values():
        if phrase.level == 2 and phrase.role is section.role and phrase.group:
            groups.setdefault(phrase.group, []).append(phrase)
    for group in sorted(groups):
        members = sorted(groups[group], key=lambda phrase: phrase.position)
        if len(members) >= 2:
            own.append(tuple(phrase.text for phrase in members))
    return list(dict.fromkeys(own))


# --- sections -----------------------------------------------------------------------------------------------


def _write_unheaded(writer: _Writer, budget: SectionBudget) -> DraftUnit:
    section = budget.section
    if section.role is Role.OPENING:
        sentences = _opening(writer, section)
    else:
        closing = _frame(writer, section, "", accept=lambda f: "{call}" in f) or _frame(writer, section, "")
        sentences = [closing] if closing else []
    paragraphs = (DraftParagraph(tuple(sentences)),) if sentences else ()
    return DraftUnit(0, "", section.role, None, False, paragraphs)


def _opening(writer: _Writer, section: OutlineSection) -> list[Sentence]:
    """Say what the meeting is, what it is for, and what follows (开场): two or three sentences."""
    first = _frame(writer, section, "", accept=lambda f: "{meeting}" in f)
    middle = None
    if first is not None and not any(part.origin is Origin.BANK for part in first.parts):
        middle = _frame(writer, section, "", accept=lambda f: "{meeting}" not in f and "{count}" not in f)
    lead = _frame(writer, section, "", accept=lambda f: "{count}" in f)
    return [sentence for sentence in (first, middle, lead) if sentence is not None]


def _write_section(writer: _Writer, budget: SectionBudget, heading: Sentence, number: int) -> None:
    section = budget.section
    points = _choose_points(writer, section, heading.text)
    lead = _lead(writer, section) if points else []
    writer.units.append(
        DraftUnit(
            1,
            heading_number(1, number),
            section.role,
            heading,
            False,
            (DraftParagraph(tuple(lead)),) if lead else (),
        )
    )
    prompts = _open_prompts(writer, section)
    placed = _place_prompts(prompts, [point.text for point in points])
    facts = _place_facts(writer, section, [point.text for point in points])
    room = budget.characters // max(1, len(points))
    for i, point in enumerate(points):
        about = point.text + heading.text
        sentences = _point_text(writer, section, about, room, facts.get(i, []))
        if writer.plan.detail is not Detail.OUTLINE:
            sentences += [_ask(prompt) for prompt in placed.get(i, [])]
        writer.units.append(
            DraftUnit(
                2,
                heading_number(2, i + 1),
                section.role,
                point,
                bool(sentences),
                (DraftParagraph(tuple(sentences)),) if sentences else (),
            )
        )


def _lead(writer: _Writer, section: OutlineSection) -> list[Sentence]:
    """Open a section with one sentence where there is room (段首)."""
    targets = writer.profile.targets
    if section.role is Role.KEY_TASKS and targets and "targets" not in writer.asked:
        writer.asked.add("targets")
        parts: list[Part] = [Part("要锚定目标不放松，", Origin.OUTLINE, field=writer.plan.outline.name)]
        for i, target in enumerate(targets):
            mark = "。" if i == len(targets) - 1 else "，"
            parts.append(Part(f"{target.name}{target.value}", Origin.PROFILE, field=f"targets[{i}]"))
            parts.append(Part(mark, Origin.OUTLINE, field=writer.plan.outline.name))
        return [Sentence(tuple(parts))]
    return []


def _point_text(
    writer: _Writer, section: OutlineSection, about: str, room: int, facts: list[Sentence]
) -> list[Sentence]:
    detail = writer.plan.detail
    if detail is Detail.OUTLINE:
        return []
    sentences: list[Sentence] = list(facts)
    size = sum(len(s.text) for s in sentences)
    for _ in range(_MOST_SENTENCES[detail]):
        if size >= room:
            break
        sentence = _frame(writer, section, about, accept=_carries)
        if sentence is None:
            break
        sentences.append(sentence)
        size += len(sentence.text)
    if not any(part.origin is Origin.BANK for s in sentences for part in s.parts) and not facts:
        plain = _frame(writer, section, about)
        sentences += [plain] if plain else []
    return sentences


def _carries(frame: str) -> bool:
    return any(match.group(1) in _BANK_SLOTS for match in _SLOT.finditer(frame))


# --- frames -------------------------------------------------------------------------------------------------


def _frame(
    writer: _Writer,
    section: OutlineSection,
    about: str,
    accept: Callable[[str], bool] = lambda frame: True,
) -> Sentence | None:
    """Realise the first unused frame of a section that can be filled (套句架)."""
    test = accept
    frames = [f for f in section.frames if f not in writer.used_frames and test(f)]
    # Plain frames first: the more a frame says of its own, the less any clause suits it.
    frames.sort(key=lambda f: (len(_SLOT.sub("", f)) / 30 + writer.chooser.jitter(f), f))
    # Bare frames such as {significance}。 are the plainest speech: they may serve again when all are spent.
    bare = [f for f in section.frames if f in writer.used_frames and test(f) and len(_SLOT.sub("", f)) <= 4]
    for frame in [*frames, *bare]:
        sentence = _realise(writer, section, frame, about)
        if sentence is not None:
            writer.used_frames.add(frame)
            return sentence
    return None


def _realise(writer: _Writer, section: OutlineSection, frame: str, about: str) -> Sentence | None:
    parts: list[Part] = []
    choices: list[Choice] = []
    position = 0
    name = writer.plan.outline.name
    for match in _SLOT.finditer(frame):
        if match.start() > position:
            parts.append(Part(frame[position : match.start()], Origin.OUTLINE, field=name))
        position = match.end()
        slot = match.group(1)
        if slot in _BANK_SLOTS:
            choice = _bank_part(writer, section, slot, about, choices, names_topic="{topic}" in frame)
            if choice is None:
                return None
            choices.append(choice)
            parts.append(choice.part())
            continue
        part = writer.filler.part(slot)
        if part is None and slot == "directive":
            prompt = next((p for p in section.prompts if p.field == "directives"), None)
            prompt = prompt or Prompt("directives", "这次会议要贯彻的上级部署")
            part = Part(f"【待填：{prompt.text}】", Origin.PROMPT, field=prompt.field)
        if part is None:
            return None
        parts.append(part)
    if position < len(frame):
        parts.append(Part(frame[position:], Origin.OUTLINE, field=name))
    for choice in choices:
        writer.chooser.take(choice)
    return Sentence(tuple(parts))


def _bank_part(
    writer: _Writer,
    section: OutlineSection,
    slot: str,
    about: str,
    beside: list[Choice],
    *,
    names_topic: bool,
) -> Choice | None:
    kind = _BANK_SLOTS[slot]
    topic = writer.profile.meeting.topic

    def accept(choice: Choice) -> bool:
        # A sentence names its topic once.
        if (names_topic or any(topic in other.text for other in beside)) and topic in choice.text:
            return False
        return kind is not Kind.PARALLEL or _is_threefold(choice)

    about = about or writer.theme
    if beside:
        about += beside[0].text
    least = 0.0 if kind in (Kind.CALL, Kind.OPENING) else LEAST_NEAR
    choice = writer.chooser.pick(kind, section.role, about, beside=beside, least=least, accept=accept)
    if choice is None and kind is Kind.ASSURANCE:
        choice = writer.chooser.pick(Kind.MEASURE, section.role, about, beside=beside)
    return choice


def _is_threefold(choice: Choice) -> bool:
    """A parallel carries a sentence alone only with three beats (三叠)."""
    return sum(choice.text.count(mark) for mark in "、，；") >= 2


# --- local facts --------------------------------------------------------------------------------------------


def _open_prompts(writer: _Writer, section: OutlineSection) -> list[Prompt]:
    """List the prompts that the profile does not answer and that were not put before (待填项)."""
    profile = writer.profile
    known = {f"facts.{fact.role}" for fact in profile.facts}
    known |= {"tasks"} if profile.tasks else set()
    known |= {"targets"} if profile.targets else set()
    known |= {"brands"} if profile.brands else set()
    known |= {"directives"} if profile.directives else set()
    known |= {value.field for value in writer.filler.values.values()}
    prompts = [p for p in section.prompts if p.field not in known and p.text not in writer.asked]
    writer.asked.update(prompt.text for prompt in prompts)
    return prompts


def _place_prompts(prompts: Sequence[Prompt], points: Sequence[str]) -> dict[int, list[Prompt]]:
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


def _place_facts(
    writer: _Writer, section: OutlineSection, points: Sequence[str]
) -> dict[int, list[Sentence]]:
    """Put the profile's facts and tasks under the headings they belong to (本地事实)."""
    placed: dict[int, list[Sentence]] = {}
    if not points:
        return placed
    for i, fact in enumerate(writer.profile.facts):
        if fact.role == section.role and fact.text not in writer.used_facts:
            writer.used_facts.add(fact.text)
            grams = bigrams(fact.text + fact.topic)
            at = min(
                range(len(points)),
                key=lambda k: (-affinity(grams, bigrams(points[k])), len(placed.get(k, [])), k),
            )
            text = fact.text.rstrip("。") + "。"
            placed.setdefault(at, []).append(Sentence((Part(text, Origin.PROFILE, field=f"facts[{i}]"),)))
    if section.role is Role.KEY_TASKS:
        for i, task in enumerate(writer.profile.tasks):
            if i < len(points) and points[i] == task.name.rstrip("。"):
                placed.setdefault(i, []).extend(_task_sentences(i, task.measures, task.owner, task.deadline))
        for i, brand in enumerate(writer.profile.brands):
            grams = bigrams(brand.about + brand.name)
            at = min(range(len(points)), key=lambda k: (-affinity(grams, bigrams(points[k])), k))
            placed.setdefault(at, []).append(
                Sentence(
                    (
                        Part("持续擦亮", Origin.OUTLINE, field=writer.plan.outline.name),
                        Part(f"“{brand.name}”", Origin.PROFILE, field=f"brands[{i}]"),
                        Part(
                            "品牌，让更多职工参与进来、从中受益。",
                            Origin.OUTLINE,
                            field=writer.plan.outline.name,
                        ),
                    )
                )
            )
    return placed


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


def _ask(prompt: Prompt) -> Sentence:
    return Sentence((Part(f"【待填：{prompt.text}】", Origin.PROMPT, field=prompt.field),))
