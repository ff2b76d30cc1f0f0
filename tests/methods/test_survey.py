"""Sample surveys (7.4): sizes and intervals against published tables, textbook examples and statsmodels."""

from fractions import Fraction
from itertools import combinations
from math import ceil

import pytest
from statsmodels.stats.proportion import proportion_confint, samplesize_confint_proportion
from statsmodels.stats.weightstats import DescrStatsW

from hubao.errors import HubaoError
from hubao.methods.survey import (
    Answers,
    allocation,
    draw,
    gather,
    mean_score,
    sample_size,
    satisfaction,
    to_send,
)

# R. V. Krejcie, D. W. Morgan, Determining Sample Size for Research Activities, Educational and Psychological
# Measurement 30 (1970), table 1: population → sample, 95 %, ±5 %, share one half.
KREJCIE_MORGAN = {
    10: 10,
    50: 44,
    100: 80,
    200: 132,
    500: 217,
    1000: 278,
    2000: 322,
    5000: 357,
    10_000: 370,
    50_000: 381,
    75_000: 382,
    1_000_000: 384,
}


@pytest.mark.parametrize(("population", "sample"), KREJCIE_MORGAN.items())
def test_sample_sizes_are_those_of_the_published_table(population: int, sample: int):
    # The table rounds to the nearest, a wanted precision asks for rounding up.
    assert sample_size(Fraction(1, 20), population) - sample in (0, 1)


@pytest.mark.parametrize(
    ("margin", "share"),
    [(Fraction(1, 20), Fraction(1, 2)), (Fraction(3, 100), Fraction(1, 2)), (Fraction(1, 50), Fraction(1, 5))],
)
def test_sample_sizes_without_a_population_are_those_of_statsmodels(margin: str, share: str):
    wanted, expected = Fraction(margin), Fraction(share)
    theirs = samplesize_confint_proportion(float(expected), float(wanted), alpha=0.05)
    assert sample_size(wanted, share=expected) == ceil(theirs)


def test_a_sample_is_never_larger_than_its_population():
    assert [sample_size(Fraction(1, 100), population) for population in (1, 2, 30)] == [1, 2, 30]


@pytest.mark.parametrize(
    "wrong",
    [
        {"margin": Fraction(0)},
        {"margin": Fraction(1)},
        {"margin": Fraction(1, 20), "population": 0},
        {"margin": Fraction(1, 20), "share": Fraction(1)},
    ],
)
def test_a_precision_out_of_range_is_refused(wrong: dict):
    with pytest.raises(HubaoError, match="0与1之间"):
        sample_size(**wrong)


def test_who_will_not_answer_is_asked_in_addition():
    assert to_send(278, Fraction(7, 10)) == 398  # 278 / 0.7 = 397.1
    assert to_send(278, Fraction(1)) == 278
    with pytest.raises(HubaoError, match="回收率"):
        to_send(278, Fraction(0))


def test_strata_get_their_share_rounded_up():
    assert allocation(100, {"a": 1, "b": 999}) == {"a": 1, "b": 100}  # 0.1 and 99.9
    assert allocation(10, {"a": 3, "b": 3}) == {"a": 3, "b": 3}  # five each, but there are three
    with pytest.raises(HubaoError):
        allocation(10, {"a": 0})


IDS = [f"P{number:03d}" for number in range(100)]


def test_a_draw_can_be_drawn_again_whatever_the_order_of_the_list():
    first = draw({"甲": IDS}, {"甲": 10}, 20241231)
    assert first == draw({"甲": IDS[::-1]}, {"甲": 10}, 20241231)
    assert first != draw({"甲": IDS}, {"甲": 10}, 20241230)
    assert first["甲"] == draw({"甲": IDS}, {"甲": 20}, 20241231)["甲"][:10]


def test_a_draw_favours_nobody():
    # Of 1,000 draws of 10 from 100, each id is expected 100 times; four standard deviations are 38.
    counts = dict.fromkeys(IDS, 0)
    for seed in range(1000):
        for one in draw({"甲": IDS}, {"甲": 10}, seed)["甲"]:
            counts[one] += 1
    assert sum(counts.values()) == 10_000
    assert all(62 <= count <= 138 for count in counts.values())


@pytest.mark.parametrize(("ids", "wanted"), [(["a", "a"], 1), (["a"], 2), ([], 1)])
def test_a_draw_from_a_bad_list_is_refused(ids: list[str], wanted: int):
    with pytest.raises(HubaoError, match="“甲”层"):
        draw({"甲": ids}, {"甲": wanted}, 1)


@pytest.mark.parametrize(("satisfied", "answered"), [(0, 12), (1, 12), (15, 20), (20, 20), (371, 500)])
def test_one_stratum_of_an_unknown_population_is_wilsons_interval(satisfied: int, answered: int):
    low, high = proportion_confint(satisfied, answered, alpha=0.05, method="wilson")
    found = satisfaction([Answers("全体", satisfied, answered, answered)])
    assert found.value == Fraction(satisfied, answered)
    assert float(found.interval.low) == pytest.approx(max(low, 0), abs=1e-9)
    assert float(found.interval.high) == pytest.approx(min(high, 1), abs=1e-9)


def test_wilsons_interval_of_a_textbook():
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
    # table I, method 3 (score, without continuity correction).
    for satisfied, answered, low, high in [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605")]:
        found = satisfaction([Answers("全体", satisfied, answered, answered)]).interval
        assert (f"{float(found.low):.4f}", f"{float(found.high):.4f}") == (low, high)
    found = satisfaction([Answers("全体", 0, 20, 20)]).interval
    assert (f"{float(found.low):.4f}", f"{float(found.high):.4f}") == ("0.0000", "0.1611")
    found = satisfaction([Answers("全体", 1, 29, 29)]).interval
    assert (f"{float(found.low):.4f}", f"{float(found.high):.4f}") == ("0.0061", "0.1718")


def test_a_known_population_leaves_less_doubt_and_a_census_none():
    widths = []
    for population in (None, 10_000, 200, 100):
        found = satisfaction([Answers("全体", 60, 100, 100, population=population)])
        widths.append(found.interval.high - found.interval.low)
    assert widths[0] > widths[1] > widths[2] > widths[3] == 0


def test_the_correction_is_that_of_the_effective_size():
    # 100 of 200 answered: (200 − 100) / (200 − 1) of the doubt is left, as if 199 had been asked.
    low, high = proportion_confint(60 * 199 / 100, 199, alpha=0.05, method="wilson")
    found = satisfaction([Answers("全体", 60, 100, 100, population=200)]).interval
    assert (float(found.low), float(found.high)) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_strata_weigh_by_their_population():
    # 90 % of 1,000 and 50 % of 9,000: 0.1 × 0.9 + 0.9 × 0.5 = 0.54, though half of the answers are of the small one.
    found = satisfaction([Answers("单位", 45, 50, 50, population=1000), Answers("个人", 25, 50, 50, population=9000)])
    assert found.value == Fraction(54, 100)
    assert found.weighted
    unknown = satisfaction([Answers("单位", 45, 50, 50, population=1000), Answers("个人", 25, 50, 50)])
    assert unknown.value == Fraction(70, 100)
    assert not unknown.weighted


def test_who_did_not_answer_counts_neither_way():
    found = satisfaction([Answers("全体", 30, 40, 45, population=500, sent=80)])
    assert (found.value, found.answered, found.sent, found.response) == (Fraction(3, 4), 40, 80, Fraction(1, 2))
    assert satisfaction([Answers("全体", 0, 0, 3, sent=80)]) is None
    half = satisfaction([Answers("甲", 3, 4, 4, population=10), Answers("乙", 0, 0, 0, population=10)])
    assert (half.value, half.silent) == (Fraction(3, 4), ("乙",))


def test_the_mean_of_one_stratum_is_that_of_statsmodels():
    scores = tuple(Fraction(one) for one in (80, 85, 90, 70, 95, 60, 88))
    found = mean_score([Answers("全体", 0, 7, 7, scores)])
    theirs = DescrStatsW([float(one) for one in scores]).zconfint_mean(alpha=0.05)
    assert found.value == sum(scores) / 7
    assert (float(found.interval.low), float(found.interval.high)) == pytest.approx(theirs, abs=1e-8)


def test_the_stratified_mean_has_the_variance_of_all_possible_samples():
    # Two of four and two of three, drawn in every possible way: the mean of the estimated variances over all samples
    # is the variance of the estimated mean (Cochran, Sampling Techniques, 5.3); exact, by enumeration.
    first, second = (Fraction(1), Fraction(4), Fraction(6), Fraction(9)), (Fraction(2), Fraction(3), Fraction(10))
    means, halves = [], []
    for one in combinations(first, 2):
        for other in combinations(second, 2):
            found = mean_score([Answers("甲", 0, 2, 2, one, 4), Answers("乙", 0, 2, 2, other, 3)])
            means.append(found.value)
            halves.append((found.interval.high - found.value) ** 2)
    whole = (sum(first) + sum(second)) / 7
    assert sum(means) / len(means) == whole
    spread = sum((one - whole) ** 2 for one in means) / len(means)
    z = 1.959963984540054
    assert float(sum(halves) / len(halves)) == pytest.approx(float(spread) * z**2, abs=1e-6)


def test_one_score_alone_has_no_interval():
    assert mean_score([Answers("全体", 0, 1, 1, (Fraction(80),))]).interval is None
    assert mean_score([Answers("全体", 0, 0, 0)]) is None


def test_answers_are_gathered_by_stratum():
    responses = [
        {"stratum": "单位", "satisfied": True, "score": None},
        {"stratum": "单位", "satisfied": None, "score": None},
        {"stratum": "个人", "satisfied": False, "score": None},
    ]
    people, units = gather(responses, [{"stratum": "个人", "population": 100, "sent": 10}])
    assert (people.stratum, people.satisfied, people.answered, people.population) == ("个人", 0, 1, 100)
    assert (units.stratum, units.satisfied, units.answered, units.returned, units.sent) == ("单位", 1, 1, 2, None)
    assert gather([], []) == ()
