"""Blocks: what a report is made of. One source, two faces (HTML for screens, typst for paper).

A block is a frozen value made of plain text and numbers already written out. A notebook displays blocks; each carries
its own JSON in the notebook under ``MIME``, and the exporters draw that JSON in the face they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from hubao.errors import ReportError

__all__ = [
    "MIME",
    "Block",
    "Callout",
    "Colophon",
    "Column",
    "Entry",
    "Figure",
    "KeyFigure",
    "KeyFigures",
    "Listing",
    "Mark",
    "Paragraph",
    "Row",
    "Table",
    "Title",
    "parse_blocks",
    "plain_blocks",
    "refuse_ragged",
]

MIME = "application/vnd.hubao.block+json"

Tone: TypeAlias = Literal["plain", "main", "gain", "loss", "stop", "quiet"]
Mark: TypeAlias = Literal["", "loss", "gain", "stop", "own", "total", "section"]
Align: TypeAlias = Literal["left", "right", "center", "decimal"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Block(_Value):
    """What every block carries: the key of whom it is about (an agency's id, or ``office``)."""

    owner: str


class Title(_Block):
    """The head of a report: what, who, which year, and the sentences that answer how good, why, what next."""

    kind: Literal["title"] = "title"
    what: str
    who: str
    year: int
    notice: str
    sample: bool
    lead: tuple[str, ...] = ()


class KeyFigure(_Value):
    """One large figure: ``value`` and ``unit`` large, ``label`` above, ``note`` below; ``bar`` is 0–1 as text."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    bar: str | None = None
    tone: Tone = "plain"


class KeyFigures(_Block):
    """Four or five key figures, side by side."""

    kind: Literal["key_figures"] = "key_figures"
    figures: tuple[KeyFigure, ...]


class Paragraph(_Block):
    """A paragraph of plain text."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    tone: Tone = "plain"


class Callout(_Block):
    """A short text set apart: a veto, a reservation, a reminder. ``title`` is bold, ``text`` follows."""

    kind: Literal["callout"] = "callout"
    title: str
    text: str
    tone: Tone = "quiet"


class Entry(_Value):
    """One entry of a listing: a term, its text, and a quieter detail line (clause, source)."""

    term: str = ""
    text: str
    detail: str = ""


class Listing(_Block):
    """A list of entries, numbered or not."""

    kind: Literal["listing"] = "listing"
    entries: tuple[Entry, ...]
    ordered: bool = False


class Column(_Value):
    """One column: ``header``, ``unit`` (printed in the head), alignment, relative ``width`` (for paper)."""

    header: str
    unit: str = ""
    align: Align = "left"
    width: int = 1


class Row(_Value):
    """One row of a table.

    ``cells`` has one text per column; ``detail`` is set in smaller type below the first cell, over the row's width;
    ``mark`` says why the row stands out (never by colour alone); a ``section`` row is a sub-heading over all columns.
    """

    cells: tuple[str, ...]
    detail: str = ""
    mark: Mark = ""


class Table(_Block):
    """A table with a caption. ``wide`` asks for a landscape page on paper."""

    kind: Literal["table"] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    wide: bool = False


class Figure(_Block):
    """A chart: SVG text, a title that states its finding, and alternative text with its numbers."""

    kind: Literal["figure"] = "figure"
    title: str
    svg: str
    alt: str
    note: str = ""


class Colophon(_Block):
    """The last words: data cut-off, policy file and hash, readings, version, fonts."""

    kind: Literal["colophon"] = "colophon"
    entries: tuple[Entry, ...]


Block: TypeAlias = Annotated[
    Title | KeyFigures | Paragraph | Callout | Listing | Table | Figure | Colophon, Field(discriminator="kind")
]

_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])


def plain_blocks(blocks: Sequence[Block]) -> dict[str, Any]:
    """Blocks as the JSON a notebook output keeps under ``MIME``."""
    return {"blocks": _BLOCKS.dump_python(tuple(blocks), mode="json")}


def parse_blocks(data: Mapping[str, Any]) -> tuple[Block, ...]:
    """Read the blocks of one notebook output back from its ``MIME`` JSON.

    Raises:
        pydantic.ValidationError: the JSON is not what `plain_blocks` writes.
    """
    return _BLOCKS.validate_python(data["blocks"])


def refuse_ragged(table: Table) -> None:
    """Refuse a table with a row that does not fit its columns; both faces ask before they draw one.

    Raises:
        ReportError: a row, sub-headings aside, has more or fewer cells than the table has columns.
    """
    for row in table.rows:
        if row.mark != "section" and len(row.cells) != len(table.columns):
            message = f"表“{table.caption}”的一行有{len(row.cells)}格，表头有{len(table.columns)}栏：{row.cells}"
            raise ReportError(message)
