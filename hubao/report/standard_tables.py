"""Tables and charts of the report on one body. A row reads as a sentence: figures above, why and clause below."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hubao.numerals import count, percent, points, score, signed
from hubao.policy.standard_points import KINDS
from hubao.report.blocks import Block, Mark, Paragraph, Row, Table
from hubao.report.columns import amount, section, words
from hubao.report.standard_facts import BodyFacts, numbers_of
from hubao.standard.indicator import IndicatorScore
from hubao.standard.record import Mode
from hubao.standard.rollup import BranchScore
from hubao.standard.words import reason, target_text

__all__ = ["NONE", "composition_table", "loss_table", "mode_table", "rate_text", "tree_table"]

NONE = "——"


def rate_text(branch: BranchScore) -> str:
    """Share of the general points; no percentage where there are incentive indicators only."""
    return NONE if branch.rate is None else percent(branch.rate)


def composition_table(facts: BodyFacts) -> Table:
    """The roll-up: pillars, incentive points, total."""
    own, total = facts.score, facts.score.total
    weighted = facts.points.mode == "weighted"
    rows = [
        Row(
            cells=(
                f"{pillar.code} {pillar.label}",
                score(pillar.level if pillar.level is not None else pillar.general),
                points(pillar.max_points),
                rate_text(pillar),
                score(pillar.incentive) if pillar.incentive_max else NONE,
                *([percent(pillar.weight) if pillar.weight is not None else NONE] if weighted else []),
            )
        )
        for pillar in own.pillars
    ]
    rows.append(
        Row(
            cells=(
                "一般性指标合计",
                score(total.general),
                points(total.general_max),
                percent(total.general / total.general_max) if total.general_max else NONE,
                score(total.earned),
                *([NONE] if weighted else []),
            ),
            mark="total",
        )
    )
    capped = f"激励性指标按上限{points(total.incentive)}分计。" if total.capped else ""
    bounds = numbers_of(facts.points)
    note = (
        f"总分P = {score(total.general)} + {score(total.incentive)} = {score(own.points, *bounds)}分。{capped}"
        "各项以精确值相加，列出的数保留两位小数。"
    )
    columns = (
        words("一级项目", 4),
        amount("一般性得分", "分"),
        amount("满分", "分"),
        amount("得分率"),
        amount("激励性加分", "分"),
        *((amount("权重"),) if weighted else ()),
    )
    return Table(owner=facts.key, caption="总分的组成", columns=columns, rows=tuple(rows), note=note)


def tree_table(facts: BodyFacts) -> Table:
    """All indicators by section, each with its points and why."""
    rows: list[Row] = []
    for branch in facts.score.sections:
        rows.append(section(f"{branch.code} {branch.label}：{_section_points(branch)}"))
        rows += [_line(line) for line in facts.score.lines if line.rated.section == branch.code]
    columns = (words("指标", 6), words("类别", 1), words("计分", 2), amount("得分", "分"), amount("满分", "分"))
    note = "G为一般性指标，E为激励性指标，E的得分另加。得分保留两位小数，算式中为精确值。"
    return Table(owner=facts.key, caption="各项指标得分", columns=columns, rows=tuple(rows), note=note)


def _section_points(branch: BranchScore) -> str:
    parts = []
    if branch.general_max:
        parts.append(f"{score(branch.general)}/{points(branch.general_max)}分，得分率{rate_text(branch)}")
    if branch.incentive_max:
        parts.append(f"加分{score(branch.incentive)}分")
    return "，".join(parts) or "不适用"


def _line(line: IndicatorScore) -> Row:
    one = line.rated.indicator
    source = f"〔{line.observation.source}〕" if line.observation is not None and line.observation.source else ""
    full = NONE if line.excluded else score(line.max_points)
    return Row(
        cells=(
            f"{line.code} {one.label}",
            "G" if line.general else "E",
            KINDS[line.rated.rule.kind],
            NONE if line.excluded else score(line.points, line.max_points),
            full,
        ),
        detail=f"{reason(line)}。{source}依据：{one.clause}",
        mark=_mark(line),
    )


def _mark(line: IndicatorScore) -> Mark:
    if line.lost:
        return "loss"
    return "gain" if not line.general and line.points else ""


def mode_table(facts: BodyFacts) -> list[Block]:
    """The modes of clause 8 side by side, section by section where they differ."""
    if not facts.modes:
        return [Paragraph(owner=facts.key, text="本年度只有上级对下级评价，没有自我评价和第三方评价的数据。")]
    shown = [mode for mode in (Mode.SELF, Mode.THIRD_PARTY) if mode in facts.modes]
    rows = [
        Row(cells=(f"{branch.code} {branch.label}", score(branch.points), *parts))
        for branch in facts.score.sections
        for parts in [list(_mode_cells(facts, branch, shown))]
        if any(part != NONE for part in parts[1::2])
    ]
    totals = [cell for mode in shown for cell in _pair(facts.modes[mode].points, facts.score.points)]
    rows.append(Row(cells=("总分", score(facts.score.points), *totals), mark="total"))
    columns = [words("二级项目", 5), amount("上级评价", "分")]
    for mode in shown:
        columns += [amount(mode.label, "分"), amount("相差", "分")]
    own = facts.evaluation.inputs.own_rows
    said = "，".join(f"{mode.label}填报{count(own[mode][facts.key])}项" for mode in shown)
    note = f"{said}，其余沿用上级评价的数据；得分相同的二级项目不列。"
    table = Table(owner=facts.key, caption="三种评价方式的得分", columns=tuple(columns), rows=tuple(rows), note=note)
    return [table]


def _mode_cells(facts: BodyFacts, branch: BranchScore, shown: list[Mode]) -> Iterator[str]:
    for mode in shown:
        yield from _pair(facts.modes[mode].section(branch.code).points, branch.points)


def _pair(other: Fraction, own: Fraction) -> tuple[str, str]:
    return score(other), signed(other - own) if other != own else NONE


def loss_table(facts: BodyFacts, most: int) -> list[Block]:
    """What to mend first: the indicators that lost most, and what full points ask for."""
    if not facts.lost:
        return [Paragraph(owner=facts.key, text="一般性指标没有失分，没有须整改的得分事项。")]
    shown = facts.lost[:most]
    rows = [
        Row(
            cells=(f"{number}. {line.rated.indicator.label}", target_text(line), score(line.lost)),
            detail=f"{reason(line)}（{line.rated.indicator.clause}）",
            mark="loss",
        )
        for number, line in enumerate(shown, 1)
    ]
    rest = sum((line.lost for line in facts.lost[most:]), Fraction(0))
    if rest:
        rows.append(Row(cells=(f"其余{len(facts.lost) - most}项", "", score(rest))))
    total = sum((line.lost for line in facts.lost), Fraction(0))
    rows.append(Row(cells=("合计", "", score(total)), mark="total"))
    columns = (words("指标", 4), words("满分的要求", 4), amount("可追回", "分"))
    note = "责任人与期限由被评价机构填报。"
    return [
        Table(owner=facts.key, caption="整改清单（按可追回分数排列）", columns=columns, rows=tuple(rows), note=note)
    ]
