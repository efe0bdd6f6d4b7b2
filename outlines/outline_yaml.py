"""Outlines to and from YAML, with every mistake named at its line (提纲的读写)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from outlines.outline import (
    BANK_SLOTS,
    PROFILE_SLOTS,
    PROMPT_FIELDS,
    SOURCE_SLOTS,
    Outline,
    OutlineSection,
    Prompt,
)
from outlines.role import ROLE_LABELS, Role
from outlines.yaml_source import Field, Problem, YamlSource, field_name

BASE = "base"
ORIGINS = {"shipped": "内置", "user": "自定", "mined": "归纳"}
SHARE_TOLERANCE = 0.015

_FACT = re.compile(r"facts\.[a-z_]+")
_SLOT = re.compile(r"\{([^{}]*)\}")
_HEADING_SLOTS = PROFILE_SLOTS | SOURCE_SLOTS
_FRAME_SLOTS = PROFILE_SLOTS | BANK_SLOTS
_OUTLINE_KEYS = (
    "extends",
    "title",
    "description",
    "origin",
    "occasions",
    "topics",
    "speech_title",
    "salutation",
    "heading_sets",
    "sections",
    "required_formulations",
    "sources",
)
_SECTION_KEYS = ("role", "share", "points", "point_sets", "frames", "more_frames", "prompts")
_ROLES = {label: str(role) for role, label in ROLE_LABELS.items()}
_UNHEADED = (Role.OPENING, Role.CLOSING)


class OutlineReader:
    """Turns a YAML source into an outline and keeps every mistake it meets (读提纲)."""

    def __init__(self, source: YamlSource) -> None:
        """Begin with the mistakes of form that the source has (从写法错误开始)."""
        self.source = source
        self.problems = list(source.problems)

    def outline(self, name: str, base: Mapping[Role, OutlineSection]) -> Outline:
        """Read the whole outline; `base` is what `extends: base` inherits (读全文)."""
        data = self.source.data
        self._known((), data, _OUTLINE_KEYS)
        extends = self._text(("extends",))
        if extends not in ("", BASE):
            self._note(("extends",), f"没有“{extends}”可继承", f"写成 extends: {BASE}，或删去这一行")
        title = self._text(("title",))
        if not title:
            self._note(("title",), "缺少提纲的名称", "加一行 title: 名称")
        origin = self._text(("origin",)) or "user"
        if origin not in ORIGINS:
            self._note(("origin",), f"不能是“{origin}”", "自己写的提纲用 user，或删去这一行")
        speech_title = self._text(("speech_title",)) or "在{meeting}上的讲话"
        self._slots(("speech_title",), speech_title, PROFILE_SLOTS)
        sections = self.sections(base if extends == BASE else {})
        # Where a section is unreadable, what depends on all of them would only be reported in its wake.
        whole = len(sections) == len(data.get("sections") or ()) and all(s.share for s in sections)
        total = sum(section.share for section in sections)
        if whole and abs(total - 1) > SHARE_TOLERANCE:
            self._note(("sections",), f"各部分的 share 合计{total:.2f}", "调整到合计为1")
        return Outline(
            name=name,
            title=title,
            description=self._text(("description",)),
            occasions=self._texts(("occasions",), data.get("occasions")),
            topics=self._texts(("topics",), data.get("topics")),
            speech_title=speech_title,
            salutation=self._text(("salutation",)) or "同志们：",
            heading_sets=self._heading_sets(sections if whole else ()),
            sections=sections,
            required_formulations=self._texts(("required_formulations",), data.get("required_formulations")),
            origin=origin,
            sources=self._texts(("sources",), data.get("sources")),
        )

    def sections(self, inherited: Mapping[Role, OutlineSection]) -> tuple[OutlineSection, ...]:
        """Read the sections; each takes what it leaves out from `inherited` (读各部分)."""
        entries = self._list(("sections",), self.source.data.get("sections"))
        if not entries:
            self._note(("sections",), "没有写各部分", "每一部分写一项，至少有 role 和 share")
        found = (self._section(("sections", i), entry, inherited) for i, entry in enumerate(entries))
        return tuple(section for section in found if section is not None)

    def _section(
        self, at: Field, entry: object, inherited: Mapping[Role, OutlineSection]
    ) -> OutlineSection | None:
        if not isinstance(entry, dict):
            self._note(at, "这一部分没有写成“键: 值”", "至少写 role 和 share 两行")
            return None
        self._known(at, entry, _SECTION_KEYS)
        name = str(entry.get("role") or "")
        name = _ROLES.get(name, name)
        if name not in list(Role):
            known = "、".join(f"{role}（{label}）" for role, label in ROLE_LABELS.items())
            self._note((*at, "role"), f"没有“{name}”这种功能" if name else "缺少功能", f"可以写：{known}")
            return None
        role = Role(name)
        base = inherited.get(role) or OutlineSection(role, 0, (0, 0), (), (), ())
        points = self._points((*at, "points"), entry["points"]) if "points" in entry else base.points
        point_sets, point_topics = base.point_sets, base.point_topics
        if "point_sets" in entry:
            point_sets, point_topics = self._point_sets((*at, "point_sets"), entry["point_sets"], points)
        frames, frame_words = base.frames, base.frame_words
        if "frames" in entry:
            frames, frame_words = self._frames((*at, "frames"), entry["frames"])
        if "more_frames" in entry:
            more, more_words = self._frames((*at, "more_frames"), entry["more_frames"])
            unbound: tuple[tuple[str, ...], ...] = ((),) * len(frames)
            frame_words = (*(frame_words or unbound), *(more_words or ((),) * len(more)))
            frames = (*frames, *more)
        if not frames:
            self._note(
                (*at, "frames"), f"{ROLE_LABELS[role]}部分没有句架", "文件开头加一行 extends: base 来继承"
            )
        prompts = self._prompts((*at, "prompts"), entry["prompts"]) if "prompts" in entry else base.prompts
        share = self._share((*at, "share"), entry.get("share"))
        return OutlineSection(role, share, points, point_sets, frames, prompts, point_topics, frame_words)

    def _frames(self, at: Field, value: object) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Read frames, each a text or a text with the words it answers to (读句架)."""
        entries = self._list(at, value)
        plain: list[object] = []
        words: list[tuple[str, ...]] = []
        for i, entry in enumerate(entries):
            under: tuple[str, ...] = ()
            if isinstance(entry, dict):
                self._known((*at, i), entry, ("text", "under"))
                under = self._texts((*at, i, "under"), entry.get("under"))
                entry = entry.get("text")
            plain.append(entry)
            if isinstance(entry, str) and entry:
                words.append(under)
                self._slots((*at, i), entry, _FRAME_SLOTS)
        return self._texts(at, plain), tuple(words) if any(words) else ()

    def _share(self, at: Field, value: object) -> float:
        try:
            share = float(str(value))
        except ValueError:
            share = 0.0
        if not 0 < share <= 1:
            self._note(at, "篇幅占比应是0到1之间的数", "如 share: 0.25")
            return 0.0
        return share

    def _points(self, at: Field, value: object) -> tuple[int, int]:
        match value:
            case [str(least), str(most)] if least.isdecimal() and most.isdecimal():
                if int(least) <= int(most) <= 20:
                    return (int(least), int(most))
        self._note(at, "小标题的个数应写最少和最多", "如 points: [3, 5]")
        return (0, 20)

    def _point_sets(
        self, at: Field, value: object, points: tuple[int, int]
    ) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
        sets, topics = [], []
        for i, entry in enumerate(self._list(at, value)):
            here: Field = (*at, i)
            words: tuple[str, ...] = ()
            if isinstance(entry, dict):
                self._known(here, entry, ("topics", "points"))
                words = self._texts((*here, "topics"), entry.get("topics"))
                entry = entry.get("points")
            headings = self._texts(here, entry)
            if not points[0] <= len(headings) <= points[1] or not headings:
                quota = "至".join(str(number) for number in points)
                self._note(
                    here, f"这一组有{len(headings)}个小标题，points 要{quota}个", "增减小标题或改 points"
                )
            for heading in headings:
                self._slots(here, heading, _HEADING_SLOTS)
            sets.append(headings)
            topics.append(words)
        return tuple(sets), tuple(topics) if any(topics) else ()

    def _prompts(self, at: Field, value: object) -> tuple[Prompt, ...]:
        prompts = []
        for i, entry in enumerate(self._list(at, value)):
            if isinstance(entry, dict) and entry.keys() == {"field", "text"} and all(entry.values()):
                field = str(entry["field"])
                if field not in PROMPT_FIELDS and not _FACT.fullmatch(field):
                    known = (*PROMPT_FIELDS, *(f"facts.{role}" for role in Role))
                    hint = f"{_meant(field, known)}；别的问题写成facts.加一个英文词"
                    self._note((*at, i, "field"), f"本地情况里没有“{field}”", hint)
                prompts.append(Prompt(field, str(entry["text"])))
            else:
                self._note(
                    (*at, i), "待填项要有 field 和 text", "如 {field: facts.situation, text: 职工总数}"
                )
        return tuple(prompts)

    def _heading_sets(self, sections: tuple[OutlineSection, ...]) -> tuple[tuple[str, ...], ...]:
        at: Field = ("heading_sets",)
        entries = self._list(at, self.source.data.get("heading_sets"))
        sets = tuple(self._texts((*at, i), entry) for i, entry in enumerate(entries))
        if not sets:
            self._note(at, "没有一级标题", "至少写一组，每个有标题的部分一条")
        wanted = sum(section.role not in _UNHEADED for section in sections)
        for i, headings in enumerate(sets):
            if sections and len(headings) != wanted:
                self._note(
                    (*at, i), f"这一组有{len(headings)}个标题", f"开场和结束之外有{wanted}个部分，一一对应"
                )
            for heading in headings:
                self._slots((*at, i), heading, _HEADING_SLOTS)
        return sets

    def _slots(self, at: Field, text: str, allowed: frozenset[str]) -> None:
        if text.count("{") != text.count("}"):
            self._note(at, f"“{text}”的花括号不成对", "槽位写成 {topic} 这样")
        for name in _SLOT.findall(text):
            # What a source named twice is numbered from the second on: {date2}.
            if name not in allowed and name.rstrip("23456789") not in allowed & SOURCE_SLOTS:
                self._note(at, f"没有“{{{name}}}”这个槽位", _meant(name, allowed))

    def _known(self, at: Field, entry: Mapping[str, Any], keys: Collection[str]) -> None:
        for key in entry:
            if key not in keys:
                self._note((*at, key), f"没有“{key}”这一项", _meant(key, keys))

    def _text(self, at: Field) -> str:
        value = self.source.data.get(str(at[0]))
        if value is None or isinstance(value, str):
            return value or ""
        self._note(at, "这里应是一行文字", "写在冒号后面；以{或[开头的，用引号括起来")
        return ""

    def _list(self, at: Field, value: object) -> list[Any]:
        if value is None or isinstance(value, list):
            return value or []
        self._note(at, "这里应是列表", "每项另起一行，以“- ”开头")
        return []

    def _texts(self, at: Field, value: object) -> tuple[str, ...]:
        texts = self._list(at, value)
        for i, text in enumerate(texts):
            if not isinstance(text, str) or not text:
                self._note((*at, i), "这一项应是一行文字", "以{或[开头的，用引号括起来")
        return tuple(text for text in texts if isinstance(text, str) and text)

    def _note(self, at: Field, message: str, hint: str) -> None:
        self.problems.append(Problem(self.source.line(at), field_name(at), message, hint))


def near_names(name: str, names: Iterable[str]) -> str:
    """List the names that come near a mistyped one, or all (相近名称).

    >>> near_names("key_task", ["opening", "key_tasks"])
    'key_tasks'
    """
    known = sorted(names)
    return "、".join(difflib.get_close_matches(name, known, n=3, cutoff=0.5) or known)


def _meant(name: str, names: Iterable[str]) -> str:
    return f"可以写：{near_names(name, names)}"


def dump_outline(outline: Outline) -> str:
    """Write an outline as commented YAML that reads back unchanged (存提纲)."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes tuples on one line and lists one item a line (YAML写法)."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            """Write what stands twice twice: a person's outline knows no anchors."""
            return True

    Dumper.add_representer(
        tuple,
        lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True),
    )
    parts = []
    for key, value in _to_mapping(outline).items():
        parts += [f"# {line}\n" for line in _COMMENTS.get(key, ())]
        parts.append(
            yaml.dump({key: value}, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
        )
    return "".join(parts)


_COMMENTS = {
    "occasions": ("适用的场合和主题；topics 空着，表示什么主题都行",),
    "speech_title": ("标题和称呼；{meeting} 是会议名",),
    "heading_sets": ("一级标题：每组按顺序对应开场、结束之外的各部分，成稿时整组取用",),
    "sections": (
        "各部分：role 功能；share 篇幅占比，合计为1；points 小标题最少和最多几个；point_sets 成套的小标题；",
        "frames 句架，花括号里的槽位填不满就跳过；",
        "  写成 {text: 句架, under: [词]} 的，只接有其中一个词的小标题，结束部分则接开场；",
        "prompts 本地情况没有写到时留出的待填项",
    ),
}


def _to_mapping(outline: Outline) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": outline.title,
        "description": outline.description,
        "origin": outline.origin,
        "occasions": outline.occasions,
        "topics": outline.topics,
        "speech_title": outline.speech_title,
        "salutation": outline.salutation,
        "heading_sets": [list(headings) for headings in outline.heading_sets],
        "sections": [_section_mapping(section) for section in outline.sections],
        "required_formulations": list(outline.required_formulations),
        "sources": list(outline.sources),
    }
    optional = ("required_formulations", "sources")
    return {key: value for key, value in data.items() if value or key not in optional}


def _section_mapping(section: OutlineSection) -> dict[str, Any]:
    topics = section.point_topics or ((),) * len(section.point_sets)
    data: dict[str, Any] = {
        "role": str(section.role),
        "share": section.share,
        "points": section.points,
        "point_sets": [
            {"topics": words, "points": list(headings)} if words else list(headings)
            for headings, words in zip(section.point_sets, topics, strict=True)
        ],
        "frames": [
            {"text": frame, "under": words} if (words := section.words_for(frame)) else frame
            for frame in section.frames
        ],
        "prompts": [{"field": prompt.field, "text": prompt.text} for prompt in section.prompts],
    }
    return {key: value for key, value in data.items() if value}
