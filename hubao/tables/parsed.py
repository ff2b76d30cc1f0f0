"""A table after conversion: exact values, each still knowing its cell.

A cell that was refused stays refused: it is ``None`` here, and takes part in no further check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import pandas as pd

from hubao.errors import Problem
from hubao.tables.fields import Field, Table
from hubao.tables.headers import match_header
from hubao.tables.parse import CellError, Value, parse_cell
from hubao.tables.source import Grid, Source, error, warning

__all__ = ["Entry", "Parsed", "empty_frame", "parse_grid"]


class _Place(TypedDict):
    cell: str
    agency_id: str
    field: Field | None
    value: str


@dataclass(slots=True)
class Parsed:
    """One converted table.

    Attributes:
        table: what it is.
        source: where it came from.
        columns: field name → column.
        entries: its rows.
        doubtful: fields whose column is missing or doubtful.
        complete: whether the agency of every row could be read.
        named: agencies that some row is about, rows refused as a whole included.
        damaged: agencies that a row refused as a whole is about.
        first: the first row of each agency.
    """

    table: Table
    source: Source
    columns: dict[str, int]
    doubtful: frozenset[str]
    entries: list[Entry] = field(default_factory=list)
    complete: bool = True
    named: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    first: dict[str, Entry] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """The values as a frame with the contract's columns; objects, so that they stay exact."""
        return pd.DataFrame(
            {
                name: pd.Series([entry.values.get(name) for entry in self.entries], dtype=object)
                for name in self.table.names
            }
        )


@dataclass(slots=True, eq=False)
class Entry:
    """One row of a converted table."""

    parsed: Parsed
    line: int
    texts: Sequence[str]
    values: dict[str, Value | None]
    refused: set[str] = field(default_factory=set)
    replaced: dict[str, Entry] = field(default_factory=dict)

    @property
    def agency_id(self) -> str:
        """The agency (or body, in the evaluation standard) the row is about; empty where it could not be read."""
        found = self.values.get(self.parsed.table.owner)
        return found if isinstance(found, str) else ""

    def refuse(self, name: str) -> None:
        """Take a cell out of all further checks: what is wrong with it has been said."""
        self.refused.add(name)
        self.values[name] = None

    def is_refused(self, name: str) -> bool:
        """Whether the cell was refused already, or its column is in doubt."""
        return name in self.refused or name in self.parsed.doubtful

    def is_blank(self, name: str) -> bool:
        """Whether the cell is blank (and was not refused)."""
        return self.values.get(name) is None and not self.is_refused(name)

    def text(self, name: str) -> str:
        """What stood in the cell."""
        column = self.parsed.columns.get(name, 0)
        return self.texts[column - 1] if 0 < column <= len(self.texts) else ""

    def cell(self, name: str = "") -> str:
        """The address of a cell, or of the row where no such column exists."""
        column = self.parsed.columns.get(name, 0)
        return self.parsed.source.cell(self.line, column) if column else self.parsed.source.line(self.line)

    def error(self, name: str, rule: str, mend: str) -> Problem:
        """An error at a cell of this row, or at the approved change that put a value there."""
        if name in self.replaced:
            return self.replaced[name].error("new", rule, mend)
        return error(self.parsed.source, rule, mend, **self._place(name))

    def warning(self, name: str, rule: str, mend: str) -> Problem:
        """A warning at a cell of this row, or at the approved change that put a value there."""
        if name in self.replaced:
            return self.replaced[name].warning("new", rule, mend)
        return warning(self.parsed.source, rule, mend, **self._place(name))

    def _place(self, name: str) -> _Place:
        known = name in self.parsed.table.names
        return {
            "cell": self.cell(name),
            "agency_id": self.agency_id,
            "field": self.parsed.table[name] if known else None,
            "value": self.text(name),
        }


def parse_grid(grid: Grid) -> tuple[Parsed, list[Problem]]:
    """Convert a submitted table.

    Args:
        grid: its texts.

    Returns:
        The converted table, and a problem for every cell and column that was refused.
    """
    columns, doubtful, problems = match_header(grid)
    parsed = Parsed(grid.table, grid.source, columns, frozenset(doubtful))
    readable = [field for field in grid.table.fields if field.name in columns and field.name not in doubtful]
    for line, texts in grid.rows:
        entry = Entry(parsed, line, texts, {})
        problems += _convert(entry, readable)
        parsed.entries.append(entry)
        if entry.agency_id:
            parsed.named.add(entry.agency_id)
            parsed.first.setdefault(entry.agency_id, entry)
    keys = set(grid.table.key) | {grid.table.owner}
    parsed.complete = not keys & doubtful and all(entry.agency_id for entry in parsed.entries)
    for line, texts in grid.damaged:
        _name_only(Entry(parsed, line, texts, {}))
    return parsed, problems


def empty_frame(table: Table) -> pd.DataFrame:
    """A table without rows, with the contract's columns."""
    return pd.DataFrame({name: pd.Series([], dtype=object) for name in table.names})


def _convert(entry: Entry, readable: list[Field]) -> Iterator[Problem]:
    refused: list[tuple[Field, CellError]] = []
    columns = entry.parsed.columns
    for target in readable:
        column = columns[target.name]
        text = entry.texts[column - 1] if column <= len(entry.texts) else ""
        try:
            entry.values[target.name] = parse_cell(target, text)
        except CellError as failure:
            entry.refuse(target.name)
            refused.append((target, failure))
    for target, refusal in refused:
        yield entry.error(target.name, refusal.rule, refusal.mend)


def _name_only(entry: Entry) -> None:
    """From a damaged row take only whose it is, so that its agency is not called missing as well."""
    table = entry.parsed.table
    try:
        found = parse_cell(table[table.owner], entry.text(table.owner))
    except CellError:
        found = None
    if isinstance(found, str):
        entry.parsed.named.add(found)
        entry.parsed.damaged.add(found)
    else:
        entry.parsed.complete = False
