"""Page markers go in whatever form they stand, because they count; numbers that do not count pages stay."""

from __future__ import annotations

import pytest

from phrasebank.cleaning import clean_text

SENTENCES = [
    "去年全市新建职工书屋六十四家，其中建在工地上的有九家，建在渡口上的有两家，最小的一家只有六个平方米。",
    "书屋好不好，不看书架有多高，要看书皮有多旧，看借书簿上的名字有多少，看夜班的人下了班肯不肯进来坐一坐。",
    "各级工会每个季度要换一次书，换下来的送到偏远的班组去，管书屋的同志要会讲书、会荐书，把读书的人越聚越多。",
    "年底以前还要评一批最美书屋，评上的给五千元购书款，评不上的派人去帮，三年以后全市的书屋都要像个样子。",
]


def marked(*markers: str) -> str:
    """Put each marker into the middle of a sentence of its own."""
    pieces = []
    for sentence, marker in zip(SENTENCES, markers, strict=False):
        middle = len(sentence) // 2
        pieces.append(sentence[:middle] + marker + sentence[middle:])
    return "\n".join([*pieces, *SENTENCES[len(markers) :]])


@pytest.mark.parametrize(
    "markers",
    [
        ("—2—", "—3—"),
        (" - 2 - ", " - 3 - ", " - 4 - "),
        ("3 / 6", "4 / 6", "5 / 6"),
        ("[第4页]", "[第5页]"),
        ("（第5页）", "（第6页）", "（第7页）"),
        ("第3页", "第4页"),
        ("· 7 ·", "· 8 ·"),
        ("P5", "P6", "P7"),
        ("12、", "13、", "14、"),
        ("【第1页】", "—2—", "[3/6]"),
        ("Page 4", "Page 5"),
        ("\n— 2 —\n", "[第3页]", "\nP4\n"),
    ],
)
def test_markers_that_count_go(markers: tuple[str, ...]) -> None:
    result = clean_text(marked(*markers))
    assert result.paragraphs == tuple(SENTENCES)
    assert sum(removal.reason == "page_marker" for removal in result.removed) == len(markers)


@pytest.mark.parametrize(
    "markers",
    [("（1）", "（2）"), ("P5", ""), ("12、", "15、"), ("3/6", ""), ("第3页", "第3页"), ("G60", "G61")],
)
def test_numbers_that_count_no_pages_stay(markers: tuple[str, ...]) -> None:
    text = "".join(clean_text(marked(*markers)).paragraphs)
    assert all(marker in text for marker in markers)


def test_a_running_head_beside_the_page_number_goes_from_inside_the_sentence() -> None:
    head = "云州市总工会编　学习材料"
    half = len(SENTENCES[1]) // 2
    text = [
        SENTENCES[0],
        SENTENCES[1][:half],
        "· 3 ·",
        head,
        SENTENCES[1][half:],
        SENTENCES[2][:half],
        "· 4 ·",
        head,
    ]
    result = clean_text("\n".join([*text, SENTENCES[2][half:], SENTENCES[3]]))
    assert result.paragraphs == tuple(SENTENCES)


def test_few_even_lines_among_many_short_ones_are_still_wrapped() -> None:
    width = 26
    lines = ["在云州市职工书屋建设推进会上的讲话", "（2023年4月20日）", "", "同志们："]
    for number, sentence in zip("一二三四", SENTENCES, strict=True):
        lines.append(f"{number}、书屋要办到心坎上")
        lines += [sentence[start : start + width] for start in range(0, len(sentence), width)]
    paragraphs = clean_text("\n".join(lines)).paragraphs
    assert [text for text in paragraphs if text in SENTENCES] == SENTENCES
