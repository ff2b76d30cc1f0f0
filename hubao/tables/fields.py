"""What an input field and an input table are: names, labels, kinds, and whom they concern.

The catalogue itself is :mod:`hubao.tables.catalogue`; headers, schemas, writers, messages and documentation all ask it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hubao.appraisal.agency import Category, DecisionKind, Grade, Participation

__all__ = [
    "CATEGORY_LABELS",
    "DECISION_LABELS",
    "DISTRICTS",
    "GRADE_LABELS",
    "ITEM_CODES",
    "OTHERS",
    "PARTICIPATION_LABELS",
    "Field",
    "Kind",
    "Table",
]

DISTRICTS = frozenset({Category.DISTRICT, Category.DEVELOPMENT_ZONE})
"""Who fills no. 11a and the loans of B5 (annexes 1 and 2: 考核区县、区县填报)."""
OTHERS = frozenset(Category) - DISTRICTS
"""Who fills no. 11b."""

CATEGORY_LABELS: Mapping[Category, str] = {
    Category.DISTRICT: "区",
    Category.DEVELOPMENT_ZONE: "开发区",
    Category.BUREAU: "局总公司",
    Category.INDUSTRY_UNION: "产业工会",
    Category.CENTRAL_UNIT: "中央驻京单位",
}
PARTICIPATION_LABELS: Mapping[Participation, str] = {
    Participation.ALL: "全员",
    Participation.PARTIAL: "部分",
    Participation.NONE: "未参加",
}
GRADE_LABELS: Mapping[Grade, str] = {grade: grade.label for grade in Grade}
DECISION_LABELS: Mapping[DecisionKind, str] = {
    DecisionKind.RISK_DEDUCTION: "风险扣分",
    DecisionKind.RISK_BONUS: "风险加分",
    DecisionKind.MERIT_BONUS: "贡献加分",
    DecisionKind.VETO_VIOLATION: "违规违纪否决",
    DecisionKind.VETO_SECURITY: "信息安全否决",
    DecisionKind.VETO_FALSE_REPORT: "财务虚报否决",
    DecisionKind.VETO_MISCONDUCT: "第十四条否决",
    DecisionKind.GRADE: "等次认定",
}

ITEM_CODES: tuple[str, ...] = (
    *(f"I{number:02d}" for number in range(1, 11)),
    *("I11a", "I11b"),
    *(f"I{number:02d}" for number in range(12, 18)),
    *(f"B{number}" for number in range(1, 7)),
    *(f"D{number}" for number in range(1, 5)),
    *("M10", "M14"),
)
"""The contract's item codes: annex 1, bonus, deductions, discretionary points."""


class Kind(StrEnum):
    """How the text of a cell becomes a value."""

    ID = "id"
    TEXT = "text"
    NOTE = "note"
    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    POINTS = "points"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    YEAR = "year"
    ITEM = "item"
    FIELD = "field"
    NUMBER = "number"
    AMOUNT = "amount"
    CODE = "code"
    MONTH = "month"

    @property
    def label(self) -> str:
        """What a cell of this kind holds, for messages and documentation."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[Kind, str] = {
    Kind.ID: "编号（字母、数字、-、_，不超过32位）",
    Kind.TEXT: "一行文字",
    Kind.NOTE: "文字，可以换行",
    Kind.COUNT: "不小于0的整数",
    Kind.MONEY: "金额（元），最多两位小数",
    Kind.RATE: "比率，写作 0.6 或 60%",
    Kind.POINTS: "分数，最多六位小数",
    Kind.YES_NO: "是 或 否",
    Kind.CHOICE: "选项之一",
    Kind.DATE: "日期，写作 2024-12-31",
    Kind.YEAR: "四位年份",
    Kind.ITEM: "指标代码，如 I01、B5",
    Kind.FIELD: "字段名称",
    Kind.NUMBER: "数值，写作 0.98、98% 或 9.5",
    Kind.AMOUNT: "不小于0的数",
    Kind.CODE: "编码，如 1.1.1",
    Kind.MONTH: "月份，写作 2024-03",
}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One column of an input table.

    Attributes:
        name: the contract's name, in code and in headers alike.
        label: Chinese label, printed in messages and accepted as a header.
        kind: how its cells are read.
        required: whether a blank is an error, for the agencies the field concerns.
        aliases: further headers people write.
        unit: unit of the figures, e.g. ``人`` or ``元``; accepted in brackets after the label.
        item: code of the item the field feeds; empty where none.
        categories: agencies the field concerns.
        choices: for ``Kind.CHOICE``: value → Chinese label.
        spellings: for ``Kind.CHOICE``: further texts people write → value.
    """

    name: str
    label: str
    kind: Kind
    required: bool = True
    aliases: tuple[str, ...] = ()
    unit: str = ""
    item: str = ""
    categories: frozenset[Category] = frozenset(Category)
    choices: Mapping[Any, str] | None = None
    spellings: Mapping[str, StrEnum] | None = None

    @property
    def numeric(self) -> bool:
        """Whether the field holds a figure."""
        return self.kind in (Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.POINTS, Kind.NUMBER, Kind.AMOUNT)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header this field answers to."""
        return (self.name, self.label, *self.aliases)

    @property
    def concerns_all(self) -> bool:
        """Whether every category fills the field in."""
        return self.categories == frozenset(Category)

    def concerns(self, category: Category | None) -> bool:
        """Whether agencies of this category fill the field in; an unknown category counts as concerned."""
        return category is None or category in self.categories


@dataclass(frozen=True, slots=True)
class Table:
    """One input table.

    Attributes:
        name: the contract's name: of the CSV file, or of the sheet.
        label: Chinese name, accepted as the name of a sheet or file.
        fields: its columns, in order.
        key: names of the fields that identify a row; empty where none do.
        required: whether a year can be scored without it; a required table holds one row for each agency.
        owner: name of the field that says whose row it is.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ("agency_id",)
    required: bool = True
    owner: str = "agency_id"

    def __getitem__(self, name: str) -> Field:
        return {field.name: field for field in self.fields}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns' names."""
        return tuple(field.name for field in self.fields)
