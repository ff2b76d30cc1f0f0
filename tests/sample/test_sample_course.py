"""The years hang together: history quotes the year before, figures move by little, and lie in credible ranges."""

from fractions import Fraction

import pytest

from hubao.appraisal.agency import Category, Grade
from hubao.numerals import half_up
from hubao.ranking import competition_ranks

NOT_QUOTED = {(2024, "B36", 2023), (2024, "B38", 2023)}
"""Edge cases whose history was cut on purpose; agencies founded anew quote nothing at all."""


@pytest.mark.parametrize("later", [2023, 2024])
def test_history_quotes_what_the_earlier_year_came_to(sample, later):
    quoted = 0
    for agency in sample[later].inputs.agencies:
        past = agency.past(later - 1)
        if past is None or (later, agency.agency_id, later - 1) in NOT_QUOTED:
            continue
        before = sample[later - 1].agency(agency.agency_id)
        rate = Fraction(before.actuals.insured_members, before.actuals.union_members)
        assert past.coverage_rate == Fraction(half_up(rate, 4))
        assert past.premium_income == before.actuals.premium_income
        assert past.insured_members == before.actuals.insured_members
        assert past.insured_units == before.scale.insured_units
        assert past.total == sample[later - 1].card(agency.agency_id).total
        assert past.grade == sample[later - 1].grades[agency.agency_id].grade
        assert past.rank_in_group == sample[later - 1].ranks_in_group.get(agency.agency_id)
        quoted += 1
    assert quoted >= 63


def test_a_published_row_never_changes_later(sample):
    for agency in sample[2024].inputs.agencies:
        earlier = {past.year: past for past in sample[2023].agency(agency.agency_id).history}
        assert all(past == earlier[past.year] for past in agency.history if past.year < 2023)


@pytest.mark.parametrize("past_year", [2020, 2021])
def test_invented_years_are_ranked_by_their_totals(sample, past_year):
    for group in ("districts", "bureaus", "industry", "central"):
        rows = {key: sample[2022].agency(key).past(past_year) for key in sample[2022].members(group)}
        totals = {key: row.total for key, row in rows.items() if row}
        assert {key: row.rank_in_group for key, row in rows.items() if row} == competition_ranks(totals)


def test_most_agencies_score_as_offices_do(sample):
    for year in sample.values():
        totals = [card.total for card in year.cards.values()]
        assert sum(75 <= total <= 105 for total in totals) >= 50
        assert 8 <= sum(grade.grade is Grade.EXCELLENT for grade in year.grades.values()) <= 24
        assert 2 <= sum(total < 60 for total in totals) <= 5


def test_not_everybody_loses_the_same(sample):
    lost = {
        item: sum(card.line(item).lost > 0 for card in sample[2024].cards.values())
        for item in ("I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08", "I09", "I12", "I13", "I14", "I15", "I16")
    }
    assert all(3 <= count <= 40 for count in lost.values()), lost


def test_about_half_of_the_districts_and_fewer_bureaus_meet_both_targets(sample):
    for year in sample.values():
        for group, seats in (("districts", 17), ("bureaus", 40)):
            met = sum(year.card(key).met_targets for key in year.members(group))
            assert seats // 5 <= met <= seats * 3 // 5


def test_sizes_are_those_of_the_categories(sample):
    bounds = {
        Category.DISTRICT: (35_000, 650_000),
        Category.DEVELOPMENT_ZONE: (80_000, 160_000),
        Category.BUREAU: (700, 65_000),
        Category.INDUSTRY_UNION: (2_700, 85_000),
        Category.CENTRAL_UNIT: (1_300, 22_000),
    }
    for year in sample.values():
        for agency in year.inputs.agencies:
            low, high = bounds[agency.category]
            assert low <= agency.actuals.union_members <= high, agency.agency_id


def test_loans_are_rare_and_dispatches_few(sample):
    for year in sample.values():
        districts = [year.agency(key) for key in year.members("districts")]
        assert sum((agency.extras.loan_applications or 0) <= 4 for agency in districts) >= 14
        assert all((agency.actuals.dispatches_received or 0) <= 60 for agency in districts)


def test_a_third_hands_in_own_scores_and_some_are_hopeful(sample):
    for year in sample.values():
        sheets = [agency for agency in year.inputs.agencies if agency.self_scores]
        assert len(sheets) == 22
        assert all(len(agency.self_scores) == 17 for agency in sheets)
        above = [
            (agency.agency_id, score.item)
            for agency in sheets
            for score in agency.self_scores
            if score.self_points > year.card(agency.agency_id).line(score.item).points
        ]
        assert 10 <= len(above) <= 60


def test_every_pool_can_be_allocated(sample):
    for year in sample.values():
        for pool in year.policy.quota.pools:
            lines = year.allocation(pool.code)
            assert sum(line.seats for line in lines) == sum(pool.seats.values())
