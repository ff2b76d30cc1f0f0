"""Network monitoring (7.5): monthly figures of one indicator as a course, with what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

__all__ = ["Course", "Month", "courses"]


@dataclass(frozen=True, slots=True)
class Month:
    """One month's figures; ``rate`` is ``None`` in a month without business."""

    month: str
    numerator: Fraction
    denominator: Fraction

    @property
    def rate(self) -> Fraction | None:
        """Numerator over denominator."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator's months, ascending.

    Attributes:
        months: the months that have figures.
        missing: the months of the year that have none, e.g. ``2024-07``.
    """

    months: tuple[Month, ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> Fraction | None:
        """The year's rate: sum over sum, never the mean of the months' rates."""
        under = sum((one.denominator for one in self.months), Fraction(0))
        return sum((one.numerator for one in self.months), Fraction(0)) / under if under else None

    @property
    def lowest(self) -> Month | None:
        """The month with the lowest rate, the first of equal ones."""
        rates = [(one.rate, one.month, one) for one in self.months if one.rate is not None]
        return min(rates, key=lambda known: known[:2])[2] if rates else None


def courses(rows: Iterable[Mapping[str, Any]], year: int) -> dict[str, Course]:
    """Gather one body's monthly figures.

    Args:
        rows: its rows of the ``monitoring`` table.
        year: the evaluation year.

    Returns:
        Indicator's code → its months.
    """
    found: dict[str, list[Month]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(Month(row["month"], row["numerator"], row["denominator"]))
    every = [f"{year}-{month:02d}" for month in range(1, 13)]
    return {
        code: Course(
            tuple(sorted(months, key=lambda one: one.month)),
            tuple(month for month in every if month not in {one.month for one in months}),
        )
        for code, months in sorted(found.items())
    }
