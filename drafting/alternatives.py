"""What else could stand in each place of a draft (备选说法): the next best under each slot, as whole sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drafting.desk import Desk, Place
from drafting.draft import Draft, DraftParagraph, DraftUnit, Part, Sentence
from drafting.shelf import Choice


def offer_alternatives(
    draft: Draft, desk: Desk, most: int, keeps: Callable[[tuple[Sentence, ...]], frozenset[str]]
) -> Draft:
    """Give each sentence that carries a phrase of the bank up to `most` others (备选).

    They are what is left when the whole draft is written: nothing that stands in it, nothing like it, no source
    above its share. `keeps` names among such sentences the phrases that would break a promise.
    """
    found: dict[tuple[Part, ...], list[Sentence]] = {}
    offered: set[str] = set()
    for sentence in draft.iter_sentences():
        for place in desk.places.get(sentence.parts, ()):
            others = _others(desk, sentence, place, most, offered)
            found.setdefault(sentence.parts, []).extend(others)
    bad = keeps(tuple(other for others in found.values() for other in others))
    texts = {
        parts: tuple(other.text for other in others if not {part.phrase for part in other.parts} & bad)[:most]
        for parts, others in found.items()
    }
    return replace(draft, units=tuple(_unit(unit, texts) for unit in draft.units))


def _others(desk: Desk, sentence: Sentence, place: Place, most: int, offered: set[str]) -> list[Sentence]:
    """Put the next best in a place; what was offered elsewhere is not offered again, lest it be taken twice (换词)."""
    beside = [p.choice for p in desk.places[sentence.parts] if p.choice is not place.choice]

    def accept(choice: Choice) -> bool:
        return choice.phrase.id not in offered and place.accept(choice)

    choices = desk.chooser.rank(
        place.kind, place.role, place.about, most, beside=beside, loose=place.loose, accept=accept
    )
    offered.update(choice.phrase.id for choice in choices)
    before, after = sentence.parts[: place.part], sentence.parts[place.part + 1 :]
    return [Sentence((*before, choice.part(), *after)) for choice in choices]


def _unit(unit: DraftUnit, texts: dict[tuple[Part, ...], tuple[str, ...]]) -> DraftUnit:
    paragraphs = tuple(
        DraftParagraph(tuple(replace(s, alternatives=texts.get(s.parts, ())) for s in paragraph.sentences))
        for paragraph in unit.paragraphs
    )
    return replace(unit, paragraphs=paragraphs)
