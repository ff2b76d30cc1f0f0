"""Files people open in Excel: right characters, no running formulas, the same bytes."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hubao.appraisal.agency import Category
from hubao.files import write_bytes
from hubao.tables import write
from hubao.tables.catalogue import TABLES
from hubao.tables.formula_text import escape_formula, unescape_formula
from hubao.tables.inputs import read_inputs
from hubao.tables.write import csv_text, text_of, write_csv, write_workbook
from tests.tables.good import GOOD, YEAR, write_csvs


def test_begins_with_bom_and_ends_lines_in_lf(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"name": ["示例", 'a"b,c']}), tmp_path / "deep" / "out.csv")
    assert (tmp_path / "deep" / "out.csv").read_bytes() == '\ufeffname\n示例\n"a""b,c"\n'.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (Decimal("1240.50"), "1240.5"),
        (Fraction(39, 2), "19.5"),
        (Fraction(58, 3), "19.333333"),
        (Fraction(-1, 3), "-0.333333"),
        (True, "yes"),
        (False, "no"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (3.0, "3"),
        (date(2024, 12, 31), "2024-12-31"),
        (Category.BUREAU, "bureau"),
        ("-2.5", "-2.5"),
        ("=SUM(A1)", "'=SUM(A1)"),
        ("@cmd", "'@cmd"),
        ("+1-1", "'+1-1"),
        ("-", "'-"),
    ],
)
def test_text_of(value: object, text: str) -> None:
    assert text_of(value) == text


def test_no_float_is_written() -> None:
    with pytest.raises(TypeError, match="exactly"):
        text_of(0.1)


def test_whole_numbers_that_pandas_made_float() -> None:
    assert csv_text(pd.DataFrame({"rank": [1, None, 3]})) == 'rank\n1\n""\n3\n'


@settings(derandomize=True)
@given(st.text())
def test_escape_is_taken_off_again(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@settings(derandomize=True)
@given(st.text(st.sampled_from("'=+-@1.%a\t"), max_size=6))
def test_nothing_escaped_runs(text: str) -> None:
    escaped = escape_formula(text)
    assert unescape_formula(escaped) == text
    assert not escaped.startswith(("=", "@", "\t"))


def test_a_half_written_file_never_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def fails(self: Path, mode: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(write.Path, "chmod", fails)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(b"new", target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def frames(tmp_path: Path) -> dict[str, pd.DataFrame]:
    return dict(read_inputs(write_csvs(GOOD, tmp_path / "good"), YEAR).frames)


def test_workbook_has_the_same_bytes(tmp_path: Path) -> None:
    tables = frames(tmp_path)
    write_workbook(tables, tmp_path / "a.xlsx", sample=True)
    write_workbook(tables, tmp_path / "b.xlsx", sample=True)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_workbook_is_fit_to_fill_in(tmp_path: Path) -> None:
    write_workbook(frames(tmp_path), tmp_path / "inputs.xlsx", sample=True)
    workbook = load_workbook(tmp_path / "inputs.xlsx")
    assert workbook.sheetnames == [*TABLES, "虚构数据"]
    sheet = workbook["agencies"]
    assert [cell.value for cell in sheet[1]] == [field.label for field in TABLES["agencies"].fields]
    assert [cell.value for cell in sheet[2]] == ["D01", "示例甲区代办处", "区", 6, "是"]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["C2:C5000"] == '"区,开发区,局总公司,产业工会,中央驻京单位"'
    assert (workbook["targets"]["C2"].value, workbook["targets"]["C2"].number_format) == (0.6, "0.00##%")


def test_texts_in_a_workbook_never_run(tmp_path: Path) -> None:
    tables = frames(tmp_path)
    tables["decisions"].loc[0, "reason"] = "=HYPERLINK(1)"
    write_workbook(tables, tmp_path / "inputs.xlsx")
    cell = load_workbook(tmp_path / "inputs.xlsx")["decisions"]["E2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert read_inputs(tmp_path, YEAR).agencies[0].decisions[0].reason == "=HYPERLINK(1)"


def test_texts_in_a_csv_never_run_and_come_back(tmp_path: Path) -> None:
    tables = frames(tmp_path)
    tables["decisions"].loc[0, "reason"] = "=HYPERLINK(1)"
    for name, frame in tables.items():
        write_csv(frame, tmp_path / f"{name}.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "decisions.csv").read_text("utf-8-sig"))))
    assert rows[1][4] == "'=HYPERLINK(1)"
    assert read_inputs(tmp_path, YEAR).agencies[0].decisions[0].reason == "=HYPERLINK(1)"


def test_unknown_columns_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="phone"):
        write_workbook({"agencies": pd.DataFrame({"phone": ["1"]})}, tmp_path / "inputs.xlsx")
