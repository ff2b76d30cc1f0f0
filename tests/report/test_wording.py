"""Sentences of the agency report, with their awkward cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hubao.appraisal.agency import Category, Decision, DecisionKind, Grade, PastYear
from hubao.appraisal.grade import grade
from hubao.appraisal.score import score
from hubao.policy.loader import load_policy
from hubao.report import wording
from tests.build import agency_with, on_target

POLICY = load_policy(Path(__file__).parents[2] / "params" / "policy" / "2022.yaml")


def lost(**changes):
    card = score(agency_with(on_target(), **changes), POLICY)
    return sorted((line for line in card.lines if line.lost > 0), key=lambda line: -line.lost)


def test_composition_names_only_what_is_there():
    plain = score(on_target(), POLICY)
    assert wording.composition(plain) == "主表90分"
    deducted = score(agency_with(on_target(), reports_late=1, app_pilot=True), POLICY)
    assert wording.composition(deducted) == "主表90分、加分2分、减分1分"


@pytest.mark.parametrize(
    ("rank", "size", "members", "shared", "moved", "said"),
    [
        (4, 17, 17, 1, "较上年上升2位", "在区类17家中列第4位，较上年上升2位"),
        (4, 16, 17, 2, "", "在区类参加排名的16家中列第4位（2家并列）"),
        (1, 1, 1, 1, "", "区类仅此1家，不作名次比较"),
        (None, 16, 17, 0, "较上年上升2位", "因一票否决不参加排名"),
    ],
)
def test_place(rank, size, members, shared, moved, said):
    assert wording.place_sentence(rank, size, members, shared, "区类", moved) == said


def test_nothing_lost():
    assert wording.loss_sentence(lost()) == "主表各项与减分项均未失分。"


def test_one_largest_loss_says_what_was_reached_and_what_is_missing():
    said = wording.loss_sentence(lost(insured_members=5700))
    assert said == "失分最多的是互助保障覆盖率（失1分）：完成57.00%，目标60.00%，还差300人。"


def test_two_equal_losses_are_both_named():
    said = wording.loss_sentence(lost(insured_members=5700, meetings_attended=2))
    assert said == "失分最多的是互助保障覆盖率、参加会议次数，各失1分。"


def test_many_equal_losses_are_counted():
    said = wording.loss_sentence(lost(insured_members=5700, meetings_attended=2, trainings=3, audit_issues=1))
    assert said == "失分较多的有互助保障覆盖率、稽核工作、参加会议次数等4项，各失1分；全部失分项共4项。"


def test_a_deduction_can_be_the_largest_loss():
    assert wording.loss_sentence(lost(reports_missing=2)) == "失分最多的是财务数据报告（失4分）：少报2张。"


def test_next_without_losses_names_the_bonus_still_open():
    card = score(on_target(), POLICY)
    said = wording.next_sentence(card, [], grade(card, POLICY))
    assert said == "加分项尚可争取：覆盖率较上年提高5分、参加综合互助保障活动2分、参加轻度疾病互助保障活动3分等5项。"


def test_next_with_losses_says_what_is_missing_first():
    card = score(agency_with(on_target(), insured_members=5700, trainings=3), POLICY)
    said = wording.next_sentence(card, lost(insured_members=5700, trainings=3), grade(card, POLICY))
    assert said == "失分项可追回2分，首先是互助保障覆盖率：还差300人。"


def test_a_floored_total_says_what_it_would_be():
    floored = score(agency_with(on_target(), reports_missing=6, backlog_refusals=50), POLICY)
    said = wording.standing_sentence(2022, floored, "名次", "")
    assert said == "2022年度得分0分（主表90分、减分112分，合计-22分，不足0分按0分计），名次。"


def test_an_audit_finding_is_found_not_completed():
    assert wording.loss_sentence(lost(audit_issues=2)) == "失分最多的是稽核工作（失2分）：查出问题2项。"


def test_next_with_a_veto_speaks_of_the_veto():
    vetoed = replace(on_target(), decisions=(Decision(DecisionKind.VETO_SECURITY, "信息泄露"),))
    card = score(vetoed, POLICY)
    said = wording.next_sentence(card, [], grade(card, POLICY))
    assert said == "因重大信息安全事故一票否决，等次为不合格，须先完成整改。"


MEASURES = "查找原因，制定措施，限期整改；考核结果反馈至代办处管委会主任；由办事处进行专项稽核，并作相应处置"


def test_measures_add_up_and_wait_for_the_meeting():
    history = tuple(PastYear(year, grade=Grade.UNQUALIFIED) for year in (2020, 2021))
    poor = agency_with(on_target(Category.BUREAU), insured_members=0, history=history)
    decided = replace(poor, decisions=(Decision(DecisionKind.GRADE, "会议研究", grade=Grade.UNQUALIFIED),))
    settled = grade(score(decided, POLICY), POLICY)
    assert wording.consequence_sentence(settled) == f"连续3年不合格，应{MEASURES}。"
    assert wording.grade_label(settled) == "审定等次"
    waiting = replace(settled, decided=False)
    assert wording.consequence_sentence(waiting) == f"如审定为不合格，即连续3年，应{MEASURES}。"
