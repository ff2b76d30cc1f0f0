"""Ranks and medians of exact values: equal values share a rank (1, 2, 2, 4); who has none is left out by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

__all__ = ["competition_ranks", "median"]


def competition_ranks(totals: Mapping[str, Fraction]) -> dict[str, int]:
    """Rank keys by value, greatest first; equal values share the rank.

    >>> competition_ranks({"a": Fraction(90), "b": Fraction(95), "c": Fraction(90), "d": Fraction(80)})
    {'a': 2, 'b': 1, 'c': 2, 'd': 4}
    """
    ordered = sorted(totals.values(), reverse=True)
    first: dict[Fraction, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in totals.items()}


def median(values: Iterable[Fraction]) -> Fraction:
    """The exact median of some values.

    Raises:
        ValueError: there is no value.

    >>> median([Fraction(1), Fraction(4), Fraction(2), Fraction(3)])
    Fraction(5, 2)
    """
    ordered = sorted(values)
    if not ordered:
        message = "median of nothing"
        raise ValueError(message)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
