"""Section seven of the annual report: what people decided. Vetoes, unqualified years in a row, discretionary points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from hubao.appraisal.agency import Agency, Decision, DecisionKind, Grade
from hubao.appraisal.grade import GradeResult
from hubao.appraisal.score import score
from hubao.numerals import count, points, signed
from hubao.ranking import competition_ranks
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE
from hubao.report.annual_terms import spelled
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.columns import amount, figure, words
from hubao.report.piece import Piece
from hubao.year import Year

__all__ = ["Discretion", "discretion", "discretionary", "unqualified"]

_KINDS = {
    DecisionKind.RISK_DEDUCTION: "第10项酌情减分",
    DecisionKind.RISK_BONUS: "第10项酌情加分",
    DecisionKind.MERIT_BONUS: "第十四条（四）酌情加分",
}


@dataclass(frozen=True, slots=True)
class Discretion:
    """One discretionary decision, and what it moved.

    Attributes:
        agency_id: whose points they are.
        decision: who, why, by which document.
        change: comparable total with the decision less the one without it; the ceiling may swallow it.
        rank: rank in the group as it stands; ``None`` when vetoed.
        rank_without: rank in the group without this decision, all else equal.
    """

    agency_id: str
    decision: Decision
    change: Fraction
    rank: int | None
    rank_without: int | None


def unqualified(year: Year) -> Piece:
    """Vetoes and unqualified agencies: on what each rests, and how many years in a row."""
    found = {key: result for key, result in year.grades.items() if result.grade is Grade.UNQUALIFIED}
    vetoed = sum(bool(result.vetoes) for result in found.values())
    decided = sum(result.decided for result in found.values())
    finding = wording.unqualified_finding(vetoed, len(found) - vetoed - decided, decided)
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=finding)]
    if found:
        blocks.append(_unqualified_table(year, found))
    blocks += [Paragraph(owner=OFFICE, text=text) for text in _meetings(year)]
    return Piece(tuple(blocks))


def _unqualified_table(year: Year, found: dict[str, GradeResult]) -> Table:
    ordered = sorted(found.items(), key=lambda pair: -pair[1].consecutive_unqualified)
    rows = tuple(
        Row(
            cells=(
                year.agency(key).name,
                points(year.cards[key].total),
                _ground(result),
                count(result.consecutive_unqualified),
            ),
            detail=_unqualified_detail(year, result),
            mark="stop",
        )
        for key, result in ordered
    )
    columns = (words("代办处", 6), amount("总分", "分"), words("不合格的原因", 4), figure("连续不合格", "年"))
    return Table(owner=OFFICE, caption="一票否决与不合格的代办处", columns=columns, rows=rows)


def _ground(result: GradeResult) -> str:
    if result.vetoes:
        return "一票否决：" + "、".join(veto.label for veto in result.vetoes)
    return "会议审定" if result.decided else "得分不足合格线（建议，待审定）"


def _unqualified_detail(year: Year, result: GradeResult) -> str:
    said = [_cited(veto.decision) + f"；{veto.clause}" for veto in result.vetoes] or [result.reason]
    return spelled(year.policy, "。".join([*said, *result.notes]) + "。")


def _cited(decision: Decision) -> str:
    """A decision with its paper, its people and its day."""
    parts = (decision.document, decision.decided_by, wording.dated(decision.decided_on))
    return f"{decision.reason}（{'，'.join(part for part in parts if part)}）"


def _meetings(year: Year) -> Iterator[str]:
    """Grades of the deciding meeting that are not what the score proposes."""
    for key, result in year.grades.items():
        if result.decided and result.grade is not result.proposed:
            yield f"{year.agency(key).name}：{result.reason}。"


def discretion(year: Year) -> tuple[Discretion, ...]:
    """Every discretionary decision of the year, with its effect: each agency is scored again without it."""
    found = []
    for key, card in year.cards.items():
        for decision in card.agency.decisions:
            if decision.kind in _KINDS:
                found.append(_without(year, key, decision))
    return tuple(found)


def _without(year: Year, key: str, decision: Decision) -> Discretion:
    card = year.cards[key]
    other = score(_lacking(card.agency, decision), year.policy).comparable_total
    rivals = {
        one: year.cards[one].comparable_total for one in year.members(year.group(key)) if one in year.ranks_in_group
    }
    ranks = competition_ranks({**rivals, key: other}) if key in rivals else {}
    return Discretion(
        agency_id=key,
        decision=decision,
        change=card.comparable_total - other,
        rank=year.ranks_in_group.get(key),
        rank_without=ranks.get(key),
    )


def _lacking(agency: Agency, decision: Decision) -> Agency:
    return replace(agency, decisions=tuple(one for one in agency.decisions if one is not decision))


def discretionary(year: Year) -> Piece:
    """The register of discretionary points: who, why, how many, decided by whom, and the effect on the rank."""
    found = discretion(year)
    if not found:
        return Piece((Paragraph(owner=OFFICE, text="本年度没有酌情加分，也没有第10项酌情减分。"),))
    moved = sum(one.rank != one.rank_without for one in found)
    text = f"酌情加减分{count(len(found))}项，其中{count(moved)}项改变组内名次。"
    rows = tuple(_discretion_row(year, one) for one in found)
    columns = (
        words("代办处", 6),
        words("种类", 4),
        amount("加减分", "分"),
        amount("可比总分变动", "分"),
        words("组内名次", 3),
    )
    note = "可比总分变动与名次按去掉该项决定、其余不变重新计算；总分有上下限，变动可能小于加减分。"
    table = Table(owner=OFFICE, caption="酌情加减分登记", columns=columns, rows=rows, note=note)
    return Piece((Paragraph(owner=OFFICE, text=text), table))


def _discretion_row(year: Year, one: Discretion) -> Row:
    given = one.decision.points or Fraction(0)
    taken = one.decision.kind is DecisionKind.RISK_DEDUCTION
    cells = (
        year.agency(one.agency_id).name,
        _KINDS[one.decision.kind],
        signed(-given if taken else given),
        signed(one.change),
        _rank_effect(one),
    )
    return Row(cells=cells, detail=f"{_cited(one.decision)}。", mark="loss" if taken else "gain")


def _rank_effect(one: Discretion) -> str:
    if one.rank is None or one.rank_without is None:
        return "不排名"
    if one.rank == one.rank_without:
        return f"第{one.rank}，不变"
    return f"由第{one.rank_without}到第{one.rank}"
