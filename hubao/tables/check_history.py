"""Last year beside this year: what is missing, and what moved further than one believes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from hubao import numerals
from hubao.errors import Problem
from hubao.tables.book import Book
from hubao.tables.check_figures import figure
from hubao.tables.fields import Kind
from hubao.tables.parsed import Entry, Parsed
from hubao.tables.schemas import LAST_YEAR
from hubao.tables.source import Source, warning

__all__ = ["check_history", "no_history"]

COMPARED = (("actuals", "premium_income"), ("actuals", "insured_members"), ("scale", "insured_units"))
"""Figures of this year that history holds under the same name."""
NO_LAST_YEAR = "上年数据缺失：不能与上年比较，覆盖率提高（B1）不加分，增长率按0计"
KEEP = "核对两年数字；无误可以保留"


def check_history(book: Book) -> Iterator[Problem]:
    """Hold this year against the published years before it.

    Args:
        book: the year's tables, approved changes applied.

    Yields:
        Errors for years that are not past; warnings for a missing last year, for jumps, and for a coverage target
        below what was reached last year.
    """
    parsed = book.parsed.get("history")
    if parsed is None:
        return
    yield from _without_grades(parsed)
    for entry in parsed.entries:
        yield from _not_past(book, entry)
        yield from _above_all(entry)
    last = _last_year(book, parsed)
    yield from _without_last(book, parsed, last)
    for agency_id, past in last.items():
        yield from _without_rate(past)
        yield from _figures_jump(book, agency_id, past)
        yield from _coverage(book, agency_id, past)


def no_history(book: Book) -> Iterator[Problem]:
    """The warning for a year handed in without any history."""
    yield warning(Source("history.csv"), NO_LAST_YEAR, f"补上 {book.year - 1} 年度的 history 表；首次考核可以没有")


def _without_grades(parsed: Parsed) -> Iterator[Problem]:
    if parsed.entries and "grade" not in parsed.columns:
        label = parsed.table["grade"].label
        rule = f"没有“{label}”一列，连续不合格的年数只能从本年度算起"
        yield warning(parsed.source, rule, f"补上{label}列；从未评过等次可以没有")


def _not_past(book: Book, entry: Entry) -> Iterator[Problem]:
    year = entry.values.get("year")
    if isinstance(year, int) and book.year <= year <= LAST_YEAR:
        rule = f"历年结果只填{book.year}年以前的年度"
        yield entry.error("year", rule, "核对年度；本年度的数字填在 actuals 和 scale 表")


def _above_all(entry: Entry) -> Iterator[Problem]:
    rate = entry.values.get("coverage_rate")
    if isinstance(rate, Fraction) and rate > 1:
        yield entry.warning("coverage_rate", "覆盖率超过100%", "核对；参保的非会员较多时可以保留")


def _last_year(book: Book, parsed: Parsed) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in parsed.entries:
        if entry.agency_id and entry.values.get("year") == book.year - 1:
            found.setdefault(entry.agency_id, entry)
    return found


def _without_last(book: Book, parsed: Parsed, last: dict[str, Entry]) -> Iterator[Problem]:
    if not parsed.entries:
        yield from no_history(book)
        return
    years_read = all(entry.values.get("year") is not None for entry in parsed.entries)
    if not parsed.complete or not years_read:
        return
    for agency_id, entry in book.register.items():
        if agency_id not in last:
            label = entry.values.get("name") or agency_id
            yield warning(
                parsed.source,
                f"{label}没有{book.year - 1}年度的结果。{NO_LAST_YEAR}",
                "补上上年一行；新设的代办处可以没有",
                agency_id=agency_id,
            )


def _without_rate(past: Entry) -> Iterator[Problem]:
    if past.is_blank("coverage_rate"):
        yield past.warning(
            "coverage_rate", "上年覆盖率缺失，覆盖率提高（B1）不加分", "查上年公布的结果后补填；没有就留空"
        )


def _figures_jump(book: Book, agency_id: str, past: Entry) -> Iterator[Problem]:
    for table, name in COMPARED:
        entry = book.entries(table).get(agency_id)
        before, now = figure(past, name), figure(entry, name)
        if entry and before is not None and now is not None and _jumps(before, now, book.limits.jump):
            money = entry.parsed.table[name].kind is Kind.MONEY
            said = [numerals.money(value) if money else numerals.count(int(value)) for value in (before, now)]
            yield entry.warning(name, _moved(entry.parsed.table[name].label, said[0], said[1], book.limits.jump), KEEP)


def _jumps(before: int | Decimal | Fraction, now: int | Decimal | Fraction, most: Fraction) -> bool:
    return abs(Fraction(now) - Fraction(before)) > most * Fraction(before)


def _moved(label: str, before: str, now: str, most: Fraction) -> str:
    return f"{label}与上年相差超过{numerals.percent(most, 0)}（上年 {before}，本年 {now}）"


def _coverage(book: Book, agency_id: str, past: Entry) -> Iterator[Problem]:
    rate = past.values.get("coverage_rate")
    if not isinstance(rate, Fraction):
        return
    target = book.entries("targets").get(agency_id)
    aim = target.values.get("coverage_target") if target else None
    if target and isinstance(aim, Fraction) and aim < rate:
        said = numerals.percent_against(aim, rate), numerals.percent(rate)
        yield target.warning(
            "coverage_target", f"覆盖率目标 {said[0]} 低于上年实际 {said[1]}", "核对；目标无误可以保留"
        )
    entry = book.entries("actuals").get(agency_id)
    insured, members = figure(entry, "insured_members"), figure(entry, "union_members")
    if entry is None or insured is None or not members:
        return
    now = Fraction(insured) / Fraction(members)
    jumped = _jumps(rate, now, book.limits.jump)
    if jumped and not _jumped(past, insured, book):
        said = numerals.percent(rate), numerals.percent(now)
        yield entry.warning("union_members", _moved("覆盖率", *said, book.limits.jump), KEEP)


def _jumped(past: Entry, insured: int | Decimal, book: Book) -> bool:
    """Whether the insured alone jumped already: one doubt is enough."""
    before = figure(past, "insured_members")
    return before is not None and _jumps(before, insured, book.limits.jump)
