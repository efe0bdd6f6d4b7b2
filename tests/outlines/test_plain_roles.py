"""Tests for sections whose headings are plain words: what the words do, and what the sentences below say (平实标题)."""

from __future__ import annotations

import pytest

from outlines.roles import weigh_role

PLAIN = "这件事说过不止一回，大家心里都有数。"


@pytest.mark.parametrize(
    ("heading", "text", "role"),
    [
        ("桥不修好，村里就不安生", PLAIN, "significance"),
        ("水源这道关，任何时候不能丢", PLAIN, "significance"),
        ("把路上的堵点一处处打通", PLAIN, "key_tasks"),
        (
            "我们能为货车司机做些什么",
            "凡是停车收费的，一律减半。夜里进站的不得清场，明年再加两个洗澡间。",
            "key_tasks",
        ),
        ("手艺可以传得更远", "我们愿意把教材送给邻县，也邀请邻县的师傅来上课。", "key_tasks"),
        ("毛病出在哪里，要认账", PLAIN, "situation"),
        ("这场大雪教给我们的，要牢牢记住", PLAIN, "significance"),
        ("三条纪律，条条管用", PLAIN, "organization"),
    ],
)
def test_plain_words_tell_the_role(heading: str, text: str, role: str) -> None:
    assert weigh_role(heading, text)[0].value == role
