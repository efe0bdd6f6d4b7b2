"""`jianggao read`: one document, cleaned and taken apart (查看)."""

from __future__ import annotations

import gc
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from drafting.cli.console import JsonOption, WorkspaceOption, emit_json
from drafting.cli.screen import say, show_text

if TYPE_CHECKING:
    from outlines.speech import Speech, Unit

REASONS = {
    "abstract": "摘要",
    "advert": "广告",
    "breadcrumb": "所在位置",
    "caption": "图片说明",
    "comments": "评论区",
    "contact": "联系方式",
    "controls": "页面按钮",
    "copyright": "版权与备案",
    "counter": "计数",
    "dateline": "发布信息",
    "disclaimer": "声明",
    "farewell": "网站结语",
    "footnote": "脚注标记",
    "glossary": "名词解释",
    "navigation": "导航",
    "page_marker": "页码",
    "paywall": "付费提示",
    "related": "相关文章",
    "repeated_line": "重复的行",
    "repeated_title": "重复标题",
    "running_head": "页眉页脚",
    "share": "文库说明",
    "source": "来源与编辑",
    "watermark": "水印",
    "mail": "邮件信息",
    "review": "审阅痕迹",
    "ornament": "行首装饰",
    "attachment": "附件",
    "cell": "表格其他单元",
    "chat": "聊天与对话",
    "comment": "隐藏的注释",
    "contents": "目录",
    "divider": "分隔行",
    "feedback": "评价按钮",
    "field": "域代码",
    "foreign": "外文页面文字",
    "form": "文首表单",
    "frame": "逐行框号",
    "inset": "文中插入行",
    "keywords": "关键词",
    "masthead": "版头",
    "note": "附注",
    "printing": "印发信息",
    "remark": "现场记录",
    "tail": "文末杂项",
    "timing": "字幕时间",
    "turn": "发言轮次",
    "turned_page": "转版",
}
REPAIRS = {
    "line_wrap": "断行",
    "page_marker": "被页码截断的句子",
    "punctuation": "标点与字形",
    "spacing": "空格",
    "ocr": "识别错误",
}
GENRES = {
    "news": "新闻报道",
    "policy": "通知、方案一类的文件",
    "law": "法规制度",
    "report": "书面报告或总结",
    "other": "认不出的文字",
}
DEFECTS = {
    "truncated": "截断",
    "elided": "省略",
    "redacted": "涂改",
    "ocr": "识别错误",
    "lost_punctuation": "标点丢失",
    "topic_mismatch": "标题跑题",
    "date_conflict": "日期矛盾",
}
_T = TypeVar("_T")
_WIDTH = 46  # characters of a heading or a removed line that are shown


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="文稿；写-从标准输入读。")],
    text: Annotated[bool, typer.Option("--text", help="只输出清理后的正文。")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """查看一篇讲话稿清洗、分层后的样子：删了什么、修了什么、哪里有缺损。"""
    from phrasebank.corpus import read_bytes, read_speech, speech_to_json
    from phrasebank.readers import LARGEST

    gc.disable()  # one document makes no garbage worth a search
    try:
        speech = read_bytes(sys.stdin.buffer.read(LARGEST + 1)) if str(file) == "-" else read_speech(file)
    finally:
        gc.enable()
    if json:
        emit_json(speech_to_json(speech))
    elif text:
        show_text("\n".join((speech.title, *speech.paragraphs)) + "\n")
    else:
        say("\n".join(iter_view(speech)))


def iter_view(speech: Speech) -> Iterator[str]:
    """Lay out what a drafter wants to see of a document, line by line (文稿概览)."""
    from outlines.role import ROLE_LABELS, Role

    characters = sum(len(paragraph) for paragraph in speech.paragraphs)
    yield speech.title or "（没有找到标题）"
    known = [
        f"讲话人：{speech.speaker}" if speech.speaker else "",
        f"日期：{speech.date}" if speech.date else "",
    ]
    yield "　".join([*filter(None, known), f"{characters}字", f"{speech.format}，{speech.encoding}"])
    if speech.genre in GENRES:
        yield f"文种：{GENRES[speech.genre]}，不像讲话稿"
    yield ""
    for at, unit in enumerate(speech.units):
        label = ROLE_LABELS[Role(unit.role)]
        if unit.level == 0:
            yield f"〔{label}〕{len(unit.text)}字"
            continue
        role = f"〔{label}〕" if unit.level == 1 else ""
        yield f"{'　　' * (unit.level - 1)}{unit.number}{_cut(unit.heading)}{role}　{_size(speech.units, at)}字"
    yield from _view_removed(speech)
    yield from _view_repairs(speech)
    yield ""
    if not speech.defects:
        yield "缺损：没有发现"
        return
    yield f"缺损{len(speech.defects)}处（所在的句子不会进入词库）："
    for defect in speech.defects:
        yield f"　{DEFECTS[defect.kind]}　{defect.text}　——{defect.message}"


def _size(units: Sequence[Unit], at: int) -> int:
    """Count the characters below a heading, those of its subsections too (部分字数)."""
    below = itertools.takewhile(lambda unit: unit.level > units[at].level, units[at + 1 :])
    return len(units[at].text) + sum(len(unit.heading) + len(unit.text) for unit in below)


def _view_removed(speech: Speech) -> Iterator[str]:
    if not speech.removed:
        return
    yield ""
    yield f"删去{len(speech.removed)}处："
    for reason, removals in _group((removal.reason, removal) for removal in speech.removed):
        lines = f"第{removals[0].line}行" + (f"等{len(removals)}处" if len(removals) > 1 else "")
        yield f"　{REASONS.get(reason, reason)}　{lines}　{_cut(removals[0].text)}"


def _view_repairs(speech: Speech) -> Iterator[str]:
    if not speech.repairs:
        return
    yield ""
    yield f"修复{len(speech.repairs)}处："
    for kind, repairs in _group((repair.kind.value, repair) for repair in speech.repairs):
        before, after = (part.replace("\n", "⏎") for part in (repairs[0].before, repairs[0].after))
        yield f"　{REPAIRS[kind]}　{len(repairs)}处　如“{before}”改为“{after}”"


def _group(pairs: Iterable[tuple[str, _T]]) -> list[tuple[str, list[_T]]]:
    groups: dict[str, list[_T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return list(groups.items())


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"
