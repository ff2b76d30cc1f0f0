"""The agency report's tables. A row reads as a sentence: figures above, why and clause in smaller type below."""

from __future__ import annotations

from fractions import Fraction

from hubao.appraisal.agency import SelfScore
from hubao.appraisal.line import Flag, ScoreLine
from hubao.numerals import points, signed
from hubao.report.agency_facts import AgencyFacts
from hubao.report.blocks import Block, Mark, Paragraph, Row, Table
from hubao.report.columns import amount, section, words

__all__ = ["adjustment_table", "composition_table", "rectification_table", "score_table", "self_table"]

ZERO = Fraction(0)


def composition_table(facts: AgencyFacts) -> Table:
    """The total, part by part."""
    card, totals = facts.card, facts.policy.totals
    rows = [
        Row(cells=("主表得分", points(card.annex1), points(totals.sheet))),
        Row(cells=("加分", points(card.bonus), points(_bonus_limit(facts)))),
        Row(cells=("酌情加分", points(card.discretionary), "——")),
        Row(cells=("减分", points(-card.deduction), "——")),
        Row(cells=("总分", points(card.total), points(totals.ceiling)), mark="total"),
        Row(cells=("可比总分（不含小额贷款加分）", points(card.comparable_total), "——")),
    ]
    if facts.view.median_total is not None:
        rows.append(Row(cells=(f"{facts.view.group}可比总分中位数", points(facts.view.median_total), "——")))
    limited = card.unlimited != card.total
    note = f"各部分相加为{points(card.unlimited)}分，按第九条计{points(card.total)}分。" if limited else ""
    return Table(
        owner=facts.key,
        caption="总分构成",
        columns=(words("组成", 4), amount("得分", "分"), amount("上限", "分")),
        rows=tuple(rows),
        note=note,
    )


def score_table(facts: AgencyFacts) -> Table:
    """The seventeen lines by content area, with target, actual, points, why and clause."""
    rows: list[Row] = []
    for code, area in facts.policy.content_areas.items():
        own = [line for line in facts.card.sheet_lines if line.area == code]
        if own:
            subtotal = next(one for one in facts.areas if one.label == area.label)
            rows.append(section(f"{area.label}　{points(subtotal.points)}分（基本分{points(subtotal.base)}分）"))
            rows += [_line(line) for line in own]
    card, totals = facts.card, facts.policy.totals
    rows.append(Row(cells=("合计", "", "", points(totals.base), points(card.annex1)), mark="total"))
    return Table(
        owner=facts.key,
        caption="各项指标完成与得分",
        columns=(words("指标", 4), words("目标", 2), words("完成", 2), amount("基本分", "分"), amount("得分", "分")),
        rows=tuple(rows),
        note="基本分后括注的是该项调节加分的上限。每行下方为计算过程与条款。",
    )


def adjustment_table(facts: AgencyFacts) -> Table:
    """Bonus, deductions and vetoes, discretionary points."""
    rows: list[Row] = []
    sheets = (
        ("加分项", facts.policy.bonus),
        ("减分项与一票否决", facts.policy.deductions),
        ("酌情加分", facts.policy.discretionary),
    )
    for title, items in sheets:
        rows.append(section(title))
        rows += [_adjustment(facts, line) for line in facts.card.lines if line.item in items]
    return Table(
        owner=facts.key,
        caption="加分、减分与酌情加分",
        columns=(words("项目", 4), words("情况", 4), amount("上限", "分"), amount("得分", "分")),
        rows=tuple(rows),
    )


def self_table(facts: AgencyFacts) -> tuple[Block, ...]:
    """Self-assessment against the office's where they differ, largest difference first."""
    lines = {line.item: line for line in facts.card.lines}
    pairs = [(row, lines[row.item]) for row in facts.agency.self_scores if row.item in lines]
    differing = [(row, line, row.self_points - line.points) for row, line in pairs if row.self_points != line.points]
    differing.sort(key=lambda pair: -abs(pair[2]))
    if not differing:
        text = f"自评{len(pairs)}项，与办事处评分全部一致。"
        return (Paragraph(owner=facts.key, text=text),)
    rows = tuple(
        Row(
            cells=(line.label, points(row.self_points), points(line.points), signed(difference)),
            detail="；".join(part for part in (_claim(row), f"办事处：{line.reason}") if part),
        )
        for row, line, difference in differing
    )
    total = sum((difference for _, _, difference in differing), ZERO)
    note = f"自评{len(pairs)}项，其余{len(pairs) - len(differing)}项一致；以办事处综合评价为准（第十一条（三）3）。"
    return (
        Table(
            owner=facts.key,
            caption="自评与办事处评分不一致的项目",
            columns=(words("指标", 4), amount("自评", "分"), amount("办事处", "分"), amount("自评高出", "分")),
            rows=(*rows, Row(cells=("合计", "", "", signed(total)), mark="total")),
            note=note,
        ),
    )


def _claim(row: SelfScore) -> str:
    parts = (f"自评填报：{row.actual_note}" if row.actual_note else "", f"佐证：{row.evidence}" if row.evidence else "")
    return "，".join(part for part in parts if part)


def rectification_table(facts: AgencyFacts) -> list[Block]:
    """What to mend, in order of the points that can be won back, and exactly what was missing."""
    if not facts.lost:
        return [Paragraph(owner=facts.key, text="主表各项与减分项均未失分，没有须整改的得分事项。")]
    rows = tuple(
        Row(
            cells=(f"{number}. {line.label}", line.gap or line.actual_text, points(line.lost)),
            detail=f"{line.reason}（{line.clause}）",
            mark="loss",
        )
        for number, line in enumerate(facts.lost, start=1)
    )
    total = sum((line.lost for line in facts.lost), ZERO)
    table = Table(
        owner=facts.key,
        caption="整改清单（按可追回分数排列）",
        columns=(words("事项", 4), words("差多少", 4), amount("可追回", "分")),
        rows=(*rows, Row(cells=("合计", "", points(total)), mark="total")),
        note="可追回的分数以基本分为限，不含超额加分；责任人与期限由代办处填报。",
    )
    return [table]


def _line(line: ScoreLine) -> Row:
    extra = (line.max_points or ZERO) - line.base
    base = points(line.base) + (f"（+{points(extra)}）" if extra else "")
    return Row(
        cells=(f"{_no(line)} {line.label}", line.target_text, line.actual_text, base, points(line.points)),
        detail=_detail(line),
        mark=_mark(line),
    )


def _adjustment(facts: AgencyFacts, line: ScoreLine) -> Row:
    concerned = facts.policy.items[line.item].concerns(facts.agency.category.value)
    limit = points(line.max_points) if line.max_points and concerned else "——"
    stop = Flag.VETO in line.flags
    return Row(
        cells=(line.label, line.actual_text, limit, points(line.points)),
        detail=_detail(line),
        mark="stop" if stop else _mark(line),
    )


def _detail(line: ScoreLine) -> str:
    flags = f"〔{'；'.join(line.flags)}〕" if line.flags else ""
    return f"{line.reason}。{flags}依据：{line.clause}"


def _mark(line: ScoreLine) -> Mark:
    if line.lost > 0:
        return "loss"
    return "gain" if line.gained > 0 else ""


def _no(line: ScoreLine) -> str:
    return line.no.partition("（")[0] + "."


def _bonus_limit(facts: AgencyFacts) -> Fraction:
    own = (item for item in facts.policy.bonus.values() if item.concerns(facts.agency.category.value))
    return sum((item.max_points for item in own), ZERO)
