"""Profiles that build on others: `extends: ../city.yaml` (继承本地情况).

A profile may build on another of the same place: then everything carries over. Or on one of a place above it:
then only what is true below as well carries over (who the superior is, what it demands, what the meeting is about),
never what that place has or has done itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drafting.profile import Level, infer_level
from drafting.workspace import PROFILE_NAME
from outlines.errors import UserError
from outlines.yaml_source import Problem, YamlSource, field_name, read_yaml

DEEPEST = 8
_LISTS = ("roster", "directives", "brands", "facts", "tasks", "targets")
_NAMED_BY = {"directives": "text", "facts": "text"}
_RANKS = {
    Level.PROVINCE: 1,
    Level.PREFECTURE: 2,
    Level.INDUSTRY_UNION: 2,
    Level.COUNTY_CITY: 3,
    Level.COUNTY: 3,
    Level.DISTRICT: 3,
    Level.ZONE: 3,
    Level.TOWNSHIP: 4,
    Level.SUBDISTRICT: 4,
    Level.ENTERPRISE: 5,
}
# A zone may lie in a district, a company in a group of companies.
_WITHIN_LIKE = (Level.ZONE, Level.ENTERPRISE)


def read_chain(source: YamlSource) -> tuple[list[YamlSource], list[Problem]]:
    """Read the files that a profile builds on, itself first; the problems are the last one's (读继承链)."""
    chain, seen = [source], {_real(Path(source.where))}
    while isinstance(name := chain[-1].data.get("extends"), str) and name.strip():
        path = beside(chain[-1].where, name)
        if path.is_dir():
            path /= PROFILE_NAME
        if _real(path) in seen:
            return chain, [_problem(chain[-1], "继承绕成了圈：它又继承回来了", "删去其中一处extends")]
        if len(chain) > DEEPEST:
            return chain, [_problem(chain[-1], f"继承的层数太多，超过{DEEPEST}层", "少套几层")]
        try:
            chain.append(read_yaml(path))
        except UserError as error:
            hint = f"要的是{path}，从这份文件所在的文件夹算起" if not path.exists() else error.hint
            return chain, [_problem(chain[-1], f"继承不了“{name}”：{error.message}", hint)]
        seen.add(_real(path))
    return chain, []


def beside(where: str, name: str) -> Path:
    """Find a file that a profile names, from the profile's own folder (相对路径)."""
    return Path(where).parent / Path(name.strip().replace("\\", "/")).expanduser()


def inherit(own: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Complete what a profile says by what it builds on (合并继承).

    >>> city = {"place": {"name": "云州市"}, "directives": [{"text": "抓实"}], "facts": [{"text": "建成六处"}]}
    >>> inherit({"place": {"name": "安平县"}}, city)
    {'place': {'name': '安平县', 'parent': '云州市'}, 'directives': [{'text': '抓实'}]}
    """
    if not same_place(own, above):
        above = _seen_from_below(above, own)
    elif any(_part(own, "meeting").get(key) for key in ("name", "topic", "date")):
        above = {**above, "meeting": _campaign(own, above)}  # another meeting
    merged: dict[str, Any] = {}
    for key in dict.fromkeys((*own, *above)):
        mine, theirs = own.get(key), above.get(key)
        if isinstance(theirs, dict) and isinstance(mine, dict | None):
            merged[key] = theirs | {name: value for name, value in (mine or {}).items() if value is not None}
            order = [*(mine or {}), *theirs]
            merged[key] = {name: merged[key][name] for name in dict.fromkeys(order) if name in merged[key]}
        elif key in _LISTS and mine and isinstance(mine, list) and isinstance(theirs, list):
            merged[key] = mine + [item for item in theirs if not _among(item, mine, key)]
        else:
            merged[key] = theirs if mine is None else mine  # an empty list, written, is none at all
    merged.pop("extends", None)
    return merged


def same_place(own: Mapping[str, Any], above: Mapping[str, Any]) -> bool:
    """Tell whether two profiles are of one place: the second names it, or the first does not (是否同一地方)."""
    return _place(own).get("name") in (None, "", _place(above).get("name"))


def rank_problem(own: Mapping[str, Any], above: Mapping[str, Any], source: YamlSource) -> list[Problem]:
    """Complain where a profile builds on a place that is not above its own (级别不符)."""
    if same_place(own, above):
        return []
    lower, upper = _level(own), _level(above)
    if lower is None or upper is None or _RANKS[upper] < _RANKS[lower]:
        return []
    if lower in _WITHIN_LIKE and _RANKS[upper] == _RANKS[lower]:
        return []
    names = f"{_place(above).get('name')}（{upper}）不是{_place(own).get('name')}（{lower}）的上级"
    return [_problem(source, names, "只能继承上级的，或同一地方的另一份；层级写错了的，改place.level")]


def _seen_from_below(above: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a superior's profile what holds for a place below it (上级可用的部分)."""
    place = _place(above)
    province = place.get("name") if _level(above) is Level.PROVINCE else place.get("province")
    kept_place = {"province": province, "parent": place.get("name")}
    kept = {
        "place": {key: value for key, value in kept_place.items() if value},
        "meeting": _campaign(own, above),
        "directives": above.get("directives"),
        "check": above.get("check"),
    }
    return {key: value for key, value in kept.items() if value}


def _campaign(own: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a meeting what another meeting may share: its topic and occasion; a short form belongs to its topic."""
    mine, theirs = _part(own, "meeting").get("topic"), _part(above, "meeting")
    same = mine in (None, "", theirs.get("topic"))
    about = ("topic", "topic_short", "occasion") if same else ("occasion",)
    return {key: theirs[key] for key in about if theirs.get(key)}


def _among(item: Any, others: list[Any], key: str) -> bool:
    if not isinstance(item, dict):
        return item in others
    name = _NAMED_BY.get(key, "name")
    return any(isinstance(other, dict) and other.get(name) == item.get(name) for other in others)


def _level(data: Mapping[str, Any]) -> Level | None:
    place = _place(data)
    written = place.get("level")
    if written in list(Level):
        return Level(written)
    return infer_level(str(place.get("name") or ""))


def _place(data: Mapping[str, Any]) -> dict[str, Any]:
    return _part(data, "place")


def _part(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _problem(source: YamlSource, message: str, hint: str) -> Problem:
    return Problem(source.line(("extends",)), field_name(("extends",)), message, hint)


def _real(path: Path) -> str:
    return os.path.realpath(path)
