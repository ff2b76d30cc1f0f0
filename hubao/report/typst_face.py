"""The face on paper: a document as PDF, set by typst from a fixed template.

Every PDF is a tagged PDF/A-2a and PDF/UA-1 file; both are enforced when it is written. Only the package's own fonts are
used, and no clock is read, so that the same document gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from hubao.errors import ReportError
from hubao.report.document import Document
from hubao.report.paper_data import document_data
from hubao.report.tokens import PAPER_SANS, PAPER_SERIF

__all__ = ["fonts", "pdf"]

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_FONTS = _HERE / "fonts"
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_AUTHOR = "互保（hubao）"
_EVERY_FONT = "#context [{}]".format(
    " ".join(
        f'#measure(text(font: "{family}", weight: "{weight}", fallback: false)[a]).width'
        for family in (PAPER_SANS, PAPER_SERIF)
        for weight in ("regular", "bold")
    )
)
"""Typst source that measures a letter in every font of the package."""
_UNPRINTABLE = re.compile(r'(?:the text|disallowed codepoint) `"(.*?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(document: Document, *, dated: date | None = None, author: str = _AUTHOR) -> bytes:
    """Set a document as PDF.

    Args:
        document: the report.
        dated: date of the report, for the metadata; 31 December of the report's year when none is given, the day at
            which the year's figures are taken.
        author: who stands as author in the metadata.

    Returns:
        The file's bytes; the same for the same document, date and author.

    Raises:
        ReportError: a character is missing in the fonts, or the report cannot be set.
    """
    day = dated or date(document.title.year, 12, 31)
    data = document_data(document, day, author)
    try:
        made = typst.compile(
            _TEMPLATES / "report.typ",
            root=_TEMPLATES,
            font_paths=fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=_STANDARDS,
            timestamp=datetime.combine(day, time(), tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise ReportError(_reason(data, error)) from error
    return made


@cache
def fonts() -> typst.Fonts:
    """The package's own fonts, read once for a process and its forks.

    Typst reads a font when something is first measured with it. Measuring for HTML, unlike setting a page, starts no
    threads, so that the process may be forked afterwards.
    """
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])
    typst.compile(_EVERY_FONT.encode(), font_paths=found, format="html")
    return found


def _reason(data: Mapping[str, Any], error: typst.TypstError) -> str:
    name = data["meta"]["title"]
    characters = _unprintable(_UNPRINTABLE.findall(error.diagnostic))
    if not characters:
        return f"《{name}》没有印成 PDF：{error.message}"
    named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in characters)
    where = next((text for text in _texts(data) if characters[0] in text), "")
    place = _around(where, characters[0])
    return f"《{name}》没有印成 PDF：随附字体里没有{named}，见“{place}”。请换成常用字，或在字体里补上"


def _unprintable(texts: Sequence[str]) -> list[str]:
    plain = (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) for text in texts)
    return list(dict.fromkeys(char for text in plain for char in text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, Sequence):
        yield from (text for inner in value for text in _texts(inner))


def _around(text: str, char: str) -> str:
    place = text.find(char)
    return text[max(place - 12, 0) : place + 13]
