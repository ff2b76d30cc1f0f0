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
    ("rank", "size", "shared", "moved", "said"),
    [
        (4, 17, 1, "较上年上升2位", "在区类17家中列第4位，较上年上升2位"),
        (4, 17, 2, "", "在区类17家中列第4位（2家并列）"),
        (1, 1, 1, "", "区类仅此1家，不作名次比较"),
        (None, 17, 0, "较上年上升2位", "因一票否决不参加排名"),
    ],
)
def test_place(rank, size, shared, moved, said):
    assert wording.place_sentence(rank, size, shared, "区类", moved) == said


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
    assert wording.loss_sentence(lost(reports_missing=2)) == "失分最多的是财务数据报告（失4分）：迟报0张，少报2张。"


def test_next_without_and_with_losses():
    card = score(on_target(), POLICY)
    result = grade(card, POLICY)
    assert wording.next_sentence([], result) == "保持各项完成情况，争取加分项。"
    said = wording.next_sentence(lost(insured_members=5700, trainings=3), result)
    assert said == "可追回2分，首先是互助保障覆盖率：还差300人。"


def test_next_with_a_veto_speaks_of_the_veto():
    vetoed = replace(on_target(), decisions=(Decision(DecisionKind.VETO_SECURITY, "信息泄露"),))
    result = grade(score(vetoed, POLICY), POLICY)
    assert wording.next_sentence([], result) == "因重大信息安全事故一票否决，等次为不合格，须先完成整改。"


def test_next_after_years_of_failure_names_the_gravest_measure():
    history = tuple(PastYear(year, grade=Grade.UNQUALIFIED) for year in (2020, 2021))
    poor = agency_with(on_target(Category.BUREAU), insured_members=0, history=history)
    decided = replace(poor, decisions=(Decision(DecisionKind.GRADE, "会议研究", grade=Grade.UNQUALIFIED),))
    result = grade(score(decided, POLICY), POLICY)
    assert wording.next_sentence([], result).startswith("连续3年不合格，按第十三条（二）由办事处进行专项稽核")
    assert wording.grade_label(result) == "审定等次"
