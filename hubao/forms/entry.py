"""What people type into a form, read exactly or refused: own units, 万元, what can be meant in two ways."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hubao.tables.amounts import CellError, parse_amount, parse_money, plain
from hubao.tables.fields import Field, Kind
from hubao.tables.parse import Value, parse_cell
from hubao.tables.source import UncachedFormula

__all__ = ["read_entry", "says_unit"]

WAN = re.compile(r"(?P<number>[0-9][0-9, ]*(?:\.[0-9]+)?) ?万元?")
YUAN = re.compile(r"(?:¥|￥)? ?(?P<number>[0-9][0-9, ]*(?:\.[0-9]+)?) ?元")
SCALE = 10_000


def read_entry(field: Field, text: str) -> Value | None:
    """Read a value of the form; ``None`` for a blank.

    A figure may carry the field's own unit (``1,240 人``), an amount 元 or 万元, points 分: then it says what it is.

    Args:
        field: what is asked.
        text: the text of the cell.

    Raises:
        CellError: the text is not what the field holds, or could be meant in two ways.

    >>> from hubao.tables.catalogue import field_of
    >>> read_entry(field_of("actuals", "insured_members"), "１，２４０ 人")
    1240
    >>> read_entry(field_of("actuals", "premium_income"), "909.5万元")
    Decimal('9095000.00')
    """
    if isinstance(text, UncachedFormula):
        return parse_cell(field, text)
    key = plain(text)
    if field.kind is Kind.MONEY:
        if found := WAN.fullmatch(key):
            return _yuan(parse_amount(found["number"]) * SCALE)
        if found := YUAN.fullmatch(key):
            return parse_money(found["number"])
    elif field.unit and field.kind in (Kind.COUNT, Kind.POINTS) and key.endswith(field.unit):
        return parse_cell(field, key.removesuffix(field.unit).rstrip())
    return parse_cell(replace(field, required=False), text)


def says_unit(text: str) -> bool:
    """Whether an amount says itself what unit it is in.

    >>> says_unit("909 元"), says_unit("9.09万"), says_unit("909")
    (True, True, False)
    """
    key = plain(text)
    return bool(WAN.fullmatch(key) or YUAN.fullmatch(key))


def _yuan(value: Fraction) -> Decimal:
    if (value * 100).denominator != 1:
        raise CellError("金额最多两位小数", "改写为以元为单位的金额，如 1240.50")
    return Decimal(int(value * 100)).scaleb(-2)
