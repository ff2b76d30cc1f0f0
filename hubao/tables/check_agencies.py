"""The same agencies in every table, under the same numbers and names; and only the fields that concern them."""

from __future__ import annotations

from collections.abc import Iterator

from hubao.errors import Problem
from hubao.tables.book import Book
from hubao.tables.fields import CATEGORY_LABELS, Field
from hubao.tables.parsed import Entry, Parsed
from hubao.tables.register import Register, case_twins, unknown, wrong_names
from hubao.tables.source import error

__all__ = ["check_agencies"]


def check_agencies(book: Book) -> Iterator[Problem]:
    """Hold every table against the register of agencies.

    Args:
        book: the year's tables.

    Yields:
        Agencies missing from a table or unknown to the register, numbers that differ in case only, rows whose name is
        another agency's, fields filled that do not concern the category, and fields left blank that do.
    """
    register = Register(book.register, book.named, "代办处", "代办处名册")
    yield from case_twins(register)
    for parsed in book.parsed.values():
        yield from _rows_at_all(parsed)
        if parsed.table.name != "agencies":
            yield from unknown(register, parsed)
            yield from _absent(book, parsed)
            yield from wrong_names(register, parsed)
        yield from _concerned(book, parsed)


def _rows_at_all(parsed: Parsed) -> Iterator[Problem]:
    if parsed.table.required and not parsed.entries and not parsed.named and parsed.columns:
        yield error(parsed.source, "只有表头，没有数据", "每个代办处填写一行")


def _absent(book: Book, parsed: Parsed) -> Iterator[Problem]:
    if not parsed.table.required or not parsed.complete or not (parsed.entries or parsed.named):
        return
    for agency_id in book.register:
        if agency_id not in parsed.named:
            rule = f"“{parsed.table.label}”表里没有这个代办处"
            yield error(parsed.source, rule, "补上这个代办处的一行；不参加考核就从名册删去", agency_id=agency_id)


def _concerned(book: Book, parsed: Parsed) -> Iterator[Problem]:
    for field in parsed.table.fields:
        if field.concerns_all or field.name in parsed.doubtful:
            continue
        if field.name not in parsed.columns:
            yield from _lacking_column(book, parsed, field)
            continue
        for entry in parsed.first.values():
            yield from _concerned_cell(book, entry, field)


def _lacking_column(book: Book, parsed: Parsed, field: Field) -> Iterator[Problem]:
    concerned = [entry.agency_id for entry in parsed.entries if book.category(entry.agency_id) in field.categories]
    if concerned:
        rule = f"缺少“{field.label}”一列，{concerned[0]} 等{len(concerned)}个代办处要填"
        yield error(parsed.source, rule, f"加上这一列，表头写 {field.name} 或 {field.label}", field=field)


def _concerned_cell(book: Book, entry: Entry, field: Field) -> Iterator[Problem]:
    category = book.category(entry.agency_id)
    if category is None or entry.is_refused(field.name):
        return
    filled = entry.values.get(field.name) is not None
    if filled and category not in field.categories:
        rule = f"{field.label}不适用于{CATEGORY_LABELS[category]}，应留空"
        yield entry.error(field.name, rule, "删去这格内容；类别有误就改名册里的类别")
    elif not filled and category in field.categories:
        yield entry.error(field.name, f"{field.label}缺失", "查实后填写；确实为零就写 0")
