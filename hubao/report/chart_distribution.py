"""The chart of how totals are spread within each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hubao.numerals import Exact, points
from hubao.ranking import median
from hubao.report.chart_style import LABEL_PT, SMALL_PT, WIDTH, Chart, Sheet, line_height, statement
from hubao.report.tokens import LIGHT

__all__ = ["class_width", "distribution"]

_EDGE = 3.0
_DOT = 2.3
_CLASSES = 50
_HEAD = line_height(LABEL_PT) + 1.5
_SPACE = 4.0
_TICKS = 5


def class_width(ceiling: Exact) -> Fraction:
    """How many points of the scale share one column of dots.

    >>> class_width(125)
    Fraction(5, 2)
    """
    return Fraction(ceiling) / _CLASSES


def distribution(groups: Mapping[str, Sequence[Exact]], *, ceiling: Exact) -> Chart:
    """Show totals as dots on one scale from 0 to the ceiling, a row for each group, a line at its median.

    Totals of the same fiftieth of the scale stand above each other, so that the height counts agencies.

    Args:
        groups: totals by name of the group, in the order they are drawn.
        ceiling: highest total there can be.

    >>> distribution({"区类": [90, 95, 101]}, ceiling=125).alt
    '区类3家，最低90分，中位数95分，最高101分。'
    """
    shown = {name: sorted(Fraction(value) for value in values) for name, values in groups.items() if values}
    if not shown:
        return statement("没有可列的总分。")
    stacks = {name: Counter(_class(value, ceiling) for value in values) for name, values in shown.items()}
    depths = {name: max(stack.values()) * _DOT + 1.5 for name, stack in stacks.items()}
    sheet = Sheet(sum(_HEAD + depth + _SPACE for depth in depths.values()) + line_height(SMALL_PT))
    top = 0.0
    for name, values in shown.items():
        ground = top + _HEAD + depths[name]
        _draw_group(sheet, name, values, stacks[name], top, ground, ceiling)
        top = ground + _SPACE
    _draw_scale(sheet, top - _SPACE, ceiling)
    return Chart(sheet.svg(), "；".join(_told(name, values) for name, values in shown.items()) + "。")


def _draw_group(
    sheet: Sheet, name: str, values: Sequence[Fraction], stack: Counter[int], top: float, ground: float, ceiling: Exact
) -> None:
    middle = median(values)
    sheet.text(0, top + line_height(LABEL_PT) * 0.8, f"{name}{len(values)}家", bold=True)
    across = _across(middle, ceiling)
    sheet.line((across, top + _HEAD - 1), (across, ground), points=1.4)
    text = f"中位数{points(middle)}"
    sheet.text(across, top + line_height(LABEL_PT) * 0.8, text, side="center", points=SMALL_PT, colour=LIGHT.quiet)
    for place, count in sorted(stack.items()):
        x = _across(Fraction(2 * place + 1, 2 * _CLASSES) * Fraction(ceiling), ceiling)
        for number in range(count):
            sheet.dot(x, ground - 0.9 - (number + 0.5) * _DOT, _DOT - 0.3, fill=LIGHT.main)
    sheet.line((_EDGE, ground), (WIDTH - _EDGE, ground), colour=LIGHT.peer)


def _draw_scale(sheet: Sheet, ground: float, ceiling: Exact) -> None:
    for tick in range(_TICKS + 1):
        value = Fraction(ceiling) * tick / _TICKS
        x = _across(value, ceiling)
        sheet.line((x, ground), (x, ground + 1.2), colour=LIGHT.quiet)
        down = ground + 1.2 + line_height(SMALL_PT) * 0.85
        if tick == _TICKS:
            sheet.text(WIDTH, down, f"{points(value)}分", side="right", points=SMALL_PT, colour=LIGHT.quiet)
        else:
            sheet.text(x, down, points(value), side="center", points=SMALL_PT, colour=LIGHT.quiet)


def _class(value: Exact, ceiling: Exact) -> int:
    return min(int(Fraction(value) * _CLASSES / Fraction(ceiling)), _CLASSES - 1)


def _across(value: Exact, ceiling: Exact) -> float:
    return _EDGE + (WIDTH - 2 * _EDGE) * float(Fraction(value) / Fraction(ceiling))


def _told(name: str, values: Sequence[Fraction]) -> str:
    low, high = points(values[0]), points(values[-1])
    return f"{name}{len(values)}家，最低{low}分，中位数{points(median(values))}分，最高{high}分"
