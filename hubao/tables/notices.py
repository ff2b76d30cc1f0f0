"""What can be told to the agencies before there are figures: the register, the targets, last year's coverage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hubao.appraisal.agency import Category, Targets
from hubao.errors import Problem, Severity
from hubao.tables.book import Book, Limits
from hubao.tables.catalogue import TABLES
from hubao.tables.changes import apply_changes
from hubao.tables.check_agencies import check_agencies
from hubao.tables.check_history import check_history
from hubao.tables.check_schema import check_schema
from hubao.tables.parsed import Parsed, parse_grid
from hubao.tables.read import read_folder
from hubao.tables.source import order_of

__all__ = ["Notice", "collect_notices"]

NEEDED = ("agencies", "targets", "history", "target_changes")


@dataclass(frozen=True, slots=True)
class Notice:
    """The targets issued to one agency (000 art. 11(一)), after approved changes (art. 14(一)).

    Attributes:
        agency_id: its number.
        name: its name.
        category: its kind, which decides between nos. 11a and 11b and about B5.
        targets: coverage as a rate, fee income in yuan.
        last_coverage: last year's published coverage; ``None`` where nothing is published.
    """

    agency_id: str
    name: str
    category: Category
    targets: Targets
    last_coverage: Fraction | None = None


def collect_notices(folder: Path, year: int, limits: Limits) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    """Read what a year's targets are, before there are figures; tables of figures may be absent, or wrong.

    Args:
        folder: the data folder, e.g. ``data/2024``.
        year: the appraisal year.
        limits: the policy's numbers the checks need.

    Returns:
        One notice for each agency, in the office's order, or none when there is an error; and the problems of the
        four tables this needs.
    """
    read = read_folder(folder, {name: TABLES[name] for name in NEEDED})
    others = {f"{name}.csv" for name in TABLES if name not in NEEDED} | set(TABLES) | {t.label for t in TABLES.values()}
    problems = [one for one in read.problems if one.severity is Severity.ERROR or not {one.file, one.sheet} & others]
    parsed: dict[str, Parsed] = {}
    for name, grid in read.grids.items():
        parsed[name], met = parse_grid(grid)
        problems += met
    book = Book(year, limits, parsed)
    problems += apply_changes(book)
    for one in parsed.values():
        problems += check_schema(one)
    problems += check_agencies(book)
    problems += check_history(book)
    ordered = tuple(sorted(dict.fromkeys(problems), key=order_of))
    if any(problem.severity is Severity.ERROR for problem in ordered):
        return (), ordered
    past = {
        entry.agency_id: entry.values.get("coverage_rate")
        for entry in (parsed["history"].entries if "history" in parsed else ())
        if entry.values.get("year") == year - 1
    }
    targets = book.entries("targets")
    return tuple(
        Notice(
            agency_id=key,
            name=str(entry.values["name"]),
            category=Category(str(entry.values["category"])),
            targets=Targets(
                **{name: targets[key].values[name] for name in ("coverage_target", "premium_target")}  # type: ignore[arg-type]
            ),
            last_coverage=past.get(key),  # type: ignore[arg-type]
        )
        for key, entry in book.register.items()
    ), ordered
