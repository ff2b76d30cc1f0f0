"""From checked rows to the one record per agency that the rules see."""

from __future__ import annotations

from typing import Any

from hubao.appraisal.agency import (
    Actuals,
    Agency,
    Decision,
    Extras,
    PastYear,
    Scale,
    SelfScore,
    TargetChange,
    Targets,
)
from hubao.tables.book import Book
from hubao.tables.parsed import Entry
from hubao.tables.source import strip

__all__ = ["build_agencies"]


def build_agencies(book: Book) -> tuple[Agency, ...]:
    """Build every agency's record, in the order of the register.

    Args:
        book: the year's tables, checked without errors, approved changes applied.

    Returns:
        One record for each agency.
    """
    rows = {table: book.entries(table) for table in ("targets", "actuals", "extras", "scale")}
    lists = {table: _lists(book, table) for table in ("decisions", "history", "self_scores", "target_changes")}
    return tuple(
        _agency(
            entry,
            {table: found[agency_id] for table, found in rows.items()},
            {table: found.get(agency_id, []) for table, found in lists.items()},
        )
        for agency_id, entry in book.register.items()
    )


def _lists(book: Book, table: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in book.parsed[table].entries if table in book.parsed else ():
        found.setdefault(entry.agency_id, []).append(entry)
    return found


def _agency(own: Entry, rows: dict[str, Entry], lists: dict[str, list[Entry]]) -> Agency:
    return Agency(
        **_values(own),
        targets=Targets(**_figures(rows["targets"])),
        actuals=Actuals(**_figures(rows["actuals"])),
        extras=Extras(**_figures(rows["extras"])),
        scale=Scale(**_figures(rows["scale"])),
        decisions=tuple(Decision(**_texts(entry, "document")) for entry in lists["decisions"]),
        history=tuple(sorted((PastYear(**_figures(entry)) for entry in lists["history"]), key=lambda past: past.year)),
        self_scores=tuple(SelfScore(**_texts(entry, "actual_note", "evidence")) for entry in lists["self_scores"]),
        target_changes=tuple(TargetChange(**_change(entry)) for entry in lists["target_changes"]),
    )


def _values(entry: Entry) -> dict[str, Any]:
    return {name: entry.values.get(name) for name in entry.parsed.table.names}


def _figures(entry: Entry) -> dict[str, Any]:
    """A row's values without whose they are."""
    return {name: value for name, value in _values(entry).items() if name not in ("agency_id", "name")}


def _texts(entry: Entry, *names: str) -> dict[str, Any]:
    values = _figures(entry)
    return values | {name: values[name] or "" for name in names}


def _change(entry: Entry) -> dict[str, Any]:
    return _figures(entry) | {name: strip(entry.text(name)) for name in ("old", "new")}
