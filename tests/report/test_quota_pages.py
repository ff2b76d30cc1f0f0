"""The paper on award seats: every step of every pool, and allocations that cannot be made."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hubao.appraisal.agency import Category, DecisionKind
from hubao.errors import HubaoError
from hubao.policy.model import Adjustment, Pool
from hubao.report.annual_quota import pool_results
from hubao.report.quota_facts import group_seats
from hubao.report.quota_pages import QuotaReport
from hubao.year import Year, open_year
from tests.build import on_target, policy_of
from tests.report.years import cells, decision, kinds, named, table_of, text_of, year_of

STEPS = ("numbers", "fixed_seats", "weights", "entitlements", "bounds", "outcome", "reasons")
WHOLE = ("head", "summary", "basis", "eligibility", "measures", "colophon")


def pool(**changes) -> Pool:
    """Ten seats among the bureaus by fee income alone."""
    values = {
        "code": "people",
        "label": "优秀个人",
        "seats": {"districts": 0, "bureaus": 10, "industry": 0, "central": 0},
        "fixed_per_qualifier": 0,
        "criteria": {"business_volume": 1},
        "tie_break": ("comparable_total",),
    }
    return Pool.model_validate({**values, **changes})


def bureaus(*incomes: int, **changes) -> list:
    """Bureaus with these fee incomes, their targets met; twenty people each."""
    return [
        named(
            number,
            on_target(Category.BUREAU),
            premium_income=income,
            premium_target=1,
            staff_count=20,
            **changes,
        )
        for number, income in enumerate(incomes, start=1)
    ]


def allocated(agencies, **changes) -> Year:
    quota = policy_of(2022).quota.model_copy(update={"pools": (pool(**changes),)})
    return year_of(agencies, quota=quota)


def only_group(year: Year):
    (result,) = pool_results(year)
    return group_seats(year, result)[0]


@pytest.fixture(scope="module")
def sample():
    return QuotaReport(open_year(2024))


def test_every_step_of_both_pools_belongs_to_the_office(sample):
    pieces = [getattr(sample, name)() for name in WHOLE]
    pieces += [getattr(sample, name)(code) for name in STEPS for code in ("units", "people")]
    assert all(piece.blocks for piece in pieces)
    assert {block.owner for piece in pieces for block in piece.blocks} == {"office"}
    assert kinds(sample.head().blocks) == ["title", "key_figures"]


def test_the_printed_seats_add_up(sample):
    for code in ("units", "people"):
        table = table_of(sample.reasons(code), "逐家算式")
        seats = [[int(cell) for cell in row.cells[1:]] for row in table.rows if row.mark != "section"]
        assert len(seats) == 66
        assert all(sum(parts) == total for *parts, total in seats)
        wanted = next(result.pool.seats for result in sample.results if result.pool.code == code)
        assert sum(total for *_, total in seats) == sum(wanted.values())


def test_a_pool_that_weighs_like_the_one_before_refers_to_it(sample):
    assert kinds(sample.weights("units").blocks)[-1] == "table"
    assert "与优秀单位相同" in text_of(sample.weights("people"))


def test_weights_of_a_group_sum_to_one(sample):
    for result in sample.results:
        for group in group_seats(sample._year, result):
            assert sum(line.weight for line in group.taking) == 1


def test_no_table_is_wider_than_a_turned_page(sample):
    tables = [table_of(sample.measures(), "指标数值"), table_of(sample.weights("units"), "份额与权重")]
    assert all(table.wide and len(table.columns) <= 10 for table in tables)


def test_entitlement_is_whole_part_and_remainder():
    # 10 seats by 700, 200, 100: 7, 2 and 1; by 650, 250, 100: 6.5, 2.5, 1, where the tie has to be broken.
    table = table_of(QuotaReport(allocated(bureaus(700, 200, 100))).entitlements("people"), "应得")
    assert cells(table)["甲集团代办处"] == ("70.00%", "7", "7", "0", "—", "0")
    uneven = table_of(QuotaReport(allocated(bureaus(640, 260, 100))).entitlements("people"), "应得")
    assert cells(uneven)["乙集团代办处"] == ("26.00%", "2.6", "2", "0.6", "1", "1")


def test_fixed_seats_come_off_first():
    year = allocated(bureaus(700, 200, 100), fixed_per_qualifier=1)
    row = cells(table_of(QuotaReport(year).fixed_seats("people"), "固定名额"))["局总公司类"]
    assert row == ("10", "3", "3", "3", "7")
    assert "每家固定1个" in text_of(QuotaReport(year).fixed_seats("people"))


def test_a_cap_is_told_with_what_it_took():
    # 7 of 10 seats, but 5 at most; the other 5 are shared by 200 and 100: 3.33 and 1.67.
    year = allocated(bureaus(700, 200, 100), cap=5)
    (held,) = only_group(year).bounded
    assert (held.agency_id, held.entitlement, held.seats, held.capped) == ("B01", 7, 5, True)
    text = text_of(QuotaReport(year).bounds("people"))
    assert "局总公司类·上限" in text
    assert "甲集团代办处应得7个，比例名额定为5个" in text


def test_caps_that_leave_no_choice_are_told_as_caps():
    # 9 and 1 of 10 seats, 5 at most each: both get 5, the second one more than it is entitled to.
    year = allocated(bureaus(900, 100), cap=5)
    assert [(held.seats, held.capped) for held in only_group(year).bounded] == [(5, True), (5, True)]
    assert "下限" not in text_of(QuotaReport(year).bounds("people"))


def test_a_floor_is_told_too():
    # 9.5, 0.3 and 0.2 of 10 seats, one at least each.
    year = allocated(bureaus(950, 30, 20), floor=1)
    assert [(held.agency_id, held.capped) for held in only_group(year).bounded] == [("B02", False), ("B03", False)]
    assert "局总公司类·下限" in text_of(QuotaReport(year).bounds("people"))


def test_a_settled_tie_names_winners_and_losers():
    # 6.5, 2.5 and 1: two remainders of a half for one seat; the higher total wins.
    agencies = bureaus(650, 250, 100)
    agencies[1] = named(2, agencies[1], research_sessions=3)
    year = allocated(agencies)
    (tie,) = only_group(year).ties
    assert (tie.remainder, tie.winners, tie.losers) == (Fraction(1, 2), ("B02",), ("B01",))
    text = text_of(QuotaReport(year).bounds("people"))
    assert "余数同为0.5，2家争1个，依次比较可比总分：乙集团代办处得名额，甲集团代办处未得" in text


def test_an_open_tie_is_said_and_not_raised():
    report = QuotaReport(allocated(bureaus(650, 250, 100)))
    assert report.results[0].refused
    assert "优秀个人名额暂不能分配" in text_of(report.summary())
    assert "集体研究决定" in text_of(report.numbers("people"))
    for step in STEPS[1:]:
        assert "没有这一步的结果" in text_of(getattr(report, step)("people"))


def test_adjustments_are_told_with_their_reason():
    moves = (
        Adjustment(group="bureaus", agency_id="B01", seats=-1, reason="让出名额", approved_by="主任办公会"),
        Adjustment(group="bureaus", agency_id="B03", seats=1, reason="社会影响力突出"),
    )
    report = QuotaReport(allocated(bureaus(700, 200, 100), adjustments=moves))
    text = text_of(report.bounds("people"))
    assert "甲集团代办处-1个：让出名额" in text
    assert "批准：未填" in text
    assert cells(table_of(report.reasons("people"), "逐家算式"))["丙集团代办处"] == ("0", "1", "+1", "2")


def test_nothing_special_is_said_in_one_sentence():
    text = text_of(QuotaReport(allocated(bureaus(700, 200, 100))).bounds("people"))
    assert "没有代办处触及上限或下限，没有余数并列，也没有人工调整" in text


def test_who_takes_no_part_is_named_with_the_reason():
    agencies = bureaus(700, 300, 100)
    agencies[2] = named(3, agencies[2], decisions=(decision(DecisionKind.VETO_SECURITY),))
    report = QuotaReport(allocated(agencies))
    assert "丙集团代办处" in report.head().blocks[0].lead[1]
    assert "一票否决（重大信息安全事故）" in text_of(report.eligibility())
    assert "不参加分配" in text_of(report.reasons("people"))


def test_a_criterion_without_anybody_hands_its_weight_over():
    # Nobody grew: growth is 0 for all, so fee income takes the whole weight, and the page says so.
    criteria = {"business_volume": "1/2", "member_growth": "1/2"}
    agencies = bureaus(700, 200, 100)
    year = allocated(agencies, criteria=criteria)
    assert only_group(year).notes == ("参保会员增长率本组合计为0，其权重50.00%按比例并入其他指标",)
    assert "参保会员增长率本组合计为0" in text_of(QuotaReport(year).weights("people"))


def test_single_seats_are_named_and_several_are_drawn():
    several = QuotaReport(allocated(bureaus(700, 200, 100))).outcome("people")
    assert kinds(several.blocks) == ["figure"]
    assert "最多的7个（甲集团代办处）" in several.blocks[0].title
    seats = {"districts": 0, "bureaus": 2, "industry": 0, "central": 0}
    single = QuotaReport(allocated(bureaus(640, 350, 10), seats=seats, cap=1)).outcome("people")
    assert kinds(single.blocks) == ["listing"]
    assert "甲集团代办处、乙集团代办处，各1个" in text_of(single)


def test_a_pool_the_policy_lacks_is_an_error_with_what_there_is():
    with pytest.raises(HubaoError, match="people"):
        QuotaReport(allocated(bureaus(700, 200, 100))).numbers("units")
