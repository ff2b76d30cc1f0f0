"""One agency's sample year as a record: targets set on last year's business, and the year that followed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.agency import Actuals, Agency, Extras, PastYear, Scale, Targets
from hubao.sample.business import Business, walk
from hubao.sample.conduct import conduct, extras
from hubao.sample.draw import Draw
from hubao.sample.roster import Member

__all__ = ["agency_year", "past_of", "rounded_rate"]

SMALL_OFFICES = {"B13": 1, "B34": 2}
"""Agencies with more business than people: no more of them can be named 优秀个人 than there are."""


def agency_year(member: Member, year: int, last: Business, history: tuple[PastYear, ...]) -> Agency:
    """Draw an agency's year from its last year's business.

    Args:
        member: who it is.
        year: the appraisal year.
        last: the business of the year before.
        history: the published years before, oldest first.
    """
    business = walk(last, member, year)
    traits = Draw(member.agency_id, "traits")
    return Agency(
        agency_id=member.agency_id,
        name=member.name,
        category=member.category,
        staff_count=SMALL_OFFICES.get(
            member.agency_id, max(2, min(24, business.base_units // 40 + traits.between(2, 5)))
        ),
        electronic_archive=traits.chance(60),
        targets=_targets(member, year, last),
        actuals=Actuals(
            insured_members=business.insured_members,
            union_members=business.union_members,
            premium_income=Decimal(business.premium_yuan),
            **conduct(member, year, business, last.dormant),
        ),
        extras=Extras(**extras(member, year, business)),
        scale=_scale(member, year, business),
        history=history,
    )


def past_of(agency: Agency, year: int) -> PastYear:
    """Turn a finished record into the row that later years publish of it, without total, grade and rank."""
    return PastYear(
        year=year,
        coverage_rate=rounded_rate(agency.actuals.insured_members, agency.actuals.union_members),
        premium_income=agency.actuals.premium_income,
        insured_members=agency.actuals.insured_members,
        insured_units=agency.scale.insured_units,
    )


def rounded_rate(part: int, whole: int) -> Fraction:
    """Round a share half up to four decimals, as the office publishes it.

    >>> rounded_rate(1, 3)
    Fraction(3333, 10000)
    """
    return Fraction((part * 20_000 + whole) // (2 * whole), 10_000)


def _targets(member: Member, year: int, last: Business) -> Targets:
    draw = Draw(member.agency_id, year, "targets")
    coverage = min(9_700, last.coverage_bp * draw.between(1_000, 1_012) // 1_000)
    step = 10_000 if last.premium_yuan > 1_000_000 else 1_000
    premium = last.premium_yuan * draw.between(975, 1_025) // 1_000
    return Targets(
        coverage_target=Fraction(-(-(coverage + 1) // 10), 1_000),
        premium_target=Decimal(-(-premium // step) * step),
    )


def _scale(member: Member, year: int, business: Business) -> Scale:
    draw = Draw(member.agency_id, "policies")
    kinds = max(2, min(9, draw.between(3, 8) + Draw(member.agency_id, year, "kinds").between(-1, 1)))
    per_member = draw.between(115, 210) + Draw(member.agency_id, year, "policies").between(-8, 8)
    return Scale(
        base_units=business.base_units,
        insured_units=business.insured_units,
        plan_kinds=kinds,
        policies=business.insured_members * per_member // 100,
    )
