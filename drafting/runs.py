"""Where a text and its sources say the same, and in how many characters (重合段).

Only Han characters are compared. A run is exact; a near run is an exact one that goes on across small changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHORTEST_RUN = 8
"""Runs below this are the language's, not a source's."""

# Any run of 8 characters holds one of 5 that begins at a multiple of 4.
_SEED, _STRIDE = 5, 4
_GAP, _RESUME = 3, 3  # a near run skips so many characters at most, and goes on where so many are the same
_LEAST_NEAR = 12
_NEAR_SHARE = 0.75
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that a text shares with a source (重合段).

    `start` and `end` are positions in the text, `at` is one in the source's Han characters. `size` counts the Han
    characters of the stretch, `same` those that are the source's in its order.
    """

    start: int
    end: int
    at: int
    size: int
    same: int

    @property
    def exact(self) -> bool:
        """Whether every character is the same (逐字相同)."""
        return self.same == self.size


class RunFinder:
    """Knows one text, and finds what any source shares with it (找重合段)."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]]) -> None:
        """Take a text and the spans of it that count, in order; no run crosses from one to the next (取文)."""
        chars: list[str] = []
        self._places: list[int] = []
        for start, end in spans:
            places = [i for i in range(start, end) if "\u3400" <= text[i] <= "\u9fff"]
            chars += [*(text[i] for i in places), _BREAK]
            self._places += [*places, end]
        self._text = "".join(chars)
        self._seeds: dict[str, list[int]] = {}
        for i in range(len(self._text) - _SEED + 1):
            seed = self._text[i : i + _SEED]
            if _BREAK not in seed:
                self._seeds.setdefault(seed, []).append(i)

    def find(self, source: str) -> list[Run]:
        """List the runs shared with a source's Han characters, longest first, none within another (找重合).

        >>> text = "我们要健全工作机制，抓好落实"
        >>> finder = RunFinder(text, [(0, len(text))])
        >>> [text[run.start : run.end] for run in finder.find("各地都要健全工作机制抓好落实工作")]
        ['要健全工作机制，抓好落实']
        >>> [(text[run.start : run.end], run.same) for run in finder.find("各地健全好工作机制狠抓好落实")]
        []
        """
        exact = self._exact(source)
        near = {self._widen(source, *run) for run in exact}
        return _outer({self._run(start, start + size, at, size) for start, at, size in exact}) + _outer(
            {self._run(*run) for run in near if run is not None}
        )

    def _exact(self, source: str) -> set[tuple[int, int, int]]:
        """Find every maximal exact run as (start here, start there, length)."""
        seeds, text = self._seeds, self._text
        found: set[tuple[int, int, int]] = set()
        known: dict[int, int] = {}  # how far each diagonal has been followed
        starts = range(0, len(source) - _SEED + 1, _STRIDE)
        for there in [i for i in starts if source[i : i + _SEED] in seeds]:
            for here in seeds[source[there : there + _SEED]]:
                offset = there - here
                if known.get(offset, -1) > here:
                    continue
                start, end = here, here + _SEED
                while start > 0 and start + offset > 0 and text[start - 1] == source[start + offset - 1]:
                    start -= 1
                while end < len(text) and end + offset < len(source) and text[end] == source[end + offset]:
                    end += 1
                known[offset] = end
                if end - start >= SHORTEST_RUN:
                    found.add((start, start + offset, end - start))
        return found

    def _widen(self, source: str, start: int, at: int, size: int) -> tuple[int, int, int, int] | None:
        """Let a run go on to both sides across small changes: (start, end, start there, same); None where it does not."""
        text = self._text
        end, there, same = start + size, at + size, size
        while step := _step(text[end : end + _GAP + _RESUME], source[there : there + _GAP + _RESUME]):
            end, there, same = end + step[0], there + step[1], same + _RESUME
            while end < len(text) and there < len(source) and text[end] == source[there]:
                end, there, same = end + 1, there + 1, same + 1
        back = _GAP + _RESUME
        while step := _step(text[max(0, start - back) : start][::-1], source[max(0, at - back) : at][::-1]):
            start, at, same = start - step[0], at - step[1], same + _RESUME
            while start > 0 and at > 0 and text[start - 1] == source[at - 1]:
                start, at, same = start - 1, at - 1, same + 1
        whole = end - start
        return (
            (start, end, at, same) if same > size and same >= max(_LEAST_NEAR, _NEAR_SHARE * whole) else None
        )

    def _run(self, start: int, end: int, at: int, same: int) -> Run:
        return Run(self._places[start], self._places[end - 1] + 1, at, end - start, same)


def _step(here: str, there: str) -> tuple[int, int] | None:
    """Find the least change after which two texts go on alike: how far to go on in each, the same part included."""
    for skipped in range(1, 2 * _GAP + 1):
        for mine in range(max(0, skipped - _GAP), min(skipped, _GAP) + 1):
            same = here[mine : mine + _RESUME]
            theirs = skipped - mine
            whole = len(same) == _RESUME and _BREAK not in here[: mine + _RESUME]
            if whole and same == there[theirs : theirs + _RESUME]:
                return mine + _RESUME, theirs + _RESUME
    return None


def _outer(runs: Iterable[Run]) -> list[Run]:
    """Drop the runs that lie within another; the rest, longest first (去掉内含的)."""
    kept: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.size, run.start, run.at)):
        if not any(other.start <= run.start and run.end <= other.end for other in kept):
            kept.append(run)
    return kept


def covered(runs: Sequence[Run], text: str) -> int:
    """Count the Han characters that lie in any of the runs (覆盖字数)."""
    count, reached = 0, 0
    for run in sorted(runs, key=lambda run: run.start):
        count += sum("\u3400" <= char <= "\u9fff" for char in text[max(run.start, reached) : run.end])
        reached = max(reached, run.end)
    return count
