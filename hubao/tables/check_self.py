"""Self-scores: of items that exist, and that concern the agency."""

from __future__ import annotations

from collections.abc import Iterator

from hubao.errors import Problem
from hubao.tables.book import Book
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import CATEGORY_LABELS

__all__ = ["check_self_scores"]

CONCERNED = {
    field.item: field.categories
    for table in TABLES.values()
    for field in table.fields
    if field.item and not field.concerns_all
}
"""Item code → the categories it concerns, of the items that do not concern all: I11a, I11b, B5."""


def check_self_scores(book: Book) -> Iterator[Problem]:
    """Hold the self-scores against the known items and the agencies' categories.

    Args:
        book: the year's tables.

    Yields:
        An error for each score of an item that does not exist or does not concern the agency.
    """
    parsed = book.parsed.get("self_scores")
    for entry in parsed.entries if parsed else ():
        item = entry.values.get("item")
        if not isinstance(item, str):
            continue
        category = book.category(entry.agency_id)
        if item not in book.limits.item_codes:
            yield entry.error("item", "没有这个指标代码", "写代码，如 I01、I11a、B5")
        elif category and category not in CONCERNED.get(item, (category,)):
            rule = f"指标 {item} 不适用于{CATEGORY_LABELS[category]}"
            yield entry.error("item", rule, "删去这一行；类别有误就改名册里的类别")
