"""Why a line has its points: every kind's sentence with its numbers, and the roll-up step by step."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hubao.policy.standard_loader import load_tree
from hubao.policy.standard_points import PointsFile
from hubao.standard.indicator import IndicatorScore, peers_of, score_indicator
from hubao.standard.record import Body, Judgement, Observation, Record
from hubao.standard.scheme import Scheme, scheme_of
from hubao.standard.score import BodyScore, score_bodies
from hubao.standard.words import figure_text, grade_reason, reason, roll_up_steps, target_text

TREE = load_tree(Path(__file__).parents[2] / "params" / "standard" / "tree.yaml")
GRADES = [
    {"grade": "excellent", "at_least": "90"},
    {"grade": "good", "at_least": "80"},
    {"grade": "qualified", "at_least": "60"},
]
BANDS = [{"at_least": "80%", "points": "3"}, {"at_least": "70%", "points": "2"}, {"at_least": "60%", "points": "1"}]
MONTHS = [{"at_least": "9", "points": "3"}, {"at_least": "6", "points": "1.5"}]


def scheme(indicators: dict[str, Any], **more: Any) -> Scheme:
    return scheme_of(TREE, PointsFile.model_validate({"indicators": indicators, "grades": GRADES, **more}))


def of(over: Any, under: Any) -> Observation:
    return Observation(numerator=Fraction(over), denominator=Fraction(under))


def given(value: Any) -> Observation:
    return Observation(value=Fraction(value))


def met(items: int, total: int) -> Observation:
    return Observation(items_met=items, items_total=total)


def record(key: str, code: str, observation: Observation | None, level: str = "县级") -> Record:
    return Record(Body(key, f"机构{key}", level), {} if observation is None else {code: observation})


def line_of(rule: dict[str, Any], observation: Observation, *others: Any, code: str = "1.1.1", factor: Any = 1):
    """The line of an indicator of three points, beside what its peers have."""
    file = scheme({code: {"points": "3", **rule}})
    peers = [record(f"Y{number}", code, given(value)) for number, value in enumerate(others)]
    own = record("X", code, observation)
    return score_indicator(file.rated[0], own, peers_of([own, *peers], file), own, Fraction(factor))


def judged_line(points: Any, factor: Any = 1) -> IndicatorScore:
    file = scheme({"1.5.3": {"points": "3", "kind": "judged"}})
    own = Record(Body("X", "机构X", "县级"), {}, {"1.5.3": Judgement(Fraction(points), "评价组", "现场查看记录")})
    return score_indicator(file.rated[0], own, {}, own, Fraction(factor))


RATIO = {"kind": "ratio", "target": "98%"}
THRESHOLD = {"kind": "threshold", "at_least": "75%"}
BANDED = {"kind": "bands", "bands": BANDS}
YEARLY = {"kind": "year_on_year", "target": "110%"}
PLACED = {"kind": "peer_percentile"}
FUND = {"kind": "bands", "bands": MONTHS, "unit": "个月"}


@pytest.mark.parametrize(
    ("rule", "observation", "said"),
    [
        # 3 × 49% ÷ 98%
        (RATIO, of(490, 1000), "490/1,000 = 49.00%，目标98%，按比例得3 × 49% ÷ 98% = 1.5分"),
        # 3 × 950/980 ÷ 0.98 = 2.96751…
        (RATIO, of(950, 980), "950/980 = 96.94%，目标98%，按比例得3 × 96.9388% ÷ 98% = 约2.9675分"),
        (RATIO, of(980, 1000), "980/1,000 = 98.00%，目标98%，达到目标，得满分3分"),
        (RATIO, of(1000, 1000), "1,000/1,000 = 100.00%，目标98%，达到目标，得满分3分"),
        (RATIO, of(0, 1000), "0/1,000 = 0.00%，目标98%，得0分"),
        (RATIO, given("0.49"), "0.49，目标0.98，按比例得3 × 0.49 ÷ 0.98 = 1.5分"),
        (
            {"kind": "ratio", "target": "9", "unit": "个月"},
            given(6),
            "6个月，目标9个月，按比例得3 × 6个月 ÷ 9个月 = 2分",
        ),
        (THRESHOLD, of(74, 100), "74/100 = 74.00%，界限75%，未达到，得0分"),
        (THRESHOLD, of(75, 100), "75/100 = 75.00%，界限75%，达到，得3分"),
        (THRESHOLD, given("0.7499999"), "0.7499999，界限0.75，未达到，得0分"),
        ({"kind": "threshold", "at_least": "9", "unit": "个月"}, given("9.5"), "9.5个月，界限9个月，达到，得3分"),
        (BANDED, of(85, 100), "85/100 = 85.00%，在80%以上一档，得3分"),
        (BANDED, of(80, 100), "80/100 = 80.00%，在80%以上一档，得3分"),
        (BANDED, of(79, 100), "79/100 = 79.00%，在70%以上一档，得2分"),
        (BANDED, of(60, 100), "60/100 = 60.00%，在60%以上一档，得1分"),
        (BANDED, of(59, 100), "59/100 = 59.00%，低于最低一档60%，得0分"),
        (FUND, given("8.99"), "8.99个月，在6个月以上一档，得1.5分"),
        (FUND, given("5.99"), "5.99个月，低于最低一档6个月，得0分"),
        (YEARLY, of(98, 100), "与上年之比 98/100 = 98.00%，由100%起得分、到110%得满分3分，得0分"),
        (YEARLY, of(100, 100), "与上年之比 100/100 = 100.00%，由100%起得分、到110%得满分3分，得0分"),
        # 3 × (1.05 − 1) ÷ (1.1 − 1)
        (YEARLY, of(105, 100), "与上年之比 105/100 = 105.00%，由100%起得分、到110%得满分3分，得1.5分"),
        (YEARLY, of(111, 100), "与上年之比 111/100 = 111.00%，由100%起得分、到110%得满分3分，得3分"),
        ({"kind": "checklist"}, met(0, 3), "3条中符合0条，得3 × 0/3 = 0分"),
        ({"kind": "checklist"}, met(2, 3), "3条中符合2条，得3 × 2/3 = 2分"),
        ({"kind": "checklist"}, met(2, 7), "7条中符合2条，得3 × 2/7 = 约0.8571分"),
        ({"kind": "checklist"}, met(4, 4), "4条中符合4条，得3 × 4/4 = 3分"),
    ],
)
def test_every_kind_says_its_numbers(rule, observation, said):
    assert reason(line_of(rule, observation)) == said


@pytest.mark.parametrize(
    ("rule", "others", "said"),
    [
        (PLACED, (1, 2, 3, 9), "5，同级其他4家中优于3家，得3 × 75.00% = 2.25分"),
        (PLACED, (5, 2, 9), "5，同级其他3家中优于1家、并列1家（各计一半），得3 × 50.00% = 1.5分"),
        (PLACED, (1, 2, 9), "5，同级其他3家中优于2家，得3 × 66.67% = 2分"),
        (PLACED, (9,), "5，同级其他1家中优于0家，得3 × 0.00% = 0分"),
        (PLACED | {"peers": "all"}, (1, 2), "5，全体其他2家中优于2家，得3 × 100.00% = 3分"),
        (PLACED | {"better": "lower"}, (1, 2, 9), "5，同级其他3家中优于1家，得3 × 33.33% = 1分"),
        (PLACED | {"unit": "人"}, (1, 2), "5人，同级其他2家中优于2家，得3 × 100.00% = 3分"),
    ],
)
def test_a_place_among_peers(rule, others, said):
    assert reason(line_of(rule, given(5), *others)) == said


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("2.5", "评价组评2.5分（满分3分），佐证：现场查看记录"),
        ("0", "评价组评0分（满分3分），佐证：现场查看记录"),
        ("3", "评价组评3分（满分3分），佐证：现场查看记录"),
    ],
)
def test_a_judgement(points, said):
    assert reason(judged_line(points)) == said


# What does not apply


@pytest.mark.parametrize("rule", [RATIO, BANDED, YEARLY, {"kind": "checklist"}, {"kind": "judged"}])
def test_what_does_not_apply_says_why(rule):
    file = scheme({"1.1.1": {"points": "3", **rule}})
    own = Record(Body("X", "机构X", "县级"), {}, {}, {"1.1.1": "没有这项业务"})
    (score,) = score_bodies([own], file)
    assert reason(score.line("1.1.1")) == "不适用：没有这项业务"


SCALED = "；本项目有指标不适用，分值按{}倍放大，得{}分"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        # The sentence first says what the indicator itself brings, then what became of it.
        (line_of(RATIO, of(490, 1000), factor=2), ("按比例得3 × 49% ÷ 98% = 1.5分", "2", "3")),
        (line_of(RATIO, of(99, 100), factor="5/3"), ("达到目标，得满分3分", "5/3", "5")),
        (line_of(THRESHOLD, of(75, 100), factor="4/3"), ("达到，得3分", "4/3", "4")),
        (line_of(THRESHOLD, of(74, 100), factor="4/3"), ("未达到，得0分", "4/3", "0")),
        (line_of(BANDED, of(70, 100), factor="3/2"), ("在70%以上一档，得2分", "3/2", "3")),
        (line_of(YEARLY, of(105, 100), factor=2), ("到110%得满分3分，得1.5分", "2", "3")),
        (line_of({"kind": "checklist"}, met(2, 3), factor="7/6"), ("得3 × 2/3 = 2分", "7/6", "约2.3333")),
        (line_of(PLACED, given(5), 1, 9, factor=2), ("得3 × 50.00% = 1.5分", "2", "3")),
        (judged_line("2.5", factor=2), ("评2.5分（满分3分），佐证：现场查看记录", "2", "5")),
    ],
)
def test_scaled_points_say_by_how_much(line, said):
    before, factor, after = said
    assert reason(line).endswith(f"{before}{SCALED.format(factor, after)}")


def test_unscaled_points_say_nothing_of_it():
    assert "放大" not in reason(line_of(RATIO, of(490, 1000)))


def test_scaling_is_told_as_it_was_done():
    """Of 3 + 2 + 1 points in 1.1, those for 1.1.1 go to the others: 6 ÷ 3 = 2."""
    points = {"1.1.1": "3", "1.1.2": "2", "1.1.3": "1"}
    indicators = {code: {"points": given_points, "kind": "judged"} for code, given_points in points.items()}
    own = Record(
        Body("X", "机构X", "县级"),
        {},
        {code: Judgement(Fraction(1), "评价组", "查看记录") for code in ("1.1.2", "1.1.3")},
        {"1.1.1": "没有这项业务"},
    )
    (score,) = score_bodies([own], scheme(indicators, excluded="spread_in_section"))
    assert [reason(line) for line in score.lines] == [
        "不适用：没有这项业务",
        f"评价组评1分（满分2分），佐证：查看记录{SCALED.format(2, 2)}",
        f"评价组评1分（满分1分），佐证：查看记录{SCALED.format(2, 2)}",
    ]


# Just beside a bound


def numbers(said: str) -> list[Fraction]:
    """The percentages of a sentence, as a reader would take them."""
    return [Fraction(text.replace(",", "")) for text in re.findall(r"([\d,]+(?:\.\d+)?)%", said)]


NEAR = [of(10**places * 3 - 4, 10**places * 4) for places in range(2, 11)]
"""Ever nearer below 75%: 74%, 74.9% …; ten thousand millions in the end."""


@pytest.mark.parametrize("observation", NEAR)
def test_a_figure_just_below_a_bound_is_not_printed_as_equal_to_it(observation):
    for rule in (THRESHOLD, {"kind": "bands", "bands": [{"at_least": "75%", "points": "3"}]}):
        line = line_of(rule, observation)
        figure, bound = numbers(reason(line))
        assert (line.points, bound) == (0, 75)
        assert figure < bound
    figure, target, *_ = numbers(reason(line_of(RATIO | {"target": "75%"}, observation)))
    assert figure < target == 75
    figure, _, target = numbers(reason(line_of(YEARLY | {"base": "50%", "target": "75%"}, observation)))
    assert figure < target == 75


@pytest.mark.parametrize("observation", [of(10**places * 3 + 4, 10**places * 4) for places in range(2, 11)])
def test_a_figure_just_above_a_bound_is_not_printed_as_equal_to_it(observation):
    figure, bound = numbers(reason(line_of(THRESHOLD, observation)))
    assert figure > bound == 75
    figure, base, _ = numbers(reason(line_of(YEARLY | {"base": "75%"}, observation)))
    assert figure > base == 75


@pytest.mark.parametrize("observation", NEAR)
def test_a_figure_is_printed_apart_from_every_bound(observation):
    """75% is the second band: who misses it by a hair is in the third, and must see why."""
    bands = [{"at_least": bound, "points": "1"} for bound in ("90%", "75%", "60%")]
    figure, held = numbers(reason(line_of({"kind": "bands", "bands": bands}, observation)))
    assert (figure < 75, held) == (True, 60)


@pytest.mark.parametrize("places", [7, 8, 9])
def test_a_figure_just_below_the_target_is_not_printed_as_equal_in_the_arithmetic(places):
    """97.99999% is no 98%: not 3 × 98% ÷ 98%."""
    said = reason(line_of(RATIO, of(98 * 10 ** (places - 2) - 1, 10**places)))
    _, target, figure, divisor = numbers(said)
    assert figure < target == divisor


def test_a_bound_that_has_no_end_is_not_printed_as_equal_to_a_figure_below_it():
    """A third is more than 33.3333%."""
    said = reason(line_of({"kind": "threshold", "at_least": "1/3"}, of(333333, 1000000)))
    assert said == "333,333/1,000,000 = 33.33330%，界限1/3，未达到，得0分"


def test_a_value_just_below_a_bound_that_has_no_end():
    """A third is more than 0.333333."""
    line = line_of({"kind": "threshold", "at_least": "1/3"}, given("0.333333"))
    assert "0.333333，界限0.333333，" not in reason(line)


# Figures alone


@pytest.mark.parametrize(
    ("observation", "bounds", "unit", "said"),
    [
        (of(950, 980), (), "", "950/980 = 96.94%"),
        (of(1_250_000, 1_000_000), (), "", "1,250,000/1,000,000 = 125.00%"),
        (of("0.5", 4), (), "", "0.5/4 = 12.50%"),
        (of(0, 7), (), "", "0/7 = 0.00%"),
        (of(79_999, 100_000), (), "", "79,999/100,000 = 80.00%"),
        (of(79_999, 100_000), ("0.8",), "", "79,999/100,000 = 79.999%"),
        (of(80_000, 100_000), ("0.8",), "", "80,000/100,000 = 80.00%"),
        (of(799_999, 1_000_000), ("0.9", "0.8", "0.7"), "", "799,999/1,000,000 = 79.9999%"),
        (met(2, 3), (), "", "3条中符合2条"),
        (met(0, 12), (), "条", "12条中符合0条"),
        (given("9.5"), (), "个月", "9.5个月"),
        (given(1200), (), "人", "1,200人"),
        (given("0.96"), (), "", "0.96"),
        (given("8.9999999"), ("9",), "个月", "8.9999999个月"),
    ],
)
def test_a_figure_is_written_as_it_was_given(observation, bounds, unit, said):
    assert figure_text(observation, *map(Fraction, bounds), unit=unit) == said


def test_thousands_of_an_amount_with_decimals_are_apart_too():
    assert figure_text(of("1234567.5", 2_000_000)) == "1,234,567.5/2,000,000 = 61.73%"


def test_a_quotient_with_a_unit_is_no_percentage():
    """Ninety millions in the fund and ten to pay a month last for nine months, not for 900%."""
    assert "%" not in reason(line_of(FUND, of(90, 10)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (line_of(RATIO, of(1, 2)), "目标98%"),
        (line_of(RATIO, given("0.5")), "目标0.98"),
        (line_of(THRESHOLD, of(1, 2)), "达到75%"),
        (line_of(BANDED, of(1, 2)), "80%以上3分；70%以上2分；60%以上1分"),
        (line_of(FUND, given(1)), "9个月以上3分；6个月以上1.5分"),
        (line_of(YEARLY, of(1, 2)), "与上年之比由100%到110%"),
        (line_of(PLACED, given(1), 2), "同级位次"),
        (line_of(PLACED | {"peers": "all"}, given(1), 2), "全体位次"),
        (line_of({"kind": "checklist"}, met(1, 3)), "逐条符合"),
        (judged_line(1), "评分0至3分"),
    ],
)
def test_what_full_points_ask_for(line, said):
    assert target_text(line) == said


# Grades


def total_of(general: Any, incentive: Any = 0) -> tuple[BodyScore, PointsFile]:
    """A body with so many general and incentive points."""
    file = scheme({"2.1.1": {"points": "100", "kind": "judged"}, "1.4.1": {"points": "5", "kind": "judged"}})
    points = {"2.1.1": Fraction(general), "1.4.1": Fraction(incentive)}
    own = Record(
        Body("X", "机构X", "县级"), {}, {code: Judgement(one, "评价组", "记录") for code, one in points.items()}
    )
    (score,) = score_bodies([own], file)
    return score, file.points


@pytest.mark.parametrize(
    ("general", "incentive", "said"),
    [
        ("95.5", 0, "总分95.5分，达到优秀的下限90分"),
        ("90", 0, "总分90分，达到优秀的下限90分"),
        ("89", 1, "总分90分，达到优秀的下限90分"),
        ("89.9999", 0, "总分89.9999分，达到良好的下限80分"),
        ("80", 0, "总分80分，达到良好的下限80分"),
        ("79.9999", 0, "总分79.9999分，达到合格的下限60分"),
        ("60", 0, "总分60分，达到合格的下限60分"),
        ("59.9999", 0, "总分59.9999分，低于合格的下限60分"),
        ("0", 0, "总分0分，低于合格的下限60分"),
        ("250/3", 0, "总分83.33分，达到良好的下限80分"),
        ("100", 5, "总分105分，达到优秀的下限90分"),
    ],
)
def test_the_grade_says_which_bound_is_reached(general, incentive, said):
    assert grade_reason(*total_of(general, incentive)) == said


@pytest.mark.parametrize("bound", [90, 80, 60])
@pytest.mark.parametrize("gap", [Fraction(1, 30_000), Fraction(1, 10**6)])
def test_a_total_just_below_a_bound_is_not_printed_as_equal_to_it(bound, gap):
    said = grade_reason(*total_of(bound - gap))
    assert not re.match(rf"总分约?{bound}分", said), said


# The roll-up, step by step

SIX = {"1.1.1": "3", "1.1.2": "2", "1.4.1": "2", "1.5.4": "2", "2.1.1": "5", "2.2.1": "4"}


def rolled_up(points: dict[str, Any], left_out: tuple[str, ...] = (), **more: Any) -> list[tuple[str, str]]:
    """The steps of a body that was given these points, of six indicators."""
    file = scheme({code: {"points": full, "kind": "judged"} for code, full in SIX.items()}, **more)
    judgements = {code: Judgement(Fraction(given_points), "评价组", "记录") for code, given_points in points.items()}
    own = Record(Body("X", "机构X", "县级"), {}, judgements, dict.fromkeys(left_out, "没有这项业务"))
    (score,) = score_bodies([own], file)
    return list(roll_up_steps(score, file.points))


GIVEN = {"1.1.1": "2.5", "1.1.2": "1", "1.4.1": "2", "1.5.4": "2", "2.1.1": "5", "2.2.1": "10/3"}


def test_sums_step_by_step():
    assert rolled_up(GIVEN) == [
        ("1.1 覆盖范围", "2.5 + 1 = 3.5"),
        ("1.4 财政投入", "2"),
        ("1.5 事业支撑", "2"),
        ("2.1 社会保险登记", "5"),
        ("2.2 社会保险费征缴", "约3.3333"),
        ("P1 事业发展", "3.5 + 2 + 2 = 7.5"),
        ("P1 业务经办", "5 + 约3.3333 = 约8.3333"),
        ("一般性指标", "3.5 + 约8.3333 = 约11.8333"),
        ("激励性指标", "4"),
        ("总分 P", "约11.8333 + 4 = 约15.8333"),
    ]


@pytest.mark.parametrize(
    ("cap", "incentive", "total"),
    [
        ("4", "4", "8.5 + 4 = 12.5"),  # just what was earned
        ("3.5", "4，按上限3.5分计", "8.5 + 3.5 = 12"),
        ("0", "4，按上限0分计", "8.5 + 0 = 8.5"),
    ],
)
def test_the_cap_is_told_where_it_takes_points_away(cap, incentive, total):
    steps = dict(rolled_up(GIVEN | {"2.2.1": "0"}, incentive_cap=cap))
    assert (steps["激励性指标"], steps["总分 P"]) == (incentive, total)


def test_what_does_not_apply_is_no_summand():
    steps = dict(rolled_up(GIVEN, ("1.1.1", "1.4.1", "2.2.1")))
    assert steps["1.1 覆盖范围"] == "1"
    assert steps["1.4 财政投入"] == steps["2.2 社会保险费征缴"] == "0"
    assert steps["P1 事业发展"] == "1 + 0 + 2 = 3"
    assert steps["P1 业务经办"] == "5 + 0 = 5"
    assert steps["总分 P"] == "6 + 2 = 8"


def test_scaled_points_are_summed_as_scaled():
    steps = dict(rolled_up(GIVEN, ("1.1.1",), excluded="spread_in_section"))
    assert steps["1.1 覆盖范围"] == "2.5"  # 1 × 5/2


def test_without_incentive_points_there_are_none():
    steps = dict(rolled_up(GIVEN | {"1.4.1": "0", "1.5.4": "0"}))
    assert steps["激励性指标"] == "0"


def test_weighted_levels_step_by_step():
    """Levels: 1.1 is 3.5 of 5, 2.1 all, 2.2 half; 2.1 and 2.2 weigh 5 and 4 of 9 points."""
    steps = rolled_up(GIVEN | {"2.2.1": "2"}, mode="weighted", weights={"1": "60%", "2": "40%"})
    assert steps == [
        ("1.1 覆盖范围", "（2.5 + 1） ÷ 5 × 100 = 70"),
        ("1.4 财政投入", "2"),
        ("1.5 事业支撑", "2"),
        ("2.1 社会保险登记", "5 ÷ 5 × 100 = 100"),
        ("2.2 社会保险费征缴", "2 ÷ 4 × 100 = 50"),
        ("P1 事业发展", "100% × 70 = 70"),
        ("P1 业务经办", "55.5556% × 100 + 44.4444% × 50 = 约77.7778"),
        ("一般性指标（加权）", "60% × 70 + 40% × 约77.7778 = 约73.1111"),
        ("激励性指标", "4"),
        ("总分 P", "约73.1111 + 4 = 约77.1111"),
    ]


def test_a_pillar_without_general_points_has_no_level():
    steps = dict(rolled_up(GIVEN, ("2.1.1", "2.2.1"), mode="weighted"))
    assert steps["P1 业务经办"] == "没有一般性指标"
    assert steps["一般性指标（加权）"] == "100% × 70 = 70"


def test_without_any_level_the_whole_says_so():
    steps = dict(rolled_up(GIVEN, ("1.1.1", "1.1.2", "2.1.1", "2.2.1"), mode="weighted"))
    assert steps["P1 事业发展"] == steps["P1 业务经办"] == "没有一般性指标"
    assert steps["一般性指标（加权）"] == "没有一般性指标"
