"""Fill the slots of phrases and frames from the profile (填槽): plain substitution, never a template."""

from __future__ import annotations

import re
from typing import NamedTuple

from drafting.draft import Origin, Part
from drafting.profile import LocalityProfile
from drafting.restate import Standing, restate
from phrasebank.phrase import Phrase, SlotKind
from phrasebank.topics import interchangeable

_SLOT = re.compile(r"\{([a-z_]+\d*)\}")
_UNION = ("工会", "职工", "会员", "劳模", "工友", "工人")
_DIGITS = "零一二三四五六七八九十"


class Value(NamedTuple):
    """What the profile says for a slot (槽值) and the profile key that says it."""

    text: str
    field: str


class Filler:
    """Knows what one profile puts into each slot (填槽者)."""

    def __init__(self, profile: LocalityProfile, *, count: int = 0) -> None:
        """Take the profile, and how many points the speech makes (填槽)."""
        self.profile = profile
        self.values = profile_values(profile)
        self.standing = Standing.of(profile)
        body, topic = profile.organization.name, profile.meeting.topic
        self.for_union = not body or any(word in body + topic for word in _UNION)
        if count:
            self.values["count"] = Value("两" if count == 2 else chinese_number(count), "outline")

    def phrase(self, phrase: Phrase) -> str | None:
        """Fill a bank phrase; None where the profile lacks a slot or the words do not carry over (填词)."""
        values: dict[str, str] = {}
        for slot in phrase.slots:
            value = self._slot(slot.kind, slot.value)
            if value is None:
                return None
            values[slot.name] = value
        text = restate(phrase.text, phrase.grade, self.standing)
        if text is None:
            return None
        short = self.profile.meeting.topic_short
        if short:
            # 产改工作, never 产业工人队伍建设改革工作: the long name is a name already.
            text = text.replace("{topic}工作", f"{short}工作")
        filled = substitute(text, values)
        return filled if filled is not None and not _stutters(filled) else None

    def _slot(self, kind: SlotKind, said: str) -> str | None:
        place = self.profile.place
        if kind is SlotKind.TOPIC:
            topic = self.profile.meeting.topic
            short = self.profile.meeting.topic_short
            # 产改 stands for a longer name and is judged as what it shortens; other short forms as they are.
            if topic and _shortens(said, topic):
                return short or topic
            return topic if topic and interchangeable(said, topic) else None
        if kind is SlotKind.PLACE:
            # A source that said its full name gets the full name; one that said its short form, the short one.
            full = said.endswith(("省", "市", "县", "区", "州", "旗", "镇", "乡", "街道"))
            if self.standing.kind == "公司":
                # A firm's whole name is for title pages; in a sentence it says 集团 or 公司.
                return place.short or place.self_word
            return place.name if full else place.short_name
        if kind is SlotKind.MEETING:
            return self.profile.meeting.name or None
        if kind is SlotKind.ORGANIZATION:
            return self.profile.organization.short or self.profile.organization.name or None
        return None

    def suits(self, pattern: str) -> bool:
        """Tell whether an outline's own words suit who speaks (合身份): a mayor's speech is not a union's."""
        return self.for_union or not any(word in pattern for word in _UNION)

    def text(self, pattern: str) -> str | None:
        """Fill a heading or title pattern from the profile alone; None where something lacks (填标题)."""
        if not self.suits(pattern):
            return None
        return substitute(pattern, {name: value.text for name, value in self.values.items()})

    def part(self, name: str) -> Part | None:
        """Return a profile value as a part of a sentence (本地情况)."""
        value = self.values.get(name)
        return Part(value.text, Origin.PROFILE, field=value.field) if value else None


def _shortens(said: str, topic: str) -> bool:
    rest = iter(topic)
    return len(said) <= 4 and said != topic and all(char in rest for char in said)


def profile_values(profile: LocalityProfile) -> dict[str, Value]:
    """List what frames and headings may take from the profile; what it lacks is left out (可填项)."""
    place, meeting, organization = profile.place, profile.meeting, profile.organization
    pairs = {
        "place": Value(place.name, "place.name"),
        "self": Value(place.self_word, "place.level"),
        "parent_place": Value(place.parent, "place.parent"),
        "topic": Value(meeting.topic, "meeting.topic"),
        "meeting": Value(meeting.name, "meeting.name"),
        "organization": Value(organization.name, "organization.name"),
        "vision": Value(place.vision, "place.vision"),
        "industries": Value("、".join(place.industries), "place.industries"),
        "directive": Value(_directive(profile), "directives"),
        "purpose": Value(meeting.purpose, "meeting.purpose"),
        "brand": Value(profile.brands[0].name if profile.brands else "", "brands"),
    }
    return {name: value for name, value in pairs.items() if value.text}


def _directive(profile: LocalityProfile) -> str:
    if not profile.directives:
        return ""
    first = profile.directives[0]
    text = first.text.rstrip("。；")
    return (
        text if text.startswith(("贯彻", "落实", "传达", "学习")) else f"贯彻落实{first.by}关于{text}的要求"
    )


def substitute(pattern: str, values: dict[str, str]) -> str | None:
    """Put values into a pattern; a word that the value ends with is not said twice (代入).

    >>> substitute("强化{topic}工作的保障", {"topic": "困难职工帮扶工作"})
    '强化困难职工帮扶工作的保障'
    """
    out: list[str] = []
    position = 0
    for match in _SLOT.finditer(pattern):
        value = values.get(match.group(1))
        if value is None:
            return None
        out.append(pattern[position : match.start()])
        out.append(value)
        position = match.end()
        for size in (4, 2):
            echo = value[-size:]
            if len(echo) == size and pattern.startswith(echo, position):
                position += size
                break
    out.append(pattern[position:])
    return "".join(out)


def _stutters(text: str) -> bool:
    """Tell whether a filling made a word stand twice in a row (叠词)."""
    return bool(re.search(r"([\u3400-\u9fff]{2,6})\1", text))


def chinese_number(n: int) -> str:
    """Write 1 to 99 as Chinese numerals (汉字数).

    >>> [chinese_number(n) for n in (3, 10, 12, 21)]
    ['三', '十', '十二', '二十一']
    """
    if n <= 10:
        return _DIGITS[n]
    tens, ones = divmod(n, 10)
    head = "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def heading_number(level: int, n: int) -> str:
    """Number a heading as official documents do (层次序号).

    >>> [heading_number(level, 2) for level in (1, 2, 3, 4)]
    ['二、', '（二）', '2.', '（2）']
    """
    if level == 1:
        return f"{chinese_number(n)}、"
    if level == 2:
        return f"（{chinese_number(n)}）"
    return f"{n}." if level == 3 else f"（{n}）"
