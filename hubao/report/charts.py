"""The charts of the reports: exact values in, SVG text and alternative text out.

Each chart carries one message; its title, which says that message, is the block's and not part of the drawing. Bars
begin at zero, labels stand at what they name, and nothing rests on colour alone. The alternative text gives every
number that the chart shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hubao.numerals import Exact, points
from hubao.report.blocks import Figure
from hubao.report.chart_style import LABEL_PT, SMALL_PT, WIDTH, Sheet, line_height, text_width, wrapped
from hubao.report.tokens import LIGHT

__all__ = ["Chart", "bars_against_median", "course", "losses", "ranked"]

_LABEL_ROOM = 44.0
_GAP = 2.5
_BAR = 4.6
_ROW_SPACE = 2.8
_CAP_RISE = 1.25
"""From the middle of a line of text down to its base line."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Attributes:
        svg: the drawing, letters as outlines.
        alt: what it says, with its numbers.
    """

    svg: str
    alt: str

    def figure(self, owner: str, title: str, note: str = "") -> Figure:
        """Make the report's block of it.

        Args:
            owner: key of whom the figure is about.
            title: the chart's message as a sentence with its number.
            note: smaller remark below.
        """
        return Figure(owner=owner, title=title, svg=self.svg, alt=f"{title}。{self.alt}", note=note)


@dataclass(frozen=True, slots=True)
class _Line:
    """One horizontal bar's place: its label in lines, top edge and height."""

    label: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def bars_against_median(
    labels: Sequence[str],
    own: Sequence[Exact],
    median: Sequence[Exact],
    maxima: Sequence[Exact],
    *,
    median_name: str = "同组中位数",
) -> Chart:
    """Show points by content area: each bar is the share of its maximum, a line across it the group's median.

    Args:
        labels: names of the content areas, in the order they are drawn.
        own: points of the report's agency.
        median: the group's median points, in the same order.
        maxima: points that can be reached; the frame of each bar.
        median_name: what the line is, with its group, e.g. 区类中位数.

    >>> chart = bars_against_median(["业务指标"], [58], [57], [65])
    >>> chart.alt
    '业务指标58分（满分65分，同组中位数57分）。'
    """
    rows = list(zip(labels, own, median, maxima, strict=True))
    lines, height = _lay_out(labels, minimum=2 * line_height(SMALL_PT))
    sheet = Sheet(height + line_height(SMALL_PT))
    left = _LABEL_ROOM + _GAP
    values = [f"{points(value)} / {points(maximum)}分" for _, value, _, maximum in rows]
    room = WIDTH - left - _GAP - max((text_width(value, bold=True) for value in values), default=0)
    for line, value, (_, mine, middle, maximum) in zip(lines, values, rows, strict=True):
        _label(sheet, line)
        top = line.middle - _BAR / 2
        sheet.rect(left, top, room, _BAR, fill=LIGHT.paper, edge=LIGHT.peer)
        sheet.rect(left, top, room * _share(mine, maximum), _BAR, fill=LIGHT.main)
        across = left + room * _share(middle, maximum)
        sheet.line((across, top - 1.3), (across, top + _BAR + 1.3), colour=LIGHT.paper, points=3)
        sheet.line((across, top - 1.3), (across, top + _BAR + 1.3), points=1.4)
        sheet.text(WIDTH, line.middle + _CAP_RISE, value, side="right", bold=True)
    if lines:
        name_width = text_width(median_name, SMALL_PT)
        across = left + room * _share(rows[-1][2], rows[-1][3])
        start = min(max(across - name_width / 2, left), left + room - name_width)
        down = lines[-1].middle + _BAR / 2 + 1.3 + line_height(SMALL_PT) * 0.85
        sheet.text(start, down, median_name, points=SMALL_PT, colour=LIGHT.quiet)
    told = [
        f"{label}{points(mine)}分（满分{points(maximum)}分，{median_name}{points(middle)}分）"
        for label, mine, middle, maximum in rows
    ]
    return Chart(sheet.svg(), "；".join(told) + "。")


def losses(labels: Sequence[str], lost: Sequence[Exact], *, scale: Exact | None = None) -> Chart:
    """Show the points lost, largest first.

    Args:
        labels: names of the indicators.
        lost: points lost, zero or more; indicators that lost nothing are left out.
        scale: points at the full length of a bar; the same for reports that are laid side by side. Without it the
            smallest of 5, 10, 20 that is enough.

    >>> losses(["培训"], [0]).alt
    '没有失分的指标。'
    """
    pairs = sorted(
        ((label, value) for label, value in zip(labels, lost, strict=True) if value > 0),
        key=lambda pair: pair[1],
        reverse=True,
    )
    if not pairs:
        return _statement("没有失分的指标。")
    most = max(value for _, value in pairs)
    full = scale if scale is not None else next((step for step in (5, 10, 20) if step >= most), most)
    texts = [f"失{points(value)}分" for _, value in pairs]
    svg = _bars([label for label, _ in pairs], [value for _, value in pairs], texts, full, LIGHT.loss)
    total = sum((value for _, value in pairs), start=0)
    told = "、".join(f"{label}{text}" for (label, _), text in zip(pairs, texts, strict=True))
    return Chart(svg, f"{len(pairs)}项指标共失{points(total)}分：{told}。")


def ranked(
    labels: Sequence[str],
    values: Sequence[Exact],
    *,
    unit: str = "分",
    highlight: frozenset[str] = frozenset(),
    scale: Exact | None = None,
) -> Chart:
    """Show values from largest to smallest.

    Args:
        labels: what each value is of; equal values keep their order.
        values: zero or more.
        unit: written behind each value.
        highlight: labels drawn in the main colour with a bold label; with none, all are.
        scale: value at the full length of a bar; the largest when not given.

    >>> ranked(["预算执行率", "培训"], [12, 30], unit="家").alt
    '从高到低：培训30家、预算执行率12家。'
    """
    pairs = sorted(zip(labels, values, strict=True), key=lambda pair: pair[1], reverse=True)
    if not pairs:
        return _statement("没有可列的数据。")
    texts = [f"{points(value)}{unit}" for _, value in pairs]
    full = scale if scale is not None else max(value for _, value in pairs)
    names = [label for label, _ in pairs]
    svg = _bars(names, [value for _, value in pairs], texts, full, LIGHT.main, highlight)
    told = "、".join(f"{label}{text}" for label, text in zip(names, texts, strict=True))
    return Chart(svg, f"从高到低：{told}。")


def course(
    years: Sequence[int],
    values: Sequence[Exact | None],
    *,
    ceiling: Exact = 125,
    median: Sequence[Exact | None] = (),
    grades: Sequence[str] = (),
    median_name: str = "同组中位数",
) -> Chart:
    """Show the totals of consecutive years on the full scale; a year without a total stays an empty place.

    Args:
        years: the years, ascending.
        values: total of each year, or none.
        ceiling: highest total there can be; the top of the scale.
        median: the group's median total of each year, or none; may be left out altogether.
        grades: grade of each year in words, empty where there is none; may be left out altogether.
        median_name: what the line beside each column is.

    >>> course([2023, 2024], [None, 98]).alt
    '2023年度无数据；2024年度98分。满分125分。'
    """
    medians = list(median) or [None] * len(years)
    words = list(grades) or [""] * len(years)
    rows = list(zip(years, values, medians, words, strict=True))
    top, depth = 9.0, 44.0
    sheet = Sheet(top + depth + 2 * line_height(LABEL_PT) + 2)
    ground = top + depth
    sheet.line((0, top), (WIDTH, top), colour=LIGHT.rule)
    sheet.text(0, top - 1.2, f"满分{points(ceiling)}分", points=SMALL_PT, colour=LIGHT.quiet)
    pitch = WIDTH / max(len(rows), 1)
    width = min(pitch * 0.36, 20.0)
    for place, (year, value, middle, word) in enumerate(rows):
        centre = pitch * place + pitch * 0.42
        last = place == len(rows) - 1
        if value is None:
            sheet.rect(centre - width / 2, ground - 12, width, 12, edge=LIGHT.peer)
            sheet.text(centre, ground - 5, "无数据", side="center", points=SMALL_PT, colour=LIGHT.quiet)
        else:
            high = depth * _share(value, ceiling)
            sheet.rect(centre - width / 2, ground - high, width, high, fill=LIGHT.main if last else LIGHT.peer)
            sheet.text(centre, ground - high - 1.4, points(value), side="center", bold=True)
        if middle is not None:
            level = ground - depth * _share(middle, ceiling)
            start, end = centre - width / 2 - 1.5, centre + width / 2 + 1.5
            sheet.line((start, level), (end, level), colour=LIGHT.paper, points=3)
            sheet.line((start, level), (end, level), points=1.2)
            told = f"{median_name if last else '中位数'}{points(middle)}"
            for number, part in enumerate(_beside(told, pitch - width / 2 - pitch * 0.42 - 2)):
                down = level + _CAP_RISE + number * line_height(SMALL_PT)
                sheet.text(end + 0.8, down, part, points=SMALL_PT, colour=LIGHT.quiet)
        sheet.text(centre, ground + line_height(LABEL_PT), f"{year}年", side="center", bold=last)
        sheet.text(centre, ground + 2 * line_height(LABEL_PT), word, side="center", points=SMALL_PT)
    sheet.line((0, ground), (WIDTH, ground))
    return Chart(sheet.svg(), _told_course(rows, ceiling, median_name))
