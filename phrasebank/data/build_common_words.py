"""Write common_words.txt: what looks like a name to the tagger, and is said in too many places to be one.

    python phrasebank/data/build_common_words.py REPORTS

REPORTS is a folder of work reports named `year-kind-place.md`. A word that the dictionary lacks or has as a
place, and that the reports of ten places or more use, is common vocabulary (普惠性, 康养, 大湾); all others
count as names of their source.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

from phrasebank.segment import tag
from phrasebank.word_classes import looks_like_name

PLACES = 10
_BLOCK = re.compile(r"[\u4e00-\u9fd5]+")


def common_words(folder: Path) -> list[str]:
    """Return the name-like words that reports of many places share (多地共用词)."""
    places: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("*.md")):
        place = path.stem.rsplit("-", 1)[-1]
        for block in _BLOCK.findall(path.read_text(encoding="utf-8")):
            for word, flag in tag(block):
                if looks_like_name(word, flag):
                    places[word].add(place)
    return sorted(word for word, found in places.items() if len(found) >= PLACES)


def main() -> None:
    """Write the list beside this file (写词表)."""
    words = common_words(Path(sys.argv[1]))
    Path(__file__).with_name("common_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
