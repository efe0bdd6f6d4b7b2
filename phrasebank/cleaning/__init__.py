"""Lines of any document to the paragraphs of a speech (清理).

`STEPS` is the whole of it, in order. Each step takes rows and gives rows, and tells the report what it
removed or mended. No step writes words of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlines.speech import Removal, Repair
from phrasebank.cleaning import (
    characters,
    dividers,
    exports,
    frames,
    furniture,
    markers,
    masthead,
    ocr,
    pages,
    tail,
    wrapping,
    wraps,
)
from phrasebank.cleaning.rows import Report, Row

if TYPE_CHECKING:
    from phrasebank.readers import Line

Step = Callable[[list[Row], Report], list[Row]]

STEPS: tuple[tuple[str, Step], ...] = (
    ("entities", characters.unescape_entities),
    ("invisible", characters.drop_invisible),
    ("cells", dividers.read_cells),
    ("dividers", dividers.remove_dividers),
    ("bullets", dividers.strip_bullets),
    ("turned_pages", dividers.join_turned_pages),
    ("frames", frames.remove_line_frames),
    ("chat", frames.remove_chat),
    ("aftertalk", frames.remove_aftertalk),
    ("translation", frames.remove_translation),
    ("fields", exports.remove_field_codes),
    ("timings", exports.remove_timings),
    ("mail", wrapping.unwrap_mail),
    ("form", exports.read_form),
    ("turns", frames.remove_turns),
    ("review", wrapping.remove_review_marks),
    ("pictures", wrapping.remove_pictures),
    ("ornaments", wrapping.strip_ornaments),
    ("blanks", characters.measure_indents),
    ("remarks", exports.remove_remarks),
    ("lost_lines", exports.split_lost_lines),
    ("contents", exports.remove_contents),
    ("digits", characters.narrow_digits),
    ("running_heads", wraps.drop_running_heads),
    ("furniture", furniture.remove_furniture),
    ("counted_pages", pages.remove_counted_pages),
    ("page_numbers", markers.remove_page_numbers),
    ("page_markers", markers.join_marked_pages),
    ("bare_pages", pages.remove_bare_pages),
    ("masthead", masthead.remove_masthead),
    ("doubled_lines", wraps.drop_doubled_lines),
    ("repeated_titles", wraps.drop_repeated_titles),
    ("wraps", wraps.join_wrapped_lines),
    ("glued_head", wraps.split_glued_head),
    ("tail", tail.remove_tail),
    ("endings", furniture.strip_endings),
    ("watermarks", furniture.remove_watermarks),
    ("footnotes", furniture.remove_footnote_marks),
    ("punctuation", characters.widen_punctuation),
    ("dashes", characters.lengthen_dashes),
    ("gaps", characters.close_gaps),
    ("dates", ocr.mend_dates),
    ("stray_letters", ocr.drop_stray_letters),
    ("lookalikes", ocr.mend_lookalikes),
)
_MOST_PASSES = 4


@dataclass(frozen=True, slots=True)
class CleanText:
    """The paragraphs that are left, and the account of what was done (清理结果).

    `paragraphs`, `hints` and `lines` are parallel; `lines` counts from 1 in the source. `metadata` may hold
    `published` (ISO date), `pages` (as the page stated) and whatever the reader gave.
    """

    paragraphs: tuple[str, ...]
    hints: tuple[str, ...]
    lines: tuple[int, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()


def clean(lines: Sequence[Line], metadata: Mapping[str, str] | None = None) -> CleanText:
    """Run every step in order, again until nothing is left to do (清理)."""
    report = Report(metadata=dict(metadata or {}))
    rows = [Row(line.number, line.text, line.hint) for line in lines]
    reach = len(STEPS)  # the last step that changed anything, in the pass before
    for _ in range(_MOST_PASSES):
        done = len(report.removed) + len(report.repairs)
        before = sum(not row.text.isspace() and row.text != "" for row in rows)
        last = -1
        for at, (_, step) in enumerate(STEPS):
            if at > reach and last < 0:
                break  # this step and those after it have seen these rows, and left them as they are
            stepped = step(rows, report)
            if stepped != rows:
                last = at
            rows = stepped
        if len(rows) == before and len(report.removed) + len(report.repairs) == done:
            break
        reach = last
    report.removed.sort(key=lambda removal: removal.line)
    return CleanText(
        tuple(row.text for row in rows),
        tuple(row.hint for row in rows),
        tuple(row.number for row in rows),
        report.metadata,
        tuple(report.removed),
        tuple(report.repairs),
    )


def clean_text(text: str) -> CleanText:
    """Clean text that is already in memory (清理文本).

    >>> clean_text("同志们:\\n今天,我们开会。\\n打印本页 关闭窗口").paragraphs
    ('同志们：', '今天，我们开会。')
    """
    from phrasebank.readers import Line

    return clean([Line(number, row) for number, row in enumerate(text.split("\n"), 1)])
