"""A phrase where it was read: found in its sources, with what stands round it (出处)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outlines.errors import UserError
from phrasebank.phrase import Candidate, Harvest, Phrase, Source
from phrasebank.sentences import iter_sentences
from phrasebank.store import Bank, Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """One place where a phrase was read (一处出处): the passage, the phrase's span in its paragraph, the source's own form."""

    source: Source
    passage: Passage
    start: int
    end: int
    said: Candidate | None


def iter_citations(bank: Bank, phrase: Phrase) -> Iterator[Citation]:
    """Find a phrase in its sources; those the bank does not hold, of an imported phrase, are passed over (各处出处)."""
    harvests: dict[str, Harvest] = {}
    for source in phrase.sources:
        try:
            passage = bank.passage(source)
        except UserError:
            continue
        if source.document not in harvests:
            harvests[source.document] = bank.harvest(source.document)
        said = _said(phrase, source, harvests[source.document].candidates)
        yield Citation(source, passage, *_locate(phrase, said, passage), said)


def _said(phrase: Phrase, source: Source, candidates: Iterable[Candidate]) -> Candidate | None:
    """Find how the source itself said the phrase (原话): the same text, else a variant of the same kind."""
    there = [
        candidate
        for candidate in candidates
        if (candidate.paragraph, candidate.sentence, candidate.kind)
        == (source.paragraph, source.sentence, phrase.kind)
    ]
    same = [candidate for candidate in there if candidate.text == phrase.text]
    return next(iter(same or there), None)


def _locate(phrase: Phrase, said: Candidate | None, passage: Passage) -> tuple[int, int]:
    """Find the phrase's span in the passage's paragraph, else the whole sentence (定位)."""
    for entry in (said, phrase):
        if entry is None:
            continue
        text = entry.text
        for slot in entry.slots:
            text = text.replace("{" + slot.name + "}", slot.value)
        start = passage.paragraph.find(text, passage.start)
        if start >= 0:
            return start, start + len(text)
    return passage.start, passage.end


def around(citation: Citation) -> tuple[str, str, str]:
    """Split what is shown into before, phrase and after: the sentence and its neighbours (上下文)."""
    text = citation.passage.paragraph
    sentences = list(iter_sentences(text))
    before = [start for start, end in sentences if end <= citation.passage.start]
    after = [end for start, end in sentences if start >= max(citation.passage.end, citation.end)]
    start = before[-1] if before else citation.passage.start
    end = after[0] if after else max(citation.passage.end, citation.end)
    return text[start : citation.start], text[citation.start : citation.end], text[citation.end : end]
