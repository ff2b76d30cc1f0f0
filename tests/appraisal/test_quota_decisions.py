"""Where people decide, and where the office's numbers are refused: ties, adjustments, seats that cannot be given."""

import pytest

from hubao.appraisal.quota import allocate
from hubao.errors import DataError, PolicyError, TieError
from hubao.policy.model import Adjustment
from tests.appraisal.quota_examples import LABELS, agency, by_id, pool, seats_of


def move(agency_id, seats, group="bureaus"):
    return Adjustment(group=group, agency_id=agency_id, seats=seats, reason="承办全市试点", approved_by="主任办公会")


# Ties


def test_a_tie_goes_to_the_larger_by_the_first_tie_break_that_tells_apart():
    # 1 seat, 1 : 1, equal in fees; the comparable total of B is higher
    agencies = [agency("A", 5, total="91.5"), agency("B", 5, total="92")]
    lines = by_id(allocate(pool(1, tie_break=("business_volume", "comparable_total")), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 0, "B": 1}
    assert lines["B"].reason.endswith(
        "余数0.5列第1，2家并列争1个，依次按业务总量、可比总分由大到小，得余数名额1个；合计1个"
    )
    assert "2家并列争1个，依次按业务总量、可比总分由大到小，未得余数名额" in lines["A"].reason


def test_a_tie_may_be_broken_by_a_criterion_that_carries_no_weight():
    agencies = [agency("A", 5, policies=300), agency("B", 5, policies=200)]
    assert seats_of(allocate(pool(1, tie_break=("policies",)), agencies, LABELS)) == {"A": 1, "B": 0}


def test_a_negative_growth_still_breaks_a_tie():
    agencies = [agency("A", 5, business_growth="-0.05"), agency("B", 5, business_growth="-0.02")]
    assert seats_of(allocate(pool(1, tie_break=("business_growth",)), agencies, LABELS)) == {"A": 0, "B": 1}


def test_a_tie_that_nothing_tells_apart_asks_for_a_decision():
    # 2 seats for four equals: D is told apart by its total, the other seat is open between A, B and C
    agencies = [agency(key, 5, total=total) for key, total in (("A", 90), ("B", 90), ("C", 90), ("D", 95))]
    with pytest.raises(TieError) as raised:
        allocate(pool(2, tie_break=("business_volume", "comparable_total")), agencies, LABELS)
    assert raised.value.candidates == ("A", "B", "C")
    assert str(raised.value) == (
        "优秀单位·局总公司：A A公司、B B公司、C C公司 余数相同（0.5），3 家争 1 个名额，"
        "按并列处理顺序（业务总量、可比总分）仍然相同。须集体研究决定："
        "请在 quota.pools.units.tie_break 中补充能够区分的指标，或修改本组名额后重算"
    )


def test_a_tie_without_a_tie_break_asks_for_a_decision():
    with pytest.raises(TieError, match="政策未定并列处理顺序"):
        allocate(pool(1), [agency("A", 5), agency("B", 5)], LABELS)


def test_equals_that_all_get_a_seat_are_no_tie():
    # 2 seats, 2 : 2 : 1 -> .8, .8, .4
    lines = allocate(pool(2), [agency("A", 2), agency("B", 2), agency("C", 1)], LABELS)
    assert seats_of(lines) == {"A": 1, "B": 1, "C": 0}


def test_equals_at_the_tie_break_that_all_get_a_seat_are_no_tie():
    # 2 seats for three equals, .67 each; A and B stand above C, and need not be told apart
    agencies = [agency("A", 1, total=95), agency("B", 1, total=95), agency("C", 1, total=90)]
    assert seats_of(allocate(pool(2, tie_break=("comparable_total",)), agencies, LABELS)) == {"A": 1, "B": 1, "C": 0}


# Adjustments


def test_an_adjustment_moves_seats_within_the_group_and_gives_its_reason():
    lines = by_id(
        allocate(pool(4, adjustments=(move("A", -1), move("B", 1))), [agency("A", 3), agency("B", 1)], LABELS)
    )
    assert [(line.adjustment, line.seats) for line in lines.values()] == [(-1, 2), (1, 2)]
    assert lines["B"].reason.endswith("整数部分1个；人工调整+1个（承办全市试点；批准人：主任办公会）；合计2个")


def test_an_adjustment_without_approval_shows_that():
    moves = [{"group": "bureaus", "agency_id": key, "seats": n, "reason": "统筹"} for key, n in (("A", -1), ("B", 1))]
    lines = allocate(pool(4, adjustments=moves), [agency("A", 3), agency("B", 1)], LABELS)
    assert "人工调整-1个（统筹；批准人：未填）" in lines[0].reason


def test_an_adjustment_below_the_floor_is_flagged():
    moves = (move("A", 1), move("B", -1))
    lines = by_id(allocate(pool(4, floor=1, adjustments=moves), [agency("A", 3), agency("B", 1)], LABELS))
    assert seats_of(lines.values()) == {"A": 4, "B": 0}
    assert lines["B"].flags == ("人工调整后低于下限",)


@pytest.mark.parametrize(
    ("moves", "message"),
    [
        ([("X", 1), ("A", -1)], "bureaus 组中没有代办处 X，无法调整 +1 个"),
        ([("C", 1), ("A", -1)], "C C公司 不具备资格（考核不合格），不能调整名额"),
        ([("A", -1)], "优秀单位·局总公司：人工调整合计 -1 个，应为 0"),
        ([("A", 2), ("B", -2)], "B B公司 原有 1 个，人工调整 -2 个后为 -1 个，不能为负"),
        ([("A", 1), ("B", -1)], "A A公司 原有 3 个，人工调整 +1 个后为 4 个，超过上限 3 个"),
    ],
)
def test_impossible_adjustments_are_refused(moves, message):
    agencies = [agency("A", 3), agency("B", 1), agency("C", 1, barred="考核不合格")]
    adjusted = pool(4, cap=3, adjustments=tuple(move(key, seats) for key, seats in moves))
    with pytest.raises(PolicyError) as raised:
        allocate(adjusted, agencies, LABELS)
    assert message in str(raised.value)
    assert raised.value.problems[0].key.startswith("quota.pools.units.adjustments")


def test_an_adjustment_names_the_group_of_its_agency():
    moves = (move("A", 1, group="districts"), move("B", -1))
    with pytest.raises(PolicyError) as raised:
        allocate(pool(4, adjustments=moves), [agency("A", 3), agency("B", 1)], LABELS)
    assert [problem.message for problem in raised.value.problems] == [
        "优秀单位：districts 组中没有代办处 A，无法调整 +1 个",
        "优秀单位·局总公司：人工调整合计 -1 个，应为 0",
        "优秀单位·区和开发区：人工调整合计 +1 个，应为 0",
    ]


def test_several_adjustments_of_one_agency_add_up():
    moves = (move("A", -2), move("A", 1), move("B", 1))
    lines = allocate(pool(4, adjustments=moves), [agency("A", 3), agency("B", 1)], LABELS)
    assert seats_of(lines) == {"A": 3 - 2 + 1, "B": 1 + 1}


# Refused


def refused(broken, agencies):
    with pytest.raises(PolicyError) as raised:
        allocate(broken, agencies, LABELS)
    return [(problem.key.removeprefix("quota.pools."), problem.message) for problem in raised.value.problems]


def test_more_fixed_seats_than_there_are():
    agencies = [agency(key, 1) for key in "ABC"]
    assert refused(pool(5, fixed_per_qualifier=2), agencies) == [
        (
            "units.fixed_per_qualifier",
            "优秀单位·局总公司：固定名额合计 6 个（3 家业务达标，每家 2 个），本组只有 5 个名额，超出 1 个",
        )
    ]


def test_caps_that_cannot_take_all_seats():
    assert refused(pool(8, cap=3), [agency("A", 1), agency("B", 1)]) == [
        ("units.cap", "优秀单位·局总公司：2 家的上限合计 6 个，少于本组名额 8 个，差 2 个")
    ]


def test_floors_that_need_more_seats_than_there_are():
    # A has 3 fixed seats, B and C need 2 each
    agencies = [agency("A", 1), agency("B", 1, met=False), agency("C", 1, met=False)]
    assert refused(pool(6, fixed_per_qualifier=3, floor=2), agencies) == [
        (
            "units.floor",
            "优秀单位·局总公司：3 家的下限（连同超过下限的固定名额）合计 7 个，多于本组名额 6 个，超出 1 个",
        )
    ]


def test_fixed_seats_or_a_floor_above_an_agencys_cap():
    broken = pool(9, code="people", label="优秀个人", fixed_per_qualifier=2, floor=1)
    assert refused(broken, [agency("A", 1, staff=1), agency("B", 1), agency("C", 1, met=False, staff=0)]) == [
        ("people.fixed_per_qualifier", "优秀个人·局总公司：A A公司 的固定名额 2 个，超过上限1个（人数1）"),
        ("people.floor", "优秀个人·局总公司：C C公司 的下限 1 个，超过上限0个（人数0）"),
    ]


def test_seats_for_a_group_in_which_nobody_is_eligible():
    assert refused(pool(3), [agency("A", 1, barred="考核不合格")]) == [
        ("units.seats.bureaus", "优秀单位·局总公司：有 3 个名额，但没有一家代办处具备资格")
    ]


def test_weights_of_0_while_seats_remain():
    assert refused(pool(3), [agency("A", 0), agency("B", 0)]) == [
        (
            "units.criteria",
            "优秀单位·局总公司：还有 3 个名额没有分配依据：A A公司、B B公司 的各项指标份额都是 0",
        )
    ]
    # the cap stops A at 2, and the other seat has nowhere to go
    assert refused(pool(3, cap=2), [agency("A", 1), agency("B", 0)]) == [
        ("units.criteria", "优秀单位·局总公司：还有 1 个名额没有分配依据：B B公司 的各项指标份额都是 0")
    ]


def test_weights_of_0_do_not_matter_where_the_floors_use_up_the_seats():
    lines = allocate(pool(2, floor=1), [agency("A", 0), agency("B", 0)], LABELS)
    assert seats_of(lines) == {"A": 1, "B": 1}
    assert lines[0].flags == ("各项指标本组合计均为0，没有可比的份额",)
    assert lines[0].reason == "各项指标均无份额，权重0，不足下限1个，按此定比例名额1个；合计1个"


def test_a_group_that_has_agencies_and_no_entry():
    assert refused(pool(1), [agency("B01", 1), agency("D02", 1, group="districts")]) == [
        ("units.seats.districts", "优秀单位·区和开发区：未定名额数，而组内有 D02 D02公司")
    ]


def test_unknown_criteria_and_tie_breaks_are_all_named():
    assert refused(pool(1, criteria={"bussiness": 1}, tie_break=("luck",)), [agency("A", 1)]) == [
        ("units.criteria", "优秀单位：没有名为“bussiness”的指标"),
        ("units.tie_break", "优秀单位：没有名为“luck”的指标"),
    ]


def test_the_total_breaks_ties_but_is_no_criterion():
    assert refused(pool(1, criteria={"comparable_total": 1}), [agency("A", 1)])[0][0] == "units.criteria"


def test_problems_of_all_groups_are_named_at_once():
    agencies = [agency("B01", 1), agency("D01", 1, group="districts", barred="考核不合格")]
    problems = refused(pool({"districts": 1, "bureaus": 9}, cap=5), agencies)
    assert [key for key, _ in problems] == ["units.seats.districts", "units.cap"]


def test_an_agency_is_counted_once():
    with pytest.raises(DataError, match="优秀单位：代办处编号重复：A"):
        allocate(pool(1), [agency("A", 1), agency("A", 2)], LABELS)


def test_a_measure_that_is_asked_for_must_be_there():
    broken = pool(1, criteria={"plan_kinds": 1}, tie_break=("policies",))
    with pytest.raises(DataError, match=r"A A公司（参保份数）、A A公司（参保种类）$"):
        allocate(broken, [agency("A", 1), agency("B", 1, barred="考核不合格")], LABELS)
