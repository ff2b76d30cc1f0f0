"""Points of one's own for the evaluation standard (001, 9.2), as ``params/standard/points-<year>.yaml``.

The standard gives neither points nor grade bounds; a points file gives both for a region and a year. What must hold
across keys is checked in `hubao.policy.standard_consistency`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from hubao.policy.values import Frozen, Points, Rate, exact

__all__ = [
    "KINDS",
    "Band",
    "Bands",
    "Checklist",
    "EvaluationGrade",
    "GradeBound",
    "IndicatorRule",
    "Judged",
    "PeerPercentile",
    "PointsFile",
    "ProcessStep",
    "Ratio",
    "ReportWords",
    "Robustness",
    "Threshold",
    "YearOnYear",
]

Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code: TypeAlias = Annotated[str, Field(pattern=r"^[1-9](\.[1-9][0-9]?){0,2}$")]
EvaluationGrade: TypeAlias = Literal["excellent", "good", "qualified", "unqualified"]


def _positive(value: Any) -> Fraction:
    number = exact(value)
    if number <= 0:
        message = f"应大于0，现为“{value}”"
        raise ValueError(message)
    return number


Positive = Annotated[Fraction, BeforeValidator(_positive)]
Signed = Annotated[Fraction, BeforeValidator(exact)]


class _Rule(Frozen):
    """What every kind has: the points that can be reached, why just so many, and the unit of values, if not a rate."""

    points: Points
    why: str = ""
    unit: str = ""


class Ratio(_Rule):
    """Points in proportion to the value, up to the target: min(1, v ÷ target) × points."""

    kind: Literal["ratio"]
    target: Positive


class Threshold(_Rule):
    """All points from a bound on, else none."""

    kind: Literal["threshold"]
    at_least: Signed


class Band(Frozen):
    """The points of values from a bound on."""

    at_least: Signed
    points: Points


class Bands(_Rule):
    """The points of the first band that holds, else none."""

    kind: Literal["bands"]
    bands: tuple[Band, ...] = Field(min_length=1)


class Checklist(_Rule):
    """Points in proportion to the sub-items met: met ÷ total × points."""

    kind: Literal["checklist"]


class Judged(_Rule):
    """Points given by an assessor, with evidence."""

    kind: Literal["judged"]


class YearOnYear(_Rule):
    """Points for the ratio to last year: none up to ``base``, all from ``target`` on, in proportion between (S-11).

    The observed value is that ratio itself: this year's figure as numerator over last year's as denominator.
    """

    kind: Literal["year_on_year"]
    base: Signed = Fraction(1)
    target: Positive


class PeerPercentile(_Rule):
    """Points by place among one's peers: the share of the other peers that one is better than, ties counting half.

    Peers are the bodies of the same level (7.1: 环境相同), or all. The best alone gets all points, the worst none.
    """

    kind: Literal["peer_percentile"]
    better: Literal["higher", "lower"] = "higher"
    peers: Literal["level", "all"] = "level"


IndicatorRule: TypeAlias = Annotated[
    Ratio | Threshold | Bands | Checklist | Judged | YearOnYear | PeerPercentile, Field(discriminator="kind")
]

KINDS: Mapping[str, str] = {
    "ratio": "比例得分",
    "threshold": "达标得分",
    "bands": "分档得分",
    "checklist": "逐条核对",
    "judged": "人工评分",
    "year_on_year": "与上年之比",
    "peer_percentile": "同类位次",
}
"""The kinds of scoring by their Chinese names."""


class GradeBound(Frozen):
    """A grade and the least total that brings it (12.1: bounds are the region's own)."""

    grade: EvaluationGrade
    at_least: Points


class Robustness(Frozen):
    """How far points are varied to see whether grades hold; it changes no score."""

    variation: Rate = Fraction(1, 5)
    draws: int = Field(default=10_000, ge=100, le=1_000_000)
    seed: int = Field(default=1, ge=0)


class ProcessStep(Frozen):
    """One step of the evaluation's procedure (clause 11)."""

    label: Text
    who: Text
    when: Text


class ReportWords(Frozen):
    """What reports say about themselves."""

    notice: Text = "测算材料，未经审定"
    issuer: Text = "评价工作组"
    commissioned_by: str = ""
    process: tuple[ProcessStep, ...] = ()


class PointsFile(Frozen):
    """One region's points for one year.

    Attributes:
        title: what the file is.
        region: whose points they are.
        year: the evaluation year; a file that names none serves any year.
        status: ``example`` where nobody has decided the numbers; reports then say so.
        data_as_of: the day the figures are cut off; the end of the year where none is given.
        notes: what a reader should know of the weights.
        general_total: what the points of all G indicators add up to.
        indicators: code → points and kind of scoring; an indicator that is not named is not evaluated.
        excluded: what becomes of the points of an indicator that does not apply to a body.
        incentive_cap: most that a body's E points can add; none where the file gives none.
        mode: ``sum`` as reconstructed from 9.1 and 9.2, or ``weighted`` (非标准原文), each level on 0–100.
        weights: of the weighted mode: code of a pillar or section → its share among its siblings.
        grades: the bounds of the grades, highest first; below the last is 不合格.
        robustness: how the grades are tried.
        report: what reports say about themselves.
    """

    title: str = ""
    region: str = ""
    year: int | None = Field(default=None, ge=2000, le=2100)
    status: Literal["decided", "example"] = "decided"
    data_as_of: date | None = None
    notes: tuple[Text, ...] = ()
    general_total: Points = Fraction(100)
    indicators: Mapping[Annotated[str, Field(pattern=r"^[1-9](\.[1-9][0-9]?){2}$")], IndicatorRule] = Field(
        min_length=1
    )
    excluded: Literal["drop", "spread_in_section"] = "drop"
    incentive_cap: Points | None = None
    mode: Literal["sum", "weighted"] = "sum"
    weights: Mapping[Code, Positive] = Field(default_factory=dict)
    grades: tuple[GradeBound, ...] = Field(min_length=1)
    robustness: Robustness = Robustness()
    report: ReportWords = ReportWords()
