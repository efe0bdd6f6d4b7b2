"""What sort of thing a topic is, so that one is put only where another of its sort stood (主题类别)."""

from __future__ import annotations

from enum import StrEnum


class TopicType(StrEnum):
    """What a topic is in a sentence (主题类别)."""

    DOCTRINE = "doctrine"
    EVENT = "event"
    ACTION = "action"
    WORK = "work"
    OTHER = "other"


# Judged by the first match, in this order: 学习贯彻…精神 is an action, …精神 alone a doctrine.
_VERBS = (
    *("践行", "学习", "宣传", "贯彻", "落实", "推进", "推动"),
    *("加强", "深化", "弘扬", "做好", "开展", "坚持", "牢记"),
)
_ENDINGS = {
    TopicType.DOCTRINE: (
        *("精神", "思想", "讲话", "决定", "条例", "报告", "论述"),
        *("理论", "章程", "党章", "意见", "纲要", "决议", "法"),
    ),
    TopicType.EVENT: ("竞赛", "大赛", "比武", "运动会", "培训班", "大会", "活动", "活动周", "表彰", "仪式"),
    TopicType.WORK: (
        *("工作", "改革", "建设", "管理", "服务", "帮扶", "协商", "维权", "维护", "保障", "保护", "发展"),
        *("生产", "行动", "治理", "建会", "入会", "培训", "培养", "提升", "创新", "转型", "振兴", "引领"),
        *("关爱", "救助", "化解", "审查", "监督", "宣传", "教育", "事业", "制度", "体系", "攻坚", "创建"),
    ),
}


def topic_type(topic: str) -> TopicType:
    """Tell a doctrine to study from an event to hold, an action, and a line of work (主题类别).

    What is none of these (a group of people, a slogan) is `OTHER`: nothing else can stand in its place.

    >>> [topic_type(t).value for t in ("党的二十大精神", "职工技能竞赛", "践行宗旨", "产业工人队伍建设改革", "女职工")]
    ['doctrine', 'event', 'action', 'work', 'other']
    """
    topic = topic.strip("“”《》")
    if topic.startswith(_VERBS):
        return TopicType.ACTION
    return next((kind for kind, endings in _ENDINGS.items() if topic.endswith(endings)), TopicType.OTHER)


def interchangeable(said: str, topic: str) -> bool:
    """Tell whether a topic may stand where a source named its own (可互换).

    >>> interchangeable("女职工", "安全生产"), interchangeable("集体协商", "安全生产")
    (False, True)
    """
    kind = topic_type(said)
    return said == topic or (kind is topic_type(topic) and kind is not TopicType.OTHER)
