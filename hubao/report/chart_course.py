"""The chart of totals over the years: an agency's own, or the median of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubao.numerals import Exact, points
from hubao.report.chart_style import LABEL_PT, SMALL_PT, WIDTH, Chart, Sheet, line_height, share, statement
from hubao.report.tokens import LIGHT

__all__ = ["course"]

_TOP = 6.0
_DEPTH = 44.0
_GROUND = _TOP + _DEPTH
_WIDEST = 18.0


@dataclass(frozen=True, slots=True)
class _Year:
    year: int
    value: Exact | None
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
    ceiling: Exact,
    grades: Sequence[str] = (),
) -> Chart:
    """Show the totals of consecutive years on the full scale; a year without a total stays an empty frame.

    Args:
        years: the years, ascending.
        values: total of each year, or none.
        ceiling: highest total there can be; the top of the scale.
        grades: grade of each year in words, empty where there is none; may be left out altogether.

    >>> course([2023, 2024], [None, 98], ceiling=125, grades=["", "合格"]).alt
    '2023年度无数据；2024年度98分（合格）。满分125分。'
    """
    if not years:
        return statement("没有可比的年度。")
    words = list(grades) or [""] * len(years)
    rows = [_Year(year, value, word, year == years[-1]) for year, value, word in zip(years, values, words, strict=True)]
    sheet = Sheet(_GROUND + (2 if any(words) else 1) * line_height(LABEL_PT) + 2)
    sheet.line((0, _TOP), (WIDTH, _TOP), colour=LIGHT.rule)
    sheet.text(0, _TOP - 1.4, f"满分{points(ceiling)}分", points=SMALL_PT, colour=LIGHT.quiet)
    pitch = WIDTH / len(rows)
    width = min(pitch * 0.4, _WIDEST)
    for place, row in enumerate(rows):
        _draw_year(sheet, row, ceiling, pitch * place + pitch * 0.12, width)
    sheet.line((0, _GROUND), (WIDTH, _GROUND))
    totals = "；".join(row.told for row in rows)
    return Chart(sheet.svg(), f"{totals}。满分{points(ceiling)}分。")


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
