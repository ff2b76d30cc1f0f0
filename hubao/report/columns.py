"""Columns and rows of the office's tables, in one word each: text left, numbers right, amounts on their point."""

from __future__ import annotations

from hubao.report.blocks import Column, Row

__all__ = ["amount", "centred", "figure", "section", "words"]


def words(header: str, width: int = 1, unit: str = "") -> Column:
    """A column of text."""
    return Column(header=header, unit=unit, width=width)


def figure(header: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(header=header, unit=unit, align="right")


def amount(header: str, unit: str = "") -> Column:
    """A column of numbers that stand on their decimal point."""
    return Column(header=header, unit=unit, align="decimal")


def centred(header: str, width: int = 1) -> Column:
    """A column of short words, e.g. grades; beside a wide column it needs a ``width`` for its words to stay whole."""
    return Column(header=header, align="center", width=width)


def section(text: str) -> Row:
    """A sub-heading over all columns."""
    return Row(cells=(text,), mark="section")
