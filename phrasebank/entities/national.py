"""Know the names that belong to the whole country (全国通用名称).

The names are data/national_names.yaml; everything quoted that is not among them counts as local.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from phrasebank.formulations import find_formulations
from phrasebank.gazetteer import NameIndex
from phrasebank.phrase import SlotKind

_DATA = Path(__file__).parent.parent / "data" / "national_names.yaml"
_KINDS = {
    "leaders": SlotKind.PERSON,
    "titles": SlotKind.BRAND,
    "events": SlotKind.BRAND,
    "spirits": SlotKind.BRAND,
    "programmes": SlotKind.BRAND,
    "union": SlotKind.BRAND,
    "common_places": SlotKind.PLACE,
}
_PUNCTUATION = re.compile(r"[“”‘’《》「」\s，、。；：！？·—,.;:!?（）()-]+")
_NATIONAL_TITLE = re.compile(
    r"^(?:关于)?(?:中共中央|中央|国务院|中办|国办|全国|中国|中华|国家|全民|新时代|新时期|习近平|毛泽东|邓小平|“?十[三四五]五)"
)


_NUMBER = re.compile("[0-9一二三四五六七八九十]")
# only the state makes laws; 办法 and 做法 are made anywhere
_LAW = re.compile(r"^[^省市县区州]{2,16}(?<![办方做])法$")


@dataclass(frozen=True, slots=True)
class NationalNames:
    """The names of the whole country with their indexes (全国名称库)."""

    kinds: Mapping[str, SlotKind]
    index: NameIndex
    pattern: re.Pattern[str]
    regions: Mapping[str, tuple[str, ...]]
    region_index: NameIndex
    local_regions: tuple[str, ...]
    enterprises: tuple[str, ...]
    emphasis: frozenset[str]

    def iter_spans(
        self, text: str, starts: Iterable[int] | None = None
    ) -> Iterator[tuple[int, int, SlotKind]]:
        """Yield the spans of national names with their kinds (逐处匹配); `starts` as for `NameIndex`."""
        for start, end in self.index.iter_spans(text, starts):
            yield start, end, self.kinds[text[start:end]]
        # each pattern has a number in it
        for match in self.pattern.finditer(text) if _NUMBER.search(text) else ():
            yield match.start(), match.end(), SlotKind.BRAND

    def is_national(self, quoted: str) -> bool:
        """Tell whether a quoted string is made of national names and formulations alone (是否全国通用).

        >>> load_national().is_national("中国梦·劳动美"), load_national().is_national("匠心云州")
        (True, False)
        """
        plain = _PUNCTUATION.sub("", quoted)
        if plain in self.kinds or quoted in self.kinds or plain in _squeezed():
            return True
        covered = sorted(
            [(start, end) for start, end, _ in self.iter_spans(quoted)]
            + [(start, end) for start, end, _ in find_formulations(quoted)]
        )
        position = 0
        for start, end in covered:
            if _PUNCTUATION.sub("", quoted[position:start]):
                return False
            position = max(position, end)
        return bool(covered) and not _PUNCTUATION.sub("", quoted[position:])

    def is_national_title(self, title: str) -> bool:
        """Tell whether a document title is that of the centre or of the state (是否中央文件)."""
        return title in self.kinds or bool(_NATIONAL_TITLE.match(title) or _LAW.search(title))


@lru_cache(maxsize=1)
def load_national() -> NationalNames:
    """Read the names once (载入全国名称库)."""
    import yaml

    data = yaml.load(_DATA.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    kinds = {name: kind for key, kind in _KINDS.items() for name in data[key]}
    return NationalNames(
        kinds=kinds,
        index=NameIndex(kinds),
        pattern=re.compile(f"(?=[{data['pattern_starts']}])(?:{'|'.join(data['patterns'])})"),
        regions={name: tuple(provinces) for name, provinces in data["regions"].items()},
        region_index=NameIndex(data["regions"]),
        local_regions=tuple(data["local_regions"]),
        enterprises=tuple(data["enterprises"]),
        emphasis=frozenset(data["emphasis"]),
    )


@lru_cache(maxsize=1)
def _squeezed() -> frozenset[str]:
    return frozenset(_PUNCTUATION.sub("", name) for name in load_national().kinds)
