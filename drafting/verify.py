"""Look for broken promises in a finished draft (核验): by other means than composing used."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from drafting.draft import Draft, Origin
from drafting.profile import LocalityProfile

_FIGURE = re.compile(
    r"[0-9０-９][0-9０-９.．%％]*|[一二三四五六七八九十百千]{2,}(?:万|亿|余|多)?(?:个|名|家|项|件|元|人|场|次)"
)
# The union's hotline is one number for the whole country.
_NATIONAL = frozenset({"12351"})


def residual_phrases(
    draft: Draft,
    profile: LocalityProfile,
    residue: frozenset[str],
    *,
    in_use: Callable[[str], bool] = lambda name: False,
) -> frozenset[str]:
    """Name the bank phrases of a draft that still tell where they are from (残留词条).

    `residue` are the names that the sources called their own, unless they are `in_use` as words of the language. A
    name that the profile uses is the user's.
    """
    own = "\n".join(profile_strings(profile))
    whole = "\n".join(part.text for part in draft.iter_parts() if part.origin is Origin.BANK)
    claimed = {name for name in names_in(whole, residue) if name not in own and not in_use(name)}
    foreign = claimed | {name for name in names_in(whole, places()) if name not in own}
    return frozenset(
        part.phrase
        for part in draft.iter_parts()
        if part.origin is Origin.BANK
        and (any(name in part.text for name in foreign) or _foreign_figure(part.text, own))
    )


def places() -> frozenset[str]:
    """Return the names of administrative divisions that are no ordinary words (地名)."""
    from phrasebank.gazetteer import distinct_names

    return distinct_names()


def names_in(text: str, names: frozenset[str]) -> set[str]:
    """List which of many names stand in a text, also inside one another (所含名称)."""
    beginnings = _beginnings(names)
    return {
        name
        for start in range(len(text) - 1)
        for name in beginnings.get(text[start : start + 2], ())
        if text.startswith(name, start)
    }


@lru_cache(maxsize=8)
def _beginnings(names: frozenset[str]) -> dict[str, list[str]]:
    """Sort names by their first two characters (起首二字); one character alone names nothing."""
    found: dict[str, list[str]] = {}
    for name in names:
        if len(name) > 1:
            found.setdefault(name[:2], []).append(name)
    return found


def _foreign_figure(text: str, own: str) -> bool:
    figures = {match.group() for match in _FIGURE.finditer(text)} - _NATIONAL
    return any(figure not in own for figure in figures)


def profile_strings(profile: object) -> list[str]:
    """List every text in a profile (本地情况中的全部文字)."""
    if isinstance(profile, str):
        return [profile]
    if isinstance(profile, tuple | list):
        return [text for item in profile for text in profile_strings(item)]
    fields = getattr(profile, "__dataclass_fields__", None)
    return [text for name in fields for text in profile_strings(getattr(profile, name))] if fields else []
