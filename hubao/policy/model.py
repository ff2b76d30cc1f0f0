"""One appraisal year's policy: everything the office decided, as frozen values.

The model mirrors ``params/policy/<year>.yaml`` key by key. What must hold across keys (totals of 90, +10 and 25,
readings that exist, λ that sum to 1) is checked in `hubao.policy.consistency`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from hubao.policy.rules import Rule
from hubao.policy.values import Frozen, Number, Points, Rate

__all__ = [
    "Adjustment",
    "CalendarStep",
    "CategoryName",
    "Consequence",
    "ContentArea",
    "GradeBound",
    "GradePlan",
    "Group",
    "Item",
    "Plausibility",
    "Policy",
    "Pool",
    "Quota",
    "Reading",
    "ReportPlan",
    "Source",
    "Totals",
    "Veto",
]

Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
CategoryName: TypeAlias = Literal["district", "development_zone", "bureau", "industry_union", "central_unit"]
GradeName: TypeAlias = Literal["excellent", "qualified", "unqualified"]


class Source(Frozen):
    """A document the policy rests on."""

    code: Text
    title: Text
    number: str | None = None
    issued: Text
    effective_from: date | None = None
    replaces: str | None = None
    note: str | None = None


class Period(Frozen):
    """The appraisal period and the day the figures are cut off (000 art. 8)."""

    start: date
    end: date
    data_as_of: date


class CalendarStep(Frozen):
    """One step of the yearly procedure (000 art. 11)."""

    label: Text
    who: Text
    when: Text
    clause: Text


class Group(Frozen):
    """A group of categories that is ranked and given quota together."""

    label: Text
    short: Text
    categories: tuple[CategoryName, ...] = Field(min_length=1)


class ContentArea(Frozen):
    """A content area of art. 5, for sub-totals and charts."""

    label: Text
    clause: Text


class Totals(Frozen):
    """The totals the document prints; the items must add up to them."""

    base: Points
    plus: Points
    bonus: Points
    ceiling: Points
    clause: Text

    @property
    def sheet(self) -> Fraction:
        """The full mark of the main sheet (100)."""
        return self.base + self.plus


class Item(Frozen):
    """One line of annex 1 or 2."""

    no: Text
    label: Text
    area: Text
    description: str = ""
    unit: Literal["rate", "count", "money", "points", "cases", "people", "choice"]
    target_text: Text
    base: Points = Fraction(0)
    plus: Points = Fraction(0)
    clause: Text
    text: Text
    effective_from: date
    categories: tuple[CategoryName, ...] | None = None
    readings: tuple[Text, ...] = ()
    veto: str | None = None
    rule: Rule

    @property
    def max_points(self) -> Fraction:
        """The most this line can give: base and adjustment limit together."""
        return self.base + self.plus

    def concerns(self, category: str) -> bool:
        """Whether agencies of this category fill this item in."""
        return self.categories is None or category in self.categories


class Veto(Frozen):
    """A finding by people that sets the grade (annex 2 D1–D3, art. 14(三))."""

    code: Text
    label: Text
    clause: Text
    grade: Literal["unqualified"]
    readings: tuple[Text, ...] = ()


class Reading(Frozen):
    """An unclear clause, the reading chosen, and what else it could mean.

    A reading with one option only is fixed: the code offers no other, and ``rejected`` says what was set aside.
    """

    title: Text
    chosen: Text
    options: Mapping[str, Text] = Field(min_length=1)
    rejected: str | None = None
    ground: Text
    items: tuple[Text, ...] = ()
    scope: Literal["score", "grade", "quota", "data", "procedure"] = "score"

    @property
    def switchable(self) -> bool:
        """Whether a run may choose another option."""
        return len(self.options) > 1


class GradeBound(Frozen):
    """A grade and the least score that proposes it."""

    grade: GradeName
    at_least: Points


class GradePlan(Frozen):
    """How a grade is proposed. The document gives no thresholds (art. 12): these are the office's own."""

    score: Literal["total", "comparable_total"]
    bounds: tuple[GradeBound, ...] = Field(min_length=1)
    otherwise: GradeName
    basis: Text
    clause: Text


class Consequence(Frozen):
    """What follows after so many unqualified years in a row (art. 13(二)); measures add up."""

    years: int = Field(ge=1)
    measure: Text
    clause: Text


class Adjustment(Frozen):
    """A manual change of seats within a pool's group (art. 10(四))."""

    group: Text
    agency_id: Text
    seats: int
    reason: Text
    approved_by: str | None = None


class Pool(Frozen):
    """One kind of award and how its seats are distributed (art. 10)."""

    code: Literal["units", "people"]
    label: Text
    seats: Mapping[str, Annotated[int, Field(ge=0)]] = Field(min_length=1)
    fixed_per_qualifier: int = Field(ge=0)
    criteria: Mapping[str, Number] = Field(min_length=1)
    floor: int | None = Field(default=0, ge=0)
    cap: int | None = Field(default=None, ge=0)
    tie_break: tuple[Text, ...] = ("business_volume", "comparable_total")
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def cap_by_staff(self) -> bool:
        """Whether an agency can never have more seats than staff: so for 优秀个人."""
        return self.code == "people"


class Quota(Frozen):
    """The award quotas of the year."""

    clause: Text
    basis: Text
    pools: tuple[Pool, ...] = Field(min_length=1)


class Plausibility(Frozen):
    """Bounds of plausibility checks; they warn and never score."""

    jump: Rate
    basis: Text


class ReportPlan(Frozen):
    """What reports print about themselves."""

    notice: Text
    issuer: Text
    fonts: Mapping[str, str] = Field(default_factory=dict)


class Policy(Frozen):
    """One complete appraisal year (000, annexes 1 and 2, and the office's own decisions)."""

    format: Literal[1]
    year: int = Field(ge=2000, le=2100)
    title: Text
    status: Literal["document", "sample_assumption"]
    assumptions: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    period: Period
    calendar: tuple[CalendarStep, ...] = Field(min_length=1)
    groups: Mapping[str, Group]
    content_areas: Mapping[str, ContentArea]
    totals: Totals
    annex1: Mapping[str, Item]
    bonus: Mapping[str, Item]
    deductions: Mapping[str, Item]
    discretionary: Mapping[str, Item]
    vetoes: Mapping[str, Veto]
    readings: Mapping[str, Reading]
    grade_plan: GradePlan
    consequences: tuple[Consequence, ...]
    quota: Quota
    plausibility: Plausibility
    report: ReportPlan

    @model_validator(mode="after")
    def _period_is_the_year(self) -> Policy:
        whole_year = (date(self.year, 1, 1), date(self.year, 12, 31))
        if (self.period.start, self.period.end) != whole_year or self.period.data_as_of > self.period.end:
            message = f"period 应为 {self.year} 年1月1日至12月31日，数据截至日不晚于年末（第八条）"
            raise ValueError(message)
        return self

    @property
    def items(self) -> dict[str, Item]:
        """All items by code, in the order of the sheets."""
        return {**self.annex1, **self.bonus, **self.deductions, **self.discretionary}

    def reading(self, reading_id: str) -> str:
        """The value a reading has in this policy."""
        return self.readings[reading_id].chosen

    def group_of(self, category: str) -> str:
        """The code of the group a category belongs to."""
        return next(code for code, group in self.groups.items() if category in group.categories)
