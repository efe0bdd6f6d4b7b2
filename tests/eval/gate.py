"""Hold the quality floors: fail where a figure fell below its floor (质量门槛).

usage: python tests/eval/gate.py [--raise]

Floors stand in floors.json and are only ever raised: --raise lifts each to the present figure where that is
higher. To lower one, edit the file by hand and say why in the commit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from holdout_score import Result, iter_results  # noqa: E402 (run as a script: the path is set above)
from structure_score import score_structure  # noqa: E402 (as above)

FLOORS = Path(__file__).parent / "floors.json"
# Draws that were scored at first sight, and then opened: what was mended for them must stay mended.
OPENED = (
    *("reports", "reports2", "reports3", "reports4", "reports5"),
    *("html", "noisy", "noisy2", "noisy3", "noisy4", "noisy5"),
)
ASKED = ("roles", "title", "date", "speaker", "closing", "defect_places", "defects_true")


def score_opened() -> dict[str, dict[str, float]]:
    """Score the draws whose documents are at hand (已启封样本得分)."""
    figures = {}
    for group in OPENED:
        total = Result()
        results = [result for _, result, _ in iter_results(group) if result]
        for result in results:
            total.add(result)
        if results:
            figures[group] = {
                "headings_f1": round(total.headings.f1, 4),
                "body_precision": round(total.body.precision, 4),
                "body_recall": round(total.body.recall, 4),
                **{
                    name: round(total.right[name] / total.asked[name], 4)
                    for name in ASKED
                    if total.asked[name]
                },
            }
    return figures


def main(arguments: list[str]) -> int:
    """Print every figure beside its floor; return 1 where one is below (比对)."""
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    figures = {f"structure/{group}": found for group, found in score_structure().items()}
    figures |= {f"opened/{group}": found for group, found in score_opened().items()}
    if not figures:
        print("no labelled document at hand: nothing measured")
        return 0
    fallen = 0
    for group, found in figures.items():
        for name, figure in found.items():
            floor = floors.get(group, {}).get(name, 0.0)
            mark = "below its floor" if figure < floor else ""
            fallen += figure < floor
            print(f"{group:22}{name:16}{figure:8.4f}  floor {floor:6.4f}  {mark}".rstrip())
            if "--raise" in arguments:
                floors.setdefault(group, {})[name] = max(floor, figure)
    if "--raise" in arguments:
        FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
