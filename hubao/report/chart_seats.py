"""The chart of quota seats: every seat a square, its kind told by its filling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubao.report.chart_style import (
    CAP,
    LABEL_PT,
    SMALL_PT,
    WIDTH,
    Chart,
    Sheet,
    line_height,
    statement,
    text_width,
    wrapped,
)
from hubao.report.tokens import LIGHT

__all__ = ["Seats", "seats"]

_LABEL_ROOM = 58.0
_LABEL_GAP = 3.0
_SQUARE = 4.4
_SPACE = 2.2
_KINDS = ("固定", "整数", "余数", "调增", "调减")


@dataclass(frozen=True, slots=True)
class Seats:
    """One agency's seats in a pool.

    Attributes:
        label: the agency's name.
        fixed: seats for meeting both targets.
        whole: whole part of the entitlement.
        remainder: seats by largest remainder.
        adjustment: seats the office added, or took away when negative.
    """

    label: str
    fixed: int = 0
    whole: int = 0
    remainder: int = 0
    adjustment: int = 0

    @property
    def total(self) -> int:
        """Seats in the end."""
        return self.fixed + self.whole + self.remainder + self.adjustment

    @property
    def told(self) -> str:
        """The seats in words.

        >>> Seats("示例甲区代办处", fixed=1, whole=2, adjustment=-1).told
        '示例甲区代办处2个（固定1、整数2、调减1）'
        """
        parts = "、".join(f"{kind}{count}" for kind, count in self.kinds if count)
        return f"{self.label}{self.total}个" + (f"（{parts}）" if parts else "")

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """How many seats there are of each kind, in the order they are drawn."""
        counts = (self.fixed, self.whole, self.remainder, max(self.adjustment, 0), max(-self.adjustment, 0))
        return tuple(zip(_KINDS, counts, strict=True))


def seats(rows: Sequence[Seats]) -> Chart:
    """Show the seats of a pool, an agency a row and a seat a square.

    Args:
        rows: the agencies, in the order they are drawn.

    >>> seats([Seats("示例甲区代办处", fixed=1, whole=2), Seats("示例乙区代办处", remainder=1)]).alt
    '共4个名额：示例甲区代办处3个（固定1、整数2）、示例乙区代办处1个（余数1）。'
    """
    if not rows:
        return statement("没有分配名额。")
    labels = [wrapped(row.label, _LABEL_ROOM, SMALL_PT) for row in rows]
    heights = [max(_SQUARE, len(label) * line_height(SMALL_PT)) + _SPACE for label in labels]
    used = [kind for place, kind in enumerate(_KINDS) if any(row.kinds[place][1] for row in rows)]
    head = line_height(LABEL_PT) + 3.0
    sheet = Sheet(head + sum(heights))
    left = max(text_width(part, SMALL_PT) for label in labels for part in label) + _LABEL_GAP
    size = _square(rows, left)
    _draw_key(sheet, used, left)
    top = head
    for row, label, height in zip(rows, labels, heights, strict=True):
        _draw_row(sheet, row, label, left, top + height / 2, size)
        top += height
    total = sum(row.total for row in rows)
    return Chart(sheet.svg(), f"共{total}个名额：" + "、".join(row.told for row in rows) + "。")


def _square(rows: Sequence[Seats], left: float) -> float:
    """Side of a square: the usual one, or smaller when a row would not fit."""
    room = WIDTH - left - 2.0 - text_width("000个", bold=True)
    most = max(sum(count for _, count in row.kinds[:-1]) for row in rows)
    return min(_SQUARE, room / max(most, 1))


def _draw_key(sheet: Sheet, kinds: Sequence[str], left: float) -> None:
    widths = [4.6 + text_width(kind, SMALL_PT) + 4.0 for kind in kinds]
    x = min(left, WIDTH - sum(widths))
    for kind, width in zip(kinds, widths, strict=True):
        _draw_seat(sheet, kind, x, 0.6, 3.4)
        if kind == "调减":
            _strike(sheet, x, 0.6, 3.4)
        sheet.text(x + 4.6, 2.3 + CAP, kind, points=SMALL_PT, colour=LIGHT.quiet)
        x += width


def _draw_row(sheet: Sheet, row: Seats, label: Sequence[str], left: float, middle: float, size: float) -> None:
    pitch = line_height(SMALL_PT)
    first = middle - (len(label) - 1) * pitch / 2 + CAP
    for number, part in enumerate(label):
        sheet.text(left - _LABEL_GAP, first + number * pitch, part, side="right", points=SMALL_PT)
    given = [kind for kind, count in row.kinds[:-1] for _ in range(count)]
    kept = len(given) - row.kinds[-1][1]
    for place, kind in enumerate(given):
        x, y = left + place * size, middle - size / 2
        _draw_seat(sheet, kind, x, y, size)
        if place >= kept:
            _strike(sheet, x, y, size)
    sheet.text(left + len(given) * size + 1.5, middle + CAP, f"{row.total}个", bold=True)


def _draw_seat(sheet: Sheet, kind: str, x: float, y: float, size: float) -> None:
    """Fill tells the kind without colour: dark, pale, with a dot, with a plus, hollow."""
    gap = size * 0.09
    x, y, side = x + gap, y + gap, size - 2 * gap
    fill = {"固定": LIGHT.main, "整数": LIGHT.peer}.get(kind, "none")
    sheet.rect(x, y, side, side, fill=fill, edge=LIGHT.main)
    centre, middle, arm = x + side / 2, y + side / 2, side * 0.28
    if kind == "余数":
        sheet.dot(centre, middle, side * 0.36, fill=LIGHT.main)
    if kind == "调增":
        sheet.line((centre - arm, middle), (centre + arm, middle), colour=LIGHT.main, points=1.2)
        sheet.line((centre, middle - arm), (centre, middle + arm), colour=LIGHT.main, points=1.2)


def _strike(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Cross a seat out that was taken away."""
    sheet.line((x, y + size), (x + size, y), colour=LIGHT.paper, points=3.2)
    sheet.line((x, y + size), (x + size, y), colour=LIGHT.loss, points=1.6)
