"""Own templates: found before those that ship, checked whole, rendered where they can do no harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drafting.cli import main
from drafting.export import render
from drafting.export.catalogue import find_any, find_template, list_templates, load_sources
from drafting.export.sample import sample_draft
from drafting.export.template_check import check_source, check_template, fields
from drafting.export.view import view
from drafting.template_sandbox import TemplateError, render_apart, render_here
from outlines.errors import UserError

DATA = view(sample_draft())


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def faults_of(source: str) -> list[tuple[int, str]]:
    found = check_source("甲.md.j2", {**load_sources(), "甲.md.j2": source})
    return [(fault.line, fault.message) for fault in found]


def test_all_that_ship_pass_their_own_check() -> None:
    found = list_templates()
    assert {template.id for template in found} == {
        "speech.md",
        "speech.txt",
        "speech.html",
        "print.docx",
        "podium.docx",
    }
    assert all(template.description for template in found)
    assert [fault for template in found for fault in check_template(template)] == []


def test_the_documented_fields_are_those_a_template_gets() -> None:
    paths: dict[str, None] = {}

    def collect(value: object, path: str) -> None:
        if path:
            paths[path.removesuffix("[]")] = None
        if isinstance(value, dict):
            for key, inner in value.items():
                collect(inner, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for inner in value:
                collect(inner, f"{path}[]")

    collect(view(sample_draft(noted=True)), "")
    assert set(paths) == set(fields())


def test_an_own_template_stands_before_the_one_that_ships(tmp_path: Path) -> None:
    write(tmp_path, "speech.md.j2", "{{ title }}，约{{ minutes }}分钟\n")
    assert render(sample_draft(), "md", templates_dir=tmp_path) == f"{DATA['title']}，约0.8分钟\n"
    assert render(sample_draft(), "txt", templates_dir=tmp_path) == render(sample_draft(), "txt")
    assert find_any("speech.md", tmp_path).overrides


def test_a_template_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    path = write(tmp_path, "短.md.j2", "{{ title }}")
    assert render(sample_draft(), "md", "短", templates_dir=tmp_path) == DATA["title"]
    assert render(sample_draft(), "md", "短.md", templates_dir=tmp_path) == DATA["title"]
    assert render(sample_draft(), "md", str(path)) == DATA["title"]
    with pytest.raises(UserError, match="不是用来出txt的"):
        render(sample_draft(), "txt", str(path))
    with pytest.raises(UserError, match="没有名为“短”的txt版式"):
        render(sample_draft(), "txt", "短", templates_dir=tmp_path)


def test_an_own_template_can_build_on_the_one_it_overrides(tmp_path: Path) -> None:
    source = '{% extends "shipped/speech.md.j2" %}\n{% block head %}{% include "_头.j2" %}{% endblock %}\n'
    write(tmp_path, "speech.md.j2", source)
    write(tmp_path, "_头.j2", "内部资料\n")
    output = render(sample_draft(), "md", templates_dir=tmp_path)
    assert output.startswith("内部资料\n\n　　今天这个会")
    assert [template.id for template in list_templates(tmp_path) if not template.shipped] == ["speech.md"]
    assert check_template(find_template("speech", "md", tmp_path), tmp_path) == ()


def test_a_fault_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = write(
        tmp_path, "坏.md.j2", "{{ title }}\n\n{% for unit in units %}\n{{ unit.headin }}\n{% endfor %}\n"
    )
    with pytest.raises(UserError) as caught:
        render(sample_draft(), "md", "坏", templates_dir=tmp_path)
    assert "headin" in caught.value.message
    assert caught.value.where == f"{path}，第4行"
    assert "templates check 坏.md" in caught.value.hint


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "坏.md.j2").write_bytes("讲话".encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        render(sample_draft(), "md", "坏", templates_dir=tmp_path)
    assert render(sample_draft(), "md", templates_dir=tmp_path) == render(sample_draft(), "md")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ 'x' * 10 ** 10 }}", "内存"),
        ("{% set x = 'x' * 1000 %}{% for a in range(9999) %}{{ x }}{% endfor %}", "输出超过"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "用时"),
        ("{{ title.__class__.__mro__ }}", "不允许"),
        ("{{ units.append(1) }}", "不允许"),
        ("{% include '甲' %}", "引用了自己"),
        ("{{ 1 / 0 }}", "运算出错"),
        ("{{ cycler.__init__.__globals__ }}", "不允许"),
    ],
)
def test_a_template_can_do_no_harm(source: str, says: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render_apart("甲", {"甲": source}, DATA)
    assert says in caught.value.fault.message


def test_both_ways_to_render_agree() -> None:
    sources = load_sources()
    for name in ("speech.md.j2", "speech.txt.j2", "speech.html.j2"):
        assert render_apart(name, sources, DATA, escape=True) == render_here(name, sources, DATA, escape=True)


def test_the_check_lists_all_faults_at_once() -> None:
    source = """{# 试 #}
{{ titel }}
{{ title，date_line }}
{% for unit in units %}
{{ unit.headin }}{{ unit.line | upcase }}
{% for p in unit.paragraphs %}
{% if p.runs[0].promt %}{{ p.text.size }}{% endif %}
{% endfor %}
{% endfor %}
{{ units.heading }}{% if title is blank %}{% endif %}
{% include "没有.j2" %}
"""
    assert faults_of(source) == [
        (2, "稿件里没有“titel”这一项，是不是“title”？"),
        (3, "不能有字符“，”（标点要用半角）"),
        (5, "没有名为“upcase”的过滤器"),
        (5, "稿件的这一部分没有“headin”，是不是“heading”？"),
        (7, "文字或数没有“size”"),
        (7, "稿件的这一部分没有“promt”，是不是“prompt”？"),
        (10, "列表没有“heading”，要用for逐个取出"),
        (10, "没有名为“blank”的判断"),
        (11, "找不到要引用的版式“没有.j2”"),
    ]


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("甲\n{% for unit in units %}\n", 2, "for"),
        ("甲\n\n{% endfro %}", 3, "endfro"),
        ("{{ title }", 1, "}"),
        ("{% if %}{% endif %}", 1, "写法有误"),
    ],
)
def test_a_broken_structure_is_told_with_its_line(source: str, line: int, says: str) -> None:
    [(found, message)] = faults_of(source)
    assert found == line
    assert says in message


@pytest.mark.parametrize(
    "source",
    [
        "{% set 行 = title %}{{ 行 }}{{ 行.replace('讲话', '发言') }}",
        "{% macro 段(p, 前='　　') %}{{ 前 }}{{ p.text }}{% endmacro %}{{ 段(units[0].paragraphs[0]) }}",
        "{{ 稿号 | default('无') }}{% if 稿号 is defined %}{{ title }}{% endif %}",
        "{% for u in units | selectattr('level') | list %}{{ loop.index }}{{ u.line }}{% endfor %}",
        "{% for key, value in units[0].items() %}{{ key }}{{ value }}{% endfor %}",
        "{{ (units | first).role_label }}{{ units[1:][0]['heading'] }}{{ missing | length }}",
        "{% with 头 = head[0] %}{{ 头.text }}{% endwith %}",
        "{% raw %}{{ 不解析 的 }}{% endraw %}{# {{ 也不 解析 }} #}",
        "{% set ns = namespace(n=0) %}{% for u in units %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
        "{% import 'speech.md.j2' as 甲 %}{% from 'speech.md.j2' import 乙 as 丙 %}{{ 甲 }}{{ 丙 }}",
    ],
)
def test_the_check_raises_no_false_alarm(source: str) -> None:
    assert faults_of(source) == []


def test_a_fault_that_only_running_shows_is_found_too(tmp_path: Path) -> None:
    write(tmp_path, "坏.md.j2", "好\n{{ 1 / (seed - 1) }}")
    [fault] = check_template(find_any("坏", tmp_path), tmp_path)
    assert fault.line == 2


def test_each_field_is_shown_with_its_current_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["templates", "vars", "--json"]) == 0
    sample = {row["path"]: row["value"] for row in json.loads(capsys.readouterr().out)}
    assert set(sample) == set(fields())
    assert sample["title"] == DATA["title"]
    assert sample["notes[].alternatives"]
    assert sample["units[].heading"] == "看清来路，掂量技能工作的分量"
    assert main(["init", "县", "--defaults"]) == 0
    profile = tmp_path / "县" / "locality.yaml"
    text = profile.read_text(encoding="utf-8").replace("name: 周敏", "name: 司徒青山")
    profile.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["templates", "vars", "--workspace", "县"]) == 0
    rows = dict(line.split("\t")[::2] for line in capsys.readouterr().out.splitlines())
    assert rows["speaker_line"].endswith("司徒青山")
    assert rows["units"].endswith("项）")
