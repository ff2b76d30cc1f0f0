"""The evaluation report on all bodies, under the eight headings of 12.2; a method for each passage of the notebook."""

from __future__ import annotations

from fractions import Fraction

from hubao.evaluation import Evaluation
from hubao.numerals import count, half_up, percent, points, score
from hubao.ranking import median
from hubao.report import standard_method as shared
from hubao.report import standard_overview_results as results
from hubao.report import standard_overview_trial as trials
from hubao.report.annual_facts import OFFICE
from hubao.report.blocks import Block, Callout, Entry, KeyFigure, KeyFigures, Listing, Paragraph, Row, Table, Title
from hubao.report.columns import figure, words
from hubao.report.piece import Piece
from hubao.report.standard_wording import grades_text, notice
from hubao.standard.record import Mode
from hubao.standard.words import GRADE_LABELS

__all__ = ["OverviewReport"]

_FIRST = 3
"""Indicators the advice names first."""


class OverviewReport:
    """The evaluation report on all bodies, passage by passage; a notebook shows one passage a cell.

    Args:
        evaluation: the opened evaluation.

    >>> import hubao
    >>> report = OverviewReport(hubao.open_standard(2024))
    >>> report.head().blocks[0].kind
    'title'
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def head(self) -> Piece:
        """Title, key figures, and three sentences: how good, why, what next."""
        evaluation = self._evaluation
        title = Title(
            owner=OFFICE,
            what="社会保险经办绩效评价总报告",
            who=evaluation.points.report.issuer,
            year=evaluation.year,
            notice=notice(evaluation.points),
            sample=evaluation.sample,
            lead=(self._standing(), self._why(), self._next()),
        )
        blocks: list[Block] = [title, KeyFigures(owner=OFFICE, figures=self._key_figures())]
        if evaluation.points.mode == "weighted":
            text = "本报告按加权方式汇总各级得分，不是标准原文的累加方式。"
            blocks.append(Callout(owner=OFFICE, title="非标准原文", text=text, tone="stop"))
        return Piece(tuple(blocks))

    def _standing(self) -> str:
        evaluation = self._evaluation
        scores = list(evaluation.scores.values())
        counts = grades_text(results.grade_counts(scores))
        middle = median(one.points for one in scores)
        return f"{evaluation.year}年度评价{count(len(scores))}家，总分中位数{score(middle)}分；{counts}。"

    def _why(self) -> str:
        found = results.indicator_losses(self._evaluation)
        middles = results.section_medians(self._evaluation)
        if not found:
            return "各机构的一般性指标都没有失分。"
        low = min(middles, key=lambda code: middles[code])
        branch = next(one for one in self._evaluation.scheme.sections if one.code == low)
        first = found[0]
        return (
            f"得分率最低的二级项目是{branch.label}（中位数{percent(middles[low])}）；"
            f"失分最多的指标是{first[1]}，{count(first[3])}家失分，合计{score(first[2])}分。"
        )

    def _next(self) -> str:
        evaluation = self._evaluation
        shaky = sum(one.holds != 1 for one in evaluation.robustness.values())
        bad = results.grade_counts(evaluation.scores.values())["unqualified"]
        first = f"{count(bad)}家不合格，须先整改；" if bad else "没有不合格的机构；"
        held = (
            f"{count(shaky)}家的等级处在界限附近，定等级前请逐家核对。" if shaky else "各家等级在分值变动时都站得住。"
        )
        return first + held

    def _key_figures(self) -> tuple[KeyFigure, ...]:
        evaluation = self._evaluation
        scores = list(evaluation.scores.values())
        counts = results.grade_counts(scores)
        middle = median(one.points for one in scores)
        full = Fraction(100) if evaluation.points.mode == "weighted" else evaluation.points.general_total
        shaky = sum(one.holds != 1 for one in evaluation.robustness.values())
        return (
            KeyFigure(
                label="被评价机构", value=count(len(scores)), unit="家", note="、".join(results.levels(evaluation))
            ),
            KeyFigure(
                label="总分中位数",
                value=score(middle),
                unit="分",
                note=f"一般性满分{points(full)}分",
                bar=str(half_up(min(middle / full, Fraction(1)), 4)),
                tone="main",
            ),
            KeyFigure(
                label=GRADE_LABELS["excellent"],
                value=count(counts["excellent"]),
                unit="家",
                note=f"{GRADE_LABELS['good']}{count(counts['good'])}家",
            ),
            KeyFigure(
                label=GRADE_LABELS["unqualified"],
                value=count(counts["unqualified"]),
                unit="家",
                note=f"{GRADE_LABELS['qualified']}{count(counts['qualified'])}家",
                tone="stop" if counts["unqualified"] else "plain",
            ),
            KeyFigure(
                label="等级会变",
                value=count(shaky),
                unit="家",
                note="分值变动试算",
                tone="loss" if shaky else "plain",
            ),
        )

    def subject(self) -> Piece:
        """评价项目: by whom, on how many indicators."""
        evaluation, words_of = self._evaluation, self._evaluation.points.report
        rated = evaluation.scheme.rated
        incentive = sum(not one.general for one in rated)
        rows = [
            ("评价项目", f"{evaluation.year}年度社会保险经办绩效评价"),
            ("评价单位", words_of.issuer),
            ("委托单位", words_of.commissioned_by or "——"),
            ("评价方式（第8章）", "上级对下级评价" + self._others()),
            (
                "评价指标",
                f"{len(evaluation.scheme.pillars)}个一级项目、{len(evaluation.scheme.sections)}个二级项目、"
                f"{len(rated)}个指标（激励性{incentive}个）",
            ),
        ]
        table = Table(
            owner=OFFICE,
            caption="评价项目",
            columns=(words("项目", 2), words("内容", 5)),
            rows=tuple(Row(cells=cells) for cells in rows),
        )
        return Piece((table,))

    def _others(self) -> str:
        names = [mode.label for mode in (Mode.SELF, Mode.THIRD_PARTY) if self._evaluation.by_mode.get(mode)]
        return f"，另有{'、'.join(names)}" if names else ""

    def sources(self) -> Piece:
        """评价依据: the draft standard and the points file."""
        return Piece(tuple(shared.sources(self._evaluation, OFFICE)))

    def slips(self) -> Piece:
        """评价依据: what was unclear in the draft, and how it is read."""
        return Piece(tuple(shared.slips(self._evaluation, OFFICE)))

    def scope(self) -> Piece:
        """评价范围: who was evaluated, and what did not apply to whom."""
        evaluation = self._evaluation
        groups = results.levels(evaluation)
        rows = [Row(cells=(name, count(len(own)))) for name, own in groups.items()]
        if len(groups) > 1:
            rows.append(Row(cells=("合计", count(len(evaluation.scores))), mark="total"))
        blocks: list[Block] = [
            Paragraph(owner=OFFICE, text=shared.period_text(evaluation)),
            Table(owner=OFFICE, caption="被评价机构", columns=(words("层级", 4), figure("家数")), rows=tuple(rows)),
        ]
        left = [
            Row(cells=(one.body.name, f"{line.code} {line.rated.indicator.label}", line.excluded))
            for one in evaluation.scores.values()
            for line in one.lines
            if line.excluded
        ]
        if left:
            columns = (words("机构", 5), words("指标", 4), words("理由", 5))
            blocks.append(Table(owner=OFFICE, caption="不适用的指标", columns=columns, rows=tuple(left)))
        unused = shared.unused(evaluation)
        if unused:
            text = f"未赋分、不评价的指标{len(unused)}项：{'、'.join(unused)}。"
            blocks.append(Paragraph(owner=OFFICE, text=text))
        return Piece(tuple(blocks))

    def process(self) -> Piece:
        """评价过程: the steps, and what the check of the inputs left."""
        evaluation = self._evaluation
        met = len(evaluation.problems)
        said = f"输入数据核对后有{count(met)}处提醒，不影响计分。" if met else "输入数据逐格核对，没有错误和提醒。"
        return Piece((shared.process(evaluation, OFFICE), Paragraph(owner=OFFICE, text=said)))

    def method(self) -> Piece:
        """评价方法: roll-up, kinds of scoring, grades, sources."""
        return Piece(tuple(shared.method(self._evaluation, OFFICE)))

    def grades(self) -> Piece:
        """评价结果: how totals and grades are spread."""
        return Piece(tuple(results.grades(self._evaluation)))

    def ranking(self) -> Piece:
        """评价结果: ranks by level."""
        return Piece(tuple(results.ranking(self._evaluation)))

    def tree(self) -> Piece:
        """评价结果: the tree with points and how far they were reached."""
        return Piece(tuple(results.tree(self._evaluation)))

    def losses(self) -> Piece:
        """评价结果: where points were lost."""
        return Piece(tuple(results.losses(self._evaluation)))

    def vertical(self) -> Piece:
        """评价结果: against the years before."""
        return Piece(tuple(results.vertical_page(self._evaluation)))

    def modes(self) -> Piece:
        """评价结果: the three modes of clause 8."""
        return Piece(tuple(results.modes(self._evaluation)))

    def survey(self) -> Piece:
        """评价结果: satisfaction."""
        return Piece(tuple(results.survey(self._evaluation)))

    def robustness(self) -> Piece:
        """评价结果: whose grade holds."""
        return Piece(tuple(trials.robustness(self._evaluation)))

    def advice(self) -> Piece:
        """意见、建议: what to mend first, and what people should look at."""
        evaluation = self._evaluation
        entries = [
            Entry(
                term=f"{code} {label}",
                text=f"{count(losers)}家失分，合计{score(lost)}分，占适用家数的{percent(Fraction(losers, concerned))}",
                detail=evaluation.scheme.tree.indicators[code].definition,
            )
            for code, label, lost, losers, concerned in results.indicator_losses(evaluation)[:_FIRST]
        ]
        blocks: list[Block] = []
        if entries:
            blocks += [
                Paragraph(owner=OFFICE, text="建议先改进失分最多的指标："),
                Listing(owner=OFFICE, entries=tuple(entries), ordered=True),
            ]
        bad = [one.body.name for one in evaluation.scores.values() if one.grade == "unqualified"]
        if bad:
            blocks.append(
                Callout(owner=OFFICE, title="不合格机构", text=f"{'、'.join(bad)}。请逐家制定整改计划。", tone="stop")
            )
        shaky = [evaluation.scores[key].body.name for key, one in evaluation.robustness.items() if one.holds != 1]
        if shaky:
            text = f"{'、'.join(shaky)}。这些机构的等级随分值的小幅变动而变，请在定等级前核对数据与分值。"
            blocks.append(Callout(owner=OFFICE, title="等级处在界限附近", text=text))
        if evaluation.points.status == "example":
            text = "分值、目标和等级界限都是示例，正式使用前请按本地区情况确定（9.2、12.1）。"
            blocks.append(Callout(owner=OFFICE, title="分值为示例", text=text))
        return Piece(tuple(blocks))

    def colophon(self) -> Piece:
        """What the report was made from."""
        return Piece((shared.colophon(self._evaluation, OFFICE),))
