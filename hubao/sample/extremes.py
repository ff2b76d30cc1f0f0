"""The two ends: a year in which nothing is lost, and one in which nearly everything is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.agency import Agency, Participation
from hubao.sample.conduct import is_district
from hubao.sample.edge import Change, all_of, budget, premium, put, share

__all__ = ["flawless", "ruinous", "weak"]


def flawless(loans: str = "2000000.00") -> Change:
    """Meet every target of annex 1, earn all its plus points and every bonus of annex 2.

    Args:
        loans: loans paid out in yuan; districts only.
    """

    def own(agency: Agency) -> Agency:
        if not is_district(agency.category):
            return put(org_changes_due=2, org_changes_on_time=2)(agency)
        return put(
            dispatches_received=24,
            dispatches_closed_on_time=24,
            dispatches_dissatisfied=0,
            loan_applications=14,
            loan_disbursed=Decimal(loans),
        )(agency)

    return all_of(
        _far_above_last_year,
        premium("1.0325"),
        budget("1"),
        share("claims_returned", "claims_submitted", "0.05"),
        share("dormant_end", "dormant_start", "0.1"),
        share("overcap_declared", "overcap_due", "1"),
        share("accounts_idle", "accounts_total", "0.2"),
        share("wechat_followers", "mutual_members", "0.25"),
        share("medical_claims_app", "medical_claims", "0.6"),
        put(
            archive_issues=0,
            audit_issues=0,
            meetings_attended=4,
            research_sessions=3,
            trainings=6,
            member_activities=4,
            articles=6,
            comprehensive_plan=Participation.ALL,
            mild_illness_plan=Participation.ALL,
            app_pilot=True,
            staff_changes=1,
            staff_changes_late=0,
            reports_late=0,
            reports_missing=0,
            backlog_refusals=0,
            failed_payment_people=0,
        ),
        own,
    )


def ruinous() -> Change:
    """Lose nearly everything: the deductions exceed what is left, so that the total stops at zero."""
    return all_of(
        _target_share("0.42"),
        premium("0.3"),
        budget("0.45"),
        share("claims_returned", "claims_submitted", "0.5"),
        share("dormant_end", "dormant_start", "0.9"),
        share("overcap_declared", "overcap_due", "0.5"),
        share("accounts_idle", "accounts_total", "0.85"),
        share("wechat_followers", "mutual_members", "0.01"),
        share("medical_claims_app", "medical_claims", "0"),
        put(
            archive_issues=4,
            archive_loss=True,
            audit_issues=6,
            org_changes_due=3,
            org_changes_on_time=1,
            meetings_attended=0,
            research_sessions=0,
            trainings=0,
            member_activities=0,
            articles=0,
            comprehensive_plan=Participation.NONE,
            mild_illness_plan=Participation.NONE,
            app_pilot=False,
            staff_changes=2,
            staff_changes_late=2,
            reports_late=0,
            reports_missing=6,
            backlog_refusals=2,
            failed_payment_people=9,
        ),
    )


def weak() -> Change:
    """Do badly enough to stay below 60 points, in a way that differs from the ruinous year."""
    return all_of(
        _target_share("0.72"),
        premium("0.61"),
        budget("0.68"),
        share("claims_returned", "claims_submitted", "0.25"),
        share("dormant_end", "dormant_start", "0.4"),
        share("medical_claims_app", "medical_claims", "0.1"),
        put(
            archive_issues=2,
            audit_issues=3,
            trainings=2,
            member_activities=1,
            articles=2,
            app_pilot=False,
            comprehensive_plan=Participation.NONE,
            mild_illness_plan=Participation.NONE,
            reports_late=1,
        ),
    )


def _far_above_last_year(agency: Agency) -> Agency:
    """Insure so many that coverage rises by a little more than five points, well above the target."""
    rate = (agency.history[-1].coverage_rate or Fraction(1, 2)) + Fraction(52, 1000)
    insured = agency.actuals.union_members * rate.numerator // rate.denominator + 1
    goal = Fraction(int((rate - Fraction(1, 100)) * 1000), 1000)
    mutual = max(agency.actuals.mutual_members, insured * 105 // 100)
    return put(coverage_target=goal, insured_members=insured, mutual_members=mutual, policies=insured * 2)(agency)


def _target_share(completion: str) -> Change:
    """Insure so few that coverage comes to about ``completion`` of the target as it stands."""

    def change(agency: Agency) -> Agency:
        goal = agency.targets.coverage_target
        percent = int(Decimal(completion) * 100)
        insured = agency.actuals.union_members * goal.numerator * percent // (goal.denominator * 100)
        policies = insured * agency.scale.policies // max(1, agency.actuals.insured_members)
        return put(insured_members=insured, policies=policies)(agency)

    return change
