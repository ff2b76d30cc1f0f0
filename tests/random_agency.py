"""Agencies at random: figures that often lie on a boundary or one case off it, and otherwise anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hubao.appraisal.agency import (
    Actuals,
    Agency,
    Category,
    Decision,
    DecisionKind,
    Extras,
    Participation,
    PastYear,
    Targets,
)
from tests.build import on_target

__all__ = ["random_agency"]

_WHOLES = (1, 19, 20, 100, 200, 10000, 12345)
_GIVEN = (DecisionKind.RISK_DEDUCTION, DecisionKind.RISK_BONUS, DecisionKind.MERIT_BONUS)


def random_agency(seed: int) -> Agency:
    """One agency of 2022, the same for the same seed."""
    draw = Random(seed)
    category = draw.choice(list(Category))
    district = category in (Category.DISTRICT, Category.DEVELOPMENT_ZONE)
    target = draw.choice([Fraction(3, 5), Fraction(19, 20), Fraction(1, 3), Fraction(1)])
    goal, planned = draw.choice([100_00, 123_456_78, 1_000_000_00]), draw.choice([777, 100_000_00])
    insured, union = _share(draw, [0, *(target * n / 20 for n in (1, 2, 10, 18, 19, 20, 21))], some=True)
    actuals = {
        **_pair(("insured_members", "union_members"), (insured, union)),
        **_pair(("claims_returned", "claims_submitted"), _share(draw, _twentieths(0, 4, 20))),
        **_pair(("dormant_end", "dormant_start"), _share(draw, _twentieths(0, 4, 20))),
        **_pair(("overcap_declared", "overcap_due"), _share(draw, _twentieths(0, 19, 20))),
        **_pair(("accounts_idle", "accounts_total"), _share(draw, _hundredths(40, 44, 48, 50, 52, 60, 70))),
        **_pair(("wechat_followers", "mutual_members"), _share(draw, _hundredths(0, 5, 9, 10, 15), some=True)),
        "premium_income": _amount(draw, goal, _twentieths(0, 5, 18, 19, 20, 21)),
        "budget_planned": _money(planned),
        "budget_spent": _amount(draw, planned, _twentieths(10, 16, 17, 18, 19, 20, 21, 27, 30)),
        "archive_loss": draw.random() < 0.2,
        **{name: draw.choice([0, 0, 1, 2, 3, 9]) for name in ("archive_issues", "audit_issues")},
        **{name: draw.randint(0, 8) for name in ("meetings_attended", "research_sessions", "trainings")},
        **{name: draw.randint(0, 8) for name in ("member_activities", "articles")},
        **(_dispatches(draw) if district else _org_changes(draw)),
    }
    changes = draw.choice([0, 1, 3])
    extras = {
        "comprehensive_plan": draw.choice(list(Participation)),
        "mild_illness_plan": draw.choice(list(Participation)),
        "app_pilot": draw.random() < 0.5,
        **_pair(("medical_claims_app", "medical_claims"), _share(draw, [Fraction(1, 2)])),
        "staff_changes": changes,
        "staff_changes_late": draw.randint(0, changes) if draw.random() < 0.5 else 0,
        "reports_late": draw.randint(0, 3),
        "reports_missing": draw.randint(0, 3),
        "backlog_refusals": draw.choice([0, 0, 1, 2, 30, 60]),
        "failed_payment_people": draw.choice([0, 1, 4, 5, 6, 20]),
        **(_loans(draw) if district else {}),
    }
    return replace(
        on_target(category),
        targets=Targets(target, _money(goal)),
        actuals=Actuals(**actuals),
        extras=Extras(**extras),
        decisions=tuple(
            Decision(draw.choice(_GIVEN), "例", points=Fraction(draw.randint(0, 1200), 100))
            for _ in range(draw.choice([0, 0, 1, 3]))
        ),
        history=_history(draw, Fraction(insured, union)),
    )


def _share(draw: Random, bounds: Iterable[Fraction], *, some: bool = False) -> tuple[int, int]:
    """Part and whole: on a bound, one case beside it, or anywhere; the whole may be 0 unless there are ``some``."""
    whole = draw.choice(_WHOLES if some else (0, *_WHOLES))
    part = int(draw.choice(list(bounds)) * whole) + draw.randint(-1, 1)
    return max(0, min(draw.choice([part, part, draw.randint(0, whole)]), whole)), whole


def _amount(draw: Random, planned: int, bounds: Iterable[Fraction]) -> Decimal:
    """Money near a bound of what was planned, to the cent."""
    cents = int(draw.choice(list(bounds)) * planned) + draw.randint(-1, 1)
    return _money(max(0, draw.choice([cents, cents, draw.randint(0, 2 * planned)])))


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _pair(names: tuple[str, str], values: tuple[int, int]) -> dict[str, int]:
    return dict(zip(names, values, strict=True))


def _twentieths(*numbers: int) -> list[Fraction]:
    return [Fraction(number, 20) for number in numbers]


def _hundredths(*numbers: int) -> list[Fraction]:
    return [Fraction(number, 100) for number in numbers]


def _dispatches(draw: Random) -> dict[str, int]:
    received = draw.choice([0, 1, 19, 20, 200])
    beside = [0, 0, 1, received // 20, received // 20 + 1, received]
    return {
        "dispatches_received": received,
        "dispatches_closed_on_time": received - min(received, draw.choice(beside)),
        "dispatches_dissatisfied": min(received, draw.choice(beside)),
    }


def _org_changes(draw: Random) -> dict[str, int]:
    due = draw.randint(0, 3)
    return {"org_changes_due": due, "org_changes_on_time": max(0, due - draw.randint(0, 1))}


def _loans(draw: Random) -> dict[str, Any]:
    cents = draw.choice([0, 50, 100, 150, 200, 999]) * 1_000_000 + draw.randint(-1, 1)
    return {"loan_applications": draw.choice([0, 9, 10, 11]), "loan_disbursed": _money(max(0, cents))}


def _history(draw: Random, rate: Fraction) -> tuple[PastYear, ...]:
    """Last year's rate a little below, seldom above; or a year before it, or nothing."""
    risen = Fraction(draw.choice([-100, 0, 99, 100, 101, 250, 499, 500, 700, draw.randint(0, 700)]), 10000)
    last = draw.choice([max(Fraction(0), rate - risen)] * 4 + [Fraction(0), None])
    years = draw.choice([(2021,), (2021,), (2020, 2021), (2020,), ()])
    return tuple(PastYear(year, last if year == 2021 else Fraction(1, 2)) for year in years)
