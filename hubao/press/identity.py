"""The guard against mixed reports: a report carries its own key in every block, and no other agency's id or name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from hubao.errors import ReportError
from hubao.report.document import Document
from hubao.report.markdown import Heading, Items, Prose, Quotation

__all__ = ["check_identity"]


def check_identity(document: Document, owner: str, names: Mapping[str, str]) -> None:
    """Refuse a report about one agency that speaks of another.

    Args:
        document: the report, as both faces will show it.
        owner: the agency whose report it is; for the office's own papers only the owner of blocks is checked.
        names: agency id → name, of the whole year.

    Raises:
        ReportError: a block belongs to somebody else, or another agency's id or name stands in the text.
    """
    foreign = sorted(document.owners - {owner})
    if foreign:
        message = f"{owner} 的报告里混入了 {'、'.join(foreign)} 的内容，已停止打印。请检查笔记本所用的代办处编号。"
        raise ReportError(message)
    if owner not in names:
        return
    text = "\n".join(_texts(document)).replace(names[owner], "")
    found = [f"{key} {name}" for key, name in names.items() if key != owner and (name in text or _stands(key, text))]
    if found:
        message = f"{owner} 的报告里出现了其他代办处：{'、'.join(found)}，已停止打印。请检查笔记本的内容。"
        raise ReportError(message)


def _stands(key: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9_-]){re.escape(key)}(?![A-Za-z0-9_-])", text) is not None


def _texts(document: Document) -> Iterator[str]:
    for element in document.elements:
        if isinstance(element, BaseModel):
            yield from _strings(element.model_dump(exclude={"svg", "owner", "kind"}))
        elif isinstance(element, Heading | Prose | Quotation | Items):
            yield str(element)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
