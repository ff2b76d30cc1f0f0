"""The words between the blocks: a notebook's Markdown cells as plain values that both faces can set.

Only what an official text needs is taken: headings, paragraphs, lists, quotations, strong and emphasis. Anything else
(pictures, HTML, tables, program text) is refused, since one of the two faces could not show it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

import mistune

from hubao.errors import ReportError

__all__ = ["Heading", "Item", "Items", "Prose", "Quotation", "Span", "Words", "plain_text", "read_markdown"]

Style: TypeAlias = Literal["plain", "strong", "emphasis", "code"]
Node: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading; ``level`` 2 is the report's own sections, 3 and 4 lie below (1 is the title block's)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted text, usually a clause, one entry per paragraph."""

    paragraphs: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One list item; ``level`` is 0 for the outer list and grows by one with each list inside it."""

    spans: tuple[Span, ...]
    level: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not, its inner lists flattened into levels."""

    items: tuple[Item, ...]


Words: TypeAlias = Heading | Prose | Quotation | Items

_REFUSED = {
    "block_code": "程序代码（报告不显示代码）",
    "block_html": "HTML 标签",
    "inline_html": "HTML 标签",
    "image": "图片（图请用 Figure 积木）",
    "table": "Markdown 表格（表请用 Table 积木）",
}
_IGNORED = {"blank_line", "thematic_break"}
_STYLES: Mapping[str, Style] = {"strong": "strong", "emphasis": "emphasis", "link": "plain"}


def plain_text(spans: Iterable[Span]) -> str:
    """Join spans into plain text.

    >>> plain_text((Span("得分"), Span("101.5", "strong")))
    '得分101.5'
    """
    return "".join(span.text for span in spans)


def read_markdown(source: str) -> tuple[Words, ...]:
    """Read one Markdown cell.

    Raises:
        ReportError: the cell holds something a report does not show, or a mark such as ``**`` that did not pair up.

    >>> heading, prose = read_markdown("## 一、评价项目" + 2 * chr(10) + "依据**办法**第三条。")
    >>> heading
    Heading(level=2, text='一、评价项目')
    >>> [span.text for span in prose.spans if span.style == "strong"]
    ['办法']
    """
    parse = mistune.create_markdown(renderer=None, plugins=["table"])
    nodes = cast("Sequence[Node]", parse(source))
    return tuple(words for node in nodes for words in _read_node(node))


def _read_node(node: Node) -> Iterator[Words]:
    kind = node["type"]
    if kind in _IGNORED:
        return
    if kind == "heading":
        yield _heading(node)
    elif kind == "list":
        yield Items(tuple(_items(node, 0)))
    elif kind == "block_quote":
        yield Quotation(tuple(_quoted(node)))
    elif kind == "paragraph":
        yield Prose(_spans(node))
    else:
        raise _refusal(kind)


def _heading(node: Node) -> Heading:
    level = int(node["attrs"]["level"])
    if not 2 <= level <= 4:
        message = "标题只用二级（##）至四级（####）：一级标题由题头积木给出"
        raise ReportError(message)
    return Heading(level, plain_text(_spans(node)))


def _quoted(node: Node) -> Iterator[Prose]:
    for child in node["children"]:
        if child["type"] in _IGNORED:
            continue
        if child["type"] not in ("paragraph", "block_text"):
            message = "引文中只能有段落"
            raise ReportError(message)
        yield Prose(_spans(child))


def _items(node: Node, level: int) -> Iterator[Item]:
    ordered = bool(node["attrs"]["ordered"])
    for item in node["children"]:
        texts = [child for child in item["children"] if child["type"] in ("block_text", "paragraph")]
        yield Item(_merged(span for text in texts for span in _spans(text)), level, ordered)
        for child in item["children"]:
            if child["type"] == "list":
                yield from _items(child, level + 1)
            elif child not in texts and child["type"] not in _IGNORED:
                raise _refusal(child["type"])


def _spans(node: Node) -> tuple[Span, ...]:
    spans = _merged(_inline(node["children"], "plain"))
    if any("**" in span.text for span in spans if span.style != "code"):
        message = "加粗记号 ** 没有配成对（书名号、引号和句末标点请放在记号之外）"
        raise ReportError(message)
    return spans


def _inline(nodes: Sequence[Node], style: Style) -> Iterator[Span]:
    for node in nodes:
        kind = node["type"]
        if kind == "text":
            yield Span(html.unescape(node["raw"]), style)
        elif kind == "codespan":
            yield Span(node["raw"], "code")
        elif kind in ("softbreak", "linebreak"):
            yield Span("\n", style)
        elif kind in _STYLES:
            inner = _STYLES[kind]
            yield from _inline(node["children"], style if inner == "plain" else inner)
        else:
            raise _refusal(kind)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join neighbours of one style, and undo line breaks: Chinese lines join without a space, Latin ones with."""
    pairs = list(spans)
    text = plain_text(pairs)
    merged: list[Span] = []
    offset = 0
    for span in pairs:
        start, offset = offset, offset + len(span.text)
        piece = span.text if span.text != "\n" else _break_text(text[:start], text[offset:])
        if merged and merged[-1].style == span.style:
            merged[-1] = Span(merged[-1].text + piece, span.style)
        elif piece:
            merged.append(Span(piece, span.style))
    return tuple(merged)


def _break_text(before: str, after: str) -> str:
    return " " if before[-1:].isascii() and after[:1].isascii() and before and after else ""


def _refusal(kind: str) -> ReportError:
    return ReportError(f"文字单元格里有报告不能显示的内容：{_REFUSED.get(kind, kind)}")
