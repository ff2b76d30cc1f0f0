"""Measure the forms beside what openpyxl itself needs for the same cells, side by side in one run, as ratios.

    python scripts/bench_forms.py

H  66 forms written and read back: `hubao forms` and `hubao import` (with checks), beside loops over the same cells

The plain side writes the same values, formats and mergers, taken apart beforehand, without notes and input checks, and
reads every cell of every sheet once.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import Workbook, load_workbook

from hubao.importing import import_forms
from hubao.issuing import issue_forms

Sheets: TypeAlias = list[tuple[str, list[tuple[int, int, Any, tuple[tuple[str, Any], ...]]], list[str]]]
"""Each sheet's name, its cells (row, column, value, formats), and its mergers."""

YEAR = 2024
ROUNDS = 3


FORMATS = ("font", "fill", "border", "alignment", "protection", "number_format")


def cells_of(path: Path) -> Sheets:
    """What a form holds: each sheet's name, cells (row, column, value, formats that differ from none), and mergers."""
    nothing = Workbook().worksheets[0]["A1"]
    plain = tuple(copy(getattr(nothing, name)) for name in FORMATS)
    known: dict[object, object] = {}
    sheets = []
    for sheet in load_workbook(path).worksheets:
        cells = []
        for row in sheet.iter_rows():
            for cell in row:
                formats = tuple(copy(getattr(cell, name)) for name in FORMATS)
                own = tuple(
                    (name, known.setdefault(one, one))
                    for name, one, none in zip(FORMATS, formats, plain, strict=True)
                    if one != none
                )
                if type(cell).__name__ != "MergedCell" and (cell.value is not None or own):
                    cells.append((cell.row, cell.column, cell.value, own))
        sheets.append((sheet.title, cells, [str(span) for span in sheet.merged_cells.ranges]))
    return sheets


def plain_write(sheets: Sheets) -> bytes:
    """The same cells with the same formats, written with openpyxl and nothing else."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, cells, spans in sheets:
        sheet = made.create_sheet(title)
        for row, column, value, formats in cells:
            cell = sheet.cell(row, column, value)
            for name, one in formats:
                setattr(cell, name, one)
        for span in spans:
            sheet.merged_cells.add(span)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def plain_read(path: Path) -> int:
    """Every cell, read with openpyxl and nothing else."""
    workbook = load_workbook(path, data_only=True)
    return sum(cell.value is not None for sheet in workbook for row in sheet.iter_rows() for cell in row)


def timed(work: Callable[[], object]) -> float:
    """The quickest of some rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours_write = timed(lambda: issue_forms(YEAR, None, None, [], folder / "forms"))
        files = sorted((folder / "forms").iterdir())
        books = [cells_of(path) for path in files]
        their_write = timed(lambda: [plain_write(book) for book in books])
        ours_read = timed(lambda: import_forms(YEAR, files, None, None, folder / "import"))
        their_read = timed(lambda: [plain_read(path) for path in files])
    ours, theirs = ours_write + ours_read, their_write + their_read
    print(
        f"H  {len(files)} forms written {ours_write:.2f} s, plain {their_write:.2f} s: {ours_write / their_write:.2f}"
    )
    print(f"H  {len(files)} forms read    {ours_read:.2f} s, plain {their_read:.2f} s: {ours_read / their_read:.2f}")
    print(f"H  both together: {ours / theirs:.2f} times openpyxl alone (at most 1.5 wanted)")


if __name__ == "__main__":
    main()
