"""One evaluation's converted tables together, and the scheme they are held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hubao.standard.record import Mode
from hubao.standard.scheme import Rated, Scheme
from hubao.tables.parsed import Entry, Parsed
from hubao.tables.register import Register

__all__ = ["WHOLE", "StandardBook", "fill_defaults"]

WHOLE = "全体"
"""The stratum of a survey that is not stratified."""


@dataclass(eq=False)
class StandardBook:
    """One evaluation's converted tables.

    Attributes:
        year: the evaluation year.
        scheme: tree and points.
        parsed: the tables that could be read, by name.
        doubtful: tables that exist but could not be read.
    """

    year: int
    scheme: Scheme
    parsed: dict[str, Parsed]
    doubtful: frozenset[str]

    @cached_property
    def register(self) -> Register:
        """The bodies."""
        bodies = self.parsed.get("bodies")
        entries = bodies.first if bodies else {}
        named = frozenset(bodies.named) if bodies and bodies.complete and bodies.named else None
        return Register(entries, named, "机构", "被评价机构名册")

    @cached_property
    def rated(self) -> dict[str, Rated]:
        """The indicators that have points, by code."""
        return {one.code: one for one in self.scheme.rated}

    @cached_property
    def excluded(self) -> frozenset[tuple[str, str]]:
        """Body and code of every indicator that does not apply."""
        return frozenset(key for entry in self.rows("exclusions") if (key := key_of(entry))[1])

    def applies(self, key: tuple[str, str]) -> Rated | None:
        """The indicator of a row, if it has points and applies to the body: other rows are not used."""
        return None if key in self.excluded else self.rated.get(key[1])

    @cached_property
    def exclusions_known(self) -> bool:
        """Whether it is known of everybody what does not apply: nothing of that table was refused."""
        parsed = self.parsed.get("exclusions")
        if parsed is None:
            return "exclusions" not in self.doubtful
        return not parsed.damaged and parsed.complete and not any(entry.is_refused("code") for entry in parsed.entries)

    def rows(self, table: str) -> list[Entry]:
        """The rows of a table; none where it is not there."""
        return self.parsed[table].entries if table in self.parsed else []

    def keyed(self, table: str, mode: Mode) -> Iterator[tuple[tuple[str, str], Entry]]:
        """The rows of one mode with body and code, where both could be read."""
        for entry in self.rows(table):
            key = key_of(entry)
            if all(key) and entry.values.get("mode") is mode:
                yield key, entry


def key_of(entry: Entry) -> tuple[str, str]:
    """Body and code of a row; empty where they could not be read."""
    code = entry.values.get("code")
    return entry.agency_id, code if isinstance(code, str) else ""


def fill_defaults(parsed: Parsed) -> None:
    """Put in what a blank stands for: the governing mode, the total of a year, the only stratum."""
    blanks = {"mode": Mode.UPPER, "stratum": WHOLE, **({"code": ""} if parsed.table.name == "history" else {})}
    for entry in parsed.entries:
        for name, meant in blanks.items():
            if name in parsed.table.names and entry.is_blank(name):
                entry.values[name] = meant
