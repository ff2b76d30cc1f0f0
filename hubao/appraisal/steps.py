"""Counting steps: 「每……5%，±1分」 and its readings (A-G1)."""

from __future__ import annotations

import math
from fractions import Fraction

from hubao.numerals import points

__all__ = ["around", "clamp", "step_count", "step_words"]


def step_count(distance: Fraction, step: Fraction, mode: str, *, gaining: bool) -> Fraction:
    """Count the steps in a distance (A-G1).

    Args:
        distance: how far from the bound, not negative, in the step's own unit.
        step: size of one step, positive.
        mode: ``full`` counts completed steps; ``proportional`` counts parts; ``begun`` counts a begun step as a whole,
            but only against the agency: a bonus step always counts when full.
        gaining: whether the steps earn points.

    >>> step_count(Fraction(7, 100), Fraction(5, 100), "full", gaining=False)
    Fraction(1, 1)
    >>> step_count(Fraction(7, 100), Fraction(5, 100), "begun", gaining=False)
    Fraction(2, 1)
    >>> step_count(Fraction(7, 100), Fraction(5, 100), "proportional", gaining=False)
    Fraction(7, 5)
    """
    ratio = distance / step
    if mode == "proportional":
        return ratio
    if mode == "begun" and not gaining:
        return Fraction(math.ceil(ratio))
    return Fraction(math.floor(ratio))


def step_words(distance: Fraction, step: Fraction, mode: str, *, gaining: bool) -> str:
    """Say how the steps in a distance were counted, as a phrase of a reason.

    >>> step_words(Fraction(3), Fraction(5), "full", gaining=False)
    '不满1步'
    >>> step_words(Fraction(12), Fraction(5), "begun", gaining=False)
    '不足一步按一步计，共3步'
    """
    steps = step_count(distance, step, mode, gaining=gaining)
    if steps.denominator == 1 and steps * step == distance:
        return f"满{points(steps)}步"
    if mode == "proportional":
        return f"按比例计{points(steps)}步"
    if mode == "begun" and not gaining:
        return f"不足一步按一步计，共{points(steps)}步"
    return f"满{points(steps)}步" if steps else "不满1步"


def around(distance: Fraction, step: Fraction) -> tuple[Fraction, Fraction]:
    """The whole steps just below and above a distance, beside which it must not be printed as if it were one of them.

    >>> around(Fraction(999, 10000), Fraction(5, 100))
    (Fraction(1, 20), Fraction(1, 10))
    """
    whole = math.floor(distance / step)
    return whole * step, (whole + 1) * step


def clamp(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """Keep a value within bounds.

    >>> clamp(Fraction(127), Fraction(0), Fraction(125))
    Fraction(125, 1)
    """
    return max(low, min(value, high))
