"""Rules that count steps: 「目标值每±5%，±1」 (nos. 1, 2, 8, 12–17) and the budget band (no. 7)."""

from __future__ import annotations

from fractions import Fraction

from hubao.appraisal.agency import Agency
from hubao.appraisal.gaps import excess, shortfall
from hubao.appraisal.line import Flag, ScoreLine
from hubao.appraisal.measures import MEASURES, Measure
from hubao.appraisal.sheet import actual, head, limit, measured, without_cases
from hubao.appraisal.steps import around, clamp, step_count, step_words
from hubao.appraisal.words import amount, got, moved
from hubao.errors import DataError
from hubao.numerals import bound, count, percent_against, points
from hubao.policy.model import Item, Policy
from hubao.policy.rules import Band, Steps

__all__ = ["band_line", "steps_line", "target_of"]

ZERO = Fraction(0)


def target_of(item: Item, code: str, agency: Agency) -> Fraction:
    """The target of a steps rule: the policy's, or the agency's own for nos. 1 and 2.

    Raises:
        DataError: the agency's own target is zero, so no completion rate exists (A-G5).
    """
    assert isinstance(item.rule, Steps)
    if item.rule.target is not None:
        return item.rule.target
    own = agency.targets.coverage_target if code == "I01" else agency.targets.premium_target
    if own <= 0:
        raise DataError(message=f"{agency.agency_id} 的{item.label}目标为0，完成率无法计算。请核对 targets 表。")
    return Fraction(own)


def steps_line(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「目标值每±5%，±1」: nos. 1, 2, 8, 12–17."""
    rule = item.rule
    assert isinstance(rule, Steps)
    measure, target = MEASURES[code](agency), target_of(item, code, agency)
    value = measure.value
    if value is None:
        return without_cases(policy, code, item, measure, _target(rule, measure, target))
    basis = rule.basis or policy.reading(str(rule.basis_reading))
    distance = target - value if rule.better == "higher" else value - target
    scale = target if basis == "relative" else Fraction(1)
    mode = policy.reading("A-G1")
    change, how = _step_change(rule, distance / scale, mode, basis, measure.counter)
    given = clamp(item.base + change, ZERO, item.max_points)
    shown = f"{measured(measure, target)}，目标{_target(rule, measure, target)}"
    if basis == "relative" and rule.better == "higher":
        whole_steps = around(distance / scale, rule.step)
        shown += f"，完成率{percent_against(value / target, *(1 - steps for steps in whole_steps), Fraction(1))}"
    return ScoreLine(
        **head(code, item),
        points=given,
        target=target,
        actual=value,
        target_text=_target(rule, measure, target),
        actual_text=actual(measure, target),
        reason=f"{shown}，{how}{limit(item, item.base + change)}，{got(given)}",
        flags=_step_flags(policy, code, agency, value, distance),
        inputs=measure.fields,
        gap="" if given >= item.base else _step_gap(rule, measure, target),
    )


def _target(rule: Steps, measure: Measure, target: Fraction) -> str:
    if measure.unit == "rate" and rule.target is not None:
        return ("≤" if rule.better == "lower" else "") + bound(target)
    return amount(measure.unit, target, measure.counter)


def _step_change(rule: Steps, distance: Fraction, mode: str, basis: str, counter: str) -> tuple[Fraction, str]:
    """Points moved by a distance from the target (positive: short of it), and the words for it."""
    if distance == 0 or (distance < 0 and rule.up is None):
        return ZERO, "达到目标"
    gaining = distance < 0
    size = abs(distance)
    steps = step_count(size, rule.step, mode, gaining=gaining)
    change = steps * (rule.up or ZERO) if gaining else -steps * rule.down
    word = {("higher", False): "少完成", ("higher", True): "多完成", ("lower", False): "超出", ("lower", True): "低于"}
    said = f"{word[rule.better, gaining]}{_size(size, rule, basis, counter)}"
    if basis != "count":
        each = bound(rule.step) if basis == "relative" else f"{bound(rule.step).rstrip('%')}个百分点"
        said += f"，{step_words(size, rule.step, mode, gaining=gaining)}（每步{each}）"
    return change, f"{said}，{moved(change, gaining=gaining)}"


def _size(distance: Fraction, rule: Steps, basis: str, counter: str) -> str:
    if basis == "count":
        return f"{count(int(distance))}{counter}"
    shown = percent_against(distance, *around(distance, rule.step))
    return shown if basis == "relative" else f"{shown.rstrip('%')}个百分点"


def _step_gap(rule: Steps, measure: Measure, target: Fraction) -> str:
    if rule.better == "higher":
        return shortfall(measure, target)
    return excess(measure, target, "长期未登录用户")


def _step_flags(policy: Policy, code: str, agency: Agency, value: Fraction, distance: Fraction) -> tuple[str, ...]:
    if code != "I01":
        return ()
    flags = []
    if value > 1:
        flags.append(Flag.OVER_HUNDRED)
    past = agency.past(policy.year - 1)
    # A-01e: the target may lie below last year's result; the points stand, the report says so.
    if past is not None and past.coverage_rate is not None and distance <= 0 and value < past.coverage_rate:
        flags.append(Flag.BELOW_LAST_YEAR)
    return tuple(flags)


def band_line(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「在目标值范围内，+5%，+1；在目标值范围外，±5%，-1」: no. 7."""
    rule = item.rule
    assert isinstance(rule, Band)
    measure = MEASURES[code](agency)
    assert measure.value is not None
    change, how, gap = _band_change(policy, item, rule, measure, measure.value)
    given = clamp(item.base + change, ZERO, item.max_points)
    return ScoreLine(
        **head(code, item),
        points=given,
        target=rule.low,
        actual=measure.value,
        target_text=f"{bound(rule.low)}—{bound(rule.high)}",
        actual_text=percent_against(measure.value, *_band_bounds(rule)),
        reason=f"{measure.name}{percent_against(measure.value, *_band_bounds(rule))}（{measure.formula}），{how}"
        f"{limit(item, item.base + change)}，{got(given)}",
        inputs=measure.fields,
        gap=gap if given < item.base else "",
    )


def _band_bounds(rule: Band) -> tuple[Fraction, ...]:
    steps = int((rule.high - rule.low) / rule.step)
    return (*(rule.low + rule.step * number for number in range(steps + 1)), rule.high)


def _band_change(policy: Policy, item: Item, rule: Band, measure: Measure, rate: Fraction) -> tuple[Fraction, str, str]:
    """Points moved by the budget rate, in words, and what was missing."""
    mode = policy.reading("A-G1")

    def size(value: Fraction) -> str:
        return percent_against(value, *around(value, rule.step)).rstrip("%") + "个百分点"

    if rate < rule.low:
        steps = step_count(rule.low - rate, rule.step, mode, gaining=False)
        counted = step_words(rule.low - rate, rule.step, mode, gaining=False)
        how = f"比下限{bound(rule.low)}低{size(rule.low - rate)}，{counted}，{moved(-steps * rule.down)}"
        return -steps * rule.down, how, shortfall(measure, rule.low)
    if rate <= rule.high:
        steps = step_count(rate - rule.low, rule.step, mode, gaining=True)
        gain = min(steps * rule.up, item.plus)
        if rate == rule.low:
            return ZERO, "恰为目标范围下限", ""
        counted = step_words(rate - rule.low, rule.step, mode, gaining=True)
        return gain, f"在目标范围内，比下限高{size(rate - rule.low)}，{counted}，{moved(gain, gaining=True)}", ""
    steps = step_count(rate - rule.high, rule.step, mode, gaining=False)
    # A-07b: beyond the band the bonus for being inside is gone, unless the policy keeps it.
    kept = item.plus if policy.reading(rule.above_reading) == "keep" else ZERO
    counted = step_words(rate - rule.high, rule.step, mode, gaining=False)
    how = f"比上限{bound(rule.high)}高{size(rate - rule.high)}，{counted}，{moved(-steps * rule.down)}"
    how += f"，保留区间内加分{points(kept)}分" if kept else "，不再享有区间内加分"
    return kept - steps * rule.down, how, excess(measure, rule.high, "支出")
