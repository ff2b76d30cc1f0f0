"""How one kind of malformed input is written down: what is changed, and everything that must be said about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from hubao.errors import Problem, Severity
from hubao.tables.book import Limits
from hubao.tables.inputs import collect
from tests.tables.good import GOOD, YEAR, rows_of, text_of_rows

__all__ = [
    "Change",
    "Said",
    "Tables",
    "added",
    "check",
    "column_of",
    "dropped",
    "error",
    "set_cell",
    "sheet_place",
    "warning",
]

Tables = dict[str, str]
Change = Callable[[Tables], None]


@dataclass(frozen=True)
class Said:
    """One problem that must be said: its place, its field, and a phrase of its rule or mend."""

    severity: Severity
    file: str
    cell: str
    field: str
    phrase: str
    sheet: str = ""
    agency_id: str | None = None

    def fits(self, problem: Problem) -> bool:
        """Whether a problem is this one."""
        return (
            (problem.severity, problem.file, problem.sheet, problem.cell, problem.field)
            == (self.severity, self.file, self.sheet, self.cell, self.field)
            and self.phrase in f"{problem.rule}。{problem.mend}"
            and self.agency_id in (None, problem.agency_id)
        )


def error(file: str, cell: str, field: str, phrase: str, sheet: str = "", agency_id: str | None = None) -> Said:
    """An error that must be said."""
    return Said(Severity.ERROR, file, cell, field, phrase, sheet, agency_id)


def warning(file: str, cell: str, field: str, phrase: str, sheet: str = "", agency_id: str | None = None) -> Said:
    """A warning that must be said."""
    return Said(Severity.WARNING, file, cell, field, phrase, sheet, agency_id)


def check(folder: Path, said: Sequence[Said], limits: Limits | None = None) -> None:
    """Read a folder: exactly these problems are said, each once."""
    limits = limits or Limits()
    inputs, problems = collect(folder, YEAR, limits)
    listing = "\n".join(map(str, problems)) or "（没有问题）"
    left = list(problems)
    for expected in said:
        found = next((problem for problem in left if expected.fits(problem)), None)
        assert found, f"not said: {expected}\nsaid:\n{listing}"
        left.remove(found)
    assert not left, "follow-on noise:\n" + "\n".join(map(str, left))
    assert all(problem.rule and problem.mend for problem in problems)
    refused = any(expected.severity is Severity.ERROR for expected in said)
    assert (inputs is None) == refused


def set_cell(table: str, row: int, field: str, text: str) -> Change:
    """Write a text into a cell; row 1 is the header, as in the file."""

    def change(tables: Tables) -> None:
        rows = rows_of(tables[table])
        rows[row - 1][column_of(table, field) - 1] = text
        tables[table] = text_of_rows(rows)

    return change


def added(table: str, *rows: str) -> Change:
    """Add rows at the end."""

    def change(tables: Tables) -> None:
        tables[table] += "".join(f"{row}\n" for row in rows)

    return change


def dropped(table: str, row: int) -> Change:
    """Take a row out."""

    def change(tables: Tables) -> None:
        lines = tables[table].splitlines(keepends=True)
        tables[table] = "".join(lines[: row - 1] + lines[row:])

    return change


def column_of(table: str, field: str) -> int:
    """Number of a field's column in the good year."""
    return GOOD[table].splitlines()[0].split(",").index(field) + 1


def sheet_place(cell: str) -> str:
    """The address in a workbook of what is `第17行第7列` in a CSV."""
    found = re.fullmatch(r"第(\d+)行第(\d+)列", cell)
    return f"{get_column_letter(int(found[2]))}{found[1]}" if found else cell
