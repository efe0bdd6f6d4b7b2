"""Find leaders named out of protocol order (领导排序)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from drafting.profile import LocalityProfile
from drafting.rules.document import Document
from drafting.rules.model import Mark, Rule, Settings, Severity
from drafting.rules.people import roster_of
from outlines.regex import lazy

# What may stand between two names of one list: posts, marks, 和, and how people are called.
_BETWEEN = lazy(
    r"[、，和与及以\s　（）同志先生女士省市县区镇乡街道旗州委书记副长主席任政协人大常会府总工党组集团公司"
    r"董事经理务部织宣传统战纪检监察秘法院办室厅局学校兼专职代]{1,40}"
)
_POST = lazy("(?:书记|[省市县区州镇乡部局院校厂]长|主席|主任|总经理|经理|董事长|秘书长|总裁)$")


@lru_cache(maxsize=16)
def _names(profile: LocalityProfile) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    """Return how each of the roster may be called, with the place in it (称呼与位次).

    By name, by surname and post (陈书记), by given name and post (志远书记); what fits two people is left out.
    """
    called: dict[str, set[int]] = {}
    for place, (name, titles) in enumerate(roster_of(profile)):
        called.setdefault(name, set()).add(place)
        for title in titles:
            post = _POST.search(title)
            if post is not None:
                for part in (name[0], name[1:]) if len(name) > 2 else (name[0],):
                    called.setdefault(part + post[0], set()).add(place)
    sure = {name: min(places) for name, places in called.items() if len(places) == 1}
    if not sure:
        return None, {}
    return re.compile("|".join(map(re.escape, sorted(sure, key=lambda name: (-len(name), name))))), sure


def check(document: Document, settings: Settings) -> Iterator[Mark]:
    """Find neighbours in a list of leaders that stand against the roster (查排序)."""
    if settings.profile is None:
        return
    pattern, places = _names(settings.profile)
    if pattern is None:
        return
    roster = [name for name, _ in roster_of(settings.profile)]
    found = list(pattern.finditer(document.text))
    for earlier, later in pairwise(found):
        first, second = places[earlier[0]], places[later[0]]
        between = document.text[earlier.end() : later.start()]
        if first > second and _is_list(between):
            message = f"“{roster[second]}”应排在“{roster[first]}”前面"
            yield Mark(earlier.start(), later.end(), message)


def _is_list(between: str) -> bool:
    joined = re.search("[、，和与及\\n]", between) is not None
    return joined and "。" not in between and _BETWEEN.fullmatch(between) is not None


RULE = Rule(
    name="leader-order",
    severity=Severity.ERROR,
    summary="领导排序与名册不符",
    what="同一处并列点到的领导，按本地情况里名册（roster）的先后核对；分别说到的、分组的不算。",
    why="排序是规矩，念错了当场就有人听得出。",
    bad=("感谢林岚市长、陈立书记莅临指导。", "市总工会主席周敏，市委书记陈立一同看望了职工。"),
    good=(
        "陈立书记、林岚市长多次批示。",
        "会议由林岚同志主持。陈立同志最后讲话。",
        "第一组由陈立、周敏同志带队，第二组由林岚同志带队。",
    ),
    source="本地情况",
    check=check,
)
