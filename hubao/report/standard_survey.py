"""Sample survey (7.4) and network monitoring (7.5) in the report on one body."""

from __future__ import annotations

from fractions import Fraction

from hubao.numerals import count, percent, score
from hubao.report.blocks import Block, Paragraph, Row, Table
from hubao.report.columns import amount, figure, words
from hubao.report.standard_facts import BodyFacts
from hubao.report.standard_tables import NONE
from hubao.report.standard_wording import estimate_text

__all__ = ["monitoring_table", "survey_tables"]


def survey_tables(facts: BodyFacts) -> list[Block]:
    """Satisfaction stratum by stratum and as a whole, net of who did not answer."""
    if not facts.answers:
        return [Paragraph(owner=facts.key, text="本年度没有对该机构作满意度调查。")]
    whole = facts.satisfied or facts.mean
    if whole is None:
        return [Paragraph(owner=facts.key, text="满意度调查没有收回有效答卷。")]
    share = facts.satisfied is not None
    blocks: list[Block] = [Paragraph(owner=facts.key, text=f"{estimate_text(whole, share=share)}。")]
    rows = tuple(
        Row(
            cells=(
                one.stratum,
                NONE if one.population is None else count(one.population),
                NONE if one.sent is None else count(one.sent),
                count(one.returned),
                count(one.answered),
                percent(Fraction(one.satisfied, one.answered)) if share and one.answered else _mean(one.scores),
            )
        )
        for one in facts.answers
    )
    columns = (
        words("层", 3),
        figure("总体", "人"),
        figure("发放", "份"),
        figure("收回", "份"),
        figure("有效", "份"),
        amount("满意率" if share else "平均评分"),
    )
    note = (
        "未答和空白的答卷不计入满意率；区间为威尔逊区间，作有限总体校正。" if share else "未答和空白的答卷不计入平均。"
    )
    blocks.append(Table(owner=facts.key, caption="满意度调查", columns=columns, rows=rows, note=note))
    return blocks


def _mean(scores: tuple[Fraction, ...]) -> str:
    return score(sum(scores, Fraction(0)) / len(scores)) if scores else NONE


def monitoring_table(facts: BodyFacts) -> list[Block]:
    """Network monitoring: the year's rate, the lowest month, the months without figures."""
    rows = []
    for code, months in facts.courses.items():
        lowest = months.lowest
        if code not in {line.code for line in facts.score.lines} or months.total is None or lowest is None:
            continue
        label = facts.score.line(code).rated.indicator.label
        missing = f"{len(months.missing)}个月无数据" if months.missing else "各月齐全"
        low = f"{lowest.month} {percent(lowest.rate or 0)}"
        rows.append(Row(cells=(f"{code} {label}", percent(months.total), low, missing)))
    if not rows:
        return []
    columns = (words("指标", 4), amount("全年"), words("最低的月份", 3), words("数据", 2))
    note = "全年比率为各月分子之和除以分母之和。"
    return [Table(owner=facts.key, caption="网络监测", columns=columns, rows=tuple(rows), note=note)]
