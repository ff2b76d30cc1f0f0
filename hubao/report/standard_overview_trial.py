"""Whose grade would change when points are set otherwise, in the report on all bodies."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hubao.evaluation import Evaluation
from hubao.methods.robustness import LeftOut
from hubao.numerals import bound, count, percent, score
from hubao.report.annual_facts import OFFICE
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.columns import amount, centred, figure, words
from hubao.report.standard_facts import numbers_of
from hubao.report.standard_overview_results import GRADES, MOST
from hubao.standard.words import GRADE_LABELS

__all__ = ["robustness"]


def robustness(evaluation: Evaluation) -> list[Block]:
    """Whose grade would change when points are set otherwise."""
    plan, total = evaluation.points.robustness, len(evaluation.scores)
    shaky = [key for key, one in evaluation.robustness.items() if one.holds != 1]
    varied = f"各二级项目分值上下变动{bound(plan.variation)}以内试算{count(plan.draws)}次"
    said = f"{varied}，{count(total - len(shaky))}家的等级始终不变，{count(len(shaky))}家的等级会变。"
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=said)]
    if shaky:
        blocks.append(_shaky_table(evaluation, shaky))
    left = [one for one in evaluation.without_one if one.grades]
    blocks.append(
        _left_out(evaluation, left) if left else Paragraph(owner=OFFICE, text="逐项去掉任何一个指标，各家等级都不变。")
    )
    even = evaluation.even_mode
    other = [key for key, grade in even.grades.items() if grade != evaluation.scores[key].grade]
    moved = max(abs(even.ranks[key] - evaluation.ranks[key]) for key in even.ranks)
    text = f"如改按各项目等权加权（非标准原文），{count(len(other))}家等级改变，名次最多变动{count(moved)}位。"
    blocks.append(Paragraph(owner=OFFICE, text=text))
    if other:
        rows = tuple(
            Row(
                cells=(
                    evaluation.scores[key].body.name,
                    GRADE_LABELS[evaluation.scores[key].grade],
                    GRADE_LABELS[even.grades[key]],
                    score(even.totals[key], *numbers_of(evaluation.points)),
                )
            )
            for key in other
        )
        columns = (words("机构", 7), centred("现等级", 2), centred("等权等级", 2), amount("等权总分", "分"))
        blocks.append(Table(owner=OFFICE, caption="改换汇总方式后等级改变的机构", columns=columns, rows=rows))
    return blocks


def _shaky_table(evaluation: Evaluation, shaky: Sequence[str]) -> Table:
    rows = []
    for key in sorted(shaky, key=lambda one: (evaluation.robustness[one].holds, one)):
        one, trial = evaluation.scores[key], evaluation.robustness[key]
        cells = [one.body.name, score(one.points, *numbers_of(evaluation.points)), GRADE_LABELS[one.grade]]
        cells += [
            percent(Fraction(trial.grades[grade], trial.draws)) if trial.grades[grade] else "" for grade in GRADES
        ]
        rows.append(Row(cells=tuple(cells)))
    columns = (
        words("机构", 7),
        amount("总分", "分"),
        centred("等级", 2),
        *(amount(GRADE_LABELS[grade]) for grade in GRADES),
    )
    note = "各列为试算中得到该等级的比例。试算只看等级是否站得住，不表示得分有误差。"
    return Table(owner=OFFICE, caption="等级处在界限附近的机构", columns=columns, rows=tuple(rows), note=note)


def _left_out(evaluation: Evaluation, left: Sequence[LeftOut]) -> Table:
    known = {one.code: one.indicator.label for one in evaluation.scheme.rated}
    ordered = sorted(left, key=lambda one: (-len(one.grades), one.code))[:MOST]
    rows = tuple(
        Row(cells=(f"{one.code} {known[one.code]}", count(len(one.grades)), count(one.largest_move))) for one in ordered
    )
    columns = (words("去掉的指标", 6), figure("等级改变", "家"), figure("名次最多变动", "位"))
    note = f"共{len(left)}项指标去掉后有机构等级改变，列出影响最大的{len(ordered)}项。"
    return Table(owner=OFFICE, caption="逐项去掉一个指标", columns=columns, rows=rows, note=note)
