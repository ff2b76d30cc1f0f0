"""Section seven of the annual report, first half: business targets, totals, ranking, points lost, bonus points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from hubao.appraisal.agency import Grade
from hubao.numerals import count, percent, points, signed, wan
from hubao.ranking import median
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import (
    OFFICE,
    Business,
    GroupResult,
    ItemResult,
    Movement,
    area_results,
    business,
    group_results,
    item_results,
    movements,
)
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.chart_distribution import class_width
from hubao.report.charts import distribution, ranked
from hubao.report.columns import amount, figure, words
from hubao.report.piece import Piece
from hubao.year import Year

__all__ = ["bonuses", "business_page", "losses", "ranking", "totals"]

DECIDED = "*"
"""Marks a grade that the deciding meeting gave."""

CHARTED = 10
"""Indicators shown in the chart of points lost; the table beside it has all of them."""


def business_page(year: Year) -> Piece:
    """How the two business targets were met, over all and by group."""
    whole = business(year)
    text = wording.business_sentence(
        whole.insured,
        whole.members,
        whole.income,
        whole.target,
        whole.met_both,
        whole.agencies,
        coverage=whole.coverage,
    )
    groups = group_results(year)
    rows = [_business_row(group.short, business(year, group.members)) for group in groups]
    if len(groups) > 1:
        rows.append(_business_row("合计", whole, total=True))
    columns = (
        words("组别", 6),
        figure("家数"),
        amount("覆盖率"),
        figure("覆盖达标", "家"),
        amount("会费收入", "万元"),
        amount("完成率"),
        figure("会费达标", "家"),
        figure("都达标", "家"),
    )
    note = (
        "覆盖率为参保会员合计÷工会会员合计，完成率为会（保）费收入合计÷目标合计；"
        "达标家数按各代办处自己的目标，“都达标”指两项目标都完成。"
    )
    table = Table(owner=OFFICE, caption="业务指标完成情况", columns=columns, rows=tuple(rows), note=note)
    return Piece((Paragraph(owner=OFFICE, text=text), table))


def _business_row(label: str, own: Business, *, total: bool = False) -> Row:
    cells = (
        label,
        count(own.agencies),
        percent(own.coverage),
        count(own.met_coverage),
        wan(own.income),
        percent(own.completion),
        count(own.met_premium),
        count(own.met_both),
    )
    return Row(cells=cells, mark="total" if total else "")


def totals(year: Year) -> Piece:
    """How totals are spread, with the chart and its table; and the grades by group."""
    groups = group_results(year)
    finding = wording.spread_finding([(group.short, group.totals.middle) for group in groups])
    drawn = {group.short: [year.cards[key].total for key in group.members] for group in groups}
    chart = distribution(drawn, ceiling=year.policy.totals.ceiling)
    step = points(class_width(year.policy.totals.ceiling))
    note = (
        f"每点一家代办处，总分每{step}分为一档，同档的点叠在档的中间；竖线为中位数。"
        "总分含小额贷款加分，只有区、开发区可得。"
    )
    return Piece((chart.figure(OFFICE, finding, note), _spread_table(groups), _grade_table(groups)))


def _spread_table(groups: Sequence[GroupResult]) -> Table:
    rows = tuple(
        Row(
            cells=(
                group.short,
                count(group.totals.count),
                points(group.totals.low),
                wording.about(group.totals.lower),
                points(group.totals.middle),
                wording.about(group.totals.upper),
                points(group.totals.high),
                wording.about(group.totals.mean),
            )
        )
        for group in groups
    )
    columns = (
        words("组别", 3),
        figure("家数"),
        amount("最低", "分"),
        amount("下四分位", "分"),
        amount("中位数", "分"),
        amount("上四分位", "分"),
        amount("最高", "分"),
        amount("平均", "分"),
    )
    note = "四分位数按线性插值计算；四分位数与平均数保留一位小数。"
    return Table(owner=OFFICE, caption="各组总分分布", columns=columns, rows=rows, note=note)


def _grade_table(groups: Sequence[GroupResult]) -> Table:
    rows = [_grade_row(group.short, group.grades, group.vetoed) for group in groups]
    if len(groups) > 1:
        whole = {grade: sum(group.grades[grade] for group in groups) for grade in Grade}
        rows.append(_grade_row("合计", whole, sum(group.vetoed for group in groups), total=True))
    columns = (
        words("组别", 3),
        *(figure(grade.label, "家") for grade in Grade),
        figure("其中一票否决", "家"),
        amount("优秀占比"),
    )
    return Table(owner=OFFICE, caption="各组等次", columns=columns, rows=tuple(rows))


def _grade_row(label: str, grades: Mapping[Grade, int], vetoed: int, *, total: bool = False) -> Row:
    share = Fraction(grades[Grade.EXCELLENT], sum(grades.values()))
    cells = (label, *(count(grades[grade]) for grade in Grade), count(vetoed), percent(share))
    return Row(cells=cells, mark="total" if total else "")


def ranking(year: Year) -> Piece:
    """One table a group: rank, totals, grade, and movement against last year's published rank and total."""
    moves = movements(year)
    return Piece(tuple(_ranking_table(year, group, moves) for group in group_results(year)))


def _ranking_table(year: Year, group: GroupResult, moves: Mapping[str, Movement]) -> Table:
    cards = year.cards
    comparable = any(cards[key].total != cards[key].comparable_total for key in group.members)
    last = len(group.members) + 1
    ordered = sorted(
        group.members, key=lambda key: (year.ranks_in_group.get(key, last), -cards[key].comparable_total, key)
    )
    columns = (
        words("代办处", 9),
        figure("名次"),
        figure("升降"),
        amount("总分", "分"),
        amount("较上年", "分"),
        words("等次", 2),
        *((amount("可比分", "分"),) if comparable else ()),
        amount("主表", "分"),
        amount("加减分", "分"),
    )
    return Table(
        owner=OFFICE,
        caption=f"{group.short}排名（{count(len(group.members))}家）",
        columns=columns,
        rows=tuple(_ranking_row(year, moves[key], comparable=comparable) for key in ordered),
        note=_ranking_note(year, group, comparable=comparable),
    )


def _ranking_row(year: Year, move: Movement, *, comparable: bool) -> Row:
    card, result = year.cards[move.agency_id], year.grades[move.agency_id]
    rank = year.ranks_in_group.get(move.agency_id)
    unranked = "否决" if result.vetoes else wording.UNKNOWN
    cells = (
        card.agency.name,
        unranked if rank is None else count(rank),
        wording.climbed(move.climbed),
        points(card.total),
        wording.UNKNOWN if move.change is None else signed(move.change),
        f"{result.grade.label}{DECIDED if result.decided else ''}",
        *((points(card.comparable_total),) if comparable else ()),
        points(card.annex1),
        signed(card.bonus + card.discretionary - card.deduction),
    )
    return Row(cells=cells, mark="stop" if result.grade is Grade.UNQUALIFIED else "")


def _ranking_note(year: Year, group: GroupResult, *, comparable: bool) -> str:
    basis = "按可比分（可比总分，不含小额贷款加分）排名" if comparable else "本组没有小额贷款加分，可比总分与总分相同"
    vetoed = "；名次栏“否决”指一票否决，不排名次" if group.vetoed else ""
    decided = f"；{DECIDED}等次由会议审定" if any(year.grades[key].decided for key in group.members) else ""
    capped = [key for key in group.members if year.cards[key].total != year.cards[key].unlimited]
    limited = f"；{count(len(capped))}家各项相加超出上下限，以总分上下限为准" if capped else ""
    known = any(year.agency(key).past(year.year - 1) for key in group.members)
    moved = f"；变动与{year.year - 1}年度公布的名次、总分相比" if known else f"；没有{year.year - 1}年度结果可比"
    return f"{basis}{vetoed}{decided}{moved}{limited}。“加减分”为加分项、酌情加分与减分项之和。"


def losses(year: Year) -> Piece:
    """Where most points were lost: by content area and group, then indicator by indicator."""
    losing = [result for result in item_results(year) if result.lost]
    blocks: list[Block] = [_area_table(year)]
    if not losing:
        blocks.append(Paragraph(owner=OFFICE, text="各项指标均未失分。"))
        return Piece(tuple(blocks))
    first = losing[0]
    finding = wording.loss_finding(first.name, len(first.losers), first.concerned, first.lost)
    shown = losing[:CHARTED]
    chart = ranked([result.name for result in shown], [result.lost for result in shown], unit="分")
    note = "失分含减分项。" + (f"列失分最多的{CHARTED}项。" if len(losing) > CHARTED else "")
    blocks += [chart.figure(OFFICE, finding, note), _loss_table(losing)]
    return Piece(tuple(blocks))


def _area_table(year: Year) -> Table:
    groups = group_results(year)
    areas = area_results(year)
    shares = {group.code: {one.code: one.share for one in area_results(year, group.members)} for group in groups}
    lost = sum((area.lost for area in areas), Fraction(0))
    rows = tuple(
        Row(
            cells=(
                area.label,
                *(_percent(shares[group.code].get(area.code)) for group in groups),
                percent(area.share),
                points(area.lost),
                percent(area.lost / lost if lost else 0),
            )
        )
        for area in sorted(areas, key=lambda area: -area.lost)
    )
    columns = (
        words("考核内容", 3),
        *(amount(group.short) for group in groups),
        amount("全部"),
        amount("主表失分", "分"),
        amount("占主表失分"),
    )
    note = "得分率为得分÷满分（含调节加分）；主表失分为低于基本分的部分，不含减分项。没有该项内容的组记“—”。"
    return Table(owner=OFFICE, caption="主表各项考核内容的得分率与失分", columns=columns, rows=rows, note=note)


def _percent(share: Fraction | None) -> str:
    return wording.UNKNOWN if share is None else percent(share)


def _loss_table(losing: Iterable[ItemResult]) -> Table:
    rows = tuple(
        Row(
            cells=(
                result.name,
                count(len(result.losers)),
                percent(Fraction(len(result.losers), result.concerned)),
                points(result.lost),
                wording.about(result.lost / len(result.losers)),
                count(result.full),
                percent(Fraction(result.full, result.concerned)),
            )
        )
        for result in losing
    )
    columns = (
        words("指标", 5),
        figure("失分", "家"),
        amount("失分占比"),
        amount("失分合计", "分"),
        amount("平均失分", "分"),
        figure("满分", "家"),
        amount("满分占比"),
    )
    note = (
        "失分含减分项；占比以考核该项的家数为底；平均失分按失分的代办处计算，保留一位小数；"
        "满分含调节加分，减分项以未扣分计。"
    )
    return Table(owner=OFFICE, caption="各指标失分情况", columns=columns, rows=rows, note=note)


def bonuses(year: Year) -> Piece:
    """How far the bonus items were used."""
    results = {result.code: result for result in item_results(year)}
    rows = [
        Row(
            cells=(
                result.item.label,
                points(result.item.max_points),
                count(result.concerned),
                count(result.gained),
                count(result.full),
                points(result.given),
                percent(result.given / result.most if result.most else 0),
            )
        )
        for code in year.policy.bonus
        if (result := results.get(code)) is not None
    ]
    given = sum((card.bonus for card in year.cards.values()), Fraction(0))
    middle = median(card.bonus for card in year.cards.values())
    text = f"加分项共得{points(given)}分，每家中位数{points(middle)}分。"
    columns = (
        words("加分项", 5),
        amount("满分", "分"),
        figure("适用", "家"),
        figure("得分", "家"),
        figure("满分", "家"),
        amount("得分合计", "分"),
        amount("得分率"),
    )
    table = Table(owner=OFFICE, caption="加分项得分情况", columns=columns, rows=tuple(rows))
    return Piece((Paragraph(owner=OFFICE, text=text), table))
