"""The currency of formulations (提法走势): how common one was year by year, and until when a text may be used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from phrasebank.formulations import MARKS, find_formulations, forms, normalize, read_rows

if TYPE_CHECKING:
    from phrasebank.formulations import Formulation
    from phrasebank.store import Bank


@dataclass(frozen=True, slots=True)
class YearShare:
    """How many of a year's dated documents have a formulation (某年占比)."""

    year: int
    documents: int
    of: int

    @property
    def share(self) -> float:
        """The share, 0 to 1."""
        return self.documents / self.of


@dataclass(frozen=True, slots=True)
class Trend:
    """The currency of a formulation (走势): `own` counts the user's documents among all that were counted."""

    formulation: str
    years: tuple[YearShare, ...]
    own: int


def trend_of(text: str, bank: Bank | None = None) -> Trend | None:
    """Count the longest formulation of a text by year, None where it has none that was ever counted (走势).

    With a bank, its dated documents count as well; reading all of them takes a second for a large one.
    """
    found = [formulation for _, _, formulation in find_formulations(text)]
    if not found:
        return None
    formulation = max(found, key=lambda each: (len(each.text), each.text))
    wordings = forms(formulation)
    totals, counts = _shipped(wordings)
    own_totals, own_counts = _own(bank, wordings) if bank else (Counter[int](), Counter[int]())
    years = sorted(totals.keys() | own_totals.keys())
    shares = tuple(
        YearShare(year, counts[year] + own_counts[year], totals[year] + own_totals[year]) for year in years
    )
    if not any(share.documents for share in shares):
        return None
    return Trend(_name(formulation), shares, own_totals.total())


def validity_of(text: str) -> tuple[str | None, str | None]:
    """Tell from when until when every formulation in a text is current, None where that is open (时效).

    >>> validity_of("以实干迎接党的二十大")[1] is not None, validity_of("以实干开新局")
    (True, (None, None))
    """
    found = [formulation for _, _, formulation in find_formulations(text)]
    starts = [formulation.valid_from for formulation in found if formulation.valid_from]
    ends = [formulation.valid_until for formulation in found if formulation.valid_until]
    return max(starts, default=None), min(ends, default=None)


def _name(formulation: Formulation) -> str:
    return formulation.short or formulation.text


@lru_cache(maxsize=256)
def _shipped(wordings: tuple[str, ...]) -> tuple[Counter[int], Counter[int]]:
    """Read the shipped counts; of several wordings, a document likely has the commonest, too."""
    totals: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for row in read_rows("formulation_counts.csv"):
        if not row["form"]:
            totals[int(row["year"])] = int(row["documents"])
        elif row["form"] in wordings:
            year = int(row["year"])
            counts[year] = max(counts[year], int(row["documents"]))
    return totals, counts


def _own(bank: Bank, wordings: tuple[str, ...]) -> tuple[Counter[int], Counter[int]]:
    """Count in the bank's dated documents."""
    totals: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    long = [form for form in map(normalize, wordings) if len(form) > 2]
    for year, has in bank.dated_documents_with(long, MARKS):
        totals[year] += 1
        counts[year] += has
    return totals, counts
