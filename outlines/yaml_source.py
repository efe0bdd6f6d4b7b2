"""YAML that people write → plain data, with the line of every value and every mistake at once (读YAML).

PyYAML reads `12:30` as 750, `010` as 8, `yes` as True, lets a second equal key win and follows aliases
without bound. Here every scalar stays the text that was written, equal keys, tags, anchors and aliases are
mistakes, and size and depth are bounded. The data is built from the parser's events, so nothing is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from outlines.errors import UserError

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_VALUES = 20_000

Field: TypeAlias = tuple[str | int, ...]

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_KEY_LINE = re.compile(r"([ \t]*(?:- +)?)([A-Za-z_][A-Za-z0-9_]*)(：|:(?=[^\s/:]))[ \t]*")
_BLOCK_SCALAR = re.compile(r"[:-] +[|>][-+0-9]*\s*(?:#.*)?$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_SLIPS = ("用了全角冒号“：”", "冒号后面没有空格")

_SYNTAX = (
    (
        "mapping values are not allowed",
        "这里不该出现冒号",
        "检查上一行的缩进；值里有英文冒号的，用引号括起来",
    ),
    ("could not find expected ':'", "这一行缺少英文冒号", "写成“键: 值”，冒号用半角，后面空一格"),
    ("' or ']'", "方括号没有配对", "列表写成[甲, 乙]，用半角括号和逗号"),
    ("' or '}'", "花括号没有配对", "写成{键: 值, 键: 值}，用半角括号和逗号"),
    ("quoted scalar", "引号没有配对", "补上另一半引号"),
    ("cannot start any token", "这一行有YAML里另有含义的符号", "把整个值用引号括起来；缩进只用空格"),
    ("expected key", "缩进没有对齐", "同一层的键要左边对齐，只用空格"),
    ("block end", "缩进没有对齐", "同一层的键要左边对齐，只用空格"),
    ("'-' indicator", "缩进没有对齐", "同一层的“- ”要左边对齐，只用空格"),
    ("block sequence entries", "这里不该出现“- ”", "列表要另起一行，写在键的下面"),
    ("directive", "行首的%另有含义", "把整个值用引号括起来"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: the line from 1 on (0 where none applies), the key, the mend (一处错误)."""

    line: int
    field: str
    message: str
    hint: str = ""

    @property
    def place(self) -> str:
        """Line and key as people say them (位置)."""
        return "，".join(part for part in (f"第{self.line}行" if self.line else "", self.field) if part)


class SourceError(UserError):
    """All mistakes of one file together, so that it is mended in one go (文件中的全部错误)."""

    def __init__(self, where: str, problems: Iterable[Problem]) -> None:
        """Take at least one problem of the file `where` (汇总)."""
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.line, p.field, p.message)))
        first = self.problems[0]
        if len(self.problems) == 1:
            place = "，".join(part for part in (where, first.place) if part)
            super().__init__(first.message, where=place, hint=first.hint)
        else:
            super().__init__(f"有{len(self.problems)}处要改", where=where, hint="逐处改好后再运行")

    def render(self) -> str:
        """One mistake in three lines, several in one line each (逐条列出)."""
        if len(self.problems) == 1:
            return super().render()
        lines = [f"错误：{self.where}{self.message}"]
        for problem in self.problems:
            mend = f"。办法：{problem.hint}" if problem.hint else ""
            lines.append(f"  {problem.place or '全文'}：{problem.message}{mend}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A YAML mapping with where each value stands (YAML内容与位置).

    `data` holds only dict, list, str and None. `lines` maps the path of keys and indexes to a line, counted
    from 1. `problems` are the mistakes found so far.
    """

    where: str
    data: dict[str, Any]
    lines: Mapping[Field, int]
    problems: tuple[Problem, ...] = ()

    def line(self, field: Field) -> int:
        """Find the line of a value or, where it is missing, of what should hold it (行号)."""
        while field and field not in self.lines:
            field = field[:-1]
        return self.lines.get(field, 1)


def read_yaml(path: Path) -> YamlSource:
    """Read a file people wrote, mistakes listed but not raised (读文件)."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError("文件太大", where=str(path), hint=f"这类文件不应超过{MAX_BYTES // 1000}KB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError("找不到文件", where=str(path), hint="检查文件名和所在的文件夹") from None
    except OSError as error:
        hint = "要的是一个文件，不是文件夹" if path.is_dir() else "检查读取权限"
        raise UserError(f"读不了文件（{error.strerror}）", where=str(path), hint=hint) from None
    return scan_yaml(_decode(data, str(path)), str(path))


def parse_yaml(text: str, where: str) -> YamlSource:
    """Read text that must be without mistakes of form (解析); SourceError names all there are."""
    source = scan_yaml(text, where)
    if source.problems:
        raise SourceError(where, source.problems)
    return source


def scan_yaml(text: str, where: str) -> YamlSource:
    """Read text and collect its mistakes of form (通读).

    Where the parser gives up, known slips (full-width colons, tabs) are mended in memory and reported, so
    that what comes after them is checked as well.
    """
    if not text.strip():
        raise UserError("文件是空的", where=where, hint="运行jianggao init可以生成一份样例")
    try:
        source = _Reader(text, where).read()
        if not any(problem.message in _SLIPS for problem in source.problems):
            return source
        mended, slips = _mend(text)
    except _UnreadableError as error:
        mended, slips = _mend(text)
        if not slips:
            raise SourceError(where, [error.problem]) from None
    try:
        source = _Reader(mended, where).read()
    except _UnreadableError as error:
        raise SourceError(where, [*slips, error.problem]) from None
    return YamlSource(where, source.data, source.lines, (*slips, *source.problems))


def field_name(field: Field) -> str:
    """Write a path as people write it, indexes from 1 (键名).

    >>> field_name(("facts", 0, "text"))
    'facts[1].text'
    """
    name = ""
    for part in field:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _decode(data: bytes, where: str) -> str:
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encodings = [name for mark, name in marks if data.startswith(mark)] or ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("文件不是文本，或编码无法识别", where=where, hint="另存为UTF-8编码的文本文件")


def _mend(text: str) -> tuple[str, list[Problem]]:
    """Put right the slips that stop the parser, outside block text (改正常见笔误)."""
    lines, slips, block_indent = text.split("\n"), [], -1
    for index, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block_indent >= 0 and (not line.strip() or indent > block_indent):
            continue
        block_indent = indent if _BLOCK_SCALAR.search(line) else -1
        if "\t" in line[:indent]:
            slips.append(Problem(index + 1, "", "行首有制表符", "缩进只用空格，每层两格"))
            line = line[:indent].replace("\t", "  ") + line[indent:]
        if found := _KEY_LINE.match(line):
            slips.append(_colon_slip(index + 1, found))
            line = f"{found[1]}{found[2]}: {line[found.end() :]}"
        lines[index] = line
    return "\n".join(lines), slips


def _colon_slip(line: int, found: re.Match[str]) -> Problem:
    if found[3] == "：":
        return Problem(line, found[2], _SLIPS[0], f"改成半角冒号加空格，即“{found[2]}: ”")
    return Problem(line, found[2], _SLIPS[1], f"冒号后空一格，即“{found[2]}: ”")


class _UnreadableError(Exception):
    """The parser cannot go on (无法继续)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Reader:
    """Builds plain data from parser events, noting lines and mistakes (由事件构建)."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.events = _events(text)
        self.lines: dict[Field, int] = {}
        self.problems: list[Problem] = []
        self.values = 0

    def read(self) -> YamlSource:
        """Read the one document, which must be a mapping (读全文)."""
        from yaml import DocumentStartEvent, MappingStartEvent, StreamEndEvent

        event = next(self.events)
        while not isinstance(event, DocumentStartEvent | StreamEndEvent):
            event = next(self.events)
        event = next(self.events, event)
        if not isinstance(event, MappingStartEvent):
            raise _UnreadableError(
                Problem(1, "", "最外层不是“键: 值”", "每项写成“键: 值”，冒号用半角，后面空一格")
            )
        data = self.value(event, ())
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self.note(event, (), "一个文件里有两份内容", "删去分隔用的“---”，合成一份")
                break
        return YamlSource(self.where, data, self.lines, tuple(self.problems))

    def value(self, event: Any, field: Field) -> Any:
        """Build the value that begins with this event (构建一个值)."""
        from yaml import AliasEvent, MappingStartEvent, ScalarEvent

        self.values += 1
        if self.values > MAX_VALUES:
            raise _UnreadableError(Problem(_line(event), "", "内容太多", f"各项加起来不要超过{MAX_VALUES}个"))
        if len(field) > MAX_DEPTH:
            raise _UnreadableError(Problem(_line(event), "", "套的层数太多", f"不要超过{MAX_DEPTH}层"))
        if isinstance(event, AliasEvent):
            self.note(
                event, field, f"不支持引用“*{event.anchor}”", "把内容照写一遍；值以*开头的，用引号括起来"
            )
            return None
        if event.anchor is not None:
            self.note(event, field, f"不支持锚点“&{event.anchor}”", "删去它；值以&开头的，用引号括起来")
        if event.tag is not None:
            self.note(event, field, f"不支持标签“{event.tag}”", "删去它；值以!开头的，用引号括起来")
        if isinstance(event, ScalarEvent):
            return self.scalar(event, field)
        return self.mapping(field) if isinstance(event, MappingStartEvent) else self.sequence(field)

    def scalar(self, event: Any, field: Field) -> str | None:
        """Keep the text as written; nothing is nothing (标量)."""
        text: str = event.value
        plain = event.style is None or event.style == ""
        if _CONTROL.search(text):
            self.note(event, field, "值里有看不见的控制字符", "删去后重新输入")
        if plain and field and _line(event) > self.lines.get(field, 0) and (slip := _KEY_LINE.match(text)):
            self.problems.append(_colon_slip(_line(event), slip))
        return None if plain and text in _NULLS else text

    def mapping(self, field: Field) -> dict[str, Any]:
        """Read keys and values up to the mapping's end (映射)."""
        from yaml import MappingEndEvent, ScalarEvent

        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self.note(event, field, "键不是文字", "冒号左边只写键名；值以{或[开头的，用引号括起来")
                self.value(event, (*field, ""))
                self.value(next(self.events), (*field, ""))
                continue
            key = event.value
            here = (*field, key)
            if key in data:
                self.note(event, here, f"“{key}”写了两次，前一次在第{self.lines[here]}行", "合并成一处")
                self.value(next(self.events), (*field, ""))
                continue
            self.lines[here] = _line(event)
            data[key] = self.value(next(self.events), here)
        return data

    def sequence(self, field: Field) -> list[Any]:
        """Read items up to the sequence's end (列表)."""
        from yaml import SequenceEndEvent

        data: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            here = (*field, len(data))
            self.lines[here] = _line(event)
            data.append(self.value(event, here))
        return data

    def note(self, event: Any, field: Field, message: str, hint: str) -> None:
        """Add a mistake (记下错误)."""
        self.problems.append(Problem(_line(event), field_name(field), message, hint))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _events(text: str) -> Iterator[Any]:
    """Yield the parser's events; its complaints leave as Chinese (解析事件)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        said = f"{error.problem} {error.context}"
        unknown = (f"YAML写法有误（{error.problem}）", "对照jianggao init生成的样例改")
        message, hint = next((row[1:] for row in _SYNTAX if row[0] in said), unknown)
        unclosed = message.endswith("没有配对")  # the parser notices at the end of the file
        mark = (unclosed and error.context_mark) or error.problem_mark
        raise _UnreadableError(Problem(mark.line + 1 if mark else 0, "", message, hint)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 0
        raise _UnreadableError(Problem(line, "", "有YAML不允许的字符", "删去看不见的控制字符")) from None
