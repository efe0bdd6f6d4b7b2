"""What else could stand in each place of a draft (备选说法): the next best under each slot, as whole sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drafting.desk import Desk, Place
from drafting.draft import Draft, DraftParagraph, DraftUnit, Part, Sentence


def offer_alternatives(
    draft: Draft, desk: Desk, most: int, keeps: Callable[[tuple[Sentence, ...]], frozenset[str]]
) -> Draft:
    """Give each sentence that carries a phrase of the bank up to `most` others (备选).

    They are what is left when the whole draft is written: nothing that stands in it, nothing like it, no source
    above its share. `keeps` names among such sentences the phrases that would break a promise.
    """
    found: dict[tuple[Part, ...], list[Sentence]] = {
        sentence.parts: others
        for sentence in draft.iter_sentences()
        if (
            others := [
                o
                for place in desk.places.get(sentence.parts, ())
                for o in _others(desk, sentence, place, most)
            ]
        )
    }
    bad = keeps(tuple(other for others in found.values() for other in others))
    texts = {
        parts: tuple(other.text for other in others if not {part.phrase for part in other.parts} & bad)[:most]
        for parts, others in found.items()
    }
    return replace(draft, units=tuple(_unit(unit, texts) for unit in draft.units))


def _others(desk: Desk, sentence: Sentence, place: Place, most: int) -> list[Sentence]:
    beside = [p.choice for p in desk.places[sentence.parts] if p.choice is not place.choice]
    choices = desk.chooser.rank(
        place.kind, place.role, place.about, 2 * most, beside=beside, loose=place.loose, accept=place.accept
    )
    before, after = sentence.parts[: place.part], sentence.parts[place.part + 1 :]
    return [Sentence((*before, choice.part(), *after)) for choice in choices]


def _unit(unit: DraftUnit, texts: dict[tuple[Part, ...], tuple[str, ...]]) -> DraftUnit:
    paragraphs = tuple(
        DraftParagraph(tuple(replace(s, alternatives=texts.get(s.parts, ())) for s in paragraph.sentences))
        for paragraph in unit.paragraphs
    )
    return replace(unit, paragraphs=paragraphs)
