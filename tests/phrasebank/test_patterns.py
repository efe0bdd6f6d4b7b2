import pytest

from phrasebank.patterns import find_idioms, find_parallels, is_couplet
from phrasebank.sentences import split_clauses


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("推动形成人人愿学、人人能学、人人善学的风气。", ["人人愿学、人人能学、人人善学"]),
        ("我们要同步研究、同步部署、同步检查。", ["同步研究、同步部署、同步检查"]),
        ("坚持眼睛向下，脚步向下，重心向下。", []),  # three items need four characters each
        ("培训了电工、焊工、钳工和叉车司机。", []),
        ("抓学习，促工作，作风也要跟上。", []),
    ],
)
def test_parallels_are_runs_of_one_length_and_build(sentence: str, expected: list[str]) -> None:
    assert list(find_parallels(sentence)) == expected


def test_a_parallel_never_starts_inside_a_word() -> None:
    assert "固树立服务意识，着力解决突出问题" not in list(
        find_parallels("要牢固树立服务意识，着力解决突出问题。")
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("使命呼唤担当，奋斗成就未来。", True),
        ("要完善制度，同时把各项措施落实到每一个班组。", False),
        ("这是责任所在，也是使命所系。", False),
        ("传统作坊加速转型，新型工坊稳步兴起。", False),  # a report
        ("我们要时刻关心职工，我们要时刻服务职工。", False),
        ("粮食产量提高，农民收入增加。", False),  # a report
        ("加强班组台账管理，确保班组台账完整。", False),  # two measures
    ],
)
def test_couplets_answer_each_other(sentence: str, expected: bool) -> None:
    assert is_couplet(sentence, split_clauses(sentence)) is expected


def test_idioms_are_four_characters() -> None:
    assert "齐心协力" in list(find_idioms("大家要齐心协力把事情办好。"))
    assert all(len(idiom) == 4 for idiom in find_idioms("大家要齐心协力、一鼓作气把事情办好。"))


@pytest.mark.parametrize(
    "sentence",
    [
        "这是立业之本、强企之基、惠民之源。",
        "要打造新亮点、实现新突破。",
        "制度上保证、素质上提高、权益上维护。",
        "传统走访靠双腿，智慧走访靠数据。",
    ],
)
def test_short_items_and_pairs_count_where_a_frame_holds_them(sentence: str) -> None:
    assert list(find_parallels(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "要加强城市修补，治理城市内涝。",  # one word in common by accident
        "发展航空物流、电商物流、跨境物流。",  # a list of things
        "补齐四大短板、夯实五大基础、实施六大战略。",  # a place counts its own
        "防止企业规模性倒闭、职工规模性失业。",  # lame without its verb
        "一是书屋提升工程，二是食堂改造工程，三是宿舍安居工程。",
        "产业体系不优、市场机制不活、开放程度不足。",
    ],
)
def test_lists_and_accidents_are_no_parallels(sentence: str) -> None:
    assert not list(find_parallels(sentence))


def test_what_governs_a_run_goes_with_it() -> None:
    assert list(find_parallels("要以更实的作风、更细的服务、更硬的举措，推进工作。")) == [
        "以更实的作风、更细的服务、更硬的举措"
    ]


def test_idioms_come_from_the_list_and_the_dictionary() -> None:
    assert list(find_idioms("要善作善成、未雨绸缪，看到形势严峻、市场疲软。")) == ["善作善成", "未雨绸缪"]


@pytest.mark.parametrize(
    "sentence",
    [
        "大家要同舟共济、守望相助、自强不息。",  # set phrases
        "做到思想统一、目标明确、程序规范。",  # subject and predicate
        "要理清思路、改进方法、提高效率。",  # verb and object, twice two characters
        "坚持办实事、解难题、谋福祉。",
        "让办事更快捷、更省心、更透明。",
        "提升引领力、组织力、服务力。",
        "坚持以创新增活力、以开放拓空间。",
        "使班组底气更足、干劲更大。",
    ],
)
def test_short_members_inside_a_sentence_go_in_step(sentence: str) -> None:
    assert list(find_parallels(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "新建图书馆、文化馆、美术馆。",
        "做好污水处理、垃圾清运、雨水收集。",
        "改造旧城镇、旧厂房、旧村庄。",
        "拓展发展规划、城乡规划。",
    ],
)
def test_short_things_in_a_row_are_a_list(sentence: str) -> None:
    assert not list(find_parallels(sentence))
