import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phrasebank.formulations import NearMiss, find_near_misses, load_formulations, normalize

# What is damaged stands in brackets.
DAMAGED = [
    # one character substituted, dropped, added, two swapped
    ("让我们守正创新，【障厉奋发】、勇毅前行", "踔厉奋发"),
    ("广大职工【睥厉奋发】，再立新功", "踔厉奋发"),
    ("深化【供给侧结构改革】", "供给侧结构性改革"),
    ("以【习近平新时代中国特社会主义思想】为指导", "习近平新时代中国特色社会主义思想"),
    ("推动【产业工人队伍建没改革】", "产业工人队伍建设改革"),
    ("打造有理想守信念、懂技术会创新、【敢提当讲奉献】的队伍", "敢担当讲奉献"),
    ("职工代表听党话、【感恩党】、跟党走", "感党恩"),
    ("弘扬【劳太模精神】、劳动精神、工匠精神", "劳模精神"),
    # a character that a filter dropped wherever it stood
    ("引导职工【听话、跟走】，建功立业", "听党话、跟党走"),
    ("团结职工【听话、感恩、跟走】", "听党话、感党恩、跟党走"),
    # element lists
    ("增强【政治意识、大局意识、看齐意识】", "政治意识、大局意识、核心意识、看齐意识"),
    ("坚定【道路自信、理论自信、文化自信、制度自信】", "道路自信、理论自信、制度自信、文化自信"),
    (
        "围绕【思想引领、建功立业、素质提升、地位提高】下功夫",
        "思想引领、建功立业、素质提升、地位提高、队伍壮大",
    ),
    (
        "以【马克思列宁主义、毛泽东思想、“三个代表”重要思想、邓小平理论、科学发展观】为指导",
        "马克思列宁主义、毛泽东思想、邓小平理论、“三个代表”重要思想、科学发展观",
    ),
    # on record
    ("各族群众【筑牢中华民族共同体意识】", "铸牢中华民族共同体意识"),
    ("落实【“五位一体”战略布局】", "“五位一体”总体布局"),
]

CLEAN = [
    "临湖区工会引导职工听党话、跟党走，听党话、感党恩、跟党走。",
    "坚持稳中求进的工作总基调，统筹好发展和安全。",
    "推进依法治市，实施人才强县战略、创新驱动发展战略。",
    "弘扬劳动精神、工匠精神，也弘扬劳模精神和工匠精神。",
    "落实“四个意识，做到两个维护。",
    "贯彻党的十九届二中、三中全会精神和党的二十届三中全会精神。",
    "安平县的创新、开放和共享各有进展，绿色是底色。",
    "职业道路越走越宽，学有所成，预期转好。",
    "经济建设和文化建设都有新气象。",
    "建设知识型、创新型、技能型劳动者大军。",
    "大众创业万众创新蔚然成风。",
    "推动质的稳步提升。",
    "连续加班五小时，四个意见都已办结。",
    "",
]


@pytest.mark.parametrize(("marked", "expected"), DAMAGED)
def test_damage_is_found_where_it_stands(marked, expected):
    text = marked.replace("【", "").replace("】", "")
    start, end = marked.index("【"), marked.index("】") - 1
    assert find_near_misses(text) == [NearMiss(start, end, text[start:end], expected)]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_look_alikes_raise_no_alarm(text):
    assert find_near_misses(text) == []


def test_a_lost_quotation_mark_is_not_damage():
    assert find_near_misses("增强“四个意识、坚定四个自信”、做到“两个维护") == []


def damage(text: str, kind: str, chance: random.Random) -> str:
    at = chance.choice([pair.start() for pair in re.finditer("(?=[\u4e00-\u9fff]{3})", text)]) + 1
    if kind == "substituted":
        return f"{text[:at]}氓{text[at + 1 :]}"
    if kind == "added":
        return f"{text[:at]}氓{text[at:]}"
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


@pytest.mark.parametrize("kind", ["substituted", "added", "swapped"])
def test_nine_slips_in_ten_are_found(kind):
    chance = random.Random(20261203)
    clause = re.compile("[\u4e00-\u9fff]{3}")
    long = [f.text for f in load_formulations() if len(normalize(f.text)) >= 8 and clause.search(f.text)]
    slips = [slip for text in long if (slip := damage(text, kind, chance)) != text]
    missed = [slip for slip in slips if not find_near_misses(f"我们始终坚持{slip}，把工作做好。")]
    assert len(missed) <= 0.1 * len(slips), missed


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="踔厉奋发、，勇毅前行“”听党话感恩跟走两个维护 \n。", max_size=60))
def test_findings_are_in_order_and_slice_back(text):
    last = 0
    for near_miss in find_near_misses(text):
        assert last <= near_miss.start < near_miss.end <= len(text)
        assert text[near_miss.start : near_miss.end] == near_miss.text
        last = near_miss.end
