"""A deliberate edge case, and the changes that make one.

A change takes an agency's record and returns a new one. Rates are reached exactly: the denominator is rounded to a
multiple that makes the numerator whole, then the numerator is moved by ``off``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from hubao.appraisal.agency import Agency, Decision, DecisionKind, Grade, TargetChange

__all__ = [
    "Change",
    "Edge",
    "all_of",
    "budget",
    "coverage",
    "coverage_gain",
    "decided",
    "forget",
    "past",
    "premium",
    "put",
    "share",
    "target_changed",
]

Change: TypeAlias = Callable[[Agency], Agency]

PARTS = ("targets", "actuals", "extras", "scale")


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge case: whose year it is in, what it shows, by which clause, and the change that makes it."""

    agency_id: str
    what: str
    clause: str
    change: Change


def all_of(*changes: Change) -> Change:
    """Apply several changes one after the other."""

    def change(agency: Agency) -> Agency:
        for each in changes:
            agency = each(agency)
        return agency

    return change


def put(**values: Any) -> Change:
    """Set fields to given values, wherever in the record they stand."""
    return lambda agency: _put(agency, values)


def share(numerator: str, denominator: str, rate: str, off: int = 0, of: int | None = None) -> Change:
    """Make a share exactly ``rate``, then move its numerator by ``off``.

    Args:
        numerator: field of the counted part.
        denominator: field of the whole, kept near what it was unless ``of`` gives it.
        rate: the rate as text, e.g. ``"1/5"`` or ``"0.4"``.
        off: by how many the numerator misses the rate.
        of: the whole, if it must be a certain number.
    """
    exact = Fraction(rate)

    def change(agency: Agency) -> Agency:
        whole = _multiple(_count(agency, denominator) if of is None else of, exact.denominator)
        return _put(agency, {denominator: whole, numerator: int(whole * exact) + off})

    return change


def coverage(target: str, completion: str = "1", off: int = 0) -> Change:
    """Set the coverage target, and insured members at exactly ``completion`` of it, moved by ``off`` persons."""
    goal = Fraction(target)
    rate = goal * Fraction(completion)

    def change(agency: Agency) -> Agency:
        union = _multiple(agency.actuals.union_members, rate.denominator)
        return _insure(_put(agency, {"coverage_target": goal}), union, int(union * rate) + off)

    return change


def coverage_gain(points: str, off: int = 0) -> Change:
    """Raise coverage by exactly so many points over the rate published last year, with both targets met.

    Args:
        points: percentage points as text, e.g. ``"1"``; negative for a fall.
        off: by how many insured persons the gain is missed.
    """

    def change(agency: Agency) -> Agency:
        last = agency.history[-1].coverage_rate
        if last is None:
            message = f"{agency.agency_id} has no published coverage rate to gain on"
            raise ValueError(message)
        rate = last + Fraction(points) / 100
        union = _multiple(agency.actuals.union_members, rate.denominator)
        goal = Fraction(int((rate - Fraction(1, 500)) * 1000), 1000)
        agency = _insure(_put(agency, {"coverage_target": goal}), union, int(union * rate) + off)
        return premium("1.012")(agency)

    return change


def premium(completion: str, off_fen: int = 0) -> Change:
    """Set the fee income at exactly ``completion`` of its target, moved by ``off_fen``."""
    done = Decimal(completion)

    def change(agency: Agency) -> Agency:
        fen = int(agency.targets.premium_target * done * 100) + off_fen
        return _put(agency, {"premium_income": Decimal(fen) / 100})

    return change


def budget(rate: str) -> Change:
    """Set the spending at exactly ``rate`` of the plan, the plan rounded to full ten thousand yuan."""

    def change(agency: Agency) -> Agency:
        planned = Decimal(_multiple(int(agency.actuals.budget_planned), 10_000))
        return _put(agency, {"budget_planned": planned, "budget_spent": planned * Decimal(rate)})

    return change


def decided(
    kind: DecisionKind,
    on: date,
    reason: str,
    document: str,
    points: str | None = None,
    grade: Grade | None = None,
) -> Change:
    """Add a row of the ``decisions`` table."""
    row = Decision(
        kind=kind,
        reason=reason,
        document=document,
        decided_by="主任办公会",
        decided_on=on,
        points=None if points is None else Fraction(points),
        grade=grade,
    )
    return lambda agency: replace(agency, decisions=(*agency.decisions, row))


def target_changed(item: str, field: str, new: str, reason: str, requested_on: date, approved_on: date) -> Change:
    """Add an approved change of a target; the ``targets`` table keeps the old value."""

    def change(agency: Agency) -> Agency:
        old = getattr(agency.targets, field)
        row = TargetChange(
            item=item,
            field=field,
            old=format(old, "f") if isinstance(old, Decimal) else _rate_text(old),
            new=new,
            reason=reason,
            requested_on=requested_on,
            approved_on=approved_on,
            approved_by="主任办公会",
        )
        return replace(agency, target_changes=(*agency.target_changes, row))

    return change


def forget(*years: int) -> Change:
    """Take the given years out of the published history; none given means all."""

    def change(agency: Agency) -> Agency:
        kept = tuple(past for past in agency.history if years and past.year not in years)
        return replace(agency, history=kept)

    return change


def past(year: int, total: str | None = None, **values: Any) -> Change:
    """Rewrite the published row of an earlier year."""
    if total is not None:
        values["total"] = Fraction(total)

    def change(agency: Agency) -> Agency:
        rows = tuple(replace(row, **values) if row.year == year else row for row in agency.history)
        return replace(agency, history=rows)

    return change


def _insure(agency: Agency, union: int, insured: int) -> Agency:
    """Set the insured, and what cannot be fewer than they are."""
    mutual = max(agency.actuals.mutual_members, insured)
    policies = max(agency.scale.policies, insured)
    values = {"union_members": union, "insured_members": insured, "mutual_members": mutual, "policies": policies}
    return _put(agency, values)


def _put(agency: Agency, values: dict[str, Any]) -> Agency:
    known = {"staff_count", "electronic_archive"} & set(values)
    parts: dict[str, Any] = {name: values[name] for name in known}
    for part in PARTS:
        record = getattr(agency, part)
        names = {field.name for field in fields(record)} & set(values)
        known |= names
        if names:
            parts[part] = replace(record, **{name: values[name] for name in names})
    if unknown := set(values) - known:
        message = f"no such field: {sorted(unknown)}"
        raise ValueError(message)
    return replace(agency, **parts)


def _count(agency: Agency, name: str) -> int:
    part = next(getattr(agency, part) for part in PARTS if hasattr(getattr(agency, part), name))
    return int(getattr(part, name))


def _multiple(value: int, step: int) -> int:
    """Round to the nearest multiple, at least one of it."""
    return max(step, (value * 2 + step) // (2 * step) * step)


def _rate_text(rate: Fraction) -> str:
    return format(Decimal(rate.numerator) / Decimal(rate.denominator), "f")
