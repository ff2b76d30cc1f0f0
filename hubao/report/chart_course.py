"""The chart of an agency's totals over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubao.numerals import Exact, points
from hubao.report.chart_style import (
    CAP,
    LABEL_PT,
    SMALL_PT,
    WIDTH,
    Chart,
    Sheet,
    line_height,
    share,
    statement,
    text_width,
    wrapped,
)
from hubao.report.tokens import LIGHT

__all__ = ["course"]

_TOP = 6.0
_DEPTH = 44.0
_GROUND = _TOP + _DEPTH
_WIDEST = 18.0
_TICK = 3.5


@dataclass(frozen=True, slots=True)
class _Year:
    year: int
    value: Exact | None
    median: Exact | None
    grade: str
    last: bool

    @property
    def told(self) -> str:
        value = "无数据" if self.value is None else f"{points(self.value)}分"
        return f"{self.year}年度{value}" + (f"（{self.grade}）" if self.grade else "")


def course(
    years: Sequence[int],
    values: Sequence[Exact | None],
    *,
    ceiling: Exact = 125,
    median: Sequence[Exact | None] = (),
    grades: Sequence[str] = (),
    median_name: str = "同组中位数",
) -> Chart:
    """Show the totals of consecutive years on the full scale; a year without a total stays an empty frame.

    Args:
        years: the years, ascending.
        values: total of each year, or none.
        ceiling: highest total there can be; the top of the scale.
        median: the group's median total of each year, or none; may be left out altogether.
        grades: grade of each year in words, empty where there is none; may be left out altogether.
        median_name: what the mark beside each column is.

    >>> course([2023, 2024], [None, 98], grades=["", "合格"]).alt
    '2023年度无数据；2024年度98分（合格）。满分125分。'
    """
    if not years:
        return statement("没有可比的年度。")
    medians = list(median) or [None] * len(years)
    words = list(grades) or [""] * len(years)
    rows = [
        _Year(year, value, middle, word, year == years[-1])
        for year, value, middle, word in zip(years, values, medians, words, strict=True)
    ]
    sheet = Sheet(_GROUND + (2 if any(words) else 1) * line_height(LABEL_PT) + 2)
    sheet.line((0, _TOP), (WIDTH, _TOP), colour=LIGHT.rule)
    sheet.text(0, _TOP - 1.4, f"满分{points(ceiling)}分", points=SMALL_PT, colour=LIGHT.quiet)
    pitch = WIDTH / len(rows)
    width = min(pitch * 0.4, _WIDEST)
    for place, row in enumerate(rows):
        left = pitch * place + pitch * 0.12
        _draw_year(sheet, row, ceiling, left, width)
        if row.median is not None:
            _draw_median(sheet, median_name if row.last else "中位数", row.median, ceiling, left + width, pitch - width)
    sheet.line((0, _GROUND), (WIDTH, _GROUND))
    return Chart(sheet.svg(), _told(rows, ceiling, median_name))


def _draw_year(sheet: Sheet, row: _Year, ceiling: Exact, left: float, width: float) -> None:
    middle = left + width / 2
    if row.value is None:
        sheet.rect(left, _GROUND - 9, width, 9, edge=LIGHT.peer)
        sheet.text(middle, _GROUND - 3.3, "无数据", side="center", points=SMALL_PT, colour=LIGHT.quiet)
    else:
        high = _DEPTH * share(row.value, ceiling)
        sheet.rect(left, _GROUND - high, width, high, fill=LIGHT.main if row.last else LIGHT.peer)
        sheet.text(middle, _GROUND - high - 1.4, points(row.value), side="center", bold=True)
    sheet.text(middle, _GROUND + line_height(LABEL_PT), f"{row.year}年度", side="center", bold=row.last)
    if row.grade:
        sheet.text(middle, _GROUND + 2 * line_height(LABEL_PT), row.grade, side="center", points=SMALL_PT)


def _draw_median(sheet: Sheet, name: str, value: Exact, ceiling: Exact, right: float, gap: float) -> None:
    """Draw a tick beside the column, at the median's height, with its name and number behind it."""
    level = _GROUND - _DEPTH * share(value, ceiling)
    sheet.line((right, level), (right + _TICK, level), points=1.4)
    room = gap * 0.8 - _TICK - 1
    one_line = f"{name}{points(value)}"
    fits = text_width(one_line, SMALL_PT) <= room
    parts = [one_line] if fits else [*wrapped(name, room, SMALL_PT), points(value)]
    for number, part in enumerate(parts):
        down = level + CAP + number * line_height(SMALL_PT)
        sheet.text(right + _TICK + 1, down, part, points=SMALL_PT, colour=LIGHT.quiet)


def _told(rows: Sequence[_Year], ceiling: Exact, median_name: str) -> str:
    totals = "；".join(row.told for row in rows)
    medians = "、".join(f"{row.year}年度{points(row.median)}分" for row in rows if row.median is not None)
    return f"{totals}。满分{points(ceiling)}分。" + (f"{median_name}：{medians}。" if medians else "")
