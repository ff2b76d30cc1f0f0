"""What people, programs and time do to a filled form: each mutation says what may come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from openpyxl.workbook import Workbook

from hubao.forms.layout import COLUMNS, FORM_SHEET
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import Kind

FIELDS = {one.name: one for table in ("actuals", "extras", "scale") for one in TABLES[table].fields}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mutated form must come to.

    Attributes:
        field: the field that was touched; empty where structure was.
        value: what must be read there, if anything is read.
        must_refuse: whether it must be refused.
        must_read: whether it must be read.
    """

    field: str = ""
    value: Any = None
    must_refuse: bool = False
    must_read: bool = False


def mutate(workbook: Workbook, figures: dict[str, Any], seed: int) -> tuple[str, Outcome]:
    """Change a filled form in one way; the same way for the same seed."""
    draw = Random(seed)
    name = draw.choice(sorted(MUTATIONS))
    return name, MUTATIONS[name](workbook, figures, draw)


def _cell(workbook: Workbook, name: str, column: str = "value") -> Any:
    sheet = workbook[FORM_SHEET]
    line = next(n for n in range(5, sheet.max_row + 1) if sheet.cell(n, COLUMNS["field"]).value == name)
    return sheet.cell(line, COLUMNS[column])


def _some(figures: dict[str, Any], draw: Random, *kinds: Kind) -> str:
    return draw.choice([name for name in sorted(figures) if FIELDS[name].kind in kinds])


def _typed(make: Callable[[Any, str], Any], *kinds: Kind, reads: bool) -> Callable[..., Outcome]:
    """A value typed in another way: the same value, or a refusal."""

    def change(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
        name = _some(figures, draw, *kinds)
        _cell(workbook, name).value = make(figures[name], FIELDS[name].unit)
        return Outcome(name, figures[name], must_read=reads, must_refuse=not reads)

    return change


def _full_width(value: Any, _unit: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if one in "0123456789." else one for one in str(value))


def _blank(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    name = draw.choice(sorted(figures))
    _cell(workbook, name).value = None
    return Outcome(name, None, must_read=True)


def _wan(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    """An amount in 万元 without saying so."""
    income = figures["premium_income"]
    _cell(workbook, "premium_income").value = float(income / 10000)
    return Outcome("premium_income", income, must_refuse=bool(income))


def _uncached(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    name = _some(figures, draw, Kind.COUNT, Kind.MONEY)
    _cell(workbook, name).value = "=1+1"
    return Outcome(name, None, must_refuse=True)


def _inserted(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    sheet = workbook[FORM_SHEET]
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))
    sheet.insert_rows(draw.randint(5, 40), draw.randint(1, 3))
    return Outcome(must_read=True)


def _inserted_column(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    sheet = workbook[FORM_SHEET]
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))
    sheet.insert_cols(draw.randint(1, 10))
    return Outcome(must_read=True)


def _renamed(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    for number, sheet in enumerate(workbook.worksheets):
        sheet.title = f"Sheet{number}{draw.randint(1, 9)}"
    return Outcome(must_read=True)


def _note_row(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    sheet = workbook[FORM_SHEET]
    sheet.cell(sheet.max_row + 3, COLUMNS["value"]).value = draw.choice([85, "见附件", "合计 12"])
    return Outcome(must_refuse=True)


def _doubled_sheet(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    workbook.copy_worksheet(workbook[FORM_SHEET])
    return Outcome(must_refuse=True)


def _lost_row(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    name = draw.choice(sorted(figures))
    sheet, line = workbook[FORM_SHEET], _cell(workbook, name).row
    for span in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(span))
    sheet.delete_rows(line)
    return Outcome(name, None, must_refuse=True)


def _shifted(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    """The words of two rows change places, the codes do not."""
    one, two = draw.sample(sorted(figures), 2)
    first, second = _cell(workbook, one, "asked"), _cell(workbook, two, "asked")
    first.value, second.value = second.value, first.value
    return Outcome(one, None, must_refuse=True)


def _codes_lost(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    """The columns a program reads were cut off: the words remain."""
    workbook[FORM_SHEET].delete_cols(COLUMNS["item"], 2)
    return Outcome(must_read=True)


def _stamp_lost(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    del workbook["版本"]
    return Outcome(must_read=True)


def _other_year(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    workbook["版本"]["B2"].value = "2019"
    return Outcome(must_refuse=True)


def _merged(workbook: Workbook, figures: dict[str, Any], draw: Random) -> Outcome:
    """Two cells to fill are merged: what stood in the second is gone."""
    first = _cell(workbook, "claims_submitted")
    workbook[FORM_SHEET].merge_cells(
        start_row=first.row, end_row=first.row + 1, start_column=first.column, end_column=first.column
    )
    return Outcome("claims_returned", None, must_read=True)


MUTATIONS: dict[str, Callable[[Workbook, dict[str, Any], Random], Outcome]] = {
    "full width": _typed(_full_width, Kind.COUNT, Kind.MONEY, reads=True),
    "text": _typed(lambda value, unit: f" {value} ", Kind.COUNT, Kind.MONEY, reads=True),
    "own unit": _typed(lambda value, unit: f"{value}{unit}", Kind.COUNT, Kind.MONEY, reads=True),
    "thousands": _typed(lambda value, unit: f"{value:,}", Kind.COUNT, Kind.MONEY, reads=True),
    "wan said": _typed(lambda value, unit: f"{Decimal(value) / 10000}万元", Kind.MONEY, reads=True),
    "percent": _typed(lambda value, unit: "85%", Kind.COUNT, Kind.MONEY, reads=False),
    "fraction": _typed(lambda value, unit: 0.85, Kind.COUNT, reads=False),
    "negative": _typed(lambda value, unit: -3, Kind.COUNT, Kind.MONEY, reads=False),
    "vague": _typed(lambda value, unit: f"约{value}", Kind.COUNT, Kind.MONEY, reads=False),
    "words": _typed(lambda value, unit: "无", Kind.COUNT, Kind.MONEY, reads=False),
    "boolean": _typed(lambda value, unit: True, Kind.COUNT, Kind.MONEY, reads=False),
    "error": _typed(lambda value, unit: "#REF!", Kind.COUNT, Kind.MONEY, Kind.YES_NO, Kind.CHOICE, reads=False),
    "tick": _typed(lambda value, unit: "√", Kind.YES_NO, Kind.CHOICE, reads=False),
    "long": _typed(lambda value, unit: "9" * 400, Kind.COUNT, Kind.MONEY, reads=False),
    "blank": _blank,
    "wan unsaid": _wan,
    "formula without result": _uncached,
    "rows inserted": _inserted,
    "column inserted": _inserted_column,
    "sheets renamed": _renamed,
    "words below": _note_row,
    "sheet doubled": _doubled_sheet,
    "row lost": _lost_row,
    "words moved": _shifted,
    "codes cut off": _codes_lost,
    "stamp lost": _stamp_lost,
    "other year": _other_year,
    "merged": _merged,
}
