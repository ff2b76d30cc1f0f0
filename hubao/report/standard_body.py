"""The evaluation report on one body, under the eight headings of 12.2; a method for each passage of the notebook."""

from __future__ import annotations

from fractions import Fraction

from hubao.evaluation import Evaluation
from hubao.numerals import bound, count, decimal_text, half_up, points, score, signed
from hubao.report import standard_comparison as comparison
from hubao.report import standard_method as shared
from hubao.report import standard_survey as asked
from hubao.report import standard_tables as tables
from hubao.report import standard_wording as wording
from hubao.report.blocks import (
    Block,
    Callout,
    Entry,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Row,
    Table,
    Title,
    Tone,
)
from hubao.report.columns import figure, words
from hubao.report.piece import Piece
from hubao.report.standard_facts import BodyFacts, numbers_of
from hubao.standard.words import GRADE_LABELS, grade_reason, roll_up_steps

__all__ = ["BodyReport"]

_TWICE = "S-10"
"""The slip by which two incentive indicators may credit the same fact."""
_MENDED = 10
"""Indicators the list of what to mend names; the others are summed up."""


class BodyReport:
    """The evaluation report on one body, passage by passage; a notebook shows one passage a cell.

    Args:
        evaluation: the opened evaluation.
        body: the body's id.

    Raises:
        HubaoError: there is no such body this year.

    >>> import hubao
    >>> report = BodyReport(hubao.open_standard(2024), "S01")
    >>> report.head().blocks[0].kind
    'title'
    """

    def __init__(self, evaluation: Evaluation, body: str) -> None:
        self._facts = BodyFacts(evaluation, body)

    def head(self) -> Piece:
        """Title, key figures, and three sentences: how good, where it differs from its peers, what next."""
        facts = self._facts
        title = Title(
            owner=facts.key,
            what="社会保险经办绩效评价报告",
            who=f"{facts.score.body.name}（{facts.key}）",
            year=facts.year,
            notice=wording.notice(facts.points),
            sample=facts.evaluation.sample,
            lead=(
                wording.standing_sentence(facts),
                wording.difference_sentence(facts),
                wording.loss_sentence(facts),
            ),
        )
        blocks: list[Block] = [title, KeyFigures(owner=facts.key, figures=self._key_figures())]
        if facts.points.mode == "weighted":
            text = "本报告按加权方式汇总各级得分，不是标准原文的累加方式。"
            blocks.append(Callout(owner=facts.key, title="非标准原文", text=text, tone="stop"))
        return Piece(tuple(blocks))

    def _key_figures(self) -> tuple[KeyFigure, ...]:
        facts, total = self._facts, self._facts.score.total
        grade, change = facts.score.grade, facts.change
        bounds = numbers_of(facts.points)
        tone: Tone = "stop" if grade == "unqualified" else "main"
        standing = facts.standing
        return (
            KeyFigure(
                label="总分",
                value=score(facts.score.points, *bounds),
                unit="分",
                note=f"一般性满分{points(total.general_max)}分",
                bar=_share(facts.score.points, total.general_max),
                tone="main",
            ),
            KeyFigure(
                label="激励性加分",
                value=score(total.incentive),
                unit="分",
                note="已达上限" if total.capped else "加在一般性得分之上",
                tone="gain" if total.incentive else "plain",
            ),
            KeyFigure(
                label=f"{facts.level}名次",
                value=f"{standing.rank} / {standing.of}",
                note=f"全部{len(facts.evaluation.scores)}家中第{facts.evaluation.ranks[facts.key]}",
            ),
            KeyFigure(
                label="评价等级", value=GRADE_LABELS[grade], note=f"试算{wording.trial_text(facts.robust)}", tone=tone
            ),
            KeyFigure(
                label="较上年",
                value="—" if change is None else signed(change),
                unit="" if change is None else "分",
                note="无上年数据" if change is None else f"上年{score(facts.score.points - change)}分",
                tone="plain" if not change else ("gain" if change > 0 else "loss"),
            ),
        )

    def subject(self) -> Piece:
        """评价项目: who is evaluated, by whom, on how many indicators."""
        facts, body = self._facts, self._facts.score.body
        words_of = facts.points.report
        rated = facts.evaluation.scheme.rated
        rows = [
            ("被评价机构", f"{body.name}（{body.body_id}）"),
            ("层级与地区", "，".join(part for part in (body.level, body.region) if part) or "——"),
            ("评价单位", words_of.issuer),
            ("委托单位", words_of.commissioned_by or "——"),
            ("评价方式（第8章）", "上级对下级评价"),
            ("评价指标", f"赋分{count(len(rated))}项，其中对该机构不适用{count(len(facts.excluded))}项"),
        ]
        table = Table(
            owner=facts.key,
            caption="评价项目",
            columns=(words("项目", 2), words("内容", 5)),
            rows=tuple(Row(cells=cells) for cells in rows),
        )
        return Piece((table,))

    def sources(self) -> Piece:
        """评价依据: the draft standard and the points file."""
        return Piece(tuple(shared.sources(self._facts.evaluation, self._facts.key)))

    def slips(self) -> Piece:
        """评价依据: what was unclear in the draft, and how it is read."""
        return Piece(tuple(shared.slips(self._facts.evaluation, self._facts.key)))

    def scope(self) -> Piece:
        """评价范围: the period, and the indicators that do not apply or have no points."""
        facts = self._facts
        blocks: list[Block] = [Paragraph(owner=facts.key, text=shared.period_text(facts.evaluation))]
        if facts.excluded:
            rows = tuple(
                Row(cells=(f"{line.code} {line.rated.indicator.label}", line.excluded)) for line in facts.excluded
            )
            columns = (words("指标", 4), words("理由", 5))
            blocks.append(Table(owner=facts.key, caption="不适用的指标", columns=columns, rows=rows))
        else:
            blocks.append(Paragraph(owner=facts.key, text="赋分的指标全部适用。"))
        unused = shared.unused(facts.evaluation)
        if unused:
            blocks.append(
                Paragraph(owner=facts.key, text=f"未赋分、不评价的指标{len(unused)}项：{'、'.join(unused)}。")
            )
        return Piece(tuple(blocks))

    def process(self) -> Piece:
        """评价过程: the steps."""
        return Piece((shared.process(self._facts.evaluation, self._facts.key),))

    def method(self) -> Piece:
        """评价方法: roll-up, kinds of scoring, grades, sources."""
        return Piece(tuple(shared.method(self._facts.evaluation, self._facts.key)))

    def outcome(self) -> Piece:
        """评价结果: the grade with its reason, and the total part by part."""
        facts = self._facts
        text = f"评价等级为{GRADE_LABELS[facts.score.grade]}：{grade_reason(facts.score, facts.points)}。"
        return Piece((Paragraph(owner=facts.key, text=text), tables.composition_table(facts)))

    def steps(self) -> Piece:
        """评价结果: the roll-up, every step with its numbers."""
        facts = self._facts
        rows = tuple(Row(cells=pair) for pair in roll_up_steps(facts.score, facts.points))
        columns = (words("步骤", 2), words("算式", 7))
        note = "“约”为除不尽的精确值保留四位小数。"
        return Piece((Table(owner=facts.key, caption="逐级汇总", columns=columns, rows=rows, note=note),))

    def lines(self) -> Piece:
        """评价结果: every indicator with its points and why."""
        return Piece((tables.tree_table(self._facts),))

    def horizontal(self) -> Piece:
        """评价结果: against the peers of the same level."""
        return Piece((comparison.standing_table(self._facts), *comparison.against_peers(self._facts)))

    def differences(self) -> Piece:
        """评价结果: strengths and weaknesses that are no artefacts of ties."""
        return Piece(tuple(comparison.differences_tables(self._facts)))

    def vertical(self) -> Piece:
        """评价结果: against its own years before."""
        return Piece((*comparison.course_of_totals(self._facts), *comparison.section_course(self._facts)))

    def modes(self) -> Piece:
        """评价结果: self-assessment, third party and upper level side by side."""
        return Piece(tuple(tables.mode_table(self._facts)))

    def survey(self) -> Piece:
        """评价结果: satisfaction and network monitoring."""
        return Piece((*asked.survey_tables(self._facts), *asked.monitoring_table(self._facts)))

    def robustness(self) -> Piece:
        """评价结果: whether the grade holds when points are set otherwise."""
        facts, trial = self._facts, self._facts.robust
        rows = [
            Row(
                cells=(
                    f"分值变动{bound(facts.points.robustness.variation)}以内",
                    GRADE_LABELS[grade],
                    count(number),
                    "",
                )
            )
            for grade, number in trial.grades.items()
            if number
        ]
        span = (
            f"名次多在第{trial.best_rank}至第{trial.worst_rank}位"
            if trial.best_rank != trial.worst_rank
            else "名次不变"
        )
        rows.append(Row(cells=("其中十分之九的试算", "", "", span)))
        for line, grade in facts.without:
            rows.append(Row(cells=(f"去掉{line.rated.indicator.label}", GRADE_LABELS[grade], "1", "等级改变")))
        if not facts.without:
            rows.append(Row(cells=("逐项去掉一个指标", GRADE_LABELS[facts.score.grade], "", "等级都不改变")))
        even = facts.evaluation.even_mode
        other = even.grades[facts.key]
        said = "等级改变" if other != facts.score.grade else "等级不变"
        moved = f"{said}，总分{score(even.totals[facts.key])}分，列第{even.ranks[facts.key]}位"
        rows.append(Row(cells=("改按各项目等权加权（非标准原文）", GRADE_LABELS[other], "", moved)))
        columns = (words("假设", 5), words("等级", 2), figure("次数"), words("说明", 4))
        note = "试算只看等级是否站得住，不表示得分有误差。名次为全部机构中的名次。"
        table = Table(owner=facts.key, caption="等级的稳健性", columns=columns, rows=tuple(rows), note=note)
        return Piece((Paragraph(owner=facts.key, text=wording.robust_sentence(trial, facts.points)), table))

    def advice(self) -> Piece:
        """意见、建议: what to mend first, what is done well."""
        facts = self._facts
        blocks = tables.loss_table(facts, _MENDED)
        better, _ = facts.differences if facts.comparable else ([], [])
        if better:
            names = "、".join(one.section.label for one in better)
            blocks.append(Paragraph(owner=facts.key, text=f"可供同级机构借鉴的做法：{names}。"))
        silent = facts.satisfied.silent if facts.satisfied else ()
        entries = [Entry(term=f"{stratum}没有有效答卷", text="满意率不能代表这一层，请补充调查") for stratum in silent]
        doubled = [
            code for code in ("1.4.4", "1.5.4") if any(line.code == code and line.points for line in facts.score.lines)
        ]
        if len(doubled) == 2:
            text = "两项都反映经费保障，请核对是否以同一事实重复加分"
            entries.append(Entry(term="1.4.4与1.5.4均有加分", text=text))
        if entries:
            blocks += [
                Paragraph(owner=facts.key, text="以下各项请核对或留意："),
                Listing(owner=facts.key, entries=tuple(entries)),
            ]
        return Piece(tuple(blocks))

    def colophon(self) -> Piece:
        """What the report was made from."""
        return Piece((shared.colophon(self._facts.evaluation, self._facts.key),))


def _share(value: Fraction, whole: Fraction) -> str | None:
    return decimal_text(half_up(min(value / whole, Fraction(1)), 4)) if whole else None
