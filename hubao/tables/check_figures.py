"""Figures of one agency that cannot, or can hardly, stand beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from hubao import numerals
from hubao.errors import Problem
from hubao.tables.book import Book
from hubao.tables.parsed import Entry

__all__ = ["check_figures", "figure"]

Pair: TypeAlias = tuple[str, str, str]
"""A table, a part, and the whole it belongs to."""

NOT_ABOVE: tuple[Pair, ...] = (
    ("actuals", "claims_returned", "claims_submitted"),
    ("actuals", "overcap_declared", "overcap_due"),
    ("actuals", "accounts_idle", "accounts_total"),
    ("actuals", "dispatches_closed_on_time", "dispatches_received"),
    ("actuals", "dispatches_dissatisfied", "dispatches_received"),
    ("actuals", "org_changes_on_time", "org_changes_due"),
    ("extras", "medical_claims_app", "medical_claims"),
    ("extras", "staff_changes_late", "staff_changes"),
)
"""A part above its whole is an error."""

SELDOM_ABOVE: tuple[Pair, ...] = (
    ("actuals", "insured_members", "union_members"),
    ("actuals", "wechat_followers", "mutual_members"),
    ("scale", "insured_units", "base_units"),
)
"""Not members of the union may be insured, and others may follow: a warning."""

SAME_UNIT: tuple[tuple[str, str, str, str], ...] = (
    ("actuals", "premium_income", "targets", "premium_target"),
    ("actuals", "budget_spent", "actuals", "budget_planned"),
)
"""Two amounts of one size; a thousandfold difference is 万元 beside 元."""

CHECK = "核对两处数字，改正有误的一处"
CHECK_KEEP = "核对；数字无误可以保留"


def check_figures(book: Book) -> Iterator[Problem]:
    """Hold the figures of each agency against each other.

    Args:
        book: the year's tables, approved changes applied.

    Yields:
        Errors for parts above their whole, warnings for what is possible and unlikely.
    """
    for table, part, whole in NOT_ABOVE:
        for entry in book.entries(table).values():
            if found := _above(entry, part, whole):
                yield entry.error(part, found, CHECK)
    for table, part, whole in SELDOM_ABOVE:
        for entry in book.entries(table).values():
            if found := _above(entry, part, whole):
                yield entry.warning(part, found, CHECK_KEEP)
    yield from _statements(book)
    yield from _dormant(book)
    yield from _loans(book)
    yield from _units(book)


def figure(entry: Entry | None, name: str) -> int | Decimal | None:
    """A whole number or amount of a row; ``None`` where it is missing or was refused."""
    value = entry.values.get(name) if entry else None
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _label(entry: Entry, name: str) -> str:
    return entry.parsed.table[name].label


def _said(value: int | Decimal) -> str:
    return numerals.count(value) if isinstance(value, int) else numerals.money(value)


def _above(entry: Entry, part: str, whole: str) -> str:
    """The rule that is broken, with both figures; empty when it is kept."""
    smaller, larger = figure(entry, part), figure(entry, whole)
    if smaller is None or larger is None or smaller <= larger:
        return ""
    return f"{_label(entry, part)}不应大于{_label(entry, whole)}（{_said(smaller)} 大于 {_said(larger)}）"


def _statements(book: Book) -> Iterator[Problem]:
    for entry in book.entries("extras").values():
        late, missing = figure(entry, "reports_late"), figure(entry, "reports_missing")
        most = book.limits.statements
        if late is not None and missing is not None and late + missing > most:
            rule = f"迟报与少报合计不应超过全年应报的{most}张（迟报 {late}，少报 {missing}）"
            yield entry.error("reports_late", rule, "少报的报表不再计迟报；核对后改正")


def _dormant(book: Book) -> Iterator[Problem]:
    for entry in book.entries("actuals").values():
        start, end = figure(entry, "dormant_start"), figure(entry, "dormant_end")
        if start == 0 and end:
            rule = f"年初没有长期滞留会员，年底却有{end}人，算不出清理完成率"
            yield entry.warning("dormant_start", rule, "核对年初数；无误则需人工核定第4项")


def _loans(book: Book) -> Iterator[Problem]:
    for entry in book.entries("extras").values():
        if figure(entry, "loan_applications") == 0 and figure(entry, "loan_disbursed"):
            rule = "本年没有小额贷款申请，却有放款金额"
            yield entry.warning("loan_disbursed", rule, "核对申请数；放款属于往年申请可以保留")


def _units(book: Book) -> Iterator[Problem]:
    for table, name, other_table, other_name in SAME_UNIT:
        others = book.entries(other_table)
        for agency_id, entry in book.entries(table).items():
            other = others.get(agency_id)
            one, two = figure(entry, name), figure(other, other_name)
            if other and one and two and max(one, two) >= book.limits.slip * min(one, two):
                rule = f"与{_label(other, other_name)}相差千倍（{_said(one)} 与 {_said(two)}），可能把万元当作元"
                yield entry.warning(name, rule, "核对单位，一律以元填写")
