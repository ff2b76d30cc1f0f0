"""The 2022 appraisal once more, read straight from document 000 in whole numbers: a second opinion on `score`.

It shares nothing with hubao's rules: no policy file, no rates, no measures. Money is counted in cents, ratios are never
formed; every question 「每5%」 becomes a comparison of two whole products. It knows the readings by their ids.
"""

from __future__ import annotations

from fractions import Fraction

from hubao.appraisal.agency import Agency

__all__ = ["DEFAULTS", "OPTIONS", "second_opinion"]

# Every reading with alternatives, the recommended value first (domain pages, sections 3 and 4).
OPTIONS = {
    "A-G1": ("full", "proportional", "begun"),
    "A-G5": ("met", "unmet"),
    "A-G8": ("after", "positives_first"),
    "A-01a": ("relative", "points"),
    "A-04a": ("inclusive", "strict"),
    "A-07b": ("inside_band", "keep"),
    "A-08a": ("points", "relative"),
    "A-10a": ("allowed", "forbidden"),
    "A-17c": ("points", "relative"),
    "B-01a": ("both_targets", "coverage_only"),
    "B-01b": ("points", "relative"),
    "B-05a": ("all_tiers", "amount_only"),
    "B-06a": ("zero", "one"),
    "B-D4b": ("five_is_two", "five_is_one"),
}
DEFAULTS = {key: values[0] for key, values in OPTIONS.items()}


def second_opinion(agency: Agency, readings: dict[str, str]) -> dict[str, Fraction]:
    """Points of every line and the totals, by code and by name."""
    r = {**DEFAULTS, **readings}
    a, e = agency.actuals, agency.extras
    district = agency.category in ("district", "development_zone")
    out: dict[str, Fraction | int] = {}

    def lost(gap: int, step: int) -> Fraction | int:
        """Points for a gap, one point a step; both in the same whole unit."""
        if gap <= 0:
            return 0
        if r["A-G1"] == "proportional":
            return Fraction(gap, step)
        return gap // step + (1 if r["A-G1"] == "begun" and gap % step else 0)

    def won(gap: int, step: int) -> Fraction | int:
        if gap <= 0:
            return 0
        return Fraction(gap, step) if r["A-G1"] == "proportional" else gap // step

    def nothing_to_do(full: int) -> int:
        return full if r["A-G5"] == "met" else 0

    # 1 覆盖率. Insured n of m, target p/q. Relative: short by (p m - n q) of p m, a step is a twentieth of p m.
    n, m = a.insured_members, a.union_members
    p, q = agency.targets.coverage_target.numerator, agency.targets.coverage_target.denominator
    short = p * m - n * q
    if r["A-01a"] == "relative":
        out["I01"] = max(0, 20 - lost(20 * short, p * m))
    else:
        out["I01"] = max(0, 20 - lost(20 * short, q * m))
    coverage_met = short <= 0

    # 2 会费, in cents: a step is a twentieth of the target.
    income, goal = cents(a.premium_income), cents(agency.targets.premium_target)
    out["I02"] = max(0, 15 - lost(20 * (goal - income), goal))
    premium_met = income >= goal

    # 3 At most one of five returned.
    out["I03"] = (3 if 5 * a.claims_returned <= a.claims_submitted else 0) if a.claims_submitted else nothing_to_do(3)

    # 4 At most one of five still dormant (strict: fewer).
    if a.dormant_start == 0:
        out["I04"] = nothing_to_do(4)
    else:
        room = a.dormant_start - 5 * a.dormant_end
        out["I04"] = 4 if room > 0 or (room == 0 and r["A-04a"] == "inclusive") else 0

    # 5 At least nineteen of twenty declared.
    out["I05"] = (3 if 20 * a.overcap_declared >= 19 * a.overcap_due else 0) if a.overcap_due else nothing_to_do(3)

    # 6 Each finding a point; a loss takes all three.
    out["I06"] = 0 if a.archive_loss else max(0, 3 - a.archive_issues)

    # 7 Budget: spent s of b. 85% is 17/20, a step 1/20.
    s, b = 20 * cents(a.budget_spent), cents(a.budget_planned)
    if s < 17 * b:
        out["I07"] = max(0, 7 - lost(17 * b - s, b))
    elif s <= 20 * b:
        out["I07"] = 7 + won(s - 17 * b, b)
    else:
        out["I07"] = max(0, (10 if r["A-07b"] == "keep" else 7) - lost(s - 20 * b, b))

    # 8 Idle accounts: 40% is 2/5; a step 1/10, or a tenth of the target, 1/25.
    if a.accounts_total == 0:
        out["I08"] = nothing_to_do(3)
    else:
        over = 5 * a.accounts_idle - 2 * a.accounts_total  # in fifths of an account
        step = (10 if r["A-08a"] == "points" else 25, a.accounts_total)
        out["I08"] = max(0, 3 - lost(over * step[0], 5 * step[1]))

    # 9, 10
    out["I09"] = max(0, 3 - a.audit_issues)
    taken = sum(row.points for row in agency.decisions if row.kind == "risk_deduction")
    out["I10"] = max(0, 10 - taken)

    # 11
    if district:
        received = a.dispatches_received
        if received == 0:
            out["I11a"] = nothing_to_do(4)
        else:
            out["I11a"] = 4
            if 20 * a.dispatches_closed_on_time < 19 * received:
                out["I11a"] -= 2
            if 20 * a.dispatches_dissatisfied > received:
                out["I11a"] -= 2
    elif a.org_changes_due == 0:
        out["I11b"] = nothing_to_do(4)
    else:
        out["I11b"] = 4 if a.org_changes_on_time == a.org_changes_due else 0

    # 12 to 16: as many points as times, up to the most; half a point for an article.
    out["I12"] = min(3, a.meetings_attended)
    out["I13"] = min(3, a.research_sessions)
    out["I14"] = min(6, a.trainings)
    out["I15"] = min(4, a.member_activities)
    out["I16"] = Fraction(min(6, a.articles), 2)

    # 17 Followers: 10% of the members; a step 1/20 of them, or 1/200.
    part = 20 if r["A-17c"] == "points" else 200
    below = a.mutual_members - 10 * a.wechat_followers  # tenths of a follower
    score = 2 - lost(below * part, 10 * a.mutual_members) + won(-below * part, 10 * a.mutual_members)
    out["I17"] = min(3, max(0, score))

    # B1 A hundredth above last year's rate u/v, or a hundredth of it.
    out["B1"] = 0
    last = next((past.coverage_rate for past in agency.history if past.year == 2021), None)
    if last is not None and coverage_met and (premium_met or r["B-01a"] == "coverage_only"):
        u, v = last.numerator, last.denominator
        rise = n * v - u * m  # of m v
        if r["B-01b"] == "points":
            out["B1"] = min(5, won(100 * rise, m * v))
        elif u:
            out["B1"] = min(5, won(100 * rise, m * u))

    out["B2"] = {"all": 2, "partial": 1, "none": 0}[e.comprehensive_plan]
    out["B3"] = {"all": 3, "partial": 1, "none": 0}[e.mild_illness_plan]
    out["B4"] = (2 if e.app_pilot else 0) + (
        2 if e.medical_claims and 2 * e.medical_claims_app >= e.medical_claims else 0
    )
    out["B5"] = 0
    if district and (e.loan_applications >= 10 or r["B-05a"] == "amount_only"):
        for tens_of_thousands, points in ((50, 3), (100, 5), (150, 8), (200, 10)):
            if cents(e.loan_disbursed) >= tens_of_thousands * 1_000_000:
                out["B5"] = points
    if e.staff_changes == 0:
        out["B6"] = 1 if r["B-06a"] == "one" else 0
    else:
        out["B6"] = 1 if e.staff_changes_late == 0 else 0

    out["D1"] = out["D2"] = 0
    out["D3"] = -e.reports_late - 2 * e.reports_missing
    people = e.failed_payment_people
    few = people < 5 or (people == 5 and r["B-D4b"] == "five_is_one")
    out["D4"] = -2 * e.backlog_refusals - (0 if people == 0 else 1 if few else 2)

    given = {
        kind: sum(row.points for row in agency.decisions if row.kind == kind) for kind in ("risk_bonus", "merit_bonus")
    }
    out["M10"] = given["risk_bonus"] if r["A-10a"] == "allowed" else 0
    out["M14"] = given["merit_bonus"]

    lines = dict(out)
    by_letter = {letter: sum(value for code, value in lines.items() if code[0] == letter) for letter in "IBDM"}
    out["annex1"], out["bonus"] = by_letter["I"], by_letter["B"]
    out["deduction"], out["discretionary"] = -by_letter["D"], by_letter["M"]
    for name, without in (("total", 0), ("comparable_total", out["B5"])):
        good = by_letter["I"] + by_letter["B"] + by_letter["M"] - without
        if r["A-G8"] == "positives_first":
            good = min(good, 125)
        out[name] = min(125, max(0, good + by_letter["D"]))
    out["met_targets"] = int(coverage_met and premium_met)
    return {name: Fraction(value) for name, value in out.items()}


def cents(yuan) -> int:
    whole = yuan * 100
    assert whole == int(whole)
    return int(whole)
