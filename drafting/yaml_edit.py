"""Add to a YAML file that a person keeps: nothing of theirs is moved, reworded or lost (增补YAML).

Text is inserted where it belongs and the result read again: it must say what was there and what was added, no more.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outlines.errors import UserError
from outlines.yaml_source import YamlSource, scan_yaml

Item = Mapping[str, str | Sequence[str]]

_PLAIN = re.compile(r"[\u3400-\u9fffA-Za-z（《“][\u3400-\u9fffA-Za-z0-9（）《》“”·—、。，；％/-]*")
_NULLS = frozenset(("null", "true", "false", "yes", "no", "on", "off"))
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Addition:
    """What to add (增补): a value under `block.key`, or, without a key, items to the list `block`."""

    block: str
    key: str = ""
    value: str | tuple[str, ...] = ""
    items: tuple[Item, ...] = ()


def scalar(text: str) -> str:
    """Write a text as YAML, quoted where YAML would read it otherwise (标量).

    >>> scalar("张立"), scalar("何: 远"), scalar("yes")
    ('张立', '"何: 远"', '"yes"')
    """
    plain = _DATE.fullmatch(text) or (_PLAIN.fullmatch(text) and text.lower() not in _NULLS)
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(value: str | Sequence[str] | Item) -> str:
    """Write a value on one line (单行写法).

    >>> flow({"name": "匠心", "measures": ["甲", "乙"]})
    '{name: 匠心, measures: [甲, 乙]}'
    """
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return f"[{', '.join(map(flow, value))}]"


def add_to_yaml(text: str, additions: Sequence[Addition], where: str) -> str:
    """Return the text with everything added (增补).

    Raises:
        UserError: there is no place where an addition could stand without changing something else.
    """
    for addition in additions:
        text = _add(text, addition, where)
    return text


def _add(text: str, addition: Addition, where: str) -> str:
    source = scan_yaml(text, where)
    expected = _expected(source, addition)
    for candidate in _candidates(text, addition):
        if _reads_as(candidate, expected, where):
            return candidate
    name = f"{addition.block}.{addition.key}" if addition.key else addition.block
    wanted = flow(addition.value) if addition.key else "、".join(map(flow, addition.items))
    raise UserError(f"{name}没法自动添进去", where=where, hint=f"请手工添上：{wanted}")


def _expected(source: YamlSource, addition: Addition) -> dict[str, Any]:
    data = copy.deepcopy(source.data)
    if addition.key:
        block = data.get(addition.block) or {}
        value = addition.value if isinstance(addition.value, str) else list(addition.value)
        data[addition.block] = {**block, addition.key: value}
    else:
        listed = data.get(addition.block)
        listed = [listed] if isinstance(listed, str) else listed or []
        items = [
            {k: v if isinstance(v, str) else list(v) for k, v in item.items()} for item in addition.items
        ]
        data[addition.block] = [*listed, *items]
    return data


def _reads_as(text: str, expected: dict[str, Any], where: str) -> bool:
    try:
        found = scan_yaml(text, where)
    except UserError:
        return False
    return not found.problems and _same(found.data, expected)


def _same(found: Any, expected: Any) -> bool:
    """Tell whether two values say the same; the line end that closes a file may come into its last text."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(_same(found[key], expected[key]) for key in found)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(_same, found, expected))
    if isinstance(found, str) and isinstance(expected, str):
        return found.rstrip("\n") == expected.rstrip("\n")
    return found is expected


def _candidates(text: str, addition: Addition) -> Iterator[str]:
    """Offer the text with the addition in one place after the other, the best first."""
    import yaml

    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    found = next(((key, node) for key, node in root.value if key.value == addition.block), None)
    lines = _Lines(text)
    new = [f"- {flow(item)}" for item in addition.items]
    if addition.key:
        new = [f"{addition.key}: {flow(addition.value)}"]
    if found is None:
        whole = [f"{addition.block}:", *(f"  {line}" for line in new)]
        for at in (lines.after_example(addition.block), lines.last):
            if at is not None:
                yield lines.insert(at, whole, apart=True)
        return
    key, node = found
    if _is_empty(node):
        yield lines.insert(lines.after(key.end_mark.index), [f"  {line}" for line in new])
    elif addition.key:
        yield from _into_mapping(lines, key, node, addition, new)
    elif not isinstance(node, yaml.SequenceNode):
        start, end = node.start_mark.index, node.end_mark.index
        yield text[:start] + f"[{text[start:end]}, {', '.join(map(flow, addition.items))}]" + text[end:]
    elif node.flow_style:
        yield _into_brackets(text, node, ", ".join(map(flow, addition.items)))
    else:
        indent = " " * node.start_mark.column
        yield lines.insert(lines.after(_end(node)), [indent + line for line in new])


def _into_mapping(
    lines: _Lines, block: Any, node: Any, addition: Addition, new: Sequence[str]
) -> Iterator[str]:
    if node.flow_style:
        yield _into_brackets(lines.text, node, new[0])
        return
    for key, value in node.value:
        if key.value == addition.key and _is_empty(value):
            at = key.end_mark.index
            colon = lines.text.index(":", at) + 1
            yield f"{lines.text[:colon]} {flow(addition.value)}{lines.text[colon:]}"
            return
    added = [" " * node.start_mark.column + new[0]]
    example = lines.after_comment(addition.key, block.end_mark.line, lines.line_of(_end(node)) + 12)
    if example is not None:
        yield lines.insert(example, added)
    yield lines.insert(lines.after(_end(node)), added)


def _into_brackets(text: str, node: Any, added: str) -> str:
    end = node.end_mark.index - 1
    inside = text[node.start_mark.index + 1 : end].rstrip()
    comma = ", " if inside and not inside.endswith(",") else " " if inside else ""
    return text[: node.start_mark.index + 1] + inside + comma + added + text[end:]


def _is_empty(node: Any) -> bool:
    return isinstance(node.value, str) and not node.value and node.style is None


def _end(node: Any) -> int:
    """Find where the last thing within a node ends, as a position."""
    if isinstance(node.value, str) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    if isinstance(last, tuple):
        key, value = last
        return int(key.end_mark.index) + 1 if _is_empty(value) else _end(value)
    return _end(last)


class _Lines:
    """A text by its lines (逐行)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.splitlines(keepends=True)

    @property
    def last(self) -> int:
        """Behind the last line."""
        return len(self._lines)

    def line_of(self, position: int) -> int:
        """Tell which line, from 0, a position is on; one at the start of a line belongs to the line before."""
        total = 0
        for number, line in enumerate(self._lines):
            total += len(line)
            if position <= total and (position < total or line.endswith("\n")):
                return number
        return max(0, len(self._lines) - 1)

    def after(self, position: int) -> int:
        """The line behind the one that a position is on."""
        return self.line_of(position) + 1

    def after_comment(self, key: str, first: int, last: int) -> int | None:
        """The line behind a commented-out key, where one is shown between two lines."""
        shown = re.compile(rf"\s+#\s*{re.escape(key)}:")
        found = (i for i, line in enumerate(self._lines[first:last], first) if shown.match(line))
        return next((i + 1 for i in found), None)

    def after_example(self, block: str) -> int | None:
        """The line behind a commented-out example of a block."""
        for number, line in enumerate(self._lines):
            if re.match(rf"# ?{re.escape(block)}:", line):
                end = number + 1
                while end < len(self._lines) and re.match("#  ", self._lines[end]):
                    end += 1
                return end
        return None

    def insert(self, at: int, added: Sequence[str], *, apart: bool = False) -> str:
        """Return the text with lines put in; `apart` keeps a blank line round them."""
        before, after = "".join(self._lines[:at]), "".join(self._lines[at:])
        if before and not before.endswith("\n"):
            before += self.newline
        head = self.newline if apart and at == self.last and before else ""
        return before + head + "".join(line + self.newline for line in added) + after
