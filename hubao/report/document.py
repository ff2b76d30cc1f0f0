"""From an executed notebook to a document: the words of its Markdown cells and the blocks of its outputs, in order.

Both faces read this and nothing else of the notebook, so that screen and paper cannot differ. Program text is never
part of it; an output that is not a block is a fault of the notebook and is refused with the cell's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from hubao.errors import ReportError
from hubao.report.blocks import (
    MIME,
    Block,
    Callout,
    Colophon,
    Figure,
    KeyFigures,
    Listing,
    Paragraph,
    Table,
    Title,
    parse_blocks,
)
from hubao.report.markdown import Heading, Item, Items, Prose, Quotation, Span, Words, read_markdown

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = [
    "HIDDEN_TAG",
    "Document",
    "Element",
    "Heading",
    "Item",
    "Items",
    "Prose",
    "Quotation",
    "Span",
    "read_document",
]

Element: TypeAlias = Words | Block

HIDDEN_TAG = "remove-cell"
"""A cell with this tag speaks to the analyst only; the report leaves it out."""

_BLOCKS = (Title, KeyFigures, Paragraph, Callout, Listing, Table, Figure, Colophon)


@dataclass(frozen=True, slots=True)
class Document:
    """A report, ready to be set: what a reader will see, in order.

    Attributes:
        elements: everything, as the notebook has it. Use the parts below to lay out a page.
    """

    elements: tuple[Element, ...]

    @property
    def title(self) -> Title:
        """The head of the report; there is exactly one and it stands first."""
        return next(element for element in self.elements if isinstance(element, Title))

    @property
    def key_figures(self) -> KeyFigures | None:
        """The key figures that directly follow the head: they belong to the first screen, above its sentences."""
        second = self.elements[1] if len(self.elements) > 1 else None
        return second if isinstance(second, KeyFigures) else None

    @property
    def body(self) -> tuple[Element, ...]:
        """What lies between the first screen and the colophon."""
        start = 1 if self.key_figures is None else 2
        return tuple(element for element in self.elements[start:] if not isinstance(element, Colophon))

    @property
    def colophon(self) -> Colophon | None:
        """The last words, if the report has them."""
        return next((element for element in self.elements if isinstance(element, Colophon)), None)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in order, for contents and bookmarks."""
        return tuple(element for element in self.elements if isinstance(element, Heading))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks alone."""
        return tuple(element for element in self.elements if isinstance(element, _BLOCKS))

    @property
    def owners(self) -> frozenset[str]:
        """Keys of all whom a block is about; a report about one agency must show one owner only."""
        return frozenset(block.owner for block in self.blocks)


def read_document(notebook: NotebookNode) -> Document:
    """Read an executed notebook.

    Args:
        notebook: version 4 notebook with its outputs.

    Raises:
        ReportError: a cell failed, shows something that is not a block, or holds words a report cannot show; or the
            notebook has no block, no head, or headings out of order. The message names the cell.
    """
    cells = [(number, cell) for number, cell in enumerate(notebook.cells, start=1)]
    for number, cell in cells:
        _refuse_failure(number, cell)
    elements = tuple(element for number, cell in cells for element in _read_cell(number, cell))
    _check_structure(elements)
    return Document(elements)


def _place(number: int, cell: NotebookNode) -> str:
    identity = cell.get("id")
    return f"第{number}个单元格" + (f"（{identity}）" if identity else "")


def _refuse_failure(number: int, cell: NotebookNode) -> None:
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            cause = "：".join(part for part in (output.get("ename", ""), output.get("evalue", "")) if part)
            message = f"{_place(number, cell)}运行出错，报告未生成。{cause}"
            raise ReportError(message)


def _read_cell(number: int, cell: NotebookNode) -> Iterator[Element]:
    if HIDDEN_TAG in cell.get("metadata", {}).get("tags", ()):
        return
    readers: dict[str, Callable[[NotebookNode], Iterator[Element]]] = {"markdown": _read_words, "code": _read_outputs}
    reader = readers.get(cell.cell_type)
    if reader is None:
        return
    try:
        yield from reader(cell)
    except ReportError as error:
        message = f"{_place(number, cell)}：{error}"
        raise ReportError(message) from error


def _read_words(cell: NotebookNode) -> Iterator[Element]:
    yield from read_markdown(cell.source)


def _read_outputs(cell: NotebookNode) -> Iterator[Element]:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            _refuse_print(output)
        else:
            yield from _blocks_of(output.get("data", {}))


def _refuse_print(output: NotebookNode) -> None:
    text = str(output.get("text", "")).strip()
    if output.get("name") == "stdout" and text:
        message = f"有打印输出“{_shortened(text)}”，报告只收报告积木：请去掉 print 或改用积木"
        raise ReportError(message)


def _blocks_of(data: dict[str, Any]) -> Sequence[Block]:
    if MIME not in data:
        shown = _shortened(str(data.get("text/plain", "")).strip()) or "、".join(data)
        message = f"有不是报告积木的输出“{shown}”：请用报告函数给出，或在行末加分号不显示"
        raise ReportError(message)
    try:
        return parse_blocks(data[MIME])
    except (ValidationError, KeyError, TypeError) as error:
        message = "报告积木的内容读不懂，可能由其他版本写出：请重新运行这本笔记"
        raise ReportError(message) from error


def _shortened(text: str) -> str:
    line = text.splitlines()[0] if text else ""
    return line if len(line) <= 40 else line[:40] + "……"


def _check_structure(elements: Sequence[Element]) -> None:
    message = _structural_fault(elements)
    if message:
        raise ReportError(message)


def _structural_fault(elements: Sequence[Element]) -> str:
    if not any(isinstance(element, _BLOCKS) for element in elements):
        return "笔记里没有任何报告积木：请先从头到尾运行一遍，再导出"
    if sum(isinstance(element, Title) for element in elements) != 1 or not isinstance(elements[0], Title):
        return "报告须有且只有一个题头积木，并放在最前"
    if sum(isinstance(element, Colophon) for element in elements) > 1:
        return "报告至多有一个编制说明积木"
    level = 1
    for element in elements:
        if isinstance(element, Heading):
            if element.level > level + 1:
                return f"标题“{element.text}”跳级：上一级标题之下只能再低一级"
            level = element.level
    return ""
