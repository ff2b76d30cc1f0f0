"""The list of problems as people get it: a table, a page to read, and the workbook with its doubtful cells marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import pandas as pd
from jinja2 import Environment, StrictUndefined

from hubao.errors import Problem, Severity
from hubao.files import write_bytes
from hubao.tables.catalogue import TABLES
from hubao.tables.source import order_of
from hubao.tables.standard.catalogue import STANDARD_TABLES
from hubao.tables.write import write_csv

__all__ = ["COLUMNS", "problems_frame", "problems_html", "write_problems"]

COLUMNS = (
    "severity",
    "severity_label",
    "file",
    "sheet",
    "cell",
    "agency_id",
    "field",
    "label",
    "value",
    "rule",
    "mend",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many errors and warnings fall on one agency or table."""

    name: str
    errors: int
    warnings: int
    problems: tuple[Problem, ...] = ()


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """The problems as a table, one row each, in the order given.

    >>> problems_frame([]).columns[0]
    'severity'
    """
    rows = [[_cell(problem, name) for name in COLUMNS] for problem in problems]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def problems_html(problems: Iterable[Problem], title: str, *, sample: bool = False) -> str:
    """A page of its own that lists the problems: counts first, then file by file; nothing is loaded from elsewhere.

    Args:
        problems: what was met; put in order of file, row and column.
        title: what was checked, e.g. ``2024年度考核数据检查结果``.
        sample: mark the page as being about fictitious data.
    """
    ordered = sorted(problems, key=order_of)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("hubao.tables").joinpath("problems.html").read_text("utf-8"))
    return template.render(
        title=title,
        sample=sample,
        total=_tally("", ordered),
        agencies=_by_agency(ordered),
        tables=_by_table(ordered),
    )


def write_problems(
    problems: Sequence[Problem], folder: Path, title: str, *, sample: bool = False, name: str = "problems"
) -> tuple[Path, Path]:
    """Write ``problems.csv`` and ``problems.html``.

    Args:
        problems: what was met; an empty list is written too, it says that nothing is wrong.
        folder: where to; made if it does not exist.
        title: heading of the page.
        sample: mark the page as being about fictitious data.
        name: what the two files are called.

    Returns:
        The two files.
    """
    table, page = folder / f"{name}.csv", folder / f"{name}.html"
    write_csv(problems_frame(problems), table)
    write_bytes(problems_html(problems, title, sample=sample).encode(), page)
    return table, page


def _cell(problem: Problem, name: str) -> str:
    return problem.severity.label if name == "severity_label" else str(getattr(problem, name))


def _tally(name: str, problems: Iterable[Problem]) -> Tally:
    listed = tuple(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in listed)
    return Tally(name, errors, len(listed) - errors, listed)


def _by_agency(problems: Sequence[Problem]) -> list[Tally]:
    ids = sorted({problem.agency_id for problem in problems if problem.agency_id})
    return [_tally(name, (problem for problem in problems if problem.agency_id == name)) for name in ids]


def _by_table(problems: Sequence[Problem]) -> list[Tally]:
    return [_tally(_heading(file, sheet), group) for (file, sheet), group in groupby(problems, _file)]


def _file(problem: Problem) -> tuple[str, str]:
    return problem.file, problem.sheet


def _heading(file: str, sheet: str) -> str:
    name = sheet or Path(file).stem
    table = TABLES.get(name) or STANDARD_TABLES.get(name)
    where = " · ".join(part for part in (file, sheet) if part)
    return f"{where}（{table.label}）" if table else where
