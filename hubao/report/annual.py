"""The annual report: the office's year. Each method gives the blocks of one passage of the notebook."""

from __future__ import annotations

from functools import cached_property

from hubao.report import (
    annual_advice,
    annual_comparison,
    annual_decisions,
    annual_front,
    annual_method,
    annual_process,
    annual_quota,
    annual_results,
)
from hubao.report.annual_facts import OFFICE
from hubao.report.colophon import colophon
from hubao.report.piece import Piece
from hubao.report.sensitivity import Effect, effects
from hubao.year import Year

__all__ = ["AnnualReport"]


class AnnualReport:
    """The office's report on one year, passage by passage; a notebook shows one passage a cell.

    Every block belongs to the office: its own papers name agencies.

    Args:
        year: the opened year.

    >>> import hubao
    >>> report = AnnualReport(hubao.open_year(2024))
    >>> report.head().blocks[0].kind
    'title'
    """

    def __init__(self, year: Year) -> None:
        self._year = year

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What every alternative reading would change; scored once, when first asked for."""
        return effects(self._year)

    def head(self) -> Piece:
        """Title, key figures, and the three sentences: how good, why, what next."""
        return annual_front.head(self._year)

    def subject(self) -> Piece:
        """评价项目: which year's work, on which sheets."""
        return annual_front.subject(self._year)

    def sources(self) -> Piece:
        """评价依据: the documents with their numbers."""
        return annual_front.basis(self._year)

    def assumptions(self) -> Piece:
        """评价依据: what the documents leave open and the office filled in."""
        return annual_front.assumptions(self._year)

    def scope(self) -> Piece:
        """评价范围: who was covered, by group and category."""
        return annual_front.scope(self._year)

    def scope_notes(self) -> Piece:
        """评价范围: who was not covered, ranked or compared, and why."""
        return annual_front.scope_notes(self._year)

    def process(self) -> Piece:
        """评价过程: the steps of the year."""
        return annual_process.calendar(self._year)

    def target_changes(self) -> Piece:
        """评价过程: approved changes of targets."""
        return annual_process.target_changes(self._year)

    def self_assessment(self) -> Piece:
        """评价过程: the agencies' own scores against the office's."""
        return annual_process.self_assessment(self._year)

    def data_problems(self) -> Piece:
        """评价过程: what the check of the inputs found."""
        return annual_process.data_problems(self._year)

    def method(self) -> Piece:
        """评价方法: how points become a total, a rank and a grade."""
        return annual_method.method(self._year)

    def indicators(self) -> Piece:
        """评价方法: every item with its rule."""
        return annual_method.indicators(self._year)

    def readings(self) -> Piece:
        """评价方法: the switchable readings in force."""
        return annual_method.readings_in_force(self._year)

    def reading_effects(self) -> Piece:
        """评价方法: what each other reading would change."""
        return annual_method.effects_page(self._year, self.effects)

    def fixed_readings(self) -> Piece:
        """评价方法: the readings that no run can switch."""
        return annual_method.fixed_register(self._year)

    def business(self) -> Piece:
        """评价结果: the yearly business targets."""
        return annual_results.business_page(self._year)

    def totals(self) -> Piece:
        """评价结果: how totals and grades are spread."""
        return annual_results.totals(self._year)

    def ranking(self) -> Piece:
        """评价结果: rank within each group, with movement."""
        return annual_results.ranking(self._year)

    def losses(self) -> Piece:
        """评价结果: where most points were lost."""
        return annual_results.losses(self._year)

    def bonuses(self) -> Piece:
        """评价结果: how far the bonus items were used."""
        return annual_results.bonuses(self._year)

    def unqualified(self) -> Piece:
        """评价结果: vetoes, unqualified agencies, years in a row."""
        return annual_decisions.unqualified(self._year)

    def discretionary(self) -> Piece:
        """评价结果: the register of discretionary points with their effect."""
        return annual_decisions.discretionary(self._year)

    def quota(self) -> Piece:
        """评价结果: the award seats."""
        return annual_quota.quota_page(self._year)

    def comparison(self) -> Piece:
        """评价结果: this year beside last year."""
        return annual_comparison.comparison(self._year)

    def priorities(self) -> Piece:
        """意见建议: the indicators to mend first."""
        return annual_advice.priorities(self._year)

    def consequences(self) -> Piece:
        """意见建议: what art. 13 asks for."""
        return annual_advice.consequences(self._year)

    def to_decide(self) -> Piece:
        """意见建议: what people have to decide."""
        return annual_advice.to_decide(self._year, self.effects)

    def colophon(self) -> Piece:
        """What the report was made from."""
        return Piece((colophon(self._year, OFFICE),))
