"""Every deliberate edge case is really there: the figures lie where they should, and the lines come out as said."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hubao.appraisal.agency import Grade
from hubao.appraisal.line import Flag
from hubao.sample.years import EDGES

CLAIMS = ("claims_returned", "claims_submitted")
DORMANT = ("dormant_end", "dormant_start")
OVERCAP = ("overcap_declared", "overcap_due")
IDLE = ("accounts_idle", "accounts_total")
FOLLOWERS = ("wechat_followers", "mutual_members")
ON_TIME = ("dispatches_closed_on_time", "dispatches_received")
UNHAPPY = ("dispatches_dissatisfied", "dispatches_received")
BUDGET = ("budget_spent", "budget_planned")
APP = ("medical_claims_app", "medical_claims")

# year, agency, part and whole, exact rate, by how many the part misses it, item, its points
SHARES = [
    (2022, "D04", ON_TIME, "19/20", 0, "I11a", 4),
    (2022, "D04", UNHAPPY, "1/20", 0, "I11a", 4),
    (2022, "D05", ON_TIME, "18/19", 0, "I11a", 4 - 2 - 2),  # 94.74%, twice
    (2022, "D05", UNHAPPY, "1/19", 0, "I11a", 4 - 2 - 2),
    (2022, "D15", BUDGET, "0.85", 0, "I07", 7),
    (2022, "D16", BUDGET, "0.8499", 0, "I07", 7),  # 0.01 points short: no full step
    (2022, "D17", BUDGET, "0.80", 0, "I07", 7 - 1),
    (2022, "B02", BUDGET, "0.8001", 0, "I07", 7),
    (2022, "B03", BUDGET, "0.90", 0, "I07", 7 + 1),
    (2022, "B04", BUDGET, "0.8999", 0, "I07", 7),
    (2022, "B05", BUDGET, "0.95", 0, "I07", 7 + 2),
    (2022, "B06", BUDGET, "0.9499", 0, "I07", 7 + 1),
    (2022, "B07", BUDGET, "1", 0, "I07", 7 + 3),
    (2022, "B08", BUDGET, "1.0001", 0, "I07", 7),  # outside the band: the bonus is gone
    (2022, "B09", BUDGET, "1.0499", 0, "I07", 7),
    (2022, "B10", BUDGET, "1.05", 0, "I07", 7 - 1),
    (2022, "B11", CLAIMS, "1/5", 0, "I03", 3),  # 80% right
    (2022, "B12", CLAIMS, "1/5", +1, "I03", 0),
    (2022, "B13", CLAIMS, "1/5", -1, "I03", 3),
    (2022, "B14", DORMANT, "1/5", 0, "I04", 4),  # 80% cleared
    (2022, "B15", DORMANT, "1/5", +1, "I04", 0),
    (2022, "B16", DORMANT, "1/5", -1, "I04", 4),
    (2022, "B17", OVERCAP, "19/20", 0, "I05", 3),
    (2022, "B18", OVERCAP, "19/20", -1, "I05", 0),
    (2022, "B19", OVERCAP, "19/20", +1, "I05", 3),
    (2022, "B20", IDLE, "0.4", 0, "I08", 3),
    (2022, "B22", IDLE, "0.4", +1, "I08", 3),  # no full step of ten points
    (2022, "B23", IDLE, "0.5", 0, "I08", 3 - 1),
    (2022, "B24", IDLE, "0.5", -1, "I08", 3),
    (2022, "B25", FOLLOWERS, "0.1", 0, "I17", 2),
    (2022, "B26", FOLLOWERS, "0.1", -1, "I17", 2),
    (2022, "B27", FOLLOWERS, "0.05", 0, "I17", 2 - 1),
    (2022, "B28", FOLLOWERS, "0.05", +1, "I17", 2),
    (2022, "B29", FOLLOWERS, "0.15", 0, "I17", 2 + 1),
    (2022, "B30", FOLLOWERS, "0.15", -1, "I17", 2),
    (2022, "U02", APP, "0.5", 0, "B4", None),
    (2022, "U03", APP, "0.5", -1, "B4", None),
    (2023, "B09", IDLE, "0.35", 0, "I08", 3),  # the target of 2023 is 35%
    (2023, "B10", IDLE, "0.45", 0, "I08", 3 - 1),
    (2023, "U05", FOLLOWERS, "0", 0, "I17", 2 - 2),
    (2024, "D04", ON_TIME, "19/20", 0, "I11a", 4),
    (2024, "D04", UNHAPPY, "1/20", 0, "I11a", 4),
    (2024, "D15", BUDGET, "0.85", 0, "I07", 7),
    (2024, "D16", BUDGET, "0.8499", 0, "I07", 7),
    (2024, "B08", BUDGET, "1", 0, "I07", 7 + 3),
    (2024, "B09", BUDGET, "1.0001", 0, "I07", 7),
    (2024, "B35", BUDGET, "1.05", 0, "I07", 7 - 1),
    (2024, "U03", BUDGET, "0.95", 0, "I07", 7 + 2),
    (2024, "U04", BUDGET, "0.8999", 0, "I07", 7),
    (2024, "B13", CLAIMS, "1/5", 0, "I03", 3),
    (2024, "B14", CLAIMS, "1/5", +1, "I03", 0),
    (2024, "B15", DORMANT, "1/5", 0, "I04", 4),
    (2024, "B16", DORMANT, "1/5", +1, "I04", 0),
    (2024, "B18", OVERCAP, "19/20", 0, "I05", 3),
    (2024, "B19", OVERCAP, "18/19", 0, "I05", 0),
    (2024, "U02", IDLE, "0.4", 0, "I08", 3),
    (2024, "U05", IDLE, "0.4", +1, "I08", 3),
    (2024, "B23", FOLLOWERS, "0.1", 0, "I17", 2),
    (2024, "B24", FOLLOWERS, "0.05", 0, "I17", 2 - 1),
    (2024, "B25", FOLLOWERS, "0.15", 0, "I17", 2 + 1),
    (2024, "B21", APP, "0.5", 0, "B4", None),
    (2024, "B22", APP, "0.5", -1, "B4", None),
]

# year, agency, completion of the coverage target, by how many persons it is missed, points of no. 1, target met
COVERAGE = [
    (2022, "D01", "0.95", 0, 20 - 1, False),
    (2022, "D02", "0.95", +1, 20, False),
    (2022, "D03", "0.95", -1, 20 - 1, False),
    (2023, "D08", "352.8/352", 0, 20, True),  # the changed target governs
    (2023, "B12", "1", -1, 20, False),
    (2023, "B16", "1", 0, 20, True),
    (2023, "U04", "0.9", 0, 20 - 2, False),
    (2024, "D01", "0.95", 0, 20 - 1, False),
    (2024, "D02", "1", 0, 20, True),
    (2024, "D03", "1", -1, 20, False),
    (2024, "B17", "1.05", 0, 20, True),
    (2024, "B34", "561.45/561", 0, 20, True),  # the changed target governs
]

# year, agency, completion of the fee target, by how many fen it is missed, points of no. 2, target met
PREMIUM = [
    (2022, "B31", "1", 0, 15, True),
    (2022, "B32", "1", -1, 15, False),
    (2023, "D04", "0.98", 0, 15, False),
    (2023, "D10", "0.95", 0, 15 - 1, False),
    (2023, "D11", "0.95", -1, 15 - 1, False),
    (2023, "D12", "0.95", +1, 15, False),
    (2024, "D02", "1", 0, 15, True),
    (2024, "B03", "1", 0, 15, True),
    (2024, "B04", "1", -1, 15, False),
]

# year, agency, points over last year's published rate, by how many persons they are missed, points of B1
GROWTH = [
    (2023, "D01", 1, 0, 1),
    (2023, "D02", 1, -1, 0),
    (2023, "D03", 5, 0, 5),
    (2023, "D04", 1, 0, 0),  # the fee target is not met
    (2024, "D13", -2, 0, 0),
    (2024, "D17", 1, 0, 1),
]

# year, agency, applications, yuan paid out, points of B5
LOANS = [
    (2022, "D07", 10, "500000", 3),
    (2022, "D08", 9, "5000000", 0),
    (2022, "D10", 10, "1000000", 5),
    (2023, "D06", 15, "1500000", 8),
    (2023, "D07", 18, "2000000", 10),
    (2024, "D07", 9, "3000000", 0),
    (2024, "D11", 10, "999900", 3),
]

# year, agency, item, fields that are zero, points
ZEROS = [
    (2022, "D06", "I11a", ("dispatches_received",), 4),
    (2022, "B34", "I03", CLAIMS, 3),
    (2022, "B35", "I04", DORMANT, 4),
    (2022, "B38", "I05", OVERCAP, 3),
    (2022, "B40", "I08", IDLE, 3),
    (2022, "U01", "B4", APP, None),
    (2022, "C03", "I11b", ("org_changes_due", "staff_changes"), 4),
    (2024, "D12", "I11a", ("dispatches_received",), 4),
    (2024, "B11", "I03", CLAIMS, 3),
    (2024, "B12", "I04", DORMANT, 4),
    (2024, "C03", "I05", OVERCAP, 3),
    (2024, "B10", "I08", IDLE, 3),
    (2024, "B10", "I11b", ("org_changes_due",), 4),
    (2024, "B20", "B4", APP, None),
]

# year, agency, fields and their values, item, its points
COUNTS = [
    (2022, "U04", {"org_changes_due": 2, "org_changes_on_time": 1}, "I11b", 0),
    (2022, "C01", {"failed_payment_people": 4}, "D4", None),
    (2022, "C02", {"failed_payment_people": 5}, "D4", None),
    (2022, "C03", {"staff_changes": 0}, "B6", 0),
    (2023, "B03", {"archive_loss": True}, "I06", 0),
    (2023, "B05", {"audit_issues": 4}, "I09", 0),
    (2023, "B22", {"backlog_refusals": 1, "failed_payment_people": 5}, "D4", -2 - 2),
    (2023, "B24", {"reports_late": 2, "reports_missing": 1}, "D3", -2 - 2),
    (2023, "B38", {"org_changes_due": 3, "org_changes_on_time": 3}, "I11b", 4),
    (2023, "C02", {"staff_changes": 2, "staff_changes_late": 1}, "B6", 0),
    (2024, "B31", {"archive_loss": True}, "I06", 0),
    (2024, "B32", {"staff_changes": 1, "staff_changes_late": 1}, "B6", 0),
    (2024, "B30", {"reports_late": 1, "reports_missing": 1}, "D3", -1 - 2),
    (2024, "B27", {"failed_payment_people": 4}, "D4", None),
    (2024, "B28", {"failed_payment_people": 5}, "D4", None),
    (2024, "B26", {"backlog_refusals": 2}, "D4", None),
]


def value(agency, name):
    return next(getattr(part, name) for part in (agency.actuals, agency.extras) if hasattr(part, name))


def exact(text):
    """A rate as text, also as a quotient of decimals such as 352.8/352."""
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom or 1)


@pytest.mark.parametrize(("year", "key", "pair", "rate", "off", "item", "points"), SHARES)
def test_share_lies_on_its_boundary(sample, year, key, pair, rate, off, item, points):
    agency = sample[year].agency(key)
    part, whole = (value(agency, name) for name in pair)
    assert Fraction(part) - off == Fraction(whole) * exact(rate)
    assert whole > 0
    if points is not None:
        assert sample[year].card(key).line(item).points == points


@pytest.mark.parametrize(("year", "key", "completion", "off", "points", "met"), COVERAGE)
def test_coverage_lies_on_its_boundary(sample, year, key, completion, off, points, met):
    agency, card = sample[year].agency(key), sample[year].card(key)
    aimed = agency.targets.coverage_target * agency.actuals.union_members * exact(completion)
    assert agency.actuals.insured_members - off == aimed
    assert (card.line("I01").points, card.met_coverage) == (points, met)


@pytest.mark.parametrize(("year", "key", "completion", "fen", "points", "met"), PREMIUM)
def test_fee_income_lies_on_its_boundary_to_the_fen(sample, year, key, completion, fen, points, met):
    agency, card = sample[year].agency(key), sample[year].card(key)
    aimed = agency.targets.premium_target * Decimal(completion)
    assert agency.actuals.premium_income - Decimal(fen) / 100 == aimed
    assert (card.line("I02").points, card.met_premium) == (points, met)


@pytest.mark.parametrize(("year", "key", "rise", "off", "points"), GROWTH)
def test_growth_lies_on_its_step(sample, year, key, rise, off, points):
    agency = sample[year].agency(key)
    rate = agency.past(year - 1).coverage_rate + Fraction(rise, 100)
    assert agency.actuals.insured_members - off == rate * agency.actuals.union_members
    assert sample[year].card(key).line("B1").points == points


@pytest.mark.parametrize(("year", "key", "applications", "yuan", "points"), LOANS)
def test_loans_lie_on_their_tiers(sample, year, key, applications, yuan, points):
    extras = sample[year].agency(key).extras
    assert (extras.loan_applications, extras.loan_disbursed) == (applications, Decimal(yuan))
    assert sample[year].card(key).line("B5").points == points


@pytest.mark.parametrize(("year", "key", "item", "names", "points"), ZEROS)
def test_zero_denominators_are_flagged(sample, year, key, item, names, points):
    agency, line = sample[year].agency(key), sample[year].card(key).line(item)
    assert [value(agency, name) for name in names] == [0] * len(names)
    assert Flag.ZERO_DENOMINATOR in line.flags
    if points is not None:
        assert line.points == points


@pytest.mark.parametrize(("year", "key", "fields", "item", "points"), COUNTS)
def test_counts_are_as_said(sample, year, key, fields, item, points):
    agency = sample[year].agency(key)
    assert {name: value(agency, name) for name in fields} == fields
    if points is not None:
        assert sample[year].card(key).line(item).points == points


def test_the_boundary_of_four_and_five_people(sample):
    def deduction(year, key):
        agency = sample[year].agency(key)
        return sample[year].card(key).line("D4").points + 2 * agency.extras.backlog_refusals

    assert [deduction(2022, "C01"), deduction(2022, "C02")] == [-1, -2]
    assert [deduction(2024, "B27"), deduction(2024, "B28")] == [-1, -2]


def test_app_share_counts_from_exactly_half(sample):
    def share_points(year, key):
        return sample[year].card(key).line("B4").points - (2 if sample[year].agency(key).extras.app_pilot else 0)

    assert [share_points(2022, "U02"), share_points(2022, "U03"), share_points(2022, "U01")] == [2, 0, 0]
    assert [share_points(2024, "B21"), share_points(2024, "B22"), share_points(2024, "B20")] == [2, 0, 0]


VETOES = [
    (2022, "D12", "veto_misconduct"),
    (2022, "B21", "veto_security"),
    (2023, "B28", "veto_false_report"),
    (2024, "B07", "veto_violation"),
]


@pytest.mark.parametrize(("year", "key", "kind"), VETOES)
def test_a_veto_changes_the_grade_and_not_the_score(sample, year, key, kind):
    grade = sample[year].grades[key]
    assert [veto.kind for veto in grade.vetoes] == [kind]
    assert (grade.grade, grade.proposed is Grade.UNQUALIFIED) == (Grade.UNQUALIFIED, False)
    assert key not in sample[year].ranks_in_group
    assert sample[year].card(key).total > 60


def test_the_veto_of_2024_strikes_a_high_score(sample):
    assert sample[2024].card("B07").total > 105
    assert sample[2024].grades["B07"].proposed is Grade.EXCELLENT


def test_chains_of_unqualified_years(sample):
    def chain(key):
        return [sample[year].grades[key].consecutive_unqualified for year in (2022, 2023, 2024)]

    assert chain("B33") == [1, 2, 3]
    assert chain("D14") == [0, 1, 2]
    assert chain("B36") == [1, 0, 1]  # 2023 was not published: a year without result breaks the chain


def test_years_without_results(sample):
    assert sample[2024].agency("B36").past(2023) is None
    assert sample[2024].agency("B36").past(2022).grade is Grade.UNQUALIFIED
    assert sample[2024].agency("B40").history == ()
    assert sample[2022].agency("U06").history == ()
    assert sample[2022].agency("B37").past(2021) is None
    assert sample[2022].agency("B37").past(2020).grade is Grade.UNQUALIFIED
    blank = sample[2024].agency("B38").past(2023)
    assert (blank.coverage_rate, blank.insured_members) == (None, None)
    for year, key in ((2022, "U06"), (2022, "B37"), (2024, "B36"), (2024, "B38"), (2024, "B40")):
        line = sample[year].card(key).line("B1")
        assert line.points == 0
        assert Flag.NO_LAST_YEAR in line.flags


def test_target_met_below_last_year_is_flagged(sample):
    line = sample[2024].card("D13").line("I01")
    assert line.points == 20
    assert Flag.BELOW_LAST_YEAR in line.flags


def test_decided_points(sample):
    assert sample[2023].card("B08").line("I10").points == 10 - Fraction("3.5")
    assert sample[2024].card("B29").line("I10").points == 10 - 4
    assert sample[2024].card("B06").line("M10").points == Fraction("1.5")
    assert sample[2024].card("B22").line("M14").points == 3


@pytest.mark.parametrize(
    ("year", "key", "proposed", "decided"),
    [(2023, "B06", Grade.QUALIFIED, Grade.EXCELLENT), (2024, "C01", Grade.EXCELLENT, Grade.QUALIFIED)],
)
def test_the_meeting_deviates_from_the_proposal(sample, year, key, proposed, decided):
    grade = sample[year].grades[key]
    assert (grade.proposed, grade.grade, grade.decided) == (proposed, decided, True)


def test_both_ends(sample):
    best, capped, worst = (sample[2024].card(key) for key in ("B01", "D05", "B39"))
    assert (best.annex1, best.bonus, best.total) == (100, 15, 115)
    assert (capped.annex1, capped.bonus, capped.discretionary, capped.total) == (100, 25, 2, 125)
    assert worst.annex1 - worst.deduction < 0
    assert worst.total == 0


def test_equal_totals_share_a_rank(sample):
    for year in sample.values():
        ranks = [year.ranks_in_group[key] for key in year.members("bureaus") if key in year.ranks_in_group]
        assert len(set(ranks)) < len(ranks)


def test_few_people_cap_their_seats(sample):
    for year, key, people in ((2023, "B34", 2), (2024, "B13", 1)):
        line = next(line for line in sample[year].allocation("people") if line.agency_id == key)
        uncapped = max(line.weight * sample[year].pool("people").seats["bureaus"], 0)
        assert sample[year].agency(key).staff_count == people == line.seats
        assert uncapped > people


def test_coverage_above_a_hundred_is_warned_of(sample):
    assert any(problem.agency_id == "B17" and problem.field == "insured_members" for problem in sample[2024].problems)


OTHERS = {
    *((2022, key) for key in ("B33", "B36", "B37", "U06")),
    *((2023, key) for key in ("D14", "B06", "B08", "B33", "B34")),
    *((2024, key) for key in ("D05", "D09", "D14", "B01", "B06", "B29", "B33", "B36", "B38", "B39")),
    *((2024, key) for key in ("B40", "C01")),
}
"""Cases asserted one by one above."""


def test_approved_change_of_the_fee_target_governs(sample):
    agency = sample[2024].agency("D09")
    change = agency.target_changes[0]
    assert agency.targets.premium_target == Decimal(change.new) < Decimal(change.old)


def test_every_documented_edge_case_is_asserted():
    tables = (SHARES, COVERAGE, PREMIUM, GROWTH, LOANS, ZEROS, COUNTS, VETOES)
    asserted = OTHERS | {(row[0], row[1]) for table in tables for row in table}
    documented = {(year, edge.agency_id) for year, edges in EDGES.items() for edge in edges}
    assert documented == asserted
