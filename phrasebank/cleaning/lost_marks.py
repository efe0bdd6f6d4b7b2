"""Marks that are gone: pairs without their other half, clauses run together (标点丢失)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outlines.regex import lazy
from outlines.speech import Defect, DefectKind, RepairKind, Span, Speech
from phrasebank.cleaning.damage import SNIPPET, around, load_damage, locate
from phrasebank.cleaning.losses import breaks_off
from phrasebank.cleaning.rows import CLOSERS

_DEEPEST = 20
_OPEN, _CLOSE = "“‘（《【", "”’）》】"
_PAIRS = tuple(zip(_OPEN, _CLOSE, strict=True))


def find_lost_punctuation(speech: Speech, metadata: Mapping[str, str]) -> Iterator[Defect]:
    """Find marks without their pair, and clauses run together at a line break (标点丢失)."""
    kind = DefectKind.LOST_PUNCTUATION
    last = len(speech.paragraphs) - 1
    for number, paragraph in enumerate(speech.paragraphs):
        count = paragraph.count
        if all(count(left) == count(right) for left, right in _PAIRS):
            continue
        for position in _unpaired(paragraph):
            if number == last and len(paragraph) - position < 60 and breaks_off(paragraph):
                continue  # told as a truncated end
            text = around(paragraph, position, position + 1)
            yield Defect(
                kind, text, f"{paragraph[position]}没有配对的另一半", Span(number, position, position + 1)
            )
    for number, paragraph in enumerate(speech.paragraphs[:-1]):
        if _ends_open(paragraph) and not _CONTINUES.match(speech.paragraphs[number + 1]):
            start = max(paragraph.rfind(mark) for mark in "。！？；，") + 1
            span = Span(number, start, len(paragraph))
            yield Defect(
                kind, paragraph[start:][-SNIPPET * 2 :], "段末没有句末标点，标点或后文可能丢失", span
            )
    for repair in speech.repairs:
        joined = repair.kind in (RepairKind.LINE_WRAP, RepairKind.PAGE_MARKER)
        if joined and repair.before.count("\n") == 1:
            left, right = repair.before.split("\n")
            if _runs_together(left, right) or (_SHARE.search(left) and not _AFTER_SHARE.match(right)):
                place = locate(speech, left[-8:] + right[:8]) or locate(speech, left[-4:] + right[:4])
                yield Defect(kind, left[-SNIPPET:] + right[:SNIPPET], "断行处可能丢了标点", place)


# After a share there is a stop, or one of these.
_SHARE = lazy(
    r"(?:百分之[一二三四五六七八九十百零〇点两半]+|\d[%％‰]|[一二三四五六七八九]成[一二三四五六七八九半]?)$"
)
_AFTER_SHARE = lazy(r"[，。、；：！？,;:)）”》—\-0-9%]|[的以左上下多和与及至到是为比高低增减来提由在从]")
_CONTINUES = lazy(r"[，。、；：！？）》”%％]|\d|[年月日个项家万亿元人次件名]")
_ENUMERATED = lazy(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")


# What a draft says to its writer stands behind the sentence.
_NOTE = lazy(r"【[^】]*】\s*$")


def _ends_open(text: str) -> bool:
    """Tell a running paragraph, of a sentence and more, that has no mark at its end (段末无标点)."""
    bare = _NOTE.sub("", text).rstrip(CLOSERS.replace("）", "") + " ")
    return (
        len(text) > 30
        and bare[-1:] not in "。！？；：….!?;:，、—"
        and ("。" in bare or "；" in bare)
        and not bare.endswith("）")
    )


def _unpaired(text: str) -> list[int]:
    """Find quotation marks and brackets without their other half (未配对符号)."""
    stack: list[tuple[str, int]] = []
    lonely: list[int] = []
    for position, char in enumerate(text):
        if len(stack) > _DEEPEST or len(lonely) > _DEEPEST:
            break  # no prose nests so deep; the first are enough to tell
        if char in "‘’" and text[position + 1 : position + 3].isdigit():
            continue  # an apostrophe before a year
        if char in _OPEN:
            if char in "“‘" and stack and stack[-1][0] == char:
                lonely.append(stack.pop()[1])
            stack.append((char, position))
        elif char in _CLOSE:
            opener = _OPEN[_CLOSE.index(char)]
            if any(mark == opener for mark, _ in stack):
                while stack[-1][0] != opener:
                    lonely.append(stack.pop()[1])
                stack.pop()
            elif not (char == "）" and _NUMBER.search(text[max(0, position - 3) : position])):
                lonely.append(position)
    return sorted(lonely + [position for _, position in stack])


_NUMBER = lazy(r"(?:^|[。；：，])?[0-9一二三四五六七八九十①-⑳a-zA-Z]$")
_MARKS = lazy(r"[，。、；：,;:]")


def _runs_together(left: str, right: str) -> bool:
    """Tell whether two parallel clauses or list items meet without a mark between them (并列相连).

    >>> _runs_together("，是创新的源头活水", "是发展的不竭动力，是")
    True
    """
    if not left or not right or _MARKS.match(left[-1]) or _MARKS.match(right[0]):
        return False
    before = _MARKS.split(left)[-1]
    after, *rest = _MARKS.split(right)
    if right[0] in "是为" and before[:1] == right[0] and len(before) > 4 and rest:
        return True
    follows = rest[0][: len(after)] if rest else ""
    if len(after) >= 4 and follows[:2] == after[:2] and before[-len(after) :][:2] == after[:2]:
        return True
    return any(
        any(before.endswith(word) for word in words) and any(right.startswith(word) for word in words)
        for words in load_damage()["enumerations"]
    )
