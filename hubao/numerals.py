"""Exact numbers and days as Chinese official text: the only formatter of figures in the project.

Values come in as ``int``, ``Decimal`` or ``Fraction`` and are rounded half up (四舍五入), here and only for printing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

__all__ = [
    "Exact",
    "bound",
    "count",
    "day",
    "decimal_text",
    "half_up",
    "is_finite_decimal",
    "money",
    "percent",
    "percent_against",
    "points",
    "score",
    "signed",
    "wan",
]

Exact: TypeAlias = int | Decimal | Fraction


def is_finite_decimal(value: Exact) -> bool:
    """Tell whether a number can be written with finitely many decimals.

    >>> is_finite_decimal(Fraction(3, 8)), is_finite_decimal(Fraction(1, 3))
    (True, False)
    """
    denominator = Fraction(value).denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def half_up(value: Exact, places: int) -> Decimal:
    """Round half up (away from zero) to ``places`` decimals, exactly.

    >>> half_up(Fraction(5, 1000), 2), half_up(Fraction(-1, 3), 6)
    (Decimal('0.01'), Decimal('-0.333333'))
    """
    numerator, denominator = value.as_integer_ratio()
    whole = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((1 if numerator < 0 and whole else 0, digits, -places))


def decimal_text(value: Exact, places: int = 6) -> str:
    """Write a number for a CSV cell: exact when its decimals end, else rounded half up to ``places``.

    >>> decimal_text(Fraction(39, 2)), decimal_text(Fraction(58, 3)), decimal_text(20)
    ('19.5', '19.333333', '20')
    """
    exact = Fraction(value)
    if is_finite_decimal(exact):
        places = 0
        while (exact * 10**places).denominator != 1:
            places += 1
    return format(half_up(exact, places), "f")


def count(value: int) -> str:
    """Write a count with thousands separators.

    >>> count(1240)
    '1,240'
    """
    return f"{value:,}"


def points(value: Exact) -> str:
    """Write points: exact up to four decimals, beyond that rounded and marked 约.

    >>> points(Fraction(39, 2)), points(20), points(Fraction(58, 3))
    ('19.5', '20', '约19.3333')
    """
    exact = Fraction(value)
    rounded = half_up(exact, 4)
    text = _trimmed(rounded)
    return text if Fraction(rounded) == exact else f"约{text}"


def score(value: Exact, *bounds: Exact) -> str:
    """Write a score that is rarely a round number: two decimals, more where it would look equal to a bound it misses.

    >>> score(Fraction(58, 3)), score(80), score(Fraction(79999, 1000), 80)
    ('19.33', '80', '79.999')
    """
    others = [other for other in bounds if Fraction(other) != Fraction(value)]
    places = 2
    while places < 12 and any(half_up(other, places) == half_up(value, places) for other in others):
        places += 1
    return _trimmed(half_up(value, places))


def signed(value: Exact) -> str:
    """Write a change of points with its sign: ``+3.5``, ``-2``, ``0``.

    >>> signed(Fraction(7, 2)), signed(-2), signed(0)
    ('+3.5', '-2', '0')
    """
    text = _trimmed(half_up(value, 2))
    return f"+{text}" if Fraction(value) > 0 else text


def percent(rate: Exact, places: int = 2) -> str:
    """Write a rate as a percentage.

    >>> percent(Fraction(57, 60))
    '95.00%'
    """
    return f"{half_up(Fraction(rate) * 100, places):,f}%"


def bound(rate: Exact) -> str:
    """Write a bound or a step of a rule as the document prints it, without idle zeros.

    >>> bound(Fraction(4, 5)), bound(Fraction(1, 8))
    ('80%', '12.5%')
    """
    return f"{_trimmed(half_up(Fraction(rate) * 100, 4))}%"


def percent_against(rate: Exact, *bounds: Exact) -> str:
    """Write a rate so that it never looks equal to a bound it only comes near.

    79.999% must not be printed as ``80.00%`` beside "below 80%": decimals are added until the two differ.

    >>> percent_against(Fraction(79999, 100000), Fraction(4, 5))
    '79.999%'
    >>> percent_against(Fraction(2, 3), Fraction(4, 5))
    '66.67%'
    """
    others = [other for other in bounds if Fraction(other) != Fraction(rate)]
    places = 2
    while places < 12 and any(percent(other, places) == percent(rate, places) for other in others):
        places += 1
    return percent(rate, places)


def money(value: Exact) -> str:
    """Write an amount in yuan, with thousands separators and fen.

    >>> money(Decimal("1240000.5"))
    '1,240,000.50'
    """
    return f"{half_up(value, 2):,f}"


def wan(value: Exact) -> str:
    """Write an amount of yuan in 万元 with two decimals (unit not included).

    >>> wan(Decimal("1245000"))
    '124.50'
    """
    return f"{half_up(Fraction(value) / 10000, 2):,f}"


def day(value: date) -> str:
    """Write a day as official papers do: Arabic numerals, without idle zeros.

    >>> day(date(2024, 1, 31))
    '2024年1月31日'
    """
    return f"{value.year}年{value.month}月{value.day}日"


def _trimmed(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
