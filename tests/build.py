"""Builders for tests: an agency that is exactly on target everywhere, to be changed field by field."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hubao.appraisal.agency import Actuals, Agency, Category, Extras, Participation, PastYear, Scale, Targets

__all__ = ["agency_with", "on_target"]

_DISPATCHES = {"dispatches_received": 200, "dispatches_closed_on_time": 190, "dispatches_dissatisfied": 10}
_CHANGES = {"org_changes_due": 2, "org_changes_on_time": 2}


def on_target(category: Category = Category.DISTRICT, year: int = 2022) -> Agency:
    """An agency exactly on every target: 90 points on the main sheet (budget rate 85%), no bonus, no deduction."""
    district = category in (Category.DISTRICT, Category.DEVELOPMENT_ZONE)
    actuals: dict[str, Any] = {
        "insured_members": 6000,
        "union_members": 10000,
        "premium_income": Decimal("1000000.00"),
        "claims_submitted": 100,
        "claims_returned": 20,
        "dormant_start": 100,
        "dormant_end": 20,
        "overcap_declared": 95,
        "overcap_due": 100,
        "archive_issues": 0,
        "archive_loss": False,
        "budget_planned": Decimal("100000.00"),
        "budget_spent": Decimal("85000.00"),
        "accounts_idle": 40,
        "accounts_total": 100,
        "audit_issues": 0,
        "meetings_attended": 3,
        "research_sessions": 2,
        "trainings": 4,
        "member_activities": 2,
        "articles": 4,
        "wechat_followers": 1000,
        "mutual_members": 10000,
        **(_DISPATCHES if district else _CHANGES),
    }
    extras: dict[str, Any] = {
        "comprehensive_plan": Participation.NONE,
        "mild_illness_plan": Participation.NONE,
        "app_pilot": False,
        "medical_claims_app": 0,
        "medical_claims": 100,
        "staff_changes": 0,
        "staff_changes_late": 0,
        "reports_late": 0,
        "reports_missing": 0,
        "backlog_refusals": 0,
        "failed_payment_people": 0,
        **({"loan_applications": 0, "loan_disbursed": Decimal("0.00")} if district else {}),
    }
    last = PastYear(year - 1, Fraction(6, 10), Decimal("1000000.00"), 6000, 50, Fraction(90))
    return Agency(
        agency_id="D01" if district else "B01",
        name="示例甲区总工会代办处" if district else "某某集团工会代办处",
        category=category,
        staff_count=5,
        electronic_archive=True,
        targets=Targets(Fraction(6, 10), Decimal("1000000.00")),
        actuals=Actuals(**actuals),
        extras=Extras(**extras),
        scale=Scale(100, 50, 4, 9000),
        history=(last,),
    )


def agency_with(agency: Agency, **changes: Any) -> Agency:
    """Change fields by name, wherever they live: targets, actuals, extras, scale or the agency itself."""
    for part in ("targets", "actuals", "extras", "scale"):
        own = {field.name for field in fields(getattr(agency, part))}
        taken = {name: value for name, value in changes.items() if name in own}
        if taken:
            agency = replace(agency, **{part: replace(getattr(agency, part), **taken)})
        changes = {name: value for name, value in changes.items() if name not in own}
    return replace(agency, **changes)
