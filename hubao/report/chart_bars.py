"""Charts of horizontal bars: points against the median, points lost, ranked values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

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

__all__ = ["bars_against_median", "losses", "ranked"]

_LABEL_ROOM = 46.0
_LABEL_GAP = 3.0
_TEXT_ROOM = 24.0
"""Kept free behind the bars, so that full bars are equally long in every report."""

_BAR = 4.8
_SPACE = 2.6
_OVERHANG = 1.3

_MANY = 12
"""From more bars than this on, rows are thinner and labels smaller, so that the chart leaves room on its page."""
_THIN_BAR = 3.8
_THIN_SPACE = 1.2

_LOSS_SCALES = (5, 10, 20)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where one bar stands: its label in lines of text, upper edge and height."""

    label: tuple[str, ...]
    top: float
    height: float
    bar: float
    points: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    value: Exact
    text: str
    colour: str


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

    >>> bars_against_median(["业务指标"], [58], [57], [65]).alt
    '业务指标58分（满分65分，同组中位数57分）。'
    """
    rows = list(zip(own, median, maxima, strict=True))
    if not rows:
        return statement("没有可比的内容。")
    lines, height = _lay_out(labels)
    sheet = Sheet(height + line_height(SMALL_PT))
    left = _left(lines)
    texts = [f"{points(mine)} / {points(maximum)}分" for mine, _, maximum in rows]
    room = WIDTH - left - 2.0 - max(text_width(text, bold=True) for text in texts)
    for line, text, (mine, middle, maximum) in zip(lines, texts, rows, strict=True):
        _write_label(sheet, line, left)
        top = line.middle - line.bar / 2
        sheet.rect(left, top, room, line.bar, edge=LIGHT.peer)
        sheet.rect(left, top, room * share(mine, maximum), line.bar, fill=LIGHT.main)
        _cross(sheet, left + room * share(middle, maximum), line)
        sheet.text(WIDTH, line.middle + CAP, text, points=line.points, side="right", bold=True)
    _name_the_line(sheet, median_name, left + room * share(rows[-1][1], rows[-1][2]), lines[-1])
    told = [
        f"{label}{points(mine)}分（满分{points(maximum)}分，{median_name}{points(middle)}分）"
        for label, (mine, middle, maximum) in zip(labels, rows, strict=True)
    ]
    return Chart(sheet.svg(), "；".join(told) + "。")


def losses(labels: Sequence[str], lost: Sequence[Exact]) -> Chart:
    """Show the points lost, largest first; bars end at 5, 10 or 20, so that reports laid side by side compare.

    Args:
        labels: names of the indicators.
        lost: points lost, zero or more; indicators that lost nothing are left out.

    >>> losses(["培训", "预算执行率"], [1, 3]).alt
    '2项指标共失4分：预算执行率失3分、培训失1分。'
    >>> losses(["培训"], [0]).alt
    '没有失分的指标。'
    """
    pairs = [(label, value) for label, value in zip(labels, lost, strict=True) if value > 0]
    if not pairs:
        return statement("没有失分的指标。")
    most = max(value for _, value in pairs)
    full = next((step for step in _LOSS_SCALES if step >= most), most)
    bars = [_Bar(label, value, f"失{points(value)}分", LIGHT.loss) for label, value in _falling(pairs)]
    total = sum((Fraction(value) for _, value in pairs), start=Fraction(0))
    return Chart(_draw(bars, full), f"{len(bars)}项指标共失{points(total)}分：{_told(bars)}。")


def ranked(labels: Sequence[str], values: Sequence[Exact], *, unit: str) -> Chart:
    """Show values from largest to smallest.

    Args:
        labels: what each value is of; equal values keep their order.
        values: zero or more.
        unit: written behind each value, e.g. 家.

    >>> ranked(["预算执行率", "培训"], [12, 30], unit="家").alt
    '从高到低：培训30家、预算执行率12家。'
    """
    if not labels:
        return statement("没有可列的数据。")
    bars = [
        _Bar(label, value, f"{points(value)}{unit}", LIGHT.main)
        for label, value in _falling(list(zip(labels, values, strict=True)))
    ]
    return Chart(_draw(bars, bars[0].value), f"从高到低：{_told(bars)}。")


def _falling(pairs: Sequence[tuple[str, Exact]]) -> list[tuple[str, Exact]]:
    return sorted(pairs, key=lambda pair: pair[1], reverse=True)


def _told(bars: Sequence[_Bar]) -> str:
    return "、".join(f"{bar.label}{bar.text}" for bar in bars)


def _draw(bars: Sequence[_Bar], full: Exact) -> str:
    lines, height = _lay_out([bar.label for bar in bars])
    sheet = Sheet(height)
    left = _left(lines)
    room = _room([bar.text for bar in bars])
    for line, bar in zip(lines, bars, strict=True):
        _write_label(sheet, line, left)
        length = room * share(bar.value, full)
        sheet.rect(left, line.middle - line.bar / 2, length, line.bar, fill=bar.colour)
        sheet.text(left + length + 1.5, line.middle + CAP, bar.text, points=line.points, bold=True)
    sheet.line((left, 0), (left, height))
    return sheet.svg()


def _lay_out(labels: Sequence[str]) -> tuple[list[_Line], float]:
    """Give every label its lines and every bar its place; return them with the height of all."""
    bar, space, size = (_THIN_BAR, _THIN_SPACE, SMALL_PT) if len(labels) > _MANY else (_BAR, _SPACE, LABEL_PT)
    lines: list[_Line] = []
    top = 0.0
    for label in labels:
        parts = tuple(wrapped(label, _LABEL_ROOM, size))
        height = max(bar, len(parts) * line_height(size)) + space
        lines.append(_Line(parts, top, height, bar, size))
        top += height
    return lines, top


def _left(lines: Sequence[_Line]) -> float:
    """Where the bars begin: right of the widest label, measured in bold to leave air."""
    return max(text_width(part, line.points, bold=True) for line in lines for part in line.label) + _LABEL_GAP


def _room(texts: Sequence[str]) -> float:
    """Length of a full bar: what the widest label and the text behind the bars leave, whatever this chart's are."""
    widest = max(text_width(text, bold=True) for text in texts)
    return WIDTH - _LABEL_ROOM - _LABEL_GAP - 1.5 - max(_TEXT_ROOM, widest)


def _write_label(sheet: Sheet, line: _Line, left: float) -> None:
    pitch = line_height(line.points)
    first = line.middle - (len(line.label) - 1) * pitch / 2 + CAP
    for number, part in enumerate(line.label):
        sheet.text(left - _LABEL_GAP, first + number * pitch, part, points=line.points, side="right")


def _cross(sheet: Sheet, x: float, line: _Line) -> None:
    """Draw the median's line with a pale edge, so that it shows on a dark bar and beside it."""
    reach = line.bar / 2 + _OVERHANG
    start, end = (x, line.middle - reach), (x, line.middle + reach)
    sheet.line(start, end, colour=LIGHT.paper, points=3.4)
    sheet.line(start, end, points=1.4)


def _name_the_line(sheet: Sheet, name: str, x: float, last: _Line) -> None:
    width = text_width(name, SMALL_PT)
    start = max(min(x - width / 2, WIDTH - width), 0.0)
    down = last.middle + last.bar / 2 + _OVERHANG + line_height(SMALL_PT) * 0.85
    sheet.text(start, down, name, points=SMALL_PT, colour=LIGHT.quiet)
