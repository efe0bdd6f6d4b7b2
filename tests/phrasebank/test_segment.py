from __future__ import annotations

import subprocess
import sys

import pytest

from phrasebank import segment

TEXTS = [
    "云州市总工会召开2026年工作会议，培训职工3.5万人次，T恤、卡拉OK和5G一样也没少。",
    "临湖区委书记许立峰走访远航重工集团，看望张桂芬师傅。",
    "“2+8+N”样本群、“匠心云州”品牌\n（一）抓好落实",
    "  空格 与\t制表符，ＡＢＣ，㐀，〇",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_join_back_to_the_text(text: str) -> None:
    assert "".join(word for word, _ in segment.tag(text)) == text
    assert "".join(segment.cut(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_both_engines_agree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rjieba", reason="rjieba is not installed")
    fast = (segment.tag(text), segment.cut(text), segment.split_listed(text))
    monkeypatch.setattr(segment, "_rust_engine", lambda: None)
    segment.forget_engine()
    try:
        assert (segment.tag(text), segment.cut(text), segment.split_listed(text)) == fast
    finally:
        segment.forget_engine()


def test_is_word_reads_the_dictionary() -> None:
    assert segment.is_word("工会")
    assert not segment.is_word("匠心云州")


@pytest.mark.parametrize("engine", ["fast", "plain"])
def test_nothing_is_written_nor_printed(engine: str) -> None:
    code = (
        "from phrasebank import segment\n"
        f"plain = {engine == 'plain'}\n"
        "if plain: segment._rust_engine = lambda: None\n"
        "assert segment.tag('召开会议')\n"
    )
    run = subprocess.run(
        [sys.executable, "-W", "default", "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ".", "TMPDIR": "/proc/none", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
