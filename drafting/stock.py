"""The banks' phrases made ready once, for any number of profiles and seeds (备料).

What depends on no profile stands here: how near each phrase, and the heading it stood under in its source, is to a
subject, by the words they share and by what those words are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from drafting.affinity import Index, Weights, affinity, bigrams
from drafting.fields import fields_of, subjects
from drafting.verify import names_in, places
from phrasebank.phrase import Kind, Phrase

if TYPE_CHECKING:
    from drafting.view import Scene, View

_ABOVE = (0.6, 0.4, 0.2)
"""What the clauses of the headings above a phrase, the nearest first, tell of its subject beside its own words."""


_LANGUAGE = 4
"""What so many sources say is nobody's name."""

_NEAREST = 2
"""A heading has two clauses as a rule: so many are the nearest heading's."""


class About(NamedTuple):
    """What a place in a draft is about (所述): its own heading, the heading above, the speech's topic."""

    point: str
    section: str = ""
    topic: str = ""


class Nearness(NamedTuple):
    """How near a phrase is to a place, 0 to 1 each (切合度).

    By the words it shares with it, by those its source's heading shares, and by subject.
    """

    words: float
    heading: float
    subject: float


class Item:
    """A phrase and what it is about (词句及议题).

    `own` are the subjects of its words, `told` those with the nearest heading's. `subjects` are what it speaks of, ways
    and conditions apart: by its own words, or where they name nothing, by the nearest heading that does.
    """

    def __init__(self, phrase: Phrase, context: _Context) -> None:
        """Look at the words of a phrase; its heading has been looked at (识别议题)."""
        own = fields_of(phrase.text)
        self.phrase = phrase
        self.own = own.keys()
        self.told = own.keys() | context.nearest
        self.subjects = own.keys() & subjects() or context.subjects
        self._context = context

    @cached_property
    def fields(self) -> Mapping[str, float]:
        """All that its words and its source's headings are about, a vector of length 1 (议题向量)."""
        fields = dict(fields_of(self.phrase.text))
        for name, weight in self._context.fields.items():
            fields[name] = fields.get(name, 0.0) + weight
        return unit_vector(fields)

    def near(self, about: str, aim: Mapping[str, float]) -> Nearness:
        """Tell how near the phrase is to a place; `aim` weighs what the place is about (切合度)."""
        pairs, fields = bigrams(about), self.fields
        return Nearness(
            affinity(bigrams(self.phrase.text), pairs),
            affinity(bigrams(self.phrase.context), pairs),
            sum([weight * fields[name] for name, weight in aim.items() if name in fields]),
        )


class _Context:
    """The headings above a phrase, and what they are about (出处标题)."""

    def __init__(self, text: str) -> None:
        self.fields: dict[str, float] = {}
        nearest: set[str] = set()
        spoken_of: set[str] = set()
        for i, clause in enumerate(text.split("，")[::-1] if text else ()):
            found = fields_of(clause)
            spoken_of = spoken_of or found.keys() & subjects()
            if i < _NEAREST:
                nearest |= found.keys()
            for name, weight in found.items():
                self.fields[name] = self.fields.get(name, 0.0) + _ABOVE[min(i, len(_ABOVE) - 1)] * weight
        self.nearest, self.subjects = frozenset(nearest), frozenset(spoken_of)


class Stock:
    """All phrases that drafts may choose from, by kind (备料)."""

    def __init__(
        self,
        pools: Mapping[Kind, Sequence[Phrase]],
        summaries: Mapping[str, str] | None = None,
        residue: frozenset[str] = frozenset(),
    ) -> None:
        """Take the pools to choose from, what each source is about, and the names they call their own (备料)."""
        self._residue = residue
        self.pools = pools
        self.summaries = summaries or {}
        self.headings = {phrase.text: phrase for phrase in pools.get(Kind.HEADING, ())}
        self.summary_weights = Weights(self.summaries.values())
        self._contexts: dict[str, _Context] = {}
        self._items: dict[Kind, list[Item]] = {}
        self._telling: dict[Kind, dict[str, list[int]]] = {}
        self._words: dict[Kind, Index] = {}
        self._in_use: dict[str, bool] = {}
        self._views: dict[Scene, View] = {}

    def view(self, scene: Scene) -> View:
        """Return the stock as one scene sees it, the same for all speeches in it (备选)."""
        if scene not in self._views:
            from drafting.view import View

            self._views[scene] = View(self, scene)
        return self._views[scene]

    def items(self, kind: Kind) -> list[Item]:
        """List the phrases of a kind with what they are about (词句及议题)."""
        if kind not in self._items:
            self._items[kind] = [
                Item(phrase, self._context(phrase.context)) for phrase in self.pools.get(kind, ())
            ]
        return self._items[kind]

    def _context(self, text: str) -> _Context:
        if text not in self._contexts:
            self._contexts[text] = _Context(text)
        return self._contexts[text]

    def names(self, text: str) -> list[str]:
        """List the sources' own names in a text, words of the language apart, and the names of places (专名)."""
        claimed = (name for name in names_in(text, self._residue) if not self.in_use(name))
        return [*claimed, *names_in(text, places())]

    def in_use(self, name: str) -> bool:
        """Tell whether so many sources use a name in their phrases that it is a word of the language (通用说法).

        规划 and 抓落实 are some source's brand and everybody's word.
        """
        if name not in self._in_use:
            documents = {
                source.document
                for found in self.pools.values()
                for phrase in found
                if name in phrase.text
                for source in phrase.sources
            }
            self._in_use[name] = len(documents) >= _LANGUAGE
        return self._in_use[name]

    def telling(self, kind: Kind, fields: Iterable[str]) -> set[int]:
        """Number the phrases of a kind that tell of one of these subjects, themselves or by their heading (有关词句)."""
        if kind not in self._telling:
            telling = self._telling.setdefault(kind, {})
            for i, item in enumerate(self.items(kind)):
                for name in item.told:
                    telling.setdefault(name, []).append(i)
        return {i for name in fields for i in self._telling[kind].get(name, ())}

    def sharing(self, kind: Kind, about: str) -> dict[int, float]:
        """Tell how near the phrases of a kind are by the words they share, the rarer the nearer (同词词句).

        For subjects that no table knows: there the words are all there is.
        """
        if kind not in self._words:
            phrases = self.pools.get(kind, ())
            weights = Weights(phrase.text for phrase in phrases)
            self._words[kind] = Index((bigrams(phrase.text) for phrase in phrases), weights)
        return self._words[kind].near(bigrams(about))


def unit_vector(fields: Mapping[str, float]) -> dict[str, float]:
    """Scale weights to length 1, in order of name so that sums never depend on a hash (归一)."""
    norm = sqrt(sum(weight * weight for weight in fields.values()))
    return {name: fields[name] / norm for name in sorted(fields)} if norm else {}
