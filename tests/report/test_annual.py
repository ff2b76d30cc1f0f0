"""The annual report: what it counts, what it says, and the years that are awkward to speak about."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from hubao.appraisal.agency import Category, DecisionKind, Grade, PastYear, SelfScore, TargetChange
from hubao.errors import Problem, Severity
from hubao.report import annual_wording as wording
from hubao.report.annual import AnnualReport
from hubao.report.annual_decisions import discretion
from hubao.report.annual_facts import area_results, business, directions, group_results, item_results, movements, spread
from hubao.report.annual_gaps import combined_gaps
from hubao.report.blocks import Figure, KeyFigures, Title
from hubao.year import open_year
from tests.build import all_at_most, on_target
from tests.report.years import RUINED, cells, decision, kinds, named, table_of, text_of, year_of

PASSAGES = (
    "head",
    "subject",
    "sources",
    "assumptions",
    "scope",
    "scope_notes",
    "process",
    "target_changes",
    "self_assessment",
    "data_problems",
    "method",
    "indicators",
    "readings",
    "reading_effects",
    "fixed_readings",
    "business",
    "totals",
    "ranking",
    "losses",
    "bonuses",
    "unqualified",
    "discretionary",
    "quota",
    "comparison",
    "priorities",
    "consequences",
    "to_decide",
    "colophon",
)
LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES_IN_LATIN = {"APP"}


def bureau():
    return on_target(Category.BUREAU)


def report(*agencies, **policy):
    return AnnualReport(year_of(agencies, **policy))


def passages(one: AnnualReport):
    return {name: getattr(one, name)() for name in PASSAGES}


def lead(one: AnnualReport) -> tuple[str, ...]:
    head = one.head().blocks[0]
    assert isinstance(head, Title)
    return head.lead


@pytest.fixture(scope="module")
def sample():
    return open_year(2024)


@pytest.fixture(scope="module")
def printed(sample):
    return passages(AnnualReport(sample))


# The sample year


def test_every_block_belongs_to_the_office(printed):
    assert {block.owner for piece in printed.values() for block in piece.blocks} == {"office"}
    assert kinds(printed["head"].blocks) == ["title", "key_figures"]


def test_nothing_is_left_in_english(printed):
    pieces = [piece for name, piece in printed.items() if name != "colophon"]
    words = {word for piece in pieces for word in LATIN.findall(_readable(piece))}
    assert words - NAMES_IN_LATIN == set()


def _readable(piece):
    """The texts of a piece without the keys of its values."""
    found = []

    def collect(value, key=""):
        if isinstance(value, str) and key not in ("kind", "tone", "owner", "align", "mark"):
            found.append(value)
        elif isinstance(value, dict):
            for name, part in value.items():
                collect(part, name)
        elif isinstance(value, list | tuple):
            for part in value:
                collect(part)

    for block in piece.blocks:
        collect(block.model_dump(exclude={"svg"}))
    return "\n".join(found)


def test_every_agency_is_ranked_once(sample, printed):
    tables = printed["ranking"].blocks
    assert [len(table.rows) for table in tables] == [17, 40, 6, 3]
    listed = [row.cells[0] for table in tables for row in table.rows]
    assert sorted(listed) == sorted(card.agency.name for card in sample.cards.values())


def test_a_vetoed_agency_stands_last_without_a_rank(sample, printed):
    vetoed = [sample.agency(key).name for key, result in sample.grades.items() if result.vetoes]
    last = printed["ranking"].blocks[1].rows[-1]
    assert [last.cells[0]] == vetoed
    assert last.cells[1] == "否决"
    assert last.mark == "stop"


def test_points_lost_agree_with_the_scorecards(sample, printed):
    table = table_of(printed["losses"], "各指标失分情况")
    lost = sum((line.lost for card in sample.cards.values() for line in card.lines), Fraction(0))
    assert sum(Fraction(row.cells[3]) for row in table.rows) == lost
    assert [Fraction(row.cells[3]) for row in table.rows] == sorted(
        (Fraction(row.cells[3]) for row in table.rows), reverse=True
    )


def test_every_chart_stands_with_the_table_it_was_drawn_from(printed):
    charted = [name for name, piece in printed.items() if any(isinstance(block, Figure) for block in piece.blocks)]
    assert charted == ["reading_effects", "totals", "losses", "comparison"]
    for name in charted:
        assert "table" in kinds(printed[name].blocks)


def test_every_row_fits_its_table(printed):
    for piece in printed.values():
        for block in piece.blocks:
            if block.kind == "table":
                assert len(block.columns) <= 9
                widths = {len(row.cells) for row in block.rows if row.mark != "section"}
                assert widths == {len(block.columns)}, block.caption


def test_quota_seats_add_up_to_the_policys(sample, printed):
    rows = [row for row in table_of(printed["quota"], "各组名额").rows if row.mark == "total"]
    pools = sample.policy.quota.pools
    assert [int(row.cells[1]) for row in rows] == [sum(pool.seats.values()) for pool in pools]


# What is counted


def test_spread_interpolates_quartiles():
    found = spread(Fraction(value) for value in (60, 80, 90, 100))
    assert (found.low, found.lower, found.middle, found.upper, found.high) == (
        60,
        60 + Fraction(3, 4) * 20,
        85,
        90 + Fraction(1, 4) * 10,
        100,
    )
    assert spread([Fraction(7)]).lower == 7


def test_spread_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_items_are_ordered_by_points_lost():
    year = year_of([named(1, trainings=1, insured_members=5700), named(2, trainings=2), named(3, trainings=6)])
    trainings, coverage, *others = item_results(year)
    assert trainings.code == "I14"
    assert (trainings.lost, trainings.losers) == (3 + 2, ("D01", "D02"))
    assert (trainings.full, trainings.gained, trainings.concerned) == (1, 1, 3)
    assert trainings.most == 3 * 6
    assert (coverage.code, coverage.lost) == ("I01", 1)
    assert all(not one.lost for one in others)


def test_deductions_count_as_losses_and_say_so():
    year = year_of([named(1, reports_late=2)])
    first = item_results(year)[0]
    assert (first.name, first.lost, first.given) == ("财务数据报告（减分项）", 2, -2)


def test_areas_that_nobody_has_are_left_out():
    areas = {area.code: area for area in area_results(year_of([named(1, trainings=2)]))}
    assert areas["publicity"].lost == 2
    assert areas["publicity"].given == 4 + 2 + 2 + 2 - 2
    assert areas["publicity"].most == 6 + 4 + 3 + 3


def test_business_adds_up_the_targets():
    found = business(year_of([named(1), named(2, insured_members=5999)]))
    assert (found.insured, found.members) == (11999, 20000)
    assert (found.met_coverage, found.met_premium, found.met_both) == (1, 2, 1)
    assert found.completion == 1


def test_movement_needs_both_years():
    past = PastYear(2021, total=Fraction(85), grade=Grade.QUALIFIED, rank_in_group=3)
    moves = movements(year_of([named(1, history=(past,)), named(2, history=())]))
    assert (moves["D01"].change, moves["D01"].climbed) == (5, 2)
    assert (moves["D02"].change, moves["D02"].climbed, moves["D02"].last_grade) == (None, None, None)
    assert directions(moves.values()) == (1, 0, 0)


def test_groups_without_agencies_are_left_out():
    groups = group_results(year_of([named(1, bureau())]))
    assert [group.short for group in groups] == ["局总公司类"]
    assert groups[0].grades == {Grade.EXCELLENT: 0, Grade.QUALIFIED: 1, Grade.UNQUALIFIED: 0}


def test_gaps_of_one_wording_are_added():
    gaps = combined_gaps(["还差1,240人", "按时办结还差1件；不满意件须减少2件", "还差60人", "不满意件须减少3件"])
    assert [gap.text for gap in gaps] == ["2家合计还差1,300人", "2家合计不满意件须减少5件", "1家按时办结还差1件"]


def test_clauses_with_a_number_each_are_added_apart():
    gaps = combined_gaps(["2张须按时报送，1张须补报", "1张须按时报送", "还差3人，须整改"])
    assert [gap.text for gap in gaps] == ["2家合计3张须按时报送", "1家1张须补报", "1家还差3人，须整改"]


def test_a_gap_of_several_numbers_is_not_added():
    assert [gap.text for gap in combined_gaps(["还差3人（共9人）"] * 2)] == ["2家还差3人（共9人）"]


# Decisions


def test_a_discretionary_decision_is_taken_away_to_see_what_it_moved():
    generous = decision(DecisionKind.MERIT_BONUS, "3")
    year = year_of([named(1, research_sessions=3), named(2, decisions=(generous,)), named(3)])
    (one,) = discretion(year)
    assert (one.agency_id, one.change) == ("D02", 3)
    assert (one.rank, one.rank_without) == (1, 2)


def test_the_ceiling_swallows_what_goes_beyond_it():
    much = decision(DecisionKind.MERIT_BONUS, "20")
    (one,) = discretion(year_of([named(1, all_at_most(), decisions=(much,))]))
    # 115 without B5 and without the decision; with it 135, limited to 125.
    assert one.change == 125 - 115


def test_a_vetoed_agency_has_no_rank_to_move():
    found = decision(DecisionKind.RISK_DEDUCTION, "4"), decision(DecisionKind.VETO_SECURITY)
    one = report(named(1, decisions=found), named(2))
    rows = cells(table_of(one.discretionary(), "酌情加减分登记"))
    assert rows["甲区代办处"] == ("第10项酌情减分", "-4", "-4", "不排名")


def test_the_meetings_grade_is_told_beside_the_proposal():
    given = decision(DecisionKind.GRADE, grade=Grade.EXCELLENT)
    text = text_of(report(named(1, decisions=(given,))).unqualified())
    assert "会议审定优秀" in text
    assert "测算建议为合格" in text


# Awkward years: every passage can be built, and the sentences hold


AWKWARD = {
    "one agency": [named(1)],
    "nothing lost": [named(1, all_at_most()), named(2, all_at_most())],
    "everything lost": [named(1, **RUINED), named(2, **RUINED)],
    "all vetoed": [named(1, decisions=(decision(DecisionKind.VETO_VIOLATION),))],
    "no last year": [named(1, history=()), named(2, bureau(), history=())],
    "last year empty": [named(1, history=(PastYear(2021),))],
    "all decided": [named(1, decisions=(decision(DecisionKind.GRADE, grade=Grade.QUALIFIED),))],
}


@pytest.mark.parametrize("agencies", AWKWARD.values(), ids=AWKWARD.keys())
def test_every_passage_of_an_awkward_year_can_be_built(agencies):
    found = passages(report(*agencies))
    assert all(piece.blocks for piece in found.values())
    assert "None" not in "".join(re.sub(r"'[a-z_]+': None", "", text_of(piece)) for piece in found.values())


def test_one_agency_of_one_group():
    one = report(named(1))
    assert "均为区类" in text_of(one.scope())
    assert "区类总分中位数90分" in text_of(one.totals())


def test_nothing_lost():
    one = report(named(1, all_at_most()), named(2, all_at_most()))
    assert lead(one)[1] == "各项指标均未失分。没有一票否决事项。"
    assert lead(one)[2] == "下一步：没有不合格代办处，按程序推荐公示、报审后下发结果。"
    assert "没有须整改的指标" in text_of(one.priorities())
    assert kinds(one.losses().blocks) == ["table", "paragraph"]


def test_everything_lost():
    one = report(named(1, **RUINED), named(2, **RUINED))
    assert "2家建议不合格，如审定为不合格，应按第十三条（二）办理：“" in lead(one)[2]
    assert "2家合计还差200.00万元" in text_of(one.priorities())


def test_all_vetoed_leaves_seats_to_nobody():
    one = report(named(1, decisions=(decision(DecisionKind.VETO_VIOLATION),)))
    assert "没有一家代办处具备资格" in text_of(one.quota())
    assert "quota.pools" not in text_of(one.quota())
    assert "暂不能分配，须先决定" in text_of(one.to_decide())
    assert "一票否决1家" in lead(one)[1]


def test_no_last_year():
    one = report(named(1, history=()), named(2, bureau(), history=()))
    assert "没有上年得分可比" in lead(one)[0]
    assert "都没有2021年度公布的总分" in text_of(one.comparison())
    assert kinds(one.comparison().blocks) == ["paragraph"]
    assert "没有2021年度结果可比" in text_of(one.ranking())


def test_who_lacks_last_year_is_named():
    one = report(named(1), named(2, history=()))
    assert "没有的1家（乙区代办处）不列入比较" in text_of(one.comparison())
    assert "乙区代办处" in text_of(one.scope_notes())
    assert "有上年得分的1家" in lead(one)[0]


def test_a_meeting_that_decided_every_grade_leaves_no_proposal():
    figures = report(*AWKWARD["all decided"]).head().blocks[1]
    assert isinstance(figures, KeyFigures)
    assert [figure.label for figure in figures.figures][2:4] == ["优秀", "不合格"]
    labels = [figure.label for figure in report(named(1)).head().blocks[1].figures]
    assert labels[2:4] == ["建议优秀", "建议不合格"]


def test_a_chain_asks_for_every_measure_up_to_its_length():
    past = tuple(PastYear(year, total=Fraction(50), grade=Grade.UNQUALIFIED) for year in (2020, 2021))
    one = report(named(1, **RUINED, history=past), named(2, **RUINED), named(3))
    measures = cells(table_of(one.consequences(), "应办事项"))
    assert [row[:2] for row in measures.values()] == [("2", "2"), ("1", "1"), ("1", "1")]
    assert [name.startswith("另加：") for name in measures] == [False, True, True]
    assert "2家建议不合格，如审定为不合格，应按第十三条（二）累加办理" in lead(one)[2]
    assert "；其中连续2年及以上的1家，另加“" in lead(one)[2]
    assert "；连续3年及以上的1家，另加“" in lead(one)[2]


def test_a_settled_grade_is_a_duty_and_a_proposed_one_a_condition():
    vetoed = named(1, decisions=(decision(DecisionKind.VETO_VIOLATION),))
    met = named(2, decisions=(decision(DecisionKind.GRADE, grade=Grade.UNQUALIFIED),))
    settled = report(vetoed, met)
    assert "2家不合格代办处应按第十三条（二）办理" in lead(settled)[2]
    assert "如审定" not in lead(settled)[2] + text_of(settled.consequences())
    both = report(vetoed, named(3, **RUINED))
    assert "已定不合格的1家，以及另1家如审定为不合格，应按" in lead(both)[2]
    assert "待审定的1家，等次是测算建议，如审定为不合格" in text_of(both.consequences())
    assert "按得分建议1家" in text_of(both.unqualified())


def test_a_broken_chain_names_the_reading_behind_it():
    past = (PastYear(2020, total=Fraction(50), grade=Grade.UNQUALIFIED),)
    text = text_of(report(named(1, **RUINED, history=past)).unqualified())
    assert "（读法C-01“中间有一年未考核，连续是否中断”）" in text


BARE_CODE = re.compile(r"（[A-Z]-[A-Z]?\d+[a-z]?）|依 ?[A-Z]-[A-Z]?\d")


def test_no_code_stands_alone_and_no_quote_nests_in_itself(printed):
    texts = [_readable(piece) for name, piece in printed.items() if name != "colophon"]
    assert not [found for text in texts for found in BARE_CODE.findall(text)]
    assert not [line for text in texts for line in text.splitlines() if re.search(r"“[^”]*“", line)]


def test_readings_to_confirm_stand_one_a_row(printed):
    table = table_of(printed["to_decide"], "待确认的读法")
    changed = [int(row.cells[3]) for row in table.rows]
    assert changed == sorted(changed, reverse=True)
    assert all(" " in row.cells[0] and row.cells[1] != row.cells[2] for row in table.rows)
    assert "；A-" not in text_of(printed["to_decide"])


def test_medians_compare_the_same_agencies():
    low, high = (PastYear(2021, total=Fraction(value), grade=Grade.QUALIFIED) for value in (80, 90))
    ruined = named(3, **RUINED, history=())
    one = report(named(1, history=(low,)), named(2, history=(high,)), ruined)
    assert "；有上年得分的2家中位数由85分升至90分，" in lead(one)[0]
    assert one.head().blocks[1].figures[1].note == "可比2家：85→90"
    (figure,) = [block for block in one.comparison().blocks if isinstance(block, Figure)]
    assert figure.title == "可比2家总分中位数由2021年度的85分升至2022年度的90分，提高5分"
    assert "2021年度85分（可比2家）；2022年度90分（可比2家）" in figure.alt


def test_a_year_that_few_agencies_have_is_not_charted():
    last = PastYear(2021, total=Fraction(90), grade=Grade.QUALIFIED)
    before = PastYear(2020, total=Fraction(70), grade=Grade.QUALIFIED)
    agencies = [named(1, history=(before, last)), named(2, history=(last,))]
    (figure,) = [block for block in report(*agencies).comparison().blocks if isinstance(block, Figure)]
    assert "2020" not in figure.alt
    assert figure.title.startswith("可比2家总分中位数2022年度与2021年度持平")


def test_shares_of_points_lost_say_of_what(printed):
    area = table_of(printed["losses"], "主表各项考核内容")
    assert [column.header for column in area.columns][-2:] == ["主表失分", "占主表失分"]
    assert "占含减分项全部失分的" in text_of(printed["head"])
    assert "占含减分项全部失分的" in text_of(printed["priorities"])


def test_dots_say_how_they_are_grouped(printed):
    assert "总分每2.5分为一档" in text_of(printed["totals"])


def test_award_seats_of_merely_qualified_agencies_are_counted(sample, printed):
    lines = sample.allocation("units")
    merely = [line for line in lines if line.seats and sample.grades[line.agency_id].grade is Grade.QUALIFIED]
    decided = sum(line.seats for line in merely if sample.grades[line.agency_id].decided)
    proposed = sum(line.seats for line in merely) - decided
    assert decided
    said = f"优秀单位20个名额中，{proposed}个分给只是建议合格、{decided}个分给会议审定合格的代办处"
    assert said in text_of(printed["quota"])


def test_a_trial_says_so_before_anything_else():
    trial = year_of([named(1)]).with_readings({"B-06a": "one"})
    blocks = AnnualReport(trial).head().blocks
    assert blocks[2].kind == "callout"
    assert "B-06a=one" in blocks[2].text


# Process


def test_changed_targets_are_written_as_reports_write_them():
    changes = (
        TargetChange("I01", "coverage_target", "0.7", "0.6", "合并", approved_by="主任办公会"),
        TargetChange("I02", "premium_target", "1,200,000", "1000000", "划转"),
    )
    rows = table_of(report(named(1, target_changes=changes)).target_changes(), "目标变更").rows
    assert rows[0].cells[1:] == ("覆盖率目标", "70.00%", "60.00%", "主任办公会，日期未填批准")
    assert rows[1].cells[2:4] == ("120.00万元", "100.00万元")


def test_own_scores_are_held_against_the_offices():
    own = (SelfScore("I01", Fraction(20)), SelfScore("I14", Fraction(6)), SelfScore("I13", Fraction(1)))
    piece = report(named(1, self_scores=own)).self_assessment()
    assert "共3项：与综合评价一致1项，自评偏高1项，自评偏低1项，自评合计比综合评价多1分" in text_of(piece)
    assert [row.cells[1:] for row in table_of(piece, "不一致").rows] == [
        ("宣传培训次数", "6", "4", "+2"),
        ("研究互助保障工作次数", "1", "2", "-1"),
    ]


def test_warnings_of_one_rule_are_counted_together():
    def warning(agency_id, rule):
        return Problem(Severity.WARNING, "actuals.csv", "", "第2行", agency_id, "x", "参保人数", "", rule, "核对")

    problems = [
        warning("D01", "参保人数不应大于工会会员数（7 大于 6）"),
        warning("D02", "参保人数不应大于工会会员数（9 大于 8）"),
        warning("D02", "覆盖率目标 38.00% 低于上年实际 40.00%"),
        warning("D01", "甲区代办处没有2021年度的结果"),
    ]
    year = year_of([named(1), named(2)], problems)
    rows = table_of(AnnualReport(year).data_problems(), "数据提醒").rows
    assert [row.cells for row in rows] == [
        ("参保人数不应大于工会会员数", "2", "甲区代办处、乙区代办处"),
        ("参保人数：覆盖率目标低于上年实际", "1", "乙区代办处"),
        ("参保人数：没有2021年度的结果", "1", "甲区代办处"),
    ]


def test_clean_data_is_said_to_be_clean():
    assert "没有错误，也没有提醒" in text_of(report(named(1)).data_problems())


# Sentences


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Fraction(-3, 4), "下降0.75分"),
        (Fraction(0), "持平"),
        (Fraction(1, 3), "提高0.33分"),
    ],
)
def test_change_in_words(change, said):
    assert wording.change_word(change) == said


@pytest.mark.parametrize(
    ("measures", "priority", "said"),
    [
        ("1家应办理", None, "下一步：1家应办理。按程序推荐公示、报审后下发结果。"),
        ("2家应办理", ("培训", ""), "下一步：2家应办理。整改先抓培训。"),
        ("", ("培训", "3家合计还差4次"), "下一步：没有不合格代办处，整改先抓培训：3家合计还差4次。"),
    ],
)
def test_what_comes_next(measures, priority, said):
    assert wording.next_sentence(measures, priority) == said


@pytest.mark.parametrize(
    ("settled", "pending", "steps", "said"),
    [
        (2, 0, [], "2家不合格代办处应按第十三条（二）办理"),
        (0, 1, [(1, "整改", 1)], "1家建议不合格，如审定为不合格，应按第十三条（二）办理：“整改”"),
        (
            1,
            3,
            [(1, "整改", 4), (2, "反馈", 2), (3, "稽核", 1)],
            "已定不合格的1家，以及另3家如审定为不合格，应按第十三条（二）累加办理：“整改”；"
            "其中连续2年及以上的2家，另加“反馈”；连续3年及以上的1家，另加“稽核”",
        ),
    ],
)
def test_measures_add_up(settled, pending, steps, said):
    assert wording.measures_clause(settled, pending, steps) == said


def test_standing_with_and_without_last_year():
    grades = "测算建议合格2家"
    assert wording.standing_sentence(2024, 2, Fraction(177, 2), None, 0, "", grades) == (
        "2024年度参评代办处2家，总分中位数88.5分，没有上年得分可比；测算建议合格2家。"
    )
    assert wording.standing_sentence(2024, 2, 88, (90, 88), 2, "下降2家", grades) == (
        "2024年度参评代办处2家，总分中位数88分；各家都有上年得分，中位数由90分降至88分，总分下降2家；测算建议合格2家。"
    )
    assert wording.standing_sentence(2024, 3, 88, (90, 90), 2, "持平2家", grades) == (
        "2024年度参评代办处3家，总分中位数88分；有上年得分的2家中位数仍为90分，总分持平2家；测算建议合格2家。"
    )


def test_effects_that_move_no_grade():
    assert wording.effect_finding(15, 2, ("A-G1 按比例计分", 3, 0)).endswith("总分变动3家，等次都不变")
    assert wording.effect_finding(0, 0, None) == "本年度政策没有可切换的读法"
