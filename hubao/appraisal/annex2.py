"""Annex 2 and the discretionary points: bonus B1–B6, deductions D1–D4, M10 and M14."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.agency import Agency, DecisionKind, Participation
from hubao.appraisal.line import Flag, ScoreLine
from hubao.appraisal.measures import MEASURES, needed
from hubao.appraisal.sheet import paper
from hubao.appraisal.steps import around, step_count, step_words
from hubao.appraisal.words import moved
from hubao.numerals import bound, count, money, percent, percent_against, points
from hubao.policy.model import Item, Policy
from hubao.policy.rules import (
    AppUse,
    ClaimHandling,
    GrowthSteps,
    LoanTiers,
    Manual,
    ParticipationTiers,
    Reports,
    TimelyChanges,
)

__all__ = ["MetTargets", "score_annex2_item"]

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class MetTargets:
    """Whether the yearly targets of nos. 1 and 2 were met (000 art. 10(一)1)."""

    coverage: bool
    premium: bool


@dataclass(frozen=True, slots=True)
class _Result:
    """What one rule of annex 2 finds, before the item's own texts are added."""

    points: Fraction
    reason: str
    actual_text: str
    actual: Fraction | None = None
    target: Fraction | None = None
    flags: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    gap: str = ""


def score_annex2_item(policy: Policy, code: str, agency: Agency, met: MetTargets) -> ScoreLine:
    """Score one line of annex 2 or of the discretionary points.

    Args:
        policy: the year's policy.
        code: ``B1``–``B6``, ``D1``–``D4``, ``M10`` or ``M14``.
        agency: the checked record.
        met: whether the yearly targets were met, which B1 requires.
    """
    item = policy.items[code]
    if item.concerns(agency.category.value):
        result = _SCORERS[item.rule.kind](policy, item, agency, met)
    else:
        result = _Result(ZERO, "本项不适用于该类代办处，计0分", "——", flags=(Flag.NOT_APPLICABLE,))
    if item.veto is not None:
        result = _with_veto(policy, item.veto, agency, result)
    return ScoreLine(
        item=code,
        no=item.no,
        label=item.label,
        area=item.area,
        base=item.base,
        max_points=None if isinstance(item.rule, Manual) else item.max_points,
        points=result.points,
        target=result.target,
        actual=result.actual,
        target_text=item.target_text,
        actual_text=result.actual_text,
        reason=result.reason,
        clause=item.clause,
        readings=item.readings,
        flags=result.flags,
        inputs=result.inputs,
        gap=result.gap,
        fact=result.actual_text if result.points < 0 else "",
    )


def _growth(policy: Policy, item: Item, agency: Agency, met: MetTargets) -> _Result:
    """「覆盖率每比上年度提高1%，加1分」, once the yearly targets are met: B1 (B-01a, B-01b, B-01c)."""
    rule = item.rule
    assert isinstance(rule, GrowthSteps)
    value = MEASURES["I01"](agency).value
    assert value is not None
    fields = MEASURES["I01"](agency).fields
    past = agency.past(policy.year - 1)
    last = past.coverage_rate if past is not None else None
    if last is None:
        return _Result(ZERO, "没有上年覆盖率，不加分", percent(value), value, None, (Flag.NO_LAST_YEAR,), fields)
    fields = (*fields, ("coverage_rate", f"{policy.year - 1}年 {percent(last)}"))
    both = policy.reading(rule.requires_reading) == "both_targets"
    missing = [name for name, ok in (("覆盖率", met.coverage), ("会费收入", met.premium or not both)) if not ok]
    shown = f"覆盖率{percent(value)}，上年{percent(last)}"
    both_years = f"{percent(value)}（上年{percent(last)}）"
    if missing:
        return _Result(ZERO, f"{shown}；{'、'.join(missing)}目标未完成，不加分", both_years, value, last, (), fields)
    relative = policy.reading(rule.basis_reading) == "relative"
    if relative and last == 0:
        return _Result(ZERO, f"{shown}，无法计算增长率，不加分", both_years, value, last, (Flag.NO_LAST_YEAR,), fields)
    growth = (value - last) / (last if relative else 1)
    if growth <= 0:
        return _Result(ZERO, f"{shown}，未提高，不加分", both_years, value, last, (), fields)
    mode = policy.reading("A-G1")
    steps = step_count(growth, rule.step, mode, gaining=True)
    given = min(steps * rule.up, item.plus)
    size = percent_against(growth, *around(growth, rule.step))
    size = size if relative else f"{size.rstrip('%')}个百分点"
    counted = step_words(growth, rule.step, mode, gaining=True)
    reason = f"{shown}，提高{size}，{counted}，{moved(steps * rule.up, gaining=True)}"
    reason += f"，以{points(item.plus)}分为限" if steps * rule.up > item.plus else ""
    return _Result(given, reason, both_years, value, last, (), fields)


def _participation(_policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """「全员参加的加2分；部分单位参加的加1分」: B2, B3; the tiers are alternatives [the heading's 25 proves it]."""
    rule = item.rule
    assert isinstance(rule, ParticipationTiers)
    level: Participation = getattr(agency.extras, rule.activity)
    given = {Participation.ALL: rule.all, Participation.PARTIAL: rule.partial, Participation.NONE: ZERO}[level]
    return _Result(given, f"{level.label}，{_added(given)}", level.label, inputs=((rule.activity, level.label),))


def _app_use(_policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """Pilot and share of claims by APP; the halves add up: B4."""
    rule = item.rule
    assert isinstance(rule, AppUse)
    extras = agency.extras
    pilot = rule.pilot if extras.app_pilot else ZERO
    said = f"参加试点，加{points(pilot)}分" if extras.app_pilot else "未参加试点，不加分"
    fields = (
        ("app_pilot", "是" if extras.app_pilot else "否"),
        ("medical_claims_app", count(extras.medical_claims_app)),
        ("medical_claims", count(extras.medical_claims)),
    )
    if extras.medical_claims == 0:
        reason = f"{said}；没有医疗类理赔申报，占比部分不加分"
        return _Result(pilot, reason, "——", None, rule.share_target, (Flag.ZERO_DENOMINATOR,), fields)
    rate = Fraction(extras.medical_claims_app, extras.medical_claims)
    share = rule.share if rate >= rule.share_target else ZERO
    shown = percent_against(rate, rule.share_target)
    counts = f"{count(extras.medical_claims_app)}/{count(extras.medical_claims)}"
    verdict = f"{'达到' if share else '未达到'}{bound(rule.share_target)}"
    reason = f"{said}；APP申报占比{shown}（{counts}），{verdict}，{_added(share)}"
    return _Result(pilot + share, reason, shown, rate, rule.share_target, (), fields)


def _loans(policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """At least ten applications, and the highest tier of loans paid out: B5 (B-05a)."""
    rule = item.rule
    assert isinstance(rule, LoanTiers)
    applications = int(needed(agency.extras.loan_applications, agency, "loan_applications"))
    paid = Fraction(needed(agency.extras.loan_disbursed, agency, "loan_disbursed"))
    shown = f"申请{count(applications)}份，放款{money(paid)}元"
    fields = (("loan_applications", count(applications)), ("loan_disbursed", money(paid)))
    reached = [tier for tier in rule.tiers if paid >= tier.at_least]
    enough = applications >= rule.min_applications or policy.reading(rule.applications_reading) == "amount_only"
    if not enough:
        reason = f"{shown}；申请不足{rule.min_applications}份，不加分"
    elif not reached:
        reason = f"{shown}；放款未达{points(rule.tiers[0].at_least / 10000)}万元，不加分"
    else:
        top = reached[-1]
        reason = f"{shown}；放款达到{points(top.at_least / 10000)}万元一档，{moved(top.points)}"
        return _Result(top.points, reason, shown, paid, None, (), fields)
    return _Result(ZERO, reason, shown, paid, None, (), fields)


def _changes(policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """「管理人员发生变化，1个月内变更相关信息得1分」: B6, only if all were in time (B-06a, B-06b)."""
    rule = item.rule
    assert isinstance(rule, TimelyChanges)
    changes, late = agency.extras.staff_changes, agency.extras.staff_changes_late
    fields = (("staff_changes", count(changes)), ("staff_changes_late", count(late)))
    if changes == 0:
        given = rule.points if policy.reading(rule.no_change_reading) == "one" else ZERO
        reason = f"年内管理人员没有变化，按所选读法{_added(given)}"
        return _Result(given, reason, "无变化", ZERO, None, (Flag.NOT_APPLICABLE,), fields)
    given = rule.points if late == 0 else ZERO
    said = "全部在1个月内办理" if late == 0 else f"其中{count(late)}次逾期"
    reason = f"管理人员变化{count(changes)}次，{said}，{_added(given)}"
    return _Result(given, reason, f"{count(changes)}次，逾期{count(late)}次", Fraction(late), None, (), fields)


def _veto_only(_policy: Policy, _item: Item, _agency: Agency, _met: MetTargets) -> _Result:
    """D1, D2: no points, only the grade (B-D1b)."""
    return _Result(ZERO, "未发生", "未发生")


def _reports(_policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """「迟报一次-1分，少报一次-2分」 per statement: D3 (B-D3a)."""
    rule = item.rule
    assert isinstance(rule, Reports)
    late, missing = agency.extras.reports_late, agency.extras.reports_missing
    lost = rule.late * late + rule.missing * missing
    parts = [
        f"{word}{count(number)}张，{moved(-each * number)}"
        for word, number, each in (("迟报", late, rule.late), ("少报", missing, rule.missing))
        if number
    ]
    shown = "，".join(f"{word}{count(number)}张" for word, number in (("迟报", late), ("少报", missing)) if number)
    todo = [f"{count(late)}张须按时报送"] if late else []
    todo += [f"{count(missing)}张须补报"] if missing else []
    fields = (("reports_late", count(late)), ("reports_missing", count(missing)))
    reason = "；".join(parts) or "报表按时报齐，不扣分"
    return _Result(-lost, reason, shown or "按时报齐", inputs=fields, gap="，".join(todo))


def _claims(policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """Refusals caused by backlog, and failed payments left unresolved: D4 (B-D4b)."""
    rule = item.rule
    assert isinstance(rule, ClaimHandling)
    refusals, people = agency.extras.backlog_refusals, agency.extras.failed_payment_people
    many_at = rule.many_at if policy.reading(rule.boundary_reading) == "five_is_two" else rule.many_at + 1
    unpaid = ZERO if people == 0 else (rule.many if people >= many_at else rule.few)
    parts = []
    if refusals:
        parts.append(f"积压延迟导致拒付{count(refusals)}件，{moved(-rule.refusal * refusals)}")
    if people:
        parts.append(f"打款失败未处理{count(people)}人，{moved(-unpaid)}")
    lost = rule.refusal * refusals + unpaid
    # B-D0: a refusal may also stand in the audit report of no. 9; both count, people should look.
    flags = (Flag.COUNTED_TWICE,) if refusals and agency.actuals.audit_issues else ()
    shown = [f"积压拒付{count(refusals)}件"] if refusals else []
    shown += [f"打款失败未处理{count(people)}人"] if people else []
    todo = [f"须杜绝积压拒付（{count(refusals)}件）"] if refusals else []
    todo += [f"须处理{count(people)}人的失败打款"] if people else []
    fields = (("backlog_refusals", count(refusals)), ("failed_payment_people", count(people)))
    reason = "；".join(parts) or "未发生，不扣分"
    return _Result(-lost, reason, "，".join(shown) or "未发生", flags=flags, inputs=fields, gap="，".join(todo))


def _manual(policy: Policy, item: Item, agency: Agency, _met: MetTargets) -> _Result:
    """Points given by people with reason and approval: M10 (A-10a) and M14 (art. 14(四))."""
    rule = item.rule
    assert isinstance(rule, Manual)
    rows = agency.decided(DecisionKind(rule.decision))
    asked = sum((row.points or ZERO for row in rows), ZERO)
    fields = tuple(("decisions", f"{row.reason}（{points(row.points or ZERO)}分）") for row in rows)
    if not rows:
        return _Result(ZERO, "没有酌情加分", "——")
    forbidden = rule.allowed_reading is not None and policy.reading(rule.allowed_reading) == "forbidden"
    given = ZERO if forbidden else asked
    why = "；".join(f"{row.reason}，{moved(row.points or ZERO)}{paper(row.document)}" for row in rows)
    note = "；按所选读法不予加分" if forbidden else ""
    return _Result(given, why + note, f"{count(len(rows))}项", asked, None, (), fields)


def _with_veto(policy: Policy, kind: str, agency: Agency, result: _Result) -> _Result:
    rows = agency.decided(DecisionKind(kind))
    if not rows:
        return result
    why = "；".join(row.reason + paper(row.document) for row in rows)
    veto = policy.vetoes[kind]
    kept = f"；{result.reason}" if result.points else ""
    return _Result(
        result.points,
        f"{why}，一票否决，只定等次、不改得分（{veto.clause}）{kept}",
        f"认定{count(len(rows))}起",
        result.actual,
        result.target,
        (*result.flags, Flag.VETO),
        (*result.inputs, *(("decisions", row.reason) for row in rows)),
        result.gap,
    )


def _added(given: Fraction) -> str:
    return moved(given, gaining=True)


_SCORERS: Mapping[str, Callable[[Policy, Item, Agency, MetTargets], _Result]] = {
    "growth_steps": _growth,
    "participation": _participation,
    "app_use": _app_use,
    "loan_tiers": _loans,
    "timely_changes": _changes,
    "veto_only": _veto_only,
    "reports": _reports,
    "claim_handling": _claims,
    "manual": _manual,
}
