import subprocess
import sys
import time
from pathlib import Path

import pytest

from phrasebank import mining
from phrasebank.corpus import read_text
from phrasebank.phrase import Harvest, Kind

SPEECH = """在云州市集体协商工作推进会上的讲话

同志们：

今天，我们召开全市集体协商工作推进会，主要任务是查找突出差距，明确重点任务。首先，我代表市总工会，向获得表扬的同志表示热烈的祝贺！下面，我讲两点意见。

一、提高认识，把握集体协商的重要意义

集体协商是构建和谐劳动关系的重要举措。速度快是好事，可眼下还有三个难题没有解决。

二、突出重点，落实集体协商的关键任务

（一）建强协商队伍。要健全协商代表培训制度，培育懂法律、会算账的指导员。去年，云州培训指导员320人，增长8%。要以更实的作风、更细的服务、更硬的举措，推进各项工作，做到协商有准备、过程有记录、结果有公示。

（二）今年工作的总体要求。更帮着企业解决问题。要开工建设云州协商服务大楼。要凝心聚力、开阔视野，支持远航重工集团先行先试。

同志们，让我们凝聚团结奋进的磅礴力量，夺取新胜利作出更大贡献！
"""


@pytest.fixture(scope="module")
def harvest() -> Harvest:
    return mining.mine_speech(read_text(SPEECH, "云州.txt"), "0" * 64)


def texts(harvest: Harvest, kind: Kind) -> set[str]:
    return {candidate.text for candidate in harvest.candidates if candidate.kind is kind}


def test_an_opening_gives_its_tasks_and_its_greeting(harvest: Harvest) -> None:
    found = texts(harvest, Kind.OPENING)
    assert {"查找突出差距", "明确重点任务"} <= found
    assert any("表示热烈的祝贺" in text for text in found)


def test_what_leads_on_is_a_transition(harvest: Harvest) -> None:
    assert texts(harvest, Kind.TRANSITION) == {"下面，我讲两点意见。"}


def test_judgments_count_no_difficulties(harvest: Harvest) -> None:
    assert texts(harvest, Kind.SIGNIFICANCE) == {"{topic}是构建和谐劳动关系的重要举措"}


def test_parallels_keep_what_governs_them(harvest: Harvest) -> None:
    assert texts(harvest, Kind.PARALLEL) == {
        "以更实的作风、更细的服务、更硬的举措",
        "协商有准备、过程有记录、结果有公示",
    }


def test_only_set_phrases_are_idioms(harvest: Harvest) -> None:
    found = texts(harvest, Kind.IDIOM)
    assert "凝心聚力" in found
    assert "开阔视野" not in found


def test_measures_are_whole_and_of_no_place(harvest: Harvest) -> None:
    found = texts(harvest, Kind.MEASURE)
    assert "健全协商代表培训制度" in found
    assert not [text for text in found if "大楼" in text or "远航" in text or text.startswith("更")]


def test_a_call_is_whole(harvest: Harvest) -> None:
    assert texts(harvest, Kind.CALL) == {"凝聚团结奋进的磅礴力量"}


def test_headings_of_one_year_stay_out(harvest: Harvest) -> None:
    found = texts(harvest, Kind.HEADING)
    assert "建强协商队伍" in found
    assert not [text for text in found if "总体要求" in text]


def test_both_engines_mine_the_same() -> None:
    pytest.importorskip("rjieba", reason="rjieba is not installed")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from phrasebank import segment\n"
        "if sys.argv[1] == 'plain': segment._rust_engine = lambda: None\n"
        "from phrasebank.intake import mine_document\n"
        "for path in sys.argv[2:]: print(mine_document(Path(path), path))\n"
    )
    starter = sorted(Path(mining.__file__).parent.joinpath("starter").glob("*.txt"))[:3]
    assert starter

    def mine(engine: str) -> str:
        run = [sys.executable, "-W", "ignore", "-c", code, engine, *map(str, starter)]
        return subprocess.run(run, capture_output=True, text=True, check=True).stdout

    assert mine("fast") == mine("plain")


def test_no_clause_keeps_its_place_wherever_it_stands() -> None:
    text = "要推动云州高质量发展，积极融入云州都市圈，推广“匠心云州”做法，完善服务体系，"
    speech = read_text(SPEECH.replace("要健全协商代表培训制度，", text), "云州.txt")
    found = texts(mining.mine_speech(speech, "0" * 64), Kind.MEASURE)
    assert "完善服务体系" in found
    assert not [phrase for phrase in found if "云州" in phrase]


def test_one_endless_line_is_mined_in_proportion_to_its_length() -> None:
    line = "要健全职工服务制度，完善技能培训体系，做到人人愿学、人人能学、人人善学，培训职工320人，"

    def seconds(times: int) -> float:
        speech = read_text(SPEECH.replace("要健全协商代表培训制度，", line * times), "云州.txt")
        start = time.process_time()
        mining.mine_speech(speech, "0" * 64)
        return time.process_time() - start

    seconds(50)
    assert min(seconds(2000), seconds(2000)) < 12 * min(seconds(500), seconds(500))
