"""What stands on the form of one agency, row by row: the same for the writer and for the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hubao.appraisal.agency import Category
from hubao.policy.model import Policy
from hubao.tables.catalogue import TABLES
from hubao.tables.fields import Field

__all__ = [
    "COLUMNS",
    "EVIDENCE_HEADS",
    "EVIDENCE_SHEET",
    "FORM_SHEET",
    "HEADS",
    "STAMP_LABELS",
    "STAMP_SHEET",
    "VERSION",
    "FormRow",
    "form_rows",
]

VERSION = "1"
"""Version of the form itself; a form of another version is read by what its cells say they are."""

FORM_SHEET, EVIDENCE_SHEET, STAMP_SHEET = "目标完成情况", "佐证材料", "版本"

HEADS: Mapping[str, str] = MappingProxyType(
    {
        "no": "序号",
        "label": "考核指标",
        "target": "年度目标值",
        "full": "基本分（加分）",
        "asked": "填报项目",
        "value": "填报值",
        "unit": "单位",
        "check": "核对",
        "trial": "试算分",
        "self_points": "自评分",
        "actual_note": "完成情况说明",
        "evidence": "佐证材料",
        "text": "评分标准",
        "item": "指标代码",
        "field": "填报码",
    }
)
"""The columns of the form, left to right; the last two say to a program what a row is, and are not printed."""
COLUMNS: Mapping[str, int] = MappingProxyType({name: number for number, name in enumerate(HEADS, 1)})

EVIDENCE_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "item": "指标代码",
        "title": "材料名称",
        "copies": "份数",
        "dated": "形成日期",
        "kept": "存放位置或文件名",
        "note": "备注",
    }
)
STAMP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "version": "表样版本",
        "year": "年度",
        "agency_id": "代办处编号",
        "name": "代办处名称",
        "category": "类别",
        "coverage": "覆盖率目标",
        "premium": "会（保）费收入目标",
        "digest": "政策文件摘要",
    }
)

SECTIONS = (
    ("annex1", "一、考核指标（附件1）"),
    ("bonus", "二、加分项（附件2）"),
    ("deductions", "三、减分项（附件2）"),
)
SCALE = "四、业务规模（名额分配用，不计分）"
BY_OFFICE = frozenset({"D1", "D2"})
"""Items that only people decide, and no agency reports about itself."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row to fill in, or one that is reckoned from others.

    Attributes:
        section: the heading above it.
        item: item code; empty for the scale of business.
        table: the input table the value belongs to; empty where there is no value.
        field: what is asked; ``None`` where nothing is.
        first: whether it is the first row of its item, which carries the item's own cells.
    """

    section: str
    item: str
    table: str
    field: Field | None
    first: bool


def form_rows(policy: Policy, category: Category) -> tuple[FormRow, ...]:
    """The rows of the form for a category (000 art. 7 and 11(三)2): no. 11a or 11b, and B5 for districts only.

    Args:
        policy: the year's policy.
        category: the agency's kind.
    """
    rows = []
    for part, heading in SECTIONS:
        table = "actuals" if part == "annex1" else "extras"
        for code, item in getattr(policy, part).items():
            if code in BY_OFFICE or not item.concerns(category.value):
                continue
            asked: list[Field | None] = [*_asked(table, code, category)] or [None]
            rows += [
                FormRow(heading, code, table if field else "", field, first=number == 0)
                for number, field in enumerate(asked)
            ]
    rows += [FormRow(SCALE, "", "scale", field, first=True) for field in _figures("scale", category)]
    return tuple(rows)


def _asked(table: str, code: str, category: Category) -> Iterator[Field]:
    return (field for field in _figures(table, category) if field.item == code)


def _figures(table: str, category: Category) -> Iterator[Field]:
    known = ("agency_id", "name")
    return (field for field in TABLES[table].fields if field.name not in known and field.concerns(category))
