"""The sheet a chart is drawn on: millimetres, the report's colours and fonts, and SVG text out of it.

A sheet holds an own matplotlib figure: no pyplot, no registered font, no setting that outlives the drawing. Letters are
drawn as outlines of the package's fonts, so that a chart looks the same wherever it is opened.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.text import Text

from hubao.errors import ReportError
from hubao.report.chart_svg import tidy
from hubao.report.tokens import LIGHT

__all__ = ["INK", "LABEL_PT", "SMALL_PT", "WIDTH", "Side", "Sheet", "line_height", "text_width", "wrapped"]

WIDTH = 130.0
"""Width of every chart, in millimetres: on a phone as on paper its letters stay about as large as the text's."""

LABEL_PT = 10.0
SMALL_PT = 9.0
INK = LIGHT.ink

Side = Literal["left", "center", "right"]

_MM_PER_PT = 25.4 / 72
_FONTS = Path(__file__).parent / "fonts"
_FILES = {False: "NotoSansSC-Regular.otf", True: "NotoSansSC-Bold.otf"}
_SETTINGS = {"svg.fonttype": "path", "svg.hashsalt": "hubao", "path.simplify": False, "font.family": "sans-serif"}


class Sheet:
    """A blank chart of the common width, measured in millimetres from its upper left corner."""

    def __init__(self, height: float) -> None:
        self._figure = Figure(figsize=(WIDTH / 25.4, height / 25.4), dpi=72)
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()

    def rect(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none", edge: str = "none"
    ) -> None:
        """Draw a rectangle from its upper left corner."""
        patch = Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=0.8 if edge != "none" else 0)
        self._axes.add_patch(patch).set_clip_on(False)

    def dot(self, x: float, y: float, size: float, *, fill: str) -> None:
        """Draw a dot around its centre."""
        self._axes.add_patch(Ellipse((x, y), size, size, facecolor=fill, edgecolor="none", linewidth=0)).set_clip_on(
            False
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, colour: str = INK, points: float = 0.8
    ) -> None:
        """Draw a straight line, ``points`` thick."""
        line = Line2D((start[0], end[0]), (start[1], end[1]), color=colour, linewidth=points, solid_capstyle="butt")
        self._axes.add_line(line).set_clip_on(False)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        side: Side = "left",
        points: float = LABEL_PT,
        bold: bool = False,
        colour: str = INK,
    ) -> None:
        """Write one line of text on the base line ``y``, beginning, centred or ending at ``x``.

        Raises:
            ReportError: the font lacks one of its characters.
        """
        _refuse_missing(text, bold)
        shown = Text(
            x,
            y,
            text,
            fontproperties=_font(bold, points),
            color=colour,
            horizontalalignment=side,
            verticalalignment="baseline",
            parse_math=False,
            clip_on=False,
        )
        self._axes.add_artist(shown)

    def svg(self) -> str:
        """Give the drawing as SVG text; the same drawing gives the same text."""
        out = io.StringIO()
        with mpl.rc_context(_SETTINGS):
            FigureCanvasSVG(self._figure).print_svg(out, metadata={"Date": None, "Creator": None})
        return tidy(out.getvalue())


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
    """Break a text into lines that fit ``room`` millimetres; no line begins with a closing mark.

    >>> wrapped("二次报销超封顶线申报率", 20)
    ['二次报销超', '封顶线申报', '率']
    """
    lines = [""]
    for char in text:
        fits = text_width(lines[-1] + char, points) <= room
        if fits or not lines[-1] or char in "，。、；：）》”％%":
            lines[-1] += char
        else:
            lines.append(char)
    return lines


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of a character in ems."""
    face = _face(bold)
    return face.load_char(ord(char), flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM


def _face(bold: bool) -> FT2Font:
    return get_font(str(_FONTS / _FILES[bold]))


def _font(bold: bool, points: float) -> FontProperties:
    return FontProperties(fname=str(_FONTS / _FILES[bold]), size=points)


def _refuse_missing(text: str, bold: bool) -> None:
    for char in text:
        if not _face(bold).get_char_index(ord(char)):
            message = f"图上的字“{char}”（U+{ord(char):04X}）随附字体里没有：请换成常用字，或在字体里补上这个字"
            raise ReportError(message)
