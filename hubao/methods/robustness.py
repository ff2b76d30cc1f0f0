"""Whether a grade holds when points are set otherwise: thousands of draws at once, checked against the exact roll-up.

After the spirit of the OECD's handbook on composite indicators: the question is not whether a score is right to a
decimal, but whether *the grade* would be another had the points been a little different. Every draw is made of whole
numbers per mille, so that it can be scored exactly as well; totals are compared rounded to nine decimals, so that ties
and bounds are met on every machine alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hubao.policy.standard_points import EvaluationGrade, PointsFile
from hubao.ranking import competition_ranks
from hubao.standard.rollup import FULL, BranchScore, grade_of
from hubao.standard.score import BodyScore

__all__ = [
    "Draws",
    "GradeTrial",
    "LeftOut",
    "Modes",
    "draw_totals",
    "exact_totals",
    "left_out",
    "multipliers",
    "other_mode",
    "trial",
]

Multipliers: TypeAlias = NDArray[np.int64]
"""Draws × sections: by how many thousandths a section's points are taken."""

MILLE = 1000
PLACES = 9


@dataclass(frozen=True, slots=True)
class Draws:
    """Totals and ranks of all bodies under many draws.

    Attributes:
        ids: the bodies, in the order of the columns.
        totals: draws × bodies, rounded to nine decimals.
        ranks: draws × bodies; equal totals share a rank.
    """

    ids: tuple[str, ...]
    totals: NDArray[np.float64]
    ranks: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GradeTrial:
    """What many draws say of one body.

    Attributes:
        grade: its grade.
        draws: how many draws were made.
        grades: grade → in how many draws it came out.
        rank: its rank.
        best_rank: the best rank of the middle nine tenths of the draws.
        worst_rank: the worst of them.
    """

    grade: EvaluationGrade
    draws: int
    grades: Mapping[EvaluationGrade, int]
    rank: int
    best_rank: int
    worst_rank: int

    @property
    def holds(self) -> Fraction:
        """The share of the draws in which the grade is the same."""
        return Fraction(self.grades.get(self.grade, 0), self.draws)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One indicator left out: whose grade would be another, and how far ranks would move.

    Attributes:
        code: the indicator.
        grades: body id → the grade it would have, where that is another.
        largest_move: the most places that a body would move.
    """

    code: str
    grades: Mapping[str, EvaluationGrade]
    largest_move: int


@dataclass(frozen=True, slots=True)
class Modes:
    """The other mode of aggregation: every section of a pillar, and every pillar, weighing the same on 0–100."""

    totals: Mapping[str, Fraction]
    ranks: Mapping[str, int]
    grades: Mapping[str, EvaluationGrade]


def multipliers(points: PointsFile, sections: int) -> Multipliers:
    """Draw by how much the points of each section are taken, within the bounds the file states.

    Args:
        points: the points file, with variation, number of draws and seed.
        sections: how many sections there are.

    Returns:
        Draws × sections, whole thousandths.
    """
    plan = points.robustness
    reach = int(plan.variation * MILLE)
    chance = np.random.Generator(np.random.PCG64(plan.seed))
    return chance.integers(MILLE - reach, MILLE + reach, size=(plan.draws, sections), endpoint=True, dtype=np.int64)


def draw_totals(scores: Sequence[BodyScore], drawn: Multipliers) -> Draws:
    """Score all bodies under all draws.

    A section's general points are multiplied; all are then scaled so that a body's full mark is what it was. Incentive
    points stay as they are: they are not part of the full mark.

    Args:
        scores: the bodies.
        drawn: from `multipliers`, one column per section of the scheme.

    Returns:
        Totals and ranks, draws × bodies.
    """
    shares = [_shares(score) for score in scores]
    got = np.array([[float(one) for one, _ in own] for own in shares])
    full = np.array([[float(most) for _, most in own] for own in shares])
    added = np.array([float(score.total.incentive) for score in scores])
    taken = drawn.astype(np.float64)
    # Summed in a fixed order without BLAS, whose order differs from machine to machine.
    general = np.einsum("ds,bs->db", taken, got, optimize=False)
    weight = np.einsum("ds,bs->db", taken, full, optimize=False)
    totals = np.round(general / weight * full.sum(axis=1) + added, PLACES)
    return Draws(tuple(score.body.body_id for score in scores), totals, _ranks(totals))


def exact_totals(scores: Sequence[BodyScore], taken: Sequence[int]) -> dict[str, Fraction]:
    """Score all bodies under one draw, exactly: what `draw_totals` is held against.

    Args:
        scores: the bodies.
        taken: one row of `multipliers`.
    """
    totals = {}
    for score in scores:
        pairs = [(Fraction(int(one), MILLE), *own) for one, own in zip(taken, _shares(score), strict=True)]
        general = sum((factor * got for factor, got, _ in pairs), Fraction(0))
        weight = sum((factor * most for factor, _, most in pairs), Fraction(0))
        full = sum((most for _, _, most in pairs), Fraction(0))
        totals[score.body.body_id] = general / weight * full + score.total.incentive
    return totals


def trial(scores: Sequence[BodyScore], points: PointsFile) -> dict[str, GradeTrial]:
    """Try every body's grade under the draws the points file asks for.

    Args:
        scores: the bodies.
        points: the points file.

    Returns:
        Body id → what the draws say of it.
    """
    drawn = draw_totals(scores, multipliers(points, len(scores[0].sections)))
    ranks = competition_ranks({score.body.body_id: score.points for score in scores})
    # How many bounds a total reaches, for all draws at once; `grade_of` asks the same of one total.
    bounds = np.array(sorted(float(bound.at_least) for bound in points.grades))
    reached = np.searchsorted(bounds, drawn.totals, side="right")
    names: list[EvaluationGrade] = [*(bound.grade for bound in points.grades), "unqualified"]
    found = {}
    for column, score in enumerate(scores):
        counts = np.bincount(reached[:, column], minlength=len(names))
        low, high = np.quantile(drawn.ranks[:, column], [0.05, 0.95], method="inverted_cdf")
        key = score.body.body_id
        found[key] = GradeTrial(
            grade=score.grade,
            draws=len(drawn.totals),
            grades={name: int(counts[len(names) - 1 - place]) for place, name in enumerate(names)},
            rank=ranks[key],
            best_rank=int(low),
            worst_rank=int(high),
        )
    return found


def left_out(scores: Sequence[BodyScore], points: PointsFile) -> tuple[LeftOut, ...]:
    """Leave one general indicator out at a time, the others scaled to the same full mark; exactly.

    Args:
        scores: the bodies.
        points: the points file.

    Returns:
        One entry per general indicator, in the standard's order.
    """
    before = competition_ranks({score.body.body_id: score.points for score in scores})
    own = {score.body.body_id: score.grade for score in scores}
    found = []
    for code in [line.code for line in scores[0].lines if line.general]:
        totals = {score.body.body_id: _without(score, code) for score in scores}
        after = competition_ranks(totals)
        grades = {key: grade_of(total, points) for key, total in totals.items()}
        other = {key: grade for key, grade in grades.items() if grade != own[key]}
        found.append(LeftOut(code, other, max(abs(after[key] - before[key]) for key in totals)))
    return tuple(found)


def other_mode(scores: Sequence[BodyScore], points: PointsFile) -> Modes:
    """Aggregate otherwise (非标准原文), exactly: sections weigh the same in a pillar, pillars the same in the total.

    Args:
        scores: the bodies.
        points: the points file.
    """
    totals = {score.body.body_id: _even(score) + score.total.incentive for score in scores}
    return Modes(totals, competition_ranks(totals), {key: grade_of(total, points) for key, total in totals.items()})


def _shares(score: BodyScore) -> list[tuple[Fraction, Fraction]]:
    """Each section's part of the general total, and of its full mark, whatever the mode of aggregation."""
    pillars = {pillar.code: pillar.weight for pillar in score.pillars}
    return [_part(section, section.rate, pillars[section.branch.pillar]) for section in score.sections]


def _part(section: BranchScore, rate: Fraction | None, pillar: Fraction | None) -> tuple[Fraction, Fraction]:
    if rate is None:
        return Fraction(0), Fraction(0)
    if section.weight is None or pillar is None:
        return section.general, section.general_max
    most = FULL * pillar * section.weight
    return most * rate, most


def _without(score: BodyScore, code: str) -> Fraction:
    """The total without an indicator, at the same full mark."""
    shares = _shares(score)
    line, place = score.line(code), [section.code for section in score.sections].index(score.line(code).rated.section)
    section = score.sections[place]
    full = sum((most for _, most in shares), Fraction(0))
    left = section.general_max - line.max_points
    if not left:
        shares[place] = Fraction(0), Fraction(0)
    elif section.weight is None:
        shares[place] = section.general - line.points, left
    else:
        most = shares[place][1]
        shares[place] = most * (section.general - line.points) / left, most
    whole = sum((most for _, most in shares), Fraction(0))
    got = sum((one for one, _ in shares), Fraction(0))
    return (got / whole * full if whole else Fraction(0)) + score.total.incentive


def _even(score: BodyScore) -> Fraction:
    levels = []
    for pillar in score.pillars:
        own = [one.rate for one in score.sections if one.branch.pillar == pillar.code and one.rate is not None]
        if own:
            levels.append(sum(own, Fraction(0)) / len(own))
    return FULL * sum(levels, Fraction(0)) / len(levels) if levels else Fraction(0)


def _ranks(totals: NDArray[np.float64]) -> NDArray[np.int64]:
    """Competition ranks of each row: one more than how many are greater."""
    ordered = np.sort(totals, axis=1)
    places = np.empty(totals.shape, dtype=np.int64)
    for number, row in enumerate(ordered):
        places[number] = 1 + totals.shape[1] - np.searchsorted(row, totals[number], side="right")
    return places
