"""Results of an evaluation as a whole: grades, ranking, the tree with medians, losses, years, modes, survey, trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from hubao.evaluation import Evaluation
from hubao.methods.survey import mean_score, satisfaction
from hubao.numerals import count, half_up, percent, points, score, signed
from hubao.policy.standard_points import KINDS, EvaluationGrade, PeerPercentile
from hubao.ranking import median
from hubao.report.annual_facts import OFFICE
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.charts import bars_against_median, course, distribution, ranked
from hubao.report.columns import amount, centred, figure, section, words
from hubao.report.standard_facts import BACK, ceiling, numbers_of
from hubao.report.standard_wording import change_text
from hubao.standard.comparison import changes, vertical
from hubao.standard.record import Mode
from hubao.standard.score import BodyScore
from hubao.standard.words import GRADE_LABELS

__all__ = [
    "GRADES",
    "MOST",
    "grade_counts",
    "grades",
    "indicator_losses",
    "levels",
    "losses",
    "modes",
    "ranking",
    "section_medians",
    "survey",
    "tree",
    "vertical_page",
]

NONE = "——"
MOST = 12
"""Sections and indicators that charts and tables of losses name."""
GRADES: tuple[EvaluationGrade, ...] = ("excellent", "good", "qualified", "unqualified")


def levels(evaluation: Evaluation) -> dict[str, list[BodyScore]]:
    """The bodies by level, in the office's order; 全体 where there are no levels."""
    found: dict[str, list[BodyScore]] = {}
    for one in evaluation.scores.values():
        found.setdefault(one.body.level or "全体", []).append(one)
    return found


def grade_counts(scores: Iterable[BodyScore]) -> dict[EvaluationGrade, int]:
    """Grade → how many bodies have it, all four grades."""
    counts = Counter(one.grade for one in scores)
    return {grade: counts[grade] for grade in GRADES}


def grades(evaluation: Evaluation) -> list[Block]:
    """How totals and grades are spread, by level."""
    groups = levels(evaluation)
    chart = distribution(
        {name: [half_up(one.points, 2) for one in own] for name, own in groups.items()},
        ceiling=ceiling(evaluation.scheme),
    )
    everyone = list(evaluation.scores.values())
    middle = median(one.points for one in everyone)
    best = grade_counts(everyone)["excellent"]
    title = f"总分中位数{score(middle)}分，优秀{count(best)}家，占{percent(Fraction(best, len(everyone)))}"
    rows = [_grade_row(name, own) for name, own in groups.items()]
    if len(groups) > 1:
        rows.append(_grade_row("合计", everyone, total=True))
    columns = (
        words("层级", 2),
        figure("家数"),
        amount("最低", "分"),
        amount("中位数", "分"),
        amount("最高", "分"),
        *(figure(GRADE_LABELS[grade], "家") for grade in GRADES),
    )
    table = Table(owner=OFFICE, caption="各层级总分与等级", columns=columns, rows=tuple(rows))
    return [chart.figure(OFFICE, title), table]


def _grade_row(name: str, own: Sequence[BodyScore], *, total: bool = False) -> Row:
    totals = [one.points for one in own]
    counts = grade_counts(own)
    cells = (
        name,
        count(len(own)),
        score(min(totals)),
        score(median(totals)),
        score(max(totals)),
        *(count(counts[grade]) for grade in GRADES),
    )
    return Row(cells=cells, mark="total" if total else "")


def ranking(evaluation: Evaluation) -> list[Block]:
    """One table a level: rank, total, grade, change, and whether the grade holds."""
    bounds = numbers_of(evaluation.points)
    blocks: list[Block] = []
    for name, own in levels(evaluation).items():
        ordered = sorted(own, key=lambda one: (evaluation.ranks_in_level[one.body.body_id], one.body.body_id))
        rows = tuple(_ranking_row(evaluation, one, bounds) for one in ordered)
        columns = (
            words("机构", 12),
            figure("名次"),
            figure("全部"),
            amount("总分", "分"),
            amount("加分", "分"),
            centred("等级", 2),
            amount("较上年", "分"),
            amount("等级试算"),
        )
        note = "“全部”为全部机构中的名次；总分相同的名次并列；“等级试算”指分值变动时等级保持不变的比例。"
        blocks.append(
            Table(owner=OFFICE, caption=f"{name}排名（{count(len(own))}家）", columns=columns, rows=rows, note=note)
        )
    return blocks


def _ranking_row(evaluation: Evaluation, one: BodyScore, bounds: tuple[Fraction, ...]) -> Row:
    key = one.body.body_id
    change = changes(one.points, vertical(one.record.history, "", evaluation.year, BACK))
    held = evaluation.robustness[key].holds
    cells = (
        one.body.name,
        count(evaluation.ranks_in_level[key]),
        count(evaluation.ranks[key]),
        score(one.points, *bounds),
        score(one.total.incentive),
        GRADE_LABELS[one.grade],
        change_text(change),
        "稳定" if held == 1 else percent(held),
    )
    return Row(cells=cells, mark="stop" if one.grade == "unqualified" else "")


def section_medians(evaluation: Evaluation) -> dict[str, Fraction]:
    """Section → the median of the bodies' shares of its general points."""
    return {code: median(rates.values()) for code, rates in evaluation.section_rates.items() if rates}


def tree(evaluation: Evaluation) -> list[Block]:
    """The whole tree with points and how far they were reached, as a chart of the sections and a table of all."""
    middles = section_medians(evaluation)
    labels, own, full = [], [], []
    for branch in evaluation.scheme.sections:
        if branch.code in middles:
            most = sum((one.rule.points for one in branch.rated if one.general), Fraction(0))
            labels.append(branch.label)
            own.append(half_up(middles[branch.code] * most, 2))
            full.append(most)
    lowest = min(middles, key=lambda code: middles[code])
    name = next(branch.label for branch in evaluation.scheme.sections if branch.code == lowest)
    title = f"得分率中位数最低的二级项目是{name}（{percent(middles[lowest])}）"
    upper = _upper_quarter(evaluation)
    chart = bars_against_median(
        labels,
        own,
        [half_up(upper[code] * most, 2) for code, most in zip(middles, full, strict=True)],
        full,
        median_name="上四分位",
    )
    return [chart.figure(OFFICE, title, note="横条为中位数，竖线为上四分位。"), _tree_table(evaluation)]


def _upper_quarter(evaluation: Evaluation) -> dict[str, Fraction]:
    """Section → the rate that a quarter of the bodies reach or exceed (by rank, without interpolation)."""
    found = {}
    for code, rates in evaluation.section_rates.items():
        ordered = sorted(rates.values(), reverse=True)
        found[code] = ordered[(len(ordered) - 1) // 4]
    return found


def _tree_table(evaluation: Evaluation) -> Table:
    rows: list[Row] = []
    everyone = list(evaluation.scores.values())
    for branch in evaluation.scheme.sections:
        pillar = evaluation.scheme.tree.pillars[branch.pillar].label
        rows.append(section(f"{branch.code} {branch.label}（{pillar}）"))
        for rated in branch.rated:
            lines = [line for line in (one.line(rated.code) for one in everyone) if not line.excluded]
            rates = [line.points / line.max_points for line in lines if line.max_points]
            full = sum(rate == 1 for rate in rates)
            why = f"赋分理由：{rated.rule.why}。" if rated.rule.why else ""
            rows.append(
                Row(
                    cells=(
                        f"{rated.code} {rated.indicator.label}",
                        rated.indicator.class_,
                        KINDS[rated.rule.kind],
                        points(rated.rule.points),
                        percent(median(rates)) if rates and rated.general else NONE,
                        count(full),
                        count(len(everyone) - len(lines)),
                    ),
                    detail=f"{rated.indicator.definition}。{why}依据：{rated.indicator.clause}",
                )
            )
    columns = (
        words("指标", 6),
        words("类别", 1),
        words("计分", 2),
        amount("分值", "分"),
        amount("得分率中位数"),
        figure("满分", "家"),
        figure("不适用", "家"),
    )
    note = "激励性指标（E）只加分，不计得分率。"
    return Table(owner=OFFICE, caption="指标体系、分值与得分", columns=columns, rows=tuple(rows), note=note)


def indicator_losses(evaluation: Evaluation) -> list[tuple[str, str, Fraction, int, int]]:
    """Indicators by all points lost on them, most first: code, name, points, losers, bodies concerned.

    Those that are scored by place among one's peers are left out: there somebody always loses.
    """
    found = []
    for rated in evaluation.scheme.rated:
        if isinstance(rated.rule, PeerPercentile):
            continue
        lines = [one.line(rated.code) for one in evaluation.scores.values()]
        lost = sum((line.lost for line in lines), Fraction(0))
        losers = sum(bool(line.lost) for line in lines)
        concerned = sum(not line.excluded for line in lines)
        if lost:
            found.append((rated.code, rated.indicator.label, lost, losers, concerned))
    return sorted(found, key=lambda one: (-one[2], one[0]))


def losses(evaluation: Evaluation) -> list[Block]:
    """Where points were lost, all bodies together."""
    found = indicator_losses(evaluation)
    if not found:
        return [Paragraph(owner=OFFICE, text="各机构的一般性指标都没有失分。")]
    shown = found[:MOST]
    chart = ranked([label for _, label, *_ in shown], [half_up(lost, 2) for _, _, lost, *_ in shown], unit="分")
    whole = sum((lost for _, _, lost, *_ in found), Fraction(0))
    title = f"失分最多的是{shown[0][1]}，合计{score(shown[0][2])}分，占全部失分的{percent(shown[0][2] / whole)}"
    rows = tuple(
        Row(
            cells=(
                f"{code} {label}",
                score(lost),
                percent(lost / whole),
                count(losers),
                percent(Fraction(losers, concerned)),
            )
        )
        for code, label, lost, losers, concerned in shown
    )
    columns = (
        words("指标", 6),
        amount("失分合计", "分"),
        amount("占全部失分"),
        figure("失分", "家"),
        amount("占适用家数"),
    )
    caption = f"失分最多的{len(shown)}项指标"
    note = "按同类位次计分的指标总有机构失分，不列在内。"
    return [chart.figure(OFFICE, title), Table(owner=OFFICE, caption=caption, columns=columns, rows=rows, note=note)]


def vertical_page(evaluation: Evaluation) -> list[Block]:
    """The bodies' median total over the years, of those that have one in every year shown."""
    years = range(evaluation.year - BACK, evaluation.year)
    known = {
        key: {change.year: change.value for change in vertical(one.record.history, "", evaluation.year, BACK)}
        for key, one in evaluation.scores.items()
    }
    whole = [key for key, totals in known.items() if all(totals[year] is not None for year in years)]
    if not whole:
        return [Paragraph(owner=OFFICE, text="没有各年都有结果的机构，暂不能作纵向比较。")]
    series = [median(known[key][year] or Fraction(0) for key in whole) for year in years]
    now = median(evaluation.scores[key].points for key in whole)
    series.append(now)
    chart = course([*years, evaluation.year], [half_up(one, 2) for one in series], ceiling=ceiling(evaluation.scheme))
    gained = sum(evaluation.scores[key].points > (known[key][evaluation.year - 1] or 0) for key in whole)
    lost = sum(evaluation.scores[key].points < (known[key][evaluation.year - 1] or 0) for key in whole)
    moved = now - series[-2]
    word = "持平" if not moved else f"{'提高' if moved > 0 else '下降'}{score(abs(moved))}分"
    title = f"{len(whole)}家可比机构的总分中位数{score(now)}分，较上年{word}"
    said = (
        f"可比机构中总分提高的{count(gained)}家，下降的{count(lost)}家，持平的{count(len(whole) - gained - lost)}家。"
    )
    rows = tuple(
        Row(cells=(f"{year}年度", score(value)), mark="own" if year == evaluation.year else "")
        for year, value in zip([*years, evaluation.year], series, strict=True)
    )
    columns = (words("年度", 2), amount("总分中位数", "分"))
    table = Table(
        owner=OFFICE, caption="可比机构近年总分", columns=columns, rows=rows, note="只计各年都有公布结果的机构。"
    )
    return [chart.figure(OFFICE, title), Paragraph(owner=OFFICE, text=said), table]


def modes(evaluation: Evaluation) -> list[Block]:
    """How far self-assessment and third party differ from the governing mode."""
    if not evaluation.by_mode:
        return [Paragraph(owner=OFFICE, text="本年度只有上级对下级评价，没有自我评价和第三方评价的数据。")]
    rows = []
    for mode in (Mode.SELF, Mode.THIRD_PARTY):
        found = evaluation.by_mode.get(mode, {})
        if not found:
            continue
        gaps = {key: one.points - evaluation.scores[key].points for key, one in found.items()}
        most = max(gaps, key=lambda key: (abs(gaps[key]), key))
        changed = sum(one.grade != evaluation.scores[key].grade for key, one in found.items())
        rows.append(
            Row(
                cells=(
                    mode.label,
                    count(len(found)),
                    signed(median(gaps.values())),
                    count(sum(gap > 0 for gap in gaps.values())),
                    count(changed),
                    f"{evaluation.scores[most].body.name}（{signed(gaps[most])}分）",
                )
            )
        )
    columns = (
        words("评价方式", 3),
        figure("家数"),
        amount("高出的中位数", "分"),
        figure("高于上级评价", "家"),
        figure("等级不同", "家"),
        words("相差最大", 6),
    )
    note = "与上级对下级评价相比；未自行填报的指标沿用上级评价的数据。"
    return [Table(owner=OFFICE, caption="各评价方式与上级评价的差别", columns=columns, rows=tuple(rows), note=note)]


def survey(evaluation: Evaluation) -> list[Block]:
    """Satisfaction of all bodies that were surveyed, lowest first, with intervals."""
    found = []
    for key, one in evaluation.scores.items():
        answers = evaluation.survey(key)
        scored = any(part.scores for part in answers)
        estimate = mean_score(answers) if scored else satisfaction(answers)
        if estimate is not None:
            found.append((estimate, scored, one))
    if not found:
        return [Paragraph(owner=OFFICE, text="本年度没有满意度调查。")]
    shares = [estimate.value for estimate, scored, _ in found if not scored]
    said = f"调查了{count(len(found))}家"
    if shares:
        said += f"，满意率中位数{percent(median(shares))}，最低{percent(min(shares))}，最高{percent(max(shares))}"
    found.sort(key=lambda part: (part[1], part[0].value, part[2].body.body_id))
    rows = tuple(
        Row(
            cells=(
                one.body.name,
                score(estimate.value) if scored else percent(estimate.value),
                NONE
                if estimate.interval is None
                else "—".join(
                    score(end) if scored else percent(end) for end in (estimate.interval.low, estimate.interval.high)
                ),
                count(estimate.answered),
                NONE if estimate.response is None else percent(estimate.response),
            )
        )
        for estimate, scored, one in found
    )
    columns = (words("机构", 7), amount("满意率"), words("置信区间", 4), figure("有效", "份"), amount("应答率"))
    note = "按满意率从低到高排列。区间重叠的机构之间不宜分高下；未答的不计入满意率。"
    table = Table(owner=OFFICE, caption="满意度调查结果", columns=columns, rows=rows, note=note)
    return [Paragraph(owner=OFFICE, text=f"{said}。"), table]
