"""What the readings weigh: the year scored again under every other reading that the policy lets a run choose.

Each alternative is taken alone, all else staying as it stands. The counts are exact: every agency is scored anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.year import Year

__all__ = ["Effect", "GradeChange", "effects"]

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class GradeChange:
    """An agency whose grade would be another."""

    agency_id: str
    before: Grade
    after: Grade


@dataclass(frozen=True, slots=True)
class Effect:
    """What one alternative of one reading would change.

    Attributes:
        reading_id: the reading, e.g. ``A-G1``.
        value: the alternative's value, e.g. ``proportional``.
        text: the alternative in words.
        lines: agencies with at least one line of other points.
        changes: agency id → change of its total, without the unchanged.
        grades: agencies whose grade would be another.
        ranks: agencies whose rank within the group would be another.
    """

    reading_id: str
    value: str
    text: str
    lines: tuple[str, ...]
    changes: dict[str, Fraction]
    grades: tuple[GradeChange, ...]
    ranks: tuple[str, ...]

    @property
    def mean(self) -> Fraction:
        """Mean change of those totals that change; 0 without any."""
        return sum(self.changes.values(), ZERO) / len(self.changes) if self.changes else ZERO

    @property
    def largest(self) -> tuple[str, Fraction] | None:
        """Who is changed most, and by how much; the first in the office's order among equals."""
        if not self.changes:
            return None
        return max(self.changes.items(), key=lambda pair: abs(pair[1]))

    @property
    def weight(self) -> tuple[int, int, int]:
        """What effects are ordered by: grades that change, then totals, then lines."""
        return len(self.grades), len(self.changes), len(self.lines)


def effects(year: Year) -> tuple[Effect, ...]:
    """Score the year under every alternative of every switchable reading, in the order of the policy's register."""
    return tuple(_effect(year, reading_id, value, text) for reading_id, value, text in _alternatives(year))


def _alternatives(year: Year) -> Iterator[tuple[str, str, str]]:
    for reading_id, reading in year.policy.readings.items():
        for value, text in reading.options.items():
            if value != reading.chosen:
                yield reading_id, value, text


def _effect(year: Year, reading_id: str, value: str, text: str) -> Effect:
    other = year.with_readings({reading_id: value})
    changes = {key: other.cards[key].total - card.total for key, card in year.cards.items()}
    return Effect(
        reading_id=reading_id,
        value=value,
        text=text,
        lines=tuple(key for key in year.cards if _points(year, key) != _points(other, key)),
        changes={key: change for key, change in changes.items() if change},
        grades=tuple(
            GradeChange(key, result.grade, other.grades[key].grade)
            for key, result in year.grades.items()
            if other.grades[key].grade is not result.grade
        ),
        ranks=tuple(key for key in year.cards if year.ranks_in_group.get(key) != other.ranks_in_group.get(key)),
    )


def _points(year: Year, key: str) -> list[Fraction]:
    return [line.points for line in year.cards[key].lines]
