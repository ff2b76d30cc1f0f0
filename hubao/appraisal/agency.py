"""One agency's year as exact values: the only thing the rules ever see.

Counts are ``int``, money is ``Decimal`` in yuan, rates are ``Fraction``. ``None`` means *missing*, never zero. The
names of the fields are those of the input tables, so a value can be followed from a cell to a point.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

__all__ = [
    "Actuals",
    "Agency",
    "Category",
    "Decision",
    "DecisionKind",
    "Extras",
    "Grade",
    "Participation",
    "PastYear",
    "Scale",
    "SelfScore",
    "TargetChange",
    "Targets",
]


class Category(StrEnum):
    """Kind of agency (000 art. 3; 002 art. 28 adds the central units)."""

    DISTRICT = "district"
    DEVELOPMENT_ZONE = "development_zone"
    BUREAU = "bureau"
    INDUSTRY_UNION = "industry_union"
    CENTRAL_UNIT = "central_unit"


class Grade(StrEnum):
    """Grade of an appraisal year (000 art. 12)."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"

    @property
    def label(self) -> str:
        """The grade's Chinese name, as art. 12 writes it."""
        return {"excellent": "优秀", "qualified": "合格", "unqualified": "不合格"}[self.value]


class Participation(StrEnum):
    """How far an agency's members take part in an activity (annex 2, B2 and B3)."""

    ALL = "all"
    PARTIAL = "partial"
    NONE = "none"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"all": "全员参加", "partial": "部分单位参加", "none": "未参加"}[self.value]


class DecisionKind(StrEnum):
    """What a row of the ``decisions`` table decides."""

    RISK_DEDUCTION = "risk_deduction"
    RISK_BONUS = "risk_bonus"
    MERIT_BONUS = "merit_bonus"
    VETO_VIOLATION = "veto_violation"
    VETO_SECURITY = "veto_security"
    VETO_FALSE_REPORT = "veto_false_report"
    VETO_MISCONDUCT = "veto_misconduct"
    GRADE = "grade"

    @property
    def is_veto(self) -> bool:
        """Whether this decision sets the grade to 不合格."""
        return self.value.startswith("veto_")


@dataclass(frozen=True, slots=True)
class Targets:
    """The two targets issued to an agency each year (000 art. 11(一)), after approved changes (art. 14(一))."""

    coverage_target: Fraction
    premium_target: Decimal


@dataclass(frozen=True, slots=True)
class Actuals:
    """What the year brought, field by field of annex 1. Fields that do not concern the category are ``None``."""

    insured_members: int
    union_members: int
    premium_income: Decimal
    claims_submitted: int
    claims_returned: int
    dormant_start: int
    dormant_end: int
    overcap_declared: int
    overcap_due: int
    archive_issues: int
    archive_loss: bool
    budget_planned: Decimal
    budget_spent: Decimal
    accounts_idle: int
    accounts_total: int
    audit_issues: int
    meetings_attended: int
    research_sessions: int
    trainings: int
    member_activities: int
    articles: int
    wechat_followers: int
    mutual_members: int
    dispatches_received: int | None = None
    dispatches_closed_on_time: int | None = None
    dispatches_dissatisfied: int | None = None
    org_changes_due: int | None = None
    org_changes_on_time: int | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """The fields of annex 2. The loan fields concern districts and development zones only."""

    comprehensive_plan: Participation
    mild_illness_plan: Participation
    app_pilot: bool
    medical_claims_app: int
    medical_claims: int
    staff_changes: int
    staff_changes_late: int
    reports_late: int
    reports_missing: int
    backlog_refusals: int
    failed_payment_people: int
    loan_applications: int | None = None
    loan_disbursed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Size of an agency's business, for the quota (000 art. 10(二))."""

    base_units: int
    insured_units: int
    plan_kinds: int
    policies: int


@dataclass(frozen=True, slots=True)
class PastYear:
    """An earlier year as published. Anything may be missing."""

    year: int
    coverage_rate: Fraction | None = None
    premium_income: Decimal | None = None
    insured_members: int | None = None
    insured_units: int | None = None
    total: Fraction | None = None
    grade: Grade | None = None
    rank_in_group: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision taken by people: discretionary points, a veto, or the grade of the deciding meeting."""

    kind: DecisionKind
    reason: str
    document: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    points: Fraction | None = None
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class SelfScore:
    """An agency's own score of one item (000 art. 11(三)2)."""

    item: str
    self_points: Fraction
    actual_note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class TargetChange:
    """An approved change of a target or another input (000 art. 14(一)); ``new`` governs."""

    item: str
    field: str
    old: str
    new: str
    reason: str
    requested_on: date | None = None
    approved_on: date | None = None
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency's checked record for one appraisal year."""

    agency_id: str
    name: str
    category: Category
    staff_count: int
    electronic_archive: bool
    targets: Targets
    actuals: Actuals
    extras: Extras
    scale: Scale
    decisions: tuple[Decision, ...] = ()
    history: tuple[PastYear, ...] = ()
    self_scores: tuple[SelfScore, ...] = ()
    target_changes: tuple[TargetChange, ...] = ()

    def past(self, year: int) -> PastYear | None:
        """The published record of an earlier year, or ``None``."""
        return next((past for past in self.history if past.year == year), None)

    def decided(self, *kinds: DecisionKind) -> tuple[Decision, ...]:
        """The decisions of the given kinds, in the order of the table."""
        return tuple(decision for decision in self.decisions if decision.kind in kinds)
