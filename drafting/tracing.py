"""Where each sentence of a text is from, and how near the text is to each source (溯源).

Nothing is remembered from the making of a draft: banks, outlines and profile are searched for the words, so that a text
that was changed by hand, or never made here, is traced just as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import accumulate

from drafting.origins import (
    PROMPT,
    STOPS,
    Finder,
    Match,
    Origin,
    Spans,
    choose,
    count_han,
    gaps,
    outline_patterns,
    skeleton,
)
from drafting.profile import LocalityProfile
from drafting.runs import SHORTEST_RUN, Run, RunFinder, covered
from drafting.trace import han_only, own_spans
from outlines.outline import Outline
from phrasebank.sentences import iter_sentences
from phrasebank.store import Bank

_NUMBER = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.．、])"
)
_PHRASES = "SELECT id, text FROM phrases WHERE kind <> 'formulation' ORDER BY rank"
_LEAST_BANK = 0.25
_LEAST_KNOWN = 0.4


@dataclass(frozen=True, slots=True)
class TracedPart:
    """A stretch of a sentence and whose words it is (一段); `exact` is false where it was changed a little.

    `source` is where the phrase was read, `document#paragraph.sentence` from 1.
    """

    text: str
    origin: Origin
    phrase: str = ""
    source: str = ""
    field: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """One sentence (一句); `line` counts from 1 in the file, the parts join to the text."""

    number: int
    line: int
    text: str
    parts: tuple[TracedPart, ...]

    @property
    def main(self) -> TracedPart:
        """The part that says where the sentence is from (主要来历), as `Sentence.main` has it where nothing was changed."""
        return max(self._leading(), key=lambda part: len(part.text))

    @property
    def known(self) -> float:
        """How much of the sentence is accounted for, 0 to 1 (已知占比)."""
        known = sum(count_han(part.text) for part in self.parts if part.origin is not Origin.UNKNOWN)
        return round(known / max(1, count_han(self.text)), 4)

    def _leading(self) -> Sequence[TracedPart]:
        size = max(1, count_han(self.text))
        given: dict[Origin, int] = {}
        for part in self.parts:
            given[part.origin] = given.get(part.origin, 0) + count_han(part.text)
        # A quarter of the words, or any where all the rest is known, too: the sentence was made round them.
        if given.get(Origin.BANK, 0) >= _LEAST_BANK * size or (Origin.BANK in given and self.known == 1):
            wanted = Origin.BANK
        else:
            known = {origin: count for origin, count in given.items() if origin is not Origin.UNKNOWN}
            best = max(known, key=lambda origin: known[origin], default=Origin.UNKNOWN)
            wanted = best if sum(known.values()) >= _LEAST_KNOWN * size else Origin.UNKNOWN
        return [part for part in self.parts if part.origin is wanted] or self.parts


@dataclass(frozen=True, slots=True)
class SharedRun:
    """A stretch that the text shares with a source (重合段): Han characters, and how many of them are the same."""

    text: str
    sentence: int
    characters: int
    same: int
    paragraph: int

    @property
    def exact(self) -> bool:
        """Whether it is the same to the letter (逐字相同)."""
        return self.same == self.characters


@dataclass(frozen=True, slots=True)
class SourceOverlap:
    """What the text shares with one source (与一篇来源的重合); `share` is of the text's Han characters, 0 to 1.

    Prompts are not counted; `near_share` counts the near runs as well. Runs are longest first, paragraphs count from 1.
    """

    document: str
    share: float
    near_share: float
    longest: int
    runs: tuple[SharedRun, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A traced text (溯源结果); sources by their longest run, longest first."""

    characters: int
    sentences: tuple[TracedSentence, ...]
    sources: tuple[SourceOverlap, ...]

    @property
    def longest_run(self) -> int:
        """The longest run to the letter (最长重合)."""
        return max((source.longest for source in self.sources), default=0)

    def shares(self) -> dict[Origin, float]:
        """How much of the text is from whom, 0 to 1 (各来历占比)."""
        given = dict.fromkeys(Origin, 0)
        for sentence in self.sentences:
            for part in sentence.parts:
                given[part.origin] += count_han(part.text)
        total = max(1, sum(given.values()))
        return {origin: round(count / total, 4) for origin, count in given.items()}


def trace_text(
    lines: Iterable[tuple[int, str]],
    banks: Sequence[Bank],
    outlines: Sequence[Outline] = (),
    profile: LocalityProfile | None = None,
    templates: Sequence[tuple[str, str]] = (),
) -> Trace:
    """Trace a text (溯源).

    Args:
        lines: the numbered lines of the text.
        banks: the banks to search, own bank first.
        outlines: the outlines whose headings and frames are known.
        profile: whose facts the text may state.
        templates: (name, line) of the lines that own layouts bring.
    """
    numbered = [(number, text.strip()) for number, text in lines if text.strip()]
    text = "\n".join(line for _, line in numbered)
    finder = Finder(text)
    matches = [*finder.prompts(), *finder.formulations(), *finder.templates(templates)]
    if profile is not None:
        matches += finder.profile(profile_texts(profile))
    outlines, built = _rank_outlines(finder, outlines)
    matches += built
    phrases = [list(bank.rows(_PHRASES)) for bank in banks]
    for number, known in enumerate(phrases):
        matches += finder.bank(number, known)
    chosen = choose(matches, text)
    sentences = [
        (number, start + a, start + b)
        for (number, line), start in zip(numbered, _starts(numbered), strict=True)
        for a, b in _iter_spans(line)
    ]
    free = [gap for _, start, end in sentences for gap in gaps(chosen.over(start, end), start, end)]
    near = [match for number, known in enumerate(phrases) for match in finder.near(number, known, free)]
    runs = _find_runs(text, banks)
    chosen = choose([*chosen, *near, *_unmined(text, runs, free)], text)
    joints = {
        skeleton(pattern): outline.name
        for outline in reversed(outlines)
        for pattern in outline_patterns(outline)
    }
    chosen = choose(
        [*chosen, *(m for _, a, b in sentences for m in _joints(text, a, b, chosen, joints))], text
    )
    places = _phrase_sources(chosen, banks)
    traced = tuple(
        TracedSentence(i, line, text[start:end], tuple(_parts(text, start, end, chosen, places)))
        for i, (line, start, end) in enumerate(sentences, 1)
    )
    ends = [end for *_, end in sentences]
    return Trace(count_han(text), traced, tuple(_overlaps(text, runs, ends)))


def _rank_outlines(finder: Finder, outlines: Sequence[Outline]) -> tuple[list[Outline], list[Match]]:
    """Put the outline first that the text has most of, so that what several share is said to be its (提纲排序)."""
    found = [(outline, list(finder.outline(outline))) for outline in outlines]
    found.sort(key=lambda item: (-sum(match.end - match.start for match in item[1]), item[0].name))
    matches = [replace(match, bank=rank) for rank, (_, own) in enumerate(found) for match in own]
    return [outline for outline, _ in found], matches


def profile_texts(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """List what a profile says, with the keys that say it, indexes from 0 as in a draft (本地情况的各项).

    The date is listed as a speech writes it, a name of two characters also as title pages space it.
    """
    if isinstance(value, str):
        if field == "meeting.date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            year, month, day = (int(part) for part in value.split("-"))
            yield field, f"{year}年{month}月{day}日"
        elif value:
            yield field, value
            if field == "speaker.name" and len(value) == 2:
                yield field, "　".join(value)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from profile_texts(item, f"{field}[{index}]")
    elif is_dataclass(value):
        for item in fields(value):
            if not (item.name == "check" and not field):
                yield from profile_texts(getattr(value, item.name), f"{field}.{item.name}".lstrip("."))


def _joints(
    text: str, start: int, end: int, chosen: Spans[Match], joints: Mapping[str, str]
) -> Iterator[Match]:
    """Find a frame whose joints are just what no match accounts for: the 要 and ， of “要…，…。” (句架的连接处)."""
    said = [match for match in chosen.over(start, end) if match.origin is not Origin.OUTLINE]
    free = gaps(said, start, end)
    built, position = "", start
    for match in said:
        between = text[position : match.start]
        if not (built.endswith("{}") and between in ("", "、")):
            built += between + "{}"
        position = match.end
    name = joints.get((built + text[position:end]).rstrip(STOPS))
    if said and name:
        for first, last in free:
            yield Match(first, last, Origin.OUTLINE, field=name)


def _iter_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a line's sentences without the numbers that open them."""
    for start, end in iter_sentences(line):
        number = _NUMBER.match(line, start, end)
        first = number.end() if number and number.end() < end else start
        if count_han(line[first:end]):
            yield first, end


def _starts(numbered: Sequence[tuple[int, str]]) -> Iterator[int]:
    position = 0
    for _, line in numbered:
        yield position
        position += len(line) + 1


# --- overlap ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """A source and what the text shares with it; `ends` are where its paragraphs end, in Han characters."""

    document: str
    bank: int
    runs: tuple[Run, ...]
    ends: tuple[int, ...]

    def paragraph(self, at: int) -> int:
        """Tell in which paragraph, from 1, a Han character of the source stands."""
        return bisect_right(self.ends, at) + 1


def _find_runs(text: str, banks: Sequence[Bank]) -> list[_Source]:
    """Compare the text with every source of the banks; a source in two banks counts once, as the first bank's."""
    finder = RunFinder(text, own_spans(text))
    found: dict[str, _Source] = {}
    for number, bank in enumerate(banks):
        for document, paragraphs in _iter_documents(bank):
            if document in found:
                continue
            pieces = [han_only(paragraph) for paragraph in paragraphs]
            if runs := finder.find("".join(pieces)):
                ends = tuple(accumulate(map(len, pieces)))
                found[document] = _Source(document, number, tuple(runs), ends)
    return [found[document] for document in sorted(found)]


def _iter_documents(bank: Bank) -> Iterator[tuple[str, list[str]]]:
    rows = bank.rows(
        "SELECT d.name, p.text FROM documents AS d JOIN paragraphs AS p ON p.document = d.number"
        " ORDER BY d.number, p.number"
    )
    name, paragraphs = "", list[str]()
    for document, paragraph in rows:
        if document != name:
            if paragraphs:
                yield name, paragraphs
            name, paragraphs = document, []
        paragraphs.append(paragraph)
    if paragraphs:
        yield name, paragraphs


def _overlaps(text: str, sources: Sequence[_Source], ends: Sequence[int]) -> list[SourceOverlap]:
    total = max(1, count_han(PROMPT.sub("", text)))
    found = []
    for source in sources:
        exact = [run for run in source.runs if run.exact]
        within = [(run.start, run.end) for run in source.runs if not run.exact]
        shown = [
            run
            for run in source.runs
            if not run.exact or not any(start <= run.start and run.end <= end for start, end in within)
        ]
        runs = [
            SharedRun(
                text[run.start : run.end].replace("\n", ""),
                min(bisect_right(ends, run.start), len(ends) - 1) + 1,
                run.size,
                run.same,
                source.paragraph(run.at),
            )
            for run in shown
        ]
        runs.sort(key=lambda run: (-run.characters, run.sentence, run.text))
        found.append(
            SourceOverlap(
                source.document,
                round(covered(exact, text) / total, 4),
                round(covered(source.runs, text) / total, 4),
                max((run.size for run in exact), default=0),
                tuple(runs),
            )
        )
    return sorted(found, key=lambda source: (-source.longest, -source.share, source.document))


def _unmined(text: str, sources: Sequence[_Source], free: Sequence[tuple[int, int]]) -> Iterator[Match]:
    """Offer what no phrase accounts for and a source says to the letter."""
    stretches = Spans(free, lambda span: span)
    for source in sources:
        for run in source.runs:
            for start, end in stretches.over(run.start, run.end) if run.exact else ():
                first, last = max(run.start, start), min(run.end, end)
                if first < last and count_han(text[first:last]) >= SHORTEST_RUN:
                    at = run.at + count_han(text[run.start : first])
                    place = f"{source.document}#{source.paragraph(at)}"
                    yield Match(first, last, Origin.SOURCE, bank=source.bank, source=place)


# --- parts --------------------------------------------------------------------------------------------------


def _phrase_sources(chosen: Iterable[Match], banks: Sequence[Bank]) -> Mapping[tuple[int, str], str]:
    """Look up where each phrase found was read first."""
    wanted = {(match.bank, match.phrase) for match in chosen if match.phrase}
    found = {}
    for bank, id in sorted(wanted):
        sources = banks[bank].get(id).sources
        if sources:
            first = sources[0]
            found[bank, id] = f"{first.document}#{first.paragraph + 1}.{first.sentence + 1}"
    return found


def _parts(
    text: str, start: int, end: int, chosen: Spans[Match], places: Mapping[tuple[int, str], str]
) -> Iterator[TracedPart]:
    """Cut a sentence at its matches; marks between words of one origin go with them."""
    position = start
    for match in chosen.over(start, end):
        first, last = max(match.start, start), min(match.end, end)
        if first > position:
            yield TracedPart(text[position:first], Origin.UNKNOWN)
        source = places.get((match.bank, match.phrase), match.source)
        yield TracedPart(text[first:last], match.origin, match.phrase, source, match.field, match.exact)
        position = last
    if position < end:
        yield TracedPart(text[position:end], Origin.UNKNOWN)
