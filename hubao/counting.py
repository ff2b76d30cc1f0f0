"""`hubao actuals`: a year's figures counted from ledgers, written as input tables, and the rows behind any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from hubao.appraisal.agency import Category
from hubao.errors import DataError, HubaoError, Severity
from hubao.ledgers.actuals import Behind, Computed, open_ledgers
from hubao.places import data_path
from hubao.tables.catalogue import TABLES
from hubao.tables.inputs import collect_register
from hubao.tables.problems import problems_frame
from hubao.tables.write import write_csv

__all__ = ["Counted", "behind", "count_year"]

OUTPUTS = ("actuals", "extras", "scale")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: the figures, what could not be computed and why, and the files written."""

    computed: Computed
    agencies: int
    files: tuple[Path, ...]


def count_year(year: int, ledgers: Path, data: Path | None, out: Path, as_of: date | None = None) -> Counted:
    """Count every figure that the ledgers give, and write ``actuals.csv``, ``extras.csv``, ``scale.csv``.

    Fields that the ledgers do not give stay blank, and so do those that do not concern an agency's category. Rows that
    were set aside are in ``ledger_problems.csv``, which is written when there are none too.

    Args:
        year: the appraisal year.
        ledgers: the folder of the ledgers.
        data: the folder with the register of agencies; default ``data/<year>``.
        out: folder for what is written.
        as_of: the day up to which is counted; default the end of the year.

    Raises:
        DataError: the register of agencies is refused.
        HubaoError: there are no ledgers at all, or the day is not in the year.
    """
    register = _register(year, data)
    with open_ledgers(ledgers, list(register), year, as_of) as room:
        computed = room.compute()
    if not computed.values:
        said = "".join(f"\n{problem}" for problem in computed.problems)
        message = f"没有可用的台账，什么也没有算。{said}"
        raise HubaoError(message)
    files = []
    for table in OUTPUTS:
        files.append(out / f"{table}.csv")
        write_csv(_frame(table, register, computed.values), files[-1])
    files.append(out / "ledger_problems.csv")
    write_csv(problems_frame(computed.problems), files[-1])
    return Counted(computed, len(register), tuple(files))


def behind(
    year: int, ledgers: Path, data: Path | None, agency: str, field: str, as_of: date | None, most: int
) -> Behind:
    """The query and the rows behind one number.

    Raises:
        DataError: the register of agencies is refused.
        HubaoError: an unknown agency or field, or its ledgers are not there.
    """
    with open_ledgers(ledgers, list(_register(year, data)), year, as_of) as room:
        return room.behind(agency, field, most)


def _register(year: int, data: Path | None) -> Mapping[str, Category | None]:
    register, problems = collect_register(data_path(year, data), year)
    if not register or any(problem.severity is Severity.ERROR for problem in problems):
        raise DataError(problems, "代办处名册有错误，没有计算。" if problems else "没有代办处名册，没有计算。")
    return register


def _frame(
    table: str, register: Mapping[str, Category | None], values: Mapping[str, Mapping[str, object]]
) -> pd.DataFrame:
    fields = [field for field in TABLES[table].fields if field.name != "name"]
    rows = [
        [
            key
            if field.name == "agency_id"
            else (values[field.name][key] if field.name in values and field.concerns(category) else None)
            for field in fields
        ]
        for key, category in register.items()
    ]
    return pd.DataFrame(rows, columns=[field.name for field in fields], dtype=object)
