"""From indicators to the total: P2 = ΣIG + ΣIE, P1 = ΣP2, P = ΣP1 (9.3, reconstructed), and the weighted mode.

The standard's own formulae are missing from the draft. The sums follow from its symbols (9.1), which know neither
weights nor a norm, from points given to items (9.2), and from incentive indicators being added on top (6.2.2). The
weighted mode is not the standard's (非标准原文): it takes each level on 0–100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.policy.standard_points import EvaluationGrade, PointsFile
from hubao.standard.indicator import IndicatorScore
from hubao.standard.scheme import Branch, Scheme

__all__ = ["FULL", "BranchScore", "Total", "branch_scores", "grade_of", "total_of"]

ZERO = Fraction(0)
FULL = Fraction(100)
"""The full mark of a level in the weighted mode."""


@dataclass(frozen=True, slots=True)
class BranchScore:
    """A section's or pillar's score.

    Attributes:
        branch: the section or pillar.
        general: points of its general indicators.
        general_max: what those could bring; 0 where it has incentive indicators only.
        incentive: points its incentive indicators add.
        incentive_max: what those could add.
        level: the weighted mode's score on 0–100; ``None`` in the sum mode, or where there is no general indicator.
        weight: its share among its siblings in the weighted mode; ``None`` else.
    """

    branch: Branch
    general: Fraction
    general_max: Fraction
    incentive: Fraction
    incentive_max: Fraction
    level: Fraction | None = None
    weight: Fraction | None = None

    @property
    def code(self) -> str:
        """Its code."""
        return self.branch.code

    @property
    def label(self) -> str:
        """Its name."""
        return self.branch.label

    @property
    def rate(self) -> Fraction | None:
        """Share of the general points that were got; ``None`` where there are none: that is no percentage at all."""
        return self.general / self.general_max if self.general_max else None

    @property
    def points(self) -> Fraction:
        """Its score as tables print it: general and incentive points together, or the level in the weighted mode."""
        return self.general + self.incentive if self.level is None else self.level

    @property
    def max_points(self) -> Fraction:
        """Its ordinary full mark; incentive points come on top of it."""
        return self.general_max if self.level is None else FULL


@dataclass(frozen=True, slots=True)
class Total:
    """A body's total, and what it is made of.

    Attributes:
        general: points of the general indicators, or their weighted score on 0–100.
        general_max: the full mark of that.
        earned: points the incentive indicators would add.
        incentive: points they do add, within the cap.
        points: general and incentive points together (P).
    """

    general: Fraction
    general_max: Fraction
    earned: Fraction
    incentive: Fraction

    @property
    def points(self) -> Fraction:
        """The total (P)."""
        return self.general + self.incentive

    @property
    def capped(self) -> bool:
        """Whether the cap took incentive points away."""
        return self.incentive < self.earned


def branch_scores(
    lines: Sequence[IndicatorScore], scheme: Scheme
) -> tuple[tuple[BranchScore, ...], tuple[BranchScore, ...]]:
    """Roll indicators up to sections and pillars.

    Args:
        lines: one per indicator of the scheme, in its order.
        scheme: what was scored by.

    Returns:
        The sections and the pillars, each in the standard's order.
    """
    own: dict[str, list[IndicatorScore]] = {}
    for line in lines:
        own.setdefault(line.rated.section, []).append(line)
    sections = [_of_lines(branch, own[branch.code]) for branch in scheme.sections]
    pillars = [_of_sections(branch, sections) for branch in scheme.pillars]
    if scheme.points.mode == "sum":
        return tuple(sections), tuple(pillars)
    sections = [
        one for pillar in scheme.pillars for one in _weighed([s for s in sections if s.branch.pillar == pillar.code])
    ]
    levels = {pillar.code: _mean(s for s in sections if s.branch.pillar == pillar.code) for pillar in pillars}
    return tuple(sections), tuple(_weighed(pillars, levels))


def total_of(pillars: Iterable[BranchScore], points: PointsFile) -> Total:
    """Roll pillars up to the total, incentive points within their cap.

    Args:
        pillars: from `branch_scores`.
        points: the points file.
    """
    pillars = tuple(pillars)
    earned = sum((pillar.incentive for pillar in pillars), ZERO)
    incentive = earned if points.incentive_cap is None else min(earned, points.incentive_cap)
    if points.mode == "weighted":
        return Total(_mean(pillars) or ZERO, FULL, earned, incentive)
    general = sum((pillar.general for pillar in pillars), ZERO)
    return Total(general, sum((pillar.general_max for pillar in pillars), ZERO), earned, incentive)


def grade_of(total: Fraction, points: PointsFile) -> EvaluationGrade:
    """The grade a total brings by the region's bounds (12.1); a bound includes its number.

    Args:
        total: the total points.
        points: the points file.
    """
    return next((bound.grade for bound in points.grades if total >= bound.at_least), "unqualified")


def _of_lines(branch: Branch, lines: Sequence[IndicatorScore]) -> BranchScore:
    general = [line for line in lines if line.general]
    incentive = [line for line in lines if not line.general]
    return BranchScore(
        branch,
        sum((line.points for line in general), ZERO),
        sum((line.max_points for line in general), ZERO),
        sum((line.points for line in incentive), ZERO),
        sum((line.max_points for line in incentive), ZERO),
    )


def _of_sections(branch: Branch, sections: Iterable[BranchScore]) -> BranchScore:
    own = [section for section in sections if section.branch.pillar == branch.code]
    return BranchScore(
        branch,
        sum((section.general for section in own), ZERO),
        sum((section.general_max for section in own), ZERO),
        sum((section.incentive for section in own), ZERO),
        sum((section.incentive_max for section in own), ZERO),
    )


def _weighed(siblings: Sequence[BranchScore], levels: dict[str, Fraction | None] | None = None) -> list[BranchScore]:
    """The siblings with their levels on 0–100 and their weights, which sum to 1 over those that have a level.

    Where the file gives no weights, the points are the weights. The weight of one that does not apply at all goes to
    the others in proportion.
    """
    found = {one.code: one.rate if levels is None else levels[one.code] for one in siblings}
    raw = {
        one.code: one.general_max if one.branch.weight is None else one.branch.weight
        for one in siblings
        if found[one.code] is not None
    }
    whole = sum(raw.values(), ZERO)
    made = []
    for one in siblings:
        level = found[one.code]
        scaled = None if level is None else (level * FULL if levels is None else level)
        weight = raw[one.code] / whole if one.code in raw and whole else None
        made.append(
            BranchScore(one.branch, one.general, one.general_max, one.incentive, one.incentive_max, scaled, weight)
        )
    return made


def _mean(siblings: Iterable[BranchScore]) -> Fraction | None:
    """The weighted mean of the levels; ``None`` where no sibling has one."""
    levels = [(one.level, one.weight) for one in siblings if one.level is not None and one.weight is not None]
    return sum((level * weight for level, weight in levels), ZERO) if levels else None
