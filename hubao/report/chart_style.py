"""The sheet a chart is drawn on: millimetres, the report's colours and fonts, and SVG text out of it.

A sheet holds an own matplotlib figure: no pyplot, no registered font, no setting that outlives the drawing. Letters are
drawn as outlines of the package's fonts, so that a chart looks the same wherever it is opened.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from hubao.errors import ReportError
from hubao.numerals import Exact
from hubao.report.blocks import Figure as FigureBlock
from hubao.report.chart_svg import tidy
from hubao.report.tokens import LIGHT

__all__ = [
    "CAP",
    "LABEL_PT",
    "SMALL_PT",
    "WIDTH",
    "Chart",
    "Sheet",
    "Side",
    "line_height",
    "share",
    "statement",
    "text_width",
    "wrapped",
]

WIDTH = 130.0
"""Width of every chart, in millimetres: on a phone as on paper its letters stay about as large as the text's."""

LABEL_PT = 10.0
SMALL_PT = 9.0
CAP = 1.25
"""From the middle of a line of text down to its base line, in millimetres."""

Side = Literal["left", "center", "right"]

_MM_PER_PT = 25.4 / 72
_CLOSING = frozenset("，。、；：）〕》”％%")
_OPENING = frozenset("（〔《“")
_FONTS = Path(__file__).parent / "fonts"
_FILES = {False: "NotoSansSC-Regular.otf", True: "NotoSansSC-Bold.otf"}
_SETTINGS = {"svg.fonttype": "path", "svg.hashsalt": "hubao", "path.simplify": False}
_DEFAULTS = ("figure.", "font.", "lines.", "patch.", "path.", "savefig.", "svg.", "text.")


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Attributes:
        svg: the drawing, letters as outlines.
        alt: what it says, with its numbers.
    """

    svg: str
    alt: str

    def figure(self, owner: str, title: str, note: str = "") -> FigureBlock:
        """Make the report's block of it; the alternative text begins with the title's finding.

        Args:
            owner: key of whom the figure is about.
            title: the chart's message as a sentence with its number, without a full stop.
            note: smaller remark below.
        """
        return FigureBlock(owner=owner, title=title, svg=self.svg, alt=f"{title}。{self.alt}", note=note)


class Sheet:
    """A blank chart of the common width, measured in millimetres from its upper left corner."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._artists: list[Callable[[], Artist]] = []

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str = "none", edge: str = "none") -> None:
        """Draw a rectangle from its upper left corner."""
        thick = 0.8 if edge != "none" else 0
        self._artists.append(lambda: Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=thick))

    def dot(self, x: float, y: float, size: float, *, fill: str) -> None:
        """Draw a dot around its centre."""
        self._artists.append(lambda: Ellipse((x, y), size, size, facecolor=fill, edgecolor="none", linewidth=0))

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, colour: str = LIGHT.ink, points: float = 0.8
    ) -> None:
        """Draw a straight line, ``points`` thick."""
        across, down = zip(start, end, strict=True)
        self._artists.append(lambda: Line2D(across, down, color=colour, linewidth=points, solid_capstyle="butt"))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        side: Side = "left",
        points: float = LABEL_PT,
        bold: bool = False,
        colour: str = LIGHT.ink,
    ) -> None:
        """Write one line of text on the base line ``y``, beginning, centred or ending at ``x``.

        Raises:
            ReportError: the font lacks one of its characters.
        """
        for char in text:
            _advance(char, bold)
        self._artists.append(
            lambda: Text(
                x,
                y,
                text,
                fontproperties=_font(bold, points),
                color=colour,
                horizontalalignment=side,
                verticalalignment="baseline",
                parse_math=False,
            )
        )

    def svg(self) -> str:
        """Give the drawing as SVG text; the same drawing gives the same text, whatever matplotlib is set to."""
        out = io.StringIO()
        with mpl.rc_context(_settings()):
            # The canvas's own method has no types.
            FigureCanvasSVG(self._figure()).print_svg(out, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
        return tidy(out.getvalue())

    def _figure(self) -> Figure:
        figure = Figure(figsize=(WIDTH / 25.4, self._height / 25.4), dpi=72)
        figure.patch.set_visible(False)
        millimetres = Affine2D().scale(1 / _MM_PER_PT, -1 / _MM_PER_PT).translate(0, self._height / _MM_PER_PT)
        for order, make in enumerate(self._artists):
            artist = make()
            artist.set_zorder(order)
            artist.set_transform(millimetres)
            figure.add_artist(artist)
        return figure


def statement(text: str) -> Chart:
    """Say in one sentence what would otherwise be an empty chart."""
    sheet = Sheet(12)
    sheet.text(0, 7.5, text)
    return Chart(sheet.svg(), text)


def share(value: Exact, full: Exact) -> float:
    """Give a value's part of the full length, as far as it can be drawn: 0 to 1.

    >>> share(3, 12), share(5, 4), share(1, 0)
    (0.25, 1.0, 0.0)
    """
    return min(max(float(value) / float(full), 0.0), 1.0) if full > 0 else 0.0


def line_height(points: float) -> float:
    """Distance of two base lines in millimetres."""
    return points * 1.3 * _MM_PER_PT


def text_width(text: str, points: float = LABEL_PT, bold: bool = False) -> float:
    """Width of a text in millimetres.

    >>> round(text_width("得分", 10), 2)
    7.06
    """
    return sum(_advance(char, bold) for char in text) * points * _MM_PER_PT


def wrapped(text: str, room: float, points: float = LABEL_PT) -> list[str]:
    """Break a text into lines of about the same length that fit ``room`` millimetres.

    No line begins with a closing mark or ends with an opening one.

    >>> wrapped("二次报销超封顶线申报率", 20)
    ['二次报销', '超封顶线', '申报率']
    """
    lines = _filled(text, room, points)
    if len(lines) == 1:
        return lines
    # The narrowest room that takes no more lines.
    widest = text_width(text, points)
    for step in range(10):
        even = _filled(text, min(room, widest / len(lines) * (1 + step / 10)), points)
        if len(even) <= len(lines):
            return even
    return lines


def _filled(text: str, room: float, points: float) -> list[str]:
    lines = [""]
    for char in text:
        fits = text_width(lines[-1] + char, points) <= room
        if fits or not lines[-1] or char in _CLOSING:
            lines[-1] += char
        elif lines[-1][-1] in _OPENING and len(lines[-1]) > 1:
            lines[-1], moved = lines[-1][:-1], lines[-1][-1]
            lines.append(moved + char)
        else:
            lines.append(char)
    return lines


def _settings() -> Any:
    """What matplotlib draws with: its defaults, not what a notebook has set, and ours."""
    defaults = {name: value for name, value in mpl.rcParamsDefault.items() if name.startswith(_DEFAULTS)}
    return {**defaults, **_SETTINGS}


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of a character in ems; the first look at every character, so the place to miss one."""
    face = _face(bold)
    if not face.get_char_index(ord(char)):
        message = f"图上的字“{char}”（U+{ord(char):04X}）随附字体里没有：请换成常用字，或在字体里补上这个字"
        raise ReportError(message)
    return face.load_char(ord(char), flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM


def _face(bold: bool) -> FT2Font:
    return get_font(str(_FONTS / _FILES[bold]))


def _font(bold: bool, points: float) -> FontProperties:
    return FontProperties(fname=str(_FONTS / _FILES[bold]), size=points)
