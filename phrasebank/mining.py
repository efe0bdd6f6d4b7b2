"""Speech → candidates: clause structure first (采掘).

Everything here works on one document and is pure: the same speech gives the same harvest. What only many
documents can tell (frequency, contrast, rank) is `phrasebank.merge`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from outlines.induce import SectionPlan
from outlines.speech import Role, Speech, Unit
from phrasebank import grammar, judgments
from phrasebank.annotation import Stretch, stretch_of
from phrasebank.formulations import find_formulations
from phrasebank.grammar import Reject, han
from phrasebank.passages import Passages, Place
from phrasebank.patterns import echoes, halves, is_couplet
from phrasebank.phrase import Candidate, Harvest, Kind, Slot, SourceDocument, strip_slots
from phrasebank.safety import bind_topics, slot_safely, slot_stretch
from phrasebank.sentences import Clause, split_clauses
from phrasebank.slots import Slotted, cut_slots, residue_terms, topic_terms

MAX_RUN = 60
"""No phrase is longer: the longest verbatim run that a draft may share with a source."""


class _Aims(NamedTuple):
    """What is looked for in the sentences of a role (所求)."""

    measure: Kind | None = None
    greeting: Kind | None = None
    judges: bool = False
    reflects: bool = False
    """Where speeches reflect; elsewhere two even clauses are a saying only when one echoes the other."""


class _Heading(NamedTuple):
    """A heading with its slots, why it is no phrase, its words without what is its source's own, and its sentence (标题)."""

    slotted: Slotted | Reject
    reason: Reject | None
    words: str | None
    sentence: int


_AIMS = {
    Role.OPENING: _Aims(greeting=Kind.OPENING, judges=True, reflects=True),
    Role.SITUATION: _Aims(judges=True, reflects=True),
    Role.SIGNIFICANCE: _Aims(judges=True, reflects=True),
    Role.ACHIEVEMENTS: _Aims(judges=True),
    Role.KEY_TASKS: _Aims(measure=Kind.MEASURE, judges=True),
    Role.ORGANIZATION: _Aims(measure=Kind.ASSURANCE),
    Role.CLOSING: _Aims(greeting=Kind.CALL, reflects=True),
}
_DEMANDS = (Kind.MEASURE, Kind.ASSURANCE, Kind.CALL)
_LONGEST_COUPLET = 28
_LONGEST_HEADING = 40
_LONGEST_TRANSITION = 40
_LONGEST_FIGURE = 45
_LONGEST_SHORT = 120
"""A sentence of more characters is no transition, greeting or figure sentence, whatever marks and digits it has."""
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
        candidates=tuple(miner.candidates),
        sections=tuple(miner.sections()),
        rejected=tuple(
            (reason.value, count) for reason in sorted(Reject) if (count := miner.reasons.count(reason))
        ),
        characters=sum(map(len, speech.paragraphs)),
    )


class _Miner:
    """Takes the phrases of one speech, each made safe as it is found (采掘)."""

    def __init__(self, speech: Speech, digest: str) -> None:
        self.speech = speech
        self.passages = Passages(speech)
        self.text = self.passages.text
        self.candidates: list[Candidate] = []
        self.reasons: list[Reject] = []
        context = self.passages.context
        # A speech whose topic cannot be told is about what its title says.
        self._terms = topic_terms(context) or ((speech.title,) if speech.title else ())
        self._digest = digest
        # what has been kept of the sentence at hand
        self._place: Place | None = None
        self._said: list[tuple[str, Kind]] = []
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
            heading = self._headings[index]
            if unit.level:
                trail[unit.level] = heading.words if heading else None
            if heading:
                parent = max((parents[level] for level in parents if level < unit.level), default=-1)
                group = f"{self._digest[:12]}:{parent if unit.level > 1 else 'top'}"
                positions[group] += 1
                self._take_heading(unit, heading, above, group, positions[group])
            aims = _AIMS.get(unit.role, _Aims())
            for place, sentence in self.passages.iter_sentences(unit, _join(trail), self.reasons):
                self._sentence(aims, place, sentence)

    # --- headings -------------------------------------------------------------------------------------------

    def _heading(self, unit: Unit) -> _Heading | None:
        """Judge a unit's heading and cut its slots; None where it has none (标题)."""
        span = unit.heading_span
        if span is None or not unit.level:
            return None
        passages = self.passages
        found = passages.heading(unit)
        text = self.text[slice(*found)] if found else grammar.strip_leads(unit.heading)
        if found:
            stretch = passages.annotation.stretch(*found)
            slotted = slot_stretch(passages.locality, *found, Kind.HEADING)
            cut = passages.locality.cut(*found)
            sentence = passages.sentence_number(span.paragraph, found[0])
        else:
            stretch, sentence = stretch_of(text), 0
            slotted = slot_safely(text, Kind.HEADING, passages.context)
            cut = cut_slots(text, passages.context)
        reason: Reject | None
        if passages.is_spoiled(span.paragraph, span.start, span.end):
            slotted, reason = Reject.DAMAGED, Reject.DAMAGED
        elif not 4 <= han(text) <= _LONGEST_HEADING:
            reason = Reject.LENGTH
        else:
            reason = judgments.judge_heading(stretch) or (
                None if grammar.is_whole(text) else Reject.INCOMPLETE
            )
        return _Heading(slotted, reason, None if cut is None else strip_slots(cut.text), sentence)

    def _take_heading(self, unit: Unit, heading: _Heading, above: str, group: str, position: int) -> None:
        if heading.reason is not None:
            self.reasons.append(heading.reason)
            return
        assert unit.heading_span is not None
        place = Place(unit, above, unit.heading_span.paragraph, heading.sentence)
        self._keep(Kind.HEADING, place, heading.slotted, unit.level, group, position)

    def sections(self) -> Iterator[SectionPlan]:
        """Describe each level-1 section with its slotted headings, for inducing outlines (部分)."""
        units = self.speech.units
        texts = [
            each.slotted.text if each and isinstance(each.slotted, Slotted) else "" for each in self._headings
        ]
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

    def _sentence(self, aims: _Aims, place: Place, sentence: Stretch) -> None:
        text, start, end = self.text, sentence.start, sentence.end
        size = end - start
        for seen in self.passages.seen_within(start, end):
            if seen.kind is Kind.FORMULATION:
                self._formulation(place, seen.text)
            elif seen.kind is not Kind.PARALLEL or not grammar.is_of_its_day(seen.text):
                self._take(seen.kind, place, seen.start, seen.end)
        if size <= _LONGEST_COUPLET and halves(text, start, end) and self._is_maxim(sentence, aims.reflects):
            self._take(Kind.MAXIM, place, start, _trimmed(text, start, end))
        if size <= _LONGEST_SHORT:
            if grammar.moves_on(text, start, end) and self._is_transition(sentence.text):
                self._take(Kind.TRANSITION, place, start, end)
                return
            if aims.greeting and grammar.greets(sentence.text) and han(sentence.text) <= MAX_RUN:
                self._take(aims.greeting, place, start, end)
                return
            self._figure(place, sentence)
        if aims.measure:
            self._measures(place, sentence, aims.measure)
        elif aims.greeting is Kind.OPENING:
            self._clauses(place, grammar.after_purpose(text, start, end), end, Kind.OPENING)
        elif aims.greeting is Kind.CALL:
            self._clauses(place, grammar.after_call(text, start, end), end, Kind.CALL)
        if aims.judges:
            self._significance(place, sentence)

    @staticmethod
    def _is_transition(text: str) -> bool:
        return (
            grammar.is_transition(text)
            and han(text) <= _LONGEST_TRANSITION
            and not judgments.tells_an_event(text)
        )

    def _formulation(self, place: Place, text: str) -> None:
        if grammar.is_whole(text):
            self._keep(Kind.FORMULATION, place, Slotted(text, ()))
        else:
            self.reasons.append(Reject.INCOMPLETE)

    def _is_maxim(self, sentence: Stretch, reflects: bool) -> bool:
        clauses = split_clauses(self.text, sentence.start, sentence.end)
        return (
            is_couplet(self.text, clauses)
            and not grammar.is_of_its_day(sentence.text)
            and (reflects or echoes(self.text, clauses))
        )

    def _figure(self, place: Place, sentence: Stretch) -> None:
        if not self.passages.locality.has_figure(sentence.start, sentence.end):
            return
        text = sentence.text
        if grammar.has_number(text) and han(text) <= _LONGEST_FIGURE and not grammar.leans(sentence):
            self._take(Kind.FIGURE, place, sentence.end - len(grammar.strip_item(text)), sentence.end)

    def _measures(self, place: Place, sentence: Stretch, kind: Kind) -> None:
        """Take verb + object clauses, an adjunct with the clause it leans on (举措)."""
        if grammar.is_past(sentence):
            self.reasons.append(Reject.PAST)
            return
        if grammar.compares(sentence.text) or grammar.greets(sentence.text):
            self.reasons.append(Reject.NOT_A_MEASURE)
            return
        adjunct: Stretch | None = None
        for clause in split_clauses(self.text, sentence.start, sentence.end):
            words = self._words(clause)
            leans = grammar.is_adjunct(words)
            if adjunct is not None and not leans:
                if self._judge(words) is None:
                    self._take_pair(kind, place, adjunct, words)
                    self._take(kind, place, words.start, words.end)
                adjunct = None
                continue
            adjunct = words if leans and clause.mark == "，" else None
            if adjunct is not None or clause.mark == "：":
                continue
            reason = Reject.NOT_A_MEASURE if leans else self._judge(words)
            if reason is None:
                self._take(kind, place, words.start, words.end)
            else:
                self.reasons.append(reason)

    def _judge(self, words: Stretch) -> Reject | None:
        """Judge a clause that is no adjunct (判断分句)."""
        plain = self.passages.is_plain(words.start, words.end)
        return judgments.judge_words(words) if plain else judgments.judge_measure(words)

    def _words(self, clause: Clause) -> Stretch:
        """Return a clause without its connectives (去连接语的分句)."""
        text, annotation = self.text, self.passages.annotation
        start, end, _ = clause
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return annotation.stretch(grammar.skip_leads(text, start, end, annotation), end)

    def _clauses(self, place: Place, start: int, end: int, kind: Kind) -> None:
        if start < 0:
            return
        judge = judgments.judge_call if kind is Kind.CALL else judgments.judge_task
        for clause in split_clauses(self.text, start, end):
            words = self._words(clause)
            reason = judge(words)
            if reason is None:
                self._take(kind, place, words.start, words.end)
            else:
                self.reasons.append(reason)

    def _significance(self, place: Place, sentence: Stretch) -> None:
        """Take judgments that stand alone, cut after the last clause that fits a breath (意义论述)."""
        if not judgments.may_judge(sentence):
            return
        reason = judgments.judge_judgment(sentence)
        if reason is not None:
            self.reasons.append(reason)
            return
        text, start, end = self.text, sentence.start, sentence.end
        if han(sentence.text) <= MAX_RUN:
            self._take(Kind.SIGNIFICANCE, place, start, _trimmed(text, start, end))
            return
        clauses = split_clauses(text, start, end)
        cut = max((clause.end for clause in clauses if han(text[start : clause.end]) <= MAX_RUN), default=0)
        if cut:
            kept, rest = self.passages.annotation.stretch(start, cut), text[cut + 1 : end]
            if judgments.judge_judgment(kept) is None and judgments.may_stop_before(kept.text, rest):
                self._take(Kind.SIGNIFICANCE, place, start, cut)
            else:
                self.reasons.append(Reject.LENGTH)

    # --- keeping --------------------------------------------------------------------------------------------

    def _take(self, kind: Kind, place: Place, start: int, end: int) -> None:
        """Keep a stretch of the text if it is whole and can be made safe (收取)."""
        text = self.text[start:end]
        if kind is not Kind.FIGURE and self.passages.is_plain(start, end):
            self._add(kind, place, text, ())
        elif not grammar.is_whole(text):
            self.reasons.append(Reject.INCOMPLETE)
        elif kind in _DEMANDS and self.passages.has_official(start, end) and _only_formulations(text):
            self.reasons.append(Reject.NOT_A_MEASURE)
        else:
            self._keep(kind, place, slot_stretch(self.passages.locality, start, end, kind))

    def _take_pair(self, kind: Kind, place: Place, adjunct: Stretch, main: Stretch) -> None:
        """Keep an adjunct with its clause, whose connectives are left out (收取状语与主句)."""
        if main.start == adjunct.end + 1:
            self._take(kind, place, adjunct.start, main.end)
            return
        text = f"{adjunct.text}，{main.text}"
        if not grammar.is_whole(text):
            self.reasons.append(Reject.INCOMPLETE)
        else:
            self._keep(kind, place, slot_safely(text, kind, self.passages.context))

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
            self.reasons.append(slotted)
            return
        text, slots = slotted
        if kind is not Kind.FORMULATION and (len(slots) > 3 or _own(text, slots) < 4):
            self.reasons.append(Reject.SLOTS)
            return
        self._add(kind, place, text, slots, level, group, position)

    def _add(
        self,
        kind: Kind,
        place: Place,
        text: str,
        slots: tuple[Slot, ...],
        level: int = 0,
        group: str = "",
        position: int = 0,
    ) -> None:
        """Add a phrase, once for each sentence (记入)."""
        if place is not self._place:
            self._place, self._said = place, []
        if (text, kind) in self._said:
            return
        self._said.append((text, kind))
        unit, above, paragraph, sentence = place
        topics = () if kind is Kind.FORMULATION else bind_topics(text, self._terms)
        self.candidates.append(
            Candidate(
                text, kind, unit.role, slots, topics, paragraph, sentence, level, group, position, above
            )
        )


def _join(trail: dict[int, str | None]) -> str:
    """Return the headings above, outermost first; nothing where one of them cannot be told (上级标题)."""
    texts = [trail[level] for level in sorted(trail)]
    return "，".join(text for text in texts if text) if None not in texts else ""


def _only_formulations(text: str) -> bool:
    """Tell whether nothing but a verb stands beside official formulations: no measure of one's own (只有提法)."""
    covered = sum(end - start for start, end, _ in find_formulations(text))
    return covered > 0 and han(text) - covered < 5


def _own(text: str, slots: Sequence[Slot]) -> int:
    """Count the Han characters of a phrase outside its slots (自有字数)."""
    return han(strip_slots(text)) if slots else han(text[:12])


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where a sentence ends without its final mark (去句末标点)."""
    while end > start and text[end - 1] in _FINAL:
        end -= 1
    return end
