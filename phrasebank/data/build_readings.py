"""Build readings.csv: how each Han character may be read (生成读音表).

Run by hand: python phrasebank/data/build_readings.py  (needs pypinyin 0.55, MIT; searching needs neither)

A character keeps its usual reading and every other that stands in a twentieth, and in two, of the
dictionary's words with it: 长 is zhang and chang, 能 is only neng. Tones are dropped, ü is written v.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).with_name("readings.csv")
_LEAST_SHARE, _LEAST_WORDS = 0.05, 2


def without_tone(syllable: str) -> str:
    """Drop the tone of a syllable (去声调).

    >>> without_tone("lǜ"), without_tone("zhǎng")
    ('lv', 'zhang')
    """
    marks = unicodedata.normalize("NFD", syllable.replace("ɡ", "g"))
    plain = "".join(mark for mark in marks if mark == "\u0308" or not unicodedata.combining(mark))
    return plain.replace("u\u0308", "v").replace("e\u0308", "e").replace("\u0308", "")


def characters() -> Iterator[str]:
    """List the characters of GB 2312 in order (全部汉字)."""
    for code in range(0x4E00, 0xA000):
        try:
            chr(code).encode("gb2312")
        except UnicodeEncodeError:
            continue
        yield chr(code)


def main() -> None:
    """Write the table (主程序)."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for word, readings in phrases_dict.items():
        if len(word) == len(readings):
            for character, reading in zip(word, readings, strict=True):
                seen[character][without_tone(reading[0])] += 1
    table: dict[str, list[str]] = defaultdict(list)
    for character in characters():
        usual, *_ = pinyin_dict.get(ord(character), "").split(",")
        counts = seen[character]
        total = sum(counts.values())
        plausible = {
            reading
            for reading, count in counts.items()
            if count >= _LEAST_WORDS and count >= _LEAST_SHARE * total
        }
        for reading in plausible | {without_tone(usual)}:
            if set(reading) & set("aeiouv") and reading.isascii() and reading.isalpha() and len(reading) <= 6:
                table[reading].append(character)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write("# Readings of Han characters, from pypinyin 0.55 (MIT); made by build_readings.py\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("syllable", "characters"))
        writer.writerows((syllable, "".join(table[syllable])) for syllable in sorted(table))


if __name__ == "__main__":
    main()
