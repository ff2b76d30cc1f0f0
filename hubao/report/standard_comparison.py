"""Horizontal and vertical comparison (7.1) in the report on one body: tables and charts."""

from __future__ import annotations

from fractions import Fraction

from hubao.numerals import half_up, percent, score, signed
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.charts import bars_against_median, course
from hubao.report.columns import amount, figure, words
from hubao.report.standard_facts import BACK, BodyFacts, Difference, ceiling, numbers_of
from hubao.report.standard_tables import NONE, rate_text
from hubao.report.standard_wording import percentile_text
from hubao.standard.rollup import BranchScore
from hubao.standard.words import GRADE_LABELS

__all__ = ["against_peers", "course_of_totals", "differences_tables", "section_course", "standing_table"]


def against_peers(facts: BodyFacts) -> list[Block]:
    """Every section's points against the peers' median, as bars and as a table."""
    if not facts.comparable:
        return [Paragraph(owner=facts.key, text=f"{facts.level}只有{facts.standing.of}家，不作同级比较。")]
    pairs = [(branch, facts.section_standing(branch.code)) for branch in facts.score.sections]
    known = [(branch, standing) for branch, standing in pairs if standing is not None and branch.general_max]
    chart = bars_against_median(
        [branch.label for branch, _ in known],
        [half_up(branch.general, 2) for branch, _ in known],
        [half_up(standing.middle * branch.general_max, 2) for branch, standing in known],
        [branch.general_max for branch, _ in known],
        median_name=f"{facts.level}中位数",
    )
    below = [branch for branch, standing in known if standing.to_middle < 0]
    title = f"{len(known)}个二级项目中{len(below)}个低于{facts.level}中位数"
    rows = tuple(
        Row(
            cells=(
                f"{branch.code} {branch.label}",
                rate_text(branch),
                percent(standing.middle),
                percent(standing.best),
                f"{standing.rank} / {standing.of}",
                _shared(standing.shared),
            ),
            mark="loss" if standing.to_middle < 0 else "",
        )
        for branch, standing in known
    )
    columns = (
        words("二级项目", 5),
        amount("得分率"),
        amount("同级中位数"),
        amount("同级最好"),
        figure("名次"),
        words("并列", 2),
    )
    note = "只比较有一般性指标的二级项目；中位数按得分率折算成本机构的满分。"
    table = Table(owner=facts.key, caption="各二级项目与同级比较", columns=columns, rows=rows, note=note)
    return [chart.figure(facts.key, title), table]


def _shared(shared: int) -> str:
    return f"{shared}家并列" if shared > 1 else ""


def standing_table(facts: BodyFacts) -> Table:
    """The total among the peers': rank, percentile, distance to the best and to the median."""
    standing = facts.standing
    rank = facts.evaluation.ranks[facts.key]
    bounds = numbers_of(facts.points)
    cells: list[tuple[str, str]] = [
        ("总分", f"{score(standing.value, *bounds)}分"),
        (f"{facts.level}名次", f"{standing.rank} / {standing.of}{_tied(standing.shared)}"),
        ("全部名次", f"{rank} / {len(facts.evaluation.scores)}"),
    ]
    if facts.comparable:
        cells += [
            ("优于同级的比例", percentile_text(standing)),
            ("与同级最好相差", f"{score(standing.to_best)}分"),
            ("与同级中位数相差", f"{signed(standing.to_middle)}分"),
        ]
    rows = tuple(Row(cells=pair) for pair in cells)
    return Table(owner=facts.key, caption="横向比较", columns=(words("项目", 3), words("结果", 4)), rows=rows)


def _tied(shared: int) -> str:
    return f"（{shared}家并列）" if shared > 1 else ""


def differences_tables(facts: BodyFacts) -> list[Block]:
    """Strengths and weaknesses; ties are none."""
    if not facts.comparable:
        return [Paragraph(owner=facts.key, text=f"{facts.level}家数太少，不作强弱项比较。")]
    better, worse = facts.differences
    blocks: list[Block] = []
    for caption, found in (("明显的弱项", worse), ("明显的强项", better)):
        if found:
            columns = (words("二级项目", 5), amount("得分率"), amount("同级中位数"), words("与同级相比", 4))
            rows = tuple(_difference(one, weak=found is worse) for one in found)
            blocks.append(Table(owner=facts.key, caption=caption, columns=columns, rows=rows))
    note = (
        "强（弱）项指得分率高（低）于三分之二以上的同级机构；得分率相同的不算高也不算低。界限为本程序设定，非文件规定。"
    )
    if not blocks:
        blocks.append(Paragraph(owner=facts.key, text="没有明显的强项或弱项。"))
    blocks.append(Paragraph(owner=facts.key, text=note, tone="quiet"))
    return blocks


def _difference(one: Difference, *, weak: bool) -> Row:
    standing = one.standing
    others = standing.of - 1
    said = f"低于{standing.better}家，共{others}家" if weak else f"高于{standing.worse}家，共{others}家"
    return Row(
        cells=(f"{one.section.code} {one.section.label}", rate_text(one.section), percent(standing.middle), said),
        mark="loss" if weak else "gain",
    )


def course_of_totals(facts: BodyFacts) -> list[Block]:
    """Totals and grades of this year and the years before."""
    years = [*(one.year for one in facts.past), facts.year]
    totals = [*(one.value for one in facts.past), facts.score.points]
    grades = [*(one.grade for one in facts.past), facts.score.grade]
    labels = [GRADE_LABELS.get(one, "") for one in grades]
    bounds = numbers_of(facts.points)
    rows = tuple(
        Row(
            cells=(
                f"{year}年度",
                NONE if total is None else score(total, *bounds),
                label or NONE,
                "本年度" if year == facts.year else ("以公布结果为准" if total is not None else "没有公布的结果"),
            ),
            mark="own" if year == facts.year else "",
        )
        for year, total, label in zip(years, totals, labels, strict=True)
    )
    columns = (words("年度", 2), amount("总分", "分"), words("等级", 2), words("说明", 3))
    table = Table(owner=facts.key, caption=f"近{BACK + 1}年总分与等级", columns=columns, rows=rows)
    if all(total is None for total in totals[:-1]):
        return [Paragraph(owner=facts.key, text="没有以往年度的评价结果，暂不能作纵向比较。"), table]
    chart = course(
        years,
        [None if total is None else half_up(total, 2) for total in totals],
        ceiling=max(ceiling(facts.evaluation.scheme), *(total for total in totals if total is not None)),
        grades=labels,
    )
    return [chart.figure(facts.key, _course_title(facts)), table]


def _course_title(facts: BodyFacts) -> str:
    now, change = score(facts.score.points), facts.change
    if change is None:
        return f"{facts.year}年度{now}分，没有上年得分可比"
    if not change:
        return f"{facts.year}年度{now}分，与上年持平"
    return f"{facts.year}年度{now}分，比上年{'提高' if change > 0 else '下降'}{score(abs(change))}分"


def section_course(facts: BodyFacts) -> list[Block]:
    """The sections that moved most since last year, by their share of the general points."""
    moved: list[tuple[Fraction, BranchScore, Fraction]] = []
    for branch in facts.score.sections:
        last = facts.last_rate(branch.code)
        if branch.rate is not None and last is not None and branch.rate != last:
            moved.append((branch.rate - last, branch, last))
    if not moved:
        return []
    moved.sort(key=lambda one: (-abs(one[0]), one[1].code))
    rows = tuple(
        Row(
            cells=(
                f"{branch.code} {branch.label}",
                percent(last),
                rate_text(branch),
                f"{signed(change * 100)}个百分点",
            ),
            mark="gain" if change > 0 else "loss",
        )
        for change, branch, last in moved[:6]
    )
    columns = (words("二级项目", 5), amount("上年得分率"), amount("本年得分率"), words("变动", 3))
    note = "两年的分值可能不同，按得分率比较；上年得分率以公布的得分和满分计算。"
    caption = f"变动最大的{len(rows)}个二级项目"
    return [Table(owner=facts.key, caption=caption, columns=columns, rows=rows, note=note)]
