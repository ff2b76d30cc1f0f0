"""Sentences of the agency report: one function per statement, built from values, awkward cases included."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Scorecard, ScoreLine
from hubao.numerals import points

__all__ = [
    "composition",
    "grade_label",
    "loss_sentence",
    "movement",
    "next_sentence",
    "place_sentence",
    "rank_text",
    "standing_sentence",
]

_FEW = 3


def composition(card: Scorecard) -> str:
    """Say what a total is made of: ``主表93.5分、加分8分``.

    Deductions and discretionary points are named only where there are any.
    """
    parts = [f"主表{points(card.annex1)}分"]
    parts += [f"加分{points(card.bonus)}分"] if card.bonus else []
    parts += [f"酌情加分{points(card.discretionary)}分"] if card.discretionary else []
    parts += [f"减分{points(card.deduction)}分"] if card.deduction else []
    return "、".join(parts)


def rank_text(rank: int | None, size: int) -> str:
    """Write a rank: ``4 / 17``; ``不排名`` for a vetoed agency."""
    return "不排名" if rank is None else f"{rank} / {size}"


def movement(rank: int | None, last: int | None) -> str:
    """Say how a rank moved: ``较上年上升2位``; empty when either year has none.

    >>> movement(4, 6), movement(4, 4), movement(5, 2), movement(1, None)
    ('较上年上升2位', '与上年持平', '较上年下降3位', '')
    """
    if rank is None or last is None:
        return ""
    if rank == last:
        return "与上年持平"
    return f"较上年{'上升' if rank < last else '下降'}{abs(last - rank)}位"


def place_sentence(rank: int | None, size: int, shared: int, group: str, moved: str) -> str:
    """Say where an agency stands in its group.

    Args:
        rank: rank in the group; ``None`` when vetoed.
        size: number of agencies in the group that have a rank.
        shared: how many share this rank, itself included.
        group: the group's short name.
        moved: from `movement`.

    >>> place_sentence(4, 17, 1, "区类", "较上年上升2位")
    '在区类17家中列第4位，较上年上升2位'
    >>> place_sentence(1, 1, 1, "中央驻京单位类", "")
    '中央驻京单位类仅此1家，不作名次比较'
    """
    if rank is None:
        return "因一票否决不参加排名"
    if size == 1:
        return f"{group}仅此1家，不作名次比较"
    tie = f"（{shared}家并列）" if shared > 1 else ""
    return f"在{group}{size}家中列第{rank}位{tie}" + (f"，{moved}" if moved else "")


def standing_sentence(year: int, card: Scorecard, place: str, comparable: str) -> str:
    """The first sentence: how good.

    Args:
        year: the appraisal year.
        card: the scorecard.
        place: from `place_sentence`.
        comparable: remark on what the rank rests on; empty when the totals are the same.
    """
    return f"{year}年度得分{points(card.total)}分（{composition(card)}），{place}{comparable}。"


def loss_sentence(lost: Sequence[ScoreLine]) -> str:
    """The second sentence: why. ``lost`` is ordered by points lost, greatest first."""
    if not lost:
        return "主表各项与减分项均未失分。"
    first = lost[0]
    level = [line for line in lost if line.lost == first.lost]
    if len(level) > _FEW:
        names = "、".join(line.label for line in level[:_FEW])
        return f"失分较多的有{names}等{len(level)}项，各失{points(first.lost)}分；全部失分项共{len(lost)}项。"
    if len(level) > 1:
        names = "、".join(line.label for line in level)
        return f"失分最多的是{names}，各失{points(first.lost)}分。"
    return f"失分最多的是{first.label}（失{points(first.lost)}分）：{_why(first)}。"


def next_sentence(lost: Sequence[ScoreLine], result: GradeResult) -> str:
    """The third sentence: what next."""
    if result.vetoes:
        names = "、".join(veto.label for veto in result.vetoes)
        return f"因{names}一票否决，等次为{result.grade.label}，须先完成整改。"
    measures = ""
    if result.measures:
        years = result.consecutive_unqualified
        span = "本年度" if years == 1 else f"连续{years}年"
        measures = f"{span}不合格，按第十三条（二）{result.measures[-1].measure}；"
    gaps = [line for line in lost if line.gap]
    recoverable = sum((line.lost for line in lost), Fraction(0))
    if not lost:
        return f"{measures}保持各项完成情况，争取加分项。"
    if not gaps:
        return f"{measures}可追回{points(recoverable)}分，逐项见整改清单。"
    return f"{measures}可追回{points(recoverable)}分，首先是{gaps[0].label}：{gaps[0].gap}。"


def grade_label(result: GradeResult) -> str:
    """Name the grade's standing: a proposal until a meeting decides."""
    return "审定等次" if result.decided else "建议等次"


def _why(line: ScoreLine) -> str:
    """The measured fact of a reason, without the arithmetic that follows."""
    if line.item.startswith("D"):
        return line.actual_text
    target = f"，目标{line.target_text}" if line.target_text not in ("", "——") else ""
    return f"完成{line.actual_text}{target}" + (f"，{line.gap}" if line.gap else "")
