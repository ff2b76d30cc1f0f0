"""Which column holds which field: names, labels and aliases, once each, and nothing mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from hubao.errors import Problem
from hubao.tables.fields import Field, Table
from hubao.tables.header_text import normal_header, without_unit
from hubao.tables.source import Grid, error, strip, warning

__all__ = ["NEAR", "Columns", "match_header", "nearest"]

Columns = dict[str, int]
"""Field name → number of its column (1-based)."""

NEAR = 0.8
"""From this likeness on (difflib's ratio) a name counts as mistyped; assumption of this program."""
SILENT = frozenset(normal_header(text) for text in ("备注", "说明", "note", "notes", "remark", "序号", "no."))
"""Columns people keep for themselves, read by nobody."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name a mistyped one most likely means; empty when none is near.

    >>> nearest("decision", ["decisions", "targets"]), nearest("notes", ["decisions"])
    ('decisions', '')
    """
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=NEAR)), "")


def match_header(grid: Grid) -> tuple[Columns, set[str], list[Problem]]:
    """Find the column of each field.

    Args:
        grid: the submitted table.

    Returns:
        The columns found; the names of the fields whose column is doubtful or missing, which take part in no further
        check; and every problem met.
    """
    cells = grid.header[1]
    known = _known(grid.table)
    columns: Columns = {}
    doubtful: set[str] = set()
    strangers: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for number, text in enumerate(cells, 1):
        if not strip(text):
            problems += _unnamed(grid, number)
            continue
        field = _field(normal_header(text), known)
        if field is None:
            strangers.append((number, text))
        elif field.name in columns:
            doubtful.add(field.name)
            problems.append(_twice(grid, field, number, columns[field.name], text))
        else:
            columns[field.name] = number
    if not columns:
        return {}, set(grid.table.names), [_no_header(grid)]
    for number, text in strangers:
        near = _near_field(text, known, columns)
        if near:
            doubtful.add(near.name)
        problems += _stranger(grid, number, text, near)
    missing = [field for field in grid.table.fields if field.name not in columns and field.name not in doubtful]
    problems += [_missing(grid, field) for field in missing if _is_needed(field)]
    doubtful |= {field.name for field in missing if _is_needed(field)}
    return columns, doubtful, problems


def _known(table: Table) -> dict[str, Field]:
    return {normal_header(header): field for field in table.fields for header in field.headers}


def _field(key: str, known: dict[str, Field]) -> Field | None:
    if key in known:
        return known[key]
    base, unit = without_unit(key)
    field = known.get(base)
    return field if field and unit and unit == field.unit else None


def _near_field(text: str, known: dict[str, Field], columns: Columns) -> Field | None:
    """The field a header was probably meant for, unless that field already has its column."""
    missing = {key: field for key, field in known.items() if field.name not in columns}
    key = normal_header(text)
    near = nearest(key, missing) or nearest(without_unit(key)[0], missing)
    return missing[near] if near else None


def _is_needed(field: Field) -> bool:
    """Whether the column must be there whatever the categories; the others are asked for by the agencies' rows."""
    return field.required and field.concerns_all


def _no_header(grid: Grid) -> Problem:
    line, cells = grid.header
    return error(
        grid.source,
        "第一行应为表头，但没有一格是这张表的字段名称",
        f"第一行写字段名称：{'、'.join(field.label for field in grid.table.fields)}；用逗号分隔，不加标题行",
        cell=grid.source.line(line),
        value=" ".join(cell for cell in cells if strip(cell)),
    )


def _twice(grid: Grid, field: Field, number: int, first: int, text: str) -> Problem:
    return error(
        grid.source,
        f"“{field.label}”出现了两列（另一列在{grid.source.cell(grid.header[0], first)}）",
        "只保留一列",
        cell=grid.source.cell(grid.header[0], number),
        field=field,
        value=text,
    )


def _stranger(grid: Grid, number: int, text: str, near: Field | None) -> list[Problem]:
    cell = grid.source.cell(grid.header[0], number)
    if near:
        unit = f"，单位是{near.unit}" if near.unit else ""
        rule = f"没有这个字段，可能是“{near.label}”{unit}"
        return [error(grid.source, rule, f"表头改为 {near.label}；不是它就换个名称", cell=cell, field=near, value=text)]
    if normal_header(text) in SILENT:
        return []
    rule = "这张表没有这个字段，整列没有读取"
    return [warning(grid.source, rule, "核对表头；用不上的列可以删去", cell=cell, value=text)]


def _unnamed(grid: Grid, number: int) -> list[Problem]:
    for line, cells in grid.rows:
        if number <= len(cells) and strip(cells[number - 1]):
            rule = "这一列有内容，却没有表头"
            cell = grid.source.cell(line, number)
            return [error(grid.source, rule, "补上表头，或删去这一列的内容", cell=cell, value=cells[number - 1])]
    return []


def _missing(grid: Grid, field: Field) -> Problem:
    return error(
        grid.source, f"缺少“{field.label}”一列", f"加上这一列，表头写 {field.name} 或 {field.label}", field=field
    )
