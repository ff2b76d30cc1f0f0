"""An evaluation's results as rows of text: ``indicators.csv``, ``sections.csv``, ``pillars.csv``, ``bodies.csv``."""

from __future__ import annotations

from collections.abc import Mapping

from hubao.numerals import decimal_text
from hubao.policy.standard_points import PointsFile
from hubao.standard.indicator import IndicatorScore
from hubao.standard.rollup import BranchScore
from hubao.standard.score import BodyScore
from hubao.standard.words import grade_reason, reason

__all__ = [
    "BODY_COLUMNS",
    "BRANCH_COLUMNS",
    "INDICATOR_COLUMNS",
    "body_row",
    "branch_row",
    "indicator_row",
]

INDICATOR_COLUMNS = (
    "body_id",
    "code",
    "class",
    "points",
    "max_points",
    "reason",
    "label",
    "kind",
    "measured",
    "excluded",
    "source",
)
BRANCH_COLUMNS = (
    "body_id",
    "code",
    "points",
    "max_points",
    "label",
    "general",
    "general_max",
    "incentive",
    "incentive_max",
    "rate",
    "weight",
)
BODY_COLUMNS = (
    "body_id",
    "name",
    "general",
    "incentive",
    "total",
    "grade",
    "rank",
    "level",
    "region",
    "general_max",
    "incentive_earned",
    "rank_in_level",
    "mode",
    "grade_reason",
)

Row = dict[str, str]


def indicator_row(score: BodyScore, line: IndicatorScore) -> Row:
    """One indicator of one body; exact decimals, else rounded half up to six places, here and only here."""
    return {
        "body_id": score.body.body_id,
        "code": line.code,
        "class": "G" if line.general else "E",
        "points": decimal_text(line.points),
        "max_points": decimal_text(line.max_points),
        "reason": reason(line),
        "label": line.rated.indicator.label,
        "kind": line.rated.rule.kind,
        "measured": "" if line.observation is None else decimal_text(line.observation.measured),
        "excluded": line.excluded,
        "source": "" if line.observation is None else line.observation.source,
    }


def branch_row(score: BodyScore, branch: BranchScore) -> Row:
    """One section or pillar of one body; without general points there is no rate."""
    return {
        "body_id": score.body.body_id,
        "code": branch.code,
        "points": decimal_text(branch.points),
        "max_points": decimal_text(branch.max_points),
        "label": branch.label,
        "general": decimal_text(branch.general),
        "general_max": decimal_text(branch.general_max),
        "incentive": decimal_text(branch.incentive),
        "incentive_max": decimal_text(branch.incentive_max),
        "rate": "" if branch.rate is None else decimal_text(branch.rate),
        "weight": "" if branch.weight is None else decimal_text(branch.weight),
    }


def body_row(score: BodyScore, points: PointsFile, ranks: Mapping[str, int], in_level: Mapping[str, int]) -> Row:
    """One body's total, grade and ranks."""
    key = score.body.body_id
    return {
        "body_id": key,
        "name": score.body.name,
        "general": decimal_text(score.total.general),
        "incentive": decimal_text(score.total.incentive),
        "total": decimal_text(score.points),
        "grade": score.grade,
        "rank": str(ranks[key]),
        "level": score.body.level,
        "region": score.body.region,
        "general_max": decimal_text(score.total.general_max),
        "incentive_earned": decimal_text(score.total.earned),
        "rank_in_level": str(in_level[key]),
        "mode": points.mode,
        "grade_reason": grade_reason(score, points),
    }
