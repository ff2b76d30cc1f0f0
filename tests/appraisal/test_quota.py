"""The office's allocation, as worked examples: art. 10's steps one by one, every seat with its reason."""

from fractions import Fraction

from hubao.appraisal.quota import CRITERIA, CriterionShare, allocate
from tests.appraisal.quota_examples import LABELS, agency, by_id, pool, seats_of

# The worked example: 12 seats, one fixed seat each for those that met both targets, two criteria of one half.
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
        "余数0.7列第2，得余数名额1个；合计4个"
    )
    assert lines["A"].reason == (
        "业务达标，固定名额1个；其余9个名额按权重分配，应得9 × 45.00% = 4.05个，整数部分4个；"
        "余数0.05列第4，未得余数名额；合计5个"
    )
    assert lines["D"].reason.startswith("业务未达标，无固定名额；")


def test_a_number_that_does_not_end_is_printed_as_rounded():
    # 2 seats for 2 : 1 -> 1.3333 and .6667
    line = by_id(allocate(pool(2), [agency("A", 2), agency("B", 1)], LABELS))["B"]
    assert line.reason == (
        "其余2个名额按权重分配，应得2 × 约33.33% = 约0.6667个，整数部分0个；余数约0.6667列第1，得余数名额1个；合计1个"
    )


def test_people_are_never_more_than_the_staff():
    # A has 4 people and one fixed seat: 1 + 4.05 reaches 4, so 3 by proportion. The other 6 for .30 : .15 : .10 of .55:
    # B 3.27, C 1.64, D 1.09; whole 3 + 1 + 1, the sixth to C.
    lines = by_id(allocate(pool(12, code="people", label="优秀个人", **HALF_AND_HALF), EXAMPLE, LABELS))
    assert seats_of(lines.values()) == {"A": 1 + 3, "B": 1 + 3, "C": 1 + 1 + 1, "D": 1}
    assert lines["A"].reason == (
        "业务达标，固定名额1个；其余9个名额按权重分配，应得9 × 45.00% = 4.05个，"
        "连同固定名额达到上限4个（人数4），按此定比例名额3个；合计4个"
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
        "其余10个名额按权重分配，应得10 × 6.00% = 0.6个，不足下限1个，按此定比例名额1个；合计1个"
    )


def test_caps_give_way_where_the_floors_would_not_fit_and_say_so():
    # as in test_apportion: A 9.4 -> 6 leaves 4 for three floors of 2
    agencies = [agency("A", 94), agency("B", 3), agency("C", 2), agency("D", 1)]
    lines = by_id(allocate(pool(10, floor=2, cap=6), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 4, "B": 2, "C": 2, "D": 2}
    assert lines["A"].flags == ("按上限定额后余额不足各家下限：先保下限，收回上限定额重新分配",)


def test_caps_that_are_just_the_seats_are_explained_as_such():
    # 2.5 each by weight; 3 + 2 people are just the 5 seats
    agencies = [agency("A", 1, staff=3), agency("B", 1, staff=2)]
    lines = by_id(allocate(pool(5, code="people"), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 3, "B": 2}
    assert "应得5 × 50.00% = 2.5个，各家上限合计恰等于名额，上限3个（人数3），按此定比例名额3个" in lines["A"].reason
    assert "应得5 × 50.00% = 2.5个，达到上限2个（人数2），按此定比例名额2个" in lines["B"].reason


def test_an_agency_that_has_its_cap_in_fixed_seats_leaves_the_rest_to_the_others():
    # 3 seats, 1 fixed for A with its one person; the other 2 for B alone, half of the weights over half of the weights
    agencies = [agency("A", 1, staff=1), agency("B", 1, met=False)]
    lines = by_id(allocate(pool(3, code="people", fixed_per_qualifier=1), agencies, LABELS))
    assert seats_of(lines.values()) == {"A": 1, "B": 2}
    assert "应得2 × 50.00% ÷ 50.00% = 2个" in lines["B"].reason


def test_an_agency_without_weight_finds_nothing_left():
    # A's cap takes both seats
    lines = by_id(allocate(pool(2, cap=2), [agency("A", 1), agency("B", 0)], LABELS))
    assert seats_of(lines.values()) == {"A": 2, "B": 0}
    assert lines["B"].reason == "各家按上限、下限定额后没有余额；合计0个"


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
    assert lines["C"].reason == "不参加分配：一票否决（D1）"


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
    assert lines[0].reason == "没有其余名额可按比例分配；合计0个"


def test_a_group_without_seats_needs_nobody_eligible():
    assert seats_of(allocate(pool(0), [agency("A", 1, barred="考核不合格")], LABELS)) == {"A": 0}


def test_fixed_seats_may_use_up_all_seats():
    lines = by_id(
        allocate(pool(2, fixed_per_qualifier=1), [agency("A", 1), agency("B", 1), agency("C", 1, met=False)], {})
    )
    assert seats_of(lines.values()) == {"A": 1, "B": 1, "C": 0}
    assert lines["A"].reason == "业务达标，固定名额1个；没有其余名额可按比例分配；合计1个"


# Order


def test_the_order_of_the_agencies_decides_nothing():
    agencies = [agency(key, fees) for key, fees in (("C", 30), ("A", 45), ("B", 25))]
    by_row = allocate(pool(7), agencies, LABELS)
    assert allocate(pool(7), agencies[::-1], LABELS) == by_row
    assert [line.agency_id for line in by_row] == ["A", "B", "C"]
