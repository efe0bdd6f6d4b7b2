from __future__ import annotations

import pytest

from outlines.speech import RepairKind
from phrasebank.cleaning import STEPS, clean_text

TITLE = "在云州市职工技能提升工作会议上的讲话"
BODY = [
    "同志们：",
    "今天，我们在这里召开会议，主要任务是盘点上半年的进展，安排下半年的工作。下面，我讲两点意见。",
    "一、看清差距，增强紧迫感",
    "我市的技能人才总量偏少、结构偏老，企业愿意用、不愿意育的现象还比较普遍，必须下力气扭转。",
    "二、压实责任，抓好落实",
    "各级工会要主动上门，摸清企业的需求，把培训送到班组、送到机台。谢谢大家！",
]


def paragraphs(text: str) -> tuple[str, ...]:
    return clean_text(text).paragraphs


def page(head: str, tail: str, body: list[str] | None = None) -> str:
    return "\n".join([head, TITLE, *(body or BODY), tail])


def test_step_names_are_unique() -> None:
    assert len({name for name, _ in STEPS}) == len(STEPS)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("各级工会,要带头.", "各级工会，要带头。"),
        ("同志们:", "同志们："),
        ("(一)抓住重点;突破难点!", "（一）抓住重点；突破难点！"),
        ("会议定于 9:30 开始", "会议定于9:30开始"),
        ("比例为1:2,共1,200人", "比例为1:2，共1,200人"),
        ('做到"真学真用",见行动。', "做到“真学真用”，见行动。"),
        ("生产总值(GDP)增长。", "生产总值（GDP）增长。"),
        ("网址是http://a.cn/b?c,请留意", "网址是，请留意"),
        ("２０２４年增长５．６％。", "2024年增长5.6%。"),
        ("2 0 2 4 年 1 1 月开工", "2024年11月开工"),
        ("投入 300 万元，惠及 2 万人", "投入300万元，惠及2万人"),
        ("要把职 工的事，当作头等大 事来办。", "要把职工的事，当作头等大事来办。"),
        ("全市工会\u200b系统\ufeff要做\u00a0到：", "全市工会系统要做到："),
        ("产业&ldquo;链长&rdquo;&nbsp;和工会结对。", "产业“链长”和工会结对。"),
        ("\u2f2f匠精神", "工匠精神"),
        ("2024年5月18H上午，会议召开。", "2024年5月18日上午，会议召开。"),
    ],
)
def test_characters_are_mended(raw: str, clean: str) -> None:
    assert paragraphs(raw) == (clean,)


@pytest.mark.parametrize(
    "text",
    ["市总工会主席 周敏", "（2026年12月3日 周敏）", "凝心聚力 真抓实干", "1.抓队伍", "IE 6.0 and Chrome"],
)
def test_spaces_that_separate_stay(text: str) -> None:
    assert paragraphs(text) == (text,)


@pytest.mark.parametrize(
    ("head", "tail", "reasons"),
    [
        (
            "云州市总工会网\n首页 | 工会概况 | 新闻中心 | 网上办事\n您的位置：首页 > 领导讲话 > 正文",
            "【打印】【关闭】\n江ICP备12345678号\n版权所有：云州市总工会",
            {"navigation", "breadcrumb", "controls", "copyright"},
        ),
        (
            "发布时间：2023-04-05 08:30 来源：云州工会 浏览次数：1,024",
            "责任编辑：小林\n上一篇：临湖区总工会送清凉\n下一篇：没有了",
            {"dateline", "source", "related"},
        ),
        (
            "《讲话稿.docx》由会员分享，可在线阅读，更多相关《讲话稿》请在某某文库网上搜索。",
            "预览结束，下载全文请开通会员\n客服微信：abc12345",
            {"share", "paywall", "contact"},
        ),
        (
            "2023-04-05\n12页\n26.5KB\n1234+",
            "文档评论(0)\n请登录，再发表评论\n免责声明：本文档由用户上传，版权归作者所有",
            {"dateline", "counter", "comments", "disclaimer"},
        ),
        (
            "",
            "相关推荐\n• 县长在防汛会议上的讲话\n县长在防汛会议上的讲话 同志们，近期的形势大家都要警醒…\n2023年4月1日\n18",
            {"related"},
        ),
    ],
)
def test_furniture_goes_and_the_speech_stays(head: str, tail: str, reasons: set[str]) -> None:
    result = clean_text(page(head, tail))
    assert result.paragraphs == (TITLE, *BODY)
    assert reasons <= {removal.reason for removal in result.removed}


def test_what_the_page_said_of_itself_is_kept_as_metadata() -> None:
    result = clean_text(page("发布时间：2023-4-5 来源：云州工会\n文档页数：共12页", ""))
    assert result.metadata["published"] == "2023-04-05"
    assert result.metadata["pages"] == "12"


def test_removals_name_their_source_line() -> None:
    result = clean_text(page("发布时间：2023-04-05", "【关闭】"))
    assert [(r.line, r.text) for r in result.removed] == [(1, "发布时间：2023-04-05"), (9, "【关闭】")]


@pytest.mark.parametrize(
    "line",
    [
        "要点击式推送岗位信息，让职工在手机上就能看到全部内容，实现岗位和人的精准对接。",
        "要严厉打击侵犯职工权益的行为，畅通举报渠道，联系司法部门共同维权，让侵权者付出代价。",
        "主办单位要负起主责，承办单位要抓好细节，确保竞赛办出水平、办出影响。",
        "相关部门要各司其职。",
        "《云州市产业工人技能提升三年行动方案》已经印发，各单位要对照方案抓紧抓实。",
        "（九）增加群众获得感",
    ],
)
def test_lines_of_the_speech_that_resemble_furniture_stay(line: str) -> None:
    body = [*BODY[:3], line, *BODY[3:]]
    assert line in paragraphs("\n".join([TITLE, *body]))
    assert line in paragraphs("\n".join([TITLE, *BODY[:-1], line, BODY[-1]]))


def test_related_articles_inside_the_page_do_not_end_a_speech_that_goes_on() -> None:
    long = [paragraph * 3 for paragraph in BODY[3:]]
    text = "\n".join([TITLE, *BODY[:3], "相关阅读", *long])
    assert paragraphs(text) == (TITLE, *BODY[:3], *long)


def test_an_abstract_that_repeats_the_beginning_goes() -> None:
    text = "\n".join([TITLE, *BODY, "摘要：", TITLE + "".join(BODY)[:70] + "..."])
    assert paragraphs(text) == (TITLE, *BODY)


def test_a_repeated_title_goes_even_when_wrapped() -> None:
    text = "\n".join([TITLE, TITLE[:10], TITLE[10:], *BODY])
    result = clean_text(text)
    assert result.paragraphs == (TITLE, *BODY)
    assert {removal.reason for removal in result.removed} == {"repeated_title"}


def cut_into_pages(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


LONG = "".join(BODY[1:]) * 4


def test_numbers_that_count_pages_go_and_the_sentences_are_joined() -> None:
    pages = [f"{number}、{piece}" for number, piece in enumerate(cut_into_pages(LONG, 97), 1)]
    result = clean_text("\n".join(pages))
    assert "".join(result.paragraphs) == LONG
    assert sum(removal.reason == "page_marker" for removal in result.removed) == len(pages)
    assert {repair.kind for repair in result.repairs} == {RepairKind.PAGE_MARKER}


def test_page_numbers_glued_into_one_line_go_too() -> None:
    glued = "".join(f"{number}、{piece}" for number, piece in enumerate(cut_into_pages(LONG, 97), 1))
    assert paragraphs(glued) == (LONG,)


def test_a_real_list_keeps_its_numbers() -> None:
    items = [
        f"{number}、{text}" for number, text in enumerate([BODY[1], BODY[3], BODY[5], BODY[1], BODY[3]], 1)
    ]
    assert paragraphs("\n".join([TITLE, *items])) == (TITLE, *items)
    short = ["1、抓班组", "2、抓机台", "3、抓师傅", "4、抓徒弟"]
    assert paragraphs("\n".join([TITLE, BODY[1], *short])) == (TITLE, BODY[1], *short)


@pytest.mark.parametrize("marker", ["第3页共9页", "第 3 页 共 9 页", "— 3 —", "- 3 -", "3/9"])
def test_page_numbers_between_lines_go(marker: str) -> None:
    result = clean_text("\n".join([TITLE, BODY[1][:30], marker, BODY[1][30:]]))
    assert result.paragraphs == (TITLE, BODY[1])


def test_page_numbers_inside_a_sentence_go() -> None:
    text = BODY[1][:25] + "第1页共9页" + BODY[1][25:]
    assert paragraphs(text) == (BODY[1],)


def test_newspaper_page_turns_are_joined() -> None:
    text = "\n".join([BODY[0], BODY[1][:28] + "（下转第二版）", "（上接第一版）" + BODY[1][28:]])
    assert paragraphs(text) == (BODY[0], BODY[1])


def wrap(body: list[str], width: int, *, indent: str = "", gap: bool = False) -> str:
    rows: list[str] = []
    for paragraph in body:
        text = indent + paragraph
        rows += [text[start : start + width] for start in range(0, len(text), width)]
        rows += [""] if gap else []
    return "\n".join(rows)


PROSE = [
    "一、看清差距，增强紧迫感",
    BODY[3] + "这是摆在我们面前的一道必答题，答得好不好，直接关系到企业能不能留住人、职工有没有奔头。",
    "技能培训办得更实",
    "去年以来，全市开办了一批校企联办的夜校，课程由企业点单，师资由院校派出，经费由工会补助，三千多名职工拿到了新的证书。",
    BODY[5],
]


@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("width", [22, 26, 31])
def test_hard_wraps_are_undone(width: int, gap: bool, indent: str) -> None:
    body = PROSE * 2
    assert paragraphs(wrap(body, width, indent=indent, gap=gap)) == tuple(body)


def test_short_lines_that_are_no_wraps_stay_apart() -> None:
    verse = [
        "迎着朝阳上工去",
        "汗水落在机台边",
        "师傅教我一把尺",
        "量出匠心一片天",
        "工友携手向前走",
        "安平处处是春天",
    ]
    assert paragraphs("\n".join(verse)) == tuple(verse)


def test_title_date_and_salutation_glued_to_the_body_are_split() -> None:
    glued = TITLE + "2024年5月18日同志们：" + BODY[1]
    assert paragraphs(glued) == (TITLE, "2024年5月18日", "同志们：", BODY[1])


def test_footnote_marks_go_only_where_they_count() -> None:
    text = "产业工人[1]队伍要壮大，技能等级[2]要贯通，工匠学院[3]要建好。"
    assert paragraphs(text) == ("产业工人队伍要壮大，技能等级要贯通，工匠学院要建好。",)
    assert paragraphs("按照云发〔2024〕11号文件执行。") == ("按照云发〔2024〕11号文件执行。",)


def test_glossaries_after_the_body_go() -> None:
    text = "\n".join(
        [
            TITLE,
            *BODY,
            "名词解释",
            "1.技能夜校：由工会出资、面向一线职工的晚间课堂。",
            "2.工匠学院：由企业和院校共同举办。",
        ]
    )
    result = clean_text(text)
    assert result.paragraphs == (TITLE, *BODY)
    assert [removal.reason for removal in result.removed] == ["glossary"] * 3


def test_running_heads_that_cut_sentences_go() -> None:
    body = LONG[:240]
    rows = [body[start : start + 60] for start in range(0, 240, 60)]
    text = "\n云州工会学习材料汇编\n".join(rows)
    result = clean_text(text)
    assert sum(removal.reason == "running_head" for removal in result.removed) == 3
    assert "汇编" not in "".join(result.paragraphs)


def test_empty_text_is_empty() -> None:
    assert clean_text("").paragraphs == ()
    assert clean_text("\n \u3000\n").paragraphs == ()


def test_lines_cut_around_every_figure_are_joined() -> None:
    text = """在云州市工会经济技术工作会议上的讲话
同志们：
今天开会，是要把上半年的竞赛账算一算。
一、上半年的账
上半年全市开展劳动竞赛的企业由
312 家增加到
478
家，参赛职工同比增长
21.5%。合理化建议收了
9600 条，采纳的占
37%
，节约资金三千多万元。
今年以来，发明专利也有增加，共
64
项。
二、下半年的事"""
    assert paragraphs(text)[4:] == (
        "上半年全市开展劳动竞赛的企业由312家增加到478家，参赛职工同比增长21.5%。"
        "合理化建议收了9600条，采纳的占37%，节约资金三千多万元。",
        "今年以来，发明专利也有增加，共64项。",
        "二、下半年的事",
    )


def test_paragraphs_cut_again_and_again_are_joined_and_one_that_lost_its_stop_is_not() -> None:
    cut = [
        "竞赛要办到班组里去。夜班的比夜班的，白班的比白班的，谁也不",
        "吃亏，比完了当场亮分，当月兑现，让大家心里服气。",
        "师傅要请到台前来。讲课有课酬，带徒有津贴，徒弟出了师，师傅的名字",
        "也要写在证书上，一年一评，十年一表彰。",
        "奖金要发到手上去。不搞平均，不搞轮流，谁出的主意省了",
        "钱，就按省下来的比例奖给谁，账目贴在墙上让人看。",
    ]
    assert paragraphs("\n".join(cut)) == tuple(a + b for a, b in zip(cut[::2], cut[1::2], strict=True))
    once = [cut[0] + cut[1][:-1], "师傅要请到台前来，讲课有课酬，带徒有津贴，徒弟出了师一起受表彰。"]
    assert paragraphs("\n".join(once)) == tuple(once)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("努力实现竞赛工作的新突破", "2022年是竞赛提档的一年，任务比往年重，要求比往年高，谁也不能松劲。"),
        ("抓好三件事", "1.抓报名。要把名额送到夜班，把表格送到机台，一个愿意比的人也不要漏下。"),
    ],
)
def test_a_heading_is_not_joined_to_the_figure_below(heading: str, text: str) -> None:
    assert paragraphs(f"{heading}\n{text}") == (heading, text)


@pytest.mark.parametrize("line", ["文库会员免费下载", "本站公众号 扫码关注", "APP专享：扫码阅读正文"])
def test_a_line_of_page_words_goes_from_the_middle_too(line: str) -> None:
    assert paragraphs("\n".join([TITLE, *BODY[:3], line, *BODY[3:]])) == (TITLE, *BODY)


@pytest.mark.parametrize("line", ["阅读推广", "网站的优化", "关注新就业群体"])
def test_a_heading_that_uses_such_words_stays(line: str) -> None:
    assert line in paragraphs("\n".join([TITLE, *BODY[:3], line, *BODY[3:]]))
