"""The phrases at hand for one profile: what its view offers, filled with its own words (备选词句).

Nothing here changes while a draft is written, so that several tries at it, and several seeds, share one shelf.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from drafting.affinity import bigrams
from drafting.draft import Origin, Part
from drafting.filling import Filler
from drafting.profile import LocalityProfile
from drafting.stock import Stock
from drafting.verify import profile_strings
from drafting.view import Scene
from phrasebank.phrase import Kind, Phrase, strip_slots


class Choice(NamedTuple):
    """A phrase filled for this draft (选中的词句).

    `own` counts the characters that are its source's; `fields` weighs what it is about.
    """

    phrase: Phrase
    text: str
    own: int
    fields: Mapping[str, float]

    @property
    def pairs(self) -> frozenset[str]:
        """The character pairs of the text (字对); most headings are never asked for theirs."""
        return bigrams(self.text)

    def part(self) -> Part:
        """The phrase as a part of a sentence, with its first passage (来历)."""
        source = self.phrase.sources[0]
        return Part(
            self.text,
            Origin.BANK,
            phrase=self.phrase.id,
            source=f"{source.document}#{source.paragraph + 1}.{source.sentence + 1}",
        )


class Shelf:
    """The phrases at hand for one profile (备选)."""

    def __init__(self, stock: Stock, profile: LocalityProfile) -> None:
        """Take the stock to choose from (备词)."""
        self.view = stock.view(Scene.of(profile))
        self.headings = stock.headings
        self._stock = stock
        self._filler = Filler(profile)
        self._own = "\n".join(profile_strings(profile))
        self._choices: dict[tuple[Kind, int], Choice | None] = {}
        self._headings: dict[str, Choice | None] = {}

    def choice(self, kind: Kind, index: int) -> Choice | None:
        """Fill a phrase of the stock for this profile; None where it lacks a slot or its level has no such thing (填词)."""
        key = (kind, index)
        if key not in self._choices:
            item = self._stock.items(kind)[index]
            self._choices[key] = self._fill(item.phrase, item.fields)
        return self._choices[key]

    def heading(self, text: str) -> Choice | None:
        """Return a heading of the bank by its slotted text, None where it does not fit (标题句)."""
        if text not in self._headings:
            phrase = self.headings.get(text)
            fits = phrase is not None and self.view.takes_heading(phrase)
            self._headings[text] = self._fill(phrase, {}) if phrase is not None and fits else None
        return self._headings[text]

    def _fill(self, phrase: Phrase, fields: Mapping[str, float]) -> Choice | None:
        # A name that the profile uses is the user's.
        if any(name not in self._own for name in self._stock.names(phrase.text)):
            return None
        text = self._filler.phrase(phrase)
        return None if text is None else Choice(phrase, text, _own_length(phrase, text), fields)


def _own_length(phrase: Phrase, text: str) -> int:
    """Count the characters that a reader would find in the source: slots only where filled the same (原文字数)."""
    said = phrase.text
    for slot in phrase.slots:
        said = said.replace("{" + slot.name + "}", slot.value)
    return len(text) if said == text else len(strip_slots(phrase.text))
