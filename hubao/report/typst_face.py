"""The face on paper: a document as PDF, set by typst from a fixed template.

Every PDF is a tagged PDF/A-2a and PDF/UA-1 file; both are enforced when it is written. Only the package's own fonts are
used, and no clock is read, so that the same document gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

from hubao.errors import ReportError
from hubao.report.document import Document
from hubao.report.paper_data import document_data, document_title

__all__ = ["pdf"]

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_FONTS = _HERE / "fonts"
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_AUTHOR = "互保（hubao）"
_MISSING_GLYPH = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed')


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
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=_STANDARDS,
            timestamp=datetime.combine(day, time(), tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise ReportError(_reason(document_title(document), error)) from error
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])


def _reason(name: str, error: typst.TypstError) -> str:
    missing = _missing_characters(_MISSING_GLYPH.findall(error.diagnostic))
    if missing:
        return f"《{name}》没有印成 PDF：随附字体里没有{missing}。请换成常用字，或在字体里补上这个字"
    return f"《{name}》没有印成 PDF：{error.message}"


def _missing_characters(texts: Sequence[str]) -> str:
    characters = dict.fromkeys(character for text in texts for character in text)
    return "、".join(f"“{character}”（U+{ord(character):04X}）" for character in characters)
