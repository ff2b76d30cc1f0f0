"""What every line of annex 1 shares: its head, how a measure is shown, and a line without cases (A-G5)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hubao.appraisal.line import Flag, ScoreLine
from hubao.appraisal.measures import Measure
from hubao.appraisal.words import amount, got
from hubao.numerals import percent_against, points
from hubao.policy.model import Item, Policy

__all__ = ["actual", "head", "limit", "measured", "paper", "without_cases"]

ZERO = Fraction(0)


def without_cases(policy: Policy, code: str, item: Item, measure: Measure, target_text: str) -> ScoreLine:
    """A-G5: nothing to do counts as met, with a flag, unless the policy reads it otherwise."""
    met = policy.reading("A-G5") == "met"
    given = item.base if met else ZERO
    verdict = "无事可办视为达标" if met else "按所选读法不得分"
    return ScoreLine(
        **head(code, item),
        points=given,
        target=None,
        actual=None,
        target_text=target_text,
        actual_text="——",
        reason=f"本年度没有应计的事项（分母为0），{verdict}，{got(given)}",
        flags=(Flag.ZERO_DENOMINATOR,),
        inputs=measure.fields,
    )


def head(code: str, item: Item) -> dict[str, Any]:
    """The fields of a line that come from the policy's item alone."""
    return {
        "item": code,
        "no": item.no,
        "label": item.label,
        "area": item.area,
        "base": item.base,
        "max_points": item.max_points,
        "clause": item.clause,
        "readings": item.readings,
    }


def measured(measure: Measure, target: Fraction) -> str:
    """Name a measure with its value and counts: ``覆盖率57.00%（57/100）``."""
    shown = f"{measure.name}{actual(measure, target)}"
    if measure.formula:
        shown += f"（{measure.formula}）"
    return shown


def actual(measure: Measure, target: Fraction) -> str:
    """Write what was reached so that it never looks like the target it misses."""
    assert measure.value is not None
    if measure.unit == "rate":
        return percent_against(measure.value, target)
    return amount(measure.unit, measure.value, measure.counter)


def limit(item: Item, unlimited: Fraction) -> str:
    """Say that a line stopped at 0 or at its maximum; empty when it did not."""
    if unlimited < 0:
        return f"，以{points(item.base)}分扣完为止"
    if unlimited > item.max_points:
        return f"，以{points(item.max_points)}分为限"
    return ""


def paper(document: str) -> str:
    """The document behind a decision, in brackets."""
    return f"（{document}）" if document else ""
