"""The guard against mixed reports: a report carries its own key in every block, and no other agency's id or name.

It is held against the report twice: as a document, before it is drawn, and as the very files that go out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping

from pydantic import BaseModel

from hubao.errors import ReportError
from hubao.privacy import find_personal, mask_personal
from hubao.report.blocks import Figure
from hubao.report.document import Document, Element
from hubao.report.markdown import Heading, Items, Prose, Quotation, plain_text

__all__ = ["Names", "check_identity", "check_page", "check_paper"]

_TAG = re.compile(r"<[^>]*>")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_OWNER = re.compile(r'\sdata-owner="([^"]*)"')
_SAID = re.compile(r'\s(?:alt|aria-label|data-label|title)="([^"]*)"')
_WORD = re.compile(r"[A-Za-z0-9_-]+")


class Names:
    """A year's agencies, ready to be looked for in a text, in a time that does not grow with their number.

    Args:
        names: agency id → name, of the whole year.
        codes: codes of the policy (``D1``, ``B-01a``): an agency that bears one is looked for by its name alone.
        noun: what they are called, where they are not agencies.
    """

    def __init__(self, names: Mapping[str, str], codes: Collection[str] = frozenset(), noun: str = "代办处") -> None:
        self._names = dict(names)
        self.noun = noun
        self._keys = frozenset(key for key in names if key not in codes)
        self._odd = [key for key in self._keys if not _WORD.fullmatch(key)]
        known = sorted({name for name in names.values() if name}, key=len, reverse=True)
        self._width = min((len(name) for name in known), default=1)
        self._begun: dict[str, list[str]] = {}
        for name in known:  # the longest first
            self._begun.setdefault(name[: self._width], []).append(name)
        firsts = sorted({name[0] for name in known})
        self._first = re.compile("[" + "".join(map(re.escape, firsts)) + "]") if firsts else re.compile("(?!)")

    def __contains__(self, owner: str) -> bool:
        return owner in self._names

    def of(self, owner: str) -> str:
        """An agency's name."""
        return self._names[owner]

    def others(self, text: str, owner: str, *, words: str | None = None) -> list[str]:
        """The agencies other than the owner that a text speaks of, as ``id name``, in the year's order.

        Where one name holds another (甲区代办处 in 示例甲区代办处), the longer one is meant.

        Args:
            text: what is searched for names.
            owner: whose report it is.
            words: what is searched for ids, where that is another text.
        """
        said = self._said(text) - {self._names[owner]}
        coded = self._coded(text if words is None else words) - {owner}
        found = [key for key, name in self._names.items() if key != owner and (name in said or key in coded)]
        return [f"{key} {self._names[key]}" for key in found]

    def _said(self, text: str) -> set[str]:
        said, end = set(), 0
        for hit in self._first.finditer(text):
            start = hit.start()
            if start < end:
                continue
            begun = self._begun.get(text[start : start + self._width], ())
            name = next((one for one in begun if text.startswith(one, start)), "")
            if name:
                said.add(name)
                end = start + len(name)
        return said

    def _coded(self, text: str) -> set[str]:
        """The ids that stand in a text by themselves, not as a part of another word."""
        odd = (key for key in self._odd if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text))
        return {*(self._keys & set(_WORD.findall(text))), *odd}


def check_identity(document: Document, owner: str, names: Names) -> None:
    """Refuse a report about one agency that speaks of another, and any report that holds a personal number.

    Args:
        document: the report, as both faces will show it.
        owner: the agency whose report it is; for the office's own papers only the owner of blocks is checked.
        names: the year's agencies.

    Raises:
        ReportError: a block belongs to somebody else, another agency's id or name stands in the text, or an identity,
            mobile or bank card number does.
    """
    foreign = sorted(document.owners - {owner})
    if foreign:
        message = f"{owner} 的报告里混入了 {'、'.join(foreign)} 的内容，已停止打印。请检查笔记本所用的代办处编号。"
        raise ReportError(message)
    texts = list(_texts(document))
    found = [(one.kind.value, text[one.start : one.end]) for text in texts for one in find_personal(text)]
    personal = [f"{kind} {mask_personal(number)}" for kind, number in found]
    if personal:
        message = f"{owner} 的报告里有个人信息：{'、'.join(personal)}，已停止打印。请从数据和笔记本里删去号码。"
        raise ReportError(message)
    if owner in names:
        _refuse_others(names.others("\n".join(texts), owner), owner, names.noun)


def check_page(page: bytes, blocks: int, owner: str, names: Names) -> None:
    """Refuse an HTML file that is not wholly its owner's.

    Args:
        page: the file.
        blocks: how many blocks it must show, each with its owner.
        owner: whose report it is.
        names: the year's agencies.

    Raises:
        ReportError: a block bears another owner or none, or another agency's id or name stands in the file.
    """
    text = page.decode()
    owners = [html.unescape(one) for one in _OWNER.findall(text)]
    if owners != [owner] * blocks:
        strange = sorted(set(owners) - {owner})
        what = f"混入了 {'、'.join(strange)} 的内容" if strange else f"只有 {len(owners)} 块标明归属，应有 {blocks} 块"
        message = f"{owner} 的网页里{what}，已停止打印。"
        raise ReportError(message)
    if owner in names:
        shown = _TAG.sub("\n", _STYLE.sub("", text))
        said = html.unescape("\n".join([shown, *_SAID.findall(text)]))
        _refuse_others(names.others(said, owner), owner, names.noun)


def check_paper(paper: bytes, owner: str, names: Names) -> None:
    """Refuse a PDF file that is not wholly its owner's; its text is read back from the file.

    Args:
        paper: the file.
        owner: whose report it is; the office's own papers may speak of every agency.
        names: the year's agencies.

    Raises:
        ReportError: a page bears neither its owner's id nor name, or another agency's id or name stands in the file.
    """
    if owner not in names:
        return
    from pypdfium2 import PdfDocument

    with PdfDocument(paper) as opened:
        pages = [page.get_textpage().get_text_bounded() for page in opened]
        described = list(opened.get_metadata_dict().values())
    own = names.of(owner)
    bare = [number for number, text in enumerate(pages, 1) if owner not in text and own not in "".join(text.split())]
    if bare or not pages:
        message = f"{owner} 的 PDF 第{'、'.join(map(str, bare))}页没有标明归属，已停止打印。"
        raise ReportError(message)
    words = "\n".join([*pages, *described])
    _refuse_others(names.others("".join(words.split()), owner, words=words), owner, names.noun)


def _refuse_others(found: list[str], owner: str, noun: str) -> None:
    if found:
        message = f"{owner} 的报告里出现了其他{noun}：{'、'.join(found)}，已停止打印。请检查笔记本的内容。"
        raise ReportError(message)


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
