"""When a wording was in use, told by dated documents (时效).

A wording counts as gone where a tenth of the documents had it, those after its last year would have held it many times
over had that share stayed, and next to none of them does. A share that only falls proves nothing, nor does the silence
about what few ever said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

EXPECTED = 10.0
"""Uses expected but not met before silence counts: chance alone gives it once in twenty thousand (e⁻¹⁰)."""
FEWEST = 5
_COMMON = 0.1
_STRAY = 0.05


_CONGRESS = re.compile(
    "(?:党的|中共|中国共产党)?十([一二三四五六七八九])(?:大(?![门家众会代])|届[一二三四五六七]中|届历次全会)"
)
_FIRST_CONGRESS = 1982  # the twelfth; one every five years since


def years_of_use(used: Mapping[int, int], documents: Mapping[int, int]) -> tuple[int | None, int | None]:
    """Return the first and the last year of use, None where the documents do not prove one (使用年限).

    Both map a year to a number of documents: those that have the wording, and all of the same sort.

    >>> years_of_use({2021: 3, 2022: 29}, {2020: 30, 2021: 30, 2022: 30, 2023: 30, 2024: 30})
    (2021, 2022)
    >>> years_of_use({2022: 2, 2023: 3, 2024: 1}, {2022: 30, 2023: 30, 2024: 30})
    (None, None)
    """
    if sum(used.values()) < FEWEST:
        return None, None
    last = _last_year(used, documents)
    first = _last_year({-year: n for year, n in used.items()}, {-year: n for year, n in documents.items()})
    return None if first is None else -first, last


def _last_year(used: Mapping[int, int], documents: Mapping[int, int]) -> int | None:
    """Return the first year after which next to nothing follows though much was to be expected."""
    first = min(year for year, count in used.items() if count)
    years = [year for year in sorted(documents) if year >= first]
    later, later_used = sum(documents[year] for year in years), sum(used.get(year, 0) for year in years)
    seen = seen_used = 0
    for year in years:
        seen, later = seen + documents[year], later - documents[year]
        seen_used, later_used = seen_used + used.get(year, 0), later_used - used.get(year, 0)
        expected = seen_used / seen * later
        enough = seen_used >= FEWEST and seen_used / seen >= _COMMON and expected >= EXPECTED
        if enough and later_used <= _STRAY * min(expected, seen_used):
            return year
    return None


def end_of_congress(text: str) -> str | None:
    """Return when a text about a past party congress or plenum was superseded: at the next congress (届次时效).

    >>> end_of_congress("贯彻党的十六届五中全会精神"), end_of_congress("贯彻党的二十大精神")
    ('2007-10', None)
    """
    numbers = ["一二三四五六七八九".index(found) + 11 for found in _CONGRESS.findall(text)]
    ends = [_FIRST_CONGRESS + 5 * (number - 12 + 1) for number in numbers]
    return f"{min(ends)}-10" if ends else None
