"""Steps that unwrap a text: forwarded mail, review marks of a word processor, ornaments, pictures (外壳).

A text reaches its reader as mail, as a draft under review, as a post with pictures. What these put round the words is
known by its own form, so it may be taken anywhere; whatever it is put before stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from outlines.bylines import find_person
from outlines.regex import lazy
from phrasebank.cleaning.rows import HAN, Report, Row, is_closed

_SENDER = lazy(r"(?i)[>\s]*(?:发件人|寄件人|发信人|From)\s*[:：]")
_HEADER = lazy(
    r"(?i)[>\s]*(?:发件人|寄件人|发信人|收件人|收信人|抄送|密送|主题|主旨|日期|时间|发送时间|发送日期|发件时间|附件"
    r"|From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Attachments?)\s*[:：]"
)
_MAIL_RULE = lazy(
    r"(?i)[>\s]*-{2,}\s*(?:原始邮件|转发邮件|转发的邮件|Original Message|Forwarded message)\s*-{2,}\s*$"
)
_SIGNED = lazy(r"\s*(?:--|——|__+)\s*$")
_OF_MAIL = lazy(r"(?:本|此|该)(?:电子)?邮件|[Tt]his (?:e-?mail|message)|发自我的")
_QUOTED = lazy(r" ?(?:> ?)+")
_FEWEST_HEADERS = 2
_FEWEST_QUOTED = 3
_MOSTLY = 0.6
_MOST_ROUND = 0.4  # of the text: what is longer than that is no covering note

_REVIEW = lazy(
    r"\s*(?:批注\s*[\[［【][^\]］】]{1,16}[\]］】]|批注|删除的内容|插入的内容|已删除|已插入|带格式的|设置了格式"
    r"|Comment(?:ed)?\s*\[[^\]]{1,16}\]|Deleted|Inserted|Formatted)\s*[:：]"
)
_STRUCK = lazy(r"~~[^~\n]{1,400}~~")
_NOTED = lazy(r"(?:批注|Comment(?:ed)?)\s*[\[［【]([^\]］】]{1,16})[\]］】]\s*[:：]")

# Circled numbers in this range count something, and what masks a word is doubled: both stay.
_EMOJI = "\u2600-\u2604\u2607-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff"
_BARS = "\u2580-\u2587\u2589-\u258f▪▫▶▷►▸◀◆◇◈◉◎★☆■●"
_ORNAMENT = lazy(rf"(\s*)((?:[{_EMOJI}{_BARS}]\ufe0f?\s*)+)(?={HAN}|[（(“《—\d])")
_ORNAMENTED = lazy(f"[{_EMOJI}{_BARS}]")
_FIRST_ORNAMENT = "\u2580"
_FRAME_SIGNS = tuple("*【[<「『#=~_-")
_FRAMED = lazy(
    r"\s*([*【\[<「『#=~_-]{1,4})\s*((?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十])[^。]{2,60}?)\s*"
    r"([*】\]>」』#=~_-]{1,4})\s*$"
)
_MASK = lazy(rf"\s*([{_BARS}])\s*\1")
_NUMBER = lazy(
    r"第?[一二三四五六七八九十]{1,3}[、.．是]|第[一二三四五六七八九十]{1,3}[，,：:]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]"
)
_SHORTEST_PROSE = 30

_PICTURE = lazy(r"(?i)\s*[\[【（(]?\s*(?:图片|圖片|image|图像|动图|视频)\s*[\]】）)]?\s*$")
_CAPTION = lazy(
    r"\s*[▲△▼▽]\s*\S|\s*[（(【\[]\s*[图圖](?:片|[一二三四五六\d]{1,2})?\s*[:：][^（）()【】\[\]]{2,50}[）)】\]]\s*$"
)
_PICTURED = lazy(
    r"\s*(?!在|关于)[^。；：！？]{4,40}(?:(?<!的)(?:讲话|发言|致辞|主持|作报告|宣读|合影|参观|调研|交流|颁奖)|现场|摄|供图)\s*$"
)
_SPOKE = lazy(
    r"\s*[▲△▼▽]?\s*(?:图为)?([^，。；：在]{2,24})在.{2,30}(?<!的)(?:讲话|致辞|作报告|作工作报告)\s*$"
)
_LONGEST_CAPTION = 60


def unwrap_mail(rows: list[Row], report: Report) -> list[Row]:
    """Take a text out of the mail that forwards it: headers, covering note, quote marks, signature (转发邮件)."""
    blocks = _header_blocks(rows)
    if blocks:
        edges = [0, *(edge for block in blocks for edge in block), len(rows)]
        parts = list(zip(edges[::2], edges[1::2], strict=True))
        sizes = [_size(rows[first:last]) for first, last in parts]
        best = max(range(len(parts)), key=lambda at: (sizes[at], -at))
        whole = sizes[best] > 0 and sum(sizes) - sizes[best] <= _MOST_ROUND * sizes[best]
        keep = {*range(*parts[best])} if whole else {i for part in parts for i in range(*part)}
        rows = _keep(rows, keep, report)
        rows = _keep(rows, {i for i, row in enumerate(rows) if not _MAIL_RULE.match(row.text)}, report)
    quoted = [i for i, row in enumerate(rows) if row.text.lstrip(" ").startswith(">")]
    filled = sum(not row.text.isspace() and row.text != "" for row in rows)
    if len(quoted) >= _FEWEST_QUOTED and (len(quoted) >= _MOSTLY * filled):
        outside = [row for row in rows[: quoted[0]] + rows[quoted[-1] + 1 :] if row.text.strip()]
        if blocks and _size(outside) <= _MOST_ROUND * _size(rows):
            rows = _keep(rows, set(range(quoted[0], quoted[-1] + 1)), report)
        rows = [_unquote(row, report) for row in rows]
    return _drop_signature(rows, report) if blocks else rows


def _header_blocks(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Find the runs of header lines that begin with a sender: first row and the one after the last (邮件头)."""
    blocks: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if (blocks and i < blocks[-1][1]) or (":" not in row.text and "：" not in row.text):
            continue
        if not _SENDER.match(row.text):
            continue
        end = i + 1
        while end < len(rows) and _HEADER.match(rows[end].text):
            end += 1
        if end - i >= _FEWEST_HEADERS:
            blocks.append((i, end))
    return blocks


def _size(rows: Sequence[Row]) -> int:
    return sum(len(row.text.strip()) for row in rows)


def _keep(rows: Sequence[Row], kept: set[int], report: Report) -> list[Row]:
    for i, row in enumerate(rows):
        if i not in kept and row.text.strip():
            report.remove(row, "mail", row.text.strip())
    return [row for i, row in enumerate(rows) if i in kept]


def _unquote(row: Row, report: Report) -> Row:
    match = _QUOTED.match(row.text)
    if match is None:
        return row
    report.remove(row, "mail", match[0].strip())
    return row._replace(text=row.text[match.end() :])


def _drop_signature(rows: list[Row], report: Report) -> list[Row]:
    """Drop what a mail ends with: a signature below its rule, a notice about the mail (邮件签名)."""
    at = next((i for i in range(len(rows) - 1, -1, -1) if _SIGNED.match(rows[i].text)), None)
    if at is not None and _size(rows[at:]) <= _MOST_ROUND * _size(rows[:at]):
        rows = _keep(rows, set(range(at)), report)
    return _keep(rows, {i for i, row in enumerate(rows) if not _OF_MAIL.search(row.text[:24])}, report)


def remove_review_marks(rows: list[Row], report: Report) -> list[Row]:
    """Remove comments, their anchors and the change log of a draft under review (审阅痕迹)."""
    if any("~~" in row.text for row in rows):
        for row in rows:
            for struck in _STRUCK.finditer(row.text):
                report.remove(row, "review", struck[0])
        rows = [row._replace(text=_STRUCK.sub("", row.text)) for row in rows]
    if not any(_REVIEW.match(row.text) for row in rows):
        return rows
    names = sorted({match[1] for row in rows if (match := _NOTED.match(row.text.lstrip()))})
    anchor = re.compile("|".join(rf"[\[［【]{re.escape(name)}[\]］】]" for name in names)) if names else None
    kept: list[Row] = []
    for row in rows:
        if _REVIEW.match(row.text):
            report.remove(row, "review", row.text.strip())
            continue
        if anchor and anchor.search(row.text):
            for match in anchor.finditer(row.text):
                report.remove(row, "review", match[0])
            row = row._replace(text=anchor.sub("", row.text))
        kept.append(row)
    return kept


def remove_pictures(rows: list[Row], report: Report) -> list[Row]:
    """Remove the words that stand for pictures, and the captions that follow them (图片与图注)."""
    if not any(
        _PICTURE.match(row.text) or _CAPTION.match(row.text)
        for row in rows
        if len(row.text) <= _LONGEST_CAPTION
    ):
        return rows
    kept: list[Row] = []
    below = False  # the row before stands for a picture
    for row in rows:
        picture = len(row.text) < _SHORTEST_PROSE and _PICTURE.match(row.text) is not None
        caption = len(row.text) <= _LONGEST_CAPTION and (
            _CAPTION.match(row.text)
            or (below and _PICTURED.match(row.text) and not _NUMBER.match(row.text.strip()))
        )
        if picture or (caption and not row.hint):
            report.remove(row, "caption", row.text.strip())
            if named := _SPOKE.match(row.text):
                _note_speaker(named[1], report)
        else:
            kept.append(row)
        below = picture
    return kept


def _note_speaker(text: str, report: Report) -> None:
    if person := find_person(text):
        report.metadata.setdefault("speaker", person)


def strip_ornaments(rows: list[Row], report: Report) -> list[Row]:
    """Strip bars, stars and emoji from before a heading or a paragraph (行首装饰)."""
    kept: list[Row] = []
    for row in rows:
        begins = row.text.lstrip()[:1]
        if begins in _FRAME_SIGNS and (framed := _FRAMED.match(row.text)):
            report.remove(row, "ornament", framed[1] + framed[3])
            row = row._replace(text=framed[2])
        match = _ORNAMENT.match(row.text) if begins >= _FIRST_ORNAMENT and _ORNAMENTED.match(begins) else None
        if match and not _MASK.match(row.text) and _carries(match[2], row.text[match.end() :].strip()):
            report.remove(row, "ornament", match[2].strip())
            row = row._replace(text=match[1] + row.text[match.end() :])
        kept.append(row)
    return kept


def _carries(ornament: str, rest: str) -> bool:
    """Tell whether what stands behind an ornament is a line of the text, not a link or an appeal (装饰后的正文)."""
    if _NUMBER.match(rest) or (len(rest) >= _SHORTEST_PROSE and is_closed(rest)):
        return True
    return ornament[0] in "\u258c\u258d\u258e\u258f\u258b\u258a\u2589▪▶►▸◆◇■★"
