"""How wide the columns of a table are on paper: no number is ever broken, the rest is shared as the table asks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from hubao.report.alignment import text_width
from hubao.report.blocks import Column, Table

__all__ = ["INSET_EM", "column_widths", "fits_line", "least_width", "tail_width"]

_DIGIT_EM = 0.59
"""Width of a bold digit of the table's face."""

_ADVANCES = {"0": 0.555, ".": 0.278, "%": 0.921}
_ADVANCES_BOLD = {"0": 0.590, ".": 0.325, "%": 0.963}
"""Widths of what may follow a number's point, in ems: of a digit, and of signs that are not as wide."""

_WIDE = 1.0
"""Width of a Chinese character."""

_ROOM_AROUND = 0.25
"""What typst sets between a Chinese character and a letter or a digit."""

_WIDEST = {"%": 0.97} | dict.fromkeys("0123456789+<=>−", 0.6) | dict.fromkeys(" .,:;-/()[]", 0.4)
"""No sign is wider than this, in ems, be it bold or not; any that is not named here takes at most ``_WIDEST_OTHER``."""
_WIDEST_OTHER = 1.08

INSET_EM = 1.1
"""What a cell keeps free on both sides together."""

_LONGEST_WORD = 8.0
"""Widest text of a cell that is kept on one line, in digits: four Chinese characters."""

_LONGEST_HEADS = (14.0, 12.0, 10.0, 8.0)
"""Widest head that is kept on one line: the first of these that leaves texts enough room."""

_ROOM_FOR_HEADS = 0.75
"""Part of the table's width that numbers, short words and heads may claim for the sake of heads."""

_LONGEST_NATURAL = 44.0
"""Beyond this a column does not ask for more room: its text wraps."""

_UNBREAKABLE = re.compile(r"[0-9A-Za-z.,%+\-−/约:（）()]+")


def column_widths(table: Table, room_em: float) -> tuple[float, ...]:
    """Share the room among the columns of a table.

    Every column first gets what its longest number or word needs. What is left goes by the columns' ``width``, or,
    where a table gives none, by how much text each column holds.

    Args:
        table: the table.
        room_em: width of the whole table in ems of its type size.

    Returns:
        One width per column, in ems, adding up to ``room_em``.

    >>> from hubao.report.blocks import Row
    >>> columns = (Column(header="指标", width=3), Column(header="得分", align="decimal"))
    >>> table = Table(owner="D01", caption="得分", columns=columns, rows=(Row(cells=("预算执行率", "18.5")),))
    >>> [round(width, 1) for width in column_widths(table, 40)]
    [30.0, 10.0]
    """
    texts = _texts(table)
    tried = (_floors(table.columns, texts, longest_head) for longest_head in _LONGEST_HEADS)
    floors = next((floors for floors in tried if sum(floors) <= room_em * _ROOM_FOR_HEADS), None)
    return tuple(_share(floors or _floors(table.columns, texts), _wishes(table.columns, texts), room_em))


def least_width(table: Table) -> float:
    """Give the width, in ems, below which a number or a short word of the table would break."""
    return sum(_floors(table.columns, _texts(table)))


def tail_width(tail: str, *, bold: bool) -> float:
    """Width, in ems of the table's face, of what stands right of a number's point.

    >>> tail_width(".25", bold=False), tail_width("%", bold=True), tail_width("", bold=False)
    (1.388, 0.963, 0.0)
    """
    advances = _ADVANCES_BOLD if bold else _ADVANCES
    signs = (_WIDE if text_width([char]) > 1 and char != "%" else advances.get(char, advances["0"]) for char in tail)
    return round(sum(signs, 0.0), 3)


def fits_line(text: str, room_em: float) -> bool:
    r"""Tell whether a text certainly stands on one line; where it hardly fits or does not, the answer is no.

    >>> fits_line("预算执行率78.2%", 9), fits_line("预算执行率78.2%", 8), fits_line("合\n计", 9)
    (True, False, False)
    """
    chinese = [unicodedata.east_asian_width(char) in "WF" for char in text]
    signs = sum(_WIDE if wide else _WIDEST.get(char, _WIDEST_OTHER) for char, wide in zip(text, chinese, strict=True))
    meetings = sum(left != right for left, right in pairwise(chinese))
    return text.splitlines() in ([], [text]) and signs + meetings * _ROOM_AROUND <= room_em


def _texts(table: Table) -> list[list[str]]:
    """The texts of each column, sub-headings left out: they run across."""
    rows = [row for row in table.rows if row.mark != "section"]
    return [[row.cells[index] for row in rows] for index in range(len(table.columns))]


def _floors(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], longest_head: float = _LONGEST_HEADS[-1]
) -> list[float]:
    return [_floor(column, cells, longest_head) for column, cells in zip(columns, texts, strict=True)]


def _floor(column: Column, cells: Sequence[str], longest_head: float) -> float:
    heads = [min(text_width([part]), longest_head) for part in (column.header, column.unit)]
    words = [word for cell in cells for word in _UNBREAKABLE.findall(cell)]
    short = [cell for cell in cells if text_width([cell]) <= _LONGEST_WORD]
    return max([*heads, text_width(words), text_width(short)]) * _DIGIT_EM + INSET_EM


def _wishes(columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> list[float]:
    if any(column.width != 1 for column in columns):
        return [float(column.width) for column in columns]
    return [
        min(text_width([column.header, *cells]), _LONGEST_NATURAL) * _DIGIT_EM + INSET_EM
        for column, cells in zip(columns, texts, strict=True)
    ]


def _share(floors: Sequence[float], wishes: Sequence[float], room: float) -> list[float]:
    """Share ``room`` by ``wishes``; whoever would fall below its floor gets the floor and leaves the sharing."""
    if sum(floors) >= room:
        return [floor * room / sum(floors) for floor in floors]
    fixed: set[int] = set()
    while True:
        free = room - sum(floors[index] for index in fixed)
        total = sum(wish for index, wish in enumerate(wishes) if index not in fixed)
        short = {
            index for index, wish in enumerate(wishes) if index not in fixed and free * wish / total < floors[index]
        }
        if not short:
            break
        fixed |= short
    return [floors[index] if index in fixed else free * wish / total for index, wish in enumerate(wishes)]
