"""What the readings weigh, checked against a year of four agencies that was worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hubao.appraisal.agency import Grade
from hubao.report.sensitivity import GradeChange, effects
from tests.report.years import named, year_of


@pytest.fixture(scope="module")
def year():
    # Everybody cleared exactly 80% of the dormant members, and nobody had a change of staff.
    return year_of(
        [
            named(1),  # on target everywhere: 90
            named(2, insured_members=5580),  # 93% of the coverage target, one full step short: 89
            named(3, failed_payment_people=5),  # five unpaid people: 90 - 2 = 88
            named(4, trainings=6, articles=6, member_activities=4, research_sessions=3, wechat_followers=1500),  # 97
        ]
    )


@pytest.fixture(scope="module")
def found(year):
    return {(effect.reading_id, effect.value): effect for effect in effects(year)}


def test_the_year_is_as_worked_out_by_hand(year):
    assert [card.total for card in year.cards.values()] == [90, 89, 88, 90 + 2 + 1 + 2 + 1 + 1]
    assert year.ranks_in_group == {"D04": 1, "D01": 2, "D02": 3, "D03": 4}


def test_every_alternative_of_every_switchable_reading_is_tried(year, found):
    readings = year.policy.readings.items()
    wanted = {(key, value) for key, one in readings for value in one.options if value != one.chosen}
    assert found.keys() == wanted
    assert ("A-G1", "begun") in wanted


@pytest.mark.parametrize(
    ("reading", "value", "changes", "ranks"),
    [
        # 7% short of the target: 1.4 steps instead of 1; the order stays 97, 90, 88.6, 88.
        ("A-G1", "proportional", {"D02": Fraction(-2, 5)}, ()),
        # The begun step counts: 88 points, the same as D03, which therefore shares the third place.
        ("A-G1", "begun", {"D02": Fraction(-1)}, ("D03",)),
        # 55.8% is 4.2 points below 60%, less than a step: D02 has 90 like D01.
        ("A-01a", "points", {"D02": Fraction(1)}, ("D02",)),
        # Exactly 80% would fail: everybody loses 4 points, the order stays.
        ("A-04a", "strict", dict.fromkeys(("D01", "D02", "D03", "D04"), Fraction(-4)), ()),
        ("B-06a", "one", dict.fromkeys(("D01", "D02", "D03", "D04"), Fraction(1)), ()),
        ("B-D4b", "five_is_one", {"D03": Fraction(1)}, ("D03",)),
        ("A-G5", "unmet", {}, ()),
        ("A-07b", "keep", {}, ()),
    ],
)
def test_totals_and_ranks_move_as_worked_out_by_hand(found, reading, value, changes, ranks):
    effect = found[reading, value]
    assert effect.changes == changes
    assert effect.lines == tuple(changes)
    assert effect.ranks == ranks


def test_a_grade_moves_where_the_total_crosses_a_bound(found):
    # 97 - 4 = 93, below the 95 of 优秀.
    assert found["A-04a", "strict"].grades == (GradeChange("D04", Grade.EXCELLENT, Grade.QUALIFIED),)
    assert all(not effect.grades for key, effect in found.items() if key != ("A-04a", "strict"))


def test_mean_and_largest_count_only_those_that_move(found):
    begun = found["A-G1", "begun"]
    assert begun.mean == -1
    assert begun.largest == ("D02", Fraction(-1))
    assert found["A-G5", "unmet"].mean == 0
    assert found["A-G5", "unmet"].largest is None


def test_a_trial_is_measured_against_itself(year):
    trial = year.with_readings({"B-06a": "one"})
    back = next(effect for effect in effects(trial) if effect.reading_id == "B-06a")
    assert back.value == "zero"
    assert set(back.changes.values()) == {Fraction(-1)}
