"""Annex 1: the seventeen indicators, each by its kind of rule; every line with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from hubao.appraisal.agency import Agency, DecisionKind
from hubao.appraisal.gaps import excess, shortfall
from hubao.appraisal.line import Flag, ScoreLine
from hubao.appraisal.measures import MEASURES, Measure
from hubao.appraisal.sheet import actual, head, limit, measured, paper, without_cases
from hubao.appraisal.steps import clamp
from hubao.appraisal.stepwise import band_line, steps_line
from hubao.appraisal.words import got, moved
from hubao.numerals import bound, count, percent_against, points
from hubao.policy.model import Item, Policy
from hubao.policy.rules import AllOnTime, Findings, Judged, Threshold, Thresholds

__all__ = ["score_annex1_item"]

ZERO = Fraction(0)


def score_annex1_item(policy: Policy, code: str, agency: Agency) -> ScoreLine:
    """Score one line of annex 1.

    Args:
        policy: the year's policy.
        code: item code ``I01``…``I17``; the item must concern the agency's category.
        agency: the checked record.

    Raises:
        DataError: a zero denominator where the policy blocks scoring (nos. 1, 2, 7, 17), or a missing field.
    """
    item = policy.annex1[code]
    line = _SCORERS[item.rule.kind](policy, code, item, agency)
    if any(change.item == code for change in agency.target_changes):
        line = replace(line, flags=(*line.flags, Flag.TARGET_CHANGED))
    return line


def _threshold(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「低于目标值，-3」: nos. 3, 4, 5."""
    rule = item.rule
    assert isinstance(rule, Threshold)
    measure = MEASURES[code](agency)
    if measure.value is None:
        line = without_cases(policy, code, item, measure, f"≥{bound(rule.target)}")
        return _newly_dormant(line, measure) if code == "I04" and measure.part > 0 else line
    strict = rule.boundary_reading is not None and policy.reading(rule.boundary_reading) == "strict"
    passed = measure.value > rule.target if strict else measure.value >= rule.target
    given = item.base if passed else max(item.base - rule.loss, ZERO)
    sign = "＞" if strict else "≥"
    verdict = "达到目标" if passed else f"未达到目标{sign}{bound(rule.target)}，{moved(-rule.loss)}"
    return ScoreLine(
        **head(code, item),
        points=given,
        target=rule.target,
        actual=measure.value,
        target_text=f"{sign}{bound(rule.target)}",
        actual_text=actual(measure, rule.target),
        reason=f"{measured(measure, rule.target)}，{verdict}，{got(given)}",
        inputs=measure.fields,
        gap="" if passed else _threshold_gap(code, rule, measure, strict=strict),
    )


def _newly_dormant(line: ScoreLine, measure: Measure) -> ScoreLine:
    """A-04d: nobody was stranded in January, yet somebody is in December: no rate exists, people must look."""
    reason = (
        f"年初没有滞留会员、年底有{count(int(measure.part))}人，清理完成率无从计算，暂{got(line.points)}，待人工核定"
    )
    return replace(line, reason=reason, flags=(*line.flags, Flag.MANUAL_REVIEW))


def _threshold_gap(code: str, rule: Threshold, measure: Measure, *, strict: bool) -> str:
    what = {"I03": "打回单据", "I04": "年底滞留会员"}.get(code)
    if what is None:
        return shortfall(measure, rule.target)
    return excess(measure, 1 - rule.target, what, strict=strict)


def _thresholds(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「低于目标值，-2/-2」: no. 11a, two bounds that lose points independently (A-11e)."""
    rule = item.rule
    assert isinstance(rule, Thresholds)
    measures = [(part, MEASURES[f"{code}.{part.measure}"](agency)) for part in rule.parts]
    target_text = f"≥{bound(rule.parts[0].target)}"
    if any(measure.value is None for _, measure in measures):
        return without_cases(policy, code, item, measures[0][1], target_text)
    lost = ZERO
    reasons: list[str] = []
    gaps: list[str] = []
    shown: list[str] = []
    facts: list[str] = []
    fields: dict[str, str] = {}
    for part, measure in measures:
        assert measure.value is not None
        text = measured(measure, part.target)
        fields.update(dict(measure.fields))
        shown.append(f"{measure.name}{percent_against(measure.value, part.target)}")
        if measure.value >= part.target:
            reasons.append(f"{text}，达到目标")
            continue
        lost += part.loss
        facts.append(f"{shown[-1]}，低于{bound(part.target)}")
        reasons.append(f"{text}，低于{bound(part.target)}，{moved(-part.loss)}")
        closed = part.measure == "closed_on_time"
        gaps.append(
            "按时办结" + shortfall(measure, part.target) if closed else excess(measure, 1 - part.target, "不满意件")
        )
    given = clamp(item.base - lost, ZERO, item.max_points)
    return ScoreLine(
        **head(code, item),
        points=given,
        target=rule.parts[0].target,
        actual=None,
        target_text=target_text,
        actual_text="；".join(shown),
        reason=f"{'；'.join(reasons)}；{got(given)}",
        inputs=tuple(fields.items()),
        gap="；".join(gaps),
        fact="；".join(facts),
    )


def _findings(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「每检查出一项问题，-1」: nos. 6 and 9; a lost archive costs its own amount (A-06a)."""
    rule = item.rule
    assert isinstance(rule, Findings)
    actuals = agency.actuals
    field = "archive_issues" if code == "I06" else "audit_issues"
    found = actuals.archive_issues if code == "I06" else actuals.audit_issues
    grave = code == "I06" and actuals.archive_loss and rule.grave is not None
    lost = rule.each * found + (rule.grave or ZERO if grave else ZERO)
    given = clamp(item.base - lost, ZERO, item.max_points)
    parts = [f"查出问题{count(found)}项，{moved(-rule.each * found)}"] if found else []
    if grave:
        parts.append(f"档案丢失造成严重影响，{moved(-(rule.grave or ZERO))}")
    reason = "，".join(parts) if parts else "未查出问题"
    facts = [f"查出问题{count(found)}项"] if found else []
    facts += ["档案丢失造成严重影响"] if grave else []
    inputs = [(field, count(found))]
    if code == "I06":
        inputs.append(("archive_loss", "是" if actuals.archive_loss else "否"))
    twice = actuals.archive_issues > 0 and actuals.audit_issues > 0
    return ScoreLine(
        **head(code, item),
        points=given,
        target=ZERO,
        actual=Fraction(found),
        target_text="无问题",
        actual_text=f"{count(found)}项" + ("，档案丢失" if grave else ""),
        reason=f"{reason}{limit(item, item.base - lost)}，{got(given)}",
        flags=(Flag.COUNTED_TWICE,) if twice else (),
        inputs=tuple(inputs),
        gap=f"须整改{count(found)}项问题" if found else ("须整改档案保管" if grave else ""),
        fact="，".join(facts),
    )


def _judged(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「出现风险事项酌情减分」: no. 10; people decide the points and say why (A-10b)."""
    rule = item.rule
    assert isinstance(rule, Judged)
    rows = agency.decided(DecisionKind.RISK_DEDUCTION)
    lost = sum((row.points or ZERO for row in rows), ZERO)
    given = clamp(item.base - min(lost, rule.at_most), ZERO, item.max_points)
    why = "；".join(f"{row.reason}，{moved(-(row.points or ZERO))}{paper(row.document)}" for row in rows)
    return ScoreLine(
        **head(code, item),
        points=given,
        target=ZERO,
        actual=Fraction(len(rows)),
        target_text="0起",
        actual_text=f"{count(len(rows))}起",
        reason=f"{why or '未出现风险损失事项'}{limit(item, item.base - lost)}，{got(given)}",
        inputs=tuple(("decisions", f"{row.reason}（{points(row.points or ZERO)}分）") for row in rows),
        gap=f"须消除{count(len(rows))}起风险事项" if given < item.base else "",
        fact=f"认定风险事项{count(len(rows))}起" if rows else "",
    )


def _all_on_time(policy: Policy, code: str, item: Item, agency: Agency) -> ScoreLine:
    """「如无特殊原因未及时变更的扣4分」: no. 11b, all or nothing (A-11f)."""
    rule = item.rule
    assert isinstance(rule, AllOnTime)
    measure = MEASURES[code](agency)
    if measure.value is None:
        return without_cases(policy, code, item, measure, "100%")
    late = int(measure.whole - measure.part)
    given = item.base if late == 0 else max(item.base - rule.loss, ZERO)
    shown = f"应变更{count(int(measure.whole))}项，及时变更{count(int(measure.part))}项"
    verdict = "全部及时" if late == 0 else f"{count(late)}项未及时变更，{moved(-rule.loss)}"
    return ScoreLine(
        **head(code, item),
        points=given,
        target=Fraction(1),
        actual=measure.value,
        target_text="100%",
        actual_text=percent_against(measure.value, Fraction(1)),
        reason=f"{shown}，{verdict}，{got(given)}",
        inputs=measure.fields,
        gap=f"{count(late)}项变更未及时办理" if late else "",
        fact=shown if late else "",
    )


_SCORERS: Mapping[str, Callable[[Policy, str, Item, Agency], ScoreLine]] = {
    "steps": steps_line,
    "threshold": _threshold,
    "thresholds": _thresholds,
    "band": band_line,
    "findings": _findings,
    "judged": _judged,
    "all_on_time": _all_on_time,
}
