"""Figures as Chinese official text: rounded half up, exactly, and never so that they look like what they are not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubao.numerals import (
    bound,
    count,
    decimal_text,
    half_up,
    is_finite_decimal,
    money,
    percent,
    percent_against,
    points,
    signed,
    wan,
)

exactly = settings(derandomize=True, max_examples=100, deadline=None, database=None)
fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.5", 0, "1"),  # Python's round gives 0
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),  # Python's round gives 2
        ("-0.5", 0, "-1"),
        ("-2.5", 0, "-3"),
        ("0.49", 0, "0"),
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("1.005", 2, "1.01"),  # as a float it lies below
        ("2.675", 2, "2.68"),
        ("0.005", 2, "0.01"),
        ("0.00499", 2, "0.00"),
        ("-0.00499", 2, "0.00"),  # no minus zero
        ("1/3", 6, "0.333333"),
        ("2/3", 6, "0.666667"),
        ("-2/3", 6, "-0.666667"),
        ("9.995", 2, "10.00"),
        ("0", 2, "0.00"),
        ("123456789.125", 2, "123456789.13"),
    ],
)
def test_half_up_goes_away_from_zero(value, places, text):
    assert str(half_up(Fraction(value), places)) == text


def test_every_exact_kind_of_number_is_rounded_alike():
    assert half_up(5, 1) == half_up(Decimal(5), 1) == half_up(Fraction(5), 1) == Decimal("5.0")


@exactly
@given(fractions, st.integers(0, 6))
def test_rounding_moves_by_half_a_unit_at_most(value, places):
    off = Fraction(half_up(value, places)) - value
    assert abs(off) <= Fraction(1, 2 * 10**places)
    assert half_up(-value, places) == -half_up(value, places)


@exactly
@given(fractions, fractions, st.integers(0, 6))
def test_rounding_keeps_the_order(one, other, places):
    small, large = sorted((one, other))
    assert half_up(small, places) <= half_up(large, places)


@pytest.mark.parametrize(
    ("value", "finite"),
    [("1", True), ("0", True), ("1/8", True), ("3/25", True), ("1/3", False), ("1/6", False), ("-7/14", True)],
)
def test_which_numbers_have_an_end(value, finite):
    assert is_finite_decimal(Fraction(value)) is finite


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20, "20"),
        (0, "0"),
        (Fraction(39, 2), "19.5"),
        (Decimal("19.50"), "19.5"),
        (Fraction(1, 1024), "0.0009765625"),  # it ends, so nothing is cut
        (Fraction(58, 3), "19.333333"),
        (Fraction(-1, 3), "-0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Decimal("1000000.00"), "1000000"),  # no separators in a file
    ],
)
def test_numbers_of_a_file(value, text):
    assert decimal_text(value) == text


@exactly
@given(fractions)
def test_a_number_of_a_file_is_exact_when_it_ends(value):
    assert (Fraction(decimal_text(value)) == value) is is_finite_decimal(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20, "20"),
        (0, "0"),
        (Fraction(39, 2), "19.5"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction("18.9975"), "18.9975"),
        (Fraction(58, 3), "约19.3333"),
        (Fraction(1, 100000), "约0"),
        (Fraction("9.99996"), "约10"),
        (1234, "1,234"),
    ],
)
def test_points_are_exact_or_say_that_they_are_not(value, text):
    assert points(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(7, 2), "+3.5"),
        (-2, "-2"),
        (0, "0"),
        (Fraction(1, 3), "+0.33"),
        (Fraction(-2, 3), "-0.67"),
        (1500, "+1,500"),
    ],
)
def test_a_change_has_its_sign(value, text):
    assert signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(57, 60), "95.00%"),
        (Fraction(2, 3), "66.67%"),
        (0, "0.00%"),
        (1, "100.00%"),
        (Fraction(-1, 5), "-20.00%"),
        (Fraction(12345, 100), "12,345.00%"),
    ],
)
def test_a_rate_is_printed_with_two_decimals(value, text):
    assert percent(value) == text


def test_a_rate_may_be_printed_whole():
    assert (percent(Fraction(1, 2), 0), percent(Fraction(1, 8), 0)) == ("50%", "13%")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(4, 5), "80%"),
        (Fraction(1, 8), "12.5%"),
        (1, "100%"),
        (Fraction(35, 100), "35%"),
        (0, "0%"),
        (10, "1,000%"),
    ],
)
def test_a_bound_is_printed_as_the_document_has_it(value, text):
    assert bound(value) == text


@pytest.mark.parametrize(
    ("rate", "bounds", "text"),
    [
        ("0.79999", ["0.8"], "79.999%"),
        ("0.799999", ["0.8"], "79.9999%"),
        ("0.80001", ["0.8"], "80.001%"),
        ("0.8", ["0.8"], "80.00%"),  # it is the bound: nothing to tell apart
        ("2/3", ["0.8"], "66.67%"),
        ("0.7999", ["0.8"], "79.99%"),
        ("0.99999999", ["0.85", "1"], "99.999999%"),
        ("0.899999", ["0.85", "0.9", "1"], "89.9999%"),
        ("0.00001", ["0"], "0.001%"),
        ("0.5", [], "50.00%"),
    ],
)
def test_a_rate_never_looks_like_the_bound_it_misses(rate, bounds, text):
    assert percent_against(Fraction(rate), *map(Fraction, bounds)) == text


@exactly
@given(st.integers(1, 10**8), st.sampled_from(["0.4", "0.8", "0.95", "1"]))
def test_a_rate_one_case_off_never_looks_like_its_bound(whole, target):
    for off in (-1, 1):
        rate = Fraction(target) + Fraction(off, whole)
        assert percent_against(rate, Fraction(target)) != percent(Fraction(target))


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1240, "1,240"), (1234567, "1,234,567"), (-1240, "-1,240")]
)
def test_counts_have_separators(value, text):
    assert count(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1240000.5"), "1,240,000.50"), (0, "0.00"), (Decimal("-0.01"), "-0.01"), (Fraction(1, 3), "0.33")],
)
def test_money_has_fen(value, text):
    assert money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1245000"), "124.50"),
        (0, "0.00"),
        (50, "0.01"),  # half up
        (Decimal("49.99"), "0.00"),
        (Decimal("999950"), "100.00"),
        (123456789012, "12,345,678.90"),
        (-1245000, "-124.50"),
    ],
)
def test_ten_thousands_of_yuan(value, text):
    assert wan(value) == text
