"""What a file says of itself above its text: `---`, keys and values, `---`."""

from __future__ import annotations

from pathlib import Path

import pytest

from phrasebank.corpus import read_bytes, read_speech
from phrasebank.entities import analyse
from phrasebank.readers import read_lines

FRONT = """---
title: 在全县困难职工帮扶工作座谈会上的讲话
occasion: symposium
topic: 困难职工帮扶
level: 县级市
date: 2026-01-14
place: 云州市
speaker: 周敏
---
"""
BODY = """
同志们：
今天请大家来，是要把困难职工帮扶的事情谈深谈透。下面，我讲两点意见。
一、把底数摸清
要一户一户走到，一项一项登记，做到情况明、底数清。
二、把实事办好
要急职工之所急，帮职工之所需。谢谢大家！
"""


@pytest.mark.parametrize("name", ["稿.txt", "稿.md"])
@pytest.mark.parametrize("colon", [":", "：", " : "])
def test_front_matter_is_taken_out_of_the_text(tmp_path: Path, name: str, colon: str) -> None:
    path = tmp_path / name
    path.write_text(FRONT.replace(":", colon) + BODY, encoding="utf-8")
    document = read_lines(path)
    assert document.lines[0].number == 10
    assert document.metadata["published"] == "2026-01-14"
    assert document.metadata["occasion"] == "symposium"
    speech = read_speech(path)
    assert speech.title == "在全县困难职工帮扶工作座谈会上的讲话"
    assert (speech.speaker, speech.date) == ("周敏", "2026-01-14")
    assert dict(speech.metadata)["place"] == "云州市"
    assert speech.paragraphs[0] == "同志们："
    assert not speech.removed


def test_what_is_declared_goes_before_what_is_guessed() -> None:
    declared = read_bytes((FRONT + BODY.replace("今天", "2024年5月6日")).encode())
    assert declared.date == "2026-01-14"
    context = analyse(declared)
    assert (context.topic, context.place, context.grade) == ("困难职工帮扶", "云州市", "市")
    assert {"云州市", "云州"} <= set(context.places)
    assert analyse(read_bytes(BODY.encode())).place == ""


def test_a_title_in_the_text_stands_where_front_matter_has_none() -> None:
    speech = read_bytes(
        ("---\ntopic: 困难职工帮扶\n---\n在全县帮扶工作座谈会上的讲话\n（2025年3月2日）\n" + BODY).encode()
    )
    assert (speech.title, speech.date) == ("在全县帮扶工作座谈会上的讲话", "2025-03-02")


@pytest.mark.parametrize("text", ["---\n同志们：今天开会。\n---\n", "---\n\n---\n", "---\ntitle: 讲话\n"])
def test_ruled_lines_round_prose_are_no_front_matter(tmp_path: Path, text: str) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(text + BODY, encoding="utf-8")
    document = read_lines(path)
    assert document.metadata == {}
    assert document.lines[0].number == 1
