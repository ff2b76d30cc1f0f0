"""One spelling for header and choice texts, so that ``会(保)费收入`` and ``会（保）费收入 `` are the same."""

from __future__ import annotations

import re

from hubao.tables.amounts import plain

__all__ = ["normal_header", "without_unit"]


def normal_header(text: str) -> str:
    r"""Reduce a header to what decides: plain signs, lower case, no white space or quotes.

    >>> normal_header("会（保）费\n收入 "), normal_header("Agency_ID")
    ('会(保)费收入', 'agency_id')
    """
    return re.sub(r"[\s\u200b\ufeff“”\"'*]+", "", plain(text)).casefold()


def without_unit(text: str) -> tuple[str, str]:
    """Split a bracketed ending off a normalised header.

    >>> without_unit("会(保)费收入(元)"), without_unit("年度")
    (('会(保)费收入', '元'), ('年度', ''))
    """
    found = re.fullmatch(r"(.+)\(([^()]*)\)", text)
    return (found[1], found[2]) if found else (text, "")
