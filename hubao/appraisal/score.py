"""Scoring: an agency's record under a policy becomes a scorecard (000 art. 9, annexes 1 and 2)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hubao.appraisal.agency import Agency
from hubao.appraisal.annex1 import score_annex1_item
from hubao.appraisal.annex2 import MetTargets, score_annex2_item
from hubao.appraisal.line import Scorecard, ScoreLine
from hubao.appraisal.steps import clamp
from hubao.policy.model import Policy

__all__ = ["compose", "score"]

ZERO = Fraction(0)


def score(agency: Agency, policy: Policy) -> Scorecard:
    """Score one agency.

    Args:
        agency: the checked record of exact values.
        policy: the year's policy with its chosen readings.

    Returns:
        Lines in the order of the sheets (17 of annex 1, then B, D, M), and their totals.

    Raises:
        DataError: a field is missing, or a denominator is zero where that blocks scoring.
    """
    sheet = [
        score_annex1_item(policy, code, agency)
        for code, item in policy.annex1.items()
        if item.concerns(agency.category.value)
    ]
    met = MetTargets(coverage=_met(sheet, "I01"), premium=_met(sheet, "I02"))
    others = [
        score_annex2_item(policy, code, agency, met)
        for code in (*policy.bonus, *policy.deductions, *policy.discretionary)
    ]
    return compose(policy, agency, sheet, others, met)


def compose(
    policy: Policy, agency: Agency, sheet: Sequence[ScoreLine], others: Sequence[ScoreLine], met: MetTargets
) -> Scorecard:
    """Add the lines up: total = clamp(annex1 + bonus + discretionary - deduction, 0, 125) (art. 9; A-G8, A-G10)."""
    annex1 = _sum(sheet)
    bonus = _sum([line for line in others if line.item in policy.bonus])
    deduction = -_sum([line for line in others if line.item in policy.deductions])
    discretionary = _sum([line for line in others if line.item in policy.discretionary])
    # B-05c: only districts can earn B5, so scores are compared across groups without it.
    loans = _sum([line for line in others if line.item == "B5"])

    def total(positives: Fraction) -> Fraction:
        ceiling = policy.totals.ceiling
        if policy.reading("A-G8") == "positives_first":
            return max(min(positives, ceiling) - deduction, ZERO)
        return clamp(positives - deduction, ZERO, ceiling)

    return Scorecard(
        agency=agency,
        lines=(*sheet, *others),
        annex1=annex1,
        bonus=bonus,
        deduction=deduction,
        discretionary=discretionary,
        total=total(annex1 + bonus + discretionary),
        comparable_total=total(annex1 + bonus - loans + discretionary),
        met_coverage=met.coverage,
        met_premium=met.premium,
    )


def _met(sheet: Sequence[ScoreLine], item: str) -> bool:
    """Whether a yearly target was reached. Not whether the line is full: under full steps 58 of 60 also gives 20."""
    line = next(line for line in sheet if line.item == item)
    return line.actual is not None and line.target is not None and line.actual >= line.target


def _sum(lines: Sequence[ScoreLine]) -> Fraction:
    return sum((line.points for line in lines), ZERO)
