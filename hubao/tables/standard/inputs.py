"""An evaluation's inputs, read and checked in one pass, and made into one record per body and mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from hubao.errors import Problem, Severity
from hubao.standard.record import Body, Judgement, Mode, Observation, PastScore, Record
from hubao.standard.scheme import Scheme
from hubao.tables.check_schema import check_schema
from hubao.tables.parsed import Entry, Parsed, empty_frame, parse_grid
from hubao.tables.read import read_folder
from hubao.tables.register import Register, case_twins
from hubao.tables.source import order_of
from hubao.tables.standard.book import StandardBook, fill_defaults
from hubao.tables.standard.catalogue import STANDARD_TABLES
from hubao.tables.standard.checks import check_standard, header_only
from hubao.tables.standard.schemas import STANDARD_SCHEMAS

__all__ = ["StandardInputs", "collect_bodies", "collect_standard"]


@dataclass(frozen=True, slots=True, eq=False)
class StandardInputs:
    """One evaluation's checked inputs.

    Attributes:
        records: one per body by the governing mode, in the order of the ``bodies`` table.
        by_mode: the other modes (clause 8) → body id → its record, where the body has a row of that mode. What that
            mode does not fill in itself is taken from the governing one.
        own_rows: mode → body id → how many indicators that mode filled in itself.
        problems: what was met and does not stop the scoring, i.e. warnings only.
        sample: whether the data call themselves fictitious.
        frames: every table as submitted, exact values in object columns, under the contract's names.
        files: the files that were read.
    """

    records: tuple[Record, ...]
    by_mode: Mapping[Mode, Mapping[str, Record]]
    own_rows: Mapping[Mode, Mapping[str, int]]
    problems: tuple[Problem, ...]
    sample: bool
    frames: Mapping[str, pd.DataFrame]
    files: tuple[Path, ...]


def collect_standard(folder: Path, year: int, scheme: Scheme) -> tuple[StandardInputs | None, tuple[Problem, ...]]:
    """Read and check an evaluation's inputs, and tell everything that is wrong with them.

    Args:
        folder: the data folder.
        year: the evaluation year.
        scheme: tree and points.

    Returns:
        The inputs, or ``None`` when they hold an error; and every problem, in order of file, row and column.
    """
    read = read_folder(folder, STANDARD_TABLES)
    problems = list(read.problems)
    parsed: dict[str, Parsed] = {}
    for name, grid in read.grids.items():
        parsed[name], met = parse_grid(grid)
        fill_defaults(parsed[name])
        problems += met
    frames = {
        name: parsed[name].frame() if name in parsed else empty_frame(table) for name, table in STANDARD_TABLES.items()
    }
    book = StandardBook(year, scheme, parsed, frozenset(read.doubtful))
    for one in parsed.values():
        problems += check_schema(one, STANDARD_SCHEMAS)
    problems += check_standard(book)
    ordered = tuple(sorted(dict.fromkeys(problems), key=order_of))
    if any(problem.severity is Severity.ERROR for problem in ordered):
        return None, ordered
    records, by_mode, own_rows = _build(book)
    return StandardInputs(records, by_mode, own_rows, ordered, read.sample, frames, tuple(read.files)), ordered


def collect_bodies(folder: Path) -> tuple[tuple[Body, ...], tuple[Problem, ...]]:
    """Read the bodies alone, before there are figures; and tell what is wrong with their table.

    Args:
        folder: the data folder.
    """
    read = read_folder(folder, STANDARD_TABLES)
    source, grid = read.sources.get("bodies"), read.grids.get("bodies")
    own = (source.file, source.sheet) if source else ("bodies.csv", "")
    problems = [one for one in read.problems if (one.file, one.sheet) == own or "bodies" in read.doubtful]
    if grid is None:
        return (), tuple(sorted(problems, key=order_of))
    parsed, met = parse_grid(grid)
    register = Register(parsed.first, None, "机构", "被评价机构名册")
    problems += [*met, *header_only(parsed), *check_schema(parsed, STANDARD_SCHEMAS), *case_twins(register)]
    return tuple(_body(key, entry) for key, entry in parsed.first.items()), tuple(sorted(problems, key=order_of))


def _body(key: str, entry: Entry) -> Body:
    return Body(key, *(str(entry.values.get(name) or "") for name in ("name", "level", "region")))


def _build(
    book: StandardBook,
) -> tuple[tuple[Record, ...], dict[Mode, dict[str, Record]], dict[Mode, dict[str, int]]]:
    monitored = dict(_monitored(book))
    observed = {mode: _by_body(book, "observations", mode) for mode in Mode}
    judged = {mode: _by_body(book, "judgements", mode) for mode in Mode}
    exclusions = _texts(book)
    history = _history(book)
    records, by_mode = [], dict[Mode, dict[str, Record]]()
    own_rows: dict[Mode, dict[str, int]] = {}
    for key, entry in book.register.entries.items():
        body = _body(key, entry)
        observations = {**monitored.get(key, {}), **_figures(observed[Mode.UPPER].get(key, {}))}
        judgements = _judgements(judged[Mode.UPPER].get(key, {}))
        record = Record(body, observations, judgements, exclusions.get(key, {}), tuple(history.get(key, ())))
        records.append(record)
        for mode in (Mode.SELF, Mode.THIRD_PARTY):
            own = {**observed[mode].get(key, {}), **judged[mode].get(key, {})}
            if own:
                own_rows.setdefault(mode, {})[key] = len(own)
                by_mode.setdefault(mode, {})[key] = Record(
                    body,
                    {**observations, **_figures(observed[mode].get(key, {}))},
                    {**judgements, **_judgements(judged[mode].get(key, {}))},
                    record.exclusions,
                    record.history,
                )
    return tuple(records), by_mode, own_rows


def _by_body(book: StandardBook, table: str, mode: Mode) -> dict[str, dict[str, Entry]]:
    """The rows that a score rests on: of indicators that have points and apply to the body."""
    found: dict[str, dict[str, Entry]] = {}
    for (body, code), entry in book.keyed(table, mode):
        if code in book.rated and (body, code) not in book.excluded:
            found.setdefault(body, {})[code] = entry
    return found


def _figures(entries: Mapping[str, Entry]) -> dict[str, Observation]:
    return {code: _observation(entry.values) for code, entry in entries.items()}


def _observation(values: Mapping[str, Any]) -> Observation:
    names = ("numerator", "denominator", "value", "items_met", "items_total")
    return Observation(**{name: values.get(name) for name in names}, source=str(values.get("source") or ""))


def _judgements(entries: Mapping[str, Entry]) -> dict[str, Judgement]:
    return {
        code: Judgement(**{name: entry.values[name] for name in ("points", "assessor", "evidence")})  # type: ignore[arg-type]
        for code, entry in entries.items()
    }


def _monitored(book: StandardBook) -> Iterator[tuple[str, dict[str, Observation]]]:
    """A year's figures from the monthly ones of network monitoring (7.5): sum over sum, never a mean of rates."""
    sums: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    for entry in book.rows("monitoring"):
        code = entry.values["code"]
        assert isinstance(code, str)
        if code not in book.rated or (entry.agency_id, code) in book.excluded:
            continue
        own = sums.setdefault(entry.agency_id, {})
        over, under = own.get(code, (Fraction(0), Fraction(0)))
        own[code] = over + entry.values["numerator"], under + entry.values["denominator"]  # type: ignore[operator]
    for body, figures in sums.items():
        yield (
            body,
            {
                code: Observation(numerator=over, denominator=under, source="网络监测各月合计")
                for code, (over, under) in figures.items()
                if under
            },
        )


def _texts(book: StandardBook) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in book.rows("exclusions"):
        found.setdefault(entry.agency_id, {})[str(entry.values["code"])] = str(entry.values["reason"])
    return found


def _history(book: StandardBook) -> dict[str, list[PastScore]]:
    found: dict[str, list[PastScore]] = {}
    for entry in book.rows("history"):
        values: dict[str, Any] = {name: entry.values.get(name) for name in ("year", "code", "points", "max_points")}
        found.setdefault(entry.agency_id, []).append(PastScore(**values, grade=str(entry.values.get("grade") or "")))
    return found
