"""Approved changes of targets and other inputs (000 art. 14(一)): the new value governs, the record stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hubao.errors import Problem
from hubao.tables.book import Book
from hubao.tables.catalogue import CHANGEABLE
from hubao.tables.check_decisions import odd_date
from hubao.tables.fields import Field
from hubao.tables.parse import CellError, Value, parse_cell
from hubao.tables.parsed import Entry

__all__ = ["apply_changes"]


def apply_changes(book: Book) -> Iterator[Problem]:
    """Put the new value of each approved change in the place of the old one.

    A change that is itself in error is not applied. Several changes of one field follow each other by the date of
    their approval.

    Args:
        book: the year's tables; the changed rows remember which change put their value there.

    Yields:
        Errors for changes that cannot govern; warnings for an old value that was not in force.
    """
    parsed = book.parsed.get("target_changes")
    if parsed is None:
        return
    sound = []
    for entry in parsed.entries:
        problems = list(_fits(book, entry))
        yield from problems
        dated = list(odd_date(book, entry, "approved_on", book.year - 1)) or list(_approved_late(book, entry))
        yield from dated or _approved_first(entry)
        if not problems and _is_whole(entry):
            sound.append(entry)
    sound.sort(key=lambda entry: str(entry.values["approved_on"]))
    governing: dict[tuple[str, str], Entry] = {}
    for entry in sound:
        yield from _apply(book, entry, governing)


def _is_whole(entry: Entry) -> bool:
    names = ("agency_id", "item", "field", "old", "new", "reason", "approved_on", "approved_by")
    return all(entry.values.get(name) is not None for name in names)


def _fits(book: Book, entry: Entry) -> Iterator[Problem]:
    """Whether the change names an item, a field of that item that concerns the agency, and a value of its kind."""
    item, name = entry.values.get("item"), entry.values.get("field")
    known = isinstance(item, str) and item in book.limits.item_codes
    if isinstance(item, str) and not known:
        yield entry.error("item", "没有这个指标代码", "写代码，如 I01、B5")
    if not isinstance(name, str):
        return
    target = CHANGEABLE[name][1]
    if known and target.item and target.item != item:
        rule = f"{target.label}属于指标 {target.item}，不属于 {item}"
        yield entry.error("item", rule, f"核对变更的是哪一项；字段无误就把代码改为 {target.item}")
    if not target.concerns(book.category(entry.agency_id)):
        yield entry.error("field", f"{target.label}不适用于这类代办处", "核对编号和字段")
    elif entry.values.get("new") is not None:
        try:
            parse_cell(target, entry.text("new"))
        except CellError as failure:
            yield entry.error("new", f"{target.label}：{failure.rule}", failure.mend)


def _approved_first(entry: Entry) -> Iterator[Problem]:
    requested, approved = entry.values.get("requested_on"), entry.values.get("approved_on")
    if isinstance(requested, date) and isinstance(approved, date) and approved < requested:
        yield entry.warning("approved_on", "批准日期早于申请日期", "核对两个日期；无误可以保留")


def _approved_late(book: Book, entry: Entry) -> Iterator[Problem]:
    approved = entry.values.get("approved_on")
    if isinstance(approved, date) and approved.year > book.year:
        rule = f"批准日期在{book.year}年年末之后，年末有效的是原目标（A-G12）"
        yield entry.warning("approved_on", rule, "核对批准日期；确应以新值计分可以保留")


def _apply(book: Book, change: Entry, governing: dict[tuple[str, str], Entry]) -> Iterator[Problem]:
    name = str(change.values["field"])
    table, target = CHANGEABLE[name]
    row = book.entries(table).get(change.agency_id)
    if row is None or row.is_refused(name):
        return
    earlier = governing.get((change.agency_id, name))
    new = parse_cell(target, change.text("new"))
    if earlier and earlier.values["approved_on"] == change.values["approved_on"]:
        if new != row.values.get(name):
            rule = f"与第{earlier.line}行同一天批准，变更同一字段，分不清以哪个新值为准"
            yield change.error("new", rule, "只保留最终批准的一行")
        return
    if _read(target, change.text("old")) != row.values.get(name):
        label = row.parsed.table.label
        where = f"第{earlier.line}行的新值" if earlier else f"“{label}”表的{target.label}（{row.text(name) or '空'}）"
        yield change.warning("old", f"原值与{where}不一致", "核对原值；新值仍按批准的变更生效")
    governing[change.agency_id, name] = change
    row.values[name] = new
    row.replaced[name] = change


def _read(target: Field, text: str) -> Value | None:
    try:
        return parse_cell(target, text)
    except CellError:
        return text
