"""A year's inputs, read and checked in one pass: the door of this room.

``read_inputs`` refuses or returns; ``collect`` only tells. Both say every problem at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hubao.appraisal.agency import Agency, Category
from hubao.errors import DataError, Problem, Severity
from hubao.tables.book import Book, Limits
from hubao.tables.build import build_agencies
from hubao.tables.catalogue import TABLES
from hubao.tables.changes import apply_changes
from hubao.tables.check_agencies import check_agencies
from hubao.tables.check_decisions import check_decisions
from hubao.tables.check_figures import check_figures
from hubao.tables.check_history import check_history, no_history
from hubao.tables.check_schema import check_schema
from hubao.tables.check_self import check_self_scores
from hubao.tables.parsed import Parsed, empty_frame, parse_grid
from hubao.tables.read import Folder, read_folder
from hubao.tables.source import order_of

__all__ = ["Inputs", "Limits", "collect", "collect_register", "read_inputs"]


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """One appraisal year's checked inputs.

    Attributes:
        agencies: one record each, in the order of the ``agencies`` table, which is the office's order.
        problems: what was met and does not stop the scoring, i.e. warnings only.
        sample: whether the data call themselves fictitious (``SAMPLE.md``, or a sheet named 虚构数据).
        frames: every table as submitted, exact values in object columns, under the contract's names.
        files: the files that were read.
    """

    agencies: tuple[Agency, ...]
    problems: tuple[Problem, ...]
    sample: bool
    frames: Mapping[str, pd.DataFrame]
    files: tuple[Path, ...]


def read_inputs(folder: Path, year: int, limits: Limits = Limits()) -> Inputs:  # noqa: B008  # frozen
    """Read and check a year's inputs; nothing is returned from refused ones.

    Args:
        folder: the data folder, e.g. ``data/2024``.
        year: the appraisal year.
        limits: the policy's numbers the checks need.

    Returns:
        The agencies' records with the warnings met.

    Raises:
        DataError: the inputs hold at least one error; it carries every problem, in order of file, row and column.
    """
    inputs, problems = collect(folder, year, limits)
    if inputs is None:
        raise DataError(problems)
    return inputs


def collect(
    folder: Path,
    year: int,
    limits: Limits = Limits(),  # noqa: B008  # frozen
) -> tuple[Inputs | None, tuple[Problem, ...]]:
    """Read and check a year's inputs, and tell everything that is wrong with them.

    Args:
        folder: the data folder, e.g. ``data/2024``.
        year: the appraisal year.
        limits: the policy's numbers the checks need.

    Returns:
        The inputs, or ``None`` when they hold an error; and every problem, in order of file, row and column.
    """
    read = read_folder(folder)
    problems = list(read.problems)
    parsed: dict[str, Parsed] = {}
    for name, grid in read.grids.items():
        parsed[name], met = parse_grid(grid)
        problems += met
    frames = {name: parsed[name].frame() if name in parsed else empty_frame(table) for name, table in TABLES.items()}
    book = Book(year, limits, parsed)
    problems += _checks(book, read)
    ordered = tuple(sorted(dict.fromkeys(problems), key=order_of))
    if any(problem.severity is Severity.ERROR for problem in ordered):
        return None, ordered
    agencies = build_agencies(book)
    return Inputs(agencies, ordered, read.sample, frames, tuple(read.files)), ordered


def collect_register(folder: Path, year: int) -> tuple[Mapping[str, Category | None], tuple[Problem, ...]]:
    """Read the agencies alone, before there are figures; and tell what is wrong with their table.

    Args:
        folder: the data folder.
        year: the appraisal year.

    Returns:
        Agency → category, in the office's order; and the problems of that table.
    """
    read = read_folder(folder)
    source, grid = read.sources.get("agencies"), read.grids.get("agencies")
    own = (source.file, source.sheet) if source else ("agencies.csv", "")
    problems = [one for one in read.problems if (one.file, one.sheet) == own or "agencies" in read.doubtful]
    if grid is None:
        return {}, tuple(sorted(problems, key=order_of))
    parsed, met = parse_grid(grid)
    book = Book(year, Limits(), {"agencies": parsed})
    problems += [*met, *check_schema(parsed), *check_agencies(book)]
    return {key: book.category(key) for key in book.register}, tuple(sorted(problems, key=order_of))


def _checks(book: Book, read: Folder) -> Iterator[Problem]:
    yield from apply_changes(book)
    for parsed in book.parsed.values():
        yield from check_schema(parsed)
    yield from check_agencies(book)
    yield from check_figures(book)
    yield from check_decisions(book)
    yield from check_history(book)
    yield from check_self_scores(book)
    if book.register and "history" not in book.parsed and "history" not in read.doubtful:
        yield from no_history(book)
