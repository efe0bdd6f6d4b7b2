"""Load, validate, save and list outlines (提纲库).

An outline file holds the fields of `Outline` under their own names. With `extends: base`, a section takes
what it leaves out (points, point sets, frames, prompts) from the section of the same role in
`library/base.yaml`, so that the sentences all outlines share are written once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from outlines.outline import Outline, OutlineSection
from outlines.outline_yaml import BASE, ORIGINS, OutlineReader, dump_outline, near_names
from outlines.role import Role
from outlines.yaml_source import SourceError, YamlSource, read_yaml, scan_yaml

__all__ = [
    "ORIGINS",
    "base_sections",
    "dump_outline",
    "load_outline",
    "near_names",
    "parse_outline",
    "shipped_heads",
    "shipped_outline",
    "shipped_outlines",
]

LIBRARY = Path(__file__).parent / "library"

_LISTS = re.compile(r"^(occasions|topics): \[(.*)\]$", re.MULTILINE)


def load_outline(path: Path, *, trusted: bool = False) -> Outline:
    """Read an outline file (读提纲); its name is the file's stem.

    A `trusted` file is as the program wrote it: no lines are noted for messages, which takes most of the time.

    Raises:
        UserError: the file cannot be read, or the outline breaks rules; every breach is named.
    """
    return _read(_read_shipped(path) if trusted else read_yaml(path), path.stem)


def parse_outline(text: str, where: str, name: str) -> Outline:
    """Read an outline from text (解析提纲); `where` names the text in messages."""
    return _read(scan_yaml(text, where), name)


@cache
def shipped_outlines() -> tuple[Outline, ...]:
    """Return the outlines that come with the program, the default first (内置提纲)."""
    return tuple(shipped_outline(head.name) for head in shipped_heads())


@cache
def shipped_outline(name: str) -> Outline:
    """Return one outline that comes with the program (一份内置提纲)."""
    path = LIBRARY / f"{name}.yaml"
    return replace(_read(_read_shipped(path), name), origin="shipped")


@dataclass(frozen=True, slots=True)
class OutlineHead:
    """What an outline serves, without its contents (提纲名目)."""

    name: str
    occasions: tuple[str, ...]
    topics: tuple[str, ...]


@cache
def shipped_heads() -> tuple[OutlineHead, ...]:
    """Tell what each shipped outline serves, the default first (内置提纲名目).

    From two lines of each file, so that choosing one does not read them all.
    """
    heads = []
    for path in LIBRARY.glob("*.yaml"):
        if path.stem != BASE:
            lists = dict(_LISTS.findall(path.read_text(encoding="utf-8")))
            occasions, topics = (
                tuple(word.strip() for word in lists.get(key, "").split(",") if word.strip())
                for key in ("occasions", "topics")
            )
            heads.append(OutlineHead(path.stem, occasions, topics))
    return tuple(sorted(heads, key=lambda head: (head.name != "work-meeting", head.name)))


@cache
def base_sections() -> Mapping[Role, OutlineSection]:
    """Return what every outline may inherit, by role, without what is bound to a topic (通用底稿)."""
    return {
        role: replace(section, point_sets=section.points_for(""), point_topics=())
        for role, section in _base().items()
    }


@cache
def bound_points(role: Role, topic: str) -> tuple[tuple[str, ...], ...]:
    """Return the level-2 headings that every outline has for a topic (专题小标题); none where it has none."""
    section = _base().get(role)
    if section is None:
        return ()
    general = section.points_for("")
    return tuple(points for points in section.points_for(topic) if points not in general)


@cache
def _base() -> Mapping[Role, OutlineSection]:
    reader = OutlineReader(_read_shipped(LIBRARY / f"{BASE}.yaml"))
    sections = reader.sections({})
    _raise_for(reader)
    return {section.role: section for section in sections}


def _read_shipped(path: Path) -> YamlSource:
    """Read a file of our own without noting lines, three times as fast (读内置文件).

    Every start reads them all. What a person might get wrong in YAML, a test looks for with `load_outline`.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return YamlSource(str(path), yaml.load(path.read_text(encoding="utf-8"), loader), {}, ())


def _read(source: YamlSource, name: str) -> Outline:
    reader = OutlineReader(source)
    outline = reader.outline(name, _base())
    _raise_for(reader)
    return outline


def _raise_for(reader: OutlineReader) -> None:
    if reader.problems:
        raise SourceError(reader.source.where, reader.problems)
