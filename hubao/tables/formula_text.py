"""Texts that a spreadsheet would take for a formula, written so that it does not, and read back unchanged.

A CSV cell beginning with ``=``, ``+``, ``-`` or ``@`` is run as a formula when the file is opened in Excel. Such a text
gets an apostrophe in front, which is taken off again on reading. Plain numbers stay as they are.
"""

from __future__ import annotations

import re

__all__ = ["escape_formula", "unescape_formula"]

RUNS = re.compile(r"'*[=+\-@\t\r]")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?%?")


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run.

    >>> escape_formula("=1+1"), escape_formula("-2.5"), escape_formula("示例")
    ("'=1+1", '-2.5', '示例')
    """
    return f"'{text}" if RUNS.match(text) and not PLAIN_NUMBER.fullmatch(text) else text


def unescape_formula(text: str) -> str:
    """Take off what :func:`escape_formula` put there.

    >>> unescape_formula("'=1+1"), unescape_formula("'示例'")
    ('=1+1', "'示例'")
    """
    return text[1:] if text.startswith("'") and RUNS.match(text) else text
