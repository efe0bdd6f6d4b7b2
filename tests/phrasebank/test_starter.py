"""The starter speeches are whole, various, and about places that do not exist."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import phrasebank
from outlines.library import shipped_outlines
from phrasebank.gazetteer import load_gazetteer

FILES = sorted((Path(phrasebank.__file__).parent / "starter").glob("*.txt"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in FILES}
KEYS = ["title", "occasion", "topic", "level", "date", "place", "speaker"]
NUMERALS = "一二三四五六七八九十"
COUNTED = re.compile(r"我(?:再)?讲([一二三四五六])(?:点|个方面的?)意见")
SHINGLE = 13

each = pytest.mark.parametrize("name", TEXTS)


def front_matter(name: str) -> dict[str, str]:
    block = TEXTS[name].split("---\n")[1]
    return dict(line.split(": ", 1) for line in block.splitlines())


def paragraphs(name: str) -> list[str]:
    return [line for line in TEXTS[name].split("---\n", 2)[2].splitlines() if line]


def tops(name: str) -> list[str]:
    return [p for p in paragraphs(name) if re.match(rf"[{NUMERALS}]、", p)]


def han(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))


def test_there_are_enough_to_draft_from() -> None:
    assert len(FILES) >= 20
    assert len({front_matter(name)["topic"] for name in TEXTS}) >= 15
    assert len({front_matter(name)["level"] for name in TEXTS}) >= 6


@each
def test_front_matter_says_what_the_speech_is(name: str) -> None:
    data = front_matter(name)
    assert list(data) == KEYS
    assert re.fullmatch(r"202[56]-\d\d-\d\d", data["date"])
    assert data["occasion"] in {o for outline in shipped_outlines() for o in outline.occasions}


@each
def test_the_length_is_a_speech_of_ten_to_seventeen_minutes(name: str) -> None:
    assert 2000 <= sum(map(len, paragraphs(name))) <= 3500


@each
def test_level_one_headings_count_up_and_are_of_one_build(name: str) -> None:
    headings = tops(name)
    assert [heading[0] for heading in headings] == list(NUMERALS[: len(headings)])
    assert 3 <= len(headings) <= 4
    sizes = [len(heading) for heading in headings]
    assert max(sizes) - min(sizes) <= 6, headings
    assert not any(heading.endswith("。") for heading in headings)


@each
def test_level_two_headings_count_up_and_run_into_their_text(name: str) -> None:
    inside: list[str] = []
    for paragraph in paragraphs(name):
        if paragraph in tops(name):
            inside = []
        elif match := re.match(rf"（([{NUMERALS}])）[^。]{{4,36}}。(.+)", paragraph):
            inside.append(match[1])
            assert len(match[2]) >= 50, paragraph
            assert inside == list(NUMERALS[: len(inside)]), paragraph
        else:
            assert not paragraph.startswith("（"), paragraph


@each
def test_as_many_points_as_announced(name: str) -> None:
    announced = [match[1] for match in COUNTED.finditer(TEXTS[name])]
    assert all(NUMERALS.index(number) + 1 == len(tops(name)) for number in announced)


@each
def test_punctuation_is_full_width(name: str) -> None:
    # Two things are written otherwise: decimals, and the space between the two issuers of a document.
    body = re.sub(r"(?<=\d)\.(?=\d)|(?<=中共中央) (?=国务院)", "", "".join(paragraphs(name)))
    assert not re.search(r"[,.;:?!()\"'a-zA-Z ]", body)
    assert not re.search(r"[，。；：！？、]{2}", body)
    assert body.count("“") == body.count("”")


@each
def test_the_topic_goes_by_its_full_name(name: str) -> None:
    assert TEXTS[name].count(front_matter(name)["topic"]) >= 4


@each
def test_no_sentence_stands_twice(name: str) -> None:
    sentences = [s for s in re.split("[。！？]", "".join(paragraphs(name))) if len(s) > 8]
    assert len(sentences) == len(set(sentences))


@each
def test_neighbouring_sentences_begin_differently(name: str) -> None:
    for paragraph in paragraphs(name):
        openings = [s[:2] for s in re.split("[。！？]", paragraph) if s]
        run = longest = 1
        for before, after in pairwise(openings):
            run = run + 1 if before == after else 1
            longest = max(longest, run)
        assert longest <= 3, paragraph


@each
def test_it_closes_with_a_call(name: str) -> None:
    closing = "".join(paragraphs(name)[-2:])
    assert "让我们" in closing
    assert closing.endswith("！")


def test_places_and_speakers_differ_and_no_place_exists() -> None:
    data = [front_matter(name) for name in TEXTS]
    gazetteer = load_gazetteer()
    assert len({d["place"] for d in data}) == len({d["speaker"] for d in data}) == len(data)
    assert not [d["place"] for d in data if gazetteer.lookup(d["place"])]


def test_no_two_speeches_share_their_wording() -> None:
    shingles = {}
    for name in TEXTS:
        text = han("".join(paragraphs(name)))
        shingles[name] = {text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)}
    for (a, first), (b, second) in combinations(shingles.items(), 2):
        assert len(first & second) < 0.05 * min(len(first), len(second)), (a, b)
