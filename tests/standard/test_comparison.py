"""Comparison with peers of the year and with one's own past (7.1), and which sections are called clear differences."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from statistics import median as plain_median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubao.policy.standard_loader import load_tree
from hubao.policy.standard_points import PointsFile
from hubao.standard.comparison import (
    CLEAR,
    Change,
    changes,
    clear_differences,
    horizontal,
    rates_by_section,
    vertical,
)
from hubao.standard.record import Body, Judgement, PastScore, Record
from hubao.standard.scheme import scheme_of
from hubao.standard.score import score_bodies

TREE = load_tree(Path(__file__).parents[2] / "params" / "standard" / "tree.yaml")

exactly = settings(derandomize=True, max_examples=100, deadline=None, database=None)
many = st.lists(st.integers(0, 6).map(lambda part: Fraction(part, 6)), min_size=1, max_size=12)


def values_of(*values: int | str | Fraction) -> dict[str, Fraction]:
    """Values of bodies a, b, c …, in this order."""
    return {chr(ord("a") + number): Fraction(value) for number, value in enumerate(values)}


def standing(*values: int | str | Fraction):
    """Where the first of some values stands."""
    return horizontal(values_of(*values), "a")


# Peers of the same year


@pytest.mark.parametrize(
    ("values", "rank", "shared", "percentile"),
    [
        ((90, 80, 70), 1, 1, 1),
        ((80, 90, 70), 2, 1, Fraction(1, 2)),
        ((70, 80, 90), 3, 1, 0),
        ((90, 90, 80, 70), 1, 2, Fraction(5, 6)),  # better than 2, level with 1, of 3: 2½ / 3
        ((80, 90, 90, 80), 3, 2, Fraction(1, 6)),  # level with 1 of 3: ½ / 3
        ((70, 90, 90, 80), 4, 1, 0),
        ((80, 80, 80), 1, 3, Fraction(1, 2)),
        ((0, 0), 1, 2, Fraction(1, 2)),
    ],
)
def test_rank_and_percentile(values, rank, shared, percentile):
    found = standing(*values)
    assert (found.rank, found.of, found.shared) == (rank, len(values), shared)
    assert found.percentile == percentile


@pytest.mark.parametrize(
    ("values", "best", "middle", "to_best", "to_middle"),
    [
        ((80, 90, 70), 90, 80, 10, 0),
        ((70, 90, 80), 90, 80, 20, -10),
        ((90, 80, 70), 90, 80, 0, 10),
        ((80, 90, 70, 60), 90, 75, 10, 5),  # between 80 and 70
        ((60, 90, 70, 65), 90, Fraction(135, 2), 30, Fraction(-15, 2)),
        ((80, 80), 80, 80, 0, 0),
        (("1/3", "2/3", "1/2"), Fraction(2, 3), Fraction(1, 2), Fraction(1, 3), Fraction(-1, 6)),
    ],
)
def test_distance_to_the_best_and_to_the_median(values, best, middle, to_best, to_middle):
    found = standing(*values)
    assert (found.value, found.best, found.middle) == (Fraction(values[0]), best, middle)
    assert (found.to_best, found.to_middle) == (to_best, to_middle)


def test_who_is_alone_has_no_percentile():
    found = standing(80)
    assert (found.rank, found.of, found.shared, found.worse) == (1, 1, 1, 0)
    assert (found.best, found.middle, found.to_best, found.to_middle) == (80, 80, 0, 0)
    assert found.percentile is None


def test_totals_are_compared_exactly():
    assert standing("58/3", "19.333333").rank == 1  # both print as 19.33
    assert standing("19.333333", "58/3").rank == 2


def test_who_is_not_among_them_has_no_standing():
    with pytest.raises(KeyError):
        horizontal(values_of(80, 90), "z")


@exactly
@given(many)
def test_places_are_counted_out(found):
    values = values_of(*found)
    for key, own in values.items():
        others = [value for name, value in values.items() if name != key]
        place = horizontal(values, key)
        assert place.rank == 1 + len([value for value in others if value > own])
        assert place.shared == 1 + others.count(own)
        assert place.best == max(found)
        assert place.middle == plain_median(found)
        if others:
            halves = sum(2 if value < own else value == own for value in others)
            assert place.percentile == Fraction(halves, 2 * len(others))


@exactly
@given(many.filter(lambda found: len(found) > 1))
def test_percentiles_are_one_half_on_average(found):
    values = values_of(*found)
    assert sum(horizontal(values, key).percentile for key in values) == Fraction(len(values), 2)


# One's own past

PAST = (
    PastScore(2021, "", Fraction(78), grade="qualified"),
    PastScore(2023, "", Fraction("81.5"), grade="good"),
    PastScore(2023, "1", Fraction(26), Fraction(32)),
    PastScore(2023, "1.1", Fraction(7), Fraction(8)),
    PastScore(2024, "", Fraction(99), grade="excellent"),
)


def test_a_missing_year_is_there_without_a_value():
    assert vertical(PAST, "", 2024, 3) == (
        Change(2021, Fraction(78), "qualified"),
        Change(2022, None),
        Change(2023, Fraction("81.5"), "good"),
    )


def test_only_the_years_before_are_looked_at():
    assert [one.year for one in vertical(PAST, "", 2024, 1)] == [2023]
    assert [one.year for one in vertical(PAST, "", 2023, 2)] == [2021, 2022]
    assert vertical(PAST, "", 2024, 0) == ()


@pytest.mark.parametrize(("code", "value"), [("1", 26), ("1.1", 7), ("1.2", None), ("2", None)])
def test_a_pillar_or_section_has_a_past_of_its_own(code, value):
    assert vertical(PAST, code, 2024, 2) == (Change(2022, None), Change(2023, value))


def test_the_order_of_the_past_does_not_matter():
    assert vertical(reversed(PAST), "", 2024, 3) == vertical(PAST, "", 2024, 3)


def test_without_a_past_every_year_is_missing():
    assert vertical((), "", 2024, 2) == (Change(2022, None), Change(2023, None))


@pytest.mark.parametrize(
    ("now", "back", "gained"),
    [("84", 3, "2.5"), ("81.5", 3, "0"), ("80", 3, "-1.5"), ("84", 1, "2.5"), ("84", 0, None)],
)
def test_what_was_gained_since_last_year(now, back, gained):
    assert changes(Fraction(now), vertical(PAST, "", 2024, back)) == (None if gained is None else Fraction(gained))


def test_nothing_is_gained_since_a_year_without_a_value():
    assert changes(Fraction(84), vertical(PAST, "", 2023, 2)) is None  # 2022 is missing, 2021 is not last year


# Sections that are clearly better or worse


def called(*values: int | str | Fraction) -> str:
    """What the first body's section is called, for the rates of all."""
    strengths, weaknesses = clear_differences({"1.1": values_of(*values)}, "a")
    assert not (strengths and weaknesses)
    return "strength" if strengths else "weakness" if weaknesses else ""


def test_the_bound_is_two_thirds_of_the_peers():
    assert Fraction(2, 3) == CLEAR


@pytest.mark.parametrize(
    ("values", "name"),
    [
        # Three others: two of them are just two thirds.
        ((5, 4, 4, 6), "strength"),
        ((5, 4, 6, 6), "weakness"),
        ((5, 4, 5, 6), ""),
        ((5, 4, 4, 5), "strength"),
        ((5, 6, 6, 5), "weakness"),
        ((5, 4, 5, 5), ""),
        ((5, 6, 5, 5), ""),
        # Six others: four are two thirds, three are not.
        ((5, 4, 4, 4, 4, 6, 6), "strength"),
        ((5, 4, 4, 4, 6, 6, 6), ""),
        ((5, 6, 6, 6, 6, 4, 4), "weakness"),
        ((5, 6, 6, 6, 5, 5, 5), ""),
        ((5, 4, 4, 4, 5, 5, 5), ""),
        # Four others: three are more than two thirds, two are less.
        ((5, 4, 4, 4, 6), "strength"),
        ((5, 4, 4, 6, 6), ""),
        ((5, 6, 6, 6, 4), "weakness"),
        # Five others: four are more than two thirds, three are less.
        ((5, 4, 4, 4, 4, 6), "strength"),
        ((5, 4, 4, 4, 6, 6), ""),
        # One other: better or worse than all.
        ((5, 4), "strength"),
        ((5, 6), "weakness"),
        ((5, 5), ""),
        # Nobody else.
        ((5,), ""),
    ],
)
def test_two_thirds_of_the_peers_make_a_clear_difference(values, name):
    assert called(*values) == name


@pytest.mark.parametrize("of", [1, 2, 3, 6, 12])
def test_where_everybody_has_full_marks_nobody_has_a_strength_or_weakness(of):
    rates = {"1.1": values_of(*[1] * of), "2.1": values_of(*[0] * of)}
    for key in rates["1.1"]:
        assert clear_differences(rates, key) == ([], [])


def test_where_most_have_full_marks_only_the_others_differ():
    rates = {"1.1": values_of(1, 1, 1, 1, "0.9")}
    assert [bool(clear_differences(rates, key)[0]) for key in "abcde"] == [False] * 5
    assert [bool(clear_differences(rates, key)[1]) for key in "abcde"] == [False] * 4 + [True]


def test_a_hair_is_a_difference_where_it_parts_two_thirds():
    hair = Fraction(1, 10**9)
    assert called(1, 1 - hair, 1 - hair, 1) == "strength"
    assert called(1 - hair, 1, 1, 1 - hair) == "weakness"


def test_a_section_that_does_not_apply_is_left_out():
    rates = {"1.1": values_of(1, "0.5", "0.5"), "1.2": {"b": Fraction(1), "c": Fraction(0)}}
    assert [code for code, _ in clear_differences(rates, "a")[0]] == ["1.1"]


def test_strengths_and_weaknesses_come_with_their_standing():
    rates = {"1.1": values_of("0.9", "0.8", "0.7"), "1.2": values_of("0.2", "0.8", "0.4")}
    ((strength, above),), ((weakness, below),) = clear_differences(rates, "a")
    assert (strength, above.rank, above.of, above.to_middle) == ("1.1", 1, 3, Fraction(1, 10))
    assert (weakness, below.rank, below.of, below.to_middle) == ("1.2", 3, 3, Fraction(-1, 5))


def test_the_clearest_come_first():
    """By how many are passed, then by the distance to the median, then by code."""
    rates = {
        "1.1": values_of(5, 4, 4, 6),
        "1.2": values_of(7, 4, 4, 6),
        "1.3": values_of(9, 4, 4, 6),
        "1.4": values_of(9, 4, 4, 6),
        "2.1": values_of(5, 6, 6, 4),
        "2.2": values_of(3, 6, 6, 4),
        "2.3": values_of(1, 6, 6, 4),
    }
    strengths, weaknesses = clear_differences(rates, "a")
    assert [code for code, _ in strengths] == ["1.3", "1.4", "1.2", "1.1"]
    assert [code for code, _ in weaknesses] == ["2.3", "2.2", "2.1"]


def test_the_part_of_the_peers_counts_not_their_number():
    """Better than two of two peers is clearer than better than three of four, and so is worse."""
    two, four = values_of(5, 4, 4), values_of(5, 4, 4, 4, 6)
    strengths, _ = clear_differences({"1.1": four, "1.2": two}, "a")
    assert [code for code, _ in strengths] == ["1.2", "1.1"]
    two, six = values_of(5, 6, 6, 5), values_of(5, 6, 6, 6, 6, 6, 4)  # worse than 2 of 3, and than 5 of 6
    _, weaknesses = clear_differences({"1.1": two, "1.2": six}, "a")
    assert [code for code, _ in weaknesses] == ["1.2", "1.1"]


def test_a_tie_makes_no_weakness_clearer():
    """Of six peers, four are better and two level, or five are better and one is worse: the second is clearer."""
    rates = {"1.1": values_of(5, 6, 6, 6, 6, 5, 5), "1.2": values_of(5, 6, 6, 6, 6, 6, 4)}
    _, weaknesses = clear_differences(rates, "a")
    assert [code for code, _ in weaknesses] == ["1.2", "1.1"]


@exactly
@given(many.filter(lambda found: len(found) > 1))
def test_clear_differences_are_counted_out(found):
    values = values_of(*found)
    for key, own in values.items():
        others = [value for name, value in values.items() if name != key]
        strengths, weaknesses = clear_differences({"1.1": values}, key)
        assert bool(strengths) == (3 * len([value for value in others if value < own]) >= 2 * len(others))
        assert bool(weaknesses) == (3 * len([value for value in others if value > own]) >= 2 * len(others))


# The rates that are compared


def test_rates_are_of_general_points_alone():
    """Section 1.4 has incentive indicators only, and 2.1 does not apply to b: neither has a rate there."""
    file = PointsFile.model_validate(
        {
            "indicators": {
                "1.1.1": {"points": "4", "kind": "judged"},
                "1.4.1": {"points": "2", "kind": "judged"},
                "1.5.1": {"points": "3", "kind": "judged"},
                "1.5.4": {"points": "1", "kind": "judged"},
                "2.1.1": {"points": "5", "kind": "judged"},
            },
            "grades": [{"grade": "qualified", "at_least": "6"}],
        }
    )
    given_points = {"a": {"1.1.1": 3, "1.4.1": 2, "1.5.1": 1, "1.5.4": 1, "2.1.1": 5}}
    given_points["b"] = {"1.1.1": 4, "1.4.1": 0, "1.5.1": 3, "1.5.4": 0}
    records = [
        Record(
            Body(key, f"机构{key}", "县级"),
            {},
            {code: Judgement(Fraction(one), "评价组", "记录") for code, one in points.items()},
            {} if "2.1.1" in points else {"2.1.1": "没有这项业务"},
        )
        for key, points in given_points.items()
    ]
    assert rates_by_section(score_bodies(records, scheme_of(TREE, file))) == {
        "1.1": {"a": Fraction(3, 4), "b": 1},
        "1.5": {"a": Fraction(1, 3), "b": 1},
        "2.1": {"a": 1},
    }
