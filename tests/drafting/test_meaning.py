"""A clause stands only under a heading that it is about: by what its words, or its source's heading, say."""

from __future__ import annotations

import pytest

from drafting.profile import profile_from_text
from drafting.shelf import Shelf
from drafting.stock import About, Stock
from outlines.role import Role
from phrasebank.phrase import Kind, Phrase, Source, phrase_id

PROFILE = """
place: {{name: 临湖区, level: 区}}
meeting: {{name: 工作会, date: 2026-06-02, topic: {topic}}}
"""


def bank(kind: Kind, *entries: tuple[str, str]) -> Stock:
    """Make a stock of phrases with the headings they stood under."""
    phrases = [
        Phrase(
            id=phrase_id(kind, text),
            text=text,
            kind=kind,
            role=Role.KEY_TASKS,
            slots=(),
            topics=(),
            document_frequency=1,
            sources=(Source("甲.txt", i, 0),),
            context=context,
        )
        for i, (text, context) in enumerate(entries)
    ]
    return Stock({kind: phrases})


def offered(stock: Stock, kind: Kind, topic: str, point: str, section: str = "") -> list[str]:
    shelf = Shelf(stock, profile_from_text(PROFILE.format(topic=topic), "测试"))
    about = About(point, section, topic)
    offers = shelf.view.offers(kind, Role.KEY_TASKS, about, loose=False)
    choices = (shelf.choice(kind, offer.number) for offer in offers)
    return [choice.text for choice in choices if choice is not None]


MEASURES = bank(
    Kind.MEASURE,
    ("清单式排查车间隐患", "把隐患消灭在前面"),
    ("办好哺乳期女工休息室", "关爱女职工"),
    ("对查出的毛病限期改好", "隐患排查要较真"),
    ("举办班组读书沙龙", "职工文化进班组"),
    ("鼓励青年报考技工院校", "壮大队伍"),
    ("逐季通报考核名次", "严格督查考核"),
)


def test_shared_characters_are_no_meaning() -> None:
    found = offered(MEASURES, Kind.MEASURE, "安全生产工作", "让隐患排查成为班组习惯")
    assert "清单式排查车间隐患" in found
    assert not {"办好哺乳期女工休息室", "举办班组读书沙龙"} & set(found)


def test_a_clause_that_names_nothing_is_about_what_its_heading_was_about() -> None:
    assert "对查出的毛病限期改好" in offered(MEASURES, Kind.MEASURE, "安全生产工作", "让隐患排查成为习惯")
    assert "对查出的毛病限期改好" not in offered(
        MEASURES, Kind.MEASURE, "产业工人队伍建设改革", "提升技能本领"
    )


def test_organization_takes_no_task_of_another_heading() -> None:
    found = offered(MEASURES, Kind.MEASURE, "产业工人队伍建设改革", "强化监督考核", "强化组织领导")
    assert found == ["逐季通报考核名次"]


@pytest.mark.parametrize(
    ("topic", "fits"), [("安全生产工作", ["规程记在心里，平安带回家里"]), ("职工文化建设", [])]
)
def test_a_saying_is_about_the_topic_whatever_its_heading_wants(topic: str, fits: list[str]) -> None:
    sayings = bank(
        Kind.MAXIM, ("规程记在心里，平安带回家里", "守住底线"), ("家风正一寸，日子暖一尺", "建设好家风")
    )
    assert offered(sayings, Kind.MAXIM, topic, "从民生上看，这是家庭的福祉") == fits


def test_what_leans_on_a_lost_sentence_is_left_out() -> None:
    stock = bank(Kind.MEASURE, ("用好其中的隐患清单", "隐患排查"), ("公布隐患清单", "隐患排查"))
    assert offered(stock, Kind.MEASURE, "安全生产工作", "隐患排查要较真") == ["公布隐患清单"]


@pytest.mark.parametrize(
    "text",
    ["排查鹮岭矿区隐患", "按一核两翼布局抓隐患排查", "把隐患消除在其萌芽阶段", "并对隐患挂牌督办"],
)
def test_what_tells_of_one_place_or_of_a_sentence_before_is_left_out(text: str) -> None:
    stock = bank(Kind.MEASURE, (text, "隐患排查"), ("公布隐患清单", "隐患排查"))
    assert offered(stock, Kind.MEASURE, "安全生产工作", "隐患排查要较真") == ["公布隐患清单"]


def test_what_every_source_says_is_nobody_s_name() -> None:
    phrases = [
        Phrase(
            id=phrase_id(Kind.MEASURE, text),
            text=text,
            kind=Kind.MEASURE,
            role=Role.KEY_TASKS,
            slots=(),
            topics=(),
            document_frequency=1,
            sources=(Source(f"{i}.txt", 0, 0),),
        )
        for i, text in enumerate(["编好规划", "落实规划", "修订规划", "公布规划", "办好鹭港讲堂"])
    ]
    stock = Stock({Kind.MEASURE: phrases}, residue=frozenset({"规划", "鹭港讲堂"}))
    assert stock.names("编好规划") == []
    assert stock.names("办好鹭港讲堂") == ["鹭港讲堂"]
