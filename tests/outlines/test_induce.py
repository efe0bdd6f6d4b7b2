from outlines.induce import SectionPlan, SpeechPlan, induce
from outlines.library import base_sections
from outlines.outline import Outline
from outlines.speech import Role

ROLES = (Role.SIGNIFICANCE, Role.KEY_TASKS, Role.ORGANIZATION)


def plan(name: str, headings: tuple[str, str, str], topic: str = "安全生产") -> SpeechPlan:
    sections = tuple(
        SectionPlan(role, heading, (f"抓{heading[:2]}", f"促{heading[:2]}", f"强{heading[:2]}"), 500)
        for role, heading in zip(ROLES, headings, strict=True)
    )
    return SpeechPlan(name, topic, sections)


def induced(plans: list[SpeechPlan]) -> list[Outline]:
    return induce(plans, base_sections())


def test_speeches_of_one_order_make_one_outline_with_whole_heading_sets() -> None:
    first = ("看清{topic}的意义", "抓牢{topic}的任务", "压实{topic}的责任")
    second = ("认识要再提高", "措施要再落实", "责任要再压紧")
    [outline] = induced([plan("甲.txt", first), plan("乙.txt", second)])
    assert set(outline.heading_sets) == {first, second}
    assert [section.role for section in outline.sections] == [Role.OPENING, *ROLES, Role.CLOSING]
    assert abs(sum(section.share for section in outline.sections) - 1) < 0.01


def test_an_unsafe_heading_drops_its_whole_set() -> None:
    safe = ("看清{topic}的意义", "抓牢{topic}的任务", "压实{topic}的责任")
    [outline] = induced([plan("甲.txt", safe), plan("乙.txt", ("认识要提高", "", "责任要压紧"))])
    assert outline.heading_sets == (safe,)


def test_order_of_mining_does_not_matter() -> None:
    plans = [plan(f"{i}.txt", (f"看清{i}意义", f"抓牢{i}任务", f"压实{i}责任")) for i in "一二三四"]
    assert induced(plans) == induced(plans[::-1])


def test_two_sections_make_no_outline() -> None:
    short = SpeechPlan("短.txt", "安全", (SectionPlan(Role.KEY_TASKS, "抓任务", (), 100),) * 2)
    assert induced([short]) == []
