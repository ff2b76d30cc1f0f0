"""Whether grades hold: the draws against the exact roll-up, and cases worked by hand."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from hubao.evaluation import Evaluation, open_standard
from hubao.methods.robustness import draw_totals, exact_totals, left_out, multipliers, other_mode, trial
from hubao.policy.standard_loader import load_tree
from hubao.policy.standard_points import PointsFile
from hubao.ranking import competition_ranks
from hubao.standard.record import Body, Observation, Record
from hubao.standard.rollup import grade_of
from hubao.standard.scheme import scheme_of
from hubao.standard.score import score_bodies
from tests.standard.project import TREE


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return open_standard(2024)


def scored(rates: dict[str, dict[str, str]], points: dict[str, str], **more):
    """Bodies with a rate for each indicator, scored in proportion; 60 for qualified, 80 for good, 90 for excellent."""
    file = PointsFile.model_validate(
        {
            "indicators": {code: {"points": full, "kind": "ratio", "target": 1} for code, full in points.items()},
            "grades": [
                {"grade": "excellent", "at_least": 90},
                {"grade": "good", "at_least": 80},
                {"grade": "qualified", "at_least": 60},
            ],
            "robustness": {"variation": "20%", "draws": 2000, "seed": 7},
            **more,
        }
    )
    records = [
        Record(Body(key, key, "县级"), {code: Observation(value=Fraction(rate)) for code, rate in own.items()})
        for key, own in rates.items()
    ]
    return score_bodies(records, scheme_of(load_tree(TREE), file)), file


@pytest.mark.parametrize("mode", ["sum", "weighted"])
def test_draws_give_the_totals_and_ranks_of_the_exact_roll_up(evaluation: Evaluation, mode: str):
    trialled = evaluation.with_points(evaluation.points.model_copy(update={"mode": mode}))
    scores = list(trialled.scores.values())
    drawn = multipliers(evaluation.points, len(scores[0].sections))
    found = draw_totals(scores, drawn)
    for number in range(0, len(drawn), 500):
        exact = exact_totals(scores, drawn[number])
        assert found.totals[number] == pytest.approx([float(one) for one in exact.values()], abs=1e-8)
        assert list(found.ranks[number]) == list(competition_ranks(exact).values())


def test_points_that_do_not_vary_give_the_scores_themselves(evaluation: Evaluation):
    scores = list(evaluation.scores.values())
    still = np.full((1, len(scores[0].sections)), 1000)
    assert exact_totals(scores, still[0]) == {one.body.body_id: one.points for one in scores}


def test_equal_bodies_stay_equal_in_every_draw():
    same = {"1.1.1": "0.7", "2.1.1": "0.3", "5.1.1": "1"}
    scores, file = scored({"A": same, "B": dict(same), "C": {**same, "5.1.1": "0.9"}}, dict.fromkeys(same, "100/3"))
    drawn = draw_totals(scores, multipliers(file, len(scores[0].sections)))
    assert (drawn.ranks == [1, 1, 3]).all()


def test_multipliers_stay_within_the_stated_bounds_and_can_be_drawn_again(evaluation: Evaluation):
    drawn = multipliers(evaluation.points, 23)
    assert drawn.shape == (10_000, 23)
    assert (drawn.min(), drawn.max()) == (800, 1200)
    assert (drawn == multipliers(evaluation.points, 23)).all()


def test_a_grade_holds_where_no_allowed_weight_can_change_it_and_not_where_one_can():
    # Two sections of 50. Sure: 95 and 95. Close: 100 and 60.2 give 80.1; with weights 1.2 : 0.8 it is 84.1, the other
    # way round 76.1. Level: 80 whatever the weights, which includes the bound.
    rates = {
        "SURE": {"1.1.1": "0.95", "2.1.1": "0.95"},
        "CLOSE": {"1.1.1": "1", "2.1.1": "0.602"},
        "LEVEL": {"1.1.1": "0.8", "2.1.1": "0.8"},
    }
    scores, file = scored(rates, {"1.1.1": "50", "2.1.1": "50"})
    found = trial(scores, file)
    assert found["SURE"].holds == found["LEVEL"].holds == 1
    assert found["LEVEL"].grades["good"] == 2000
    assert Fraction(1, 3) < found["CLOSE"].holds < Fraction(2, 3)
    assert found["CLOSE"].grades["good"] + found["CLOSE"].grades["qualified"] == 2000
    assert (found["SURE"].rank, found["SURE"].best_rank, found["SURE"].worst_rank) == (1, 1, 1)
    assert (found["CLOSE"].best_rank, found["CLOSE"].worst_rank) == (2, 3)


def test_the_counts_are_those_of_grading_every_draw(evaluation: Evaluation):
    scores = list(evaluation.scores.values())
    drawn = draw_totals(scores, multipliers(evaluation.points, len(scores[0].sections)))
    found = trial(scores, evaluation.points)
    for column, one in enumerate(scores[:12]):
        grades = [grade_of(Fraction(total), evaluation.points) for total in drawn.totals[:300, column]]
        assert set(grades) <= {grade for grade, number in found[one.body.body_id].grades.items() if number}
        assert sum(found[one.body.body_id].grades.values()) == 10_000


def test_leaving_an_indicator_out_scales_the_others_to_the_full_mark():
    # A: 90 of 100; without 1.1.1 (30 of 30) it is 60/70 × 100 = 85.7, no longer 优秀; without 2.1.1 (60 of 70) 100.
    scores, file = scored(
        {"A": {"1.1.1": "1", "2.1.1": "6/7"}, "B": {"1.1.1": "0", "2.1.1": "1"}}, {"1.1.1": "30", "2.1.1": "70"}
    )
    first, second = left_out(scores, file)
    assert (first.code, dict(first.grades), first.largest_move) == ("1.1.1", {"A": "good", "B": "excellent"}, 1)
    assert (second.code, dict(second.grades), second.largest_move) == ("2.1.1", {"B": "unqualified"}, 0)


def test_the_even_mode_weighs_sections_and_pillars_alike():
    # Pillar 1: sections at 100 % and 0 %, so 50; pillar 2: 100. Even: 75. By points 90 × 1 + 5 × 0 + 5 × 1 = 95.
    points = {"1.1.1": "90", "1.2.1": "5", "2.1.1": "5"}
    scores, file = scored({"A": {"1.1.1": "1", "1.2.1": "0", "2.1.1": "1"}}, points)
    assert scores[0].points == 95
    found = other_mode(scores, file)
    assert (found.totals["A"], found.grades["A"], found.ranks["A"]) == (75, "qualified", 1)


def test_incentive_points_stay_as_they_are():
    points = {"1.1.1": "50", "2.1.1": "50", "1.4.4": "2"}
    scores, file = scored({"A": {"1.1.1": "1", "2.1.1": "1", "1.4.4": "1"}}, points)
    drawn = draw_totals(scores, multipliers(file, len(scores[0].sections)))
    assert set(drawn.totals[:, 0]) == {102.0}


def test_a_body_to_which_a_section_does_not_apply_is_tried_as_well(evaluation: Evaluation):
    score = evaluation.scores["X09"]
    records = [replace(one.record, exclusions={}) for one in evaluation.scores.values()]
    assert score.line("4.5.1").excluded
    assert any(record.body.body_id == "X09" for record in records)
    assert evaluation.robustness["X09"].draws == 10_000
