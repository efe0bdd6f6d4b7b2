"""Build idioms.txt and misspellings.csv (重建同音字数据).

    python drafting/rules/data/build_homophones.py reports/

The reports are any large body of clean official text: an idiom is one of jieba's (MIT) that they use, a
misspelling is a common word with one character exchanged for another of the same sound (phrasebank's
readings.csv), or of like shape (shapes.txt), that they never have.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import jieba

from phrasebank.formulations import read_rows

HERE = Path(__file__).parent
FEWEST_IDIOM = 2  # reports that use an idiom
WORDS = 2500  # most frequent words of two characters
LIKELY = 2600  # most frequent characters, which a typist may hit
LOOSE = 0.02  # the same where a scan takes one character for another of its shape
FIRM = 0.3  # share of a character's neighbours that the other character of a word makes up at least


def main() -> None:
    """Write the three files (重建)."""
    reports = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.md"))]
    by_sound = {row["syllable"]: row["characters"] for row in read_rows("readings.csv")}
    syllables: dict[str, list[str]] = {}
    for sound, chars_of in by_sound.items():
        for char in chars_of:
            syllables.setdefault(char, []).append(sound)

    jieba.initialize()
    flags = {}
    for line in jieba.get_dict_file():
        word, _, flag = line.decode().split()
        flags[word] = flag
    fours: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    chars: Counter[str] = Counter()
    for text in reports:
        chars.update(text)
        pairs.update(map("".join, pairwise(text)))
        fours.update({text[i : i + 4] for i in range(len(text) - 3)} & flags.keys())
    idioms = [
        word
        for word, count in fours.items()
        if count >= FEWEST_IDIOM and flags[word] in ("i", "l", "nz", "v")
    ]
    (HERE / "idioms.txt").write_text("\n".join(sorted(idioms)) + "\n", encoding="utf-8")

    likely = {char for char, _ in chars.most_common(LIKELY)}
    words = [w for w, _ in pairs.most_common(60000) if w in flags and flags[w][0] in "nvadzbi"][:WORDS]
    rows = set()
    shapes: dict[str, set[str]] = {}
    for group in (HERE / "shapes.txt").read_text(encoding="utf-8").split():
        for char in group:
            shapes.setdefault(char, set()).update(set(group) - {char})
    for word in words:
        for at, char in enumerate(word):
            if pairs[word] < FIRM * chars[word[1 - at]]:
                continue  # what is left of the word goes with too much else
            for sound in syllables.get(char, ()):
                for other in by_sound[sound]:
                    wrong = word[:at] + other + word[at + 1 :]
                    if other != char and other in likely and not pairs[wrong] and wrong not in flags:
                        rows.add((wrong, word))
    for word in words:
        for at, char in enumerate(word):
            for other in shapes.get(char, ()):
                wrong = word[:at] + other + word[at + 1 :]
                if pairs[word] >= LOOSE * chars[word[1 - at]] and not pairs[wrong] and wrong not in flags:
                    rows.add((wrong, word))
    right: dict[str, list[str]] = {}
    for wrong, word in sorted(rows):
        right.setdefault(wrong, []).append(word)
    lines = [f"{wrong},{words[0] if len(words) == 1 else '|'.join(words)}" for wrong, words in right.items()]
    (HERE / "misspellings.csv").write_text("wrong,right\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
