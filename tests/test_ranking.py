"""Ranks: equal totals share a rank, each group for itself, by the total without B5; a vetoed agency has none."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest

from hubao.appraisal.agency import Agency, Category, Decision, DecisionKind
from hubao.ranking import competition_ranks, median
from hubao.tables.inputs import Inputs
from hubao.year import Year, score_year
from tests.build import agency_with, all_at_most, on_target, policy_of


def ranks(*totals) -> list[int]:
    return list(competition_ranks({number: Fraction(total) for number, total in enumerate(totals)}).values())


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((), []),
        ((90,), [1]),
        ((95, 90, 80), [1, 2, 3]),
        ((80, 95, 90), [3, 1, 2]),
        ((95, 90, 90, 80), [1, 2, 2, 4]),
        ((95, 95, 95), [1, 1, 1]),
        ((95, 95, 90, 90, 80), [1, 1, 3, 3, 5]),
        ((0, 0, 1), [2, 2, 1]),
    ],
)
def test_equal_totals_share_a_rank_and_the_next_is_skipped(totals, expected):
    assert ranks(*totals) == expected


def test_totals_are_compared_exactly():
    third = Fraction(58, 3)
    assert ranks(third, Fraction(19333333, 1000000), third) == [1, 3, 1]  # both print as 19.33


def test_the_order_of_rows_does_not_matter():
    totals = {"a": Fraction(90), "b": Fraction(95), "c": Fraction(90), "d": Fraction(80)}
    for order in permutations(totals):
        assert competition_ranks({key: totals[key] for key in order}) == {"a": 2, "b": 1, "c": 2, "d": 4}


def test_the_best_of_some_is_first_and_everyone_is_ranked():
    found = ranks(3, 1, 4, 1, 5, 9, 2, 6, 5)
    assert found == [
        1 + sum(other > own for other in (3, 1, 4, 1, 5, 9, 2, 6, 5)) for own in (3, 1, 4, 1, 5, 9, 2, 6, 5)
    ]


@pytest.mark.parametrize(
    ("values", "middle"),
    [((5,), 5), ((1, 2), Fraction(3, 2)), ((3, 1, 2), 2), ((4, 1, 3, 2), Fraction(5, 2)), ((2, 2, 9), 2)],
)
def test_the_median_is_exact(values, middle):
    assert median(Fraction(value) for value in values) == middle


def test_there_is_no_median_of_nothing():
    with pytest.raises(ValueError, match="median of nothing"):
        median([])


# A whole year


def year_of(*agencies: Agency) -> Year:
    return score_year(policy_of(2022), Inputs(agencies, (), False, {}, ()))


def named(agency: Agency, agency_id: str, **changes) -> Agency:
    return agency_with(replace(agency, agency_id=agency_id), **changes)


DISTRICT, BUREAU = on_target(), on_target(Category.BUREAU)
VETO = (Decision(DecisionKind.VETO_SECURITY, "信息泄露"),)


def test_each_group_is_ranked_for_itself_and_all_together():
    year = year_of(
        named(DISTRICT, "D01"),  # 90
        named(DISTRICT, "D02", trainings=5),  # 91
        named(BUREAU, "B01", trainings=5),  # 91
        named(BUREAU, "B02", trainings=6),  # 92
        named(on_target(Category.INDUSTRY_UNION), "U01"),  # 90
        named(on_target(Category.CENTRAL_UNIT), "C01", audit_issues=1),  # 89
    )
    assert year.ranks == {"D01": 4, "D02": 2, "B01": 2, "B02": 1, "U01": 4, "C01": 6}
    assert year.ranks_in_group == {"D01": 2, "D02": 1, "B01": 2, "B02": 1, "U01": 1, "C01": 1}


def test_development_zones_are_ranked_with_the_districts():
    year = year_of(named(DISTRICT, "D01"), named(on_target(Category.DEVELOPMENT_ZONE), "K01", trainings=5))
    assert year.ranks_in_group == {"D01": 2, "K01": 1}


def test_loans_do_not_rank():
    """B-05c: only districts can earn B5, so the comparable total ranks, in the group as well."""
    year = year_of(
        named(DISTRICT, "D01", trainings=5),
        named(DISTRICT, "D02", loan_applications=10, loan_disbursed=all_at_most().extras.loan_disbursed),
        named(BUREAU, "B01", trainings=6),
    )
    assert [card.total for card in year.cards.values()] == [91, 100, 92]
    assert year.ranks == {"D01": 2, "D02": 3, "B01": 1}
    assert year.ranks_in_group == {"D01": 1, "D02": 2, "B01": 1}


def test_a_vetoed_agency_has_a_score_and_no_rank():
    """B-D1b: struck from the ranking; those behind it move up."""
    year = year_of(named(all_at_most(), "D01", decisions=VETO), named(DISTRICT, "D02"), named(DISTRICT, "D03"))
    assert year.cards["D01"].total == 125
    assert year.ranks == {"D02": 1, "D03": 1}
    assert year.ranks_in_group == {"D02": 1, "D03": 1}


def test_an_agency_graded_unqualified_without_veto_keeps_its_rank():
    year = year_of(named(DISTRICT, "D01", backlog_refusals=20), named(DISTRICT, "D02"))
    assert year.grades["D01"].grade == "unqualified"
    assert year.ranks == {"D01": 2, "D02": 1}


def test_when_all_are_vetoed_nobody_is_ranked():
    year = year_of(named(DISTRICT, "D01", decisions=VETO))
    assert (year.ranks, year.ranks_in_group) == ({}, {})
