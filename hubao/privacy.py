"""Personal numbers in free text: recognised by what they are, and never shown whole.

Identity numbers by length, date and check digit (GB 11643), mobile numbers by their ranges, bank cards by Luhn's check
and the beginnings in use. A number that fails its check is none: amounts, document numbers and digests pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["Personal", "PersonalKind", "find_personal", "mask_personal"]


class PersonalKind(StrEnum):
    """What a personal number is."""

    IDENTITY = "身份证号"
    PHONE = "手机号"
    CARD = "银行卡号"


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal number found in a text: what it is, and where it begins and ends."""

    kind: PersonalKind
    start: int
    end: int


FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | {0xFF38: "X", 0xFF58: "x"}
RUN = re.compile(r"(?<![0-9A-Za-z.])[0-9]+[Xx]?(?:[ -][0-9]+[Xx]?)*(?![0-9A-Za-z]|\.[0-9])")
"""Groups of digits with one space or hyphen between them."""
GROUP = re.compile(r"[0-9]+[Xx]?")
MOST_GROUPS = 5
PHONE = re.compile(r"1[3-9][0-9]{9}")
CARD = re.compile(r"(?:62|4[0-9]|5[1-5]|60|9[0-9])[0-9]{14,17}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLDEST, LATEST = 1900, 2100
HEAD, TAIL = 3, 2


def find_personal(text: str) -> Iterator[Personal]:
    """Find the personal numbers in a text.

    Args:
        text: any text; full-width digits and digits in groups are read.

    Yields:
        Each number with its place in the text.

    >>> [one.kind.value for one in find_personal("联系电话138 0013 8000，编号11010519491231002X")]
    ['手机号', '身份证号']
    >>> list(find_personal("文号2024013800138000，金额 1,380,013,800.00 元"))
    []
    """
    plain = text.translate(FULL_WIDTH)
    for run in RUN.finditer(plain):
        yield from _in_run(run.start(), list(GROUP.finditer(run[0])))


def _in_run(offset: int, groups: list[re.Match[str]]) -> Iterator[Personal]:
    """The personal numbers among groups of digits: a number may be one group, or several together."""
    first = 0
    while first < len(groups):
        together = ""
        for last in range(first, min(first + MOST_GROUPS, len(groups))):
            together += groups[last][0].upper()
            if kind := _kind(together):
                yield Personal(kind, offset + groups[first].start(), offset + groups[last].end())
                first = last
                break
        first += 1


def mask_personal(text: str) -> str:
    """Show of each personal number only how it begins and ends.

    >>> mask_personal("电话13800138000")
    '电话138******00'
    """
    shown = text
    for one in sorted(find_personal(text), key=lambda one: -one.start):
        whole = text[one.start : one.end]
        hidden = "*" * (len(whole) - HEAD - TAIL)
        shown = f"{shown[: one.start]}{whole[:HEAD]}{hidden}{whole[-TAIL:]}{shown[one.end :]}"
    return shown


def _kind(digits: str) -> PersonalKind | None:
    if _is_identity(digits):
        return PersonalKind.IDENTITY
    if PHONE.fullmatch(digits):
        return PersonalKind.PHONE
    if CARD.fullmatch(digits) and _luhn(digits):
        return PersonalKind.CARD
    return None


def _is_identity(digits: str) -> bool:
    if len(digits) != len(WEIGHTS) + 1 or not digits[:-1].isdigit():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits[:-1], strict=True))
    return CHECKS[total % 11] == digits[-1] and _is_birthday(digits[6:14])


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return OLDEST <= born.year < LATEST


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
