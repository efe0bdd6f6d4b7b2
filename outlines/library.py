"""Load, validate, save and list outlines (提纲库).

An outline file holds the fields of `Outline` under their own names. With `extends: base`, a section takes
what it leaves out (points, point sets, frames, prompts) from the section of the same role in
`library/base.yaml`, so that the sentences all outlines share are written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from outlines.errors import UserError
from outlines.outline import Outline, OutlineSection
from outlines.outline_yaml import BASE, OutlineReader, dump_outline, load_mapping, near_names
from outlines.speech import Role

__all__ = ["base_sections", "dump_outline", "load_outline", "near_names", "parse_outline", "shipped_outlines"]

LIBRARY = Path(__file__).parent / "library"


def load_outline(path: Path) -> Outline:
    """Read an outline file (读提纲); its name is the file's stem."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError("找不到提纲文件", where=str(path), hint="请核对路径") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"提纲文件读不出来（{error}）", where=str(path), hint="请存为UTF-8编码的文本"
        ) from None
    return parse_outline(text, str(path), path.stem)


def parse_outline(text: str, where: str, name: str) -> Outline:
    """Read an outline from YAML and name all its mistakes at once (解析提纲).

    Raises:
        UserError: the YAML cannot be read, or the outline breaks a rule.
    """
    reader = OutlineReader(load_mapping(text, where))
    outline = reader.outline(name, _base())
    if reader.mistakes:
        raise UserError(
            f"提纲有{len(reader.mistakes)}处要改：" + "；".join(reader.mistakes),
            where=where,
            hint="改好后用 jianggao outlines check 复核",
        )
    return outline


@cache
def shipped_outlines() -> tuple[Outline, ...]:
    """Return the outlines that come with the program, the default first (内置提纲)."""
    found = [
        replace(load_outline(path), origin="shipped")
        for path in sorted(LIBRARY.glob("*.yaml"))
        if path.stem != BASE
    ]
    return tuple(sorted(found, key=lambda outline: (outline.name != "work-meeting", outline.name)))


@cache
def base_sections() -> Mapping[Role, OutlineSection]:
    """Return what every outline may inherit, by role, without what is bound to a topic (通用底稿)."""
    return {
        role: replace(section, point_sets=section.points_for(""), point_topics=())
        for role, section in _base().items()
    }


@cache
def _base() -> Mapping[Role, OutlineSection]:
    path = LIBRARY / f"{BASE}.yaml"
    reader = OutlineReader(load_mapping(path.read_text(encoding="utf-8"), str(path)))
    sections = reader.sections(inherited={})
    if reader.mistakes:
        raise UserError("；".join(reader.mistakes), where=str(path))
    return {section.role: section for section in sections}
