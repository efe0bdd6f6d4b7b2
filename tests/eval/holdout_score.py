"""Score reading on documents nobody tuned it to (盲测评分).

Three sets: reports and saved pages under `../shared`, and `noisy/`, invented speeches with real kinds of damage; later
draws bear their number, as `reports2` and `noisy2`. Labelling rules are in `holdout_rules.md`. Run it as
`python tests/eval/holdout_score.py [reports|html|noisy|reports2|noisy2|…] [--misses]`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from outlines.errors import UserError  # noqa: E402 - a script run from anywhere finds the packages first
from phrasebank.corpus import read_speech, speech_to_json  # noqa: E402 - as above

SHARED = HERE.parents[1].parent / "shared"
SHINGLE = 8
FIRM = 4  # a label that must be found is level, number, heading, role; a fifth item excuses it
Key = tuple[int, str]
HALF = str.maketrans("０１２３４５６７８９", "0123456789")


def letters(text: str) -> str:
    """Keep what survives any repair of punctuation: Han characters and digits (只留汉字与数字)."""
    return "".join(re.findall(r"[\u4e00-\u9fff0-9]", text.translate(HALF)))


def fingerprint(text: str) -> str:
    """Name a text without saying it (指纹)."""
    return hashlib.sha256(letters(text).encode()).hexdigest()[:12]


@dataclass(slots=True)
class Counts:
    """Hits, false finds and misses (命中、误报、漏报)."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, other: Counts) -> None:
        """Add up (累加)."""
        self.hits += other.hits
        self.false += other.false
        self.missed += other.missed

    @property
    def precision(self) -> float:
        """Share of the finds that are right (查准率)."""
        found = self.hits + self.false
        return self.hits / found if found else float(not self.missed)

    @property
    def recall(self) -> float:
        """Share of what is there that was found (查全率)."""
        wanted = self.hits + self.missed
        return self.hits / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both (调和平均)."""
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 1.0


@dataclass(slots=True)
class Result:
    """What one document, or a set of them, scored (得分)."""

    headings: Counts = field(default_factory=Counts)  # level and text
    texts: Counts = field(default_factory=Counts)  # text alone
    body: Counts = field(default_factory=Counts)
    paragraphs: Counts = field(default_factory=Counts)  # identical paragraphs, punctuation included
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def ask(self, name: str, right: bool) -> None:
        """Count one question (记一问)."""
        self.asked[name] += 1
        self.right[name] += right

    def add(self, other: Result) -> None:
        """Add up (累加)."""
        for name in ("headings", "texts", "body", "paragraphs"):
            getattr(self, name).add(getattr(other, name))
        self.right.update(other.right)
        self.asked.update(other.asked)

    def line(self) -> str:
        """Say it in one line (一行得分)."""
        parts = [f"headings {self.headings.f1:.3f}", f"texts {self.texts.f1:.3f}"]
        parts.append(f"body P {self.body.precision:.4f} R {self.body.recall:.4f}")
        if self.paragraphs != Counts():
            parts.append(f"identical {self.paragraphs.recall:.3f}")
        parts += [f"{name} {self.right[name]}/{self.asked[name]}" for name in sorted(self.asked)]
        return "  ".join(parts)


def compare(found: Counter[Key], wanted: Counter[Key], optional: set[str]) -> Counts:
    """Count finds against labels; an optional label, of any level, costs nothing either way (比对标题)."""
    hits = (found & wanted).total()
    spare = sum(number for (_, text), number in (found - wanted).items() if text in optional)
    return Counts(hits, found.total() - hits - spare, wanted.total() - hits)


def flat(keys: Counter[Key]) -> Counter[Key]:
    """Forget the level (不计层级)."""
    counts: Counter[Key] = Counter()
    for (_, text), number in keys.items():
        counts[0, text] += number
    return counts


def score_structure(speech: dict[str, Any], label: dict[str, Any], result: Result) -> None:
    """Compare units, roles, title, date, speaker and closing; label texts are fingerprints (结构评分)."""
    units = [unit for unit in speech["units"] if unit["level"]]
    found = Counter((unit["level"], fingerprint(unit["heading"])) for unit in units)
    firm = [unit[:4] for unit in label["units"] if len(unit) == FIRM]
    wanted = Counter((unit[0], unit[2]) for unit in firm)
    optional = {unit[2] for unit in label["units"] if len(unit) > FIRM}
    result.headings = compare(found, wanted, optional)
    result.texts = compare(flat(found), flat(wanted), optional)
    names = {fingerprint(unit["heading"]): unit for unit in units}
    for unit in label["units"]:
        if unit[-1] == "inner":
            result.ask("inner", unit[2] in names)
    for level, number, name, role in firm:
        if name not in names:
            result.notes.append(f"missed  L{level} {number} {name}")
            continue
        mine = names[name]
        result.ask("numbers", letters(mine["number"]) == letters(number))
        if mine["level"] != level:
            result.notes.append(f"level   L{level} {number} {name} found as L{mine['level']}")
        if role:
            result.ask("roles", mine["role"] in role.split("|"))
            if mine["role"] not in role.split("|"):
                result.notes.append(f"role    {number} {name} is {role}, found {mine['role']}")
    known = {unit[2] for unit in label["units"]}
    result.notes += [
        f"false   L{unit['level']} {unit['number']} {fingerprint(unit['heading'])} ({len(unit['heading'])} chars)"
        for unit in units
        if fingerprint(unit["heading"]) not in known
    ]
    closes = any(unit["role"] == "closing" for unit in speech["units"])
    answers = {
        "title": fingerprint(speech["title"]) in label["title"],
        "date": speech["date"] in label["date"],
        "speaker": (fingerprint(speech["speaker"]) if speech["speaker"] else None) in label["speaker"],
        "closing": closes == label["closing"],
    }
    for name, right in answers.items():
        result.ask(name, right)
        if not right:
            result.notes.append(f"{name:<7} wrong: {speech.get(name, closes)}")


def shingles(text: str) -> Counter[str]:
    """Count the runs of eight characters: order counts, place does not (字串片段)."""
    return Counter(text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1))


def source_paragraphs(path: Path) -> list[str]:
    """Return the paragraphs that a body label counts (标注所数的段落)."""
    if path.suffix == ".md":
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    from selectolax.lexbor import LexborHTMLParser

    return [node.text() for node in LexborHTMLParser(path.read_bytes()).css("div.word")[0].css("p")]


def score_source(path: Path, label: dict[str, Any]) -> Result:
    """Score one report or page (给一篇真实文档评分)."""
    result = Result()
    speech = speech_to_json(read_speech(path))
    score_structure(speech, label, result)
    lines = source_paragraphs(path)
    body = letters("".join("".join(lines[first : last + 1]) for first, last in label["body"]))
    found, wanted = shingles(letters("".join(speech["paragraphs"]))), shingles(body)
    hits = (found & wanted).total()
    result.body = Counts(hits, found.total() - hits, wanted.total() - hits)
    return result


def score_noisy(path: Path, label: dict[str, Any]) -> Result:
    """Score one invented speech, in whichever script it came out (给一篇带噪文本评分)."""
    speech = speech_to_json(read_speech(path))
    folded = {**label, **label.get("folded", {})}
    results = [_score_noisy(speech, each) for each in ((label, folded) if "folded" in label else (label,))]
    return max(results, key=lambda each: each.body.f1)


def _score_noisy(speech: dict[str, Any], label: dict[str, Any]) -> Result:
    result = Result()
    hashed = {
        "units": [[level, number, fingerprint(text), *rest] for level, number, text, *rest in label["units"]],
        "title": [fingerprint(text) for text in label["title"]],
        "speaker": [fingerprint(text) if text else None for text in label["speaker"]],
        "date": label["date"],
        "closing": label["closing"],
    }
    score_structure(speech, hashed, result)
    names = {fingerprint(unit[2]): unit[2] for unit in label["units"]}
    names |= {fingerprint(unit["heading"]): unit["heading"] for unit in speech["units"]}
    result.notes = [re.sub(r"[0-9a-f]{12}", lambda found: names[found[0]], note) for note in result.notes]
    out, body = letters("".join(speech["paragraphs"])), letters("".join(label["paragraphs"]))
    blocks = SequenceMatcher(None, out, body, autojunk=False).get_matching_blocks()
    hits = sum(block.size for block in blocks)
    result.body = Counts(hits, len(out) - hits, len(body) - hits)
    same = (Counter(speech["paragraphs"]) & Counter(label["paragraphs"])).total()
    result.paragraphs = Counts(same, len(speech["paragraphs"]) - same, len(label["paragraphs"]) - same)
    result.notes += _differences(speech["paragraphs"], label["paragraphs"])
    kinds = {defect["kind"] for defect in speech["defects"]}
    labelled = {defect["kind"] for defect in label["defects"]}
    for kind in sorted(labelled):
        result.ask(f"defect:{kind}", kind in kinds)
    for kind in sorted(kinds - labelled):
        result.notes.append(f"defect  {kind} named, not there")
        result.ask("defects_true", False)
    for _ in kinds & labelled:
        result.ask("defects_true", True)
    for defect in label["defects"]:
        place = letters(defect["text"])
        named = [letters(each["text"]) for each in speech["defects"] if each["kind"] == defect["kind"]]
        result.ask("defect_places", any(place in text or (text and text in place) for text in named))
    return result


def _differences(found: Iterable[str], wanted: Iterable[str]) -> Iterator[str]:
    lost, extra = Counter(wanted), Counter(found)
    lost, extra = lost - extra, extra - lost
    yield from (f"absent  {text}" for text in lost)
    yield from (f"extra   {text}" for text in extra)


def iter_results(group: str) -> Iterator[tuple[str, Result | None, str]]:
    """Yield name, score and error of each document of a set (逐篇得分)."""
    kind = group.rstrip("0123456789")
    draw = group.removeprefix(kind)
    if kind == "noisy":
        sources = [path for path in (HERE / group).iterdir() if path.suffix != ".json"]
        pairs = [(path, json.loads(path.with_suffix(".json").read_text("utf-8"))) for path in sources]
        score = score_noisy
    else:
        labels: dict[str, Any] = json.loads((HERE / f"holdout{draw}_labels.json").read_text("utf-8"))
        pairs = [(SHARED / name, label) for name, label in labels.items() if name.startswith(kind)]
        score = score_source
    for path, label in sorted(pairs):
        if path.exists():
            try:
                yield path.stem, score(path, label), ""
            except UserError as error:
                yield path.stem, None, str(error)


def main(arguments: list[str]) -> None:
    """Print a line a document and a line a set (打印得分)."""
    groups = [each for each in arguments if not each.startswith("-")] or ["reports", "html", "noisy"]
    for group in groups:
        total = Result()
        for name, result, error in iter_results(group):
            print(f"{name}: {result.line() if result else '无法读取 ' + error}")
            if result:
                total.add(result)
                if "--misses" in arguments:
                    print("".join(f"    {note}\n" for note in result.notes), end="")
        print(f"== {group}: {total.line()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
