"""One year's converted tables together, and the numbers of the policy the checks need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from hubao.appraisal.agency import Category
from hubao.tables.fields import ITEM_CODES
from hubao.tables.parsed import Entry, Parsed

__all__ = ["Book", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers the checks need; those of the policy are passed in by who knows the policy.

    Attributes:
        jump: change against last year beyond which a figure is doubted, as a part of last year's (非文件规定).
        statements: financial statements due a year (annex 2, D3: 预算报表2张，财务报表4张).
        risk_points: most points no. 10 can lose (annex 1, no. 10: base points).
        item_codes: codes a self-score or change may name.
        slip: from this ratio of two amounts on, one is probably in 万元 (非文件规定).
    """

    jump: Fraction = Fraction(1, 2)
    statements: int = 6
    risk_points: Decimal = Decimal(10)
    item_codes: tuple[str, ...] = ITEM_CODES
    slip: int = 1000


@dataclass(eq=False)
class Book:
    """One year's converted tables.

    Attributes:
        year: the appraisal year.
        limits: numbers of the policy.
        parsed: the tables that could be read, by name.
    """

    year: int
    limits: Limits
    parsed: dict[str, Parsed]

    @property
    def register(self) -> dict[str, Entry]:
        """The agencies' own rows, in the office's order."""
        return self.entries("agencies")

    @cached_property
    def named(self) -> frozenset[str] | None:
        """All agencies of the register; ``None`` when some could not be read, so that nobody is called unknown."""
        register = self.parsed.get("agencies")
        return frozenset(register.named) if register and register.complete and register.named else None

    def category(self, agency_id: str) -> Category | None:
        """The agency's category, as far as known."""
        entry = self.register.get(agency_id)
        found = entry.values.get("category") if entry else None
        return found if isinstance(found, Category) else None

    def entries(self, table: str) -> dict[str, Entry]:
        """The rows of a table, by agency: of tables with one row for each."""
        return self.parsed[table].first if table in self.parsed else {}
