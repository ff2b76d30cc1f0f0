"""Workbooks as Excel, WPS and people write them, read into texts.

Values are taken as saved; a formula counts with its saved result. A figure is taken with the 15 digits Excel itself
shows, so that ``0.1 + 0.2`` is 0.3 and not 0.30000000000000004.
"""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from hubao.errors import Problem
from hubao.tables.fields import Table
from hubao.tables.source import Grid, Row, Source, UncachedFormula, error, strip

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["WorkbookFile", "damaged", "open_workbook"]

OLE = b"\xd0\xcf\x11\xe0"
LARGEST = 200 * 1024 * 1024
MOST_COLUMNS = 200
MOST_BLANK_ROWS = 2000
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z0-9:]+)\"")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"([0-9]{1,7})\"")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class WorkbookFile:
    """An opened workbook: its sheets' names, and each sheet as texts."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self._values = _load(data, data_only=True)
        self._formulas: Workbook | None = None
        self.sheets: tuple[str, ...] = tuple(sheet.title for sheet in self._values.worksheets)

    def is_blank(self, sheet: str) -> bool:
        """Whether a sheet holds nothing at all."""
        with _quiet():
            return next(self._rows(sheet, []), None) is None

    def read(self, sheet: str, table: Table) -> tuple[Grid | None, list[Problem]]:
        """Read a sheet into texts.

        Returns:
            The texts with their rows, or ``None`` when the sheet is empty or has merged cells; and every problem met.
        """
        with _quiet():
            return self._read(Source(self.name, sheet), table)

    def rows(self, sheet: str) -> tuple[list[Row], list[Problem]]:
        """A sheet's rows that are not blank, whatever is merged: for forms, where the first cell of a merger counts.

        Returns:
            Line and texts of each row; and the problem that something stands far below.
        """
        with _quiet():
            problems: list[Problem] = []
            rows = list(self._rows(sheet, problems))
            if rows and FORMULA.search(self._xml(sheet)):
                rows = self._with_uncached(sheet, rows)
            return rows, problems

    def _read(self, source: Source, table: Table) -> tuple[Grid | None, list[Problem]]:
        sheet = source.sheet
        xml = self._xml(sheet)
        if merged := MERGED.findall(xml):
            return None, [_merged_problem(source, found.decode()) for found in merged]
        problems: list[Problem] = []
        rows = list(self._rows(sheet, problems))
        if not rows:
            return None, [error(source, "工作表是空的，应有表头和数据", "填写数据；这张表用不上就删去工作表")]
        if FORMULA.search(xml):
            rows = self._with_uncached(sheet, rows)
        line, texts = rows[0]
        width = max(len(cells) for _, cells in rows)
        header = (line, [*texts, *[""] * (width - len(texts))])
        return Grid(table, source, header, tuple(rows[1:])), problems

    def _rows(self, sheet: str, problems: list[Problem]) -> Iterator[Row]:
        """The rows that are not blank; reading stops after a long stretch of blank ones."""
        blank = 0
        for line, cells in enumerate(_cells(self._values, sheet), 1):
            filled = [position for position, cell in enumerate(cells, 1) if cell.value is not None]
            texts = [_text(cell) for cell in cells[: filled[-1]]] if filled else []
            if any(strip(text) for text in texts):
                blank = 0
                yield line, texts
                continue
            blank += 1
            if blank > MOST_BLANK_ROWS:
                problems += self._far_below(Source(self.name, sheet), line)
                return

    def _far_below(self, source: Source, line: int) -> list[Problem]:
        """An error when something stands below the row where reading stopped; formats alone do not matter."""
        xml = self._xml(source.sheet)
        ends = [found.start() for found in VALUE.finditer(xml)]
        numbers = ROW.findall(xml[: ends[-1]]) if ends else []
        if not numbers or int(numbers[-1]) <= line:
            return []
        rule = f"与上面的数据隔了{MOST_BLANK_ROWS}行以上空行，没有读取"
        return [error(source, rule, "数据要连续填写：删去空行，或删去这里的内容", cell=source.line(int(numbers[-1])))]

    def _with_uncached(self, sheet: str, rows: list[Row]) -> list[Row]:
        """Mark the cells whose formula was saved without a result."""
        if self._formulas is None:
            self._formulas = _load(self._data, data_only=False)
        wanted = dict(rows)
        marked: dict[int, Sequence[str]] = {}
        last = rows[-1][0]
        for line, cells in enumerate(_cells(self._formulas, sheet), 1):
            if line > last + MOST_BLANK_ROWS:
                break
            texts = list(wanted.get(line, []))
            for position, cell in enumerate(cells):
                if cell.data_type == "f" and not (position < len(texts) and texts[position]):
                    texts += [""] * (position + 1 - len(texts))
                    texts[position] = UncachedFormula(cell.value)
            if any(texts):
                marked[line] = texts
        return [(line, marked[line]) for line in sorted(marked)]

    def _xml(self, sheet: str) -> bytes:
        worksheet: Any = self._values[sheet]
        path = worksheet._worksheet_path  # openpyxl has no public name for it
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
            return archive.read(path)


def open_workbook(path: Path) -> tuple[WorkbookFile | None, list[Problem]]:
    """Open a workbook.

    Returns:
        The workbook, or ``None`` when it cannot be read; and the problem that says why.
    """
    source = Source(path.name)
    try:
        data = path.read_bytes()
    except OSError as failure:
        return None, [
            error(source, f"文件打不开（{failure.strerror or '读取失败'}）", "检查文件权限，关闭占用它的程序")
        ]
    if not data:
        return None, [error(source, "文件是空的，不是 Excel 工作簿", "重新保存工作簿；用 CSV 文件时删去它")]
    if data.startswith(OLE):
        rule = "这是旧版 .xls 工作簿，或加了密码，不能读取"
        return None, [error(source, rule, "去掉密码，在 Excel 中另存为“Excel 工作簿（*.xlsx）”，不要只改后缀")]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                return None, [error(source, "工作簿展开后超过200MB，不是录入表", "删去多余的格式、图片和工作表")]
        return WorkbookFile(path.name, data), []
    except Exception:  # a damaged workbook makes the library raise almost anything; the user needs one sentence
        return None, [damaged(source)]


def damaged(source: Source) -> Problem:
    """The one problem of a workbook that is no workbook inside."""
    return error(source, "工作簿已损坏，或不是 Excel 工作簿", "在 Excel 中打开后另存为“Excel 工作簿（*.xlsx）”")


def _quiet() -> warnings.catch_warnings[None]:
    """Silence about styles, extensions and dates out of range; such a date is read as #VALUE! and refused as that."""
    return warnings.catch_warnings(action="ignore")


def _load(data: bytes, *, data_only: bool) -> Workbook:
    with _quiet():
        return load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)


def _cells(workbook: Workbook, sheet: str) -> Iterator[Sequence[Any]]:
    worksheet: Any = workbook[sheet]
    worksheet.reset_dimensions()  # the recorded size may be wrong
    return iter(worksheet.iter_rows(max_col=MOST_COLUMNS))


def _text(cell: Any) -> str:
    """The text that says a native value exactly."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _figure(value, "%" in (cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _figure(value: int | float, percent: bool) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    text = format(exact * 100 if percent else exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if percent else text


def _merged_problem(source: Source, span: str) -> Problem:
    first = span.split(":")[0]
    return error(source, f"单元格 {span} 是合并的，分不清内容属于哪一行", "取消合并，每行每格分别填写", cell=first)
