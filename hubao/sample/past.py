"""The published figures of 2020 and 2021, before the first sample year: invented whole, under the rules of that time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.agency import Category, Grade, PastYear

from hubao.sample.business import Business, first_business, quality_of, walk
from hubao.sample.draw import Draw
from hubao.sample.record import rounded_rate
from hubao.sample.roster import Member

__all__ = ["GROUPS", "PAST_YEARS", "before_the_first_year"]

PAST_YEARS = (2020, 2021)

GROUPS: Mapping[Category, str] = {
    Category.DISTRICT: "districts",
    Category.DEVELOPMENT_ZONE: "districts",
    Category.BUREAU: "bureaus",
    Category.INDUSTRY_UNION: "industry",
    Category.CENTRAL_UNIT: "central",
}

EXCELLENT, QUALIFIED = 95, 60


def before_the_first_year(
    members: tuple[Member, ...],
) -> tuple[dict[str, Business], dict[str, tuple[PastYear, ...]]]:
    """Invent the years before the sample: each agency's business of 2021, and its published rows of 2020 and 2021."""
    business = {member.agency_id: first_business(member) for member in members}
    history: dict[str, tuple[PastYear, ...]] = {member.agency_id: () for member in members}
    for year in PAST_YEARS:
        if year > PAST_YEARS[0]:
            business = {member.agency_id: walk(business[member.agency_id], member, year) for member in members}
        totals = {member.agency_id: _total(member, year) for member in members}
        for member in members:
            row = replace(
                _figures(business[member.agency_id], year),
                total=totals[member.agency_id],
                grade=_grade(totals[member.agency_id]),
                rank_in_group=_rank(member, members, totals),
            )
            history[member.agency_id] = (*history[member.agency_id], row)
    return business, history


def _figures(business: Business, year: int) -> PastYear:
    return PastYear(
        year=year,
        coverage_rate=rounded_rate(business.insured_members, business.union_members),
        insured_members=business.insured_members,
        insured_units=business.insured_units,
        premium_income=Decimal(business.premium_yuan),
    )


def _total(member: Member, year: int) -> Fraction:
    """A total in half points around what the agency's quality suggests; nobody failed before the sample begins."""
    middle = 78 + quality_of(member.agency_id) * 3 // 2
    return Fraction(max(121, middle + Draw(member.agency_id, year, "published").between(-14, 14)), 2)


def _grade(total: Fraction) -> Grade:
    if total >= EXCELLENT:
        return Grade.EXCELLENT
    return Grade.QUALIFIED if total >= QUALIFIED else Grade.UNQUALIFIED


def _rank(member: Member, members: tuple[Member, ...], totals: Mapping[str, Fraction]) -> int:
    """Place in the group; equal totals share it (1, 2, 2, 4)."""
    group = GROUPS[member.category]
    return 1 + sum(
        totals[other.agency_id] > totals[member.agency_id] for other in members if GROUPS[other.category] == group
    )
