"""What the agency report speaks of, gathered once: the agency's own records and its group's anonymous medians."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from hubao.appraisal.agency import Agency, PastYear
from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Scorecard, ScoreLine
from hubao.appraisal.ranking import median
from hubao.policy.model import Policy
from hubao.year import Year

__all__ = ["COMPARABLE_FROM", "AgencyFacts", "AreaPoints"]

ZERO = Fraction(0)
COMPARABLE_FROM = 5
"""A median of fewer agencies would give one agency's exact points away."""


@dataclass(frozen=True, slots=True)
class AreaPoints:
    """Points of annex 1 within one content area; ``median`` is ``None`` where the group is too small to compare."""

    label: str
    points: Fraction
    base: Fraction
    maximum: Fraction
    median: Fraction | None


@dataclass(frozen=True)
class AgencyFacts:
    """One agency's year, with what its report needs of the group."""

    year: Year
    key: str

    @property
    def card(self) -> Scorecard:
        """The agency's scorecard."""
        return self.year.card(self.key)

    @property
    def agency(self) -> Agency:
        """The agency's checked record."""
        return self.card.agency

    @property
    def policy(self) -> Policy:
        """The year's policy."""
        return self.year.policy

    @property
    def result(self) -> GradeResult:
        """The agency's grade and its reason."""
        return self.year.grades[self.key]

    @cached_property
    def group(self) -> str:
        """The group's short name."""
        return self.policy.groups[self.year.group(self.key)].short

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The members of the group that have a rank."""
        members = self.year.members(self.year.group(self.key))
        return tuple(key for key in members if key in self.year.ranks_in_group)

    @property
    def size(self) -> int:
        """How many agencies the group has, vetoed ones included."""
        return len(self.year.members(self.year.group(self.key)))

    @property
    def rank(self) -> int | None:
        """Rank in the group."""
        return self.year.ranks_in_group.get(self.key)

    @property
    def shared(self) -> int:
        """How many agencies share the rank, this one included."""
        return sum(self.year.ranks_in_group[key] == self.rank for key in self.ranked)

    @property
    def past(self) -> PastYear | None:
        """Last year as published."""
        return self.agency.past(self.year.year - 1)

    @cached_property
    def lost(self) -> tuple[ScoreLine, ...]:
        """Lines that lost points, greatest first, then in the order of the sheets."""
        return tuple(sorted((line for line in self.card.lines if line.lost > 0), key=lambda line: -line.lost))

    @property
    def comparable(self) -> bool:
        """Whether the group is large enough for medians."""
        return self.size >= COMPARABLE_FROM

    @cached_property
    def areas(self) -> tuple[AreaPoints, ...]:
        """Points by content area, in the policy's order; areas without a line of this agency are left out."""
        found = []
        for code, area in self.policy.content_areas.items():
            own = [line for line in self.card.sheet_lines if line.area == code]
            if own:
                found.append(
                    AreaPoints(
                        label=area.label,
                        points=sum((line.points for line in own), ZERO),
                        base=sum((line.base for line in own), ZERO),
                        maximum=sum((line.max_points or ZERO for line in own), ZERO),
                        median=self._median(code),
                    )
                )
        return tuple(found)

    @cached_property
    def median_total(self) -> Fraction | None:
        """The group's median comparable total."""
        if not self.comparable:
            return None
        return median(self.year.cards[key].comparable_total for key in self._members)

    @property
    def _members(self) -> tuple[str, ...]:
        return self.year.members(self.year.group(self.key))

    def _median(self, area: str) -> Fraction | None:
        if not self.comparable:
            return None
        return median(
            sum((line.points for line in self.year.cards[key].sheet_lines if line.area == area), ZERO)
            for key in self._members
        )
