"""The agency report: one agency, one year. Each function gives the blocks of one passage of the notebook."""

from __future__ import annotations

from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.appraisal.line import Flag
from hubao.numerals import count, day, decimal_text, half_up, money, points, signed
from hubao.report import wording
from hubao.report.agency_charts import against_group, course_of_totals, points_lost
from hubao.report.agency_facts import AgencyFacts
from hubao.report.agency_readings import fixed_readings, switchable_readings
from hubao.report.agency_tables import (
    adjustment_table,
    composition_table,
    rectification_table,
    score_table,
    self_table,
)
from hubao.report.agency_view import agency_view
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
from hubao.report.colophon import colophon
from hubao.report.columns import words
from hubao.report.piece import Piece
from hubao.report.target_changes import optional_day, shown, subject
from hubao.year import Year

__all__ = ["AgencyReport"]

_ASK = (
    Flag.ZERO_DENOMINATOR,
    Flag.MANUAL_REVIEW,
    Flag.COUNTED_TWICE,
    Flag.BELOW_LAST_YEAR,
    Flag.OVER_HUNDRED,
    Flag.NO_LAST_YEAR,
)
"""Flags that ask people to look at a line again."""


class AgencyReport:
    """The report of one agency, passage by passage; a notebook shows one passage a cell.

    Args:
        year: the opened year.
        agency: the agency's id.

    Raises:
        HubaoError: there is no such agency this year.

    >>> import hubao
    >>> report = AgencyReport(hubao.open_year(2024), "D01")
    >>> report.head().blocks[0].kind
    'title'
    """

    def __init__(self, year: Year, agency: str) -> None:
        self._facts = AgencyFacts(agency_view(year, agency))

    def head(self) -> Piece:
        """Title, key figures, the three sentences (how good, why, what next), and any veto with its reason."""
        facts = self._facts
        card, result, view = facts.card, facts.result, facts.view
        moved = wording.movement(view.rank, facts.past.rank_in_group if facts.past else None)
        place = wording.place_sentence(view.rank, view.ranked, view.size, view.shared, view.group, moved)
        comparable = ""
        if view.rank is not None and card.comparable_total != card.total:
            comparable = f"（按不含小额贷款的可比总分{points(card.comparable_total)}分排名）"
        lead = (
            wording.standing_sentence(view.year, card, place, comparable),
            wording.loss_sentence(facts.lost),
            wording.next_sentence(card, facts.lost, result),
        )
        title = Title(
            owner=facts.key,
            what="绩效考核评价报告",
            who=f"{facts.agency.name}（{facts.key}）",
            year=view.year,
            notice=self._notice(),
            sample=view.sample,
            lead=lead,
        )
        return Piece((title, self._key_figures(moved), *self._vetoes()))

    def subject(self) -> Piece:
        """评价项目: who is appraised, and its size."""
        facts = self._facts
        agency, scale, actuals = facts.agency, facts.agency.scale, facts.agency.actuals
        rows = (
            ("代办处", f"{agency.name}（{agency.agency_id}）"),
            ("类别与分组", f"{facts.view.group}，同组{count(facts.view.size)}家"),
            ("工会会员 / 参保会员", f"{count(actuals.union_members)}人 / {count(actuals.insured_members)}人"),
            ("会（保）费收入", f"{money(actuals.premium_income)}元"),
            ("基层单位 / 参保单位", f"{count(scale.base_units)}家 / {count(scale.insured_units)}家"),
            ("参保种类 / 份数", f"{count(scale.plan_kinds)}种 / {count(scale.policies)}份"),
            ("代办处人员", f"{count(agency.staff_count)}人"),
        )
        table = Table(
            owner=facts.key,
            caption="评价对象基本情况",
            columns=(words("项目", 2), words("内容", 5)),
            rows=tuple(Row(cells=cells) for cells in rows),
        )
        return Piece((table,))

    def sources(self) -> Piece:
        """评价依据: the documents, and the readings that touch this agency."""
        facts = self._facts
        entries = tuple(
            Entry(
                term=f"《{source.title}》" if "《" not in source.title else source.title,
                text="，".join(part for part in (source.number or "", source.issued) if part),
                detail=source.note or "",
            )
            for source in facts.policy.sources
        )
        blocks: list[Block] = [Listing(owner=facts.key, entries=entries, ordered=True)]
        for number, assumption in enumerate(facts.policy.assumptions, start=1):
            note = f"示例设定{number}"
            blocks.append(Callout(owner=facts.key, title=note, text=assumption))
        return Piece(tuple(blocks))

    def readings(self) -> Piece:
        """The readings of unclear clauses that govern this agency's lines, and what each alternative would change."""
        return Piece((*switchable_readings(self._facts), *fixed_readings(self._facts)))

    def scope(self) -> Piece:
        """评价范围: the period, the items that concern this category, and what was changed in the year."""
        facts = self._facts
        period = facts.policy.period
        eleven = next(line for line in facts.card.sheet_lines if line.item.startswith("I11"))
        text = (
            f"考核期为{day(period.start)}至{day(period.end)}，数据截至{day(period.data_as_of)}。"
            f"主表{len(facts.card.sheet_lines)}项，其中第11项按{facts.view.group}考核{eleven.label}。"
        )
        loans = facts.card.line("B5")
        if Flag.NOT_APPLICABLE in loans.flags:
            text += "小额贷款加分只由区、开发区填报，本代办处不适用。"
        blocks: list[Block] = [Paragraph(owner=facts.key, text=text)]
        for change in facts.agency.target_changes:
            approved = "，".join(part for part in (change.approved_by, optional_day(change.approved_on)) if part)
            said = f"由{shown(change.field, change.old)}变更为{shown(change.field, change.new)}：{change.reason}"
            text = f"{said}。{approved}批准（第十四条（一））。"
            blocks.append(Callout(owner=facts.key, title=f"目标变更：{subject(change)}", text=text))
        return Piece(tuple(blocks))

    def process(self) -> Piece:
        """评价过程: the steps of the year."""
        facts = self._facts
        columns = (words("步骤", 4), words("由谁", 3), words("时间", 3))
        rows = tuple(Row(cells=(step.label, step.who, step.when)) for step in facts.policy.calendar)
        note = "依据第十一条；自评期限见代办处管理办法第二十三条。"
        return Piece((Table(owner=facts.key, caption="考核程序", columns=columns, rows=rows, note=note),))

    def method(self) -> Piece:
        """评价方法: how the total is composed, with the policy's numbers."""
        facts = self._facts
        totals, plan = facts.policy.totals, facts.policy.grade_plan
        text = (
            f"主表基本分{points(totals.base)}分、调节加分至多{points(totals.plus)}分，满分{points(totals.sheet)}分，"
            f"每项扣至0分为止；附件2加分项至多{points(totals.bonus)}分，减分项照扣。"
            f"总分为主表得分加加分、酌情加分，减去减分，在0至{points(totals.ceiling)}分之间。"
        )
        score = "可比总分（不含小额贷款加分）" if plan.score == "comparable_total" else "总分"
        bounds = "，".join(f"{points(bound.at_least)}分以上建议{Grade(bound.grade).label}" for bound in plan.bounds)
        grades = f"等次由会议审定；测算建议以{score}为准：{bounds}，其余建议{Grade(plan.otherwise).label}。"
        return Piece(
            (
                Paragraph(owner=facts.key, text=text),
                Paragraph(owner=facts.key, text=grades),
                Paragraph(owner=facts.key, text=f"{plan.basis}。", tone="quiet"),
            )
        )

    def outcome(self) -> Piece:
        """评价结果（一）: the grade with its reason, and the composition of the total."""
        facts = self._facts
        label = wording.grade_label(facts.result)
        reason = facts.result.reason.removeprefix("建议：")
        text = f"{label}为{facts.result.grade.label}：{reason}。"
        return Piece((Paragraph(owner=facts.key, text=text), composition_table(facts)))

    def lines(self) -> Piece:
        """评价结果（二）: the seventeen lines with target, actual, points, why and clause."""
        return Piece((score_table(self._facts),))

    def adjustments(self) -> Piece:
        """评价结果（三）: bonus, deductions, vetoes and discretionary points, each with its reason."""
        return Piece((adjustment_table(self._facts),))

    def comparison(self) -> Piece:
        """评价结果（四）: points by content area against the group's median."""
        return Piece(against_group(self._facts))

    def losses(self) -> Piece:
        """评价结果（五）: points lost, largest first."""
        return Piece(points_lost(self._facts))

    def course(self) -> Piece:
        """评价结果（六）: the three-year course."""
        return Piece(course_of_totals(self._facts))

    def self_assessment(self) -> Piece:
        """评价结果（七）: self-assessment against the office's, where given."""
        facts = self._facts
        if not facts.agency.self_scores:
            return Piece((Paragraph(owner=facts.key, text="本年度没有收到该代办处的自评分数，未作对照。"),))
        return Piece(self_table(facts))

    def advice(self) -> Piece:
        """意见建议: what to mend first, with art. 13's measures and the points people should look at again."""
        facts = self._facts
        blocks: list[Block] = []
        if facts.result.measures:
            entries = tuple(Entry(term=one.measure, text="", detail=one.clause) for one in facts.result.measures)
            notes = "".join(f"{note}。" for note in facts.result.notes)
            blocks.append(
                Callout(
                    owner=facts.key,
                    title="结果应用",
                    text=f"{wording.consequence_sentence(facts.result)}{notes}",
                    tone="stop",
                )
            )
            blocks.append(Listing(owner=facts.key, entries=entries, ordered=True))
        blocks += rectification_table(facts)
        blocks += self._remarks()
        return Piece(tuple(blocks))

    def colophon(self) -> Piece:
        """What the report was made from."""
        return Piece((colophon(self._facts.view, self._facts.key),))

    def _vetoes(self) -> list[Callout]:
        facts = self._facts
        return [
            Callout(
                owner=facts.key,
                title=f"一票否决：{veto.label}",
                text=f"{veto.decision.reason}。{_signed(veto.decision.document, veto.decision.decided_by)}"
                f"考核结果定为{facts.result.grade.label}，得分照列、不参加排名（{veto.clause}）。",
                tone="stop",
            )
            for veto in facts.result.vetoes
        ]

    def _notice(self) -> str:
        trial = self._facts.view.trial_text
        return self._facts.policy.report.notice + (f"；试算，改用读法 {trial}" if trial else "")

    def _key_figures(self, moved: str) -> KeyFigures:
        facts = self._facts
        card, totals = facts.card, facts.policy.totals
        tone: Tone = "stop" if facts.result.grade is Grade.UNQUALIFIED else "main"
        past = facts.past.total if facts.past else None
        figures = (
            KeyFigure(
                label="总分",
                value=points(card.total),
                unit="分",
                note=f"上限{points(totals.ceiling)}分",
                bar=_share(card.total, totals.ceiling),
                tone="main",
            ),
            KeyFigure(
                label="主表得分",
                value=points(card.annex1),
                unit="分",
                note=f"满分{points(totals.sheet)}分",
                bar=_share(card.annex1, totals.sheet),
            ),
            KeyFigure(
                label="组内名次",
                value=wording.rank_text(facts.view.rank, facts.view.ranked),
                note="一票否决" if facts.result.vetoes else (moved or "无上年名次"),
            ),
            KeyFigure(
                label=wording.grade_label(facts.result),
                value=facts.result.grade.label,
                note="会议审定" if facts.result.decided else "待会议审定",
                tone=tone,
            ),
            KeyFigure(
                label="较上年",
                value="—" if past is None else signed(card.total - past),
                unit="" if past is None else "分",
                note="无上年数据" if past is None else f"上年{points(past)}分",
                tone="plain" if past is None or past == card.total else ("gain" if card.total > past else "loss"),
            ),
        )
        return KeyFigures(owner=facts.key, figures=figures)

    def _remarks(self) -> list[Block]:
        """The lines people should look at again."""
        facts = self._facts
        entries = [
            Entry(term=line.label, text="；".join(flag for flag in line.flags if flag in _ASK), detail=line.reason)
            for line in facts.card.lines
            if any(flag in _ASK for flag in line.flags)
        ]
        changes = facts.card.line("B6")
        if Flag.NOT_APPLICABLE in changes.flags and not changes.points:
            limit = points(changes.max_points or 0)
            text = f"按现行读法，年内没有管理人员变化的不得此{limit}分"
            entries.append(Entry(term=changes.label, text=text))
        if not entries:
            return []
        return [
            Paragraph(owner=facts.key, text="以下各项请核对或留意："),
            Listing(owner=facts.key, entries=tuple(entries)),
        ]


def _share(value: Fraction, whole: Fraction) -> str:
    return decimal_text(half_up(value / whole, 4))


def _signed(document: str, person: str) -> str:
    said = "，".join(
        part for part in (f"依据{document}" if document else "", f"{person}认定" if person else "") if part
    )
    return f"{said}。" if said else ""
