"""pandera schemas of the input tables: what a single table must be, cell by cell.

The values are exact already (``int``, ``Decimal``, ``Fraction``), held in object columns. Titles and what may be blank
come from the catalogue; ranges stand here. What needs two fields or two tables is in the ``check_…`` modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from hubao.appraisal.agency import DecisionKind
from hubao.tables.catalogue import TABLES

__all__ = ["FIRST_YEAR", "LAST_YEAR", "SCHEMAS", "InputSchema"]

FIRST_YEAR = 1993
"""The association was founded in 1993; no result can be older."""
LAST_YEAR = 2100


def column(table: str, name: str, **checks: Any) -> Any:
    """A column with its Chinese title; blank only where the catalogue lets some agency leave it blank."""
    field = TABLES[table][name]
    return pa.Field(title=field.label, nullable=not (field.required and field.concerns_all), **checks)


class InputSchema(pa.DataFrameModel):
    """Base of all input schemas: exactly the catalogue's columns."""

    class Config:
        """No column more, none less."""

        strict = True


class Agencies(InputSchema):
    """代办处名册."""

    agency_id: Series[Any] = column("agencies", "agency_id", unique=True)
    name: Series[Any] = column("agencies", "name", unique=True)
    category: Series[Any] = column("agencies", "category")
    staff_count: Series[Any] = column("agencies", "staff_count")
    electronic_archive: Series[Any] = column("agencies", "electronic_archive")


class Targets(InputSchema):
    """年度目标. Both targets are denominators of a rate of completion (reading A-G5)."""

    agency_id: Series[Any] = column("targets", "agency_id", unique=True)
    name: Series[Any] = column("targets", "name")
    coverage_target: Series[Any] = column("targets", "coverage_target", gt=0, le=1)
    premium_target: Series[Any] = column("targets", "premium_target", gt=0)


class Actuals(InputSchema):
    """完成情况. The denominators of nos. 1, 7 and 17 must not be zero (reading A-G5)."""

    agency_id: Series[Any] = column("actuals", "agency_id", unique=True)
    name: Series[Any] = column("actuals", "name")
    insured_members: Series[Any] = column("actuals", "insured_members")
    union_members: Series[Any] = column("actuals", "union_members", gt=0)
    premium_income: Series[Any] = column("actuals", "premium_income")
    claims_submitted: Series[Any] = column("actuals", "claims_submitted")
    claims_returned: Series[Any] = column("actuals", "claims_returned")
    dormant_start: Series[Any] = column("actuals", "dormant_start")
    dormant_end: Series[Any] = column("actuals", "dormant_end")
    overcap_declared: Series[Any] = column("actuals", "overcap_declared")
    overcap_due: Series[Any] = column("actuals", "overcap_due")
    archive_issues: Series[Any] = column("actuals", "archive_issues")
    archive_loss: Series[Any] = column("actuals", "archive_loss")
    budget_planned: Series[Any] = column("actuals", "budget_planned", gt=0)
    budget_spent: Series[Any] = column("actuals", "budget_spent")
    accounts_idle: Series[Any] = column("actuals", "accounts_idle")
    accounts_total: Series[Any] = column("actuals", "accounts_total")
    audit_issues: Series[Any] = column("actuals", "audit_issues")
    dispatches_received: Series[Any] = column("actuals", "dispatches_received")
    dispatches_closed_on_time: Series[Any] = column("actuals", "dispatches_closed_on_time")
    dispatches_dissatisfied: Series[Any] = column("actuals", "dispatches_dissatisfied")
    org_changes_due: Series[Any] = column("actuals", "org_changes_due")
    org_changes_on_time: Series[Any] = column("actuals", "org_changes_on_time")
    meetings_attended: Series[Any] = column("actuals", "meetings_attended")
    research_sessions: Series[Any] = column("actuals", "research_sessions")
    trainings: Series[Any] = column("actuals", "trainings")
    member_activities: Series[Any] = column("actuals", "member_activities")
    articles: Series[Any] = column("actuals", "articles")
    wechat_followers: Series[Any] = column("actuals", "wechat_followers")
    mutual_members: Series[Any] = column("actuals", "mutual_members", gt=0)


class Extras(InputSchema):
    """加减分情况."""

    agency_id: Series[Any] = column("extras", "agency_id", unique=True)
    name: Series[Any] = column("extras", "name")
    comprehensive_plan: Series[Any] = column("extras", "comprehensive_plan")
    mild_illness_plan: Series[Any] = column("extras", "mild_illness_plan")
    app_pilot: Series[Any] = column("extras", "app_pilot")
    medical_claims_app: Series[Any] = column("extras", "medical_claims_app")
    medical_claims: Series[Any] = column("extras", "medical_claims")
    loan_applications: Series[Any] = column("extras", "loan_applications")
    loan_disbursed: Series[Any] = column("extras", "loan_disbursed")
    staff_changes: Series[Any] = column("extras", "staff_changes")
    staff_changes_late: Series[Any] = column("extras", "staff_changes_late")
    reports_late: Series[Any] = column("extras", "reports_late")
    reports_missing: Series[Any] = column("extras", "reports_missing")
    backlog_refusals: Series[Any] = column("extras", "backlog_refusals")
    failed_payment_people: Series[Any] = column("extras", "failed_payment_people")


GIVES_POINTS = (DecisionKind.RISK_DEDUCTION, DecisionKind.RISK_BONUS, DecisionKind.MERIT_BONUS)
ADDS_POINTS = (DecisionKind.RISK_BONUS, DecisionKind.MERIT_BONUS)


def _each(frame: pd.DataFrame, *wanted: DecisionKind) -> Any:
    """Whether each decision is of one of the kinds."""
    return frame["kind"].map(lambda kind: kind in wanted)


class Decisions(InputSchema):
    """决定事项. Points belong to the three kinds that give points, a grade to the grade."""

    agency_id: Series[Any] = column("decisions", "agency_id")
    name: Series[Any] = column("decisions", "name")
    kind: Series[Any] = column("decisions", "kind")
    points: Series[Any] = column("decisions", "points", ge=0)
    reason: Series[Any] = column("decisions", "reason")
    document: Series[Any] = column("decisions", "document")
    decided_by: Series[Any] = column("decisions", "decided_by")
    decided_on: Series[Any] = column("decisions", "decided_on")
    grade: Series[Any] = column("decisions", "grade")

    @pa.dataframe_check(error="points_given")
    @classmethod
    def points_given(cls, frame: pd.DataFrame) -> Any:
        """A deduction or bonus says how many points."""
        return ~_each(frame, *GIVES_POINTS) | frame["points"].notna()

    @pa.dataframe_check(error="points_blank")
    @classmethod
    def points_blank(cls, frame: pd.DataFrame) -> Any:
        """A veto or grade has no points."""
        return frame["kind"].isna() | _each(frame, *GIVES_POINTS) | frame["points"].isna()

    @pa.dataframe_check(error="points_positive")
    @classmethod
    def points_positive(cls, frame: pd.DataFrame) -> Any:
        """A bonus of zero points is no bonus."""
        return ~_each(frame, *ADDS_POINTS) | (frame["points"] != 0)

    @pa.dataframe_check(error="grade_given")
    @classmethod
    def grade_given(cls, frame: pd.DataFrame) -> Any:
        """A row of kind ``grade`` says which."""
        return ~_each(frame, DecisionKind.GRADE) | frame["grade"].notna()

    @pa.dataframe_check(error="grade_blank")
    @classmethod
    def grade_blank(cls, frame: pd.DataFrame) -> Any:
        """Another row has no grade."""
        return frame["kind"].isna() | _each(frame, DecisionKind.GRADE) | frame["grade"].isna()


class History(InputSchema):
    """历年结果."""

    agency_id: Series[Any] = column("history", "agency_id")
    name: Series[Any] = column("history", "name")
    year: Series[Any] = column("history", "year", ge=FIRST_YEAR, le=LAST_YEAR)
    coverage_rate: Series[Any] = column("history", "coverage_rate")
    premium_income: Series[Any] = column("history", "premium_income")
    insured_members: Series[Any] = column("history", "insured_members")
    insured_units: Series[Any] = column("history", "insured_units")
    total: Series[Any] = column("history", "total", ge=0)
    grade: Series[Any] = column("history", "grade")
    rank_in_group: Series[Any] = column("history", "rank_in_group", ge=1)

    class Config(InputSchema.Config):
        """One row for each agency and year."""

        unique = ("agency_id", "year")


class Scale(InputSchema):
    """业务规模."""

    agency_id: Series[Any] = column("scale", "agency_id", unique=True)
    name: Series[Any] = column("scale", "name")
    base_units: Series[Any] = column("scale", "base_units")
    insured_units: Series[Any] = column("scale", "insured_units")
    plan_kinds: Series[Any] = column("scale", "plan_kinds")
    policies: Series[Any] = column("scale", "policies")


class SelfScores(InputSchema):
    """自评分."""

    agency_id: Series[Any] = column("self_scores", "agency_id")
    name: Series[Any] = column("self_scores", "name")
    item: Series[Any] = column("self_scores", "item")
    actual_note: Series[Any] = column("self_scores", "actual_note")
    self_points: Series[Any] = column("self_scores", "self_points")
    evidence: Series[Any] = column("self_scores", "evidence")

    class Config(InputSchema.Config):
        """One row for each agency and item."""

        unique = ("agency_id", "item")


class TargetChanges(InputSchema):
    """目标变更."""

    agency_id: Series[Any] = column("target_changes", "agency_id")
    name: Series[Any] = column("target_changes", "name")
    item: Series[Any] = column("target_changes", "item")
    field: Series[Any] = column("target_changes", "field")
    old: Series[Any] = column("target_changes", "old")
    new: Series[Any] = column("target_changes", "new")
    reason: Series[Any] = column("target_changes", "reason")
    requested_on: Series[Any] = column("target_changes", "requested_on")
    approved_on: Series[Any] = column("target_changes", "approved_on")
    approved_by: Series[Any] = column("target_changes", "approved_by")


SCHEMAS: Mapping[str, type[InputSchema]] = {
    "agencies": Agencies,
    "targets": Targets,
    "actuals": Actuals,
    "extras": Extras,
    "decisions": Decisions,
    "history": History,
    "scale": Scale,
    "self_scores": SelfScores,
    "target_changes": TargetChanges,
}
"""The schema of each input table."""
