"""The list of problems as people get it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from hubao.errors import Problem
from hubao.tables.annotate import annotated_copy
from hubao.tables.inputs import collect
from hubao.tables.problems import COLUMNS, problems_frame, problems_html, write_problems
from tests.malformed.case import added, set_cell
from tests.tables.good import GOOD, YEAR, write_csvs, write_xlsx

MISTAKES = (
    set_cell("actuals", 2, "insured_members", "约1200"),
    set_cell("actuals", 3, "claims_returned", "400"),
    set_cell("agencies", 2, "name", "<script>alert(1)</script>\u202e"),
    set_cell("scale", 4, "insured_units", "9"),
    set_cell("decisions", 2, "points", "=1"),
    added("targets", "Z09,0.5,1000"),
)


def bad_year() -> dict[str, str]:
    tables = dict(GOOD)
    for mistake in MISTAKES:
        mistake(tables)
    return tables


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    return collect(write_csvs(bad_year(), tmp_path_factory.mktemp("bad")), YEAR)[1]


def test_table(problems: tuple[Problem, ...], tmp_path: Path) -> None:
    frame = problems_frame(problems)
    assert tuple(frame.columns) == COLUMNS
    assert frame["severity_label"].tolist() == [problem.severity.label for problem in problems]
    table, _ = write_problems(problems, tmp_path / "out", "2024年度数据检查结果")
    assert table.read_text("utf-8-sig").splitlines()[0] == ",".join(COLUMNS)
    assert "'=1" in table.read_text("utf-8-sig")


def test_page_stands_alone(problems: tuple[Problem, ...]) -> None:
    page = problems_html(problems, "2024年度数据检查结果")
    assert '<html lang="zh-CN">' in page
    assert page.count("<h1>") == 1
    assert not re.search(r"https?:|src=|<link|@import|url\(", page)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "共 5 处错误须改正" in page
    assert "1 处提醒" in page
    assert all(problem.cell in page for problem in problems)


def test_page_without_problems() -> None:
    page = problems_html([], "2024年度数据检查结果", sample=True)
    assert "没有发现问题" in page
    assert "虚构数据" in page


def test_copy_is_marked(tmp_path: Path) -> None:
    file = write_xlsx(bad_year(), tmp_path) / "inputs.xlsx"
    before = file.read_bytes()
    _, problems = collect(tmp_path, YEAR)
    assert annotated_copy(file, problems, tmp_path / "out" / "inputs.xlsx")
    assert file.read_bytes() == before
    copy = load_workbook(tmp_path / "out" / "inputs.xlsx")
    cell = copy["actuals"]["B2"]
    assert "要确切数字" in cell.comment.text
    assert cell.fill.start_color.rgb == "FFF4C7C3"
    assert "与上年相差超过50%" in copy["scale"]["C4"].comment.text
    assert copy["scale"]["C4"].fill.start_color.rgb == "FFFCE8B2"
    assert copy["actuals"]["C2"].comment is None
    listed = copy.worksheets[0]
    assert (listed.title, listed.max_row) == ("检查结果", 1 + len(problems))
    assert listed["C2"].hyperlink.location == "'actuals'!B2" or listed["C2"].hyperlink.target == "#'actuals'!B2"


def test_copy_may_be_submitted_again(tmp_path: Path) -> None:
    file = write_xlsx(bad_year(), tmp_path / "a") / "inputs.xlsx"
    _, problems = collect(tmp_path / "a", YEAR)
    annotated_copy(file, problems, tmp_path / "b" / "inputs.xlsx")
    assert collect(tmp_path / "b", YEAR)[1] == problems
    annotated_copy(tmp_path / "b" / "inputs.xlsx", problems, tmp_path / "c" / "inputs.xlsx")
    assert load_workbook(tmp_path / "c" / "inputs.xlsx").sheetnames.count("检查结果") == 1


def test_copy_keeps_notes_and_formulas(tmp_path: Path) -> None:
    file = write_xlsx(bad_year(), tmp_path) / "inputs.xlsx"
    workbook = load_workbook(file)
    workbook["actuals"]["B2"].comment = Comment("联系人：张某", "某人")
    workbook["scale"]["E5"] = "=400*2"
    workbook.save(file)
    annotated_copy(file, collect(tmp_path, YEAR)[1], tmp_path / "copy.xlsx")
    copy = load_workbook(tmp_path / "copy.xlsx")
    assert copy["actuals"]["B2"].comment.text.startswith("联系人：张某\n【错误】")
    assert copy["scale"]["E5"].value == "=400*2"


def test_copy_has_the_same_bytes(tmp_path: Path) -> None:
    file = write_xlsx(bad_year(), tmp_path) / "inputs.xlsx"
    _, problems = collect(tmp_path, YEAR)
    annotated_copy(file, problems, tmp_path / "a.xlsx")
    annotated_copy(file, problems, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_of_a_damaged_workbook_there_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "inputs.xlsx").write_bytes(b"PK\x03\x04")
    assert not annotated_copy(tmp_path / "inputs.xlsx", [], tmp_path / "copy.xlsx")
    assert not (tmp_path / "copy.xlsx").exists()
