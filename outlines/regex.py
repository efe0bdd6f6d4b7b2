"""Regular expressions that cost nothing until they are needed (正则)."""

from __future__ import annotations

import re
from typing import Any, cast

# One Han character, and with it whatever else is a letter beyond ASCII. The range of all of them would have to be
# walked through character by character each time that a pattern with it is compiled: two milliseconds.
HAN = r"[^\W\d_A-Za-z]"
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Lazy:
    """Stands in for a compiled pattern, and takes over its methods when one is first wanted (惰性正则)."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


def lazy(pattern: str) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used (用时编译).

    A class of Han characters alone takes a millisecond to compile: more than most texts take to be read.

    >>> lazy("[一二三]、").findall("一、二、")
    ['一、', '二、']
    """
    return cast("re.Pattern[str]", _Lazy(pattern))
