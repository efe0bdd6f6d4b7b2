"""What the rules' own examples are checked against: an invented city and its people (例子的本地情况)."""

from __future__ import annotations

from functools import cache

from drafting.profile import LocalityProfile, profile_from_text
from drafting.rules.document import Document, plain_document
from drafting.rules.model import Example, Settings

SAMPLE = """
place: {name: 云州市, level: 地级市, province: 江东省, parent: 江东省, includes: [临湖区, 安平县]}
organization: {name: 云州市总工会, short: 市总工会}
speaker: {name: 周敏, titles: [市人大常委会副主任, 市总工会主席]}
roster:
  - {name: 陈立, titles: [市委书记]}
  - {name: 林岚, titles: [市委副书记, 市长]}
  - {name: 周敏, titles: [市人大常委会副主任, 市总工会主席]}
meeting: {name: 全市产业工人队伍建设改革工作推进会, date: 2026-12-03, topic: 产业工人队伍建设改革}
facts:
  - {role: achievements, text: 全市新建工会组织326家，发展会员1.8万人。}
"""


@cache
def sample_profile() -> LocalityProfile:
    """Return the invented city (样例)."""
    return profile_from_text(SAMPLE, "sample")


def example_document(example: str | Example) -> Document:
    """Make a document of an example (例文)."""
    return plain_document(example if isinstance(example, str) else example.text)


def example_settings(example: str | Example) -> Settings:
    """Return what an example is checked against (例子的依据)."""
    held = Example(example) if isinstance(example, str) else example
    sources = {f"旧稿{number}.txt": text for number, text in enumerate(held.sources, 1)}
    return Settings(sample_profile(), sample_profile().meeting.date, sources, held.wordings)
