"""Section seven of the annual report: the award seats, pool by pool, group by group; a refusal is said, not raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hubao.appraisal.agency import Grade
from hubao.appraisal.quota import QuotaLine
from hubao.errors import HubaoError, PolicyError
from hubao.numerals import count, signed
from hubao.policy.model import Pool
from hubao.report import annual_wording as wording
from hubao.report.annual_facts import OFFICE, GroupResult, group_results
from hubao.report.blocks import Block, Callout, Paragraph, Row, Table
from hubao.report.columns import centred, figure, section, words
from hubao.report.piece import Piece
from hubao.year import Year

__all__ = ["PoolResult", "pool_results", "quota_page", "refusal", "seats_summary"]


@dataclass(frozen=True, slots=True)
class PoolResult:
    """One pool: its lines by agency, or why it cannot be allocated."""

    pool: Pool
    lines: Mapping[str, QuotaLine]
    refused: str = ""


def pool_results(year: Year) -> tuple[PoolResult, ...]:
    """Allocate every pool of the policy; a pool that cannot be allocated says why."""
    found = []
    for pool in year.policy.quota.pools:
        try:
            lines = {line.agency_id: line for line in year.allocation(pool.code)}
            found.append(PoolResult(pool, lines))
        except HubaoError as error:
            found.append(PoolResult(pool, {}, _reason(error)))
    return tuple(found)


def _reason(error: HubaoError) -> str:
    """An error in words for a reader: a refused policy without its keys."""
    if isinstance(error, PolicyError):
        return "；".join(f"{problem.message}。{problem.mend}" for problem in error.problems)
    return str(error)


def refusal(result: PoolResult) -> Callout:
    """Say that a pool cannot be allocated, and what has to be decided."""
    return Callout(owner=OFFICE, title=f"{result.pool.label}名额暂不能分配", text=f"{result.refused}。", tone="stop")


def quota_page(year: Year) -> Piece:
    """The result of the allocation: a summary by group, and every agency's seats with their kinds."""
    results = pool_results(year)
    groups = group_results(year)
    done = [result for result in results if not result.refused]
    blocks: list[Block] = [Paragraph(owner=OFFICE, text=_opening(results))]
    blocks += [Paragraph(owner=OFFICE, text=_awards(year, result)) for result in done if not result.pool.cap_by_staff]
    blocks += [refusal(result) for result in results if result.refused]
    if done:
        blocks += [seats_summary(year, done, groups), _agencies(year, done, groups)]
    return Piece(tuple(blocks))


def _opening(results: tuple[PoolResult, ...]) -> str:
    said = [
        f"{result.pool.label}{count(sum(line.seats for line in result.lines.values()))}个，"
        f"分给{count(sum(line.seats > 0 for line in result.lines.values()))}家"
        for result in results
        if not result.refused
    ]
    tail = "名额数量、权重、上下限均为非文件规定，须经办公会审定。"
    return f"{'；'.join(said)}。{tail}" if said else f"本年度名额尚未分配。{tail}"


def _awards(year: Year, result: PoolResult) -> str:
    """How many seats of an award to agencies themselves go to those that are only 合格."""
    qualified = {key: one for key, one in year.grades.items() if one.grade is Grade.QUALIFIED}
    seats = {key: line.seats for key, line in result.lines.items()}
    decided = sum(seats.get(key, 0) for key, one in qualified.items() if one.decided or one.vetoes)
    whole = sum(seats.get(key, 0) for key in qualified)
    return wording.award_sentence(result.pool.label, sum(seats.values()), whole - decided, decided)


def seats_summary(year: Year, done: list[PoolResult], groups: tuple[GroupResult, ...]) -> Table:
    """Seats by pool and group, with what they are made of."""
    rows: list[Row] = []
    for result in done:
        if len(done) > 1:
            rows.append(section(result.pool.label))
        own = [_summary_row(year, result, group.short, group.members) for group in groups]
        rows += own
        if len(groups) > 1:
            rows.append(_summary_row(year, result, "合计", tuple(year.cards), total=True))
    columns = (
        words("组别", 3),
        figure("名额", "个"),
        figure("得名额", "家"),
        figure("固定", "个"),
        figure("整数部分", "个"),
        figure("余数名额", "个"),
        figure("调整", "个"),
        figure("参评", "家"),
        figure("不参加", "家"),
    )
    return Table(owner=OFFICE, caption="各组名额", columns=columns, rows=tuple(rows))


def _summary_row(year: Year, result: PoolResult, label: str, members: tuple[str, ...], *, total: bool = False) -> Row:
    lines = [result.lines[key] for key in members if key in result.lines]
    cells = (
        label,
        count(sum(line.seats for line in lines)),
        count(sum(line.seats > 0 for line in lines)),
        count(sum(line.fixed for line in lines)),
        count(sum(line.whole for line in lines)),
        count(sum(line.remainder_seat for line in lines)),
        signed(sum(line.adjustment for line in lines)),
        count(len(members)),
        count(sum(not line.shares for line in lines)),
    )
    return Row(cells=cells, mark="total" if total else "")


def _agencies(year: Year, done: list[PoolResult], groups: tuple[GroupResult, ...]) -> Table:
    rows: list[Row] = []
    for group in groups:
        ordered = sorted(group.members, key=lambda key: _order(year, done, key))
        rows += [section(group.short), *(_agency_row(year, done, key) for key in ordered)]
    columns = (
        words("代办处", 9),
        figure("名次"),
        centred("等次", 2),
        *(figure(result.pool.label, "个") for result in done),
        words("名额构成", 6, "；".join(result.pool.label for result in done)),
    )
    note = (
        "固为固定名额，整为应得的整数部分，余为余数名额，调为人工调整。"
        "组内按名额由多到少排列，名次为组内名次。逐家算式见《优秀名额分配测算》。"
    )
    return Table(owner=OFFICE, caption="各代办处名额", columns=columns, rows=tuple(rows), note=note)


def _order(year: Year, done: list[PoolResult], key: str) -> tuple[int, int]:
    """Most seats first, then by rank; who has none of either comes last."""
    seats = sum(result.lines[key].seats for result in done)
    return -seats, year.ranks_in_group.get(key, len(year.cards) + 1)


def _agency_row(year: Year, done: list[PoolResult], key: str) -> Row:
    rank = year.ranks_in_group.get(key)
    cells = [
        year.agency(key).name,
        wording.UNKNOWN if rank is None else count(rank),
        year.grades[key].grade.label,
    ]
    lines = {result.pool.label: result.lines[key] for result in done}
    cells += [*(count(line.seats) for line in lines.values()), _made_up(lines)]
    return Row(cells=tuple(cells), mark="" if any(line.shares for line in lines.values()) else "stop")


def _made_up(lines: Mapping[str, QuotaLine]) -> str:
    """How an agency's seats are made up, pool by pool; for one that takes no part, why."""
    if not any(line.shares for line in lines.values()):
        return next(iter(lines.values())).reason.removesuffix("。")
    if not any(line.seats or line.adjustment for line in lines.values()):
        return "没有名额"
    return "；".join(_parts(line) for line in lines.values())


def _parts(line: QuotaLine) -> str:
    """Name the kinds of seats an agency has."""
    named = (("固", line.fixed), ("整", line.whole), ("余", line.remainder_seat))
    parts = [f"{name}{count(number)}" for name, number in named if number]
    parts += [f"调{signed(line.adjustment)}"] if line.adjustment else []
    return "、".join(parts) or wording.UNKNOWN
