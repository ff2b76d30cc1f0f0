"""The agency report's charts, each with the table it was drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hubao.numerals import points
from hubao.report.agency_facts import AgencyFacts, AreaPoints
from hubao.report.agency_view import COMPARABLE_FROM
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.charts import bars_against_median, course, losses
from hubao.report.columns import amount, words

__all__ = ["against_group", "course_of_totals", "points_lost"]

_YEARS = 3


def against_group(facts: AgencyFacts) -> tuple[Block, ...]:
    """Points by content area against the group's median; without a comparison where the group is too small."""
    medians = [area.median for area in facts.areas if area.median is not None]
    table = _area_table(facts, with_median=bool(medians))
    if not medians:
        said = f"{facts.view.group}不足{COMPARABLE_FROM}家，不作同组比较，只列各类得分。"
        return (Paragraph(owner=facts.key, text=said), table)
    chart = bars_against_median(
        [area.label for area in facts.areas],
        [area.points for area in facts.areas],
        medians,
        [area.maximum for area in facts.areas],
        median_name=f"{facts.view.group}中位数",
    )
    title = _area_finding(facts)
    return (chart.figure(facts.key, title), table)


def points_lost(facts: AgencyFacts) -> tuple[Block, ...]:
    """Points lost on the main sheet and by deductions, largest first."""
    if not facts.lost:
        return (Paragraph(owner=facts.key, text="主表各项与减分项均未失分。"),)
    chart = losses([line.label for line in facts.lost], [line.lost for line in facts.lost])
    total = sum((line.lost for line in facts.lost), Fraction(0))
    first = facts.lost[0]
    title = f"共失{points(total)}分，{first.label}失分最多（{points(first.lost)}分）"
    if len(facts.lost) == 1:
        title = f"只有{first.label}失分（{points(first.lost)}分）"
    elif facts.lost[1].lost == first.lost:
        title = f"共失{points(total)}分，分布在{len(facts.lost)}项"
    rows = tuple(Row(cells=(line.label, points(line.lost), line.gap or line.actual_text)) for line in facts.lost)
    columns = (words("指标", 4), amount("失分", "分"), words("差多少", 4))
    return (
        chart.figure(facts.key, title),
        Table(owner=facts.key, caption="失分各项", columns=columns, rows=rows),
    )


def course_of_totals(facts: AgencyFacts) -> tuple[Block, ...]:
    """Totals and grades of the last three years, this one last; a year without figures stays empty."""
    this = facts.view.year
    years = list(range(this - _YEARS + 1, this + 1))
    totals: dict[int, Fraction | None] = dict.fromkeys(years)
    grades: dict[int, str] = dict.fromkeys(years, "")
    for year in years[:-1]:
        past = facts.agency.past(year)
        if past is not None:
            totals[year], grades[year] = past.total, past.grade.label if past.grade else ""
    totals[this], grades[this] = facts.card.total, facts.result.grade.label
    columns = (words("年度", 2), amount("总分", "分"), words("等次", 2), words("说明", 4))
    rows = tuple(
        Row(
            cells=(f"{year}年度", _points(totals[year]), grades[year] or "——", _remark(facts, year, totals)),
            mark="own" if year == this else "",
        )
        for year in years
    )
    table = Table(owner=facts.key, caption="近三年得分与等次", columns=columns, rows=rows)
    if all(total is None for year, total in totals.items() if year != this):
        return (Paragraph(owner=facts.key, text="没有以往年度的得分，暂不能比较。"), table)
    chart = course(
        years,
        [totals[year] for year in years],
        ceiling=facts.policy.totals.ceiling,
        grades=[grades[year] for year in years],
    )
    title = _course_finding(totals, this)
    return (chart.figure(facts.key, title), table)


def _area_table(facts: AgencyFacts, *, with_median: bool) -> Table:
    columns = [words("考核内容", 4), amount("得分", "分"), amount("基本分", "分"), amount("上限", "分")]
    if with_median:
        columns.append(amount(f"{facts.view.group}中位数", "分"))
    rows = []
    for area in facts.areas:
        cells = [area.label, points(area.points), points(area.base), points(area.maximum)]
        if with_median:
            cells.append(_points(area.median))
        rows.append(Row(cells=tuple(cells)))
    return Table(owner=facts.key, caption="各类考核内容得分", columns=tuple(columns), rows=tuple(rows))


def _area_finding(facts: AgencyFacts) -> str:
    """The message of the comparison: where the agency is furthest below, or above, its group."""
    gaps = [(area.points - area.median, area) for area in facts.areas if area.median is not None]
    lowest, low = min(gaps, key=lambda pair: pair[0])
    highest, high = max(gaps, key=lambda pair: pair[0])
    if lowest < 0:
        return f"{low.label}低于{facts.view.group}中位数{points(-lowest)}分{_also(gaps, low)}"
    if highest > 0:
        return f"各类得分均不低于{facts.view.group}中位数，{high.label}高出{points(highest)}分"
    return f"各类得分都与{facts.view.group}中位数相同"


def _also(gaps: list[tuple[Fraction, AreaPoints]], low: AreaPoints) -> str:
    below = sum(gap < 0 for gap, area in gaps if area is not low)
    return f"，另有{below}类低于中位数" if below else "，其余各类不低于中位数"


def _course_finding(totals: Mapping[int, Fraction | None], this: int) -> str:
    now, last = totals[this], totals[this - 1]
    assert now is not None
    if last is None:
        return f"{this}年度{points(now)}分，没有上年得分可比"
    if now == last:
        return f"{this}年度{points(now)}分，与上年持平"
    word = "提高" if now > last else "下降"
    return f"{this}年度{points(now)}分，比上年{word}{points(abs(now - last))}分"


def _remark(facts: AgencyFacts, year: int, totals: Mapping[int, Fraction | None]) -> str:
    if year == facts.view.year:
        return "本年度，会议审定" if facts.result.decided else "本年度，测算"
    return "以公布结果为准" if totals[year] is not None else "没有公布的得分"


def _points(value: Fraction | None) -> str:
    return "——" if value is None else points(value)
