"""What people decided: points, vetoes and grades, once each and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from hubao import numerals
from hubao.appraisal.agency import DecisionKind, Grade
from hubao.errors import Problem
from hubao.tables.book import Book
from hubao.tables.parsed import Entry

__all__ = ["check_decisions", "odd_date"]

YEARS_AFTER = 2
"""A decision on a year's appraisal later than this is doubted; assumption of this program."""


def check_decisions(book: Book) -> Iterator[Problem]:
    """Hold the decisions against each other and against the year.

    Args:
        book: the year's tables.

    Yields:
        Errors for a row given twice, two grades for one agency, and deductions above what no. 10 has; warnings for a
        grade beside a veto, for a missing paper or date, and for dates that do not fit the year.
    """
    parsed = book.parsed.get("decisions")
    if parsed is None:
        return
    yield from _twice(parsed.entries)
    yield from _risk_points(book, parsed.entries)
    for entry in parsed.entries:
        yield from _without_paper(entry)
        yield from odd_date(book, entry, "decided_on", book.year)
    of_agency: dict[str, list[Entry]] = {}
    for entry in parsed.entries:
        of_agency.setdefault(entry.agency_id, []).append(entry)
    for agency_id, entries in of_agency.items():
        yield from _grades(entries if agency_id else [])


def odd_date(book: Book, entry: Entry, name: str, first_year: int) -> Iterator[Problem]:
    """Warn of a date that lies before a year or long after the appraisal."""
    value = entry.values.get(name)
    if isinstance(value, date) and not first_year <= value.year <= book.year + YEARS_AFTER:
        label = entry.parsed.table[name].label
        rule = f"{label}不在{first_year}年至{book.year + YEARS_AFTER}年之间，与{book.year}年度考核对不上"
        yield entry.warning(name, rule, "核对日期；无误可以保留")


def _without_paper(entry: Entry) -> Iterator[Problem]:
    """Reason and decider are required; a decision without paper or date counts, but should not stay so."""
    for name in ("document", "decided_on"):
        if entry.is_blank(name):
            label = entry.parsed.table[name].label
            yield entry.warning(name, f"{label}缺失，这项决定难以查证", f"补上{label}")


def _twice(entries: list[Entry]) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        if entry.refused or not entry.agency_id:
            continue
        values = tuple(entry.values.get(name) for name in entry.parsed.table.names)
        if values in seen:
            rule = f"与第{seen[values].line}行完全相同，会重复计算"
            yield entry.error("", rule, "删去重复的一行；确是两件事就在理由里写清")
        else:
            seen[values] = entry


def _risk_points(book: Book, entries: list[Entry]) -> Iterator[Problem]:
    most = Fraction(book.limits.risk_points)
    totals: dict[str, Fraction] = {}
    for entry in entries:
        points = entry.values.get("points")
        if entry.values.get("kind") is not DecisionKind.RISK_DEDUCTION or not isinstance(points, Fraction):
            continue
        if points > most:
            rule = f"第10项扣分应在0至{numerals.points(most)}分之间"
            yield entry.error("points", rule, f"填写0至{numerals.points(most)}的分数")
            continue
        before = totals.get(entry.agency_id, Fraction())
        totals[entry.agency_id] = before + points
        if entry.agency_id and before <= most < before + points:
            rule = f"第10项扣分合计{numerals.points(before + points)}分，超过{numerals.points(most)}分的部分不再扣"
            yield entry.warning("points", rule, "核对各行扣分；无误可以保留")


def _grades(entries: list[Entry]) -> Iterator[Problem]:
    grades = [entry for entry in entries if entry.values.get("kind") is DecisionKind.GRADE]
    for entry in grades[1:]:
        rule = f"一个代办处只能有一个等次认定，另一个在第{grades[0].line}行"
        yield entry.error("kind", rule, "只保留最后作出的决定")
    vetoes = [entry for entry in entries if getattr(entry.values.get("kind"), "is_veto", False)]
    for entry in grades[:1]:
        grade = entry.values.get("grade")
        if vetoes and isinstance(grade, Grade) and grade is not Grade.UNQUALIFIED:
            rule = f"已有一票否决（第{vetoes[0].line}行），等次以不合格为准，认定的{grade.label}不起作用"
            yield entry.warning("grade", rule, "核对两项决定；否决已撤销就删去那一行")
