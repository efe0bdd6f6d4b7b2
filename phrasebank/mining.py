"""Speech → candidates: clause structure first (采掘).

Everything here works on one document and is pure: the same speech gives the same harvest. What only many
documents can tell (frequency, contrast, rank) is `phrasebank.merge`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from outlines.induce import SectionPlan
from outlines.speech import DefectKind, Role, Speech, Unit
from phrasebank import grammar
from phrasebank.entities import DocumentContext, analyse
from phrasebank.formulations import find_formulations
from phrasebank.grammar import Reject
from phrasebank.patterns import echoes, find_idioms, find_parallels, is_couplet
from phrasebank.phrase import Candidate, Harvest, Kind, SourceDocument
from phrasebank.safety import make_safe, slot_safely
from phrasebank.sentences import Clause, iter_sentences, split_clauses
from phrasebank.slots import residue_terms, topic_terms

MAX_RUN = 60
"""No phrase is longer: the longest verbatim run that a draft may share with a source."""

_HAN = re.compile(r"[\u3400-\u9fff]")
# Where speeches reflect; elsewhere two even clauses are a saying only when one echoes the other.
_REFLECTIVE = (Role.OPENING, Role.SITUATION, Role.SIGNIFICANCE, Role.CLOSING)
_GREETINGS = {Role.OPENING: Kind.OPENING, Role.CLOSING: Kind.CALL}
_LONGEST_FIGURE = 45
# Damage of the whole text (a lost tail) does not spoil its sound sentences; these spoil what they touch.
_SPOILING = frozenset(DefectKind) - {DefectKind.DATE_CONFLICT}


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One undamaged sentence in its place (句子及其位置)."""

    text: str
    paragraph: int
    index: int
    start: int
    unit: Unit
    context: str


def mine_speech(speech: Speech, digest: str) -> Harvest:
    """Extract everything reusable from one speech (采掘一篇)."""
    context = analyse(speech)
    # A speech whose topic cannot be told is about what its title says.
    terms = topic_terms(context) or ((speech.title,) if speech.title else ())
    rejected: Counter[str] = Counter()
    candidates: list[Candidate] = []
    for candidate in _iter_raw(speech, context, digest, rejected):
        safe = make_safe(candidate, context, terms)
        if isinstance(safe, Reject):
            rejected[safe.value] += 1
        else:
            candidates.append(safe)
    document = SourceDocument(
        name=speech.source,
        digest=digest,
        title=speech.title,
        speaker=speech.speaker,
        date=speech.date,
        place=context.place,
        grade=context.grade,
        topic=context.topic,
        residue=residue_terms(context),
        paragraphs=speech.paragraphs,
    )
    return Harvest(
        document=document,
        candidates=tuple(_unique(candidates)),
        sections=tuple(_sections(speech, context)),
        rejected=tuple(sorted(rejected.items())),
        characters=sum(map(len, speech.paragraphs)),
    )


def _unique(candidates: list[Candidate]) -> Iterator[Candidate]:
    seen: set[tuple[Kind, str, int, int]] = set()
    for candidate in candidates:
        key = (candidate.kind, candidate.text, candidate.paragraph, candidate.sentence)
        if key not in seen:
            seen.add(key)
            yield candidate


def _iter_raw(
    speech: Speech, context: DocumentContext, digest: str, rejected: Counter[str]
) -> Iterator[Candidate]:
    yield from _headings(speech, digest, rejected)
    for view in iter_views(speech, rejected):
        yield from _from_sentence(view, rejected)


# --- headings -----------------------------------------------------------------------------------------------


def _headings(speech: Speech, digest: str, rejected: Counter[str]) -> Iterator[Candidate]:
    parents: dict[int, int] = {}
    positions: Counter[str] = Counter()
    trail: dict[int, str] = {}
    for index, unit in enumerate(speech.units):
        parents[unit.level] = index
        trail = {level: text for level, text in trail.items() if level < unit.level}
        above = "，".join(trail[level] for level in sorted(trail))
        trail[unit.level] = unit.heading
        if unit.level == 0 or unit.heading_span is None:
            continue
        parent = max((parents[level] for level in parents if level < unit.level), default=-1)
        group = f"{digest[:12]}:{parent if unit.level > 1 else 'top'}"
        positions[group] += 1
        if _spoiled(speech, unit.heading_span.paragraph, unit.heading_span.start, unit.heading_span.end):
            rejected[Reject.DAMAGED.value] += 1
            continue
        text = grammar.strip_leads(unit.heading)
        if not 4 <= _han(text) <= 40:
            rejected[Reject.LENGTH.value] += 1
            continue
        reason = grammar.judge_heading(text)
        if reason is not None:
            rejected[reason.value] += 1
            continue
        yield Candidate(
            text=text,
            kind=Kind.HEADING,
            role=unit.role,
            slots=(),
            topics=(),
            paragraph=unit.heading_span.paragraph,
            sentence=_sentence_index(speech, unit.heading_span.paragraph, unit.heading_span.start),
            level=unit.level,
            group=group,
            position=positions[group],
            context=above,
        )


def _sections(speech: Speech, context: DocumentContext) -> Iterator[SectionPlan]:
    """Describe each level-1 section with its slotted headings, for inducing outlines (部分)."""
    tops = [i for i, unit in enumerate(speech.units) if unit.level == 1]
    for top, following in pairwise([*tops, len(speech.units)]):
        unit = speech.units[top]
        inside = [u for u in speech.units[top:following] if u.level]
        points = [_safe_heading(speech, u, context) for u in inside if u.level == 2]
        yield SectionPlan(
            role=unit.role,
            heading=_safe_heading(speech, unit, context),
            points=tuple(points),
            characters=sum(len(u.text) + len(u.heading) for u in inside),
        )


def _safe_heading(speech: Speech, unit: Unit, context: DocumentContext) -> str:
    span = unit.heading_span
    if span is None or _spoiled(speech, span.paragraph, span.start, span.end):
        return ""
    slotted = slot_safely(grammar.strip_leads(unit.heading), Kind.HEADING, context)
    return "" if isinstance(slotted, Reject) else slotted.text


# --- sentences ----------------------------------------------------------------------------------------------


def iter_views(speech: Speech, rejected: Counter[str]) -> Iterator[SentenceView]:
    """Yield every undamaged sentence below the headings (正文句子)."""
    trail: dict[int, str] = {}
    for unit in speech.units:
        trail = {level: text for level, text in trail.items() if level < unit.level}
        if unit.level:
            trail[unit.level] = unit.heading
        context = "，".join(trail[level] for level in sorted(trail))
        for span in unit.body:
            paragraph = speech.paragraphs[span.paragraph]
            for index, (start, end) in enumerate(iter_sentences(paragraph)):
                a, b = max(start, span.start), min(end, span.end)
                if a >= b:
                    continue
                text = paragraph[a:b].strip()
                if not _HAN.search(text):
                    continue
                if _spoiled(speech, span.paragraph, a, b):
                    rejected[Reject.DAMAGED.value] += 1
                    continue
                yield SentenceView(text, span.paragraph, index, a, unit, context)


def _from_sentence(view: SentenceView, rejected: Counter[str]) -> Iterator[Candidate]:
    role = view.unit.role
    clauses = split_clauses(view.text)
    for start, end, formulation in find_formulations(view.text):
        del start, end
        yield _candidate(view, formulation.text, Kind.FORMULATION)
    for text in find_parallels(view.text):
        if not grammar.is_of_its_day(text):
            yield _candidate(view, text, Kind.PARALLEL)
    for text in find_idioms(view.text):
        yield _candidate(view, text, Kind.IDIOM)
    if (
        is_couplet(view.text, clauses)
        and not grammar.is_of_its_day(view.text)
        and (role in _REFLECTIVE or echoes(view.text, clauses))
    ):
        yield _candidate(view, view.text.rstrip("。！；"), Kind.MAXIM)
    if grammar.is_transition(view.text) and _han(view.text) <= 40:
        yield _candidate(view, view.text, Kind.TRANSITION)
        return
    if grammar.greets(view.text) and _han(view.text) <= MAX_RUN and role in _GREETINGS:
        yield _candidate(view, view.text, _GREETINGS[role])
        return
    if grammar.has_number(view.text) and _han(view.text) <= _LONGEST_FIGURE and not grammar.leans(view.text):
        yield _candidate(view, grammar.strip_item(view.text), Kind.FIGURE)
    if role is Role.OPENING:
        yield from _clauses_after(view, grammar.after_purpose(view.text), Kind.OPENING, rejected)
    elif role is Role.CLOSING:
        yield from _clauses_after(view, grammar.after_call(view.text), Kind.CALL, rejected)
    elif role in (Role.KEY_TASKS, Role.ORGANIZATION):
        kind = Kind.MEASURE if role is Role.KEY_TASKS else Kind.ASSURANCE
        yield from _measures(view, clauses, kind, rejected)
    if role in (Role.SIGNIFICANCE, Role.SITUATION, Role.KEY_TASKS, Role.ACHIEVEMENTS, Role.OPENING):
        yield from _significance(view, clauses, rejected)


def _measures(
    view: SentenceView, clauses: list[Clause], kind: Kind, rejected: Counter[str]
) -> Iterator[Candidate]:
    """Take verb + object clauses, an adjunct with the clause it leans on (举措)."""
    if grammar.is_past(view.text):
        rejected[Reject.PAST.value] += 1
        return
    if grammar.compares(view.text):
        rejected[Reject.NOT_A_MEASURE.value] += 1
        return
    skip = False
    for i, clause in enumerate(clauses):
        if skip:
            skip = False
            continue
        if clause.mark == "：":
            continue
        text = grammar.strip_leads(view.text[clause.start : clause.end])
        if grammar.is_adjunct(text) and i + 1 < len(clauses) and clause.mark == "，":
            following = clauses[i + 1]
            tail = grammar.strip_leads(view.text[following.start : following.end])
            if grammar.is_adjunct(tail):
                continue
            skip = True
            if grammar.judge_measure(tail) is None:
                yield _candidate(view, f"{text}，{tail}", kind)
                yield _candidate(view, tail, kind)
            continue
        reason = grammar.judge_measure(text)
        if reason is None:
            yield _candidate(view, text, kind)
        else:
            rejected[reason.value] += 1


def _clauses_after(view: SentenceView, text: str, kind: Kind, rejected: Counter[str]) -> Iterator[Candidate]:
    if not text:
        return
    judge = grammar.judge_call if kind is Kind.CALL else grammar.judge_task
    for clause in split_clauses(text):
        clean = grammar.strip_leads(text[clause.start : clause.end])
        reason = judge(clean)
        if reason is None:
            yield _candidate(view, clean, kind)
        else:
            rejected[reason.value] += 1


def _significance(view: SentenceView, clauses: list[Clause], rejected: Counter[str]) -> Iterator[Candidate]:
    """Take judgments that stand alone, cut after the last clause that fits a breath (意义论述)."""
    reason = grammar.judge_judgment(view.text)
    if reason is not None:
        if view.unit.role is Role.SIGNIFICANCE:
            rejected[reason.value] += 1
        return
    if _han(view.text) <= MAX_RUN:
        yield _candidate(view, view.text.rstrip("。！；"), Kind.SIGNIFICANCE)
        return
    kept = [c for c in clauses if _han(view.text[: c.end]) <= MAX_RUN]
    if kept:
        cut, rest = view.text[: kept[-1].end], view.text[kept[-1].end + 1 :]
        if grammar.judge_judgment(cut) is None and grammar.may_stop_before(cut, rest):
            yield _candidate(view, cut, Kind.SIGNIFICANCE)
        else:
            rejected[Reject.LENGTH.value] += 1


def _candidate(view: SentenceView, text: str, kind: Kind) -> Candidate:
    return Candidate(
        text=text.strip(),
        kind=kind,
        role=view.unit.role,
        slots=(),
        topics=(),
        paragraph=view.paragraph,
        sentence=view.index,
        context=view.context,
    )


def _spoiled(speech: Speech, paragraph: int, start: int, end: int) -> bool:
    return any(
        defect.span is not None
        and defect.kind in _SPOILING
        and defect.span.paragraph == paragraph
        and defect.span.start < end
        and start < max(defect.span.end, defect.span.start + 1)
        for defect in speech.defects
    )


def _sentence_index(speech: Speech, paragraph: int, offset: int) -> int:
    for index, (start, end) in enumerate(iter_sentences(speech.paragraphs[paragraph])):
        if start <= offset < end:
            return index
    return 0


def _han(text: str) -> int:
    return len(_HAN.findall(text))
