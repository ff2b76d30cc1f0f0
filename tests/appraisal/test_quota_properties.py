"""The allocation against two independent programs, and what must hold whatever the numbers are."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from votelib.evaluate.core import Tie as VotelibTie
from votelib.evaluate.proportional import LargestRemainder

from hubao.appraisal.apportion import NoBasisError, bounded, largest_remainder
from hubao.appraisal.quota import Candidate, allocate
from hubao.errors import PolicyError, TieError
from hubao.policy.model import Pool

# The same examples on every machine and every day: a failure here is never luck.
exactly = settings(derandomize=True, max_examples=200, deadline=None, database=None)

NAMES = "ABCDEF"
CRITERIA = ("business_volume", "business_growth")
LABELS = {"bureaus": "局总公司"}


# Against votelib (uncapped)

votes = st.lists(st.integers(0, 60), min_size=1, max_size=6).map(lambda counts: dict(zip(NAMES, counts, strict=False)))


@exactly
@given(votes.filter(lambda counts: any(counts.values())), st.integers(1, 30))
def test_the_bare_method_agrees_with_votelib(counts, seats):
    elected = LargestRemainder("hare").evaluate(counts, seats)
    tie = next((key for key in elected if isinstance(key, VotelibTie)), None)
    ours = largest_remainder(seats, counts)
    assert {key: share.whole + share.extra for key, share in ours.shares.items()} == {
        key: elected.get(key, 0) for key in counts
    }
    assert (ours.tie is None) == (tie is None)
    if tie is not None:
        assert (set(ours.tie.keys), ours.tie.seats) == (set(tie), elected[tie])


@exactly
@given(votes.filter(lambda counts: any(counts.values())), st.integers(1, 30))
def test_the_allocation_without_bounds_agrees_with_votelib(counts, seats):
    elected = LargestRemainder("hare").evaluate(counts, seats)
    pool = Pool(
        code="units",
        label="优秀单位",
        seats={"bureaus": seats},
        fixed_per_qualifier=0,
        criteria={"business_volume": 1},
        tie_break=(),
    )
    agencies = [candidate(key, {"business_volume": Fraction(count)}) for key, count in counts.items()]
    tie = next((key for key in elected if isinstance(key, VotelibTie)), None)
    if tie is None:
        assert outcome(pool, agencies) == {key: elected.get(key, 0) for key in counts}
    else:
        assert outcome(pool, agencies) == Undecided(frozenset(tie), elected[tie])


# Random offices: small numbers, so that bounds bind and ties are common


def candidate(key, measures, *, eligible=True, met=True, staff=9, total=0):
    return Candidate(
        agency_id=key,
        name=f"{key}公司",
        group="bureaus",
        eligible=eligible,
        ineligible_reason="" if eligible else "考核不合格",
        met_targets=met,
        staff_count=staff,
        comparable_total=Fraction(total),
        measures=measures,
    )


@st.composite
def agencies(draw):
    """Up to four agencies with two measures each; growth may be negative, and one may be a twin of another."""
    some = [
        candidate(
            key,
            {
                "business_volume": Fraction(draw(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 8, 12, 60, 300]))),
                "business_growth": Fraction(draw(st.integers(-3, 6)), 10),
            },
            eligible=draw(st.sampled_from([True] * 5 + [False])),
            met=draw(st.booleans()),
            staff=draw(st.integers(3, 8)),
            total=draw(st.integers(90, 92)),
        )
        for key in NAMES[: draw(st.integers(1, 3))]
    ]
    twin = replace(draw(st.sampled_from(some)), agency_id="Z", name="Z公司")
    return [*some, twin] if draw(st.booleans()) else some


@st.composite
def offices(draw):
    """A pool and its agencies; most have as many seats as their bounds allow, some fewer or more."""
    some = draw(agencies())
    fixed, floor = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    cap = draw(st.sampled_from([None, 2, 3, 4, 5]))
    sharing = [one for one in some if one.eligible]
    least = sum(max(floor, fixed * one.met_targets) for one in sharing)
    most = sum(min(cap or 10, one.staff_count) for one in sharing)
    pool = Pool(
        code=draw(st.sampled_from(["units", "people"])),
        label="优秀",
        seats={"bureaus": draw(st.integers(max(0, least - 1), min(max(most, least) + 1, least + 7)))},
        fixed_per_qualifier=fixed,
        criteria=dict(zip(CRITERIA, draw(st.sampled_from([("1", "0"), ("1/2", "1/2"), ("1/3", "2/3")])), strict=True)),
        floor=floor,
        cap=cap,
        tie_break=draw(st.sampled_from([(), ("comparable_total",), ("business_volume", "comparable_total")])),
    )
    return pool, some


@dataclass(frozen=True)
class Undecided:
    """A tie: ``seats`` of ``keys``."""

    keys: frozenset
    seats: int


REFUSED = "refused"


def outcome(pool, agencies):
    """Seats by agency, or an Undecided, or REFUSED."""
    try:
        return {line.agency_id: line.seats for line in allocate(pool, agencies, LABELS)}
    except PolicyError:
        return REFUSED
    except TieError as tie:
        # The message says how many seats are open: 「3 家争 2 个名额」.
        return Undecided(frozenset(tie.candidates), int(str(tie).split(" 家争 ")[1].split(" ")[0]))


# Against a brute-force oracle: the definition, by search. A set of capped agencies is the right one when one rate of
# seats per weight explains it, and so is a set of agencies at the floor; the seats of the others are, of all whole
# numbers with the right sum, those nearest to what they are entitled to (least squares). More than one is a tie.


@settings(exactly, max_examples=600)
@given(offices())
def test_the_allocation_agrees_with_the_definition(office):
    pool, members = office
    assert outcome(pool, members) == oracle(pool, members)


@exactly
@given(st.integers(0, 9), st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(0, 3), st.integers(1, 6))
def test_bounds_agree_with_the_definition(seats, numbers, floor, cap):
    weights = dict(zip(NAMES, map(Fraction, numbers), strict=False))
    assume(floor <= cap and floor * len(weights) <= seats <= cap * len(weights))
    lowest, highest = dict.fromkeys(weights, floor), dict.fromkeys(weights, cap)
    found = search(seats, weights, lowest, highest)
    if found is None:
        with pytest.raises(NoBasisError):
            bounded(seats, weights, floors=lowest, caps=highest)
        return
    result = bounded(seats, weights, floors=lowest, caps=highest)
    assert sorted(map(sorted_items, settlements(result))) == sorted(map(sorted_items, found))


def oracle(pool, members):
    seats, floor = pool.seats["bureaus"], pool.floor or 0
    eligible = {one.agency_id: one for one in members if one.eligible}
    fixed = {key: pool.fixed_per_qualifier * one.met_targets for key, one in eligible.items()}
    cap = dict.fromkeys(eligible, 99 if pool.cap is None else pool.cap)
    if pool.code == "people":
        cap = {key: min(cap[key], one.staff_count) for key, one in eligible.items()}
    possible = [range(max(floor, fixed[key]), min(cap[key], seats) + 1) for key in eligible]
    if any(fixed[key] > cap[key] or floor > cap[key] for key in eligible):
        return REFUSED
    if all(sum(choice) != seats for choice in product(*possible)):
        return REFUSED
    lowest = {key: max(0, floor - fixed[key]) for key in eligible}
    highest = {key: cap[key] - fixed[key] for key in eligible}
    found = search(seats - sum(fixed.values()), mixed_weights(pool, eligible), lowest, highest)
    if found is None:
        return REFUSED
    chosen = decided(found, {key: standing(one, pool) for key, one in eligible.items()})
    if isinstance(chosen, Undecided):
        return chosen
    return {one.agency_id: fixed[one.agency_id] + chosen[one.agency_id] if one.eligible else 0 for one in members}


def mixed_weights(pool, eligible):
    weights = dict.fromkeys(eligible, Fraction(0))
    counted = {name: {key: max(0, one.measures[name]) for key, one in eligible.items()} for name in CRITERIA}
    usable = [name for name in CRITERIA if sum(counted[name].values()) > 0 and pool.criteria[name] > 0]
    for name, key in product(usable, eligible):
        part = pool.criteria[name] / sum(pool.criteria[other] for other in usable)
        weights[key] += part * counted[name][key] / sum(counted[name].values())
    return weights


def standing(one, pool):
    return [one.comparable_total if name == "comparable_total" else one.measures[name] for name in pool.tie_break]


def search(seats, weight, lowest, highest):
    """All equally good seats by key, or None where nothing says who should have the seats."""
    if sum(highest.values()) == seats:
        return [dict(highest)]
    capped = next(some for some in subsets(weight) if is_capped_set(seats, weight, some, highest))
    inside, at_cap = set(weight) - capped, {key: highest[key] for key in capped}
    left = seats - sum(at_cap.values())
    total = sum(weight[key] for key in inside)
    at_floor = {key: lowest[key] for key in inside}
    if sum(at_floor.values()) > left:
        # The floors hold; the caps are taken back, and all who are not below their floors share what that leaves.
        held = {key: lowest[key] for key in inside if (left * weight[key] / total if total else 0) < lowest[key]}
        others = ({key: of[key] for key in weight if key not in held} for of in (weight, lowest, highest))
        found = search(seats - sum(held.values()), *others)
        return found and [held | answer for answer in found]
    if not total:
        return [at_cap | at_floor] if sum(at_floor.values()) == left else None
    low = next(some for some in subsets(inside) if is_floored_set(left, weight, inside, some, lowest))
    held = at_cap | {key: lowest[key] for key in low}
    return [held | answer for answer in nearest(seats - sum(held.values()), weight, sorted(inside - low))]


def subsets(keys):
    return map(set, chain.from_iterable(combinations(sorted(keys), size) for size in range(len(keys) + 1)))


def is_capped_set(seats, weight, capped, cap):
    free = set(weight) - capped
    shared, total = seats - sum(cap[key] for key in capped), sum(weight[key] for key in free)
    if shared < 0:
        return False
    if not total:
        # Everyone with a weight is capped; those without are entitled to 0, which reaches no cap but 0.
        return all(weight[key] or not cap[key] for key in capped) and all(cap[key] for key in free)
    return all((shared * weight[key] / total >= cap[key]) == (key in capped) for key in weight)


def is_floored_set(seats, weight, inside, low, floor):
    free = inside - low
    shared, total = seats - sum(floor[key] for key in low), sum(weight[key] for key in free)
    return (
        shared >= 0 and total > 0 and all((shared * weight[key] / total < floor[key]) == (key in low) for key in inside)
    )


def nearest(seats, weight, free):
    total = sum(weight[key] for key in free)
    entitled = [seats * weight[key] / total for key in free]
    scores = {
        choice: sum((whole - part) ** 2 for whole, part in zip(choice, entitled, strict=True))
        for choice in product(range(seats + 1), repeat=len(free))
        if sum(choice) == seats
    }
    return [dict(zip(free, choice, strict=True)) for choice, score in scores.items() if score == min(scores.values())]


def decided(found, standings):
    """The one answer whose winners of the last seats stand highest, or an Undecided."""
    least = {key: min(answer[key] for answer in found) for key in found[0]}
    winners = [{key for key in least if answer[key] > least[key]} for answer in found]
    heights = [sorted((standings[key] for key in some), reverse=True) for some in winners]
    best = [place for place, height in enumerate(heights) if height == max(heights)]
    if len(best) == 1:
        return found[best[0]]
    certain = set.intersection(*(winners[place] for place in best))
    return Undecided(
        frozenset(set.union(*(winners[place] for place in best)) - certain), len(winners[0]) - len(certain)
    )


def settlements(result):
    """All ways a tie can go."""
    if result.tie is None:
        return [result.seats]
    return [result.settle(some).seats for some in combinations(result.tie.keys, result.tie.seats)]


def sorted_items(seats):
    return sorted(seats.items())


# What must hold


@exactly
@given(offices())
def test_seats_are_all_given_within_the_bounds(office):
    pool, members = office
    seats = outcome(pool, members)
    assume(isinstance(seats, dict) and any(one.eligible for one in members))
    assert sum(seats.values()) == pool.seats["bureaus"]
    for one in members:
        if not one.eligible:
            assert seats[one.agency_id] == 0
            continue
        assert seats[one.agency_id] >= max(pool.floor or 0, pool.fixed_per_qualifier * one.met_targets)
        assert pool.cap is None or seats[one.agency_id] <= pool.cap
        assert pool.code != "people" or seats[one.agency_id] <= one.staff_count


@exactly
@given(offices())
def test_every_line_adds_up(office):
    pool, members = office
    assume(isinstance(outcome(pool, members), dict))
    lines = allocate(pool, members, LABELS)
    for line in lines:
        assert line.seats == line.fixed + line.whole + line.remainder_seat + line.adjustment
        assert line.weight == sum(part.share * part.weight for part in line.shares.values())
        assert line.shares == {} or line.reason.endswith(f"；合计{line.seats}个")
    assert sum(line.weight for line in lines) in (0, 1)


@exactly
@given(offices(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_criteria_decides_nothing(office, random):
    pool, members = office
    shuffled = random.sample(members, len(members))
    turned = pool.model_copy(update={"criteria": dict(reversed(pool.criteria.items()))})
    assert outcome(turned, shuffled) == outcome(pool, members)


@exactly
@given(offices(), st.fractions(Fraction(1, 50), 50), st.fractions(Fraction(1, 50), 50))
def test_the_unit_of_a_measure_decides_nothing(office, fees, growth):
    pool, members = office
    unit = {"business_volume": fees, "business_growth": growth}
    scaled = [
        replace(one, measures={name: value * unit[name] for name, value in one.measures.items()}) for one in members
    ]
    assert outcome(pool, scaled) == outcome(pool, members)


@exactly
@given(offices())
def test_twins_have_the_same_seats_or_the_tie_is_declared(office):
    pool, members = office
    seats = outcome(pool, members)
    assume(isinstance(seats, dict))
    for one, other in combinations(members, 2):
        if one == replace(other, agency_id=one.agency_id, name=one.name):
            assert seats[one.agency_id] == seats[other.agency_id]


@exactly
@given(votes.filter(lambda counts: any(counts.values())), st.integers(0, 30))
def test_seats_are_the_entitlement_rounded_down_or_up(counts, seats):
    result = largest_remainder(seats, counts)
    for given_ in settlements(result):
        assert sum(given_.values()) == seats
        assert all(abs(given_[key] - share.entitlement) < 1 for key, share in result.shares.items())


@exactly
@given(votes.filter(lambda counts: any(counts.values())), st.integers(0, 30))
def test_a_greater_weight_never_has_fewer_seats(counts, seats):
    for given_ in settlements(largest_remainder(seats, counts)):
        assert all(given_[one] >= given_[other] for one in counts for other in counts if counts[one] > counts[other])


@exactly
@given(votes.filter(lambda counts: any(counts.values())), st.integers(0, 30), st.integers(0, 3), st.integers(1, 9))
def test_nor_within_bounds_that_are_the_same_for_all(counts, seats, floor, cap):
    assume(floor <= cap and floor * len(counts) <= seats <= cap * len(counts))
    try:
        result = bounded(seats, counts, floors=dict.fromkeys(counts, floor), caps=dict.fromkeys(counts, cap))
    except NoBasisError:
        return
    for given_ in settlements(result):
        assert sum(given_.values()) == seats
        assert all(floor <= one <= cap for one in given_.values())
        assert all(given_[one] >= given_[other] for one in counts for other in counts if counts[one] > counts[other])


@exactly
@given(votes.filter(lambda counts: any(counts.values())), st.integers(0, 30))
def test_a_tie_is_open_between_equal_remainders_and_leaves_someone_out(counts, seats):
    tie = largest_remainder(seats, counts).tie
    if tie is not None:
        shares = largest_remainder(seats, counts).shares
        assert 0 < tie.seats < len(tie.keys)
        assert len({shares[key].remainder for key in tie.keys}) == 1
