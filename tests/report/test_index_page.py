"""The index for leaders: every agency once, sortable by exact values, safe, and plain without a script."""

import base64
import hashlib
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from hubao.errors import ReportError
from hubao.report.index_page import IndexPage, IndexRow, index_page
from tests.report.pages import texts, tree

HEAD = IndexPage(
    office="示例办事处",
    year=2024,
    notice="测算材料，未经审定。",
    sample=True,
    lead=("66家代办处参加考核。",),
    annual_html="annual.html",
    annual_pdf="annual.pdf",
)
FIRST = IndexRow(
    agency_id="D01",
    name="示例甲区代办处",
    group_label="区类",
    total=Fraction(203, 2),
    rank=1,
    group_size=17,
    grade="优秀",
    change=Fraction(7, 2),
    html="agencies/D01.html",
    pdf="agencies/D01.pdf",
)
VETOED = replace(
    FIRST, agency_id="B07", name="示例乙集团代办处", group_label="局总公司类", total=120, rank=None, grade="不合格",
    change=None, note="一票否决",
)  # fmt: skip
ROWS = [FIRST, VETOED]


def cells(row: int) -> list[str]:
    return texts(tree(index_page(HEAD, ROWS)).xpath(f"//tbody/tr[{row}]/*"))


def values(row: int) -> list[str]:
    return tree(index_page(HEAD, ROWS)).xpath(f"//tbody/tr[{row}]/*/@data-value")


def test_a_row_reads_from_name_to_reports():
    assert cells(1) == ["示例甲区代办处", "D01", "区类", "101.5", "1 / 17", "优秀", "+3.5", "网页　PDF"]


def test_a_vetoed_agency_has_no_rank_and_says_why():
    assert cells(2)[3:7] == ["120", "—", "不合格一票否决", "—"]


def test_sorting_uses_exact_values_and_missing_ones_are_empty():
    assert values(1) == ["示例甲区代办处", "D01", "区类", "101.5", "1", "0", "3.5"]
    assert values(2)[3:] == ["120", "", "3", ""]


def test_the_script_puts_missing_values_last_in_both_directions():
    assert 'if (a === "" || b === "") return (a === "") - (b === "");' in index_page(HEAD, ROWS)


def test_grades_sort_from_best_to_worst():
    orders = []
    for grade in ("优秀", "良好", "合格", "不合格", ""):
        root = tree(index_page(HEAD, [replace(FIRST, grade=grade)]))
        orders += root.xpath("//td[@data-label='等次']/@data-value")
    assert orders == ["0", "1", "2", "3", ""]


def test_links_lead_to_both_faces_and_to_the_annual_report():
    root = tree(index_page(HEAD, ROWS))
    assert root.xpath("//tbody/tr[1]//a/@href") == ["agencies/D01.html", "agencies/D01.html", "agencies/D01.pdf"]
    assert root.xpath("//nav[@aria-label='年度总报告']/a/@href") == ["annual.html", "annual.pdf"]


def test_a_report_that_was_not_made_has_no_link():
    root = tree(index_page(replace(HEAD, annual_html="", annual_pdf=""), [replace(FIRST, html="", pdf="")]))
    assert not root.xpath("//main//a | //nav")
    assert texts(root.xpath("//tbody//td[@data-label='报告']")) == ["未生成"]


@pytest.mark.parametrize(
    "link", ["http://example.org", "javascript:alert(1)", "//example.org", "../2023/x.html", "/etc/x", 'a"b.html']
)
def test_an_address_outside_the_folder_is_refused(link: str):
    with pytest.raises(ReportError, match="不是报告文件夹内的相对地址"):
        index_page(HEAD, [replace(FIRST, html=link)])


def test_an_agency_listed_twice_is_refused():
    with pytest.raises(ReportError, match="D01（示例甲区代办处）出现了两次"):
        index_page(HEAD, [FIRST, FIRST])


def test_one_inline_script_and_no_other_may_run():
    root = tree(index_page(HEAD, ROWS))
    (script,) = root.xpath("//script")
    assert script.get("src") is None
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2]


def test_no_external_address():
    text = index_page(HEAD, ROWS)
    assert not re.search(r"https?:|@import", text)
    assert not tree(text).xpath("//link | //*[@src]")


def test_without_a_script_it_is_a_plain_table():
    root = tree(index_page(HEAD, ROWS))
    assert not root.xpath("//button")
    assert root.xpath("//form")[0].get("hidden") is not None
    assert texts(root.xpath("//*[@role='status']")) == ["共2家代办处。"]


def test_outline():
    root = tree(index_page(HEAD, ROWS))
    assert root.get("lang") == "zh-CN"
    assert len(root.xpath("//h1")) == 1
    assert texts(root.xpath("//caption")) == ["各代办处得分、名次和等次"]
    assert set(root.xpath("//thead//th/@scope")) == {"col"}
    assert set(root.xpath("//tbody//th/@scope")) == {"row"}
    assert len(root.xpath("//label")) == len(root.xpath("//select | //input"))
    assert root.xpath("//select[@id='group']/option/text()") == ["全部", "区类", "局总公司类"]
    assert "虚构数据" in texts(root.xpath("//header//strong"))


def test_only_samples_are_called_made_up():
    assert "虚构" not in index_page(replace(HEAD, sample=False), ROWS)


def test_hostile_names_stay_text():
    hostile = "<script>alert(1)</script>\"'&"
    head = replace(HEAD, office=hostile, notice=hostile, lead=(hostile,))
    row = replace(FIRST, name=hostile, group_label=hostile, grade=hostile, note=hostile, agency_id=hostile)
    root = tree(index_page(head, [row]))
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//tbody//th/@data-value") == [hostile]


def test_a_total_without_end_is_marked_as_rounded():
    root = tree(index_page(HEAD, [replace(FIRST, total=Fraction(290, 3))]))
    (total,) = root.xpath("//td[@data-label='总分']")
    assert total.text_content().startswith("约96.66")
    assert total.get("data-value") == "96.666667"


def test_same_rows_same_bytes():
    assert index_page(HEAD, ROWS).encode() == index_page(HEAD, ROWS).encode()


def test_an_empty_year():
    assert texts(tree(index_page(HEAD, [])).xpath("//*[@role='status']")) == ["共0家代办处。"]
