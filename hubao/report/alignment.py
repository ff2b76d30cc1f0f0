"""Numbers in a column stand on their decimal points: what is left of the point, and what follows it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["split_decimal", "text_width"]

_NUMBER = re.compile(r"(?P<whole>\D*[\d,]*\d)(?P<rest>(?:\.\d+)?[^\d.]*)", re.DOTALL)


def split_decimal(text: str) -> tuple[str, str]:
    """Split a written number before its decimal point; a text that is not one number stays whole, left of the point.

    >>> split_decimal("约1,019.33"), split_decimal("+4"), split_decimal("78.2%"), split_decimal("—")
    (('约1,019', '.33'), ('+4', ''), ('78', '.2%'), ('—', ''))
    >>> split_decimal("57/60")
    ('57/60', '')
    """
    match = _NUMBER.fullmatch(text)
    return (match["whole"], match["rest"]) if match else (text, "")


def text_width(texts: Iterable[str]) -> float:
    """Give the room the widest text needs, in widths of a digit; a Chinese character takes two.

    >>> text_width([".33", ".2%", ""]), text_width(["元"])
    (3.0, 2.0)
    """
    return max((sum(_width(char) for char in text) for text in texts), default=0.0)


def _width(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 2.0
    return {".": 0.5, "%": 1.5}.get(char, 1.0)
