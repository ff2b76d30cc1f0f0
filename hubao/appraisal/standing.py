"""What an agency brings to the award quota (000 art. 10): its measures, and whether it may take part."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.agency import Agency, Grade
from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Flag, Scorecard
from hubao.appraisal.quota import Candidate

__all__ = ["candidate", "quota_measures"]

ZERO = Fraction(0)


def quota_measures(agency: Agency, year: int) -> tuple[dict[str, Fraction], tuple[str, ...]]:
    """Measure an agency by every criterion of art. 10, with remarks.

    Growth is (this - last) ÷ last; without a last year, or with nothing in it, growth is 0 and flagged. It may be
    negative here: the allocation counts it as no share.

    Args:
        agency: the checked record; ``base_units`` and ``union_members`` of zero give a coverage of 0.
        year: the appraisal year.
    """
    actuals, scale, past = agency.actuals, agency.scale, agency.past(year - 1)
    growths = {
        "business_growth": _growth(actuals.premium_income, past.premium_income if past else None),
        "unit_growth": _growth(scale.insured_units, past.insured_units if past else None),
        "member_growth": _growth(actuals.insured_members, past.insured_members if past else None),
    }
    measures = {
        "business_volume": Fraction(actuals.premium_income),
        "unit_coverage": _share(scale.insured_units, scale.base_units),
        "member_coverage": _share(actuals.insured_members, actuals.union_members),
        "plan_kinds": Fraction(scale.plan_kinds),
        "policies": Fraction(scale.policies),
        **{name: growth if growth is not None else ZERO for name, growth in growths.items()},
    }
    unknown = any(growth is None for growth in growths.values())
    return measures, ((f"{Flag.NO_LAST_YEAR}，增长率按0计",) if unknown else ())


def candidate(card: Scorecard, result: GradeResult, year: int, group: str) -> Candidate:
    """Describe an agency as the allocation sees it: vetoed and unqualified agencies get no seats."""
    measures, flags = quota_measures(card.agency, year)
    barred = ""
    if result.vetoes:
        barred = f"一票否决（{result.vetoes[0].label}）"
    elif result.grade is Grade.UNQUALIFIED:
        barred = "考核等次为不合格"
    return Candidate(
        agency_id=card.agency.agency_id,
        name=card.agency.name,
        group=group,
        eligible=not barred,
        ineligible_reason=barred,
        met_targets=card.met_targets,
        staff_count=card.agency.staff_count,
        comparable_total=card.comparable_total,
        measures=measures,
        flags=flags,
    )


def _growth(this: int | Decimal, last: int | Decimal | None) -> Fraction | None:
    if last is None or last == 0:
        return None
    return (Fraction(this) - Fraction(last)) / Fraction(last)


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else ZERO
