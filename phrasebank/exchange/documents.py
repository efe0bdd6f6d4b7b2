"""Entries as JSON lines and as YAML (jsonl与yaml)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from outlines.errors import UserError
from outlines.yaml_source import Problem, SourceError
from phrasebank.exchange.entry import Row

_NULLS = ("~", "null", "Null", "NULL")
_DEPTH = 4  # a list of entries, an entry, its list of slots, a slot


def write_jsonl(mappings: list[dict[str, Any]]) -> bytes:
    """Write one object a line (写jsonl)."""
    return "".join(json.dumps(mapping, ensure_ascii=False) + "\n" for mapping in mappings).encode()


def read_jsonl(data: bytes, where: str) -> Iterator[Row]:
    """Read one object a line; empty lines pass (读jsonl)."""
    problems: list[Problem] = []
    for number, line in enumerate(decode(data, where).split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            problems.append(Problem(number, "", "不是一个JSON对象", "每行写一个{…}"))
    if problems:
        raise SourceError(where, problems)


def write_yaml(mappings: list[dict[str, Any]]) -> bytes:
    """Write a list of mappings (写yaml)."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: bytes = yaml.dump(
        mappings, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000, encoding="utf-8"
    )
    return text


def read_yaml(data: bytes, where: str) -> Iterator[Row]:
    """Read a list of mappings from the parser's events: every scalar stays text, nothing is expanded (读yaml)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[tuple[Any, int, list[Any]]] = []  # what is being read, its line, its children so far
    try:
        for event in yaml.parse(decode(data, where), Loader=loader):
            line = getattr(event.start_mark, "line", 0) + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or _tagged(event):
                raise SourceError(where, [Problem(line, "", "不能用锚点、别名和标签", "把内容直接写出来")])
            if isinstance(event, yaml.ScalarEvent):
                child: Any = "" if event.implicit[0] and event.value in _NULLS else event.value
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                if len(stack) == _DEPTH:
                    raise SourceError(where, [Problem(line, "", "层次太深", "照导出的文件写")])
                stack.append((type(event), line, []))
                continue
            elif isinstance(event, yaml.SequenceEndEvent):
                child = stack.pop()[2]
            elif isinstance(event, yaml.MappingEndEvent):
                _, line, items = stack.pop()
                child = _mapping(items, line, where)
            else:
                continue
            if len(stack) == 1 and stack[0][0] is yaml.SequenceStartEvent:
                if not isinstance(child, dict):
                    raise SourceError(where, [Problem(line, "", "每项应当是一组“键: 值”", "照导出的文件写")])
                yield Row(line, child)
            elif stack:
                stack[-1][2].append(child)
            elif child not in ([], ""):
                raise SourceError(where, [Problem(line, "", "应当是一个列表", "每条词句以“- ”起头")])
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark
        problem = Problem(
            mark.line + 1 if mark else 0, "", f"YAML写法有误（{error.problem}）", "检查缩进、冒号和引号"
        )
        raise SourceError(where, [problem]) from None
    except yaml.reader.ReaderError:
        raise UserError("有YAML不允许的字符", where=where, hint="删去看不见的控制字符") from None


def decode(data: bytes, where: str, encoding: str = "utf-8-sig") -> str:
    """Read bytes as text, with or without a byte order mark (解码)."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError("不是UTF-8编码", where=f"{where}，第{line}行", hint="另存为UTF-8再导入") from None


def _tagged(event: Any) -> bool:
    return bool(getattr(event, "tag", None))


def _mapping(items: list[Any], line: int, where: str) -> dict[str, Any]:
    keys = items[::2]
    if not all(isinstance(key, str) for key in keys):
        raise SourceError(where, [Problem(line, "", "键应当是文字")])
    for key in keys:
        if keys.count(key) > 1:
            raise SourceError(where, [Problem(line, key, "写了两次", "留下一个")])
    return dict(zip(keys, items[1::2], strict=True))
