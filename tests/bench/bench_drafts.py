"""Draft for invented localities of every level and look for anything that is not theirs (泄漏与重合).

usage: python tests/bench/bench_drafts.py [--reports N] [--localities N] [--seeds N] [--workspace DIR] [--own-only]

The bank is mined from ../shared/corpus and N of ../shared/reports (kept in DIR). The checks here share no code with
composing: every gazetteer name of two characters or more that jieba's dictionary does not have as a word, every value
that the bank keeps as a slot of a source, every digit. Exits with 1 where one draft fails.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
SHARED = ROOT.parent / "shared"

STEMS = "云临安清永新平长东南"
TAILS = ("州", "湖", "溪", "塘", "麓", "渚", "堰", "埠", "槐", "黛")
LEVELS = (("省", "省"), ("市", "地级市"), ("市", "县级市"), ("县", "县"), ("区", "区"), ("经济开发区", "开发区"),
          ("镇", "乡镇"), ("街道", "街道"), ("重工集团有限公司", "企业"), ("机械工会", "产业工会"))  # fmt: skip
TOPICS = (
    "产业工人队伍建设改革",
    "职工职业技能竞赛",
    "困难职工帮扶工作",
    "集体协商和民主管理工作",
    "安全生产工作",
)
FIGURE = re.compile(
    r"[0-9０-９]+|[一二三四五六七八九十百千万亿两]{2,}(?=[多余]?(?:个|名|人|家|户|项|件|元|场|次|年|月|日|届|亩|公里|平方米))"
)
# The union's hotline is one number for the whole country; 千家万户 counts nobody.
NATIONAL = frozenset({"12351", "千万", "万千", "十五五", "十四五"})


def localities(count: int) -> list[str]:
    """Invent profiles as YAML (虚构的地方)."""
    found = []
    for i in range(count):
        ending, level = LEVELS[i % len(LEVELS)]
        name = STEMS[i % 10] + TAILS[(i * 7 + i // 10) % 10] + ending
        topic = TOPICS[i % len(TOPICS)]
        found.append(
            f"place: {{name: {name}, level: {level}, vision: 建设宜业家园}}\n"
            f"organization: {{name: {name}工会, short: 工会}}\n"
            f"meeting: {{name: {topic}推进会, date: 2026-10-0{i % 9 + 1}, topic: {topic}}}\n"
        )
    return found


def word_edges(text: str) -> set[int]:
    """Return where words begin and end (词界)."""
    from phrasebank.segment import cut

    edges, position = {0}, 0
    for word in cut(text):
        position += len(word)
        edges.add(position)
    return edges


def main() -> int:
    """Draft, check, count (起草并核验)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--localities", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--own-only", action="store_true", help="without the built-in bank")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("the corpus is not on this machine: nothing measured")
        return 0

    from drafting.drafter import Sources, make_draft
    from drafting.outline_choice import propose_outline
    from drafting.plan import Detail, make_plan
    from drafting.profile import profile_from_text
    from drafting.starter import SPEECHES, starter_bank_path
    from outlines.errors import UserError
    from outlines.induce import induce
    from outlines.library import base_sections, shipped_outlines
    from phrasebank.gazetteer import load_gazetteer
    from phrasebank.intake import mine_files, speech_plans
    from phrasebank.search import Filters
    from phrasebank.segment import is_word
    from phrasebank.store import Bank

    folder = options.workspace or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    every = sorted((SHARED / "reports").glob("*.md"))
    files = [*sorted((SHARED / "corpus").glob("*")), *every[:: max(1, len(every) // max(1, options.reports))]]
    with Bank.open(folder / "bank.db", create=True) as bank:
        report = mine_files(bank, files, workers=2)
        outlines = [*induce(speech_plans(bank), base_sections()), *shipped_outlines()]
        slots = {
            slot.value
            for phrase in bank.select(Filters(hidden=None))
            for slot in phrase.slots
            if slot.kind != "topic"
        }
        slots |= set(bank.residue())
        # What four sources say is a word (规划, 扶志), though one of them has it in a name.
        texts = ["\n".join(bank.document(name).paragraphs) for name in bank.documents()]
        texts += [path.read_text(encoding="utf-8") for path in sorted(SPEECHES.glob("*.txt"))]
        claimed = {name for name in slots if sum(name in text for text in texts) < 4}
    print(f"bank: {report.read} documents read, {report.unchanged} unchanged, {report.seconds} s")
    places = {
        name
        for division in load_gazetteer().divisions
        for name in (division.name, division.short)
        if len(name) > 1 and not (len(name) == 2 and is_word(name))
    }
    foreign = sorted(name for name in places | claimed if len(name) > 1)

    sources = Sources([folder / "bank.db", *([] if options.own_only else [starter_bank_path()])])
    faults: Counter[str] = Counter()
    shares, runs, lengths = [], [], []
    drafts, drafting_seconds = 0, 0.0
    for text in localities(options.localities):
        profile = profile_from_text(text, "bench")
        outline = propose_outline(outlines, profile)
        for seed in range(options.seeds):
            plan = make_plan(outline, detail=Detail.FULL if seed % 4 == 3 else Detail.SKELETON)
            begun = time.perf_counter()
            try:
                draft = make_draft(plan, profile, sources, seed=seed)
            except UserError as error:
                faults[f"gives up: {error.message}"] += 1
                continue
            drafting_seconds += time.perf_counter() - begun
            drafts += 1
            said = "\n".join(part.text for part in draft.iter_parts() if part.origin == "bank")
            edges = word_edges(said)
            for name in foreign:
                at = said.find(name) if name not in text else -1
                while at >= 0:
                    # 创新和 does not name 新和: a name begins and ends where words do.
                    if at in edges and at + len(name) in edges:
                        faults[f"names {name}: {said[max(0, at - 8) : at + 12]!r}"] += 1
                    at = said.find(name, at + 1)
            for match in FIGURE.finditer(said):
                if match.group() not in text and match.group() not in NATIONAL:
                    faults[f"states a figure: {said[max(0, match.start() - 8) : match.end() + 6]!r}"] += 1
            sentences = [s.text for u in draft.units for p in u.paragraphs for s in p.sentences]
            if len(sentences) != len(set(sentences)):
                faults["says a sentence twice"] += 1
            top = max((share.share for share in draft.overlap.sources), default=0.0)
            shares.append(top)
            runs.append(draft.overlap.longest_run)
            lengths.append(draft.characters)
            faults["a source above 15%"] += top > 0.15
            faults["a run above 60"] += draft.overlap.longest_run > 60
    each = 1000 * drafting_seconds / drafts
    print(f"{drafts} drafts, {each:.0f} ms each, {min(lengths)} to {max(lengths)} characters")
    print(f"largest share of one source {max(shares):.3f}, longest run {max(runs)}")
    for fault, count in faults.most_common(40):
        if count:
            print(f"{count:6} {fault}")
    return 1 if sum(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
