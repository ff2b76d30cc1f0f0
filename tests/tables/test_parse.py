"""What people really type is read exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubao.appraisal.agency import Category, DecisionKind, Grade, Participation
from hubao.tables.amounts import CellError, parse_money, parse_rate
from hubao.tables.catalogue import TABLES, field_of
from hubao.tables.parse import parse_cell

# field, what stands in the cell, what it means
READ: list[tuple[str, str, Any]] = [
    ("actuals.insured_members", "1240", 1240),
    ("actuals.insured_members", " 1240\u3000", 1240),
    ("actuals.insured_members", "１２４０", 1240),
    ("actuals.insured_members", "1,240", 1240),
    ("actuals.insured_members", "１，２４０", 1240),
    ("actuals.insured_members", "1 240 000", 1240000),
    ("actuals.insured_members", "12.0", 12),
    ("actuals.insured_members", "12.", 12),
    ("actuals.insured_members", "+12", 12),
    ("actuals.insured_members", "007", 7),
    ("actuals.insured_members", "0", 0),
    ("actuals.insured_members", "-0", 0),
    ("actuals.insured_members", "999999999999999", 999999999999999),
    ("actuals.premium_income", "1240000.5", Decimal("1240000.5")),
    ("actuals.premium_income", "1,240,000.50", Decimal("1240000.5")),
    ("actuals.premium_income", "12.340", Decimal("12.34")),
    ("actuals.premium_income", ".5", Decimal("0.5")),
    ("targets.coverage_target", "0.6", Fraction(3, 5)),
    ("targets.coverage_target", "60%", Fraction(3, 5)),
    ("targets.coverage_target", "60 %", Fraction(3, 5)),
    ("targets.coverage_target", "６０％", Fraction(3, 5)),
    ("targets.coverage_target", "０．６", Fraction(3, 5)),
    ("targets.coverage_target", "62.5%", Fraction(5, 8)),
    ("targets.coverage_target", "1", Fraction(1)),
    ("targets.coverage_target", "100%", Fraction(1)),
    ("history.coverage_rate", "100.01%", Fraction(10001, 10000)),
    ("decisions.points", "1.5", Fraction(3, 2)),
    ("decisions.points", "+2", Fraction(2)),
    ("history.total", "88.333333", Fraction(88333333, 1000000)),
    *(("actuals.archive_loss", text, True) for text in ("yes", "YES", "true", "TRUE", "1", "1.0", "是", "１", " Yes ")),
    *(("actuals.archive_loss", text, False) for text in ("no", "No", "false", "FALSE", "0", "否", "０")),
    ("agencies.category", "区", Category.DISTRICT),
    ("agencies.category", "开发区", Category.DEVELOPMENT_ZONE),
    ("agencies.category", "局总公司", Category.BUREAU),
    ("agencies.category", "局、总公司", Category.BUREAU),
    ("agencies.category", "局(总公司)", Category.BUREAU),
    ("agencies.category", "产业工会", Category.INDUSTRY_UNION),
    ("agencies.category", "中央驻京单位", Category.CENTRAL_UNIT),
    ("agencies.category", "Central_Unit", Category.CENTRAL_UNIT),
    ("extras.mild_illness_plan", "全员", Participation.ALL),
    ("extras.mild_illness_plan", "部分单位参加", Participation.PARTIAL),
    ("extras.mild_illness_plan", "未参加", Participation.NONE),
    ("extras.mild_illness_plan", "NONE", Participation.NONE),
    ("history.grade", "优秀", Grade.EXCELLENT),
    ("history.grade", "合格", Grade.QUALIFIED),
    ("history.grade", "不 合 格", Grade.UNQUALIFIED),
    ("decisions.kind", "风险扣分", DecisionKind.RISK_DEDUCTION),
    ("decisions.kind", "veto_false_report", DecisionKind.VETO_FALSE_REPORT),
    *(
        ("decisions.decided_on", text, date(2024, 12, 31))
        for text in ("2024-12-31", "2024/12/31", "2024年12月31日", "20241231", "2024.12.31", "２０２４－１２－３１")
    ),
    ("decisions.decided_on", "2024-1-5", date(2024, 1, 5)),
    ("decisions.decided_on", "2024-02-29", date(2024, 2, 29)),
    ("decisions.decided_on", "2024-12-31 00:00:00", date(2024, 12, 31)),
    ("decisions.decided_on", "2024/12/31 0:00", date(2024, 12, 31)),
    ("history.year", "2023", 2023),
    ("history.year", "2023年", 2023),
    ("history.year", "2023.0", 2023),
    ("agencies.agency_id", "Ｄ０１", "D01"),
    ("agencies.agency_id", " d-01_x ", "d-01_x"),
    ("agencies.agency_id", "A" * 32, "A" * 32),
    ("agencies.name", "\u3000示例甲区 代办处（筹）\n", "示例甲区 代办处（筹）"),
    ("decisions.reason", "第一行\n第二行", "第一行\n第二行"),
    ("self_scores.item", "i11A", "I11a"),
    ("self_scores.item", "Ｂ５", "B5"),
    ("target_changes.field", "会（保）费收入目标", "premium_target"),
    ("target_changes.field", "Coverage_Target", "coverage_target"),
]


@pytest.mark.parametrize(("field", "text", "value"), READ)
def test_read(field: str, text: str, value: Any) -> None:
    found = parse_cell(field_of(*field.split(".")), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff \n"])
def test_blank_is_missing_never_zero(blank: str) -> None:
    assert all(parse_cell(field, blank) is None for table in TABLES.values() for field in table.fields)


def test_a_binary_rate_stays_exact() -> None:
    """0.95 - 0.85 is not 0.1 in floats; as fractions it is."""
    assert parse_rate("0.95") - parse_rate("85%") == Fraction(1, 10)


@settings(derandomize=True)
@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_every_amount_is_read_as_written(amount: Decimal) -> None:
    assert parse_money(f"{amount:,}") == parse_money(str(amount)) == amount


@settings(derandomize=True)
@given(st.integers(0, 100 * 10**6))
def test_a_rate_and_its_percentage_are_one(millionths: int) -> None:
    rate = Fraction(millionths, 100 * 10**6)
    assert parse_rate(f"{Decimal(millionths) / 10**6:f}%") == rate
    assert parse_rate(f"{Decimal(millionths) / 10**8:f}") == rate


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("12万", "120000"),
        ("1.2万人", "12000"),
        ("3千", "3000"),
        ("1,200人", "1200"),
        ("1200 人", "1200"),
        ("0.5万", "5000"),
    ],
)
def test_the_mend_says_what_to_write(text: str, mend: str) -> None:
    with pytest.raises(CellError) as failure:
        parse_cell(field_of("actuals", "insured_members"), text)
    assert failure.value.mend == f"只写数字：{mend}"
