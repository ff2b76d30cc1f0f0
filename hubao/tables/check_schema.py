"""Runs a table's schema and says in Chinese, cell by cell, what it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandera.errors

from hubao.errors import Problem
from hubao.tables.fields import Field, Kind
from hubao.tables.parsed import Entry, Parsed
from hubao.tables.schemas import FIRST_YEAR, LAST_YEAR, SCHEMAS, InputSchema

__all__ = ["RANGES", "ROWS", "check_schema"]

RANGES: Mapping[str, tuple[str, str]] = {
    "greater_than(0)": ("不能为0：它是比率的分母，为0无法计分", "核对后填写大于0的数"),
    "less_than_or_equal_to(1)": ("不能超过100%", "核对后写作 0.6 或 60%"),
    "less_than_or_equal_to(100)": ("不能超过100", "按百分制填写"),
    "greater_than_or_equal_to(0)": ("不能是负数", "填写不小于0的数"),
    "greater_than_or_equal_to(1)": ("从1起算", "填写名次；没有名次就留空"),
    f"greater_than_or_equal_to({FIRST_YEAR})": (f"不会早于{FIRST_YEAR}年", "核对年度，写作 2023"),
    f"less_than_or_equal_to({LAST_YEAR})": (f"不会晚于{LAST_YEAR}年", "核对年度，写作 2023"),
}
"""What a range check of the schemas means, and what to do about it."""

NOT_NEGATIVE = "greater_than_or_equal_to(0)"
SIGNS: Mapping[str, str] = {"decisions": "；扣分也写正数，种类已说明是扣分"}
"""What else to know of a negative number in a table."""

ROWS: Mapping[str, tuple[str, str, str]] = {
    "points_given": ("points", "这类决定要写明分数", "填写分数，如 2 或 1.5"),
    "points_blank": ("points", "一票否决和等次认定不填分数", "把分数留空；另有加分或扣分就另起一行"),
    "points_positive": ("points", "加分应大于0", "填写大于0的分数；不加分就删去这一行"),
    "grade_given": ("grade", "等次认定要写明等次", "填写 优秀、合格 或 不合格"),
    "grade_blank": ("grade", "只有等次认定才填等次", "把等次留空；认定等次就另起一行，种类写 等次认定"),
}
"""What a row check of the schemas means: the field it points at, the rule, the mend."""

UNAPPROVED = ("未经批准的变更不生效，不能用于计分", "批准后补填；没有批准就删去这一行")
HOW_TO_FILL: Mapping[Kind, str] = {
    Kind.COUNT: "查实后填写；确实为零就写 0",
    Kind.MONEY: "查实后填写；确实为零就写 0",
    Kind.YES_NO: "填写 是 或 否",
    Kind.DATE: "填写日期，如 2024-12-31",
    Kind.RATE: "填写比率，如 60%",
}


def check_schema(parsed: Parsed, schemas: Mapping[str, type[InputSchema]] = SCHEMAS) -> Iterator[Problem]:
    """Hold a converted table against its schema.

    Cells refused in conversion are passed over, and cells refused here take part in no further check, so that one
    mistake is reported once.

    Args:
        parsed: the table.
        schemas: the schema of each table, by name.

    Yields:
        A problem for each cell that is missing, out of range, or repeats the key of another row.
    """
    if not parsed.entries:
        return
    try:
        schemas[parsed.table.name].validate(parsed.frame(), lazy=True)
    except pandera.errors.SchemaErrors as failures:
        cases = failures.failure_cases
        met = {
            (int(row), str(check), str(column))
            for row, check, column in zip(cases["index"], cases["check"], cases["column"], strict=True)
        }
        yield from _problems(parsed, met)


def _problems(parsed: Parsed, met: set[tuple[int, str, str]]) -> Iterator[Problem]:
    repeats: set[tuple[str, ...]] = set()
    rows: set[tuple[int, str]] = set()
    for row, check, column in sorted(met):
        entry = parsed.entries[row]
        if check in ROWS:
            rows.add((row, check))
        elif check == "field_uniqueness":
            repeats.add((column,))
        elif check == "multiple_fields_uniqueness":
            repeats.add(parsed.table.key)
        elif check == "not_nullable":
            if not entry.is_refused(column):
                yield entry.error(column, *_missing(parsed.table[column], parsed.table.name))
        else:
            rule, mend = RANGES[check]
            mend += SIGNS.get(parsed.table.name, "") if check == NOT_NEGATIVE else ""
            yield entry.error(column, f"{parsed.table[column].label}{rule}", mend)
            entry.refuse(column)
    for row, check in sorted(rows):
        field, rule, mend = ROWS[check]
        entry = parsed.entries[row]
        if not entry.is_refused(field) and not entry.is_refused("kind"):
            yield entry.error(field, rule, mend)
            entry.refuse(field)
    for key in sorted(repeats):
        yield from _repeats(parsed, key)


def _missing(field: Field, table: str) -> tuple[str, str]:
    if table == "target_changes" and field.name in ("approved_on", "approved_by"):
        return f"缺{field.label}：{UNAPPROVED[0]}", UNAPPROVED[1]
    choices = "、".join((field.choices or {}).values())
    mend = f"填写 {choices} 之一" if choices else HOW_TO_FILL.get(field.kind, f"补写{field.label}")
    return f"{field.label}缺失", mend


def _repeats(parsed: Parsed, key: tuple[str, ...]) -> Iterator[Problem]:
    first: dict[tuple[object, ...], Entry] = {}
    label = "、".join(parsed.table[name].label for name in key)
    for entry in parsed.entries:
        values = tuple(entry.values.get(name) for name in key)
        if None in values:
            continue
        if values in first:
            rule = f"{label}重复，与{first[values].cell(key[-1])}相同"
            yield entry.error(key[-1], rule, "只保留一行；两行内容不同就核实以哪行为准")
        else:
            first[values] = entry
