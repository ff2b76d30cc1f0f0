"""Exact values as they stand in a policy file: rates, points and whole numbers, never floats."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

__all__ = ["Frozen", "Number", "Points", "Rate", "exact"]

_RATIO = re.compile(r"[0-9]+/[1-9][0-9]*")
# Not whatever Decimal reads: 1e999999999 is a number too, and its digits would fill the memory.
_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?(%?)")


class Frozen(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def exact(value: Any) -> Fraction:
    """Read a number of a policy file: ``20``, ``"0.5"``, ``"85%"`` or ``"1/6"``.

    Raises:
        ValueError: the value is not such a number (a Python float is refused: it has already lost its digits).

    >>> exact("85%"), exact("1/6"), exact(20)
    (Fraction(17, 20), Fraction(1, 6), Fraction(20, 1))
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        message = f"应为数字，现为“{value}”"
        raise ValueError(message)
    if isinstance(value, str):
        text = value.strip()
        if _RATIO.fullmatch(text):
            return Fraction(text)
        number = _NUMBER.fullmatch(text)
        if number is None:
            message = f"应为数字，现为“{value}”"
            raise ValueError(message)
        return Fraction(number[1]) / (100 if number[2] else 1)
    return Fraction(value)


def _rate(value: Any) -> Fraction:
    rate = exact(value)
    if not 0 <= rate <= 2:
        message = f"比率应在 0 至 200% 之间，现为“{value}”"
        raise ValueError(message)
    return rate


def _not_negative(value: Any) -> Fraction:
    number = exact(value)
    if number < 0:
        message = f"不能为负数，现为“{value}”"
        raise ValueError(message)
    return number


Rate = Annotated[Fraction, BeforeValidator(_rate)]
Points = Annotated[Fraction, BeforeValidator(_not_negative)]
Number = Annotated[Fraction, BeforeValidator(_not_negative)]
