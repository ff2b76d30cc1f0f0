"""A document as plain JSON for the typst template: data only, so that no text of a report is ever read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, zip_longest
from typing import Any, TypeAlias

from hubao.report.alignment import split_decimal, text_width
from hubao.report.blocks import Callout, Column, Figure, Listing, Paragraph, Row, Table, refuse_ragged
from hubao.report.document import Document, Element
from hubao.report.html import MARKS
from hubao.report.markdown import Heading, Item, Items, Prose, Quotation, Span
from hubao.report.paper_columns import INSET_EM, column_widths, fits_line, least_width, tail_width
from hubao.report.tokens import LIGHT, PAPER, PAPER_SANS, PAPER_SERIF

__all__ = ["document_data", "document_title"]

Json: TypeAlias = dict[str, Any]

_TABLE_PTS = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of type in tables: the largest at which no number breaks."""

_SMALL_PT = 8.5
"""Size of type of the reason below a row."""

_LONG = 20
"""A report of so many elements most likely has the pages from which it gets contents."""

_MARK_EM = 1.3
_BOLD = ("total", "own")
"""Marks of rows in bold type."""

_LONGEST_NAME = 56.0
"""Widest name that stands on one line of the title, in half characters."""
_NAME_PARTS = re.compile(r"）|(?:公司|集团|委员会|联合会|总会|中心)(?!）)|(?=（)")
_MM_PER_PT = 25.4 / 72
_COLONS = ("：", ":")
_NUMBERS = re.compile(r"\d[\d,.]*")


def document_title(document: Document) -> str:
    """Name a report in one line, as the PDF's own title: whose, which year, what.

    It stands in the metadata, where the reader of a file list sees it.
    """
    title = document.title
    return f"{title.who}{title.year}年度{title.what}"


def document_data(document: Document, dated: date, author: str) -> Json:
    """Turn a document into what ``templates/report.typ`` reads.

    Args:
        document: the report.
        dated: date that stands in the PDF's metadata.
        author: who stands there as author.
    """
    key_figures = document.key_figures
    colophon = document.colophon
    opening = _opening(document.body)
    return {
        "meta": {"title": document_title(document), "author": author, "date": [dated.year, dated.month, dated.day]},
        "look": _look(),
        "head": {**document.title.model_dump(mode="json"), "name": _two_lines(document.title.who)},
        "key_figures": [figure.model_dump(mode="json") for figure in key_figures.figures] if key_figures else [],
        "opening": _elements(opening),
        "headings": [heading.level - 1 for heading in document.headings],
        "long": len(document.headings) > 1 and len(document.body) >= _LONG,
        "parts": _parts(document.body[len(opening) :]),
        "colophon": [entry.model_dump(mode="json") for entry in colophon.entries] if colophon else [],
    }


def _two_lines(name: str) -> str:
    """Break a name too long for one line where its words part, as near its middle as possible."""
    if text_width([name]) <= _LONGEST_NAME:
        return name
    places = [match.end() for match in _NAME_PARTS.finditer(name) if match.end() < len(name)]
    if not places:
        return name
    place = min(places, key=lambda end: abs(end - len(name) / 2))
    return f"{name[:place]}\n{name[place:]}"


def _look() -> Json:
    return {
        "colours": LIGHT.colours(),
        "sans": PAPER_SANS,
        "serif": PAPER_SERIF,
        "chart_pt": _TABLE_PTS[0],
        "small_pt": _SMALL_PT,
        "mark_em": _MARK_EM,
        "marks": {mark: {"symbol": symbol, "name": name} for mark, (symbol, name) in MARKS.items()},
        "sheet": {name: getattr(PAPER, name) for name in ("width", "height", "top", "right", "bottom", "left")},
    }


def _opening(elements: Sequence[Element]) -> Sequence[Element]:
    """What stands before the first heading, a veto for example: it belongs to the first page, above the contents."""
    first = next((index for index, element in enumerate(elements) if isinstance(element, Heading)), 0)
    opening = elements[:first]
    return () if any(isinstance(element, Table) and element.wide for element in opening) else opening


def _parts(elements: Sequence[Element]) -> list[Json]:
    """Split the body into upright and turned pages; what introduces a wide table turns with it."""
    turned = [isinstance(element, Table) and element.wide for element in elements]
    for index in range(len(elements) - 1, 0, -1):
        if turned[index]:
            for before in _introduction(elements, index):
                turned[before] = True
    indexed = groupby(zip(turned, elements, strict=True), key=lambda pair: pair[0])
    return [{"turned": turn, "elements": _elements([element for _, element in group])} for turn, group in indexed]


def _introduction(elements: Sequence[Element], index: int) -> Iterable[int]:
    """Find the headings, with at most two paragraphs after them, that directly lead to the element at ``index``."""
    start = index
    while start > 0 and index - start < 2 and isinstance(elements[start - 1], Prose | Paragraph):
        start -= 1
    if start == 0 or not isinstance(elements[start - 1], Heading):
        return ()
    while start > 0 and isinstance(elements[start - 1], Heading):
        start -= 1
    return range(start, index)


def _elements(elements: Sequence[Element]) -> list[Json]:
    """What stands together on pages; each knows whether it must not end a page before the next one begins."""
    return [
        {**_element(element), "leads": after is not None and _leads(element, after)}
        for element, after in zip_longest(elements, elements[1:])
    ]


def _leads(element: Element, after: Element) -> bool:
    """Tell whether an element introduces the one after it; headings always do, and the template sees to them."""
    match element:
        case Prose():
            text = "".join(span.text for span in element.spans)
        case Paragraph() | Callout():
            text = element.text
        case _:
            return False
    introduced = (Listing,) if isinstance(element, Callout) else (Table, Figure, Listing)
    return isinstance(after, introduced) or text.rstrip().endswith(_COLONS)


def _element(element: Element) -> Json:
    match element:
        case Heading():
            return {"kind": "heading", "level": element.level - 1, "text": element.text}
        case Prose():
            return {"kind": "prose", "spans": _spans(element.spans)}
        case Quotation():
            return {"kind": "quotation", "paragraphs": [_spans(prose.spans) for prose in element.paragraphs]}
        case Items():
            return {"kind": "items", "lists": _nested(element.items, 0)}
        case Table():
            return _table(element)
        case _:
            return element.model_dump(mode="json")


def _spans(spans: Iterable[Span]) -> list[Json]:
    return [{"text": span.text, "style": span.style} for span in spans]


def _nested(items: Sequence[Item], level: int) -> list[Json]:
    """Rebuild inner lists from flat levels; neighbours that differ in numbering are lists of their own."""
    lists: list[Json] = []
    for item in items:
        if item.level > level and lists:
            lists[-1]["items"][-1]["inner"].append(item)
        elif lists and lists[-1]["ordered"] == item.ordered:
            lists[-1]["items"].append({"spans": _spans(item.spans), "inner": []})
        else:
            lists.append({"ordered": item.ordered, "items": [{"spans": _spans(item.spans), "inner": []}]})
    for entry in (entry for found in lists for entry in found["items"]):
        entry["inner"] = _nested(entry["inner"], level + 1)
    return lists


def _table(table: Table) -> Json:
    refuse_ragged(table)
    marked = any(row.detail or row.mark in MARKS for row in table.rows)
    mark_em = _MARK_EM if marked else 0
    width_mm = PAPER.text_height if table.wide else PAPER.text_width
    rooms = {points: width_mm / (points * _MM_PER_PT) - mark_em for points in _TABLE_PTS}
    least = least_width(table)
    size = next((points for points in _TABLE_PTS if rooms[points] >= least), _TABLE_PTS[-1])
    widths = column_widths(table, rooms[size])
    groups = _groups(table)
    return {
        **table.model_dump(mode="json", exclude={"rows"}),
        "size_pt": size,
        "room": rooms[size],
        "mark_width": mark_em,
        "widths": widths,
        "groups": groups,
        "head_height": _head_height(table.columns, widths, size),
        "heights": [height for group in groups for row in group for height in _heights(row, widths, size)],
        "marks": [mark for mark in MARKS if any(row.mark == mark for row in table.rows)],
    }


def _groups(table: Table) -> list[list[Json]]:
    """Rows that stay together on paper: each by itself, but the last two, and a total with the rows above it."""
    rooms = _rooms(table)
    groups: list[list[Json]] = []
    above: Row | None = None
    for index, row in enumerate(table.rows):
        closes = row.mark == "total" or all(later.mark == "total" for later in table.rows[index + 1 :])
        if above is not None and closes and _can_join(row, above):
            groups[-1].append(_row(table, row, rooms))
        else:
            groups.append([_row(table, row, rooms)])
        above = row
    return groups


def _can_join(row: Row, above: Row) -> bool:
    """Joined rows share one cell for the mark, so the lower must have none, and the upper no background."""
    return row.mark not in MARKS and row.mark != "section" and above.mark not in ("section", "own")


def _rooms(table: Table) -> list[float]:
    """For each column of numbers, what the widest of them needs right of its point, in ems."""
    rows = [row for row in table.rows if row.mark != "section"]
    return [
        max((tail_width(_tail(row.cells[index]) or "", bold=_is_bold(row)) for row in rows), default=0.0)
        if column.align == "decimal"
        else 0.0
        for index, column in enumerate(table.columns)
    ]


def _row(table: Table, row: Row, rooms: Sequence[float]) -> Json:
    pads = [
        _pad(text, room, row) if column.align == "decimal" else 0
        for column, text, room in zip(table.columns, row.cells, rooms, strict=False)
    ]
    return {"cells": row.cells, "pads": pads, "detail": row.detail, "mark": row.mark, "bold": _is_bold(row)}


def _head_height(columns: Sequence[Column], widths: Sequence[float], size: float) -> str:
    """Name the height of a table's head, see ``_heights``."""
    rooms = [width - INSET_EM for width in widths]
    small_rooms = [room * size / _SMALL_PT for room in rooms]
    if not all(
        column.header.strip() and fits_line(column.header, room) for column, room in zip(columns, rooms, strict=True)
    ):
        return "found"
    if not all(map(fits_line, (column.unit for column in columns), small_rooms)):
        return "found"
    return "head" if any(column.unit for column in columns) else "line"


def _heights(row: Json, widths: Sequence[float], size: float) -> list[str]:
    """Name the height of a row, and of its reason, as the template knows them.

    A row whose height is known is set once. Where it must be found by setting it ("found"), every cell is set twice.
    """
    if row["mark"] == "section":
        return ["line" if fits_line(row["cells"][0], sum(widths) - INSET_EM) else "found"]
    rooms = [width - INSET_EM - pad for width, pad in zip(widths, row["pads"], strict=True)]
    lines = any(map(str.strip, row["cells"])) and all(map(fits_line, row["cells"], rooms))
    if not row["detail"]:
        return ["line" if lines else "found"]
    reason = fits_line(row["detail"], (sum(widths) - INSET_EM) * size / _SMALL_PT)
    return ["led" if lines else "found", "reason" if reason else "found"]


def _pad(text: str, room: float, row: Row) -> float:
    """Room to the right of a number, in ems, so that the points of a column stand below each other."""
    tail = _tail(text)
    return 0 if tail is None else round(room - tail_width(tail, bold=_is_bold(row)), 3)


def _is_bold(row: Row) -> bool:
    return row.mark in _BOLD


def _tail(text: str) -> str | None:
    """What of a number stands right of its point; nothing for a text of several numbers, which ends with its column."""
    tail = split_decimal(text)[1]
    return tail if tail or len(_NUMBERS.findall(text)) < 2 else None
