"""What was missing: 「还差1,240人」. The smallest whole step that would have met the target."""

from __future__ import annotations

import math
from fractions import Fraction

from hubao.appraisal.measures import Measure
from hubao.numerals import count, money

__all__ = ["excess", "shortfall"]


def shortfall(measure: Measure, target: Fraction) -> str:
    """Say how much more was needed for the target, where more is better.

    A rate needs a whole number of cases: 60% of 10,001 members are 6,001.
    """
    if measure.unit == "money":
        return f"还差{money(target - measure.part)}元"
    if measure.unit == "count":
        return f"还差{count(math.ceil(target - measure.part))}{measure.counter}"
    if measure.counter == "元":
        return f"支出还差{money(_cents_up(target * measure.whole - measure.part))}元"
    return f"还差{count(math.ceil(target * measure.whole) - int(measure.part))}{measure.counter}"


def excess(measure: Measure, most: Fraction, what: str, *, strict: bool = False) -> str:
    """Say by how much a count exceeds what the target allows, where less is better.

    Args:
        measure: the measure; its numerator is what should be smaller.
        most: the greatest share of the denominator that still passes.
        what: what should be fewer, e.g. ``打回单据``.
        strict: whether the bound itself fails (A-04a ``strict``).
    """
    if measure.counter == "元":
        return f"{what}超出{money(_cents_up(measure.part - most * measure.whole))}元"
    allowed = math.ceil(most * measure.whole) - 1 if strict else math.floor(most * measure.whole)
    return f"{what}须减少{count(int(measure.part) - max(allowed, 0))}{measure.counter}"


def _cents_up(amount: Fraction) -> Fraction:
    return Fraction(math.ceil(amount * 100), 100)
