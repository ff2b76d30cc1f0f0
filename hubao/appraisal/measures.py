"""From counts to measures: what each item measures, exactly, and which fields it took (annex 1, 解释说明).

A rate keeps its two counts; ``value`` is ``None`` when the denominator is zero (A-G5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hubao.appraisal.agency import Agency
from hubao.errors import DataError
from hubao.numerals import count, money

__all__ = ["MEASURES", "Measure", "needed"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured value.

    Attributes:
        name: what it is called in a reason, e.g. ``覆盖率``.
        unit: ``rate``, ``money`` or ``count``.
        value: the exact value; ``None`` for a rate without cases.
        formula: the counts put in, e.g. ``57/60``; empty where the value is itself a count.
        fields: the input fields with their values as text.
        whole: the denominator, for saying how many are missing.
        part: the numerator.
        counter: the word that counts the numerator (人, 件, 次).
    """

    name: str
    unit: str
    value: Fraction | None
    formula: str
    fields: tuple[tuple[str, str], ...]
    part: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)
    counter: str = ""


def needed(value: int | Decimal | None, agency: Agency, field: str) -> int | Decimal:
    """Return a value that checked inputs always hold.

    Raises:
        DataError: it is missing: the record did not come through `hubao.tables`.
    """
    if value is None:
        raise DataError(message=f"{agency.agency_id} 缺少 {field}，不能计分。请先用 hubao check 检查输入。")
    return value


def _text(value: int | Decimal) -> str:
    return count(value) if isinstance(value, int) else money(value)


def _rate(
    name: str,
    counter: str,
    part: str,
    whole: str,
    *,
    share: Callable[[int | Decimal, int | Decimal], Fraction] | None = None,
    formula: str = "{part}/{whole}",
    blocked: bool = False,
) -> Callable[[Agency], Measure]:
    """Build the measure ``part ÷ whole``; ``blocked`` where a zero denominator is a data error (A-G5)."""

    def measure(agency: Agency) -> Measure:
        numerator = needed(getattr(agency.actuals, part), agency, part)
        denominator = needed(getattr(agency.actuals, whole), agency, whole)
        if blocked and denominator == 0:
            raise DataError(message=f"{agency.agency_id} 的 {whole} 为0，{name}无法计算。请核对数据。")
        value = None
        if denominator != 0:
            value = share(numerator, denominator) if share else Fraction(numerator) / Fraction(denominator)
        return Measure(
            name=name,
            unit="rate",
            value=value,
            formula=formula.format(part=_text(numerator), whole=_text(denominator)),
            fields=((part, _text(numerator)), (whole, _text(denominator))),
            part=Fraction(numerator),
            whole=Fraction(denominator),
            counter=counter,
        )

    return measure


def _complement(part: int | Decimal, whole: int | Decimal) -> Fraction:
    return 1 - Fraction(part) / Fraction(whole)


def _count(name: str, field: str, counter: str) -> Callable[[Agency], Measure]:
    def measure(agency: Agency) -> Measure:
        value = getattr(agency.actuals, field)
        number = Fraction(needed(value, agency, field))
        return Measure(name, "count", number, "", ((field, _text(value)),), part=number, counter=counter)

    return measure


def _premium(agency: Agency) -> Measure:
    income = agency.actuals.premium_income
    value = Fraction(income)
    return Measure("会（保）费收入", "money", value, "", (("premium_income", money(income)),), part=value, counter="元")


MEASURES: Mapping[str, Callable[[Agency], Measure]] = {
    "I01": _rate("覆盖率", "人", "insured_members", "union_members", blocked=True),
    "I02": _premium,
    "I03": _rate("正确率", "件", "claims_returned", "claims_submitted", share=_complement, formula="1-{part}/{whole}"),
    "I04": _rate("清理完成率", "人", "dormant_end", "dormant_start", share=_complement, formula="1-{part}/{whole}"),
    "I05": _rate("申报完成率", "人次", "overcap_declared", "overcap_due"),
    "I07": _rate("预算执行率", "元", "budget_spent", "budget_planned", blocked=True),
    "I08": _rate("180天以上未登录占比", "个", "accounts_idle", "accounts_total"),
    "I11a.closed_on_time": _rate("办结率", "件", "dispatches_closed_on_time", "dispatches_received"),
    "I11a.satisfied": _rate(
        "满意率", "件", "dispatches_dissatisfied", "dispatches_received", share=_complement, formula="1-{part}/{whole}"
    ),
    "I11b": _rate("及时变更率", "项", "org_changes_on_time", "org_changes_due"),
    "I12": _count("参加会议", "meetings_attended", "次"),
    "I13": _count("研究工作", "research_sessions", "次"),
    "I14": _count("宣传培训", "trainings", "次"),
    "I15": _count("会员活动", "member_activities", "次"),
    "I16": _count("宣传稿件", "articles", "篇"),
    "I17": _rate("关注度", "人", "wechat_followers", "mutual_members", blocked=True),
}
"""Item (and part) → the measure of an agency."""
