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
    found = _others("\n".join(_texts(document)), owner, names, codes)
    if found:
        message = f"{owner} 的报告里出现了其他代办处：{'、'.join(found)}，已停止打印。请检查笔记本的内容。"
        raise ReportError(message)


def _others(text: str, owner: str, names: Mapping[str, str], codes: Collection[str]) -> list[str]:
    """The other agencies that a text speaks of, in the year's order.

    Where one name holds another (甲区代办处 in 示例甲区代办处), the longer one is meant.
    """
    present = sorted({name for name in names.values() if name in text}, key=len, reverse=True)
    said = set(re.findall("|".join(re.escape(name) for name in present), text)) - {names[owner], ""}
    coded = {key for key in names if key not in codes and key in text and _stands(key, text)}
    return [f"{key} {name}" for key, name in names.items() if key != owner and (name in said or key in coded)]


def _stands(key: str, text: str) -> bool:
    """Whether an id stands in a text by itself, not as a part of another word."""
    return re.search(rf"(?<![A-Za-z0-9_-]){re.escape(key)}(?![A-Za-z0-9_-])", text) is not None


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
