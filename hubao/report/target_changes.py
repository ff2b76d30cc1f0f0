"""Approved changes of targets (000 art. 14(一)) as reports write them: with label, unit and day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hubao.appraisal.agency import TargetChange
from hubao.numerals import day, percent, wan
from hubao.tables.catalogue import CHANGEABLE
from hubao.tables.fields import Kind

__all__ = ["optional_day", "shown", "subject"]


def subject(change: TargetChange) -> str:
    """What was changed, by the field's Chinese label."""
    return CHANGEABLE[change.field][1].label if change.field in CHANGEABLE else change.field


def shown(field: str, text: str) -> str:
    """Write a changed value in its unit; a text that is no such number stays as it was entered.

    >>> shown("coverage_target", "0.57"), shown("premium_target", "21,940,000")
    ('57.00%', '2,194.00万元')
    """
    kind = CHANGEABLE[field][1].kind if field in CHANGEABLE else None
    try:
        number = Fraction(text.replace(",", "").strip())
    except ValueError:
        return text
    if kind is Kind.RATE:
        return percent(number)
    if kind is Kind.MONEY:
        return f"{wan(number)}万元"
    return text


def optional_day(value: date | None) -> str:
    """A day in Chinese; empty when it is missing."""
    return "" if value is None else day(value)
