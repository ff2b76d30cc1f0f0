"""What a year's results say taken together: spreads, groups, points lost, movement against last year.

Everything is counted from the scorecards and the published history; nothing is scored anew here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.appraisal.line import ScoreLine
from hubao.policy.model import Consequence, Item, Policy
from hubao.ranking import median
from hubao.year import Year

__all__ = [
    "OFFICE",
    "ZERO",
    "AreaResult",
    "Business",
    "GroupResult",
    "ItemResult",
    "Movement",
    "Obligation",
    "Spread",
    "area_results",
    "business",
    "directions",
    "group_results",
    "item_results",
    "medians",
    "movements",
    "obligations",
    "quantile",
    "spread",
]

OFFICE = "office"
"""Whose papers these are: the owner of every block of the office's own reports."""

ZERO = Fraction(0)
QUARTER, HALF, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Spread:
    """How some points are spread: extremes, quartiles, mean."""

    count: int
    low: Fraction
    lower: Fraction
    middle: Fraction
    upper: Fraction
    high: Fraction
    mean: Fraction


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group that has agencies: who is in it, the spread of its totals, its grades."""

    code: str
    label: str
    short: str
    members: tuple[str, ...]
    totals: Spread
    grades: dict[Grade, int]
    vetoed: int


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item over all agencies it concerns.

    Attributes:
        losers: agencies below the base (or with a deduction), most points first.
        lost: points below the base, summed.
        given: points given, summed; negative for deductions.
        most: points that could have been given, summed.
        full: agencies with the most the item can give.
        gained: agencies with more than the base.
    """

    code: str
    item: Item
    concerned: int
    losers: tuple[str, ...]
    lost: Fraction
    given: Fraction
    most: Fraction
    full: int
    gained: int

    @property
    def name(self) -> str:
        """The item's label; a deduction says that it is one."""
        return f"{self.item.label}（减分项）" if self.code.startswith("D") else self.item.label


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One content area of art. 5 over some agencies: points given of those that could be, and points lost."""

    code: str
    label: str
    clause: str
    given: Fraction
    most: Fraction
    lost: Fraction

    @property
    def share(self) -> Fraction:
        """Points given of those that could be given; 0 where nothing could."""
        return self.given / self.most if self.most else ZERO


@dataclass(frozen=True, slots=True)
class Movement:
    """An agency beside its last published year; what is not known is ``None``.

    Attributes:
        change: total less last year's.
        climbed: places won within the group; negative for places lost.
    """

    agency_id: str
    total: Fraction
    last_total: Fraction | None
    change: Fraction | None
    climbed: int | None
    grade: Grade
    last_grade: Grade | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A measure of art. 13(二) that somebody's grade asks for.

    Attributes:
        agencies: whom it concerns; measures add up, so a later one concerns some of the earlier one's.
        pending: those of them whose grade is a proposal, decided by no veto and no meeting.
    """

    measure: Consequence
    agencies: tuple[str, ...]
    pending: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Business:
    """The yearly business targets (nos. 1 and 2) of some agencies."""

    agencies: int
    members: int
    insured: int
    income: Fraction
    target: Fraction
    met_coverage: int
    met_premium: int
    met_both: int

    @property
    def coverage(self) -> Fraction:
        """Insured members of all union members."""
        return Fraction(self.insured, self.members) if self.members else ZERO

    @property
    def completion(self) -> Fraction:
        """Fee income of its target."""
        return self.income / self.target if self.target else ZERO


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The value below which a share of the ordered values lies, by linear interpolation.

    >>> quantile([Fraction(80), Fraction(90), Fraction(100)], Fraction(1, 4))
    Fraction(85, 1)
    """
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(values: Iterable[Fraction]) -> Spread:
    """Describe how values are spread.

    Raises:
        ValueError: there is no value.
    """
    ordered = sorted(values)
    if not ordered:
        message = "spread of nothing"
        raise ValueError(message)
    lower, middle, upper = (quantile(ordered, share) for share in (QUARTER, HALF, THREE_QUARTERS))
    mean = sum(ordered, ZERO) / len(ordered)
    return Spread(len(ordered), ordered[0], lower, middle, upper, ordered[-1], mean)


def group_results(year: Year) -> tuple[GroupResult, ...]:
    """Every group that has agencies, in the policy's order."""
    found = []
    for code, group in year.policy.groups.items():
        members = year.members(code)
        if not members:
            continue
        grades = {grade: sum(year.grades[key].grade is grade for key in members) for grade in Grade}
        vetoed = sum(bool(year.grades[key].vetoes) for key in members)
        totals = spread(year.cards[key].total for key in members)
        found.append(GroupResult(code, group.label, group.short, members, totals, grades, vetoed))
    return tuple(found)


def item_results(year: Year) -> tuple[ItemResult, ...]:
    """Every item of the sheets that concerns somebody, most points lost first (then in the sheets' order)."""
    lines: dict[str, list[tuple[str, ScoreLine]]] = {}
    for key, card in year.cards.items():
        for line in card.lines:
            if year.policy.items[line.item].concerns(card.agency.category.value):
                lines.setdefault(line.item, []).append((key, line))
    results = [_item_result(year.policy, code, own) for code, own in lines.items()]
    return tuple(sorted(results, key=lambda result: -result.lost))


def _item_result(policy: Policy, code: str, lines: Sequence[tuple[str, ScoreLine]]) -> ItemResult:
    item = policy.items[code]
    losing = sorted(((key, line.lost) for key, line in lines if line.lost), key=lambda pair: -pair[1])
    return ItemResult(
        code=code,
        item=item,
        concerned=len(lines),
        losers=tuple(key for key, _ in losing),
        lost=sum((lost for _, lost in losing), ZERO),
        given=sum((line.points for _, line in lines), ZERO),
        most=item.max_points * len(lines),
        full=sum(line.points >= item.max_points for _, line in lines),
        gained=sum(line.points > item.base for _, line in lines),
    )


def area_results(year: Year, members: Iterable[str] | None = None) -> tuple[AreaResult, ...]:
    """The content areas of the main sheet over some agencies (default all), in the policy's order.

    An area that no line of theirs belongs to is left out.
    """
    chosen = tuple(year.cards if members is None else members)
    sheet = [line for key in chosen for line in year.cards[key].sheet_lines]
    return tuple(
        AreaResult(
            code=code,
            label=area.label,
            clause=area.clause,
            given=sum((line.points for line in own), ZERO),
            most=sum((line.max_points or ZERO for line in own), ZERO),
            lost=sum((line.lost for line in own), ZERO),
        )
        for code, area in year.policy.content_areas.items()
        if (own := [line for line in sheet if line.area == code])
    )


def movements(year: Year) -> dict[str, Movement]:
    """Every agency beside its last published year."""
    found = {}
    for key, card in year.cards.items():
        past = card.agency.past(year.year - 1)
        last_total = past.total if past else None
        last_rank = past.rank_in_group if past else None
        rank = year.ranks_in_group.get(key)
        found[key] = Movement(
            agency_id=key,
            total=card.total,
            last_total=last_total,
            change=None if last_total is None else card.total - last_total,
            climbed=None if rank is None or last_rank is None else last_rank - rank,
            grade=year.grades[key].grade,
            last_grade=past.grade if past else None,
        )
    return found


def directions(moves: Iterable[Movement]) -> tuple[int, int, int]:
    """How many of some agencies rose, fell and stayed; those without a last year are passed over."""
    changes = [move.change for move in moves if move.change is not None]
    rose = sum(change > 0 for change in changes)
    fell = sum(change < 0 for change in changes)
    return rose, fell, len(changes) - rose - fell


def medians(moves: Iterable[Movement]) -> tuple[Fraction, Fraction] | None:
    """Median total last year and now of the agencies that have both, like for like; ``None`` when nobody has."""
    pairs = [(move.last_total, move.total) for move in moves if move.last_total is not None]
    return (median(last for last, _ in pairs), median(now for _, now in pairs)) if pairs else None


def obligations(year: Year) -> tuple[Obligation, ...]:
    """What art. 13(二) asks for, measure by measure, fewest years first; measures that concern nobody left out."""
    found = []
    for measure in sorted(year.policy.consequences, key=lambda one: one.years):
        keys = tuple(key for key, result in year.grades.items() if measure in result.measures)
        pending = tuple(key for key in keys if not year.grades[key].decided and not year.grades[key].vetoes)
        if keys:
            found.append(Obligation(measure, keys, pending))
    return tuple(found)


def business(year: Year, members: Iterable[str] | None = None) -> Business:
    """The yearly business targets of some agencies (default all), added up."""
    cards = [year.cards[key] for key in (year.cards if members is None else members)]
    return Business(
        agencies=len(cards),
        members=sum(card.agency.actuals.union_members for card in cards),
        insured=sum(card.agency.actuals.insured_members for card in cards),
        income=sum((Fraction(card.agency.actuals.premium_income) for card in cards), ZERO),
        target=sum((Fraction(card.agency.targets.premium_target) for card in cards), ZERO),
        met_coverage=sum(card.met_coverage for card in cards),
        met_premium=sum(card.met_premium for card in cards),
        met_both=sum(card.met_targets for card in cards),
    )
