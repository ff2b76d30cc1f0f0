"""The charts of the reports: exact values in, SVG text and alternative text out.

Each chart carries one message; its title, which says that message, is the block's and not part of the drawing. Bars
begin at zero, labels stand at what they name, and nothing rests on colour alone. The alternative text gives every
number that the chart shows. No clock, no random number: the same values give the same text.
"""

from __future__ import annotations

from hubao.report.chart_bars import bars_against_median, losses, ranked
from hubao.report.chart_course import course
from hubao.report.chart_distribution import distribution
from hubao.report.chart_seats import Seats, seats
from hubao.report.chart_style import Chart

__all__ = ["Chart", "Seats", "bars_against_median", "course", "distribution", "losses", "ranked", "seats"]
