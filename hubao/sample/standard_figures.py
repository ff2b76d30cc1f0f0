"""What is observed and judged of a fictitious body: figures around its quality, by each indicator's kind of scoring.

Ranges are design assumptions, not facts about any real body. Rates are whole basis points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hubao.policy.standard_points import (
    Bands,
    Checklist,
    Judged,
    PeerPercentile,
    Ratio,
    Threshold,
    YearOnYear,
)
from hubao.sample.draw import Draw
from hubao.sample.standard_roster import size_of
from hubao.standard.record import Body, Mode
from hubao.standard.scheme import Rated, Scheme

__all__ = ["MONITORED", "exclusions", "figures", "monitoring", "quality_of", "survey", "survey_frame"]

Row = dict[str, Any]

MONITORED = frozenset({"2.1.2"})
"""Indicators whose figures come month by month from network monitoring."""
STORIES = {"S02": 88, "S05": 30, "S12": 62, "X03": 92, "X07": 90, "X11": 22, "X20": 12, "X28": 55}
"""Bodies whose story needs a character: among the best, among the worst."""
FLAWLESS = frozenset({("X07", "2.3"), ("X03", "2.3"), ("X03", "4.1")})
"""Sections in which a body has everything."""
NOT_DONE = {
    ("X05", "2.3.3"): "失业保险由上级经办机构直接经办",
    ("X09", "4.5.1"): "部级系统由上级统一接入",
    ("X09", "4.5.2"): "部级系统由上级统一接入，本级没有独立系统",
    ("X14", "5.1.5"): "没有委托第三方机构",
    ("X22", "1.4.3"): "财政投入由上级统一列支",
}
NOT_SURVEYED = frozenset({"X09", "X20"})
STRATA = (("参保单位", 60, 24), ("参保个人", 1, 60))
"""Stratum, insured people to one of its members, and questionnaires sent."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well something went, 0–99, and the stream it was drawn from."""

    draw: Draw
    level: int


def quality_of(body: Body) -> int:
    """How well a body is run in general, 0–99."""
    return STORIES.get(body.body_id) or Draw("standard", body.body_id, "quality").between(36, 78)


def figures(body: Body, scheme: Scheme, year: int) -> tuple[list[Row], list[Row]]:
    """Draw a body's observations and judgements, those of its own and of a third party included.

    Args:
        body: who it is.
        scheme: tree and points.
        year: the evaluation year.
    """
    observations: list[Row] = []
    judgements: list[Row] = []
    for rated in scheme.rated:
        if (body.body_id, rated.code) in NOT_DONE or rated.code in MONITORED:
            continue
        quality = _quality(body, rated, year)
        own = {"body_id": body.body_id, "code": rated.code}
        if isinstance(rated.rule, Judged):
            judgements += [{**own, **row} for row in _judged(body, rated, quality)]
        else:
            observations += [{**own, **row} for row in _observed(body, rated, quality, year)]
    return observations, judgements


def _quality(body: Body, rated: Rated, year: int) -> Quality:
    """Strengths and weaknesses of a section last, single years move a little, and everybody gets better slowly."""
    if (body.body_id, rated.section) in FLAWLESS:
        return Quality(Draw("standard", body.body_id, rated.code, year), 99)
    lasting = Draw("standard", body.body_id, rated.section).between(-16, 16)
    draw = Draw("standard", body.body_id, rated.code, year)
    level = quality_of(body) + lasting + draw.between(-14, 14) + 3 * (year - 2022)
    return Quality(draw, max(0, min(99, level)))


def _judged(body: Body, rated: Rated, quality: Quality) -> Iterator[Row]:
    steps = int(rated.rule.points * 10)
    given = Fraction(min(steps, steps * (44 + quality.level * 6 // 10) // 100 + 1), 10)
    evidence = f"现场查看与台账抽查记录（{rated.code}）"
    yield {"points": given, "assessor": "评价工作组", "evidence": evidence, "mode": None}
    hopeful = min(rated.rule.points, given + Fraction(quality.draw.between(0, 3), 10))
    yield {"points": hopeful, "assessor": "本机构自评", "evidence": "自评材料", "mode": Mode.SELF}
    if body.level == "市级":
        other = max(Fraction(0), given - Fraction(quality.draw.between(0, 1), 10))
        yield {"points": other, "assessor": "示例评估公司", "evidence": "暗访与现场记录", "mode": Mode.THIRD_PARTY}


def _observed(body: Body, rated: Rated, quality: Quality, year: int) -> Iterator[Row]:
    rule = rated.rule
    if isinstance(rule, Checklist):
        yield from _checked(rated, quality)
    elif isinstance(rule, Bands) and rule.unit:
        highest = int(rule.bands[0].at_least * 10)
        months = highest * (24 + quality.level) // 100
        yield {"value": Fraction(months, 10), "source": "基金决算"}
    elif isinstance(rule, PeerPercentile) and rule.unit:
        yield {
            "value": 120 + quality.level + quality.draw.between(0, 30),
            "source": "机构编制统计，每万参保人服务人员折算",
        }
    else:
        yield _rate(body, rated, quality, year)


def _checked(rated: Rated, quality: Quality) -> Iterator[Row]:
    total = len(rated.indicator.checks)
    met = min(total, (total * (quality.level + 26) + 50) // 100)
    yield {"items_met": met, "items_total": total, "source": "实地核查"}
    if met < total and quality.draw.chance(45):
        yield {"items_met": met + 1, "items_total": total, "mode": Mode.SELF, "source": "自评"}


def _rate(body: Body, rated: Rated, quality: Quality, year: int) -> Row:
    rule, level = rated.rule, quality.level
    target = Fraction(1)
    if isinstance(rule, Ratio | YearOnYear):
        target = rule.target
    elif isinstance(rule, Threshold):
        target = rule.at_least
    elif isinstance(rule, Bands):
        target = rule.bands[0].at_least
    goal = int(target * 10_000)
    if isinstance(rule, YearOnYear):
        rate = _along(level, (0, 8_400), (60, 10_040), (99, goal + 60))
    elif isinstance(rule, PeerPercentile):
        rate = _along(level, (0, 300), (99, 2_400)) + quality.draw.between(0, 60)
    else:
        top = 10_000 if rated.indicator.share else goal + 400
        rate = min(_along(level, (0, goal * 66 // 100), (56, goal * 93 // 100), (80, goal), (99, top)), top)
    low, high = size_of(body)
    base = Draw("standard", body.body_id, rated.code, "base").between(low // 10, high // 10) + 137 * (year - 2022)
    under = base if rated.section != "2.1" else max(200, base // 400)
    return {"numerator": under * rate // 10_000, "denominator": under, "source": "统计报表"}


def _along(level: int, *corners: tuple[int, int]) -> int:
    """Read a value off a line drawn through corners (level, value)."""
    for (low, start), (high, end) in pairwise(corners):
        if level <= high:
            return start + (end - start) * (level - low) // (high - low)
    return corners[-1][1]


def exclusions(body: Body) -> list[Row]:
    """The indicators that do not apply to a body, with the reason."""
    rows = ((key, code, why) for (key, code), why in NOT_DONE.items() if key == body.body_id)
    return [{"body_id": key, "code": code, "reason": why} for key, code, why in rows]


def monitoring(body: Body, scheme: Scheme, year: int) -> Iterator[Row]:
    """Monthly figures of the indicators that are monitored."""
    for rated in scheme.rated:
        if rated.code not in MONITORED:
            continue
        quality = _quality(body, rated, year)
        for month in range(1, 13):
            cases = quality.draw.between(180, 420)
            late = cases * (100 - quality.level) // 700 + quality.draw.between(0, 3)
            figure = {"month": f"{year}-{month:02d}", "numerator": cases - late, "denominator": cases}
            yield {"body_id": body.body_id, "code": rated.code, **figure}


def survey_frame(body: Body) -> list[Row]:
    """How many there are of whom, and how many were asked."""
    if body.body_id in NOT_SURVEYED:
        return []
    people = Draw("standard", body.body_id, "people").between(*size_of(body))
    return [
        {"body_id": body.body_id, "stratum": stratum, "population": people // share, "sent": sent}
        for stratum, share, sent in STRATA
    ]


def survey(body: Body, year: int) -> Iterator[Row]:
    """The questionnaires that came back; some are blank."""
    for row in survey_frame(body):
        draw = Draw("standard", body.body_id, year, "survey", row["stratum"])
        for number in range(1, row["sent"] + 1):
            if not draw.chance(78):
                continue
            satisfied = None if draw.chance(4) else draw.chance(58 + quality_of(body) * 4 // 10)
            code = f"{'U' if row['stratum'] == STRATA[0][0] else 'P'}{number:03d}"
            yield {"body_id": body.body_id, "stratum": row["stratum"], "response_id": code, "satisfied": satisfied}
