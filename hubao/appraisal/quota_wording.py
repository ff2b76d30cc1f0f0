"""Why an agency has as many seats as it has: one Chinese sentence per step, with the numbers put in."""

from __future__ import annotations

from fractions import Fraction

from hubao.appraisal.apportion import Bound, Share, Tie
from hubao.appraisal.quota_group import TIE_BREAKS, Candidate, Group
from hubao.numerals import half_up, percent, signed

__all__ = ["reason", "tie_message"]

PLACES = 4
"""Decimals of an entitlement; a value that does not end there is marked 约."""


def reason(group: Group, candidate: Candidate, share: Share, tie: Tie | None, seats: int) -> str:
    """Explain an eligible agency's seats: fixed, proportional, remainder, adjustments, sum.

    ``share`` is the agency's part after any tie was settled, ``tie`` the group's tie if there was one, ``seats`` the
    sum.
    """
    if share.bound:
        proportional = [_bound_step(group, candidate, share)]
    else:
        proportional = [_whole_step(group, share), _remainder_step(group, candidate, share, tie)]
    moves = [
        f"人工调整{signed(move.seats)}个（{move.reason}；批准人：{move.approved_by or '未填'}）"
        for move in group.moves(candidate)
    ]
    steps = [_fixed_step(group, candidate), *proportional, *moves, f"合计{seats}个"]
    return "；".join(step for step in steps if step)


def tie_message(group: Group, candidates: tuple[Candidate, ...], remainder: Fraction, seats: int) -> str:
    """Ask for a decision on a tie that the policy's order does not resolve."""
    names = "、".join(str(one) for one in candidates)
    compared = f"按并列处理顺序（{_order(group)}）仍然相同" if group.pool.tie_break else "政策未定并列处理顺序"
    return (
        f"{group.place}：{names} 余数相同（{_number(remainder)}），{len(candidates)} 家争 {seats} 个名额，{compared}。"
        f"须集体研究决定：请在 quota.pools.{group.pool.code}.tie_break 中补充能够区分的指标，或修改本组名额后重算"
    )


def _fixed_step(group: Group, candidate: Candidate) -> str:
    if not group.pool.fixed_per_qualifier:
        return ""
    fixed = group.fixed(candidate)
    return f"业务达标，固定名额{fixed}个" if candidate.met_targets else "业务未达标，无固定名额"


def _whole_step(group: Group, share: Share) -> str:
    if not share.available:
        return "没有其余名额可按比例分配" if share.available == group.rest else "各家按上限、下限定额后没有余额"
    return f"{_entitled(group, share)}，整数部分{share.whole}个"


def _bound_step(group: Group, candidate: Candidate, share: Share) -> str:
    """Say which bound took the place of the entitlement; ``whole`` is what it leaves beside the fixed seats."""
    along = "连同固定名额" if group.fixed(candidate) else ""
    if share.bound is Bound.CAP:
        by = group.cap_text(candidate)
        why = f"{along}达到{by}" if share.entitlement >= share.whole else f"各家上限合计恰等于名额，{by}"
    else:
        why = f"{along}不足下限{group.floor}个"
    return f"{_entitled(group, share)}，{why}，按此定比例名额{share.whole}个"


def _entitled(group: Group, share: Share) -> str:
    if not share.basis:
        return "各项指标均无份额，权重0"
    if share.available == group.rest and share.basis == 1:
        seats, arithmetic = f"其余{share.available}个名额", f"{share.available} × {_percent(share.weight)}"
    else:
        seats = f"部分代办处按上限、下限定额后余{share.available}个名额"
        arithmetic = f"{share.available} × {_percent(share.weight)} ÷ {_percent(share.basis)}"
    return f"{seats}按权重分配，应得{arithmetic} = {_number(share.entitlement)}个"


def _remainder_step(group: Group, candidate: Candidate, share: Share, tie: Tie | None) -> str:
    if share.rank is None:
        return ""
    place = f"余数{_number(share.remainder)}列第{share.rank}"
    won = "得余数名额1个" if share.extra else "未得余数名额"
    if tie is None or candidate.agency_id not in tie.keys:
        return f"{place}，{won}"
    return f"{place}，{len(tie.keys)}家并列争{tie.seats}个，依次按{_order(group)}由大到小，{won}"


def _order(group: Group) -> str:
    return "、".join(TIE_BREAKS[name] for name in group.pool.tie_break)


def _number(value: Fraction) -> str:
    rounded = half_up(value, PLACES)
    text = format(rounded, "f").rstrip("0").rstrip(".")
    return text if Fraction(rounded) == value else f"约{format(rounded, 'f')}"


def _percent(rate: Fraction) -> str:
    return percent(rate) if Fraction(half_up(rate, 4)) == rate else f"约{percent(rate)}"
