"""The few phrases that every reason is built from."""

from __future__ import annotations

from fractions import Fraction

from hubao.numerals import count, money, percent, points

__all__ = ["amount", "got", "moved"]


def got(value: Fraction) -> str:
    """Say what a line gives.

    >>> got(Fraction(39, 2))
    '得19.5分'
    """
    return f"得{points(value)}分"


def moved(change: Fraction, *, gaining: bool = False) -> str:
    """Say what was added or taken; with nothing moved, ``gaining`` says which it might have been.

    >>> moved(Fraction(-1)), moved(Fraction(1, 2)), moved(Fraction(0)), moved(Fraction(0), gaining=True)
    ('扣1分', '加0.5分', '不扣分', '不加分')
    """
    if change == 0:
        return "不加分" if gaining else "不扣分"
    return f"扣{points(-change)}分" if change < 0 else f"加{points(change)}分"


def amount(unit: str, value: Fraction, counter: str = "") -> str:
    """Write a measured value in its unit.

    >>> amount("rate", Fraction(3, 5)), amount("count", Fraction(3), "次"), amount("money", Fraction(1250))
    ('60.00%', '3次', '1,250.00元')
    """
    if unit == "rate":
        return percent(value)
    if unit == "money":
        return f"{money(value)}元"
    return f"{count(int(value))}{counter}"
