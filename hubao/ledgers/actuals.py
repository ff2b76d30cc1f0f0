"""All measures of a year from a folder of ledgers, agency by agency, and the rows behind any of them.

DuckDB works in this process, on files of its own that are deleted afterwards; no ledger is loaded as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from hubao.errors import HubaoError, Problem
from hubao.ledgers.catalogue import LEDGERS
from hubao.ledgers.clean import clean
from hubao.ledgers.measures import MEASURES, Measure
from hubao.ledgers.source import attach, find_ledgers
from hubao.tables.source import order_of

__all__ = ["Behind", "Computed", "Workroom", "open_ledgers"]

MEMORY = "500MB"
"""Most memory DuckDB takes before it writes to the disk."""
SHOWN = 20
"""Ids that are shown of the rows behind a number, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The figures of all agencies.

    Attributes:
        values: field → agency → figure; an agency without a row has 0.
        missing: field → why it could not be computed.
        problems: rows set aside, and ledgers that could not be used.
    """

    values: Mapping[str, Mapping[str, object]]
    missing: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one number.

    Attributes:
        measure: the measure.
        value: the number.
        rows: how many rows count.
        ids: their ids, the first ones in order.
    """

    measure: Measure
    value: object
    rows: int
    ids: tuple[str, ...]


class Workroom:
    """Ledgers read, cleaned and ready to be asked.

    Attributes:
        agencies: the agencies of the year's register, in the office's order.
        problems: what was met on the way.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        agencies: Sequence[str],
        problems: Sequence[Problem],
        ready: frozenset[str],
    ) -> None:
        self._connection = connection
        self._ready = ready
        self.agencies = tuple(agencies)
        self.problems = tuple(sorted(problems, key=order_of))

    def compute(self) -> Computed:
        """Compute every measure whose ledgers are there."""
        values = {field: self._values(one) for field, one in MEASURES.items() if self._usable(one)}
        missing = {
            field: f"没有可用的台账 {'、'.join(name for name in one.ledgers if name not in self._ready)}"
            for field, one in MEASURES.items()
            if not self._usable(one)
        }
        return Computed(values, missing, self.problems)

    def behind(self, agency: str, field: str, most: int = SHOWN) -> Behind:
        """The query and the rows behind a number.

        Args:
            agency: whose number.
            field: which.
            most: how many ids are wanted.

        Raises:
            HubaoError: an unknown agency or field, or its ledgers are not there.
        """
        if agency not in self.agencies:
            message = f"代办处名册里没有编号“{agency}”。请核对编号。"
            raise HubaoError(message)
        if field not in MEASURES:
            message = f"“{field}”不是由台账计算的字段。可用：{'、'.join(MEASURES)}。"
            raise HubaoError(message)
        one = MEASURES[field]
        if not self._usable(one):
            message = f"“{field}”没有算出：缺台账 {'、'.join(one.ledgers)}，或台账不能用。"
            raise HubaoError(message)
        found = f"SELECT id FROM ({one.sql}) WHERE agency_id = ?"
        (rows,) = self._connection.execute(f"SELECT count(*) FROM ({found})", [agency]).fetchone() or (0,)
        ids = self._connection.execute(f"{found} ORDER BY id LIMIT {int(most)}", [agency]).fetchall()
        return Behind(one, self._values(one)[agency], int(rows), tuple(str(row[0]) for row in ids))

    def _usable(self, one: Measure) -> bool:
        return set(one.ledgers) <= self._ready

    def _values(self, one: Measure) -> dict[str, object]:
        counted = "sum(amount)" if one.summed else "count(*)"
        rows = self._connection.execute(f"SELECT agency_id, {counted} FROM ({one.sql}) GROUP BY agency_id").fetchall()
        known = {str(agency): value for agency, value in rows}
        return {agency: known.get(agency, 0) for agency in self.agencies}


@contextmanager
def open_ledgers(folder: Path, agencies: Sequence[str], year: int, as_of: date | None = None) -> Iterator[Workroom]:
    """Read and clean a folder of ledgers.

    Args:
        folder: the folder.
        agencies: ids of the year's agencies, in the office's order; rows of others are set aside.
        year: the appraisal year.
        as_of: the day up to which is counted; the end of the year where none is given.

    Raises:
        HubaoError: the day is not in the year.
    """
    until = as_of or date(year, 12, 31)
    if until.year != year:
        message = f"截至日 {until.isoformat()} 不在{year}年度内。"
        raise HubaoError(message)
    with TemporaryDirectory(prefix="hubao-ledgers-") as scratch:
        connection = duckdb.connect(str(Path(scratch) / "ledgers.duckdb"))
        try:
            yield _prepared(connection, folder, agencies, until, Path(scratch))
        finally:
            connection.close()


def _prepared(
    connection: duckdb.DuckDBPyConnection, folder: Path, agencies: Sequence[str], until: date, scratch: Path
) -> Workroom:
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET force_compression = 'uncompressed'")  # the files live for minutes
    connection.execute("CREATE TABLE agencies (id VARCHAR)")
    connection.executemany("INSERT INTO agencies VALUES (?)", [[key] for key in agencies] or [[None]])
    connection.execute(f"CREATE MACRO as_of() AS DATE '{until.isoformat()}'")
    connection.execute(f"CREATE MACRO year_start() AS DATE '{until.year}-01-01'")
    found, problems = find_ledgers(folder)
    ready = set()
    for name in LEDGERS:
        if name in found:
            refused = attach(found[name], connection, scratch)
            problems += refused
            if not refused:
                met, usable = clean(found[name], connection, scratch)
                problems += met
                ready |= {name} if usable else set()
    return Workroom(connection, agencies, problems, frozenset(ready))
