"""Largest remainder by the book: published results, worked examples, bounds, and what is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hubao.appraisal.apportion import Bound, NoBasisError, Tie, bounded, largest_remainder
from hubao.errors import HubaoError, TieError

# Published cases: seats, then party or state -> (votes or population, seats as published).
PUBLISHED = {
    # Namibia, National Assembly, 15-16 November 2004, final count of March 2005 (Electoral Commission of Namibia).
    # Quota 818439 / 72 = 11367.2; whole parts 54 5 3 3 2 1 0 0 0 = 68; the 4 largest remainders are
    # DTA .701, UDF .670, MAG .611, SWAPO .597.
    "Namibia 2004": (
        72,
        {
            "SWAPO": (620609, 55),
            "CoD": (59464, 5),
            "DTA": (42070, 4),
            "NUDO": (34814, 3),
            "UDF": (30355, 3),
            "RP": (16187, 1),
            "MAG": (6950, 1),
            "NDMC": (4380, 0),
            "SWANU": (3610, 0),
        },
    ),
    # Hong Kong, Legislative Council, constituency Hong Kong Island, 12 September 2004, the six lists by votes.
    # Quota 354095 / 6 = 59015.8; whole parts 2 1 1 1 0 0 = 5; remainders 13756, 15643, 14828, 6645 votes: the last
    # seat goes to the second list, 815 votes ahead of the third, and not to the list with the most votes.
    "Hong Kong Island 2004": (
        6,
        {
            "list A": (131788, 2),
            "list B": (74659, 2),
            "list C": (73844, 1),
            "list D": (65661, 1),
            "list E": (5313, 0),
            "list F": (2830, 0),
        },
    ),
    # United States, first census of 1790, Hamilton's bill of 1792 with 120 seats (Balinski and Young, "Fair
    # Representation", 1982). Quota 3615920 / 120 = 30132.7; whole parts sum to 111, and the 9 largest remainders are
    # NJ .959, VA .926, CT .860, SC .844, DE .843, VT .839, MA .774, NC .732, NH .707 (PA .366 is next).
    "United States 1790": (
        120,
        {
            "Virginia": (630560, 21),
            "Massachusetts": (475327, 16),
            "Pennsylvania": (432879, 14),
            "North Carolina": (353523, 12),
            "New York": (331589, 11),
            "Maryland": (278514, 9),
            "Connecticut": (236841, 8),
            "South Carolina": (206236, 7),
            "New Jersey": (179570, 6),
            "New Hampshire": (141822, 5),
            "Vermont": (85533, 3),
            "Georgia": (70835, 2),
            "Kentucky": (68705, 2),
            "Rhode Island": (68446, 2),
            "Delaware": (55540, 2),
        },
    ),
    # The textbook's six parties. Quota 100000 / 10 = 10000; whole parts 4 1 1 1 0 0 = 7; remainders .7 .6 .59 .2 .6
    # .31: the two equal ones, .6, both get a seat, so they are no tie.
    "six parties": (
        10,
        {
            "yellow": (47000, 5),
            "white": (16000, 2),
            "red": (15900, 1),
            "green": (12000, 1),
            "blue": (6000, 1),
            "pink": (3100, 0),
        },
    ),
    # The Alabama paradox, 3 % : 7 % : 90 %. 49 seats: 1.47 3.43 44.10; 51 seats: 1.53 3.57 45.90. The method is known
    # for it: the smallest loses a seat although there are two more. We follow the method.
    "paradox, 49 seats": (49, {"A": (3, 2), "B": (7, 3), "C": (90, 44)}),
    "paradox, 51 seats": (51, {"A": (3, 1), "B": (7, 4), "C": (90, 46)}),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_results_are_met(case):
    seats, parties = PUBLISHED[case]
    votes = {name: count for name, (count, _) in parties.items()}
    assert largest_remainder(seats, votes).seats == {name: won for name, (_, won) in parties.items()}


def test_every_step_of_a_share_can_be_read_off():
    # 7 seats, weights 5 : 3 : 2 -> 3.5, 2.1, 1.4; whole 3 + 2 + 1 = 6; remainders .5, .1, .4: the seventh goes to a
    result = largest_remainder(7, {"a": 5, "b": 3, "c": 2})
    steps = {key: (share.entitlement, share.whole, share.rank, share.extra) for key, share in result.shares.items()}
    assert steps == {
        "a": (Fraction(7 * 5, 10), 3, 1, 1),
        "b": (Fraction(7 * 3, 10), 2, 3, 0),
        "c": (Fraction(7 * 2, 10), 1, 2, 0),
    }
    assert {share.available for share in result.shares.values()} == {7}
    assert {share.basis for share in result.shares.values()} == {5 + 3 + 2}


def test_shares_are_listed_by_key_in_whatever_order_the_weights_come():
    assert list(largest_remainder(3, {"c": 1, "a": 2, "b": 3}).shares) == ["a", "b", "c"]
    assert list(bounded(3, {"c": 1, "a": 2, "b": 3}, caps={"b": 1}).shares) == ["a", "b", "c"]


def test_an_entitlement_without_remainder_has_no_rank():
    result = largest_remainder(4, {"a": 3, "b": 1})
    assert result.seats == {"a": 3, "b": 1}
    assert [share.rank for share in result.shares.values()] == [None, None]


def test_no_seats_are_shared_out_whatever_the_weights():
    assert largest_remainder(0, {"a": 0, "b": 0}).seats == {"a": 0, "b": 0}
    assert largest_remainder(0, {}).seats == {}


# Ties


def test_a_tie_for_the_last_seats_is_a_value_and_no_result():
    # 5 seats in three equal parts: 1.67 each; whole 3, two seats for three equal remainders
    result = largest_remainder(5, {"c": 1, "a": 1, "b": 1})
    assert result.tie == Tie(keys=("a", "b", "c"), seats=2)
    with pytest.raises(TieError, match="a、b、c 余数相同，争 2 个名额") as raised:
        _ = result.seats
    assert raised.value.candidates == ("a", "b", "c")


def test_only_the_remainders_at_the_line_are_tied():
    # 4 seats, 7 : 5 : 5 : 3 of 20 -> 1.4, 1, 1, .6: d takes the one seat left, nobody else is near
    assert largest_remainder(4, {"a": 7, "b": 5, "c": 5, "d": 3}).tie is None
    # 4 seats, 9 : 5 : 5 : 1 of 20 -> 1.8, 1, 1, .2
    assert largest_remainder(4, {"a": 9, "b": 5, "c": 5, "d": 1}).seats == {"a": 2, "b": 1, "c": 1, "d": 0}
    # 2 seats, 4 : 3 : 3 of 10 -> .8, .6, .6: a is above the line, b and c tie for the other
    assert largest_remainder(2, {"a": 4, "b": 3, "c": 3}).tie == Tie(keys=("b", "c"), seats=1)


def test_a_tie_in_which_everyone_gets_a_seat_is_none():
    # 2 seats, 2 : 2 : 1 of 5 -> .8, .8, .4
    result = largest_remainder(2, {"a": 2, "b": 2, "c": 1})
    assert result.tie is None
    assert result.seats == {"a": 1, "b": 1, "c": 0}
    assert [share.rank for share in result.shares.values()] == [1, 1, 3]


def test_equal_remainders_need_exact_arithmetic_to_be_seen():
    # 1/10 + 2/10 against 3/10: equal as fractions, unequal in binary floats
    weights = {"a": Fraction(1, 10) + Fraction(2, 10), "b": Fraction(3, 10)}
    assert largest_remainder(1, weights).tie == Tie(keys=("a", "b"), seats=1)


def test_a_settled_tie_is_a_result():
    result = largest_remainder(5, {"a": 1, "b": 1, "c": 1}).settle(["c", "a"])
    assert result.tie is None
    assert result.seats == {"a": 2, "b": 1, "c": 2}


@pytest.mark.parametrize("winners", [[], ["a"], ["a", "b", "c"], ["a", "x"], ["a", "a"]])
def test_a_tie_is_settled_for_as_many_of_the_tied_as_there_are_seats(winners):
    with pytest.raises(HubaoError, match="并列处理结果不符"):
        largest_remainder(5, {"a": 1, "b": 1, "c": 1}).settle(winners)


def test_without_a_tie_there_is_nothing_to_settle():
    with pytest.raises(HubaoError, match="没有待处理的并列"):
        largest_remainder(2, {"a": 1, "b": 1}).settle([])


# Bounds


def whole(result):
    return {key: share.whole for key, share in result.shares.items()}


def test_without_bounds_it_is_the_bare_method():
    weights = {"a": 5, "b": 3, "c": 2}
    assert bounded(7, weights) == largest_remainder(7, weights)


def test_a_cap_reached_hands_the_rest_on_and_may_make_another_reach_its_own():
    # 10 seats, 6 : 3 : 1. Round 1: a 6 >= 4, set. Round 2: 6 seats for 3 : 1 -> b 4.5 >= 4, set. c has the other 2.
    result = bounded(10, {"a": 6, "b": 3, "c": 1}, caps={"a": 4, "b": 4})
    assert result.seats == {"a": 4, "b": 4, "c": 10 - 4 - 4}
    assert result.shares["b"].entitlement == Fraction(6 * 3, 4)
    assert [share.bound for share in result.shares.values()] == [Bound.CAP, Bound.CAP, None]


def test_an_entitlement_just_under_the_cap_is_not_capped():
    # 10 seats, 39 : 61 -> 3.9 and 6.1; the remainder .9 takes a to its cap of 4, never over it
    result = bounded(10, {"a": 39, "b": 61}, caps={"a": 4, "b": 7})
    assert result.shares["a"].bound is None
    assert result.seats == {"a": 4, "b": 6}


def test_an_entitlement_equal_to_the_cap_is_capped_and_changes_nothing():
    result = bounded(8, {"a": 2, "b": 1, "c": 1}, caps={"a": 4})
    assert result.shares["a"].bound is Bound.CAP
    assert result.seats == {"a": 4, "b": 2, "c": 2}


def test_a_floor_takes_from_the_rest_and_may_push_another_below_its_own():
    # 10 seats, 69 : 21 : 10. Round 1: 6.9, 2.1, 1.0 -> c to 2. Round 2: 8 seats for 69 : 21 -> b 1.87 -> 2. a has 6.
    result = bounded(10, {"a": 69, "b": 21, "c": 10}, floors={"a": 2, "b": 2, "c": 2})
    assert result.seats == {"a": 10 - 2 - 2, "b": 2, "c": 2}
    assert [share.bound for share in result.shares.values()] == [None, Bound.FLOOR, Bound.FLOOR]


def test_an_entitlement_equal_to_the_floor_stands_by_itself():
    result = bounded(10, {"a": 9, "b": 1}, floors={"b": 1})
    assert result.shares["b"].bound is None
    assert result.seats == {"a": 9, "b": 1}


def test_caps_come_first_and_then_the_floors():
    # 12 seats, 80 : 10 : 7 : 3, cap 6, floor 1. a 9.6 -> 6. The other 6 for 10 : 7 : 3 -> 3, 2.1, .9: d to 1.
    # The last 5 for 10 : 7 -> 2.94, 2.06; whole 2 + 2, the fifth to b.
    bounds = {"floors": dict.fromkeys("abcd", 1), "caps": dict.fromkeys("abcd", 6)}
    result = bounded(12, {"a": 80, "b": 10, "c": 7, "d": 3}, **bounds)
    assert result.seats == {"a": 6, "b": 2 + 1, "c": 2, "d": 1}
    assert result.released == ()


def test_a_cap_gives_back_what_the_floors_of_the_others_need():
    # 10 seats, cap 6, floor 2. a 9.4 -> 6 leaves 4 for three floors of 2 = 6. They hold; a has the other 4.
    bounds = {"floors": dict.fromkeys("abcd", 2), "caps": dict.fromkeys("abcd", 6)}
    result = bounded(10, {"a": 94, "b": 3, "c": 2, "d": 1}, **bounds)
    assert result.seats == {"a": 10 - 3 * 2, "b": 2, "c": 2, "d": 2}
    assert result.released == ("a",)


def test_only_those_below_their_floors_are_held_when_caps_give_back():
    # 20 seats, cap 10, floor 3, 100 : 80 : 1 : 1 : 1 : 1. a 10.9 -> 10; the other 10: b 9.5, c to f .1 each, and five
    # floors of 3 = 15. c to f hold 3 each; a and b share 8 as 100 : 80 -> 4.44 and 3.56.
    bounds = {"floors": dict.fromkeys("abcdef", 3), "caps": dict.fromkeys("abcdef", 10)}
    result = bounded(20, {"a": 100, "b": 80, "c": 1, "d": 1, "e": 1, "f": 1}, **bounds)
    assert result.seats == {"a": 4, "b": 4, "c": 3, "d": 3, "e": 3, "f": 3}


def test_caps_given_back_are_still_caps():
    # 15 seats, cap 5, floor 3. a 14.8 -> 5; b 10 * 10/12 = 8.3 -> 5; 5 are left for floors of 3 + 3.
    # c and d hold 3 each; a and b share 9 as 1000 : 10 -> a 8.9 -> 5; b has the other 4.
    bounds = {"floors": dict.fromkeys("abcd", 3), "caps": dict.fromkeys("abcd", 5)}
    result = bounded(15, {"a": 1000, "b": 10, "c": 1, "d": 1}, **bounds)
    assert result.seats == {"a": 5, "b": 9 - 5, "c": 3, "d": 3}
    assert result.released == ("a", "b")


def test_where_the_bounds_leave_no_choice_no_weight_is_needed():
    nobody = {"a": 0, "b": 0}
    assert bounded(5, nobody, caps={"a": 3, "b": 2}).seats == {"a": 3, "b": 2}
    assert bounded(5, nobody, floors={"a": 3, "b": 2}).seats == {"a": 3, "b": 2}
    # a takes its cap of 3, and the other 2 are just the floors
    assert whole(bounded(5, {"a": 1, "b": 0, "c": 0}, floors={"b": 1, "c": 1}, caps={"a": 3})) == {
        "a": 3,
        "b": 1,
        "c": 1,
    }


def test_a_tie_within_the_bounds_is_declared():
    # 6 seats, 4 : 1 : 1, cap 3 on a: the other 3 are 1.5 each
    assert bounded(6, {"a": 4, "b": 1, "c": 1}, caps={"a": 3}).tie == Tie(keys=("b", "c"), seats=1)


# Refused


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"b": 0, "a": 0}])
def test_seats_without_any_weight_have_no_basis(weights):
    with pytest.raises(NoBasisError, match="还有 3 个名额没有分配依据") as raised:
        largest_remainder(3, weights)
    assert (raised.value.seats, raised.value.keys) == (3, tuple(sorted(weights)))


def test_seats_left_over_by_caps_have_no_basis_if_only_weights_of_0_remain():
    with pytest.raises(NoBasisError) as raised:
        bounded(5, {"a": 1, "b": 0, "c": 0}, caps={"a": 3})
    assert (raised.value.seats, raised.value.keys) == (5 - 3, ("b", "c"))
    with pytest.raises(NoBasisError) as raised:
        bounded(5, {"a": 1, "b": 0, "c": 0}, floors={"b": 1}, caps={"a": 3})
    assert raised.value.seats == 5 - 3 - 1
    # both floors are met, and still one seat is left
    with pytest.raises(NoBasisError) as raised:
        bounded(6, {"a": 1, "b": 0, "c": 0}, floors={"b": 1, "c": 1}, caps={"a": 3})
    assert (raised.value.seats, raised.value.keys) == (6 - 3 - 2, ("b", "c"))


def test_negative_numbers_are_refused():
    with pytest.raises(HubaoError, match="名额数不能为负：-1"):
        largest_remainder(-1, {"a": 1})
    with pytest.raises(HubaoError, match="权重不能为负：b（-1/2）"):
        bounded(1, {"a": 1, "b": Fraction(-1, 2)})


@pytest.mark.parametrize("weight", [0.5, Decimal("0.5")])
def test_weights_are_exact_or_refused(weight):
    with pytest.raises(TypeError, match="权重须为整数或分数"):
        largest_remainder(1, {"a": weight})


def test_bounds_that_cannot_be_met_are_refused():
    with pytest.raises(HubaoError, match="a 的下限 3 大于上限 2"):
        bounded(5, {"a": 1, "b": 1}, floors={"a": 3}, caps={"a": 2})
    with pytest.raises(HubaoError, match="下限合计 6，多于名额 5"):
        bounded(5, {"a": 1, "b": 1}, floors={"a": 3, "b": 3})
    with pytest.raises(HubaoError, match="上限合计 4，少于名额 5"):
        bounded(5, {"a": 1, "b": 1}, caps={"a": 2, "b": 2})
    # one key without a cap can take any number
    assert bounded(5, {"a": 1, "b": 1}, caps={"a": 2, "b": None}).seats == {"a": 2, "b": 3}
