"""A trace as tables, Markdown, a workbook, JSON (溯源报告)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from drafting.origins import ORIGIN_LABELS, Origin
from drafting.tracing import Trace, TracedPart, TracedSentence


class Grid(NamedTuple):
    """A table of the report (一张表): the title, the headers, the rows, the columns' widths in Han characters."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    widths: tuple[int, ...]


def grids(trace: Trace) -> list[Grid]:
    """Lay a trace out as tables: the sentences, the sources, the runs, longest first (列表)."""
    sentences = [
        (str(s.number), str(s.line), origin_label(s.main), place(s.main), f"{s.known:.0%}", s.text)
        for s in trace.sentences
    ]
    sources = [
        (source.document, f"{source.share:.1%}", f"{source.near_share:.1%}", str(source.longest))
        for source in trace.sources
    ]
    runs = sorted(
        ((run, source.document) for source in trace.sources for run in source.runs),
        key=lambda item: (-item[0].characters, item[0].sentence, item[1], item[0].text),
    )
    shared = [
        (str(run.characters), str(run.same), str(run.sentence), document, str(run.paragraph), run.text)
        for run, document in runs
    ]
    return [
        Grid("各句来历", ("句", "行", "来历", "出处", "认出", "句子"), sentences, (4, 4, 8, 28, 5, 60)),
        Grid("各来源的重合", ("来源", "占比", "含近似", "最长"), sources, (30, 6, 6, 6)),
        Grid("重合段", ("字数", "相同", "句", "来源", "段", "文字"), shared, (5, 5, 4, 28, 4, 60)),
    ]


def origin_label(part: TracedPart) -> str:
    """Name an origin, near ones marked (来历名称)."""
    return ORIGIN_LABELS[part.origin] + ("" if part.exact else "≈")


def place(part: TracedPart) -> str:
    """Say where a part is from: the phrase and its passage, the profile's key, the outline (出处)."""
    if part.origin is Origin.BANK:
        return " ".join(word for word in (part.phrase, part.source) if word)
    return part.source or part.field


def to_markdown(trace: Trace, name: str) -> str:
    """Write the report as Markdown (Markdown报告)."""
    blocks = [f"# 溯源：{_cell(name)}\n\n{summary(trace)}"]
    for grid in grids(trace):
        rows = [grid.headers, tuple("---" for _ in grid.headers), *grid.rows]
        lines = "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in rows)
        blocks.append(f"## {grid.title}\n\n{lines}")
    return "\n\n".join(blocks) + "\n"


def summary(trace: Trace) -> str:
    """Say in a line who gave how much, and how near the nearest source is (小结)."""
    given = "、".join(
        f"{ORIGIN_LABELS[origin]}{share:.0%}" for origin, share in trace.shares().items() if share >= 0.005
    )
    heaviest = max(trace.sources, key=lambda source: source.share, default=None)
    share = f"，单一来源最多占{heaviest.share:.0%}（{heaviest.document}）" if heaviest else ""
    return f"{len(trace.sentences)}句，{trace.characters}字：{given or '没有认出'}；最长重合{trace.longest_run}字{share}。"


def to_workbook(trace: Trace, where: str) -> bytes:
    """Write the report as an .xlsx, a sheet a table (Excel报告)."""
    from drafting.sheets import Table, workbook

    return workbook([Table(*grid) for grid in grids(trace)], where)


def to_json(trace: Trace, file: str) -> dict[str, Any]:
    """Return the stable, JSON-ready form of a trace (溯源转JSON)."""
    return {
        "file": file,
        "characters": trace.characters,
        "origins": {str(origin): share for origin, share in trace.shares().items()},
        "sentences": [_sentence(sentence) for sentence in trace.sentences],
        "overlap": {
            "longest_run": trace.longest_run,
            "sources": [
                {
                    "document": source.document,
                    "share": source.share,
                    "near_share": source.near_share,
                    "longest_run": source.longest,
                    "runs": [
                        {
                            "text": run.text,
                            "characters": run.characters,
                            "same": run.same,
                            "exact": run.exact,
                            "sentence": run.sentence,
                            "paragraph": run.paragraph,
                        }
                        for run in source.runs
                    ],
                }
                for source in trace.sources
            ],
        },
    }


def _sentence(sentence: TracedSentence) -> dict[str, Any]:
    return {
        "number": sentence.number,
        "line": sentence.line,
        **_part(sentence.main),
        "text": sentence.text,
        "known": sentence.known,
        "parts": [_part(part) for part in sentence.parts],
    }


def _part(part: TracedPart) -> dict[str, Any]:
    return {
        "text": part.text,
        "origin": str(part.origin),
        "phrase": part.phrase,
        "source": part.source,
        "field": part.field,
        "exact": part.exact,
    }


def _cell(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())
