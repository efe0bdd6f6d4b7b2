"""Names of persons with their posts, found without a tagger (人名与职务)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import phrasebank
from drafting.profile import LocalityProfile
from drafting.rules.tables import load_table


class Named(NamedTuple):
    """A person where one is named (人): the span of the name, the post as far as it is written."""

    start: int
    end: int
    name: str
    post: str


@cache
def _surnames() -> tuple[str, str]:
    path = Path(phrasebank.__file__).parent / "data" / "surnames.txt"
    common, rare, compound = path.read_text(encoding="utf-8").split("\n")[:3]
    return common + rare, "|".join(compound.split())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    single, double = _surnames()
    table = load_table("people")
    posts = "|".join(sorted(table["posts"], key=lambda post: (-len(post), post)))
    weak, never = table["weak"], table["never_in_name"]
    given = f"(?:(?![{never}])[一-鿿]){{1,2}}"
    surname = f"(?:{double}|(?![{weak}])[{single}])"
    anyone = f"(?:{double}|[{single}{table['more_surnames']}])"
    edge = table["edge"]
    return (
        # 市委书记方志鸿, 副市长谢建华同志, 主席　蒋伟民
        re.compile(rf"(?P<post>{posts})[　 ]{{0,2}}(?P<name>{anyone}{given}){edge}"),
        # 方志鸿书记, 方志鸿同志
        re.compile(
            rf"(?:(?<![一-鿿])|(?<=[由请和与及受据在对向、让听]))(?P<name>(?:{double}|[{single}]){given})(?P<post>{posts}|同志)(?![一-鿿]?[会室处长])"
        ),
        # 方志鸿劳模创新工作室, 以方志鸿为代表, 方志鸿在推进会上的讲话
        re.compile(rf"(?P<name>{surname}{given})(?P<post>)(?=(?:劳模|工匠|职工|技能大师)?(?:创新)?工作室)"),
        re.compile(rf"(?<=以)(?P<name>{surname}{given})(?P<post>)(?=等?(?:同志)?为(?:代表|榜样))"),
        re.compile(
            rf"(?:(?<=\n)|^)(?P<name>{anyone}{given})(?P<post>)(?=在[^，。\n]{{4,40}}上的?(?:讲话|致辞|发言))"
        ),
        # 劳模方志鸿
        re.compile(
            rf"(?P<post>劳动模范|劳模|工匠|标兵|技师|状元|师傅|职工代表|一线职工|班组长)(?P<name>{surname}(?:(?![{never}])[一-鿿]){{2}})(?=[，。、；]|等|同志|的|说|就是|几十年|扎根)"
        ),
        # 方书记
        re.compile(
            rf"(?:(?<![一-鿿])|(?<=[由请和与及受据对向让听按照把跟替给是的]))(?P<name>{surname})(?P<post>{posts})(?![一-鿿]?[会室处])"
        ),
    )


def iter_named(text: str) -> Iterator[Named]:
    """Yield the persons of a text, one span for each (找人名).

    >>> [(p.name, p.post) for p in iter_named("市委书记方志鸿多次调研，刘明同志陪同。")]
    [('方志鸿', '市委书记'), ('刘明', '同志')]
    """
    taken: set[int] = set()
    ordinary = frozenset(load_table("people")["ordinary"])
    for pattern in _patterns():
        for match in pattern.finditer(text):
            name = match["name"]
            if match.start("name") in taken or name in ordinary or name[1:] in ordinary:
                continue
            taken.update(range(*match.span("name")))
            yield Named(*match.span("name"), name, match["post"])


def is_name_shaped(name: str) -> bool:
    """Tell whether a string may be a surname and a given name (是否像人名)."""
    single, double = _surnames()
    table = load_table("people")
    given = name[2:] if name[:2] in double.split("|") else name[1:]
    surname = name[: len(name) - len(given)]
    known = len(surname) > 1 or (surname in single and surname not in table["weak"])
    return (
        known
        and 1 <= len(given) <= 2
        and not set(given) & set(table["never_in_name"])
        and name not in table["ordinary"]
    )


Roster = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=16)
def roster_of(profile: LocalityProfile) -> Roster:
    """List who may be named, with their posts, in protocol order; the speaker last if not among them (名册)."""
    people = [(person.name, person.titles) for person in profile.roster]
    speaker = profile.speaker
    if speaker.name and speaker.name not in [name for name, _ in people]:
        people.append((speaker.name, speaker.titles))
    return tuple(people)
