"""The banks' phrases made ready once, for any number of profiles and seeds (备料).

What depends on no profile stands here: how near each phrase, and the heading it stood under in its source, is to a
subject, by the words they share and by what those words are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from drafting.affinity import Index, Weights, bigrams
from drafting.fields import fields_of, subjects
from phrasebank.phrase import Kind, Phrase

if TYPE_CHECKING:
    from drafting.view import Scene, View

_CLAUSES = (Kind.MEASURE, Kind.ASSURANCE, Kind.SIGNIFICANCE, Kind.HEADING)
_ABOVE = (0.6, 0.4, 0.2)
"""What the clauses of the headings above a phrase, the nearest first, tell of its subject beside its own words."""


_NEAREST = 2
"""A heading has two clauses as a rule: so many are the nearest heading's."""


class About(NamedTuple):
    """What a place in a draft is about (所述): its own heading, the heading above, the speech's topic."""

    point: str
    section: str = ""
    topic: str = ""


class Nearness(NamedTuple):
    """How near the phrases of a kind are to a place, by number, 0 to 1 each (切合度); what shares nothing is left out.

    By the words they share with it, by those their sources' headings share, and by subject.
    """

    words: Mapping[int, float]
    heading: Mapping[int, float]
    subject: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Item:
    """A phrase and what it is about (词句及议题).

    `fields` weighs all that its words and its source's headings are about, a vector of length 1; `own` are those of
    its words, `told` those with the nearest heading's. `subjects` are what it speaks of, ways and conditions apart: by
    its own words, or where they name nothing, by the nearest heading that does.
    """

    phrase: Phrase
    own: frozenset[str]
    told: frozenset[str]
    subjects: frozenset[str]
    fields: Mapping[str, float]


class Stock:
    """All phrases that drafts may choose from, by kind (备料)."""

    def __init__(
        self, pools: Mapping[Kind, Sequence[Phrase]], summaries: Mapping[str, str] | None = None
    ) -> None:
        """Take the pools to choose from, and what each source is about (备料)."""
        self.pools = pools
        self.summaries = summaries or {}
        self.headings = {phrase.text: phrase for phrase in pools.get(Kind.HEADING, ())}
        self.summary_weights = Weights(self.summaries.values())
        self._weights = Weights(phrase.text for kind in _CLAUSES for phrase in pools.get(kind, ()))
        self._shelves: dict[Kind, _KindIndex] = {}
        self._contexts: tuple[list[str], Index] | None = None
        self._near_headings: dict[str, dict[str, float]] = {}
        self._views: dict[Scene, View] = {}

    def view(self, scene: Scene) -> View:
        """Return the stock as one scene sees it, the same for all speeches in it (备选)."""
        if scene not in self._views:
            from drafting.view import View

            self._views[scene] = View(self, scene)
        return self._views[scene]

    def items(self, kind: Kind) -> list[Item]:
        """List the phrases of a kind with what they are about (词句及议题)."""
        return self._of(kind).items

    def near(self, kind: Kind, about: str, aim: Mapping[str, float]) -> Nearness:
        """Tell how near the phrases of a kind are to a subject; `aim` weighs what the subject is about (切合度)."""
        shelf = self._of(kind)
        by_heading = {
            i: near for name, near in self._headings_near(about).items() for i in shelf.under.get(name, ())
        }
        return Nearness(shelf.words.near(bigrams(about)), by_heading, shelf.near(aim))

    def telling(self, kind: Kind, fields: Iterable[str]) -> set[int]:
        """Number the phrases of a kind that tell of one of these subjects, themselves or by their heading (有关词句)."""
        telling = self._of(kind).telling
        return {i for name in fields for i in telling.get(name, ())}

    def _of(self, kind: Kind) -> _KindIndex:
        if kind not in self._shelves:
            self._shelves[kind] = _KindIndex(self.pools.get(kind, ()), self._weights)
        return self._shelves[kind]

    def _headings_near(self, about: str) -> dict[str, float]:
        """Tell how near each heading that phrases stood under is to a subject (出处标题的切合度)."""
        if about not in self._near_headings:
            if self._contexts is None:
                names = sorted({phrase.context for found in self.pools.values() for phrase in found})
                self._contexts = names, Index((bigrams(name) for name in names), self._weights)
            names, index = self._contexts
            near = index.near(bigrams(about))
            self._near_headings[about] = {names[i]: value for i, value in near.items()}
        return self._near_headings[about]


class _KindIndex:
    """The phrases of one kind by their words, their subjects and their sources' headings (分类索引)."""

    def __init__(self, phrases: Sequence[Phrase], weights: Weights) -> None:
        self.items = [_item(phrase) for phrase in phrases]
        self.words = Index((bigrams(phrase.text) for phrase in phrases), weights)
        self.under: dict[str, list[int]] = {}
        self.telling: dict[str, list[int]] = {}
        self._by_field: dict[str, list[tuple[int, float]]] = {}
        for i, item in enumerate(self.items):
            self.under.setdefault(item.phrase.context, []).append(i)
            for name in item.told:
                self.telling.setdefault(name, []).append(i)
            for name, weight in item.fields.items():
                self._by_field.setdefault(name, []).append((i, weight))

    def near(self, aim: Mapping[str, float]) -> dict[int, float]:
        sums: dict[int, float] = {}
        for name, wanted in aim.items():
            for i, weight in self._by_field.get(name, ()):
                sums[i] = sums.get(i, 0.0) + wanted * weight
        return sums


def _item(phrase: Phrase) -> Item:
    own = fields_of(phrase.text)
    fields = dict(own)
    told = set(own)
    spoken_of = own.keys() & subjects()
    above = phrase.context.split("，")[::-1] if phrase.context else []
    for i, clause in enumerate(above):
        found = fields_of(clause)
        spoken_of = spoken_of or found.keys() & subjects()
        if i < _NEAREST:
            told |= found.keys()
        for name, weight in found.items():
            fields[name] = fields.get(name, 0.0) + _ABOVE[min(i, len(_ABOVE) - 1)] * weight
    return Item(phrase, frozenset(own), frozenset(told), frozenset(spoken_of), unit_vector(fields))


def unit_vector(fields: Mapping[str, float]) -> dict[str, float]:
    """Scale weights to length 1, in order of name so that sums never depend on a hash (归一)."""
    norm = sqrt(sum(weight * weight for weight in fields.values()))
    return {name: fields[name] / norm for name in sorted(fields)} if norm else {}
