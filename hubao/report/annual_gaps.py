"""What is missing in all: the gaps that scorecards state line by line, added up.

The scorer words every gap as 「还差1,240人」. Gaps of the same wording are added here; nothing is derived anew, so a
sum can never disagree with the lines it sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hubao.numerals import count, money, wan
from hubao.year import Year

__all__ = ["CombinedGap", "combined_gaps", "gap_texts"]

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SLOT = "{}"
WAN = 10_000


@dataclass(frozen=True, slots=True)
class CombinedGap:
    """Gaps of one wording: how many agencies have one, and the sum.

    Attributes:
        agencies: agencies with such a gap.
        text: the sum in the same words, e.g. ``合计还差12,340人（12家）``.
    """

    agencies: int
    text: str


def gap_texts(year: Year, item: str) -> Iterator[str]:
    """What each agency that lost points for an item was missing."""
    for card in year.cards.values():
        for line in card.lines:
            if line.item == item and line.lost and line.gap:
                yield line.gap


def combined_gaps(gaps: Iterable[str]) -> tuple[CombinedGap, ...]:
    """Add up gaps of the same wording, the most frequent wording first.

    >>> [gap.text for gap in combined_gaps(["还差1,240人", "还差60人"])]
    ['2家合计还差1,300人']
    >>> [gap.text for gap in combined_gaps(["支出还差12,000.00元", "支出超出8,000.50元"])]
    ['1家支出还差1.20万元', '1家支出超出8,000.50元']
    >>> [gap.text for gap in combined_gaps(["须整改档案保管"])]
    ['1家须整改档案保管']
    """
    sums: dict[str, list[Decimal]] = {}
    for gap in gaps:
        for part in _parts(gap):
            numbers = _NUMBER.findall(part)
            wording = _NUMBER.sub(_SLOT, part) if len(numbers) == 1 else part
            value = Decimal(numbers[0].replace(",", "")) if len(numbers) == 1 else Decimal(0)
            sums.setdefault(wording, []).append(value)
    ordered = sorted(sums.items(), key=lambda pair: -len(pair[1]))
    return tuple(CombinedGap(len(values), _said(wording, values)) for wording, values in ordered)


def _parts(gap: str) -> Iterator[str]:
    """The clauses of a gap that can be added apart: at 「；」, and at 「，」 where every clause has one number."""
    for part in gap.split("；"):
        clauses = part.split("，")
        yield from clauses if all(len(_NUMBER.findall(clause)) == 1 for clause in clauses) else [part]


def _said(wording: str, values: list[Decimal]) -> str:
    together = f"{count(len(values))}家" + ("合计" if len(values) > 1 and _SLOT in wording else "")
    total = sum(values, Decimal(0))
    if f"{_SLOT}元" not in wording:
        return together + wording.replace(_SLOT, count(int(total)))
    if total < WAN:
        return together + wording.replace(_SLOT, money(total))
    return together + wording.replace(f"{_SLOT}元", f"{wan(total)}万元")
