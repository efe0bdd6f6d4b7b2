"""Score the check rules on a folder of labelled cases: recall and precision, rule by rule.

    python tests/eval/check_score.py tests/eval/check_cases/dev [RULE…] [--misses] [--cross]

A faulty case counts as found where the rule's findings meet every labelled span (one of them with `any: true`).
A clean case with a finding of its rule is a false alarm, and so is each finding in a faulty case that meets no
span. Precision is over cases: found / (found + cases with a false alarm).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from drafting.check import check, find_rule
from drafting.check_settings import settings_for
from drafting.profile import LocalityProfile, profile_from_text
from drafting.rules import RULES
from drafting.rules.document import Document
from drafting.rules.model import Finding, Settings
from drafting.rules.reading import document_from


@dataclass
class Tally:
    """What became of one rule's cases."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    clean: int = 0
    alarms: list[str] = field(default_factory=list)
    cross: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.alarms))


def load(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))
    }


def settings_of(case: dict[str, Any], document: Document) -> Settings:
    profile: LocalityProfile | None = None
    if "profile" in case:
        text = yaml.safe_dump(case["profile"], allow_unicode=True)
        profile = profile_from_text(text, case["id"])
    found = settings_for(document, profile)
    sources = {source["name"]: source["text"] for source in case.get("sources", ())}
    return Settings(found.profile, str(case.get("date", found.date)), sources)


def spans(text: str, wanted: list[str]) -> list[list[tuple[int, int]]]:
    """Every place of each labelled string; a label that reading changed is taken without its margins."""
    places = []
    for label in wanted:
        label = label if label in text else label.strip()
        places.append([(at, at + len(label)) for at in _occurrences(text, label)])
    return places


def _occurrences(text: str, label: str) -> Iterator[int]:
    at = text.find(label) if label else -1
    while at >= 0:
        yield at
        at = text.find(label, at + 1)


def meets(finding: Finding, place: tuple[int, int]) -> bool:
    return finding.start < max(place[1], place[0] + 1) and place[0] < max(finding.end, finding.start + 1)


def score_case(name: str, case: dict[str, Any], tally: Tally, cross: bool) -> None:
    suffix = case.get("suffix", ".md" if case["text"].startswith(("#", "|")) else ".txt")
    document = document_from(case["text"].encode(), "-", suffix)
    settings = settings_of(case, document)
    own = check(document, settings, [find_rule(name)])
    findings = check(document, settings) if cross else []
    told = [f"{f.text!r} {f.message}" for f in own]
    tally.cross += [f"{case['id']} {f.rule}: {f.text[:40]!r} {f.message}" for f in findings if f.rule != name]
    if not case["faulty"]:
        tally.clean += 1
        if own:
            tally.alarms.append(f"{case['id']} {case['text'][:60]!r} ← {told}")
        return
    places = spans(document.text, case["spans"])
    hits = [any(meets(finding, place) for finding in own for place in label) for label in places]
    if any(hits) if case.get("any") else all(hits):
        tally.found += 1
    else:
        tally.missed.append(f"{case['id']} {case['text'][:120]!r} {case['why']} ← {told}")
    flat = [place for label in places for place in label]
    if any(not any(meets(finding, place) for place in flat) for finding in own):
        tally.alarms.append(f"{case['id']} (stray) ← {told}")


def score(folder: Path, cross: bool = False) -> dict[str, Tally]:
    known = {rule.name for rule in RULES}
    tallies = {}
    for name, cases in load(folder).items():
        tally = tallies[name] = Tally()
        for case in cases if name in known else ():
            score_case(name, case, tally, cross)
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("rules", nargs="*")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--cross", action="store_true")
    wanted = parser.parse_args()
    for name, tally in score(wanted.folder, wanted.cross).items():
        if wanted.rules and name not in wanted.rules:
            continue
        faulty = tally.found + len(tally.missed)
        sys.stdout.write(
            f"{name:22} recall {tally.recall:.2f} ({tally.found}/{faulty})  "
            f"precision {tally.precision:.2f} ({len(tally.alarms)} alarms, {tally.clean} clean)\n"
        )
        if wanted.misses:
            for kind, rows in (("missed", tally.missed), ("alarm", tally.alarms)):
                sys.stdout.writelines(f"    {kind} {row}\n" for row in rows)
        if wanted.cross:
            sys.stdout.writelines(f"    cross {row}\n" for row in tally.cross)


if __name__ == "__main__":
    main()
