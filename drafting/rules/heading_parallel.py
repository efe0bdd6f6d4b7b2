"""Find the one heading that is not built like its siblings (标题不齐)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.sections import Title, item_groups, sibling_groups
from drafting.rules.tables import load_table

_FEWEST = 3
_MOST = 12  # more headings are a list of tasks, of any build
_SHORT = 6
_CLAUSES = re.compile("[，、；：]")
_FRAMES = (
    ("要更", re.compile("要更[\u4e00-\u9fff]{1,2}$")),
    ("更", re.compile("更(?:加|为)?[\u4e00-\u9fff]{1,2}$")),
    ("以为", re.compile("^以[^，]{1,12}为")),
)
# What a feature is called when a heading lacks it; None where the feature does not apply.
Feature = tuple[str, Callable[[str], str | None]]


def _head(text: str) -> str | None:
    return text[:2]


def _single_head(text: str) -> str | None:
    return text[0] if text[0] in "抓强重促优提保树育建聚谋以让在把用" else None


def _within(text: str) -> str | None:
    found = re.match("在[^，]{1,8}[中里上]", text)
    return "在……中" if found else None


def _second_head(text: str) -> str | None:
    parts = _CLAUSES.split(text)
    return parts[1][0] if len(parts) == 2 and parts[1] else None


def _frame(text: str) -> str | None:
    """Return the frame that a heading is cut to (句架): ……要更紧, 以……为……, ……更加稳固."""
    return next((name for name, pattern in _FRAMES if pattern.search(text)), None)


def _asks(text: str) -> str | None:
    asks = text.endswith("？") or re.search(r"什么|怎么|为何|如何|哪些|谁来", text)
    return "问句" if asks else "陈述句"


def _clauses(text: str) -> str:
    return f"{len([part for part in _CLAUSES.split(text) if part])}个分句"


def _length(text: str) -> str | None:
    return f"{len(text)}个字" if len(text) <= _SHORT else None


_FEATURES: tuple[Feature, ...] = (
    ("开头", _head),
    ("开头", _single_head),
    ("句式", _within),
    ("后一句的开头", _second_head),
    ("句式", _frame),
    ("语气", _asks),
    ("结构", _clauses),
    ("字数", _length),
)


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find headings of another build than all their siblings (查标题)."""
    for group in (*sibling_groups(document), *item_groups(document)):
        if _FEWEST <= len(group) <= _MOST:
            yield from _odd_one(group)


def _odd_one(group: Sequence[Title]) -> Iterator[Mark]:
    texts = [title.text for title in group]
    for name, feature in _FEATURES:
        values = [feature(text) for text in texts]
        counted = Counter(value for value in values if value is not None)
        if not counted:
            continue
        [(usual, count)] = counted.most_common(1)
        if count != len(group) - 1:
            continue
        odd = next(index for index, value in enumerate(values) if value != usual)
        if _tells(name, usual, texts, odd):
            shown = "、".join(f"“{text}”" for index, text in enumerate(texts) if index != odd)[:60]
            title = group[odd]
            yield Mark(title.start, title.end, f"与同级标题的{name}不一致，其他各题是{shown}")
            return


def _tells(name: str, usual: str, texts: Sequence[str], odd: int) -> bool:
    """Tell whether a feature that one heading lacks is a build, not a chance (是否句式)."""
    others = [text for index, text in enumerate(texts) if index != odd]
    clauses = {len(_CLAUSES.split(text)) for text in others}
    if name == "开头" and len(usual) == 2 and usual not in load_table("headings"):
        return len(texts) > _FEWEST
    if name == "字数":
        return len(texts) > _FEWEST and len(texts[odd]) <= _SHORT + 2
    if name == "结构":
        if odd == len(texts) - 1 and len(texts) > _FEWEST:
            return False  # 加强自身建设: the last section often stands apart
        parts = [len(_CLAUSES.split(text)[0]) for text in others]
        even = len(clauses) == 1 and max(parts) - min(parts) <= 1
        return even and (usual == "2个分句" or len(texts) > _FEWEST)
    if name == "后一句的开头":
        return len(texts) > _FEWEST or usual == "让"
    if name == "句式":
        return usual not in ("更", "在……中") or len(texts) > _FEWEST
    if name == "开头" and len(usual) == 1:
        return len(clauses) == 1 and (len(texts) > _FEWEST or max(map(len, others)) <= _SHORT)
    return True


RULE = Rule(
    name="heading-parallel",
    severity=Severity.NOTE,
    summary="同级标题里有一个不整齐",
    what="同级标题三个以上，只有一个的开头、句式、分句、语气或字数与其余各题不同时提示。",
    why="标题是讲话的骨架，一个不齐，全篇都显得松。",
    bad=(
        "（一）统筹协调要更紧。要会商。\n（二）督导考核要更严。要较真。\n（三）加大宣传力度。要造势。",
        "（一）着力提升引领力。要跟党走。\n（二）组织覆盖力。要扩面。\n（三）着力提升服务力。要普惠。",
        "一、成绩来之不易\n干得辛苦。\n二、形势不容乐观\n挑战不少。\n三、我们应该怎么办？\n要抓重点。",
    ),
    good=(
        "（一）坚持党建引领，把牢方向。要学在前。\n（二）坚持服务大局，建功立业。要干在前。\n（三）坚持职工至上，维护权益。要想在前。",
        "一、为什么要改\n形势变了。\n二、改什么\n改作风。\n三、怎么改\n要试点。",
        "一、过去一年工作回顾\n平稳。\n二、当前面临的形势\n有利。\n三、今年工作安排\n繁重。",
    ),
    source="机关公文写作常例",
    check=check,
)
