"""Score structure detection against labels that hold no text (结构识别评分).

A label is [level, number, fingerprint of the heading, role of a level-1 section]. The fingerprint is the
start of the SHA-256 of the heading's Han characters and digits, so that repaired punctuation does not matter
and no sentence of a source stands in this repository. A document with "held" true was labelled before it was
first run, and its errors have not been looked at.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outlines.detect import Structure, detect
from outlines.speech import Role
from phrasebank.cleaning import clean
from phrasebank.readers import read_lines

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared"
LABELS = HERE / "structure_labels.json"


def fingerprint(text: str) -> str:
    """Name a text without saying it (指纹)."""
    return hashlib.sha256("".join(re.findall(r"[\u4e00-\u9fff0-9]", text)).encode()).hexdigest()[:12]


@dataclass(slots=True)
class Score:
    """Counts over any number of documents (计分)."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, float]:
        """Return F1 of heading units and the share right of everything else (各项得分)."""
        total = 2 * self.hits + self.false + self.missed
        shares = {name: round(self.right[name] / self.asked[name], 4) for name in sorted(self.asked)}
        return {"headings_f1": round(2 * self.hits / total, 4) if total else 0.0, **shares}

    def add(self, structure: Structure, label: dict[str, Any]) -> None:
        """Count one document in (计入一篇)."""
        wanted = Counter((unit[0], unit[2]) for unit in label["units"])
        found = Counter((unit.level, fingerprint(unit.heading)) for unit in structure.units if unit.level)
        common = (wanted & found).total()
        self.hits += common
        self.false += found.total() - common
        self.missed += wanted.total() - common
        roles = {unit[2]: unit[3] for unit in label["units"] if unit[3]}
        for unit in structure.units:
            if unit.level == 1 and (role := roles.get(fingerprint(unit.heading))):
                self._ask("roles", unit.role == role)
        speaker = fingerprint(structure.speaker) if structure.speaker else None
        self._ask("title", fingerprint(structure.title) in label["title"])
        self._ask("date", structure.date == label["date"])
        self._ask("speaker", speaker == label["speaker"])
        closes = any(unit.role is Role.CLOSING for unit in structure.units)
        self._ask("closing", closes == label["closing"])

    def _ask(self, name: str, right: bool) -> None:
        self.asked[name] += 1
        self.right[name] += right


def read_structure(path: Path) -> Structure:
    """Read, clean and take apart one file (读一篇)."""
    raw = read_lines(path)
    text = clean(raw.lines, raw.metadata)
    return detect(text.paragraphs, text.hints, text.lines, text.metadata)


def iter_labelled() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every labelled document that is at hand (已标注文档)."""
    for name, label in json.loads(LABELS.read_text(encoding="utf-8")).items():
        path = SHARED / name
        if path.exists():
            yield path, label


def group_of(path: Path, label: dict[str, Any]) -> str:
    """Name the group a document is scored in: held, reports or corpus (分组)."""
    return "held" if label["held"] else path.parent.name


def score_structure() -> dict[str, dict[str, float]]:
    """Score each group of labelled documents (分组评分)."""
    scores: dict[str, Score] = {}
    for path, label in iter_labelled():
        scores.setdefault(group_of(path, label), Score()).add(read_structure(path), label)
    return {name: score.figures() for name, score in sorted(scores.items())}
