"""A table as it was submitted: texts with their places, before anything is understood.

Both readers, of CSV files and of workbooks, hand over the same thing: rows of texts. A native figure, date or yes/no of
a workbook arrives as the text that says it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from openpyxl.utils import column_index_from_string, get_column_letter

from hubao.errors import Problem, Severity
from hubao.privacy import mask_personal
from hubao.tables.fields import Field, Table

__all__ = ["Grid", "Row", "Source", "UncachedFormula", "error", "is_cell", "order_of", "shown", "strip", "warning"]

Row: TypeAlias = tuple[int, Sequence[str]]
"""The line a row begins on (1-based), and its texts; an empty text is a blank cell."""

INVISIBLE = " \t\r\n\f\v\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
LONGEST_SHOWN = 60


class UncachedFormula(str):
    """A workbook cell with a formula whose result was never saved: its value is unknown."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table came from.

    Attributes:
        file: name of the file.
        sheet: name of the sheet; empty for a CSV file.
    """

    file: str
    sheet: str = ""

    def cell(self, line: int, column: int) -> str:
        """The address of a cell, in the words of its kind of file.

        >>> Source("inputs.xlsx", "actuals").cell(17, 7), Source("actuals.csv").cell(17, 7)
        ('G17', '第17行第7列')
        """
        return f"{get_column_letter(column)}{line}" if self.sheet else f"第{line}行第{column}列"

    def line(self, line: int) -> str:
        """The address of a whole row."""
        return f"第{line}行"


@dataclass(frozen=True, slots=True)
class Grid:
    """A submitted table, still as texts.

    Attributes:
        table: what it should hold.
        source: where it came from.
        header: its first row.
        rows: the rows below that are not blank.
        damaged: rows already refused as a whole, since their cells do not fit the header.
    """

    table: Table
    source: Source
    header: Row
    rows: tuple[Row, ...]
    damaged: tuple[Row, ...] = ()


def strip(text: str) -> str:
    """Take white space off both ends, full-width and zero-width characters included.

    >>> strip("\u3000 D01\u200b")
    'D01'
    """
    return text.strip(INVISIBLE)


def shown(text: str) -> str:
    r"""A cell's text fit for a message: personal numbers masked, control characters made visible, long texts cut.

    >>> shown("a\x00b"), len(shown("9" * 500))
    ('a\\x00b', 60)
    """
    safe = mask_personal(text)
    clean = "".join(char if char.isprintable() else repr(char)[1:-1] for char in safe[: LONGEST_SHOWN + 1])
    return clean if len(clean) <= LONGEST_SHOWN else clean[: LONGEST_SHOWN - 1] + "…"


def error(
    source: Source,
    rule: str,
    mend: str,
    *,
    cell: str = "",
    agency_id: str = "",
    field: Field | None = None,
    value: str = "",
) -> Problem:
    """An error at a place of a source."""
    return Problem(
        severity=Severity.ERROR,
        file=source.file,
        sheet=source.sheet,
        cell=cell,
        agency_id=agency_id,
        field=field.name if field else "",
        label=field.label if field else "",
        value=shown(value),
        rule=rule,
        mend=mend,
    )


def warning(
    source: Source,
    rule: str,
    mend: str,
    *,
    cell: str = "",
    agency_id: str = "",
    field: Field | None = None,
    value: str = "",
) -> Problem:
    """A warning at a place of a source."""
    made = error(source, rule, mend, cell=cell, agency_id=agency_id, field=field, value=value)
    return Problem(**{name: getattr(made, name) for name in Problem.__slots__} | {"severity": Severity.WARNING})


def order_of(problem: Problem) -> tuple[str, str, int, int, str, str, str]:
    """Sort key: file, sheet, row, column, then what stays the same from run to run."""
    return (
        problem.file,
        problem.sheet,
        *_position(problem.cell),
        problem.agency_id,
        problem.field,
        problem.rule,
    )


def is_cell(cell: str) -> bool:
    """Whether an address is that of one cell of a sheet.

    >>> is_cell("G17"), is_cell("第17行"), is_cell("")
    (True, False, False)
    """
    return re.fullmatch(r"[A-Z]{1,3}[0-9]+", cell) is not None


def _position(cell: str) -> tuple[int, int]:
    """Row and column of an address; a table's own problems come first.

    >>> _position("G17"), _position("第17行第7列"), _position("第17行"), _position("")
    ((17, 7), (17, 7), (17, 0), (0, 0))
    """
    if found := re.fullmatch(r"第(\d+)行(?:第(\d+)列)?", cell):
        return int(found[1]), int(found[2] or 0)
    if found := re.match(r"([A-Z]{1,3})(\d+)", cell):
        return int(found[2]), column_index_from_string(found[1])
    return 0, 0
