"""Whatever lies in the folder, the readers return a year or a list of problems: never a traceback."""

from __future__ import annotations

import io
import tempfile
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from hubao.errors import Severity
from hubao.tables.amounts import CellError
from hubao.tables.annotate import annotated_copy
from hubao.tables.catalogue import TABLES
from hubao.tables.inputs import collect
from hubao.tables.parse import parse_cell
from hubao.tables.problems import problems_frame, problems_html
from tests.malformed.case import set_cell
from tests.tables.good import GOOD, YEAR, rows_of, write_csvs, write_xlsx

bounded = settings(derandomize=True, deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))

FIELDS = [field for table in TABLES.values() for field in table.fields]
TRICKY = st.sampled_from(
    [
        *("", " ", "-", "=1+1", "@x", "'", '"', "NaN", "60%", "%", ".", "1e9", "1E400", "#REF!", "1,2", "1_0", "0x1F"),
        *("9" * 5000, "\x00", "\ud7ff", "\u202e", "D01", "d01", "2024-13-45", "²"),
        *("是", "约1", "１２", "０", "－１", "1．5", "壹"),
    ]
)
NUMBER = st.integers(0, 99)
ANY_TEXT = st.one_of(TRICKY, st.text(max_size=40), st.decimals(allow_nan=True).map(str), st.integers().map(str))
CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)),
    st.sampled_from(["", "D01", "=A1", "#N/A", "60%", "区", "是", "agency_id", "代办处编号", "1,000", " "]),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Co", "Cn"]), max_size=10),
)


def told(folder: Path) -> None:
    """Read a folder; whatever is told must be whole, printable and the same twice."""
    inputs, problems = collect(folder, YEAR)
    assert (inputs is None) == any(problem.severity is Severity.ERROR for problem in problems)
    assert all(problem.rule and problem.mend and str(problem).isprintable() for problem in problems)
    assert len(problems_frame(problems)) == len(problems)
    assert problems_html(problems, "检查").startswith("<!DOCTYPE html>")


@given(st.sampled_from(FIELDS), ANY_TEXT)
@settings(bounded, max_examples=1000)
def test_any_text_in_any_field(field: Any, text: str) -> None:
    with suppress(CellError):
        assert not isinstance(parse_cell(field, text), float)


@given(st.sampled_from(sorted(TABLES)), st.binary(max_size=400))
@bounded
def test_random_bytes(table: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told(write_csvs({**GOOD, f"{table}.csv": data}, Path(folder)))


@given(st.sampled_from(sorted(TABLES)), st.data())
@bounded
def test_bytes_changed(table: str, data: st.DataObject) -> None:
    """A few bytes of a good file are overwritten, put in or cut out."""
    raw = bytearray(GOOD[table].encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        told(write_csvs({**GOOD, f"{table}.csv": bytes(raw)}, Path(folder)))


@given(st.lists(st.tuples(st.sampled_from(sorted(TABLES)), NUMBER, NUMBER, ANY_TEXT), max_size=6))
@bounded
def test_cells_changed(changes: list[tuple[str, int, int, str]]) -> None:
    tables = dict(GOOD)
    for table, row, column, text in changes:
        rows = rows_of(GOOD[table])
        set_cell(table, row % len(rows) + 1, rows[0][column % len(rows[0])], text)(tables)
    with tempfile.TemporaryDirectory() as folder:
        told(write_csvs({name: text.encode("utf-8", "surrogatepass") for name, text in tables.items()}, Path(folder)))


@given(st.dictionaries(st.sampled_from(sorted(TABLES)), st.lists(st.lists(CELL, max_size=5), max_size=5), max_size=4))
@bounded
def test_random_workbooks(sheets: dict[str, list[list[Any]]]) -> None:
    workbook = Workbook()
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook.save(folder / "inputs.xlsx")
        told(folder)
        problems = collect(folder, YEAR)[1]
        assert annotated_copy(folder / "inputs.xlsx", problems, folder / "annotated.xlsx")


@given(st.sampled_from(sorted(TABLES)), NUMBER, NUMBER, CELL)
@bounded
def test_native_cells_changed(table: str, row: int, column: int, value: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write_xlsx(GOOD, Path(name))
        workbook = load_workbook(folder / "inputs.xlsx")
        rows = rows_of(GOOD[table])
        workbook[table].cell(row % len(rows) + 1, column % len(rows[0]) + 1).value = value
        workbook.save(folder / "inputs.xlsx")
        told(folder)


@given(st.data())
@bounded
def test_parts_of_the_archive_changed(data: st.DataObject) -> None:
    """Bytes inside a workbook's parts, or of the archive itself, are overwritten."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_xlsx(GOOD, Path(name))
        file = folder / "inputs.xlsx"
        with zipfile.ZipFile(file) as archive:
            parts = {part: bytearray(archive.read(part)) for part in archive.namelist()}
        part = parts[data.draw(st.sampled_from(sorted(parts)))]
        at = data.draw(st.integers(0, len(part)))
        part[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part_name, content in parts.items():
                archive.writestr(part_name, bytes(content))
        whole = bytearray(packed.getvalue())
        if data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(whole)))
            whole[at : at + 2] = data.draw(st.binary(max_size=2))
        file.write_bytes(bytes(whole))
        told(folder)
        annotated_copy(file, collect(folder, YEAR)[1], folder / "annotated.xlsx")
