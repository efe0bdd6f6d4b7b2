import pytest

from phrasebank import grammar


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
    assert grammar.judge_measure(clause) is None


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
    verdict = grammar.judge_measure(clause)
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
    assert (grammar.judge_judgment(sentence) is None) is accepted
