"""Bank file + outlines + profile → a checked draft (起草流程).

This is where the pure composer meets the disk: it loads what a draft may choose from, composes, looks for broken
promises in the result, and composes again without the phrases that broke them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path

from drafting.compose import SOURCE_SHARE, compose_at_desk, source_cap
from drafting.draft import Draft, DraftParagraph, DraftUnit, Origin, Overlap, Part, Sentence
from drafting.plan import Plan
from drafting.profile import LocalityProfile
from drafting.sentences import DRAFTED, kinds_for
from drafting.shelf import Shelf
from drafting.stock import Stock
from drafting.trace import draft_text, measure_overlap
from drafting.verify import residual_phrases
from outlines.errors import UserError
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase
from phrasebank.search import Filters
from phrasebank.store import Bank as BankFile

LONGEST_RUN = 60
"""Promise 4: no verbatim run from a source is longer, in characters."""

_POOL = 3000
"""Phrases of each kind that one draft looks at, best first."""

_ROUNDS = 8

_NAMED = 9
"""So often a draft names its topic where a source might."""


class Sources:
    """The banks one draft chooses from, own bank first (词库来源)."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open the banks (打开)."""
        self._files = [BankFile.open(path) for path in paths]
        self._texts: dict[str, str] = {}
        self._stocks: dict[tuple[Kind, ...], Stock] = {}
        self._homes: dict[str, BankFile] = {}
        self._residue: frozenset[str] | None = None

    def close(self) -> None:
        """Close every bank (关闭)."""
        for file in self._files:
            file.close()

    def pools(self, kinds: Sequence[Kind] = DRAFTED) -> dict[Kind, list[Phrase]]:
        """Load the phrases of these kinds; the starter bank only adds what the own bank lacks (选词范围)."""
        pools: dict[Kind, list[Phrase]] = {}
        for kind in kinds:
            seen: set[str] = set()
            found: list[Phrase] = []
            for rank, file in enumerate(self._files):
                for phrase in file.select(Filters(kinds=(kind,)), _POOL):
                    if phrase.id not in seen and phrase.sources:
                        seen.add(phrase.id)
                        found.append(replace(phrase, weight=phrase.weight - 1.5 * rank) if rank else phrase)
            pools[kind] = found
        return pools

    def stock(self, kinds: Sequence[Kind] = DRAFTED) -> Stock:
        """Make the phrases of these kinds ready, once for any number of drafts (备料)."""
        key = tuple(kinds)
        if key not in self._stocks:
            self._stocks[key] = Stock(self.pools(kinds), self.summaries(), self.residue())
        return self._stocks[key]

    def text(self, document: str) -> str:
        """Return the full text of a source (原文)."""
        if document not in self._texts:
            if not self._homes:
                # The own bank's document comes before one of the same name in the built-in bank.
                self._homes = {name: file for file in reversed(self._files) for name in file.documents()}
            home = self._homes.get(document)
            self._texts[document] = "\n".join(home.document(document).paragraphs) if home else ""
        return self._texts[document]

    def summaries(self) -> dict[str, str]:
        """Say what each source is about (各来源大意)."""
        return {name: text for file in self._files for name, text in file.summaries().items()}

    def residue(self) -> frozenset[str]:
        """Every name that belongs to some source alone (来源专名)."""
        if self._residue is None:
            self._residue = frozenset(name for file in self._files for name in file.residue())
        return self._residue


def make_draft(
    plan: Plan, profile: LocalityProfile, sources: Sources, *, seed: int = 0, alternatives: int = 0
) -> Draft:
    """Load the bank and draft for one profile (起草)."""
    return draft_from(
        Shelf(sources.stock(kinds_for(plan.outline)), profile),
        plan,
        profile,
        sources,
        seed=seed,
        alternatives=alternatives,
    )


def draft_from(
    shelf: Shelf,
    plan: Plan,
    profile: LocalityProfile,
    sources: Sources,
    *,
    seed: int = 0,
    alternatives: int = 0,
) -> Draft:
    """Compose until no promise is broken, with so many alternatives under each phrase (起草并核验).

    Raises:
        UserError: the bank is too small or too one-sided for that.
    """
    residue = sources.residue()
    cap = source_cap(plan)
    caps = _first_caps(plan, profile, shelf)
    banned = frozenset[str]()
    for _ in range(_ROUNDS):
        draft, desk = compose_at_desk(plan, profile, shelf, seed=seed, caps=caps, banned=banned)
        bad = residual_phrases(draft, profile, residue, in_use=shelf.view.stock.in_use)
        overlap = _overlap(draft, sources)
        heavy = [share for share in overlap.sources if share.share > SOURCE_SHARE]
        if not bad and not heavy and overlap.longest_run <= LONGEST_RUN:
            draft = replace(draft, overlap=overlap)
            if not alternatives:
                return draft
            from drafting.alternatives import offer_alternatives

            return offer_alternatives(
                draft, desk, alternatives, partial(_breakers, draft, profile, residue, sources)
            )
        banned |= bad
        if overlap.longest_run > LONGEST_RUN:
            longest = max(_bank_parts(draft), key=lambda part: len(part.text))
            banned |= {longest.phrase}
        given: Counter[str] = Counter()
        for part in _bank_parts(draft):
            given[_document(part)] += len(part.text)
        for share in heavy:
            # Some of what a source shares is the language's or the outline's: only phrases can give way.
            excess = (share.share - 0.95 * SOURCE_SHARE) * draft.characters
            now = min(caps.get(share.document, cap), given[share.document])
            caps[share.document] = max(0, now - ceil(excess))
    raise UserError(
        "现有词库写不出合乎要求的稿子（来源过于单一）",
        where=f"提纲{plan.outline.name}",
        hint="多采集几篇讲话稿（jianggao mine），或用 --detail outline 只出提纲",
    )


def _first_caps(plan: Plan, profile: LocalityProfile, shelf: Shelf) -> dict[str, int]:
    """Narrow the sources that name the topic as the profile does (来源上限): each time it is said, it is theirs, too."""
    topic, cap = profile.meeting.topic, source_cap(plan)
    summaries = shelf.view.stock.summaries
    return {name: max(0, cap - _NAMED * len(topic)) for name, text in summaries.items() if topic in text}


def _breakers(
    draft: Draft,
    profile: LocalityProfile,
    residue: frozenset[str],
    sources: Sources,
    others: tuple[Sentence, ...],
) -> frozenset[str]:
    """Name the phrases of alternative sentences that would break a promise (不可备选)."""
    unit = DraftUnit(0, "", Role.OTHER, None, False, (DraftParagraph(others),))
    bad = residual_phrases(replace(draft, units=(unit,)), profile, residue)
    for sentence in others:
        parts = [part for part in sentence.parts if part.origin is Origin.BANK]
        texts = {name: sources.text(name) for name in sorted({_document(part) for part in parts})}
        if measure_overlap(sentence.text, texts).longest_run > LONGEST_RUN:
            bad |= {part.phrase for part in parts}
    return bad


def _document(part: Part) -> str:
    return part.source.rsplit("#", 1)[0]


def _bank_parts(draft: Draft) -> Iterator[Part]:
    return (part for part in draft.iter_parts() if part.origin is Origin.BANK)


def _overlap(draft: Draft, sources: Sources) -> Overlap:
    documents = {_document(part) for part in _bank_parts(draft)}
    return measure_overlap(draft_text(draft), {name: sources.text(name) for name in sorted(documents)})
