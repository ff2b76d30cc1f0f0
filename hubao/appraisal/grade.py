"""Grades and what follows from them (000 art. 12 and 13(二)): people decide, this only proposes."""

from __future__ import annotations

from dataclasses import dataclass

from hubao.appraisal.agency import Agency, Decision, DecisionKind, Grade
from hubao.appraisal.line import Scorecard
from hubao.numerals import points
from hubao.policy.model import Consequence, Policy

__all__ = ["GradeResult", "Veto", "grade"]


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto that applies: its kind, what the policy calls it, and the decision behind it."""

    kind: str
    code: str
    label: str
    clause: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class GradeResult:
    """The grade of a year and what it rests on.

    Attributes:
        grade: the grade in force.
        proposed: what the score alone would propose.
        decided: whether the deciding meeting gave the grade.
        reason: why, in Chinese.
        vetoes: vetoes that apply; any of them sets the grade.
        consecutive_unqualified: unqualified years in a row, ending in this one.
        measures: what art. 13(二) asks for, cumulative.
        notes: remarks, e.g. a broken chain.
    """

    grade: Grade
    proposed: Grade
    decided: bool
    reason: str
    vetoes: tuple[Veto, ...]
    consecutive_unqualified: int
    measures: tuple[Consequence, ...]
    notes: tuple[str, ...] = ()


def grade(card: Scorecard, policy: Policy) -> GradeResult:
    """Grade one agency: a veto first, then the deciding meeting, else the score's proposal.

    Args:
        card: the agency's scorecard.
        policy: the year's policy; its thresholds are marked 非文件规定, since art. 12 gives none.
    """
    proposed, why = _proposal(card, policy)
    vetoes = _vetoes(card.agency, policy)
    rows = card.agency.decided(DecisionKind.GRADE)
    decision = rows[-1] if rows else None
    if vetoes:
        result = Grade(policy.vetoes[vetoes[0].kind].grade)
        reason = "；".join(f"一票否决（{veto.label}，{veto.clause}）：{veto.decision.reason}" for veto in vetoes)
    elif decision is not None and decision.grade is not None:
        result = decision.grade
        reason = _meeting(decision, proposed, why)
    else:
        result, reason = proposed, f"建议：{why}"
    years, notes = _chain(card.agency, policy.year, result)
    return GradeResult(
        grade=result,
        proposed=proposed,
        decided=not vetoes and decision is not None,
        reason=reason,
        vetoes=vetoes,
        consecutive_unqualified=years,
        measures=tuple(measure for measure in policy.consequences if measure.years <= years),
        notes=notes,
    )


def _proposal(card: Scorecard, policy: Policy) -> tuple[Grade, str]:
    plan = policy.grade_plan
    score = card.comparable_total if plan.score == "comparable_total" else card.total
    name = "可比总分" if plan.score == "comparable_total" else "总分"
    for bound in plan.bounds:
        if score >= bound.at_least:
            said = f"{name}{points(score)}分，达到{points(bound.at_least)}分（非文件规定）"
            return Grade(bound.grade), said
    return Grade(plan.otherwise), f"{name}{points(score)}分，不足{points(plan.bounds[-1].at_least)}分（非文件规定）"


def _meeting(decision: Decision, proposed: Grade, why: str) -> str:
    assert decision.grade is not None
    paper = "，".join(part for part in (decision.document, decision.decided_by) if part)
    said = f"会议审定{decision.grade.label}" + (f"（{paper}）" if paper else "") + f"：{decision.reason}"
    if decision.grade is not proposed:
        said += f"；测算建议为{proposed.label}（{why}）"
    return said


def _vetoes(agency: Agency, policy: Policy) -> tuple[Veto, ...]:
    found = ((row, policy.vetoes[row.kind.value]) for row in agency.decisions if row.kind.is_veto)
    return tuple(Veto(row.kind.value, veto.code, veto.label, veto.clause, row) for row, veto in found)


def _chain(agency: Agency, year: int, current: Grade) -> tuple[int, tuple[str, ...]]:
    """Count unqualified years in a row, backwards from this one (C-01: a year without a grade breaks the chain)."""
    if current is not Grade.UNQUALIFIED:
        return 0, ()
    years = 1
    while (past := agency.past(year - years)) is not None and past.grade is Grade.UNQUALIFIED:
        years += 1
    earlier = any(past.year < year - years and past.grade is Grade.UNQUALIFIED for past in agency.history)
    gap = agency.past(year - years)
    if earlier and (gap is None or gap.grade is None):
        return years, (f"{year - years}年没有考核等次，连续年数在此中断（C-01）",)
    return years, ()
