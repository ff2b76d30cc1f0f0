"""A group as its members may see it: sizes, ranks and medians, which name nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.line import Scorecard
from hubao.ranking import median

__all__ = ["GroupSummary", "summarise"]

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group of agencies, summed up.

    Attributes:
        size: members, vetoed ones included.
        holders: rank → how many members hold it.
        median_total: median of the comparable totals.
        medians: content area → median of the members' points in it.
    """

    size: int
    holders: Mapping[int, int]
    median_total: Fraction
    medians: Mapping[str, Fraction]

    @property
    def ranked(self) -> int:
        """How many members have a rank."""
        return sum(self.holders.values())


def summarise(cards: Sequence[Scorecard], ranks: Mapping[str, int]) -> GroupSummary:
    """Sum a group up.

    Args:
        cards: its members' scorecards; at least one.
        ranks: agency id → rank within the group; vetoed members are absent.
    """
    areas = {line.area for card in cards for line in card.sheet_lines}
    points = [_by_area(card) for card in cards]
    return GroupSummary(
        size=len(cards),
        holders=Counter(ranks[card.agency.agency_id] for card in cards if card.agency.agency_id in ranks),
        median_total=median(card.comparable_total for card in cards),
        medians={area: median(own.get(area, _ZERO) for own in points) for area in sorted(areas)},
    )


def _by_area(card: Scorecard) -> dict[str, Fraction]:
    points: dict[str, Fraction] = {}
    for line in card.sheet_lines:
        points[line.area] = points.get(line.area, _ZERO) + line.points
    return points
