"""Workbooks that are not filled in as they should be, or are no workbooks inside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from hubao.tables import xlsx_file
from hubao.tables.inputs import collect, read_inputs
from tests.malformed.case import Said, check, error, warning
from tests.tables.good import GOOD, YEAR, write_csvs, write_xlsx

BOOK = "inputs.xlsx"
Edit = Callable[[Workbook], None]


def edited(folder: Path, edit: Edit) -> Path:
    """The good year as a workbook, edited by openpyxl."""
    write_xlsx(GOOD, folder)
    workbook = load_workbook(folder / BOOK)
    edit(workbook)
    workbook.save(folder / BOOK)
    return folder


def put(sheet: str, cell: str, value: Any, number_format: str = "") -> Edit:
    """Write a native value into a cell."""

    def edit(workbook: Workbook) -> None:
        workbook[sheet][cell] = value
        if number_format:
            workbook[sheet][cell].number_format = number_format

    return edit


def patched(folder: Path, part: str, old: bytes, new: bytes) -> Path:
    """Replace bytes inside the workbook's zip."""
    whole = (folder / BOOK).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(folder / BOOK, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new)
            out.writestr(name, data)
    return folder


def sheet_of(name: str) -> str:
    """The part that holds a sheet."""
    return f"xl/worksheets/sheet{list(GOOD).index(name) + 1}.xml"


# what is put into which cell → what is said of it
NATIVE: dict[str, tuple[str, str, Any, str, str, str]] = {
    "a date for a count": ("actuals", "Y2", date(2024, 12, 31), "", "trainings", "不是日期"),
    "a time for a count": ("actuals", "Y2", time(8, 30), "", "trainings", "应为不小于0的整数"),
    "a yes for a count": ("actuals", "Y2", True, "", "trainings", "应为不小于0的整数"),
    "a fraction for a count": ("actuals", "Y2", 4.5, "", "trainings", "应为整数"),
    "a percentage for a count": ("actuals", "Y2", 0.6, "0.00%", "trainings", "不是百分数"),
    "an error value": ("actuals", "D2", "#DIV/0!", "", "premium_income", "Excel 的出错提示"),
    "a rate without its sign": ("targets", "B2", 60, "", "coverage_target", "60% 或 0.6"),
    "a rate of 6000%": ("targets", "B2", 60, "0%", "coverage_target", "不能超过100%"),
    "an amount finer than a fen": ("actuals", "D2", 1020000.505, "", "premium_income", "最多两位小数"),
    "a figure beyond every ledger": ("actuals", "B2", 1e300, "", "insured_members", "数字过长"),
    "a serial number for a date": ("decisions", "G2", 45646, "", "decided_on", "日期序号"),
    "a number for a yes": ("agencies", "E2", 2, "", "electronic_archive", "“是”或“否”"),
    "a formula never computed": ("actuals", "B2", "=B3+B4", "", "insured_members", "没有保存计算结果"),
    "a formula for a name": ("agencies", "B2", '=CONCATENATE("示例","甲区")', "", "name", "没有保存计算结果"),
    "a formula for a number": ("decisions", "A2", "=A3", "", "agency_id", "没有保存计算结果"),
}


@pytest.mark.parametrize("name", NATIVE)
def test_native(name: str, tmp_path: Path) -> None:
    sheet, cell, value, number_format, field, phrase = NATIVE[name]
    check(edited(tmp_path, put(sheet, cell, value, number_format)), [error(BOOK, cell, field, phrase, sheet)])


GOOD_NATIVE: dict[str, tuple[str, str, Any, str]] = {
    "a count as 4.0": ("actuals", "Y2", 4.0, ""),
    "a count as text": ("actuals", "Y2", "４ ", ""),
    "a rate as percentage": ("targets", "B2", 0.6, "0.00%"),
    "a date": ("decisions", "G2", date(2024, 12, 20), ""),
    "a date with a time": ("decisions", "G2", datetime(2024, 12, 20, 8, 30), ""),
    "a yes": ("agencies", "E2", True, ""),
    "a 1 for yes": ("agencies", "E2", 1, ""),
    "a sum with binary dust": ("actuals", "D2", 0.1 + 0.2 + 1020000.2, ""),
    "a text that looks like a formula": ("decisions", "D2", "'=1+1", ""),
}


@pytest.mark.parametrize("name", GOOD_NATIVE)
def test_good_native(name: str, tmp_path: Path) -> None:
    check(edited(tmp_path, put(*GOOD_NATIVE[name])), [])


def test_formula_counts_with_its_saved_result(tmp_path: Path) -> None:
    edited(tmp_path, put("actuals", "B2", "=B3+B4"))
    patched(tmp_path, sheet_of("actuals"), b"<f>B3+B4</f><v></v>", b"<f>B3+B4</f><v>6200</v>")
    assert read_inputs(tmp_path, YEAR).agencies[0].actuals.insured_members == 6200


def test_formula_with_a_saved_error(tmp_path: Path) -> None:
    edited(tmp_path, put("actuals", "B2", "=B3/0"))
    patched(tmp_path, sheet_of("actuals"), b'"B2"><f>B3/0</f><v></v>', b'"B2" t="e"><f>B3/0</f><v>#DIV/0!</v>')
    check(tmp_path, [error(BOOK, "B2", "insured_members", "Excel 的出错提示", "actuals")])


def test_every_formula_without_result_is_named(tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook["scale"]["B2"] = "=600"
        workbook["scale"]["E5"] = "=800"

    said = [
        error(BOOK, "B2", "base_units", "没有保存计算结果", "scale"),
        error(BOOK, "E5", "policies", "没有保存计算结果", "scale"),
    ]
    check(edited(tmp_path, edit), said)


def merge(sheet: str, *spans: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        for span in spans:
            workbook[sheet].merge_cells(span)

    return edit


def title(workbook: Workbook) -> None:
    workbook["scale"].insert_rows(1)
    workbook["scale"]["A1"] = "2024年度业务规模"
    workbook["scale"].merge_cells("A1:E1")


def rename(old: str, new: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook[old].title = new

    return edit


def extra_sheet(name: str, *row: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook.create_sheet(name).append(row)

    return edit


def hide(workbook: Workbook) -> None:
    workbook["scale"].row_dimensions[3].hidden = True
    workbook["scale"].column_dimensions["C"].hidden = True
    workbook["targets"].sheet_state = "hidden"


def chart(workbook: Workbook) -> None:
    drawn = BarChart()
    drawn.add_data(Reference(workbook["scale"], 2, 1, 2, 5))
    workbook.create_chartsheet("图").add_chart(drawn)


def far_corners(workbook: Workbook) -> None:
    workbook["scale"]["A1048576"].number_format = "0"
    workbook["scale"]["XFD1"].number_format = "0"


# what is done to the good workbook → everything that is said
BOOKS: dict[str, tuple[Edit, list[Said]]] = {
    "merged cells": (merge("scale", "A2:A3"), [error(BOOK, "A2", "", "单元格 A2:A3 是合并的", "scale")]),
    "merged cells in two places": (
        merge("scale", "B2:C2", "D4:D5"),
        [error(BOOK, "B2", "", "B2:C2", "scale"), error(BOOK, "D4", "", "D4:D5", "scale")],
    ),
    "a merged title": (title, [error(BOOK, "A1", "", "A1:E1", "scale")]),
    "a sheet mistyped": (
        rename("decisions", "decision"),
        [error(BOOK, "", "", "写错了工作表名", "decision")],
    ),
    "a Chinese sheet mistyped": (
        rename("decisions", "决定事项表"),
        [error(BOOK, "", "", "可能是“决定事项”", "决定事项表")],
    ),
    "a required sheet mistyped is not missing too": (
        rename("targets", "target"),
        [error(BOOK, "", "", "写错了工作表名", "target")],
    ),
    "a sheet in two languages": (
        extra_sheet("业务规模", "编号"),
        [error(BOOK, "", "", "另一份在 inputs.xlsx 的工作表 scale", "业务规模")],
    ),
    "a strange sheet": (extra_sheet("通讯录", "张某"), [warning(BOOK, "", "", "不是录入表", "通讯录")]),
    "a blank sheet": (extra_sheet("Sheet1"), []),
    "a sheet of instructions": (extra_sheet("填表说明", "请如实填写"), []),
    "a table's sheet is blank": (
        lambda workbook: workbook["scale"].delete_rows(1, 9),
        [error(BOOK, "", "", "工作表是空的", "scale")],
    ),
    "a sheet is missing": (
        lambda workbook: workbook.remove(workbook["scale"]),
        [error("scale.csv", "", "", "缺少“业务规模”表")],
    ),
    "a Chinese sheet": (rename("scale", "业务规模"), []),
    "hidden rows, columns and sheets": (hide, []),
    "a chart on a sheet of its own": (chart, []),
    "formats in the far corners": (far_corners, []),
    "a value far below": (
        put("scale", "A9000", "D01"),
        [error(BOOK, "第9000行", "", "数据要连续填写", "scale")],
    ),
    "a column twice": (
        put("scale", "F1", "基层单位数"),
        [error(BOOK, "F1", "base_units", "另一列在B1", "scale")],
    ),
    "a value beside the table": (put("scale", "H4", "？"), [error(BOOK, "H4", "", "没有表头", "scale")]),
}


@pytest.mark.parametrize("name", BOOKS)
def test_books(name: str, tmp_path: Path) -> None:
    edit, said = BOOKS[name]
    check(edited(tmp_path, edit), said)


def test_same_table_in_both(tmp_path: Path) -> None:
    write_csvs({"scale": GOOD["scale"]}, tmp_path)
    place = error("scale.csv", "", "", "另一份在 inputs.xlsx 的工作表 scale", "")
    check(write_xlsx(GOOD, tmp_path), [place])


def test_tables_may_be_spread(tmp_path: Path) -> None:
    write_csvs({"scale": GOOD["scale"], "history": GOOD["history"]}, tmp_path)
    write_xlsx({name: text for name, text in GOOD.items() if name not in ("scale", "history")}, tmp_path)
    assert [file.name for file in read_inputs(tmp_path, YEAR).files] == ["history.csv", BOOK, "scale.csv"]


PARTS = ("xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", sheet_of("scale"))


@pytest.mark.parametrize("part", PARTS)
def test_part_is_garbage(part: str, tmp_path: Path) -> None:
    write_xlsx(GOOD, tmp_path)
    whole = (tmp_path / BOOK).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(tmp_path / BOOK, "w") as out:
        for name in archive.namelist():
            out.writestr(name, b"<garbage" if name == part else archive.read(name))
    inputs, problems = collect(tmp_path, YEAR)
    assert inputs is None
    assert [problem.rule for problem in problems] == ["工作簿已损坏，或不是 Excel 工作簿"]


def test_archive_cut_off(tmp_path: Path) -> None:
    write_xlsx(GOOD, tmp_path)
    whole = (tmp_path / BOOK).read_bytes()
    (tmp_path / BOOK).write_bytes(whole[: len(whole) // 2])
    check(tmp_path, [error(BOOK, "", "", "已损坏")])


def test_archive_that_unpacks_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "LARGEST", 10_000)
    check(write_xlsx(GOOD, tmp_path), [error(BOOK, "", "", "展开后超过")])
