"""Sentences of the agency report: one function per statement, built from values, awkward cases included."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hubao.appraisal.grade import GradeResult
from hubao.appraisal.line import Flag, Scorecard, ScoreLine
from hubao.numerals import points

__all__ = [
    "composition",
    "consequence_sentence",
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


def place_sentence(rank: int | None, size: int, members: int, shared: int, group: str, moved: str) -> str:
    """Say where an agency stands in its group.

    Args:
        rank: rank in the group; ``None`` when vetoed.
        size: number of agencies in the group that have a rank.
        members: number of agencies in the group, vetoed ones included.
        shared: how many share this rank, itself included.
        group: the group's short name.
        moved: from `movement`.

    >>> place_sentence(4, 17, 17, 1, "区类", "较上年上升2位")
    '在区类17家中列第4位，较上年上升2位'
    >>> place_sentence(1, 1, 1, 1, "中央驻京单位类", "")
    '中央驻京单位类仅此1家，不作名次比较'
    """
    if rank is None:
        return "因一票否决不参加排名"
    if size == 1:
        return f"{group}仅此1家，不作名次比较"
    tie = f"（{shared}家并列）" if shared > 1 else ""
    ranked = "" if size == members else "参加排名的"
    return f"在{group}{ranked}{size}家中列第{rank}位{tie}" + (f"，{moved}" if moved else "")


def standing_sentence(year: int, card: Scorecard, place: str, comparable: str) -> str:
    """The first sentence: how good.

    Args:
        year: the appraisal year.
        card: the scorecard.
        place: from `place_sentence`.
        comparable: remark on what the rank rests on; empty when the totals are the same.
    """
    limited = ""
    if card.unlimited != card.total:
        word = "按上限" if card.unlimited > card.total else "不足0分按"
        limited = f"，合计{points(card.unlimited)}分，{word}{points(card.total)}分计"
    return f"{year}年度得分{points(card.total)}分（{composition(card)}{limited}），{place}{comparable}。"


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


def next_sentence(card: Scorecard, lost: Sequence[ScoreLine], result: GradeResult) -> str:
    """The third sentence: what next."""
    if result.vetoes:
        names = "、".join(veto.label for veto in result.vetoes)
        return f"因{names}一票否决，等次为{result.grade.label}，须先完成整改。"
    said = [consequence_sentence(result)] if result.measures else []
    if result.decided and result.grade is not result.proposed:
        said.append(f"会议审定为{result.grade.label}，测算建议为{result.proposed.label}，理由见“总分与等次”。")
    recoverable = sum((line.lost for line in lost), Fraction(0))
    if not lost:
        said.append(_chances(card))
    else:
        first = lost[0]
        said.append(
            f"失分项可追回{points(recoverable)}分，首先是{first.label}" + (f"：{first.gap}。" if first.gap else "。")
        )
    return "".join(said)


def consequence_sentence(result: GradeResult) -> str:
    """What art. 13(二) asks for: a condition while the grade is only proposed; the measures add up (C-04)."""
    years = result.consecutive_unqualified
    measures = "；".join(measure.measure for measure in result.measures)
    if result.decided or result.vetoes:
        span = "本年度不合格" if years == 1 else f"连续{years}年不合格"
        return f"{span}，应{measures}。"
    span = "如审定为不合格" if years == 1 else f"如审定为不合格，即连续{years}年"
    return f"{span}，应{measures}。"


def _chances(card: Scorecard) -> str:
    """The bonus items that could still bring points, or that there are none."""
    open_items = [
        (line, line.max_points - line.points)
        for line in card.lines
        if line.item.startswith("B")
        and line.max_points is not None
        and line.max_points > line.points
        and Flag.NOT_APPLICABLE not in line.flags
    ]
    if not open_items:
        return "适用的加分项均已得满，保持各项完成情况。"
    names = "、".join(f"{line.label}{points(left)}分" for line, left in open_items[:_FEW])
    more = f"等{len(open_items)}项" if len(open_items) > _FEW else ""
    return f"加分项尚可争取：{names}{more}。"


def grade_label(result: GradeResult) -> str:
    """Name the grade's standing: a proposal until a meeting decides."""
    return "审定等次" if result.decided else "建议等次"


def _why(line: ScoreLine) -> str:
    """The measured fact of a reason, without the arithmetic that follows."""
    if line.fact:
        return line.fact
    return f"完成{line.actual_text}，目标{line.target_text}" + (f"，{line.gap}" if line.gap else "")
