"""The draft as JSON: the shape that docs/json.md promises (稿件的 JSON 形式)."""

from __future__ import annotations

from typing import Any

from drafting.draft import Draft, DraftUnit, Part, Sentence


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """Return the stable, JSON-ready form of a draft (稿件转 JSON).

    A sentence's `origin`, `phrase`, `source` and `field` are those of its main part; `parts` has them all.
    A heading is given as text, and as a sentence in `heading_sentence` (None where there is no heading).
    """
    return {
        "title": draft.title,
        "date_line": draft.date_line,
        "speaker_line": draft.speaker_line,
        "salutation": draft.salutation,
        "characters": draft.characters,
        "minutes": draft.minutes,
        "outline": draft.outline,
        "seed": draft.seed,
        "units": [_unit(unit) for unit in draft.units],
        "missing": [
            {"field": item.field, "prompt": item.prompt, "unit": item.unit} for item in draft.missing
        ],
        "overlap": {
            "longest_run": draft.overlap.longest_run,
            "sources": [
                {"document": source.document, "share": source.share} for source in draft.overlap.sources
            ],
        },
    }


def _unit(unit: DraftUnit) -> dict[str, Any]:
    return {
        "level": unit.level,
        "number": unit.number,
        "role": str(unit.role),
        "heading": unit.heading.text if unit.heading else "",
        "heading_sentence": _sentence(unit.heading) if unit.heading else None,
        "inline": unit.inline,
        "paragraphs": [
            {"sentences": [_sentence(sentence) for sentence in paragraph.sentences]}
            for paragraph in unit.paragraphs
        ],
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        **_part(sentence.main),
        "text": sentence.text,
        "parts": [_part(part) for part in sentence.parts],
        "alternatives": list(sentence.alternatives),
    }


def _part(part: Part) -> dict[str, str]:
    return {
        "text": part.text,
        "origin": str(part.origin),
        "phrase": part.phrase,
        "source": part.source,
        "field": part.field,
    }
