"""The office's allocation, as worked examples: art. 10's steps one by one, every reason, every refusal."""

from fractions import Fraction

import pytest

from hubao.appraisal.quota import CRITERIA, Candidate, CriterionShare, allocate
from hubao.errors import DataError, PolicyError, TieError
from hubao.policy.model import Adjustment, Pool

LABELS = {"districts": "区和开发区", "bureaus": "局总公司"}


def agency(agency_id, fees=0, *, group="bureaus", met=True, staff=10, total=90, barred="", flags=(), **measures):
    """One agency; ``fees`` is its business volume, ``barred`` the reason why it is not eligible."""
    return Candidate(
        agency_id=agency_id,
        name=f"{agency_id}公司",
        group=group,
        eligible=not barred,
        ineligible_reason=barred,
        met_targets=met,
        staff_count=staff,
        comparable_total=Fraction(total),
        measures={"business_volume": Fraction(fees), **{name: Fraction(value) for name, value in measures.items()}},
        flags=flags,
    )


def pool(seats, **changes):
    """A pool of 优秀单位 for the bureaus (or by group) by business volume alone, unless ``changes`` says otherwise."""
    settings = {
        "code": "units",
        "label": "优秀单位",
        "seats": seats if isinstance(seats, dict) else {"bureaus": seats},
        "fixed_per_qualifier": 0,
        "criteria": {"business_volume": 1},
        "tie_break": (),
    }
    return Pool.model_validate(settings | changes)


def move(agency_id, seats, group="bureaus"):
    return Adjustment(group=group, agency_id=agency_id, seats=seats, reason="承办全市试点", approved_by="主任办公会")


def seats_of(lines):
    return {line.agency_id: line.seats for line in lines}


def by_id(lines):
    return {line.agency_id: line for line in lines}


# The example of the guide: 12 seats, one fixed seat each for those that met both targets, two criteria of one half.
#
#             fees  units  share    share   weight  of 9 seats   whole  remainder  seats
#   A  met     500   80%    .5       .4      .45      4.05         4      .05      1 + 4     = 5
#   B  met     300   60%    .3       .3      .30      2.70         2      .70      1 + 2 + 1 = 4
#   C  met     100   40%    .1       .2      .15      1.35         1      .35      1 + 1     = 2
#   D          100   20%    .1       .1      .10       .90         0      .90          0 + 1 = 1
EXAMPLE = (
    agency("A", 500, unit_coverage="0.8", staff=4),
    agency("B", 300, unit_coverage="0.6"),
    agency("C", 100, unit_coverage="0.4"),
    agency("D", 100, unit_coverage="0.2", met=False),
)
HALF_AND_HALF = {"fixed_per_qualifier": 1, "criteria": {"business_volume": "1/2", "unit_coverage": "1/2"}}


def test_fixed_seats_then_whole_parts_then_remainders():
    lines = by_id(allocate(pool(12, **HALF_AND_HALF), EXAMPLE, LABELS))
    steps = {key: (line.fixed, line.entitlement, line.whole, line.remainder_seat) for key, line in lines.items()}
    assert steps == {
        "A": (1, Fraction("4.05"), 4, 0),
        "B": (1, Fraction("2.70"), 2, 1),
        "C": (1, Fraction("1.35"), 1, 0),
        "D": (0, Fraction("0.90"), 0, 1),
    }
    assert seats_of(lines.values()) == {"A": 1 + 4, "B": 1 + 2 + 1, "C": 1 + 1, "D": 1}
    assert [line.remainder_rank for line in lines.values()] == [4, 2, 3, 1]


def test_weight_is_the_mix_of_shares_and_shows_its_parts():
    line = by_id(allocate(pool(12, **HALF_AND_HALF), EXAMPLE, LABELS))["A"]
    assert line.weight == Fraction("0.5") * Fraction("0.5") + Fraction("0.5") * Fraction("0.4")
    half = Fraction(1, 2)
    assert line.shares == {
        "business_volume": CriterionShare(Fraction(500), Fraction(500, 1000), half),
        "unit_coverage": CriterionShare(Fraction("0.8"), Fraction("0.8") / 2, half),
    }


def test_every_seat_is_explained():
    lines = by_id(allocate(pool(12, **HALF_AND_HALF), EXAMPLE, LABELS))
    assert lines["B"].reason == (
        "业务达标，固定名额1个；其余9个名额按权重分配，应得9 × 30.00% = 2.7个，整数部分2个；"
        "余数0.7列第2，得余数名额1个；合计4个。"
    )
    assert lines["A"].reason == (
        "业务达标，固定名额1个；其余9个名额按权重分配，应得9 × 45.00% = 4.05个，整数部分4个；"
        "余数0.05列第4，未得余数名额；合计5个。"
    )
    assert lines["D"].reason.startswith("业务未达标，无固定名额；")


def test_a_number_that_does_not_end_is_printed_as_rounded():
    # 2 seats for 2 : 1 -> 1.3333 and .6667
    line = by_id(allocate(pool(2), [agency("A", 2), agency("B", 1)], LABELS))["B"]
    assert line.reason == (
        "其余2个名额按权重分配，应得2 × 约33.33% = 约0.6667个，整数部分0个；余数约0.6667列第1，得余数名额1个；合计1个。"
    )


def test_people_are_never_more_than_the_staff():
    # A has 4 people and one fixed seat: 1 + 4.05 reaches 4, so 3 by proportion. The other 6 for .30 : .15 : .10 of .55:
    # B 3.27, C 1.64, D 1.09; whole 3 + 1 + 1, the sixth to C.
    lines = by_id(allocate(pool(12, code="people", label="优秀个人", **HALF_AND_HALF), EXAMPLE, LABELS))
    assert seats_of(lines.values()) == {"A": 1 + 3, "B": 1 + 3, "C": 1 + 1 + 1, "D": 1}
    assert lines["A"].reason == (
        "业务达标，固定名额1个；其余9个名额按权重分配，应得9 × 45.00% = 4.05个，"
        "连同固定名额达到上限4个（人数4），按此定比例名额3个；合计4个。"
    )
    assert lines["C"].entitlement == 6 * Fraction("0.15") / Fraction("0.55")
    assert "部分代办处按上限、下限定额后余6个名额按权重分配，应得6 × 15.00% ÷ 55.00% = 约1.6364个" in lines["C"].reason


def test_units_know_no_limit_by_staff():
    lines = allocate(pool(12, **HALF_AND_HALF), EXAMPLE, LABELS)
    assert by_id(lines)["A"].seats == 5 > EXAMPLE[0].staff_count


def test_the_lower_of_cap_and_staff_governs():
    agencies = [agency("A", 9, staff=3), agency("B", 9, staff=8), agency("C", 2)]
    lines = by_id(allocate(pool(10, code="people", cap=4), agencies, LABELS))
    # 4.5, 4.5, 1: A to its 3 people, B to the cap of 4; C has what is left
    assert seats_of(lines.values()) == {"A": 3, "B": 4, "C": 10 - 3 - 4}
    assert "达到上限3个（人数3）" in lines["A"].reason
    assert "达到上限4个，" in lines["B"].reason


def test_floor_and_cap_count_fixed_and_proportional_seats_together():
    # 10 seats, 2 fixed for A, 8 left, 15 : 1 -> 7.5 and .5. With A's 2 fixed ones 9.5 >= 9: 7 by proportion.
    # B: the one that is left is just its floor.
    agencies = [agency("A", 15), agency("B", 1, met=False)]
    lines = by_id(allocate(pool(10, fixed_per_qualifier=2, floor=1, cap=9), agencies, LABELS))
    assert [(line.fixed, line.whole, line.seats) for line in lines.values()] == [(2, 7, 9), (0, 1, 1)]


def test_fixed_seats_fill_the_floor():
    # 4 seats, fixed 1 each for A and B, floor 1: nothing more is owed to B, so A has the other 2 (1.98 and .02)
    lines = allocate(pool(4, fixed_per_qualifier=1, floor=1), [agency("A", 99), agency("B", 1)], LABELS)
    assert seats_of(lines) == {"A": 3, "B": 1}


def test_a_floor_is_explained():
    # 10 seats for 90 : 6 : 4, floor 1 -> 9, .6, .4: B and C to 1, A has 8
    lines = by_id(allocate(pool(10, floor=1), [agency("A", 90), agency("B", 6), agency("C", 4)], LABELS))
    assert seats_of(lines.values()) == {"A": 8, "B": 1, "C": 1}
    assert lines["B"].reason == (
        "其余10个名额按权重分配，应得10 × 6.00% = 0.6个，不足下限1个，按此定比例名额1个；合计1个。"
    )


def test_caps_give_way_where_the_floors_would_not_fit_and_say_so():
    # as in test_apportion: A 9.4 -> 6 leaves 4 for three floors of 2
    agencies = [agency("A", 94), agency("B", 3), agency("C", 2), agency("D", 1)]
    lines = by_id(allocate(pool(10, floor=2, cap=6), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 4, "B": 2, "C": 2, "D": 2}
    assert lines["A"].flags == ("按上限定额后不足各家下限：先保下限，收回上限定额重新分配",)


def test_floor_and_cap_may_be_left_open():
    lines = allocate(pool(4, floor=None, cap=None), [agency("A", 3), agency("B", 1)], LABELS)
    assert seats_of(lines) == {"A": 3, "B": 1}


# Criteria


def test_growth_below_zero_counts_as_none():
    # 4 seats by growth: +6 %, +2 %, -8 % -> 3/4, 1/4, 0
    agencies = [agency(key, business_growth=growth) for key, growth in (("A", "0.06"), ("B", "0.02"), ("C", "-0.08"))]
    lines = by_id(allocate(pool(4, criteria={"business_growth": 1}), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 3, "B": 1, "C": 0}
    assert lines["C"].flags == ("业务增长率为负，份额按0计",)
    assert lines["C"].shares["business_growth"] == CriterionShare(Fraction("-0.08"), Fraction(0), Fraction(1))


def test_a_criterion_without_any_share_hands_its_weight_to_the_others():
    # λ .5 : .3 : .2; nobody grew, so .5 is handed over as .3 : .2, giving .6 and .4
    mix = {"business_growth": "0.5", "business_volume": "0.3", "plan_kinds": "0.2"}
    agencies = [agency("A", 100, business_growth=0, plan_kinds=1), agency("B", 0, business_growth="-0.1", plan_kinds=3)]
    lines = by_id(allocate(pool(10, criteria=mix), agencies, LABELS))
    assert lines["A"].weight == Fraction("0.6") * 1 + Fraction("0.4") * Fraction(1, 4)
    assert [share.weight for share in lines["A"].shares.values()] == [0, Fraction("0.6"), Fraction("0.4")]
    assert seats_of(lines.values()) == {"A": 7, "B": 3}
    assert lines["A"].flags == ("业务增长率本组合计为0，其权重50.00%按比例并入其他指标",)


def test_a_criterion_with_weight_0_is_shown_and_not_flagged():
    agencies = [agency("A", 1, policies=0)]
    lines = allocate(pool(1, criteria={"business_volume": 1, "policies": 0}), agencies, LABELS)
    assert lines[0].flags == ()
    assert lines[0].shares["policies"].weight == 0


def test_an_agency_brings_its_own_flags():
    lines = allocate(pool(1), [agency("A", 1, flags=("无上年数据，增长率按0计",))], LABELS)
    assert lines[0].flags == ("无上年数据，增长率按0计",)


def test_only_the_eligible_share():
    # C's 800 would be eight tenths of the fees; it is out, and 3 : 1 share the 4 seats
    agencies = [agency("A", 150), agency("B", 50), agency("C", 800, barred="一票否决（D1）")]
    lines = by_id(allocate(pool(4), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 3, "B": 1, "C": 0}
    assert (lines["C"].weight, lines["C"].shares) == (0, {})
    assert lines["C"].reason == "不参加分配：一票否决（D1）。"


def test_the_eight_criteria_are_those_of_article_10():
    assert list(CRITERIA) == [
        *("business_volume", "business_growth", "unit_coverage", "unit_growth"),
        *("member_coverage", "member_growth", "plan_kinds", "policies"),
    ]


# Groups


def test_each_group_shares_its_own_seats():
    agencies = [
        agency("B02", 30),
        agency("D01", 900, group="districts"),
        agency("B01", 10),
        agency("D02", 100, group="districts"),
    ]
    lines = allocate(pool({"districts": 10, "bureaus": 4}), agencies, LABELS)
    assert seats_of(lines) == {"D01": 9, "D02": 1, "B01": 1, "B02": 3}
    assert [(line.group, line.agency_id) for line in lines] == [
        ("districts", "D01"),
        ("districts", "D02"),
        ("bureaus", "B01"),
        ("bureaus", "B02"),
    ]
    assert {line.pool for line in lines} == {"units"}


def test_a_group_without_agencies_is_passed_over():
    lines = allocate(pool({"districts": 10, "bureaus": 1}), [agency("B01", 10)], LABELS)
    assert seats_of(lines) == {"B01": 1}
    assert allocate(pool(1), [], LABELS) == ()


def test_a_group_may_have_no_seats():
    lines = allocate(pool(0), [agency("A", 1), agency("B", 0, barred="考核不合格")], LABELS)
    assert seats_of(lines) == {"A": 0, "B": 0}
    assert lines[0].reason == "没有其余名额可按比例分配；合计0个。"


def test_a_group_without_seats_needs_nobody_eligible():
    assert seats_of(allocate(pool(0), [agency("A", 1, barred="考核不合格")], LABELS)) == {"A": 0}


def test_fixed_seats_may_use_up_all_seats():
    lines = by_id(
        allocate(pool(2, fixed_per_qualifier=1), [agency("A", 1), agency("B", 1), agency("C", 1, met=False)], {})
    )
    assert seats_of(lines.values()) == {"A": 1, "B": 1, "C": 0}
    assert lines["A"].reason == "业务达标，固定名额1个；没有其余名额可按比例分配；合计1个。"


# Ties


def test_a_tie_goes_to_the_larger_by_the_first_tie_break_that_tells_apart():
    # 1 seat, 1 : 1, equal in fees; the comparable total of B is higher
    agencies = [agency("A", 5, total="91.5"), agency("B", 5, total="92")]
    lines = by_id(allocate(pool(1, tie_break=("business_volume", "comparable_total")), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 0, "B": 1}
    assert lines["B"].reason.endswith(
        "余数0.5列第1，2家并列争1个，依次按业务总量、可比总分由大到小，得余数名额1个；合计1个。"
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
    assert lines["B"].reason.endswith("整数部分1个；人工调整+1个（承办全市试点；批准人：主任办公会）；合计2个。")


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
    assert lines[0].reason == "各项指标均无份额，权重0，不足下限1个，按此定比例名额1个；合计1个。"


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


# Order


def test_the_order_of_the_agencies_decides_nothing():
    agencies = [agency(key, fees) for key, fees in (("C", 30), ("A", 45), ("B", 25))]
    by_row = allocate(pool(7), agencies, LABELS)
    assert allocate(pool(7), agencies[::-1], LABELS) == by_row
    assert [line.agency_id for line in by_row] == ["A", "B", "C"]
