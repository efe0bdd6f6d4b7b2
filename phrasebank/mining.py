"""Speech → candidates: clause structure first (采掘).

Everything here works on one document and is pure: the same speech gives the same harvest. What only many
documents can tell (frequency, contrast, rank) is `phrasebank.merge`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from outlines.induce import SectionPlan
from outlines.speech import Role, Speech, Unit
from phrasebank import grammar
from phrasebank.annotation import Stretch
from phrasebank.grammar import Reject, han
from phrasebank.passages import Passages, Place
from phrasebank.patterns import echoes, is_couplet
from phrasebank.phrase import Candidate, Harvest, Kind, SourceDocument, strip_slots
from phrasebank.safety import bind_topics, slot_safely, slot_stretch
from phrasebank.sentences import Clause, split_clauses
from phrasebank.slots import Slotted, residue_terms, topic_terms

MAX_RUN = 60
"""No phrase is longer: the longest verbatim run that a draft may share with a source."""

# Where speeches reflect; elsewhere two even clauses are a saying only when one echoes the other.
_REFLECTIVE = (Role.OPENING, Role.SITUATION, Role.SIGNIFICANCE, Role.CLOSING)
_JUDGING = (Role.SIGNIFICANCE, Role.SITUATION, Role.KEY_TASKS, Role.ACHIEVEMENTS, Role.OPENING)
_GREETINGS = {Role.OPENING: Kind.OPENING, Role.CLOSING: Kind.CALL}
_MEASURES = {Role.KEY_TASKS: Kind.MEASURE, Role.ORGANIZATION: Kind.ASSURANCE}
_DEMANDS = frozenset({Kind.MEASURE, Kind.ASSURANCE, Kind.CALL})
_LONGEST_COUPLET = 28
_LONGEST_FIGURE = 45
_FINAL = "。！；"


def mine_speech(speech: Speech, digest: str) -> Harvest:
    """Extract everything reusable from one speech (采掘一篇)."""
    miner = _Miner(speech, digest)
    miner.mine()
    context = miner.passages.context
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
        candidates=tuple(miner.candidates.values()),
        sections=tuple(miner.sections()),
        rejected=tuple(sorted(miner.rejected.items())),
        characters=sum(map(len, speech.paragraphs)),
    )


class _Miner:
    """Takes the phrases of one speech, each made safe as it is found (采掘)."""

    def __init__(self, speech: Speech, digest: str) -> None:
        self.speech = speech
        self.passages = Passages(speech)
        self.text = self.passages.text
        self.candidates: dict[tuple[Kind, str, int, int], Candidate] = {}
        self.rejected: Counter[str] = Counter()
        context = self.passages.context
        # A speech whose topic cannot be told is about what its title says.
        self._terms = topic_terms(context) or ((speech.title,) if speech.title else ())
        self._digest = digest
        self._headings = [self._heading(unit) for unit in speech.units]

    def mine(self) -> None:
        """Take the headings and what stands below them (逐单元采掘)."""
        trail: dict[int, str | None] = {}
        parents: dict[int, int] = {}
        positions: Counter[str] = Counter()
        for index, unit in enumerate(self.speech.units):
            trail = {level: text for level, text in trail.items() if level < unit.level}
            above = _join(trail)
            parents[unit.level] = index
            if unit.level:
                trail[unit.level] = self._words_of(unit)
            if unit.level and unit.heading_span is not None:
                parent = max((parents[level] for level in parents if level < unit.level), default=-1)
                group = f"{self._digest[:12]}:{parent if unit.level > 1 else 'top'}"
                positions[group] += 1
                self._take_heading(index, above, group, positions[group])
            for place, sentence in self.passages.iter_sentences(unit, _join(trail), self.rejected):
                self._sentence(place, sentence)

    # --- headings -------------------------------------------------------------------------------------------

    def _heading(self, unit: Unit) -> Slotted | Reject | None:
        """Return a unit's heading with its slots, why it is left out, or None where it has none (标题)."""
        span = unit.heading_span
        if span is None or not unit.level:
            return None
        if self.passages.is_spoiled(span.paragraph, span.start, span.end):
            return Reject.DAMAGED
        place = self.passages.heading(unit)
        if place is None:
            return slot_safely(grammar.strip_leads(unit.heading), Kind.HEADING, self.passages.context)
        return slot_stretch(self.passages.locality, *place, Kind.HEADING)

    def _words_of(self, unit: Unit) -> str | None:
        """Return what a heading says without what is its source's own, None where that would stay (标题用词)."""
        place = self.passages.heading(unit)
        slotted = self.passages.locality.cut(*place) if place else None
        return None if slotted is None else strip_slots(slotted.text)

    def _take_heading(self, index: int, above: str, group: str, position: int) -> None:
        unit = self.speech.units[index]
        slotted = self._headings[index]
        text = grammar.strip_leads(unit.heading)
        reason: Reject | None
        if slotted is Reject.DAMAGED:
            reason = slotted
        elif not 4 <= han(text) <= 40:
            reason = Reject.LENGTH
        else:
            reason = grammar.judge_heading(text)
            if reason is None and not grammar.is_whole(text):
                reason = Reject.INCOMPLETE
        if reason is not None:
            self.rejected[reason.value] += 1
            return
        assert unit.heading_span is not None
        paragraph = unit.heading_span.paragraph
        found = self.passages.heading(unit)
        sentence = self.passages.sentence_number(paragraph, found[0]) if found else 0
        place = Place(unit, above, paragraph, sentence)
        assert slotted is not None
        self._keep(Kind.HEADING, place, slotted, unit.level, group, position)

    def sections(self) -> Iterator[SectionPlan]:
        """Describe each level-1 section with its slotted headings, for inducing outlines (部分)."""
        units = self.speech.units
        texts = [found.text if isinstance(found, Slotted) else "" for found in self._headings]
        tops = [i for i, unit in enumerate(units) if unit.level == 1]
        for top, following in pairwise([*tops, len(units)]):
            inside = [i for i in range(top, following) if units[i].level]
            yield SectionPlan(
                role=units[top].role,
                heading=texts[top],
                points=tuple(texts[i] for i in inside if units[i].level == 2),
                characters=sum(len(units[i].text) + len(units[i].heading) for i in inside),
            )

    # --- sentences ------------------------------------------------------------------------------------------

    def _sentence(self, place: Place, sentence: Stretch) -> None:
        text, start, end = self.text, sentence.start, sentence.end
        role = place.unit.role
        for seen in self.passages.seen_within(start, end):
            if seen.kind is Kind.FORMULATION:
                self._formulation(place, seen.text)
            elif seen.kind is not Kind.PARALLEL or not grammar.is_of_its_day(seen.text):
                self._take(seen.kind, place, seen.start, seen.end)
        if end - start <= _LONGEST_COUPLET and self._is_maxim(sentence, role):
            self._take(Kind.MAXIM, place, start, _trimmed(text, start, end))
        if grammar.moves_on(text, start, end) and grammar.is_transition(sentence.text) and han(sentence.text) <= 40:
            self._take(Kind.TRANSITION, place, start, end)
            return
        if role in _GREETINGS and grammar.greets(sentence.text) and han(sentence.text) <= MAX_RUN:
            self._take(_GREETINGS[role], place, start, end)
            return
        self._figure(place, sentence)
        if role in _MEASURES:
            self._measures(place, sentence, _MEASURES[role])
        elif role is Role.OPENING:
            self._clauses(place, grammar.after_purpose(text, start, end), end, Kind.OPENING)
        elif role is Role.CLOSING:
            self._clauses(place, grammar.after_call(text, start, end), end, Kind.CALL)
        if role in _JUDGING:
            self._significance(place, sentence)

    def _formulation(self, place: Place, text: str) -> None:
        if grammar.is_whole(text):
            self._keep(Kind.FORMULATION, place, Slotted(text, ()))
        else:
            self.rejected[Reject.INCOMPLETE.value] += 1

    def _is_maxim(self, sentence: Stretch, role: Role) -> bool:
        clauses = split_clauses(self.text, sentence.start, sentence.end)
        return (
            is_couplet(self.text, clauses)
            and not grammar.is_of_its_day(sentence.text)
            and (role in _REFLECTIVE or echoes(self.text, clauses))
        )

    def _figure(self, place: Place, sentence: Stretch) -> None:
        if not self.passages.locality.has_figure(sentence.start, sentence.end):
            return
        text = sentence.text
        if not grammar.has_number(text) or han(text) > _LONGEST_FIGURE or grammar.leans(sentence):
            return
        self._take(Kind.FIGURE, place, sentence.end - len(grammar.strip_item(text)), sentence.end)

    def _measures(self, place: Place, sentence: Stretch, kind: Kind) -> None:
        """Take verb + object clauses, an adjunct with the clause it leans on (举措)."""
        if grammar.is_past(sentence):
            self.rejected[Reject.PAST.value] += 1
            return
        if grammar.compares(sentence.text):
            self.rejected[Reject.NOT_A_MEASURE.value] += 1
            return
        clauses = split_clauses(self.text, sentence.start, sentence.end)
        skip = False
        for clause, following in pairwise([*clauses, None]):
            if skip or clause is None or clause.mark == "：":
                skip = False
                continue
            words = self._words(clause)
            if following is not None and clause.mark == "，" and grammar.is_adjunct(words):
                tail = self._words(following)
                if grammar.is_adjunct(tail):
                    continue
                skip = True
                if grammar.judge_measure(tail) is None:
                    self._take_pair(kind, place, words, tail)
                    self._take(kind, place, tail.start, tail.end)
                continue
            reason = grammar.judge_measure(words)
            if reason is None:
                self._take(kind, place, words.start, words.end)
            else:
                self.rejected[reason.value] += 1

    def _words(self, clause: Clause) -> Stretch:
        """Return a clause without its connectives (去连接语的分句)."""
        start, end = clause.start, clause.end
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        annotation = self.passages.annotation
        return annotation.stretch(grammar.skip_leads(self.text, start, end, annotation), end)

    def _clauses(self, place: Place, start: int, end: int, kind: Kind) -> None:
        if start < 0:
            return
        judge = grammar.judge_call if kind is Kind.CALL else grammar.judge_task
        for clause in split_clauses(self.text, start, end):
            words = self._words(clause)
            reason = judge(words)
            if reason is None:
                self._take(kind, place, words.start, words.end)
            else:
                self.rejected[reason.value] += 1

    def _significance(self, place: Place, sentence: Stretch) -> None:
        """Take judgments that stand alone, cut after the last clause that fits a breath (意义论述)."""
        reason = grammar.judge_judgment(sentence) if grammar.may_judge(sentence) else Reject.NOT_A_JUDGMENT
        if reason is not None:
            if place.unit.role is Role.SIGNIFICANCE:
                self.rejected[reason.value] += 1
            return
        text, start, end = self.text, sentence.start, sentence.end
        if han(sentence.text) <= MAX_RUN:
            self._take(Kind.SIGNIFICANCE, place, start, _trimmed(text, start, end))
            return
        clauses = split_clauses(text, start, end)
        cut = max((clause.end for clause in clauses if han(text[start : clause.end]) <= MAX_RUN), default=0)
        if cut:
            kept = self.passages.annotation.stretch(start, cut)
            if grammar.judge_judgment(kept) is None and grammar.may_stop_before(kept.text, text[cut + 1 : end]):
                self._take(Kind.SIGNIFICANCE, place, start, cut)
            else:
                self.rejected[Reject.LENGTH.value] += 1

    # --- keeping --------------------------------------------------------------------------------------------

    def _take(self, kind: Kind, place: Place, start: int, end: int) -> None:
        """Keep a stretch of the text if it is whole and can be made safe (收取)."""
        text = self.text[start:end]
        if not grammar.is_whole(text):
            self.rejected[Reject.INCOMPLETE.value] += 1
        elif kind in _DEMANDS and self._only_formulations(text, start, end):
            self.rejected[Reject.NOT_A_MEASURE.value] += 1
        else:
            self._keep(kind, place, slot_stretch(self.passages.locality, start, end, kind))

    def _take_pair(self, kind: Kind, place: Place, adjunct: Stretch, main: Stretch) -> None:
        """Keep an adjunct with its clause, whose connectives are left out (收取状语与主句)."""
        if main.start == adjunct.end + 1:
            self._take(kind, place, adjunct.start, main.end)
            return
        text = f"{adjunct.text}，{main.text}"
        if not grammar.is_whole(text):
            self.rejected[Reject.INCOMPLETE.value] += 1
        else:
            self._keep(kind, place, slot_safely(text, kind, self.passages.context))

    def _only_formulations(self, text: str, start: int, end: int) -> bool:
        """Tell whether nothing but a verb stands beside official formulations: no measure of one's own (只有提法)."""
        covered = self.passages.official_characters(start, end)
        return covered > 0 and han(text) - covered < 5

    def _keep(
        self,
        kind: Kind,
        place: Place,
        slotted: Slotted | Reject,
        level: int = 0,
        group: str = "",
        position: int = 0,
    ) -> None:
        if isinstance(slotted, Reject):
            self.rejected[slotted.value] += 1
            return
        text, slots = slotted.text, slotted.slots
        if kind is not Kind.FORMULATION and (len(slots) > 3 or han(strip_slots(text) if slots else text) < 4):
            self.rejected[Reject.SLOTS.value] += 1
            return
        key = (kind, text, place.paragraph, place.sentence)
        if key not in self.candidates:
            topics = () if kind is Kind.FORMULATION else bind_topics(text, self._terms)
            self.candidates[key] = Candidate(
                text, kind, place.unit.role, slots, topics, place.paragraph, place.sentence, level, group, position, place.above
            )


def _join(trail: dict[int, str | None]) -> str:
    """Return the headings above, outermost first; nothing where one of them cannot be told (上级标题)."""
    texts = [trail[level] for level in sorted(trail)]
    return "，".join(text for text in texts if text) if None not in texts else ""


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where a sentence ends without its final mark (去句末标点)."""
    while end > start and text[end - 1] in _FINAL:
        end -= 1
    return end
