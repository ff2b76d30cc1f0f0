"""How large an agency's business is, and how it moves from one year to the next.

The ranges are design assumptions, not facts about any real agency. Rates are whole basis points, fees whole fen.
"""

from __future__ import annotations

from dataclasses import dataclass

from hubao.appraisal.agency import Agency, Category
from hubao.sample.draw import Draw
from hubao.sample.roster import Member

__all__ = ["Business", "business_of", "first_business", "quality_of", "walk"]


@dataclass(frozen=True, slots=True)
class Business:
    """An agency's business in one year.

    Attributes:
        union_members: members of the unions it serves.
        insured_members: distinct insured persons.
        fee_fen: fee income per insured person, in fen.
        base_units: grass-roots units it serves.
        insured_units: units with at least one insured person.
        dormant: members not insured for five years, at the end of the year.
    """

    union_members: int
    insured_members: int
    fee_fen: int
    base_units: int
    insured_units: int
    dormant: int

    @property
    def coverage_bp(self) -> int:
        """Insured of the union members, in whole basis points, rounded down."""
        return self.insured_members * 10_000 // self.union_members

    @property
    def premium_yuan(self) -> int:
        """Fee income of the year in whole yuan."""
        return self.insured_members * self.fee_fen // 100


@dataclass(frozen=True, slots=True)
class _Range:
    union_members: tuple[int, ...]
    coverage_bp: tuple[int, int]
    fee_fen: tuple[int, int]
    members_per_unit: tuple[int, int]
    base_units: tuple[int, int]


_BUREAU = _Range(
    (800, 1_500, 2_600, 4_200, 7_000, 11_000, 18_000, 30_000, 60_000),
    (3_000, 9_300),
    (8_000, 22_000),
    (60, 260),
    (5, 150),
)
_RANGES = {
    Category.DISTRICT: _Range(
        (40_000, 58_000, 85_000, 120_000, 170_000, 240_000, 340_000, 460_000, 600_000),
        (1_300, 5_200),
        (6_500, 15_000),
        (300, 600),
        (150, 1_200),
    ),
    Category.DEVELOPMENT_ZONE: _Range((90_000, 150_000), (2_500, 4_500), (8_000, 13_000), (300, 500), (150, 1_200)),
    Category.BUREAU: _BUREAU,
    Category.INDUSTRY_UNION: _Range(
        (3_000, 6_000, 12_000, 24_000, 45_000, 80_000), (2_600, 8_300), (7_500, 19_000), (150, 400), (10, 200)
    ),
    Category.CENTRAL_UNIT: _Range((1_500, 3_500, 8_000, 20_000), (3_500, 9_000), (9_000, 20_000), (60, 260), (5, 150)),
}

# Agencies whose story needs a character: the best, the worst, the one that gets worse.
_CHARACTERS = {
    **{"D02": 84, "D05": 88, "D14": 38},
    **{"B01": 88, "B07": 86, "B13": 84, "B33": 16, "B36": 42, "B39": 34, "C01": 84},
}
# Room to grow in the years when they do best: members and coverage of 2020.
_STARTS = {"D05": (108_000, 3_450), "B01": (12_400, 6_150), "B07": (9_300, 5_480)}


def quality_of(agency_id: str) -> int:
    """Say how well an agency is run in general, 0–99; single years and items scatter around it."""
    return _CHARACTERS.get(agency_id) or Draw(agency_id, "quality").between(20, 71)


def first_business(member: Member) -> Business:
    """Draw the business of an agency in 2020, from which its later years walk."""
    draw = Draw(member.agency_id, "first business")
    ranges = _RANGES[member.category]
    drawn = draw.on_ladder(ranges.union_members), draw.between(*ranges.coverage_bp)
    union_members, coverage_bp = _STARTS.get(member.agency_id, drawn)
    low, high = ranges.base_units
    base_units = max(low, min(high, union_members // draw.between(*ranges.members_per_unit)))
    return Business(
        union_members=union_members,
        insured_members=union_members * coverage_bp // 10_000,
        fee_fen=draw.between(*ranges.fee_fen),
        base_units=base_units,
        insured_units=base_units * draw.between(55, 96) // 100,
        dormant=union_members * coverage_bp // 1_000_000,
    )


def walk(business: Business, member: Member, year: int) -> Business:
    """Take one year's step from the year before: members, coverage, fee and units each move a little."""
    draw = Draw(member.agency_id, year, "walk")
    level = draw.level(quality_of(member.agency_id))
    change = 1_000 + (level - 41) * 11 // 10
    if draw.chance(16):
        change -= draw.between(40, 130)
    union_members = business.union_members * draw.between(985, 1_022) // 1_000
    coverage_bp = min(business.coverage_bp * change // 1_000, 9_600)
    base_units = (business.base_units * draw.between(985, 1_020) + 500) // 1_000
    share = business.insured_units * 1_000 // business.base_units + (change - 995) // 3 + draw.between(-10, 10)
    fee_low, fee_high = _RANGES[member.category].fee_fen
    return Business(
        union_members=union_members,
        insured_members=union_members * coverage_bp // 10_000,
        fee_fen=max(fee_low - 500, min(fee_high + 1_000, business.fee_fen * draw.between(970, 1_032) // 1_000)),
        base_units=base_units,
        insured_units=(base_units * max(450, min(990, share)) + 500) // 1_000,
        dormant=business.dormant,
    )


def business_of(agency: Agency) -> Business:
    """Read the business back from a finished record, so that the next year follows from what was written."""
    actuals, scale = agency.actuals, agency.scale
    return Business(
        union_members=actuals.union_members,
        insured_members=actuals.insured_members,
        fee_fen=int(actuals.premium_income * 100) // max(1, actuals.insured_members),
        base_units=scale.base_units,
        insured_units=scale.insured_units,
        dormant=actuals.dormant_end,
    )
