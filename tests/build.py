"""Builders for tests: an agency that is exactly on target everywhere, to be changed field by field."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from hubao.appraisal.agency import (
    Actuals,
    Agency,
    Category,
    Extras,
    Participation,
    PastYear,
    Scale,
    Targets,
)
from hubao.policy.loader import load_policy
from hubao.policy.model import Policy

__all__ = ["POLICY_FOLDER", "agency_with", "all_at_most", "on_target", "policy_of", "read_fields", "read_value"]

POLICY_FOLDER = Path(__file__).parents[1] / "params" / "policy"

_DISPATCHES = {"dispatches_received": 200, "dispatches_closed_on_time": 190, "dispatches_dissatisfied": 10}
_CHANGES = {"org_changes_due": 2, "org_changes_on_time": 2}
_YES_NO = {"是": True, "yes": True, "否": False, "no": False}


@cache
def policy_of(year: int) -> Policy:
    """A year's policy as it stands in the project, read once."""
    return load_policy(POLICY_FOLDER / f"{year}.yaml", year)


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


def all_at_most(category: Category = Category.DISTRICT) -> Agency:
    """An agency with every point annexes 1 and 2 can give: 100 and 25 (15 without B5)."""
    loans = {"loan_applications": 10, "loan_disbursed": Decimal("2000000.00")}
    agency = agency_with(
        on_target(category),
        insured_members=6500,
        budget_spent=Decimal("100000.00"),
        research_sessions=3,
        trainings=6,
        member_activities=4,
        articles=6,
        wechat_followers=1500,
        comprehensive_plan=Participation.ALL,
        mild_illness_plan=Participation.ALL,
        app_pilot=True,
        medical_claims_app=50,
        staff_changes=1,
    )
    return agency if agency.extras.loan_applications is None else agency_with(agency, **loans)


def agency_with(agency: Agency, **changes: Any) -> Agency:
    """Change fields by name, wherever they live: targets, actuals, extras, scale or the agency itself."""
    for part in ("targets", "actuals", "extras", "scale"):
        own = {field.name for field in fields(getattr(agency, part))}
        taken = {name: value for name, value in changes.items() if name in own}
        if taken:
            agency = replace(agency, **{part: replace(getattr(agency, part), **taken)})
        changes = {name: value for name, value in changes.items() if name not in own}
    return replace(agency, **changes)


def read_fields(record: type, texts: Mapping[str, str]) -> dict[str, Any]:
    """Read fields of a record from text as people write them: ``5700``, ``60%``, ``99999.99``, ``是``.

    Raises:
        ValueError: the record has no such field, or its value cannot be read.
    """
    hints = get_type_hints(record)
    if unknown := set(texts) - set(hints):
        message = f"{record.__name__} has no field {'、'.join(sorted(unknown))}"
        raise ValueError(message)
    return {name: read_value(hints[name], text) for name, text in texts.items()}


def read_value(kind: Any, text: str) -> Any:
    """Read one value of a type; an optional one is never blank here, only left out."""
    if isinstance(kind, types.UnionType):
        kind = next(option for option in get_args(kind) if option is not type(None))
    if kind is bool:
        return _YES_NO[text]
    if kind is Fraction:
        return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if isinstance(kind, type) and (issubclass(kind, StrEnum) or kind in (int, Decimal, str)):
        return kind(text)
    message = f"no reader for {kind}"
    raise ValueError(message)
