"""A sample year as input tables, under the contract's names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from hubao.appraisal.agency import Agency
from hubao.tables.catalogue import TABLES

__all__ = ["frames_of"]

MANY = ("decisions", "history", "self_scores", "target_changes")
"""Tables with any number of rows per agency; the others have one."""


def frames_of(agencies: Sequence[Agency]) -> dict[str, pd.DataFrame]:
    """Lay a year's records out as tables, exact values in object columns.

    Args:
        agencies: the year's records in office order, targets as first issued.
    """
    return {name: _frame(name, agencies) for name in TABLES}


def _frame(table: str, agencies: Iterable[Agency]) -> pd.DataFrame:
    # The name stands beside the number in the register only: the optional second copy would say nothing new.
    names = [name for name in TABLES[table].names if table == "agencies" or name != "name"]
    rows = [row for agency in agencies for row in _rows(table, agency, names)]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _rows(table: str, agency: Agency, names: Sequence[str]) -> Iterator[list[Any]]:
    if table == "agencies":
        records: Sequence[object] = (agency,)
    elif table in MANY:
        records = getattr(agency, table)
    else:
        records = (getattr(agency, table),)
    for record in records:
        yield [agency.agency_id if name == "agency_id" else getattr(record, name) for name in names]
