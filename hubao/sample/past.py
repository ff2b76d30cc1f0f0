"""The published figures of 2020 and 2021, before the first sample year: invented, under older rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.agency import Agency, Category, Grade, PastYear
from hubao.ranking import competition_ranks
from hubao.sample.business import Business, first_business, quality_of, walk
from hubao.sample.draw import Draw
from hubao.sample.record import rounded_rate
from hubao.sample.roster import Member

__all__ = ["PAST_YEARS", "before_the_first_year", "ranked"]

PAST_YEARS = (2020, 2021)

GROUPS: Mapping[Category, str] = {
    Category.DISTRICT: "districts",
    Category.DEVELOPMENT_ZONE: "districts",
    Category.BUREAU: "bureaus",
    Category.INDUSTRY_UNION: "industry",
    Category.CENTRAL_UNIT: "central",
}
"""The groups those years were ranked in; from 2022 on the year's policy says."""

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
            )
            history[member.agency_id] = (*history[member.agency_id], row)
    return business, history


def ranked(agencies: Sequence[Agency]) -> tuple[Agency, ...]:
    """Put the rank in its group on every row of the invented years, once the edge cases have settled who has one."""
    ranks = {year: _ranks(agencies, year) for year in PAST_YEARS}
    return tuple(
        replace(
            agency,
            history=tuple(replace(row, rank_in_group=ranks[row.year][agency.agency_id]) for row in agency.history),
        )
        for agency in agencies
    )


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


def _ranks(agencies: Sequence[Agency], year: int) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for group in sorted(set(GROUPS.values())):
        rows = {agency.agency_id: agency.past(year) for agency in agencies if GROUPS[agency.category] == group}
        ranks |= competition_ranks({key: row.total for key, row in rows.items() if row and row.total is not None})
    return ranks
