import re
from pathlib import Path

import pytest

from phrasebank.data.count_formulations import count_forms, read_reports
from phrasebank.formulations import (
    by_form,
    evidence_until,
    find_formulations,
    find_near_misses,
    forms,
    is_current,
    iter_forms,
    load_formulations,
    normalize,
    read_rows,
    share,
)

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def texts_found(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in find_formulations(text)]


def test_each_formulation_stands_once():
    texts = [formulation.text for formulation in load_formulations()]
    assert len(texts) == len(set(texts)) >= 300


def test_each_formulation_is_well_formed():
    for formulation in load_formulations():
        assert formulation.source, formulation.text
        for date in (formulation.valid_from, formulation.valid_until, formulation.source_date or None):
            assert date is None or ISO.fullmatch(date), formulation.text
        if formulation.valid_from and formulation.valid_until:
            assert formulation.valid_from[:4] <= formulation.valid_until[:4], formulation.text
        if formulation.successor:
            assert normalize(formulation.successor) in by_form(), formulation.successor
            assert formulation.valid_until, formulation.text


def test_elements_stand_in_the_text_in_their_order():
    for formulation in load_formulations():
        at = 0
        for element in formulation.elements:
            at = formulation.text.index(element, at) + len(element)


def test_no_official_wording_is_taken_for_damaged():
    wordings = [wording for f in load_formulations() for wording in (f.text, *f.variants)]
    assert [wording for wording in wordings if find_near_misses(f"云州市提出，{wording}。")] == []


def test_each_formulation_is_found_whole():
    for formulation in load_formulations():
        text = f"安平县要求：{formulation.text}！"
        ((start, end, found),) = find_formulations(text)
        assert text[start:end].strip("“”") == formulation.text.strip("“”")
        assert normalize(formulation.text) in forms(found)


def test_the_longest_wins_and_nothing_overlaps():
    text = "临湖区以马克思列宁主义、毛泽东思想、邓小平理论、“三个代表”重要思想、科学发展观为指导。"
    assert texts_found(text) == [text[4:-4]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("统筹推进“五位一体”总体布局工作", ["“五位一体”总体布局"]),
        ("统筹推进五位一体总体布局工作", ["五位一体总体布局"]),
        ("践行“三个代表”重要思想", ["“三个代表”重要思想"]),
        ("坚定“四个自信”不动摇", ["四个自信"]),
        ("弘扬劳模精神，劳动精神，工匠精神", ["劳模精神，劳动精神，工匠精神"]),
        ("开展“五小”活动", ["五小"]),
        ("连续加班五小时", []),
        ("", []),
    ],
)
def test_quotation_marks_and_commas_do_not_hide_a_formulation(text, found):
    assert texts_found(text) == found


def test_nested_forms_are_all_counted():
    text = "增强“四个意识”、坚定“四个自信”、做到“两个维护”"
    assert {"四个意识", "四个自信", "两个维护"} < {form for _, _, form in iter_forms(text)}


@pytest.mark.parametrize(
    ("text", "date", "current"),
    [
        ("以实际行动迎接党的二十大", "2022-06-24", True),
        ("以实际行动迎接党的二十大", "2023-01-10", False),
        ("发展新质生产力", "2023-01-10", False),
        ("发展新质生产力", "2026-12-03", True),
        ("深化供给侧结构性改革", "2018-03-01", True),
        ("深化供给侧结构性改革", "2026-03-01", False),
        ("全面建成小康社会、全面深化改革、全面依法治国、全面从严治党", "2016-05-01", True),
        ("全面建成小康社会、全面深化改革、全面依法治国、全面从严治党", "2024-05-01", False),
        ("全面建设社会主义现代化国家、全面深化改革、全面依法治国、全面从严治党", "2024-05-01", True),
        ("落实“四个全面”战略布局", "2024-05-01", True),
        ("“十四五”收官之年", "2025-11-20", True),
        ("“十四五”收官之年", "2026-11-20", False),
        ("“十五五”开局之年", "2026-12-03", True),
        ("把会开好，把事办好", "1999", True),
    ],
)
def test_currency_follows_the_date_of_the_speech(text, date, current):
    assert is_current(text, date) is current


def test_a_partial_date_is_current_where_any_part_of_it_is():
    assert is_current("迎接党的二十大", "2022")
    assert not is_current("迎接党的二十大", "2020")


def test_share_is_the_measured_curve():
    assert share("迎接党的二十大")[2022] > 0.9
    assert share("迎接党的二十大")[2024] == 0
    assert share("新质生产力")[2023] == 0
    assert share("新质生产力")[2024] > 0.9
    assert share("“四个意识”") == share("四个意识")
    assert share("没有这个提法") == {}
    assert all(0 <= part <= 1 for form in by_form() for part in share(form).values())


def test_no_curve_peaks_outside_the_years_of_its_formulation():
    for formulation in load_formulations():
        curve = share(formulation.text)
        peak = max(curve, key=lambda year: curve[year])
        if curve[peak] >= 0.5 and sum(curve.values()) > 1:
            assert is_current(formulation.text, str(peak)), formulation.text


def test_evidence_reaches_into_the_latest_counted_year():
    years = {row["year"] for row in read_rows("formulation_counts.csv")}
    assert evidence_until()[:4] == max(years)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the dated reports are not here")
def test_the_counts_are_those_of_the_reports():
    reports = [report for report in read_reports(REPORTS) if report[0] >= 2025]
    shipped = {
        (row["form"], int(row["year"]), int(row["documents"]))
        for row in read_rows("formulation_counts.csv")
        if int(row["year"]) >= 2025
    }
    assert set(count_forms(reports)) == shipped
