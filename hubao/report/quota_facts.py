"""What an allocation consists of, group by group: the lines of a pool in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.apportion import Bound
from hubao.appraisal.quota import QuotaLine
from hubao.policy.model import Pool
from hubao.report.annual_quota import PoolResult
from hubao.year import Year

__all__ = ["SHORT", "Bounded", "GroupSeats", "SettledTie", "group_seats", "same_shares"]

SHORT: Mapping[str, str] = {
    "business_volume": "总量",
    "business_growth": "增长",
    "unit_coverage": "单位覆盖",
    "unit_growth": "单位增长",
    "member_coverage": "会员覆盖",
    "member_growth": "会员增长",
    "plan_kinds": "种类",
    "policies": "份数",
}
"""Criterion → its name in the head of a table that has room for two or four characters."""


@dataclass(frozen=True, slots=True)
class SettledTie:
    """Equal remainders at the line, told apart by the policy's tie-break order."""

    remainder: Fraction
    winners: tuple[str, ...]
    losers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounded:
    """An agency whose seats a bound set instead of its entitlement."""

    agency_id: str
    entitlement: Fraction
    seats: int
    capped: bool


@dataclass(frozen=True, slots=True)
class GroupSeats:
    """One group's seats of one pool.

    Attributes:
        taking: lines of the agencies that take part, greatest entitlement first.
        barred: lines of those that do not.
        seats: the group's seats in the policy.
    """

    pool: Pool
    code: str
    short: str
    taking: tuple[QuotaLine, ...]
    barred: tuple[QuotaLine, ...]
    seats: int

    @property
    def fixed(self) -> int:
        """Seats given to agencies that met both targets."""
        return sum(line.fixed for line in self.taking)

    @property
    def rest(self) -> int:
        """Seats left for sharing out by weight."""
        return self.seats - self.fixed

    @property
    def given(self) -> tuple[QuotaLine, ...]:
        """Lines with seats, most first."""
        return tuple(sorted((line for line in self.taking if line.seats), key=lambda line: -line.seats))

    @property
    def bounded(self) -> tuple[Bounded, ...]:
        """Agencies that a floor or a cap settled."""
        return tuple(
            Bounded(line.agency_id, line.entitlement, line.whole, capped=line.bound is Bound.CAP)
            for line in self.taking
            if line.bound is not None
        )

    @property
    def ties(self) -> tuple[SettledTie, ...]:
        """Ties for the last seats that the tie-break order closed."""
        found: dict[Fraction, list[QuotaLine]] = {}
        for line in self.taking:
            if line.remainder_rank is not None:
                found.setdefault(line.remainder, []).append(line)
        return tuple(
            SettledTie(
                remainder,
                tuple(line.agency_id for line in lines if line.remainder_seat),
                tuple(line.agency_id for line in lines if not line.remainder_seat),
            )
            for remainder, lines in found.items()
            if len({line.remainder_seat for line in lines}) > 1
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks that every agency of the group carries: they are about the group."""
        common = [set(line.flags) for line in self.taking]
        shared = set.intersection(*common) if len(common) > 1 else set()
        return tuple(flag for flag in (self.taking[0].flags if self.taking else ()) if flag in shared)


def group_seats(year: Year, result: PoolResult) -> tuple[GroupSeats, ...]:
    """A pool's groups that have agencies, in the policy's order."""
    found = []
    for code, group in year.policy.groups.items():
        lines = [result.lines[key] for key in year.members(code) if key in result.lines]
        if lines:
            taking = sorted((line for line in lines if line.shares), key=lambda line: -line.entitlement)
            barred = tuple(line for line in lines if not line.shares)
            seats = result.pool.seats.get(code, 0)
            found.append(GroupSeats(result.pool, code, group.short, tuple(taking), barred, seats))
    return tuple(found)


def same_shares(one: Mapping[str, QuotaLine], other: Mapping[str, QuotaLine]) -> bool:
    """Whether two pools weigh every agency alike, so that one table serves both."""
    return bool(one) and one.keys() == other.keys() and all(one[key].shares == other[key].shares for key in one)
