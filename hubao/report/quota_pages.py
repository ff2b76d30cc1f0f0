"""The paper on award seats: how every seat was given (000 art. 10), step by step, pool by pool."""

from __future__ import annotations

from functools import cached_property

from hubao.appraisal.quota import CRITERIA
from hubao.appraisal.standing import candidate, quota_measures
from hubao.numerals import Exact, count, percent, points, wan
from hubao.report import annual_wording as wording
from hubao.report import quota_steps
from hubao.report.annual_facts import OFFICE, group_results
from hubao.report.annual_quota import PoolResult, pool_results, refusal, seats_summary
from hubao.report.blocks import (
    Block,
    Callout,
    Entry,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Row,
    Table,
    Title,
)
from hubao.report.colophon import colophon
from hubao.report.columns import amount, figure, section, words
from hubao.report.piece import Piece
from hubao.report.quota_facts import SHORT
from hubao.year import Year

__all__ = ["QuotaReport"]

_COUNTED = {"plan_kinds": "种", "policies": "份"}


class QuotaReport:
    """The allocation of a year's award seats, passage by passage; a notebook shows one passage a cell.

    Args:
        year: the opened year.

    >>> import hubao
    >>> report = QuotaReport(hubao.open_year(2024))
    >>> report.numbers("units").blocks[-1].kind
    'table'
    """

    def __init__(self, year: Year) -> None:
        self._year = year

    @cached_property
    def results(self) -> tuple[PoolResult, ...]:
        """Every pool, allocated or refused; worked out once."""
        return pool_results(self._year)

    def head(self) -> Piece:
        """Title, key figures, and the sentences: who gets how many, who does not take part, what is not settled."""
        year = self._year
        title = Title(
            owner=OFFICE,
            what="优秀名额分配测算",
            who=year.policy.report.issuer,
            year=year.year,
            notice=year.policy.report.notice,
            sample=year.sample,
            lead=self._lead(),
        )
        blocks: list[Block] = [title, KeyFigures(owner=OFFICE, figures=self._key_figures())]
        if year.trial:
            text = f"按改换的读法试算（{year.trial_text}），不是正式测算结果。"
            blocks.append(Callout(owner=OFFICE, title="试算", text=text, tone="stop"))
        return Piece(tuple(blocks))

    def _lead(self) -> tuple[str, ...]:
        said = [_pool_sentence(result) for result in self.results]
        barred = [self._year.agency(key).name for key in self._barred]
        who = f"{count(len(barred))}家不参加分配：{wording.named(barred)}。" if barred else "参评代办处全部参加分配。"
        return (
            "".join(said),
            who,
            "名额数量、指标权重和上下限均为非文件规定，请办公会审定后再下发名额分配的通知（第十一条（三）5）。",
        )

    def _key_figures(self) -> tuple[KeyFigure, ...]:
        figures = [
            KeyFigure(
                label=f"{result.pool.label}名额",
                value=count(sum(result.pool.seats.values())),
                unit="个",
                note="暂不能分配"
                if result.refused
                else f"分给{count(sum(line.seats > 0 for line in result.lines.values()))}家",
                tone="stop" if result.refused else "main",
            )
            for result in self.results
        ]
        met = sum(card.met_targets for card in self._year.cards.values())
        barred = len(self._barred)
        figures.append(KeyFigure(label="业务达标", value=count(met), unit="家", note="覆盖率、会费目标都完成"))
        figures.append(
            KeyFigure(
                label="不参加分配",
                value=count(barred),
                unit="家",
                note="一票否决或不合格" if barred else "全部参加",
                tone="stop" if barred else "plain",
            )
        )
        return tuple(figures)

    @cached_property
    def _barred(self) -> dict[str, str]:
        """Agencies that take no part → why, as the allocation sees it."""
        year = self._year
        candidates = (candidate(card, year.grades[key], year.year, year.group(key)) for key, card in year.cards.items())
        return {one.agency_id: one.ineligible_reason for one in candidates if not one.eligible}

    def basis(self) -> Piece:
        """What of this the document gives, and what the office set."""
        plan = self._year.policy.quota
        return Piece((Callout(owner=OFFICE, title="非文件规定", text=f"{plan.basis}（{plan.clause}）。"),))

    def eligibility(self) -> Piece:
        """Who takes part: not vetoed, not 不合格."""
        year = self._year
        rows = tuple(
            Row(
                cells=(
                    group.short,
                    count(len(group.members)),
                    count(len(group.members) - self._out(group.members)),
                    count(self._out(group.members)),
                )
            )
            for group in group_results(year)
        )
        columns = (words("组别", 3), figure("参评", "家"), figure("参加分配", "家"), figure("不参加", "家"))
        blocks: list[Block] = [Table(owner=OFFICE, caption="参加分配的代办处", columns=columns, rows=rows)]
        if self._barred:
            entries = tuple(Entry(term=year.agency(key).name, text=f"{why}。") for key, why in self._barred.items())
            blocks += [Paragraph(owner=OFFICE, text="不参加分配的："), Listing(owner=OFFICE, entries=entries)]
        return Piece(tuple(blocks))

    def _out(self, members: tuple[str, ...]) -> int:
        return sum(key in self._barred for key in members)

    def measures(self) -> Piece:
        """The figures that the shares are taken of, agency by agency."""
        year = self._year
        names = [name for name in CRITERIA if any(result.pool.criteria.get(name) for result in self.results)]
        rows: list[Row] = []
        remarks: list[str] = []
        for group in group_results(year):
            rows.append(section(group.short))
            for key in group.members:
                values, flags = quota_measures(year.agency(key), year.year)
                rows.append(Row(cells=(year.agency(key).name, *(_shown(name, values[name]) for name in names))))
                remarks += [year.agency(key).name] if flags else []
        note = f"各栏依次为{'、'.join(CRITERIA[name] for name in names)}。"
        note += f"上年数据缺失、增长率按0计的：{wording.named(remarks)}。" if remarks else ""
        columns = (words("代办处", 8), *(amount(SHORT[name], _unit(name)) for name in names))
        table = Table(owner=OFFICE, caption="各家的指标数值", columns=columns, rows=tuple(rows), note=note, wide=True)
        return Piece((table,))

    def numbers(self, pool: str) -> Piece:
        """A pool's seats, bounds and weights."""
        return quota_steps.numbers(self._year, self._result(pool))

    def fixed_seats(self, pool: str) -> Piece:
        """Fixed seats, and what is left by group."""
        return quota_steps.fixed_seats(self._year, self._result(pool))

    def weights(self, pool: str) -> Piece:
        """Shares and weights; a pool that weighs like an earlier one refers to it."""
        result = self._result(pool)
        earlier = self.results[: self.results.index(result)]
        return quota_steps.weights(self._year, result, earlier)

    def entitlements(self, pool: str) -> Piece:
        """Entitlement, whole part, remainder."""
        return quota_steps.entitlements(self._year, self._result(pool))

    def bounds(self, pool: str) -> Piece:
        """Caps, floors, ties, adjustments."""
        return quota_steps.bounds(self._year, self._result(pool))

    def outcome(self, pool: str) -> Piece:
        """Who has how many seats."""
        return quota_steps.outcome(self._year, self._result(pool))

    def reasons(self, pool: str) -> Piece:
        """The arithmetic behind every agency's seats."""
        return quota_steps.reasons(self._year, self._result(pool))

    def summary(self) -> Piece:
        """All pools by group: fixed, whole, remainder, adjustment, seats."""
        done = [result for result in self.results if not result.refused]
        blocks: list[Block] = [refusal(result) for result in self.results if result.refused]
        if done:
            blocks.append(seats_summary(self._year, done, group_results(self._year)))
        return Piece(tuple(blocks))

    def colophon(self) -> Piece:
        """What the paper was made from."""
        return Piece((colophon(self._year, OFFICE),))

    def _result(self, pool: str) -> PoolResult:
        """A pool's result.

        Raises:
            HubaoError: the policy has no such pool.
        """
        self._year.pool(pool)
        return next(result for result in self.results if result.pool.code == pool)


def _pool_sentence(result: PoolResult) -> str:
    """How many seats a pool has, and how many agencies get one."""
    label, lines = result.pool.label, result.lines.values()
    if result.refused:
        return f"{label}名额暂不能分配。"
    given = [line for line in lines if line.seats]
    most = max((line.seats for line in given), default=0)
    tail = f"，最多的一家{count(most)}个" if most > 1 else ""
    return f"{label}{count(sum(line.seats for line in lines))}个，分给{count(len(given))}家{tail}。"


def _unit(name: str) -> str:
    if name == "business_volume":
        return "万元"
    return _COUNTED.get(name, "")


def _shown(name: str, value: Exact) -> str:
    if name == "business_volume":
        return wan(value)
    return points(value) if name in _COUNTED else percent(value)
