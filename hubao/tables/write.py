"""The one writer of CSV files, and of ``inputs.xlsx``.

CSV files begin with a BOM: without it Excel on Windows takes UTF-8 for GBK and shows broken Chinese. Lines end in LF.
A file is written aside and then put in place, so a reader never sees half of it. The same tables give the same bytes,
on any machine and any day: workbooks carry fixed dates and are not compressed, since compressors differ.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from hubao.files import write_bytes
from hubao.numerals import decimal_text, is_finite_decimal
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import Field, Kind, Table
from hubao.tables.formula_text import escape_formula
from hubao.tables.read import SAMPLE_SHEET

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["csv_text", "fill_sheet", "save_workbook", "text_of", "write_csv", "write_workbook"]

FIXED = datetime(2022, 3, 1)
"""Date all workbooks carry: nothing in an output may come from the clock."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
FORMATS: Mapping[Kind, str] = {
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0.00",
    Kind.RATE: "0.00##%",
    Kind.DATE: "yyyy-mm-dd",
}
SAMPLE_NOTE = "本工作簿全部数据均为虚构，仅作示例，与任何单位无关。"


def text_of(value: object) -> str:
    """A value as CSV text: exact decimals, ``yes``/``no``, ISO dates, nothing for a missing value.

    >>> text_of(Fraction(39, 2)), text_of(True), text_of(None), text_of(date(2024, 12, 31))
    ('19.5', 'yes', '', '2024-12-31')

    Raises:
        TypeError: the value is a float with a fraction; no float takes part in a rule.
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # NaN differs from itself
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal | Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return text_of(value.item())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    message = f"{value!r} cannot be written exactly: use int, Decimal or Fraction"
    raise TypeError(message)


def csv_text(frame: pd.DataFrame) -> str:
    r"""A frame as CSV, without BOM.

    >>> csv_text(pd.DataFrame({"agency_id": ["D01"], "note": ["=1+1"]}))
    "agency_id,note\nD01,'=1+1\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(str(name) for name in frame.columns)
    columns = [frame[name].tolist() for name in frame.columns]
    writer.writerows([text_of(value) for value in row] for row in zip(*columns, strict=True))
    return buffer.getvalue()


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV: UTF-8 with BOM, LF line ends, texts that Excel would run as formulas made harmless.

    Args:
        frame: exact values or texts; its index is not written.
        path: the file; its folder is made where it does not exist.
    """
    write_bytes(csv_text(frame).encode("utf-8-sig"), path)


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, *, sample: bool = False) -> None:
    """Write input tables as a workbook people can fill in: one sheet each, Chinese heads, lists to choose from.

    Args:
        tables: frames under the contract's table and column names; a column the frame lacks is left out.
        path: the workbook, e.g. ``data/2024/inputs.xlsx``.
        sample: mark the workbook as fictitious.

    Raises:
        KeyError: a table or column the contract does not know.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, frame in tables.items():
        fill_sheet(workbook.create_sheet(name), TABLES[name], frame)
    if sample:
        workbook.create_sheet(SAMPLE_SHEET)["A1"] = SAMPLE_NOTE
    write_bytes(save_workbook(workbook), path)


def save_workbook(workbook: Workbook) -> bytes:
    """A workbook's bytes, the same for the same contents."""
    workbook.properties.created = workbook.properties.modified = FIXED
    drawn = io.BytesIO()
    with zipfile.ZipFile(drawn, "w") as archive:
        ExcelWriter(workbook, archive).save()
    packed = io.BytesIO()
    with zipfile.ZipFile(drawn) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as fixed:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.create_system = 0
            fixed.writestr(entry, archive.read(name))
    return packed.getvalue()


def fill_sheet(sheet: Worksheet, table: Table, frame: pd.DataFrame) -> None:
    """Fill a sheet with a table: Chinese heads, lists to choose from, exact values.

    Args:
        sheet: an empty sheet.
        table: what the table is.
        frame: its rows under the table's field names; a column it lacks is left out.

    Raises:
        KeyError: a column the table does not know.
    """
    sheet.freeze_panes = "B2"
    for number, column in enumerate(frame.columns, 1):
        field = table[str(column)]
        letter = get_column_letter(number)
        head = sheet.cell(1, number, field.label)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = 30 if field.kind in (Kind.TEXT, Kind.NOTE) else 14
        if field.choices or field.kind is Kind.YES_NO:
            sheet.add_data_validation(_choices(field, f"{letter}2:{letter}5000"))
        for line, value in enumerate(frame[column].tolist(), 2):
            _put(sheet, line, number, field, value)


def _choices(field: Field, span: str) -> DataValidation:
    listed = ",".join((field.choices or {"yes": "是", "no": "否"}).values())
    return DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, sqref=span)


def _put(sheet: Worksheet, line: int, number: int, field: Field, value: Any) -> None:
    if value is None or value != value:  # NaN differs from itself
        return
    cell = sheet.cell(line, number)
    native = _native(field, value)
    if isinstance(native, str):
        cell.value = native
        cell.data_type = "s"  # a text beginning with “=” stays a text
    else:
        cell.value = native
        cell.number_format = FORMATS.get(field.kind, "General")


def _native(field: Field, value: Any) -> Any:
    """A value as a workbook keeps it; a rate whose decimals do not end is written as text."""
    if field.choices and value in field.choices:
        return field.choices[value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return Decimal(decimal_text(value)) if is_finite_decimal(value) else decimal_text(value)
    return str(value) if isinstance(value, Enum) else value
