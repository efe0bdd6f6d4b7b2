"""Web pages: the speech comes out whole, the page around it does not."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from outlines.errors import UserError
from phrasebank.corpus import read_bytes
from phrasebank.readers import RawDocument, parse_bytes

BODY = (
    "同志们：",
    "今天，我们在云州市召开工会工作会议，主要任务是回顾去年、谋划今年，把服务职工的事办得更实。",
    "一、把阵地建起来",
    "要把职工之家建到车间、建到工地、建到网点，让职工抬脚就能到、有事能商量、困难有人帮。",
    "二、把技能练出来",
    "要办好技能夜校，师傅带着徒弟学，工匠围着难题转，练出一支本领过硬的队伍。谢谢大家！",
)
TITLE = "在云州市工会工作会议上的讲话"
NAVIGATION = '<div class="nav"><a href="/">首页</a><a href="/a">工会概况</a><a href="/b">领导讲话</a></div>'
FOOTER = '<div id="footer"><p>主办：云州市总工会，地址：临湖区解放路1号，邮编：000000。</p></div>'


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>　　{text}</{tag}>\n" for text in BODY)


def page(article: str, head: str = "", title: str = TITLE) -> str:
    title = f"<title>{title}_领导讲话_云州工会网</title>"
    return f"<!DOCTYPE html><html><head>{title}{head}</head><body>{NAVIGATION}{article}{FOOTER}</body></html>"


def read(html: str | bytes) -> RawDocument:
    return parse_bytes(html.encode() if isinstance(html, str) else html, source="页.html", suffix=".html")


def texts(document: RawDocument) -> tuple[str, ...]:
    return tuple(line.text.strip("　 ") for line in document.lines if line.text)


def test_the_article_is_taken_and_the_page_reported() -> None:
    document = read(page(f"<h1>{TITLE}</h1><div class=con>{paragraphs()}</div>"))
    assert texts(document) == (TITLE, *BODY)
    assert [line.hint for line in document.lines] == ["title", *["p"] * len(BODY)]
    assert document.metadata["title"] == TITLE
    assert {removal.text for removal in document.removed} >= {"首页工会概况领导讲话"}
    assert any("邮编" in removal.text for removal in document.removed)


@pytest.mark.parametrize(
    "article",
    [
        f"<form action='/x'><div><input value='搜索'>{paragraphs()}</div></form>",
        f"<table><tr><td><table><tr><td>{paragraphs()}</td></tr></table></td></tr></table>",
        f"<div>{paragraphs('div')}</div>",
        f"<div>{'<br><br>'.join(BODY)}</div>",
        f"<div><p>{'</p><p>'.join(f'<span><font>{text[:5]}</font>{text[5:]}</span>' for text in BODY)}</div>",
        f"<div style='display:none' class='share'>{paragraphs()}</div>",
        f"<div id=js_content style='visibility:hidden'>{paragraphs('section')}</div>",
        f"<article><section>{paragraphs()}</section></article><div class=side><p>短讯，一则。</p></div>",
    ],
    ids=["form", "tables", "divs", "breaks", "inline", "shown-by-script", "wechat", "side"],
)
def test_however_a_page_is_built_the_body_is_whole(article: str) -> None:
    assert texts(read(page(article))) == BODY


def test_what_is_put_between_the_words_is_left_out() -> None:
    marked = BODY[1].replace(
        "主要", "<span style='display:none'>版权归云州网</span>主<!-- 注 --><script>x('。')</script>要"
    )
    assert texts(read(page(f"<div>{paragraphs().replace(BODY[1], marked)}</div>"))) == BODY


def test_pictures_captions_and_links_are_not_the_speech() -> None:
    extra = (
        "<p><img src=a.jpg></p><p>会议现场，各县区工会负责人认真听讲。记者 王一鸣 摄</p>"
        "<figure><img src=b.jpg><figcaption>周敏在安平县调研，看望一线职工。</figcaption></figure>"
        "<p><a href='/x'>云州市召开工会工作会议，部署全年任务，周敏出席</a></p>"
    )
    document = read(page(f"<div>{paragraphs()}{extra}</div>"))
    assert texts(document) == BODY
    assert [removal.reason for removal in document.removed].count("caption") == 2


def test_source_line_breaks_and_entities_are_no_text() -> None:
    html = (
        paragraphs().replace("主要任务", "主要\n     任务").replace("同志们：", "&nbsp;&#21516;志们&#xff1a;")
    )
    assert texts(read(page(f"<div>{html}</div>")))[:2] == ("\xa0同志们：", BODY[1])


def test_raised_digits_stay_raised() -> None:
    html = paragraphs().replace("今天", "今天<sup>1</sup>").replace("要把", "要把<sup>[2]</sup>")
    found = texts(read(page(f"<div>{html}</div>")))
    assert (found[1][:3], found[3][:5]) == ("今天¹", "要把[2]")


def test_a_table_of_figures_is_read_row_by_row() -> None:
    table = "<table><tr><td>县区</td><td>会员</td></tr><tr><td><p>安平县</p></td><td><p>3万人</p></td></tr></table>"
    document = read(
        page(f"<div>{paragraphs()}{table}<p>以上数字，请各单位认真核对，确保准确无误。</p></div>")
    )
    assert texts(document)[-3:-1] == ("县区 会员", "安平县 3万人")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="PubDate" content="2024-03-05 10:00">', "2024-03-05"),
        ('<meta property="article:published_time" content="2024-3-5T08:00:00+08:00">', "2024-03-05"),
        ('<script>var ct = "1709600400";</script>', "2024-03-05"),
    ],
)
def test_the_day_of_publication_is_read(head: str, published: str) -> None:
    assert read(page(f"<div>{paragraphs()}</div>", head)).metadata["published"] == published


def test_a_dateline_beside_the_article_gives_the_day() -> None:
    document = read(
        page(f"<div><div>{paragraphs()}</div><span>发布时间：2024年3月5日　来源：本网</span></div>")
    )
    assert document.metadata["published"] == "2024-03-05"


@pytest.mark.parametrize(
    ("declared", "actual", "encoding"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("utf-8", "gb18030", "gb18030"),
        ("", "gb18030", "gb18030"),
        ("no-such-charset", "gb18030", "gb18030"),
    ],
)
def test_a_page_is_decoded_whatever_it_declares(declared: str, actual: str, encoding: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    document = read(page(f"<div>{paragraphs()}</div>", meta).encode(actual))
    assert document.encoding == encoding
    assert texts(document) == BODY


def test_a_web_archive_is_opened() -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "http://yunzhou.example/x.html"
    message.set_content("纯文本部分")
    message.add_alternative(page(f"<div>{paragraphs()}</div>"), subtype="html", cte="quoted-printable")
    document = parse_bytes(message.as_bytes(), source="页.mhtml", suffix=".mhtml")
    assert document.format == "mhtml"
    assert texts(document) == BODY


def test_pasted_html_is_read_as_a_page() -> None:
    speech = read_bytes(page(f"<h1>{TITLE}</h1><div>{paragraphs()}</div>").encode())
    assert speech.format == "html"
    assert speech.title == TITLE
    assert [unit.heading for unit in speech.units if unit.level == 1] == ["把阵地建起来", "把技能练出来"]
    assert read_bytes(paragraphs().encode()).paragraphs == speech.paragraphs


def test_a_page_saved_as_doc_is_still_a_page() -> None:
    document = parse_bytes(page(f"<div>{paragraphs()}</div>").encode(), source="稿.doc", suffix=".doc")
    assert (document.format, texts(document)) == ("html", BODY)


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<html><body><script>load()</script><div id=app></div></body></html>", "没有正文"),
        ("<html><body>" + "<div>" * 5000 + "同志们", "嵌套太深"),
        ("<html><body>" + "<p>同志们</p>" * 1_500_000, "太大"),
    ],
)
def test_pages_that_cannot_be_read_say_why(html: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        read(html)
    assert error.value.hint


def test_headlines_of_a_report_go_and_the_title_block_of_a_speech_stays() -> None:
    def centred(*rows: str) -> str:
        return "".join(f"<p style='text-align: center;'>{row}</p>" for row in rows)

    headline = "周敏在云州市工会工作会议上强调"
    news = centred(headline, "把服务职工的事办得更实", "陈立主持会议并部署工作")
    headline += " 把服务职工的事办得更实"
    document = read(page(f"<h1>{headline}</h1><div>{news}{paragraphs()}</div>", title=headline))
    assert texts(document)[1:] == BODY
    assert [removal.reason for removal in document.removed].count("repeated_title") == 3
    front = ("（2024年3月5日）", "云州市总工会主席　周　敏")
    document = read(page(f"<h1>周敏：{TITLE}</h1><div>{centred(TITLE, *front)}{paragraphs()}</div>"))
    assert texts(document)[1:] == (*front, *BODY)
