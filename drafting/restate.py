"""Say at one level of government what was said at another (层级转换): 全市 → 全县, 省委 → 市委."""

from __future__ import annotations

import re

_GRADE_WORD = {
    "全国": "国", "省": "省", "自治区": "省", "直辖市": "市", "市": "市", "地级市": "市", "县级市": "市",
    "县": "县", "区": "区", "开发区": "区", "乡镇": "镇", "镇": "镇", "乡": "乡", "街道": "街道",
    "企业": "公司", "公司": "公司", "产业工会": "系统",
}  # fmt: skip
_SELF = re.compile(r"(全|我|本)(省|市|县|区|镇|乡|街道|公司|系统|集团)(?!民|场|域|长|委)")
_PARENT = re.compile(r"(省|市|县|区|州)(委|政府|总工会|直)")
_OTHER = re.compile(
    r"省级|市级|县级|区级|各省|各市|各县|各区|市县|县乡|县区|县市|乡镇|镇街|街道|村社|村居|板块"
)


def grade_word(grade: str) -> str:
    """Return what a place of this grade calls itself (自称), `市` for 地级市; empty where unknown."""
    return _GRADE_WORD.get(grade, "")


def restate(text: str, grade: str, own: str) -> str | None:
    """Restate a phrase of `grade` for a place that calls itself `own`, 市 or 县 or 公司 (转换层级).

    None where its levels do not carry over.
    Words of the source's own level become the place's; those of its superior become the place's superior's.
    A phrase that speaks of levels below (县区, 乡镇) stays only where the place has them.
    """
    source = grade_word(grade)
    if not source or source == own:
        return text
    if source == "国" and ("全国" in text or "我国" in text):
        return None
    relatives = _SELF.findall(text)
    if any(word != source for _, word in relatives):
        return None
    superiors = _PARENT.findall(text)
    if superiors or (_OTHER.search(text) and not _same_rank(source, own)):
        return None
    return _SELF.sub(lambda match: match.group(1) + own, text)


def _same_rank(a: str, b: str) -> bool:
    rank = {"国": 0, "省": 1, "市": 2, "县": 3, "区": 3, "镇": 4, "乡": 4, "街道": 4, "公司": 9, "系统": 9}
    return rank.get(a, -1) == rank.get(b, -2)
