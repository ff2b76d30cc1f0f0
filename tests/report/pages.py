"""A small report to draw, and the page it becomes, read back."""

from __future__ import annotations

from collections.abc import Sequence

import nbformat.v4 as v4
from lxml import html
from nbformat import NotebookNode

from hubao.report.blocks import (
    MIME,
    Callout,
    Colophon,
    Column,
    Entry,
    Figure,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Row,
    Table,
    Title,
)
from hubao.report.document import Document, read_document
from hubao.report.html import page
from hubao.report.piece import Piece

OWNER = "D01"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="360pt" viewBox="0 0 9 9">'
    '<defs><style type="text/css">*{stroke-linecap: butt}</style><path id="m" d="M 0 0 L 1 1"/></defs>'
    '<use xlink:href="#m" style="fill: #B5542C"/><rect fill="#1d4e89" clip-path="url(#c)"/><clipPath id="c"/></svg>'
)

TITLE = Title(
    owner=OWNER,
    what="代办处绩效考核评价报告",
    who="示例甲区代办处",
    year=2024,
    notice="测算材料，未经审定。",
    sample=True,
    lead=("2024年度得分101.5分。", "失分最多的是预算执行率（失3分）。"),
)
FIGURES = KeyFigures(
    owner=OWNER,
    figures=(
        KeyFigure(label="总分", value="101.5", unit="分", note="满分125分", bar="0.812", tone="main"),
        KeyFigure(label="组内名次", value="4 / 17"),
    ),
)
VETO = Callout(owner=OWNER, title="一票否决", text="提供虚假报表。", tone="stop")
TABLE = Table(
    owner=OWNER,
    caption="表1　逐项得分",
    columns=(Column(header="指标", width=3), Column(header="得分", unit="分", align="decimal")),
    rows=(
        Row(cells=("一、业务",), mark="section"),
        Row(cells=("覆盖率", "19.25"), detail="少完成5.00%，扣1分。附件1第1项", mark="loss"),
        Row(cells=("会费收入", "20")),
        Row(cells=("合计", "39.25"), mark="total"),
    ),
    note="▼为失分项。",
)
CHART = Figure(owner=OWNER, title="预算执行率失分最多", svg=SVG, alt="失分：预算执行率3分。")
READINGS = Listing(owner=OWNER, entries=(Entry(term="A-01a", text="相对完成率", detail="附件1第1项"),))
COLOPHON = Colophon(owner=OWNER, entries=(Entry(term="数据截止", text="2024年12月31日"),))


def display(*blocks) -> NotebookNode:
    cell = v4.new_code_cell("secret_source()")
    cell.outputs = [v4.new_output("display_data", data=Piece(blocks)._repr_mimebundle_())]
    return cell


def words(source: str) -> NotebookNode:
    return v4.new_markdown_cell(source)


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A notebook whose cells are called c1, c2, …; nothing in it is left to chance."""
    made = v4.new_notebook(cells=list(cells))
    for number, cell in enumerate(made.cells, start=1):
        cell["id"] = f"c{number}"
    return made


def report(title: Title = TITLE, table: Table = TABLE) -> NotebookNode:
    return notebook(
        display(title, FIGURES),
        display(VETO),
        words("## 一、评价项目\n\n按**17项**指标评价。"),
        words("## 二、评价依据\n\n> 第三条　……\n\n1. 甲\n2. 乙\n   - 丙"),
        display(READINGS),
        words("## 三、评价结果\n\n### （一）逐项得分"),
        display(table, CHART, CHART, Paragraph(owner=OWNER, text="以上为测算。", tone="quiet")),
        display(COLOPHON),
    )


def document() -> Document:
    return read_document(report())


def tree(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def drawn(made: NotebookNode | None = None) -> html.HtmlElement:
    return tree(page(read_document(made or report())))


def texts(elements: Sequence[html.HtmlElement]) -> list[str]:
    return ["".join(element.itertext()).strip() for element in elements]


def raw_output(data: dict[str, object]) -> NotebookNode:
    cell = v4.new_code_cell("x")
    cell.outputs = [v4.new_output("display_data", data=data)]
    return cell


__all__ = [
    "CHART",
    "COLOPHON",
    "FIGURES",
    "MIME",
    "OWNER",
    "READINGS",
    "SVG",
    "TABLE",
    "TITLE",
    "VETO",
    "display",
    "document",
    "drawn",
    "notebook",
    "raw_output",
    "report",
    "texts",
    "tree",
    "words",
]
