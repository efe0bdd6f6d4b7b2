"""Answers that came back → the drafter's own locality.yaml (并入答复)."""

from __future__ import annotations

import codecs
import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drafting.export.view import CONTROLS
from drafting.files import write_atomic
from drafting.needs import composite_forms
from drafting.profile import LocalityProfile, profile_from_text
from drafting.profile_schema import iso_date
from drafting.questionnaire import Answer, form_of, read_questionnaire
from drafting.yaml_edit import Addition, Item, add_to_yaml
from outlines.errors import UserError
from outlines.role import ROLE_LABELS
from outlines.yaml_source import Problem, SourceError, YamlSource, scan_yaml

_BLANKS = re.compile("××|＿＿|__|【待填")
_BREAKS = re.compile(r"[\r\n]+")
_PIECES = re.compile("[｜|]")
_NAMES = re.compile("[、，,；;]")
_KEY = re.compile(r"\[?([a-z]+)\]?")
_NONE = frozenset(("无", "没有", "暂无", "/", "-", "—", "——"))


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did (并入结果): fields written to, in order; the rows left blank; the backup, where one was needed."""

    fields: tuple[str, ...]
    unanswered: int
    backup: Path | None


class AnswersError(UserError):
    """The mistakes in several questionnaires (几份征集单的错误)."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        """Take the errors, each of one file (汇总)."""
        super().__init__("征集单里有错，locality.yaml没有改动", hint="逐处改好后再并入")
        self.errors = tuple(errors)

    def render(self) -> str:
        """List the mistakes file by file (逐份列出)."""
        return "\n".join([*(error.render() for error in self.errors), f"{self.message}。"])


def merge_answers(profile_path: Path, files: Sequence[Path]) -> Merged:
    """Write the answers of questionnaires into a profile, all or none (并入答复).

    What the profile has already is left out where it says the same. The file as it was is kept beside it.

    Raises:
        UserError: AnswersError with every answer that cannot be used; or the profile itself has mistakes.
    """
    before, encoding = _read(profile_path)
    profile = profile_from_text(before, str(profile_path))
    source = scan_yaml(before, str(profile_path))
    errors: list[UserError] = []
    additions = _Additions(source)
    unanswered = 0
    for path in files:
        try:
            answers, problems = read_questionnaire(path)
        except UserError as error:
            errors.append(error)
            continue
        for answer in answers:
            if not answer.text.strip() or answer.text.strip() in _NONE:
                unanswered += 1
            else:
                problems += additions.take(answer, profile)
        if problems:
            errors.append(SourceError(str(path), problems))
    if errors:
        raise AnswersError(errors)
    wanted = additions.listed()
    if not wanted:
        return Merged((), unanswered, None)
    after = add_to_yaml(before, wanted, str(profile_path))
    profile_from_text(after, str(profile_path))
    backup = _keep(profile_path)
    write_atomic(profile_path, after.encode(encoding), force=True)
    return Merged(tuple(additions.fields), unanswered, backup)


class _Additions:
    """Gathers what is to be added to one profile (待增补)."""

    def __init__(self, source: YamlSource) -> None:
        self._source = source
        self._data = copy.deepcopy(source.data)
        self._values: dict[tuple[str, str], str | tuple[str, ...]] = {}
        self._items: dict[str, list[Item]] = {}
        self.fields: list[str] = []

    def listed(self) -> list[Addition]:
        """All additions, values first (全部增补)."""
        found = [Addition(block, key, value) for (block, key), value in self._values.items()]
        return found + [Addition(block, items=tuple(items)) for block, items in self._items.items()]

    def take(self, answer: Answer, profile: LocalityProfile) -> Iterator[Problem]:
        """Take one answer in, or tell what is wrong with it (收下答复)."""
        form = form_of(answer.field)
        place = f"“{answer.question or answer.field}”的答复"
        block, _, key = answer.field.partition(".")
        if not block:
            yield Problem(answer.row, place, "这一行没有“项目”", "从原来的征集单里抄回来，“项目”一列不要改动")
        elif form == "fact" and block not in ("facts", "meeting", "place"):
            yield Problem(answer.row, place, f"没有“{answer.field}”这个项目", "从原来的征集单里抄回来")
        elif left := _BLANKS.search(answer.text):
            yield Problem(answer.row, place, f"还留着“{left[0]}”", "换成实情，或把这一格清空")
        elif form in ("text", "names"):
            yield from self._value(answer, place, block, key, several=form == "names")
        elif form == "fact":
            yield from self._facts(answer, place, profile)
        else:
            yield from self._composite(answer, place, block, form)

    def _value(self, answer: Answer, place: str, block: str, key: str, *, several: bool) -> Iterator[Problem]:
        text = "".join(_lines(answer.text)) if not several else "、".join(_lines(answer.text))
        value: str | tuple[str, ...] = text
        if several:
            value = tuple(name.strip() for name in _NAMES.split(text) if name.strip())
        elif answer.field == "meeting.date":
            if (read := iso_date(text)) is None:
                yield Problem(answer.row, place, f"“{text}”不是日期", "写成2026-12-03或2026年12月3日")
                return
            value = read
        held = self._data.get(block)
        known = held.get(key) if isinstance(held, dict) else None
        if known not in (None, "", []):
            same = (
                known == (value if isinstance(value, str) else list(value)) or iso_date(str(known)) == value
            )
            if not same:
                line = self._source.line((block, key))
                shown = known if isinstance(known, str) else "、".join(map(str, known))
                hint = f"以它为准，就清空这一格；以答复为准，先删去locality.yaml第{line}行"
                yield Problem(answer.row, place, f"{answer.field}已经写了“{shown}”", hint)
            return
        self._data.setdefault(block, {})
        self._data[block] = {
            **(self._data[block] or {}),
            key: value if isinstance(value, str) else list(value),
        }
        self._values[block, key] = value
        self.fields.append(answer.field)

    def _facts(self, answer: Answer, place: str, profile: LocalityProfile) -> Iterator[Problem]:
        labels = {str(role): label for role, label in ROLE_LABELS.items()}
        label = labels.get(answer.role, answer.role)
        if label not in labels.values():
            yield Problem(
                answer.row, place, f"没有“{answer.role}”这个部分", f"可以写：{'、'.join(labels.values())}"
            )
            return
        for line in _lines(answer.text):
            item = {"role": label, "text": line, "topic": profile.meeting.topic, "answers": answer.question}
            self._item("facts", {key: text for key, text in item.items() if text}, answer.field)

    def _composite(self, answer: Answer, place: str, block: str, form: str) -> Iterator[Problem]:
        keys = [str(key) for key in composite_forms()[form]["keys"]]
        note = composite_forms()[form]["note"]
        for line in _lines(answer.text):
            pieces = [piece.strip() for piece in _PIECES.split(line)]
            if len(pieces) > len(keys):
                yield Problem(answer.row, place, f"“{line}”分成了{len(pieces)}段", f"写成：{note}")
                continue
            item = _item(keys, pieces)
            if block == "directives" and len(pieces) == 1:
                item = {"text": pieces[0]}
            name = "text" if block == "directives" else "name"
            if not item.get(name):
                yield Problem(answer.row, place, f"“{line}”缺了一段", f"写成：{note}")
                continue
            other = next((held for held in self._held(block) if held.get(name) == item[name]), None)
            if other is not None and any(other.get(key, value) != value for key, value in item.items()):
                yield Problem(
                    answer.row, place, f"已经有“{item[name]}”，写得不一样", "清空这一格，直接改locality.yaml"
                )
            elif other is None:
                self._item(block, item, answer.field)

    def _held(self, block: str) -> list[dict[str, Any]]:
        held = self._data.get(block)
        return [item for item in held if isinstance(item, dict)] if isinstance(held, list) else []

    def _item(self, block: str, item: Item, field: str) -> None:
        if item in self._held(block):
            return
        held = self._data.get(block)
        self._data[block] = [*(held if isinstance(held, list) else [held] if held else []), item]
        self._items.setdefault(block, []).append(item)
        if field not in self.fields:
            self.fields.append(field)


def _item(keys: Sequence[str], pieces: Sequence[str]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for key, piece in zip(keys, pieces, strict=False):
        name = _KEY.fullmatch(key)
        if piece and name:
            listed = key.startswith("[")
            item[name[1]] = (
                [part.strip() for part in re.split("[、；;]", piece) if part.strip()] if listed else piece
            )
    return item


def _lines(text: str) -> list[str]:
    """Cut an answer into its lines, blanks between words kept to one."""
    return [line for piece in _BREAKS.split(text) if (line := " ".join(CONTROLS.sub(" ", piece).split()))]


def _read(path: Path) -> tuple[str, str]:
    """Read a file with its line ends, and the encoding that writes it back the same."""
    from outlines.yaml_source import read_yaml

    read_yaml(path)  # tells what is wrong with the file as a file
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16"), "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig"), "utf-8-sig"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "gb18030"


def _keep(path: Path) -> Path:
    """Copy a file beside itself under a name that is free (备份)."""
    data = path.read_bytes()
    number = 1
    while True:
        backup = path.with_name(f"{path.name}.bak{number if number > 1 else ''}")
        try:
            write_atomic(backup, data)
        except UserError:
            if not backup.exists():
                raise
            if backup.is_file() and backup.read_bytes() == data:
                return backup
            number += 1
        else:
            return backup
