import pytest

from phrasebank import grammar, judgments


@pytest.mark.parametrize(
    "clause",
    [
        "健全技能人才评价制度",
        "搭建职工展示才华的舞台",
        "不断完善集体协商机制",
        "深入开展劳动竞赛",
        "推动解决职工最关心的问题",
    ],
)
def test_whole_clauses_are_measures(clause: str) -> None:
    assert judgments.judge_measure(clause) is None


@pytest.mark.parametrize(
    ("clause", "reason"),
    [
        ("这些制度要进一步健全完善", "anaphora"),
        ("健全他们的评价制度", "anaphora"),
        ("围绕重点工程建设", "not_a_measure"),
        ("职工队伍更加稳定", "not_a_measure"),
        ("完善了职工服务体系", "past"),
        ("加强对一线职工的", "incomplete"),
        ("开展“安全伴我行活动", "incomplete"),
        ("抓落实", "length"),
    ],
)
def test_what_leans_or_breaks_off_is_no_measure(clause: str, reason: str) -> None:
    verdict = judgments.judge_measure(clause)
    assert verdict is not None
    assert verdict.value == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同时，我们要完善服务体系", "完善服务体系"),
        ("要素保障要更加有力", "要素保障要更加有力"),
        ("应急预案要经常演练", "应急预案要经常演练"),
        ("并建立工作台账", "建立工作台账"),
    ],
)
def test_leads_go_but_words_stay_whole(text: str, expected: str) -> None:
    assert grammar.strip_leads(text) == expected


@pytest.mark.parametrize(
    ("sentence", "accepted"),
    [
        ("职工队伍的素质是企业竞争力的根本所在", True),
        ("只有把职工放在心上，才能赢得职工的信任", True),
        ("这是做好工作的前提和基础所在", False),
        ("他们是生产一线的中坚和骨干力量", False),
        ("因此安全生产是头等大事不能放松", False),
    ],
)
def test_judgments_stand_alone(sentence: str, accepted: bool) -> None:
    assert (judgments.judge_judgment(sentence) is None) is accepted


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("凝聚团结奋进的磅礴力量", True),
        ("夺取新胜利作出更大贡献", False),  # for what, the words before it say
        ("迎接工会代表大会召开", False),
    ],
)
def test_calls_are_whole(text: str, accepted: bool) -> None:
    assert (judgments.judge_call(text) is None) is accepted


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("压实责任，形成工作合力", True),
        ("突出重点，把握产改的目标任务", True),
        ("在集体协商中展现担当和作为", True),
        ("“十四五”时期目标任务", False),
        ("这五年，职工队伍不断壮大", False),
        ("今年工作打算", False),
    ],
)
def test_headings_serve_any_year(text: str, accepted: bool) -> None:
    assert (judgments.judge_heading(text) is None) is accepted


@pytest.mark.parametrize(
    "sentence",
    [
        "重点是打造服务阵地，推动服务提质升级",
        "落实惠企政策，特别是帮助小微企业渡过难关",
        "服务阵地不足是基层最突出的短板",
        "眼下最要紧的是破解四道难题",
        "规范组织设置，理清各级组织隶属关系",
        "着力营造有利于创新的环境，完善激励创新的政策",
    ],
)
def test_plans_lacks_and_moments_are_no_judgments(sentence: str) -> None:
    assert judgments.judge_judgment(sentence) is not None


def test_relations_judge_only_where_they_are_a_verb() -> None:
    assert judgments.judge_judgment("职工队伍的稳定关系企业发展的全局") is None
    assert judgments.judge_judgment("企业内部的劳动关系得到巩固发展") is not None


@pytest.mark.parametrize(
    ("clause", "reason"),
    [
        ("更帮着企业解决问题", "not_a_measure"),
        ("帮扶的每一分资金都有回音", "not_a_measure"),
        ("面对就业形态的深刻变化", "not_a_measure"),
        ("帮扶资金是救命钱", "not_a_measure"),
    ],
)
def test_statements_are_no_measures(clause: str, reason: str) -> None:
    verdict = judgments.judge_measure(clause)
    assert verdict is not None
    assert verdict.value == reason


@pytest.mark.parametrize(
    ("text", "common"),
    [
        ("推动{place}高质量发展", True),
        ("谱写{place}的崭新篇章", True),
        ("开工建设{place}火力发电厂", False),
        ("加快{place}和{place2}发展", False),
    ],
)
def test_places_keep_only_what_any_place_has(text: str, common: bool) -> None:
    assert grammar.names_a_common_trait(text) is common


@pytest.mark.parametrize(
    "clause",
    [
        "团结和带领全州各族人民",  # to what end?
        "坚持以发展理念为引领",  # doctrine
        "齐心干事",  # too short a breath
        "热烈庆祝建县六十周年",
        "精心办好各项文体活动",  # a measure
    ],
)
def test_pieces_and_occasions_are_no_calls(clause: str) -> None:
    assert judgments.judge_call(clause) is not None


@pytest.mark.parametrize("clause", ["汇聚奋进力量", "奋力谱写无愧于时代的崭新答卷", "努力创造更加幸福的生活"])
def test_calls_have_a_verb_and_rise_to_something(clause: str) -> None:
    assert judgments.judge_call(clause) is None


@pytest.mark.parametrize(
    ("sentence", "accepted"),
    [
        ("技能培训是职工成长成才的重要途径", True),
        ("职工的获得感在于实实在在的服务", True),
        ("金鹿溪是流经全县四个乡镇的一条小溪流", False),  # a fact
        ("县级工会要把握好关系全局的重大改革和部署", False),  # what a verb acts on
        ("工会干部能够熟练运用平台，办理业务更快", False),
        ("疫情期间，稳住岗位是最大的考验和责任", False),
        ("过去那种各管一摊的做法是最大的障碍", False),
    ],
)
def test_a_judgment_says_what_its_topic_is_worth(sentence: str, accepted: bool) -> None:
    assert (judgments.judge_judgment(sentence) is None) is accepted
