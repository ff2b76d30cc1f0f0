"""One pool's allocation, step by step: numbers, fixed seats, weights, entitlements, bounds and ties, result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubao.appraisal.quota import CRITERIA, QuotaLine
from hubao.appraisal.quota_group import TIE_BREAKS
from hubao.numerals import count, half_up, percent, points, signed
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE
from hubao.report.annual_quota import PoolResult, refusal
from hubao.report.blocks import Block, Callout, Entry, Figure, Listing, Paragraph, Row, Table
from hubao.report.charts import Seats, seats
from hubao.report.columns import amount, figure, section, words
from hubao.report.piece import Piece
from hubao.report.quota_facts import SHORT, Bounded, GroupSeats, group_seats, same_shares
from hubao.year import Year

__all__ = ["bounds", "entitlements", "fixed_seats", "numbers", "outcome", "reasons", "weights"]

PLACES = 4
CHARTED = 20
"""Agencies in a chart of one group; the table of the same page has all of them."""

_NOT_DONE = "名额暂不能分配，没有这一步的结果。"


def numbers(year: Year, result: PoolResult) -> Piece:
    """The pool's numbers: seats by group, bounds, criteria with their weights."""
    pool = result.pool
    bounded = [
        f"每家业务达标的代办处固定{count(pool.fixed_per_qualifier)}个" if pool.fixed_per_qualifier else "不设固定名额",
        f"每家至少{count(pool.floor)}个" if pool.floor else "不设下限",
        f"每家至多{count(pool.cap)}个" if pool.cap is not None else "不设上限",
    ]
    if pool.cap_by_staff:
        bounded.append("不超过本单位经办人员数")
    order = "、".join(TIE_BREAKS[name] for name in pool.tie_break)
    text = f"{pool.label}共{count(sum(pool.seats.values()))}个，{'，'.join(bounded)}。"
    text += f"余数相同时，依次比较{order}，大者在先；仍然相同的，由会议决定。" if order else "余数相同的，由会议决定。"
    rows = tuple(
        Row(cells=(CRITERIA[name], percent(share), _clause(name))) for name, share in pool.criteria.items() if share
    )
    columns = (words("指标", 3), amount("权重"), words("原则", 3))
    table = Table(
        owner=OFFICE,
        caption=f"{pool.label}：分配指标与权重",
        columns=columns,
        rows=rows,
        note="权重为非文件规定，合计100%；不能整除的保留两位小数，计算用精确分数。",
    )
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=text), table]
    if result.refused:
        blocks.insert(0, refusal(result))
    return Piece(tuple(blocks))


def _clause(name: str) -> str:
    """The principle of art. 10 a criterion stands for."""
    return {
        "business_volume": "第十条（一）2 业务总量",
        "business_growth": "第十条（一）3 业务增长率",
        "unit_coverage": "第十条（二）1 基层数量",
        "unit_growth": "第十条（二）1 基层数量",
        "member_coverage": "第十条（二）2 会员数量",
        "member_growth": "第十条（二）2 会员数量",
        "plan_kinds": "第十条（二）3 参保覆盖面",
        "policies": "第十条（二）3 参保覆盖面",
    }[name]


def fixed_seats(year: Year, result: PoolResult) -> Piece:
    """The first step: fixed seats for agencies that met both targets, and what is left of each group's seats."""
    if result.refused:
        return _not_done()
    groups = group_seats(year, result)
    rows = tuple(
        Row(
            cells=(
                group.short,
                count(group.seats),
                count(len(group.taking)),
                count(sum(year.cards[line.agency_id].met_targets for line in group.taking)),
                count(group.fixed),
                count(group.rest),
            )
        )
        for group in groups
    )
    columns = (
        words("组别", 3),
        figure("名额", "个"),
        figure("参加", "家"),
        figure("业务达标", "家"),
        figure("固定名额", "个"),
        figure("其余名额", "个"),
    )
    each = result.pool.fixed_per_qualifier
    if each:
        text = f"覆盖率、会费两项目标都完成的，为业务达标，每家固定{count(each)}个；其余名额进入下一步按权重分配。"
    else:
        text = "本类名额不设固定名额，全部按权重分配。"
    table = Table(owner=OFFICE, caption=f"{result.pool.label}：固定名额与其余名额", columns=columns, rows=rows)
    return Piece((Paragraph(owner=OFFICE, text=text), table))


def weights(year: Year, result: PoolResult, others: Sequence[PoolResult] = ()) -> Piece:
    """The second step: every agency's share of each criterion within its group, and its weight.

    Args:
        year: the opened year.
        result: the pool.
        others: pools shown before; one with the same shares is referred to instead of printed again.
    """
    if result.refused:
        return _not_done()
    for other in others:
        if same_shares(other.lines, result.lines):
            text = f"各家份额和权重与{other.pool.label}相同，不再列出。"
            return Piece((Paragraph(owner=OFFICE, text=text),))
    names = [name for name, share in result.pool.criteria.items() if share]
    rows: list[Row] = []
    for group in group_seats(year, result):
        rows.append(section(group.short))
        rows += [_weight_row(year, line, names) for line in sorted(group.taking, key=lambda line: -line.weight)]
    columns = (
        words("代办处", 8),
        *(amount(SHORT[name]) for name in names),
        amount("权重"),
    )
    table = Table(
        owner=OFFICE,
        caption=f"{result.pool.label}：份额与权重",
        columns=columns,
        rows=tuple(rows),
        note="各栏为该家占本组合计的份额，依次为" + "、".join(CRITERIA[name] for name in names) + "；"
        "最右一栏为加权之和，组内合计100%。保留两位小数。",
        wide=True,
    )
    blocks: list[Block] = [
        Paragraph(
            owner=OFFICE, text="份额＝本家数值÷本组参加分配各家合计；增长为负的按0计。权重＝各项份额乘以指标权重之和。"
        )
    ]
    blocks += [
        Paragraph(owner=OFFICE, text=f"{group.short}：{'；'.join(group.notes)}。")
        for group in group_seats(year, result)
        if group.notes
    ]
    return Piece((*blocks, table))


def _weight_row(year: Year, line: QuotaLine, names: Sequence[str]) -> Row:
    shares = [percent(line.shares[name].share) for name in names]
    return Row(cells=(year.agency(line.agency_id).name, *shares, percent(line.weight)))


def entitlements(year: Year, result: PoolResult) -> Piece:
    """The third step: entitlement, whole part, remainder and its rank, seat by remainder."""
    if result.refused:
        return _not_done()
    rows: list[Row] = []
    for group in group_seats(year, result):
        rows.append(section(f"{group.short}：其余名额{count(group.rest)}个"))
        rows += [_entitlement_row(year, line) for line in group.taking]
    columns = (
        words("代办处", 8),
        amount("权重"),
        amount("应得", "个"),
        figure("整数", "个"),
        amount("余数"),
        figure("余数名次"),
        figure("余数名额", "个"),
    )
    table = Table(
        owner=OFFICE,
        caption=f"{result.pool.label}：应得、整数与余数",
        columns=columns,
        rows=tuple(rows),
        note="应得与余数保留四位小数，比较用精确分数。有代办处按上下限定额的组，其余各家的应得按剩下的名额和权重重新计算；"
        "余数名次为“—”的，或已按上下限定额，或没有余数。",
    )
    text = "应得＝其余名额×权重。先给整数部分，剩下的名额按余数由大到小每家一个（最大余额法）。"
    return Piece((Paragraph(owner=OFFICE, text=text), table))


def _entitlement_row(year: Year, line: QuotaLine) -> Row:
    cells = (
        year.agency(line.agency_id).name,
        percent(line.weight),
        points(half_up(line.entitlement, PLACES)),
        count(line.whole),
        points(half_up(line.remainder, PLACES)),
        wording.UNKNOWN if line.remainder_rank is None else count(line.remainder_rank),
        count(line.remainder_seat),
    )
    return Row(cells=cells)


def bounds(year: Year, result: PoolResult) -> Piece:
    """The fourth step: caps and floors that took hold, ties settled, the office's adjustments."""
    if result.refused:
        return _not_done()
    entries: list[Entry] = []
    for group in group_seats(year, result):
        entries += _bound_entries(year, group)
        entries += _tie_entries(year, group)
    entries += _adjustment_entries(year, result)
    if not entries:
        text = "没有代办处触及上限或下限，没有余数并列，也没有人工调整。"
        return Piece((Paragraph(owner=OFFICE, text=text),))
    return Piece((Listing(owner=OFFICE, entries=tuple(entries)),))


def _bound_entries(year: Year, group: GroupSeats) -> Iterator[Entry]:
    for capped, word in ((True, "上限"), (False, "下限")):
        held = [_held(year, one) for one in group.bounded if one.capped is capped]
        if held:
            after = "其余各家重新按权重分配剩下的名额" if capped else "差额从其余各家的名额中减去"
            yield Entry(term=f"{group.short}·{word}", text=f"{'；'.join(held)}；{after}。")


def _held(year: Year, one: Bounded) -> str:
    name = year.agency(one.agency_id).name
    return f"{name}应得{points(half_up(one.entitlement, 2))}个，比例名额定为{count(one.seats)}个"


def _tie_entries(year: Year, group: GroupSeats) -> Iterator[Entry]:
    order = "、".join(TIE_BREAKS[name] for name in group.pool.tie_break)
    for tie in group.ties:
        winners = wording.named([year.agency(key).name for key in tie.winners])
        losers = wording.named([year.agency(key).name for key in tie.losers])
        text = (
            f"余数同为{points(half_up(tie.remainder, PLACES))}，"
            f"{count(len(tie.winners) + len(tie.losers))}家争{count(len(tie.winners))}个，"
            f"依次比较{order}：{winners}得名额，{losers}未得。"
        )
        yield Entry(term=f"{group.short}·并列", text=text)


def _adjustment_entries(year: Year, result: PoolResult) -> Iterator[Entry]:
    for move in result.pool.adjustments:
        group = year.policy.groups[move.group].short
        text = f"{year.agency(move.agency_id).name}{signed(move.seats)}个：{move.reason}。"
        yield Entry(term=f"{group}·人工调整", text=text, detail=f"第十条（四）；批准：{move.approved_by or '未填'}")


def outcome(year: Year, result: PoolResult) -> Piece:
    """The result: a chart a group where agencies can have several seats, else the names."""
    if result.refused:
        return _not_done()
    blocks: list[Block] = []
    named: list[Entry] = []
    for group in group_seats(year, result):
        if not group.given:
            named.append(Entry(term=group.short, text="没有名额。"))
        elif group.given[0].seats > 1:
            blocks += _charted(year, group)
        else:
            each = "各" if len(group.given) > 1 else ""
            names = wording.named([year.agency(line.agency_id).name for line in group.given])
            named.append(Entry(term=f"{group.short}{count(len(group.given))}个", text=f"{names}，{each}1个。"))
    if named:
        blocks.append(Listing(owner=OFFICE, entries=tuple(named)))
    return Piece(tuple(blocks))


def _charted(year: Year, group: GroupSeats) -> Iterator[Figure | Callout]:
    shown = group.given[:CHARTED]
    rows = [
        Seats(
            label=year.agency(line.agency_id).name,
            fixed=line.fixed,
            whole=line.whole,
            remainder=line.remainder_seat,
            adjustment=line.adjustment,
        )
        for line in shown
    ]
    first = group.given[0]
    leaders = [line for line in group.given if line.seats == first.seats]
    who = year.agency(first.agency_id).name if len(leaders) == 1 else f"{count(len(leaders))}家并列"
    title = (
        f"{group.short}{group.pool.label}{count(group.seats)}个名额分给{count(len(group.given))}家，"
        f"最多的{count(first.seats)}个（{who}）"
    )
    more = len(group.given) - len(shown)
    note = f"列名额最多的{count(CHARTED)}家，另有{count(more)}家见逐家算式。" if more else ""
    yield seats(rows).figure(OFFICE, title, note)


def reasons(year: Year, result: PoolResult) -> Piece:
    """Every agency's seats with the arithmetic that gave them, in the office's order."""
    if result.refused:
        return _not_done()
    rows: list[Row] = []
    for group in group_seats(year, result):
        rows.append(section(group.short))
        own = {line.agency_id: line for line in (*group.taking, *group.barred)}
        rows += [_reason_row(year, own[key]) for key in year.members(group.code) if key in own]
    columns = (
        words("代办处", 8),
        figure("固定", "个"),
        figure("比例", "个"),
        figure("调整", "个"),
        figure("名额", "个"),
    )
    table = Table(owner=OFFICE, caption=f"{result.pool.label}：逐家算式", columns=columns, rows=tuple(rows))
    return Piece((table,))


def _reason_row(year: Year, line: QuotaLine) -> Row:
    cells = (
        year.agency(line.agency_id).name,
        count(line.fixed),
        count(line.whole + line.remainder_seat),
        signed(line.adjustment),
        count(line.seats),
    )
    remarks = f"〔{'；'.join(line.flags)}〕" if line.flags else ""
    return Row(cells=cells, detail=f"{line.reason}{remarks}", mark="" if line.shares else "stop")


def _not_done() -> Piece:
    return Piece((Paragraph(owner=OFFICE, text=_NOT_DONE, tone="quiet"),))
