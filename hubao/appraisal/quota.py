"""名额分配: the office's yearly seats for 优秀单位 and 优秀个人, shared out group by group (000 art. 10).

Art. 10 names principles and no numbers; every number here comes from the policy's pool. In order: eligibility, fixed
seats for agencies that met both targets (十(一)1), the rest by a weighted mix of shares (十(一)2–3, 十(二)) inside the
group (十(三)), and the office's adjustments (十(四)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal import quota_wording as wording
from hubao.appraisal.apportion import Apportionment, Bound, NoBasisError, Tie, bounded
from hubao.appraisal.quota_group import CRITERIA, Candidate, Group, groups_of, refuse
from hubao.errors import PolicyError, PolicyProblem, TieError
from hubao.numerals import percent
from hubao.policy.model import Pool

__all__ = ["CRITERIA", "Candidate", "CriterionShare", "QuotaLine", "allocate"]


@dataclass(frozen=True, slots=True)
class CriterionShare:
    """One criterion of one agency.

    Attributes:
        measure: the measure as it came, growth may be negative.
        share: ``max(0, measure)`` of the group's eligible total, 0 to 1.
        weight: the λ used, after criteria without any share handed theirs over.
    """

    measure: Fraction
    share: Fraction
    weight: Fraction


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """Seats of one agency in one pool: ``seats = fixed + whole + remainder_seat + adjustment``.

    Attributes:
        weight: Σ λ · share, 0 to 1; the weights of a group's eligible agencies sum to 1.
        entitlement: seats by proportion, in the step that settled this agency; the group's seats after fixed ones,
            times ``weight``, unless a bound took part.
        whole: its integer part; for an agency at its floor or cap, what that bound leaves beside ``fixed``.
        remainder: what is over; 0 at a bound.
        remainder_rank: its rank in the group, equal ones share it; None without a remainder.
        bound: the floor or cap that set ``whole`` instead of the entitlement, or None.
        reason: why so many, in Chinese.
        shares: criterion -> :class:`CriterionShare`; empty for an agency that is not eligible.
    """

    pool: str
    group: str
    agency_id: str
    fixed: int
    weight: Fraction
    entitlement: Fraction
    whole: int
    remainder: Fraction
    remainder_rank: int | None
    remainder_seat: int
    bound: Bound | None
    adjustment: int
    seats: int
    reason: str
    flags: tuple[str, ...]
    shares: Mapping[str, CriterionShare]


def allocate(pool: Pool, candidates: Sequence[Candidate], group_labels: Mapping[str, str]) -> tuple[QuotaLine, ...]:
    """Share out one pool's seats and explain every one of them (000 art. 10).

    Args:
        pool: the policy's numbers for this pool.
        candidates: every agency of the year, in any order; a group without an agency is passed over.
        group_labels: group -> Chinese name, for messages.

    Returns:
        One line per candidate, by the pool's order of groups, then by ``agency_id``; a group's lines sum to its seats.

    Raises:
        PolicyError: an unknown criterion or tie-break; a group without seats in the policy, or with seats and nobody
            eligible; fixed seats, floors or caps that cannot be kept; weights of 0 while seats remain; an adjustment
            that cannot be made. All problems of a stage are named at once.
        DataError: an agency twice, or without one of the measures asked for.
        TieError: agencies that the tie-break order does not tell apart, with too few seats for all of them.

    Fees of 300 and 100 are weights of 3/4 and 1/4 of 2 seats: 1.5 and 0.5, equal remainders. The tie-break
    ``business_volume`` gives the last seat to the larger:

    >>> pool = Pool(code="units", label="优秀单位", seats={"bureaus": 2}, fixed_per_qualifier=0,
    ...     criteria={"business_volume": 1}, tie_break=("business_volume",))
    >>> def bureau(agency_id: str, name: str, fees: int) -> Candidate:
    ...     return Candidate(agency_id, name, "bureaus", eligible=True, ineligible_reason="", met_targets=True,
    ...         staff_count=5, comparable_total=Fraction(90), measures={"business_volume": Fraction(fees)})
    >>> lines = allocate(pool, [bureau("B01", "甲", 300), bureau("B02", "乙", 100)], {"bureaus": "局总公司"})
    >>> [line.seats for line in lines]
    [2, 0]
    >>> for step in lines[0].reason.split("；"):
    ...     print(step)
    其余2个名额按权重分配，应得2 × 75.00% = 1.5个，整数部分1个
    余数0.5列第1，2家并列争1个，依次按业务总量由大到小，得余数名额1个
    合计2个
    """
    groups = groups_of(pool, candidates, group_labels)
    return tuple(line for group in groups for line in _lines(group))


def _lines(group: Group) -> list[QuotaLine]:
    """Do steps 3 to 6 for one group whose seats and bounds can be kept."""
    shares = _shares(group)
    weights = {key: sum((one.share * one.weight for one in mix.values()), Fraction(0)) for key, mix in shares.items()}
    undecided = _apportion(group, weights)
    result = _settled(group, undecided)
    refuse([problem for one in group.eligible for problem in _overdone(group, one, result)])
    lines = [_barred_line(group, one) for one in group.barred]
    lines += [_line(group, one, result, undecided.tie, shares[one.agency_id]) for one in group.eligible]
    return sorted(lines, key=lambda line: line.agency_id)


def _shares(group: Group) -> dict[str, dict[str, CriterionShare]]:
    """Agency -> criterion -> share; a criterion in which nobody has anything hands its λ to the others (step 3)."""
    criteria = group.pool.criteria
    totals = {name: sum((_counted(one, name) for one in group.eligible), Fraction(0)) for name in criteria}
    live = sum((weight for name, weight in criteria.items() if totals[name]), Fraction(0))
    used = {name: weight / live if totals[name] and live else Fraction(0) for name, weight in criteria.items()}
    return {
        one.agency_id: {
            name: CriterionShare(
                one.measures[name], _counted(one, name) / totals[name] if totals[name] else Fraction(0), used[name]
            )
            for name in criteria
        }
        for one in group.eligible
    }


def _counted(candidate: Candidate, criterion: str) -> Fraction:
    return max(Fraction(0), candidate.measures[criterion])


def _apportion(group: Group, weights: Mapping[str, Fraction]) -> Apportionment:
    """Step 4: what is left after fixed seats, within floor and cap less the fixed seats an agency already has."""
    floors, caps = dict[str, int](), dict[str, int | None]()
    for one in group.eligible:
        cap = group.cap(one)
        floors[one.agency_id] = max(0, group.floor - group.fixed(one))
        caps[one.agency_id] = None if cap is None else cap - group.fixed(one)
    try:
        return bounded(group.rest, weights, floors=floors, caps=caps)
    except NoBasisError as error:
        names = "、".join(str(one) for one in group.eligible if one.agency_id in error.keys)
        message = f"还有 {error.seats} 个名额没有分配依据：{names} 的各项指标份额都是 0"
        mend = "请改用组内有数值的指标，提高上限，或减少本组名额"
        raise PolicyError([group.problem("criteria", message, mend)]) from None


def _settled(group: Group, result: Apportionment) -> Apportionment:
    """Step 5: close a tie by the policy's order, the larger first, or ask for a decision."""
    if result.tie is None:
        return result
    standings = {
        one.agency_id: tuple(one.standing(name) for name in group.pool.tie_break)
        for one in group.eligible
        if one.agency_id in result.tie.keys
    }
    line = sorted(standings.values(), reverse=True)[result.tie.seats - 1]
    above = [key for key, standing in standings.items() if standing > line]
    level = [key for key, standing in standings.items() if standing == line]
    at_stake = result.tie.seats - len(above)
    if len(level) > at_stake:
        equal = tuple(one for one in group.eligible if one.agency_id in level)
        raise TieError(wording.tie_message(group, equal, result.shares[level[0]].remainder, at_stake), level)
    return result.settle([*above, *level])


def _overdone(group: Group, candidate: Candidate, result: Apportionment) -> list[PolicyProblem]:
    """Find an adjustment that leaves fewer than no seats, or more than the cap (step 6)."""
    change = sum(move.seats for move in group.moves(candidate))
    before = group.fixed(candidate) + result.seats[candidate.agency_id]
    cap = group.cap(candidate)
    if not change or (before + change >= 0 and (cap is None or before + change <= cap)):
        return []
    limit = "不能为负" if before + change < 0 else f"超过上限 {cap} 个"
    message = f"{candidate} 原有 {before} 个，人工调整 {change:+d} 个后为 {before + change} 个，{limit}"
    return [group.problem("adjustments", message, "请修改这项调整，组内合计仍须为 0")]


def _line(
    group: Group, candidate: Candidate, result: Apportionment, tie: Tie | None, mix: Mapping[str, CriterionShare]
) -> QuotaLine:
    share = result.shares[candidate.agency_id]
    fixed, adjustment = group.fixed(candidate), sum(move.seats for move in group.moves(candidate))
    seats = fixed + share.whole + share.extra + adjustment
    return QuotaLine(
        pool=group.pool.code,
        group=group.code,
        agency_id=candidate.agency_id,
        fixed=fixed,
        weight=share.weight,
        entitlement=share.entitlement,
        whole=share.whole,
        remainder=share.remainder,
        remainder_rank=share.rank,
        remainder_seat=share.extra,
        bound=share.bound,
        adjustment=adjustment,
        seats=seats,
        reason=wording.reason(group, candidate, share, tie, seats),
        flags=(*candidate.flags, *_flags(group, mix, candidate.agency_id in result.released, seats)),
        shares=mix,
    )


def _flags(group: Group, mix: Mapping[str, CriterionShare], released: bool, seats: int) -> list[str]:
    flags = _criteria_flags(group, mix)
    if released:
        flags.append("按上限定额后余额不足各家下限：先保下限，收回上限定额重新分配")
    if seats < group.floor:
        flags.append("人工调整后低于下限")
    return flags


def _criteria_flags(group: Group, mix: Mapping[str, CriterionShare]) -> list[str]:
    negative = [f"{CRITERIA[name]}为负，份额按0计" for name, one in mix.items() if one.measure < 0]
    if not any(one.weight for one in mix.values()):
        return ["各项指标本组合计均为0，没有可比的份额", *negative]
    handed = [
        f"{CRITERIA[name]}本组合计为0，其权重{percent(weight)}按比例并入其他指标"
        for name, weight in group.pool.criteria.items()
        if weight and not mix[name].weight
    ]
    return [*handed, *negative]


def _barred_line(group: Group, candidate: Candidate) -> QuotaLine:
    """Step 1: an agency that is not eligible has no seats, and is told why."""
    return QuotaLine(
        pool=group.pool.code,
        group=group.code,
        agency_id=candidate.agency_id,
        fixed=0,
        weight=Fraction(0),
        entitlement=Fraction(0),
        whole=0,
        remainder=Fraction(0),
        remainder_rank=None,
        remainder_seat=0,
        bound=None,
        adjustment=0,
        seats=0,
        reason=f"不参加分配：{candidate.ineligible_reason}",
        flags=candidate.flags,
        shares={},
    )
