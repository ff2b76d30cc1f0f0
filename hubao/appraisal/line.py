"""What scoring returns: lines that carry their reason, and the scorecard that adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hubao.appraisal.agency import Agency

__all__ = ["Flag", "ScoreLine", "Scorecard"]


class Flag:
    """The remarks a line can carry, as they are printed."""

    ZERO_DENOMINATOR = "分母为0"
    NOT_APPLICABLE = "不适用"
    NO_LAST_YEAR = "无上年数据"
    BELOW_LAST_YEAR = "达标但同比下降"
    MANUAL_REVIEW = "需人工核定"
    COUNTED_TWICE = "可能双重扣分，请核对"
    VETO = "一票否决"
    TARGET_CHANGED = "目标已按批准变更"
    OVER_HUNDRED = "超过100%，请核对"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One item's points with everything needed to understand them.

    Attributes:
        item: item code, e.g. ``I07``.
        base: points for meeting the target.
        max_points: the most the line can give; ``None`` where the document sets no limit.
        points: what was given; negative for deductions.
        target: the target as an exact number, where there is one.
        actual: what was reached as an exact number, where there is one.
        target_text: the target as printed.
        actual_text: what was reached, as printed.
        reason: the arithmetic with the numbers put in, in Chinese.
        clause: where the rule stands.
        readings: ids of the readings that govern this line.
        flags: remarks (`Flag`).
        inputs: the input fields used, with their values as text.
        gap: what was missing for the base points (还差 1,240 人); empty when nothing was.
        fact: what happened, in words, where "完成" and a target would not say it (查出问题1项).
    """

    item: str
    no: str
    label: str
    area: str
    base: Fraction
    max_points: Fraction | None
    points: Fraction
    target: Fraction | None
    actual: Fraction | None
    target_text: str
    actual_text: str
    reason: str
    clause: str
    readings: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    gap: str = ""
    fact: str = ""

    @property
    def lost(self) -> Fraction:
        """Points below the base (or below nothing, for a deduction)."""
        return max(self.base - self.points, Fraction(0))

    @property
    def gained(self) -> Fraction:
        """Points above the base."""
        return max(self.points - self.base, Fraction(0))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All lines of one agency, and their totals (000 art. 9; annex 1 and 2).

    ``annex1`` is of 100, ``bonus`` of 25, ``deduction`` is what is taken off (not negative), ``discretionary`` is given
    by people. ``total`` and ``comparable_total`` (without B5) lie between 0 and the ceiling.
    """

    agency: Agency
    lines: tuple[ScoreLine, ...]
    annex1: Fraction
    bonus: Fraction
    deduction: Fraction
    discretionary: Fraction
    total: Fraction
    comparable_total: Fraction
    met_coverage: bool
    met_premium: bool

    def line(self, item: str) -> ScoreLine:
        """The line of an item.

        Raises:
            KeyError: this agency has no such item.
        """
        for line in self.lines:
            if line.item == item:
                return line
        raise KeyError(item)

    @property
    def sheet_lines(self) -> tuple[ScoreLine, ...]:
        """The seventeen lines of annex 1."""
        return tuple(line for line in self.lines if line.item.startswith("I"))

    @property
    def unlimited(self) -> Fraction:
        """The parts added up, before the total is kept between 0 and the ceiling."""
        return self.annex1 + self.bonus + self.discretionary - self.deduction

    @property
    def met_targets(self) -> bool:
        """业务达标: both yearly targets met (nos. 1 and 2; 000 art. 10(一)1)."""
        return self.met_coverage and self.met_premium
