"""Grades: veto, then the meeting, then the proposal; and what follows in a row of unqualified years.

The thresholds, vetoes and chains themselves stand in ``tests/cases/grades.yaml``; here is what a case cannot say.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from hubao.appraisal.agency import Decision, DecisionKind, Grade, PastYear
from hubao.appraisal.grade import grade
from hubao.appraisal.score import score
from tests.build import agency_with, all_at_most, on_target, policy_of

POLICY = policy_of(2022)
MEETING = Decision(DecisionKind.GRADE, "综合考评", "办公会纪要3号", "主任办公会", grade=Grade.EXCELLENT)
VETO = Decision(DecisionKind.VETO_MISCONDUCT, "重大事项不报告")
FAILED = {"backlog_refusals": 20}  # 90 - 40 = 50 points


def graded(agency, policy=POLICY):
    return grade(score(agency, policy), policy)


def failing(*grades: Grade | None):
    """An unqualified agency of 2022 with these grades in the years before, last year first."""
    past = tuple(PastYear(2021 - back, grade=given) for back, given in enumerate(grades))
    return replace(agency_with(on_target(), **FAILED), history=past)


# Three voices, the first that speaks decides


@pytest.mark.parametrize(("veto", "meeting"), list(product((False, True), repeat=2)))
def test_a_veto_before_the_meeting_before_the_proposal(veto, meeting):
    rows = tuple(row for row, there in ((VETO, veto), (MEETING, meeting)) if there)
    result = graded(replace(on_target(), decisions=rows))
    expected = Grade.UNQUALIFIED if veto else Grade.EXCELLENT if meeting else Grade.QUALIFIED
    assert (result.grade, result.decided) == (expected, meeting and not veto)
    assert result.proposed is Grade.QUALIFIED


def test_the_last_decision_of_the_meeting_counts():
    rows = (MEETING, replace(MEETING, grade=Grade.QUALIFIED, reason="复核后审定"))
    result = graded(replace(on_target(), decisions=rows))
    assert result.grade is Grade.QUALIFIED
    assert "复核后审定" in result.reason


def test_a_meeting_without_papers_is_told_without_brackets():
    row = replace(MEETING, document="", decided_by="", grade=Grade.QUALIFIED)
    assert graded(replace(on_target(), decisions=(row,))).reason == "会议审定合格：综合考评"


def test_discretionary_points_are_no_grades():
    row = Decision(DecisionKind.MERIT_BONUS, "全国先进", points=Fraction(1))
    result = graded(replace(on_target(), decisions=(row,)))
    assert (result.decided, result.vetoes) == (False, ())


@pytest.mark.parametrize("kind", [kind for kind in DecisionKind if kind.is_veto])
def test_every_veto_names_its_clause_and_the_decision_behind_it(kind):
    row = Decision(kind, "经查属实", "合规函9号")
    result = graded(replace(all_at_most(), decisions=(row,)))
    (veto,) = result.vetoes
    policy = POLICY.vetoes[kind.value]
    assert (veto.kind, veto.label, veto.clause, veto.decision) == (kind.value, policy.label, policy.clause, row)
    assert result.grade is Grade.UNQUALIFIED
    assert policy.clause in result.reason
    assert "经查属实" in result.reason


# The proposal follows the policy's own plan


def test_the_plan_may_ask_for_the_raw_total():
    loans = agency_with(on_target(), loan_applications=10, loan_disbursed=all_at_most().extras.loan_disbursed)
    plan = POLICY.grade_plan.model_copy(update={"score": "total"})
    policy = POLICY.model_copy(update={"grade_plan": plan})
    assert graded(loans).proposed is Grade.QUALIFIED  # 90 comparable
    result = graded(loans, policy)
    assert result.proposed is Grade.EXCELLENT  # 100 in all
    assert result.reason == "建议：总分100分，达到95分（非文件规定）"


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_every_proposal_says_that_its_threshold_is_not_the_documents(year):
    policy = policy_of(year)
    for agency in (on_target(), all_at_most(), agency_with(on_target(), **FAILED)):
        assert "非文件规定" in graded(agency, policy).reason


def test_a_grade_moves_no_point():
    before = score(on_target(), POLICY)
    for rows in ((VETO,), (MEETING,), (VETO, MEETING)):
        after = score(replace(on_target(), decisions=rows), POLICY)
        assert (after.annex1, after.total, after.comparable_total) == (
            before.annex1,
            before.total,
            before.comparable_total,
        )


# Unqualified years in a row


PAST = [Grade.UNQUALIFIED, Grade.QUALIFIED, Grade.EXCELLENT, None]


@pytest.mark.parametrize("past", list(product(PAST, repeat=3)), ids=lambda past: "-".join(str(one) for one in past))
def test_the_row_ends_at_the_first_year_that_is_not_unqualified(past):
    result = graded(failing(*past))
    unbroken = next((back for back, given in enumerate(past) if given is not Grade.UNQUALIFIED), 3)
    assert result.consecutive_unqualified == 1 + unbroken
    assert [measure.years for measure in result.measures] == [1, 2, 3][: 1 + unbroken]


@pytest.mark.parametrize(
    ("past", "notes"),
    [
        ((None, Grade.UNQUALIFIED), ("2021年没有考核等次，连续年数在此中断（C-01）",)),
        ((Grade.UNQUALIFIED, None, Grade.UNQUALIFIED), ("2020年没有考核等次，连续年数在此中断（C-01）",)),
        ((Grade.QUALIFIED, Grade.UNQUALIFIED), ()),  # broken by a grade: nothing to look up
        ((Grade.UNQUALIFIED, Grade.UNQUALIFIED), ()),  # not broken
        ((None, Grade.QUALIFIED), ()),  # nothing behind the gap that could have been in the row
        ((None,), ()),
        ((), ()),
    ],
)
def test_a_gap_is_noted_where_it_breaks_a_row(past, notes):
    assert graded(failing(*past)).notes == notes


def test_the_order_of_the_past_years_does_not_matter():
    agency = failing(Grade.UNQUALIFIED, Grade.UNQUALIFIED, Grade.QUALIFIED)
    backwards = replace(agency, history=agency.history[::-1])
    assert graded(backwards) == graded(agency)
    assert graded(backwards).consecutive_unqualified == 3


def test_a_qualified_year_has_no_row_and_no_measures():
    agency = replace(on_target(), history=failing(Grade.UNQUALIFIED, Grade.UNQUALIFIED).history)
    result = graded(agency)
    assert (result.consecutive_unqualified, result.measures, result.notes) == (0, (), ())


def test_years_to_come_do_not_count():
    agency = failing(Grade.UNQUALIFIED)
    later = PastYear(2023, grade=Grade.UNQUALIFIED)
    assert graded(replace(agency, history=(*agency.history, later))).consecutive_unqualified == 2


def test_measures_are_the_policys_words():
    measures = graded(failing(Grade.UNQUALIFIED, Grade.UNQUALIFIED)).measures
    assert measures == POLICY.consequences
    assert [measure.clause for measure in measures] == ["第十三条（二）1", "第十三条（二）2", "第十三条（二）3"]
