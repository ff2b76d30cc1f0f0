"""Pieces of spreadsheet formulas that reckon like the scorer: on whole numbers, so that no step is lost to rounding.

A spreadsheet holds binary fractions: ``INT((0.95-0.85)/0.05)`` is 1 there. So a rate is never divided out; its two
counts are multiplied up, and what is compared, or cut to whole steps, is a whole number over a whole number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hubao.numerals import decimal_text, is_finite_decimal

__all__ = ["Share", "clamped", "fen", "filled", "number", "reaches", "scaled", "steps"]


@dataclass(frozen=True, slots=True)
class Share:
    """A measured value as two whole-number formulas, ``part`` over ``whole``."""

    part: str
    whole: str = "1"


def number(value: Fraction | int) -> str:
    """A number in a formula.

    >>> number(Fraction(1, 2)), number(Fraction(1, 3)), number(-2)
    ('0.5', '(1/3)', '-2')
    """
    exact = Fraction(value)
    return decimal_text(exact) if is_finite_decimal(exact) else f"({exact.numerator}/{exact.denominator})"


def fen(cell: str) -> str:
    """An amount in yuan as whole fen.

    >>> fen("H9")
    'ROUND(H9*100,0)'
    """
    return f"ROUND({cell}*100,0)"


def scaled(factor: int, expression: str) -> str:
    """A formula times a whole number.

    >>> scaled(3, "H9"), scaled(1, "H9-H8")
    ('3*(H9)', '(H9-H8)')
    """
    return f"({expression})" if factor == 1 else f"{factor}*({expression})"


def reaches(share: Share, bound: Fraction, *, strict: bool = False) -> str:
    """Whether a value reaches a bound, or exceeds it.

    >>> reaches(Share("H9", "H8"), Fraction(4, 5))
    '5*(H9)>=4*(H8)'
    """
    sign = ">" if strict else ">="
    return f"{scaled(bound.denominator, share.part)}{sign}{scaled(bound.numerator, share.whole)}"


def steps(distance: Share, step: Fraction, mode: str, *, gaining: bool) -> str:
    """The steps in a distance, as :func:`hubao.appraisal.steps.step_count` counts them (A-G1).

    >>> steps(Share("H9", "H8"), Fraction(1, 20), "full", gaining=False)
    'INT(20*(H9)/(H8))'
    """
    ratio = f"{scaled(step.denominator, distance.part)}/{scaled(step.numerator, distance.whole)}"
    if mode == "proportional":
        return f"({ratio})"
    if mode == "begun" and not gaining:
        return f"-INT(-({ratio}))"
    return f"INT({ratio})"


def clamped(expression: str, most: Fraction) -> str:
    """Points between 0 and a limit (A-G3).

    >>> clamped("20-H9", Fraction(20))
    'MAX(0,MIN(20,20-H9))'
    """
    return f"MAX(0,MIN({number(most)},{expression}))"


def filled(cells: Sequence[str], expression: str, texts: Sequence[str] = ()) -> str:
    """A formula that stays empty until its cells are filled: ``cells`` with figures, ``texts`` with anything.

    >>> filled(["H8", "H9"], "H8+H9", ["H10"])
    'IF(OR(COUNT(H8,H9)<2,COUNTA(H10)<1),"",H8+H9)'
    """
    tests = []
    if cells:
        tests.append(f"COUNT({','.join(cells)})<{len(cells)}")
    if texts:
        tests.append(f"COUNTA({','.join(texts)})<{len(texts)}")
    if not tests:
        return expression
    test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
    return f'IF({test},"",{expression})'
