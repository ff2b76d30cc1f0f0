"""How an agency does its work in a year: the figures of annexes 1 and 2 besides coverage and fee income.

Every group of fields draws a level around the agency's quality and reads its counts off that level, so a good agency
does well in most things and badly in some, and not everybody loses the same points.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hubao.appraisal.agency import Category, Participation
from hubao.sample.business import Business, quality_of
from hubao.sample.draw import Draw
from hubao.sample.roster import Member

__all__ = ["conduct", "extras", "is_district"]


def is_district(category: Category) -> bool:
    """Tell whether the fields of districts (no. 11a, B5) concern a category."""
    return category in (Category.DISTRICT, Category.DEVELOPMENT_ZONE)


def _level(member: Member, year: int, topic: str) -> tuple[Draw, int]:
    """Draw how well a topic went, 0–99: an agency's strengths and weaknesses last, single years move a little."""
    lasting = Draw(member.agency_id, topic).between(-28, 28)
    draw = Draw(member.agency_id, year, topic)
    return draw, max(0, min(99, quality_of(member.agency_id) + lasting + draw.between(-13, 13)))


def _usual(member: Member, year: int, topic: str, low: int, high: int) -> int:
    """Draw a quantity that stays near an agency's usual one."""
    usual = Draw(member.agency_id, topic, "usual").between(low, high)
    drift = max(1, (high - low) // 10)
    return max(low, min(high, usual + Draw(member.agency_id, year, topic, "drift").between(-drift, drift)))


def _step(level: int, *bounds: int) -> int:
    """Count the bounds that a level has reached."""
    return sum(level >= bound for bound in bounds)


def _along(level: int, *corners: tuple[int, int]) -> int:
    """Read a value off a line drawn through corners (level, value).

    >>> _along(30, (0, 400), (40, 200), (99, 20))
    250
    """
    for (low, start), (high, end) in pairwise(corners):
        if level <= high:
            return start + (end - start) * (level - low) // (high - low)
    return corners[-1][1]


def conduct(member: Member, year: int, business: Business, dormant: int) -> dict[str, Any]:
    """Draw the fields of annex 1, nos. 3–17, as the keyword arguments of ``Actuals``.

    Args:
        member: who it is.
        year: the appraisal year.
        business: the year's business.
        dormant: members not insured for five years at the end of the year before.
    """
    return {
        **_claims(member, year, business),
        **_members(member, year, business, dormant),
        **_budget(member, year, business),
        **_accounts(member, year, business),
        **_findings(member, year),
        **_counts(member, year),
        **(_dispatches(member, year, business) if is_district(member.category) else _org_changes(member, year)),
    }


def _claims(member: Member, year: int, business: Business) -> dict[str, Any]:
    _, level = _level(member, year, "claims")
    rate = _usual(member, year, "claims rate", 24, 44 if is_district(member.category) else 60)
    submitted = max(2, business.insured_members * rate // 10_000)
    returned = submitted * _along(level, (0, 310), (28, 200), (99, 30)) // 1_000
    _, level = _level(member, year, "overcap")
    due = business.insured_members * _usual(member, year, "overcap rate", 6, 20) // 10_000
    missed = due * _along(level, (0, 180), (34, 50), (80, 0), (99, 0)) // 1_000
    return {
        "claims_submitted": submitted,
        "claims_returned": returned,
        "overcap_due": due,
        "overcap_declared": due - missed,
    }


def _members(member: Member, year: int, business: Business, dormant: int) -> dict[str, Any]:
    """Those dormant at the start are those of last year's end, and those whose fifth year without insurance is over."""
    mutual = business.insured_members * _usual(member, year, "mutual members", 1_040, 1_240) // 1_000 + 40
    start = dormant + max(10, mutual * _usual(member, year, "newly dormant", 15, 60) // 1_000)
    _, level = _level(member, year, "dormant")
    kept = _along(level, (0, 440), (32, 200), (99, 20))
    _, level = _level(member, year, "followers")
    share = _along(level, (0, 25), (14, 50), (38, 100), (78, 150), (99, 300))
    return {
        "dormant_start": start,
        "dormant_end": start * kept // 1_000,
        "mutual_members": mutual,
        "wechat_followers": mutual * share // 1_000,
    }


def _budget(member: Member, year: int, business: Business) -> dict[str, Any]:
    draw, level = _level(member, year, "budget")
    planned = max(200, business.premium_yuan * _usual(member, year, "management fee", 120, 170) // 100_000) * 100
    if level >= 40:
        rate = draw.between(8_520, 9_990)
    elif draw.chance(70):
        rate = draw.between(6_400, 8_480)
    else:
        rate = draw.between(10_030, 11_400)
    spent_fen = planned * rate // 100 + draw.between(0, 99)
    return {"budget_planned": Decimal(planned), "budget_spent": Decimal(spent_fen) / 100}


def _accounts(member: Member, year: int, business: Business) -> dict[str, Any]:
    _, level = _level(member, year, "accounts")
    total = max(6, business.base_units * _usual(member, year, "accounts per unit", 102, 135) // 100)
    return {"accounts_total": total, "accounts_idle": total * _along(level, (0, 680), (44, 400), (99, 110)) // 1_000}


def _findings(member: Member, year: int) -> dict[str, Any]:
    archive = _level(member, year, "archive")[1]
    audit = _level(member, year, "audit")[1]
    return {
        "archive_issues": 2 - _step(archive, 22, 44),
        "archive_loss": False,
        "audit_issues": 3 - _step(audit, 14, 34, 54),
    }


def _counts(member: Member, year: int) -> dict[str, Any]:
    def level(topic: str) -> int:
        return _level(member, year, topic)[1]

    return {
        "meetings_attended": 1 + _step(level("meetings"), 16, 36, 70, 88),
        "research_sessions": _step(level("research"), 16, 36, 62, 92),
        "trainings": 1 + _step(level("trainings"), 12, 24, 42, 64, 78, 90),
        "member_activities": _step(level("activities"), 14, 38, 66, 84, 95),
        "articles": _step(level("articles"), 8, 18, 28, 42, 62, 76, 88, 94),
    }


def _dispatches(member: Member, year: int, business: Business) -> dict[str, Any]:
    draw, level = _level(member, year, "dispatches")
    received = min(60, business.insured_members // 3_000 + draw.between(2, 14))
    late = received // 20 if level >= 44 else max(1, received * draw.between(7, 15) // 100)
    draw, level = _level(member, year, "satisfaction")
    unhappy = received // 25 if level >= 44 else max(1, received * draw.between(6, 13) // 100)
    return {
        "dispatches_received": received,
        "dispatches_closed_on_time": received - late,
        "dispatches_dissatisfied": unhappy,
    }


def _org_changes(member: Member, year: int) -> dict[str, Any]:
    draw, level = _level(member, year, "organisation")
    due = max(0, draw.between(-3, 3))
    return {"org_changes_due": due, "org_changes_on_time": due if level >= 30 else max(0, due - 1)}


def extras(member: Member, year: int, business: Business) -> dict[str, Any]:
    """Draw the fields of annex 2 as the keyword arguments of ``Extras``."""
    return {
        **_participation(member, year),
        **_app(member, year, business),
        **_reports(member, year),
        **(_loans(member, year) if is_district(member.category) else {}),
    }


def _participation(member: Member, year: int) -> dict[str, Any]:
    ladder = (Participation.NONE, Participation.PARTIAL, Participation.ALL)
    return {
        "comprehensive_plan": ladder[_step(_level(member, year, "comprehensive")[1], 50, 95)],
        "mild_illness_plan": ladder[_step(_level(member, year, "mild illness")[1], 62, 97)],
    }


def _app(member: Member, year: int, business: Business) -> dict[str, Any]:
    _, level = _level(member, year, "app")
    claims = max(3, business.insured_members * _usual(member, year, "medical claims", 60, 150) // 10_000)
    share = _along(level, (0, 12), (68, 50), (99, 76))
    return {"app_pilot": level >= 82, "medical_claims_app": claims * share // 100, "medical_claims": claims}


def _reports(member: Member, year: int) -> dict[str, Any]:
    draw, level = _level(member, year, "reports")
    changes = draw.between(1, 3) if draw.chance(38) else 0
    people = draw.between(1, 7) if draw.chance(22) else 0
    return {
        "staff_changes": changes,
        "staff_changes_late": 1 if changes and level < 40 else 0,
        "reports_late": 2 - _step(level, 20, 42),
        "reports_missing": 1 if level < 12 else 0,
        "backlog_refusals": 1 if draw.chance(5) else 0,
        "failed_payment_people": people,
    }


def _loans(member: Member, year: int) -> dict[str, Any]:
    draw = Draw(member.agency_id, year, "loans")
    applications = max(0, draw.between(-4, 4))
    granted = applications * draw.between(6, 10) // 10
    amount = sum(draw.between(3, 15) for _ in range(granted)) * 10_000
    return {"loan_applications": applications, "loan_disbursed": Decimal(amount)}
