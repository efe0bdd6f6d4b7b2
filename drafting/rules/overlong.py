"""Find what has no pause for too long (无停顿的长句)."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from outlines.regex import lazy

LONGEST = 110
"""Han characters in one breath."""

_STRETCH = lazy(r"[^，。；：！？—…,;:!?\n]+")
_HAN = lazy("[\u4e00-\u9fff]")


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find stretches that no speaker has the breath for (查长句)."""
    for match in _STRETCH.finditer(document.text):
        if match.end() - match.start() <= LONGEST:
            continue
        count = len(_HAN.findall(match[0]))
        if count > LONGEST:
            yield Mark(*match.span(), f"连续{count}个字没有停顿，念的人换不过气，宜断开")


RULE = Rule(
    name="overlong",
    severity=Severity.WARNING,
    summary=f"超过{LONGEST}字没有停顿",
    what=f"数两处停顿（，。；：！？——……）之间的汉字，超过{LONGEST}个就提示；顿号不算停顿。",
    why="讲话稿是念的，一口气念不完，听的人也跟不上。",
    bad=(
        "要"
        + "把工会组织的桥梁纽带作用更加充分地发挥到服务广大职工群众生产生活的各个方面各个环节" * 3
        + "。",
    ),
    good=("要把工会的桥梁纽带作用发挥好，" * 12 + "把各项任务落到实处。",),
    source="朗读一口气约二三十字，长句须有停顿",
    check=check,
)
