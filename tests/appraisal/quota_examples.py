"""Small agencies and pools for the tests of the quota."""

from fractions import Fraction

from hubao.appraisal.quota import Candidate
from hubao.policy.model import Pool

LABELS = {"districts": "区和开发区", "bureaus": "局总公司"}


def agency(agency_id, fees=0, *, group="bureaus", met=True, staff=10, total=90, barred="", flags=(), **measures):
    """One agency; ``fees`` is its business volume, ``barred`` the reason why it is not eligible."""
    return Candidate(
        agency_id=agency_id,
        name=f"{agency_id}公司",
        group=group,
        eligible=not barred,
        ineligible_reason=barred,
        met_targets=met,
        staff_count=staff,
        comparable_total=Fraction(total),
        measures={"business_volume": Fraction(fees), **{name: Fraction(value) for name, value in measures.items()}},
        flags=flags,
    )


def pool(seats, **changes):
    """A pool of 优秀单位 for the bureaus (or by group) by business volume alone, unless ``changes`` says otherwise."""
    settings = {
        "code": "units",
        "label": "优秀单位",
        "seats": seats if isinstance(seats, dict) else {"bureaus": seats},
        "fixed_per_qualifier": 0,
        "criteria": {"business_volume": 1},
        "tie_break": (),
    }
    return Pool.model_validate(settings | changes)


def seats_of(lines):
    return {line.agency_id: line.seats for line in lines}


def by_id(lines):
    return {line.agency_id: line for line in lines}
