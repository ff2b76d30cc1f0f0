"""The screen face: blocks as a fragment inside a notebook, a document as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hubao.errors import ReportError
from hubao.numerals import half_up
from hubao.report import tokens
from hubao.report.alignment import split_decimal, text_width
from hubao.report.blocks import Align, Block, Figure, KeyFigures, Row, Table, Title, refuse_ragged
from hubao.report.document import Document, Element, Heading, Item
from hubao.report.inline_svg import inline_svg

__all__ = ["DIGIT_EM", "fragment", "page", "style_sheet", "templates"]

MARKS = {
    "loss": ("▼", "失分"),
    "gain": ("▲", "加分"),
    "stop": ("■", "否决或不合格"),
    "own": ("●", "重点"),
}
"""What a marked row shows and what a screen reader says."""

_SHEETS = {
    "fragment": ("blocks.css",),
    "page": ("blocks.css", "page.css"),
    "index": ("blocks.css", "page.css", "index.css"),
}

_WORDY = 16
"""A text wider than this, in digits, is a sentence rather than a value: it gets room where a table scrolls."""

_HALF_CARD = 18
"""What half a card on a phone holds, in digits; a label with a longer value takes a line of its own."""

_NAME = 12
"""A name in the first column wider than this keeps the column from being squeezed where a table scrolls."""

_SHORT = 10
"""A table of so many rows is not broken across sheets."""

DIGIT_EM = 0.6
"""Room for a digit, in the type size: the same in bold, so that a total stands on the column's points too."""


@dataclass(frozen=True, slots=True)
class _Part:
    """An element with its key, unique in the page."""

    element: Element
    key: str


@dataclass(frozen=True, slots=True)
class _Section:
    """A second-level heading with all that stands under it."""

    id: str
    heading: str
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """A list item with the list inside it."""

    item: Item
    inner: tuple[_Branch, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    header: str
    unit: str
    align: Align
    whole: str
    fraction: str
    room: float

    @property
    def wordy(self) -> bool:
        return text_width([self.text]) > _WORDY

    @property
    def lone(self) -> bool:
        return sum(text_width([text]) for text in (self.header, self.text, self.unit)) > _HALF_CARD

    @property
    def named(self) -> bool:
        return text_width([self.text]) > _NAME


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[_Cell, ...]
    detail: str
    mark: str


@dataclass(frozen=True, slots=True)
class _TableView:
    """A table's rows in groups, each beginning with its sub-heading if it has one.

    Attributes:
        marked: some row carries a mark, so that all make room for it.
        cards: rows read as sentences; on a phone each becomes a card instead of scrolling sideways.
        short: few enough rows to stay on one sheet of paper.
        shares: widths of the columns in percent; empty where all are alike.
    """

    groups: tuple[tuple[_Line, ...], ...]
    marked: bool
    cards: bool
    short: bool
    shares: tuple[int, ...]


def fragment(blocks: Sequence[Block]) -> str:
    """Draw blocks for display in a notebook, with their own style sheet that touches nothing else of the page.

    >>> from hubao.report.blocks import Paragraph
    >>> drawn = fragment([Paragraph(owner="D01", text="得分 < 60")])
    >>> '<p class="hb-p hb-plain" data-owner="D01">得分 &lt; 60</p>' in drawn
    True
    """
    title = blocks[0] if blocks and isinstance(blocks[0], Title) else None
    figures = blocks[1] if title and len(blocks) > 1 and isinstance(blocks[1], KeyFigures) else None
    rest = blocks[(title is not None) + (figures is not None) :]
    digest = sha256("".join(block.model_dump_json() for block in blocks).encode()).hexdigest()[:8]
    parts = tuple(_Part(block, f"hb{digest}-{number}") for number, block in enumerate(rest, start=1))
    template = templates().get_template("fragment.html.j2")
    return template.render(css=style_sheet("fragment"), title=title, key_figures=figures, parts=parts)


def page(document: Document) -> str:
    """Draw a document as one HTML file: nothing external, readable on a phone, on paper, in light and dark.

    Args:
        document: a report as read from its notebook.

    Raises:
        ReportError: a table's row does not fit its columns, a chart holds what a page must not hold.
    """
    opening, sections = _sections(document.body)
    return (
        templates()
        .get_template("page.html.j2")
        .render(
            css=style_sheet("page"),
            title=document.title,
            key_figures=document.key_figures,
            opening=opening,
            sections=sections,
            colophon=document.colophon,
        )
    )


@cache
def templates() -> Environment:
    """The templates, escaping everything that is not known to be safe."""
    environment = Environment(
        loader=PackageLoader("hubao.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(tokens=tokens, marks=MARKS)
    environment.filters.update(branches=_branches, kind=_kind, share=_share, picture=_picture, table_view=_table_view)
    return environment


@cache
def style_sheet(scope: str) -> Markup:
    """Write the style sheet of a ``page`` (with its print rules), of the ``index``, or of a ``fragment``."""
    environment = templates()
    variables = environment.get_template("tokens.css.j2").render(scope=scope)
    rules = (environment.get_template(name).render() for name in _SHEETS[scope])
    # Style sheets are the project's own files; nothing of a report enters them.
    return Markup("\n".join([variables, *rules]))


def _sections(elements: Sequence[Element]) -> tuple[tuple[_Part, ...], tuple[_Section, ...]]:
    """Divide a body into what stands before the first heading (a veto, say: it belongs to the head) and sections."""
    groups: list[list[_Part]] = [[]]
    for number, element in enumerate(elements, start=1):
        if isinstance(element, Heading) and element.level == 2:
            groups.append([])
        groups[-1].append(_Part(element, f"b{number}"))
    opening, *rest = (tuple(group) for group in groups)
    return opening, tuple(_section(number, parts) for number, parts in enumerate(rest, start=1))


def _section(number: int, parts: tuple[_Part, ...]) -> _Section:
    heading = parts[0].element
    return _Section(f"s{number}", heading.text if isinstance(heading, Heading) else "", parts)


def _kind(element: Element) -> str:
    return str(getattr(element, "kind", type(element).__name__.lower()))


def _branches(items: Sequence[Item]) -> tuple[_Branch, ...]:
    """Build the inner lists of a flattened list back from its levels."""
    starts = [index for index, item in enumerate(items) if item.level <= items[0].level]
    spans = pairwise([*starts, len(items)])
    return tuple(_Branch(items[start], _branches(items[start + 1 : end])) for start, end in spans)


def _share(bar: str) -> str:
    """Write a share from 0 to 1 as a CSS percentage."""
    try:
        share = Fraction(bar)
    except (ValueError, ZeroDivisionError) as error:
        message = f"关键数的条长“{bar}”不是0至1的数"
        raise ReportError(message) from error
    if not 0 <= share <= 1:
        message = f"关键数的条长“{bar}”不在0至1之间"
        raise ReportError(message)
    return f"{half_up(share * 100, 2)}%"


def _picture(figure: Figure, key: str) -> Markup:
    # The SVG was rewritten element by element: no script, no link, nothing from outside.
    return Markup(inline_svg(figure.svg, label=figure.alt, prefix=f"{key}-"))


def _table_view(table: Table) -> _TableView:
    refuse_ragged(table)
    plain = [row for row in table.rows if row.mark != "section"]
    rooms = [
        round(DIGIT_EM * text_width(split_decimal(row.cells[index])[1] for row in plain), 2)
        for index in range(len(table.columns))
    ]
    groups: list[list[_Line]] = []
    for row in table.rows:
        if row.mark == "section" or not groups:
            groups.append([])
        groups[-1].append(_line(row, table, rooms))
    marked = any(row.mark in MARKS for row in table.rows)
    cards = any(row.detail for row in table.rows)
    short = len(table.rows) <= _SHORT
    return _TableView(tuple(tuple(group) for group in groups), marked, cards, short, _shares(table))


def _shares(table: Table) -> tuple[int, ...]:
    """Turn relative widths into percentages; none where all columns ask for the same."""
    widths = [column.width for column in table.columns]
    return tuple(width * 100 // sum(widths) for width in widths) if len(set(widths)) > 1 else ()


def _line(row: Row, table: Table, rooms: Sequence[float]) -> _Line:
    cells = []
    for column, room, text in zip(table.columns, rooms, row.cells, strict=False):
        whole, fraction = split_decimal(text)
        cells.append(_Cell(text, column.header, column.unit, column.align, whole, fraction, room))
    return _Line(tuple(cells), row.detail, row.mark)
