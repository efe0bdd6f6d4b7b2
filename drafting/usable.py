"""Whether a phrase of the bank may be used at all, wherever it would stand (可用)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from drafting.fields import DATA
from phrasebank.phrase import Phrase

_OUTDATED = 15
"""What nobody has said for so many years is another time's."""

# Words that point at what was said before them: out of its paragraph a phrase with one says nothing.
_LEANS = re.compile(
    r"(?<![尤极与])其(?![他余实它次])|上述|以上|如此|这一|这些|这种|此项|该项|的时候$|^(?:纳入|列入|胜过|直到|并|从而|进而|及时纳入|由此)"
)

# 一核两翼, 双轴三带: how one place is laid out.
_LAYOUT = re.compile(r"[一两双三四五六七八九十多][核轴带翼廊圈极心](?![性点])")


def is_usable(phrase: Phrase, topic: str, date: str) -> bool:
    """Tell whether a phrase is of its day, serves the topic, stands alone and tells of no one place (可用)."""
    return (
        is_current(phrase, date)
        and fits_topic(phrase.topics, topic)
        and years_since(phrase, date) <= _OUTDATED
        and not _LEANS.search(phrase.text)
        and not _LAYOUT.search(phrase.text)
        and not has_rare(phrase.text)
    )


@cache
def _common() -> frozenset[str]:
    lines = (DATA / "common_characters.txt").read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#")))


def has_rare(text: str) -> bool:
    """Tell whether a text has a character that official speech hardly uses (生僻字).

    Rare characters are the capital letters of Chinese: they stand in names of people, places and firms.

    >>> has_rare("推进技能培训"), has_rare("推进鹮岭林场建设")
    (False, True)
    """
    return any("\u3400" <= char <= "\u9fff" for char in set(text) - _common())


def years_since(phrase: Phrase, date: str) -> int:
    """Tell for how many years a phrase has not been seen (多久没人说); 0 where that is not known."""
    return max(0, int(date[:4]) - phrase.years[-1]) if phrase.years and date else 0


def is_current(phrase: Phrase, date: str) -> bool:
    """Tell whether a phrase may be offered at a date (时效); partial ISO dates compare by what they share."""
    if phrase.valid_from and date and date[: len(phrase.valid_from)] < phrase.valid_from[: len(date)]:
        return False
    if phrase.valid_until:
        return bool(date) and date[: len(phrase.valid_until)] <= phrase.valid_until[: len(date)]
    return True


@lru_cache(maxsize=4096)
def fits_topic(topics: tuple[str, ...], topic: str) -> bool:
    """Tell whether a phrase bound to these words serves a topic (切题).

    A word serves where the topic contains it, or shortens to it (产改 for 产业工人队伍建设改革).
    """
    return all(word in topic or _shortens(topic, word) for word in topics)


def _shortens(topic: str, word: str) -> bool:
    rest = iter(topic)
    return all(char in rest for char in word)
