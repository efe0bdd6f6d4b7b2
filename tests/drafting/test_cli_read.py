from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from drafting.cli import main

TEXT = """在云州市总工会全委会议上的讲话
周敏
（2024年3月5日）
同志们：
这次会议的主要任务是总结去年工作,部署今年任务。下面，我讲两点意见。
一、总结成绩，坚定信心
过去一年，全市各级工会为***群体办成了一批职工看得见的实事。
二、突出重点，抓好落实
要把技能夜校办到车间去，让更多职工学得会、用得上。谢谢大家！
【关闭窗口】
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "讲话.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_view_shows_tree_removals_repairs_and_damage(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", str(draft)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "在云州市总工会全委会议上的讲话"
    assert "日期：2024-03-05" in lines[1]
    assert any(line.startswith("一、总结成绩，坚定信心〔") for line in lines)
    assert any("页面按钮" in line and "第10行" in line and "【关闭窗口】" in line for line in lines)
    assert any("标点与字形" in line and "1处" in line for line in lines)
    assert any("涂改" in line and "***" in line for line in lines)


def test_json_stands_alone_on_stdout(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", str(draft)]) == 0
    out, err = capsys.readouterr()
    value = json.loads(out)
    assert err == ""
    assert (value["source"], value["format"], value["encoding"]) == ("讲话.txt", "txt", "utf-8")
    assert [unit["number"] for unit in value["units"] if unit["level"] == 1] == ["一、", "二、"]
    assert [defect["kind"] for defect in value["defects"]] == ["redacted"]


def test_text_is_the_cleaned_body(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--text", str(draft)]) == 0
    out = capsys.readouterr().out
    assert "总结去年工作，部署今年任务" in out
    assert "关闭窗口" not in out


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("gb18030"))))
    assert main(["read", "-", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["source"], value["encoding"]) == ("-", "gb18030")


def test_bad_input_ends_with_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "空.txt"
    empty.touch()
    menu = tmp_path / "菜单.txt"
    menu.write_text("首页 | 新闻中心 | 登录\n", encoding="utf-8")
    for path in (empty, menu, tmp_path, tmp_path / "没有.txt"):
        assert main(["read", str(path)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("错误：")
        assert "办法：" in err
        assert str(path) in err


def test_the_view_counts_what_stands_below_a_heading_and_names_what_is_no_speech() -> None:
    from drafting.cli.read import iter_view
    from phrasebank.corpus import read_text

    body = "食堂的门要朝工地开，饭菜要热着等人。"
    speech = read_text(
        f"在临湖区工会会议上的讲话\n同志们：\n一、把食堂办到工地上\n（一）先把门打开\n{body}\n（二）再把价降下\n{body}"
    )
    section = next(line for line in iter_view(speech) if line.startswith("一、"))
    assert section.endswith(f"　{2 * len(body) + len('先把门打开') + len('再把价降下')}字")
    notice = read_text(
        "临湖区总工会关于放假的通知\n各基层工会：\n现将有关事项通知如下。\n一、时间\n自五月一日起。"
    )
    assert any("文种：" in line for line in iter_view(notice))
    assert not any("文种：" in line for line in iter_view(speech))
