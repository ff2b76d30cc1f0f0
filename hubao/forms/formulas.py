"""The provisional points of every item as a spreadsheet formula, by the policy's rules and chosen readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from hubao.forms.expressions import Share, clamped, fen, filled, number, reaches, scaled, steps
from hubao.policy.model import Item, Policy
from hubao.policy.rules import (
    AllOnTime,
    AppUse,
    Band,
    ClaimHandling,
    Findings,
    GrowthSteps,
    Judged,
    LoanTiers,
    ParticipationTiers,
    Reports,
    Steps,
    Threshold,
    Thresholds,
    TimelyChanges,
)
from hubao.tables.notices import Notice

__all__ = ["ALL", "NO_CASES", "PARTIAL", "YES", "item_formula", "total_formula"]

ALL, PARTIAL, YES = "全员", "部分", "是"
"""What the lists of the form offer."""
NO_CASES = "分母为0，请核对"
"""What stands in the place of points where a zero denominator blocks the scoring (A-G5)."""

ZERO = Fraction(0)
RATES: Mapping[str, tuple[str, str, bool]] = {
    "I01": ("insured_members", "union_members", False),
    "I03": ("claims_returned", "claims_submitted", True),
    "I04": ("dormant_end", "dormant_start", True),
    "I05": ("overcap_declared", "overcap_due", False),
    "I07": ("budget_spent", "budget_planned", False),
    "I08": ("accounts_idle", "accounts_total", False),
    "I11a.closed_on_time": ("dispatches_closed_on_time", "dispatches_received", False),
    "I11a.satisfied": ("dispatches_dissatisfied", "dispatches_received", True),
    "I11b": ("org_changes_on_time", "org_changes_due", False),
    "I17": ("wechat_followers", "mutual_members", False),
}
"""Measure → part, whole, and whether the value is what the part leaves of the whole; as `hubao.appraisal.measures`."""
COUNTS: Mapping[str, str] = {
    "I12": "meetings_attended",
    "I13": "research_sessions",
    "I14": "trainings",
    "I15": "member_activities",
    "I16": "articles",
}
BLOCKED = frozenset({"I01", "I07", "I17"})
MONEY = frozenset({"budget_spent", "budget_planned"})

Cell = Callable[[str], str]
"""Input field → the address of its cell."""


def item_formula(policy: Policy, code: str, notice: Notice, cell: Cell) -> str:
    """The formula of an item's provisional points, without the sign of equality.

    It gives what :func:`hubao.appraisal.score.score` gives, deductions negative; an empty text while a cell is blank;
    :data:`NO_CASES` where a zero denominator blocks the scoring. What people decide (no. 10, vetoes) counts as not
    having happened.

    Args:
        policy: the year's policy with its chosen readings.
        code: item code; the item concerns the agency's category and has a formula (annex 1, B1–B6, D3, D4).
        notice: the agency's targets.
        cell: where the value of an input field stands.
    """
    item = policy.items[code]
    return _FORMULAS[item.rule.kind](policy, code, item, notice, cell)


def total_formula(policy: Policy, annex1: str, bonus: str, deduction: str) -> str:
    """The total from three cells (art. 9; A-G8, A-G10); ``deduction`` holds what is negative."""
    ceiling = number(policy.totals.ceiling)
    if policy.reading("A-G8") == "positives_first":
        return f"MAX(0,MIN({ceiling},{annex1}+{bonus})+{deduction})"
    return f"MAX(0,MIN({ceiling},{annex1}+{bonus}+{deduction}))"


def _share(measure: str, cell: Cell) -> tuple[Share, list[str]]:
    """The measure of an item, and the cells it needs."""
    if measure in COUNTS:
        return Share(cell(COUNTS[measure])), [cell(COUNTS[measure])]
    if measure == "I02":
        income = cell("premium_income")
        return Share(fen(income), "100"), [income]
    part, whole, rest = RATES[measure]
    parts = [fen(cell(field)) if field in MONEY else cell(field) for field in (part, whole)]
    share = Share(f"{parts[1]}-{parts[0]}" if rest else parts[0], parts[1])
    return share, [cell(part), cell(whole)]


def _with_cases(policy: Policy, code: str, item: Item, whole: str, points: str) -> str:
    """A-G5: what a zero denominator gives."""
    if whole in ("1", "100"):
        return points
    met = policy.reading("A-G5") == "met"
    otherwise = f'"{NO_CASES}"' if code in BLOCKED else number(item.base if met else ZERO)
    return f"IF({whole}=0,{otherwise},{points})"


def _steps(policy: Policy, code: str, item: Item, notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, Steps)
    target = _target(rule, code, notice)
    share, cells = _share(code, cell)
    basis = rule.basis or policy.reading(str(rule.basis_reading))
    wanted, reached = scaled(target.numerator, share.whole), scaled(target.denominator, share.part)
    short = f"{wanted}-{reached}" if rule.better == "higher" else f"{reached}-{wanted}"
    over = f"{reached}-{wanted}" if rule.better == "higher" else f"{wanted}-{reached}"
    per = scaled(target.numerator if basis == "relative" else target.denominator, share.whole)
    mode = policy.reading("A-G1")
    lost = f"{steps(Share(short, per), rule.step, mode, gaining=False)}*{number(rule.down)}"
    won = f"{steps(Share(over, per), rule.step, mode, gaining=True)}*{number(rule.up)}" if rule.up else "0"
    points = clamped(f"{number(item.base)}+IF({short}>0,-({lost}),IF({short}<0,{won},0))", item.max_points)
    return filled(cells, _with_cases(policy, code, item, share.whole, points))


def _target(rule: Steps, code: str, notice: Notice) -> Fraction:
    if rule.target is not None:
        return rule.target
    return Fraction(notice.targets.coverage_target if code == "I01" else notice.targets.premium_target)


def _threshold(policy: Policy, code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, Threshold)
    share, cells = _share(code, cell)
    strict = rule.boundary_reading is not None and policy.reading(rule.boundary_reading) == "strict"
    missed = number(max(item.base - rule.loss, ZERO))
    points = f"IF({reaches(share, rule.target, strict=strict)},{number(item.base)},{missed})"
    return filled(cells, _with_cases(policy, code, item, share.whole, points))


def _thresholds(policy: Policy, code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, Thresholds)
    shares = [(part, *_share(f"{code}.{part.measure}", cell)) for part in rule.parts]
    lost = "".join(f"-IF({reaches(share, part.target)},0,{number(part.loss)})" for part, share, _ in shares)
    cells = list(dict.fromkeys(one for _, _, own in shares for one in own))
    points = clamped(f"{number(item.base)}{lost}", item.max_points)
    return filled(cells, _with_cases(policy, code, item, shares[0][1].whole, points))


def _band(policy: Policy, code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, Band)
    share, cells = _share(code, cell)
    mode = policy.reading("A-G1")

    def distance(bound: Fraction, *, above: bool) -> Share:
        value, edge = scaled(bound.denominator, share.part), scaled(bound.numerator, share.whole)
        return Share(f"{value}-{edge}" if above else f"{edge}-{value}", scaled(bound.denominator, share.whole))

    below, inside = distance(rule.low, above=False), distance(rule.low, above=True)
    beyond = distance(rule.high, above=True)
    kept = item.plus if policy.reading(rule.above_reading) == "keep" else ZERO
    under = f"-{steps(below, rule.step, mode, gaining=False)}*{number(rule.down)}"
    gain = f"MIN({number(item.plus)},{steps(inside, rule.step, mode, gaining=True)}*{number(rule.up)})"
    over = f"{number(kept)}-{steps(beyond, rule.step, mode, gaining=False)}*{number(rule.down)}"
    change = f"IF({below.part}>0,{under},IF({beyond.part}>0,{over},{gain}))"
    points = clamped(f"{number(item.base)}+{change}", item.max_points)
    return filled(cells, _with_cases(policy, code, item, share.whole, points))


def _findings(_policy: Policy, code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, Findings)
    found = cell("archive_issues" if code == "I06" else "audit_issues")
    lost, texts = f"-{number(rule.each)}*{found}", []
    if code == "I06" and rule.grave is not None:
        texts = [cell("archive_loss")]
        lost += f'-IF({texts[0]}="{YES}",{number(rule.grave)},0)'
    return filled([found], clamped(f"{number(item.base)}{lost}", item.max_points), texts)


def _judged(_policy: Policy, _code: str, item: Item, _notice: Notice, _cell: Cell) -> str:
    assert isinstance(item.rule, Judged)
    return number(item.base)


def _all_on_time(policy: Policy, code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, AllOnTime)
    share, cells = _share(code, cell)
    missed = number(max(item.base - rule.loss, ZERO))
    points = f"IF({share.part}={share.whole},{number(item.base)},{missed})"
    return filled(cells, _with_cases(policy, code, item, share.whole, points))


def _growth(policy: Policy, _code: str, item: Item, notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, GrowthSteps)
    last, relative = notice.last_coverage, policy.reading(rule.basis_reading) == "relative"
    if last is None or (relative and last == 0):
        return "0"
    share, cells = _share("I01", cell)
    premium, others = _share("I02", cell)
    met = [reaches(share, Fraction(notice.targets.coverage_target))]
    if policy.reading(rule.requires_reading) == "both_targets":
        met.append(reaches(premium, Fraction(notice.targets.premium_target)))
    more = f"{scaled(last.denominator, share.part)}-{scaled(last.numerator, share.whole)}"
    per = scaled(last.numerator if relative else last.denominator, share.whole)
    won = f"{steps(Share(more, per), rule.step, policy.reading('A-G1'), gaining=True)}*{number(rule.up)}"
    points = f"IF(AND({','.join(met)},{more}>0),MIN({number(item.plus)},{won}),0)"
    return filled([*cells, *others], f"IF({share.whole}=0,0,{points})")


def _participation(_policy: Policy, _code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, ParticipationTiers)
    chosen = cell(rule.activity)
    points = f'IF({chosen}="{ALL}",{number(rule.all)},IF({chosen}="{PARTIAL}",{number(rule.partial)},0))'
    return filled([], points, [chosen])


def _app_use(_policy: Policy, _code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, AppUse)
    share = Share(cell("medical_claims_app"), cell("medical_claims"))
    pilot = cell("app_pilot")
    used = f"IF({share.whole}=0,0,IF({reaches(share, rule.share_target)},{number(rule.share)},0))"
    points = f'IF({pilot}="{YES}",{number(rule.pilot)},0)+{used}'
    return filled([share.part, share.whole], points, [pilot])


def _loans(policy: Policy, _code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, LoanTiers)
    applications, paid = cell("loan_applications"), cell("loan_disbursed")
    points = "0"
    for tier in rule.tiers:
        points = f"IF({reaches(Share(fen(paid), '100'), tier.at_least)},{number(tier.points)},{points})"
    if policy.reading(rule.applications_reading) != "amount_only":
        points = f"IF({applications}<{rule.min_applications},0,{points})"
    return filled([applications, paid], points)


def _changes(policy: Policy, _code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, TimelyChanges)
    changes, late = cell("staff_changes"), cell("staff_changes_late")
    none = number(rule.points if policy.reading(rule.no_change_reading) == "one" else ZERO)
    return filled([changes, late], f"IF({changes}=0,{none},IF({late}=0,{number(rule.points)},0))")


def _reports(_policy: Policy, _code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, Reports)
    late, missing = cell("reports_late"), cell("reports_missing")
    return filled([late, missing], f"-{number(rule.late)}*{late}-{number(rule.missing)}*{missing}")


def _claims(policy: Policy, _code: str, item: Item, _notice: Notice, cell: Cell) -> str:
    rule = item.rule
    assert isinstance(rule, ClaimHandling)
    refusals, people = cell("backlog_refusals"), cell("failed_payment_people")
    many_at = rule.many_at if policy.reading(rule.boundary_reading) == "five_is_two" else rule.many_at + 1
    unpaid = f"IF({people}=0,0,IF({people}>={many_at},{number(rule.many)},{number(rule.few)}))"
    return filled([refusals, people], f"-{number(rule.refusal)}*{refusals}-{unpaid}")


_FORMULAS: Mapping[str, Callable[[Policy, str, Item, Notice, Cell], str]] = {
    "steps": _steps,
    "threshold": _threshold,
    "thresholds": _thresholds,
    "band": _band,
    "findings": _findings,
    "judged": _judged,
    "all_on_time": _all_on_time,
    "growth_steps": _growth,
    "participation": _participation,
    "app_use": _app_use,
    "loan_tiers": _loans,
    "timely_changes": _changes,
    "reports": _reports,
    "claim_handling": _claims,
}
