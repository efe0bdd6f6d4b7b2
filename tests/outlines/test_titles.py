import pytest

from outlines.titles import Front, read_front

TITLE = "在云州市工会女职工工作会议上的讲话"
BODY = ["同志们：", "今天我们开一个短会，把下半年的几件事说清楚。"]


def front(*paragraphs: str, hints: tuple[str, ...] = (), **metadata: str) -> Front:
    return read_front([*paragraphs, *BODY], hints, (), metadata)


def test_title_date_and_byline_are_parted_from_the_speech() -> None:
    found = front(TITLE, "（2024年5月1日）", "市总工会主席　周敏")
    assert (found.title, found.date, found.speaker) == (TITLE, "2024-05-01", "周敏")
    assert found.paragraphs == tuple(BODY)
    assert found.body == (3, 4)
    assert found.removed == ()


def test_byline_may_stand_above_the_date() -> None:
    found = front(TITLE, "周 敏", "二〇二一年七月")
    assert (found.date, found.speaker) == ("2021-07", "周敏")


def test_a_near_repeat_of_the_title_is_removed_and_its_year_kept() -> None:
    found = front(TITLE, "在2023年云州市工会女职工工作会议上的讲话")
    assert found.title == TITLE
    assert found.date == "2023"
    assert [(removal.line, removal.reason) for removal in found.removed] == [(2, "repeated_title")]


def test_a_title_over_two_lines_is_joined() -> None:
    found = front("在云州市产业工人队伍建设改革联席会议暨", "劳模工匠座谈会上的讲话")
    assert found.title == "在云州市产业工人队伍建设改革联席会议暨劳模工匠座谈会上的讲话"


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("周敏在全市工会工作会议上的讲话", "周敏"),
        ("市委书记陈立同志在全市工会工作会议上的讲话", "陈立"),
        ("工会主席在全市工会工作会议上的讲话", None),
        ("在全市工会工作会议上的讲话", None),
        ("欧阳文清在全市工会工作会议上的讲话", "欧阳文清"),
    ],
)
def test_the_title_may_name_the_speaker(title: str, speaker: str | None) -> None:
    assert front(title).speaker == speaker


def test_a_title_glued_to_the_speech_is_parted() -> None:
    glued = f"{TITLE}2023年11月15日同志们：今天我们开一个短会，把下半年的几件事一件一件说清楚，请大家记下来。"
    found = read_front([glued], (), (), {})
    assert (found.title, found.date) == (TITLE, "2023-11-15")
    assert found.paragraphs[0].startswith("同志们：今天")


def test_front_matter_is_metadata_given_or_found() -> None:
    written = "云州市政府工作报告（2022年1月9日 陈立）"
    for found in (front(title=written), front("---", f"title: {written}", "---")):
        assert (found.title, found.date, found.speaker) == ("云州市政府工作报告", "2022-01-09", "陈立")
        assert found.paragraphs == tuple(BODY)


def test_meeting_line_under_the_title_gives_the_date_over_two_lines() -> None:
    found = front(
        "政府工作报告", "——2018年3月27日在云州市第十四届", "人民代表大会第三次会议上", "云州市市长 陈立"
    )
    assert (found.title, found.date, found.speaker) == ("政府工作报告", "2018-03-27", "陈立")


def test_a_numeric_date_line_is_a_date() -> None:
    assert front(TITLE, "2024-03-05 09:30").date == "2024-03-05"


def test_published_is_the_last_resort_for_a_date() -> None:
    assert front(TITLE, published="2022-06-24").date == "2022-06-24"
    assert front("2021年全市工会工作会议讲话", published="2022-06-24").date == "2021"


def test_a_signature_date_at_the_end_is_no_text() -> None:
    found = read_front([TITLE, *BODY, "2020年3月8日"], (), (), {})
    assert found.date == "2020-03-08"
    assert found.paragraphs == tuple(BODY)


def test_a_speech_without_title_block_keeps_every_paragraph() -> None:
    found = front()
    assert (found.title, found.date, found.speaker) == ("", None, None)
    assert found.paragraphs == tuple(BODY)


def test_a_head_states_a_date_or_none() -> None:
    assert [front(TITLE, date=date).date for date in ("2024", "2024-05", "2024-05-01", "2 024", "待定")] == [
        *("2024", "2024-05", "2024-05-01"), None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("post", ["市总工会主席", "县委书记", "临湖区区长"])
def test_a_post_without_a_name_is_no_speaker(post: str) -> None:
    assert front(f"{post}在全县工会工作会议上的讲话").speaker is None
