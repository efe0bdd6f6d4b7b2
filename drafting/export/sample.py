"""A short invented draft with one of everything, to try layouts on (样稿)."""

from __future__ import annotations

from dataclasses import replace

from drafting.draft import Draft, DraftParagraph, DraftUnit, Missing, Origin, Part, Sentence
from outlines.role import Role

NEEDED = "去年的培训人数，问职工服务中心"
OTHERS = ("同志们，路就在脚下，咱们这就走！", "同志们，好日子是干出来的，开工吧！")


def sample_draft(*, noted: bool = False) -> Draft:
    """Return the sample, with alternatives to its last sentence where `noted` (取样稿)."""
    prompt = Sentence(
        (Part("去年，夜校开课", Origin.OUTLINE), Part(f"【待填：{NEEDED}】", Origin.PROMPT), _end())
    )
    last = _sentence("同志们，手上有活，心里不慌，大家一起动手！")
    units = (
        _unit(Role.OPENING, "今天这个会只谈一件事，就是让学手艺的人有奔头。"),
        _unit(Role.SIGNIFICANCE, level=1, number="一、", heading="看清来路，掂量技能工作的分量"),
        _unit(
            Role.SIGNIFICANCE,
            "机床卖得远，靠的是车间里的老师傅。",
            prompt,
            level=2,
            number="（一）",
            heading="好手艺撑起好产业",
        ),
        _unit(Role.KEY_TASKS, level=1, number="二、", heading="动手去做，办好今年几件实事"),
        _unit(
            Role.KEY_TASKS,
            "骨干企业各办一所夜校。",
            "学费由工会出。",
            level=2,
            number="（一）",
            heading="课堂搬进车间",
            inline=True,
        ),
        _unit(
            Role.KEY_TASKS,
            "半年之后再看要不要铺开。",
            level=3,
            number="1.",
            heading="先在临湖区试办",
            inline=True,
        ),
        _unit(Role.CLOSING, replace(last, alternatives=OTHERS) if noted else last),
    )
    return Draft(
        title="在云州市技能人才工作座谈会上的讲话",
        date_line="（2026年3月5日）",
        speaker_line="云州市总工会主席　周敏",
        salutation="同志们：",
        units=units,
        outline="样稿",
        seed=1,
        characters=165,
        minutes=0.8,
        missing=(Missing("facts.achievements", NEEDED, 2),),
    )


def _end() -> Part:
    return Part("。", Origin.OUTLINE)


def _unit(
    role: Role,
    *texts: str | Sentence,
    level: int = 0,
    number: str = "",
    heading: str = "",
    inline: bool = False,
) -> DraftUnit:
    """Build a unit whose texts make one paragraph."""
    sentences = tuple(_sentence(text) if isinstance(text, str) else text for text in texts)
    paragraphs = (DraftParagraph(sentences),) if sentences else ()
    return DraftUnit(level, number, role, _sentence(heading) if heading else None, inline, paragraphs)


def _sentence(text: str) -> Sentence:
    return Sentence((Part(text, Origin.TEMPLATE),))
