"""Cleaning twice is cleaning once, and no step writes words of its own."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phrasebank.cleaning import clean_text

SENTENCES = [
    "要把职工的事放在心上，抓在手上。",
    "今年以来,全市新建工会 120 家,新增会员2.3万人。",
    "一、抓好思想引领",
    "（二）办好技能竞赛，让更多能工巧匠站到台前。",
    "三是要用好阵地。要把讲台搬到车间；要把故事讲进心里！",
    "同志们：",
    "各级工会要主动作为",
    "产业工人队伍建设",
    "1、摸清底数，建好台账，做到一企一档",
    "2、分类施策",
    "3、跟踪问效，",
    '要做到"真抓实干"，不搞(形式主义)',
    "发布时间：2023-04-05 来源：云州工会",
    "首页 > 领导讲话 > 正文",
    "相关推荐",
    "【打印】【关闭】",
    "第3页共9页",
    "- 4 -",
    "摘要：",
    "预览结束，下载全文请开通会员",
    "在云州市总工会全委会议上的讲话",
    "周 敏",
    "2024年5月18H",
    "共计 3 5 0 0 人次 参加...",
    "技能人才[1]是第一资源[2]",
    "见 http://a.cn/b 和 www.yunzhou.cn",
    "（下转第二版）",
    "&nbsp;工匠&ldquo;精神&rdquo;",
    "１２．５％的企业",
    "***总书记强调",
    "",
]
ALPHABET = "工会要职的，。、；：“”（）()\"',.;:!? \u3000\u00a0\u200b12３a-—…一二《》[]"

documents = st.one_of(
    st.lists(st.sampled_from(SENTENCES), max_size=16).map("\n".join),
    st.lists(st.sampled_from(SENTENCES), max_size=10).map("".join),
    st.lists(st.text(ALPHABET, max_size=40), max_size=10).map("\n".join),
    st.tuples(
        st.lists(st.sampled_from([s for s in SENTENCES if "&" not in s]), min_size=4, max_size=14),
        st.integers(14, 36),
    ).map(
        lambda pair: "\n".join(
            row[start : start + pair[1]] for row in pair[0] for start in range(0, len(row), pair[1])
        )
    ),
)
relaxed = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def words(text: str) -> Counter[str]:
    """Count what is neither punctuation nor blank, whatever its width."""
    folded = unicodedata.normalize("NFKC", html.unescape(text.replace("\n", "")))
    return Counter(re.sub(r"[\W_]+", "", folded))


@relaxed
@given(documents)
def test_cleaning_is_idempotent(text: str) -> None:
    once = clean_text(text).paragraphs
    assert clean_text("\n".join(once)).paragraphs == once


@relaxed
@given(documents)
def test_no_step_writes_words(text: str) -> None:
    added = words("".join(clean_text(text).paragraphs)) - words(text)
    assert set(added) <= {"日"}  # 15H after a month is read as 15日
    assert added.total() <= len(re.findall(r"月\d{1,2}[A-Za-z]", text))


@relaxed
@given(documents)
def test_all_that_goes_is_reported(text: str) -> None:
    result = clean_text(text)
    lost = words(text) - words("".join(result.paragraphs))
    reported = words("".join(removal.text for removal in result.removed))
    reported += words("".join(r.before for r in result.repairs if r.kind == "ocr"))
    assert not lost - reported


@relaxed
@given(documents)
def test_paragraphs_hints_and_lines_stay_parallel(text: str) -> None:
    result = clean_text(text)
    assert len(result.paragraphs) == len(result.hints) == len(result.lines)
    assert list(result.lines) == sorted(result.lines)
    assert all(paragraph == paragraph.strip() and paragraph for paragraph in result.paragraphs)
