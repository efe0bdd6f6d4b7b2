"""The engine of checking: spans, acceptance, fixing, formats, and the text of the manual."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.check import check, choose_rules, find_rule
from drafting.check_docs import manual
from drafting.check_fix import apply_fixes, fix_document
from drafting.check_formats import finding_json, iter_github, iter_text, sarif_log
from drafting.profile import profile_from_text
from drafting.rules import RULES
from drafting.rules.document import Document, plain_document
from drafting.rules.model import Settings
from drafting.rules.reading import document_from
from drafting.rules.sample import sample_profile
from outlines.errors import UserError

ROOT = Path(__file__).parent.parent.parent
FAULTY = "今天,我们召开 会议，培训职工３000人，，要弘扬“工匠精神。。再接再励，贯切到底.\n新建工会××家；第二，要实干。\n"
FIXED = Settings(date="2026-05-01")


def _rules(*names: str) -> Any:
    return choose_rules(names)


# ---- positions


@pytest.mark.parametrize(
    ("suffix", "text", "line", "column"),
    [
        (".txt", "第一行。\n　　新建工会××家。\n", 2, 7),
        (".md", "---\ntitle: 稿\n---\n# 标题\n\n- **新建**工会××家。\n", 6, 11),
        (".html", "<html><body>\n<p>开头。</p>\n<p>新建<b>工会</b>××家。</p></body></html>", 3, 15),
    ],
)
def test_a_finding_leads_to_its_place_in_the_file(suffix: str, text: str, line: int, column: int) -> None:
    document = document_from(text.encode(), "稿" + suffix, suffix)
    [finding] = check(document, FIXED, _rules("unfilled"))
    told = finding_json(document, finding)
    assert (told["line"], told["column"], told["text"]) == (line, column, "××")
    row = text.split("\n")[line - 1]
    assert row[column - 1 : column + 1] == "××"


@given(st.text(alphabet="工会要抓好落实，。“”（） \t\n#*-<>&1a", max_size=80))
def test_every_character_leads_back_to_the_file(text: str) -> None:
    for suffix in (".txt", ".md"):
        try:
            document = document_from(("工会。\n" + text).encode(), "稿", suffix)
        except UserError:
            continue
        for at, char in enumerate(document.text):
            if char != "\n":
                start, end = document.raw_span(at, at + 1)
                assert document.raw[start:end] == char


def test_lines_wrapped_by_hand_are_read_as_one_paragraph() -> None:
    wrapped = "\n".join(["各级工会要认真学习贯彻会议精神把各项"] * 5 + ["任务落实到位。"])
    document = document_from(wrapped.encode(), "稿.txt", ".txt")
    assert len(document.paragraphs) == 1
    assert document.position(len(document.text) - 1).line == 6


# ---- accepting


def test_a_remark_accepts_its_paragraph_only() -> None:
    text = "新建工会××家。〔免检：unfilled〕\n发展会员××人。\n"
    document = document_from(text.encode(), "稿.txt", ".txt")
    assert [finding.start for finding in check(document, FIXED, _rules("unfilled"))] == [
        document.text.rindex("××")
    ]


def test_a_comment_that_stands_alone_accepts_the_next_paragraph() -> None:
    text = "<!-- 免检：unfilled -->\n新建工会××家。\n\n发展会员××人。\n"
    document = document_from(text.encode(), "稿.md", ".md")
    assert len(check(document, FIXED, _rules("unfilled"))) == 1


def test_another_rule_is_not_accepted_with_it() -> None:
    document = document_from("新建工会××家，，好。〔免检：punctuation〕".encode(), "稿.txt", ".txt")
    assert [finding.rule for finding in check(document, FIXED, _rules("unfilled", "punctuation"))] == [
        "unfilled"
    ]


def test_the_profile_accepts_words_and_ignores_rules() -> None:
    profile = profile_from_text(
        "place: {name: 云州市}\nmeeting: {topic: 安全}\ncheck: {ignore: [spacing], accept: [苏州工业园]}\n",
        "稿",
    )
    document = plain_document("要向苏州工业园要效益，也要向无锡看齐，多出 成果。")
    found = check(document, Settings(profile), _rules("foreign-place", "spacing"))
    assert [finding.text for finding in found] == ["无锡"]


# ---- choosing


def test_rules_are_chosen_by_name() -> None:
    assert [rule.name for rule in choose_rules(["spacing,unfilled"])] == ["unfilled", "spacing"]
    assert "spacing" not in [rule.name for rule in choose_rules((), ["spacing"])]


def test_an_unknown_rule_is_told_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match="没有“unfiled”这条规则") as caught:
        find_rule("unfiled")
    assert "unfilled" in caught.value.hint


# ---- fixing


def _fix(text: str) -> str:
    def read(changed: str) -> Document:
        return document_from(changed.encode(), "稿", ".txt")

    return fix_document(read(text), FIXED, read).document.raw


def test_fixing_makes_what_has_one_right_mend() -> None:
    assert _fix(FAULTY) == (
        "今天，我们召开会议，培训职工3000人，要弘扬“工匠精神。再接再厉，贯彻到底。\n新建工会××家；第二，要实干。\n"
    )


_SCRAPS = st.sampled_from(
    [
        *("今天", "我们", "召开", "会议", "再接再励", "贯切", "的的", "要要", "四个自信", "增强", "人"),
        *(",", "，", "，，", "。", "。。", "(", ")", "“", "”", '"', "、和", "、", "：", ":", "--", "..."),
        *(" ", "　", "３", "12", "\n"),
    ]
)


@given(st.lists(_SCRAPS, max_size=40).map("".join))
def test_a_fixed_text_has_nothing_fixable_left(text: str) -> None:
    try:
        document = document_from(("工会。" + text).encode(), "稿", ".txt")
    except UserError:
        return

    def read(changed: str) -> Document:
        return document_from(changed.encode(), "稿", ".txt")

    fixed = fix_document(document, FIXED, read)
    assert [finding for finding in fixed.findings if finding.fix is not None] == []


@given(st.lists(_SCRAPS, max_size=30).map("".join))
def test_a_fix_changes_nothing_outside_its_span(text: str) -> None:
    document = plain_document("工会。" + text)
    findings = check(document, FIXED)
    changed, made = apply_fixes(document, findings)
    assert (changed == document.raw) or made
    outside = document.raw
    for finding in reversed([f for f in findings if f.fix is not None]):
        start, end = document.raw_span(finding.start, finding.end)
        outside = outside[:start] + outside[end:]
    rest = iter(changed)
    assert all(char in rest for char in outside)  # what no finding covers is there still, in its order


def test_right_text_is_left_as_it_is() -> None:
    text = "各级工会要再接再厉，贯彻会议精神，增强“四个意识”、坚定“四个自信”。\n比分3:2，会期9:30至11:00。\n"
    assert _fix(text) == text


# ---- formats


def _checked() -> tuple[Document, Any]:
    document = document_from(FAULTY.encode(), "稿 件.txt", ".txt")
    return document, check(document, FIXED)


def test_text_puts_the_caret_under_the_characters() -> None:
    document = plain_document("要抓，，好", "稿.txt")
    lines = list(iter_text(document, check(document, FIXED, _rules("punctuation"))))
    assert lines[:3] == ["稿.txt:1:3 警告 punctuation 标点连用“，，”", "    要抓，，好", "        ^^^^"]


def test_text_has_no_colour_unless_asked() -> None:
    document, findings = _checked()
    assert "\x1b" not in "".join(iter_text(document, findings))
    assert "\x1b[33m" in "".join(iter_text(document, findings, colour=True))


def test_github_escapes_what_ends_a_property() -> None:
    document, findings = _checked()
    lines = list(iter_github(document, findings))
    assert len(lines) == len(findings)
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert "\n" not in "".join(lines)


def test_sarif_holds_to_the_schema() -> None:
    import jsonschema

    schema = json.loads((ROOT / "docs" / "schemas" / "sarif.json").read_text(encoding="utf-8"))
    document, findings = _checked()
    log = sarif_log([(document, findings)], RULES, "1.0")
    jsonschema.validate(log, schema)
    results = log["runs"][0]["results"]
    assert len(results) == len(findings) > 3
    assert all(RULES[result["ruleIndex"]].name == result["ruleId"] for result in results)
    assert any("fixes" in result for result in results)


# ---- documentation


def test_the_manual_of_rules_is_current() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == manual(RULES)


def test_an_empty_profile_asks_for_nothing() -> None:
    document = plain_document("市委书记方志鸿到昆山调研。")
    assert check(document, Settings()) == []
    assert check(document, Settings(sample_profile())) != []


def test_passages_far_apart_in_a_source_are_no_single_copy() -> None:
    from drafting.rules.overlap import Run, _chains

    together = [Run(0, 30, 100), Run(34, 64, 134)]
    apart = [Run(0, 30, 100), Run(34, 64, 500)]
    assert list(_chains(together)) == [(0, 64, 60)]
    assert list(_chains(apart)) == [(0, 30, 30), (34, 64, 30)]
