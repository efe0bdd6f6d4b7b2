"""Outlines to and from YAML, with every mistake named (提纲的读写)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from outlines.errors import UserError
from outlines.outline import BANK_SLOTS, PROFILE_SLOTS, SOURCE_SLOTS, Outline, OutlineSection, Prompt
from outlines.speech import ROLE_LABELS, Role

BASE = "base"
ORIGINS = {"shipped": "内置", "user": "自定", "mined": "归纳"}
SHARE_TOLERANCE = 0.015

_SLOT = re.compile(r"\{([^{}]*)\}")
_OUTLINE_KEYS = (
    "title",
    "description",
    "occasions",
    "topics",
    "speech_title",
    "salutation",
    "heading_sets",
    "sections",
    "required_formulations",
    "origin",
    "sources",
    "extends",
)
_SECTION_KEYS = ("role", "share", "points", "point_sets", "frames", "prompts")
_UNNUMBERED = (Role.OPENING, Role.CLOSING)


def dump_outline(outline: Outline) -> str:
    """Write an outline as commented YAML that `parse_outline` reads back unchanged (存提纲)."""
    parts = []
    for key, value in _to_mapping(outline).items():
        if comment := _COMMENTS.get(key):
            parts.append(f"# {comment}\n")
        parts.append(
            yaml.dump({key: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
        )
    return "".join(parts)


def near_names(name: str, names: Iterable[str]) -> str:
    """Say which names come near a mistyped one, or list all (相近名称)."""
    known = sorted(names)
    return "、".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known)


def load_mapping(text: str, where: str) -> Mapping[str, Any]:
    """Read YAML that must be a mapping (读YAML)."""
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = f"第{error.problem_mark.line + 1}行" if error.problem_mark else ""
        raise UserError(
            f"{line}不是正确的YAML",
            where=where,
            hint="检查缩进、半角冒号后的空格；以{开头的句子要加引号",
        ) from None
    except yaml.YAMLError:
        raise UserError("不是正确的YAML", where=where, hint="文件里可能有控制字符，请另存为纯文本") from None
    if not isinstance(data, dict):
        raise UserError("提纲应当由“键: 值”组成", where=where, hint="可用 jianggao outlines new 复制一份来改")
    return data


@dataclass(slots=True)
class OutlineReader:
    """Turns plain data into an outline and keeps every mistake it meets (读取)."""

    data: Mapping[str, Any]
    mistakes: list[str] = field(default_factory=list)

    def outline(self, name: str, base: Mapping[Role, OutlineSection]) -> Outline:
        """Read the whole outline; `base` is what `extends: base` inherits (读提纲)."""
        self._known(self.data, _OUTLINE_KEYS, "提纲")
        extends = self.data.get("extends")
        if extends not in (None, BASE):
            self.mistakes.append(f"extends 只能写 {BASE}，不能是“{extends}”")
        sections = self.sections(base if extends == BASE else {})
        self._shares(sections)
        title = self._text(self.data, "title", "提纲")
        if not title:
            self.mistakes.append("缺少 title（提纲的名称）")
        origin = self._text(self.data, "origin", "提纲") or "user"
        if origin not in ORIGINS:
            self.mistakes.append(f"origin 只能是 {'、'.join(ORIGINS)}，不能是“{origin}”")
        speech_title = self._text(self.data, "speech_title", "提纲") or "在{meeting}上的讲话"
        self._slots(speech_title, PROFILE_SLOTS, "speech_title")
        return Outline(
            name=name,
            title=title,
            description=self._text(self.data, "description", "提纲"),
            occasions=self._texts(self.data.get("occasions"), "occasions"),
            topics=self._texts(self.data.get("topics"), "topics"),
            speech_title=speech_title,
            salutation=self._text(self.data, "salutation", "提纲") or "同志们：",
            heading_sets=self._heading_sets(sections),
            sections=sections,
            required_formulations=self._texts(
                self.data.get("required_formulations"), "required_formulations"
            ),
            origin=origin,
            sources=self._texts(self.data.get("sources"), "sources"),
        )

    def sections(self, inherited: Mapping[Role, OutlineSection]) -> tuple[OutlineSection, ...]:
        """Read the sections; each takes what it leaves out from `inherited` (读各部分)."""
        entries = self.data.get("sections")
        if not isinstance(entries, list) or not entries:
            self.mistakes.append("缺少 sections（各部分）")
            return ()
        sections = (self._section(entry, f"第{i}部分", inherited) for i, entry in enumerate(entries, 1))
        return tuple(section for section in sections if section is not None)

    def _section(
        self, entry: object, at: str, inherited: Mapping[Role, OutlineSection]
    ) -> OutlineSection | None:
        if not isinstance(entry, dict):
            self.mistakes.append(f"{at}应当由“键: 值”组成")
            return None
        self._known(entry, _SECTION_KEYS, at)
        name = self._text(entry, "role", at)
        if name not in list(Role):
            known = near_names(name, [*Role]) if name else "、".join(Role)
            self.mistakes.append(f"{at}的 role “{name}”不存在，是不是：{known}")
            return None
        role = Role(name)
        at = f"{at}（{ROLE_LABELS[role]}）"
        base = inherited.get(role) or OutlineSection(role, 0, (0, 0), (), (), ())
        point_sets, point_topics = base.point_sets, base.point_topics
        if "point_sets" in entry:
            point_sets, point_topics = self._point_sets(entry["point_sets"], at)
        points = self._points(entry["points"], at) if "points" in entry else base.points
        for headings in point_sets:
            if not points[0] <= len(headings) <= points[1]:
                self.mistakes.append(
                    f"{at}以“{headings[0]}”打头的小标题有{len(headings)}个，"
                    f"points 却要{points[0]}到{points[1]}个"
                )
        frames = self._texts(entry["frames"], f"{at}的 frames") if "frames" in entry else base.frames
        for frame in frames:
            self._slots(frame, PROFILE_SLOTS | BANK_SLOTS, f"{at}的 frames")
        if not frames:
            self.mistakes.append(f"{at}没有 frames（句架），可在文件里写 extends: base 来继承")
        prompts = self._prompts(entry["prompts"], at) if "prompts" in entry else base.prompts
        share = entry.get("share")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
            self.mistakes.append(f"{at}的 share（篇幅占比）应是0到1之间的数")
            share = 0.0
        return OutlineSection(role, float(share), points, point_sets, frames, prompts, point_topics)

    def _points(self, value: object, at: str) -> tuple[int, int]:
        match value:
            case [int(least), int(most)] if 0 <= least <= most:
                return (least, most)
        self.mistakes.append(f"{at}的 points 应写成 [最少, 最多]，如 [3, 5]")
        return (0, 99)

    def _point_sets(
        self, value: object, at: str
    ) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
        sets, topics = [], []
        for entry in self._list(value, f"{at}的 point_sets"):
            words: tuple[str, ...] = ()
            if isinstance(entry, dict):
                self._known(entry, ("topics", "points"), f"{at}的 point_sets")
                words = self._texts(entry.get("topics"), f"{at}的 topics")
                entry = entry.get("points")
            headings = self._texts(entry, f"{at}的 point_sets")
            if not headings:
                self.mistakes.append(f"{at}的 point_sets 里有空的一组")
                continue
            for heading in headings:
                self._slots(heading, PROFILE_SLOTS | SOURCE_SLOTS, f"{at}的 point_sets")
            sets.append(headings)
            topics.append(words)
        return tuple(sets), tuple(topics) if any(topics) else ()

    def _prompts(self, value: object, at: str) -> tuple[Prompt, ...]:
        prompts = []
        for entry in self._list(value, f"{at}的 prompts"):
            if not isinstance(entry, dict) or set(entry) != {"field", "text"}:
                self.mistakes.append(f"{at}的 prompts 每项都要有 field 和 text")
                continue
            prompts.append(Prompt(str(entry["field"]), str(entry["text"])))
        return tuple(prompts)

    def _heading_sets(self, sections: tuple[OutlineSection, ...]) -> tuple[tuple[str, ...], ...]:
        entries = self._list(self.data.get("heading_sets"), "heading_sets")
        sets = tuple(self._texts(entry, "heading_sets") for entry in entries)
        if not sets:
            self.mistakes.append("缺少 heading_sets（一级标题）")
        wanted = sum(section.role not in _UNNUMBERED for section in sections)
        for i, headings in enumerate(sets, 1):
            if len(headings) != wanted:
                self.mistakes.append(
                    f"heading_sets 第{i}组有{len(headings)}个标题，而开场和结束之外有{wanted}个部分"
                )
            for heading in headings:
                self._slots(heading, PROFILE_SLOTS | SOURCE_SLOTS, f"heading_sets 第{i}组")
        return sets

    def _shares(self, sections: tuple[OutlineSection, ...]) -> None:
        total = sum(section.share for section in sections)
        if sections and all(section.share for section in sections) and abs(total - 1) > SHARE_TOLERANCE:
            self.mistakes.append(f"各部分 share 之和是{total:.2f}，应为1")

    def _slots(self, text: str, allowed: frozenset[str], at: str) -> None:
        if text.count("{") != text.count("}"):
            self.mistakes.append(f"{at}的“{text}”花括号不成对")
        for name in _SLOT.findall(text):
            if name not in allowed and name.rstrip("23456789") not in allowed & SOURCE_SLOTS:
                self.mistakes.append(f"{at}不认识槽位“{{{name}}}”，是不是：{near_names(name, allowed)}")

    def _known(self, entry: Mapping[str, Any], keys: Iterable[str], at: str) -> None:
        for key in entry:
            if key not in keys:
                self.mistakes.append(f"{at}里不认识“{key}”，是不是：{near_names(str(key), keys)}")

    def _text(self, entry: Mapping[str, Any], key: str, at: str) -> str:
        value = entry.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self.mistakes.append(f"{at}的 {key} 应是文字")
        return ""

    def _list(self, value: object, at: str) -> list[Any]:
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.mistakes.append(f"{at}应是列表，每项以“- ”开头")
        return []

    def _texts(self, value: object, at: str) -> tuple[str, ...]:
        texts = self._list(value, at)
        if all(isinstance(text, str) and text for text in texts):
            return tuple(texts)
        self.mistakes.append(f"{at}的每一项都应是文字；以{{开头的要加引号")
        return tuple(text for text in texts if isinstance(text, str) and text)


class _Dumper(yaml.SafeDumper):
    """Writes tuples on one line and lists one item a line (YAML 写法)."""


_Dumper.add_representer(
    tuple, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)

_COMMENTS = {
    "occasions": "适用的场合和主题；topics 空着表示什么主题都行",
    "speech_title": "标题和称呼；{meeting} 是会议名",
    "heading_sets": "一级标题，每组按顺序对应开场、结束之外的各部分，成稿时整组取用",
    "sections": (
        "各部分：role 功能，share 篇幅占比（合计为1），points 小标题最少和最多几个，point_sets 成套小标题，\n"
        "# frames 句架（槽位填不满的跳过），prompts 待填项"
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
    }
    if outline.required_formulations:
        data["required_formulations"] = list(outline.required_formulations)
    if outline.sources:
        data["sources"] = list(outline.sources)
    return data


def _section_mapping(section: OutlineSection) -> dict[str, Any]:
    data: dict[str, Any] = {"role": str(section.role), "share": section.share, "points": section.points}
    topics = section.point_topics or ((),) * len(section.point_sets)
    if section.point_sets:
        data["point_sets"] = [
            {"topics": words, "points": list(headings)} if words else list(headings)
            for headings, words in zip(section.point_sets, topics, strict=True)
        ]
    data["frames"] = list(section.frames)
    if section.prompts:
        data["prompts"] = [{"field": prompt.field, "text": prompt.text} for prompt in section.prompts]
    return data
