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

_NO_POST = re.compile("[一-鿿]?[会室处长]")  # 主任会议, 书记处: no person's post
_LONGEST = 6  # characters of a name with what stands before it


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


class _Shapes(NamedTuple):
    """What is looked for: a post, then a name beside it; and names in frames of their own."""

    post: re.Pattern[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    surname: re.Pattern[str]
    framed: tuple[re.Pattern[str], ...]


@cache
def _shapes() -> _Shapes:
    single, double = _surnames()
    table = load_table("people")
    posts = "|".join(sorted([*table["posts"], "同志"], key=lambda post: (-len(post), post)))
    weak, never = table["weak"], table["never_in_name"]
    given = f"(?:(?![{never}])[一-鿿]){{1,2}}"
    surname = f"(?:{double}|(?![{weak}])[{single}])"
    anyone = f"(?:{double}|[{single}])"
    rare = f"(?:{double}|[{single}{table['more_surnames']}])"
    opens, calls = table["before_name"], table["before_surname"]
    return _Shapes(
        re.compile(rf"(?P<post>{posts})"),
        re.compile(rf"[　 ]{{0,2}}(?P<name>{rare}{given}){table['edge']}"),
        re.compile(rf"(?:^|[^一-鿿]|[{opens}])(?P<name>{anyone}{given})$"),
        re.compile(rf"(?:^|[^一-鿿]|[{calls}])(?P<name>{surname})$"),
        (
            # 方志鸿劳模创新工作室, 以方志鸿为代表, 方志鸿在推进会上的讲话, 劳模方志鸿
            re.compile(rf"(?P<name>{surname}{given})(?=(?:劳模|工匠|职工|技能大师)?(?:创新)?工作室)"),
            re.compile(rf"以(?P<name>{surname}{given})(?=等?(?:同志)?为(?:代表|榜样))"),
            re.compile(rf"(?m:^)(?P<name>{rare}{given})(?=在[^，。\n]{{4,40}}上的?(?:讲话|致辞|发言))"),
            re.compile(
                rf"(?:劳动模范|劳模|工匠|标兵|技师|状元|师傅|职工代表|一线职工|班组长)(?P<name>{surname}(?:(?![{never}])[一-鿿]){{2}})"
                "(?=[，。、；]|等|同志|的|说|学习|是|在|为|与|和|就是|几十年|扎根)"
            ),
        ),
    )


def iter_named(text: str) -> Iterator[Named]:
    """Yield the persons of a text, one span for each (找人名).

    >>> [(p.name, p.post) for p in iter_named("市委书记方志鸿多次调研，刘明同志陪同。")]
    [('方志鸿', '市委书记'), ('刘明', '同志')]
    """
    shapes = _shapes()
    taken: set[int] = set()
    ordinary = frozenset(load_table("people")["ordinary"])
    for post in shapes.post.finditer(text):
        first = post.start()
        found = [] if post[0] == "同志" else [shapes.after.match(text, post.end())]
        if not _NO_POST.match(text, post.end()):
            window = text[max(0, first - _LONGEST) : first]
            found += [
                shapes.before.search(window),
                shapes.surname.search(window) if post[0] != "同志" else None,
            ]
        for match in filter(None, found):
            shift = 0 if match.string is text else max(0, first - _LONGEST)
            start, end = shift + match.start("name"), shift + match.end("name")
            name = match["name"]
            if start not in taken and name not in ordinary and name[1:] not in ordinary:
                taken.update(range(start, end))
                yield Named(start, end, name, post[0])
                break
    for pattern in shapes.framed:
        for match in pattern.finditer(text):
            if match.start("name") not in taken and match["name"] not in ordinary:
                yield Named(*match.span("name"), match["name"], "")


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
