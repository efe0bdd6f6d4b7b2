"""Find persons whom the profile does not name (外地人名残留)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from drafting.rules.document import Document
from drafting.rules.localities import profile_text
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.people import Roster, is_name_shaped, iter_named, roster_of
from drafting.rules.tables import load_table
from outlines.regex import lazy


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find persons with a post whom the profile does not know (查人名)."""
    if settings.profile is None:
        return
    said = profile_text(settings.profile)
    surnames = {name[:1] for name, _ in roster_of(settings.profile)}
    for person in iter_named(document.text):
        if len(person.name) == 1 or person.name in load_table("people")["compounds"]:
            known = person.name[:1] in surnames
        else:
            known = person.name in said or person.name in _famous()
        if not known and not _is_model(document.text, person.start):
            shown = f"{person.name}{person.post}" if len(person.name) == 1 else person.name
            yield Mark(person.start, person.end, f"“{shown}”不在本地情况的名册里，疑为旧稿残留")
    for match in _LIST.finditer(document.text):
        yield from _listed(match, said, roster_of(settings.profile))


def _listed(match: re.Match[str], said: str, people: Roster) -> Iterator[Mark]:
    """Mark the stranger in a list of names of which others are known (名单里的外人)."""
    at = match.start()
    items = match[0].split("、")
    roster = {name for name, _ in people}
    known = [name for name in items if name in roster]
    for name in items:
        if (
            known
            and len(known) < len(items)
            and name not in said
            and is_name_shaped(name)
            and name not in _famous()
        ):
            yield Mark(at, at + len(name), f"“{name}”不在本地情况的名册里，疑为旧稿残留")
        at += len(name) + 1


_LIST = lazy(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3})+(?=等|同志|分别|先后|[，。\n]|$)"
)


@cache
def _famous() -> frozenset[str]:
    """Return whom any speech may name: leaders, models, figures of history (可提到的人)."""
    from phrasebank.entities.national import load_national
    from phrasebank.phrase import SlotKind

    national = load_national()
    leaders = (name for name, kind in national.kinds.items() if kind is SlotKind.PERSON)
    return frozenset([*leaders, *load_table("people")["famous"]])


def _is_model(text: str, start: int) -> bool:
    """Tell whether a person is held up as a model of the whole country (是否全国英模)."""
    before = text[max(0, start - 14) : start]
    return any(word in before for word in load_table("people")["models"])


RULE = Rule(
    name="foreign-person",
    severity=Severity.ERROR,
    summary="名册以外的人名",
    what="对照本地情况的名册（roster）、讲话人和其他各项，找带职务的、称同志的人名；只写姓加职务的（王书记）也查。"
    "党和国家领导人、历史人物、全国英模不算。没有本地情况时不查。",
    why="别处领导的名字留在稿子里，比地名更难堪。",
    bad=(
        "市委书记方志鸿多次深入企业调研。",
        "会前，谢建华同志专门听取汇报。",
        "按照吴书记的要求，抓紧落实。",
    ),
    good=(
        "市委书记陈立、市长林岚高度重视。",
        "学习雷锋同志，学习“铁人”王进喜。",
        "陈书记的讲话站位高远，林市长也作了部署。",
        "主要负责同志要亲自抓，常务副主席要具体抓。",
    ),
    source="本地情况",
    check=check,
)
