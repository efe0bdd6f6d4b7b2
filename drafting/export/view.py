"""Turn a Draft into plain dicts, lists and strings, all that a template ever sees (版式可用的数据).

Here, and nowhere else, a number, a heading and the paragraph it opens are put together, so that every format
says the same words in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, repeat
from typing import Any

from drafting.draft import Draft, DraftParagraph, DraftUnit, Origin
from outlines.role import ROLE_LABELS

PROMPT = re.compile(r"【待填[^【】]*】")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
HEAD = ("title", "date_line", "speaker_line", "salutation")
SENTENCE_ENDS = "。！？：；…，、"


def runs(text: str, *, heading: bool = False) -> list[dict[str, Any]]:
    """Cut a text where a prompt begins or ends (按待填处切分).

    >>> [(run["text"], run["prompt"]) for run in runs("完成率【待填：比例】，居前列")]
    [('完成率', False), ('【待填：比例】', True), ('，居前列', False)]
    """
    text = _printable(text)
    return _cut(text, _prompt_flags(text), heading)


def view(draft: Draft) -> dict[str, Any]:
    """Return what templates may use; `fields.yaml` describes every key (版式数据)."""
    head = {key: _printable(getattr(draft, key)) for key in HEAD}
    notes: list[dict[str, Any]] = []
    return {
        **head,
        "head": [{"name": key, "text": text, "runs": runs(text)} for key, text in head.items() if text],
        "units": [_unit(unit, notes) for unit in draft.units],
        "notes": notes,
        "missing": [
            {"field": item.field, "prompt": _printable(item.prompt), "unit": item.unit}
            for item in draft.missing
        ],
        "characters": draft.characters,
        "minutes": draft.minutes,
        "outline": draft.outline,
        "seed": draft.seed,
    }


def value_at(data: dict[str, Any], path: str) -> Any:
    """Return the first value that says something under a path of `fields.yaml`, or else the first (取值).

    >>> value_at({"units": [{"heading": ""}, {"heading": "甲"}]}, "units[].heading")
    '甲'
    """
    found: list[Any] = [data]
    for step in path.split("."):
        key = step.removesuffix("[]")
        found = [value[key] for value in found if isinstance(value, dict)]
        if step.endswith("[]"):
            found = [item for value in found for item in value]
    return next((value for value in found if value), found[0] if found else "")


def iter_texts(data: dict[str, Any]) -> Iterator[str]:
    """Yield the speech line by line, as it is to stand on the page (逐行文本)."""
    yield from (line["text"] for line in data["head"])
    for unit in data["units"]:
        if unit["line"] and not unit["inline"]:
            yield unit["line"]
        yield from (paragraph["text"] for paragraph in unit["paragraphs"])


def _unit(unit: DraftUnit, notes: list[dict[str, Any]]) -> dict[str, Any]:
    heading = _printable(unit.heading.text).rstrip("。") if unit.heading else ""
    inline = unit.inline and bool(heading and unit.paragraphs)
    line = unit.number + heading if heading else ""
    paragraphs = [_paragraph(paragraph, notes) for paragraph in unit.paragraphs]
    if inline:
        lead = line if line[-1] in SENTENCE_ENDS else f"{line}。"
        first = paragraphs[0]
        paragraphs[0] = {
            "text": lead + first["text"],
            "runs": runs(lead, heading=True) + first["runs"],
        }
    return {
        "level": unit.level,
        "number": unit.number if heading else "",
        "role": str(unit.role),
        "role_label": ROLE_LABELS[unit.role],
        "heading": heading,
        "line": line,
        "runs": runs(line),
        "inline": inline,
        "paragraphs": paragraphs,
    }


def _paragraph(paragraph: DraftParagraph, notes: list[dict[str, Any]]) -> dict[str, Any]:
    """Put a paragraph together; a sentence that has alternatives becomes runs of its own, under a note."""
    pieces: list[str] = []
    flags = bytearray()
    numbers: list[int] = []
    for sentence in paragraph.sentences:
        said = "".join(_printable(part.text) for part in sentence.parts)
        others = [text for text in map(_printable, sentence.alternatives) if text]
        if others and said:
            notes.append({"number": len(notes) + 1, "text": said, "alternatives": others})
        numbers += [len(notes) if others else 0] * len(said)
        for part in sentence.parts:
            text = _printable(part.text)
            pieces.append(text)
            flags += bytes([part.origin is Origin.PROMPT]) * len(text)
    text = "".join(pieces)
    for index, flag in enumerate(_prompt_flags(text)):
        flags[index] |= flag
    return {"text": text, "runs": _cut(text, flags, False, numbers)}


def _printable(text: str) -> str:
    """Drop line breaks and characters that no page and no XML file can hold."""
    return CONTROLS.sub("", text)


def _prompt_flags(text: str) -> bytearray:
    """Mark the characters of prompts, also where a prompt came in through a profile or a frame."""
    flags = bytearray(len(text))
    for match in PROMPT.finditer(text):
        flags[match.start() : match.end()] = b"\1" * len(match[0])
    return flags


def _cut(text: str, flags: bytearray, heading: bool, notes: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Cut a text where prompts and noted sentences begin and end."""
    cut, end = [], 0
    for (flag, note), group in groupby(zip(flags, notes or repeat(0))):  # noqa: B905 as long as the text
        start, end = end, end + sum(1 for _ in group)
        ends = bool(note) and (end == len(text) or notes[end] != note)
        cut.append(
            {
                "text": text[start:end],
                "prompt": bool(flag),
                "heading": heading,
                "note": note,
                "ends_note": ends,
            }
        )
    return cut
