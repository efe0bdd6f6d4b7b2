"""Reading YAML that people write: nothing guessed, every mistake on its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from outlines.errors import UserError
from outlines.yaml_schema import read_as, tidy
from outlines.yaml_source import MAX_BYTES, SourceError, field_name, parse_yaml, read_yaml, scan_yaml

NAMES = st.text("abcdefgh云州临湖", min_size=1, max_size=6)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)


def problems(text: str) -> list[tuple[int, str]]:
    """Name the mistakes of a text with their lines."""
    try:
        return [(problem.line, problem.message) for problem in scan_yaml(text, "a.yaml").problems]
    except SourceError as error:
        return [(problem.line, problem.message) for problem in error.problems]


@pytest.mark.parametrize(
    "written",
    ["12:30", "010", "yes", "on", "no", "1_000", "0x1F", "1e3", "3.10", "2026-12-03", "true", ".inf"],
)
def test_a_plain_value_stays_as_written(written: str) -> None:
    assert parse_yaml(f"a: {written}\nb: [{written}]\n", "a.yaml").data == {"a": written, "b": [written]}


@pytest.mark.parametrize(
    ("written", "value"), [("", None), ("~", None), ("null", None), ("'null'", "null"), ("''", "")]
)
def test_nothing_is_told_from_text(written: str, value: str | None) -> None:
    assert parse_yaml(f"a: {written}\n", "a.yaml").data == {"a": value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  name：云州市\n  level: 区\nb: 1\n", [(2, "用了全角冒号“：”")]),
        ("a：\n  name: 云州市\n", [(1, "用了全角冒号“：”")]),
        ("a:\n  name：云州市\nb：2\n", [(2, "用了全角冒号“：”"), (3, "用了全角冒号“：”")]),
        ("a: 1\nname:云州市\nb: 2\n", [(2, "冒号后面没有空格")]),
        ("a:\n\tb: 1\n", [(2, "行首有制表符")]),
        ("a: 1\nb: 2\na: 3\n", [(3, "“a”写了两次，前一次在第1行")]),
        ("x: {a: 1, a: 2}\n", [(1, "“a”写了两次，前一次在第1行")]),
        ("a: &x 1\nb: *x\n", [(1, "不支持锚点“&x”"), (2, "不支持引用“*x”")]),
        ("a: !!python/name:os.system x\n", [(1, "不支持标签“tag:yaml.org,2002:python/name:os.system”")]),
        ("a: [1, 2\nb: 3\n", [(1, "方括号没有配对")]),
        ("a: {b: 2\nc: 3\n", [(1, "花括号没有配对")]),
        ("a: 1\nb: 'x\nc: 2\n", [(2, "引号没有配对")]),
        ("a: 1\n  b: 2\n", [(2, "这里不该出现冒号")]),
        ("a: @x\n", [(1, "这一行有YAML里另有含义的符号")]),
        ("- a\n- b\n", [(1, "最外层不是“键: 值”")]),
        ("一段话\n", [(1, "最外层不是“键: 值”")]),
        ("a: 1\n---\nb: 2\n", [(2, "一个文件里有两份内容")]),
        ("[a]: 1\nb: 2\n", [(1, "键不是文字")]),
        ('a: 1\nb: "x\\0y"\n', [(2, "值里有看不见的控制字符")]),
        ("a: 1\nb: x\x01y\n", [(2, "有YAML不允许的字符")]),
    ],
)
def test_each_mistake_is_named_on_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert problems(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  name：正文里的全角冒号\n  b:c\n",
        "a: 主题：抓落实\n",
        "a: [目标：翻番, 比例3:1]\n",
        "a: http://example.com:80/x\n",
        'a: "name：引号里的"\n',
        "a:\n  - 一句话：后面\n",
    ],
)
def test_colons_within_a_value_are_left_alone(text: str) -> None:
    assert problems(text) == []


def test_block_text_is_not_mended_when_something_else_is() -> None:
    source = scan_yaml("a: |\n  name：正文\nb：二\n", "a.yaml")
    assert source.data == {"a": "name：正文\n", "b": "二"}
    assert [problem.line for problem in source.problems] == [3]


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(UserError):
        parse_yaml(text, "a.yaml")


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "a: " + "{b: " * 5000, "a: [" + "1, " * 30_000 + "1]"])
def test_depth_and_number_are_bounded(text: str) -> None:
    with pytest.raises(SourceError):
        parse_yaml(text, "a.yaml")


def test_nested_aliases_are_not_expanded() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert len(problems("\n".join(rows))) == 100


def test_lines_of_keys_and_items() -> None:
    source = parse_yaml("a: 1\nb:\n  - x\n  - c: 2\n", "a.yaml")
    assert dict(source.lines) == {("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4}
    assert source.line(("b", 1, "missing")) == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_in_the_encodings_of_editors(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("name: 云州市\r\nlevel: 地级市\r\n".encode(encoding))
    assert read_yaml(path).data == {"name": "云州市", "level": "地级市"}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_bytes(b"a" * (MAX_BYTES + 1))
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xd8\xff\x00\x81")
    for name in ("missing.yaml", "big.yaml", "binary.yaml", "."):
        with pytest.raises(UserError) as caught:
            read_yaml(tmp_path / name)
        assert caught.value.where
        assert caught.value.hint


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_what_was_dumped_is_read_back(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"')
    assert parse_yaml(text, "a.yaml").data == data


@given(st.text(st.sampled_from("ab云：:-[]{}'\"|>&*!#%@ \n\t"), max_size=60))
def test_any_text_gives_data_or_a_users_error(text: str) -> None:
    try:
        source = scan_yaml(text, "a.yaml")
    except UserError as error:
        shown = error.render()
    else:
        shown = f"错误：{source.data}"
        assert isinstance(source.data, dict)
    assert shown.startswith("错误：")


@dataclass(frozen=True, slots=True)
class Part:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name: str
    share: float = 0.0
    kind: Literal["甲", "乙"] = "甲"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    title: str
    parts: tuple[Part, ...] = ()


def complaints(text: str) -> list[tuple[str, str]]:
    """Name the mistakes of content with their fields."""
    with pytest.raises(SourceError) as caught:
        read_as(Whole, scan_yaml(text, "a.yaml"))
    return [(problem.field, problem.hint) for problem in caught.value.problems]


def test_content_becomes_plain_dataclasses() -> None:
    source = parse_yaml(
        "title: 推进\n  改革\nparts:\n  - {name: 一, share: 0.2, tags: [x]}\n  - name: 二\n", "a.yaml"
    )
    assert read_as(Whole, source) == Whole("推进改革", (Part("一", 0.2, "甲", ("x",)), Part("二")))


def test_every_mistake_of_content_is_named() -> None:
    text = "titel: x\nparts:\n  - nmae: 一\n    share: 三成\n    kind: 丙\n    tags: 红、绿\n  - 二\n  -\n"
    assert sorted(complaints(text)) == [
        ("parts[1].kind", "可以写：甲、乙"),
        ("parts[1].nmae", "是不是“name”？"),
        ("parts[1].share", "写成数字，如3或0.2"),
        ("parts[1].tags", "写成[红, 绿]"),
        ("parts[2]", "写成“- name: 二”"),
        ("parts[3]", "填写或删去"),
        ("titel", "是不是“title”？"),
    ]


def test_a_key_in_the_wrong_block_is_sent_home() -> None:
    assert complaints("title: x\nshare: 1\n") == [("share", "“share”要写在parts下面，注意缩进")]


def test_rendering_one_mistake_and_several() -> None:
    with pytest.raises(SourceError) as one:
        read_as(Whole, scan_yaml("titel: x\ntitle: y\n", "a.yaml"))
    assert one.value.render() == (
        "错误：没有“titel”这个键\n位置：a.yaml，第1行，titel\n办法：是不是“title”？"
    )
    with pytest.raises(SourceError) as several:
        read_as(Whole, scan_yaml("titel: x\nparts: 一\n", "a.yaml"))
    assert several.value.render().splitlines() == [
        "错误：a.yaml有2处要改",
        "  第1行，titel：没有“titel”这个键。办法：是不是“title”？",
        "  第2行，parts：这里应当是列表。办法：写成[一]",
    ]


def test_field_names_count_from_one() -> None:
    assert field_name(("facts", 0, "text")) == "facts[1].text"


@pytest.mark.parametrize(
    ("text", "expected"), [("推进 改革", "推进改革"), ("用 AI 赋能", "用 AI 赋能"), ("一，\n二", "一，二")]
)
def test_tidy_takes_only_blanks_between_han(text: str, expected: str) -> None:
    assert tidy(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "title: x\n",
        "title: x\nparts:\n  - {name: 一, tags: [红, 绿]}\n  - {name: 二, kind: 乙}\n",
        "title: x\nparts: []\n",
        "title: x\nparts: [{name: 一, share: 0.2}]\n",
    ],
)
def test_what_is_built_directly_is_what_pydantic_builds(text: str) -> None:
    source = parse_yaml(text, "a.yaml")
    assert read_as(Whole, source) == TypeAdapter(Whole).validate_python(source.data)
