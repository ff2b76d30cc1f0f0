"""Sentences of the evaluation's reports: one function per statement, built from values, awkward cases included."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hubao.methods.robustness import GradeTrial
from hubao.methods.survey import Estimate
from hubao.numerals import bound, count, percent, score, signed
from hubao.policy.standard_points import EvaluationGrade, PointsFile
from hubao.report.agency_view import COMPARABLE_FROM
from hubao.report.standard_facts import BodyFacts, numbers_of
from hubao.standard.comparison import Standing
from hubao.standard.words import GRADE_LABELS

__all__ = [
    "change_text",
    "composition",
    "difference_sentence",
    "estimate_text",
    "grades_text",
    "loss_sentence",
    "notice",
    "percentile_text",
    "place_text",
    "robust_sentence",
    "standing_sentence",
    "trial_text",
]

_FEW = 3


def notice(points: PointsFile) -> str:
    """What the paper is, and whether anybody has decided its numbers."""
    return points.report.notice + ("；分值与等级界限为示例设定" if points.status == "example" else "")


def composition(facts: BodyFacts) -> str:
    """What a total is made of: ``一般性指标78.61分、激励性指标加2.2分``."""
    total = facts.score.total
    general = f"一般性指标{score(total.general)}分"
    if total.capped:
        return f"{general}、激励性指标加{score(total.incentive)}分（已达上限）"
    return f"{general}、激励性指标加{score(total.incentive)}分" if total.incentive else f"{general}、激励性指标没有加分"


def place_text(standing: Standing, level: str) -> str:
    """Where a body stands among its peers: ``在市级12家中列第8位（2家并列）``."""
    if standing.of == 1:
        return f"{level}仅此1家，不作名次比较"
    tie = f"（{standing.shared}家并列）" if standing.shared > 1 else ""
    return f"在{level}{standing.of}家中列第{standing.rank}位{tie}"


def standing_sentence(facts: BodyFacts) -> str:
    """The first sentence: how good."""
    total = score(facts.score.points, *numbers_of(facts.points))
    change = facts.change
    moved = "，没有上年得分可比" if change is None else f"，较上年{_moved(change)}"
    grade = GRADE_LABELS[facts.score.grade]
    return (
        f"{facts.year}年度总分{total}分（{composition(facts)}），{place_text(facts.standing, facts.level)}{moved}，"
        f"评价等级为{grade}。"
    )


def _moved(change: Fraction) -> str:
    return "持平" if not change else f"{'提高' if change > 0 else '下降'}{score(abs(change))}分"


def difference_sentence(facts: BodyFacts) -> str:
    """The second sentence: where it differs from its peers, and not by a tie."""
    if not facts.comparable:
        return f"{facts.level}不足{COMPARABLE_FROM}家，不作强弱项比较。"
    better, worse = facts.differences
    parts = []
    if worse:
        first = worse[0]
        more = f"等{len(worse)}个二级项目" if len(worse) > 1 else ""
        parts.append(
            f"明显弱于同级的有{first.section.label}{more}"
            f"（得分率{percent(first.standing.value)}，同级中位数{percent(first.standing.middle)}）"
        )
    if better:
        more = f"等{len(better)}个二级项目" if len(better) > 1 else ""
        parts.append(f"明显强于同级的有{better[0].section.label}{more}")
    return ("；".join(parts) if parts else "各二级项目与同级没有明显的强弱之分") + "。"


def loss_sentence(facts: BodyFacts) -> str:
    """The third sentence: what next, and whether the grade would hold."""
    held = robust_sentence(facts.robust, facts.points)
    if not facts.lost:
        return f"一般性指标没有失分。{held}"
    first = facts.lost[0]
    level = [line for line in facts.lost if line.lost == first.lost]
    if len(level) > 1:
        names = "、".join(line.rated.indicator.label for line in level[:_FEW])
        more = f"等{len(level)}项" if len(level) > _FEW else ""
        return f"失分最多的是{names}{more}，各失{score(first.lost)}分。{held}"
    return f"失分最多的是{first.rated.indicator.label}，失{score(first.lost)}分。{held}"


def robust_sentence(trial: GradeTrial, points: PointsFile) -> str:
    """Say whether the grade is robust; never that a score is so much more or less."""
    varied = f"各二级项目分值上下变动{bound(points.robustness.variation)}以内试算{count(trial.draws)}次"
    if trial.holds == 1:
        return f"{varied}，等级均为{GRADE_LABELS[trial.grade]}。"
    others = {grade: number for grade, number in trial.grades.items() if number and grade != trial.grade}
    said = "、".join(f"{percent(Fraction(number, trial.draws))}为{GRADE_LABELS[one]}" for one, number in others.items())
    return f"{varied}，{percent(trial.holds)}仍为{GRADE_LABELS[trial.grade]}，{said}，等级处在界限附近。"


def trial_text(trial: GradeTrial) -> str:
    """A short answer for tables: ``稳定``, or how often the grade held."""
    return "稳定" if trial.holds == 1 else f"{percent(trial.holds)}不变"


def percentile_text(standing: Standing) -> str:
    """The share of the others it is better than."""
    share = standing.percentile
    return "——" if share is None else percent(share)


def estimate_text(estimate: Estimate, *, share: bool) -> str:
    """An estimate with its interval and what it rests on.

    Args:
        estimate: from a survey.
        share: it is a share; else a mean score.
    """
    show = percent if share else score
    what = "满意率" if share else "平均评分"
    unit = "" if share else "分"
    said = f"{what}{show(estimate.value)}{unit}"
    if estimate.interval is not None:
        ends = estimate.interval
        said += f"，{bound(ends.confidence)}置信区间{show(ends.low)}{unit}至{show(ends.high)}{unit}"
    said += f"，有效答卷{count(estimate.answered)}份"
    if estimate.response is not None:
        said += f"，应答率{percent(estimate.response)}"
    return said + ("，按各层人数加权" if estimate.weighted else "")


def grades_text(counts: Mapping[EvaluationGrade, int]) -> str:
    """How many of each grade: ``优秀14家、良好12家``."""
    return "、".join(f"{GRADE_LABELS[grade]}{count(number)}家" for grade, number in counts.items())


def change_text(change: Fraction | None) -> str:
    """A change of points for a table."""
    return "——" if change is None else signed(change)
