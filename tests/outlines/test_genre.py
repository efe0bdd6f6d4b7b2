import pytest

from outlines.genre import guess_genre


@pytest.mark.parametrize(
    ("title", "paragraphs", "genre"),
    [
        ("在临湖区工会干部培训班上的讲话", ["同志们：", "今天我们办这个班，是为了把本领练强。"], "speech"),
        ("政府工作报告", ["各位代表：", "现在，我代表云州市人民政府向大会报告工作。"], "speech"),
        (
            "云州市召开工会工作会议",
            ["本报讯（记者 周敏）3月5日，云州市工会工作会议召开。", "会议指出，要抓好落实。"],
            "news",
        ),
        (
            "关于开展技能竞赛的通知",
            ["云工发〔2024〕12号", "各县（区）总工会：", "现就有关事项通知如下。"],
            "policy",
        ),
        ("云州市工会工作条例", ["第一条　为了维护职工权益。", "第二条　本市适用本条例。"], "law"),
        ("2023年度述职报告", ["按照要求，现将一年来的工作情况报告如下。"], "report"),
        ("湖边的早晨", ["天刚亮，湖面起了一层薄雾。"], "other"),
    ],
)
def test_genres_are_told_apart(title: str, paragraphs: list[str], genre: str) -> None:
    assert guess_genre(title, paragraphs) == genre
