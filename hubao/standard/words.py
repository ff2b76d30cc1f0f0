"""Why a line has its points, as a sentence with the numbers put in; and the roll-up, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from hubao.numerals import bound, count, decimal_text, is_finite_decimal, percent, percent_against, points
from hubao.numerals import score as score_text
from hubao.policy.standard_points import (
    Bands,
    GradeBound,
    IndicatorRule,
    Judged,
    PeerPercentile,
    PointsFile,
    Ratio,
    Threshold,
    YearOnYear,
)
from hubao.standard.indicator import IndicatorScore
from hubao.standard.record import Observation
from hubao.standard.rollup import BranchScore
from hubao.standard.score import BodyScore

__all__ = ["GRADE_LABELS", "figure_text", "grade_reason", "reason", "roll_up_steps", "target_text"]

GRADE_LABELS: Mapping[str, str] = {"excellent": "优秀", "good": "良好", "qualified": "合格", "unqualified": "不合格"}
"""The four grades of 12.1. They are not the three of the appraisal (000): the two are never merged."""


def figure_text(observation: Observation, *bounds: Fraction, unit: str = "") -> str:
    """Write an observed figure: counts with their rate, sub-items as they were counted, a value as it was given.

    Args:
        observation: the figure.
        bounds: what it is held against; it never looks equal to one it only comes near.
        unit: of a value, e.g. 月.

    >>> figure_text(Observation(numerator=Fraction(950), denominator=Fraction(980)))
    '950/980 = 96.94%'
    >>> figure_text(Observation(items_met=2, items_total=3)), figure_text(Observation(value=Fraction(19, 2)))
    ('3条中符合2条', '9.5')
    """
    if observation.numerator is not None and observation.denominator is not None:
        rate = f"{_amount(observation.measured)}{unit}" if unit else percent_against(observation.measured, *bounds)
        return f"{_amount(observation.numerator)}/{_amount(observation.denominator)} = {rate}"
    if observation.items_met is not None and observation.items_total is not None:
        return f"{count(observation.items_total)}条中符合{count(observation.items_met)}条"
    return f"{_amount(observation.measured)}{unit}"


def target_text(line: IndicatorScore) -> str:
    """What full points ask for, in short."""
    rule = line.rated.rule
    show = _shower(rule, line.observation)
    if isinstance(rule, Ratio):
        return f"目标{show(rule.target)}"
    if isinstance(rule, Threshold):
        return f"达到{show(rule.at_least)}"
    if isinstance(rule, Bands):
        return "；".join(f"{show(band.at_least)}以上{points(band.points)}分" for band in rule.bands)
    if isinstance(rule, YearOnYear):
        return f"与上年之比由{bound(rule.base)}到{bound(rule.target)}"
    if isinstance(rule, PeerPercentile):
        return "同级位次" if rule.peers == "level" else "全体位次"
    return f"评分0至{points(rule.points)}分" if isinstance(rule, Judged) else "逐条符合"


def reason(line: IndicatorScore) -> str:
    """Say why a line has its points, with the numbers put in.

    Args:
        line: the line.
    """
    if line.excluded:
        return f"不适用：{line.excluded}"
    said = _judged(line) if line.judgement is not None else _observed(line)
    if line.factor != 1:
        return f"{said}；本项目有指标不适用，分值按{_ratio(line.factor)}倍放大，得{points(line.points)}分"
    return said


def _judged(line: IndicatorScore) -> str:
    judgement = line.judgement
    assert judgement is not None
    full = points(line.rated.rule.points)
    return f"{judgement.assessor}评{points(judgement.points)}分（满分{full}分），佐证：{judgement.evidence}"


def _observed(line: IndicatorScore) -> str:
    rule, observation = line.rated.rule, line.observation
    assert observation is not None
    full, got = points(rule.points), points(line.points / line.factor)
    show = _shower(rule, observation)
    if isinstance(rule, Ratio):
        said = f"{figure_text(observation, rule.target, unit=rule.unit)}，目标{show(rule.target)}"
        if observation.measured >= rule.target:
            return f"{said}，达到目标，得满分{got}分"
        if observation.measured <= 0:
            return f"{said}，得0分"
        value = _amount(observation.measured) if observation.value is not None else bound(observation.measured)
        if rule.unit:
            value = f"{_amount(observation.measured)}{rule.unit}"
        elif value == show(rule.target):  # it only comes near
            value = percent_against(observation.measured, rule.target)
        return f"{said}，按比例得{full} × {value} ÷ {show(rule.target)} = {got}分"
    if isinstance(rule, Threshold):
        said = f"{figure_text(observation, rule.at_least, unit=rule.unit)}，界限{show(rule.at_least)}"
        return f"{said}，达到，得{got}分" if observation.measured >= rule.at_least else f"{said}，未达到，得0分"
    if isinstance(rule, Bands):
        return _banded(line, rule, observation)
    if isinstance(rule, YearOnYear):
        said = f"与上年之比 {_year_on_year(observation, rule)}"
        return f"{said}，由{bound(rule.base)}起得分、到{bound(rule.target)}得满分{full}分，得{got}分"
    if line.place is not None:
        place = line.place
        among = "同级" if isinstance(rule, PeerPercentile) and rule.peers == "level" else "全体"
        said = f"{figure_text(observation, unit=rule.unit)}，{among}其他{place.others}家中优于{place.worse}家"
        tied = f"、并列{place.equal}家（各计一半）" if place.equal else ""
        return f"{said}{tied}，得{full} × {percent(place.share)} = {got}分"
    return f"{figure_text(observation, unit=rule.unit)}，得{full} × {_parts(observation)} = {got}分"


def _year_on_year(observation: Observation, rule: YearOnYear) -> str:
    """A ratio to last year, as a percentage however it was given."""
    if observation.value is None:
        return figure_text(observation, rule.base, rule.target)
    return percent_against(observation.value, rule.base, rule.target)


def _banded(line: IndicatorScore, rule: Bands, observation: Observation) -> str:
    show = _shower(rule, observation)
    said = figure_text(observation, *(band.at_least for band in rule.bands), unit=rule.unit)
    held = next((band for band in rule.bands if observation.measured >= band.at_least), None)
    if held is None:
        return f"{said}，低于最低一档{show(rule.bands[-1].at_least)}，得0分"
    return f"{said}，在{show(held.at_least)}以上一档，得{points(line.points / line.factor)}分"


def _parts(observation: Observation) -> str:
    if observation.items_total is not None:
        return f"{observation.items_met}/{observation.items_total}"
    return percent(min(max(observation.measured, Fraction(0)), Fraction(1)))


def grade_reason(score: BodyScore, file: PointsFile) -> str:
    """Say which bound the total reaches, or falls short of.

    Args:
        score: the body's score.
        file: the points file with the bounds.
    """
    total = f"总分{score_text(score.points, *(one.at_least for one in file.grades))}分"
    held: GradeBound | None = next((one for one in file.grades if score.points >= one.at_least), None)
    if held is None:
        return f"{total}，低于{GRADE_LABELS[file.grades[-1].grade]}的下限{points(file.grades[-1].at_least)}分"
    return f"{total}，达到{GRADE_LABELS[held.grade]}的下限{points(held.at_least)}分"


def roll_up_steps(score: BodyScore, file: PointsFile) -> Iterator[tuple[str, str]]:
    """The roll-up, step by step: what is computed, and how.

    Args:
        score: the body's score.
        file: the points file.
    """
    for section in score.sections:
        yield f"{section.code} {section.label}", _section_step(score, section)
    for pillar in score.pillars:
        own = [one for one in score.sections if one.branch.pillar == pillar.code]
        if file.mode == "sum":
            parts = [points(one.points) for one in own]
            yield f"P1 {pillar.label}", _sum(parts, pillar.points)
        else:
            yield f"P1 {pillar.label}", _mean(own, pillar.level)
    total = score.total
    if file.mode == "sum":
        yield "一般性指标", _sum((points(one.general) for one in score.pillars), total.general)
    else:
        yield "一般性指标（加权）", _mean(score.pillars, total.general)
    capped = f"，按上限{points(total.incentive)}分计" if total.capped else ""
    yield (
        "激励性指标",
        _sum((points(one.incentive) for one in score.pillars if one.incentive_max), total.earned) + capped,
    )
    yield "总分 P", _sum((points(total.general), points(total.incentive)), total.points)


def _section_step(score: BodyScore, section: BranchScore) -> str:
    """A section from its indicators; in the weighted mode its general points as a level on 0–100."""
    lines = [line for line in score.lines if line.rated.section == section.code and not line.excluded]
    if section.level is None:
        return _sum((points(line.points) for line in lines), section.general + section.incentive)
    parts = [points(line.points) for line in lines if line.general]
    general = f"（{' + '.join(parts)}）" if len(parts) > 1 else parts[0]
    return f"{general} ÷ {points(section.general_max)} × 100 = {points(section.level)}"


def _sum(parts: Iterable[str], whole: Fraction) -> str:
    listed = list(parts)
    return f"{' + '.join(listed)} = {points(whole)}" if len(listed) > 1 else points(whole)


def _mean(branches: Iterable[BranchScore], whole: Fraction | None) -> str:
    rated = [one for one in branches if one.level is not None and one.weight is not None]
    terms = " + ".join(f"{bound(one.weight or 0)} × {points(one.level or 0)}" for one in rated)
    return f"{terms} = {points(whole)}" if terms and whole is not None else "没有一般性指标"


def _shower(rule: IndicatorRule, observation: Observation | None) -> Callable[[Fraction], str]:
    """How bounds are written beside a figure: as percentages, or as plain numbers where the figure is one."""
    plain = rule.unit or (observation is not None and observation.value is not None)
    return (lambda value: f"{_amount(value)}{rule.unit}") if plain else _rate


def _rate(value: Fraction) -> str:
    """A bound as a percentage; as a fraction where its decimals do not end."""
    return bound(value) if is_finite_decimal(value * 10_000) and is_finite_decimal(value) else str(value)


def _amount(value: Fraction) -> str:
    """A figure with all its digits, thousands apart; as a fraction where its decimals do not end.

    >>> _amount(Fraction(2469135, 2)), _amount(Fraction(1, 3))
    ('1,234,567.5', '1/3')
    """
    if not is_finite_decimal(value):
        return str(value)
    whole, point, part = decimal_text(value).partition(".")
    return f"{int(whole):,}{point}{part}" if whole not in ("-0",) else f"{whole}{point}{part}"


def _ratio(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
