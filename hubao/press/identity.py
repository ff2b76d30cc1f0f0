"""The guard against mixed reports: a report carries its own key in every block, and no other agency's id or name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from pydantic import BaseModel

from hubao.errors import ReportError
from hubao.report.blocks import Figure
from hubao.report.document import Document, Element
from hubao.report.markdown import Heading, Items, Prose, Quotation, plain_text

__all__ = ["check_identity"]

_TAG = re.compile(r"<[^>]*>")


def check_identity(
    document: Document, owner: str, names: Mapping[str, str], codes: Collection[str] = frozenset()
) -> None:
    """Refuse a report about one agency that speaks of another.

    Args:
        document: the report, as both faces will show it.
        owner: the agency whose report it is; for the office's own papers only the owner of blocks is checked.
        names: agency id → name, of the whole year.
        codes: codes of the policy (``D1``, ``B-01a``): an agency that bears one is looked for by its name alone.

    Raises:
        ReportError: a block belongs to somebody else, or another agency's id or name stands in the text.
    """
    foreign = sorted(document.owners - {owner})
    if foreign:
        message = f"{owner} 的报告里混入了 {'、'.join(foreign)} 的内容，已停止打印。请检查笔记本所用的代办处编号。"
        raise ReportError(message)
    if owner not in names:
        return
    found = _others(list(_texts(document)), owner, names, codes)
    if found:
        message = f"{owner} 的报告里出现了其他代办处：{'、'.join(found)}，已停止打印。请检查笔记本的内容。"
        raise ReportError(message)


def _others(texts: list[str], owner: str, names: Mapping[str, str], codes: Collection[str]) -> list[str]:
    """The other agencies that texts speak of, in the year's order.

    Where one name holds another (甲区代办处 in 示例甲区代办处), the longer one is meant.
    """
    longest_first = sorted(set(names.values()), key=len, reverse=True)
    named = re.compile("|".join(re.escape(name) for name in longest_first))
    ids = [re.escape(key) for key in names if key not in codes]
    coded = re.compile(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(ids)})(?![A-Za-z0-9_-])") if ids else None
    said = {name for text in texts for name in named.findall(text)} - {names[owner]}
    keys = {key for text in texts for key in coded.findall(text)} if coded else set()
    return [f"{key} {name}" for key, name in names.items() if key != owner and (name in said or key in keys)]


def _texts(document: Document) -> Iterator[str]:
    for element in document.elements:
        yield from _words(element)


def _words(element: Element) -> Iterator[str]:
    if isinstance(element, BaseModel):
        yield from _strings(element.model_dump(exclude={"svg", "owner", "kind"}))
        if isinstance(element, Figure):
            # Ours hold their letters as outlines and say everything in the alternative text; others may hold text.
            yield _TAG.sub("\n", element.svg)
    elif isinstance(element, Heading):
        yield element.text
    elif isinstance(element, Prose):
        yield plain_text(element.spans)
    elif isinstance(element, Quotation):
        yield from (plain_text(prose.spans) for prose in element.paragraphs)
    elif isinstance(element, Items):
        yield from (plain_text(item.spans) for item in element.items)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
