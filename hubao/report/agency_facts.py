"""What the agency report speaks of, gathered once: the agency's own records and its group's anonymous medians."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from hubao.appraisal.agency import Agency, PastYear
from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Scorecard, ScoreLine
from hubao.policy.model import Policy
from hubao.report.agency_view import AgencyView

__all__ = ["AgencyFacts", "AreaPoints"]

ZERO = Fraction(0)


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
    """What the report says, taken from the view of one agency's year."""

    view: AgencyView

    @property
    def key(self) -> str:
        """The agency's id."""
        return self.agency.agency_id

    @property
    def card(self) -> Scorecard:
        """The agency's scorecard."""
        return self.view.card

    @property
    def agency(self) -> Agency:
        """The agency's checked record."""
        return self.card.agency

    @property
    def policy(self) -> Policy:
        """The year's policy."""
        return self.view.policy

    @property
    def result(self) -> GradeResult:
        """The agency's grade and its reason."""
        return self.view.result

    @property
    def past(self) -> PastYear | None:
        """Last year as published."""
        return self.agency.past(self.view.year - 1)

    @cached_property
    def lost(self) -> tuple[ScoreLine, ...]:
        """Lines that lost points, greatest first, then in the order of the sheets."""
        return tuple(sorted((line for line in self.card.lines if line.lost > 0), key=lambda line: -line.lost))

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
                        median=self.view.medians.get(code),
                    )
                )
        return tuple(found)
