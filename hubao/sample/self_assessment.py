"""The agencies' own scores of their items (000 art. 11(三)2): a third of them hand a sheet in.

Most own scores agree with the office's. The others are hopeful: a step that was not quite reached is counted, or a
plus point claimed for work without a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from hubao.appraisal.agency import Agency, SelfScore
from hubao.appraisal.line import Scorecard, ScoreLine
from hubao.numerals import half_up
from hubao.sample.draw import Draw
from hubao.year import Year

__all__ = ["with_self_scores"]

EVIDENCE: Mapping[str, str] = {
    "I01": "业务系统参保统计表；工会会员实名制统计表",
    "I02": "会（保）费缴款明细表",
    "I03": "理赔申报登记簿",
    "I04": "长期滞留会员清单（年初、年底）",
    "I05": "二次报销申报汇总表",
    "I06": "档案目录；自查记录",
    "I07": "管理费预算表；管理费收支明细",
    "I08": "用户名登录情况表",
    "I09": "稽核报告；整改报告",
    "I10": "风险管理制度；自查报告",
    "I11a": "接诉即办台账",
    "I11b": "机构变更申请表",
    "I12": "会议通知及签到表",
    "I13": "专题会会议纪要",
    "I14": "培训通知、照片及反馈表",
    "I15": "活动方案、照片及备案表",
    "I16": "稿件报送记录",
    "I17": "公众平台关注统计截图",
}
HOPEFUL_STEP = Fraction(1)
HALF_STEP = Fraction(1, 2)
HANDS_IN = 2
"""Of three agencies in a row, whose turn it is; D01 in 2024."""


def with_self_scores(agencies: Sequence[Agency], result: Year) -> tuple[Agency, ...]:
    """Give a third of the agencies, others each year, their own scores of annex 1, drawn from the office's."""
    return tuple(
        replace(agency, self_scores=_sheet(result.card(agency.agency_id), result.year))
        if (place + result.year) % 3 == HANDS_IN
        else agency
        for place, agency in enumerate(agencies)
    )


def _sheet(card: Scorecard, year: int) -> tuple[SelfScore, ...]:
    return tuple(
        SelfScore(
            item=line.item,
            self_points=_own_points(line, Draw(card.agency.agency_id, year, line.item, "own points")),
            actual_note=line.actual_text,
            evidence=EVIDENCE[line.item],
        )
        for line in card.sheet_lines
    )


def _own_points(line: ScoreLine, draw: Draw) -> Fraction:
    """The office's points, or now and then a little more where there is room for it."""
    points = Fraction(half_up(line.points, 2))
    if line.max_points is None or points >= line.max_points or not draw.chance(16):
        return points
    step = HALF_STEP if line.item == "I16" else HOPEFUL_STEP
    return min(points + step, line.max_points)
