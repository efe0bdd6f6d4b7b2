"""Phrases on a terminal, in a pipe and as JSON (词句的显示)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

import typer

from drafting.cli.console import emit_json, note
from drafting.cli.layout import wrap
from drafting.cli.phrases.citations import Citation, around, iter_citations
from drafting.cli.phrases.trend_chart import print_trend, trend_json
from drafting.cli.screen import plain, say
from drafting.cli.tables import table
from outlines.role import ROLE_LABELS, Role
from phrasebank.phrase import KIND_LABELS, Kind, Phrase
from phrasebank.search import Hit
from phrasebank.store import Bank, Statistics
from phrasebank.tokens import label_slots
from phrasebank.trend import trend_of


def phrase_json(phrase: Phrase) -> dict[str, Any]:
    """Lay a phrase out as `phrases list --json` promises (词句的 JSON)."""
    return {
        "id": phrase.id,
        "text": phrase.text,
        "kind": phrase.kind.value,
        "role": phrase.role.value,
        "slots": [asdict(slot) for slot in phrase.slots],
        "topics": list(phrase.topics),
        "document_frequency": phrase.document_frequency,
        "valid_from": phrase.valid_from,
        "valid_until": phrase.valid_until,
        "sources": [asdict(source) for source in phrase.sources],
        "level": phrase.level,
        "grade": phrase.grade,
        "years": list(phrase.years),
    }


def print_phrases(phrases: Iterable[Phrase]) -> None:
    """Print phrases as JSON (列表)."""
    emit_json([phrase_json(phrase) for phrase in phrases])


def print_hits(hits: Sequence[Hit | Phrase]) -> None:
    """Print phrases as a table (列表)."""
    if not hits:
        note("词库里没有符合条件的词句。")
        return
    rows = (
        (hit.id, KIND_LABELS[hit.kind], ROLE_LABELS[hit.role], hit.document_frequency, label_slots(hit.text))
        for hit in hits
    )
    table(("编号", "类别", "功能", "篇数", "词句"), rows, styles=("dim", "cyan", "green", "yellow"))


def print_similar(bank: Bank, found: Sequence[tuple[Hit, float]], *, json: bool) -> None:
    """Print phrases near another, with their nearness (相近词句)."""
    if json:
        emit_json([{**phrase_json(bank.get(hit.id)), "nearness": nearness} for hit, nearness in found])
        return
    if not found:
        note("词库里没有相近的词句。")
        return
    rows = (
        (hit.id, KIND_LABELS[hit.kind], ROLE_LABELS[hit.role], f"{nearness:.2f}", label_slots(hit.text))
        for hit, nearness in found
    )
    table(("编号", "类别", "功能", "相近", "词句"), rows, styles=("dim", "cyan", "green", "yellow"))


def print_entry(bank: Bank, phrase: Phrase, limit: int, *, json: bool) -> None:
    """Print one phrase with what its sources said (词条)."""
    marks = bank.marks(phrase.id)
    trend = trend_of(phrase.text, bank)
    citations = list(islice(iter_citations(bank, phrase), limit))
    values: dict[str, dict[str, None]] = {slot.name: {slot.value: None} for slot in phrase.slots}
    for citation in citations:
        for slot in citation.said.slots if citation.said else ():
            values.setdefault(slot.name, {})[slot.value] = None
    if json:
        emit_json(
            {
                **phrase_json(phrase),
                "variants": list(phrase.variants),
                "marks": asdict(marks),
                "values": {name: list(said) for name, said in values.items()},
                "trend": trend_json(trend),
                "passages": [_citation_json(citation) for citation in citations],
            }
        )
        return
    star = "　★" if marks.starred else ""
    labels = f"{KIND_LABELS[phrase.kind]}·{ROLE_LABELS[phrase.role]}·{phrase.document_frequency}篇{star}"
    say(f"{phrase.id}　{labels}")
    say(label_slots(phrase.text))
    for name, said_values in values.items():
        if named := [value for value in said_values if value]:
            say(f"{label_slots('{' + name + '}')}　{'、'.join(named)}")
    for variant in phrase.variants:
        say(f"变体　{label_slots(variant)}")
    if topics := [topic for topic in phrase.topics if topic]:
        say(f"主题　{'、'.join(topics)}")
    if phrase.years:
        say(f"年份　{'、'.join(map(str, phrase.years))}")
    if phrase.valid_from or phrase.valid_until:
        say(f"有效　{phrase.valid_from or ''}至{phrase.valid_until or '今'}")
    if marks.tags:
        say(f"标签　{'、'.join(marks.tags)}")
    if marks.note:
        say(f"备注　{marks.note}")
    if trend is not None:
        print_trend(trend)
    for number, citation in enumerate(citations, 1):
        _print_citation(number, citation)
    documents = bank.documents()
    held = sum(source.document in documents for source in phrase.sources)
    if held > len(citations):
        note(f"另有{held - len(citations)}处出处没有列出；用--limit多列几处。")
    if len(phrase.sources) > held:
        elsewhere = dict.fromkeys(s.document for s in phrase.sources if s.document not in documents)
        note(f"原文不在这个词库里：{'、'.join(islice(elsewhere, limit))}")


def print_statistics(statistics: Statistics, *, json: bool) -> None:
    """Print how much the bank holds (统计)."""
    by_kind = {kind: sum(n for k, _, n in statistics.counts if k is kind) for kind in Kind}
    by_role = {role: sum(n for _, r, n in statistics.counts if r is role) for role in Role}
    if json:
        emit_json(
            {
                "documents": statistics.documents,
                "characters": statistics.characters,
                "phrases": statistics.phrases,
                "kinds": {kind.value: count for kind, count in by_kind.items()},
                "roles": {role.value: count for role, count in by_role.items()},
                "counts": [
                    {"kind": kind.value, "role": role.value, "phrases": count}
                    for kind, role, count in statistics.counts
                ],
                "starred": statistics.starred,
                "hidden": statistics.hidden,
                "own": statistics.own,
            }
        )
        return
    say(
        f"文档{statistics.documents}篇，{statistics.characters}字；词句{statistics.phrases}条，"
        f"标星{statistics.starred}条，隐去{statistics.hidden}条，自编{statistics.own}条。"
    )
    cells = {(kind, role): count for kind, role, count in statistics.counts}
    rows: list[list[object]] = [
        [KIND_LABELS[kind], total, *(cells.get((kind, role), 0) for role in Role)]
        for kind, total in by_kind.items()
    ]
    rows.append(["合计", statistics.phrases, *by_role.values()])
    table(["类别", "合计", *(ROLE_LABELS[role] for role in Role)], rows, headed=True)


def _citation_json(citation: Citation) -> dict[str, Any]:
    before, phrase, after = around(citation)
    return {
        **asdict(citation.source),
        "title": citation.passage.document_title,
        "date": citation.passage.date,
        "before": before,
        "phrase": phrase,
        "after": after,
    }


def _print_citation(number: int, citation: Citation) -> None:
    before, phrase, after = (plain(part).replace("\n", " ") for part in around(citation))
    date = f"（{citation.passage.date}）" if citation.passage.date else ""
    title = f"《{citation.passage.document_title}》" if citation.passage.document_title else ""
    where = f"{citation.source.document}，第{citation.source.paragraph + 1}段"
    say(f"\n{number}. {title}{date}{'　' if title or date else ''}{where}")
    passage = f"{before}▸{phrase}◂{after}"
    if not sys.stdout.isatty():
        say(f"   {passage}")
        return
    lines = "\n".join(f"   {line}" for line in wrap(passage, shutil.get_terminal_size().columns - 4))
    if not _colourless():
        on, _, off = typer.style("\0", fg="yellow", bold=True).partition("\0")
        lines = lines.replace("▸", f"▸{on}", 1).replace("◂", f"{off}◂", 1)
    sys.stdout.write(lines + "\n")


def _colourless() -> bool:
    import os

    return bool(os.environ.get("NO_COLOR"))
