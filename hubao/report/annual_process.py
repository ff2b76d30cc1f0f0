"""Section five of the annual report: the procedure, changed targets, own scores against the office's, data problems."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.line import ScoreLine
from hubao.errors import Problem
from hubao.numerals import count, points, signed
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.columns import amount, figure, words
from hubao.report.piece import Piece
from hubao.report.target_changes import shown, subject
from hubao.year import Year

__all__ = ["calendar", "data_problems", "self_assessment", "target_changes"]

SHOWN = 10
"""Differences between own and office scores that are listed one by one."""

_NAMES_SHOWN = 4
_BRACKETS = re.compile(r"（[^（）]*）")
_FIGURES = re.compile(r"\s*\d[\d,.]*%?\s*")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """An agency's own score of one item beside the office's line."""

    name: str
    own: Fraction
    line: ScoreLine

    @property
    def difference(self) -> Fraction:
        return self.own - self.line.points


def calendar(year: Year) -> Piece:
    """The steps of the yearly procedure (art. 11)."""
    rows = tuple(
        Row(cells=(f"{number}. {step.label}", step.who, step.when, step.clause))
        for number, step in enumerate(year.policy.calendar, start=1)
    )
    columns = (words("事项", 4), words("责任单位", 2), words("时间", 3), words("依据", 4))
    return Piece((Table(owner=OFFICE, caption="考核程序", columns=columns, rows=rows),))


def target_changes(year: Year) -> Piece:
    """The approved changes of targets and other inputs (art. 14(一)); the new value governs."""
    rows = []
    for card in year.cards.values():
        for change in card.agency.target_changes:
            approved = f"{change.approved_by or '批准人未填'}，{wording.dated(change.approved_on)}批准"
            old, new = shown(change.field, change.old), shown(change.field, change.new)
            cells = (card.agency.name, subject(change), old, new, approved)
            rows.append(Row(cells=cells, detail=f"理由：{change.reason}"))
    if not rows:
        return Piece((Paragraph(owner=OFFICE, text="本年度没有经批准变更目标的代办处。"),))
    columns = (words("代办处", 4), words("变更内容", 3), words("原值", 2), words("新值", 2), words("批准", 4))
    table = Table(owner=OFFICE, caption="经批准的目标变更（以新值计分）", columns=columns, rows=tuple(rows))
    return Piece((table,))


def self_assessment(year: Year) -> Piece:
    """The agencies' own scores against the office's: how many agree, and the largest differences."""
    compared = _comparisons(year)
    differing = sorted((one for one in compared if one.difference), key=lambda one: -abs(one.difference))
    text = wording.self_assessment_sentence(
        sum(bool(card.agency.self_scores) for card in year.cards.values()),
        len(compared),
        same=len(compared) - len(differing),
        higher=sum(one.difference > 0 for one in differing),
        lower=sum(one.difference < 0 for one in differing),
        surplus=sum((one.difference for one in differing), Fraction(0)),
    )
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=text)]
    if differing:
        blocks.append(_differences(differing))
    return Piece(tuple(blocks))


def _comparisons(year: Year) -> list[_Comparison]:
    found = []
    for card in year.cards.values():
        lines = {line.item: line for line in card.lines}
        found += [
            _Comparison(card.agency.name, own.self_points, lines[own.item])
            for own in card.agency.self_scores
            if own.item in lines
        ]
    return found


def _differences(differing: list[_Comparison]) -> Table:
    rows = tuple(
        Row(
            cells=(
                one.name,
                one.line.label,
                points(one.own),
                points(one.line.points),
                signed(one.difference),
            )
        )
        for one in differing[:SHOWN]
    )
    more = len(differing) - len(rows)
    columns = (
        words("代办处", 4),
        words("指标", 3),
        amount("自评", "分"),
        amount("综合评价", "分"),
        amount("自评高出", "分"),
    )
    note = f"按差额由大到小列前{SHOWN}项，其余{more}项见各代办处报告。" if more else ""
    return Table(owner=OFFICE, caption="自评与综合评价不一致的项目", columns=columns, rows=rows, note=note)


def data_problems(year: Year) -> Piece:
    """What the check of the inputs left as warnings, counted by rule; errors would have stopped the scoring."""
    if not year.problems:
        text = "录入数据通过全部检查，没有错误，也没有提醒。"
        return Piece((Paragraph(owner=OFFICE, text=text),))
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in year.problems:
        groups.setdefault((_rule(problem, year), problem.mend), []).append(problem)
    rows = tuple(
        _problem_row(year, rule, mend, found)
        for (rule, mend), found in sorted(groups.items(), key=lambda pair: -len(pair[1]))
    )
    agencies = len({problem.agency_id for problem in year.problems if problem.agency_id})
    text = (
        f"录入数据没有错误；有{count(len(year.problems))}条提醒，涉及{count(agencies)}家代办处，不影响计分，"
        "请业务部门逐条核对。"
    )
    columns = (words("检查规则", 6), figure("提醒", "条"), words("涉及的代办处", 6))
    table = Table(owner=OFFICE, caption="数据提醒", columns=columns, rows=rows)
    return Piece((Paragraph(owner=OFFICE, text=text), table))


def _problem_row(year: Year, rule: str, mend: str, found: list[Problem]) -> Row:
    counted = Counter(problem.agency_id for problem in found if problem.agency_id)
    names = [year.agency(key).name for key in counted if key in year.cards]
    return Row(
        cells=(rule, count(len(found)), wording.named(names, _NAMES_SHOWN) if names else "全表"),
        detail=f"处理：{mend}",
    )


def _rule(problem: Problem, year: Year) -> str:
    """The rule without the figures and the name of one case, so that equal rules are counted together."""
    text = problem.rule
    if problem.agency_id in year.cards:
        text = text.removeprefix(year.agency(problem.agency_id).name)
    bare = _BRACKETS.sub(lambda match: match[0] if match[0] == "（保）" else "", text)
    spaced = _FIGURES.sub(lambda match: "" if match[0] != match[0].strip() else match[0], bare)
    return f"{problem.label}：{spaced}" if problem.label and problem.label not in spaced else spaced
