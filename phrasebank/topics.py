"""What sort of thing a topic is, so that one is put only where another of its sort stood (主题类别)."""

from __future__ import annotations

from enum import StrEnum


class TopicType(StrEnum):
    """What a topic is in a sentence (主题类别)."""

    DOCTRINE = "doctrine"
    EVENT = "event"
    ACTION = "action"
    WORK = "work"


_DOCTRINE = ("精神", "思想", "讲话", "决定", "条例", "报告", "论述", "理论", "章程", "党章", "意见", "纲要")
_EVENT = ("竞赛", "大赛", "比武", "运动会", "培训班", "大会", "活动", "活动周", "节")
_VERBS = (
    *("践行", "学习", "宣传", "贯彻", "落实", "推进", "推动"),
    *("加强", "深化", "弘扬", "做好", "开展", "坚持", "牢记"),
)


def topic_type(topic: str) -> TopicType:
    """Tell a doctrine to study from an event to hold, an action, and a line of work (主题类别).

    >>> [topic_type(t).value for t in ("党的二十大精神", "职工技能竞赛", "践行宗旨", "产业工人队伍建设改革")]
    ['doctrine', 'event', 'action', 'work']
    """
    topic = topic.strip("“”《》")
    if topic.endswith(_DOCTRINE):
        return TopicType.DOCTRINE
    if topic.startswith(_VERBS):
        return TopicType.ACTION
    if topic.endswith(_EVENT):
        return TopicType.EVENT
    return TopicType.WORK
